"""Nothing that is given in a problem may be dropped: a value of the variable is a point, and what is not used is refused with its place."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sympy import Basic, Symbol

from symderive.expr import Call, free
from symderive.nodes import Matrix, Rel, TupleOf
from symderive.problem import is_of_data
from symderive.reading.statements import Statements, Task, entries

if TYPE_CHECKING:
    from symderive.reading.problems import ProblemReader


def points_given(found: Statements, variables: Sequence[Basic]) -> None:
    """x = 3, of a variable, is a point."""
    for x in dict.fromkeys(variables):
        if isinstance(x, Symbol) and x.name in found.defined and found.defined[x.name][0] == x and not free(found.defined[x.name][1]):
            found.values[x] = found.defined.pop(x.name)[1]
    for e in list(found.equations):
        named_ones, point = _of_tuple(e, variables)
        if point and len(point) == len(named_ones) and not any(map(free, point)):
            found.equations.remove(e)
            found.values.update(zip(named_ones, point))


def _of_tuple(e: Basic, variables: Sequence[Basic]) -> tuple[tuple[Basic, ...], tuple[Basic, ...]]:
    """(x, y) = (1, 2), or (1, 2) alone: which letters, and their values."""
    if isinstance(e, TupleOf):
        return tuple(dict.fromkeys(variables)), e.args
    if isinstance(e, Rel) and e.args[0].name == "=" and all(isinstance(t, TupleOf) for t in e.args[1:]) and set(e.args[1].args) <= set(variables):
        return e.args[1].args, e.args[2].args
    return (), ()


def direction_given(reader: ProblemReader, found: Statements, task: Task, body: Basic, head: Basic | None) -> tuple[Basic, ...]:
    r"""The vector of D_{\mathbf u} f; nothing where the derivative is in a letter of f.

    Raises:
        ReadError: where the direction is not said.
    """
    vector = task.variables[0] if len(task.variables) == 1 else None
    if not isinstance(vector, Symbol) or not vector.name.endswith("_bold") or not isinstance(head, Call) or vector in free(body) or is_of_data(vector, body):
        return ()
    given = found.defined.pop(vector.name, None) or found.defined.pop(vector.name.removesuffix("_bold"), None)
    along = given[1] if given else found.values.pop(vector, None) or task.at.pop(vector, None)
    if not isinstance(along, (TupleOf, Matrix)):
        reader.fail("in which direction?", r"\mathbf u = (3, 4)", task.start)
    return entries(along)


def refuse_unused(reader: ProblemReader, found: Statements, body: Basic) -> None:
    """Refuse what is defined or required beside the one body.

    Raises:
        ReadError: with the place of the first such.
    """
    for head, e in (*found.defined.values(), *((e, e) for e in found.equations if isinstance(e, (Rel, TupleOf)))):
        if e is not body:
            written = f"{head} = {e}" if head is not e else str(e)
            reader.fail(f"{written} is given, and not used for what is asked", "leave it out, or put it in", *reader.places.get((head, e), (0, None)))
