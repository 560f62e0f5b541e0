"""Logarithmic differentiation as a method: the first two steps are its own, the rest goes by the rules."""
from __future__ import annotations

from symderive.derivation import Derivation, Relation, Step
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.problem import Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.rules.logarithmic import apart, differentiated
from symderive.solution import Part, Solution
from symderive.solve import concluded, prepared
from symderive.tasks import asked
from symderive.tree import goals


def by_logarithms(problem: Problem) -> Solution:
    """The first derivative from that of the logarithm.

    Raises:
        NotSupported: for a higher order, and where no rule leads to an answer.
    """
    if len(problem.variables) != 1:
        raise NotSupported("by logarithms only the first derivative is worked out")
    problem = prepared(problem)
    goal, *later = asked(problem)
    found = differentiated(goal.goal)
    if found is None:
        raise NotSupported(f"this is not the derivative in a variable: {goal.goal}")
    inner, = goals(found.after)
    steps = {goal.goal: Step(goal.goal, Relation.EQ, found.after, "log.differentiation", provisos=found.provisos)}
    split = apart(inner)
    if split is not None:
        steps[inner] = Step(inner, Relation.EQ, split.after, "log.apart", provisos=split.provisos)
        inner, = goals(split.after)
    rest = derive(inner, RULES)
    if goal.goal in rest.steps:
        raise NotSupported(f"logarithms take a product or a power apart, and this is neither: {problem.body}")
    ordered = {**rest.steps, **dict(reversed(steps.items()))}
    whole = Derivation(goal.goal, ordered)
    d = whole.finished(finish(whole.value))
    known = {goal.goal: d.answer}
    return concluded(problem, [Part(goal.title, d, goal.name), *(Part(a.title, derive(a.goal, RULES, known, finish), a.name) for a in later)])
