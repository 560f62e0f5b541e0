"""Means that are linear in their parameters: elimination in sums of products, each pivot a sum of squares."""
from __future__ import annotations

from fractions import Fraction
from random import Random
from unicodedata import normalize

import pytest

import symderive as sd
from symderive.likelihood.asking import mle


def least_squares(columns: list[list[Fraction]], y: list[Fraction]) -> list[Fraction]:
    """The normal equations, solved exactly by elimination."""
    rows = [[sum(a * b for a, b in zip(u, v)) for v in (*columns, y)] for u in columns]
    for k in range(len(rows)):
        rows[k] = [a / rows[k][k] for a in rows[k]]
        rows = [row if j == k else [a - row[k] * b for a, b in zip(row, rows[k])] for j, row in enumerate(rows)]
    return [row[-1] for row in rows]


MODELS = [
    ("y_i = a + b x_i + e_i; e_i ~ N(0, sigma^2)", "a, b, sigma^2 > 0", lambda d: [[1] * 9, d["x"]]),
    ("y_i = a + b x_i + c z_i + e_i; e_i ~ N(0, sigma^2)", "a, b, c, sigma^2 > 0", lambda d: [[1] * 9, d["x"], d["z"]]),
    ("y_i = a + b x_i + c z_i + d w_i + e_i; e_i ~ N(0, sigma^2)", "a, b, c, d, sigma > 0", lambda d: [[1] * 9, d["x"], d["z"], d["w"]]),
    ("y_i = b x_i + c z_i + e_i; e_i ~ N(0, sigma^2)", "b, c, sigma^2 > 0", lambda d: [d["x"], d["z"]]),
    (r"y_i ~ N(\beta_0 + \beta_1 x_i + \beta_2 x_i^2, \sigma^2)", r"\beta_0, \beta_1, \beta_2, \sigma^2 > 0", lambda d: [[1] * 9, d["x"], [v * v for v in d["x"]]]),
    ("x_t = c + phi x_{t-1} + e_t; e_t ~ N(0, sigma^2), t=2..n", "c, phi, sigma^2 > 0", lambda d: [[1] * 8, d["x"][:-1]]),
]


@pytest.mark.parametrize(("model", "parameters", "columns"), MODELS, ids=[m for m, _, _ in MODELS])
def test_least_squares(model: str, parameters: str, columns: object) -> None:
    s = mle(model=model, parameters=parameters)
    assert s.verdict and s.closed_form and s.confirmation
    assert all(f.argument for f in s.worked.found) and len(s.worked.normal) == len(s.worked.found) - 1
    random = Random(7)
    d = {c: [Fraction(random.randint(-50, 50), 10) for _ in range(9)] for c in "yxzw"}
    names = {x.name for b in s.model.blocks for x in b.data}
    found = s.estimate({c: d[c] for c in names} if len(names) > 1 else d["x"])
    wanted = least_squares(columns(d), d["x"][1:] if "x_t" in model else d["y"])  # type: ignore[operator]
    assert [found[str(u)] for u in list(found)[:-1]] == pytest.approx([float(v) for v in wanted])


def test_the_answers_read_as_in_a_textbook() -> None:
    text = normalize("NFD", mle(model=MODELS[1][0], parameters=MODELS[1][1]).text())
    for line in ("â = ȳ - b̂ x̄ - ĉ z̄", "b̂ = (S_xy - ĉ S_xz)/S_xx", "ĉ = R_zy/R_zz", "σ̂² = (Σ_{i=1}^{n} (y_i - â - b̂ x_i - ĉ z_i)²)/n", "S_xx > 0, R_zz > 0"):
        assert normalize("NFD", line) in text


def test_collinear_regressors_are_refused() -> None:
    s = mle(model=MODELS[1][0], parameters=MODELS[1][1])
    with pytest.raises(sd.UsageError):
        s.estimate({"x": [1, 2, 3, 4], "z": [2, 4, 6, 8], "y": [1, 0, 2, 5]})


def test_a_column_has_one_index() -> None:
    with pytest.raises(sd.NotSupported, match="one index"):
        mle(model="y_i = a + b x_{i1} + e_i; e_i ~ N(0, sigma^2)", parameters="a, b, sigma^2 > 0")
