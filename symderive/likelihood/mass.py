"""Does a density add up to 1 on its support? Summed, or integrated by the double-exponential rule, at two points of its parameters."""
from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import cosh, exp, pi, sinh
from random import Random
from typing import Any

from flint import arb
from sympy import Basic, Symbol

from symderive.expr import free
from symderive.likelihood.confirm import drawn_number
from symderive.likelihood.evaluate import Sample, Values, ball
from symderive.likelihood.model import Model, Range
from symderive.number import value
from symderive.phrase import Phrase

MOST = 400                     # terms of a sum
WIDTH, STEPS = 3.6, (0.06, 0.03, 0.015)        # of the double-exponential rule
ALIKE, APART = 1e-3, 5e-3      # how well two rules must agree; how far from 1 is worth a warning


def mass_warning(model: Model) -> Phrase | None:
    """What to say where the density does not add up to 1."""
    b = model.blocks[0]
    x, = b.data
    if x not in b.support or any(r.integer and r.low is None for r in b.support.values()):
        return None
    f = Values(b.density)
    found = []
    for seed in (1, 2):
        at = _point(model, Random(seed))
        found.append((_mass(f, x, b.support[x], at), at))
    if all(total is None for total, _ in found):
        return Phrase("warning.density_unknown")
    if any(total is None for total, _ in found):
        return None
    if all(abs((total or 0.0) - 1) > APART for total, _ in found):
        total, at = found[0]
        where = ", ".join(f"{u} = {float(v):g}" for u, v in at.items())
        return Phrase("warning.density_mass", {"value": f"{total:.5g}", "at": where})
    return None


def _point(model: Model, random: Random) -> dict[Symbol, Fraction]:
    found: dict[Basic, Fraction] = {}
    for c, r in {**model.known, **model.parameters}.items():
        v = model.values.get(c)
        found[c] = (value(v) or Fraction(0)) if v is not None else _mild(r, found, random)
    for r in model.blocks[0].support.values():
        if r.low in found and r.high in found and found[r.low] >= found[r.high]:
            found[r.high] = found[r.low] + 1
    return found


def _mild(r: Range, found: Mapping[Basic, Fraction], random: Random) -> Fraction:
    """A value of middling size, at which a density is neither narrow nor wide."""
    t = Fraction(random.randrange(3, 8), 10)
    low, high = (None if e is None else value(e) for e in (r.low, r.high))
    if r.integer or (low is None) != (r.low is None) or (high is None) != (r.high is None):
        return drawn_number(r, found, random)
    if low is not None and high is not None:
        return low + (high - low) * t
    return low + 2 * t if low is not None else high - 2 * t if high is not None else 2 * t - 1


def _end(e: Basic | None, at: Mapping[Symbol, Fraction]) -> float | None:
    if e is None:
        return None
    v = Values(e).at(Sample({}, {}), [{u: ball(at[u]) for u in free(e)}])[0][0]
    return None if v is None else float(v.mid())


def _mass(f: Values, x: Symbol, r: Range, at: Mapping[Symbol, Fraction]) -> float | None:
    shared = {u: ball(v) for u, v in at.items()}
    low, high = _end(r.low, at), _end(r.high, at)
    if r.integer:
        assert low is not None
        first = round(low) + (1 if r.low_open else 0)
        last = first + MOST if high is None else min(round(high), first + MOST)
        values = f.at(Sample({}, {}), [{**shared, x: arb(k)} for k in range(first, last + 1)], 64)[0]
        if any(v is None for v in values) or (high is None and float(values[-1].mid()) > 1e-9):
            return None
        return float(sum(float(v.mid()) for v in values))
    return _integral(f, x, low, high, shared)


def _integral(f: Values, x: Symbol, low: float | None, high: float | None, shared: Mapping[Any, Any]) -> float | None:
    """With a step and with half of it, until the two agree; None where they do not."""
    for step in STEPS:
        count = int(WIDTH / step)
        nodes = [_node(k * step, low, high) for k in range(-count, count + 1)]
        values = f.at(Sample({}, {}), [{**shared, x: arb(p)} for p, _ in nodes], 64)[0]
        terms = [float(v.mid()) * w if v is not None else 0.0 for v, (_, w) in zip(values, nodes)]
        if any(t != t or abs(t) > 1e12 for t in terms):
            return None
        fine, coarse = step * sum(terms), 2 * step * sum(terms[count % 2::2])
        if abs(fine - coarse) < ALIKE:
            return fine
    return None


def _node(t: float, low: float | None, high: float | None) -> tuple[float, float]:
    """A point and its weight: x = tanh-sinh, exp-sinh or sinh-sinh of t."""
    s, ds = pi / 2 * sinh(t), pi / 2 * cosh(t)
    if low is not None and high is not None:
        half = (high - low) / 2
        q = exp(-2 * abs(s))
        offset = half * 2 * q / (1 + q)
        return (high - offset if s > 0 else low + offset), half * ds * 4 * q / (1 + q) ** 2
    if low is not None or high is not None:
        e = exp(max(-300.0, min(300.0, s)))
        return (low + e if low is not None else (high or 0.0) - e), e * ds
    s = max(-300.0, min(300.0, s))
    return sinh(s), cosh(s) * ds
