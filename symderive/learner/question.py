"""What is asked of a learner, and what we know of it: the right answer, the goal it answers, and our own way to it."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sympy import Basic, Integer, Symbol

from symderive.ask import derive
from symderive.comparison.answers import answer as read_answer
from symderive.comparison.options import assumptions_of
from symderive.diagnosis import Workings
from symderive.errors import NotSupported, ReadError
from symderive.expr import Call, Neg, Over, is_open, plus
from symderive.functions import FUNCTIONS, orders
from symderive.nodes import D, Evaluated, InverseSlope, Matrix, Rel, entries
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.reading import read_problem
from symderive.solution import Solution
from symderive.solve import solve
from symderive.tasks import asked, evaluated
from symderive.tree import walk


@dataclass(frozen=True)
class Question:
    """What an answer is held against.

    source       the problem as it was given, if it was text
    gold         the right answer; the goal itself where no rule leads to an answer
    goal         what was to be worked out, if that is known
    solution     our own, if there is one
    curve        the equation on whose solutions alone the answer counts, where the problem is about a curve
    """
    source: str
    gold: Any
    goal: Basic | None
    assumptions: Assumptions
    solution: Solution | None = None
    notes: tuple[Phrase, ...] = ()
    curve: Rel | None = None

    @cached_property
    def workings(self) -> Workings:
        """Our own way to the answer, or the formula for it where learners go by one."""
        if self.solution is not None and (formula := FORMULAS.get(self.solution.problem.kind)) is not None:
            return Workings.of(formula(self.solution))
        if self.solution is not None and self.goal is not None:
            body = self.solution.problem.body
            return Workings(self.goal, [p.derivation for p in self.solution.parts], entries(body) if isinstance(body, Matrix) else (body,))
        return Workings.of(self.goal if self.goal is not None else self.gold)

    @cached_property
    def context(self) -> dict[str, Any]:
        """The names of the problem, for the reader of the answer."""
        if self.solution is None:
            return {}
        p = self.solution.problem
        names = {x.name for x in p.symbols if isinstance(x, Symbol)}
        functions = {orders(n.args[0].name, 1)[0] for n in walk(p.body) if isinstance(n, Call) and n.args[0].name not in FUNCTIONS}
        return {"symbols": sorted(names), "functions": sorted(functions)}


def question(problem: Any, assume: Any = None) -> Question:
    """What is asked.

    Args:
        problem: text that states a problem, a Problem, a Solution; or the right answer: text, SymPy, anything `equal` takes.
        assume: further conditions on the letters.

    Raises:
        ReadError: for text that is neither a problem nor an answer.
    """
    further = assumptions_of(assume)
    if isinstance(problem, Solution):
        return _solved(problem, further)
    if isinstance(problem, Problem):
        return _asked(problem, further)
    if not isinstance(problem, str):
        gold = problem.written if hasattr(problem, "written") else problem.answer if hasattr(problem, "answer") else problem
        return Question("", gold, gold if isinstance(gold, Basic) else None, further)
    try:
        return _solved(derive(problem, assume=assume if isinstance(assume, str) else None), further, problem)
    except NotSupported:
        return _underived(read_problem(problem), further, problem)
    except ReadError as unread:
        return _given(problem, further, unread)


def _asked(problem: Problem, further: Assumptions) -> Question:
    name = Symbol(problem.name.args[0].name) if isinstance(problem.name, Call) else problem.name      # f for f(x, y)
    try:
        return _solved(solve(replace(problem, name=name, assumptions=problem.assumptions + further)), further)
    except NotSupported:
        return _underived(problem, further)


def _underived(problem: Problem, further: Assumptions, source: str = "") -> Question:
    """A problem that no rule solves: the answer is held against the goal itself.

    Raises:
        NotSupported: where not even the goal is known.
    """
    goal = [ask.goal for ask in asked(problem)][-1]
    return Question(source or problem.source, goal, goal, problem.assumptions + further)


def _solved(solution: Solution, further: Assumptions, source: str = "") -> Question:
    p = solution.problem
    gold = solution.written if len(solution.results) == 1 else solution.answer
    goal = solution.parts[-1].derivation.goal
    curve = p.body if isinstance(p.body, Rel) and not p.at else None
    comparable = len(solution.results) == 1 and isinstance(goal, Rel) == isinstance(gold, Rel)
    return Question(source or p.source, gold, goal if comparable else None, p.assumptions + further, solution, curve=curve)


def implicit_slope(solution: Solution) -> Basic:
    """dy/dx on the curve u = v, by the implicit function theorem."""
    p = solution.problem
    _, u, v = p.body.args
    x, y = p.variables[0], p.name
    difference = u if v == 0 else plus(u, Neg(v))
    return evaluated(Neg(Over(D(difference, x), D(difference, y))), p.at)


def parametric_slope(solution: Solution) -> Basic:
    """dy/dx of the curve x(t), y(t), and its derivative in x."""
    p = solution.problem
    (x, y), t = entries(p.body), p.variables[0]
    found: Basic = y
    for _ in p.variables:
        found = Over(D(found, t), D(x, t))
    return evaluated(found, p.at)


def inverse_slope(solution: Solution) -> Basic:
    """One over the derivative, at the place that f sends to the value."""
    goal = solution.parts[-1].derivation.goal
    if not isinstance(goal, InverseSlope):
        return goal
    u, x, a, _ = goal.args
    return Over(Integer(1), Evaluated(D(u, x), x, a))


FORMULAS: dict[str, Callable[[Solution], Basic]] = {"implicit": implicit_slope, "parametric": parametric_slope, "inverse": inverse_slope}


def _given(text: str, further: Assumptions, unread: ReadError) -> Question:
    """A text that asks nothing is the right answer, if it is an answer at all."""
    try:
        found = read_answer(text)
    except ReadError:
        raise unread from None
    content = found.content if isinstance(found.content, Basic) else None
    if content is not None and is_open(content):
        raise unread
    return Question(text, text, content, further, notes=(Phrase("check.note.expression", {"source": text}),))
