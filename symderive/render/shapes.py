"""What is written as one though it is several nodes: towers of derivatives, points, powers of named functions; which parts a writer is given."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sympy import Basic, Integer, Symbol, true

from symderive.expr import Call, Decimal, Inert, Power
from symderive.functions import FUNCTIONS
from symderive.nodes import Cases, D, Evaluated, Gradient, Hessian, Interval, Jacobian, Limit, Matrix, ProdOver, Rel, SumOver, Where, entries


def children(e: Basic) -> Sequence[Basic]:
    """What a writer needs pieces for. Towers of derivatives are written as one, and so are powers of named functions."""
    kind = type(e)
    return CHILDREN[kind](e) if kind in CHILDREN else e.args


def tower(e: Basic) -> tuple[Basic, list[Basic]]:
    """D(D(u, x), y): u and [x, y]."""
    found: list[Basic] = []
    while isinstance(e, D):
        found.append(e.args[1])
        e = e.args[0]
    return e, found[::-1]


def counted(variables: list[Basic]) -> list[tuple[Basic, int]]:
    """Neighbours that are equal, with their number, the last first, as they stand under the line: [x, x, y] is y, then x twice."""
    found: list[tuple[Basic, int]] = []
    for x in reversed(variables):
        if found and found[-1][0] == x:
            found[-1] = (x, found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found


def places(e: Basic) -> tuple[Basic, list[Basic]]:
    """Evaluated(Evaluated(u, x, 1), y, 2): u and [x, 1, y, 2]."""
    found: list[Basic] = []
    while isinstance(e, Evaluated):
        e, x, a = e.args
        found += (a, x)
    return e, found[::-1]


def at_point(u: Basic, where: Sequence[Basic]) -> list[int] | None:
    """A gradient, Hessian or Jacobian of a bare f, taken at all its variables: where their values stand, in their order."""
    if not isinstance(u, (Gradient, Hessian, Jacobian)) or isinstance(u.args[0], Inert):
        return None
    found, variables = {x: 2 * k + 1 for k, x in enumerate(where[::2])}, entries(u.args[1])
    if 2 * len(found) != len(where) or set(found) != set(variables):
        return None
    return [found[x] for x in variables]


def primes(u: Basic, where: Sequence[Basic]) -> int:
    """f'(2): how often a bare f is differentiated in the one variable that is put in; 0 if it is anything else."""
    f, variables = tower(u)
    bare = not isinstance(f, Inert) and f.is_Symbol and len(where) == 2 and f != where[0]
    return len(variables) if bare and set(variables) == {where[0]} else 0


def has_name(e: Basic) -> bool:
    """Is it a function written as a name before its one argument, as sin x?"""
    return isinstance(e, Call) and len(e.args) == 2 and (known := FUNCTIONS.get(e.args[0].name)) is not None and known.written == "name"


def is_named_power(e: Basic) -> bool:
    """sin^2 x"""
    return isinstance(e, Power) and has_name(e.args[0]) and isinstance(e.args[1], Integer) and int(e.args[1]) > 1


def is_combination(e: Basic) -> bool:
    """A power that would be taken for a binomial coefficient: of the letter C_n."""
    return isinstance(e, Power) and isinstance(e.args[0], Symbol) and e.args[0].name.startswith("C_")


def is_function(body: Basic, variables: Sequence[Basic], functions: frozenset[Basic] | None) -> bool:
    """df/dx rather than d/dx[f]: a name that stands for a function of the variables."""
    return isinstance(body, Symbol) and body not in variables and (functions is None or body in functions)


def is_of_several(e: Basic) -> bool:
    """An unknown function of several variables, g(x, y), whose derivatives are partial ones."""
    return isinstance(e, Call) and is_bare(e) and len(set(e.args[1:])) == len(e.args) - 1 > 1


def is_bare(e: Basic) -> bool:
    """A name, or an unknown function of names: dz/dx."""
    return isinstance(e, Symbol) or (isinstance(e, Call) and e.args[0].name not in FUNCTIONS and all(isinstance(a, Symbol) for a in e.args[1:]))


def omitted(e: Basic) -> Basic | None:
    """The condition on a sum over all i but one; None for any other sum. Of a product the same, with 1 for 0."""
    body = e.args[0]
    empty = {SumOver: 0, ProdOver: 1}.get(type(e))
    if empty is None or not isinstance(body, Cases) or len(body.args) != 4 or body.args[2:] != (Integer(empty), true):
        return None
    p = body.args[1]
    return p if isinstance(p, Rel) and p.args[0].name == "!=" and p.args[1] == e.args[1] and isinstance(p.args[2], Symbol) else None


def _over_index(e: Basic) -> Sequence[Basic]:
    return e.args if omitted(e) is None else (e.args[0].args[0], *e.args[1:], e.args[0].args[1])


def gradient_variables(e: Basic) -> Sequence[Basic] | None:
    """The variables of a gradient of f(x, y) that is not taken in all of x and y."""
    if not isinstance(e, (Gradient, Hessian)) or not isinstance(e.args[0], Call) or not is_bare(e.args[0]):
        return None
    variables = entries(e.args[1]) if isinstance(e.args[1], Matrix) else e.args[1:]
    return None if variables == e.args[0].args[1:] else variables


def _derivative(e: Basic) -> Sequence[Basic]:
    u, variables = tower(e)
    return (u, *variables)


def _evaluated(e: Basic) -> Sequence[Basic]:
    u, where = places(e)
    return (u, *where)


CHILDREN: dict[type, Callable[[Any], Sequence[Basic]]] = {
    D:         _derivative,
    Evaluated: _evaluated,
    SumOver:   _over_index,
    ProdOver:  _over_index,
    Where:     _evaluated,
    Power:     lambda e: (e.args[0].args[1], e.args[1]) if is_named_power(e) else e.args,
    Call:      lambda e: e.args[1:],
    Rel:       lambda e: e.args[1:],
    Interval:  lambda e: e.args[1:],
    Limit:     lambda e: e.args[:3],
    Decimal:   lambda e: (),
    Matrix:    entries,
    Gradient:  lambda e: e.args[:1],
    Hessian:   lambda e: e.args[:1],
}
