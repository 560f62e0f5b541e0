"""Rational functions with whole coefficients, exactly: what an expression is as a quotient of polynomials, and their real roots."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flint import Ordering, arb, fmpz_mpoly_ctx, fmpz_poly
from sympy import Basic, Integer, Symbol

from symderive.checking.program import exponent
from symderive.expr import Inert, Neg, Over, Plus, Power, Times, plus, times
from symderive.number import value
from symderive.tree import fold

HIGHEST, WIDEST, LONGEST = 60, 2_000, 4_096      # degree, terms, bits of a coefficient


@dataclass(frozen=True)
class Quotient:
    """above / below, polynomials over the whole numbers."""
    above: Any
    below: Any


class Ring:
    """Polynomials in some symbols, or in any parts of expressions taken as letters."""

    def __init__(self, letters: Sequence[Basic]) -> None:
        self.letters = list(letters)
        self.context = fmpz_mpoly_ctx.get([f"x{k}" for k in range(max(1, len(letters)))], Ordering.lex)
        self.generators = dict(zip(letters, self.context.gens()))

    def number(self, n: int) -> Any:
        return self.context.constant(n)

    def quotient(self, e: Basic) -> Quotient | None:
        """The expression as a quotient, with the denominators as they stand: nothing is cancelled. None if it is none, or too large."""
        try:
            found: Quotient = fold(e, self._node, self._leaf, lambda a: isinstance(a, Inert) and a not in self.generators and value(a) is None)
            return found
        except _None:
            return None

    def polynomial(self, e: Basic) -> Any:
        """The expression as a polynomial, up to a constant factor; None if it is none."""
        q = self.quotient(e)
        return q.above if q is not None and q.below.is_constant() else None

    def expression(self, p: Any) -> Basic:
        """A polynomial of the ring, written out."""
        terms: list[Basic] = []
        for powers, c in sorted(p.to_dict().items(), reverse=True):
            factors = [x if n == 1 else Power(x, Integer(int(n))) for x, n in zip(self.letters, powers) if n]
            size = Integer(abs(int(c)))
            term = times(size, *factors) if abs(int(c)) != 1 and factors else times(*factors) if factors else size
            terms.append(Neg(term) if int(c) < 0 else term)
        return plus(*terms)

    def _leaf(self, e: Basic) -> Quotient:
        if e in self.generators:
            return Quotient(self.generators[e], self.number(1))
        q = value(e)
        if q is None or max(q.numerator.bit_length(), q.denominator.bit_length()) > LONGEST:
            raise _None
        return Quotient(self.number(q.numerator), self.number(q.denominator))

    def _node(self, e: Basic, args: tuple[Quotient, ...]) -> Quotient:
        if isinstance(e, Neg):
            return Quotient(-args[0].above, args[0].below)
        if isinstance(e, Plus):
            found = args[0]
            for q in args[1:]:
                if found.below == q.below:
                    found = Quotient(found.above + q.above, found.below)
                else:
                    found = Quotient(_product(found.above, q.below) + _product(q.above, found.below), _product(found.below, q.below))
            return found
        if isinstance(e, Times):
            found = args[0]
            for q in args[1:]:
                found = Quotient(_product(found.above, q.above), _product(found.below, q.below))
            return found
        if isinstance(e, Over):
            if args[1].above.is_zero():
                raise _None
            return Quotient(_product(args[0].above, args[1].below), _product(args[0].below, args[1].above))
        if isinstance(e, Power) and (n := exponent(e.args[1])) is not None:
            base = args[0] if n >= 0 else Quotient(args[0].below, args[0].above)
            if base.below.is_zero():
                raise _None
            return Quotient(_power(base.above, abs(n)), _power(base.below, abs(n)))
        raise _None


class _None(Exception):
    """It is no quotient of polynomials, or one that is too large."""


def _product(a: Any, b: Any) -> Any:
    if len(a) * len(b) > WIDEST * 4 or _degree(a) + _degree(b) > HIGHEST:
        raise _None
    return a * b


def _power(a: Any, n: int) -> Any:
    degree = _degree(a)
    if degree * n > HIGHEST or (n > HIGHEST and not degree and abs(int(a.leading_coefficient() or 0)) > 1) or len(a) ** min(n, 12) > WIDEST * WIDEST:
        raise _None
    return a ** n


def _degree(a: Any) -> int:
    return max(0, int(a.total_degree())) if not a.is_zero() else 0


def irreducible(p: Any) -> dict[str, Any]:
    """The irreducible factors of a polynomial, by how they are written, each with a leading coefficient above zero."""
    factors = [f if f.leading_coefficient() > 0 else -f for f, _ in p.factor()[1]]
    return {str(f): f for f in factors}


def in_one(p: Any, k: int) -> Any:
    """A polynomial in the k-th letter alone, as one of one variable."""
    rows: dict[int, int] = {int(powers[k]): int(c) for powers, c in p.to_dict().items()}
    return fmpz_poly([rows.get(n, 0) for n in range(max(rows, default=0) + 1)])


def real_roots(p: Any) -> list[Any]:
    """The real roots of an irreducible polynomial in one variable, as balls at the precision that is set."""
    if p.degree() < 1:
        return []
    if p.degree() == 1:
        return [arb(-int(p[0])) / int(p[1])]
    return [z.real for z, _ in p.complex_roots() if z.imag.is_zero()]


def letters_of(expressions: Iterable[Basic]) -> list[Basic]:
    """The symbols of these expressions, in order."""
    from symderive.expr import free
    return sorted({x for e in expressions for x in free(e) if isinstance(x, Symbol)}, key=str)
