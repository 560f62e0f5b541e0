"""A small solution made by hand, so that the formats are tested without anything that derives."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pytest
from sympy import Integer, Symbol

from symderive.derivation import Derivation, Relation, Status, Step, Verdict
from symderive.expr import Neg, Power, plus, times
from symderive.nodes import Evaluated
from symderive.page import Branch, Page, Reason, Row, Section
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.reading.law import read_law

PROVED = Verdict(Status.PROVED, 12, 2048, 7, Fraction(1, 2**97), reason="certificate")
X, Y, U = Symbol("x"), Symbol("y"), Symbol("u")


@dataclass(frozen=True)
class Part:
    title: Phrase | None
    derivation: Derivation


@dataclass(frozen=True)
class Solution:
    problem: Problem
    parts: tuple[Part, ...]
    answer: Any
    verdict: Verdict
    chain: Page
    tree: Page
    provisos: tuple[Any, ...] = ()
    notes: tuple[Phrase, ...] = field(default=())
    asked: Any = None

    def page(self, detail: str = "normal", view: str = "chain") -> Page:
        return self.tree if view == "tree" else self.chain


def step(before: str, after: str, rule: str, **fields: Any) -> Step:
    return Step(read_law(before), Relation.EQ, read_law(after), rule, verdict=PROVED, **fields)


def made(verdict: Verdict = PROVED, f: Any = None) -> Solution:
    """d/dx [x sin x^2], derived by the product rule and the chain rule."""
    body = read_law("x*sin(x^2)") if f is None else f
    steps = [
        step("D(x, x)", "1", "diff.variable"),
        step("D(x^2, x)", "2*x", "diff.power"),
        step("D(sin(x^2), x)", "cos(x^2)*D(x^2, x)", "diff.sin"),
        step("D(x*sin(x^2), x)", "D(x, x)*sin(x^2) + x*D(sin(x^2), x)", "diff.product"),
    ]
    finish = (step("1*sin(x^2) + x*(cos(x^2)*(2*x))", "sin(x^2) + 2*x^2*cos(x^2)", "collect.factors", provisos=(read_law("x != 0"),)),)
    d = Derivation(steps[-1].before, {s.before: s for s in steps}, finish)
    again = Derivation(steps[1].before, {s.before: s for s in steps[1:2]})
    rows = (
        Row(Relation.EQ, steps[-1].after, (Reason("diff.product"),), verdict),
        Row(Relation.EQ, read_law("sin(x^2) + x*(cos(x^2)*(2*x))"), (Reason("diff.power"), Reason("diff.sin", ((U, read_law("x^2")),), chain=True, named=False)), verdict),
        Row(Relation.EQ, finish[0].after, (Reason("collect.factors"),), verdict),
    )
    power = Branch(steps[1], Reason("diff.power"))
    branches = (Branch(steps[3], Reason("diff.product"), (
        Branch(steps[0], Reason("diff.variable")), Branch(steps[2], Reason("diff.sin", ((U, read_law("x^2")),), chain=True, named=True), (power, replace(power, again=True)))),
    ), Branch(finish[0], Reason("collect.factors")))
    notes = (Phrase("note.variable_absent", {"x": Y}),)
    page = Page(
        Phrase("task.derivative", {"f": body, "x": (X,)}), Evaluated(d.goal, X, Integer(1)),
        (Section(Phrase("part.partial", {"x": X, "held": (Y,)}), d.goal, rows=rows, after=(Phrase("gradient.steepest", {"rate": Integer(3)}),)),),
        ((None, d.answer, None),), verdict, Phrase("summary.proved", {"count": 5, "total": 5, "error": Power(Integer(2), Neg(Integer(96)))}) if verdict else Phrase("summary.refuted", {"count": 1, "total": 5}),
        (read_law("x != 0"),), notes,
    )
    tree = replace(page, sections=(replace(page.sections[0], rows=(), tree=branches),))
    problem = Problem("derivative", body, (X,), "x sin(x^2)", at={X: Integer(1)})
    parts = (Part(Phrase("part.derivative", {"x": X}), again), Part(None, d))
    return Solution(problem, parts, d.answer.doit(), verdict, page, tree, page.provisos, notes)


@pytest.fixture
def solution() -> Solution:
    return made()


@pytest.fixture
def refuted() -> Solution:
    return made(Verdict(Status.REFUTED, 1, 256, 7, witness={"at": {"x": "3/2"}, "left": "1", "right": "2"}))


@pytest.fixture
def hostile() -> Solution:
    """Names that would be commands, markup or escapes if they were not escaped."""
    return made(f=plus(Symbol(r"}\input{secret}$x$"), times(Symbol("\x1b[31m<script>"), Symbol("a*_b_*|`"))))


@pytest.fixture
def wide() -> Solution:
    """A line far longer than a page."""
    s = made()
    e = plus(*(times(Symbol(f"a_{k}"), read_law(f"sin({k}*x)")) for k in range(2, 40)))
    section = s.chain.sections[0]
    rows = (Row(Relation.EQ, e, (Reason("diff.sum"),), PROVED), *section.rows)
    return replace(s, chain=replace(s.chain, sections=(replace(section, rows=rows * 9),), answer=((Symbol("f"), e, None), (None, e, Integer(2)))))
