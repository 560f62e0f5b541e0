"""The mistake on the first wrong line is named, and the one that was made is among those named."""
from __future__ import annotations

import pytest
from cases import CASES, checked

from symderive.homework import check_solution

NAMED = [c for c in CASES if c.get("mistakes")]
SHARE = 0.9


def test_the_mistake_is_named():
    missed = []
    for case in NAMED:
        report = checked(case)
        found = {m.id for m in report.lines[report.first_wrong_line - 1].mistakes}
        if not found & set(case["mistakes"]):
            missed.append((case["problem"], sorted(found)))
    assert len(NAMED) >= 38 and len(missed) <= (1 - SHARE) * len(NAMED), missed


PLACES = [                                         # where a mistake is made that is not one of our own derivation
    ("x^2+y^2=25,\\ \\frac{dy}{dx}=?", ["2x+2y=0"], "implicit_dydx_missing"),                                   # the relation, differentiated
    ("f(x)=x^3-4x,\\ \\text{critical points}", ["f'(x)=3x^2-4", "3x^2=-4"], "moved_without_sign"),                # the line before, set to zero
    ("f(x)=x^2-4x,\\ \\text{where is f increasing?}", ["f'(x)=2x-4", "f' > 0 <=> x < 2"], "inequality_not_turned"),  # the first side of an equivalence
    ("f(x)=x^2-4x,\\ \\text{where is f decreasing?}", ["f'(x)=2x-4", "f is decreasing on (2, inf)"], "slope_sign_reversed"),
    ("f(x)=x^3-3x,\\ \\text{extrema}", ["f''(x)=6x", "f has a local maximum at x = 1"], "second_derivative_reversed"),
    ("x_i\\sim Exp(\\lambda)", ["\\ell(\\lambda)=n\\ln\\lambda-\\lambda\\sum_{i=1}^n x_i", "\\hat\\lambda=\\bar x"], "estimator_inverted"),
    ("y=2x,\\ z=y^2,\\ \\frac{dz}{dx}=?", ["\\frac{dz}{dx}=4y", "代入 $y=x$ 得 $\\frac{dz}{dx}=4x$"], "substitution_wrong"),
    ("f(x)=\\frac1x", ["f'(x)=\\lim_{h\\to 0}\\frac{\\frac{1}{x+h}-\\frac{1}{x}}{h}", "=\\lim_{h\\to 0}\\frac{x-x+h}{hx(x+h)}"], "definition_bracket"),   # inside a limit, over a denominator that no line shows
]


@pytest.mark.parametrize(("problem", "lines", "mistake"), PLACES, ids=[p[2] for p in PLACES])
def test_where_a_mistake_is_sought(problem, lines, mistake):
    report = check_solution(problem, lines)
    assert report.first_wrong_line == len(lines), report.text()
    assert f"mistake.{mistake}" in [m.id for m in report.lines[-1].mistakes], report.text()
