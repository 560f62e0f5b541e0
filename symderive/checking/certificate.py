"""Expressions as residues: each node's value modulo a random prime, with independent residues for all that is independent.

Whatever holds between the residues of two expressions holds between the expressions, but for an error whose probability
is bounded: only these laws are used, each true wherever both sides of a claim are defined.

    arithmetic; u/v where v is not zero
    e^(a + b) = e^a e^b;  sin and cos by e^(i u);  e^(i pi q) as a root of unity
    ln|u v| = ln|u| + ln|v|, and ln u = ln|u| where ln u is defined (real numbers alone)
    r^q = u for r = u^(1/q): with every choice of the sign that a square root may have, |u| = u or -u likewise
    f(u) depends on u alone, for every other function f; its derivative by the chain rule
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import sympy as sp
from sympy import Basic, Symbol

from symderive.checking.choices import Choice, Choices, NeedsOdd
from symderive.checking.forms import ONE, Form, Forms, added, primes, scaled, turned
from symderive.checking.program import constant, is_symbol
from symderive.checking.residues import SMALL, Draw, Element, Redraw, Residue, lead
from symderive.checking.signals import Unsupported
from symderive.expr import Call, Neg, Over, Plus, Power, Times, free
from symderive.number import value
from symderive.problem import Assumptions

Env: TypeAlias = tuple[Basic, ...]             # the symbols that are moved, one infinitesimal each

SCALE = 5_040                                  # e^(m/SCALE) is what is drawn for a monomial m
ROOTS = 12                                     # symbols have roots of these degrees
NESTED = 4                                     # derivatives inside each other
LOGS = 200                                     # nodes below a logarithm that are taken apart


class Evaluation:
    """Residues of nodes, in one draw and with one list of choices.

    draw       where residues come from
    positive   nodes known to be positive or zero wherever the claim counts
    choices    what is chosen where a sign may be one or the other; None: nothing may be chosen
    places     how many terms stand for a sum up to a symbol
    write      how a node's residue is found from those of its parts
    """

    def __init__(self, draw: Draw, assumptions: Assumptions, real: bool, write: Write, positive: frozenset[Basic] = frozenset(), choices: Choices | None = None, places: int = 5) -> None:
        self.draw, self.assumptions, self.real, self.write = draw, assumptions, real, write
        self.facts, self.choices, self.places = positive, choices, places
        self.over: set[Basic] = set()                        # sums and products up to a symbol
        self.counted: frozenset[Basic] = frozenset()         # symbols in their ends
        self.known: dict[Env, dict[Basic, Element]] = {(): {}}
        self.leads: dict[Basic, Residue] = {}
        self.stands: dict[Basic, Basic] = {}                 # symbols, and nodes, that stand for another node
        self.forms = Forms(self.stands.get, self.log_form)
        self.zeros: set[int] = set()                         # what is taken to vanish, by choice
        self.divisors: list[Residue] = []                    # what does not vanish
        self.gammas: dict[Any, list[tuple[Residue, Residue]]] = {}
        self.keys = 0                                        # residues by which things were told apart
        self.positives: dict[Basic, bool] = {}
        self.waves: dict[Basic, tuple[Residue, Residue]] = {}

    # ---- going through the nodes

    def value(self, root: Basic, env: Env = ()) -> Element:
        """The residue of a node; with infinitesimals, if something moves.

        Raises:
            Unsupported, Choice, Redraw, Vacuous, ZeroDivisionError: if there is none.
        """
        todo: list[tuple[Basic, Env]] = [(root, self.reduced(root, env))]
        known, write = self.known, self.write
        while todo:
            e, moved = todo[-1]
            table = known.setdefault(moved, {})
            if e in table:
                todo.pop()
                continue
            found = write(self, e, moved, todo)
            if found is not None:
                table[e] = found
                self.leads[e] = lead(found)
                todo.pop()
        return known[self.reduced(root, env)][root]

    def reduced(self, e: Basic, env: Env) -> Env:
        """The environment, or none if nothing in the node moves."""
        return env if env and not self.depends(e).isdisjoint(env) else ()

    def depends(self, e: Basic) -> frozenset[Basic]:
        found = free(e)
        if not self.stands or self.stands.keys().isdisjoint(found):
            return found
        whole, todo = set(found), list(found)
        while todo:
            meaning = self.stands.get(todo.pop())
            if meaning is not None:
                new = free(meaning) - whole
                whole |= new
                todo.extend(new)
        return frozenset(whole)

    def operands(self, nodes: Sequence[Basic], env: Env, todo: list[tuple[Basic, Env]]) -> list[Element] | None:
        """The residues of these nodes; None if some are still to be found, which are put on the list."""
        if not env:
            table = self.known[()]
            found = [table.get(a) for a in nodes]
            if None not in found:
                return found
            todo.extend((a, env) for a, v in zip(nodes, found) if v is None)
            return None
        found, missing = [], []
        for a in nodes:
            moved = self.reduced(a, env)
            v = self.known.setdefault(moved, {}).get(a)
            if v is None:
                missing.append((a, moved))
            found.append(v)
        todo.extend(missing)
        return None if missing else found

    def instead(self, e: Basic, other: Basic, env: Env, todo: list[tuple[Basic, Env]]) -> Element | None:
        self.stands[e] = other
        found = self.operands((other,), env, todo)
        return None if found is None else found[0]

    def at(self, e: Basic) -> Residue:
        """The leading residue of a node that was met already, or is quickly found."""
        found = self.leads.get(e)
        return found if found is not None else lead(self.value(e))

    # ---- what is drawn

    def drawn(self, *key: Any) -> Residue:
        self.keys += 1
        return self.draw(*key)

    def symbol(self, name: str) -> Residue:
        """A power, so that roots exist."""
        return self.draw("symbol", name) ** ROOTS

    def chosen(self, *key: Any) -> bool:
        """One of two: with every choice, the claim must hold."""
        if self.choices is None:
            raise Choice
        return self.choices.take(key)

    def inverse(self, u: Residue) -> Residue:
        found = 1 / u
        self.divisors.append(u)
        return found

    def not_zero(self, u: Residue) -> None:
        """What is taken here has a value only where u is not zero.

        Raises:
            ZeroDivisionError: if u is zero everywhere.
        """
        if u == 0:
            raise ZeroDivisionError
        self.divisors.append(u)

    def is_vacuous(self) -> bool:
        """Is something taken to vanish by which is divided?"""
        return bool(self.zeros) and not self.zeros.isdisjoint(self.draw.size(u)[0] for u in self.divisors)

    # ---- signs

    def is_positive(self, e: Any, depth: int = 0) -> bool:
        """Is a real node known to be positive, or zero, wherever the claim counts?"""
        found = self.positives.get(e)
        if found is None:
            if depth > LOGS:
                return False
            found = self.positives[e] = self._is_positive(e, depth + 1)
        return found

    def _is_positive(self, e: Any, depth: int) -> bool:
        if e in self.stands:
            return self.is_positive(self.stands[e], depth)
        if e in self.facts or e in (sp.pi, sp.E):
            return True
        if isinstance(e, Symbol):
            domain = self.assumptions.domain(e)
            return domain.positive and not domain.complex
        if (n := value(e)) is not None:
            return n >= 0
        kind = type(e)
        if kind in (Plus, Times, Over):
            return all(self.is_positive(a, depth) for a in e.args)
        if kind is Power:
            n = constant(e.args[1])
            return self.real and ((n is not None and n.denominator == 1 and n % 2 == 0) or self.is_positive(e.args[0], depth))
        return kind is Call and self.real and e.args[0].name in ("abs", "sqrt", "cosh", "sech")

    def sign(self, u: Residue) -> bool:
        """Is the sign of u to be taken for positive? It is that of -u turned round."""
        size, turned = self.draw.size(u)
        return self.chosen("sign", size) != turned

    def absolute(self, e: Basic, u: Element) -> Element:
        """|u| of a node that was met."""
        if type(u) is list:
            self.not_zero(u[0])                              # there is no derivative at a corner
        if self.is_positive(e):
            return u
        if not self.real:
            raise Unsupported("|.| of a complex number")
        return u if self.sign(lead(u)) else [-v for v in u] if type(u) is list else -u

    # ---- logarithms

    def log_residue(self, u: Residue) -> Residue:
        """ln|u|, or ln u among complex numbers."""
        draw = self.draw
        n = draw.small(u)
        if n == 0:
            raise Unsupported("logarithm of zero")
        if n is not None and (self.real or n > 0):
            found = draw.zero
            for p, k in primes(abs(n)).items():
                found = found + k * draw("log", p)
            return found
        return self.drawn("log", draw.size(u)[0] if self.real else int(u))

    def log(self, e: Basic) -> Residue:
        """ln of a node that was met: products, powers and quotients taken apart."""
        found, todo, seen = self.draw.zero, [(e, self.draw.one)], 0
        while todo:
            a, c = todo.pop()
            a, seen = self.stands.get(a, a), seen + 1
            if self.real and seen <= LOGS and (parts := self._factors(a)) is not None:
                todo.extend((b, c * k) for b, k in parts)
            elif self.real and type(a) is Power and a.args[0] is sp.E:
                found = found + c * self.at(a.args[1])
            else:
                found = found + (c if a is sp.E else c * self.log_residue(self.at(a)))
        return found

    def _factors(self, e: Any) -> list[tuple[Basic, Residue]] | None:
        """The factors of a product, with their exponents; None for what has no parts."""
        kind, one = type(e), self.draw.one
        if kind is Times:
            return [(a, one) for a in e.args]
        if kind is Over:
            return [(e.args[0], one), (e.args[1], -one)]
        if kind is Neg:
            return [(e.args[0], one)]
        if kind is Power and e.args[0] is not sp.E:
            return [(e.args[0], self.at(e.args[1]))]
        if kind is Call and e.args[0].name in ("sqrt", "abs"):
            return [(e.args[1], one / 2 if e.args[0].name == "sqrt" else one)]
        return None

    def log_form(self, e: Basic) -> Form | None:
        """ln of a node as it stands in an exponent: factors that are known to be positive are taken apart."""
        found: Form = {}
        todo, seen = [(e, Fraction(1))], 0
        while todo:
            a, c = todo.pop()
            a, seen = self.stands.get(a, a), seen + 1
            n = value(a)
            if n is not None and n > 0 and max(n.numerator, n.denominator) <= SMALL:
                for side, turn in ((n.numerator, c), (n.denominator, -c)):
                    for p, k in primes(side).items():
                        added(found, scaled(self.forms.letter(Call(LN, sp.Integer(p))), turn * k))
                continue
            parts = self._positive_parts(a) if seen <= LOGS else None
            if parts is not None:
                todo.extend((b, c * k) for b, k in parts)
            elif a is sp.E:
                added(found, {ONE: c})
            elif type(a) is Power and a.args[0] is sp.E and self.real:
                added(found, scaled(self.forms.of(a.args[1]), c))
            else:
                added(found, scaled(self.forms.letter(Call(LN, a)), c))
        return found

    def _positive_parts(self, a: Any) -> list[tuple[Basic, Fraction]] | None:
        kind = type(a)
        if kind in (Times, Over) and all(map(self.is_positive, a.args)):
            return [(a.args[0], Fraction(1)), (a.args[1], Fraction(-1))] if kind is Over else [(b, Fraction(1)) for b in a.args]
        if kind is Power and a.args[0] is not sp.E and self.is_positive(a.args[0]) and (q := constant(a.args[1])) is not None:
            return [(a.args[0], q)]
        if kind is Call and a.args[0].name == "sqrt" and self.is_positive(a.args[1]):
            return [(a.args[1], Fraction(1, 2))]
        return None

    # ---- exponentials

    def exp(self, form: Form) -> Residue:
        """e^form: a product of what is drawn for its monomials."""
        found = self.draw.one
        for (i, parts), c in form.items():
            if i and len(parts) == 1 and parts[0] == (sp.pi, 1) and (root := self.draw.unity(c.numerator, 2 * c.denominator)) is not None:
                found = found * root
            elif not i and len(parts) == 1 and parts[0][1] == 1 and _is_log(parts[0][0]):
                found = found * self.power(parts[0][0].args[1], c)
            else:
                found = found * self._wave(i, parts, c)
        return found

    def _wave(self, i: bool, parts: tuple[tuple[Basic, int], ...], c: Fraction) -> Residue:
        monomial = self.draw.one
        for e, k in parts:
            u = self._letter(e)
            monomial = monomial * (u if k == 1 else u ** k if k > 0 else self.inverse(u) ** -k)
        n, scale = SCALE * c.numerator, 1
        if n % c.denominator:
            scale = c.denominator
            n *= scale
        return self.draw.power(self.drawn("exp", i, int(monomial), scale), n // c.denominator)

    def _letter(self, e: Any) -> Residue:
        """The residue of a node in an exponent; ln u may stand there for a logarithm of a negative u, as in (-2)^n, which is not ln|u|."""
        if not _is_log(e):
            return self.at(e)
        a = e.args[1]
        return self.log(a) if self.is_positive(a) else self.drawn("branch", int(self.at(a)))

    def wave(self, e: Basic, hyperbolic: bool) -> tuple[Residue, Residue]:
        """e^(i u) and e^(-i u), or e^u and e^-u, for a node that was met."""
        form = self.forms.of(e)
        up = self.exp(form if hyperbolic else turned(form))
        return up, 1 / up

    # ---- powers and roots

    def power(self, e: Basic, c: Fraction) -> Residue:
        """u^c of the leading residue of a node."""
        u = self.at(e)
        if c.denominator == 1:
            return u ** c.numerator if c >= 0 else self.inverse(u) ** -c.numerator
        found = self._root(e, u, c.denominator)
        return self.draw.power(found, c.numerator)

    def _root(self, e: Any, u: Residue, q: int) -> Residue:
        """The q-th root of a node: real and positive, or the principal one."""
        if isinstance(e, Symbol) or e is sp.pi:
            if e in self.stands:
                return self._root(self.stands[e], u, q)
            if ROOTS % q == 0 and self.at(e) == self.symbol(_name(e)):
                return self.draw("symbol", _name(e)) ** (ROOTS // q)
        n = value(e)
        if n is not None and n > 0 and max(n.numerator, n.denominator) <= SMALL:
            return self._root_of_whole(n.numerator, q) / self._root_of_whole(n.denominator, q)
        if type(e) is Power and e.args[0] is sp.E and self.real:
            return self.exp(scaled(self.forms.of(e.args[1]), Fraction(1, q)))
        if type(e) in (Times, Over) and all(map(self.is_positive, e.args)):
            roots = [self._root(a, self.at(a), q) for a in e.args]
            found = roots[0]
            for r in roots[1:]:
                found = found * r if type(e) is Times else found * self.inverse(r)
            return found
        if type(e) is Power and (p := constant(e.args[1])) is not None:
            if self.is_positive(e.args[0]):
                return self.power(e.args[0], p / q)
            if self.real and p > 0 and p % 2 == 0 and p % q == 0:
                return self.absolute(e.args[0], self.at(e.args[0])) ** int(p / q)
        return self.root_of_residue(e, u, q)

    def _root_of_whole(self, n: int, q: int) -> Residue:
        found = self.draw.one
        for p, k in primes(n).items():
            found = found * self._root_of_prime(p, q) ** k
        return found

    def _root_of_prime(self, p: int, q: int) -> Residue:
        turn = {2: (1, 8), 3: (1, 12), 5: (1, 5)}.get(p)
        if q == 2 and turn is not None and (w := self.draw.unity(*turn)) is not None:
            cosine = w + 1 / w                               # 2 cos(2 pi/8) = sqrt 2, 2 cos(2 pi/12) = sqrt 3, 4 cos(2 pi/5) = sqrt 5 - 1
            return cosine if p < 5 else 2 * cosine + 1
        return self.root_of_residue(p, self.draw.ring(p), q)

    def root_of_residue(self, e: Any, u: Residue, q: int) -> Residue:
        """A root by its equation r^q = u; which one of two square roots is to be chosen."""
        if u == 0:
            raise Unsupported("root of zero")
        odd = q
        while odd % 2 == 0:
            odd //= 2
        found = u
        if odd > 1:
            if not self.real:
                raise Unsupported("odd root of a complex number")
            if not self.draw.odd:
                raise NeedsOdd
            found = self.draw.odd_root(u, odd)
            if found is None:
                raise Unsupported("root")
        while q % 2 == 0:
            found, q = self._square_root(("root", e, q), found), q // 2
        return found

    def _square_root(self, place: Any, u: Residue) -> Residue:
        """One of the two square roots, by choice; `place` says which root of which node is taken."""
        if self.choices is None:
            raise Choice
        found = self.draw.square_root(u)
        if found is None:
            self.choices.no_square(place)
            raise Redraw
        self.keys += 1
        size, _ = self.draw.size(found)
        r = self.draw.ring(size)
        return r if self.choices.take(("sign", size), place) else -r

    # ---- what is keyed by its arguments alone

    def opaque(self, name: str, counts: Sequence[int], us: Sequence[Residue]) -> Residue:
        return self.drawn("f", name, tuple(counts), tuple(map(int, us)))


def _name(e: Basic) -> str:
    return str(e) if not is_symbol(e) else e.name


def _is_log(e: Any) -> bool:
    return type(e) is Call and e.args[0].name == "ln"


LN = sp.core.symbol.Str("ln")
Write: TypeAlias = Callable[[Evaluation, Any, Env, list[tuple[Basic, Env]]], Element | None]
