"""Curves given by a parameter: dy/dx from x(t) and y(t), and higher derivatives."""
from __future__ import annotations

from collections.abc import Generator

from sympy import Basic, Symbol

from symderive.calculus.shorter import finished
from symderive.derivation import Derivation, Equal
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.expr import free
from symderive.nodes import D, Evaluated, Slope, TupleOf, entries, relation
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.task import Ask, Task
from symderive.tree import goals, substitute

MOST_ORDERS = 4


def letters(p: Problem) -> tuple[Symbol, Symbol]:
    """What the coordinates are called: as the problem says; else x and y, or the next letters that mean nothing else."""
    if isinstance(p.name, TupleOf):
        return p.name.args
    taken = {s.name for s in free(p.body) if isinstance(s, Symbol)} | {x.name for x in p.variables if isinstance(x, Symbol)}
    x, y, *_ = [Symbol(c) for c in ("x", "y", "u", "v", "w", "z", "x_1", "y_1") if c not in taken]
    return x, y


def parts(p: Problem) -> Generator[Ask, Derivation, None]:
    """Both derivatives in the parameter, their quotient; for each higher derivative, the same with the one before in place of y."""
    (x, y), (u, v), t = letters(p), entries(p.body), p.variables[0]
    if len(p.variables) > MOST_ORDERS:
        raise NotSupported(f"derivatives of curves are worked out to the order {MOST_ORDERS}")
    yield derivative(x, u, t)
    yield derivative(y, v, t)
    goal, name = Slope(v, u, t), D(y, x)
    first = (yield Ask(goal, Phrase("part.slope"), name, finish=finished)).answer
    for k in range(1, len(p.variables)):
        yield derivative(Symbol(y.name + "'" * k), first, t)
        whole = Slope(goal, u, t)
        goal, name = Slope(first, u, t), D(name, x)
        first = (yield Ask(goal, Phrase("part.slope_again", {"f": name}), name, finish=finished, checks=(Equal(whole, goal),))).answer
    for z, a in p.at.items():
        yield Ask(Evaluated(goal, z, a), Phrase("part.at", {"at": (relation("=", z, a),)}), Evaluated(name, z, a))


def derivative(x: Symbol, u: Basic, t: Basic) -> Ask:
    return Ask(D(u, t), Phrase("part.derivative_of", {"f": relation("=", x, u), "x": t}), D(x, t), above="slope.put_in", alone=True)


def restated(p: Problem, condition: Basic) -> Basic:
    """A condition on a derivative, with the derivative worked out."""
    return substitute(condition, {g: derive(g, RULES, finish=finish).answer for g in goals(condition)})


def statement(p: Problem) -> Phrase:
    (x, y), (u, v) = letters(p), entries(p.body)
    name: Basic = y
    for _ in p.variables:
        name = D(name, x)
    return Phrase("task.parametric", {"name": name, "x": relation("=", x, u), "y": relation("=", y, v), "t": p.variables[0]})


TASK = Task(parts, lambda p, f: f, at_point=False, restated=restated, statement=statement,
            names=lambda p: frozenset((*letters(p), *(Symbol(letters(p)[1].name + "'" * k) for k in range(1, len(p.variables))))))
