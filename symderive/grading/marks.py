"""Marks: the results of a run with their credit, row by row and student by student."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symderive.grading.policy import Credit, Policy


@dataclass(frozen=True)
class Mark:
    """A result with its credit."""
    result: Mapping[str, Any]
    credit: Credit

    @property
    def row(self) -> Mapping[str, Any]:
        """What was handed in, and the question."""
        found: Mapping[str, Any] = self.result.get("row", {})
        return found

    @property
    def student(self) -> str:
        return str(self.result["student"])

    @property
    def status(self) -> str:
        return str(self.result["status"])

    @property
    def work(self) -> str:
        """The text that was handed in."""
        return str(self.row.get("answer") or self.row.get("solution") or "")

    @property
    def question(self) -> str:
        return str(self.result["part"] or self.row.get("problem") or self.result["id"])

    @property
    def needs_person(self) -> bool:
        return bool(self.result["needs_person"]) or self.credit.needs_person


@dataclass
class Total:
    """What a student has."""
    student: str
    name: str = ""
    section: str = ""
    login: str = ""
    points: Fraction = Fraction(0)
    out_of: Fraction = Fraction(0)
    open: int = 0                          # rows that a person has to mark
    marks: list[Mark] = field(default_factory=list)


def marked(results: Iterable[Mapping[str, Any]], policy: Policy) -> Iterator[Mark]:
    """Each result with its credit."""
    for result in results:
        yield Mark(result, policy.credit(result))


def totals(marks: Iterable[Mark], keep: bool = False) -> list[Total]:
    """The students in the order in which they come; with their marks, if they are to be kept."""
    found: dict[str, Total] = {}
    for mark in marks:
        total = found.setdefault(mark.student, Total(mark.student))
        for name in ("name", "section", "login"):
            if mark.row.get(name) and not getattr(total, name):
                setattr(total, name, str(mark.row[name]))
        total.out_of += mark.credit.out_of
        if mark.needs_person:
            total.open += 1
        else:
            total.points += mark.credit.points or 0
        if keep:
            total.marks.append(mark)
    return list(found.values())
