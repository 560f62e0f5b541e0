"""Derivatives in an entry x_k of the data of a sum or product: the derivative of x_i in x_k is the Kronecker delta.

In d/dx_k of a sum over i, every term but the one with i = k stands still: the sum of u_i delta_ik is u_k.
"""
from __future__ import annotations

from dataclasses import replace

from sympy import Basic, Integer, Symbol

from symderive.derivation import Derivation, Relation, Step
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.expr import At, Over, call, times
from symderive.finding import Finding
from symderive.nodes import D, ProdOver, SumOver, relation
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.solution import Part, Solution
from symderive.solve import concluded
from symderive.tree import substitute, walk

ONE = Integer(1)


def is_in_an_entry(p: Problem) -> bool:
    """Is it one derivative in the data of a sum or product, as x or x_k?"""
    return len(p.variables) == 1 and not p.at and stem(p.variables[0]) in data(p.body)


def data(e: Basic) -> set[str]:
    return {t.args[0].name for t in walk(e) if isinstance(t, At) and isinstance(t.args[0], Symbol)}


def stem(x: Basic) -> str:
    return str(x.name).partition("_")[0]


def in_an_entry(p: Problem) -> Solution:
    """The partial derivative in the entry x_k, which for the vector x is the k-th component of the gradient.

    Raises:
        NotSupported: where the entries stand otherwise than with the index of one sum or product each.
    """
    name = stem(p.variables[0])
    x, k = Symbol(name), index_letter(p, name)
    entry = At(x, k)
    goal = D(p.body, entry)
    d = derived(p.body, entry)
    ends = {e for t in walk(p.body) if isinstance(t, (SumOver, ProdOver)) for e in t.args[2:]}
    positive = [relation(">", x, Integer(0))] if wants_positive(p.body, entry) else []
    facts = (relation("in", k, Symbol("Z")), *positive, *(relation(">=" if e == ONE else "<=", k, e) for e in sorted(ends, key=str)))
    p = replace(p, assumptions=p.assumptions + Assumptions(facts))
    title = Phrase("part.component_k", {"x": entry, "k": k}) if p.kind == "gradient" else None
    name_of = None if p.name is None else D(p.name, entry)
    return concluded(p, [Part(title, d, name_of)], Finding, found=((name_of or goal, d.answer),), remarks=(Phrase("entries.range", {"list": facts[1:]}),))


def index_letter(p: Problem, name: str) -> Symbol:
    """The k of x_k; a letter that nothing else is called, where the whole vector is meant."""
    given = str(p.variables[0].name).removeprefix(name).lstrip("_")
    if given.isalpha():
        return Symbol(given)
    if given:
        raise NotSupported(f"the derivative in the entry {p.variables[0]} of a sum is worked out for a letter as index, as {name}_k")
    taken = {getattr(t, "name", "") for t in walk(p.body)}
    return Symbol(next(c for c in "kjmlpq" if c not in taken))


def derived(f: Basic, entry: Basic) -> Derivation:
    """The derivation: under the sum sign, with the Kronecker delta, and what is left of the sum."""
    x, k = entry.args
    if not isinstance(f, (SumOver, ProdOver)):
        raise NotSupported(f"the derivative in an entry of the data {x} is worked out for one sum or one product")
    u, i, low, high = f.args
    goal, inner = D(f, entry), D(u, entry)
    slope = slope_of(u, At(x, i), entry)
    if isinstance(f, SumOver):
        first, rule, left = SumOver(inner, i, low, high), "entry.sum", substitute(slope, {i: k})
    else:
        first, rule, left = times(f, SumOver(Over(inner, u), i, low, high)), "entry.product", times(f, substitute(Over(slope, u), {i: k}))
    delta = times(slope, call("kronecker", i, k))
    d = Derivation(goal, {inner: Step(inner, Relation.EQ, delta, "entry.kronecker"), goal: Step(goal, Relation.EQ, first, rule)})
    return d.finished((Step(d.value, Relation.EQ, left, "entry.only_k"), *finish(left)))


def wants_positive(f: Basic, entry: Basic) -> bool:
    """Do the rules ask for x_i > 0, as for a logarithm?"""
    u, i = f.args[:2] if isinstance(f, (SumOver, ProdOver)) else (f, entry)
    letter = Symbol(f"{entry.args[0]}_entry")
    d = derive(D(substitute(u, {At(entry.args[0], i): letter}), letter), RULES, None, finish)
    return any(q == relation(">", letter, Integer(0)) for s in d.all_steps() for q in s.provisos)


def slope_of(u: Basic, own: Basic, entry: Basic) -> Basic:
    """du/dx_i, by the rules, with x_i as a variable."""
    x = own.args[0]
    if any(isinstance(t, At) and t.args[0] == x and t != own for t in walk(u)) or any(isinstance(t, (SumOver, ProdOver)) for t in walk(u)):
        raise NotSupported(f"the entries of {x} stand here with more than one index")
    letter = Symbol(f"{x}_entry")
    d = derive(D(substitute(u, {own: letter}), letter), RULES, None, finish)
    return substitute(d.answer, {letter: own})
