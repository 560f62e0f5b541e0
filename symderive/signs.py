"""What is known of an expression's sign from its form alone: squares, exponentials, sums of what is positive."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from sympy import Basic, E, Symbol, pi

from symderive.expr import Call, Inert, Neg, Over, Plus, Power, Times
from symderive.number import value
from symderive.problem import NOTHING, Assumptions
from symderive.tree import fold

Signs: TypeAlias = frozenset[int]          # which of -1, 0, 1 it may have where it is defined

ALL: Signs = frozenset((-1, 0, 1))
POSITIVE: Signs = frozenset((1,))
NOT_NEGATIVE: Signs = frozenset((0, 1))

ALWAYS_POSITIVE = frozenset(("cosh", "sech", "sigmoid", "softplus", "erfc"))
LIKE_ARGUMENT = frozenset(("sinh", "tanh", "atan", "asinh", "erf", "sign", "asin", "atanh"))
SIZES = frozenset(("abs", "norm"))


def signs(e: Basic, assumptions: Assumptions = NOTHING) -> Signs:
    """Which signs `e` may have, under the assumptions; all three where nothing is known.

    >>> from symderive.reading.law import read_law
    >>> sorted(signs(read_law("1 + x^2")))
    [1]
    """
    def leaf(t: Basic) -> Signs:
        if isinstance(t, Symbol):
            return _of_symbol(t, assumptions)
        v = value(t)
        return POSITIVE if t is pi or t is E else ALL if v is None else frozenset(((v > 0) - (v < 0),))
    found: Signs = fold(e, _of_node, leaf, enter=lambda t: isinstance(t, Inert) and value(t) is None)
    return found


def _of_symbol(x: Symbol, assumptions: Assumptions) -> Signs:
    d = assumptions.domain(x)
    if d.complex:
        return ALL
    if d.positive:
        return POSITIVE
    if d.negative:
        return frozenset((-1,))
    if d.low is not None and d.low >= 0:
        return NOT_NEGATIVE
    return ALL


def _product(a: Signs, b: Signs) -> Signs:
    return frozenset(s * t for s in a for t in b)


def _sum(e: Basic, args: Sequence[Signs]) -> Signs:
    whole: Signs = frozenset().union(*args)
    if -1 in whole and 1 in whole:
        return ALL
    return whole - {0} if any(0 not in a for a in args) else whole


def _times(e: Basic, args: Sequence[Signs]) -> Signs:
    whole = POSITIVE
    for a in args:
        whole = _product(whole, a)
    return whole


def _power(e: Basic, args: Sequence[Signs]) -> Signs:
    base, n = args[0], value(e.args[1])
    if base == POSITIVE:
        return POSITIVE
    if n is not None and n.denominator == 1:
        even = n.numerator % 2 == 0
        found = frozenset(s * s if even else s for s in base)
        return found if n > 0 else found - {0}
    return NOT_NEGATIVE if n is not None else ALL


def _call(e: Basic, args: Sequence[Signs]) -> Signs:
    name, u = e.args[0].name, args[-1]
    if name in ALWAYS_POSITIVE:
        return POSITIVE
    if name in LIKE_ARGUMENT:
        return u
    if name in SIZES:
        return frozenset(s * s for s in u) if name == "abs" else NOT_NEGATIVE
    if name in ("sqrt", "relu"):
        return u - {-1} or NOT_NEGATIVE
    if name in ("gamma", "factorial") and u == POSITIVE:
        return POSITIVE
    return ALL


NODES: dict[type, Callable[[Basic, Sequence[Signs]], Signs]] = {
    Plus: _sum, Times: _times, Power: _power, Call: _call,
    Neg: lambda e, args: frozenset(-s for s in args[0]),
    Over: lambda e, args: _product(args[0], args[1] - {0}),
}


def _of_node(e: Basic, args: Sequence[Signs]) -> Signs:
    v = value(e)
    if v is not None:
        return frozenset(((v > 0) - (v < 0),))
    found = NODES.get(type(e))
    return found(e, args) if found else ALL
