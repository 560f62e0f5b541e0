"""What becomes of a line, of a link, of a solution: the words of the report, before any language."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sympy import Basic

from symderive.homework.deciding import Decision


class LineStatus(StrEnum):
    """What became of a line."""
    OK = "ok"
    WRONG = "wrong"
    FOLLOWS = "follows_from_wrong_line"
    GAINED = "root_gained"
    LOST = "root_lost"
    NOT_JUSTIFIED = "not_justified"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"


ORDER = (LineStatus.WRONG, LineStatus.LOST, LineStatus.GAINED, LineStatus.UNREADABLE, LineStatus.UNDECIDED, LineStatus.NOT_JUSTIFIED, LineStatus.FOLLOWS, LineStatus.OK)
FAULTS = frozenset((LineStatus.WRONG, LineStatus.LOST, LineStatus.GAINED))


def worst(statuses: Iterable[LineStatus]) -> LineStatus:
    """The status of many; of none, `ok`."""
    return min(statuses, key=ORDER.index, default=LineStatus.OK)


@dataclass(frozen=True)
class Link:
    """One claim: in truth, and in the world in which the wrong line before it is taken as true (None: there was none).

    left, right  what is compared; conditions, or None, where it is no equality
    """
    truth: Decision
    follows: Decision | None = None
    left: Basic | None = None
    right: Basic | None = None


def status_of(links: Iterable[Link]) -> LineStatus:
    """From the links of a statement.

    truth all, and follows all        ok
    every one in one world or other   follows_from_wrong_line
    truth all, not all follow         not_justified
    one in neither                    wrong, or a root lost or gained
    """
    links = list(links)
    for k in links:
        if k.truth.holds is False and (k.follows is None or k.follows.holds is False):
            return LineStatus.LOST if k.truth.lost else LineStatus.GAINED if k.truth.gained else LineStatus.WRONG
    if any(k.truth.holds is None and (k.follows is None or not k.follows.holds) for k in links) or any(not k.truth.holds and k.follows is not None and k.follows.holds is None for k in links):
        return LineStatus.UNDECIDED
    true = all(k.truth.holds for k in links)
    following = all(k.follows is None or k.follows.holds for k in links)
    if true:
        return LineStatus.OK if following else LineStatus.NOT_JUSTIFIED if all(k.follows is None or k.follows.holds is not None for k in links) else LineStatus.OK
    return LineStatus.FOLLOWS
