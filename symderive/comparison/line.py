"""Relations along the real line: where their truth may change, exactly for rational functions, and what it is there and between."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy as sp
from flint import arb, fmpq
from sympy import Basic

from symderive.checking import Claim
from symderive.checking.compiling import compile_claims
from symderive.checking.points import Design, linear
from symderive.checking.polynomials import Ring, in_one, irreducible, real_roots
from symderive.checking.precision import precision
from symderive.checking.run import Run
from symderive.checking.verdict import BUDGET
from symderive.comparison.factors import difference
from symderive.comparison.figures import written
from symderive.comparison.monotone import places_of
from symderive.expr import free
from symderive.problem import Assumptions

SECANTS, WIDTH = 16, arb(2) ** -180            # steps of the secant method; half the width of a ball around a root
HALVINGS, WORK = 240, 256                      # steps of bisection, bits
CHANGES = 60                                   # changes of sign that are looked into, of one relation
GRID = tuple(sorted({Fraction(s * n, d) for s in (1, -1) for n, d in
             ((0, 1), *((k, 16) for k in range(1, 80)), *((k, 2) for k in range(10, 60)), (37, 1), (50, 1), (75, 1), (100, 1), (150, 1), (300, 1), (1000, 1), (10_000, 1), (10 ** 6, 1))}))
FAR = (*GRID, *(s * q for s in (1, -1) for k in (7, 8, 9, 10, 12, 15, 20, 30, 60, 100, 300) for q in (Fraction(10) ** k, Fraction(1, 10 ** k))))


class Line:
    """Relations in x alone, along the real line.

    exact     all are between rational functions: the breakpoints are all there are
    complete  so they are for the others, being zeros of monotone functions that were all found
    reason  why they cannot be evaluated, if they cannot
    """

    def __init__(self, relations: list[Any], x: Basic, assumptions: Assumptions) -> None:
        self.relations, self.x, self.assumptions = relations, x, assumptions
        self.design = Design([x], set(), assumptions, 0)
        self.differences = list(map(difference, relations))
        ring = Ring([x])
        self.quotients = [ring.quotient(d) for d in self.differences]
        self.exact = all(q is not None for q in self.quotients)
        places: list[list[Basic] | None] = [[] if q is not None else places_of(d, x, assumptions) for d, q in zip(self.differences, self.quotients)]
        self.complete = None not in places
        self.unclear = [p is None for p in places]
        further = list(dict.fromkeys(e for p in places for e in p or ()))
        self.further = {e: ring.quotient(e) for e in further}
        compiled = compile_claims([*(Claim(r.args[1], r.args[2]) for r in relations), *(Claim(e, sp.S.Zero) for e in further)], assumptions)
        self.program = compiled.program
        self.pairs = [c.pairs[0] if c.pairs else None for c in compiled.claims]
        self.reason = next((c.reason for c in compiled.claims[:len(relations)] if c.reason), "")
        if any(y != x for y in self.program.inputs.values()) or self.program.data:
            self.reason = self.reason or "unsupported: a condition on data"
        self.budget = [BUDGET]
        self.changes = 0                              # of sign that were found

    def values(self, balls: Sequence[Any]) -> list[list[Any]]:
        """Left minus right of each relation at each ball; None where undefined or not known."""
        if not balls:
            return [[] for _ in self.pairs]
        run = Run(WORK, range(len(balls)), lambda _: list(balls), lambda *_: None, self.budget)
        columns = self.program.run(run)
        found: list[list[Any]] = []
        for pair in self.pairs:
            if pair is None:
                found.append([None] * len(balls))
                continue
            left, right = run.spread(columns[pair[0]]), run.spread(columns[pair[1]])
            found.append([None if u is None or v is None or type(u) is not arb or type(v) is not arb else u - v for u, v in zip(left, right)])
        return found

    def places(self) -> Iterator[tuple[str, list[bool | None], bool]]:
        """(where, truth of each relation, is it sure?) at each breakpoint, and between: simple numbers first."""
        with precision(WORK, self.program.order + 1):
            critical = self._critical()
            between = _between_balls([c for c, _ in critical])
            between += [q for q in map(Fraction, range(-3, 4)) if not any(c.contains(fmpq(q.numerator, q.denominator)) for c, _ in critical)]
            plain = sorted({q for q in between if self.design.belongs(self.x, q)}, key=lambda q: (q.denominator, abs(q), q < 0))
            rows = self.values([arb(fmpq(q.numerator, q.denominator)) for q in plain])
            for k, q in enumerate(plain):
                yield str(q), [_holds(r.args[0].name, row[k], None) for r, row in zip(self.relations, rows)], True
            inside = [(c, f) for c, f in critical if self._within(c)]
            rows = self.values([c for c, _ in inside])
            for k, (c, factor) in enumerate(inside):
                exact = c.is_exact() or factor is not None
                yield _shown(c, factor), [_holds(r.args[0].name, row[k], self._zero(n, factor, c)) for n, (r, row) in enumerate(zip(self.relations, rows))], exact

    def _within(self, c: Any) -> bool:
        low, high = (fmpq(q.numerator, q.denominator) if q is not None else None for q in (self.design.domains[self.x].low, self.design.domains[self.x].high))
        d = self.design.domains[self.x]
        return (low is None or bool(c > low) or (not d.low_open and c.contains(low))) and (high is None or bool(c < high) or (not d.high_open and c.contains(high)))

    def _zero(self, n: int, factor: Any, c: Any) -> bool | None:
        """Do the sides of the n-th relation surely agree at this root? None: go by the ball."""
        q = self.quotients[n]
        if q is None or factor is None:
            return None
        if (in_one(q.below, 0) % factor).degree() < 0:
            return None
        return bool(in_one(q.above, 0) % factor == 0)

    def critical(self) -> list[tuple[Any, Any]]:
        """The breakpoints in order."""
        with precision(WORK, self.program.order + 1):
            return self._critical()

    def _critical(self) -> list[tuple[Any, Any]]:
        """Breakpoints in order: (ball, the irreducible polynomial of which it is a root, if any)."""
        found: list[tuple[Any, Any]] = []
        factors: dict[str, Any] = {}
        for q in (*self.quotients, *self.further.values()):
            if q is not None:
                for p in (q.above, q.below):
                    if not p.is_zero():
                        factors |= {name: in_one(f, 0) for name, f in irreducible(p).items()}
        for f in factors.values():
            found += [(root, f) for root in real_roots(f)]
        for n, q in enumerate(self.quotients):
            if q is None and self.unclear[n]:
                found += [(c, None) for c in self._changes(n, GRID)]
        for n, q in enumerate(self.further.values(), len(self.relations)):
            if q is None:
                changes = distinct(sorted([(c, None) for c in self._changes(n, FAR)], key=lambda c: float(c[0].mid())))
                self.complete = self.complete and len(changes) == 1
                found += changes
        for e in self.program.edges:
            if (line := linear(e)) is not None and line[1] and free(e) == {self.x}:
                c = -line[0] / line[1]
                found.append((arb(fmpq(c.numerator, c.denominator)), None))
        for end in (self.design.domains[self.x].low, self.design.domains[self.x].high):
            if end is not None:
                found.append((arb(fmpq(end.numerator, end.denominator)), None))
        found.sort(key=lambda c: float(c[0].mid()))
        return distinct(found)

    def _changes(self, n: int, numbers: Sequence[Fraction]) -> Iterator[Any]:
        """Where the n-th difference changes its sign, or is zero, on a grid; a root is found by halving."""
        grid = [arb(fmpq(q.numerator, q.denominator)) for q in sorted(numbers)]
        found = self.values(grid)[n]
        for c, d in zip(grid, found):
            if d is not None and d.is_zero():
                yield c
        known = [(c, d) for c, d in zip(grid, found) if d is not None and not d.contains(0)]
        changes = [(a, b, u > 0) for (a, u), (b, v) in pairwise(known) if (u > 0) != (v > 0)]
        self.changes += len(changes)
        for a, b, sign in changes[:CHANGES]:
            yield self._quickly(n, a, b, sign) or self._halved(n, a, b, sign)

    def _quickly(self, n: int, low: Any, high: Any, sign: bool) -> Any:
        """By secants from both ends; a narrow ball around where they lead must have the two signs at its ends. None if it has not."""
        u, v = (self.values([c])[n][0] for c in (low, high))
        a, b = low, high
        for _ in range(SECANTS):
            if u is None or v is None or (u - v).contains(0):
                break
            c = (b - v * (b - a) / (v - u)).mid()
            if not (c > low and c < high):
                return None
            a, u, b, v = b, v, c, self.values([c])[n][0]
            if v is not None and v.is_zero():
                return b
            if abs(b - a) < WIDTH:
                break
        ends = [(b - WIDTH).mid(), (b + WIDTH).mid()]
        signs = self.values(ends)[n]
        if None in signs or any(d.contains(0) for d in signs) or (signs[0] > 0) is not sign or (signs[1] > 0) is sign:
            return None
        return ends[0].union(ends[1])

    def _halved(self, n: int, low: Any, high: Any, sign: bool) -> Any:
        for _ in range(HALVINGS):
            wide = bool(low > 0 and high > 4 * low) or bool(high < 0 and low < 4 * high)
            middle = ((low * high).sqrt() * (1 if low > 0 else -1) if wide else (low + high) / 2).mid()
            d = self.values([middle])[n][0]
            if d is None or d.contains(0):
                break
            low, high = (middle, high) if (d > 0) == sign else (low, middle)
        return low.union(high)


def distinct(found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Balls that overlap are one point; an exact one stands for it."""
    kept: list[tuple[Any, Any]] = []
    for c, f in found:
        if kept and kept[-1][0].overlaps(c):
            last, factor = kept[-1]
            better = c if c.is_exact() or (not last.is_exact() and c.rad() < last.rad()) else last
            kept[-1] = (better, factor if factor is not None else f)
        else:
            kept.append((c, f))
    return kept


def _between_balls(balls: Sequence[Any]) -> list[Fraction]:
    """A simple rational number between each two neighbours, and beyond both ends."""
    if not balls:
        return [Fraction(0), Fraction(1), Fraction(-1)]
    first, last = to_fraction(balls[0].lower()), to_fraction(balls[-1].upper())
    found = [Fraction(first.__floor__() - 1), Fraction(last.__ceil__() + 1)]
    for a, b in pairwise(balls):
        low, high = to_fraction(a.upper()), to_fraction(b.lower())
        if low < high:
            found.append(simplest(low, high))
    return found


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator strictly between two numbers, the nearest to zero of those.

    >>> simplest(Fraction(1, 3), Fraction(3, 5)), simplest(Fraction(-4), Fraction(-1)), simplest(Fraction(-1), Fraction(2))
    (Fraction(1, 2), Fraction(-2, 1), Fraction(0, 1))
    """
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -simplest(-high, -low)
    parts: list[int] = []
    while True:
        n = low.__floor__()
        if n + 1 < high:
            parts.append(n + 1)
            break
        parts.append(n)
        low, high = low - n, high - n
        if low == 0:
            parts.append((1 / high).__floor__() + 1)
            break
        low, high = 1 / high, 1 / low
    found = Fraction(parts[-1])
    for n in reversed(parts[:-1]):
        found = n + 1 / found
    return found


def to_fraction(v: Any) -> Fraction:
    """The middle of a ball."""
    mantissa, exponent = v.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _shown(c: Any, factor: Any) -> str:
    """A breakpoint for a reader: exactly where it is rational."""
    if factor is not None and factor.degree() == 1:
        return str(Fraction(-int(factor[0]), int(factor[1])))
    if c.is_exact() and abs(c) < 10 ** 9 and (q := to_fraction(c)).denominator < 10 ** 6:
        return str(q)
    return written(c)


def _holds(sign: str, d: Any, zero: bool | None) -> bool | None:
    """The truth of a relation from its difference: False where it is undefined, None where it cannot be told."""
    if zero:
        return sign in ("=", "<=", ">=")
    if d is None:
        return False if zero is None else None
    if d.contains(0):
        if zero is not None or (not d.is_zero() and not d.abs_upper() < arb(2) ** -150):
            return None
        return sign in ("=", "<=", ">=")
    return {"=": False, "!=": True, "<": bool(d < 0), "<=": bool(d < 0), ">": bool(d > 0), ">=": bool(d > 0)}[sign]
