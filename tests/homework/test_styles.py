"""Right solutions as students write them: none is called wrong."""
from __future__ import annotations

import pytest

from symderive.homework import check_solution

RIGHT = [
    ("f(x) = x^2 sin x", ["f'(x) = 2x sin x + x^2 cos x"]),
    ("f(x) = x^2 sin x", ["u = x^2, v = sin x", "u' = 2x, v' = cos x", "f' = u'v + uv' = 2x sin x + x^2 cos x"]),
    ("y = (3x^2+1)^5", ["u = 3x^2+1", "y = u^5", "dy/du = 5u^4", "du/dx = 6x", "dy/dx = dy/du * du/dx = 30x(3x^2+1)^4"]),
    ("y = (3x^2+1)^5", ["y' = 5(3x^2+1)^4 (3x^2+1)' = 5(3x^2+1)^4 * 6x = 30x(3x^2+1)^4"]),
    ("y=\\sin(x^2)", ["令 $u=x^2$, 则 $y=\\sin u$", "$\\frac{dy}{du}=\\cos u$, $\\frac{du}{dx}=2x$", "所以 $\\frac{dy}{dx}=2x\\cos(x^2)$"]),
    ("f(x)=\\frac{x}{x^2+1}", ["f'(x)=\\frac{(x)'(x^2+1)-x(x^2+1)'}{(x^2+1)^2}", "=\\frac{x^2+1-2x^2}{(x^2+1)^2}", "=\\frac{1-x^2}{(x^2+1)^2}"]),
    ("f(x)=\\frac{x}{x^2+1}", ["f'(x)=x'(x^2+1)^{-1}+x\\cdot(-1)(x^2+1)^{-2}\\cdot2x", "=(x^2+1)^{-2}(x^2+1-2x^2)"]),
    ("f(x) = tan x", ["f(x) = sin(x)/cos(x)", "f'(x) = (cos(x)*cos(x) + sin(x)*sin(x))/cos(x)^2", "= 1/cos(x)^2", "= 1 + tan(x)^2"]),
    ("f(x) = ln(x^2+1)", ["f'(x) = 1/(x^2+1) * 2x", "f'(1) = 2/2 = 1"]),
    ("f(x) = ln(x^2+1)", ["f' = 2x/(x^2+1)", "f'' = (2(x^2+1) - 2x*2x)/(x^2+1)^2", "f'' = (2 - 2x^2)/(x^2+1)^2 = -2(x^2-1)/(x^2+1)^2"]),
    ("f(x)=\\sqrt{1-x^2}", ["f'(x)=\\frac{1}{2\\sqrt{1-x^2}}\\cdot(-2x)", "f'(x)=-\\frac{x}{\\sqrt{1-x^2}}"]),
    ("y=x^x,\\ x>0", ["\\ln y=x\\ln x", "\\frac{y'}{y}=\\ln x+1", "y'=y(\\ln x+1)=x^x(\\ln x+1)"]),
    ("y=x^x,\\ x>0", ["y=e^{x\\ln x}", "y'=e^{x\\ln x}(\\ln x+x\\cdot\\frac1x)", "y'=x^x(1+\\ln x)"]),
    ("x^2+y^2=25,\\ \\frac{dy}{dx}=?", ["2x+2y\\frac{dy}{dx}=0", "\\frac{dy}{dx}=-\\frac{x}{y}"]),
    ("x^2+y^2=25,\\ \\frac{dy}{dx}=?", ["2x+2yy'=0", "2yy'=-2x", "yy'=-x", "y'=-x/y"]),
    ("xy+y^2=6,\\ \\frac{dy}{dx}=?", ["y+xy'+2yy'=0", "y'(x+2y)=-y", "y'=\\frac{-y}{x+2y}"]),
    ("f(x,y)=x^2y+y^3", ["f_x=2xy", "f_y=x^2+3y^2", "f_{xy}=2x", "f_{yy}=6y"]),
    ("f(x,y)=x^2y+y^3", ["\\nabla f=(2xy,\\ x^2+3y^2)"]),
    ("f(x,y)=e^{xy}", ["\\frac{\\partial f}{\\partial x}=ye^{xy}", "\\frac{\\partial^2 f}{\\partial x\\partial y}=e^{xy}+xye^{xy}=(1+xy)e^{xy}"]),
    ("f(x)=x^3-3x,\\ \\text{critical points}", ["f'(x)=3x^2-3", "3x^2-3=0", "x^2=1", "x=\\pm1"]),
    ("f(x)=x^3-3x,\\ \\text{critical points}", ["f'(x)=3(x-1)(x+1)=0", "x=1 or x=-1"]),
    ("f(x)=x^3-3x,\\ \\text{local extrema}", ["f'(x)=3x^2-3=0", "x=-1, x=1", "f''(x)=6x", "f''(1)=6>0", "f has a local minimum at x = 1", "f has a local maximum at x = -1"]),
    ("求函数 f(x)=x^3-3x 的极值", ["$f'(x)=3x^2-3$", "令 $f'(x)=0$, 得 $x=1$ 或 $x=-1$", "$f''(1)=6>0$, 所以 $x=1$ 为极小值点"]),
    ("f(x)=x^2-4x,\\ \\text{where is }f\\text{ decreasing?}", ["f'(x)=2x-4", "2x-4<0", "x<2", "f is decreasing on (-inf, 2)"]),
    ("f(x)=\\frac1x", ["f'(x)=\\lim_{h\\to0}\\frac{\\frac1{x+h}-\\frac1x}{h}", "=\\lim_{h\\to0}\\frac{-h}{hx(x+h)}", "=-\\frac1{x^2}"]),
    ("f(x)=x^2", ["f'(x)=\\lim_{h\\to0}\\frac{(x+h)^2-x^2}{h}", "=\\lim_{h\\to0}(2x+h)=2x"]),
    ("f(x) = 2x(x+1)", ["f(x) = 2x^2+2x", "f'(x) = 4x+2", "f'(x) = 2(2x+1)"]),
    ("f(x) = (x+1)(x-1)", ["f'(x) = 1(x-1) + (x+1)1 = 2x"]),
    ("f(x) = sin(x)cos(x)", ["f'(x) = cos^2 x - sin^2 x = cos 2x"]),
    ("f(x) = sin^2 x", ["f'(x) = 2 sin x cos x = sin 2x"]),
    ("f(x) = e^{-x^2/2}", ["f'(x) = -x e^{-x^2/2}", "f''(x) = -e^{-x^2/2} + x^2 e^{-x^2/2} = (x^2-1)e^{-x^2/2}"]),
    ("y = e^{2x}\\cos 3x", ["y'=2e^{2x}\\cos3x-3e^{2x}\\sin3x", "y'=e^{2x}(2\\cos3x-3\\sin3x)"]),
    ("f(x) = 5^x", ["f(x) = e^{x ln 5}", "f'(x) = ln 5 * e^{x ln 5} = 5^x ln 5"]),
    ("f(x) = log_2(x)", ["f(x) = ln(x)/ln(2)", "f'(x) = 1/(x ln 2)"]),
    ("z=x^2y,\\ x=t^2,\\ y=t^3,\\ \\frac{dz}{dt}=?", ["z=t^7", "\\frac{dz}{dt}=7t^6"]),
    ("z=x^2y,\\ x=t^2,\\ y=t^3,\\ \\frac{dz}{dt}=?", ["\\frac{dz}{dt}=2xy\\cdot2t+x^2\\cdot3t^2=4t^6+3t^6=7t^6"]),
    ("x_i\\sim N(\\mu,1)", ["\\ell(\\mu)=-\\frac n2\\ln(2\\pi)-\\frac12\\sum_{i=1}^n(x_i-\\mu)^2", "\\ell'(\\mu)=\\sum_{i=1}^n(x_i-\\mu)=0", "\\hat\\mu=\\bar x"]),
    ("x_i\\sim Exp(\\lambda)", ["L(\\lambda)=\\lambda^n e^{-\\lambda\\sum_{i=1}^n x_i}", "\\ln L=n\\ln\\lambda-\\lambda\\sum_{i=1}^n x_i", "\\frac n\\lambda-\\sum_{i=1}^n x_i=0", "\\hat\\lambda=\\frac{n}{\\sum_{i=1}^n x_i}=\\frac1{\\bar x}"]),
    ("x_i\\sim Poisson(\\lambda)", ["\\ell'(\\lambda)=\\frac{\\sum_{i=1}^n x_i}{\\lambda}-n", "\\hat\\lambda=\\bar x"]),
    ("f(x)=x^2,\\ x_0=10,\\ \\eta=0.1,\\ \\text{gradient descent, two steps}", ["x_1=10-0.1\\cdot20=8", "x_2=8-0.1\\cdot16=6.4"]),
    ("tangent line to f(x)=x^3 at x = 2", ["f(2)=8", "f'(2)=12", "y=12x+b", "8=24+b", "b=-16", "y=12x-16"]),
    ("tangent line to y=x^3 at x = 2", ["y(2)=8", "y'(2)=12", "12x - y - 16 = 0"]),
    ("tangent line to f(x)=x^3 at x = 2", ["y-8=12(x-2)", "y=12x-16"]),
    ("求曲线 y=x^3 在 x=2 处的切线方程", ["当 $x=2$ 时, $y=8$", "$y'=3x^2$, $y'(2)=12$", "所以切线方程为 $y-8=12(x-2)$, 即 $12x-y-16=0$"]),
    ("y=2x,\\ z=y^2,\\ \\frac{dz}{dx}=?", ["\\frac{dz}{dx}=2y\\cdot2=4y=8x"]),
    ("f(x)=|x|,\\ x>0", ["f'(x)=1"]),
    ("f(x)=\\arctan(2x)", ["f'(x)=\\frac{2}{1+(2x)^2}=\\frac{2}{1+4x^2}"]),
    ("f(x) = x^(-3)", ["f'(x) = -3x^(-4) = -3/x^4"]),
    ("f(x)=\\frac{x^2+3x}{x}", ["f(x)=x+3", "f'(x)=1"]),
    ("f(x)=\\cosh x", ["f'(x)=\\frac{e^x-e^{-x}}{2}=\\sinh x"]),
    ("\\text{Find } f'(3) \\text{ for } f(x)=\\ln x", ["f'(x)=\\frac1x", "f'(3)=\\frac13\\approx0.333"]),
    ("f(x)=x^3+2x+3,\\ (f^{-1})'(0)=?", ["f(-1)=0", "f'(x)=3x^2+2", "(f^{-1})'(0)=\\frac{1}{f'(-1)}=\\frac15"]),
]


@pytest.mark.parametrize(("problem", "lines"), RIGHT, ids=[f"{k}-{p[:30]}" for k, (p, _) in enumerate(RIGHT)])
def test_a_right_solution_is_never_called_wrong(problem, lines):
    report = check_solution(problem, lines)
    assert report.first_wrong_line is None, report.text()


WRONG_LINES = [
    ("tangent line to f(x)=x^2 at x = 1", ["f'(x)=2x", "y=2x+1"], ["ok", "wrong"]),
    ("tangent line to y=x^2 at x = 1", ["y'=2x", "y-1=3(x-1)", "y=3x-2"], ["ok", "wrong", "follows_from_wrong_line"]),        # both sides vanish at the point
    ("tangent line to y=x^2 at x = 1", ["y'=3x", "y-1=3(x-1)", "y=3x-2"], ["wrong", "follows_from_wrong_line", "follows_from_wrong_line"]),
    ("tangent line to f(x)=x^3 at x = 2", ["f'(2)=12", "y-8=12(x-2)", "y=12x-15"], ["ok", "ok", "wrong"]),
]


@pytest.mark.parametrize(("problem", "lines", "expected"), WRONG_LINES, ids=[str(k) for k in range(len(WRONG_LINES))])
def test_a_wrong_tangent_line_is_decided(problem, lines, expected):
    report = check_solution(problem, lines)
    assert [str(line.status) for line in report.lines] == expected, report.text()


def test_an_estimator_of_an_unknown_model_is_not_called_right():
    report = check_solution("x_i\\sim Foo(\\lambda)", ["\\ell(\\lambda)=n\\ln\\lambda-\\lambda\\sum_{i=1}^n x_i", "\\hat\\lambda=\\bar x"])
    assert report.correct is None and report.needs_person
