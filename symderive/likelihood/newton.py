"""Newton's method for several score equations, and a box that surely holds their common root (Krawczyk's test)."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from flint import arb, arb_mat
from sympy import Basic, Symbol

from symderive.errors import NotSupported
from symderive.likelihood.confirm import log_density
from symderive.likelihood.evaluate import Sample, Values, ball
from symderive.likelihood.model import Model, Range
from symderive.nodes import D
from symderive.number import value

STARTS, STEPS, BITS = 40, 80, 192


def newton(model: Model, worked: Any, unknown: Sequence[Symbol], scores: Mapping[Symbol, Basic], sample: Sample) -> dict[Symbol, Any]:
    """The common root of all scores, enclosed.

    Raises:
        NotSupported: where the method does not settle, or the enclosure is not certified.
    """
    free_ones = [u for u in model.parameters if u in scores]
    fixed = {u: Values(a).at(sample, [{}], BITS)[0][0] for u, a in worked.estimates.items() if u not in scores}
    ell = Values(log_density(model))
    system = Values(*(scores[u] for u in free_ones), *(D(scores[u], v) for u in free_ones for v in free_ones))
    at = _start(model, free_ones, fixed, ell, sample)
    for _ in range(STEPS):
        f, jacobian = _system(system, free_ones, {**fixed, **at}, sample)
        if f is None:
            break
        step = _solve(jacobian, f)
        if step is None:
            break
        at, moved = _damped(model, ell, at, fixed, free_ones, step, sample)
        if moved < 1e-40:
            break
    return {**fixed, **_enclosed(system, free_ones, at, fixed, sample)}


def _start(model: Model, free_ones: Sequence[Symbol], fixed: Mapping[Symbol, Any], ell: Values, sample: Sample) -> dict[Symbol, Any]:
    random = Random(1)
    numbers = [v for column in sample.columns.values() for v in column]
    center = float(sum(numbers) / len(numbers)) if numbers else 0.0
    spread = float(max(numbers) - min(numbers)) + 1e-3 if numbers else 1.0
    points = [{u: _draw(model.parameters[u], center, spread, random) for u in free_ones} for _ in range(STARTS)]
    values = ell.at(sample, [{**fixed, **p} for p in points])[0]
    known = [(float(v.mid()), k) for k, v in enumerate(values) if v is not None]
    if not known:
        raise NotSupported("no point was found at which the likelihood of these data is positive")
    return points[max(known)[1]]


def _draw(r: Range, center: float, spread: float, random: Random) -> Any:
    low, high = (None if e is None else value(e) for e in (r.low, r.high))
    if low is not None and high is not None:
        return ball(low) + ball(high - low) * arb(random.random())
    if low is not None:
        return ball(low) + arb(2.0 ** random.uniform(-4, 5))
    if high is not None:
        return ball(high) - arb(2.0 ** random.uniform(-4, 5))
    return arb(center + spread * random.uniform(-1, 1))


def _system(system: Values, free_ones: Sequence[Symbol], at: Mapping[Symbol, Any], sample: Sample) -> tuple[Any, Any]:
    found = [column[0] for column in system.at(sample, [at], BITS)]
    if any(v is None for v in found):
        return None, None
    n = len(free_ones)
    return arb_mat(n, 1, found[:n]), arb_mat(n, n, found[n:])


def _solve(jacobian: Any, f: Any) -> Any:
    try:
        return jacobian.solve(f)
    except ZeroDivisionError:
        return None


def _damped(model: Model, ell: Values, at: dict[Symbol, Any], fixed: Mapping[Symbol, Any], free_ones: Sequence[Symbol], step: Any, sample: Sample) -> tuple[dict[Symbol, Any], float]:
    """The longest of the steps 1, 1/2, 1/4, ... that does not lessen the likelihood; uphill along the coordinates where Newton's direction fails."""
    trials = [{u: (at[u] - step[k, 0] * arb(2) ** -h).mid() for k, u in enumerate(free_ones)} for h in range(12)]
    trials += [{u: (at[u] + sign * step[k, 0] * arb(2) ** -6).mid() for k, u in enumerate(free_ones)} for sign in (1,)]
    inside = [t for t in trials if _within(model, t)]
    if not inside:
        return at, 0.0
    values = ell.at(sample, [{**fixed, **at}, *({**fixed, **t} for t in inside)], BITS)[0]
    here = values[0]
    for v, t in zip(values[1:], inside):
        if v is not None and (here is None or float((v - here).mid()) > -1e-30 or not (v - here) < 0):
            return t, max(abs(float((t[u] - at[u]).mid())) for u in free_ones)
    return at, 0.0


def _within(model: Model, at: Mapping[Symbol, Any]) -> bool:
    for u, v in at.items():
        r = model.parameters[u]
        low, high = (None if e is None else value(e) for e in (r.low, r.high))
        if (low is not None and not v > ball(low)) or (high is not None and not v < ball(high)):
            return False
    return True


def _enclosed(system: Values, free_ones: Sequence[Symbol], at: dict[Symbol, Any], fixed: Mapping[Symbol, Any], sample: Sample) -> dict[Symbol, Any]:
    """Krawczyk: a box that the Newton operator maps into itself holds exactly one root."""
    n = len(free_ones)
    for exponent in (-60, -40, -26):
        radius = [arb(0, abs(float(at[u].mid())) * 2.0**exponent + 2.0**(exponent - 10)) for u in free_ones]
        f, jacobian = _system(system, free_ones, {**fixed, **at}, sample)
        box = {u: at[u] + radius[k] for k, u in enumerate(free_ones)}
        _, wide = _system(system, free_ones, {**fixed, **box}, sample)
        if f is None or wide is None:
            continue
        inverse = _solve(jacobian, arb_mat(n, n, [int(i == j) for i in range(n) for j in range(n)]))
        if inverse is None:
            continue
        inverse = arb_mat(n, n, [v.mid() for v in inverse.entries()])
        identity = arb_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
        image = inverse * f * arb(-1) + (identity - inverse * wide) * arb_mat(n, 1, radius)
        if all(radius[k].contains_interior(image[k, 0]) for k in range(n)):
            return {u: at[u] + image[k, 0] for k, u in enumerate(free_ones)}
    raise NotSupported("the score equations were not solved on these data: no box around a root could be certified")
