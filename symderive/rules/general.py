"""What the driver itself does: refer to a result derived above, put values in."""
from __future__ import annotations

from sympy import Basic

from symderive.expr import is_open
from symderive.nodes import Evaluated
from symderive.rule import Rewrite, Table
from symderive.tree import substitute

GENERAL = Table()
law = GENERAL.law


def put_in(e: Basic) -> Rewrite | None:
    """The values put in for the variables, all at once, from the innermost outwards; never into what is still to be differentiated."""
    values: dict[Basic, Basic] = {}
    while isinstance(e, Evaluated):
        e, x, a = e.args
        values = {**values, x: substitute(a, values)}
    return Rewrite(substitute(e, values)) if values and not is_open(e) else None


law("known.above",  "u = u", "as above", minor=True, ref="", ex="")
law("known.inside", "u = u", "put in what was found above", ref="", ex="")
law("at.put_in",    "at(x^2, x, 2) = 2^2", "put the values in", ref="Stewart 1.1", ex="at(x^2*sin(x), x, 2)", apply=put_in)
