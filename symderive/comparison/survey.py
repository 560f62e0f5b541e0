"""What an expression is made of, from one pass through it: kinds of nodes, functions, long numbers, and what bounds its domain beyond the checker's edges."""
from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import sympy as sp
from sympy import Basic, Integer

from symderive.expr import Call, Decimal, Neg, Power, free, plus
from symderive.tree import inside, walk

UNIT = frozenset(("asin", "acos", "atanh", "acosh", "asec", "acsc", "acoth", "floor", "ceil"))     # what happens where the argument is 1 or -1
POLES = frozenset(("gamma", "lgamma", "digamma", "polygamma", "factorial", "binom"))              # isolated, and continued through by identities
PARTIAL = frozenset(("ln", "log", "sqrt", "root", "abs", "sign", "max", "min", "relu", "zeta", "lambertw", "besselk", "bessely", "arg", "atan2")) | UNIT | POLES


@dataclass(frozen=True)
class Survey:
    """One expression.

    kinds    classes of its nodes
    names    functions it calls
    longest  bits of the longest number written in it
    bases    what is raised to a power that varies, with the symbols in that power: x, {x} of x^x
    steps    further expressions at whose zeros something happens: u - 1 and u + 1 for arcsin u, or the floor of u
    poles    arguments of Gamma and its kin
    """
    kinds: frozenset[type]
    names: frozenset[str]
    longest: int
    bases: tuple[tuple[Basic, frozenset[Basic]], ...]
    steps: tuple[Basic, ...]
    poles: frozenset[Basic]


@lru_cache(maxsize=256)
def survey(e: Basic) -> Survey:
    """Look an expression through."""
    kinds: set[type] = set()
    names: set[str] = set()
    longest = 0
    bases: dict[Basic, frozenset[Basic]] = {}
    steps: list[Basic] = []
    poles: set[Basic] = set()
    for t in walk(e, inside):
        kind = type(t)
        kinds.add(kind)
        if kind is Call:
            name = t.args[0].name
            names.add(name)
            if name in UNIT:
                steps += (plus(t.args[-1], Neg(sp.S.One)), plus(t.args[-1], sp.S.One), *([t.args[-1]] if name in ("floor", "ceil") else []))
            elif name in POLES:
                poles.update(t.args[1:])
        elif kind is Power:
            base, exponent = t.args
            below = free(exponent)
            if below and free(base):
                bases[base] = bases.get(base, frozenset()) | below
        elif kind is Decimal:
            longest = max(longest, len(t.args[0].name) * 10 // 3)
        elif isinstance(t, Integer):
            longest = max(longest, int(t).bit_length())
    return Survey(frozenset(kinds), frozenset(names), longest, tuple(bases.items()), tuple(steps), frozenset(poles))
