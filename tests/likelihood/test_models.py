"""Models written out: samples, covariates, regressions, counts, chains, labels."""
from __future__ import annotations

import pytest

from symderive.likelihood.asking import mle

POSITIVE, UNIT = "(0, oo)", "(0, 1)"

MODELS = [
    ("x_i ~ theta x^(theta-1) on 0 < x < 1", {"theta": POSITIVE}, None, [0.5, 0.25], {}, {"theta": 2 / (3 * 0.6931471805599453)}),
    ("x_i ~ Poisson(lambda t_i)", {"lambda": POSITIVE}, None, {"x": [1, 3], "t": [2, 6]}, {}, {"lambda": 0.5}),
    ("x_i ~ N(mu, s_i^2)", {"mu": "R"}, None, {"x": [1, 4], "s": [1, 2]}, {}, {"mu": 1.6}),
    ("y_i ~ Poisson(beta x_i)", {"beta": POSITIVE}, None, {"y": [1, 5], "x": [1, 2]}, {}, {"beta": 2}),
    ("L = theta^h (1-theta)^t", {"theta": UNIT}, {"h": "> 0", "t": "> 0"}, [], {"h": 3, "t": 1}, {"theta": 0.75}),
    ("r ~ Binomial(m, 1-e^(-lambda))", {"lambda": POSITIVE}, {"m": "1, 2, ..."}, [], {"r": 2, "m": 4}, {"lambda": 0.6931471805599453}),
    ("counts (a,b,c) ~ (p^2, 2p(1-p), (1-p)^2)", {"p": UNIT}, None, [], {"a": 1, "b": 2, "c": 1}, {"p": 0.5}),
    ("counts (n_1, n_2, n_3) ~ (p_1, p_2, p_3); sum p_k = 1", {"p_1": UNIT, "p_2": UNIT, "p_3": UNIT}, None, [], {"n_1": 1, "n_2": 2, "n_3": 5}, {"p_1": 0.125, "p_2": 0.25, "p_3": 0.625}),
    ("counts (a,b,c,d) ~ ((2+t)/4, (1-t)/4, (1-t)/4, t/4)", {"t": UNIT}, None, [], {"a": 125, "b": 18, "c": 20, "d": 34}, {"t": 0.6268214978709824}),
    ("y_i = beta x_i + e_i; e_i ~ N(0, sigma^2)", {"beta": "R", "sigma^2": POSITIVE}, None, {"x": [1, 2], "y": [2, 3]}, {}, {"beta": 1.6, "sigma^2": 0.1}),
    ("y_i = a + b x_i + e_i; e_i ~ N(0, sigma^2)", {"a": "R", "b": "R", "sigma^2": POSITIVE}, None, {"x": [0, 1, 2], "y": [1, 3, 4]}, {}, {"a": 7 / 6, "b": 1.5, "sigma^2": 1 / 18}),
    ("x_i ~ N(mu1, s2), i=1..n; y_j ~ N(mu2, s2), j=1..m", {"mu1": "R", "mu2": "R", "s2": POSITIVE}, None, {"x": [1, 3], "y": [2, 5, 8]}, {}, {"mu1": 2, "mu2": 5, "s2": 4}),
    ("x_t = phi x_{t-1} + e_t; e_t ~ N(0,1), t=2..n", {"phi": "R"}, None, [1, 2, 1], {}, {"phi": 0.8}),
    ("P(x_{t+1}=1 | x_t=0) = a; P(x_{t+1}=0 | x_t=1) = b", {"a": UNIT, "b": UNIT}, None, [0, 1, 1, 0, 0, 1, 0], {}, {"a": 2 / 3, "b": 2 / 3}),
    ("y_i ~ Bernoulli(phi); x_i | y_i=0 ~ N(mu0, s2); x_i | y_i=1 ~ N(mu1, s2)", {"phi": UNIT, "mu0": "R", "mu1": "R", "s2": POSITIVE}, None,
     {"y": [0, 0, 1, 1], "x": [1, 3, 5, 9]}, {}, {"phi": 0.5, "mu0": 2, "mu1": 7, "s2": 2.5}),
    ("L(N) = binom(K,k) binom(N-K,n-k)/binom(N,n)", {"N": "integers >= K+n-k"}, None, [], {"K": 10, "k": 3, "n": 7}, {"N": 23}),
    ("t_i = min(T_i, c), d_i = [T_i <= c]; T_i ~ Exp(lambda)", {"lambda": POSITIVE}, None, {"t": [1, 2, 3], "d": [1, 0, 1]}, {}, {"lambda": 1 / 3}),
    ("x_i ~ Exp(theta), i=1..n; y_j ~ Exp(2 theta), j=1..m", {"theta": POSITIVE}, None, {"x": [1, 3], "y": [1]}, {}, {"theta": 0.5}),
    ("x_i ~ Binomial(m_i, p)", {"p": UNIT}, None, {"x": [1, 3], "m": [2, 6]}, {}, {"p": 0.5}),
    ("x_i ~ Beta(theta, 1)", {"theta": POSITIVE}, None, [0.5, 0.25], {}, {"theta": 2 / (3 * 0.6931471805599453)}),
    ("x_i ~ Uniform(theta, theta + 1)", {"theta": "R"}, None, [0.25, 0.75], {}, {"theta": 0}),
    ("x_i ~ Bernoulli(theta/(1+theta))", {"theta": POSITIVE}, None, [1, 0, 1], {}, {"theta": 2}),
    ("x_i ~ N(mu, 1), i=1..3", {"mu": "R"}, None, [1, 2, 6], {}, {"mu": 3}),
    ("x_i ~ e^(kappa cos(x-mu))/(2 pi I_0(kappa)) on -pi < x <= pi", {"mu": "R"}, {"kappa": "> 0"}, [1, 1], {"kappa": 2}, {"mu": 1}),
    ("x_i ~ Poisson(e^eta)", {"eta": "R"}, None, [1, 3], {}, {"eta": 0.6931471805599453}),
]


@pytest.mark.parametrize(("text", "parameters", "known", "data", "values", "estimate"), MODELS, ids=[m[0] for m in MODELS])
def test_models(text: str, parameters: dict, known: dict | None, data: object, values: dict, estimate: dict) -> None:
    s = mle(model=text, parameters=parameters, known=known)
    assert s.verdict, s.verdict
    assert s.confirmation and all(f.argument for f in s.worked.found)
    assert s.estimate(data, **values) == pytest.approx(estimate)


@pytest.mark.parametrize(("text", "data"), [
    ("y_i ~ Bernoulli(sigmoid(w0 + w1 x_i))", {"x": [-2, -1, 0, 1, 2, 0.5], "y": [0, 0, 1, 0, 1, 1]}),
    ("y_i ~ Poisson(e^(w0 + w1 x_i))", {"x": [0, 1, 2, 3], "y": [1, 1, 3, 5]}),
])
def test_scores_solved_by_newton(text: str, data: dict) -> None:
    """Two scores, solved by Newton's method, the root enclosed by Krawczyk's test."""
    s = mle(model=text, parameters={"w0": "R", "w1": "R"})
    assert not s.closed_form and s.verdict
    found = s.estimate(data)
    assert set(found) == {"w0", "w1"} and found["w1"] > 0


@pytest.mark.parametrize(("text", "prediction", "known", "loss"), [
    ("y_i ~ N(f_i, sigma^2)", "f", "sigma^2 > 0", "Sum((-f[i] + y[i])**2, (i, 1, n))/(2*sigma2)"),
    ("y_i ~ Bernoulli(p_i)", "p", None, "-Sum((1 - y[i])*log(1 - p[i]), (i, 1, n)) - Sum(log(p[i])*y[i], (i, 1, n))"),
    ("y_i ~ Poisson(f_i)", "f", None, "-Sum(log(f[i])*y[i], (i, 1, n)) + Sum(f[i], (i, 1, n))"),
    ("y_i ~ Laplace(f_i, b)", "f", "b > 0", "Sum(Abs(f[i] - y[i]), (i, 1, n))/b"),
])
def test_a_likelihood_as_a_loss(text: str, prediction: str, known: str | None, loss: str) -> None:
    """Squared error, cross-entropy, the Poisson loss, absolute error."""
    s = mle(model=text, parameters=prediction, known=known, task="loss")
    assert s.verdict and str(s.answer) == loss
    assert s.text() and s.markdown(lang="zh") and s.to_dict()["verdict"]["status"] in ("proved", "verified")
