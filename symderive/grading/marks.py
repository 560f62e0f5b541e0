"""Marks: the results of a run with their credit, row by row and student by student."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from symderive.grading.policy import Credit, Policy


@dataclass(frozen=True)
class Mark:
    """A result with its credit."""
    result: Mapping[str, Any]
    credit: Credit

    @cached_property
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

    @cached_property
    def kind(self) -> str:
        """right, part, wrong, blank or person."""
        if self.needs_person:
            return "person"
        if self.status == "blank":
            return "blank"
        points = self.credit.points or 0
        return "right" if points == self.credit.out_of else "part" if points else "wrong"


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

    def add(self, mark: Mark) -> None:
        row, credit = mark.row, mark.credit
        self.name, self.section, self.login = self.name or row.get("name", ""), self.section or row.get("section", ""), self.login or row.get("login", "")
        self.out_of += credit.out_of
        if mark.needs_person:
            self.open += 1
        elif credit.points is not None:
            self.points += credit.points


def marked(results: Iterable[Mapping[str, Any]], policy: Policy) -> Iterator[Mark]:
    """Each result with its credit."""
    for result in results:
        yield Mark(result, policy.credit(result))
