r"""Sets: A \cup B, \{x : x > 0\}, \{1, \dots, n\}, and \forall x."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Basic, Integer, Symbol, oo

from symderive.expr import ONE, Neg, named, shape_of
from symderive.nodes import And, Interval, Not, Rel, TupleOf, column, relation
from symderive.reading import wording
from symderive.sets import Difference, ForAll, Intersection, SuchThat, Union

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader

TOGETHER = {"cup": Union, "cap": Intersection, "setminus": Difference}


def combined(r: Reader, first: Basic, start: int) -> Basic:
    """A with the sets that are joined to it: the sign after it has not been taken. One kind of sign; others need brackets."""
    kind = r.kind
    found = [as_set(first)]
    while r.kind == kind:
        r.take()
        found.append(as_set(r.member()))
    if r.kind in TOGETHER or (kind == "setminus" and len(found) > 2):
        r.fail("which of these comes first?", r"put brackets: (A \cup B) \cap C")
    return r.built(start, TOGETHER[kind], *found)


def as_set(e: Basic) -> Basic:
    """(a, b) among sets is an interval."""
    return Interval(named("()"), *e.args) if isinstance(e, TupleOf) and len(e.args) == 2 else e


def fitting(left: Basic, right: Basic) -> tuple[Basic, Basic]:
    """(a, b) beside a column of as many entries is a column."""
    if isinstance(right, TupleOf) and shape_of(left) == (Integer(len(right.args)), ONE):
        return left, column(*right.args)
    if isinstance(left, TupleOf) and shape_of(right) == (Integer(len(left.args)), ONE):
        return column(*left.args), right
    return left, right


def is_unbounded(e: Basic) -> bool:
    return e is oo or (isinstance(e, Neg) and e.args[0] is oo)


def such_that(r: Reader, found: list[Basic], opener: int) -> Basic:
    """{x : p}, {x in R : p}; the colon, or the bar, has been taken."""
    if len(found) != 1:
        r.fail("one letter is expected before the condition", r"\{x : x > 0\}", r.tokens[opener])
    x = found[0]
    conditions = [r.condition()]
    while r.kind == ",":
        r.take()
        conditions.append(r.condition())
    if isinstance(x, Rel) and x.args[0] == named("in"):
        conditions.insert(0, x)
        x = x.args[1]
    if not isinstance(x, Symbol):
        r.fail("a set of expressions is not read", r"\{x : x > 0\}", r.tokens[opener], r.next.end)
    flat = [p for e in conditions for p in (e.args if isinstance(e, And) else (e,))]
    return SuchThat(x, flat[0] if len(flat) == 1 else And(*flat))


def conditioned(e: Basic) -> Basic:
    """{x | p}: from what the bar sets side by side."""
    _, x, p = e.args
    parts = [x, p] if isinstance(x, Rel) else [p]
    x = x.args[1] if isinstance(x, Rel) else x
    flat = [q for a in parts for q in (a.args if isinstance(a, And) else (a,))]
    return SuchThat(x, flat[0] if len(flat) == 1 else And(*flat))


def for_all(r: Reader) -> Basic:
    r"""\forall x \in A: p; the sign has not been taken."""
    r.take()
    r.deeper()
    x = r.relation()
    r.depth -= 1
    r.expect(":", r"a colon is expected here: \forall x: x^2 \ge 0")
    return ForAll(x, r.condition())


def after(r: Reader, p: Basic) -> Basic:
    r"""p \forall x: the sign stands behind."""
    r.take()
    if r.kind == "":
        wording.refuse(r)
    return ForAll(r.relation(), p)


def not_in(a: Basic, b: Basic) -> Basic:
    return Not(relation("in", a, b))
