"""Known values of unknown functions put in: f'(g(2)) with g(2) = 3 is f'(3)."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from sympy import Basic

from symderive.derivation import Relation, Step
from symderive.rule import Table
from symderive.rules.finish import finish
from symderive.tree import substitute, walk

VALUES = Table()

VALUES.law("values.put_in", "u = u", "put known values in", says=True)


def with_values(e: Basic, values: Mapping[Basic, Basic]) -> Iterator[Step]:
    """From an expression to its final form, known values put in as they are met, innermost first."""
    for step in finish(e):
        yield step
        e = step.after
    while met := {f: values[f] for f in walk(e) if f in values}:
        after = substitute(e, met)
        yield Step(e, Relation.EQ, after, "values.put_in", met)
        for step in finish(after):
            yield step
            after = step.after
        e = after


def put_in_all(e: Basic, values: Mapping[Basic, Basic]) -> Basic:
    """The same at once."""
    while met := {f: values[f] for f in walk(e) if f in values}:
        e = substitute(e, met)
    return e
