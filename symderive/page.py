"""A solution laid out, before any format or language: what a renderer is given.

Nothing here is prose: a sentence is a Phrase (an id and what fills its places), a rule is named by its id,
and the words come from `lang/`.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from sympy import Basic

from symderive.derivation import Relation, Step, Verdict
from symderive.phrase import Phrase


@dataclass(frozen=True)
class Reason:
    """Why a line follows: the rule's id, and the letters worth naming, as ((u, x^2),).

    `chain` says that the chain rule spoke ("chain rule, u = x^2"); `named` that the rule's own title is said before it
    ("power rule; chain rule, u = x^2 + 1"). Without `chain`, the title is said, and `where` after it if there is any.
    """
    rule: str
    where: tuple[tuple[Basic, Basic], ...] = ()
    chain: bool = False
    named: bool = True


@dataclass(frozen=True)
class Row:
    """A line on the blackboard: it stands in `relation` to the line above (the first: to the section's goal)."""
    relation: Relation
    after: Basic
    reasons: tuple[Reason, ...] = ()
    verdict: Verdict | None = None
    approximate: str = ""                      # a decimal value to add after the expression, as "3.1677"
    uses: tuple[Basic, ...] = ()               # the goals of earlier sections whose results it takes


@dataclass(frozen=True)
class Branch:
    """The tree view: a step, and under it the derivations of its premises. `again` marks one derived above."""
    step: Step
    reason: Reason
    premises: tuple[Branch, ...] = ()
    again: bool = False


class Figure(Protocol):
    """A picture, drawn in each format as it can be."""
    def text(self) -> str: ...
    def tikz(self) -> str: ...
    def svg(self) -> str: ...


Cell: TypeAlias = Basic | Phrase | str


@dataclass(frozen=True)
class Grid:
    """A table: its heads, and its rows. `verdicts` holds the checker's word on each row that is a claim; `named`: the first column names the rows."""
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    verdicts: tuple[Verdict | None, ...] = ()
    named: bool = False


@dataclass(frozen=True)
class Section:
    """One titled part: what is asked, the lines that lead to its result, and remarks.

    `name` is what to write for the goal on the left of the first line (as a partial derivative of f), if not the goal itself.
    `figure` and `table` stand below its lines.
    `rows` is the chain view, `tree` the tree view; a renderer shows the one that is filled.
    """
    title: Phrase | None
    goal: Basic | None = None
    name: Basic | None = None
    rows: tuple[Row, ...] = ()
    tree: tuple[Branch, ...] = ()
    before: tuple[Phrase, ...] = ()
    after: tuple[Phrase, ...] = ()
    figure: Figure | None = None
    table: Grid | None = None
    partial: bool | None = None                # derivatives with a round d here; None: as on the page


@dataclass(frozen=True)
class Page:
    """A whole solution, laid out.

    problem   the task as a sentence and as mathematics
    answer    equations to display: (left side or None, expression, decimal values or None)
    summary   the verdict on the whole, as a sentence
    provisos  conditions under which the answer holds
    notes     conventions applied, warnings
    partial   derivatives are written with a round d
    rounds    those that are, whatever the others are
    names     the letters that stand for functions, beside those that parts are named by
    remarks   what is said of the answer, or in place of one
    doubts    steps that the checker does not confirm
    """
    problem: Phrase
    statement: Basic | None
    sections: tuple[Section, ...]
    answer: tuple[tuple[Basic | None, Basic, Basic | None], ...]
    verdict: Verdict
    summary: Phrase
    provisos: tuple[Basic, ...] = ()
    notes: tuple[Phrase, ...] = ()
    partial: bool = False
    rounds: frozenset[Basic] = frozenset()
    names: frozenset[Basic] = frozenset()
    doubts: tuple[Step, ...] = ()
    remarks: tuple[Phrase, ...] = ()
