"""A run over some points: where the values of symbols come from, and columns of values, each with the points at which it is defined."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isqrt
from typing import Any, TypeAlias

from sympy import Basic

Mask: TypeAlias = tuple[int, ...]                         # the points at which a column has values
Column: TypeAlias = tuple[Any, Mask | None]               # values and mask; None: the same value at every point

FAULTS = (ValueError, ZeroDivisionError, OverflowError)   # how flint and we say that a value is undefined


class Exhausted(Exception):
    """The budget of instructions is used up."""


def weight(bits: int) -> int:
    """What an instruction counts for: with many bits it costs more."""
    return 1 + bits // 512 * isqrt(bits // 512)


def can_afford(budget: int, program: Any, points: int, bits: int) -> bool:
    """Is there enough left of the budget for a run of the program?"""
    return 2 * len(program.code) * points * weight(bits) <= budget


class Run:
    """One run over some points: their numbers, the precision, and where their values come from.

    count    how many points
    ids      their numbers in the design, by which data and symbols are looked up
    values   symbol -> column
    datum    (name, indices, point) -> the value of a datum
    """

    def __init__(self, bits: int, ids: Sequence[int], values: Callable[[Basic], list[Any]], datum: Callable[[Basic, tuple[int, ...], int], Any], budget: list[int]) -> None:
        self.bits, self.ids, self.values, self.datum, self.budget = bits, ids, values, datum, budget
        self.count = len(ids)
        self.weight = weight(bits)
        self.all: Mask = tuple(range(self.count))
        self.masks: dict[Mask, Mask] = {self.all: self.all, (): ()}

    def mask(self, points: Iterable[int]) -> Mask:
        """Equal masks are one object."""
        m = tuple(points)
        return self.masks.setdefault(m, m)

    def at(self, k: int) -> Run:
        """The run over the k-th point alone."""
        return Run(self.bits, [self.ids[k]], self.values, self.datum, self.budget)

    def spend(self, instructions: int) -> None:
        self.budget[0] -= instructions * self.weight
        if self.budget[0] < 0:
            raise Exhausted

    def spread(self, column: Column) -> list[Any]:
        """The column with None where it is undefined."""
        values, mask = column
        if mask is self.all:
            return values  # type: ignore[no-any-return]
        if mask is None:
            return [next(values)] * self.count
        found: list[Any] = [None] * self.count
        for k, v in zip(mask, values):
            found[k] = v
        return found

    def gathered(self, values: Sequence[Any]) -> Column:
        """The column of what is not None."""
        if all(v is not None for v in values):
            return values, self.all
        return [v for v in values if v is not None], self.mask(k for k, v in enumerate(values) if v is not None)

    def common(self, a: Column, b: Column) -> tuple[Any, Any, Mask]:
        """Two columns where both are defined."""
        (u, m), (v, n) = a, b
        if m is n or n is None:
            return u, v, m if m is not None else self.all
        if m is None:
            return u, v, n
        there = set(n)
        both = self.mask(k for k in m if k in there)
        return pick(u, m, both), pick(v, n, both), both


def pick(values: Sequence[Any], mask: Mask, some: Mask) -> list[Any]:
    """The values at some of the points."""
    if mask is some:
        return list(values)
    places = {k: p for p, k in enumerate(mask)}
    return [values[places[k]] for k in some]


def one_by_one(f: Callable[..., Any], columns: tuple[Any, ...], mask: Mask | None, run: Run) -> tuple[list[Any], Mask]:
    """A column of which some values are undefined."""
    values, kept = [], []
    for k, args in zip(mask if mask is not None else run.all, zip(*columns)):
        try:
            values.append(f(*args))
            kept.append(k)
        except FAULTS:
            pass
    return values, run.mask(kept)
