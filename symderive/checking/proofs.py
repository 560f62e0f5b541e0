"""Claims that are proved: by exact arithmetic, by induction, or by a certificate modulo a prime, whose error is bounded."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Basic

from symderive.checking.bounds import ERROR, Bounds
from symderive.checking.certificate import Evaluation
from symderive.checking.choices import Choice, Choices, NeedsOdd, Vacuous
from symderive.checking.induction import steps
from symderive.checking.modular import write
from symderive.checking.program import exponent
from symderive.checking.rational import Rationals
from symderive.checking.residues import Draw, Redraw
from symderive.checking.signals import Unsupported
from symderive.expr import Call, Power
from symderive.nodes import And, Cases, Evaluated, Indexed, Rel
from symderive.number import value
from symderive.problem import Assumptions
from symderive.tree import walk

EXACT, INDUCTION = "exact", "induction"
CERTIFICATE = f"modular certificate, error at most 2^-{ERROR}"
DRAWS, PATTERNS = 24, 16                       # draws until all roots exist; lists of choices
PLACES = 16                                    # terms that stand for a sum up to a symbol, at most
BUDGET = 30_000                                # nodes evaluated for claims that are looked at alone
FAILED = (Unsupported, Choice, NeedsOdd, Redraw, Vacuous, ZeroDivisionError, OverflowError)

Pairs = tuple[tuple[Basic, Basic], ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """By which method; the bound on the error; and whether a point is still wanted at which both sides are defined."""
    method: str
    error: Fraction
    restricted: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """An equation to be proved: pairs of sides, and the conditions under which it counts."""
    pairs: Pairs
    when: tuple[Basic, ...] = ()


class Proving:
    """Attempts at proofs of many claims, with one draw for all that need no choices."""

    def __init__(self, assumptions: Assumptions, symbols: Sequence[Basic], whole: Iterable[Basic], real: bool, seed: int) -> None:
        self.assumptions, self.real, self.seed, self.whole = assumptions, real, seed, frozenset(whole)
        domains = [assumptions.domain(x) for x in symbols] if assumptions.facts else []
        self.narrow = bool(assumptions.ties) or any(d.low is not None and d.high is not None and (d.integer or d.low == d.high) for d in domains)
        self.together = Evaluation(Draw(seed, 0), assumptions, real, write)
        self.bounds = Bounds(self.together, self.whole)
        self.rationals = Rationals(symbols)
        self.budget = BUDGET

    def proof(self, asked: Asked) -> Proof | None:
        """A proof, or None if none was found."""
        if all(self.rationals.equal(a, b) for a, b in asked.pairs):
            return Proof(EXACT, Fraction(0), self._is_conditional(asked))
        return self._certificate(asked) or self._induction(asked)

    def _is_conditional(self, asked: Asked) -> bool:
        """Is there a condition that may fail on an open set? One that two different expressions differ is none."""
        return self.narrow or not all(map(self._is_generic, asked.when))

    def _is_generic(self, condition: Basic) -> bool:
        if not isinstance(condition, Rel) or condition.args[0].name != "!=":
            return False
        try:
            a, b = map(self.together.value, condition.args[1:])
        except FAILED:
            return False
        return bool(a != b) and not self.bounds.restricted((condition.args[1:],))

    def _certificate(self, asked: Asked) -> Proof | None:
        v = self.together
        try:
            if self._equal(v, asked.pairs):
                degree = self.bounds.sums(asked.pairs)
                if degree <= v.places:
                    return self._proof(self.bounds, asked, 1)
                return self._alone(asked, self._facts(asked), int(degree)) if degree <= PLACES else None
        except (Choice, NeedsOdd):
            return self._alone(asked, self._facts(asked))
        except FAILED:
            return None
        facts = self._facts(asked)                           # perhaps for want of signs that are known
        return self._alone(asked, facts) if facts else None

    def _facts(self, asked: Asked) -> frozenset[Basic]:
        return frozenset(_positive(asked)) if self.real else frozenset()

    def _induction(self, asked: Asked) -> Proof | None:
        """A sum by induction, its step and its beginning by the other methods."""
        if len(asked.pairs) > 1:
            return None
        for step, beginning in steps(*asked.pairs[0]):
            parts = [self.proof(Asked((pair,), asked.when)) for pair in (step, beginning)]
            if all(p is not None for p in parts):
                return Proof(INDUCTION, sum((p.error for p in parts if p is not None), Fraction(0)), restricted=True)
        return None

    def _equal(self, v: Evaluation, pairs: Pairs) -> bool:
        return all(v.value(a) == v.value(b) for a, b in pairs)

    def _proof(self, bounds: Bounds, asked: Asked, runs: int) -> Proof | None:
        if not bounds.small(asked.pairs, runs):
            return None
        return Proof(CERTIFICATE, Fraction(1, 2 ** ERROR), self._is_conditional(asked) or bounds.restricted(asked.pairs))

    def _alone(self, asked: Asked, facts: frozenset[Basic], places: int = 5) -> Proof | None:
        """With every choice of signs, in a draw in which all roots exist."""
        irreducible: set[Any] = set()
        odd, runs = False, 0
        for n in range(DRAWS):
            prefix: list[bool] | None = []
            for _ in range(PATTERNS):
                if self.budget < 0 or prefix is None:
                    break
                choices = Choices(prefix, irreducible)
                v = Evaluation(Draw(self.seed, n + 1, odd), self.assumptions, self.real, write, facts, choices, places)
                runs += 1
                try:
                    if not self._equal(v, asked.pairs) and not v.is_vacuous():
                        return None
                except NeedsOdd:
                    if odd:
                        return None
                    odd = True
                    break
                except Redraw:
                    break
                except Vacuous:
                    pass
                except FAILED:
                    return None
                finally:
                    self.budget -= sum(map(len, v.known.values()))
                prefix = choices.following()
            if prefix is None:
                bounds = Bounds(v, self.whole)
                degree = bounds.sums(asked.pairs)
                if degree <= places:
                    return self._proof(bounds, asked, runs)
                return self._alone(asked, facts, int(degree)) if places < degree <= PLACES else None
        return None


def _positive(asked: Asked) -> Iterator[Basic]:
    """Nodes that are positive, or zero, wherever the claim counts: of which a logarithm or a root is taken."""
    for condition in _conditions(asked.when):
        sign, a, b = condition.args[0].name, *condition.args[1:]
        if sign in (">", ">=") and value(b) == 0:
            yield a
        if sign in ("<", "<=") and value(a) == 0:
            yield b
    for side in (s for pair in asked.pairs for s in pair):
        for e in walk(side, _outside):
            if isinstance(e, Call):
                name = e.args[0].name
                if name in ("ln", "sqrt", "log") or (name == "root" and (exponent(e.args[1]) or 1) % 2 == 0):
                    yield e.args[-1]
            elif isinstance(e, Power) and (q := value(e.args[1])) is not None and q.denominator > 1:
                yield e.args[0]


def _conditions(when: Iterable[Basic]) -> Iterator[Rel]:
    todo = list(when)
    while todo:
        c = todo.pop()
        if isinstance(c, And):
            todo.extend(c.args)
        elif isinstance(c, Rel):
            yield c


def _outside(e: Basic) -> bool:
    """Not below what may be left out, or binds a letter."""
    return not isinstance(e, (Cases, Indexed, Evaluated))

