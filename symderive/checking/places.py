"""Points exactly where something jumps: there a side has a value of its own, of which the points beside it say nothing.

sign(u) jumps where u vanishes, a condition a < b where a - b does, floor(u) where u is whole. Such places are sought along a line
on which one symbol moves and the others stand still: the roots of a polynomial are all found, of anything else those that are
exact on a grid or at which the sign changes. A place need not be rational. The symbol then stands for a ball that holds it, and
what jumps at it is handed its value at the place itself; so a difference is as certain as at any other point.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, ctx, fmpq
from sympy import Basic, Integer, Symbol

from symderive.checking.jump import Jump
from symderive.checking.points import Design, linear, outside, within
from symderive.checking.polynomials import Ring, in_one, irreducible, real_roots
from symderive.checking.program import Program, exponent
from symderive.checking.roots import GRID
from symderive.checking.run import Run
from symderive.expr import At, Call, free
from symderive.nodes import Cases, Indexed, Limit
from symderive.number import number
from symderive.signs import signs
from symderive.tree import substitute, walk

STANDING = tuple(tuple([Fraction(q) for q in row.split()]) for row in ("0", "1", "-1", "2 1/2 3 -3/2", "1/2 3/4 1/4 1/3", "3/4 -2 5/2 4"))      # where the other symbols stand
EACH, WHOLE = 4, (0, 1, -1, 2, 5)              # places on one line; whole numbers at which floor and its kin are looked at
SECANTS, WIDTH = 24, arb(2) ** -200            # steps of the secant method; half the width of a ball around a place
BESIDE = tuple(fmpq(n, 4096) for n in (1, -1, 6144, -6144))
BROKEN = frozenset(("sign", "floor", "ceil", "heaviside", "arg", "atan2", "mod"))

Forced = dict[int, Any]                         # slot -> its value at a place


class Held:
    """A place that is known as a ball that holds it."""

    def __init__(self, narrow: Any) -> None:
        self.narrow = narrow

    def ball(self) -> Any:
        return self.narrow

    def __str__(self) -> str:
        return str(self.narrow.str(12, radius=False))


class Places:
    """The search for places.

    slots  of what vanishes or is whole where something jumps
    known  the jumps that may be handed a value: (what vanishes, is it to be whole) -> slots and jumps
    """

    def __init__(self, program: Program, slots: dict[Basic, int], known: dict[tuple[Basic, bool], list[tuple[int, Jump]]], design: Design, budget: list[int]) -> None:
        self.slots, self.known, self.design, self.budget = slots, known, design, budget
        self.program = program.needed(slots.values())
        self.real = [x for x in design.symbols if isinstance(x, Symbol) and not design.domains[x].complex]
        self.bases = [design.standing(row) for row in STANDING[:1 if len(design.symbols) == 1 and not program.data else None]]
        self.beside: list[int] = []                # points on both sides of the places

    def may_jump(self, edge: Basic, whole: bool) -> bool:
        """Is it not known that there is no such place?"""
        if whole:
            return not all(self.design.domains[x].integer or x in self.design.counts for x in free(edge) & set(self.design.symbols)) or (edge in self.slots and bool(self._data(edge)))
        return 0 in signs(edge, self.design.assumptions)

    def places(self, edge: Basic, whole: bool, bases: Sequence[int] = (), without: frozenset[Basic] = frozenset()) -> Iterator[tuple[int, Forced]]:
        """Points at which the edge vanishes, or is whole, with what is to be handed to the slots that jump there; none of the letters `without` is moved."""
        slot = self.slots.get(edge)
        if slot is None:
            return
        letters = [x for x in self.real if x in free(edge) and x not in without]
        for base in bases or self.bases:
            for x in letters[:2]:
                found = 0
                for k in WHOLE if whole else (0,):
                    for place, factor in self._along(edge, slot, x, base, k):
                        if found < EACH and within(self.design.domains[x], place.narrow if isinstance(place, Held) else place) and not (x in self.design.counts and not self.design.belongs(x, place)):
                            found += 1
                            middle = _middle(place)
                            self.beside += self.design.moved(base, x, [v for d in BESIDE if self.design.belongs(x, v := middle + d)])
                            yield self.design.moved(base, x, [place])[0], self._forced(edge, whole, k, x, base, factor)
                if found:
                    break
            if not letters:
                for key in self._data(edge) if not without else ():
                    if (point := self._datum(slot, key, base)) is not None:
                        yield point, self._forced(edge, whole, 0, None, base, None)

    def nowhere(self, edge: Basic, whole: bool) -> bool:
        """Is it a rational function that is zero everywhere, or one of one letter, or none, that surely does not vanish in the domain of the letter?"""
        letters = list(free(edge))
        if whole or not set(letters) <= set(self.real):
            return False
        q = Ring(letters or [Symbol("x")]).quotient(edge)
        if q is None or q.above.is_zero() or len(letters) > 1:
            return q is not None and bool(q.above.is_zero())
        domain = self.design.domains[letters[0]] if letters else None
        roots = [place for f in irreducible(q.above).values() for place in _roots(in_one(f, 0))]
        return not roots or (domain is not None and all(outside(domain, place.narrow if isinstance(place, Held) else place) for place in roots))

    def around(self, edge: Basic) -> None:
        """Points on both sides of where an edge vanishes at which something turns; and in between, if it is a rational function."""
        letters = [x for x in self.real if x in free(edge) and not (self.design.domains[x].integer or x in self.design.counts)]
        if not letters or 0 not in signs(edge, self.design.assumptions) or linear(edge) is not None:
            return                                     # what is linear in one letter is looked at when the points are planned
        x, base = letters[0], self.bases[-1]
        if edge in self.slots and self._quotient(edge, x, base) is None:
            for base, x in [(b, y) for b in self.bases for y in letters[:2]]:
                places = [_middle(place) for place, _ in self._along(edge, self.slots[edge], x, base, 0)][:EACH]
                self.beside += self.design.moved(base, x, [v for m in places for d in BESIDE if within(self.design.domains[x], v := m + d)])
            return
        q = self._quotient(edge, x, base)
        factors = [] if q is None or q.above.is_zero() else [in_one(f, 0) for p in (q.above, q.below) for f in irreducible(p).values()]
        middles = sorted(value_here(r) for f in factors for r in real_roots(f))[:EACH]
        some = [m + d for m in middles for d in BESIDE] + [(a + b) / 2 for a, b in pairwise(middles)]
        self.beside += self.design.moved(base, x, [v for v in some if within(self.design.domains[x], v)])

    # ---- along a line

    def _along(self, edge: Basic, slot: int, x: Symbol, base: int, k: int) -> Iterator[tuple[Any, Any]]:
        """(place, the irreducible polynomial of which it is a root, if any) where the edge is k."""
        q = self._quotient(edge, x, base)
        if q is not None:
            above = q.above - k * q.below
            for f in [] if above.is_zero() else [in_one(f, 0) for f in irreducible(above).values()]:
                if (in_one(q.below, 0) % f).degree() >= 0:
                    yield from ((place, f) for place in _roots(f))
            return
        integer = self.design.domains[x].integer or x in self.design.counts
        grid = [c for c in GRID if within(self.design.domains[x], c) and not (integer and c.denominator != 1)]
        values = [None if v is None or type(v) is not arb else v - k for v in self._values(slot, x, base, [arb(c) for c in grid])]
        yield from ((c, None) for c, v in zip(grid, values) if v is not None and v.is_zero())
        if any(v is not None and v.is_zero() for v in values):
            return
        if (place := _of_a_line(grid, values)) is not None and (there := self._values(slot, x, base, [arb(place)])[0]) is not None and there.contains(k):
            yield place, None
            return
        known = [(c, v) for c, v in zip(grid, values) if v is not None and not v.contains(0)]
        for (a, u), (b, v) in pairwise(known):
            if (u > 0) != (v > 0) and not integer and _is_continuous(edge) and (ball := self._between(slot, x, base, k, a, b, u > 0)) is not None:
                yield Held(ball), None

    def _quotient(self, edge: Basic, x: Symbol, base: int) -> Any:
        """The edge as a rational function of x alone, the other letters being numbers; None if it is none."""
        at: dict[Basic, Basic] = {}
        for y in free(edge) - {x}:
            v = self.design.drawn[y][base] if y in self.design.drawn else None
            if v is None or not isinstance(v, fmpq):
                return None
            at[y] = number(Fraction(int(v.numerator), int(v.denominator)))
        return Ring([x]).quotient(substitute(edge, at) if at else edge)

    def _values(self, slot: int, x: Basic, base: int, balls: Sequence[Any]) -> list[Any]:
        """The value of a slot where x takes these values."""
        drawn = self.design.column([base] * len(balls))
        run = Run(ctx.prec, [base] * len(balls), lambda y: list(balls) if y == x else drawn(y), self.design.datum, self.budget)
        return run.spread(self.program.run(run)[slot])

    def _between(self, slot: int, x: Basic, base: int, k: int, low: Any, high: Any, sign: bool) -> Any:
        """A narrow ball between two signs, at whose ends they are met again and on which the edge is finite; by secants and halving in turn."""
        a, b = arb(low), arb(high)
        u, v = (w - k for w in self._values(slot, x, base, [a, b]))
        for n in range(4 * SECANTS):
            c = ((a + b) / 2 if n % 3 == 2 else b - v * (b - a) / (v - u)).mid()
            low_end, high_end = (c - WIDTH).mid(), (c + WIDTH).mid()
            ends = [None if w is None else w - k for w in self._values(slot, x, base, [low_end, high_end, low_end.union(high_end)])]
            first, last, all_of_it = ends
            if first is None or last is None or all_of_it is None or first.contains(0) or last.contains(0):
                return None
            if (first > 0) is sign and (last > 0) is not sign:
                return low_end.union(high_end) if all_of_it.is_finite() else None
            if (first > 0) is sign:
                a, u = high_end, last
            else:
                b, v = low_end, first
            if not a < b:
                return None
        return None

    # ---- what is handed over

    def _forced(self, edge: Basic, whole: bool, k: int, x: Symbol | None, base: int, factor: Any) -> Forced:
        """The values at the place of all slots that are sure to jump there."""
        found: Forced = {}
        for (other, to_be_whole), some in self.known.items():
            n: int | None = k if other == edge and whole == to_be_whole else None
            if n is None and factor is not None and x is not None and x in free(other):
                n = self._there(other, to_be_whole, x, base, factor)
            if n is not None:
                found.update({s: j.there(n) for s, j in some if j.there is not None})
        return found

    def _there(self, other: Basic, whole: bool, x: Symbol, base: int, factor: Any) -> int | None:
        """The whole number that another edge is at a root of the factor, or 0 where it vanishes; None if that is not known."""
        q = self._quotient(other, x, base)
        if q is None or (in_one(q.below, 0) % factor).degree() < 0:
            return None
        return next((k for k in (WHOLE if whole else (0,)) if (in_one(q.above - k * q.below, 0) % factor).degree() < 0), None)

    # ---- data

    def _data(self, edge: Basic) -> list[tuple[Basic, tuple[int, ...]]]:
        found = []
        for a in walk(edge):
            if isinstance(a, At) and isinstance(a.args[0], Symbol) and all(isinstance(k, Integer) for k in a.args[1:]):
                found.append((a.args[0], tuple([int(exponent(k) or 0) for k in a.args[1:]])))
        return found

    def _datum(self, slot: int, key: tuple[Basic, tuple[int, ...]], base: int) -> int | None:
        """A point at which a datum is such that the edge, being linear in it, vanishes."""
        values = []
        for c in (0, 1, 2):
            def datum(x: Basic, places: tuple[int, ...], k: int, c: int = c) -> Any:
                return arb(c) if (x, places) == key else self.design.datum(x, places, k)
            run = Run(ctx.prec, [base], self.design.column([base]), datum, self.budget)
            values.append(run.spread(self.program.run(run)[slot])[0])
        place = _of_a_line([fmpq(c) for c in (0, 1, 2)], values)
        domain = self.design.assumptions.domain(key[0])
        if place is None or not within(domain, place) or (domain.integer and place.denominator != 1):
            return None
        point = self.design.copied(base)
        self.design.data[(*key, point)] = place
        return point


def _roots(f: Any) -> Iterator[Any]:
    """The real roots of an irreducible polynomial."""
    yield from [fmpq(-int(f[0]), int(f[1]))] if f.degree() == 1 else map(Held, real_roots(f))


def _middle(place: Any) -> Any:
    return place if isinstance(place, fmpq) else value_here(place.narrow)


def _of_a_line(grid: Sequence[Any], values: Sequence[Any]) -> Any:
    """The zero of what has exact values on a line; None if it has not."""
    known = [(c, v) for c, v in zip(grid, values) if v is not None and type(v) is arb and v.is_exact()][:6]
    if len(known) < 3:
        return None
    points = [(c, value_here(v)) for c, v in known]
    (a, u), (b, v) = points[:2]
    slope = (v - u) / (b - a)
    if not slope or any(w != u + slope * (c - a) for c, w in points[2:]):
        return None
    return a - u / slope


def _is_continuous(e: Basic) -> bool:
    """Made of functions that take every value between two of theirs."""
    return not any(isinstance(a, (Cases, Indexed, Limit)) or (isinstance(a, Call) and a.args[0].name in BROKEN) for a in walk(e))


def value_here(v: Any) -> Any:
    """The middle of a real ball, exactly."""
    mantissa, exponent = v.mid().man_exp()
    return fmpq(int(mantissa)) * fmpq(2) ** int(exponent)
