"""Solutions of equations: do two equations have the same? They are found by bisection, and tried in the other equation.

Where an equation changes sign, and its difference is finite on a ball around the change, there is a solution in that
ball: balls are continuous. If the other equation surely fails on the whole ball, the two are not equivalent.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from flint import arb, fmpq
from sympy import Basic

from symderive.checking.points import Design
from symderive.checking.program import Program
from symderive.checking.report import FIRST, Tally
from symderive.checking.run import Column, Run

GRID = sorted({fmpq(sign * n, d) for sign in (1, -1) for n, d in ((0, 1), (1, 16), (1, 8), (1, 4), (3, 8), (1, 2), (3, 4), (7, 8), (1, 1), (5, 4), (3, 2), (7, 4), (2, 1),
                                                                  (5, 2), (3, 1), (7, 2), (4, 1), (9, 2), (5, 1), (6, 1), (7, 1), (8, 1), (10, 1), (12, 1), (20, 1), (50, 1))})
BASES, CHANGES, HALVINGS = 3, 6, 90            # points from which one symbol moves; changes of sign looked into; steps of bisection

Runner = Callable[[Program, Sequence[int], int], tuple[Run, list[Column]]]


def solutions(t: Tally, program: Program, design: Design, run: Runner) -> None:
    """Look for solutions of each equation, and try them in the other; a claim may be refuted, or seen to be true somewhere.

    Two symbols are moved; others only where no solution was met.
    """
    for k, (x, sides) in enumerate(t.claim.equations):
        if k >= 2 and True in t.seen:
            return
        if x not in design.drawn or t.refuted is not None:
            continue
        for base in range(min(BASES, design.size)):
            search = _Search(program, design, run, x, base, sides, t.claim.truths[0][2])
            for which in (0, 1):
                for ball in search.solutions(which):
                    _tried(t, search, which, ball)
                    if t.refuted is not None:
                        return


def _tried(t: Tally, search: _Search, which: int, ball: Any) -> None:
    """Does the other equation hold at a solution of one?"""
    point, there, other = search.on(ball, which)
    if not there or other is None:
        return
    if other is False:
        t.refuted = (point, which == 0, which == 1)
    elif other is True:
        t.seen.add(True)
    else:
        t.stray = True


class _Search:
    """One symbol moves from a base point, the others stay."""

    def __init__(self, program: Program, design: Design, run: Runner, x: Basic, base: int, sides: tuple[tuple[int, ...], ...], when: tuple[int, ...]) -> None:
        self.program, self.design, self.run, self.x, self.base, self.sides = program, design, run, x, base, sides
        self.when = when
        self.grid = [c for c in GRID if design.belongs(x, c)]

    def differences(self, which: int, values: Sequence[Any]) -> list[Any]:
        """Left minus right of an equation, multiplied over its alternatives, where x takes these values; None where undefined or a condition fails."""
        ids = self.design.moved(self.base, self.x, values)
        run, columns = self.run(self.program, ids, FIRST)
        rows = zip(*(run.spread(columns[s]) for s in self.sides[which] + self.when))
        count = len(self.sides[which])
        return [_product(row[:count]) if all(c is True for c in row[count:]) else None for row in rows]

    def solutions(self, which: int) -> Iterator[Any]:
        """Balls around values of x at which the difference changes its sign, or is zero."""
        found = self.differences(which, self.grid)
        yield from (arb(c) for c, d in zip(self.grid, found) if d is not None and d.is_zero())
        known = [(c, d) for c, d in zip(self.grid, found) if d is not None and not d.contains(0)]
        changes = [(a, b) for (a, u), (b, v) in pairwise(known) if (u > 0) != (v > 0)]
        for a, b in changes[:CHANGES]:
            if (ball := self._halved(which, a, b)) is not None:
                yield ball

    def _halved(self, which: int, a: Any, b: Any) -> Any:
        sign = None
        for _ in range(HALVINGS):
            middle = (a + b) / 2
            start, d = self.differences(which, (a, middle)) if sign is None else (sign, *self.differences(which, (middle,)))
            if start is None or d is None:
                return None
            sign = start
            if d.is_zero():
                return arb(middle)
            if d.contains(0):
                break
            a, b = (middle, b) if (d > 0) == (sign > 0) else (a, middle)
        return arb(a).union(arb(b))

    def on(self, ball: Any, which: int) -> tuple[int, bool, bool | None]:
        """A solution on the ball: its point; is it surely one; does the other equation hold, as far as can be told?"""
        here, other = self.differences(which, (ball,))[0], self.differences(1 - which, (ball,))[0]
        if here is None or not here.is_finite():
            return 0, False, None
        point = self.design.size - 1
        if other is None:
            return point, True, None
        return point, True, bool(other.contains(0))


def _product(row: Sequence[Any]) -> Any:
    """The product of the differences left - right; None if a side is undefined."""
    if any(v is None for v in row):
        return None
    found = row[0] - row[1]
    for a, b in zip(row[2::2], row[3::2]):
        found = found * (a - b)
    return found
