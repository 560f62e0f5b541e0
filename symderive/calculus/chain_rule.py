"""The chain rule through named variables: local derivatives, the sum over all paths, and the values of a forward and a backward pass."""
from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence

from sympy import Basic, Integer, Symbol

from symderive.calculus.chain_page import sections, statement
from symderive.derivation import Derivation, Relation, Step
from symderive.errors import UsageError
from symderive.expr import Times, free, plus
from symderive.graph import Graph, defined, graph_of
from symderive.nodes import D, Evaluated, column, relation
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.rules.chain import MOST_PATHS, below, leads_to, paths, where
from symderive.rules.general import put_in
from symderive.rules.known_values import with_values
from symderive.task import Ask, Task
from symderive.tree import substitute

Asked = Generator[Ask, Derivation, None]
Values = Mapping[Basic, Basic]

ONE = Integer(1)


# ---- the parts

def parts(p: Problem) -> Asked:
    """Local derivatives, then for each variable the sum over the paths; at a point, the values of both passes."""
    g = graph_of(p)
    if p.at and (missing := [x for x in g.inputs if x in g.variables and x not in p.at]):
        raise UsageError(f"no value is given for {', '.join(x.name for x in missing)}")
    local: dict[Basic, Basic] = {}
    for y in g.outwards:
        for x in g.below(y):
            if g.leads_on(x):
                local[D(g.definitions[y], x)] = (yield local_part(g, y, x)).answer
    if p.at and not any(free(a) for a in p.at.values()) and all(x in p.at for x in g.inputs):
        yield from passes(g, p.at, local, p.assumptions.values)
    for x in g.variables:
        yield from whole_parts(g, x, p.at, p.assumptions.values, order_of(p))


def order_of(p: Problem) -> int:
    """How often it is differentiated in its one variable."""
    return len(p.variables) if len(set(p.variables)) == 1 else 1


def local_part(g: Graph, y: Symbol, x: Symbol) -> Ask:
    held = tuple(w for w in g.below(y) if w != x and not g.is_constant(w))
    title = Phrase("part.local_held" if held else "part.local", {"f": relation("=", y, g.definitions[y]), "x": x, "held": held})
    return Ask(D(g.definitions[y], x), title, g.local(y, x), above="chain.local", alone=True, kind="local")


def whole_parts(g: Graph, x: Symbol, at: Values, known: Values, order: int) -> Asked:
    """The derivative of `of` in x; where there are many paths, first that of each variable on the way; then those of higher order."""
    many = len(paths(g.body, x, g.backwards, MOST_PATHS)) > MOST_PATHS
    if many:
        for y in g.definitions:
            if y != g.of and y in leads_to(x, g.backwards):
                yield Ask(whole(g, y, x), Phrase("part.chain_inner", {"y": y, "x": x}), D(y, x))
    key = x.name if len(g.variables) > 1 else ""
    goal: Basic = whole(g, g.of, x)
    name: Basic = D(g.of, x)
    yield Ask(goal, Phrase("part.chain", {"y": g.of, "x": x}), name, key="" if at else key, kind="whole")
    for k in range(2, order + 1):
        goal, name = D(goal, x), D(name, x)
        yield Ask(goal, Phrase("part.order", {"n": Integer(k), "x": x}), name, kind="whole")
    if at:
        there = Phrase("part.at", {"at": tuple(relation("=", y, a) for y, a in at.items())})
        yield Ask(evaluated(goal, at), there, evaluated(name, at), key=key, finish=lambda e: tuple(with_values(e, known)), kind="whole")


def whole(g: Graph, y: Symbol, x: Symbol) -> Basic:
    """The derivative of y in x, through all that y depends on."""
    return D(below(g.definitions[y], g.backwards), x)


def evaluated(e: Basic, at: Values) -> Basic:
    for x, a in at.items():
        e = Evaluated(e, x, a)
    return e


# ---- the passes

def passes(g: Graph, at: Values, local: Mapping[Basic, Basic], known: Values) -> Iterator[Ask]:
    """The value of each variable, in order; then the derivative of `of` in each of them, in the opposite order."""
    values: dict[Basic, Basic] = {x: settled(a, known) for x, a in at.items()}
    written: list[Basic] = []
    for y, a in g.definitions.items():
        written.append(substitute(a, values))
        values[y] = settled(written[-1], known)
    order = list(g.definitions)
    goal = evaluated(column(*(below(g.definitions[y], g.backwards) for y in order)), at)
    yield Ask(goal, Phrase("part.forward"), derivation=tabled(goal, written, [values[y] for y in order], "chain.forward"), kind="forward")
    adjoint: dict[Basic, Basic] = {g.of: ONE}
    sums: list[Basic] = [ONE]
    back = g.backward_order
    for x in back[1:]:
        terms = [Times(adjoint[y], settled(substitute(local[D(g.definitions[y], x)], values), known)) for y in reversed(g.definitions) if y in adjoint and x in g.below(y)]
        sums.append(plus(*terms))
        adjoint[x] = settled(sums[-1], known)
    goal = evaluated(column(*(held_free(g, x) for x in back)), at)
    yield Ask(goal, Phrase("part.backward"), derivation=tabled(goal, sums, [adjoint[x] for x in back], "chain.backward"), kind="backward")


def held_free(g: Graph, x: Symbol) -> Basic:
    """The derivative of `of` in x, all that depends on x following, at the value that x has."""
    if x == g.of:
        return ONE
    slope = D(below(g.body, {y: a for y, a in g.backwards.items() if y != x}), x)
    return Evaluated(slope, x, below(g.definitions[x], g.backwards)) if x in g.definitions else slope


def settled(e: Basic, known: Values) -> Basic:
    """A number in its final form, known values of unknown functions put in."""
    done = tuple(with_values(e, known))
    return done[-1].after if done else e


def tabled(goal: Basic, written: Sequence[Basic], values: Sequence[Basic], rule: str) -> Derivation:
    first, last = column(*written), column(*values)
    more = (Step(first, Relation.EQ, last, "chain.numbers"),) if first is not last else ()
    return Derivation(goal, {goal: Step(goal, Relation.EQ, first, rule)}, more)


def restated(p: Problem, condition: Basic) -> Basic:
    """A condition on the variables in between, said of the inputs."""
    done = put_in(where(condition, graph_of(p).backwards))
    return condition if done is None else done.after


def notes(p: Problem) -> tuple[Phrase, ...]:
    """What is defined and not needed."""
    g = graph_of(p)
    spare = tuple(sorted(defined(p) - g.definitions.keys() - set(g.variables), key=str))
    return (Phrase("note.not_needed", {"list": spare, "y": g.of}),) if spare else ()


TASK = Task(parts, lambda p, f: f, at_point=False, restated=restated, sections=sections, rounds=lambda p: graph_of(p).rounds, names=lambda p: graph_of(p).names, notes=notes, statement=statement)
