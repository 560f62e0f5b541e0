"""Differences between two runs: which verdicts have changed, since a gold answer or the program has."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from symderive.grading.marks import Mark
from symderive.grading.outputs import line
from symderive.grading.row import Identity


@dataclass(frozen=True)
class Difference:
    """A row whose verdict is another one now; `before` or `now` is "" where the row was not there."""
    id: str
    student: str
    part: str
    before: str
    now: str
    answer: str


class Differences:
    """The rows whose status is another one than in earlier results, found while the marks go by."""

    def __init__(self, earlier: Iterable[Mapping[str, Any]]) -> None:
        self.before: dict[Identity, str] = {_identity(r): str(r["status"]) for r in earlier}
        self.asked = bool(self.before)
        self.found: list[Difference] = []

    def add(self, mark: Mark) -> None:
        if self.asked:
            r = mark.result
            was = self.before.pop(_identity(r), "")
            if was != mark.status:
                self.found.append(Difference(str(r["id"]), mark.student, str(r["part"]), was, mark.status, mark.work))

    def close(self) -> list[Difference]:
        """All of them, those of rows that are gone at the end."""
        return self.found + [Difference(id, student, part, was, "", "") for (id, student, part, _), was in self.before.items()]


def _identity(result: Mapping[str, Any]) -> Identity:
    return result["id"], result["student"], result["part"], result["again"]


def as_csv(some: Iterable[Difference]) -> Iterator[str]:
    """A line for each difference."""
    yield line(("id", "student", "part", "before", "now", "answer"))
    for d in some:
        yield line((d.id, d.student, d.part, d.before, d.now, d.answer))
