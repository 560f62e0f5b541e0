"""How two enclosures compare, and how small the values are that a comparison must not overlook."""
from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from enum import Enum
from math import inf
from typing import Any

from flint import acb, arb

from symderive.checking.program import Program, series_lead
from symderive.checking.run import Column, Run
from symderive.checking.series import KINDS, slope

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


def at_point(values: Any, mask: Sequence[int], k: int) -> Any:
    """The value of a column at the k-th point."""
    return values[k if len(mask) > k and mask[k] == k else mask.index(k)] if isinstance(values, list) else next(values)


def resolved(a: Any, b: Any, bits: int, more: int | None) -> bool:
    """Do two values agree to so many bits and so many more?"""
    if more is None:
        return False
    return bool((a - b).abs_upper() <= NARROW) if not more else agreement(a, b, bits + more) is Agreement.SAME


def overlapping(u: Any, v: Any, mask: Sequence[int], bits: int) -> bool:
    """Do all the enclosures overlap, and are all narrow? The common case, quickly."""
    if not mask:
        return True
    if not isinstance(u, list):
        u = [next(u)] * len(mask)
    if not isinstance(v, list):
        v = [next(v)] * len(mask)
    if type(u[0]) is not arb:
        return all(a.overlaps(b) and min(a.rel_accuracy_bits(), b.rel_accuracy_bits()) >= bits for a, b in zip(u, v))
    return all(map(arb.overlaps, u, v)) and min(map(arb.rel_accuracy_bits, u)) >= bits and min(map(arb.rel_accuracy_bits, v)) >= bits


# ---- what a comparison at a point may overlook

LINEAR = frozenset((operator.neg, operator.pos, series_lead, slope))
SUMS = frozenset((operator.add, operator.sub))
EXACT = frozenset((operator.mul, operator.truediv))


class Resolution:
    """How many more bits must agree at a point, for nothing small to be overlooked there.

    x + e^-1000 looks like x, and cos(e^-1000) like 1. So the operands of sums are compared with the sum, and
    arguments of functions with 1: if they are smaller by so many bits, so many more must agree. One pass through the
    program tells it for every slot: what is lost in a slot, or in one below it.
    """

    def __init__(self, program: Program, columns: list[Column], run: Run) -> None:
        self.program, self.columns, self.run = program, columns, run
        self.known: dict[int, list[float] | None] = {}

    def more(self, k: int, slots: Iterable[int]) -> int | None:
        """Bits to be added at the k-th point for these slots; None if a bounded function is so close to its bound that this precision cannot tell."""
        if k not in self.known:
            values = self._values(k)
            self.known[k] = None if all(map(_is_ordinary, values)) and not any(map(_saturated, self._saturating(values))) else self._lost(values)
        lost = self.known[k]
        if lost is None:
            return 0
        worst = max([lost[s] for s in slots], default=0)
        return None if worst == inf else int(worst)

    def _values(self, k: int) -> list[Any]:
        """What the slots hold at the k-th point: a ball, or the leading ball of a series; None for all else."""
        places: dict[int, int | None] = {id(self.run.all): k}
        found: list[Any] = []
        for column, mask in self.columns:
            if mask is None:
                v = next(column) if column is not None else None
            else:
                if id(mask) not in places:
                    places[id(mask)] = mask.index(k) if k in mask else None
                place = places[id(mask)]
                v = column[place] if place is not None else None
            kind = type(v)
            found.append(v if kind is arb or kind is acb else v[0] if isinstance(v, KINDS) else None)
        return found

    def _saturating(self, values: list[Any]) -> list[Any]:
        return [values[s] for s in self.program.saturating]

    def _lost(self, values: list[Any]) -> list[float]:
        sizes = [None if v is None else magnitude(v) for v in values]
        lost: list[float] = [0] * len(values)
        for s in self.program.saturating:
            lost[s] = inf if _saturated(values[s]) else 0
        for f, slots, out in self.program.instructions():
            here = 0
            if f in SUMS:
                whole = sizes[out]
                here = 0 if whole is None else max([whole - m for m in [sizes[s] for s in slots] if m is not None], default=0)
            elif f is not None and f not in LINEAR and f not in EXACT:
                here = max([-ORDERS * m for m in [sizes[s] for s in slots] if m is not None and m < COARSE], default=0)
            lost[out] = max(lost[out], here, *[lost[s] for s in slots])
        return lost


def _saturated(v: Any) -> bool:
    return v is not None and bool(v.contains(1) or v.contains(-1) or v.contains(2))


def _is_ordinary(v: Any) -> bool:
    """Neither very small nor very large, or zero."""
    if v is None:
        return True
    if type(v) is arb and 1e-30 < abs(float(v)) < 1e30:
        return True
    size = magnitude(v)
    return size is None or COARSE < size < -COARSE
