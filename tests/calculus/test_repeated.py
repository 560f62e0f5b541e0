"""A sum holds a term as often as it is written: no pass may drop one that occurs twice."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Basic, E, Integer, Symbol

import symderive as sd
from symderive.checking import Claim, check
from symderive.derivation import Relation, Status
from symderive.expr import Neg, Over, Power, call, plus, times
from symderive.rules.finish import PASSES, finish
from symderive.rules.forms import lead_with_plus, total
from symderive.rules.rearrange import pythagoras

x, y = Symbol("x"), Symbol("y")
ONE, TWO = Integer(1), Integer(2)
ATOMS = (x, y, ONE, TWO, call("sin", x), call("cos", x), Power(E, x), times(x, call("sin", x)), Power(call("sin", x), TWO), Power(call("cos", x), TWO), times(ONE, TWO))
term = st.builds(lambda e, minus: Neg(e) if minus else e, st.sampled_from(ATOMS), st.booleans())


def written(terms: list[Basic], again: list[int], order: list[int]) -> Basic:
    """A sum in which some terms stand twice, in another order."""
    all_terms = [*terms, *(terms[k % len(terms)] for k in again)]
    return plus(*sorted(all_terms, key=lambda t: order[all_terms.index(t) % len(order)]))


sums = st.builds(written, st.lists(term, min_size=2, max_size=3), st.lists(st.integers(0, 5), max_size=2), st.lists(st.integers(0, 9), min_size=3, max_size=3))
products = st.builds(lambda a, b, c, form: (times(a, b), Over(times(a, b), c), plus(times(a, b), c), plus(times(a, a), Neg(times(b, c))), Over(a, plus(b, c)))[form],
                     sums, sums, sums, st.integers(0, 4))


def refuted(before: Basic, after: Basic, provisos: tuple[Basic, ...]) -> bool:
    return check((Claim(before, after, Relation.EQ, provisos),))[0].status is Status.REFUTED


@settings(max_examples=150, deadline=None, derandomize=True)
@given(products)
def test_no_pass_changes_a_value(e: Basic) -> None:
    for rule, run in PASSES:
        done = run(e)
        assert done is None or not refuted(e, done.after, done.provisos), (rule, e, done.after)
    for step in finish(e):
        assert not refuted(step.before, step.after, step.provisos), (step.rule, step.before, step.after)


def test_a_term_that_occurs_twice_leads_once() -> None:
    assert lead_with_plus([Neg(x), TWO, TWO]) == plus(TWO, Neg(x), TWO)
    assert total([times(ONE, TWO), Neg(x), TWO]) == plus(Integer(4), Neg(x))


def test_pythagoras_counts_the_powers_beside_it() -> None:
    s, c = Power(call("sin", x), TWO), call("cos", x)
    e = plus(times(s, Power(c, Integer(3))), Power(c, TWO))
    assert pythagoras(e, e.args, {}) == e


@pytest.mark.parametrize("f", [r"\frac{\sin x+x\cos x}{\cos x-x\sin x}", r"\frac{e^x+xe^x}{e^x+e^x+xe^x}", r"\frac{1+x+x}{1+1+x}"])
def test_derivatives_of_fractions(f: str) -> None:
    assert sd.derivative(f, "x").verdict


def test_second_derivatives() -> None:
    assert sd.derivative(r"(2x-1)\arcsin x", "x", order=2).verdict
    assert sd.parametric("t cos t", "t sin t", "t", order=2).verdict
