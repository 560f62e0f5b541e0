"""From what a wrong statement may have been made: its head, the line before, the conditions that were being solved, our own score and estimator."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sympy import Basic, Integer, Symbol

from symderive.comparison.heads import RANDOM
from symderive.diagnosis import Workings
from symderive.errors import NotSupported
from symderive.expr import Call, Neg, call, free, plus
from symderive.homework import sets
from symderive.homework.asked import Asked
from symderive.homework.context import NAME, Context, plain
from symderive.homework.meaning import Meaning
from symderive.homework.state import Judged, State
from symderive.likelihood.facts import Facts
from symderive.likelihood.isolating import NotIsolated, isolate
from symderive.likelihood.model import Range
from symderive.likelihood.stationary import differentiated
from symderive.nodes import And, D, Limit, Or, Rel, relation
from symderive.tree import substitute, walk

CONDITION = (Rel, And, Or)
STEPS = ("<=>", "=>")
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(frozen=True)
class Before:
    """What is known where a line begins.

    world       what is true
    head, last  of the value before: what it is of, and its last form
    conditions  that were being solved, the last one first
    """
    asked: Asked
    world: Context
    head: Basic | None = None
    last: Basic | None = None
    conditions: tuple[Basic, ...] = ()

    def plain(self, e: Basic) -> Basic:
        return plain(e, self.world, self.asked.variable)

    @staticmethod
    def of(state: State) -> Before:
        return Before(state.asked, state.truth, state.head, state.last, tuple(dict.fromkeys(c for c in (state.current, state.posed) if c is not None)))


def sources(before: Before, wrong: Judged) -> Iterator[tuple[Workings, Basic]]:
    """(our own way, what was written for its end), the likeliest first.

    Raises:
        SymderiveError, ShapeError, ValueError: at the next one, where one of them has no meaning.
    """
    c = _said(before, wrong)
    if wrong.kind == "estimator":
        yield from _estimators(before, wrong)
    if before.world.relation is not None and isinstance(c, Rel) and c.args[0].name == "=":
        yield from _differentiated(before, c)
    for source, made in _values(before, wrong):
        yield from _read(before.world, source, made)
    if isinstance(c, Rel) and c.args[0].name in STEPS:                       # A <=> B: made of A
        yield from _conditioned(before.world, c.args[1], c.args[2])
    elif isinstance(c, CONDITION):
        for source in _conditions(before, c):
            yield from _conditioned(before.world, source, c)


def _said(before: Before, wrong: Judged) -> Basic | None:
    """What the statement says, in names."""
    reading = wrong.statement.reading
    return before.plain(reading.expr) if reading is not None and not wrong.statement.says else None


# ---- values

def _values(before: Before, wrong: Judged) -> Iterator[tuple[Basic, Basic]]:
    """The head and each member that differs from it; the member before; the line before."""
    links = [(k.left, k.right) for k in wrong.links if k.truth.holds is False and k.left is not None and k.right is not None and not isinstance(k.left, CONDITION)]
    yield from sorted(links, key=lambda link: (not (isinstance(link[0], Limit) and isinstance(link[1], Limit)), not _has_derivative(link[0])))
    for left, right in links:
        if before.last is not None and before.head is not None and left == before.head and before.last != left:
            yield before.last, right


def _has_derivative(e: Basic) -> bool:
    return any(isinstance(t, D) for t in walk(e))


def _read(world: Context, source: Basic, made: Basic) -> Iterator[tuple[Workings, Basic]]:
    """With the names in which it is written left as they are; then with every name put in. Moments stand for themselves first."""
    if any(isinstance(t, Call) and t.args[0].name in RANDOM for e in (source, made) for t in walk(e)):
        yield Workings.of(source), made
    if isinstance(source, Limit) and isinstance(made, Limit) and source.args[1:] == made.args[1:]:
        yield Workings.of(Meaning(world)(source.args[0], frozenset(source.args[1:2]))), made.args[0]
    for x, forms in world.rewritten.items():           # as the learner wrote it last
        if x in free(source):
            own = Meaning(world.define(x, forms[0].body, forms[0].parameters))
            yield Workings.of(own(source)), own(made)
    meaning = Meaning(world)
    kept = frozenset(x for x in free(made) | _moving(source) if isinstance(x, NAME) and x in world.names) - {source}
    if kept:
        yield Workings.of(meaning(source, kept)), meaning(made, kept)
    yield Workings.of(meaning(source)), meaning(made)


def _moving(e: Basic) -> frozenset[Basic]:
    """The letters in which something is differentiated."""
    return frozenset(t.args[1] for t in walk(e) if isinstance(t, D))


# ---- conditions

def _conditions(before: Before, c: Basic) -> Iterator[Basic]:
    """What was to be solved: the line before, the value before set to zero, the condition of the problem with the sign that is written, our own score."""
    yield from before.conditions
    if before.last is not None and not isinstance(before.last, CONDITION):
        yield from (relation(sign, before.last, Integer(0)) for sign in _signs(c))
    goal = before.asked.condition
    if goal is not None and before.asked.unknown is not None:
        yield goal
        slope = goal.args[1]
        yield from (relation(sign, f, Integer(0)) for f in (slope, D(slope, before.asked.unknown)) for sign in _signs(c))
    if before.asked.objective is not None:
        yield from (sets.score(before.asked.objective, x) for x in before.world.unknowns)


def _signs(c: Basic) -> list[str]:
    found = dict.fromkeys(str(r.args[0].name) for r in walk(c, lambda t: isinstance(t, (And, Or))) if isinstance(r, Rel))
    return list(dict.fromkeys(s for sign in found for s in (sign, TURNED.get(sign, sign))))


def _conditioned(world: Context, source: Basic, c: Basic) -> Iterator[tuple[Workings, Basic]]:
    """As it is written; then with every name put in and the derivatives worked out."""
    meaning = Meaning(world)
    if not _has_derivative(source) and not any(x in world.names for x in free(source)):
        yield Workings.of(source), c
        return
    yield Workings.of(worked_out(meaning(source))), meaning(c)


def worked_out(e: Basic) -> Basic:
    """With every derivative in it in its final form; what cannot be derived stays as it is."""
    own = Workings.of(e)
    return substitute(e, {**own.values, **{d.goal: d.answer for d in own.derivations}})


def _differentiated(before: Before, c: Rel) -> Iterator[tuple[Workings, Basic]]:
    """Both sides of the relation differentiated, with y a function of x: as two sides, and as a difference."""
    r = before.world.relation
    assert r is not None
    x = before.asked.variable or next((t.args[1] for t in walk(c) if isinstance(t, D)), Symbol("x"))
    y = call(str(r.dependent), x)
    sides = [substitute(e, {r.dependent: y}) for e in (plus(r.left, Neg(r.right)), plus(c.args[1], Neg(c.args[2])))]
    yield Workings.of(D(sides[0], x)), sides[1]


# ---- estimators

def _estimators(before: Before, wrong: Judged) -> Iterator[tuple[Workings, Basic]]:
    """Our own estimator; then the equation that was being solved."""
    x, value = wrong.links[0].left, wrong.value
    objective = before.asked.objective
    if not isinstance(x, Symbol) or value is None or objective is None:
        return
    meaning = Meaning(before.world)
    ranges = {y: Range() for y in before.world.unknowns}
    with suppress(NotSupported, NotIsolated):
        score = differentiated(meaning(objective), x).answer
        found = isolate(score, x, Facts(ranges))
        yield Workings.of(found.root), meaning(value)
        for step in found.steps:
            yield Workings.of(step.before), relation("=", x, meaning(value))
    for c in _conditions(before, relation("=", x, value)):
        yield from _conditioned(before.world, c, relation("=", x, value))
