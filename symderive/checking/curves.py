"""Points on a curve: an equation is solved for one of its symbols, and the solution is enclosed as narrowly as is asked for.

Where an equation changes sign between two numbers, and its slope has one sign on all that lies between them, there is exactly
one solution between them; the interval Newton method encloses it ever more narrowly.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from flint import arb, ctx
from sympy import Basic

from symderive.checking.points import Design
from symderive.checking.program import Program
from symderive.checking.roots import GRID
from symderive.checking.run import Column, Run

WANTED, BASES, EACH = 12, 120, 2                # points on a curve; points from which one symbol moves; solutions from each
HALVINGS, ROUNDS = 24, 40                      # until the slope has one sign; steps of Newton's method
SPARE = 32                                     # bits

Curve = tuple[int, int, tuple[tuple[Basic, int], ...]]         # slots of both sides; the symbols, with the slot of the slope in each


class Root:
    """A solution for one symbol, the others standing at a point of the design. `ball()` encloses it at the precision that is set."""

    def __init__(self, at: Callable[[Any], tuple[Any, Any]], ball: Any) -> None:
        self.at, self.narrow = at, ball
        self.known: dict[int, Any] = {}

    def ball(self) -> Any:
        bits = ctx.prec
        if bits not in self.known:
            ctx.prec = bits + SPARE
            try:
                self.known[bits] = self._narrowed(bits)
            finally:
                ctx.prec = bits
        return self.known[bits]

    def _narrowed(self, bits: int) -> Any:
        for _ in range(ROUNDS):
            if self.narrow.rel_accuracy_bits() >= bits:
                break
            after = _newton(self.at, self.narrow)
            if after is None or not after.rad() < self.narrow.rad():
                break
            self.narrow = after
        return self.narrow

    def __str__(self) -> str:
        return str(self.narrow.str(12, radius=False))


def _newton(at: Callable[[Any], tuple[Any, Any]], ball: Any) -> Any:
    """A narrower ball around the solution; None where the slope may vanish."""
    middle = ball.mid()
    value, slope = at(middle)[0], at(ball)[1]
    if value is None or slope is None or slope.contains(0) or not value.is_finite():
        return None
    after = middle - value / slope
    return after.intersection(ball) if after.overlaps(ball) else None


def points_on(curve: Curve, program: Program, design: Design, budget: list[int]) -> list[int]:
    """The numbers of new points of the design that lie on the curve."""
    left, right, slopes = curve
    found: list[int] = []
    for x, slope in slopes:
        if x not in design.drawn or design.domains[x].complex or x in design.counts or design.domains[x].integer:
            continue
        for base in range(min(BASES, design.size)):
            if len(found) >= WANTED:
                return found
            for root in list(_roots(_Line(program, design, budget, x, base, (left, right, slope))))[:EACH]:
                found += design.moved(base, x, [root])
    return found


class _Line:
    """One symbol moves from a base point: left minus right of the equation there, and its slope."""

    def __init__(self, program: Program, design: Design, budget: list[int], x: Basic, base: int, slots: tuple[int, int, int]) -> None:
        self.program, self.design, self.budget, self.x, self.base, self.slots = program, design, budget, x, base, slots
        self.grid = [c for c in GRID if design.belongs(x, c)]

    def values(self, some: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        """(difference, slope) where x takes these values; None where undefined."""
        ids = [self.base] * len(some)
        drawn = self.design.column(ids)

        def column(y: Basic) -> list[Any]:
            return [arb(c) for c in some] if y == self.x else drawn(y)
        run = Run(ctx.prec, ids, column, self.design.datum, self.budget)
        columns: list[Column] = self.program.run(run)
        left, right, slope = (run.spread(columns[s]) for s in self.slots)
        for a, b, s in zip(left, right, slope):
            yield (None if a is None or b is None else a - b), s

    def at(self, c: Any) -> tuple[Any, Any]:
        return next(self.values((c,)))


def _roots(line: _Line) -> Iterator[Root]:
    """Solutions between neighbours of the grid at which the difference has opposite signs."""
    known = [(c, d) for c, (d, _) in zip(line.grid, line.values(line.grid)) if d is not None and not d.contains(0)]
    for (a, u), (b, v) in pairwise(known):
        if (u > 0) != (v > 0) and (ball := _isolated(line, arb(a), arb(b), u > 0)) is not None:
            yield Root(line.at, ball)


def _isolated(line: _Line, a: Any, b: Any, rising: bool) -> Any:
    """A ball between two signs on which the slope has one sign, narrowed once by Newton's method."""
    for _ in range(HALVINGS):
        ball = a.union(b)
        difference, slope = line.at(ball)
        if difference is not None and difference.is_finite() and slope is not None and not slope.contains(0):
            return ball
        middle = ((a + b) / 2).mid()
        there, _ = line.at(middle)
        if there is None or there.contains(0):
            return None
        a, b = (middle, b) if (there > 0) == rising else (a, middle)
    return None
