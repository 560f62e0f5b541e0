"""The order in which a result is brought into its final form: tidied, then pass after pass while one of them helps."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from sympy import Basic

from symderive.derivation import Relation, Step
from symderive.expr import Plus, Times, free, head
from symderive.nodes import Cases
from symderive.rules.chain import back_substituted
from symderive.rules.collect import COLLECT, Pass
from symderive.rules.exact import decided_cases, exact_values
from symderive.rules.forms import Provisos, multiset
from symderive.rules.general import put_in
from symderive.rules.tidy import Memo, tidy
from symderive.tree import fold, substitute, walk

ROUNDS = 4
LARGE = 2_000              # distinct nodes; beyond, no reader follows passes over the whole: factors are collected once
PASSES = [(rule.id, rule.apply) for rule in COLLECT.values() if isinstance(rule.apply, Pass)]


def finish(value: Basic) -> tuple[Step, ...]:
    """The steps from a value to the form a textbook prints; none where it has that form already.

    >>> from symderive.reading.law import read_law
    >>> [step.rule for step in finish(read_law("0 + x*cos(x^2)*2*x"))]
    ['tidy.up', 'collect.factors']
    """
    return tuple(_steps(value))


def _steps(e: Basic) -> Iterator[Step]:
    memo: Memo = {}
    provisos: Provisos = {}
    if (back := back_substituted(e)) is not None:
        yield Step(e, Relation.EQ, back.after, "chain.back_substitution", back.letters)
        e = back.after
    if (put := put_in(e)) is not None:
        yield Step(e, Relation.EQ, put.after, "at.put_in")
        e = put.after
    after = tidy(e, memo, provisos)
    if after is not e:
        yield Step(e, Relation.EQ, after, "tidy.up", provisos=tuple(provisos))
    e, after = after, one_order(after)
    if after is not e:
        yield Step(e, Relation.EQ, after, "collect.order")
    e, heads, idle = after, heads_of(after), 0
    if Cases in heads and (one := decided_cases(e)) is not None:
        after = tidy(one.after, memo)
        yield Step(e, Relation.EQ, after, "exact.cases")
        e, heads = after, heads_of(after)
    if not free(e) and (found := exact_values(e)) is not None:
        after = tidy(found.after, memo)
        yield Step(e, Relation.EQ, after, "exact.values")
        e, heads = after, heads_of(after)
    turns = islice(cycle(PASSES), ROUNDS * len(PASSES)) if size(e) < LARGE else [p for p in PASSES if p[0] == "collect.factors"]
    for rule, run in turns:
        if idle == len(PASSES):
            return
        idle += 1
        if any(map(heads.isdisjoint, run.heads)) or (done := run(e)) is None:
            continue
        provisos = dict.fromkeys(done.provisos)
        after = tidy(done.after, memo, provisos)
        if after is not e:
            name = "collect.order" if rule == "collect.factors" and arrangement(e) == arrangement(after) else rule
            yield Step(e, Relation.EQ, after, name, provisos=tuple(provisos))
            e, heads, idle = after, heads_of(after), 0


def one_order(e: Basic) -> Basic:
    """Sums of the same terms, as 1 + x and x + 1, written as the first of them."""
    first: dict[frozenset[tuple[Basic, int]], Basic] = {}
    others: dict[Basic, Basic] = {}
    for node in walk(e):
        if type(node) is Plus and (alike := first.setdefault(multiset(node), node)) is not node:
            others[node] = alike
    return substitute(e, others)


def heads_of(e: Basic) -> set[Any]:
    """Which kinds of nodes and which functions occur."""
    return {head(node) for node in walk(e)}


def size(e: Basic) -> int:
    """How many distinct nodes there are; stops counting when there are many."""
    return sum(1 for _ in islice(walk(e), LARGE))


def arrangement(e: Basic) -> int:
    """A fingerprint that is the same for trees which differ only in the order of factors."""
    def mix(node: Basic, args: tuple[Any, ...]) -> int:
        return hash((Times, sum(args), len(args))) if type(node) is Times else hash((type(node), args))
    return int(fold(e, mix, leaf=hash))
