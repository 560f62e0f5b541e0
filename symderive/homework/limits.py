"""Limits as values: put in where that is defined, else numerator and denominator are differentiated (l'Hospital), each step checked."""
from __future__ import annotations

import sympy as sp
from sympy import Basic, Dummy, Integer

from symderive.checking import Claim, check
from symderive.derivation import Status
from symderive.expr import Inert, Neg, Over, Plus, Power, Times, plus, times
from symderive.nodes import D, Evaluated
from symderive.problem import Assumptions
from symderive.tree import substitute

MOST = 4                       # how often numerator and denominator are differentiated
DEPTH = 40                     # of a sum of fractions in fractions


def limit(u: Basic, x: Basic, a: Basic, assumptions: Assumptions) -> Basic | None:
    """The limit of u as x tends to a, as an expression that has a value; None where it is not found.

    The variable becomes a letter of its own, so that it is not taken for another one of its name.
    """
    h = Dummy(str(x))
    u = substitute(u, {x: h})
    if a is sp.oo or (isinstance(a, Neg) and a.args[0] is sp.oo):
        u = substitute(u, {h: Over(Integer(1), h) if a is sp.oo else Neg(Over(Integer(1), h))})
        a = Integer(0)
    above, below = fraction(u)
    for _ in range(MOST):
        top, bottom = (_at(e, h, a, assumptions) for e in (above, below))
        if bottom is False:
            return Over(Evaluated(above, h, a), Evaluated(below, h, a))
        if bottom is None or top is not True:
            return None
        above, below = D(above, h), D(below, h)
    return None


def _at(e: Basic, x: Basic, a: Basic, assumptions: Assumptions) -> bool | None:
    """Is it zero there? None: not decided."""
    verdict = check([Claim(Evaluated(e, x, a), Integer(0))], assumptions)[0]
    return True if verdict else False if verdict.status is Status.REFUTED else None


def fraction(e: Basic, depth: int = DEPTH) -> tuple[Basic, Basic]:
    """Numerator and denominator of sums, products, quotients and whole powers of fractions."""
    one = Integer(1)
    if not isinstance(e, Inert) or not depth:
        return e, one
    if isinstance(e, Neg):
        a, b = fraction(e.args[0], depth - 1)
        return Neg(a), b
    if isinstance(e, Over):
        (a, b), (c, d) = (fraction(u, depth - 1) for u in e.args)
        return _product(a, d), _product(b, c)
    if isinstance(e, Times):
        pairs = [fraction(u, depth - 1) for u in e.args]
        return _product(*(a for a, _ in pairs)), _product(*(b for _, b in pairs))
    if isinstance(e, Plus):
        pairs = [fraction(u, depth - 1) for u in e.args]
        below = list(dict.fromkeys(b for _, b in pairs if b != one))
        terms = [_product(a, *(c for c in below if c != b)) for a, b in pairs]
        return plus(*terms), _product(*below)
    if isinstance(e, Power) and isinstance(e.args[1], Neg) and isinstance(e.args[1].args[0], Integer):
        a, b = fraction(e.args[0], depth - 1)
        n = e.args[1].args[0]
        return Power(b, n), Power(a, n)
    return e, one


def _product(*factors: Basic) -> Basic:
    kept = [f for f in factors if f != Integer(1)]
    return times(*kept) if kept else Integer(1)
