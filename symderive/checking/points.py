"""Where claims are tried: exact numbers, the same every time, spread over signs and sizes and set on both sides of every break.

    a real number       every pattern of signs, and of sizes (1/16, 1), (1, 4), (3.5, 12)
    between two ends    both halves
    a whole number      the first of them, in a shuffled order
    breakpoints c       c - 2^-12, c + 2^-12, c - 3/2, c + 3/2, and midpoints of neighbours
    narrow domains      further draws, also tiny, big and huge
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from hashlib import blake2b
from itertools import pairwise
from math import ceil, floor
from random import Random
from typing import Any

from flint import acb, arb, fmpq
from sympy import Basic, Symbol

from symderive.expr import Neg, Over, Plus, Times, free, union
from symderive.number import value
from symderive.problem import Assumptions, Domain

UNIT = 65_536
SIZES = {name: (int(a * UNIT), int(b * UNIT)) for name, (a, b) in {
    "small": (1 / 16, 1), "middle": (1, 4), "large": (3.5, 12), "tiny": (.01, .1), "big": (11, 37), "huge": (40, 1_600),
}.items()}
FURTHER = ("tiny", "middle", "big", "small", "large", "tiny", "huge", "middle")
ORDINARY = ("small", "middle", "small", "large")
COUNTS = (3, 1, 5, 2, 7, 4, 6)
SIMPLE = tuple(map(Fraction, ("2", "3", "1/2", "1", "-1", "5", "-2", "3/2", "1/4", "-1/2", "3/4", "4", "10", "-3", "100", "0")))
PATTERNED = 4                  # symbols whose signs and sizes run through all patterns
EDGES = 5                      # breakpoints that are looked at on both sides


class Design:
    """The points at which a program is run, by number; they are drawn as they are asked for."""

    def __init__(self, symbols: Iterable[Basic], counts: set[Basic], assumptions: Assumptions, seed: int) -> None:
        self.symbols = sorted(symbols, key=str)
        self.seed, self.assumptions = seed, assumptions
        self.random = Random(seed)
        self.counts = counts
        self.domains: dict[Basic, Domain] = {x: assumptions.domain(x) for x in self.symbols}
        self.drawn: dict[Basic, list[Any]] = {x: [] for x in self.symbols}
        self.data: dict[tuple[Basic, tuple[int, ...], int], Any] = {}
        self.size = 0
        self.shift = self.random.randrange(PATTERNED)
        self.whole = [x in counts or self.domains[x].integer for x in self.symbols]
        self.moving = min(PATTERNED, self.whole.count(False))

    @property
    def empty(self) -> bool:
        """Do the assumptions contradict each other?"""
        return any(_is_empty(self.assumptions.domain(x)) for x in union(self.assumptions.facts))

    @property
    def usual(self) -> int:
        """How many points are planned."""
        if any(d.complex for d in self.domains.values()):
            return 24
        return (1, 12, 16)[len(self.symbols)] if len(self.symbols) < 3 else 24

    @property
    def wholes(self) -> list[Basic]:
        """The symbols that stand for whole numbers."""
        return [x for x, whole in zip(self.symbols, self.whole) if whole]

    # ---- what a run asks for

    def column(self, ids: Sequence[int]) -> Callable[[Basic], list[Any]]:
        """The values of a symbol at these points, as balls."""
        def values(x: Basic) -> list[Any]:
            drawn = self.drawn[x]
            return [_ball(drawn[k]) for k in ids]
        return values

    def datum(self, x: Basic, places: tuple[int, ...], k: int) -> Any:
        """The value of a datum at a point, drawn by its name and place."""
        key = (x, places, k)
        if key not in self.data:
            digest = blake2b(repr((self.seed, str(x), places, k)).encode(), digest_size=5).digest()
            sign, r = 1 if digest[0] & 1 else -1, int.from_bytes(digest[1:], "big") / 2 ** 32
            size = ("small", "middle", "middle", "large")[digest[0] // 2 % 4]
            domain = self.assumptions.domain(x)
            self.data[key] = self._whole(x, domain, digest[1]) if domain.integer else _number(domain, sign, size, r)
        return _ball(self.data[key])

    # ---- drawing

    def planned(self, breaks: Sequence[tuple[Basic, Fraction]], most: int) -> range:
        """The planned points: the strata, and both sides of the breaks."""
        start = self.size
        around = self._around(breaks)[:max(0, most - 8)]
        for i in range(max(min(self.usual, 8), self.usual - len(around)) if most > self.usual else most - len(around)):
            self._draw(i)
        for x, c in around:
            self._draw(self.size - start)
            self.drawn[x][-1] = c
        return range(start, self.size)

    def further(self, count: int, sizes: Sequence[str] = FURTHER) -> range:
        """More points, of all sizes or of these, for claims that few points have met."""
        start = self.size
        for k in range(start, start + count):
            for j, x in enumerate(self.symbols):
                sign = 1 if self.random.random() < .5 else -1
                self.drawn[x].append(self._value(x, sign, sizes[(k + j * (1 + k // len(sizes))) % len(sizes)], k))
            self.size += 1
        return range(start, self.size)

    def moved(self, base: int, x: Basic, values: Sequence[Any]) -> range:
        """The base point again and again, with other values for one symbol."""
        start = self.size
        for v in values:
            for y in self.symbols:
                self.drawn[y].append(v if y == x else self.drawn[y][base])
            for name, places, k in [key for key in self.data if key[2] == base]:
                self.data[name, places, self.size] = self.data[name, places, k]
            self.size += 1
        return range(start, self.size)

    def standing(self, numbers: Sequence[Fraction]) -> int:
        """A new point at which the symbols are these numbers in turn, each as far as it may be."""
        for j, x in enumerate(self.symbols):
            c = next((c for c in (numbers[j % len(numbers)], *SIMPLE) if self.belongs(x, c)), None)
            v = self._value(x, 1, "middle", j) if c is None else fmpq(c.numerator, c.denominator)
            self.drawn[x].append((v, fmpq(0)) if c is not None and self.domains[x].complex else v)
        self.size += 1
        return self.size - 1

    def copied(self, base: int) -> int:
        """The base point once more, with a number of its own."""
        for x in self.symbols:
            self.drawn[x].append(self.drawn[x][base])
        for name, places, _ in [key for key in self.data if key[2] == base]:
            self.data[name, places, self.size] = self.data[name, places, base]
        self.size += 1
        return self.size - 1

    def between(self, a: int, b: int) -> int:
        """A new point halfway between two; whole numbers and data are those of the first."""
        for x, whole in zip(self.symbols, self.whole):
            u, v = self.drawn[x][a], self.drawn[x][b]
            self.drawn[x].append(u if whole or type(u) is tuple else (u + v) / 2)
        for name, places, k in [key for key in self.data if key[2] == a]:
            self.data[name, places, self.size] = self.data[name, places, k]
        self.size += 1
        return self.size - 1

    def simple(self) -> range:
        """Points with small numbers, for a counterexample that can be checked by hand."""
        start = self.size
        choices: list[list[Any]] = [[c for c in SIMPLE if self.belongs(x, c)] or [None] for x in self.symbols]
        for k in range(len(SIMPLE) if self.symbols else 0):
            for j, (x, some) in enumerate(zip(self.symbols, choices)):
                c = some[(k + j) % len(some)]
                self.drawn[x].append(self._value(x, 1, "middle", k) if c is None else fmpq(c.numerator, c.denominator))
            self.size += 1
        return range(start, self.size)

    def _draw(self, i: int) -> None:
        """The i-th planned point: first all patterns of signs with small values, then all with larger ones, and so on."""
        j, block, random = 0, i >> self.moving, self.random.random
        for x, whole in zip(self.symbols, self.whole):
            if whole:
                self.drawn[x].append(self._whole(x, self.domains[x], i))
                continue
            r = random()
            if j < self.moving:
                sign, small = -1 if i >> j & 1 else 1, not block or not (block + self.shift) >> j & 1
            else:
                sign, small = -1 if r < .5 else 1, not block or r * 8 % 1 < .4
            size = "small" if small else "middle" if r < .6 else "large"
            self.drawn[x].append(self._value(x, sign, size, i))
            j += 1
        self.size += 1

    def _value(self, x: Basic, sign: int, size: str, i: int) -> Any:
        domain = self.domains[x]
        if domain.integer or x in self.counts:
            return self._whole(x, domain, i)
        r = self.random.random()
        if domain.complex:
            other = _number(Domain(), 1 if self.random.random() < .5 else -1, ("small", "large")[i // 3 % 2], self.random.random())
            return _number(Domain(), sign, size, r), other
        return _number(domain, sign, size, r)

    def _whole(self, x: Basic, domain: Domain, i: int) -> Any:
        """A whole number of the domain; without ends, one that can count."""
        turn = i + sum(map(ord, str(x)))
        if domain.low is None and domain.high is None and x not in self.counts:
            k = i if i < 9 else self.random.randint(9, 30)
            return fmpq((k + 1) // 2 * (1 if k % 2 else -1))
        low = _above(domain) if domain.low is not None else 1 if domain.high is None or domain.high >= 1 else _below(domain) - 6
        n = low - 1 + COUNTS[turn % len(COUNTS)]
        if i >= 9 and x not in self.counts:
            n = low + self.random.randint(0, 30)
        if domain.high is not None and n > _below(domain):
            n = low + (n - low) % max(1, _below(domain) - low + 1)
        return fmpq(n)

    def belongs(self, x: Basic, c: Any) -> bool:
        """Does a number lie in the domain of a symbol?"""
        c = Fraction(int(c.numerator), int(c.denominator))
        d = self.domains[x]
        if (d.integer and c.denominator != 1) or (x in self.counts and not (1 <= c <= 7 and c.denominator == 1)):
            return False
        return within(d, c)

    def _around(self, breaks: Sequence[tuple[Basic, Fraction]]) -> list[tuple[Basic, Any]]:
        found: dict[tuple[Basic, Fraction], None] = {}
        for x in self.symbols:
            if x in self.counts or self.domains[x].integer or self.domains[x].complex:
                continue
            here = sorted({c for y, c in breaks if y == x})[:EDGES]
            near = [(a + b) / 2 for a, b in pairwise(here)]
            near += [c + d for c in here for d in (Fraction(1, 4096), Fraction(-1, 4096), Fraction(3, 2), Fraction(-3, 2))]
            found.update(((x, c), None) for c in (Fraction(round(c * UNIT), UNIT) for c in near) if self.belongs(x, c))
        return [(x, fmpq(c.numerator, c.denominator)) for x, c in found]


def _ball(v: Any) -> Any:
    if hasattr(v, "ball"):
        return v.ball()                            # a solution: as narrow as the precision allows
    return acb(*map(arb, v)) if type(v) is tuple else arb(v)


def shown(v: Any) -> str:
    """A drawn value, as in a counterexample."""
    return f"{v[0]} + {v[1]}*i" if type(v) is tuple else str(v)


def within(d: Domain, c: Any) -> bool:
    """Does a number, or a ball, surely lie between the ends of a domain?"""
    low, high = (None if q is None else fmpq(q.numerator, q.denominator) if not isinstance(c, Fraction) else q for q in (d.low, d.high))
    return (low is None or bool(c > low) or (not d.low_open and bool(c == low))) and (high is None or bool(c < high) or (not d.high_open and bool(c == high)))


def outside(d: Domain, c: Any) -> bool:
    """Does a number, or a ball, surely lie beyond an end of a domain?"""
    low, high = (None if q is None else fmpq(q.numerator, q.denominator) for q in (d.low, d.high))
    return (low is not None and (bool(c < low) or (d.low_open and bool(c == low)))) or (high is not None and (bool(c > high) or (d.high_open and bool(c == high))))


def _is_empty(d: Domain) -> bool:
    """Has a domain no numbers?"""
    if d.low is None or d.high is None:
        return False
    return _above(d) > _below(d) if d.integer else d.low > d.high or (d.low == d.high and (d.low_open or d.high_open))


def _above(d: Domain) -> int:
    """The first whole number of a domain."""
    assert d.low is not None
    n = ceil(d.low)
    return n + 1 if d.low_open and n == d.low else n


def _below(d: Domain) -> int:
    assert d.high is not None
    n = floor(d.high)
    return n - 1 if d.high_open and n == d.high else n


def _number(domain: Domain, sign: int, size: str, r: float) -> Any:
    """A number over 2^16 in a domain, of this sign and size as far as the domain has such; r between 0 and 1 places it."""
    low, high = domain.low, domain.high
    if low is not None and high is not None:
        return _between(low, high, (r + (sign < 0)) / 2)
    a, b = SIZES[size]
    n = int(a + r * (b - a))
    if low is not None:
        return fmpq(floor(low * UNIT) + n, UNIT)
    if high is not None:
        return fmpq(ceil(high * UNIT) - n, UNIT)
    return fmpq(sign * n, UNIT)


def _between(low: Fraction, high: Fraction, t: float) -> Any:
    if low == high:
        return fmpq(low.numerator, low.denominator)
    unit = UNIT
    while (high - low) * unit < UNIT // 4 and high > low:
        unit *= 16
    first, last = floor(low * unit) + 1, ceil(high * unit) - 1
    return fmpq(first + int(t * max(0, last - first)), unit)


# ---- where something may turn

def breakpoints(edges: Iterable[Basic]) -> list[tuple[Basic, Fraction]]:
    """Where an expression that is linear in one symbol vanishes."""
    found: dict[tuple[Basic, Fraction], None] = {}
    for e in edges:
        if len(free(e)) == 1:
            line = linear(e)
            if line is not None and line[1]:
                (x,) = free(e)
                if isinstance(x, Symbol):
                    found[x, -line[0] / line[1]] = None
    return list(found)


def linear(e: Basic, depth: int = 4) -> tuple[Fraction, Fraction] | None:
    """(a, b) if the expression is a + b x with numbers a and b, as written without much ado."""
    if isinstance(e, Symbol):
        return Fraction(0), Fraction(1)
    n = value(e)
    if n is not None:
        return n, Fraction(0)
    if not depth:
        return None
    if isinstance(e, Neg):
        line = linear(e.args[0], depth - 1)
        return line and (-line[0], -line[1])
    if isinstance(e, Plus) and len(e.args) <= 6:
        lines = [linear(a, depth - 1) for a in e.args]
        return None if None in lines else (sum((p[0] for p in lines if p), Fraction(0)), sum((p[1] for p in lines if p), Fraction(0)))
    if isinstance(e, (Times, Over)) and len(e.args) == 2:
        a, b = (linear(u, depth - 1) for u in e.args)
        if a is None or b is None or (isinstance(e, Over) and (b[1] or not b[0])) or (a[1] and b[1]):
            return None
        if isinstance(e, Over):
            return a[0] / b[0], a[1] / b[0]
        return a[0] * b[0], a[0] * b[1] + a[1] * b[0]
    return None
