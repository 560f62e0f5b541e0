"""A function near a point: the rate in a direction, the differential, the tangent line or plane, the Taylor polynomial."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations_with_replacement
from math import factorial, prod

from sympy import Basic, Integer, Symbol

from symderive.ask import Expression, Point, given_problem, value_given
from symderive.asked import question
from symderive.derivation import Derivation, Relation, Step
from symderive.driver import derive
from symderive.errors import NotSupported, UsageError
from symderive.expr import Neg, Over, Power, call, plus, times
from symderive.finding import Finding
from symderive.nodes import D, column, relation
from symderive.number import value
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.rules.forms import factored, terms
from symderive.rules.polynomials import multiplied_out
from symderive.rules.tidy import tidy
from symderive.solution import Part, Solution
from symderive.solve import concluded, prepared
from symderive.tasks import evaluated, partial_title, tower

ZERO, ONE = Integer(0), Integer(1)
MOST_ORDERS, MOST_ORDERS_OF_MANY = 20, 4


@question
def directional(f: Expression, wrt: Iterable[str | Symbol] | str, direction: Sequence[Expression], at: Point = None, assume: str | None = None) -> Solution:
    """The derivative in a direction: the rate at which f grows along the unit vector of that direction.

    Args:
        f: LaTeX, plain text or SymPy.
        wrt: the variables.
        direction: a component for each variable, not all zero; it need not have length 1.
        at: the point, as {"x": 1, "y": 2}.
        assume: conditions on the letters.

    Raises:
        ReadError, UsageError, NotSupported.

    >>> directional("x^2*y", ["x", "y"], direction=[3, 4], at={"x": 1, "y": 2}).answer
    16/5
    """
    p = given_problem("directional", f, wrt, at, assume)
    if isinstance(direction, str):
        direction = [part.strip() for part in direction.strip("()[] ").split(",")]
    return solve_directional(replace(p, along=tuple(value_given(c) for c in direction)))


@question
def differential(f: Expression, wrt: Iterable[str | Symbol] | str, at: Point = None, assume: str | None = None) -> Solution:
    """The total differential: the partial derivatives, each times the change of its variable.

    >>> differential("x^2*y", ["x", "y"]).answer
    {x: 2*x*y, y: x**2}
    """
    return solve_differential(given_problem("differential", f, wrt, at, assume))


@question
def tangent(f: Expression, wrt: str | Symbol | Iterable[str | Symbol], at: Point, assume: str | None = None) -> Solution:
    """The tangent line of a graph at a point, or for two variables the tangent plane: its right-hand side.

    >>> tangent("x^2", "x", at=3).answer
    6*x - 9
    """
    return solve_tangent(given_problem("tangent", f, wrt, at, assume))


@question
def taylor(f: Expression, wrt: str | Symbol | Iterable[str | Symbol], at: Point = 0, order: int = 2, assume: str | None = None) -> Solution:
    """The Taylor polynomial of an order at a point.

    Args:
        order: from 1; for several variables 1 (linear) or more, at most 4.

    >>> taylor("exp(x)", "x", at=0, order=3).answer
    x**3/6 + x**2/2 + x + 1
    """
    if not isinstance(order, int) or not 1 <= order <= MOST_ORDERS:
        raise UsageError(f"the order is a whole number from 1 to {MOST_ORDERS}, not {order!r}")
    return solve_taylor(replace(given_problem("taylor", f, wrt, at, assume), order=order))


# ---- derivations that are made here, whole expressions one after the other

def written_out(goal: Basic, *lines: tuple[str, Basic]) -> Derivation:
    """A goal, and what it comes to line by line, each with its rule."""
    (first, after), *others = lines
    steps, last = [], after
    for rule, e in others:
        if e != last:
            steps.append(Step(last, Relation.EQ, e, rule))
            last = e
    return Derivation(goal, {goal: Step(goal, Relation.EQ, after, first)}, tuple(steps))


def completed(goal: Basic, rule: str, after: Basic) -> Derivation:
    """A goal, its first step, and the final form of what that gives."""
    d = Derivation(goal, {goal: Step(goal, Relation.EQ, after, rule)})
    return d.finished(finish(after))


def partial_parts(p: Problem) -> tuple[list[Part], dict[Basic, Basic]]:
    """The first derivatives, one part each; what is known from them."""
    known: dict[Basic, Basic] = {}
    parts = []
    for x in p.variables:
        goal = D(p.body, x)
        d = derive(goal, RULES, known, finish)
        known[goal] = d.answer
        title = partial_title(p, x) if len(p.variables) > 1 else Phrase("part.derivative", {"x": x})
        parts.append(Part(title, d, D(named(p), x)))
    return parts, known


def values_at(p: Problem, goals: Sequence[tuple[Basic, Basic]], known: dict[Basic, Basic]) -> list[Part]:
    """The values of goals at the point: pairs of a goal and what to call it."""
    parts = []
    for goal, name in goals:
        whole = evaluated(goal, p.at)
        if whole in known:
            continue
        d = derive(whole, RULES, {g: e for g, e in known.items() if g == goal}, finish)
        known[whole] = d.answer
        parts.append(Part(None, d, evaluated(name, p.at) if goal != p.body else call(named(p).name, *p.at.values())))
    if parts:
        parts[0] = replace(parts[0], title=Phrase("part.at", {"at": point(p)}))
    return parts


def point(p: Problem) -> tuple[Basic, ...]:
    return tuple(relation("=", x, a) for x, a in p.at.items())


def named(p: Problem) -> Basic:
    return p.name if p.name is not None else Symbol("f")


def letter(p: Problem, wanted: str) -> Symbol:
    """A name for a result that no symbol of the problem has."""
    taken = {getattr(x, "name", "") for x in p.symbols}
    return Symbol(next(c for c in (*wanted, "yzwuv") if c not in taken))


# ---- the rate in a direction

def solve_directional(p: Problem) -> Solution:
    """Partial derivatives, their values, the unit vector, and the sum of their products."""
    p = prepared(p)
    if len(p.along) != len(p.variables):
        raise UsageError(f"the direction needs {len(p.variables)} components, not {len(p.along)}")
    if all(value(c) == 0 for c in p.along):
        raise UsageError("the zero vector has no direction")
    parts, known = partial_parts(p)
    goals = [D(p.body, x) for x in p.variables]
    if p.at:
        parts += values_at(p, [(g, D(named(p), x)) for g, x in zip(goals, p.variables)], known)
    unit = unit_vector(p)
    parts.append(unit)
    components = unit.derivation.answer.args[2:]
    rates = [evaluated(g, p.at) for g in goals] if p.at else goals
    goal = plus(*(times(r, c) for r, c in zip(rates, components)))
    after = plus(*(times(known[r], c) for r, c in zip(rates, components)))
    name = evaluated(times(Symbol("D_u"), named(p)), p.at)
    parts.append(Part(Phrase("part.directional"), completed(goal, "directional.sum", after), name))
    return concluded(p, parts, Finding, found=((None, parts[-1].derivation.answer),))


def unit_vector(p: Problem) -> Part:
    """The direction, divided by its length."""
    v = column(*p.along)
    length = call("sqrt", plus(*(Power(c, Integer(2)) for c in p.along)))
    goal = Over(v, call("norm", v))
    short = tidy(finished(length))
    unit = column(*(tidy(finished(Over(c, short))) for c in p.along))
    lines = [("directional.unit", Over(v, length)), ("exact.values", Over(v, short)), ("directional.divide", unit)]
    return Part(Phrase("part.unit"), written_out(goal, *lines), Symbol("u"))


def finished(e: Basic) -> Basic:
    steps = finish(e)
    return steps[-1].after if steps else e


# ---- the differential

def solve_differential(p: Problem) -> Solution:
    """df = f_x dx + f_y dy."""
    p = prepared(p)
    parts, known = partial_parts(p)
    goals = [D(p.body, x) for x in p.variables]
    if p.at:
        parts += values_at(p, [(g, D(named(p), x)) for g, x in zip(goals, p.variables)], known)
    rates = [evaluated(g, p.at) for g in goals] if p.at else goals
    changes = [Symbol(f"d{x.name}") for x in p.variables]
    goal = plus(*(times(r, dx) for r, dx in zip(rates, changes)))
    after = tidy(plus(*(times(known[r], dx) for r, dx in zip(rates, changes))))
    d = written_out(goal, ("differential.sum", after))
    name = Symbol(f"d{named(p).name}")
    parts.append(Part(Phrase("part.differential"), d, name))
    return concluded(p, parts, Finding, found=((name, after),), items=tuple((x, known[r]) for x, r in zip(p.variables, rates)))


# ---- tangent line and plane

def solve_tangent(p: Problem) -> Solution:
    """The value, the slopes, and the line or plane through the point with these slopes."""
    p = prepared(p)
    if not p.at:
        raise UsageError("say where the tangent touches, as at=2")
    if len(p.variables) > 2:
        raise NotSupported("a tangent is drawn for one variable or two; taylor(..., order=1) takes more")
    parts, known = partial_parts(p)
    parts += values_at(p, [(p.body, named(p)), *((D(p.body, x), D(named(p), x)) for x in p.variables)], known)
    goal, after = polynomial(p, known, 1)
    lines = [("tangent.line" if len(p.variables) == 1 else "tangent.plane", after)]
    out = multiplied_out(after, p.variables) if all(value(a) is not None for a in p.at.values()) else None
    short = tidy(after) if out is None else out
    d = written_out(goal, *lines, ("collect.expand" if out is not None else "tidy.up", short))
    name = letter(p, "y" if len(p.variables) == 1 else "z")
    parts.append(Part(Phrase("part.tangent_line" if len(p.variables) == 1 else "part.tangent_plane"), d, name))
    return concluded(p, parts, Finding, found=((name, d.answer),))


def polynomial(p: Problem, known: dict[Basic, Basic], order: int) -> tuple[Basic, Basic]:
    """The Taylor polynomial: as a goal in derivatives at the point, and with their values put in."""
    goal, after = [], []
    for done in orders(p.variables, order):
        g = evaluated(tower(p.body, done), p.at)
        count = prod(factorial(done.count(x)) for x in dict.fromkeys(done))
        steps = [power(tidy(plus(x, Neg(p.at[x]))), done.count(x)) for x in dict.fromkeys(done)]
        goal.append(scaled(g, steps, count))
        after.append(scaled(known[g], steps, count))
    return plus(*goal), plus(*after)


def orders(variables: Sequence[Basic], most: int) -> Iterator[tuple[Basic, ...]]:
    """In which variables to differentiate, up to an order."""
    for n in range(most + 1):
        yield from combinations_with_replacement(variables, n)


def power(e: Basic, n: int) -> Basic:
    return e if n == 1 else Power(e, Integer(n))


def scaled(c: Basic, steps: list[Basic], count: int) -> Basic:
    return times(c if count == 1 else Over(c, Integer(count)), *steps)


# ---- the Taylor polynomial

def solve_taylor(p: Problem) -> Solution:
    """All derivatives up to the order, their values at the point, and the polynomial."""
    p = prepared(p)
    if len(p.variables) > 1 and p.order > MOST_ORDERS_OF_MANY:
        raise NotSupported(f"for several variables, an order of at most {MOST_ORDERS_OF_MANY}")
    known: dict[Basic, Basic] = {}
    parts: list[Part] = []
    wanted = list(orders(p.variables, p.order))
    for done in wanted[1:]:
        goal = tower(p.body, done)
        d = derive(goal, RULES, known, finish)
        known[goal] = d.answer
        title = Phrase("part.order", {"n": Integer(len(done)), "x": done[-1]}) if len(p.variables) == 1 else Phrase("part.orders", {"x": done})
        parts.append(Part(title, d, tower(named(p), done)))
    parts += values_at(p, [(tower(p.body, done), tower(named(p), done)) for done in wanted], known)
    goal, after = polynomial(p, known, p.order)
    d = completed_polynomial(goal, after)
    name = Symbol(f"T_{p.order}")
    parts.append(Part(Phrase("part.taylor", {"n": Integer(p.order)}), d, name))
    return concluded(p, parts, Finding, found=((name, d.answer),))


def completed_polynomial(goal: Basic, after: Basic) -> Derivation:
    """The polynomial with its coefficients tidied; the powers of x - a stay as they are."""
    short = plus(*(t for t in map(tidy, terms(after)) if t != ZERO))
    return written_out(goal, ("taylor.polynomial", after), ("tidy.up", short), ("collect.factors", plus(*map(factored, terms(short)))))



