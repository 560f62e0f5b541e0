"""From a problem to a checked solution: derive each part, lay it out, check every claim, put the verdicts on."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sympy import Basic

from symderive.check import holds
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.expr import free
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.provisos import never, stated
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.solution import Part, Solution, worst
from symderive.tasks import asked
from symderive.tree import substitute
from symderive.verify import check_all, with_verdicts


def solve(problem: Problem) -> Solution:
    """The worked and checked solution of a problem.

    Raises:
        NotSupported: where no rule leads to an answer, or there is none at the point asked for.
    """
    parts = worked(problem)
    met = tuple(dict.fromkeys(all_provisos(parts)))
    refuse_impossible(met, problem.assumptions)
    provisos = stated(met, problem.assumptions)
    provisos = at_the_point(provisos, problem)
    verdicts = check_all(parts, problem.assumptions)
    checked = tuple(with_verdicts(p, verdicts) for p in parts)
    return Solution(problem, checked, worst(list(verdicts.values())), provisos, notes(problem), verdicts)


def worked(problem: Problem) -> list[Part]:
    """The parts, derived; nothing is checked yet."""
    known: dict[Basic, Basic] = {}
    parts: list[Part] = []
    for ask in asked(problem):
        d = derive(ask.goal, RULES, known, finish)
        known[ask.goal] = d.answer
        parts.append(Part(ask.title, d, ask.name))
    return parts


def all_provisos(parts: Iterable[Part]) -> Iterator[Basic]:
    for part in parts:
        for step in part.derivation.all_steps():
            yield from step.provisos


def refuse_impossible(provisos: Iterable[Basic], assumptions: Assumptions) -> None:
    """A condition that nothing fulfils means that there is nothing to derive.

    Raises:
        NotSupported: saying which.
    """
    for p in provisos:
        if never(p, assumptions) or (not free(p) and holds(p, {}) is False):
            raise NotSupported(f"this is defined nowhere on the real line: it would need {p}, which never holds")


def at_the_point(provisos: Sequence[Basic], problem: Problem) -> tuple[Basic, ...]:
    """The conditions with the point put in: those that hold are not stated.

    Raises:
        NotSupported: if one fails there.
    """
    if not problem.at:
        return tuple(provisos)
    kept: list[Basic] = []
    for p in provisos:
        there = substitute(p, problem.at)
        truth = holds(there, {}) if not free(there) else None
        if truth is False:
            where = ", ".join(f"{x} = {a}" for x, a in problem.at.items())
            raise NotSupported(f"there is no such derivative at {where}: the rules used need {p}, which fails there")
        if truth is None:
            kept.append(there)
    return stated(kept, problem.assumptions)


def notes(problem: Problem) -> tuple[Phrase, ...]:
    absent = [x for x in dict.fromkeys(problem.variables) if x not in free(problem.body)]
    return (*problem.notes, *(Phrase("note.variable_absent", {"x": x}) for x in absent))
