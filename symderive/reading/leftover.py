"""Nothing that is given in a problem may be dropped: a value of the variable is a point, and what is not used is refused with its place."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sympy import Basic, Symbol

from symderive.expr import free
from symderive.nodes import Rel
from symderive.reading.statements import Statements

if TYPE_CHECKING:
    from symderive.reading.problems import ProblemReader


def points_given(found: Statements, variables: Sequence[Basic]) -> None:
    """x = 3, of a variable, is a point."""
    for x in dict.fromkeys(variables):
        if isinstance(x, Symbol) and x.name in found.defined and found.defined[x.name][0] == x and not free(found.defined[x.name][1]):
            found.values[x] = found.defined.pop(x.name)[1]


def refuse_unused(reader: ProblemReader, found: Statements, body: Basic) -> None:
    """Refuse what is defined or required beside the one body.

    Raises:
        ReadError: with the place of the first such.
    """
    for head, e in (*found.defined.values(), *((e, e) for e in found.equations if isinstance(e, Rel))):
        if e is not body:
            written = f"{head} = {e}" if head is not e else str(e)
            reader.fail(f"{written} is given, and not used for what is asked", "leave it out, or put it in", *reader.places.get((head, e), (0, None)))
