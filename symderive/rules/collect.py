"""Bringing a result into the form a textbook prints: passes over the whole expression, each worth a line when it changes something.

A law says what is done; `apply` does it to all factors (or terms) at once, which pairwise matching cannot do in linear time.
Order is the order in which the passes are tried.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Integer

from symderive.expr import Inert, Neg, Over, Plus, Power, Times, free, plus, times
from symderive.nodes import IntegralOver, SumOver
from symderive.rule import Rewrite, Table
from symderive.rules.forms import Counts, Factors, Powers, Provisos, amount, factors, is_product, lead_with_plus, noted, product, terms
from symderive.rules.rearrange import clear_fractions, common_factor, expand, one_fraction, pythagoras
from symderive.tree import fold, parts, rebuild

ONE = Integer(1)

Change = Callable[[Basic, tuple[Basic, ...], Provisos], Basic]
Children = Callable[[Basic], Sequence[Basic]]


@dataclass(frozen=True)
class Pass:
    """A change of one node, its parts being done, carried through a whole tree.

    Of each set in `heads` something must occur in the tree; else there is nothing to do, and it is not walked.
    """
    change: Change
    heads: tuple[frozenset[Any], ...]
    children: Children = lambda e: e.args

    def __call__(self, root: Basic) -> Rewrite | None:
        provisos: Provisos = {}

        def build(e: Basic, args: tuple[Basic, ...]) -> Basic:
            return self.change(e, args, provisos)
        after = fold(root, build, enter=lambda e: isinstance(e, Inert) and not e.is_goal, children=self.children)
        return Rewrite(after, provisos=tuple(provisos)) if after is not root else None


# ---- what does not depend on the index leaves the sum

def take_out(kind: type[Inert]) -> Change:
    """Factors free of the index leave the sum, or the integral."""
    def change(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
        if type(e) is not kind:
            return rebuild(e, args)
        body, index, *ends = args
        minus, inner = (True, body.args[0]) if type(body) is Neg else (False, body)
        above, below = inner.args if type(inner) is Over else (inner, ONE)
        out, stay = divided(parts(Times, above), index)
        out_below, stay_below = divided(parts(Times, below), index)
        if all(f is ONE for f in (*out, *out_below)) or (not stay and not stay_below and kind is SumOver):
            return rebuild(e, args)
        left = times(*stay)
        kept = kind(Over(left, times(*stay_below)) if stay_below else left, index, *ends)
        whole = times(*out, kept)
        whole = Over(whole, times(*out_below)) if any(f is not ONE for f in out_below) else whole
        return Neg(whole) if minus else whole
    return change


def divided(found: list[Basic], index: Basic) -> tuple[list[Basic], list[Basic]]:
    """Those free of the index, and the others."""
    return [f for f in found if index not in free(f)], [f for f in found if index in free(f)]


# ---- factors

def bases(e: Basic) -> Sequence[Basic]:
    return tuple(factors(e).powers) if is_product(e) else e.args


def collect_factors(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    if not is_product(e):
        return rebuild(e, args)
    f = noted(factors(e), provisos)
    powers: Powers = {}
    for after, k in zip(args, f.powers.values()):
        powers[after] = powers.get(after, 0) + k
    return product(f.count, {b: k for b, k in powers.items() if k})


# ---- terms

def collect_terms(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    return gathered(plus(*args), provisos) if type(e) is Plus else rebuild(e, args)


def sum_parts(e: Basic) -> Sequence[Basic]:
    return parts(Plus, e) if type(e) is Plus else e.args


def _single(t: Basic) -> Factors:
    v = amount(t)
    return Factors(1, {t: 1}) if v is None else Factors(v, {})


def gathered(e: Basic, provisos: Provisos) -> Basic:
    """Like terms put together, if there are any."""
    opened = terms(e)
    counts = Counts()
    for t in opened:
        counts.add(noted(factors(t), provisos) if is_product(t) else _single(t))
    if len(counts.count) == len(opened):
        return e
    return lead_with_plus(counts.terms())


COLLECT = Table()
law = COLLECT.law
SUMS, QUOTIENTS, PRODUCTS = map(frozenset, ((Plus,), (Over,), (Times, Over, Neg, Power)))

law("collect.sums",      "Sum(c*v, i, a, b) = c*Sum(v, i, a, b)", "constant factors leave the sum", ref="Stewart E", ex="Sum(2*x[i], i, 1, n)",
    apply=Pass(take_out(SumOver), (frozenset((SumOver,)),)))
law("collect.integrals", "Integral(c*v, t, a, b) = c*Integral(v, t, a, b)", "constant factors leave the integral", ref="Stewart 5.2", ex="Integral(2*x*t, t, 1, 3)",
    apply=Pass(take_out(IntegralOver), (frozenset((IntegralOver,)),)))
law("collect.factors",   "u^a*u^b = u^(a + b)", "collect factors", when="u > 0", ref="Stewart 1.4", ex="x^2*x^3; 2*x/x; (2*x)^2*y",
    apply=Pass(collect_factors, (PRODUCTS,), bases))
law("collect.terms",     "c*u + n*u = (c + n)*u", "collect like terms", ref="Stewart A", ex="2*x + 3*x; x*y - (x*y + 1)",
    apply=Pass(collect_terms, (SUMS,), sum_parts))
law("collect.pythagoras", "sin(u)^2 + cos(u)^2 = 1", "Pythagorean identity", ref="Stewart D", ex="sin(x)^2 + cos(x)^2; 3*cosh(x)^2 - 3*sinh(x)^2",
    apply=Pass(pythagoras, (SUMS, frozenset(("sin", "cosh")))))
law("collect.fractions", "(u/v + w)/b = (u + w*v)/(v*b)", "clear the inner fraction", when="v != 0 & b != 0", ref="Stewart A", ex="(x/y + x)/z",
    apply=Pass(clear_fractions, (SUMS, QUOTIENTS)))
law("collect.denominator", "u/w + v/w = (u + v)/w", "put over the common denominator", when="w != 0", ref="Stewart A", ex="x/y + 1/y",
    apply=Pass(one_fraction, (SUMS, QUOTIENTS)))
law("collect.expand",    "u*(v + w) - u*v = u*w", "multiply out", ref="Stewart A", ex="x*(x - 1) - x^2; 2*x*(x - 1) - (x^2 + 1)",
    apply=Pass(expand, (SUMS, frozenset((Times, Neg)))))
law("collect.common",    "e^u*v + e^u*w = e^u*(v + w)", "take out the common factor", ref="Stewart A", ex="x*e^x + e^x; 6*x*(x^2 + 1)^2 + 2*(x^2 + 1)^3",
    apply=Pass(common_factor, (SUMS, frozenset((Times, Power)))))
law("collect.order",     "u*v = v*u", "order the factors and terms", minor=True, ref="Stewart A", ex="cos(x)*a")
