"""A place at which a slot of a program has a value of its own."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Basic


@dataclass(frozen=True, eq=False, slots=True)
class Jump:
    """Where a slot jumps, or has a value of its own.

    edge   what vanishes there
    whole  it is a whole number there
    there  the column of the slot at such a place, by that number; None: it is to be computed as everywhere
    above  at the place it is what it tends to where the edge is positive, as atan2(y, x) is on its cut y = 0
    """
    edge: Basic
    whole: bool = False
    there: Callable[[int], Any] | None = None
    above: bool = False
