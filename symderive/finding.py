"""A solution whose answer is more than the value of its last part: several results by name, or a statement alone."""
from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sympy import Basic

from symderive.page import Page
from symderive.phrase import Phrase
from symderive.solution import Solution, sympy_of


@dataclass(frozen=True, eq=False)
class Finding(Solution):
    """What was found.

    results  equations: what to write on the left, and the result; none where there is no answer
    keyed    the answer is a dictionary of the results by their left sides
    remarks  what is said of the results, or in place of one
    """
    results: tuple[tuple[Basic | None, Basic], ...] = ()
    keyed: bool = False
    remarks: tuple[Phrase, ...] = ()

    @cached_property
    def answer(self) -> Any:
        """The result in SymPy; a dictionary of several; None where there is none."""
        if not self.results:
            return None
        back = dict(self.problem.originals)
        plain = [(left, sympy_of(e).xreplace(back)) for left, e in self.results]
        return {sympy_of(left).xreplace(back) if left is not None else None: e for left, e in plain} if self.keyed else plain[0][1]

    def page(self, detail: str = "normal", view: str = "chain") -> Page:
        from symderive.layout import approximate
        from symderive.tasks import TASKS, evaluated
        page = super().page(detail, view)
        p = self.problem
        statement = evaluated(TASKS[p.kind].whole(p, p.body), p.at) if p.at and p.kind in TASKS else page.statement
        return replace(page, statement=statement, answer=tuple((left, e, approximate(e)) for left, e in self.results), remarks=self.remarks)
