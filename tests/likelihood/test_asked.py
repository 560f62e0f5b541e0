"""Estimators asked for in words and formulas: by name, by density, by model, in English and Chinese."""
from __future__ import annotations

import pytest
import sympy as sp
from click.testing import CliRunner

import symderive as sd
from symderive.cli import cli

DATA = [0.5, 1.5, 2.0, 0.25]


@pytest.mark.parametrize(("problem", "data", "estimates"), [
    ("MLE of lambda for the exponential distribution", DATA, {"lambda": 4 / 4.25}), ("求指数分布参数 lambda 的最大似然估计", DATA, {"lambda": 4 / 4.25}),
    ("求泊松分布参数 lambda 的极大似然估计", [1, 2, 6], {"lambda": 3}), ("MLE for a bernoulli model", [1, 0, 1, 1], {"p": 0.75}),
    ("Find the maximum likelihood estimator of lambda, f(x) = lambda e^(-lambda x), x > 0", DATA, {"lambda": 4 / 4.25}),
    (r"设总体密度为 f(x) = \lambda e^{-\lambda x}, x > 0, 求 \lambda 的最大似然估计", DATA, {"lambda": 4 / 4.25}),
    (r"f(x) = \theta^2 x e^{-\theta x}, x > 0; MLE of \theta", DATA, {"theta": 8 / 4.25}), (r"f(x) = \frac{1}{\theta}, 0 \le x \le \theta; MLE of \theta", DATA, {"theta": 2}),
    ("MLE of p for P(X=x) = p^x (1-p)^(1-x)", [1, 0, 1, 1], {"p": 0.75}), (r"P(X=k)=\frac{\lambda^k e^{-\lambda}}{k!}; MLE of \lambda", [1, 2, 6], {"lambda": 3}),
    ("Find the MLE of mu and sigma^2 for x_i ~ N(mu, sigma^2)", [1, 3], {"mu": 2, "sigma^2": 1}), ("x_i ~ N(mu, sigma^2); MLE of mu and sigma", [1, 3], {"mu": 2, "sigma": 1}),
    (r"x_i \sim N(\mu, \sigma^2)", [1, 3], {"mu": 2, "sigma^2": 1}),
])
def test_asked(problem: str, data: list[float], estimates: dict[str, float]) -> None:
    s = sd.derive(problem)
    assert s.verdict and s.estimate(data) == pytest.approx(estimates)


def test_letters_that_are_not_asked_for_are_constants() -> None:
    s = sd.derive(r"y_i = a + b x_i + e_i; e_i \sim N(0, \sigma^2); MLE of a, b")
    assert set(s.answer) == {"a", "b"} and s.verdict
    assert set(sd.derive("MLE of p for the binomial distribution, m = 12").answer) == {"p"}


def test_what_is_taken_is_said() -> None:
    s = sd.derive("MLE of theta for f(x) = theta x^(theta-1)")
    assert "adds up to 1 on (0, 1)" in s.text() and "总和为 1" in s.text(lang="zh")
    assert "theta" in sd.derive(r"f(x) = \theta x^{\theta-1}, 0 < x < 1").answer


def test_two_samples_have_sizes_of_their_own() -> None:
    s = sd.mle(model="x_i ~ N(mu_1, sigma^2); y_j ~ N(mu_2, sigma^2)", parameters=["mu_1", "mu_2", "sigma^2"])
    assert s.verdict and {str(x) for x in s.answer["mu_2"].free_symbols} >= {"m"} and sp.Symbol("m") not in s.answer["mu_1"].free_symbols


@pytest.mark.parametrize("problem", ["MLE of lambda", "MLE of q for the bernoulli distribution", r"P(x_{t+1}=1\mid x_t=0)=a,\ P(x_{t+1}=0\mid x_t=1)=b", r"f(\mathbf x) = e^{-\mathbf x^\top \mathbf x}; MLE of a",
                                     r"f(x) = \theta; MLE of \theta", r"L(\theta)=\prod_{i=1}^n \theta e^{-\theta x_i}; MLE of theta"])
def test_what_is_not_worked_out_says_so(problem: str) -> None:
    with pytest.raises(sd.SymderiveError):
        sd.derive(problem)


def test_on_the_command_line() -> None:
    done = CliRunner().invoke(cli, ["derive", "求泊松分布参数 lambda 的极大似然估计", "--lang", "zh"])
    assert done.exit_code == 0 and "似然" in done.output
