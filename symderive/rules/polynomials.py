"""Polynomials multiplied out and written by powers of a small variable h, as in x^2 + 2xh + h^2."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive.errors import NotSupported
from symderive.expr import Decimal, Inert, Neg, Over, Plus, Power, Times, free, plus, times
from symderive.number import number, value
from symderive.rules.forms import terms
from symderive.tree import size, walk
from symderive.written import as_written

HIGHEST, WIDEST = 12, 120                          # degree, and nodes, of what is multiplied out

Monomial = tuple[Basic, dict[Symbol, int]]         # coefficient, and the powers of the variables


def is_polynomial(e: Basic, variables: Iterable[Symbol]) -> bool:
    """Is it a polynomial in these variables, of a size that may be multiplied out?"""
    moving = frozenset(variables)
    if size(e, WIDEST) >= WIDEST:
        return False
    for t in walk(e, lambda t: not moving.isdisjoint(free(t))):
        if moving.isdisjoint(free(t)):
            continue
        if isinstance(t, Symbol) or type(t) in (Plus, Times, Neg):
            continue
        if type(t) is Over and moving.isdisjoint(free(t.args[1])):
            continue
        n = value(t.args[1]) if type(t) is Power else None
        if n is None or n.denominator != 1 or not 0 < n <= HIGHEST:
            return False
    return True


def monomials(e: Basic, variables: Sequence[Symbol]) -> list[tuple[Any, tuple[int, ...]]]:
    """Coefficients (in SymPy) and exponents, in the order of the first variable falling."""
    poly = sp.Poly(e.doit() if isinstance(e, Inert) else e, *variables)
    return [(c, powers) for powers, c in poly.terms() if c != 0]


def written_term(c: Any, variables: Sequence[Symbol], powers: Sequence[int]) -> Basic:
    """-2/3*x*h^2, with the sign in front and the denominator below."""
    letters = [x if k == 1 else Power(x, Integer(k)) for x, k in zip(variables, powers) if k]
    q = Fraction(int(c.p), int(c.q)) if isinstance(c, sp.Rational) else None
    if q is not None:
        above = times(*([Integer(abs(q.numerator))] if abs(q.numerator) != 1 or not letters else []), *letters)
        whole = Over(above, Integer(q.denominator)) if q.denominator != 1 else above
        return Neg(whole) if q < 0 else whole
    minus = bool(c.could_extract_minus_sign()) and not c.is_Add
    whole = times(as_written(-c if minus else c), *letters)
    return Neg(whole) if minus else whole


def multiplied_out(e: Basic, variables: Sequence[Symbol]) -> Basic | None:
    """The polynomial term by term; None where it is none."""
    if not is_polynomial(e, variables) or any(isinstance(t, Decimal) for t in walk(e)):
        return None
    try:
        found = monomials(e, variables)
    except (sp.PolynomialError, NotSupported):
        return None
    return plus(*(written_term(c, variables, powers) for c, powers in found)) if found else Integer(0)


def each_multiplied_out(e: Basic, variables: Sequence[Symbol]) -> Basic | None:
    """Each term of a sum multiplied out by itself, so that one sees what cancels."""
    found = [multiplied_out(t, variables) for t in terms(e)]
    return None if any(t is None for t in found) else plus(*(t for t in found if t is not None))


def divided(e: Basic, h: Symbol) -> Basic | None:
    """A sum of products with h, divided by h; None where a term lacks it."""
    found: list[Basic] = []
    for t in terms(e):
        minus, t = (True, t.args[0]) if type(t) is Neg else (False, t)
        less = _less(t, h)
        if less is None:
            return None
        found.append(Neg(less) if minus else less)
    return plus(*found)


def _less(t: Basic, h: Symbol) -> Basic | None:
    if t == h:
        return Integer(1)
    if type(t) is Power and t.args[0] == h and (n := value(t.args[1])) is not None and n.denominator == 1 and n > 1:
        return h if n == 2 else Power(h, number(n - 1))
    if type(t) is Over and (above := _less(t.args[0], h)) is not None:
        return Over(above, t.args[1])
    if type(t) is Times:
        for k, f in enumerate(t.args):
            if (less := _less(f, h)) is not None:
                kept = (*t.args[:k], *(() if less == 1 else (less,)), *t.args[k + 1:])
                return times(*kept)
    return None
