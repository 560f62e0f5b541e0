"""Where something holds of two expressions, as a condition: cells between breakpoints for one symbol, a sign that fits for several."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import sympy as sp
from flint import arb, fmpq
from sympy import Basic, Integer, Symbol

from symderive.checking.precision import precision
from symderive.comparison.breaks import zeros
from symderive.comparison.figures import written
from symderive.comparison.line import Line, distinct, simplest
from symderive.comparison.trial import State, Trial, at_point
from symderive.expr import Decimal, Neg, Over, Plus, call, free, named, plus, times
from symderive.nodes import And, Or, relation
from symderive.number import number
from symderive.problem import TURNED, Assumptions

MOST = 5                     # intervals in a region that is worth stating
ROOTS = 256                  # bits
EDGES = 8                    # breaks that are tried for several symbols

Test = Callable[[State], bool]


def region(trial: Trial, ids: Sequence[int], states: Sequence[State], wanted: Test) -> Basic | None:
    """Where the states are wanted, as far as can be told; None if that is not to be said shortly.

    Points at which neither side is defined count as either.
    """
    if trial.program.integrals or trial.program.data:
        return None
    real = [x for x in trial.symbols if isinstance(x, Symbol) and not trial.design.domains[x].complex]
    if len(real) != len(trial.symbols) or not real:
        return None
    if len(real) == 1 and real[0] not in trial.program.counts and not trial.design.domains[real[0]].integer:
        return _on_a_line(trial, real[0], wanted)
    return _by_signs(trial, ids, states, wanted)


# ---- one symbol

def _on_a_line(trial: Trial, x: Basic, wanted: Test) -> Basic | None:
    critical = _critical(trial, x)
    if critical is None:
        return None
    if len(critical) > 4 * MOST:
        return None
    ends = [None, *critical, None]
    cells = [_samples(a and a[0], b and b[0]) for a, b in pairwise(ends)]
    inside = [[q for q in cell if trial.design.belongs(x, q)] for cell in cells]
    points = [_exactly(c) for c, _ in critical]
    values = [q for cell in inside for q in cell] + [q for q in points if q is not None and trial.design.belongs(x, q)]
    if not values:
        return None
    found = dict(zip(values, trial.states(trial.at(x, [fmpq(q.numerator, q.denominator) for q in values]))))
    truths: list[bool | None] = []                       # cell, point, cell, point, ... cell
    for k, cell in enumerate(inside):
        if k:
            q = points[k - 1]
            truths.append(_told(_at_root(trial, x, critical[k - 1][0]), wanted) if q is None else None if q not in found else _told(found[q], wanted))
        told = {_told(found[q], wanted) for q in cell} - {None}
        if len(told) > 1:
            return None
        truths.append(told.pop() if told else None)
    return _written([_place(*c) for c in critical], truths, x)


def _critical(trial: Trial, x: Basic) -> list[tuple[Any, Any]] | None:
    """The breakpoints in order, each with the polynomial of which it is a root; None if they cannot be found."""
    edges = [e for e in trial.edges if free(e) == {x}]
    with precision(ROOTS):
        found = [zeros(e, x) for e in edges]
    rest = [e for e, z in zip(edges, found) if z is None]
    critical = [c for z in found if z is not None for c in z]
    if rest:
        line = Line([relation("=", e, sp.S.Zero) for e in rest], x, trial.assumptions)
        if line.reason:
            return None
        critical += line.critical()
    return distinct(sorted(critical, key=lambda c: float(c[0].mid())))


def _at_root(trial: Trial, x: Basic, c: Any) -> State:
    """The state at a breakpoint that is known as a ball alone."""
    trial.balls[x] = c
    found = trial.states([0])[0]
    del trial.balls[x]
    return found


def _told(s: State, wanted: Test) -> bool | None:
    return None if s in (State.NEITHER, State.UNKNOWN) else wanted(s)


def _samples(low: Any, high: Any) -> list[Fraction]:
    """Three rational numbers in a cell."""
    if low is None and high is None:
        return [Fraction(1), Fraction(-2), Fraction(7, 3)]
    if low is None:
        end = _fraction(high.lower()).__floor__()
        return [Fraction(end - 1), Fraction(end) - Fraction(7, 3), Fraction(end - 40)]
    if high is None:
        end = _fraction(low.upper()).__ceil__()
        return [Fraction(end + 1), Fraction(end) + Fraction(7, 3), Fraction(end + 40)]
    a, b = _fraction(low.upper()), _fraction(high.lower())
    if a >= b:
        return []
    middle = simplest(a, b)
    return [middle, simplest(a, middle), simplest(middle, b)]


def _fraction(v: Any) -> Fraction:
    mantissa, exponent = v.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _exactly(c: Any) -> Fraction | None:
    """The simplest rational number that a ball holds, if the ball is so narrow that it must be meant."""
    if c.is_exact():
        return _fraction(c)
    near = _fraction(c).limit_denominator(10 ** 6)
    return near if c.contains(fmpq(near.numerator, near.denominator)) and c.rad() < arb(2) ** -100 else None


def _place(c: Any, factor: Any) -> Basic:
    """A breakpoint as it is written."""
    q = _exactly(c)
    if q is not None:
        return number(q)
    if factor is not None and factor.degree() == 2:
        return _surd(factor, c)
    text = written(c)
    return Neg(Decimal(named(text[1:]))) if text[0] == "-" else Decimal(named(text))


def _surd(p: Any, c: Any) -> Basic:
    """The root of a quadratic polynomial that lies in the ball."""
    a, b, d = int(p[2]), int(p[1]), int(p[1]) ** 2 - 4 * int(p[0]) * int(p[2])
    outside = next((k for k in range(int(d ** .5) + 1, 1, -1) if d % (k * k) == 0), 1) if d < 10 ** 8 else 1
    centre, factor = Fraction(-b, 2 * a), Fraction(outside, abs(2 * a))
    root = call("sqrt", Integer(d // outside ** 2))
    above = root if factor.numerator == 1 else times(Integer(factor.numerator), root)
    half = above if factor.denominator == 1 else Over(above, Integer(factor.denominator))
    negative = bool(c < fmpq(centre.numerator, centre.denominator))
    if not centre:
        return Neg(half) if negative else half
    return plus(number(centre), Neg(half) if negative else half)


def _written(places: list[Basic], truths: list[bool | None], x: Basic) -> Basic | None:
    """Cells and points joined into intervals."""
    cells, points = truths[::2], truths[1::2]
    if not places:
        return sp.true if cells[0] else None
    if all(t is not False for t in cells) and False in points and any(cells):
        return _all([relation("!=", x, p) for p, t in zip(places, points) if t is False])
    parts: list[Basic] = []
    k = 0
    while k < len(truths):
        if not truths[k]:
            k += 1
            continue
        start = k
        while k + 1 < len(truths) and (truths[k + 1] or (truths[k + 1] is None and k + 2 < len(truths) and truths[k + 2])):
            k += 1
        parts.append(_interval(places, start, k, x))
        k += 1
    if not parts or len(parts) > MOST:
        return None
    return Or(*parts) if len(parts) > 1 else parts[0]


def _interval(places: list[Basic], start: int, stop: int, x: Basic) -> Basic:
    """From one entry of the sequence cell, point, cell, ... to another."""
    if start == stop and start % 2:
        return relation("=", x, places[start // 2])
    low = None if start == 0 else places[(start - 1) // 2] if start % 2 == 0 else places[start // 2]
    high = None if stop == 2 * len(places) else places[stop // 2]
    parts = []
    if low is not None:
        parts.append(("<=" if start % 2 else "<", low))
    if low is not None and high is not None:
        return And(relation(parts[0][0], low, x), relation("<=" if stop % 2 else "<", x, high))
    if low is not None:
        return relation(">=" if start % 2 else ">", x, low)
    if high is not None:
        return relation("<=" if stop % 2 else "<", x, high)
    return sp.true


def _all(parts: list[Basic]) -> Basic:
    return And(*parts) if len(parts) > 1 else parts[0]


# ---- several symbols

SIGNS: tuple[tuple[str, Callable[[int], bool]], ...] = (
    (">=", lambda s: s >= 0), ("<=", lambda s: s <= 0), (">", lambda s: s > 0), ("<", lambda s: s < 0), ("=", lambda s: s == 0), ("!=", lambda s: s != 0),
)

STRICT_FIRST = (*SIGNS[2:5], *SIGNS[:2], SIGNS[5])     # where nothing is known of the boundary itself


def _by_signs(trial: Trial, ids: Sequence[int], states: Sequence[State], wanted: Test) -> Basic | None:
    """A relation e >= 0, or the like, that is true exactly at the points where the states are wanted."""
    told = [(k, t) for k, s in zip(ids, states) if (t := _told(s, wanted)) is not None]
    if not any(t for _, t in told):
        return None
    if all(t for _, t in told):
        return sp.true
    edges = sorted(trial.edges, key=str)[:EDGES]
    candidates = [*edges, *(times(a, b) for a, b in combinations(edges, 2))]
    if not candidates:
        return None
    signs = _signs(trial.assumptions, trial, candidates, [k for k, _ in told])
    for e, column in zip(candidates, signs):
        if column is None:
            continue
        for sign, test in SIGNS if wanted(State.SAME) else STRICT_FIRST:
            if test(0) and sign != "=" and 0 not in column:
                continue                               # nothing is known of the boundary
            if all(s is not None and test(s) == t for s, (_, t) in zip(column, told)):
                return _relation(sign, e)
    return None


def _signs(assumptions: Assumptions, trial: Trial, edges: list[Basic], ids: list[int]) -> list[list[int | None] | None]:
    wide = Trial(trial.left, trial.right, assumptions, edges)
    wide.design = trial.design
    run, columns = wide.run(ids)
    found: list[list[int | None] | None] = []
    for slot in wide.more:
        column = None if slot is None else [at_point(columns[slot], k) for k in range(run.count)]
        found.append(None if column is None else [None if v is None or type(v) is not arb else 1 if v > 0 else -1 if v < 0 else 0 if v.is_zero() else None for v in column])
    return found


def _relation(sign: str, e: Basic) -> Basic:
    """x - y >= 0 is x >= y."""
    if isinstance(e, Plus) and len(e.args) == 2 and isinstance(e.args[1], Neg):
        a, b = e.args[0], e.args[1].args[0]
        return relation(sign, a, b) if free(a) else relation(TURNED[sign], b, a)
    return relation(sign, e, sp.S.Zero)
