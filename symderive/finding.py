"""A solution whose answer is more than the value of its last part: several results by name, or a statement alone."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sympy import Basic

from symderive.page import Grid, Page
from symderive.phrase import Phrase
from symderive.solution import Solution, sympy_of


@dataclass(frozen=True, eq=False)
class Finding(Solution):
    """What was found.

    found    equations: what to write on the left, and the result; none where there is no answer
    items    the answer as a dictionary, where it is one
    charts   tables that stand below a part, by its number
    remarks  what is said of them, or in place of one
    """
    found: tuple[tuple[Basic | None, Basic], ...] = ()
    items: tuple[tuple[Basic, Basic], ...] = ()
    remarks: tuple[Phrase, ...] = ()
    charts: Mapping[int, Grid] = field(default_factory=dict)

    @cached_property
    def answer(self) -> Any:
        """The result in SymPy; a dictionary of several; None where there is none."""
        back = dict(self.problem.originals)
        if self.items:
            return {x.xreplace(back): sympy_of(e).xreplace(back) for x, e in self.items}
        return sympy_of(self.found[0][1]).xreplace(back) if self.found else None

    def page(self, detail: str = "normal", view: str = "chain") -> Page:
        from symderive.layout import approximate
        from symderive.tasks import TASKS, evaluated
        page = super().page(detail, view)
        p = self.problem
        statement = evaluated(TASKS[p.kind].whole(p, p.body), p.at) if p.at and p.kind in TASKS else None
        several = page.partial and len(set(p.variables)) > 1
        sections = tuple(replace(s, after=(*s.after, *part.after), table=self.charts.get(k, s.table)) for k, (s, part) in enumerate(zip(page.sections, self.parts)))
        return replace(page, sections=sections, partial=several, statement=statement, answer=tuple((left, e, approximate(e)) for left, e in self.found), remarks=self.remarks)
