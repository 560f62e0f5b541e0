"""Implicit, parametric and inverse differentiation, known values of unknown functions, and claims that hold on a curve."""
from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import symderive as sd
from symderive.checking import Claim, check
from symderive.derivation import Status
from symderive.reading.law import read_law

x, y, t = sp.symbols("x y t")

CURVES = ["x^2 + y^2 = 25", "x^3 + y^3 = 6xy", "sqrt(x) + sqrt(y) = 1", "e^(x y) = x + y", "sin(x + y) = y^2 cos(x)", "x = y e^y", "x^2/4 + y^2/9 = 1",
          "y^x = x^y", "x y = 1", "atan(y/x) = ln(sqrt(x^2 + y^2))", "y^5 + x^2 y^3 = 1 + x^4 y", "x = asin(y)", "x^4 + y^4 - 16", "ln(x y) + x = y"]


def by_theorem(equation: str, order: int) -> sp.Expr:
    """SymPy's own idiff, for comparison."""
    e = sd.read(equation).sympy
    return sp.idiff(e.lhs - e.rhs if isinstance(e, sp.Equality) else e, y, x, order)


@pytest.mark.parametrize("equation", CURVES)
def test_first_order(equation: str) -> None:
    s = sd.implicit(equation, "y", "x")
    assert s.verdict and all(step.verdict for step in s.steps)
    wanted = by_theorem(equation, 1)
    for at in ({x: sp.Rational(3, 7), y: sp.Rational(5, 9)}, {x: sp.Rational(1, 5), y: sp.Rational(2, 3)}):
        assert abs(sp.N((s.answer - wanted).subs(at), 30)) < 1e-20


@pytest.mark.parametrize("equation", ["x^2 + y^2 = 25", "x^3 + y^3 = 6xy", "sqrt(x) + sqrt(y) = 1", "x^2/4 + y^2/9 = 1", "x y = 1", "x = y e^y"])
def test_second_order_on_the_curve(equation: str) -> None:
    s = sd.implicit(equation, "y", "x", order=2)
    assert s.verdict and all(step.verdict for step in s.steps)
    e, wanted = sd.read(equation).sympy, by_theorem(equation, 2)
    for start in (0.3, 0.7):
        for x0 in (sp.Rational(1, 5), sp.Rational(1, 3)):
            try:
                y0 = sp.nsolve((e.lhs - e.rhs).subs(x, x0), y, start, prec=40)
            except ValueError:
                continue
            there = {x: x0, y: y0}
            assert abs(sp.N((s.answer - wanted).subs(there), 30)) < 1e-15


def test_textbook_forms() -> None:
    assert sd.implicit("x^2 + y^2 = 25", "y", "x", order=2).answer == -25 / y ** 3
    assert sp.simplify(sd.implicit("x^3 + y^3 = 6xy", "y", "x", order=2).answer - 16 * x * y / (2 * x - y ** 2) ** 3) == 0
    a, b = sp.symbols("a b")
    assert sp.simplify(sd.implicit("x^2/a^2 + y^2/b^2 = 1", "y", "x", order=2).answer + b ** 4 / (a ** 2 * y ** 3)) == 0


def test_the_letter_may_be_anything() -> None:
    s = sd.implicit("P V = n R T", "P", "V")
    assert s.answer == -sp.Symbol("P") / sp.Symbol("V") and s.verdict


def test_written_out() -> None:
    for text in ("x^2 + y^2 = 25; dy/dx", r"x^2 + y^2 = 25,\quad \frac{dy}{dx} = ?"):
        assert sd.derive(text).answer == -x / y
    assert sp.simplify(sd.derive("y = x e^y; dy/dx").answer - sp.exp(y) / (1 - x * sp.exp(y))) == 0


def test_at_a_point_of_the_curve() -> None:
    assert sd.implicit("x^2 + y^2 = 25", "y", "x", at={"x": 3, "y": 4}).answer == sp.Rational(-3, 4)
    assert sd.implicit("x^2 + y^2 = 2", "y", "x", order=2, at={"x": 1, "y": 1}).answer == -2


@pytest.mark.parametrize("order", [1, 2])
def test_a_wrong_answer_would_be_refuted(order: int) -> None:
    """What an implicit derivative is, the checker is told by partial derivatives of the equation, not by our steps."""
    s = sd.implicit("x^2 + y^2 = 25", "y", "x", order=order)
    said = next(c for part in reversed(s.parts) for c in part.checks)
    right, wrong = check([Claim(said.left, said.right, when=said.when, on=said.on), Claim(said.left, said.right + 1, when=said.when, on=said.on)])
    assert right and wrong.status is Status.REFUTED


def test_no_real_point_is_not_called_verified() -> None:
    with pytest.raises(sd.NotSupported, match="no point of the curve"):
        sd.implicit("x^2 + y^2 + 1 = 0", "y", "x", order=2)


@pytest.mark.parametrize("wrong", [
    lambda: sd.implicit("x^2 + y^2 = 25", "y", "x", at={"x": 1, "y": 1}), lambda: sd.implicit("x^2 + y^2 = 25", "y", "x", at={"x": 3}), lambda: sd.implicit("x^2 = 4", "y", "x"),
    lambda: sd.implicit("x^2 + y^2 = 25", "y", "x", order=5), lambda: sd.implicit("x^2 + y^2 = 25", "y", "x", order=0), lambda: sd.implicit("y - y = x", "y", "x"),
    lambda: sd.implicit("x^2 + y^2 < 25", "y", "x"), lambda: sd.implicit("x^2 + y^2 = 25", "y", "y"), lambda: sd.implicit("x^2 + y^2 = 25", "y", "x", at={"x": 5, "y": 0}),
    lambda: sd.parametric("3", "t", "t"), lambda: sd.parametric("t^2", "t^3", "t", at=0), lambda: sd.parametric("t", "t^2", "t", order=5),
    lambda: sd.inverse_derivative("x^2", "x", at_y=4), lambda: sd.inverse_derivative("x^2", "x", at_y=0), lambda: sd.inverse_derivative("x + e^x", "x", at_y=3),
    lambda: sd.inverse_derivative("3", "x", at_y=1), lambda: sd.inverse_derivative("x^3", "x"), lambda: sd.inverse_derivative("x^3", "x", at_y=8, at_x=1),
    lambda: sd.derivative("f(x)/g(x)", "x", at=1, values="g(1) = 0"), lambda: sd.derivative("f(x)", "x", at=1, values="f(1)"), lambda: sd.derivative("f(x)", "x", at=1, values={"sin(1)": 2}),
    lambda: sd.derivative("f(x)", "x", at=1, values={3: 2}), lambda: sd.derivative("f(x)", "x", at=1, values=5),
    lambda: sd.derivative("f(x, 2)", "x", at=1, values="f(1, 2) = 2"),
])
def test_refused_in_words(wrong: Any) -> None:
    with pytest.raises(sd.SymderiveError):
        wrong()


# ---- the checker on a curve

@pytest.mark.parametrize(("claim", "curve", "status"), [
    ("-(x^2 + y^2)/y^3 = -1/y^3", "x^2 + y^2 = 1", Status.VERIFIED),
    ("-(x^2 + y^2)/y^3 = -2/y^3", "x^2 + y^2 = 1", Status.REFUTED),
    ("e^(x*y) = x + y", "e^(x*y) = x + y", Status.VERIFIED),
    ("e^(x*y) = x - y", "e^(x*y) = x + y", Status.REFUTED),
    ("a^2*y^2 + b^2*x^2 = a^2*b^2", "x^2/a^2 + y^2/b^2 = 1", Status.VERIFIED),
    ("x = y", "x^2 + y^2 + 1 = 0", Status.UNDECIDED),
    ("x + y = 1 + 1/10^30", "x + y = 1", Status.REFUTED),
])
def test_claims_on_a_curve(claim: str, curve: str, status: Status) -> None:
    verdict, = check([Claim(*read_law(claim).args[1:], on=read_law(curve))])
    assert verdict.status is status
    if status is Status.REFUTED:
        at = {sp.Symbol(k): sp.Rational(v) if "/" in v else sp.Float(v) for k, v in verdict.witness["at"].items()}
        left, right = (e.doit().subs(at) for e in read_law(curve).args[1:])
        assert abs(sp.N(left - right)) < 1e-6          # the counterexample lies on the curve


# ---- parameters, inverses, known values

@pytest.mark.parametrize(("u", "v"), [("t^2 - 4t", "2t^3 - 6t"), ("cos(t)", "sin(t)"), ("t - sin(t)", "1 - cos(t)"), ("e^t", "t e^(-t)"), ("ln(t)", "sqrt(t)")])
@pytest.mark.parametrize("order", [1, 2])
def test_parametric(u: str, v: str, order: int) -> None:
    s = sd.parametric(u, v, "t", order=order)
    assert s.verdict and all(step.verdict for step in s.steps)
    a, b = sd.read(u).sympy, sd.read(v).sympy
    wanted = sp.diff(b, t) / sp.diff(a, t)
    if order == 2:
        wanted = sp.diff(wanted, t) / sp.diff(a, t)
    assert abs(sp.N((s.answer - wanted).subs(t, sp.Rational(5, 7)), 30)) < 1e-20


@pytest.mark.parametrize(("f", "at", "wanted"), [("x^3 + x", {"at_y": 10}, sp.Rational(1, 13)), ("2x + cos(x)", {"at_y": 1}, sp.Rational(1, 2)), ("x^2", {"at_y": 4, "at_x": -2}, sp.Rational(-1, 4)),
                                               ("ln(x)", {"at_y": 1}, sp.E), ("x^5 + x", {"at_x": 1}, sp.Rational(1, 6)), ("sin(x)", {"at_y": "1/2", "at_x": "pi/6"}, 2 / sp.sqrt(3))])
def test_inverse(f: str, at: dict[str, Any], wanted: sp.Expr) -> None:
    s = sd.inverse_derivative(f, "x", **at)
    assert sp.simplify(s.answer - wanted) == 0 and s.verdict


@pytest.mark.parametrize(("f", "at", "values", "wanted"), [
    ("f(g(x))", 2, {"g(2)": 3, "g'(2)": 4, "f'(3)": 5}, 20),
    ("f(x)/g(x)", 1, "f(1)=2, f'(1)=3, g(1)=4, g'(1)=-1", sp.Rational(7, 8)),
    ("f(f(x))", 1, "f(1)=2, f'(1)=3, f'(2)=7", 21),
    ("x f(x)^2", 2, {"f(2)": "1/2", "f'(2)": -3}, sp.Rational(1, 4) - 6),
    ("f(x^2) g(x)", 1, {"f(1)": 2, "f'(1)": 3, "g(1)": 5, "g'(1)": 7}, 44),
])
def test_known_values(f: str, at: int, values: Any, wanted: sp.Expr) -> None:
    s = sd.derivative(f, "x", at=at, values=values)
    assert s.answer == wanted and s.verdict and all(step.verdict for step in s.steps)


def test_known_values_in_a_chain() -> None:
    s = sd.chain({"z": "x^2 y", "x": "x(t)", "y": "y(t)"}, of="z", wrt="t", at=1, values="x(1)=2, x'(1)=3, y(1)=-1, y'(1)=1/2")
    assert s.answer == -10 and s.verdict and all(step.verdict for step in s.steps)


def test_the_checker_draws_functions_that_have_the_known_values() -> None:
    facts = sd.Assumptions((read_law("f'(3) = 5"), read_law("f(1) = 2")))
    right, wrong, free = check([Claim(*read_law(c).args[1:]) for c in ("f'(3) + f(1) = 7", "f'(3) + f(1) = 8", "f(2) = 3")], facts)
    assert right and wrong.status is Status.REFUTED and free.status is Status.REFUTED


def test_chinese_has_all_the_words() -> None:
    for s in (sd.implicit("x^2 + y^2 = 25", "y", "x", order=2), sd.parametric("t^2", "t^3", "t"), sd.inverse_derivative("x^3 + x", "x", at_y=2), sd.chain("y = 2x, z = y^2", wrt="x", at="x=1")):
        words = s.text(lang="zh")
        assert not any(english in words for english in ("rule", "derivative", "substitute", "pass"))


@pytest.mark.parametrize(("text", "answer"), [
    ("Let y = 2x and z = y^2. Find dz/dx at x = 3", 24), ("find dz/dx if y = 2x, z = y^2, x = 3", 24), ("find dy/dx if x^2 + y^2 = 25 at (3,4)", sp.Rational(-3, 4)),
    (r"y = 2x,\ z = y^2;\ \left.\frac{dz}{dx}\right|_{x=3}", 24), ("x = s t, y = s + t, z = x^2 y; ∂z/∂s at (1,2)", 28), ("求 dz/dx, 其中 z = y^2, y = 2x", 8 * x),
    ("已知 y = 2x, z = y^2, 求 dz/dx", 8 * x),
])
def test_problems_in_words_keep_their_point(text: str, answer: sp.Expr) -> None:
    assert sd.derive(text).answer == answer


@pytest.mark.parametrize(("equation", "order", "wanted"), [("x^2 + y^2 = 1", 3, "-3*x/y**5"), ("x^2 + y^2 = 1", 4, "(12*y**2 - 15)/y**7"), ("x*y = 1", 3, "-6*y/x**3"), ("e^y = x", 3, "2*exp(-3*y)"), ("x^3 + y^3 = 1", 3, "(8*y**3 - 10)/y**8")])
def test_implicit_of_higher_order(equation: str, order: int, wanted: str) -> None:
    s = sd.implicit(equation, "y", "x", order=order)
    assert sp.simplify(s.answer - sp.sympify(wanted)) == 0 and s.verdict and all(step.verdict for step in s.steps)


@pytest.mark.parametrize(("first", "second", "order"), [("t^2", "t^3", 3), ("cos(t)", "sin(t)", 3), ("e^t", "t", 4)])
def test_curves_of_higher_order(first: str, second: str, order: int) -> None:
    s, t = sd.parametric(first, second, "t", order=order), sp.Symbol("t")
    u, v = (sp.sympify(e.replace("e^t", "exp(t)").replace("^", "**")) for e in (first, second))
    for _ in range(order):
        v = sp.diff(v, t) / sp.diff(u, t)
    assert sp.simplify(s.answer - v) == 0 and s.verdict and all(step.verdict for step in s.steps)


@pytest.mark.parametrize(("given", "order"), [({"u": "x^2", "z": "sin(u)"}, 2), ({"u": "x^2 + 1", "v": "ln(u)", "z": "u*v"}, 3), ({"x": "t^2", "y": "exp(t)", "z": "x*y"}, 2), ({"u": "x^2", "z": "f(u)"}, 2)])
def test_chains_of_higher_order(given: dict[str, str], order: int) -> None:
    x = "t" if "x" in given else "x"
    s, whole = sd.chain(given, of="z", wrt=x, order=order), sp.sympify(given["z"])
    for _ in given:
        whole = whole.subs({y: sp.sympify(e) for y, e in given.items() if y != "z"})
    assert sp.simplify((s.answer - sp.diff(whole, x, order)).doit()) == 0 and s.verdict and all(step.verdict for step in s.steps)
