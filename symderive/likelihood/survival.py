"""P(T > t) from a density: SymPy proposes an integral, and the checker confirms that its derivative is minus the density."""
from __future__ import annotations

import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check
from symderive.errors import NotSupported
from symderive.expr import Neg, free
from symderive.likelihood.model import Range
from symderive.nodes import D, relation
from symderive.problem import Assumptions
from symderive.written import as_written


def survival(density: Basic, t: Symbol, where: Range) -> Basic:
    """The chance of a time greater than t.

    Raises:
        NotSupported: where no elementary expression is found, or the checker does not confirm it.
    """
    if where.high is not None or where.integer:
        raise NotSupported("censoring is worked out for times without an upper bound")
    positive = {s: sp.Dummy(s.name, positive=True) for s in free(density) if isinstance(s, Symbol)}
    x = sp.Dummy("x", positive=True)
    inside = density.doit().subs(positive).subs(positive[t], x) if t in positive else None
    found = None if inside is None else sp.simplify(sp.integrate(inside, (x, positive[t], sp.oo)))
    if found is None or found.has(sp.Integral, sp.Piecewise):
        raise NotSupported("no elementary expression for the chance of a time greater than t was found")
    tail = as_written(found.subs({v: k for k, v in positive.items()}))
    facts = Assumptions(tuple(relation(">", s, Integer(0)) for s in positive))
    if not check([Claim(D(tail, t), Neg(density))], facts)[0]:
        raise NotSupported("the chance of a time greater than t was not confirmed")
    return tail
