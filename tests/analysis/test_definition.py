"""The derivative from its definition, in general and at a point; logarithmic differentiation; the methods for fractions."""
from __future__ import annotations

import pytest
import sympy as sp

import symderive as sd
from symderive.finding import Finding

x, n = sp.symbols("x n")

SMOOTH = {
    "x^2": 2 * x, "3x^2 - 5x + 1": 6 * x - 5, "x^3": 3 * x**2, "1/x": -1 / x**2, "1/x^2": -2 / x**3, "x/(x+1)": 1 / (x + 1)**2, "sqrt(x)": 1 / (2 * sp.sqrt(x)), "sqrt(2x+1)": 1 / sp.sqrt(2 * x + 1),
    "sin(x)": sp.cos(x), "cos(2x)": -2 * sp.sin(2 * x), "tan(x)": 1 / sp.cos(x)**2, "e^x": sp.exp(x), "e^{-3x}": -3 * sp.exp(-3 * x), "2^x": 2**x * sp.log(2), "ln(x)": 1 / x,
    "x^n": n * x**(n - 1), "x*sin(x)": sp.sin(x) + x * sp.cos(x), "x^2 + sin(x)": 2 * x + sp.cos(x), "5": 0, "x": 1,
}


@pytest.mark.parametrize(("f", "wanted"), SMOOTH.items())
def test_from_the_definition(f: str, wanted: sp.Expr) -> None:
    s = sd.derivative(f, "x", method="definition")
    assert sp.simplify(s.answer - wanted) == 0
    assert s.verdict and all(step.verdict for step in s.steps)
    assert s.steps[-1 - len(s.parts[0].derivation.finish)].rule == "limit.definition"


def test_what_is_not_found_is_said() -> None:
    with pytest.raises(sd.NotSupported, match="no rule leads further"):
        sd.derivative("sin(x^2)", "x", method="definition")
    with pytest.raises(sd.NotSupported, match="first derivative"):
        sd.derivative("x^3", "x", order=2, method="definition")
    with pytest.raises(sd.UsageError, match="no method"):
        sd.derivative("x^3", "x", method="magic")


def test_at_a_point_where_the_rules_reach() -> None:
    s = sd.derivative("x^2", "x", at=3, method="definition")
    assert s.answer == 6 and s.verdict and "lim" in s.text()


EXIST = [("x|x|", 0, 0), (r"\begin{cases} x^2\sin(1/x) & x\ne 0\\ 0 & x=0\end{cases}", 0, 0), (r"\begin{cases} x^2 & x<1\\ 2x-1 & x\ge 1\end{cases}", 1, 2), (r"\begin{cases} e^x & x<0\\ 1+x & x\ge 0\end{cases}", 0, 1), ("|cos(x)-1|", 0, 0)]


@pytest.mark.parametrize(("f", "at", "wanted"), EXIST)
def test_it_exists_though_no_rule_says_so(f: str, at: int, wanted: int) -> None:
    s = sd.derivative(f, "x", at=at)
    assert s.answer == wanted and s.verdict and isinstance(s, Finding)


NOT = [
    ("|x|", 0, "from the left is -1, and from the right it is 1"), ("|sin(x)|", 0, "from the left is -1, and from the right it is 1"), ("relu(x)", 0, "from the left is 0, and from the right it is 1"),
    ("|x^2-4|", 2, "from the left is -4, and from the right it is 4"), ("max(x, x^2)", 1, "from the left is 1, and from the right it is 2"), ("sqrt(|x|)", 0, "cusp"), ("x^{2/3}", 0, "cusp"),
    ("x^{1/3}", 0, "vertical tangent"), ("root(3, x)", 0, "vertical tangent"), ("sign(x)", 0, "not continuous"), ("floor(x)", 1, "not continuous"), ("sqrt(x)", 0, "on the right of x = 0 alone"),
    (r"\begin{cases} x\sin(1/x) & x\ne 0\\ 0 & x=0\end{cases}", 0, "sin(1/h) takes the values 1 and -1"),
]


@pytest.mark.parametrize(("f", "at", "said"), NOT)
def test_it_does_not_exist_and_why_is_said(f: str, at: int, said: str) -> None:
    s = sd.derivative(f, "x", at=at)
    text = s.text()
    assert s.answer is None and s.verdict and said in text and f"is not differentiable at x = {at}" in text
    assert s.to_dict()["answer"] == {"latex": "", "sympy": None}
    assert "不可导" in s.markdown(lang="zh")


@pytest.mark.parametrize(("f", "wanted"), [("x^x", x**x * (sp.log(x) + 1)), ("x(x+1)(x+2)(x+3)", None), ("e^{x^2} x^3 cos(x)", None), (r"\frac{(x+1)^2 (x-2)^3}{\sqrt{x+3}}", None)])
def test_logarithmic_differentiation(f: str, wanted: sp.Expr | None) -> None:
    s = sd.derivative(f, "x", method="logarithmic")
    plain = sd.derivative(f, "x").answer
    assert sp.simplify(s.answer - (plain if wanted is None else wanted)).subs(x, sp.Rational(13, 5)).evalf(30, chop=True) == 0
    assert s.verdict and any(step.rule == "log.apart" for step in s.steps)


@pytest.mark.parametrize("f", ["sin(x)", "x - 1", "x + e^x", "ln(x)"])
def test_logarithms_need_a_product_or_a_power(f: str) -> None:
    with pytest.raises(sd.NotSupported, match="product or a power"):
        sd.derivative(f, "x", method="logarithmic")


def test_a_fraction_by_either_rule() -> None:
    quotient, product = (sd.derivative("(x^2+1)/(x-1)", "x", method=m) for m in ("quotient", "product"))
    assert sp.simplify(quotient.answer - product.answer) == 0 and quotient.verdict and product.verdict
    assert "fraction.product" in {s.rule for s in product.steps} and "diff.quotient" in {s.rule for s in quotient.steps}
    rows = {m: len(sd.derivative("(x^2+1)/(x-1)", "x", method=m).page().sections[0].rows) for m in ("rules", "quotient", "product")}
    assert rows["rules"] == min(rows.values())


def test_known_rules_have_no_line() -> None:
    long, short = sd.derivative("x*sin(x^2)", "x"), sd.derivative("x*sin(x^2)", "x", known=["product rule", "diff.power"])
    assert len(short.page().sections[0].rows) == 2 < len(long.page().sections[0].rows) == 4
    assert short.verdict and "power rule" not in short.text()
    with pytest.raises(sd.UsageError, match="no rule"):
        sd.derivative("x^2", "x", known=["rule of thumb"])


def test_line_counts() -> None:
    s = sd.derivative("x*sin(x^2)", "x")
    assert 4 <= len(s.page("normal").sections[0].rows) <= 6 and len(s.page("full").sections[0].rows) <= 12
