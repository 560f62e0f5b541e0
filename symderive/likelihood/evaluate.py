"""Values on data: an expression with sums over the data, at many points of its parameters at once, in ball arithmetic."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from flint import arb, ctx, fmpq
from sympy import Basic, Symbol

from symderive.checking.balls import COMPLEXES, REALS
from symderive.checking.precision import precision
from symderive.checking.program import Program
from symderive.checking.run import Exhausted, Run
from symderive.checking.signals import NeedsComplex, TooLow
from symderive.checking.writing import height, write
from symderive.likelihood.ends import largest, median, smallest

BUDGET = 50_000_000
BITS = 128
NARROW = 512                  # bits of a datum


@dataclass(frozen=True)
class Sample:
    """Data by column, exact numbers; the number of observations by its symbol; known constants."""
    columns: Mapping[Symbol, Sequence[Fraction]]
    values: Mapping[Basic, Fraction]

    @cached_property
    def data(self) -> dict[Basic, list[Any]]:
        """The columns as balls."""
        return {x: [ball(v) for v in column] for x, column in self.columns.items()}

    @cached_property
    def balls(self) -> dict[Basic, Any]:
        """The values of symbols that the data give: known constants, counts, order statistics."""
        found: dict[Basic, Any] = {x: ball(v) for x, v in self.values.items()}
        for x, column in self.columns.items():
            if not column:
                continue
            ordered, n = sorted(column), len(column)
            found[smallest(x)], found[largest(x)] = ball(ordered[0]), ball(ordered[-1])
            found[median(x)] = ball((ordered[(n - 1) // 2] + ordered[n // 2]) / 2)
        return found


def ball(v: Any) -> Any:
    """An exact number as a ball, far narrower than anything computed with it."""
    if not isinstance(v, (Fraction, int)):
        return arb(v)
    with precision(NARROW):
        return arb(fmpq(v.numerator, v.denominator))


def nearest(v: Any) -> float:
    """The floating-point number next to the middle of a ball: an observation of the sample comes back as it was."""
    mantissa, exponent = v.mid().man_exp()
    return float(Fraction(int(mantissa)) * Fraction(2) ** int(exponent)) if abs(int(exponent)) < 2_000 else float(v.mid())


class Values:
    """An expression compiled once, to be evaluated on data at many points."""

    def __init__(self, *expressions: Basic) -> None:
        self.expressions = expressions
        try:
            self.program, self.slots = _compiled(expressions, REALS)
        except NeedsComplex:
            self.program, self.slots = _compiled(expressions, COMPLEXES)

    def at(self, sample: Sample, points: Sequence[Mapping[Basic, Any]], bits: int = BITS) -> list[list[Any]]:
        """For each expression its value at each point, a ball; None where it is undefined."""
        shared = sample.balls
        columns = sample.data

        def values(x: Basic) -> list[Any]:
            return [points[k].get(x, shared.get(x)) for k in range(len(points))]

        def datum(x: Basic, places: tuple[int, ...], k: int) -> Any:
            return columns[x][places[0] - 1]
        missing = [x for x in self.program.inputs.values() if isinstance(x, Symbol) and any(v is None for v in values(x))]
        if missing:
            raise KeyError(missing[0])
        with precision(bits):
            ctx.cap = self.program.order + 1
            run = Run(bits, list(range(len(points))), values, datum, [BUDGET])
            try:
                found = self.program.run(run)
            except Exhausted:
                return [[None] * len(points) for _ in self.slots]
            return [[real(v) for v in run.spread(found[s])] for s in self.slots]


def real(v: Any) -> Any:
    if v is None or isinstance(v, arb):
        return v if v is None or v.is_finite() else None
    if isinstance(v, bool):
        return v
    return v.real if v.imag.contains(0) and v.is_finite() else None


def _compiled(expressions: Sequence[Basic], field: Any) -> tuple[Program, list[int]]:
    degree = 0
    order = max(height(e) for e in expressions)
    while True:
        program = Program(field, write, order)
        program.degree = max(program.degree, degree)
        try:
            return program, [program.slot(e) for e in expressions]
        except TooLow as low:
            degree = low.degree
