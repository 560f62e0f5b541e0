"""Numbers as they are written (2, -2, 2/3, -2/3, 0.25) and as they count."""
from __future__ import annotations

from fractions import Fraction

from sympy import Basic, Integer

from symderive.expr import Decimal, Neg, Over


def value(e: Basic) -> Fraction | None:
    """The number that is written, if it is one."""
    if isinstance(e, Integer):
        return Fraction(int(e))
    if isinstance(e, Decimal):
        return Fraction(e.args[0].name)
    if isinstance(e, Neg) and not isinstance(e.args[0], Neg) and (inner := value(e.args[0])) is not None:
        return -inner
    if isinstance(e, Over) and all(isinstance(a, Integer) for a in e.args) and e.args[1] != 0:
        return Fraction(*map(int, e.args))
    return None


def number(q: Fraction | int) -> Basic:
    """The number, written: a sign is a Neg, a fraction an Over."""
    q = Fraction(q)
    above, below = Integer(abs(q.numerator)), Integer(q.denominator)
    size = above if below == 1 else Over(above, below)
    return Neg(size) if q < 0 else size
