"""From a problem to a checked solution: derive each part, lay it out, check every claim, put the verdicts on."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import takewhile
from typing import Any, TypeVar

from sympy import Basic, Symbol

from symderive.checking import holds
from symderive.derivation import Derivation, Relation, Status, Step
from symderive.driver import Finish, derive
from symderive.errors import NotSupported, OutOfDomain, UsageError
from symderive.expr import free, head
from symderive.nodes import Evaluated, IntegralOver, Limit, ProdOver, SumOver, relation
from symderive.number import value
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem, is_of_data
from symderive.provisos import never, stated
from symderive.rules import RULES
from symderive.rules.exact import exact_values
from symderive.rules.finish import finish
from symderive.rules.known_values import put_in_all
from symderive.solution import Pair, Part, Solution, worst
from symderive.tasks import asked, task_of
from symderive.tree import fold, rebuild, substitute, walk
from symderive.verify import check_all, with_verdicts

MOST_ATTEMPTS = 4                              # at a final form of which the checker refutes no step

S = TypeVar("S", bound=Solution)


def solve(problem: Problem) -> Solution:
    """The worked and checked solution of a problem.

    Raises:
        NotSupported: where no rule leads to an answer, or none that holds at the point asked for.
        UsageError: where the assumptions contradict one another, or the point.
    """
    if solver := task_of(problem).solver(problem):
        module, name = solver.split(":")
        found: Solution = getattr(import_module(f"symderive.{module}"), name)(problem)
        return found
    problem = prepared(problem)
    refuted: set[Pair] = set()
    for _ in range(MOST_ATTEMPTS):
        solution: Solution = concluded(problem, worked(problem, frozenset(refuted)))
        wrong = refuted_finishes(solution)
        if wrong <= refuted:
            break
        refuted |= wrong
    return solution


def refuted_finishes(solution: Solution) -> set[Pair]:
    """The steps towards a final form that the checker refutes: the form before is right, and no answer may rest on them."""
    return {(s.before, s.after) for part in solution.parts for s in part.derivation.finish if s.verdict is not None and s.verdict.status is Status.REFUTED}


def concluded(problem: Problem, parts: list[Part], kind: Callable[..., S] = Solution, **more: Any) -> S:  # type: ignore[assignment]
    """The parts, checked, with the conditions that were met; `kind` and `more` make a solution of another class.

    Raises:
        NotSupported: where a condition that nothing fulfils was met, or one that fails at the point asked for.
    """
    known = problem.assumptions + Assumptions(tuple(relation("in", i, Symbol("Z")) for i in indices(problem.body)))
    there = [p for p in parts if type(p.derivation.goal) is Evaluated] if problem.at else []
    restated = task_of(problem).restated
    met = tuple(dict.fromkeys(restated(problem, p) for p in all_provisos(p for p in parts if p not in there) if free(p) & problem.symbols or not free(p)))
    refuse_impossible(met, known)
    provisos = at_the_point(tuple(p for p in stated(met, known) if free(p)), problem)
    refuse_impossible(all_provisos(there), known)
    verdicts = check_all(parts, problem.assumptions)
    checked = tuple(with_verdicts(p, verdicts) for p in parts)
    return kind(problem, checked, worst(list(verdicts.values())), provisos, notes(problem), verdicts, **more)


# ---- before anything is derived

def prepared(problem: Problem) -> Problem:
    """The problem with bound letters that are also free renamed.

    Raises:
        NotSupported: for a derivative in an entry of data.
        UsageError: for assumptions that cannot all hold.
    """
    if any(head(e) == "log" and value(e.args[1]) == 1 for e in walk(problem.body)):
        raise NotSupported("a logarithm to base 1 is not defined")
    for x in problem.variables:
        if is_of_data(x, problem.body):
            raise NotSupported(f"{x} is an entry of data: of derivatives in an entry, the first in one entry is worked out, without a point")
    for x in free_of_facts(problem.assumptions):
        d = problem.assumptions.domain(x)
        if d.low is not None and d.high is not None and (d.low > d.high or (d.low == d.high and (d.low_open or d.high_open))):
            raise UsageError(f"the conditions on {x} contradict one another")
        if x in problem.at:
            for fact in problem.assumptions.facts:
                there = substitute(fact, problem.at)
                if not free(there) and holds(there, {}) is False:
                    raise UsageError(f"the point contradicts the condition {fact}")
    body, renamed = apart(problem.body, problem.symbols)
    if not renamed:
        return problem
    return replace(problem, body=body, notes=(*problem.notes, *(Phrase("note.bound_renamed", {"x": x, "new": t}) for x, t in renamed.items())))


def free_of_facts(assumptions: Assumptions) -> list[Basic]:
    return sorted({x for fact in assumptions.facts for x in free(fact)}, key=str)


def indices(e: Basic) -> list[Basic]:
    """The indices of the sums and products in it."""
    return list(dict.fromkeys(node.args[1] for node in walk(e) if isinstance(node, (SumOver, ProdOver))))


def apart(body: Basic, taken: frozenset[Basic]) -> tuple[Basic, dict[Basic, Basic]]:
    """The body with bound letters renamed that mean something else outside: the integral of x^2 for x from 0 to x."""
    names = {e.name for e in walk(body) if isinstance(e, Symbol)} | {getattr(s, "name", "") for s in taken}
    renamed: dict[Basic, Basic] = {}

    def fresh(x: Basic) -> Basic:
        if x not in renamed:
            name = next(c for c in (*"tsuvwkjm", *(f"t_{k}" for k in range(1, len(names) + 2))) if c not in names)
            names.add(name)
            renamed[x] = Symbol(name)
        return renamed[x]

    def build(e: Basic, args: tuple[Basic, ...]) -> Basic:
        if isinstance(e, (SumOver, ProdOver, IntegralOver, Limit)) and e.args[1] in taken:
            x = e.args[1]
            return type(e)(substitute(args[0], {x: fresh(x)}), fresh(x), *args[2:])
        return rebuild(e, args)
    return fold(body, build), renamed


def worked(problem: Problem, refuted: frozenset[Pair] = frozenset()) -> list[Part]:
    """The parts, derived; nothing is checked yet. A final form ends before the first of the steps that are known to be refuted."""
    known: dict[Basic, Basic] = {}
    above: dict[Basic, str] = {}
    parts: list[Part] = []
    work = asked(problem)
    ask = next(work, None)
    while ask is not None:
        if ask.same is not None:
            d = swapped(ask.goal, ask.same, known[ask.same])
        else:
            d = ask.derivation or derive(ask.goal, RULES, {} if ask.alone else known, until(ask.finish or finish, refuted), above)
        known[ask.goal], above[ask.goal] = d.answer, ask.above
        parts.append(Part(ask.title, d, ask.name, key=ask.key, checks=ask.checks, kind=ask.kind))
        try:
            ask = work.send(d)
        except StopIteration:
            ask = None
    return parts


def until(form: Finish, refuted: frozenset[Pair]) -> Finish:
    """The steps to a final form, up to one that is refuted."""
    return (lambda e: tuple(takewhile(lambda s: (s.before, s.after) not in refuted, form(e)))) if refuted else form


def swapped(goal: Basic, same: Basic, known: Basic) -> Derivation:
    """A mixed derivative, found before in the other order."""
    return Derivation(goal, {same: Step(same, Relation.EQ, known, "known.above"), goal: Step(goal, Relation.EQ, same, "diff.clairaut")})


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
            raise NotSupported(f"nothing real is defined here: it would need {p}, which does not hold")


def at_the_point(provisos: Sequence[Basic], problem: Problem) -> tuple[Basic, ...]:
    """The conditions with the point put in: those that hold are not stated.

    Raises:
        NotSupported: if one fails there, or cannot be decided although no letter is left.
    """
    if not problem.at:
        return tuple(provisos)
    kept: list[Basic] = []
    for p in provisos:
        there = put_in_all(substitute(p, problem.at), problem.assumptions.values)
        known = exact_values(there) if not free(there) else None
        there = there if known is None else known.after
        truth = holds(there, {}) if not free(there) else None
        if truth is False:
            where = ", ".join(f"{x} = {a}" for x, a in problem.at.items())
            raise OutOfDomain(f"no derivative was found at {where}: the rules used need {p}, which fails there", p)
        if truth is None and not free(there):
            raise NotSupported(f"whether there is a derivative is not decided: it needs {there}")
        if truth is None:
            kept.append(there)
    return stated(kept, problem.assumptions)


def notes(problem: Problem) -> tuple[Phrase, ...]:
    absent = [x for x in dict.fromkeys(problem.variables) if x not in free(problem.body) and not is_of_data(x, problem.body)]
    return (*problem.notes, *task_of(problem).notes(problem), *(Phrase("note.variable_absent", {"x": x}) for x in absent))
