"""Ways of applying what rewrites a node: everywhere, in turn, until nothing changes. They know no mathematics."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def first_of(ways: Iterable[Callable[[T], T | None]]) -> Callable[[T], T | None]:
    """The first way that has something to say.

    >>> halve = lambda n: n // 2 if n % 2 == 0 else None
    >>> first_of([halve, lambda n: n - 1])(7)
    6
    """
    fixed = tuple(ways)

    def run(e: T) -> T | None:
        for way in fixed:
            if (after := way(e)) is not None:
                return after
        return None
    return run


def exhaust(way: Callable[[T], T | None], most: int = 1_000) -> Callable[[T], Iterator[T]]:
    """What comes out, again and again, until the way has nothing more to say (or `most` times).

    >>> list(exhaust(lambda n: n // 2 if n % 2 == 0 else None)(40))
    [20, 10, 5]
    """
    def run(e: T) -> Iterator[T]:
        for _ in range(most):
            after = way(e)
            if after is None:
                return
            yield after
            e = after
    return run


def in_turn(ways: Iterable[tuple[str, Callable[[T], T]]], rounds: int) -> Callable[[T], Iterator[tuple[str, T, T]]]:
    """Each way in its turn, as (name, before, after) where it changed something; over again while a round helps.

    >>> down = lambda n: n - 1 if n > 3 else n
    >>> list(in_turn([("down", down), ("same", lambda n: n)], rounds=9)(5))
    [('down', 5, 4), ('down', 4, 3)]
    """
    fixed = tuple(ways)

    def run(e: T) -> Iterator[tuple[str, T, T]]:
        for _ in range(rounds):
            begun = e
            for name, way in fixed:
                before, e = e, way(e)
                if e is not before and e != before:
                    yield name, before, e
            if e is begun or e == begun:
                return
    return run
