"""Rational functions with rational coefficients, exactly: as quotients of polynomials with integer coefficients."""
from __future__ import annotations

from collections.abc import Iterable
from math import comb
from typing import Any, TypeAlias

from flint import Ordering, fmpz_mpoly_ctx
from sympy import Basic, Symbol

from symderive.checking.program import constant
from symderive.expr import Neg, Over, Plus, Power, Times
from symderive.nodes import D
from symderive.number import value

Quotient: TypeAlias = tuple[Any, Any]          # numerator and denominator, not reduced

TERMS, FIGURES, SYMBOLS = 400, 2_000, 12       # of a polynomial; bits of a coefficient; of all claims


class Rationals:
    """Nodes as quotients of polynomials in some symbols."""

    def __init__(self, symbols: Iterable[Basic]) -> None:
        names = sorted((x for x in symbols if isinstance(x, Symbol)), key=str)
        self.usable = len(names) <= SYMBOLS and len({str(x) for x in names}) == len(names)
        if self.usable:
            self.ring = fmpz_mpoly_ctx.get(tuple(f"x{k}" for k in range(max(1, len(names)))), Ordering.degrevlex)
            self.letters = dict(zip(names, self.ring.gens()))
            self.names = {x: f"x{k}" for k, x in enumerate(names)}
            self.one = self.ring.constant(1)
        self.known: dict[Basic, Quotient | None] = {}

    def equal(self, a: Basic, b: Basic) -> bool:
        """Are both rational functions, and the same one?"""
        if not self.usable:
            return False
        left, right = self.of(a), self.of(b)
        return left is not None and right is not None and bool(left[0] * right[1] == right[0] * left[1])

    def of(self, root: Basic) -> Quotient | None:
        """None for what is no rational function, or too large a one."""
        known, todo = self.known, [root]
        while todo:
            e = todo[-1]
            if e in known:
                todo.pop()
                continue
            if type(e) not in MADE:
                known[todo.pop()] = self._leaf(e)
                continue
            below = e.args[:1] if type(e) in (Power, D) else e.args
            if len(below) > 4 * TERMS:
                known[todo.pop()] = None
                continue
            missing = [a for a in below if a not in known]
            if missing:
                todo.extend(missing)
                continue
            parts = [known[a] for a in below]
            found = None if None in parts else MADE[type(e)](self, e, parts)
            known[todo.pop()] = found if found is not None and self._is_modest(found) else None
        return known[root]

    def _leaf(self, e: Basic) -> Quotient | None:
        if e in self.letters:
            return self.letters[e], self.one
        n = value(e)
        if n is None or max(n.numerator.bit_length(), n.denominator.bit_length()) > FIGURES:
            return None
        return self.ring.constant(n.numerator), self.ring.constant(n.denominator)

    def _is_modest(self, q: Quotient) -> bool:
        return len(q[0]) <= TERMS and len(q[1]) <= TERMS and not q[1].is_zero()

    def sum(self, e: Basic, parts: list[Any]) -> Quotient | None:
        top, below = parts[0]
        for u, w in parts[1:]:
            if len(top) > TERMS:
                return None
            if w == below:
                top = top + u
            else:
                if max(len(top) * len(w), len(u) * len(below), len(below) * len(w)) > 4 * TERMS:
                    return None
                top, below = top * w + u * below, below * w
        return top, below

    def product(self, e: Basic, parts: list[Any]) -> Quotient | None:
        top, below = parts[0]
        for u, w in parts[1:]:
            if max(len(top) * len(u), len(below) * len(w)) > 4 * TERMS or max(map(len, (top, below))) > TERMS:
                return None
            top, below = top * u, below * w
        return top, below

    def negative(self, e: Basic, parts: list[Any]) -> Quotient | None:
        return -parts[0][0], parts[0][1]

    def quotient(self, e: Basic, parts: list[Any]) -> Quotient | None:
        (u, w), (top, below) = parts
        return self.product(e, [(u, w), (below, top)])

    def power(self, e: Any, parts: list[Any]) -> Quotient | None:
        q = constant(e.args[1])
        if q is None or q.denominator != 1:
            return None
        n, (top, below) = int(q), parts[0]
        if abs(n) > FIGURES or any(comb(abs(n) + len(p) - 1, abs(n)) > TERMS or abs(n) * _figures(p) > FIGURES for p in (top, below) if len(p)):
            return None
        return (top ** n, below ** n) if n >= 0 else (below ** -n, top ** -n)

    def derivative(self, e: Any, parts: list[Any]) -> Quotient | None:
        """By the quotient rule."""
        x, (top, below) = e.args[1], parts[0]
        name = self.names.get(x)
        if name is None:
            return None
        if below.is_constant():
            return top.derivative(name), below
        if 2 * len(top) * len(below) > 4 * TERMS or len(below) ** 2 > 4 * TERMS:
            return None
        return top.derivative(name) * below - top * below.derivative(name), below * below


def _figures(q: Any) -> int:
    """A bound on what the bits of the coefficients grow by with each power."""
    return int(max(abs(int(c)) for c in q.coeffs()).bit_length()) + len(q).bit_length()


MADE: dict[type, Any] = {
    Plus: Rationals.sum, Times: Rationals.product, Neg: Rationals.negative, Over: Rationals.quotient, Power: Rationals.power, D: Rationals.derivative,
}
