"""Expressions as fractions of polynomials in their atoms, worked in python-flint, and written again as a textbook would."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Any, TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly_ctx
from sympy import Basic, E, Integer

from symderive.expr import Neg, Over, Plus, Power, Times, call
from symderive.number import value
from symderive.rules.forms import factors, lead_with_plus, product, terms
from symderive.tree import fold

Quotient: TypeAlias = tuple[Any, Any]                   # numerator and denominator, without a common factor

ARITHMETIC = frozenset((Plus, Times, Neg, Over, Power))
LARGEST, LONGEST = 40, 20_000                            # exponent that is multiplied out; terms of a polynomial


class TooLarge(Exception):
    """A polynomial would have too many terms, or divides by zero."""


@lru_cache(maxsize=64)
def _context(count: int) -> Any:
    return fmpq_mpoly_ctx.get([f"a{k}" for k in range(count)], Ordering.lex)


def _exponent_parts(e: Basic) -> list[tuple[Basic, Fraction, Basic]]:
    """b^(k - 1) as b^k and b^(-1): (base, whole multiple, exponent) for each term of the exponent."""
    base, found = e.args[0], []
    for t in terms(e.args[1]):
        f = factors(t)
        rest = product(f.count if Fraction(f.count).denominator != 1 else 1, f.powers)
        count = Fraction(f.count) if Fraction(f.count).denominator == 1 else Fraction(1)
        if base is E and Fraction(f.count).denominator != 1 and f.count < 0:
            rest, count = product(-f.count, f.powers), Fraction(-1)
        found.append((base, count, rest))
    return found


def atoms(e: Basic) -> dict[Basic, None]:
    """What an expression is made of by sums, products, quotients and whole powers."""
    found: dict[Basic, None] = {}
    _fold(e, lambda a: found.setdefault(a))
    return found


def _fold(e: Basic, leaf: Callable[[Basic], Any]) -> None:
    todo = [e]
    seen: set[Basic] = set()
    while todo:
        t = todo.pop()
        if t in seen or value(t) is not None:
            continue
        seen.add(t)
        for part, inside in _below(t):
            if inside:
                todo.append(part)
            else:
                leaf(part)


def _below(t: Basic) -> list[tuple[Basic, bool]]:
    """The parts of a node: (part, is it taken apart further?)."""
    if type(t) is Power:
        k = value(t.args[1])
        if k is not None and k.denominator == 1 and abs(k) <= LARGEST:
            return [(t.args[0], True)]
        if k is not None:
            return [(_root(t.args[0], k.denominator) if abs(k) <= LARGEST else t, False)]
        return [(_atom(base, rest), rest is Integer(1)) for base, _, rest in _exponent_parts(t)]
    if type(t) in ARITHMETIC:
        return [(a, True) for a in t.args]
    return [(t, False)]


def _atom(base: Basic, exponent: Basic) -> Basic:
    return base if exponent is Integer(1) and base is not E else Power(base, exponent)


def _root(base: Basic, n: int) -> Basic:
    return call("sqrt", base) if n == 2 else Power(base, Over(Integer(1), Integer(n)))


class Fractions:
    """The field of fractions in the atoms of some expressions.

    >>> from symderive.reading.law import read_law
    >>> e = read_law("s/p - (n - s)/(1 - p)")
    >>> field = Fractions(e)
    >>> field.write(field.of(e)[0]), field.write(field.of(e)[1])
    (n p - s, p^2 - p)
    """

    def __init__(self, *expressions: Basic, more: Iterable[Basic] = ()) -> None:
        found: dict[Basic, None] = dict.fromkeys(more)
        for e in expressions:
            found.update(atoms(e))
        self.atoms: Sequence[Basic] = tuple(found)
        self.context = _context(max(1, len(self.atoms)))
        self.place: Mapping[Basic, int] = {a: k for k, a in enumerate(self.atoms)}
        self.generators = self.context.gens()
        self.one = self.context.from_dict({(0,) * max(1, len(self.atoms)): fmpq(1)})
        self.zero = self.one - self.one
        self.values: dict[Basic, Quotient] = {}

    # ---- reading

    def of(self, e: Basic) -> Quotient:
        """The expression as a reduced fraction.

        Raises:
            TooLarge: where it divides by zero, or grows too long.
        """
        found: Quotient = fold(e, self._build, self._leaf, enter=lambda t: type(t) in ARITHMETIC and value(t) is None and not self._is_special(t))
        return found

    def _is_special(self, t: Basic) -> bool:
        if type(t) is not Power:
            return False
        k = value(t.args[1])
        return k is None or k.denominator != 1 or abs(k) > LARGEST

    def atom(self, a: Basic) -> Quotient:
        return self.generators[self.place[a]], self.one

    def _leaf(self, t: Basic) -> Quotient:
        v = value(t)
        if v is not None:
            return self.one * fmpq(v.numerator, v.denominator), self.one
        if type(t) is not Power:
            return self.atom(t)
        k = value(t.args[1])
        if k is not None:
            return self._power(self.atom(_root(t.args[0], k.denominator)), k.numerator) if abs(k) <= LARGEST else self.atom(t)
        found: Quotient = (self.one, self.one)
        for base, count, rest in _exponent_parts(t):
            one = self.of(base) if rest is Integer(1) and base is not E else self.atom(_atom(base, rest))
            found = self.times(found, self._power(one, int(count)))
        return found

    def _build(self, e: Basic, args: tuple[Any, ...]) -> Quotient:
        kind = type(e)
        if kind is Plus:
            found: Quotient = args[0]
            for a in args[1:]:
                found = self.plus(found, a)
            return found
        if kind is Times:
            found = args[0]
            for a in args[1:]:
                found = self.times(found, a)
            return found
        if kind is Neg:
            return -args[0][0], args[0][1]
        if kind is Over:
            return self.times(args[0], self.inverse(args[1]))
        k = value(e.args[1])
        assert k is not None
        return self._power(args[0], int(k))

    # ---- arithmetic

    def inverse(self, a: Quotient) -> Quotient:
        if a[0].is_zero():
            raise TooLarge
        return self.reduced(a[1], a[0])

    def plus(self, a: Quotient, b: Quotient) -> Quotient:
        if a[1] == b[1]:
            return self.reduced(a[0] + b[0], a[1])
        return self.reduced(a[0] * b[1] + b[0] * a[1], a[1] * b[1])

    def times(self, a: Quotient, b: Quotient) -> Quotient:
        return self.reduced(a[0] * b[0], a[1] * b[1])

    def _power(self, a: Quotient, k: int) -> Quotient:
        if k < 0:
            a, k = self.inverse(a), -k
        found: Quotient = (a[0] ** k, a[1] ** k)
        return found

    def reduced(self, above: Any, below: Any) -> Quotient:
        """Without the common factor, the denominator's leading coefficient positive."""
        if len(above) > LONGEST or len(below) > LONGEST:
            raise TooLarge
        if above.is_zero():
            return self.zero, self.one
        if not below.is_constant():
            common = above.gcd(below)
            above, below = above // common, below // common
        lead = below.leading_coefficient()
        found: Quotient = (above / lead, below / lead)
        return found

    # ---- looking

    def coefficients(self, p: Any, u: Basic) -> dict[int, Any]:
        """A polynomial by the powers of one atom: {power: coefficient}."""
        place = self.place[u]
        found: dict[int, dict[tuple[int, ...], Any]] = {}
        for powers, c in p.to_dict().items():
            rest = tuple(0 if k == place else n for k, n in enumerate(powers))
            found.setdefault(int(powers[place]), {})[rest] = c
        return {k: self.context.from_dict(d) for k, d in found.items()}

    def occurring(self, p: Any) -> list[Basic]:
        """The atoms that occur in a polynomial."""
        degrees = p.degrees()
        return [a for k, a in enumerate(self.atoms) if degrees[k] > 0]

    def factored(self, p: Any) -> tuple[Any, list[tuple[Any, int]]]:
        """A number, and irreducible factors with their multiplicities."""
        c, found = p.factor()
        return c, [(f, int(k)) for f, k in found]

    # ---- writing

    def terms(self, p: Any) -> list[Basic]:
        """The terms of a polynomial."""
        found = []
        for powers, c in p.to_dict().items():
            found.append(product(_fraction(c), {a: int(n) for a, n in zip(self.atoms, powers) if n}))
        return found

    def write(self, p: Any) -> Basic:
        """A polynomial as a sum."""
        return lead_with_plus(self.terms(p)) if not p.is_zero() else Integer(0)

    def monomial(self, p: Any) -> tuple[Any, Mapping[Basic, int]]:
        """The greatest monomial that divides all terms."""
        rows = [tuple(map(int, powers)) for powers in p.monoms()]
        least = tuple(map(min, zip(*rows)))
        return self.context.from_dict({least: fmpq(1)}), {a: n for a, n in zip(self.atoms, least) if n}

    def written(self, q: Quotient) -> Basic:
        """A fraction, monomials and whole-number content in front, sums in factors."""
        above, below = q
        if above.is_zero():
            return Integer(0)
        count = Fraction(1)
        powers: dict[Basic, int] = {}
        for p, sign in ((above, 1), (below, -1)):
            c, factors_found = self.factored(p)
            count *= _fraction(c) ** sign
            for f, k in factors_found:
                if len(f) > 1:
                    f, scale = self._primitive(f)
                    count *= scale ** (sign * k)
                    base = self.write(f)
                    powers[base] = powers.get(base, 0) + sign * k
                else:
                    c, only = next(iter((_fraction(v), m) for m, v in f.to_dict().items()))
                    count *= c ** (sign * k)
                    for a, n in zip(self.atoms, only):
                        if n:
                            powers[a] = powers.get(a, 0) + sign * k * int(n)
        for base, k in list(powers.items()):
            if k % 2 and type(base) is Plus and (turned := turned_around(base, count < 0)) is not base:
                powers = {turned if b is base else b: n for b, n in powers.items()}
                count = -count
        return product(count if count.denominator != 1 else int(count), powers)

    def _primitive(self, f: Any) -> tuple[Any, Fraction]:
        """The factor with whole coefficients, its first written term positive; and what it was multiplied by."""
        coefficients = [_fraction(c) for c in f.to_dict().values()]
        common = 1
        for c in coefficients:
            common = common * c.denominator // gcd(common, c.denominator)
        content = 0
        for c in coefficients:
            content = gcd(content, abs(int(c * common)))
        scale = Fraction(common, content or 1)
        if all(c < 0 for c in coefficients):
            scale = -scale
        return f * fmpq(scale.numerator, scale.denominator), 1 / scale


def _fraction(c: Any) -> Fraction:
    return Fraction(int(c.p), int(c.q)) if hasattr(c, "p") else Fraction(int(c))


def turned_around(e: Basic, tie: bool) -> Basic:
    """A sum multiplied by -1 if that leaves fewer minus signs; where there are as many, if `tie`."""
    minus = sum(type(t) is Neg for t in e.args)
    if 2 * minus < len(e.args) or (2 * minus == len(e.args) and not tie):
        return e
    found: Basic = lead_with_plus([t.args[0] if type(t) is Neg else Neg(t) for t in e.args])
    return found


def simplified(e: Basic) -> Basic:
    """One reduced fraction, as a product of its factors; the expression itself where it is no quotient of polynomials of a bearable size."""
    try:
        field = Fractions(e)
        return field.written(field.of(e))
    except TooLarge:
        return e


def with_whole_part(e: Basic) -> Basic:
    """(n + s)/s as 1 + n/s, where one term is left above the line; else the reduced fraction."""
    try:
        field = Fractions(e)
        above, below = field.of(e)
    except TooLarge:
        return e
    if len(below) == 1 and len(above) > 1 and not below.is_constant():
        pieces = [field.reduced(field.context.from_dict({m: c}), below) for m, c in above.to_dict().items()]
        if any(p[1].is_constant() for p in pieces):
            return lead_with_plus([field.written(p) for p in pieces])
    for k in (1, -1, 2, -2):
        rest = above - k * below
        if len(below) > 1 and len(above) > 1 and len(rest) == 1:
            part = field.written(field.reduced(rest, below))
            return lead_with_plus([Integer(k), part]) if k > 0 else lead_with_plus([part, Neg(Integer(-k))])
    return field.written((above, below))


def spread(e: Basic) -> Basic:
    """One reduced fraction, as a sum with a fraction for each term above the line."""
    try:
        field = Fractions(e)
        above, below = field.of(e)
    except TooLarge:
        return e
    return lead_with_plus([field.written(field.reduced(field.context.from_dict({m: c}), below)) for m, c in above.to_dict().items()]) if len(above) > 0 else Integer(0)


def is_zero(e: Basic) -> bool:
    """Is it zero as a fraction in its atoms?"""
    try:
        return bool(Fractions(e).of(e)[0].is_zero())
    except TooLarge:
        return False

