"""Products as a number and powers, sums as multiples of products: taken apart, and put together as a textbook writes them."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from sympy import Basic, E, Integer, Symbol, pi

from symderive.expr import At, Call, Decimal, Inert, Neg, Over, Plus, Power, Times, call, head, plus, times
from symderive.nodes import Indexed, relation
from symderive.number import number, value
from symderive.tree import parts

ZERO = Integer(0)
HALF = Fraction(1, 2)
NUMBERS = frozenset((Neg, Over, Decimal))
BIGGEST = 4_096            # bits: a power of numbers beyond this is left as it is written

Rational: TypeAlias = int | Fraction                 # whole numbers are plain integers: they are much faster
Powers: TypeAlias = dict[Basic, Rational]            # base -> exponent


def bits(q: Rational) -> int:
    return max(q.numerator.bit_length(), q.denominator.bit_length())


@dataclass(frozen=True, slots=True)
class Factors:
    """count * b1^k1 * b2^k2 ...

    `nonzero` holds the bases that were divided by and have cancelled, `nonnegative` those whose roots have:
    conditions under which the product as it was written is what these factors say.
    """
    count: Rational
    powers: Mapping[Basic, Rational]
    nonzero: tuple[Basic, ...] = ()
    nonnegative: tuple[Basic, ...] = ()


Provisos = dict[Basic, None]                         # conditions, in the order they were met


def noted(f: Factors, provisos: Provisos) -> Factors:
    """The factors; the conditions under which they say what was written are recorded."""
    for b in f.nonzero:
        provisos[relation("!=", b, ZERO)] = None
    for b in f.nonnegative:
        provisos[relation(">=", b, ZERO)] = None
    return f


# ---- products

def amount(e: Basic) -> Rational | None:
    """The number that is written, if it is one; a whole one as a plain integer."""
    if isinstance(e, Integer):
        return int(e)
    v = value(e) if type(e) in NUMBERS else None
    return None if v is None else whole(v)


def whole(q: Rational) -> Rational:
    return q.numerator if q.denominator == 1 else q


def raised(v: Rational, k: int) -> Rational:
    return v if k == 1 else whole(Fraction(Fraction(v) ** k))


def is_product(e: Basic) -> bool:
    """Is there anything to take apart?"""
    kind = type(e)
    if kind is Power:
        return value(e.args[1]) is not None
    return kind is Times or kind is Over or kind is Neg


def factors(e: Basic) -> Factors:
    """A product taken apart, however its signs, quotients and powers are nested. A matrix is a base."""
    count: Rational = 1
    powers: Powers = {}
    letters: dict[Basic, list[tuple[Basic, Rational]]] = {}       # base -> exponents that are not numbers, each so often
    divided: list[Basic] = []
    rooted: list[Basic] = []
    alike: dict[frozenset[tuple[Basic, int]], Basic] = {}         # 1 + x and x + 1 are one base, x + x + 1 another
    todo: list[tuple[Basic, Rational]] = [(e, 1)]
    while todo:
        f, k = todo.pop()
        kind = type(f)
        if k.denominator == 1:
            if kind is Times:
                todo += [(a, k) for a in reversed(f.args)]
                continue
            if kind is Neg:
                if k.numerator % 2:
                    count = -count
                todo.append((f.args[0], k))
                continue
            v = amount(f)
            if v is not None and (v or k > 0) and bits(v) * abs(int(k)) <= BIGGEST:
                count *= raised(v, int(k))
                continue
            if kind is Over:
                todo += [(f.args[1], -k), (f.args[0], k)]
                continue
            if kind is Power:
                r = amount(f.args[1])
                if r is not None:
                    todo.append((f.args[0], r * k))
                else:
                    letters.setdefault(f.args[0], []).append((f.args[1], k))
                continue
        base = f
        if head(f) == "sqrt":
            base, k = f.args[1], k * HALF
        if type(base) is Plus:
            base = alike.setdefault(multiset(base), base)
        if k.denominator != 1:
            rooted.append(base)
        if k < 0:
            divided.append(base)
        powers[base] = powers.get(base, 0) + k
    _exponents_that_are_letters(letters, powers)
    count = _integers_out(count, powers)
    nonzero = [b for b in divided if not count or powers.get(b, 0) >= 0]
    nonnegative = [b for b in rooted if powers.get(b, 0).denominator == 1]
    return Factors(whole(count), {b: k for b, k in powers.items() if k}, tuple(dict.fromkeys(nonzero)), tuple(dict.fromkeys(nonnegative)))


def _exponents_that_are_letters(letters: Mapping[Basic, list[tuple[Basic, Rational]]], powers: Powers) -> None:
    """e^a e^b is e^(a + b), and x x^(n - 1) is x^n; a power that stands alone is a base as it is."""
    for base, exponents in letters.items():
        with_number = any(value(t) is not None for u, _ in exponents for t in parts(Plus, u))
        known = powers.pop(base, 0) if with_number or base is E else 0
        if len(exponents) == 1 and not known:
            u, k = exponents[0]
            powers[Power(base, u)] = powers.get(Power(base, u), 0) + k
            continue
        merged = total((scaled(t, k) for u, k in exponents for t in parts(Plus, u)), known)
        rest = amount(merged)
        if rest is not None:
            powers[base] = powers.get(base, 0) + rest
        else:
            powers[Power(base, merged)] = 1


def _integers_out(count: Rational, powers: Powers) -> Rational:
    """Whole powers of numbers join the count; 2/sqrt(2) is sqrt(2)."""
    for base in [b for b in powers if isinstance(b, Integer) and b > 1]:
        k, n = powers[base], int(base)
        if k < 0 and count.numerator % n == 0 and count:
            count, k = Fraction(count, n), k + 1
        out = int(k) if k > 0 else 0
        if out * n.bit_length() <= BIGGEST:
            count, k = count * n ** out, k - out
        powers[base] = k
    return count


def product(count: Rational, powers: Mapping[Basic, Rational]) -> Basic:
    """Number first, then constants, letters, sums, functions; negative powers below the line."""
    if not count:
        return Integer(0)
    if len(powers) == 1 and abs(count) == 1:
        (b, k), = powers.items()
        if k > 0:
            return Neg(power(b, k)) if count < 0 else power(b, k)
    ordered = sorted(powers.items(), key=_place) if len(powers) > 1 else powers.items()
    above = [power(b, k) for b, k in ordered if k > 0]
    below = [power(b, -k) for b, k in ordered if k < 0]
    top = times(*_counted(abs(count.numerator)), *above)
    bottom = times(*_counted(count.denominator), *below)
    whole = top if bottom == 1 else Over(top, bottom)
    return Neg(whole) if count < 0 else whole


def _counted(n: int) -> list[Basic]:
    return [] if n == 1 else [Integer(n)]


def power(b: Basic, k: Rational) -> Basic:
    """b^k, with the root sign for 1/2, and (e^x)^2 as e^(2x)."""
    if k == 1:
        return b
    if k == HALF:
        return call("sqrt", b)
    if type(b) is Power and k.denominator == 1:
        return Power(b.args[0], scaled(b.args[1], k))
    return Power(b, number(k))


LAST_LETTERS = frozenset("tuvwxyz")


def _place(item: tuple[Basic, Rational]) -> tuple[int, str]:
    """Where a factor stands: 2 pi a lambda x y x_i 2^x (x + 1) e^x (1 + sin x) sin x."""
    b = item[0]
    if isinstance(b, Symbol):
        stem = b.name.partition("_")[0].rstrip("0123456789")
        return (2 if len(stem) > 1 else 3 if stem in LAST_LETTERS else 1), b.name
    if not isinstance(b, Inert):
        return 0 if b is pi or b is E else 4, ""
    kind = type(b)
    if kind is At:
        return 4, ""
    if kind is Power:
        return (7 if b.args[0] is E else 5 if value(b.args[0]) is not None or not _is_plain(b.args[1]) else 6), ""
    if kind is Plus:
        return (5 if all(map(_is_plain, b.args)) else 8), ""
    return (10 if isinstance(b, Indexed) else 9 if kind is Call else 6), ""


def _is_plain(t: Basic) -> bool:
    """A term without functions, as -2x^2."""
    todo = [t]
    while todo:
        t = todo.pop()
        if type(t) is Call:
            return False
        if type(t) in (Neg, Times, Over, Power):
            todo.extend(t.args)
    return True


# ---- sums

def multiset(e: Basic) -> frozenset[tuple[Basic, int]]:
    """The terms of a sum, each with how often it occurs, whatever their order."""
    return frozenset(Counter(e.args).items())


def terms(e: Basic) -> list[Basic]:
    """-(u + v) as -u, -v; (u + v)/w stays one term."""
    found: list[Basic] = []
    todo = [(e, False)]
    while todo:
        t, minus = todo.pop()
        if type(t) is Plus:
            todo += [(a, minus) for a in reversed(t.args)]
        elif type(t) is Neg and type(t.args[0]) in (Plus, Neg):
            todo.append((t.args[0], not minus))
        elif not minus:
            found.append(t)
        else:
            found.append(t.args[0] if type(t) is Neg else Neg(t))
    return found


def factored(e: Basic) -> Basic:
    """As one product."""
    f = factors(e)
    return product(f.count, f.powers)


def scaled(e: Basic, k: Rational) -> Basic:
    """k times e, as one product."""
    if k == 1:
        return e
    f = factors(e)
    return product(f.count * k, f.powers)


def total(found: Iterable[Basic], constant: Rational = 0) -> Basic:
    """The sum of terms, like ones put together, the first positive one in front."""
    counts = Counts()
    for t in found:
        v = amount(t)
        f = factors(t) if v is None else Factors(v, {})
        if f.powers:
            counts.add(f)
        else:
            constant += f.count
    return lead_with_plus(counts.terms() + ([number(constant)] if constant else []))


class Counts:
    """How often each product occurs, whatever the order of its factors."""

    def __init__(self) -> None:
        self.count: dict[frozenset[tuple[Basic, Rational]], Rational] = {}
        self.powers: dict[frozenset[tuple[Basic, Rational]], Mapping[Basic, Rational]] = {}

    def add(self, f: Factors) -> None:
        key = frozenset(f.powers.items())
        self.powers.setdefault(key, f.powers)
        self.count[key] = self.count.get(key, 0) + f.count

    def terms(self) -> list[Basic]:
        return [product(k, self.powers[key]) for key, k in self.count.items() if k]


def lead_with_plus(found: list[Basic]) -> Basic:
    """A sum that starts with its first positive term."""
    if found and type(found[0]) is Neg:
        lead = next((t for t in found if type(t) is not Neg), None)
        if lead is not None:
            at = found.index(lead)
            found = [lead, *found[:at], *found[at + 1:]]
    return plus(*found)
