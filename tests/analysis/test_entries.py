"""n-dimensional forms: the derivative in an entry of the data, with the Kronecker delta."""
from __future__ import annotations

import pytest
import sympy as sp

import symderive as sd
from symderive.checking import Claim, check
from symderive.derivation import Status
from symderive.reading.law import read_law

x, y = sp.IndexedBase("x"), sp.IndexedBase("y")
a, mu, i, k, n = sp.symbols("a mu i k n")

CASES = {
    r"\sum_{i=1}^n x_i^2": 2 * x[k], r"\prod_{i=1}^n x_i": sp.Product(x[i], (i, 1, n)) / x[k], r"\sum_{i=1}^n (x_i-\mu)^2": 2 * (x[k] - mu),
    r"\sum_{i=1}^n (y_i - a x_i)^2": -2 * a * (y[k] - a * x[k]), r"\sum_{i=1}^n x_i \ln x_i": sp.log(x[k]) + 1, r"\sum_{i=1}^n e^{a x_i}": a * sp.exp(a * x[k]),
}


@pytest.mark.parametrize(("f", "wanted"), CASES.items())
def test_component_k_of_the_gradient(f: str, wanted: sp.Expr) -> None:
    s = sd.gradient(f, ["x"])
    assert sp.simplify(s.answer - wanted) == 0 and s.verdict
    assert r"\delta_{ik}" in s.latex() and "δ_ik" in s.text() and "k ≤ n" in s.text()
    assert sd.partial(f, "x_k").answer == s.answer


@pytest.mark.parametrize(("law", "status"), [
    ("D(Sum(x[i]^2, i, 1, 3), x[2]) = 2*x[2]", Status.VERIFIED), ("D(Sum(x[i]^2, i, 1, 3), x[2]) = 2*x[1]", Status.REFUTED),
    ("D(x[i]^2, x[k]) = 2*x[i]*kronecker(i, k)", Status.VERIFIED), ("D(x[2], x[2]) = kronecker(1, 2)", Status.REFUTED), ("Sum(x[i]*kronecker(i, 2), i, 1, 3) = x[2]", Status.VERIFIED),
])
def test_the_checker_knows_entries(law: str, status: Status) -> None:
    assert check([Claim(*read_law(law).args[1:])])[0].status is status


S = sp.Sum(x[i], (i, 1, n))
BEYOND = {
    (r"\ln\sum_{i=1}^n e^{x_i}", "x"): sp.exp(x[k]) / sp.Sum(sp.exp(x[i]), (i, 1, n)), (r"\sqrt{\sum_{i=1}^n x_i^2}", "x"): x[k] / sp.sqrt(sp.Sum(x[i]**2, (i, 1, n))),
    (r"\frac{1}{n}\sum_{i=1}^n x_i", "x"): 1 / n, (r"\left(\sum_{i=1}^n x_i\right)^2", "x"): 2 * S, (r"\sum_{i=1}^{n-1} x_i x_{i+1}", "x"): x[k + 1] + x[k - 1],
    (r"\sum_{i=1}^n\sum_{j=1}^n x_i x_j", "x"): 2 * S, (r"\ln\left(\prod_{i=1}^n x_i\right)", "x"): 1 / x[k],
    (r"\frac{e^{x_k}}{\sum_{i=1}^n e^{x_i}}", "x_k"): sp.exp(x[k]) / sp.Sum(sp.exp(x[i]), (i, 1, n)) - sp.exp(2 * x[k]) / sp.Sum(sp.exp(x[i]), (i, 1, n))**2,
}


@pytest.mark.parametrize(("f", "wrt"), BEYOND)
def test_sums_inside_other_functions(f: str, wrt: str) -> None:
    s = sd.partial(f, wrt) if "_" in wrt else sd.gradient(f, [wrt])
    found, wanted = (e.subs(n, 4).doit().subs({x[m]: sp.Rational(m + 2, 3 * m + 1) for m in range(1, 5)} | {k: 2}).doit() for e in (s.answer, BEYOND[f, wrt]))
    there = {x[m]: sp.Rational(m + 2, 3 * m + 1) for m in range(1, 5)}
    assert sp.simplify((found - wanted).subs(there)) == 0 and s.verdict and all(step.verdict for step in s.steps)


def test_inner_entries_and_corners_are_said() -> None:
    said = sd.gradient(r"\sum_{i=1}^{n-1} x_i x_{i+1}", ["x"]).text()
    assert "k ≥ 2, k ≤ n - 1" in said and "inner entries" in said
    assert "x_k ≠ 0" in sd.gradient(r"\sum_{i=1}^n |x_i|", ["x"]).text()


@pytest.mark.parametrize(("f", "wrt"), [(r"\sum_{i=1}^n x_i^2", "x_1")])
def test_what_is_not_worked_out_is_said(f: str, wrt: str) -> None:
    with pytest.raises(sd.NotSupported):
        sd.gradient(f, [wrt])
