"""Exponents and logarithms taken apart: the arguments of exp and of trigonometric functions as linear forms in monomials.

    x^2/2 + 3 i x y + 1     {x^2: 1/2, i x y: 3, 1: 1}

A monomial is (i or not, ((node, exponent), ...)), sorted by the order in which the nodes were met.
"""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import sympy as sp
from sympy import Basic

from symderive.checking.program import constant
from symderive.expr import Call, Neg, Over, Plus, Power, Times

Monomial: TypeAlias = tuple[bool, tuple[tuple[Basic, int], ...]]
Form: TypeAlias = dict[Monomial, Fraction]

ONE: Monomial = (False, ())
TERMS, HIGHEST = 40, 8                         # terms of a form; the highest power that is multiplied out
DEPTH = 60                                     # nodes on the way down; below, a node is taken for a letter


class Forms:
    """Linear forms of nodes. `meaning(e)` is a node that stands for e (as the value of a symbol), or None."""

    def __init__(self, meaning: Callable[[Basic], Basic | None], logarithm: Callable[[Basic], Form | None]) -> None:
        self.meaning, self.logarithm = meaning, logarithm
        self.known: dict[Basic, Form] = {}
        self.order: dict[Basic, int] = {}

    def of(self, e: Basic, depth: int = DEPTH) -> Form:
        found = self.known.get(e)
        if found is None:
            found = self.known[e] = self._of(e, depth) if depth else self.letter(e)
        return found

    def letter(self, e: Basic, power: int = 1) -> Form:
        self.order.setdefault(e, len(self.order))
        return {(False, ((e, power),)): Fraction(1)}

    def _of(self, e: Basic, depth: int) -> Form:
        if (n := constant(e)) is not None:
            return {ONE: n} if n else {}
        if e is sp.I:
            return {(True, ()): Fraction(1)}
        known = self.meaning(e)
        found = self.of(known, depth - 1) if known is not None else self._parts(e, depth - 1)
        return self.letter(e) if found is None or len(found) > TERMS else found

    def _parts(self, e: Any, depth: int) -> Form | None:
        """None where it is best taken for a letter."""
        kind = type(e)
        if kind is Plus:
            return self._sum(e, depth) if len(e.args) <= TERMS else None
        if kind is Neg:
            return scaled(self.of(e.args[0], depth), Fraction(-1))
        if kind is Times:
            found: Form | None = {ONE: Fraction(1)}
            for a in e.args:
                found = found and self.product(found, self.of(a, depth))
            return found
        if kind is Over:
            below = self._power(self.of(e.args[1], depth), -1)
            return below and self.product(self.of(e.args[0], depth), below)
        if kind is Power and (n := constant(e.args[1])) is not None and n.denominator == 1:
            return self._power(self.of(e.args[0], depth), int(n))
        if kind is Call and e.args[0].name == "ln":
            return self.logarithm(e.args[1])
        return None

    def _sum(self, e: Basic, depth: int) -> Form:
        found: Form = {}
        for a in e.args:
            added(found, self.of(a, depth))
        return found

    def _power(self, f: Form, n: int) -> Form | None:
        if n == 0:
            return {ONE: Fraction(1)}
        if len(f) == 1:
            ((i, parts), c), = f.items()
            if i:
                return None
            return {(False, tuple((a, k * n) for a, k in parts)): c ** n} if abs(n) <= 10_000 and _modest(c, n) else None
        if not 1 <= n <= HIGHEST:
            return None
        found: Form | None = f
        for _ in range(n - 1):
            found = found and self.product(found, f)
        return found

    def product(self, f: Form, g: Form) -> Form | None:
        if len(f) * len(g) > TERMS:
            return None
        found: Form = {}
        for (i, parts), c in f.items():
            for (j, others), d in g.items():
                if i and j:
                    added(found, {(False, self._joined(parts, others)): -c * d})
                else:
                    added(found, {(i or j, self._joined(parts, others)): c * d})
        return found

    def _joined(self, a: tuple[tuple[Basic, int], ...], b: tuple[tuple[Basic, int], ...]) -> tuple[tuple[Basic, int], ...]:
        if not a or not b:
            return a or b
        counts = dict(a)
        for e, k in b:
            counts[e] = counts.get(e, 0) + k
        return tuple(sorted(((e, k) for e, k in counts.items() if k), key=lambda part: self.order[part[0]]))


def _modest(c: Fraction, n: int) -> bool:
    return (c.numerator.bit_length() + c.denominator.bit_length()) * abs(n) < 4_000


def added(f: Form, g: Form) -> None:
    """g is added to f, in place."""
    for m, c in g.items():
        total = f.get(m, 0) + c
        if total:
            f[m] = Fraction(total)
        else:
            f.pop(m, None)


def scaled(f: Form, c: Fraction) -> Form:
    return {m: c * d for m, d in f.items()}


def turned(f: Form) -> Form:
    """i times the form."""
    return {(not i, parts): -c if i else c for (i, parts), c in f.items()}


def primes(n: int) -> dict[int, int]:
    """The prime factors of a small number, with their exponents."""
    found: dict[int, int] = {}
    d = 2
    while d * d <= n:
        while n % d == 0:
            found[d], n = found.get(d, 0) + 1, n // d
        d += 1
    if n > 1:
        found[n] = found.get(n, 0) + 1
    return found

