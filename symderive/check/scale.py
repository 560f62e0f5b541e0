"""How two enclosures compare, and how small the values are that a comparison must not overlook."""
from __future__ import annotations

import operator
from enum import Enum
from typing import Any

from flint import acb, arb

from symderive.check.program import Program, series_lead
from symderive.check.run import Column, Run
from symderive.check.series import KINDS, slope

NARROW = arb(2) ** -200         # a difference so small is agreement, where all values are ordinary
COARSE, ORDERS = -100, 4        # what is smaller than 2^COARSE is small; of a small h, h^ORDERS is still told from 0: sin h = h fails by h^3/6


class Agreement(Enum):
    """SAME: they agree to so many bits. DIFFERENT: they are disjoint. WIDE: neither."""
    SAME = "same"
    DIFFERENT = "different"
    WIDE = "wide"


def magnitude(v: Any) -> int | None:
    """The whole part of log2 |v|, or None for a ball that holds 0."""
    if type(v) is acb:
        parts = [m for m in map(magnitude, (v.real, v.imag)) if m is not None]
        return max(parts, default=None)
    low = v.abs_lower()
    if not low > 0:
        return None
    mantissa, exponent = low.mid().man_exp()
    return int(exponent) + int(mantissa).bit_length() - 1


def radius(d: Any) -> int:
    """log2 of the radius of an enclosure."""
    return max(magnitude(part.rad()) or -10 ** 9 for part in ((d.real, d.imag) if type(d) is acb else (d,)))


def agreement(a: Any, b: Any, bits: int) -> Agreement:
    """Compare two enclosures of values: do they agree to so many bits of the larger, or of 1 if both may be zero?"""
    d = a - b
    if not d.is_finite():
        return Agreement.WIDE
    if not d.contains(0):
        return Agreement.DIFFERENT
    scale = max((m for m in (magnitude(a), magnitude(b)) if m is not None), default=0)
    return Agreement.SAME if d.abs_upper() <= arb(2) ** (scale - bits) else Agreement.WIDE


# ---- what a comparison at a point may overlook

LINEAR = frozenset((operator.neg, operator.pos, series_lead, slope))
SUMS = frozenset((operator.add, operator.sub))
EXACT = frozenset((operator.mul, operator.truediv))


class Resolution:
    """How many more bits must agree at a point, for nothing small to be overlooked there.

    x + e^-1000 looks like x, and cos(e^-1000) like 1. So the operands of sums are compared with the sum, and
    arguments of functions with 1: if they are smaller by so many bits, so many more must agree.
    """

    def __init__(self, program: Program, columns: list[Column], run: Run) -> None:
        self.program, self.columns, self.run = program, columns, run
        self.known: dict[int, int | None] = {}

    def more(self, k: int) -> int | None:
        """Bits to be added at the k-th point; None if a bounded function is so close to its bound that this precision cannot tell."""
        if k not in self.known:
            ordinary = all(map(_is_ordinary, (self.value(s, k) for s in range(len(self.columns)))))
            self.known[k] = None if self._saturated(k) else 0 if ordinary else self._lost(k)
        return self.known[k]

    def value(self, slot: int, k: int) -> Any:
        """What a slot holds at the k-th point: a ball, or the leading ball of a series; None for all else."""
        column, mask = self.columns[slot]
        if mask is self.run.all:
            v = column[k]
        elif mask is None:
            v = next(column) if column is not None else None
        elif k in mask:
            v = column[mask.index(k)]
        else:
            return None
        kind = type(v)
        if kind is arb or kind is acb:
            return v
        return v[0] if isinstance(v, KINDS) else None

    def _saturated(self, k: int) -> bool:
        found = (self.value(s, k) for s in self.program.saturating)
        return any(v is not None and (v.contains(1) or v.contains(-1) or v.contains(2)) for v in found)

    def _lost(self, k: int) -> int:
        sizes: dict[int, int | None] = {}

        def size(slot: int) -> int | None:
            if slot not in sizes:
                v = self.value(slot, k)
                sizes[slot] = None if v is None else magnitude(v)
            return sizes[slot]
        worst = 0
        for f, slots, out in self.program.instructions():
            if f in SUMS:
                whole = size(out)
                below = [size(s) for s in slots] if whole is not None else []
                worst = max([worst, *(whole - m for m in below if m is not None and whole is not None)])
            elif f not in LINEAR and f not in EXACT:
                worst = max([worst, *(-ORDERS * m for m in map(size, slots) if m is not None and m < COARSE)])
        return worst


def _is_ordinary(v: Any) -> bool:
    """Neither very small nor very large, or zero."""
    if v is None:
        return True
    if type(v) is arb and 1e-30 < abs(float(v)) < 1e30:
        return True
    size = magnitude(v)
    return size is None or COARSE < size < -COARSE
