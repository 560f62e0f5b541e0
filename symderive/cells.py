"""A function of one variable between its special points: where it is defined, and which sign it has there."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, fmpq
from sympy import Basic, Integer, Symbol, oo, true

from symderive.checking import enclosure, holds
from symderive.errors import NotSupported
from symderive.expr import Call, Neg, Over, Power, call, free, head, named, plus
from symderive.nodes import And, Cases, Interval, Not, Or, Rel
from symderive.number import number, value
from symderive.tree import fold, rebuild, substitute, walk
from symderive.zeros import UNBOUNDED, Range, Zero, merged, zeros

ZERO, ONE = Integer(0), Integer(1)
LADDER = (128, 512, 2_048)

# where a function turns, jumps, or is no longer defined: there, one of these is zero
TURNS: dict[str, Callable[[Basic], tuple[Basic, ...]]] = {
    "ln": lambda u: (u,), "sqrt": lambda u: (u,), "abs": lambda u: (u,), "sign": lambda u: (u,), "relu": lambda u: (u,),
    "tan": lambda u: (call("cos", u),), "sec": lambda u: (call("cos", u),), "cot": lambda u: (call("sin", u),), "csc": lambda u: (call("sin", u),),
    "asin": lambda u: (plus(ONE, Neg(u)), plus(ONE, u)), "acos": lambda u: (plus(ONE, Neg(u)), plus(ONE, u)), "atanh": lambda u: (plus(ONE, Neg(u)), plus(ONE, u)),
    "acosh": lambda u: (plus(u, Neg(ONE)),), "coth": lambda u: (u,), "csch": lambda u: (u,), "asech": lambda u: (u, plus(ONE, Neg(u))), "acsch": lambda u: (u,),
}
SMOOTH = frozenset(("sin", "cos", "atan", "sinh", "cosh", "tanh", "sech", "asinh", "erf", "erfc", "sigmoid", "softplus"))


def turning(f: Basic, x: Symbol) -> Iterator[Basic]:
    """Expressions whose zeros are the only points where f may turn, jump, or cease to be defined.

    Raises:
        NotSupported: for functions of which this is not known.
    """
    for t in walk(f, lambda t: x in free(t)):
        if x not in free(t):
            continue
        if isinstance(t, Over) and x in free(t.args[1]):
            yield t.args[1]
        elif isinstance(t, Power) and x in free(t.args[0]) and ((n := value(t.args[1])) is None or n < 0 or n.denominator != 1):
            yield t.args[0]
        elif isinstance(t, Call):
            name, args = t.args[0].name, t.args[1:]
            if name in TURNS:
                yield from TURNS[name](args[0])
            elif name in ("max", "min"):
                yield from (plus(args[0], Neg(a)) for a in args[1:])
            elif name in ("root", "log"):
                yield args[1]
                if x in free(args[0]):
                    yield from (args[0], plus(args[0], Neg(ONE)))
            elif name not in SMOOTH:
                raise NotSupported(f"where {name} turns is not known here")
        elif isinstance(t, Rel):
            yield plus(t.args[1], Neg(t.args[2]))
        elif isinstance(t, (Cases, And, Or, Not)) or head(t) in KNOWN or isinstance(t, Symbol):
            continue
        elif type(t).__name__ not in ("Plus", "Times", "Neg", "Over", "Power"):
            raise NotSupported(f"{type(t).__name__} is not analysed")


KNOWN: frozenset[Any] = frozenset()


def special_points(f: Basic, x: Symbol, within: Range) -> list[Zero]:
    """The points within the range at which f may turn, jump, or cease to be defined."""
    return merged(z for u in dict.fromkeys(turning(f, x)) for z in zeros(u, x, within).found)


@dataclass(frozen=True, eq=False)
class Cell:
    """An open interval between neighbouring special points; None is an infinite end. `sample` lies within."""
    low: Zero | None
    high: Zero | None
    sample: Basic


def cells(points: Sequence[Zero], within: Range) -> list[Cell]:
    """The open intervals into which the points cut the range."""
    low, high = (None if e in UNBOUNDED else Zero(e, enclosure(e, {}, 256)) for e in (within.low, within.high))
    inner = [z for z in points if not any(end is not None and end.ball.overlaps(z.ball) for end in (low, high))]
    return [Cell(a, b, between(a, b)) for a, b in pairwise([low, *inner, high])]


def between(a: Zero | None, b: Zero | None) -> Basic:
    """A number as simple as may be, strictly between."""
    if a is None or b is None:
        end = a or b
        if end is None:
            return ZERO
        return number(_whole(end.ball) + (2 if b is None else -2))
    low, high = a.ball.upper(), b.ball.lower()
    middle = ((low + high) / 2).mid()
    for candidate in (arb(round(float(middle))), *(arb(fmpq(round(float(middle) * n), n)) for n in (2, 4, 10, 100, 1_000))):
        if low < candidate < high:
            return number(_fraction(candidate))
    return number(_fraction(middle))


def _whole(v: Any) -> int:
    return round(float(v.mid()))


def _fraction(v: Any) -> Fraction:
    q = Fraction(float(v.mid()))
    for most in (10, 1_000, 10 ** 9):
        if abs(float(q.limit_denominator(most)) - float(v.mid())) < 1e-12 * (1 + abs(float(v.mid()))):
            return q.limit_denominator(most)
    return q


def sign_at(e: Basic, x: Symbol, a: Basic) -> int | None:
    """The sign at a point: 1, -1; 0 where it is surely zero; None where it is undefined or not told."""
    there = substitute(e, {x: a})
    for bits in LADDER:
        v = enclosure(there, {}, bits)
        if v is None or not isinstance(v, arb):
            continue
        if v.is_zero():
            return 0
        if v != 0:
            return 1 if v > 0 else -1
    return None


def without_corners(e: Basic, x: Symbol, a: Basic) -> Basic:
    """The expression as it is near a, where it does not turn: |u| as u or -u, and of the cases the one that counts."""
    def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
        if x not in free(t):
            return rebuild(t, args)
        if head(t) in ("abs", "sign", "relu") and (s := sign_at(t.args[1], x, a)):
            u = args[1]
            return {"abs": u if s > 0 else Neg(u), "sign": ONE if s > 0 else Neg(ONE), "relu": u if s > 0 else ZERO}[t.args[0].name]
        if head(t) in ("max", "min") and len(t.args) == 3 and (s := sign_at(plus(t.args[1], Neg(t.args[2])), x, a)):
            return args[1] if (s > 0) == (head(t) == "max") else args[2]
        if type(t) is Cases:
            for u, p in zip(args[::2], t.args[1::2]):
                met = True if p is true else holds(p, {x: a})
                if met:
                    return u
                if met is None:
                    break
        return rebuild(t, args)
    found: Basic = fold(e, change)
    return found


def is_defined(e: Basic, x: Symbol, a: Basic) -> bool:
    """Is it defined near a? A power with a varying exponent is, where its base is positive."""
    if any(type(t) is Power and x in free(t.args[1]) and x in free(t.args[0]) and sign_at(t.args[0], x, a) != 1 for t in walk(e)):
        return False
    v = enclosure(substitute(e, {x: a}), {}, 512)
    return isinstance(v, arb) and bool(v.is_finite())


def interval(low: Zero | None, high: Zero | None, brackets: str = "()") -> Basic:
    """The interval, written."""
    return Interval(named(brackets), Neg(oo) if low is None else low.written, oo if high is None else high.written)
