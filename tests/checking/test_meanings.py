"""What a claim means: bound names, jumps under an integral, entries of data, functions without a meaning here, contradictions."""
from __future__ import annotations

import pytest
import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check, decimals, enclosure, holds
from symderive.derivation import Status, Verdict
from symderive.driver import derive
from symderive.expr import At, Neg, Over, Power, call, plus, times
from symderive.nodes import D, Evaluated, Limit, SumOver
from symderive.problem import Assumptions
from symderive.reading.law import read_law
from symderive.rules import RULES

x, y, i, k, n = map(Symbol, ("x", "y", "i", "k", "n"))
VERIFIED, REFUTED, UNDECIDED = Status.VERIFIED, Status.REFUTED, Status.UNDECIDED


def judge(text: str, *facts: str) -> Verdict:
    return check([Claim(*read_law(text).args[1:])], Assumptions(tuple(map(read_law, facts))))[0]


# ---- what is bound does not move

@pytest.mark.parametrize(("text", "status"), [
    ("D(Integral(x^2, x, 0, x), x) = x^2", VERIFIED),
    ("D(Integral(x^2, x, 0, x), x) = x^2 + Integral(2*x, x, 0, x)", REFUTED),
    ("D(Sum(x^2, x, 1, 3)*x, x) = 14", VERIFIED),
    ("D(Sum(x^2, x, 1, 3)*x, x) = 14 + x*Sum(2*x, x, 1, 3)", REFUTED),
    ("D(Prod(x^2, x, 1, 3)*x, x) = 36", VERIFIED),
    ("D(x*Integral(x^2, x, 0, 1), x) = 1/3", VERIFIED),
    ("D(Integral(Integral(x*t, t, 0, x), x, 0, x), x) = x^3/2", VERIFIED),
    ("Sum(Sum(x, x, 1, x), x, 1, 3) = 10", VERIFIED),
])
def test_bound_names(text: str, status: Status) -> None:
    verdict = judge(text)
    assert bool(verdict) is (status is VERIFIED)
    assert (verdict.status is REFUTED) is (status is REFUTED)


def test_bound_names_where_something_is_put_in() -> None:
    def at(text: str, a: Basic) -> Basic:
        return Evaluated(read_law(text), x, a)
    found = check([
        Claim(at("Sum(x, x, 1, 3) + x", Integer(5)), Integer(11)),
        Claim(Evaluated(read_law("Sum(x*y, x, 1, 3)"), y, x), times(Integer(6), x)),
        Claim(D(at("x^2", plus(x, Integer(1))), x), read_law("2*(x + 1)")),
        Claim(D(at("Integral(x*y, x, 0, x)", times(x, x)), x), read_law("2*x^3*y")),
        Claim(at("Integral(x^2, x, 0, x)", Integer(3)), Integer(9)),
    ])
    assert all(found), found


# ---- integrals over a jump or a kink

@pytest.mark.parametrize(("text", "status"), [
    ("D(Integral(sign(x - t), t, 0, 1), x) = 0", REFUTED),
    ("D(Integral(sign(x - t), t, 0, 1), x) = cases(2, 0 < x & x < 1, 0, otherwise)", VERIFIED),
    ("D(Integral(cases(1, t < x, 0, otherwise), t, 0, 1), x) = 0", REFUTED),
    ("D(Integral(abs(x - t), t, 0, 1), x) = Integral(sign(x - t), t, 0, 1)", VERIFIED),
    ("D(Integral(max(x, t), t, 0, 1), x) = Integral(cases(1, x > t, 0, otherwise), t, 0, 1)", VERIFIED),
    ("D(Integral(abs(2*t - x), t, 0, 1), x) = Integral(sign(x - 2*t), t, 0, 1)", VERIFIED),
    ("D(Integral(floor(x + t), t, 0, 1), x) = 0", UNDECIDED),
    ("D(Integral(abs(t*x - t^2), t, 0, 1), x) = 0", UNDECIDED),
    ("D(Integral(Integral(sign(t - s), s, 0, 1), t, 0, x), x) = 1", UNDECIDED),
    ("D(Integral(abs(t), t, 0, x), x) = abs(x)", VERIFIED),
    ("Integral(abs(t), t, -1, 1) = 1", VERIFIED),
    ("Integral(abs(t - 1)*sign(t), t, -1, 3) = 1", VERIFIED),
    ("Integral(abs(1 - t/2), t, 4, 0) = -2", VERIFIED),
    ("Integral(abs(t), t, 0, 1) + Integral(min(t, 1/3) + relu(t - 1/2), t, -1, 1) = 1/2 - 1/2 + 5/18 + 1/8", VERIFIED),
    ("Integral(sign(x - t), t, 0, 1) = sign(x)", REFUTED),
    ("Integral(sign(x - t), t, 2, 3) = sign(x - 2)", REFUTED),
    ("Integral(cases(ln(t), t > 0, 0, otherwise), t, -1, 2) - Integral(ln(t), t, 1, 2) = Integral(cases(ln(t), t > 0, 0, otherwise), t, -1, 1)", UNDECIDED),
])
def test_jumps_under_an_integral(text: str, status: Status) -> None:
    assert judge(text).status is status


# ---- what cannot be told at a point

def test_rational_numbers() -> None:
    assert judge("cases(x, x in Q, 0, otherwise) = x").reason == "unsupported: set"
    assert holds(read_law("x in Q"), {x: Integer(2)}) is None


@pytest.mark.parametrize("variable", [Symbol("x_1"), Symbol("x_i"), Symbol("x_k"), x])
def test_derivatives_in_an_entry(variable: Basic) -> None:
    total = SumOver(Power(At(x, i), Integer(2)), i, Integer(1), n)
    for zero in (sp.S.Zero, times(sp.S.Zero, Integer(3))):
        assert check([Claim(D(total, variable), zero)])[0].reason == "unsupported: derivative in an entry" or zero is not sp.S.Zero
        assert check([Claim(D(total, variable), zero)])[0].status is UNDECIDED


def test_what_does_not_move_is_known_to_be_a_number() -> None:
    for strange in (sp.Subs(x, x, y), sp.Limit(x, x, y), sp.nan, sp.oo, sp.Order(y), plus(sp.zoo, y), call("sin", sp.oo)):
        assert check([Claim(D(strange, Symbol("z")), sp.S.Zero)])[0].reason.startswith("unsupported: ")
    for ordinary in (plus(y, sp.pi), Limit(call("sin", y), y, Integer(0), Symbol("+-")), SumOver(At(x, i), i, Integer(1), n), Over(Integer(1), Integer(2))):
        assert check([Claim(D(ordinary, Symbol("z")), sp.S.Zero)])[0].status is Status.PROVED


@pytest.mark.parametrize("name", ["sinc", "DiracDelta", "frac", "Shi", "li", "sinc'"])
def test_functions_that_have_a_meaning_elsewhere(name: str) -> None:
    assert check([Claim(call(name, x), times(call(name, x), Integer(1)))])[0].reason == f"unsupported: {name}"


# ---- values

@pytest.mark.parametrize("text", ["f(x)", "f'(x)", "0*f(x)", "D(f(x), x)", "a[1]", "Sum(a[i], i, 1, 3)", "cases(1, a[1] > 0, 1, otherwise)", "Integral(f(t), t, 0, 1)", "sinc(x)"])
def test_no_value_of_what_was_drawn(text: str) -> None:
    at = {x: Integer(2)}
    assert enclosure(read_law(text), at) is None
    assert decimals(read_law(text), at) is None
    assert holds(read_law(f"{text} > 0"), at) is None


def test_huge_values_do_not_raise() -> None:
    for text in ("x^1000000", "factorial(100000)", "10^(10^10)", "2^100000", "1/2^100000", "2^(2^100)", "9^9^9^9", "e^(-10^10)"):
        e = read_law(text)
        for f in (enclosure, decimals, holds):
            f(e, {x: Integer(2)})
    assert decimals(read_law("2^100000")) == "9.9900e30102"
    assert decimals(read_law("10^(10^10)")) is None
    many = Integer(10 ** 10_000)
    assert decimals(many) == "1e10000"
    assert check([Claim(many, plus(many, Integer(1)))])[0].status is REFUTED


# ---- assumptions

@pytest.mark.parametrize("facts", [("x > 0", "x < 0"), ("x > 1", "x < 1"), ("x >= 1", "x < 1"), ("x > 0", "x < y", "y < 0"), ("x > 3", "x < 1")])
def test_contradictions(facts: tuple[str, ...]) -> None:
    for text in ("x = x*1", "x = x + 1", "x*y = y*x"):
        verdict = judge(text, *facts)
        assert (verdict.status, verdict.reason) == (UNDECIDED, "no common domain")


def test_assumptions_limit_the_points() -> None:
    assert judge("abs(x - 3) = x - 3", "x > 3")
    assert judge("abs(x - 3) + abs(x - 4) = 1", "x > 3", "x < 4")
    assert judge("x = 1", "x >= 1", "x <= 1")
    assert judge("abs(x - 3) = x - 3", "x > 4 - 3").status is REFUTED


# ---- whole powers

@pytest.mark.parametrize("text", [
    "D(Sum((-1)^k*x^(2*k), k, 0, 3), x) = -2*x + 4*x^3 - 6*x^5", "Sum(x^k, k, 0, 3) = 1 + x + x^2 + x^3", "D(Sum(x^k, k, 0, n), x) = Sum(k*x^(k - 1), k, 1, n)",
    "D(D(Sum(x^k, k, 0, 4), x), x) = Sum(k*(k - 1)*x^(k - 2), k, 2, 4)", "Prod(x*k, k, 0, 2) = 0", "Sum(0^k, k, 0, 3) = 1", "D(Prod(x + k, k, 0, 2), x) = 3*x^2 + 6*x + 2",
])
def test_powers_of_an_index(text: str) -> None:
    assert judge(text)


def test_powers_of_an_index_at_zero_and_below() -> None:
    e = read_law("D(Sum((-1)^k*x^(2*k), k, 0, 3), x)")
    assert enclosure(e, {x: Integer(0)}) == 0
    assert enclosure(e, {x: Neg(Integer(2))}) == 164


@pytest.mark.parametrize("text", ["Sum((-1)^k*x^(2*k), k, 0, 3)", "Sum((-1)^k*x^(2*k)/factorial(2*k), k, 0, n)"])
def test_an_index_stays_whole_where_its_summand_is_worked_out(text: str) -> None:
    d = derive(D(read_law(text), x), RULES)
    assert all(check([Claim(s.before, s.after, when=s.provisos) for s in d.all_steps()] + [Claim(d.goal, d.value)]))
    both = check([Claim(*read_law("Sum(k, k, 1, 3) = 6").args[1:]), Claim(*read_law("sin(pi*k) = 0").args[1:])])
    assert [bool(v) for v in both] == [True, False]
