"""Claims in words: increasing on an interval, a local maximum at a point; each decided from the derivatives of the function."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from sympy import Basic, Integer, Symbol

from symderive.comparison.conditions import NotASet, condition
from symderive.expr import Neg, free, plus
from symderive.homework import sets
from symderive.homework.asked import Asked
from symderive.homework.context import Context
from symderive.homework.deciding import Decision, decide, undecided
from symderive.nodes import And, D, Evaluated, Rel, relation
from symderive.number import number

NEAR = number(Fraction(1, 1024))       # how far from a point the sign of the slope is looked at

MONOTONE = {"increasing": (1, ">="), "decreasing": (1, "<="), "concave_up": (2, ">="), "concave_down": (2, "<=")}
SIGNED = {"positive": ">", "negative": "<"}
EXTREMA = {"local_maximum": ("<=", ">="), "local_minimum": (">=", "<="), "maximum": ("<=", ">="), "minimum": (">=", "<=")}


def decide_claim(says: str, subject: Basic | None, where: Sequence[Basic], asked: Asked, world: Context, posed: Basic | None) -> Decision:
    """Whether what is said in words holds in this world; `posed` is the condition that was solved before."""
    f, x = spoken_of(subject, asked, world)
    if f is None or x is None:
        return undecided("no function is spoken of")
    if says in MONOTONE:
        return _monotone(*MONOTONE[says], f, x, where, world)
    if says in SIGNED and subject is not None and where:
        return _everywhere(relation(SIGNED[says], subject, Integer(0)), x, where, world)
    points = _points(subject, where, x)
    if points is None:
        return undecided("no point is spoken of")
    test = POINTWISE.get(says)
    return _all(test(says, f, x, a, world) for a in points) if test else undecided("not read")


def spoken_of(subject: Basic | None, asked: Asked, world: Context) -> tuple[Basic | None, Basic | None]:
    """The function and its letter."""
    return _function(subject, asked, world), asked.unknown or asked.variable


def _function(subject: Basic | None, asked: Asked, world: Context) -> Basic | None:
    if isinstance(subject, Symbol) and subject in world.names:
        return subject
    if asked.condition is not None and isinstance(asked.condition, Rel) and isinstance(asked.condition.args[1], D):
        e: Basic = asked.condition.args[1]
        while isinstance(e, D):
            e = e.args[0]
        return e
    named = [y for y, d in world.names.items() if d.parameters]
    return named[0] if len(named) == 1 else None


def _monotone(order: int, sign: str, f: Basic, x: Basic, where: Sequence[Basic], world: Context) -> Decision:
    slope = f
    for _ in range(order):
        slope = D(slope, x)
    return _everywhere(relation(sign, slope, Integer(0)), x, where, world)


def _everywhere(c: Basic, x: Basic, where: Sequence[Basic], world: Context) -> Decision:
    try:
        places = [condition(w, x) for w in where] or [relation("=", Integer(0), Integer(0))]
    except NotASet:
        return undecided("not an interval")
    return _all(sets.within(p, c, x, world) for p in places)


def _points(subject: Basic | None, where: Sequence[Basic], x: Basic) -> list[Basic] | None:
    """The values of x that are spoken of: x = 1; at x = 1; at 1."""
    found: list[Basic] = []
    for e in (*([subject] if subject is not None else []), *where):
        listed = sets.solutions_listed(e)
        if listed is not None:
            found += [r.args[2] for r in listed if r.args[1] == x]
        elif not free(e) and not isinstance(e, (Rel, And)):
            found.append(e)
    return found or None


def _zero(e: Basic, x: Basic, a: Basic, world: Context) -> Decision:
    return decide(Evaluated(e, x, a), Integer(0), world)


def _extremum(says: str, f: Basic, x: Basic, a: Basic, world: Context) -> Decision:
    """The slope vanishes, and turns in the right way near the point; a global one is no better anywhere."""
    flat = _zero(D(f, x), x, a, world)
    if not flat.holds:
        return flat
    after, before = EXTREMA[says]
    slope = D(f, x)
    left = And(relation("<", plus(a, Neg(NEAR)), x), relation("<", x, a))
    right = And(relation("<", a, x), relation("<", x, plus(a, NEAR)))
    turned = _all((sets.within(left, relation(before, slope, Integer(0)), x, world), sets.within(right, relation(after, slope, Integer(0)), x, world)))
    if turned.holds and says in ("maximum", "minimum"):
        sign = "<=" if says == "maximum" else ">="
        everywhere = sets.within(relation("=", Integer(0), Integer(0)), relation(sign, f, Evaluated(f, x, a)), x, world)
        return everywhere if everywhere.holds else undecided("a largest or smallest value on which set?")
    return turned


def _critical(says: str, f: Basic, x: Basic, a: Basic, world: Context) -> Decision:
    return _zero(D(f, x), x, a, world)


def _inflection(says: str, f: Basic, x: Basic, a: Basic, world: Context) -> Decision:
    flat = _zero(D(D(f, x), x), x, a, world)
    return flat if not flat.holds else _all((flat,))


POINTWISE: dict[str, Callable[..., Decision]] = {**dict.fromkeys(EXTREMA, _extremum), "critical_point": _critical, "inflection_point": _inflection}


def _all(found: object) -> Decision:
    """One decision of many."""
    decisions: list[Decision] = list(found)  # type: ignore[call-overload]
    return next((d for d in decisions if d.holds is False), None) or next((d for d in decisions if d.holds is None), None) or (decisions[0] if decisions else undecided("nothing said"))
