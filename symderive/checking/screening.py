"""Which of many claims may hold? One program, a few points, no verdict: what is left is to be checked."""
from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from symderive.checking.compiling import Claim, Compared, compile_claims
from symderive.checking.differences import ALIKE
from symderive.checking.points import Design
from symderive.checking.precision import precision
from symderive.checking.report import FIRST
from symderive.checking.run import Column, Exhausted, Run
from symderive.checking.scale import Agreement, agreement
from symderive.checking.verdict import BUDGET, SCALE
from symderive.problem import NOTHING, Assumptions

POINTS, FURTHER = 6, 40


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
    program, found = compiled.program, [_decided(c) for c in compiled.claims]
    with precision(FIRST, program.order + 1):
        symbols = [x for x in program.inputs.values() if not isinstance(x, int)]
        design = Design(symbols, program.counts, assumptions, program.digest([(c.pairs, c.truths) for c in compiled.claims]))
        budget = [BUDGET + SCALE * len(program.code)]
        for count in (points, FURTHER):                # what is defined almost nowhere is looked for at further points
            open_ = [k for k, known in enumerate(found) if known is None]
            if not open_ or not (symbols or program.data or count == points):
                break
            part = program.needed({s for k in open_ for s in compiled.claims[k].slots})
            ids = design.further(count) if not symbols or count == FURTHER else design.planned((), count)
            with suppress(Exhausted):
                run = Run(FIRST, ids, design.column(ids), design.datum, budget)
                columns = part.run(run)
                for k in open_:
                    found[k] = _may_hold(compiled.claims[k], run, columns)
    return [bool(known) for known in found]


def _decided(claim: Compared) -> bool | None:
    return False if claim.reason else True if claim.identical else None


def _may_hold(claim: Compared, run: Run, columns: list[Column]) -> bool | None:
    """None: they do not both exist at any of these points."""
    met = False
    for a, b, _ in claim.pairs:
        u, v, mask = run.common(*(_whole(columns[s], run) for s in (a, b)))
        if any(agreement(p, q, ALIKE) is Agreement.DIFFERENT for p, q in zip(u, v)):
            return False
        met = met or bool(mask)
    for a, b, _ in claim.truths:
        left, right = run.spread(columns[a]), run.spread(columns[b])
        if any(p is not q for p, q in zip(left, right) if p is not None and q is not None):
            return False
        met = True
    return met or None


def _whole(column: Column, run: Run) -> tuple[Any, Any]:
    """A column with a value for each point, where it is the same at all."""
    values, mask = column
    return (column if mask is not None else (run.spread(column), run.all)) if values is not None else ([], ())
