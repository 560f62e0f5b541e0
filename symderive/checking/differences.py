"""Where two columns of values certainly differ, simple points first; and the halves of a list of claims."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from symderive.checking.report import Tally
from symderive.checking.scale import Agreement, agreement

ALIKE = 80                     # enclosures that agree to so many bits
ENOUGH_TO_MEET = 8             # points at which a proved claim is looked at, to see that it says something


def differences(sides: Iterable[tuple[Any, Any, tuple[int, ...]]], points: Sequence[int]) -> Iterator[tuple[int, Any, Any]]:
    """Each point at which two values differ, with both: `sides` holds the values on either side and the places that count."""
    found = []
    for u, v, mask in sides:
        for k, a, b in zip(mask, u, v):
            if a is not b if isinstance(a, bool) else agreement(a, b, ALIKE) is Agreement.DIFFERENT:
                found.append((k, a, b))
    for k, a, b in sorted(found, key=lambda f: f[0]):
        yield points[k], a, b


def halves(tallies: list[Tally]) -> list[list[Tally]]:
    half = len(tallies) // 2
    return [tallies[:half], tallies[half:]] if half else []
