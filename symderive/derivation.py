"""The one data structure: a derivation is a table of steps, each goal derived once, premises first."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any

from sympy import Basic

from symderive.expr import Inert
from symderive.tree import goals, nested, substitute

MANY = 1_000               # steps; beyond, values are nested as they come: making wide sums and products flat at each level would cost the square


class Relation(Enum):
    """How the two sides of a step are related."""
    EQ = "="
    IFF = "<=>"
    IMPLIES = "=>"
    LE = "<="
    GE = ">="


class Status(Enum):
    """What the checker found. Better first."""
    PROVED = "proved"
    VERIFIED = "verified"
    UNDECIDED = "undecided"
    REFUTED = "refuted"


@dataclass(frozen=True)
class Verdict:
    """The checker's word on one claim.

    points   how many points were compared and agreed
    bits     the highest precision used
    seed     from which the points were drawn: the same problem gives the same points
    error    PROVED: bound on the probability of error; 0 when exact
    witness  REFUTED: the point, and both values there as enclosures: {"at": {...}, "left": ..., "right": ...}
    reason   UNDECIDED: why; PROVED: by which method
    """
    status: Status
    points: int = 0
    bits: int = 0
    seed: int = 0
    error: Fraction | None = None
    witness: Mapping[str, Any] | None = None
    reason: str = ""

    def __bool__(self) -> bool:
        """Does the claim hold, as far as anyone can tell?"""
        return self.status in (Status.PROVED, Status.VERIFIED)


@dataclass(frozen=True, eq=False)
class Step:
    """`before` R `after`, by a rule; `letters` says what the letters of its law stand for. `on` is an equation under which alone it holds."""
    before: Basic
    relation: Relation
    after: Basic
    rule: str
    letters: Mapping[Any, Any] = field(default_factory=dict)
    provisos: tuple[Basic, ...] = ()
    verdict: Verdict | None = None
    on: Basic | None = None

    @cached_property
    def premises(self) -> tuple[Inert, ...]:
        """The goals still open on the right."""
        return tuple(goals(self.after))


@dataclass(frozen=True)
class Equal:
    """A further claim that a part of a solution makes, beside its steps: the two are equal where the conditions and the equation `on` hold."""
    left: Basic
    right: Basic
    when: tuple[Basic, ...] = ()
    on: Basic | None = None


class Disjoint(ValueError):
    """The steps of a derivation do not join."""


@dataclass(frozen=True, eq=False)
class Derivation:
    """`steps[g].before` is g. The table is flat, so a goal met twice is derived once, and depth costs nothing.

    `finish` leads from the value of the goal to the form that is the answer: whole expressions, one after the other.
    """
    goal: Basic
    steps: Mapping[Basic, Step]
    finish: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        """Premises first; nothing missing; the finish joins on."""
        seen: set[Basic] = set()
        for goal, step in self.steps.items():
            if step.before is not goal and step.before != goal:
                raise Disjoint(f"the step filed under {goal} derives {step.before}")
            if not seen.issuperset(step.premises):
                raise Disjoint(f"a premise of {goal} is not derived before it")
            seen.add(goal)
        if self.goal not in seen:
            raise Disjoint(f"the goal {self.goal} is not derived")
        if self.finish:
            self._joins(self.value)

    def _joins(self, last: Basic) -> None:
        """Each finishing step begins where the one before ended."""
        for step in self.finish:
            if step.before != last:
                raise Disjoint(f"{step.rule} begins at {step.before}, not at {last}")
            last = step.after

    @cached_property
    def values(self) -> Mapping[Basic, Basic]:
        """What each goal came to: its step's right side with the premises' values put in."""
        put_in = substitute if len(self.steps) < MANY else nested
        known: dict[Basic, Basic] = {}
        for goal, step in self.steps.items():
            known[goal] = put_in(step.after, {p: known[p] for p in step.premises}) if step.premises else step.after
        return known

    def finished(self, finish: tuple[Step, ...]) -> Derivation:
        """The same derivation, led on to its final form."""
        after = Derivation.__new__(Derivation)
        after.__dict__.update(goal=self.goal, steps=self.steps, values=self.values, finish=finish)
        after._joins(self.value)
        return after

    @property
    def value(self) -> Basic:
        """What the goal came to, before it is brought into its final form."""
        return self.values[self.goal]

    @property
    def answer(self) -> Basic:
        """What the goal came to, in its final form."""
        return self.finish[-1].after if self.finish else self.value

    @property
    def on(self) -> Basic | None:
        """The equation that one of its steps uses."""
        return next((s.on for s in self.finish if s.on is not None), None)

    def all_steps(self) -> Iterator[Step]:
        """The steps of the table, premises first, then those of the finish."""
        yield from self.steps.values()
        yield from self.finish
