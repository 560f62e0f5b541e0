"""Changes of a sum, or of a fraction of sums, as a whole: common factors, multiplying out, inner fractions, Pythagoras.

Each takes a node and its parts, which are in form already, and gives the node's new form: the same node where nothing is gained.
"""
from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd, lcm

from sympy import Basic, E, Integer, Symbol

from symderive.expr import Neg, Over, Plus, Power, Times, call, head, times
from symderive.number import value
from symderive.rules.forms import Factors, Powers, Provisos, Rational, factored, factors, lead_with_plus, noted, product, scaled, terms, total
from symderive.tree import parts, rebuild, size

ONE = Integer(1)

# ---- sin^2 u + cos^2 u = 1, cosh^2 u - sinh^2 u = 1

SQUARES = {"sin": ("cos", 1), "cosh": ("sinh", -1)}


def pythagoras(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    if type(e) is not Plus:
        return rebuild(e, args)
    left = [(t, factors(t)) for t in terms(rebuild(e, args))]
    found = next(filter(None, (_pair(k, f, left) for k, (_, f) in enumerate(left))), None)
    if found is None:
        return rebuild(e, args)
    first, second, one = found
    return lead_with_plus([one if k == first else t for k, (t, _) in enumerate(left) if k != second])


def _pair(k: int, f: Factors, others: list[tuple[Basic, Factors]]) -> tuple[int, int, Basic] | None:
    """c*sin(u)^2*w at place k and its c*cos(u)^2*w: (place, place, c*w)."""
    for b, n in f.powers.items():
        if n != 2 or head(b) not in SQUARES:
            continue
        partner, sign = SQUARES[head(b)]  # type: ignore[index]
        rest = {a: m for a, m in f.powers.items() if a is not b}
        other = call(partner, b.args[1])
        wanted = _without({**rest, other: rest.get(other, 0) + 2}, {other: 0})
        for j, (_, g) in enumerate(others):
            if g.count == sign * f.count and g.powers == wanted:
                return k, j, product(f.count, rest)
    return None


# ---- a common factor

def common_factor(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """Powers of e and of sums that all terms share, with what else they share, are written once in front."""
    if type(e) is not Plus:
        return rebuild(e, args)
    whole = rebuild(e, args)
    found = [factors(t) for t in terms(whole)] if type(whole) is Plus else []
    shared = _shared(found)
    if not any(_worth_sharing(b) for b in shared):
        return whole
    count = Fraction(gcd(*(f.count.numerator for f in found)), lcm(*(f.count.denominator for f in found)))
    rest = total(t for f in found for t in terms(product(f.count / count, _without(noted(f, provisos).powers, shared))))
    minus, rest = (True, rest.args[0]) if type(rest) is Neg else (False, rest)
    made = factored(times(product(count, shared), by_degree(rest)))
    return Neg(made) if minus else made


def _shared(found: list[Factors]) -> Powers:
    """The powers that all have, with the smallest exponent."""
    if len(found) < 2:
        return {}
    first, *others = (f.powers for f in found)
    return {b: min(k, *(p[b] for p in others)) for b, k in first.items() if all(b in p and p[b] * k > 0 for p in others)}


def _without(powers: Mapping[Basic, Rational], shared: Powers) -> Powers:
    return {b: k - shared.get(b, 0) for b, k in powers.items() if k != shared.get(b, 0)}


def _worth_sharing(b: Basic) -> bool:
    return type(b) is Plus or (type(b) is Power and b.args[0] is E)


def by_degree(e: Basic) -> Basic:
    """A polynomial with its highest powers first; any other sum as it is."""
    if type(e) is not Plus:
        return e
    found = [factors(t) for t in e.args]
    if not all(isinstance(b, Symbol) and k.denominator == 1 and k > 0 for f in found for b, k in f.powers.items()):
        return e
    return lead_with_plus(sorted(e.args, key=lambda t: -sum(factors(t).powers.values())))


# ---- multiplying out

def expand(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """Products of sums inside a sum are multiplied out where the whole becomes shorter."""
    before = rebuild(e, args)
    if type(before) is not Plus:
        return before
    spread = [s for t in terms(before) for s in multiplied_out(t)]
    if len(spread) <= len(before.args):
        return before
    after = by_degree(total(spread))
    return after if size(after) < size(before) else before


def multiplied_out(t: Basic, most: int = 64) -> list[Basic]:
    sign, body = (-1, t.args[0]) if type(t) is Neg else (1, t)
    rows: list[tuple[Basic, ...]] = [()]
    for f in parts(Times, body):
        rows = [(*row, s) for row in rows for s in parts(Plus, f)]
        if len(rows) > most:
            return [t]
    return [scaled(times(*row), sign) if len(rows) > 1 or sign < 0 else t for row in rows]


# ---- fractions within a fraction

def clear_fractions(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """(u/v + w)/z as (u + w*v)/(v*z)."""
    before = rebuild(e, args)
    if type(before) is not Over or type(before.args[0]) is not Plus:
        return before
    above, below = before.args
    inner = dict.fromkeys(d for t in above.args if (d := denominator(t)) is not ONE)
    if not inner:
        return before
    common = times(*inner)
    return factored(Over(total(factored(times(t, common)) for t in above.args), times(common, below)))


def one_fraction(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """u/w + v/w as (u + v)/w, where w is not a number."""
    before = rebuild(e, args)
    if type(before) is not Plus:
        return before
    below = {denominator(t) for t in before.args}
    common = below.pop()
    if below or value(common) is not None:
        return before
    return Over(lead_with_plus([_numerator(t) for t in before.args]), common)


def _numerator(t: Basic) -> Basic:
    return Neg(_numerator(t.args[0])) if type(t) is Neg else t.args[0]


def denominator(t: Basic) -> Basic:
    t = t.args[0] if type(t) is Neg else t
    return t.args[1] if type(t) is Over else ONE
