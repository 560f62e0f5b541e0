"""From a model to its estimators: log-likelihood, ends of the support, medians, scores, and the arguments for the maximum."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import permutations

from sympy import Basic, Integer, Symbol

from symderive.derivation import Derivation
from symderive.driver import Stuck
from symderive.expr import Neg, Power, free, head, plus
from symderive.likelihood.ends import End, ends, largest, medians, smallest
from symderive.likelihood.facts import Facts, Statistic, pairs, statistic
from symderive.likelihood.fractions import simplified
from symderive.likelihood.indices import put
from symderive.likelihood.isolating import NotIsolated
from symderive.likelihood.linear import Elimination, linear_mean
from symderive.likelihood.logarithm import log_likelihood
from symderive.likelihood.model import REALS, Model, Range
from symderive.likelihood.ratio import by_ratio
from symderive.likelihood.stationary import Stationary, argued, differentiated, outside, profiled, second_derivative, solved, worth_showing
from symderive.nodes import D, SumOver
from symderive.rules.likelihood import without_constants
from symderive.tree import size, substitute, walk

ORDERS = 6


@dataclass(frozen=True)
class Worked:
    """All that was derived.

    logarithm  the derivation of the log-likelihood
    ell        the log-likelihood without the terms that hold no parameter
    dropped    those terms
    ends       parameters found at an end of their range, and medians
    found      the parameters with a score, in the order in which they were maximised over
    estimates  parameter -> estimator, free of parameters; incomplete where there is no closed form
    partial    parameter -> its maximiser in terms of parameters without a closed form
    facts      what is known of signs
    derived    the estimators of parameters that the others determine
    normal     the parameters of a mean that is linear in them, found by elimination; each root holds those after it
    """
    model: Model
    logarithm: Derivation
    ell: Basic
    dropped: tuple[Basic, ...]
    ends: tuple[End, ...]
    found: tuple[Stationary, ...]
    estimates: Mapping[Symbol, Basic]
    partial: Mapping[Symbol, Basic] = field(default_factory=dict)
    facts: Facts = field(default_factory=lambda: Facts({}))
    derived: Mapping[Symbol, Basic] = field(default_factory=dict)
    normal: tuple[Stationary, ...] = ()

    @cached_property
    def on_data(self) -> dict[Symbol, Basic]:
        """The estimators in the data alone: what stands for sums of products is put in."""
        return {u: self.facts.written_out(a) for u, a in {**self.estimates, **self.derived}.items()}

    @property
    def closed(self) -> bool:
        return set(self.estimates) == set(self.model.parameters)


def work(model: Model) -> Worked:
    """Derive the estimators of a model."""
    logarithm = log_likelihood(model)
    ell, dropped = without_constants(logarithm.answer, model.unknown)
    dropped = [t for t in dropped if t is not Integer(0)]
    facts = facts_of(model, ell)
    at_ends, facts = ends(model, ell, facts)
    left = [u for u in model.parameters if u not in {e.parameter for e in at_ends}]
    known: dict[Symbol, Basic] = {e.parameter: e.root for e in at_ends}
    middle = [*medians(model, ell, [u for u in left if not model.parameters[u].integer], facts), *(by_ratio(model, u, facts) for u in left if model.parameters[u].integer)]
    known.update({e.parameter: e.root for e in middle})
    left = [u for u in left if u not in known]
    normal, facts = eliminated(ell, left, known, facts, model)
    for s in normal:                                       # each root holds those after it
        if s.root is not None:
            known = {u: put(a, {s.parameter: s.root}) if s.parameter in free(a) else a for u, a in known.items()} | {s.parameter: s.root}
    found = [*normal, *maximised(ell, [u for u in left if u not in {s.parameter for s in normal}], known, facts, model)]
    estimates, partial = resolved(known, found)
    derived = {u: shorter(put(a, estimates)) for u, a in model.derived.items() if not (free(a) & model.unknown) - estimates.keys()}
    return Worked(model, logarithm, ell, tuple(dropped), (*at_ends, *middle), tuple(found), estimates, partial, facts, derived, tuple(normal))


def facts_of(model: Model, ell: Basic) -> Facts:
    """The domains, and what the supports say of the sums."""
    counts = {b.count: Range(low=plus(b.first, Neg(Integer(1))) if b.first is not Integer(1) else Integer(0), integer=True) for b in model.blocks if isinstance(b.count, Symbol)}
    data = {x: r for b in model.blocks for x, r in b.support.items() if not r.symbols & model.unknown}
    seen = {c: replace(r, low_open=True) if model.factor is not None else r for c, r in model.known.items()}      # a count of zero is a degenerate sample
    base = Facts({**data, **seen, **model.parameters, **counts})
    statistics, together = _statistics(model, ell, base)
    return Facts(base.ranges, statistics, together)


def _statistics(model: Model, e: Basic, base: Facts) -> tuple[dict[Basic, Statistic], dict[Basic, Basic]]:
    statistics: dict[Basic, Statistic] = {}
    together: dict[Basic, Basic] = {}
    for b in model.blocks:
        sums: dict[Symbol, dict[Basic, Basic]] = {}
        for t in walk(e):
            if not isinstance(t, SumOver) or free(t) & model.unknown or t.args[1] != b.index or t.args[3] != b.count:
                continue
            columns = [x for x in b.data if b.at(x) in set(walk(t.args[0]))]
            if len(columns) != 1:
                continue
            x = columns[0]
            support = left_by_the_data(x, b.support.get(x, REALS), model)
            h = substitute(t.args[0], {b.at(x): x})
            sums.setdefault(x, {})[h] = t
            statistics[t] = statistic(t, h, x, support, base, b.count)
        for x, found in sums.items():
            together.update(pairs(found, b.count, base.with_ranges({x: left_by_the_data(x, b.support.get(x, REALS), model)}), x))
    return statistics, together


def left_by_the_data(x: Symbol, r: Range, model: Model) -> Range:
    """The support of the data; where it moves with a parameter, the data lie between their own least and greatest."""
    columns = {y for b in model.blocks for y in b.data}
    if r.symbols & columns:                                # an end that differs from one observation to the next says nothing of the sum
        r = Range(None if r.low is not None and free(r.low) & columns else r.low, None if r.high is not None and free(r.high) & columns else r.high, r.low_open, r.high_open, r.integer)
    if not r.symbols & model.unknown:
        return r
    low = smallest(x) if r.low is not None and free(r.low) & model.unknown else r.low
    high = largest(x) if r.high is not None and free(r.high) & model.unknown else r.high
    return Range(low, high, False, False, r.integer)


# ---- the parameters with a score

def eliminated(ell: Basic, left: list[Symbol], known: Mapping[Symbol, Basic], facts: Facts, model: Model) -> tuple[list[Stationary], Facts]:
    """The parameters that are linear in a mean, and what their sums of products stand for."""
    mean = linear_mean(ell, left, model, facts) if len(left) > 1 else None
    if mean is None or any(free(mean.total) & known.keys()):
        return [], facts
    work_ = Elimination(mean, model, {u: differentiated(ell, u) for u in mean.columns}, facts)
    try:
        return work_.work(), work_.facts
    except (Stuck, StopIteration):
        return [], facts


def maximised(ell: Basic, left: list[Symbol], known: Mapping[Symbol, Basic], facts: Facts, model: Model) -> list[Stationary]:
    """Maximise over one parameter after the other; the order that goes furthest is kept."""
    if not left:
        return []
    best: list[Stationary] = []
    scores = {u: differentiated(ell, u) for u in left}
    for order in list(permutations(left))[:ORDERS] if len(left) > 1 else [tuple(left)]:
        found = _in_order(order, scores, known, facts, model)
        if not best or _quality(found) > _quality(best):
            best = found
        if _quality(best)[0] == len(left) and _quality(best)[2] == len(left):
            break
    return best


def _quality(found: list[Stationary]) -> tuple[int, int, int, int]:
    solved_last = sum(k for k, s in enumerate(found) if s.root is None)
    return sum(s.root is not None for s in found), solved_last, sum(bool(s.argument) for s in found), -sum(len(free(s.root)) for s in found if s.root is not None)


def _in_order(order: tuple[Symbol, ...], scores: Mapping[Symbol, Derivation], known: Mapping[Symbol, Basic], facts: Facts, model: Model) -> list[Stationary]:
    roots: dict[Symbol, Basic] = dict(known)
    made: list[Stationary] = []
    for u in order:
        found = one(u, scores[u], roots, facts, model)
        made.append(found)
        if found.root is not None:
            roots = {v: put(a, {u: found.root}) if u in free(a) else a for v, a in roots.items()}
            roots[u] = found.root
    return made


def one(u: Symbol, score: Derivation, roots: Mapping[Symbol, Basic], facts: Facts, model: Model) -> Stationary:
    """The score in one parameter, solved, with the argument for the maximum."""
    profile = profiled(score, roots)
    e = (profile or score).answer
    facts = _more_facts(facts, model, e)
    found = Stationary(u, score, profile)
    try:
        solving, steps = solved(e, u, facts)
        found = replace(found, solving=solving, root=steps.root, only=steps.only, steps=steps)
    except NotIsolated as fault:
        found = replace(found, failure=fault)
    try:
        second, argument, rest = argued(second_derivative(e, u), e, u, facts, D(score.goal.args[0], u) if profile is None else profile.goal, found.only)
    except Stuck:
        return found
    missing = outside(found.root, model.parameters[u], facts) if found.root is not None and found.only not in ("vieta", "ends", "direction") else ()
    found = replace(found, second=second, argument=argument, rest=rest, outside=missing)
    return found if worth_showing(found) else replace(found, second=None)


def _more_facts(facts: Facts, model: Model, e: Basic) -> Facts:
    """Sums that have come in later have facts too."""
    statistics, together = _statistics(model, e, facts)
    return Facts(facts.ranges, {**facts.statistics, **statistics}, {**facts.pairs, **together}, defined=facts.defined)


def shorter(e: Basic) -> Basic:
    """The reduced fraction, where it is no longer than what is written."""
    after = simplified(e)
    return after if size(after) <= size(e) else e


def resolved(known: Mapping[Symbol, Basic], found: list[Stationary]) -> tuple[dict[Symbol, Basic], dict[Symbol, Basic]]:
    """The estimators free of parameters; what still holds some is partial."""
    parameters = {*known, *(s.parameter for s in found)}
    roots: dict[Symbol, Basic] = dict(known)
    roots.update({s.parameter: s.root for s in found if s.root is not None})
    for _ in parameters:
        ready = {u: a for u, a in roots.items() if not free(a) & parameters}
        roots = {u: shorter(put(a, {v: b for v, b in ready.items() if v in free(a)})) if free(a) & ready.keys() else a for u, a in roots.items()}
    return {u: a for u, a in roots.items() if not free(a) & parameters}, {u: a for u, a in roots.items() if free(a) & parameters}


def spreads(a: Basic, defined: Collection[Basic] = ()) -> list[Basic]:
    """The sums of squares, or of absolute values, about a centre that the data give: zero where all observations are equal, or fit."""
    return [t for t in walk(a) if isinstance(t, SumOver) and (is_even(t.args[0])) and (any(isinstance(s, SumOver) for s in walk(t.args[0])) or any(str(s).endswith("_med") or s in defined for s in free(t)))]


def is_even(e: Basic) -> bool:
    return (isinstance(e, Power) and e.args[1] == Integer(2)) or head(e) == "abs"
