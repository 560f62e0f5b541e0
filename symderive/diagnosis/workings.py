"""Our own way to an answer as one graph: every goal with its step, every line, and the answer with a hole where a goal stood."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sympy import Basic, Dummy, Integer

from symderive.derivation import Derivation, Step
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.expr import Inert, Neg, Over, Plus, free, is_open, plus, times
from symderive.lines import chain
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.tasks import inner
from symderive.tree import fold, goals, rebuild, substitute, walk

HOLE = Dummy("hole")
PAIR = 2                         # terms that are brought to one denominator


@dataclass(frozen=True)
class Line:
    """An expression that equals a goal, where a slip may have been made."""
    goal: Basic
    expression: Basic


class Workings:
    """What a learner may have gone through on the way to the answer.

    root    the goal of the whole
    steps   goal -> its step, premises first, over all parts
    given   what the problem gives: the function that is differentiated
    """

    def __init__(self, root: Basic, derivations: Sequence[Derivation], given: Iterable[Basic] = ()) -> None:
        self.root, self.given = root, tuple(given)
        self.derivations = tuple(derivations)
        self.steps: dict[Basic, Step] = {}
        self.values: dict[Basic, Basic] = {}
        for d in derivations:
            for goal, step in d.steps.items():
                if goal not in self.steps:
                    self.steps[goal], self.values[goal] = step, d.values[goal]
        self._contexts: dict[Basic, Basic | None] = {}
        self.believed: dict[Any, dict[Basic, Basic]] = {}          # what each goal comes to for one who believes in a wrong law

    @staticmethod
    def of(e: Basic) -> Workings:
        """The way to the value of one expression; what stands in it and cannot be derived is left as it is."""
        found: list[Derivation] = []
        known: dict[Basic, Basic] = {}
        for g in (inner(e) if is_open(e) else ()):
            try:
                d = derive(g, RULES, known, finish)
            except NotSupported:
                continue
            known[g] = d.answer
            found.append(d)
        return Workings(e, found, [a for d in found for a in d.goal.args[:1]])

    # ---- where a goal stands

    def changed(self, values: dict[Basic, Basic]) -> Basic:
        """What the whole comes to if some goals come to other values; the other goals come to what they should."""
        new = dict(values)
        for goal, step in self.steps.items():
            if goal in new:
                continue
            if any(p in new for p in step.premises):
                new[goal] = substitute(step.after, {p: new.get(p, self.values[p]) for p in step.premises})
            elif step.rule == "known.inside":
                inside = {g: new[g] for a in goal.args for g in goals(a) if g in new}
                if inside:
                    new[goal] = goal.func(*(substitute(a, inside) for a in goal.args))
        if self.root in new:
            return new[self.root]
        return substitute(self.root, {g: new[g] for g in goals(self.root) if g in new})

    def whole(self, goal: Basic, after: Basic) -> Basic | None:
        """What the whole comes to if this goal comes to `after`; None if the answer does not hang on it."""
        if goal is self.root:
            return after
        if goal not in self._contexts:
            context = self.changed({goal: HOLE})
            self._contexts[goal] = context if HOLE in free(context) else None
        there = self._contexts[goal]
        return None if there is None else filled(there, after)

    def counts(self, goal: Basic) -> bool:
        """Does the whole hang on this goal?"""
        return goal is self.root or self.whole(goal, HOLE) is not None

    def part(self, root: Basic) -> Workings:
        """The same way, to a part of the answer."""
        found = Workings(root, (), self.given)
        found.derivations, found.steps, found.values, found.believed = self.derivations, self.steps, self.values, self.believed
        found.__dict__["lines"] = (Line(root, root), *self.lines)
        return found

    # ---- where a slip may have been made

    @cached_property
    def told(self) -> frozenset[Basic]:
        """All parts of what the problem gives."""
        return frozenset(node for e in (*self.given, self.root) for node in walk(e))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the blackboard of every part, and the forms on the way to its answer, each once."""
        return tuple(dict.fromkeys(self._lines()))

    def _lines(self) -> Iterator[Line]:
        yield Line(self.root, self.root)
        if not is_open(self.root):
            yield from (Line(self.root, e) for e in over_one_denominator(self.root))
        for d in self.derivations:
            yield Line(d.goal, d.goal)
            for line in chain(d, RULES, "full"):
                yield Line(d.goal, line.after)
            for step in d.finish:
                yield Line(d.goal, step.before)


def filled(context: Basic, after: Basic) -> Basic:
    """The context with an expression in its hole."""
    found: Basic = fold(context, rebuild, lambda e: after if e is HOLE else e, lambda e: isinstance(e, Inert) and HOLE in free(e))
    return found


def over_one_denominator(e: Basic) -> Iterator[Basic]:
    """The expression with the fractions of one of its sums brought to a common denominator: a learner does not write that line, and makes slips in it."""
    for node in walk(e):
        if isinstance(node, Plus) and len(node.args) == PAIR:
            signed = [(isinstance(t, Neg), t.args[0] if isinstance(t, Neg) else t) for t in node.args]
            above, below = zip(*((t.args if isinstance(t, Over) else (t, Integer(1))) for _, t in signed))
            if any(isinstance(t, Over) for _, t in signed):
                crossed = [times(*(f for f in (u, v) if f != 1)) for u, v in zip(above, reversed(below))]
                terms = [Neg(t) if minus else t for (minus, _), t in zip(signed, crossed)]
                yield substitute(e, {node: Over(plus(*terms), times(*(f for f in below if f != 1)))})
