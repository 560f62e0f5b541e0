"""The derivative of a fraction: by the quotient rule, or as a product with a negative power, whichever takes fewer lines."""
from __future__ import annotations

from symderive.definition import by_rules
from symderive.derivation import Derivation, Relation, Step
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.expr import Over, Power, free, head
from symderive.lines import chain
from symderive.nodes import D
from symderive.number import value
from symderive.problem import Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.rules.logarithmic import negative_power
from symderive.solution import Part, Solution
from symderive.solve import concluded, prepared
from symderive.tasks import asked


def by_product(problem: Problem) -> Solution:
    """The derivative of u/v as that of u v^(-1).

    Raises:
        NotSupported: where the function is no fraction with its variable below the line.
    """
    problem = prepared(problem)
    goal, *later = asked(problem)
    d = as_product(goal.goal)
    if d is None:
        raise NotSupported(f"this is not a fraction with its variable below the line: {problem.body}")
    known = {goal.goal: d.answer}
    parts = [Part(goal.title, d, goal.name)]
    for ask in later:
        after = derive(ask.goal, RULES, known, finish)
        known[ask.goal] = after.answer
        parts.append(Part(ask.title, after, ask.name))
    return concluded(problem, parts)


def as_product(goal: D) -> Derivation | None:
    """The derivation of d/dx[u v^(-1)], with the fraction rewritten first."""
    found = negative_power(goal)
    if found is None:
        return None
    rest = derive(found.after, RULES)
    first = Step(goal, Relation.EQ, found.after, "fraction.product", provisos=found.provisos)
    whole = Derivation(goal, {**rest.steps, goal: first})
    return whole.finished(finish(whole.value))


def by_shortest(problem: Problem) -> Solution:
    """By the rules; a number over a power of the variable as a negative power, where that takes fewer lines.

    Raises:
        NotSupported: where no rule leads to an answer.
    """
    if is_plain_reciprocal(problem):
        goal = D(problem.body, problem.variables[0])
        product = as_product(goal)
        if product is not None and len(chain(product, RULES)) < len(chain(derive(goal, RULES, None, finish), RULES)):
            return by_product(problem)
    return by_rules(problem)


def is_plain_reciprocal(problem: Problem) -> bool:
    """c/v^n, where the quotient rule would have nothing to say of c."""
    if len(problem.variables) != 1 or type(problem.body) is not Over or problem.at:
        return False
    above, below = problem.body.args
    x = problem.variables[0]
    return x not in free(above) and x in free(below) and ((type(below) is Power and value(below.args[1]) is not None) or head(below) == "sqrt")
