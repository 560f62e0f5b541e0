"""The likelihood of a model that a problem names: x_i ~ N(mu, 1), or a density written out -> L as a product over the data."""
from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Basic, Integer, Symbol
from sympy.core.symbol import Str

from symderive.errors import SymderiveError
from symderive.expr import At, Call, Power, free, times
from symderive.functions import FUNCTIONS
from symderive.homework.context import Context
from symderive.likelihood.model import Range
from symderive.likelihood.notation import read_model
from symderive.nodes import ProdOver, Rel
from symderive.problem import Assumptions, Problem
from symderive.render.notation import text
from symderive.tree import substitute, walk

ALIASES = {"Bern": "Bernoulli", "Pois": "Poisson", "Poi": "Poisson", "Geom": "Geometric", "Geo": "Geometric", "Unif": "U", "Uniform": "U", "Expo": "Exp", "Normal": "N", "Bin": "Binomial"}
CONSTANTS = frozenset(("e", "pi", "n", "i"))


@dataclass(frozen=True)
class Likelihood:
    """The likelihood, its parameters, and where the parameters lie."""
    body: Basic
    parameters: tuple[Basic, ...]
    facts: tuple[Basic, ...]


def with_likelihood(p: Problem | None, context: Context) -> Context:
    """The context with L for the likelihood of the model; as it was, if the problem names no model, or hands its likelihood over."""
    if p is None or p.kind != "mle" or any(Symbol(x) in context.names for x in ("L", "ell", "l")):
        return context
    found = _of_distribution(p) if isinstance(p.body, Rel) else _of_density(p)
    if found is None:
        return context
    made = context.define(Symbol("L"), found.body, found.parameters)
    return replace(made, assumptions=made.assumptions + Assumptions(found.facts))


def _known(p: Problem) -> set[str]:
    return {str(x) for x in p.values} | {words.lstrip("\\") for said, words in p.said if said == "known"}


def _of_distribution(p: Problem) -> Likelihood | None:
    sign, data, law = p.body.args
    if sign.name != "~" or not isinstance(law, Call):
        return None
    letters = sorted((str(x) for a in law.args[1:] for x in free(a) if str(x) not in CONSTANTS), key=str)
    unknown = [x for x in letters if x not in _known(p)]
    try:
        named = Call(Str(ALIASES.get(str(law.args[0].name), str(law.args[0].name))), *law.args[1:])
        model, _ = read_model(text(Rel(sign, data, named)), {_parameter(x, law): None for x in unknown}, {x: None for x in letters if x not in unknown} or None)
    except (SymderiveError, ValueError):
        return None
    bare = {Symbol(f"{x}2"): Power(Symbol(x), Integer(2)) for x in unknown}
    parts = [substitute(b.over(ProdOver, b.density), bare) for b in model.blocks]
    if not parts or any(isinstance(t, Call) and str(t.args[0].name) not in FUNCTIONS for e in parts for t in walk(e)):        # a distribution that is not known
        return None
    facts = [f for x, r in model.parameters.items() if isinstance(r, Range) for f in r.facts(Symbol(str(x).removesuffix("2")))]
    facts += [f for b in model.blocks for x, r in b.support.items() if not r.symbols for f in r.facts(x)]          # where the data lie
    return Likelihood(times(*parts) if len(parts) > 1 else parts[0], tuple(map(Symbol, unknown)), tuple(facts))


def _parameter(x: str, law: Basic) -> str:
    """sigma^2, where the law holds it so."""
    return f"{x}^2" if any(isinstance(a, Power) and a.args == (Symbol(x), Integer(2)) for a in law.args[1:]) else x


def _of_density(p: Problem) -> Likelihood | None:
    """f(x) = ..., or P(x) = ...: its argument is the observation."""
    if not isinstance(p.name, Call) or any(isinstance(a, ProdOver) for a in (p.body,)):
        return None
    x = next((a for a in p.name.args[1:] if isinstance(a, Symbol) and a in free(p.body)), None)
    if x is None:
        return None
    i = Symbol("i")
    unknown = sorted((y for y in free(p.body) if y != x and isinstance(y, Symbol) and str(y) not in _known(p) and str(y) not in CONSTANTS), key=str)
    if not unknown:
        return None
    return Likelihood(ProdOver(substitute(p.body, {x: At(x, i)}), i, Integer(1), Symbol("n")), tuple(unknown), ())
