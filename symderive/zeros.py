"""All real zeros of an expression in one symbol: exact where there is a formula, enclosed where there is none, and why none is missing.

A product is zero where a factor is. A factor that is a polynomial has its zeros counted exactly; e^u is never zero; what is
a linear function of ln u, e^u or a root is turned into an equation for u. Anything else is searched piece by piece on a
bounded interval, where each piece is certified to hold no zero or one. SymPy may propose exact values; they are enclosed and tried.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from flint import acb, arb, fmpz_poly
from sympy import Basic, E, Integer, Symbol

from symderive.checking import enclosure, real_value
from symderive.checking.intervals import isolated_zeros
from symderive.checking.values import decimal_of
from symderive.errors import NotSupported
from symderive.expr import Call, Neg, Over, Power, call, free, head, plus
from symderive.nodes import Cases
from symderive.products import factored_form
from symderive.rules.finish import finish
from symderive.rules.forms import factors, product, terms
from symderive.rules.limits import CORNERS
from symderive.rules.polynomials import is_polynomial
from symderive.rules.tidy import tidy
from symderive.signs import POSITIVE, signs
from symderive.tree import walk
from symderive.written import as_written

DEEP = 2_048                     # bits to which two zeros are told apart
LONGEST = 60                       # characters of an exact zero that is still shown
ODD = frozenset(("sinh", "tanh", "asinh", "atan", "asin", "atanh", "erf"))        # zero where their argument is, and only there
UNBOUNDED = (sp.oo, -sp.oo, Neg(sp.oo))


@dataclass(frozen=True, eq=False)
class Zero:
    """A zero: as written, if there is a short formula, and a ball that holds it and no other."""
    exact: Basic | None
    ball: Any = field(compare=False)

    @property
    def written(self) -> Basic:
        """The zero, or a decimal that is right to its last digit."""
        return self.exact if self.exact is not None else decimal_of(self.ball)

    @property
    def plain(self) -> Any:
        """The zero in SymPy: exact, or a decimal number."""
        return self.exact.doit() if self.exact is not None and hasattr(self.exact, "doit") else sp.Float(self.ball.mid().str(30, radius=False), 25)


@dataclass(frozen=True)
class Zeros:
    """The zeros in order, and by what arguments none is missing (ids of phrases)."""
    found: tuple[Zero, ...]
    reasons: tuple[str, ...] = ()
    everywhere: bool = False       # it is zero on the whole domain


class NotCertain(NotSupported):
    """That no zero is missing is not certain."""


@dataclass(frozen=True)
class Range:
    """Where zeros are wanted: from low to high, each a number as written, or infinite."""
    low: Basic
    high: Basic

    @property
    def bounded(self) -> bool:
        return self.low not in UNBOUNDED and self.high not in UNBOUNDED

    def ends(self) -> tuple[Any, Any]:
        """Balls around the ends.

        Raises:
            NotCertain: where an end is infinite.
        """
        if not self.bounded:
            raise NotCertain("a bounded interval is needed")
        return real_value(self.low), real_value(self.high)

    def holds(self, ball: Any) -> bool:
        """May it lie within?"""
        return not ((self.low not in UNBOUNDED and ball < real_value(self.low)) or (self.high not in UNBOUNDED and ball > real_value(self.high)))


LINE = Range(Neg(sp.oo), sp.oo)


def zeros(e: Basic, x: Symbol, within: Range = LINE) -> Zeros:
    """The zeros of e within a range.

    Raises:
        NotCertain: where they are not all found.

    >>> from symderive.reading.law import read_law
    >>> [str(z.written) for z in zeros(read_law("x*(x^2 - 2)*e^x"), Symbol("x")).found]
    ['-sqrt(2)', '0', 'sqrt(2)']
    """
    f = factors(tidy(e))
    if not f.count:
        return Zeros((), everywhere=True)
    found: list[Zero] = []
    reasons: dict[str, None] = {}
    for base, k in f.powers.items():
        if k > 0 and x in free(base):
            part = _of_factor(base, x, within)
            if part.everywhere:
                return part
            found += part.found
            reasons |= dict.fromkeys(part.reasons)
    kept = [z for z in merged(found) if within.holds(z.ball)]
    return Zeros(tuple(kept), tuple(reasons))


def merged(found: Iterable[Zero]) -> list[Zero]:
    """In order, each once."""
    kept: list[Zero] = []
    for z in sorted(found, key=lambda z: float(z.ball.mid())):
        if kept and same(z, kept[-1]):
            if kept[-1].exact is None:
                kept[-1] = z
        else:
            kept.append(z)
    return kept


def same(a: Zero, b: Zero) -> bool:
    if a.exact is not None and b.exact is not None:
        u, v = real_value(a.exact, DEEP), real_value(b.exact, DEEP)
        return u is not None and v is not None and bool(u.overlaps(v))
    return bool(a.ball.overlaps(b.ball))


def at(e: Basic) -> Zero | None:
    """An exact value as a zero; None where it has no real value."""
    v = real_value(e)
    return None if v is None else Zero(e, v)


# ---- one factor

def _of_factor(b: Basic, x: Symbol, within: Range) -> Zeros:
    if type(b) is Power and b.args[0] is E:
        return Zeros((), ("zeros.exponential",))
    if type(b) is Power and x in free(b.args[1]):
        return Zeros((), ("zeros.power",))
    if head(b) == "sign":
        return Zeros((), ("zeros.sign",))
    if signs(b) == POSITIVE:
        return Zeros((), ("zeros.positive",))
    if head(b) != "abs" and any(head(t) in CORNERS or type(t) is Cases for t in walk(b) if x in free(t)):
        return _pieced(b, x, within)
    if head(b) in ODD:
        return zeros(b.args[1], x, within)
    if type(b) is Power or head(b) in ("sqrt", "root", "abs"):
        return zeros(b.args[0] if type(b) is Power else b.args[-1], x, within)
    if is_polynomial(b, (x,)) and (exact := _of_polynomial(b, x)) is not None:
        return exact
    if (inverted := _inverted(b, x)) is not None:
        if isinstance(inverted, Zeros):
            return inverted
        found = zeros(inverted, x, within)
        return Zeros(found.found, ("zeros.inverted", *found.reasons), found.everywhere)
    if (form := factored_form(b)) is not None and form != b:
        return zeros(form, x, within)
    return _searched(b, x, within)


def _of_polynomial(b: Basic, x: Symbol) -> Zeros | None:
    """Of a polynomial with rational coefficients all; of others those of degree 1 and 2."""
    poly = sp.Poly(b.doit() if hasattr(b, "doit") else b, x)
    if all(c.is_Rational for c in poly.all_coeffs()):
        return Zeros(tuple(z for p, _ in poly.factor_list()[1] for z in _of_irreducible(p)), ("zeros.polynomial",) if poly.degree() > 2 else ())
    if poly.degree() > 2 or any(c.free_symbols for c in poly.all_coeffs()):
        return None
    return Zeros(tuple(z for z in (_real(short(as_written(r))) for r in sp.roots(poly)) if z is not None))


def _real(e: Basic) -> Zero | None:
    """A root, if it is real; None where it surely is not.

    Raises:
        NotCertain: where that is not told.
    """
    if (z := at(e)) is not None:
        return z
    v = enclosure(e, {}, DEEP)
    if isinstance(v, acb) and not v.imag.contains(0):
        return None
    raise NotCertain(f"whether {e} is real is not told")


def _of_irreducible(p: sp.Poly) -> list[Zero]:
    """The real zeros of an irreducible polynomial: counted and enclosed by flint, named where there is a short formula."""
    _, whole = p.clear_denoms(convert=True)
    roots: Any = fmpz_poly([int(c) for c in reversed(whole.all_coeffs())]).complex_roots()
    balls = sorted((root.real for root, _ in roots if root.imag.contains(0)), key=lambda v: float(v.mid()))
    if len(balls) != int(p.count_roots()):
        raise NotCertain(f"the zeros of {p.as_expr()} are not told apart")
    named = [z for z in (at(short(as_written(r))) for r in _formulas(p)) if z is not None]
    return [next((z for z in named if z.ball.overlaps(v)), Zero(None, v)) for v in balls]


def _formulas(p: sp.Poly) -> list[Any]:
    if p.degree() <= 2 or len(p.terms()) == 2:
        return [r for r in sp.roots(p) if r.is_real and len(str(r)) < LONGEST]
    if p.is_cyclotomic or (p.degree() == 4 and all(m % 2 == 0 for (m,), _ in p.terms())):
        return [r for r in sp.roots(p) if r.is_real is not False and len(str(r)) < LONGEST]
    return []


def short(e: Basic) -> Basic:
    """In the form a textbook prints."""
    steps = finish(e)
    return steps[-1].after if steps else e


def _inverted(b: Basic, x: Symbol) -> Basic | Zeros | None:
    """c f(u) + d is zero where f(u) = -d/c, so u is known: an expression that is zero there, or no zeros."""
    rest = [t for t in terms(b) if x not in free(t)]
    moving = [t for t in terms(b) if x in free(t)]
    if len(moving) == 2 and not rest and (ratio := _of_two_exponentials(moving[0], moving[1], x)) is not None:
        return ratio
    if len(moving) != 1:
        return None
    f = factors(moving[0])
    inside = [g for g in f.powers if x in free(g)]
    if len(inside) != 1 or (f.powers[inside[0]] not in (1, sp.Rational(1, 2)) and f.powers[inside[0]] <= 0):
        return None
    g, k = inside[0], f.powers[inside[0]]
    others = {a: n for a, n in f.powers.items() if a is not g}
    target = short(tidy(Neg(Over(plus(*rest), product(f.count, others))))) if rest else Integer(0)
    v = real_value(target)
    if v is None:
        return None
    if head(g) == "ln" and k == 1:
        return plus(g.args[1], Neg(short(Power(E, target)))) if rest else plus(g.args[1], Neg(Integer(1)))
    if type(g) is Power and g.args[0] is E and k == 1:
        if v > 0:
            return plus(g.args[1], Neg(short(call("ln", target))))
        return Zeros((), ("zeros.exponential",)) if v <= 0 else None
    if type(g) is Power and x not in free(g.args[0]) and k == 1 and (c := real_value(g.args[0])) is not None and c > 0:
        if v > 0:
            return plus(g.args[1], Neg(short(Over(call("ln", target), call("ln", g.args[0])))))
        return Zeros((), ("zeros.exponential",)) if v <= 0 else None
    if k == sp.Rational(1, 2) or head(g) == "sqrt":
        inner = g.args[1] if head(g) == "sqrt" else g
        if v < 0:
            return Zeros((), ("zeros.root",))
        return plus(inner, Neg(short(Power(target, Integer(2))))) if v >= 0 else None
    if head(g) in ("atan", "asinh") and k == 1:
        back = {"atan": "tan", "asinh": "sinh"}[g.args[0].name]
        if head(g) == "atan" and not abs(v) < arb.pi() / 2:
            return Zeros((), ("zeros.positive",)) if abs(v) > arb.pi() / 2 else None
        return plus(g.args[1], Neg(short(call(back, target))))
    return None


def _of_two_exponentials(s: Basic, t: Basic, x: Symbol) -> Basic | Zeros | None:
    """a e^u + b e^v is zero where e^(u - v) = -b/a."""
    (f, p), (g, q) = ((factors(w), [b for b in factors(w).powers if x in free(b)]) for w in (s, t))
    if len(p) != 1 or len(q) != 1 or not all(type(b) is Power and b.args[0] is E for b in (p[0], q[0])) or f.powers[p[0]] != 1 or g.powers[q[0]] != 1:
        return None
    a, b = (product(w.count, {c: n for c, n in w.powers.items() if c is not e}) for w, e in ((f, p[0]), (g, q[0])))
    target = short(tidy(Neg(Over(b, a))))
    v = real_value(target)
    if v is None:
        return None
    if v > 0:
        return plus(p[0].args[1], Neg(q[0].args[1]), Neg(short(call("ln", target))))
    return Zeros((), ("zeros.exponential",)) if v < 0 else None


# ---- corners and cases: on each side of them a function without

def _pieced(b: Basic, x: Symbol, within: Range) -> Zeros:
    """The zeros between the points where it turns, and these points where it is zero there."""
    from symderive.cells import cells, sign_at, special_points, without_corners
    found: list[Zero] = []
    reasons: dict[str, None] = {}
    points = special_points(b, x, within)
    if any(z.exact is None for z in points):
        raise NotCertain(f"{b} turns at a point for which there is no formula")
    found += [z for z in points if z.exact is not None and sign_at(b, x, z.exact) == 0]
    for c in cells(points, within):
        piece = without_corners(b, x, c.sample)
        part = zeros(piece, x, Range(within.low if c.low is None else c.low.written, within.high if c.high is None else c.high.written))
        if part.everywhere:
            raise NotCertain(f"{b} is zero on a whole interval")
        found += [z for z in part.found if (c.low is None or z.ball > c.low.ball) and (c.high is None or z.ball < c.high.ball)]
        reasons |= dict.fromkeys(part.reasons)
    return Zeros(tuple(merged(found)), tuple(reasons))


# ---- the search

def _searched(b: Basic, x: Symbol, within: Range) -> Zeros:
    if free(b) - {x}:
        raise NotCertain(f"where {b} vanishes depends on letters")
    if not within.bounded:
        raise NotCertain(f"the zeros of {b} on the whole line are not found; give an interval")
    low, high = within.ends()
    named = [z for z in (at(short(as_written(r))) for r in proposals(b, x, within)) if z is not None]
    found = isolated_zeros(b, x, low, high, [z.ball for z in named])
    if found is None or not found.complete:
        raise NotCertain(f"the zeros of {b} between {within.low} and {within.high} are not told with certainty")
    return Zeros(tuple(next((z for z in named if z.ball.overlaps(v)), Zero(None, v)) for v in found.zeros), ("zeros.searched",))


def proposals(b: Basic, x: Symbol, within: Range) -> Sequence[Any]:
    """Exact zeros that SymPy proposes; nothing rests on them."""
    kind = {n.args[0].name for n in sp.preorder_traversal(b) if isinstance(n, Call)}
    if not kind <= {"sin", "cos", "tan", "sqrt"}:
        return []
    t = sp.Symbol("t", real=True)
    with suppress(Exception):
        low, high = within.low.doit() if hasattr(within.low, "doit") else within.low, within.high.doit() if hasattr(within.high, "doit") else within.high
        found = sp.solveset(b.doit().subs(x, t), t, sp.Interval(low, high))
        if isinstance(found, sp.FiniteSet):
            return [r for r in found if r.is_real is not False and len(str(r)) < LONGEST]
    return []
