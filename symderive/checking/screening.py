"""Which of many claims may hold? One program, a few points, no verdict: what is left is to be checked."""
from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from symderive.checking.compiling import Claim, Compared, compile_claims
from symderive.checking.points import Design
from symderive.checking.report import FIRST
from symderive.checking.run import Column, Exhausted, Run
from symderive.checking.scale import Agreement, agreement
from symderive.checking.verdict import ALIKE, BUDGET, SCALE, precision
from symderive.problem import NOTHING, Assumptions

POINTS = 6


def plausible(claims: Sequence[Claim], assumptions: Assumptions = NOTHING, points: int = POINTS) -> list[bool]:
    """For each claim: do both sides exist at one of a few points, and differ at none of them?

    >>> from symderive.reading.law import read_law
    >>> wrong = read_law("cos(2*x)")
    >>> plausible([Claim(read_law(e), wrong) for e in ("cos(x)", "1 - 2*sin(x)^2")])
    [False, True]
    """
    if not claims:
        return []
    with precision(FIRST):
        compiled = compile_claims(claims, assumptions)
        program = compiled.program
    with precision(FIRST, program.order + 1):
        symbols = [x for x in program.inputs.values() if not isinstance(x, int)]
        design = Design(symbols, program.counts, assumptions, program.digest([(c.pairs, c.truths) for c in compiled.claims]))
        ids = list(design.planned((), points)) if symbols else list(design.further(points if program.data else 1))
        run = Run(FIRST, ids, design.column(ids), design.datum, [BUDGET + SCALE * len(program.code)])
        with suppress(Exhausted):
            columns = program.run(run)
            return [_may_hold(c, run, columns) for c in compiled.claims]
    return [False] * len(claims)


def _may_hold(claim: Compared, run: Run, columns: list[Column]) -> bool:
    if claim.reason:
        return False
    if claim.identical:
        return True
    met = False
    for a, b, _ in claim.pairs:
        u, v, mask = run.common(*(_whole(columns[s], run) for s in (a, b)))
        for p, q in zip(u, v):
            if agreement(p, q, ALIKE) is Agreement.DIFFERENT:
                return False
        met = met or bool(mask)
    for a, b, _ in claim.truths:
        left, right = run.spread(columns[a]), run.spread(columns[b])
        if any(p is not q for p, q in zip(left, right) if p is not None and q is not None):
            return False
        met = True
    return met


def _whole(column: Column, run: Run) -> tuple[Any, Any]:
    """A column with a value for each point, where it is the same at all."""
    values, mask = column
    return (column if mask is not None else (run.spread(column), run.all)) if values is not None else ([], ())
