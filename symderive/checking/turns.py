"""Points on both sides of the places where something turns: found by halving, and by many draws.

Where |u|, max(u, v) or a condition turns, an expression in several symbols vanishes, as 2 y - sqrt(x). Two points at which
its signs differ are drawn; between them the place is narrowed down. Claims in which something turns are also looked at at
many more points, since a side may be wrong in a narrow region only.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sympy import Basic

from symderive.checking.landing import reached
from symderive.checking.points import ORDINARY, Design
from symderive.checking.program import Program
from symderive.checking.report import Tally
from symderive.checking.run import Column, Run

DRAWN, EDGES, PAIRS, HALVINGS = 96, 8, 8, 14   # points drawn; places looked for; crossings of each; steps of halving
INSTRUCTIONS = 400_000                         # for the points drawn, in one look

Runner = Callable[[Program, Sequence[int], int], tuple[Run, list[Column]]]


def turning(program: Program, tallies: Sequence[Tally]) -> tuple[list[Tally], list[Basic]]:
    """The claims in which something turns, and what vanishes there."""
    if not program.turns:
        return [], []
    found = reached(program, tallies, program.turns)
    return [t for t, _ in found], list(dict.fromkeys(e for _, some in found for e in some))


def points(program: Program, slots: Sequence[int], design: Design, run: Runner, weight: int) -> list[int]:
    """More points for claims in which something turns: as many as fit, and on both sides of where these slots vanish.

    weight: how many instructions the claims take at a point.
    """
    count = max(16, min(DRAWN, INSTRUCTIONS // max(1, 3 * weight)))
    design.further(count)
    first = design.size - count
    design.further(2 * count, ORDINARY)                # narrow domains lie near 0, mostly
    drawn = range(first, design.size)
    if not slots:
        return list(drawn)
    start = max(0, drawn.start - 24)
    everywhere = range(start, drawn.stop)
    values = _signs(program, slots, everywhere, run)
    edges: list[int] = []
    for k in range(len(slots)):
        edges += _crossings(program, slots[k], design, run, {n: signs[k] for n, signs in values.items()})
    return list(drawn) + edges


def _signs(program: Program, slots: Sequence[int], ids: Sequence[int], run: Runner) -> dict[int, tuple[int, ...]]:
    """1 or -1 for each slot at each point; 0 where that cannot be told."""
    r, columns = run(program, ids, 64)
    rows = zip(*(r.spread(columns[s]) for s in slots))
    return {n: tuple(map(_sign, row)) for n, row in zip(ids, rows)}


def _sign(v: Any) -> int:
    v = getattr(v, "real", v)
    return 0 if v is None else 1 if v > 0 else -1 if v < 0 else 0


def _crossings(program: Program, slot: int, design: Design, run: Runner, signs: dict[int, int]) -> list[int]:
    """Points close to the edge, on both sides of it: between points at which the signs differ."""
    above, below = ([n for n, s in signs.items() if s == side] for side in (1, -1))
    pairs = [(a, b) for k in range(PAIRS) if above and below for a, b in [(above[k % len(above)], below[(k * 5 + k * k) % len(below)])]]
    ends = [(a, b) for a, b in dict.fromkeys(pairs)]
    for _ in range(HALVINGS if ends else 0):
        middles = [design.between(a, b) for a, b in ends]
        found = _signs(program, (slot,), middles, run)
        ends = [(m, b) if found[m] == (1,) else (a, m) if found[m] == (-1,) else (a, b) for (a, b), m in zip(ends, middles)]
    return list(dict.fromkeys(n for pair in ends for n in pair))

