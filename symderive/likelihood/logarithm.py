"""The log-likelihood of a model, by the laws of the logarithm; sums split, what multiplies the same function of the parameters collected."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sympy import Basic

from symderive.derivation import Derivation, Relation, Step
from symderive.expr import Plus, call, free, times
from symderive.likelihood.facts import Facts
from symderive.likelihood.model import Model
from symderive.nodes import ProdOver, SumOver
from symderive.rule import Rewrite
from symderive.rules.forms import factors
from symderive.rules.likelihood import LIKELIHOOD, everywhere, grouped, log_of_power, split_sums
from symderive.rules.tidy import tidy
from symderive.tree import walk

ROUNDS = 8


def likelihood(model: Model) -> Basic:
    """The likelihood as it follows from the model: a product over the observations of each block."""
    if model.factor is not None:
        return model.factor
    return times(*(b.over(ProdOver, b.density) for b in model.blocks))


def log_likelihood(model: Model) -> Derivation:
    """The derivation of ln L."""
    goal = call("ln", likelihood(model))
    found = list(_steps(goal, model))
    return Derivation(goal, {goal: found[0]}, tuple(found[1:]))


def _steps(goal: Basic, model: Model) -> Iterator[Step]:
    here = goal
    facts = Facts({**model.known, **model.parameters})
    letters = frozenset({*model.known, *model.parameters})
    powers = everywhere(partial(log_of_power, signed=lambda b: bool(free(b)) and free(b) <= letters and not facts.positive(b)))

    def step(after: Basic, rule: str, provisos: tuple[Basic, ...] = ()) -> Iterator[Step]:
        nonlocal here
        after = tidy(after)
        if after is not here:
            yield Step(here, Relation.EQ, after, rule, provisos=provisos)
            here = after
    if len(model.blocks) > 1 or model.factor is not None:
        done = _apply("log.product", here)
        if done is not None:
            yield from step(done.after, "log.product", done.provisos)
    done = _apply("log.product_index", here)
    if done is not None:
        yield from step(done.after, "log.product_index", done.provisos)
    done = _apply("gamma.step", here)
    if done is not None:
        yield from step(done.after, "gamma.step", done.provisos)
    for _ in range(ROUNDS):
        before = here
        for rule in ("log.product", "log.power"):
            done = _apply(rule, here) if rule != "log.power" else powers(here)
            if rule == "log.power":
                done, rule = _with_exponentials(done, here)
            if done is not None:
                yield from step(done.after, rule, done.provisos)
        if here is before:
            break
    yield from _taken_apart(here, model, step)
    if here is goal:
        yield Step(goal, Relation.EQ, goal, "tidy.up")


def _with_exponentials(done: Rewrite | None, here: Basic) -> tuple[Rewrite | None, str]:
    """Logarithms of powers and of exponentials in one line."""
    more = _apply("log.exp", here if done is None else done.after)
    if more is None:
        return done, "log.power"
    return (more, "log.exp") if done is None else (Rewrite(more.after, provisos=(*done.provisos, *more.provisos)), "log.power")


def _apply(rule: str, e: Basic) -> Rewrite | None:
    apply = LIKELIHOOD[rule].apply
    assert apply is not None
    return apply(e)


def _taken_apart(here: Basic, model: Model, step: object) -> Iterator[Step]:
    unknown = model.unknown
    after = split_sums(here, unknown)
    if mixed(after, unknown):
        done = _apply("pow.product", here)
        if done is not None and knots(further := split_sums(done.after, unknown), unknown) < knots(after, unknown):
            yield from step(done.after, "pow.product", done.provisos)  # type: ignore[operator]
            after = further
    yield from step(after, "likelihood.split")  # type: ignore[operator]
    yield from step(grouped(tidy(after), unknown), "likelihood.group")  # type: ignore[operator]


def mixed(e: Basic, unknown: frozenset[Basic]) -> list[Basic]:
    """The sums over the data that still hold an unknown, but for squares of residuals."""
    return [t for t in walk(e) if isinstance(t, SumOver) and free(t) & unknown and not is_residual(t)]


def knots(e: Basic, unknown: frozenset[Basic]) -> int:
    """How many unknowns stand inside such sums."""
    return sum(len(free(t) & unknown) for t in mixed(e, unknown))


def is_residual(t: Basic) -> bool:
    """Is it a sum of squares of differences?"""
    return any(k == 2 and type(b) is Plus for b, k in factors(t.args[0]).powers.items())
