"""Where an expression in one letter may change its sign or end: rational functions and monotone ones whose zeros are all the places; or nobody knows."""
from __future__ import annotations

from typing import Any

import sympy as sp
from flint import arb
from sympy import Basic

from symderive.checking import enclosure
from symderive.checking.polynomials import Ring
from symderive.checking.program import exponent
from symderive.expr import Call, Decimal, Inert, Neg, Over, Plus, Power, Times, free, plus
from symderive.problem import Assumptions
from symderive.signs import signs
from symderive.tree import fold, walk

MOST = 40                                                                # places
RISING = frozenset(("ln", "sqrt", "atan", "asin", "sinh", "tanh"))       # each on an interval
TOTAL = frozenset(("sin", "cos", "atan", "sinh", "cosh", "tanh", "abs"))
ENDS = frozenset(("ln", "sqrt"))                                         # defined up to the zero of their argument
UNIT = frozenset(("asin", "acos"))


def places_of(e: Basic, x: Basic, assumptions: Assumptions) -> list[Basic] | None:
    """Expressions, each rational or monotone on an interval: between their zeros (and poles) e has one sign, or is undefined. None: not known."""
    found: list[Basic] = []
    todo = [e]
    ring = Ring([x])
    while todo:
        u = todo.pop()
        if len(found) + len(todo) > MOST:
            return None
        if x not in free(u):
            continue
        if ring.quotient(u) is not None:
            found.append(u)
            continue
        if isinstance(u, (Times, Over, Neg)):
            todo += u.args
            continue
        if isinstance(u, Power) and exponent(u.args[1]) is not None:
            todo.append(u.args[0])
            continue
        if isinstance(u, Call) and u.args[0].name in ("abs", "sqrt") and len(u.args) == 2:
            todo.append(u.args[1])
            continue
        ends = _ends(u)
        if ends is None:
            return None
        if 0 not in (possible := signs(u, assumptions)) and len(possible) == 1:
            todo += ends
        elif _direction(u, x):
            found.append(u)
            todo += ends
        else:
            return None
    return list(dict.fromkeys(found))


def _ends(u: Basic) -> list[Basic] | None:
    """At whose zeros it may end to be defined; None: not known."""
    found: list[Basic] = []
    for t in walk(u):
        if not free(t) or not isinstance(t, Inert):
            continue
        if isinstance(t, Call):
            name, args = t.args[0].name, t.args[1:]
            if len(args) != 1 or name not in TOTAL | ENDS | UNIT:
                return None
            found += args if name in ENDS else [plus(args[0], sp.S.One), plus(args[0], Neg(sp.S.One))] if name in UNIT else []
        elif isinstance(t, Over):
            found += [t.args[1]] if free(t.args[1]) else []
        elif isinstance(t, Power):
            n = exponent(t.args[1])
            if t.args[0] is not sp.E and n is None:
                return None
            found += [t.args[0]] if n is not None and n < 0 else []
        elif not isinstance(t, (Plus, Times, Neg, Decimal)):
            return None
    return found


def _direction(e: Basic, x: Basic) -> int:
    """1 where it rises with x, strictly and on an interval, -1 where it falls; 0: constant, or not known."""
    def leaf(t: Basic) -> Any:
        return (t, 1) if t == x else (t, 0)

    def node(t: Basic, parts: tuple[Any, ...]) -> Any:
        ways = [way for _, way in parts]
        if x not in free(t):
            return t, 0
        if None in ways:
            return t, None
        if isinstance(t, Neg):
            return t, -ways[0]
        if isinstance(t, Plus):
            moving = set(ways) - {0}
            return t, moving.pop() if len(moving) == 1 and all(way or x not in free(u) for u, way in parts) else None
        if isinstance(t, (Times, Over)):
            moving_ = [(k, way) for k, (u, way) in enumerate(parts) if x in free(u)]
            if len(moving_) != 1 or (isinstance(t, Over) and moving_[0][0]):
                return t, None
            sign = 1
            for u, _ in parts:
                sign = sign * _sign(u) if x not in free(u) else sign
            return t, moving_[0][1] * sign or None
        if isinstance(t, Power):
            n = exponent(t.args[1])
            return t, ways[1] if t.args[0] is sp.E else ways[0] if n is not None and n > 0 and n % 2 else None
        if isinstance(t, Call) and t.args[0].name in RISING and len(t.args) == 2:
            return t, ways[-1]
        return t, None
    return fold(e, node, leaf, lambda t: isinstance(t, Inert))[1] or 0


def _sign(c: Basic) -> int:
    if free(c):
        return 0
    v = enclosure(c, {})
    return 0 if type(v) is not arb else 1 if v > 0 else -1 if v < 0 else 0
