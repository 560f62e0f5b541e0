"""Inputs that invite a wrong answer with a check mark: each is right, or refused, or said to be undecided."""
from __future__ import annotations

import pytest
import sympy as sp

import symderive as sd
from symderive.checking import Claim, check
from symderive.derivation import Status

x, t = sp.symbols("x t")
f = sp.Function("f")


@pytest.mark.parametrize(("text", "wanted"), [
    (r"\int_0^x x^2 dx", x**2), (r"\int_0^x x dx", x), (r"\int_0^{2x} x dx", 4 * x), (r"\int_1^x \sin x dx", sp.sin(x)), (r"\int_0^{x^2} e^x dx", 2 * x * sp.exp(x**2)),
])
def test_a_bound_letter_is_not_the_variable(text: str, wanted: sp.Expr) -> None:
    s = sd.derivative(text, "x")
    assert sp.simplify(s.answer - wanted) == 0 and s.verdict
    assert s.notes[-1].id == "note.bound_renamed"


def test_a_bound_letter_in_sympy_too() -> None:
    assert sd.derivative(sp.Integral(x**2, (x, 0, x)), x).answer == x**2


@pytest.mark.parametrize(("text", "wrt"), [
    (r"\sum_{i=1}^{n} x_i^2", "x_1"), (r"\sum_{i=1}^{3} x_i y_i", "y_2"), (r"\int_0^1 \operatorname{sgn}(x-t) dt", "x"),
    (r"\int_0^1 \begin{cases}1&t<x\\0&t\ge x\end{cases}dt", "x"),
])
def test_what_is_not_known_is_not_answered(text: str, wrt: str) -> None:
    with pytest.raises(sd.NotSupported):
        sd.derivative(text, wrt)


def test_rational_numbers_are_not_an_interval() -> None:
    with pytest.raises(sd.SymderiveError):
        sd.derivative(r"\begin{cases} x & x\in\mathbb{Q}\\0&\text{otherwise}\end{cases}", "x")


@pytest.mark.parametrize("e", [sp.Subs(sp.Derivative(f(t), t), t, x**2), sp.sinc(x), sp.nan, sp.zoo, sp.O(x), sp.Shi(x), sp.DiracDelta(x)], ids=str)
def test_sympy_that_is_not_known_here_is_refused(e: sp.Expr) -> None:
    with pytest.raises(sd.NotSupported):
        sd.derivative(e, x)


@pytest.mark.parametrize(("text", "at"), [("f(x)", "0"), ("f(x) + x^2", "1")])
def test_unknown_functions_have_no_decimal_value(text: str, at: str) -> None:
    (_, _, value), = sd.derivative(text, "x", at=at).page().answer
    assert value is None


def test_no_rate_of_steepest_ascent_for_unknown_functions() -> None:
    assert sd.gradient("x*g(y)", ["x", "y"], at={"x": 0, "y": 0}).page().sections[-1].after == ()


def test_where_an_integrand_jumps_its_integral_has_no_derivative() -> None:
    assert list(map(str, sd.derivative(r"\int_{-1}^x \operatorname{sgn}(t) dt", "x").provisos)) == ["x != 0"]
    assert list(map(str, sd.derivative(r"\int_{-1}^x \begin{cases}0&t<1\\1&t\ge 1\end{cases}dt", "x").provisos)) == ["x != 1"]


@pytest.mark.parametrize(("assume", "at"), [("x > 0, x < 0", None), ("x > 3", 1), ("x < 0", 2)])
def test_contradictory_conditions_are_refused(assume: str, at: object) -> None:
    with pytest.raises(sd.UsageError, match="contradict"):
        sd.derivative("ln(x)", "x", assume=assume, at=at)


@pytest.mark.parametrize("wrt", ["pi", r"\pi", "e"])
def test_constants_are_not_variables(wrt: str) -> None:
    with pytest.raises(sd.UsageError):
        sd.derivative(r"\pi r^2 e^x", wrt)


@pytest.mark.parametrize("at", ["1/0", "\\infty", float("nan"), float("inf")])
def test_a_point_is_a_number(at: object) -> None:
    with pytest.raises(sd.SymderiveError):
        sd.derivative("x^2", "x", at=at)


@pytest.mark.parametrize(("text", "at", "wanted"), [
    ("x^1 + x^2", 0, 1), ("x^(3 - 1)", 0, 0), ("x^(4/2)", -1, -2), ("x^3.0", -1, 3), (r"\sin x", r"\pi/6", sp.sqrt(3) / 2), ("x*sqrt(x)", 9, sp.Rational(9, 2)), (r"\sum_{k=0}^{3} x^k", -1, 2),
])
def test_values_that_exist_are_found(text: str, at: object, wanted: object) -> None:
    s = sd.derivative(text, "x", at=at)
    answer = s.answer.doit() if hasattr(s.answer, "doit") else s.answer
    assert sp.simplify(answer - wanted) == 0 and s.verdict


def test_isolated_cases_are_left_out() -> None:
    assert "x = 0" not in str(sd.derivative(r"\begin{cases} x^2 & x\ne 0\\ 5 & x=0\end{cases}", "x").written)


def test_huge_numbers_do_no_harm() -> None:
    for text, at in (("x^{1000000}", 2), (r"2^{100000} x", None), ("(x+1)^{100000}", 3)):
        s = sd.derivative(text, "x", at=at)
        assert s.verdict.status is not Status.REFUTED and len(s.text()) < 5000
    with pytest.raises(sd.ReadError, match="more than 100000 digits"):          # its answer could not be given to SymPy
        sd.derivative("10^{10^{10}} x", "x")


def test_two_symbols_of_one_name_are_refused() -> None:
    with pytest.raises(sd.UsageError):
        sd.derivative(sp.Symbol("x", positive=True) * x, x)


def test_trigonometric_terms_cancel() -> None:
    assert sd.derivative("sin(x)^2 + cos(x)^2", "x").answer == 0


@pytest.mark.parametrize("order", [1, 2])
def test_no_answer_rests_on_a_final_form_that_is_refuted(order: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from symderive.expr import Plus
    from symderive.rules import finish
    from symderive.rules.collect import Pass

    wrong = Pass(lambda e, args, provisos: args[0] if type(e) is Plus else e, (frozenset((Plus,)),))
    monkeypatch.setattr(finish, "PASSES", [*finish.PASSES, ("collect.terms", wrong)])
    s = sd.derivative("x^3 + sin(x)", "x", order=order)
    assert s.verdict and sp.simplify(s.answer - sp.diff(x**3 + sp.sin(x), x, order)) == 0
    s = sd.gradient("x^2*y + sin(x)", ["x", "y"])
    assert s.verdict


@pytest.mark.parametrize(("left", "right"), [
    ("sign(x)^2", "1"), ("sign(x - 1/3)^2", "1"), ("sign(x^2 - 2)^2", "1"), ("sign(x^2)", "1"), ("sign(sin(x))^2", "1"), ("sign(cos(x))^2", "1"), ("sign(x - y)^2", "1"),
    ("sign(x y - 1)^2", "1"), ("sign(x^2 + y^2)", "1"), ("sign(|x| + |y|)", "1"), ("sign(a x + b)^2", "1"), ("sign(e^x - 2)^2", "1"), ("sign(x^5 - x - 1)^2", "1"),
    ("floor(x) + floor(-x)", "-1"), ("ceil(x) - floor(x)", "1"), ("floor(x y) + floor(-x y)", "-1"), ("mod(x, 1) + mod(-x, 1)", "1"), ("0^x", "0"), ("atan2(y, x)", "-atan2(-y, x)"),
    (r"\begin{cases}1&x=2\\0&x\ne 2\end{cases}", "0"), (r"\begin{cases}1&x=\sqrt{2}\\0&\text{otherwise}\end{cases}", "0"), (r"\begin{cases}1&x>10^9\\0&x\le 10^9\end{cases}", "0"),
    (r"\begin{cases}1&x=1\land y=2\\0&\text{otherwise}\end{cases}", "0"), ("|x + 10^6| - 10^6", "|x + 10^6 + 1| - 10^6 - 1"),
    (r"\begin{cases}1&x<1\\0&x\ge 1\end{cases}", r"\begin{cases}1&x\le 1\\0&x>1\end{cases}"), (r"\sum_{i=1}^{n} \operatorname{sgn}(x_i - m)^2", "n"),
    (r"\sum_{k=1}^{3} \operatorname{sgn}(x - k)^2", "3"),
])
def test_single_points_are_not_overlooked(left: str, right: str) -> None:
    assert check([Claim(sd.read(left).expr, sd.read(right).expr)])[0].status is Status.REFUTED


@pytest.mark.parametrize(("left", "right"), [
    ("sign(x) |x|", "x"), ("sign(x)^3", "sign(x)"), ("floor(2x)", "floor(x) + floor(x + 1/2)"), ("sign(x^2 + 1)", "1"), ("x - floor(x)", "mod(x, 1)"),
    (r"\begin{cases}x&x\le 1\\x^2&x>1\end{cases}", r"\begin{cases}x&x<1\\x^2&x\ge 1\end{cases}"),
])
def test_what_jumps_and_is_equal_is_accepted(left: str, right: str) -> None:
    assert check([Claim(sd.read(left).expr, sd.read(right).expr)])[0]


@pytest.mark.parametrize(("left", "right", "holds"), [
    (r"\operatorname{atan2}(\sum_{i=1}^{n} \sin(y_i), \sum_{i=1}^{n} \cos(y_i))", r"-\operatorname{atan2}(-\sum_{i=1}^{n} \sin(y_i), \sum_{i=1}^{n} \cos(y_i))", False),
    (r"\sin(\operatorname{atan2}(\sum_{i=1}^{n} \sin(y_i), 2))", r"\sin(\operatorname{atan2}(\sum_{i=1}^{n} \sin(y_i), 2))\cos(0)", True),
    ("sign(k - k)^2", "0", True),
])
def test_a_place_that_is_not_visited_counts_unless_the_points_beside_it_speak_for_it(left: str, right: str, holds: bool) -> None:
    """atan2 is on its cut what it is above it: the points above speak for the place where nothing else jumps. Two cuts that run against one another are undecided."""
    assert bool(check([Claim(sd.read(left).expr, sd.read(right).expr)])[0]) is holds
