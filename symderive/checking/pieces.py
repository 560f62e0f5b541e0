"""An integral whose integrand turns or jumps within the limits, as a sum of integrals of what does neither.

The integral of |t - x| from a to b is that of x - t from min(a, x) to min(b, x), plus that of t - x from max(a, x) to max(b, x).
"""
from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp
from sympy import Basic

from symderive.checking.signals import Unsupported
from symderive.expr import Call, Neg, Over, Plus, Times, call, free, plus
from symderive.nodes import Evaluated, Indexed, IntegralOver, Limit, Rel
from symderive.number import number, value
from symderive.tree import fold, walk

TURNING = frozenset(("abs", "sign", "heaviside", "relu", "max", "min"))
JUMPING = frozenset(("floor", "ceil", "arg", "atan2"))
MOST = 6                       # breaks
REASON = "an integral over a jump"


def pieces(e: Any) -> Basic | None:
    """The sum of integrals that an integral is; None if its integrand neither turns nor jumps.

    Raises:
        Unsupported: if it is not known where.
    """
    body, t, low, high = e.args
    breaks: dict[Basic, None] = {}
    bound: set[Basic] = set()
    for a in walk(body, lambda a: t in free(a)):
        if isinstance(a, (Indexed, Evaluated, Limit)):
            bound.add(a.args[1])
        if t in free(a) and (turn := _turn(a, t)) is not None:
            breaks[_place(turn, t)[0]] = None
    if not breaks:
        return None
    places = list(breaks)
    if t in bound or any(not bound.isdisjoint(free(c)) for c in places):
        raise Unsupported(REASON)
    if len(places) > 1:
        numbers = {value(c): c for c in places}
        if None in numbers or len(numbers) > MOST:
            raise Unsupported(REASON)
        places = [numbers[q] for q in sorted(q for q in numbers if q is not None)]
    return plus(*[_piece(body, t, low, high, places, k) for k in range(len(places) + 1)])


def _turn(a: Basic, t: Basic) -> Basic | None:
    """What vanishes where a node turns or jumps, as t moves."""
    if isinstance(a, Call):
        name, args = a.args[0].name, a.args[1:]
        if name in JUMPING or (name in ("max", "min") and len(args) != 2):
            raise Unsupported(REASON)
        if name in TURNING:
            return plus(args[0], Neg(args[1])) if len(args) == 2 else args[0]
    if isinstance(a, Rel):
        if a.args[0].name not in SIGNS:
            raise Unsupported(REASON)
        return plus(a.args[1], Neg(a.args[2]))
    return None


def _place(e: Basic, t: Basic) -> tuple[Basic, int]:
    """Where an expression that is linear in t vanishes, and the sign of its slope.

    Raises:
        Unsupported: if it is not linear in t, or its slope is not a number.
    """
    terms, slope = _line(e, t)
    if not slope:
        raise Unsupported(REASON)
    kept = [c for c in terms if value(c) is None]
    rest = sum((value(c) or Fraction(0) for c in terms), Fraction(0)) / -slope
    parts = [_scaled(c, -1 / slope) for c in kept] + ([number(rest)] if rest or not kept else [])
    return plus(*parts), 1 if slope > 0 else -1


def _line(e: Basic, t: Basic, depth: int = 8) -> tuple[list[Basic], Fraction]:
    """The terms without t, and the factor of t."""
    if t not in free(e):
        return [e], Fraction(0)
    if e == t:
        return [], Fraction(1)
    if not depth:
        raise Unsupported(REASON)
    if isinstance(e, Neg):
        terms, slope = _line(e.args[0], t, depth - 1)
        return [_scaled(c, Fraction(-1)) for c in terms], -slope
    if isinstance(e, Plus):
        lines = [_line(a, t, depth - 1) for a in e.args]
        return [c for terms, _ in lines for c in terms], sum((slope for _, slope in lines), Fraction(0))
    if isinstance(e, (Times, Over)) and len(e.args) == 2:
        a, b = e.args
        rest, number_of = (a, b) if isinstance(e, Over) or value(b) is not None else (b, a)
        factor = value(number_of)
        factor = 1 / factor if factor and isinstance(e, Over) else factor
        if factor:
            terms, slope = _line(rest, t, depth - 1)
            return [_scaled(c, factor) for c in terms], slope * factor
    raise Unsupported(REASON)


def _scaled(c: Basic, factor: Fraction) -> Basic:
    if factor == 1:
        return c
    if factor == -1:
        return c.args[0] if isinstance(c, Neg) else Neg(c)
    return Times(number(factor), c)


def _piece(body: Basic, t: Basic, low: Basic, high: Basic, places: list[Basic], k: int) -> Basic:
    """The integral between the k-th break and the one before."""
    def held(end: Basic) -> Basic:
        end = call("min", end, places[k]) if k < len(places) else end
        return call("max", end, places[k - 1]) if k else end
    return IntegralOver(fold(body, lambda a, args: _decided(a, args, t, places, k), enter=lambda a: t in free(a)), t, held(low), held(high))


SIGNS = {"<": (-1,), "<=": (-1,), ">": (1,), ">=": (1,), "=": (), "!=": (-1, 1)}


def _decided(a: Any, args: tuple[Basic, ...], t: Basic, places: list[Basic], k: int) -> Basic:
    """A node as it is between two breaks."""
    turn = _turn(a, t)
    if turn is None:
        return type(a)(*args) if args != a.args else a
    place, slope = _place(turn, t)
    sign = slope if k > places.index(_same(place, places)) else -slope
    if isinstance(a, Rel):
        return sp.true if sign in SIGNS[a.args[0].name] else sp.false
    name = a.args[0].name
    if name == "sign":
        return sp.S.One if sign > 0 else Neg(sp.S.One)
    if name == "heaviside":
        return sp.S.One if sign > 0 else sp.S.Zero
    if name == "abs":
        return args[1] if sign > 0 else Neg(args[1])
    if name == "relu":
        return args[1] if sign > 0 else sp.S.Zero
    return args[1] if (sign > 0) == (name == "max") else args[2]


def _same(place: Basic, places: list[Basic]) -> Basic:
    return place if place in places else next(c for c in places if value(c) == value(place))
