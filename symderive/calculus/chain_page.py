"""A chain-rule solution laid out: the graph, local derivatives in one table, the sums over the paths, the values of both passes."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from sympy import Basic, Integer, Symbol

from symderive.derivation import Verdict
from symderive.expr import Plus, Times, plus, times
from symderive.graph import Graph, graph_of
from symderive.nodes import And, D, Evaluated, entries, relation
from symderive.number import value
from symderive.page import Cell, Grid, Reason, Row, Section
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.rules import RULES
from symderive.rules.chain import MOST_PATHS, paths
from symderive.solution import Part
from symderive.tree import substitute

ONE = Integer(1)
SHORT = 2                                      # lines of a local derivation that stands in the table of all of them


def statement(p: Problem) -> Phrase:
    """What is asked, and what the variables stand for."""
    g = graph_of(p)
    given = tuple(relation("=", y, a) for y, a in g.definitions.items())
    order = len(p.variables) if len(g.variables) == 1 else 1
    return Phrase("task.chain", {"list": tuple(reduce(D, (x,) * order, g.of) for x in g.variables), "given": given})


def sections(p: Problem, solved: tuple[Part, ...], usual: tuple[Section, ...], detail: str) -> Iterator[Section]:
    """The graph, the local derivatives in one table, longer ones on their own, the sums over the paths, the passes."""
    g = graph_of(p)
    yield Section(Phrase("part.graph"), figure=g, after=tuple(ways(g)))
    local = [(part, s) for part, s in zip(solved, usual) if part.kind == "local"]
    short = [(part, s) for part, s in local if s.rows and (len(s.rows) <= SHORT or detail == "brief") and detail != "full"]
    longer = [s for part, s in local if (part, s) not in short]
    if short:
        rows: tuple[tuple[Cell, ...], ...] = tuple((equation(part), reasons(s.rows)) for part, s in short)
        yield Section(Phrase("part.locals"), table=Grid((), rows, tuple(worst_of(s.rows) for _, s in short)))
    yield from longer
    yield from (s for part, s in zip(solved, usual) if part.kind == "whole")
    for part in solved:
        if part.kind == "forward":
            yield Section(part.title, table=forward_table(g, part))
        elif part.kind == "backward":
            yield Section(part.title, table=backward_table(g, part))


def equation(part: Part) -> Basic:
    """dz/dx = d/dx[...] = ..."""
    d = part.derivation
    return And(relation("=", part.name or d.goal, d.goal), relation("=", d.goal, d.answer))


def reasons(rows: Sequence[Row]) -> Phrase:
    """Why, of all the lines together; of rules that are folded elsewhere, the first is enough."""
    said: tuple[Reason, ...] = tuple(dict.fromkeys(r for row in rows for r in row.reasons))
    return Phrase("reasons", {"list": tuple(r for r in said if not RULES[r.rule].minor) or said[:1]})


def worst_of(rows: Sequence[Row]) -> Verdict | None:
    return next((row.verdict for row in rows if row.verdict is not None and not row.verdict), rows[-1].verdict)


def ways(g: Graph) -> Iterator[Phrase]:
    """The paths from each variable, as many as are written out."""
    for x in g.variables:
        found = paths(g.body, x, g.backwards, MOST_PATHS)
        if not found:
            yield Phrase("paths.none", {"x": x, "y": g.of})
        elif len(found) > MOST_PATHS:
            yield Phrase("paths.many", {"x": x, "y": g.of, "count": MOST_PATHS})
        else:
            yield Phrase("paths.one" if len(found) == 1 else "paths", {"x": x, "y": g.of, "count": len(found), "list": tuple(path((*reversed(way), g.of)) for way in found)})


def path(way: Sequence[Basic]) -> Phrase:
    first, *rest = way
    return Phrase("path", {"x": first, "way": path(rest)}) if rest else Phrase("path.end", {"x": first})


def forward_table(g: Graph, part: Part) -> Grid:
    """What is given, then each variable with what it stands for."""
    at = part.derivation.goal
    given: list[tuple[Basic, Basic]] = []
    while isinstance(at, Evaluated):
        at, x, a = at.args
        given.insert(0, (x, a))
    values = {x: number_shown(a) for x, a in given}
    rows: list[tuple[Cell, ...]] = [(x, Phrase("table.given"), "", v) for x, v in values.items()]
    for y, v in zip(g.definitions, map(number_shown, entries(part.derivation.answer))):
        put_in = substitute(g.definitions[y], values)
        rows.append((y, g.definitions[y], put_in if put_in is not v else "", v))
        values[y] = v
    return Grid((Phrase("table.variable"), Phrase("table.formula"), Phrase("table.numbers"), Phrase("table.value")), tuple(rows))


def backward_table(g: Graph, part: Part) -> Grid:
    """The adjoint of each variable: the sum over what depends on it directly."""
    back = g.backward_order
    rows: list[tuple[Cell, ...]] = []
    for x, e, v in zip(back, entries(part.derivation.value), map(number_shown, entries(part.derivation.answer))):
        users = [y for y in reversed(g.definitions) if x in g.below(y) and y in back]
        formula = plus(*(times(bar(y), g.local(y, x)) for y in users)) if users else ONE
        numbers = by_factors(e)
        rows.append((bar(x), formula, numbers if numbers is not v else "", v))
    return Grid((Phrase("table.adjoint"), Phrase("table.sum"), Phrase("table.numbers"), Phrase("table.value")), tuple(rows))


def bar(x: Symbol) -> Symbol:
    """The adjoint of x: the derivative of the whole in it."""
    return Symbol(f"{x.name}_bar")


def number_shown(e: Basic) -> Basic:
    """A number as it stands in a table: exact where it is written as one, else its decimal value."""
    from symderive.layout import number_or_decimal
    return e if value(e) is not None else number_or_decimal(e) or e


def by_factors(e: Basic) -> Basic:
    """A sum of products of numbers, each factor as it stands in a table."""
    if isinstance(e, Plus):
        return plus(*map(by_factors, e.args))
    return Times(*map(number_shown, e.args)) if isinstance(e, Times) else number_shown(e)
