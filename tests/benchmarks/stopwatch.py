"""How long something takes."""
from __future__ import annotations

from collections.abc import Callable
from time import perf_counter


def best(f: Callable[[], object], tries: int = 7) -> float:
    """The best of some tries, in seconds."""
    found = []
    for _ in range(tries):
        begin = perf_counter()
        f()
        found.append(perf_counter() - begin)
    return min(found)
