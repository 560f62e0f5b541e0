"""Sums over the data inside other sums: each has an index of its own."""
from __future__ import annotations

from collections.abc import Mapping

from sympy import Basic, Symbol

from symderive.expr import free
from symderive.nodes import SumOver
from symderive.tree import fold, rebuild, substitute, walk

# index of a sum -> its index where it stands inside one
INNER = {Symbol(a): Symbol(b) for a, b in (("i", "j"), ("j", "k"), ("t", "s"), ("p", "q"), ("s", "r"), ("k", "l"), ("q", "o"))}


def with_indices(e: Basic, new: Mapping[Basic, Basic]) -> Basic:
    """The sums in an expression over other indices, so that it may stand inside a sum."""
    def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
        if isinstance(t, SumOver) and t.args[1] in new and t.args[1] not in free(t.args[3]):
            i = t.args[1]
            return SumOver(substitute(args[0], {i: new[i]}), new[i], *args[2:])
        return rebuild(t, args)
    found: Basic = fold(e, change)
    return found


def put(e: Basic, values: Mapping[Basic, Basic]) -> Basic:
    """Values put in for parameters, also inside sums over the same index."""
    inside = frozenset().union(*(free(t.args[0]) for t in walk(e) if isinstance(t, SumOver)))
    return substitute(e, {u: with_indices(a, INNER) if u in inside else a for u, a in values.items()})


def inside_a_sum(e: Basic, u: Basic) -> bool:
    return any(isinstance(t, SumOver) and u in free(t.args[0]) for t in walk(e))
