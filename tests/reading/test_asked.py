"""What is asked in words is worked out: one problem of each kind, in English and Chinese, in Python and on the command line."""
from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from click.testing import CliRunner

import symderive as sd
from symderive.cli import cli

x, y = sp.symbols("x y")
LIMIT = r"\lim_{x \to 0} \frac{\sin 3x}{x}"
POLYNOMIAL = 1 + x + x**2 / 2 + x**3 / 6

ASKED: list[tuple[str, Any]] = [
    ("Find the critical points of x^3 - 3x", {-1: "max", 1: "min"}), ("求函数 f(x) = x^3 - 3x 的单调区间和极值", {-1: "max", 1: "min"}),
    ("Analyse f(x) = x^3 - 3x", {-1: "max", 1: "min"}), ("Find the inflection points of x^3 - 3x^2", (1,)), ("求 x^3 - 3x^2 的拐点", (1,)),
    ("Where is f increasing, f(x) = x^2", {"increasing": ((0, sp.oo),), "decreasing": ((-sp.oo, 0),)}),
    ("Find the stationary points of f(x, y) = x^2 + y^2 - 2x", {(1, 0): "min"}), ("求 f(x, y) = x^2 + y^2 - 2x 的驻点", {(1, 0): "min"}),
    ("tangent line to y = x^2 at x = 3", 6 * x - 9), ("求曲线 y = x^2 在 x = 3 处的切线方程", 6 * x - 9), ("tangent line to y = a x^2 at x = 3, a = 2", 12 * x - 18),
    ("second-order Taylor polynomial of e^x at 0", 1 + x + x**2 / 2), ("Taylor polynomial of e^x of order 3 at x = 0", POLYNOMIAL), ("求 e^x 在 x = 0 处的三阶泰勒多项式", POLYNOMIAL),
    ("directional derivative of f(x, y) = x^2 y at (1, 2) in the direction (3, 4)", sp.Rational(16, 5)), ("求 f(x, y) = x^2 y 在点 (1, 2) 处沿方向 (3, 4) 的方向导数", sp.Rational(16, 5)),
    ("differential of x^2 y", {x: 2 * x * y, y: x**2}), ("求 z = x^2 y 的全微分", {x: 2 * x * y, y: x**2}),
    (LIMIT, 3), (f"Find the limit {LIMIT}", 3), (f"求极限 {LIMIT}", 3),
    ("derivative of x^2 from the definition", 2 * x), ("用定义求 f(x) = x^2 的导数", 2 * x),
    ("Use logarithmic differentiation to find the derivative of x^x", x**x * (sp.log(x) + 1)), ("用对数求导法求 x^x 的导数", x**x * (sp.log(x) + 1)),
]


@pytest.mark.parametrize(("problem", "wanted"), ASKED)
def test_asked_in_words(problem: str, wanted: Any) -> None:
    s = sd.derive(problem)
    assert s.verdict and (s.answer == wanted or sp.simplify(s.answer - wanted) == 0)


@pytest.mark.parametrize(("problem", "said"), [
    ("Find the critical points of x^3 - 3x", "maximum at x = -1"), ("tangent line to y = x^2 at x = 3", "6x - 9"), (LIMIT, "Answer: 3"), ("求 e^x 在 x = 0 处的三阶泰勒多项式", "x³/6"),
    ("求函数 f(x) = x^3 - 3x 的极值", "minimum at x = 1"), ("求 f(x, y) = x^2 y 在点 (1, 2) 处沿方向 (3, 4) 的方向导数", "16/5"),
])
def test_on_the_command_line(problem: str, said: str) -> None:
    done = CliRunner().invoke(cli, ["derive", problem])
    assert done.exit_code == 0 and said in done.output


def test_an_interval_that_is_said_has_its_ends() -> None:
    a, b = sd.derive("Find the extrema of x^3 - 3x on [-2, 3]"), sd.analyse("x^3 - 3x", "x", interval=[-2, 3])
    assert a.extrema == b.extrema and any(e.x == 3 and e.absolute for e in a.extrema)
    assert sd.derive("求 x^3 - 3x 在 [-2, 3] 上的最大值和最小值").extrema == b.extrema
    assert sd.analyse("x^3 - 3x", "x", assume="x >= -2, x <= 3").extrema == b.extrema


@pytest.mark.parametrize("problem", ["limit of x^2", "expand (x + 1)^2, then differentiate: integrate", "gradient of x^2 y by using logarithmic differentiation"])
def test_what_is_not_worked_out_says_so(problem: str) -> None:
    with pytest.raises(sd.SymderiveError):
        sd.derive(problem)
