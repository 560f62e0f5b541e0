"""The kinds of problem: what goals each asks for, part by part, and what to call them. One entry a kind."""
from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from functools import reduce

from sympy import Basic, Integer, Symbol

from symderive.calculus import chain_rule, implicit, inverse, parametric
from symderive.derivation import Derivation, Step
from symderive.errors import NotSupported
from symderive.expr import is_open
from symderive.nodes import D, Evaluated, Gradient, Hessian, Jacobian, column, entries, relation
from symderive.phrase import Phrase
from symderive.problem import Problem, is_of_data
from symderive.rules.known_values import with_values
from symderive.task import Ask, Task
from symderive.tree import goals


def tower(e: Basic, variables: tuple[Basic, ...]) -> Basic:
    """The derivative in one variable after the other."""
    return reduce(D, variables, e)


def evaluated(e: Basic, at: Mapping[Basic, Basic]) -> Basic:
    """`e` at the point, not yet put in."""
    return reduce(lambda u, item: Evaluated(u, *item), at.items(), e)


def derivatives(p: Problem) -> Iterator[Ask]:
    """The derivative in the first variable, then of that in the second, and so on."""
    for k in range(len(p.variables)):
        done = p.variables[:k + 1]
        title = Phrase("part.order", {"n": Integer(k + 1), "x": done[-1]}) if len(p.variables) > 1 else None
        yield Ask(tower(p.body, done), title)


def partials(p: Problem) -> Iterator[Ask]:
    """The partial derivative in each variable in turn, with what is held constant."""
    for k in range(len(p.variables)):
        done = p.variables[:k + 1]
        yield Ask(tower(p.body, done), partial_title(p, done[-1]) if len(p.variables) > 1 else None, _named(p, done))


def gradient(p: Problem) -> Iterator[Ask]:
    """Each partial derivative, then the column of them."""
    for x in p.variables:
        yield Ask(D(p.body, x), partial_title(p, x), _named(p, (x,)))
    yield Ask(Gradient(p.body, column(*p.variables)), Phrase("part.gradient"), _whole_named(p, Gradient))


def components(p: Problem) -> list[Symbol]:
    """What to call the components of a vector function: f_1, f_2, ..."""
    name = "f" if p.name is None else p.name.name.removesuffix("_bold")
    return [Symbol(f"{name}_{k}") for k in range(1, len(entries(p.body)) + 1)]


def jacobian(p: Problem) -> Iterator[Ask]:
    """The partial derivatives of each component, then the matrix."""
    for k, (f, name) in enumerate(zip(entries(p.body), components(p)), start=1):
        for x in p.variables:
            yield Ask(D(f, x), Phrase("part.component", {"n": Integer(k), "x": x}), D(name, x))
    yield Ask(Jacobian(p.body, column(*p.variables)), Phrase("part.jacobian"), _whole_named(p, Jacobian))


def hessian(p: Problem) -> Iterator[Ask]:
    """The first derivatives, then those of each, then the matrix."""
    for x in p.variables:
        yield Ask(D(p.body, x), partial_title(p, x), _named(p, (x,)))
    for x in p.variables:
        for y in p.variables:
            before = p.variables.index(y) < p.variables.index(x)
            yield Ask(D(D(p.body, x), y), Phrase("part.second", {"x": x, "y": y}), _named(p, (x, y)), same=D(D(p.body, y), x) if before else None)
    yield Ask(Hessian(p.body, column(*p.variables)), Phrase("part.hessian"), _whole_named(p, Hessian))


def partial_title(p: Problem, x: Basic) -> Phrase:
    held = tuple(y for y in _in_order(p) if y != x)
    return Phrase("part.partial", {"x": x, "held": held}) if held else Phrase("part.derivative", {"x": x})


def _in_order(p: Problem) -> list[Symbol]:
    """The variables as the user gave them, then the other symbols by name."""
    given = dict.fromkeys(x for x in p.variables if isinstance(x, Symbol))
    others = sorted((s for s in p.symbols if isinstance(s, Symbol) and s not in given), key=lambda s: s.name)
    return [*given, *others]


def _named(p: Problem, done: tuple[Basic, ...]) -> Basic | None:
    return None if p.name is None else tower(p.name, done)


def _whole_named(p: Problem, kind: type) -> Basic | None:
    return None if p.name is None else kind(p.name, column(*p.variables))


def in_an_entry(p: Problem) -> str:
    """A derivative in the data of a sum or product has a solver of its own."""
    return "entries:solve_entry" if len(p.variables) == 1 and not p.at and is_of_data(p.variables[0], p.body) else ""


def by(solver: str) -> Callable[[Problem], str]:
    return lambda p: solver


def near(solver: str) -> Task:
    """A kind of problem about a function near a point, or on its whole domain, that has a solver of its own."""
    return Task(partials, lambda p, f: f, partial=True, solver=by(solver))


TASKS: dict[str, Task] = {
    "derivative":   Task(derivatives, lambda p, f: tower(f, p.variables), solver=in_an_entry),
    "partial":      Task(partials, lambda p, f: tower(f, p.variables), partial=True, solver=in_an_entry),
    "gradient":     Task(gradient, lambda p, f: Gradient(f, column(*p.variables)), partial=True, solver=in_an_entry),
    "jacobian":     Task(jacobian, lambda p, f: Jacobian(f, column(*p.variables)), partial=True),
    "hessian":      Task(hessian, lambda p, f: Hessian(f, column(*p.variables)), partial=True),
    "directional":  near("local:solve_directional"),
    "differential": near("local:solve_differential"),
    "tangent":      near("local:solve_tangent"),
    "taylor":       near("local:solve_taylor"),
    "analyse":      near("analysis:solve_analyse"),
    "limit":        Task(partials, lambda p, f: f, solver=by("limiting:solve_limit")),
    "chain":        chain_rule.TASK,
    "implicit":     implicit.TASK,
    "parametric":   parametric.TASK,
    "inverse":      inverse.TASK,
    "mle":          Task(partials, lambda p, f: f, solver=by("likelihood.problem:solve_mle")),
}


def task_of(p: Problem) -> Task:
    """What kind of problem it is.

    Raises:
        NotSupported: for a kind that is read, but not worked out.
    """
    if p.kind not in TASKS:
        raise NotSupported(f"a problem of this kind is read, but not worked out: {p.kind}")
    return TASKS[p.kind]


def asked(p: Problem) -> Generator[Ask, Derivation, None]:
    """Every part: derivatives that stand in the problem itself, the parts of the task, the value at the point."""
    task = task_of(p)
    if is_open(p.body) and task.at_point:
        yield from (Ask(g, Phrase("part.inner")) for g in inner(p.body))
    yield from task.parts(p)
    if p.at and task.at_point:
        name = None if p.name is None else evaluated(task.whole(p, p.name), p.at)
        yield Ask(evaluated(task.whole(p, p.body), p.at), Phrase("part.at", {"at": tuple(relation("=", x, a) for x, a in p.at.items())}), name, finish=values_put_in(p))


def values_put_in(p: Problem) -> Callable[[Basic], tuple[Step, ...]] | None:
    """The final form at the point, with what is known of unknown functions."""
    values = p.assumptions.values
    return (lambda e: tuple(with_values(e, values))) if values else None


def inner(e: Basic) -> list[Basic]:
    """The goals that stand in an expression, innermost first."""
    found: list[Basic] = []
    todo = [e]
    while todo:
        for g in goals(todo.pop()):
            found.append(g)
            todo.extend(a for a in g.args if is_open(a))
    return list(dict.fromkeys(reversed(found)))
