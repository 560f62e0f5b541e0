"""Differences between two runs: which verdicts have changed, since a gold answer or the program has."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symderive.grading.batch import identity
from symderive.grading.outputs import line


@dataclass(frozen=True)
class Difference:
    """A row whose verdict is another one now; `before` or `now` is "" where the row was not there."""
    id: str
    student: str
    part: str
    before: str
    now: str
    answer: str


def differences(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> list[Difference]:
    """The rows whose status is another one."""
    old = {identity(r): str(r["status"]) for r in before}
    found = []
    for r in now:
        was = old.pop(identity(r), "")
        if was != r["status"]:
            found.append(Difference(str(r["id"]), str(r["student"]), str(r["part"]), was, str(r["status"]), str(r["row"].get("answer") or r["row"].get("solution") or "")))
    found += [Difference(id, student, part, was, "", "") for (id, student, part, _), was in old.items()]
    return found


def as_csv(some: Iterable[Difference]) -> Iterator[str]:
    """A line for each difference."""
    yield line(("id", "student", "part", "before", "now", "answer"))
    for d in some:
        yield line((d.id, d.student, d.part, d.before, d.now, d.answer))
