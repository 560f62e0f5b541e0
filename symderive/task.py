"""What a kind of problem is: the parts its solution has, and how they are laid out."""
from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sympy import Basic

from symderive.derivation import Derivation, Equal, Step
from symderive.phrase import Phrase
from symderive.problem import Problem

if TYPE_CHECKING:
    from symderive.page import Section
    from symderive.solution import Part


@dataclass(frozen=True)
class Ask:
    """One part of the work: a goal, its title, what to write for it. Parts asked before are known to those after.

    above       the rule by which a later part refers to this one
    alone       it does not refer to the parts before it
    key         under which its answer stands, where a problem has several answers
    derivation  given where no rule of the table leads to it; else it is derived
    finish      brings its value into the final form, if not as usual
    checks      further claims that must hold: what the part comes to, said in another way
    kind        what it is to the layout of its task
    same        a goal asked before that equals it: a mixed derivative in the other order
    """
    goal: Basic
    title: Phrase | None = None
    name: Basic | None = None
    above: str = "known.above"
    alone: bool = False
    key: str = ""
    derivation: Derivation | None = None
    finish: Callable[[Basic], tuple[Step, ...]] | None = None
    checks: tuple[Equal, ...] = ()
    kind: str = ""
    same: Basic | None = None


Parts: TypeAlias = Iterator[Ask] | Generator[Ask, Derivation, None]


@dataclass(frozen=True)
class Task:
    """A kind of problem.

    parts      the parts that lead to the answer; the last one is it, unless some have keys. A part that needs what another came
               to is told: `d = yield Ask(...)`
    whole      the goal of the whole, for the statement and the answer
    partial    derivatives are written with a round d
    at_point   the value at the point is asked for when the parts are done; else the parts see to it
    restated   a condition met on the way, in the letters of the problem
    shown      what is written for an expression that stands in a line
    sections   how the parts are laid out, if not one after the other: given parts, their sections as usual, the detail
    rounds     the derivatives that are written with a round d, whatever the others are
    names      the letters that stand for functions, beside those that parts are named by
    notes      what is to be said of a problem of this kind beside its solution
    statement  the problem as a sentence, if not in the usual form
    solver     where a problem is more than goals one after the other: the function that solves it, as "local:solve_taylor", loaded
               when it is first needed; "" where it is not
    """
    parts: Callable[[Problem], Parts]
    whole: Callable[[Problem, Basic], Basic]
    partial: bool = False
    at_point: bool = True
    restated: Callable[[Problem, Basic], Basic] = lambda p, condition: condition
    shown: Callable[[Problem, Basic], Basic] = lambda p, e: e
    sections: Callable[[Problem, tuple[Part, ...], tuple[Section, ...], str], Iterator[Section]] | None = None
    rounds: Callable[[Problem], frozenset[Basic]] = lambda p: frozenset()
    names: Callable[[Problem], frozenset[Basic]] = lambda p: frozenset()
    notes: Callable[[Problem], tuple[Phrase, ...]] = lambda p: ()
    statement: Callable[[Problem], Phrase] | None = None
    solver: Callable[[Problem], str] = lambda p: ""
