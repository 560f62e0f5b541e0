"""Limits as problems of their own: worked out by the rules for limits, from both sides where the function turns."""
from __future__ import annotations

from typing import Any

import sympy as sp
from sympy import Basic, Symbol

from symderive.ask import Expression, given_problem, value_given
from symderive.asked import question
from symderive.definition import derive_both, same
from symderive.derivation import Derivation
from symderive.driver import derive
from symderive.errors import NotSupported, UsageError
from symderive.expr import Neg, head, named
from symderive.finding import Finding
from symderive.nodes import Cases, Limit, relation
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.rules.limits import CORNERS
from symderive.solution import Part, Solution
from symderive.solve import concluded, prepared
from symderive.tree import walk

SIDES = ("+-", "+", "-")
TITLES = {"+": "part.limit_right", "-": "part.limit_left"}
INFINITE = (sp.oo, -sp.oo, Neg(sp.oo))


@question
def limit(f: Expression, wrt: str | Symbol, to: Expression, side: str = "+-", assume: str | None = None) -> Solution:
    """The limit of a function as its variable tends to a number, or to infinity ("oo", "-oo").

    Args:
        f: LaTeX, plain text or SymPy.
        wrt: the variable.
        to: where it tends.
        side: "+-" from both sides, "+" from the right, "-" from the left.

    Returns:
        A solution whose answer is None where the limits from the two sides differ.

    Raises:
        ReadError, UsageError, NotSupported.

    >>> limit("sin(x)/x", "x", 0).answer
    1
    """
    if side not in SIDES:
        raise UsageError(f"side is one of {', '.join(SIDES)}")
    p = given_problem("limit", f, wrt if isinstance(wrt, str) else [wrt], None, assume)
    if len(p.variables) != 1:
        raise UsageError("a limit is in one variable")
    x = p.variables[0]
    return solve_limit(Problem("limit", Limit(p.body, x, end(to), named(side)), (), p.source, assumptions=p.assumptions, notes=p.notes, originals=p.originals))


def end(a: Any) -> Basic:
    text = str(a).strip().lstrip("+")
    if text in ("oo", "inf", r"\infty", "∞"):
        return sp.oo
    return Neg(sp.oo) if text in ("-oo", "-inf", r"-\infty", "-∞") else value_given(a)


def solve_limit(p: Problem) -> Solution:
    """A problem whose body is a Limit."""
    p = prepared(p)
    goal = p.body
    if not isinstance(goal, Limit):
        raise UsageError("the limit of what?")
    turns = any(head(t) in CORNERS or isinstance(t, Cases) for t in walk(goal.args[0])) and goal.args[2] not in INFINITE
    if goal.args[3].name == "+-":
        if not turns:
            try:
                return whole(p, derive(goal, RULES, None, finish))
            except NotSupported:
                if goal.args[2] in INFINITE:
                    raise
        return both(p, goal)
    return whole(p, derive(goal, RULES, None, finish))


def whole(p: Problem, d: Derivation) -> Solution:
    return concluded(p, [Part(None, d)], Finding, found=((d.goal, d.answer),))


def both(p: Problem, goal: Basic) -> Solution:
    """The limits from the two sides, and what they say together."""
    found = {side: derive(Limit(*goal.args[:3], named(side)), RULES, None, finish) for side in "+-"}
    parts = [Part(Phrase(TITLES[side]), d) for side, d in found.items()]
    right, left = (d.answer for d in found.values())
    if right == left or (right not in INFINITE and left not in INFINITE and same(right, left)):
        d = derive_both(goal, found["+"])
        return concluded(p, [*parts, Part(Phrase("part.limit"), d)], Finding, found=((goal, right),))
    said = {"left": left, "right": right, "to": relation("->", goal.args[1], goal.args[2])}
    return concluded(p, parts, Finding, remarks=(Phrase("limit.differ", said),))
