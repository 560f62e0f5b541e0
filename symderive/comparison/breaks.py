"""Where something may turn: the zeros of what stands in denominators, roots, logarithms and absolute values, for one symbol at a time."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb, fmpq
from sympy import Basic, Symbol

from symderive.checking import Claim
from symderive.checking.compiling import compile_claims
from symderive.checking.points import Design
from symderive.checking.polynomials import Ring, in_one, irreducible, real_roots
from symderive.checking.precision import precision
from symderive.checking.run import Run
from symderive.expr import free
from symderive.number import number
from symderive.problem import NOTHING, Assumptions
from symderive.signs import signs
from symderive.tree import substitute

MOST = 8                     # edges that are looked at
CELLS = 10                   # cells between zeros of one edge, of which each gets points
BITS = 64
NEAR = fmpq(1, 4096)
SCAN = [fmpq(n, 8) for n in range(-83, 84, 3)] + [fmpq(s * n) for s in (1, -1) for n in (13, 20, 37, 60, 110, 400, 3_000, 10 ** 5)]


def around(edges: Sequence[Basic], design: Design, ids: Sequence[int], assumptions: Assumptions) -> Iterator[tuple[int, Basic, list[Any]]]:
    """(base point, symbol, values): exactly on the zeros of the edges that are rational numbers, and in each cell between zeros."""
    real = [x for x in design.symbols if isinstance(x, Symbol) and not design.domains[x].complex and not design.domains[x].integer and x not in design.counts]
    for e in edges[:MOST]:
        letters = [x for x in real if x in free(e)]
        if not letters or free(e) - set(design.symbols):
            continue
        x = letters[0]
        others = free(e) - {x}
        possible = signs(e, assumptions)
        if 0 not in possible or (others and len(possible) < 3):
            continue                                   # it never vanishes; or it does not change its sign
        for base in ids[:1] if not others else ids[1:3]:
            at = {y: _number(design.drawn[y][base]) for y in others}
            if None in at.values():
                break
            alone = substitute(e, at) if at else e
            values = [v for v in _values(alone, x) if design.belongs(x, v)]
            if values:
                yield base, x, values


def _number(v: Any) -> Any:
    return None if isinstance(v, tuple) else number(Fraction(int(v.numerator), int(v.denominator)))


def _values(e: Basic, x: Symbol) -> list[Any]:
    """Values of x: the rational zeros, and points on both sides of each zero."""
    if e == x:
        return [fmpq(0)]                               # its sides are planned already
    zeros = _zeros(e, x)
    if zeros is None:
        return _scanned(e, x)
    found = [q for q in map(_rational, zeros) if q is not None]
    places = [fmpq(*_fraction(z).as_integer_ratio()) for z in zeros]
    for a, b in pairwise(places[:CELLS]):
        found += [a + (b - a) / 2, a + (b - a) / 3]
    if places:
        found += [places[0] - 1, places[0] - fmpq(7, 3), places[-1] + 1, places[-1] + fmpq(7, 3)]
        found += [q for p in places[:CELLS] for q in (p - NEAR, p + NEAR)]
    return found


def zeros(e: Basic, x: Basic) -> list[tuple[Any, Any]] | None:
    """The real zeros of a rational function and of its denominator, at the precision that is set, each with its irreducible polynomial; None if it is none."""
    q = Ring([x]).quotient(e)
    if q is None:
        return None
    factors: dict[str, Any] = {}
    for p in (q.above, q.below):
        if not p.is_zero():
            factors |= {name: in_one(f, 0) for name, f in irreducible(p).items()}
    return [(root, f) for f in factors.values() for root in real_roots(f)]


def _zeros(e: Basic, x: Basic) -> list[Any] | None:
    with precision(BITS):
        found = zeros(e, x)
    return None if found is None else sorted((root for root, _ in found), key=lambda r: float(r.mid()))


def _rational(z: Any) -> Any:
    """The zero as a rational number, if it is the root of a linear factor."""
    q = _fraction(z).limit_denominator(10 ** 6)
    found = fmpq(q.numerator, q.denominator)
    return found if z.contains(found) else None


def _fraction(v: Any) -> Fraction:
    mantissa, exponent = v.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _scanned(e: Basic, x: Symbol) -> list[Any]:
    """For anything else: two points of each run of one sign along a grid."""
    compiled = compile_claims([Claim(e, e)], NOTHING)
    claim, program = compiled.claims[0], compiled.program
    if claim.reason or not claim.pairs or program.data or program.integrals or any(y != x for y in program.inputs.values()):
        return []
    grid = sorted(SCAN)
    with precision(BITS, program.order + 1):
        run = Run(BITS, range(len(grid)), lambda _: [arb(c) for c in grid], lambda *_: None, [200 * len(grid) + 50 * len(grid) * len(program.code)])
        signs = list(map(_sign, run.spread(program.run(run)[claim.pairs[0][0]])))
    found: list[Any] = []
    last, more = None, 0
    for c, sign in zip(grid, signs):
        if sign is not None and (sign != last or more):
            found.append(c)                            # two points of each run
            last, more = sign, 1 if sign != last else 0
    return sorted(found, key=lambda c: abs(float(c.numerator) / float(c.denominator)))[:2 * CELLS]


def _sign(v: Any) -> int | None:
    if v is None or type(v) is not arb:
        return None
    return 1 if v > 0 else -1 if v < 0 else None
