"""Sums and products proved by induction: what the closed form gains from n - 1 to n is the last term, and it is right for none."""
from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Integer, Symbol

from symderive.checking.points import linear
from symderive.checking.program import exponent
from symderive.expr import Neg, free, plus, times
from symderive.nodes import Evaluated, Indexed, ProdOver, SumOver
from symderive.number import number
from symderive.tree import inside, substitute, walk

Pair = tuple[Basic, Basic]


def steps(left: Basic, right: Basic) -> Iterator[tuple[Pair, Pair]]:
    """What is to be shown for left = right, where one side is a sum up to n + c: the step, and the beginning.

    The beginning is the empty sum. What the terms do not say of n, n is not in them.
    """
    for whole, closed in ((left, right), (right, left)):
        if not isinstance(whole, (SumOver, ProdOver)):
            continue
        body, i, first, last = whole.args
        start, line, symbols = exponent(first), linear(last), free(last)
        if start is None or line is None or line[1] != 1 or line[0].denominator != 1 or len(symbols) != 1:
            continue
        n, = symbols
        if n in free(body) or not isinstance(n, Symbol) or _binds(body, i) or _binds(closed, n):
            continue
        before = substitute(closed, {n: plus(n, Neg(Integer(1)))})
        term = substitute(body, {i: last})
        at_start = substitute(closed, {n: number(start - 1 - line[0])})
        if isinstance(whole, SumOver):
            yield (closed, plus(before, term)), (at_start, Integer(0))
        else:
            yield (closed, times(before, term)), (at_start, Integer(1))


def _binds(e: Basic, x: Basic) -> bool:
    """Does x mean something else somewhere in the expression?"""
    return any(isinstance(a, (Indexed, Evaluated)) and a.args[1] == x for a in walk(e, inside))
