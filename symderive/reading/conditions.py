"""Assumptions and points: x > 0, n in N, 0 < p < 1; x = 1, y = 2."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sympy
from sympy import Basic, Symbol

from symderive.expr import Over, Power, free, head, named
from symderive.nodes import And, Interval, Or, Rel, TupleOf, relation
from symderive.number import value
from symderive.problem import Assumptions
from symderive.reading import wording
from symderive.tree import walk

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader

SEPARATORS = (",", ";", "row")
FACTS = frozenset(named(sign) for sign in ("<", ">", "<=", ">=", "!=", "=", "in"))


def assumptions(r: Reader) -> Assumptions:
    """Relations, separated by commas; symbols before one share it: x, y > 0."""
    found = [] if r.kind == "" else r.items(SEPARATORS)
    _at_the_end(r)
    facts: list[Basic] = []
    waiting: list[Basic] = []
    for e in found:
        if isinstance(e, Symbol):
            waiting.append(e)
            continue
        links = e.args if isinstance(e, And) else (e,)
        if not all(isinstance(p, Rel) and p.args[0] in FACTS for p in links) or isinstance(e, Or):
            _refuse(r)
        for x in waiting:
            facts += ends(Rel(links[0].args[0], x, links[0].args[2]))
        facts += [f for p in links for f in ends(p)]
        waiting = []
    if waiting:
        _refuse(r)
    return Assumptions(tuple(dict.fromkeys(facts)))


def _refuse(r: Reader) -> None:
    r.fail("a condition is expected here", "x > 0, n in N, 0 < p < 1", r.tokens[0], r.tokens[-1].end)


def ends(fact: Basic) -> list[Basic]:
    """x in (0, 1] is 0 < x and x <= 1."""
    sign, x, where = fact.args
    if sign != named("in") or not isinstance(where, Interval):
        return [fact]
    brackets, low, high = where.args
    found = [] if high is sympy.oo else [relation("<" if brackets.name[1] == ")" else "<=", x, high)]
    if not (low == -sympy.oo or str(low) == "-oo"):
        found.insert(0, relation("<" if brackets.name[0] == "(" else "<=", low, x))
    return found


def point(r: Reader, *candidates: Sequence[Basic]) -> dict[Basic, Basic]:
    """x = 1, y = 2; or (1, 2) or 1, which are the values of the first candidates that are as many."""
    bracketed = r.kind == "(" and r.partner[r.at] == len(r.tokens) - 2
    named_values = any(t.kind in ("=", "->") for t in r.tokens)
    if bracketed and named_values:
        r.take()
    found = r.items(SEPARATORS)
    if bracketed and named_values:
        r.take()
    _at_the_end(r)
    if not named_values:
        values = found[0].args if len(found) == 1 and isinstance(found[0], TupleOf) else tuple(found)
        distinct = next((d for d in map(tuple, map(dict.fromkeys, candidates)) if len(d) == len(values)), None)
        if distinct is None:
            r.fail(f"which variables take {'this value' if len(values) == 1 else f'these {len(values)} values'}?", "x=1, y=2", r.tokens[0], r.tokens[-1].end)
        return {x: _closed(r, a) for x, a in zip(distinct, values)}
    at: dict[Basic, Basic] = {}
    links = [p for e in found for p in (e.args if isinstance(e, And) else (e,))]
    for e in links:
        if not isinstance(e, Rel) or e.args[0] not in (named("="), named("->")) or not isinstance(e.args[1], Symbol) or e.args[1] in at:
            r.fail("values are expected here", "x=1, y=2", r.tokens[0], r.tokens[-1].end)
        at[e.args[1]] = _closed(r, e.args[2])
    return at


def _closed(r: Reader, e: Basic) -> Basic:
    if free(e) or isinstance(e, (Rel, And, TupleOf)):
        r.fail("a number is expected here", token=r.tokens[0], end=r.tokens[-1].end)
    for part in walk(e):
        if part is sympy.oo:
            r.fail("infinity is no value of a variable", "a point has numbers, as x = 2", r.tokens[0], r.tokens[-1].end)
        if _has_no_value(part):
            r.fail(f"{part} is not defined", "a point has numbers, as x = 2", r.tokens[0], r.tokens[-1].end)
    return e


def _has_no_value(e: Basic) -> bool:
    """Is it u/0, 0^(-n) or ln(0)?"""
    if isinstance(e, Over):
        return value(e.args[1]) == 0
    if isinstance(e, Power):
        exponent = value(e.args[1])
        return value(e.args[0]) == 0 and exponent is not None and exponent < 0
    return head(e) in ("ln", "log") and value(e.args[-1]) == 0


def _at_the_end(r: Reader) -> None:
    if r.kind:
        wording.refuse(r)
