"""The estimator confirmed independently of its derivation: on random data, is the likelihood anywhere greater than at the estimate?

The log-likelihood is evaluated straight from the density, in balls, at the estimate, at points near it in each direction,
at points all over the domain, and at the best of these improved by a search. Data are random exact numbers of the support.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from random import Random
from typing import Any

from flint import arb, fmpq
from sympy import Basic, Integer, Symbol

from symderive.expr import call, free, plus
from symderive.likelihood.evaluate import Sample, Values, ball
from symderive.likelihood.model import Block, Model, Range
from symderive.nodes import SumOver
from symderive.number import value

SIZES = (2, 3, 5, 8)
NEAR = (1, 4, 8, 12, 16)                      # distances 2^-k from the estimate
SPREAD, ROUNDS = 16, 2                       # points all over the domain; rounds of search from the best of them
TRIES = 24                                   # samples drawn until one is not degenerate


@dataclass(frozen=True)
class Confirmation:
    """What was found: on how many samples the estimate stood, against how many other points.

    witness  a sample and a point at which the likelihood is greater, or why the estimate is impossible
    """
    samples: int
    points: int
    bits: int = 128
    witness: Mapping[str, str] | None = None

    def __bool__(self) -> bool:
        return self.witness is None and self.samples >= len(SIZES)


def log_density(model: Model) -> Basic:
    """ln L straight from the model."""
    if model.factor is not None:
        return call("ln", model.factor)
    return plus(*(b.over(SumOver, call("ln", b.density)) for b in model.blocks))


def confirm(model: Model, estimates: Mapping[Symbol, Basic], estimate_of: Any = None) -> Confirmation:
    """Compare the likelihood at the estimate with that elsewhere.

    Args:
        model: the model.
        estimates: parameter -> its estimator on data.
        estimate_of: how a sample is estimated, if not by these expressions: for tests with wrong estimators.
    """
    unknown = list(model.parameters)
    ell = Values(log_density(model))
    roots = Values(*(estimates[u] for u in unknown))
    seed = int.from_bytes(blake2b(repr((log_density(model), sorted(map(str, unknown)))).encode(), digest_size=8).digest(), "big")
    random = Random(seed)
    samples = compared = 0
    for n in SIZES:
        for k in range(TRIES):
            sample = drawn(model, n if k < TRIES // 2 else n + 2 + len(unknown), random)          # some models need more data than parameters
            at = {u: column[0] for u, column in zip(unknown, roots.at(sample, [{}]))}
            if any(v is None for v in at.values()) or not within(model, at, sample):
                continue                               # degenerate data: the conditions on the answer exclude them
            if estimate_of is not None:
                at = estimate_of(at, n)
            if not feasible(model, at, sample):
                return Confirmation(samples, compared, witness=_witness(sample, at, "the data are impossible at the estimate"))
            greater, count = _greater(ell, model, at, sample, random)
            if count is None:
                continue
            compared += count
            if greater is not None:
                return Confirmation(samples, compared, witness=_witness(sample, greater, "the likelihood is greater here"))
            samples += 1
            break
    return Confirmation(samples, compared)


def _greater(ell: Values, model: Model, at: dict[Symbol, Any], sample: Sample, random: Random) -> tuple[Any, int | None]:
    whole = [u for u, r in model.parameters.items() if r.integer]
    others = [p for p in (*near(at), *neighbours(at, whole), *all_over(model, at, random)) if within(model, p, sample) and feasible(model, p, sample)]
    values = ell.at(sample, [at, *others])[0]
    top = values[0]
    if top is None:
        return None, None
    known = [(v, p) for v, p in zip(values[1:], others) if v is not None]
    count = len(known)
    for v, p in known:
        if v > top:
            return p, count
    if not known:
        return None, count
    best = max(known[-SPREAD:], key=lambda vp: float(vp[0].mid()))[1]
    for k in range(ROUNDS):
        steps = [best, *(q for q in near(best, (k, k + 2)) if within(model, q, sample) and feasible(model, q, sample))]
        found = [(v, q) for v, q in zip(ell.at(sample, steps)[0], steps) if v is not None]
        count += len(found)
        for v, q in found:
            if v > top:
                return q, count
        best = max(found, key=lambda vp: float(vp[0].mid()))[1]
    return None, count


# ---- data

def drawn(model: Model, n: int, random: Random) -> Sample:
    """Random exact data in the support; where it moves with a parameter, that has a random value too."""
    values: dict[Basic, Fraction] = {}
    for c, r in sorted(model.known.items(), key=lambda item: len(item[1].symbols)):
        v = model.values.get(c)
        known = value(v) if v is not None else None
        values[c] = known if known is not None else drawn_number(r, values, random) if r.symbols <= values.keys() else Fraction(1)
    hidden: dict[Basic, Fraction] = dict(values)
    for u, r in sorted(model.parameters.items(), key=lambda item: len(item[1].symbols)):
        hidden[u] = drawn_number(r, hidden, random) if r.symbols <= hidden.keys() else Fraction(1)
    _ordered(model, hidden)
    columns: dict[Symbol, list[Fraction]] = {}
    for k, b in enumerate(model.blocks):
        count = int(b.count) if isinstance(b.count, Integer) else n + k
        if isinstance(b.count, Symbol):
            values[b.count] = Fraction(count)
        for x in sorted(b.data, key=lambda x: bool(b.support.get(x, Range()).symbols & set(b.data))):
            if x not in columns:
                rows = [{**hidden, **{y: column[k] for y, column in columns.items() if k < len(column)}} for k in range(count)]
                columns[x] = [drawn_number(b.support.get(x, Range()), row, random) for row in rows]
    return Sample(columns, values)


def _ordered(model: Model, hidden: dict[Basic, Fraction]) -> None:
    """Ends of a support that are both parameters: the lower one below the upper one."""
    for b in model.blocks:
        for r in b.support.values():
            if isinstance(r.low, Symbol) and isinstance(r.high, Symbol) and r.low in hidden and r.high in hidden and hidden[r.low] >= hidden[r.high]:
                hidden[r.high] = hidden[r.low] + 1 + hidden[r.high] ** 2


def _end(e: Basic | None, values: Mapping[Basic, Fraction]) -> Fraction | None:
    if e is None:
        return None
    v = value(e)
    if v is not None:
        return v
    found = Values(e).at(Sample({}, {}), [{x: ball(values[x]) for x in free(e)}])[0][0]
    return Fraction(float(found.mid())).limit_denominator(10**6) if found is not None else None


def drawn_number(r: Range, values: Mapping[Basic, Fraction], random: Random) -> Fraction:
    low, high = _end(r.low, values), _end(r.high, values)
    if r.integer:
        first = 0 if low is None else int(low) + (1 if r.low_open else 0)
        last = first + 6 if high is None else int(high) - (1 if r.high_open else 0)
        return Fraction(random.randint(first, max(first, last)))
    t = Fraction(random.randrange(1, 2**16), 2**16)
    if low is not None and high is not None:
        return low + (high - low) * t
    if low is not None:
        return low + 4 * t
    return high - 4 * t if high is not None else (2 * t - 1) * 5


# ---- points

def near(at: Mapping[Symbol, Any], distances: Sequence[int] = NEAR) -> Iterator[dict[Symbol, Any]]:
    """Points near the estimate, in each coordinate by itself."""
    for u, v in at.items():
        size = abs(v) if not v.contains(0) else arb(1)
        for k in distances:
            for sign in (1, -1):
                yield {**at, u: v + sign * size * arb(fmpq(1, 2**k))}


def neighbours(at: Mapping[Symbol, Any], whole: Sequence[Symbol]) -> Iterator[dict[Symbol, Any]]:
    """The whole numbers next to the estimate, for parameters that take whole numbers."""
    for u in whole:
        yield from ({**at, u: at[u] + step} for step in (-7, -3, -2, -1, 1, 2, 3, 7, 30))


def all_over(model: Model, at: Mapping[Symbol, Any], random: Random) -> Iterator[dict[Symbol, Any]]:
    for _ in range(SPREAD):
        yield {u: _somewhere(r, at[u], random) for u, r in model.parameters.items()}


def _somewhere(r: Range, near_: Any, random: Random) -> Any:
    low, high = (None if e is None else value(e) for e in (r.low, r.high))
    t = random.random()
    if low is not None and high is not None:
        return ball(low) + ball(high - low) * arb(t)
    scale = 2.0 ** random.uniform(-5, 5)
    if low is not None:
        return ball(low) + abs(near_ - ball(low)) * arb(scale) + arb(2.0**-20)
    if high is not None:
        return ball(high) - abs(ball(high) - near_) * arb(scale) - arb(2.0**-20)
    return near_ + arb((2 * t - 1) * scale)


def within(model: Model, at: Mapping[Symbol, Any], sample: Sample) -> bool:
    """Does a point surely lie in the domain of the parameters?"""
    for u, r in model.parameters.items():
        if r.integer and not (at[u] - at[u].floor()).is_zero():
            return False
        for end, sign in ((r.low, 1), (r.high, -1)):
            v = None if end is None else value(end)
            if v is None and end is not None:
                known = {**sample.balls, **at}
                if not free(end) <= known.keys():
                    continue
                b = Values(end).at(Sample({}, {}), [known])[0][0]
            elif v is None:
                continue
            else:
                b = ball(v)
            closed = not (r.low_open if sign == 1 else r.high_open)
            if not (sign * (at[u] - b) > 0 or (closed and at[u] == b)):
                return False
    return True


def feasible(model: Model, at: Mapping[Symbol, Any], sample: Sample) -> bool:
    """Are the data possible at a point: do they lie in the support there?"""
    for b in model.blocks:
        for x, r in b.support.items():
            if r.symbols & model.unknown and not _holds_all(b, x, r, at, sample):
                return False
    return True


def _holds_all(b: Block, x: Symbol, r: Range, at: Mapping[Symbol, Any], sample: Sample) -> bool:
    known = {**sample.balls, **at}
    column = [ball(v) for v in sample.columns[x]]
    for end, sign in ((r.low, 1), (r.high, -1)):
        if end is None:
            continue
        e = Values(end).at(Sample({}, {}), [known])[0][0]
        if e is None or any(sign * (v - e) < 0 for v in column):
            return False
    return True


def _witness(sample: Sample, at: Mapping[Symbol, Any], why: str) -> dict[str, str]:
    data = {str(x): ", ".join(map(str, column)) for x, column in sample.columns.items()}
    return {**{f"data {x}": text for x, text in data.items()}, **{str(u): v.str(8) for u, v in at.items()}, "why": why}
