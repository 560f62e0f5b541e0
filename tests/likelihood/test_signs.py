"""The sign certificate under attack: a sign it claims of a random expression holds at random points of the domain, its ends and zero among them."""
from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from flint import arb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Basic, Integer, Symbol

from symderive.expr import Neg, Over, Power, call, plus, times
from symderive.likelihood.evaluate import Sample, Values, ball
from symderive.likelihood.facts import Facts, pairs, statistic
from symderive.likelihood.model import Block, Range
from symderive.number import number

ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)
a, b, c, k, x, n = map(Symbol, "abckxn")
RANGES = (Range(), Range(ZERO), Range(ZERO, ONE), Range(None, ZERO), Range(ONE), Range(ZERO, None, False), Range(ZERO, ONE, False, False), Range(Neg(ONE), ONE), Range(Neg(TWO), None, False),
          Range(None, ONE, True, False), Range(ZERO, None, False, True, True), Range(ONE, TWO, True, False), Range(Neg(ONE), ZERO, False, False))
SUPPORTS = (Range(), Range(ZERO), Range(ZERO, ONE), Range(ZERO, ONE, False, False), Range(ONE), Range(Neg(ONE), ONE), Range(ZERO, None, False, True, True), Range(None, ZERO))
TERMS = (x, Power(x, TWO), Over(ONE, x), call("ln", x), call("abs", x), plus(ONE, Neg(x)), call("ln", plus(ONE, Neg(x))), Power(x, Integer(3)), plus(x, Neg(ONE)), times(x, plus(ONE, Neg(x))))
UNARY = ("ln", "sqrt", "abs", "gamma", "cosh", "sigmoid", "softplus", "factorial", "exp", "trigamma")
VALUES = (Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(-1, 3), Fraction(2), Fraction(7, 3), Fraction(-5, 2), Fraction(10), Fraction(1, 1000), Fraction(999, 1000), Fraction(-2), Fraction(100), Fraction(3, 2))


def function(name: str, u: Basic) -> Basic:
    if name == "exp":
        from sympy import E
        return Power(E, u)
    return call("polygamma", ONE, u) if name == "trigamma" else call(name, u)


def expressions(leaves: tuple[Basic, ...]) -> st.SearchStrategy[Basic]:
    numbers = st.sampled_from([ONE, TWO, Integer(3), number(Fraction(1, 2)), Neg(ONE)])
    return st.recursive(st.one_of(st.sampled_from(leaves), st.sampled_from(leaves), numbers), lambda e: st.one_of(
        st.builds(plus, e, e), st.builds(times, e, e), st.builds(Neg, e), st.builds(Over, e, e), st.builds(Power, e, st.sampled_from([TWO, Integer(3), Over(ONE, TWO), Neg(ONE)])),
        st.builds(function, st.sampled_from(UNARY), e), st.builds(lambda u, v: plus(Power(u, TWO), v), e, e), st.builds(lambda u: plus(Power(u, TWO), ONE), e)), max_leaves=7)


def inside(r: Range, v: Fraction) -> bool:
    low, high = (None if e is None else Fraction(int(str(e))) for e in (r.low, r.high))
    return (low is None or v > low or (v == low and not r.low_open)) and (high is None or v < high or (v == high and not r.high_open)) and (not r.integer or v.denominator == 1)


def holds_at(sign: int, e: Basic, at: Mapping[Basic, Fraction], sample: Sample) -> bool:
    """Is the sign what is claimed, where the expression is defined?"""
    v: arb | None = Values(e).at(sample, [{u: ball(q) for u, q in at.items()}])[0][0]
    if v is None:
        return True
    return bool(v.contains(0)) if sign == 0 else not (v <= 0 if sign > 0 else v >= 0)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(e=expressions((a, b, c)), ranges=st.tuples(*[st.sampled_from(RANGES)] * 3), seed=st.integers(0, 10**6))
def test_signs_of_parameters(e: Basic, ranges: tuple[Range, ...], seed: int) -> None:
    domains = dict(zip((a, b, c), ranges))
    sign = Facts(domains).sign(e)
    random = Random(seed)
    for _ in range(12 if sign is not None else 0):
        at = {u: random.choice([v for v in VALUES if inside(r, v)]) for u, r in domains.items()}
        assert holds_at(sign or 0, e, at, Sample({}, {})), (sign, str(e), domains, at)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data(), support=st.sampled_from(SUPPORTS), own=st.sampled_from(RANGES), chosen=st.lists(st.sampled_from(TERMS), min_size=1, max_size=3, unique=True), seed=st.integers(0, 10**6))
def test_signs_of_sums(data: st.DataObject, support: Range, own: Range, chosen: list[Basic], seed: int) -> None:
    """Samples that are not degenerate: at least two different observations inside the support."""
    block = Block((x,), ONE, {x: support})
    base = Facts({x: support, a: own, n: Range(ZERO, integer=True)})
    sums = {h: block.sum(h) for h in chosen}
    facts = Facts(base.ranges, {s: statistic(s, h, x, support, base, n) for h, s in sums.items()}, pairs(sums, n, base, x))
    e = data.draw(expressions((*sums.values(), a, n)))
    sign = facts.sign(e)
    random = Random(seed)
    for _ in range(8 if sign is not None else 0):
        column = [random.choice([v for v in VALUES if inside(Range(support.low, support.high, integer=support.integer), v) or (support.integer and inside(support, v))]) for _ in range(random.choice([2, 3, 5]))]
        if len(set(column)) < 2:
            continue
        at = {a: random.choice([v for v in VALUES if inside(own, v)])}
        assert holds_at(sign or 0, e, at, Sample({x: column}, {n: Fraction(len(column))})), (sign, str(e), support, own, column, at)


def test_claims_are_made() -> None:
    """The certificate is not silent, or nothing was attacked."""
    e = plus(times(a, b), Power(c, TWO))
    assert Facts({a: Range(ZERO), b: Range(ZERO, ONE), c: Range()}).sign(e) == 1
    assert Facts({a: Range(ZERO, None, False)}).sign(a) is None and Facts({a: Range(ONE, None, False)}).sign(a) == 1


def test_powers_beyond_what_is_multiplied_out_stay_apart() -> None:
    """t^50 and t^60 are different atoms."""
    assert Facts({a: Range(ZERO)}).sign(plus(Power(a, Integer(60)), Neg(Power(a, Integer(50))))) is None
