"""Stationary points of a function of several variables, told apart by its Hessian matrix."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive.checking import enclosure
from symderive.definition import height_at
from symderive.derivation import Derivation, Relation, Step
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.expr import call, free
from symderive.finding import Finding
from symderive.minors import definiteness
from symderive.nodes import D, Gradient, Hessian, Matrix, TupleOf, column, relation
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.solution import Part
from symderive.solve import concluded, swapped
from symderive.tasks import evaluated, hessian
from symderive.tree import substitute
from symderive.written import as_written

ZERO = Integer(0)
MOST = 24                      # stationary points
KINDS = {"positive": "min", "negative": "max", "indefinite": "saddle", "undecided": "undecided"}


@dataclass(frozen=True, eq=False)
class Stationary(Finding):
    """What was found: points as dictionaries {variable: value}, their kinds, and the values of f there."""
    stationary_points: tuple[dict[Any, Any], ...] = ()
    kinds: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()

    @property
    def critical_points(self) -> tuple[dict[Any, Any], ...]:
        """The same under the name it has for one variable."""
        return self.stationary_points

    @property
    def answer(self) -> Any:
        """The points as tuples of their coordinates, each with its kind: "min", "max", "saddle" or "undecided"."""
        return {tuple(p.values()): kind for p, kind in zip(self.stationary_points, self.kinds)}


def of_several(p: Problem) -> Stationary:
    """The points where the gradient is zero: SymPy proposes them, each is confirmed; the Hessian matrix tells their kind.

    Raises:
        NotSupported: where SymPy proposes none that is confirmed, though there may be some, or infinitely many.
    """
    if free(p.body) - set(p.variables):
        raise NotSupported("a function with other letters than its variables is not analysed")
    variables = [x for x in p.variables if isinstance(x, Symbol)]
    known: dict[Basic, Basic] = {}
    parts: list[Part] = []
    for ask in hessian(p):
        d = derive(ask.goal, RULES, known, finish) if ask.same is None else swapped(ask.goal, ask.same, known[ask.same])
        known[ask.goal] = d.answer
        parts.append(Part(ask.title, d, ask.name))
    slopes = [known[D(p.body, x)] for x in variables]
    matrix = next(known[g] for g in known if isinstance(g, Hessian))
    points = [q for q in proposed(slopes, variables) if all(confirmed(e, q) for e in slopes)]
    first = next(k for k, part in enumerate(parts) if isinstance(part.derivation.goal, D) and isinstance(part.derivation.goal.args[0], D))
    name = p.name or Symbol("f")
    if points:
        parts.insert(first, equations(slopes, variables, points, name))
    kinds: list[str] = []
    heights: list[Basic | None] = []
    remarks: list[Phrase] = []
    for q in points:
        at = tuple(relation("=", x, q[x]) for x in variables)
        goal = evaluated(Hessian(p.body, column(*variables)), q)
        d = derive(goal, RULES, {Hessian(p.body, column(*variables)): matrix}, finish)
        kind, minors = definiteness(d.answer) if isinstance(d.answer, Matrix) else ("undecided", ())
        parts.append(Part(Phrase("part.at", {"at": at}), d, evaluated(Hessian(name, column(*variables)), q)))
        height = value_there(p.body, q)
        kinds.append(KINDS[kind])
        heights.append(height)
        remarks.append(Phrase(f"stationary.{KINDS[kind]}", {"at": TupleOf(*(q[x] for x in variables)), "value": relation("=", call(name.name, *variables), height) if height is not None else ZERO, "minors": minors}))
    if not points:
        remarks.append(Phrase("stationary.none", {"f": Gradient(name, column(*variables))}))
    else:
        remarks.append(Phrase("stationary.proposed"))
    plain = tuple({x.xreplace(dict(p.originals)): sympy_value(q[x]) for x in variables} for q in points)
    return concluded(p, parts, Stationary, remarks=tuple(remarks), stationary_points=plain, kinds=tuple(kinds),
                     values=tuple(None if h is None else sympy_value(h) for h in heights))


def sympy_value(e: Basic) -> Any:
    return e.doit() if hasattr(e, "doit") else e


def proposed(slopes: Sequence[Basic], variables: Sequence[Symbol]) -> Iterator[dict[Basic, Basic]]:
    """Real solutions of all slopes being zero, as SymPy proposes them."""
    real = {x: sp.Symbol(x.name, real=True) for x in variables}
    back = {r: x for x, r in real.items()}
    found: Any = []
    with suppress(NotImplementedError, ValueError, TypeError, RecursionError):
        found = sp.solve([sympy_value(e).xreplace(real) for e in slopes], list(real.values()), dict=True)
    if len(found) > MOST:
        raise NotSupported(f"there are more than {MOST} stationary points")
    for one in found:
        if set(one) != set(back) or any(v.free_symbols for v in one.values()):
            raise NotSupported("the stationary points are not isolated, or not all found")
        if all(v.is_real for v in one.values()):
            yield {back[r]: short(as_written(v)) for r, v in one.items()}


def short(e: Basic) -> Basic:
    steps = finish(e)
    return steps[-1].after if steps else e


def confirmed(e: Basic, q: dict[Basic, Basic]) -> bool:
    """Is it zero there, to 2000 bits?"""
    v = enclosure(substitute(e, q), {}, 2_048)
    return v is not None and bool(v.contains(0)) and float(v.rad()) < 1e-300


def equations(slopes: Sequence[Basic], variables: Sequence[Symbol], points: Sequence[dict[Basic, Basic]], name: Symbol) -> Part:
    """The gradient at each point, which is zero."""
    q = points[0]
    goal = evaluated(column(*slopes), q)
    put = substitute(column(*slopes), q)
    zero = column(*[ZERO] * len(slopes))
    said = tuple(TupleOf(*(q[x] for x in variables)) for q in points)
    finishing = (Step(put, Relation.EQ, zero, "exact.values"),) if put != zero else ()
    d = Derivation(goal, {goal: Step(goal, Relation.EQ, put, "at.put_in")}, finishing)
    title = Phrase("part.stationary", {"f": Gradient(name, column(*variables))})
    others = (Phrase("stationary.points", {"x": said}),) if len(points) > 1 else ()
    return Part(title, d, evaluated(Gradient(name, column(*variables)), q), others)


def value_there(f: Basic, q: dict[Basic, Basic]) -> Basic | None:
    """f at the point."""
    (x, a), *others = q.items()
    inner = f
    for y, b in others:
        inner = substitute(inner, {y: b})
    return height_at(inner, x, a)


