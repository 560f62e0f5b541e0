"""Estimates on data: the closed form evaluated, or the score equation solved by bisection in balls."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import arb
from sympy import Basic, Symbol

from symderive.errors import NotSupported, UsageError
from symderive.expr import free
from symderive.likelihood.confirm import log_density
from symderive.likelihood.evaluate import Sample, Values, ball, nearest
from symderive.likelihood.indices import put
from symderive.likelihood.model import Model, Range
from symderive.likelihood.newton import newton
from symderive.likelihood.pipeline import Worked, spreads
from symderive.likelihood.stationary import Stationary
from symderive.number import value

GRID, HALVINGS, BITS = 60, 110, 192


def exact(v: Any) -> Fraction:
    """A number as it is written: 0.1 is one tenth.

    Raises:
        UsageError: for what is no number.
    """
    try:
        if isinstance(v, (bool, int, Fraction)):
            return Fraction(v)
        return Fraction(Decimal(repr(float(v)))) if not isinstance(v, str) else Fraction(v)
    except (TypeError, ValueError, OverflowError) as fault:
        raise UsageError(f"data must be numbers, not {v!r}") from fault


def sample_of(model: Model, data: Any, known: Mapping[str, Any]) -> Sample:
    """The data by column, and the constants with their values.

    Raises:
        UsageError: for an empty sample, data outside the support, a constant without a value.
    """
    columns = _columns(model, data)
    values: dict[Basic, Fraction] = {}
    for c in model.known:
        given = known.get(c.name)
        own = model.values.get(c)
        v = exact(given) if given is not None else value(own) if own is not None else None
        if v is None:
            if any(c in free(b.density) for b in model.blocks) or (model.factor is not None and c in free(model.factor)):
                raise UsageError(f"{c} is a known constant: give its value, as estimate(data, {c}=...)")
            continue
        values[c] = v
    for b in model.blocks:
        lengths = {len(columns[x]) for x in b.data}
        if len(lengths) != 1 or 0 in lengths:
            raise UsageError("the sample is empty" if 0 in lengths else "the columns of data have different lengths")
        length = lengths.pop()
        if isinstance(b.count, Symbol):
            values[b.count] = Fraction(length)
        elif b.count != length:
            raise UsageError(f"the model has {b.count} observations, not {length}")
        for x, r in b.support.items():
            _inside(x, columns[x], r, values)
    return Sample(columns, values)


def _columns(model: Model, data: Any) -> dict[Symbol, list[Fraction]]:
    names = [x for b in model.blocks for x in b.data]
    names = list(dict.fromkeys(names))
    if isinstance(data, Mapping):
        missing = [x for x in names if x.name not in data]
        if missing:
            raise UsageError(f"no data are given for {missing[0]}")
        return {x: [exact(v) for v in data[x.name]] for x in names}
    if isinstance(data, str) or not hasattr(data, "__iter__"):
        raise UsageError("data are a list of numbers, or {name: list}")
    rows = list(data)
    if not names:
        return {}
    if len(names) == 1:
        return {names[0]: [exact(v) for v in rows]}
    if len(rows) == len(names) and all(hasattr(r, "__iter__") for r in rows) and any(len(list(r)) != len(names) for r in rows):
        return {x: [exact(v) for v in r] for x, r in zip(names, rows)}
    if not all(hasattr(r, "__iter__") and len(list(r)) == len(names) for r in rows):
        raise UsageError(f"each row of data has {len(names)} numbers: {', '.join(x.name for x in names)}")
    return {x: [exact(list(r)[k]) for r in rows] for k, x in enumerate(names)}


def _inside(x: Symbol, column: Sequence[Fraction], r: Range, values: Mapping[Basic, Fraction]) -> None:
    for v in column:
        if r.integer and v.denominator != 1:
            raise UsageError(f"{x} takes whole numbers; {float(v):g} is none")
        for end, low in ((r.low, True), (r.high, False)):
            if end is None or not free(end) <= values.keys():
                continue
            e = Values(end).at(Sample({}, {}), [{c: ball(values[c]) for c in free(end)}])[0][0] if value(end) is None else ball(value(end))
            is_open = r.low_open if low else r.high_open
            d = ball(v) - e if low else e - ball(v)
            if d < 0 or (is_open and d == 0 and not r.integer):
                raise UsageError(f"{float(v):g} lies outside the support of {x}")


def estimated(worked: Worked, data: Any, known: Mapping[str, Any]) -> dict[Symbol, float]:
    """The estimates on data."""
    model = worked.model
    unknown_names = set(known) - {c.name for c in model.known}
    if unknown_names:
        raise UsageError(f"{sorted(unknown_names)[0]} is no known constant of the model")
    sample = sample_of(model, data, known)
    found: dict[Symbol, Any] = {}
    if worked.closed:
        for u, a in worked.on_data.items():
            v = Values(a).at(sample, [{}])[0][0]
            if v is None:
                raise UsageError(f"the estimator of {u} is not defined on these data: {why_degenerate(worked)}")
            found[u] = v
        _refuse_outside(worked, found)
        _refuse_equal(worked, sample)
        return {u: nearest(v) for u, v in found.items()}
    return {u: nearest(v) for u, v in numeric(worked, sample).items()}


def why_degenerate(worked: Worked) -> str:
    return "they are degenerate (all equal, or too few)"


def _refuse_outside(worked: Worked, found: Mapping[Symbol, Any]) -> None:
    for u, v in found.items():
        r = worked.model.parameters.get(u, Range())
        for end, sign in ((r.low, 1), (r.high, -1)):
            e = None if end is None else value(end)
            if e is not None and sign * (v - ball(e)) < 0:
                raise UsageError(f"on these data the likelihood has no maximum inside the domain of {u}: the root of the score is {float(v.mid()):g}")


def _refuse_equal(worked: Worked, sample: Sample) -> None:
    """Without a spread the likelihood is unbounded."""
    for a in worked.on_data.values():
        for s in spreads(a):
            v = Values(s).at(sample, [{}])[0][0]
            if v is not None and not v > 0:
                raise UsageError("all observations are equal, or fit exactly: the likelihood is unbounded, and there is no estimate")


# ---- no closed form

def numeric(worked: Worked, sample: Sample) -> dict[Symbol, Any]:
    """The score equations solved numerically: one is left after the others are put in, or coordinate by coordinate."""
    open_ones = [s for s in worked.found if s.root is None]
    if len(open_ones) == 1:
        return _one(worked, open_ones[0], sample)
    return _several(worked, sample)


def _one(worked: Worked, s: Stationary, sample: Sample) -> dict[Symbol, Any]:
    e = equation_of(worked, s)
    u = s.parameter
    roots = list(roots_of(e, u, worked.model.parameters[u], sample))
    if not roots:
        raise NotSupported(f"no root of the score of {u} was found on these data: the likelihood may have no maximum inside the domain")
    candidates = [_completed(worked, {u: r}, sample) for r in roots]
    ell = Values(log_density(worked.model))
    values = ell.at(sample, [{v: w.mid() for v, w in c.items()} for c in candidates], BITS)[0]
    best = max((float(v.mid()), k) for k, v in enumerate(values) if v is not None)[1]
    return candidates[best]


def equation_of(worked: Worked, s: Stationary) -> Basic:
    """The score of a parameter with all others put in."""
    e = s.equation
    for t in worked.found:
        if t.root is not None and t.parameter in free(e):
            e = put(e, {t.parameter: t.root})
    return e


def _completed(worked: Worked, found: dict[Symbol, Any], sample: Sample) -> dict[Symbol, Any]:
    """The other parameters from the ones that are known."""
    known = dict(found)
    for u, a in {**worked.estimates, **worked.partial}.items():
        if u not in known:
            v = Values(a).at(sample, [known], BITS)[0][0]
            if v is None:
                raise NotSupported(f"the estimator of {u} is not defined on these data")
            known[u] = v
    return {u: known[u] for u in worked.model.parameters}


def roots_of(e: Basic, u: Symbol, r: Range, sample: Sample) -> Iterator[Any]:
    """Balls around the zeros of e in the domain of u that a grid sees: the sign changes from one end of a ball to the other."""
    f = Values(e)
    grid = list(_grid(r, sample))
    values = f.at(sample, [{u: g} for g in grid], BITS)[0]
    known = [(g, v) for g, v in zip(grid, values) if v is not None and not v.contains(0)]
    for (a, v), (b, w) in pairwise(known):
        if (v > 0) != (w > 0):
            yield _bisected(f, u, a, b, v > 0, sample)


def _bisected(f: Values, u: Symbol, a: Any, b: Any, positive: bool, sample: Sample) -> Any:
    for _ in range(HALVINGS):
        middle = ((a + b) / 2).mid()
        v = f.at(sample, [{u: middle}], BITS)[0][0]
        if v is None or v.contains(0):
            break
        a, b = (middle, b) if (v > 0) == positive else (a, middle)
    return a.union(b)


def _grid(r: Range, sample: Sample) -> Iterator[Any]:
    low, high = (None if e is None else value(e) for e in (r.low, r.high))
    if low is not None and high is not None:
        yield from (ball(low + (high - low) * t) for t in (Fraction(k, 2 * GRID) for k in range(1, 2 * GRID)))
    elif low is not None or high is not None:
        for k in range(-GRID, GRID + 1):
            step = ball(Fraction(2) ** (k // 3)) * (1 + arb(k % 3) / 3)
            yield ball(low) + step if low is not None else ball(high) - step
    else:
        numbers = [v for column in sample.columns.values() for v in column]
        a, b = min(numbers, default=Fraction(-1)), max(numbers, default=Fraction(1))
        width = b - a or Fraction(1)
        yield from (ball(a - width / 4 + width * Fraction(3 * k, 8 * GRID)) for k in range(4 * GRID + 1))


def _several(worked: Worked, sample: Sample) -> dict[Symbol, Any]:
    """Coordinate after coordinate, until nothing moves: each score is solved by bisection while the others stay."""
    model = worked.model
    unknown = [s.parameter for s in worked.found if s.root is None]
    scores = {s.parameter: s.score.answer for s in worked.found}
    return newton(model, worked, unknown, scores, sample)
