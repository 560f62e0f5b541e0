"""After a wrong line: what follows from it, what is true but not justified, and what is wrong again; and the guards without which a wrong line passed."""
from __future__ import annotations

import random

import pytest
from cases import statuses

from symderive.homework import check_solution

OK, WRONG, FOLLOWS, LOST, GAINED, UNJUSTIFIED, UNREADABLE, UNDECIDED = (
    "ok", "wrong", "follows_from_wrong_line", "root_lost", "root_gained", "not_justified", "unreadable", "undecided")
DATA = {"x": [1.0, 2.5, 0.5, 3.0, 2.0]}
NORMAL = ["\\ell(\\mu)=-\\frac12\\sum_{i=1}^n(x_i-\\mu)^2"]

FOLLOWING = [
    ("f(x)=(x^2+1)^2", [], ["f'(x)=2(x^2+1)", "f'(1)=4", "f''(x)=4x"], [WRONG, FOLLOWS, FOLLOWS]),                       # f'(3) and f'' go through the wrong f'
    ("f(x)=(x^2+1)^2", [], ["f'(x)=2(x^2+1)", "f'(x)=4x(x^2+1)"], [WRONG, UNJUSTIFIED]),                                 # cancelled
    ("f(x)=(x^2+1)^2", [], ["f'(x)=2(x^2+1)\\cdot2", "f'(x)=4x^2+5"], [WRONG, WRONG]),                                    # a second error
    ("f(x)=x^2+1", [], ["f'(x)=2x", "f'(x)=3x", "f'(2)=6"], [OK, WRONG, FOLLOWS]),
    ("x^2+y^2=25,\\ \\frac{dy}{dx}=?", [], ["2x+2y=0", "y=-x", "y'=-1"], [WRONG, FOLLOWS, FOLLOWS]),                       # the wrong relation is solved, and the curve dropped
    ("xy+y^2=6,\\ \\frac{dy}{dx}=?", [], ["xy'+2yy'=0", "y'(x+2y)=0", "y'=0"], [WRONG, FOLLOWS, FOLLOWS]),
    ("L=(a-t)^2,\\ a=\\sigma(z),\\ z=wx+b", ["z=wx+b", "a=\\frac{1}{1+e^{-z}}", "L=(a-t)^2"],
     ["\\frac{\\partial L}{\\partial a}=a-t", "\\frac{\\partial L}{\\partial z}=(a-t)a(1-a)", "\\frac{\\partial L}{\\partial w}=(a-t)a(1-a)x"], [WRONG, FOLLOWS, FOLLOWS]),
    ("f(x)=\\frac{x^4}{4}-2x^2,\\ \\text{critical points}", [], ["f'(x)=x^3-4x", "x^3=4x", "x^2=4", "x=2 or x=-2"], [OK, OK, LOST, FOLLOWS]),
    ("f(x)=x^3-3x^2,\\ \\text{critical points}", [], ["f'(x)=3x^2-6x", "x(x-2)(x-1)=0"], [OK, GAINED]),
]


@pytest.mark.parametrize(("problem", "given", "lines", "expected"), FOLLOWING, ids=[f"{k}" for k in range(len(FOLLOWING))])
def test_what_follows_from_a_wrong_line(problem, given, lines, expected):
    report = check_solution(problem, lines, given=given)
    assert statuses(report) == expected, report.text()


def test_the_wrong_estimator_follows_from_the_wrong_score():
    lines = ["\\ell'(\\mu)=\\sum_{i=1}^n(2x_i-\\mu)", "\\sum_{i=1}^n(2x_i-\\mu)=0", "\\hat\\mu=2\\bar x"]
    assert statuses(check_solution("x_i\\sim N(\\mu,1)", lines, given=NORMAL, data=DATA)) == [WRONG, FOLLOWS, FOLLOWS]


def test_a_moment_that_is_wrong_makes_the_variance_follow():
    law = [({"X": 0}, 0.3), ({"X": 1}, 0.5), ({"X": 3}, 0.2)]
    lines = ["E[X]=1.1", "E[X^2]=2.4", "\\operatorname{Var}(X)=2.4-1.21=1.19"]
    assert statuses(check_solution("\\operatorname{Var}(X)", lines, data=law)) == [OK, WRONG, FOLLOWS]


GUARDS = [
    # both sides vanish at the estimator: only a condition may be met there
    ("x_i\\sim N(\\mu,1)", NORMAL, {"data": DATA}, "\\ell'(\\mu)=-\\sum_{i=1}^n(x_i-\\mu)"),
    ("x_i\\sim N(\\mu,1)", NORMAL, {"data": DATA}, "\\frac{d}{d\\mu}\\left[-\\frac12\\sum_{i=1}^n(x_i-\\mu)^2\\right]=-\\sum_{i=1}^n(x_i-\\mu)"),
    # a problem in which nothing is to be solved: an equation must be an identity
    ("f(x)=x^3", [], {}, "3x^2=x"),
    ("y=2x,\\ z=y^2", ["y=2x", "z=y^2"], {}, "y=x"),
    # run-on equations are tolerated only after the function as it is written out
    ("f(x)=(x+1)^2", [], {}, "f(x)=x^2+2x+1=2x+2"),
    # what holds on part of the domain alone
    ("f(x)=\\sqrt{x^2}", [], {}, "f(x)=x"),
    # a score without a zero is not set to zero
    ("x_i\\sim U(0,\\theta)", ["\\ell(\\theta)=-n\\ln\\theta"], {"data": {"x": [0.5, 1.5, 0.9]}}, "-\\frac n\\theta=0"),
    # a rounded decimal needs two figures, and must be rounded rightly
    ("f(x)=\\ln x", [], {}, "f'(3)=0.3"),
    ("f(x)=\\ln x", [], {}, "f'(3)\\approx0.335"),
    # values are those that the problem gives
    ("f(x)=x^2", [], {}, "f'(x)=4"),
]


@pytest.mark.parametrize(("problem", "given", "context", "line"), GUARDS, ids=[g[3] for g in GUARDS])
def test_a_guard(problem, given, context, line):
    report = check_solution(problem, [line], given=given, **context)
    assert report.first_wrong_line == 1, report.text()


def test_undecided_is_never_wrong():
    report = check_solution("f(x)=x^2-4x,\\ \\text{where is }f\\text{ decreasing?}", ["f'(x)=2x-4", "f'(x) = ((2x", "f is decreasing on (-inf, 2)"])
    assert statuses(report) == [OK, UNREADABLE, OK]
    assert report.first_wrong_line is None and report.needs_person and report.correct is None


def test_a_letter_that_nothing_explains_leaves_a_line_undecided():
    assert statuses(check_solution("y=(3x^2+1)^5", ["y=u^5"])) == [UNDECIDED]


# ---- solutions of our own making: right up to one line, one law, and consistent from there on

FUNCTIONS = ("x^2*sin(x)", "exp(x)*cos(x)", "x^3*exp(x)", "(x^2+1)*sin(x)", "x^4*cos(x)")
WAYS = {                                            # of (u, v, u', v'): the wrong derivative of u v
    "product of derivatives": "({du})*({dv})", "difference": "({du})*({v})-({u})*({dv})", "first alone": "({du})*({v})", "second alone": "({u})*({dv})",
}
FACTORS = {"x^2": "2*x", "sin(x)": "cos(x)", "exp(x)": "exp(x)", "cos(x)": "-sin(x)", "x^3": "3*x^2", "(x^2+1)": "2*x", "x^4": "4*x^3"}


@pytest.mark.parametrize("way", WAYS)
def test_one_law_and_consistent_from_there(way):
    rng = random.Random(way)
    for f in FUNCTIONS:
        u, v = f.split("*", 1) if not f.startswith("(") else ("(x^2+1)", "sin(x)")
        wrong = WAYS[way].format(u=u, v=v, du=FACTORS[u], dv=FACTORS[v])
        lines = [f"f(x) = {f}", f"f'(x) = {wrong}", f"f'(x) = 3*({wrong})/3", "f'(1) = " + wrong.replace("exp", "E_").replace("x", "1").replace("E_", "exp")]
        if rng.random() < .5:
            lines.insert(1, f"f(x) = ({u})*({v})")
        report = check_solution(f"f(x)={f}", lines)
        k = len(lines) - 2
        assert report.first_wrong_line == k, report.text()
        assert statuses(report) == [OK] * (k - 1) + [WRONG] + [FOLLOWS] * (len(lines) - k), report.text()
