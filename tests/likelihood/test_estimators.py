"""Estimators from densities alone: no name is known, every line holds, the maximum is argued, wrong estimators are refuted."""
from __future__ import annotations

import pytest
import sympy as sp
from flint import fmpq

import symderive as sd
from symderive.errors import NotSupported, ReadError, UsageError
from symderive.likelihood.asking import mle
from symderive.likelihood.confirm import confirm
from symderive.likelihood.mass import mass_warning
from symderive.likelihood.shelf import distribution, distributions

POSITIVE, UNIT = "(0, oo)", "(0, 1)"

# density, parameters, support, known, a sample, the estimate on it: worked by hand
DENSITIES = [
    (r"\frac{1}{2}\theta^3 x^2 e^{-\theta x}", {"theta": POSITIVE}, "x > 0", None, [1, 2, 3], {"theta": 1.5}),
    (r"(\theta+1) x^\theta", {"theta": "(-1, oo)"}, "0 < x < 1", None, [0.5, 0.25], {"theta": -1 + 2 / (3 * 0.6931471805599453)}),
    (r"\theta (1-x)^{\theta-1}", {"theta": POSITIVE}, "0 < x < 1", None, [0.5, 0.75], {"theta": 2 / (3 * 0.6931471805599453)}),
    (r"\frac{2x}{\theta^2}", {"theta": POSITIVE}, "0 <= x <= theta", None, [1, 3, 2], {"theta": 3}),
    (r"\frac{1}{2\theta} e^{-|x|/\theta}", {"theta": POSITIVE}, "R", None, [-1, 2, -3], {"theta": 2}),
    (r"\theta e^{-\theta (x-1)}", {"theta": POSITIVE}, "x > 1", None, [2, 4], {"theta": 0.5}),
    (r"\frac{\theta}{(1+x)^{\theta+1}}", {"theta": POSITIVE}, "x > 0", None, [1, 3], {"theta": 2 / (3 * 0.6931471805599453)}),
    (r"\frac{2\theta x}{(1+x^2)^{\theta+1}}", {"theta": POSITIVE}, "x > 0", None, [1, 1], {"theta": 1 / 0.6931471805599453}),
    (r"\theta x^{-2}", {"theta": POSITIVE}, "x >= theta", None, [2, 5, 3], {"theta": 2}),
    (r"\frac{x^3}{6\theta^4} e^{-x/\theta}", {"theta": POSITIVE}, "x > 0", None, [4, 12], {"theta": 2}),
    (r"\sqrt{\frac{2}{\pi}} \frac{x^2}{a^3} e^{-x^2/(2a^2)}", {"a": POSITIVE}, "x > 0", None, [3, 3], {"a": 3 ** 0.5}),
    (r"\frac{1}{\theta} x^{\frac{1-\theta}{\theta}}", {"theta": POSITIVE}, "0 < x < 1", None, [0.5, 0.125], {"theta": 2 * 0.6931471805599453}),
    (r"\frac{\beta^\alpha}{\Gamma(\alpha)} x^{-\alpha-1} e^{-\beta/x}", {"beta": POSITIVE}, "x > 0", {"alpha": 3}, [1, 0.5], {"beta": 2}),
    (r"\frac{\theta \ln 2}{2^{\theta x}}", {"theta": POSITIVE}, "x > 0", None, [1, 3], {"theta": 1 / (2 * 0.6931471805599453)}),
    (r"\frac{\lambda}{2} e^{-\lambda |x-\mu|}", {"mu": "R", "lambda": POSITIVE}, "R", None, [0, 1, 5], {"mu": 1, "lambda": 0.6}),
    (r"\frac{1}{\theta_2-\theta_1}", {"theta_1": "R", "theta_2": "R"}, "theta_1 <= x <= theta_2", None, [2, 7, 3], {"theta_1": 2, "theta_2": 7}),
    (r"\frac{1}{\sigma} e^{-(x-\mu)/\sigma}", {"mu": "R", "sigma": POSITIVE}, "x >= mu", None, [1, 2, 6], {"mu": 1, "sigma": 2}),
    (r"\frac{1}{\beta}e^{-(x-\mu)/\beta-e^{-(x-\mu)/\beta}}", {"mu": "R"}, "R", {"beta": 1}, [0, 0], {"mu": 0}),
    (r"\alpha \beta x^{\beta-1} e^{-\alpha x^\beta}", {"alpha": POSITIVE}, "x > 0", {"beta": 2}, [1, 2], {"alpha": 0.4}),
    (r"e^{-\mu x}\frac{(\mu x)^{x-1}}{x!}", {"mu": UNIT}, "1, 2, ...", None, [1, 3], {"mu": 0.5}),
    (r"\sqrt{\frac2\pi}\frac{x^2e^{-x^2/(2a^2)}}{a^3}", {"a": POSITIVE}, "x > 0", None, [3, 3], {"a": 3 ** 0.5}),
    (r"\frac{1}{\theta}\mathbf 1\{0\le x\le\theta\}", {"theta": POSITIVE}, None, None, [0.1, 0.7], {"theta": 0.7}),
    (r"\frac{1}{\theta} I_{[0,\theta]}(x)", {"theta": POSITIVE}, None, None, [0.1, 0.7], {"theta": 0.7}),
    (r"\theta^{x}(1-\theta)^{1-x}\mathbf 1_{\{0,1\}}(x)", {"theta": UNIT}, None, None, [0, 1, 1], {"theta": 2 / 3}),
    (r"f(x)=\begin{cases}\theta x^{\theta-1}, & 0<x<1\\ 0, & \text{otherwise}\end{cases}", {"theta": POSITIVE}, None, None, [0.5, 0.5], {"theta": 1 / 0.6931471805599453}),
    (r"C_m^x p^x(1-p)^{m-x}", {"p": UNIT}, r"x=0,1,\ldots,m", {"m": 4}, [1, 3], {"p": 0.5}),
    (r"\frac{1}{N}", {"N": "1, 2, ..."}, "1..N", None, [4, 9, 2], {"N": 9}),
    (r"\binom{x+r-1}{x} p^r (1-p)^x", {"p": UNIT}, "0, 1, ...", {"r": 2}, [1, 3], {"p": 0.5}),
]


@pytest.mark.parametrize(("density", "parameters", "support", "known", "data", "estimate"), DENSITIES, ids=[d[0] for d in DENSITIES])
def test_from_the_density_alone(density: str, parameters: dict, support: str, known: dict | None, data: list, estimate: dict) -> None:
    s = mle(density=density, parameters=parameters, support=support, known=known)
    assert s.verdict and s.closed_form and s.confirmation
    assert not [n for n in s.notes if n.id == "warning.density_mass"]
    assert all(f.argument for f in s.worked.found), "why it is the maximum"
    assert s.estimate(data) == pytest.approx(estimate)


# ---- names are shortcuts, and nothing else

@pytest.mark.parametrize("name", distributions())
def test_a_name_is_only_its_density(name: str) -> None:
    """The same density with other letters, given without a name, has the same estimators; and every entry adds up to one."""
    d = distribution(name)
    by_name = mle(name)
    by_density = mle(density=d.density, parameters=d.parameters, support=d.support, known=d.known or None)
    assert by_name.verdict and by_density.verdict
    assert {u: str(a) for u, a in by_name.written.items()} == {u: str(a) for u, a in by_density.written.items()}
    assert by_name.closed_form is by_density.closed_form
    assert mass_warning(by_density.model) is None


CLOSED = [n for n in distributions() if n not in {"gamma", "gamma_scale", "inverse_gamma", "weibull", "beta", "cauchy", "logistic", "gumbel", "truncated_poisson", "logarithmic", "student", "chi_square"}]


@pytest.mark.parametrize("name", CLOSED)
def test_closed_forms_are_argued_and_confirmed(name: str) -> None:
    s = mle(name)
    assert s.closed_form and s.confirmation and s.confirmation.samples == 4
    assert all(f.argument for f in s.worked.found)
    assert all(f.root is None or f.argument for f in s.worked.found)


@pytest.mark.parametrize("name", sorted(set(distributions()) - set(CLOSED)))
def test_no_closed_form_is_said_so(name: str) -> None:
    s = mle(name)
    assert not s.closed_form and s.verdict
    assert "No elementary step isolates" in s.text()


@pytest.mark.parametrize("name", ["bernoulli", "normal", "laplace", "inverse_gaussian", "uniform", "pareto", "lindley"])
@pytest.mark.parametrize("factor", [lambda n: fmpq(n, n - 1), lambda n: fmpq(1001, 1000), lambda n: fmpq(999, 1000)], ids=["n/(n-1)", "+0.1%", "-0.1%"])
def test_wrong_estimators_are_refuted(name: str, factor: object) -> None:
    s = mle(name)
    last = list(s.model.parameters)[-1]
    found = confirm(s.model, s.worked.estimates, lambda at, n: {**at, last: at[last] * factor(n)})
    assert not found and found.witness


def test_a_wrong_step_is_refuted() -> None:
    """The checker sees a log-likelihood from which the factor n was lost."""
    from symderive.checking import Claim, check
    from symderive.likelihood.claims import assumptions
    s = mle("exponential")
    ell = s.worked.logarithm
    n = sp.Symbol("n")
    wrong = ell.answer.xreplace({n: sp.Integer(1)})
    assert check([Claim(ell.goal, wrong)], assumptions(s.model))[0].status.value == "refuted"


# ---- what the answer says

def test_answers_are_sympy() -> None:
    s = mle("normal")
    i, n = sp.Symbol("i"), sp.Symbol("n")
    x = sp.IndexedBase("x")
    assert s.answer["mu"] == sp.Sum(x[i], (i, 1, n)) / n
    assert set(s.answer) == {"mu", "sigma2"}
    assert s.estimate([1, 2, 6]) == pytest.approx({"mu": 3, "sigma2": 14 / 3})


def test_conditions_are_stated() -> None:
    assert [str(p) for p in mle("bernoulli").provisos] == ["Sum(x_i, i, 1, n) > 0", "Sum(x_i, i, 1, n) < n"]
    inside = mle(density="e^(-(x - theta)^2/2)/sqrt(2*pi)", parameters={"theta": POSITIVE}, support="R")
    assert [str(p) for p in inside.provisos] == ["Sum(x_i, i, 1, n)/n > 0"]
    with pytest.raises(UsageError, match="no maximum inside"):
        inside.estimate([-1, -2])


def test_known_parameters() -> None:
    s = mle("normal", known={"mu": 1})
    assert s.estimate([0, 3]) == pytest.approx({"sigma2": 2.5})
    assert set(mle("normal", known=["sigma2"]).answer) == {"mu"}


def test_how_it_was_checked() -> None:
    assert "4 random samples" in mle("poisson").explain_check()
    assert "样本" in mle("poisson").explain_check("zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["text", "latex", "markdown", "json"])
@pytest.mark.parametrize("name", ["normal", "uniform_zero", "gamma", "laplace"])
def test_all_formats(name: str, form: str, lang: str) -> None:
    made = mle(name).render(form, lang=lang)
    assert "mle." not in made.replace("symderive mle", "") or form == "json"
    assert len(made) > 500


@pytest.mark.parametrize("options", [{"detail": "brief"}, {"detail": "full"}, {"view": "tree"}])
def test_details(options: dict) -> None:
    s = mle("geometric")
    assert s.text(**options)
    page = s.page(**options)
    assert all(row.verdict is None or row.verdict for section in page.sections for row in section.rows)


# ---- no closed form: numbers with a certificate

@pytest.mark.parametrize(("name", "data", "estimate"), [
    ("cauchy", [0.3, -1.2, 0.8, 2.1, 0.5], None),
    ("logistic", [0.3, -1.2, 0.8, 2.1, 0.5], None),
    ("gamma", [1.2, 0.7, 2.3, 1.9, 0.4], None),
    ("weibull", [1.2, 0.7, 2.3, 1.9, 0.4], None),
    ("beta", [0.2, 0.7, 0.5, 0.9, 0.4], None),
    ("truncated_poisson", [1, 2, 1, 4, 2], None),
])
def test_numeric_estimates_are_maxima(name: str, data: list, estimate: None) -> None:
    """The likelihood falls in every direction from the estimate."""
    from symderive.likelihood.confirm import log_density, near
    from symderive.likelihood.evaluate import Values, ball
    from symderive.likelihood.numbers import exact, sample_of
    s = mle(name)
    found = s.estimate(data)
    at = {u: ball(exact(found[u.name])) for u in s.model.parameters}
    values = Values(log_density(s.model)).at(sample_of(s.model, data, {}), [at, *near(at, (4, 8, 12))])[0]
    assert all(v is None or v < values[0] for v in values[1:])


# ---- bad input, in clear words

@pytest.mark.parametrize(("ask", "error", "words"), [
    (lambda: mle("bernuli"), UsageError, "did you mean bernoulli"),
    (lambda: mle(), UsageError, "say one of"),
    (lambda: mle("normal", density="x"), UsageError, "say one of"),
    (lambda: mle(density="e^(-x)", parameters={"theta": POSITIVE}, support="x > 0"), UsageError, "theta occurs neither"),
    (lambda: mle(density="a*e^(-a*x)*c", parameters={"a": POSITIVE}, support="x > 0"), UsageError, "what is c"),
    (lambda: mle(density="theta*x^(theta - 1", parameters={"theta": POSITIVE}, support="0 < x < 1"), ReadError, "has no"),
    (lambda: mle(density="theta*e^(-theta*x)", parameters={"theta": POSITIVE}, support="somewhere"), (ReadError, UsageError), ""),
    (lambda: mle(density="theta*e^(-theta*x)", support="x > 0"), UsageError, "name the parameters"),
    (lambda: mle("exponential").estimate([1, -2]), UsageError, "outside the support"),
    (lambda: mle("poisson").estimate([1.5]), UsageError, "whole numbers"),
    (lambda: mle("exponential").estimate([]), UsageError, "empty"),
    (lambda: mle("exponential").estimate(["a"]), UsageError, "numbers"),
    (lambda: mle("binomial").estimate([1, 2]), UsageError, "give its value"),
    (lambda: mle("normal").estimate([2, 2, 2], nu=1), UsageError, "nu is no known constant"),
    (lambda: mle(model="x_i is normal", parameters="mu"), ReadError, "no statement of a model"),
    (lambda: mle(model="x_i ~ N(mu, Sigma)", parameters="mu"), NotSupported, "vectors and matrices"),
    (lambda: mle(model="x_i ~ N(mu)", parameters="mu"), UsageError, "takes 2 arguments"),
    (lambda: mle(density="2*(theta - x)/theta^2", parameters={"theta": POSITIVE}, support="0 <= x <= theta"), NotSupported, "not seen to be monotone"),
])
def test_bad_input(ask: object, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        ask()


def test_a_density_that_does_not_add_up_to_one_is_warned_of() -> None:
    s = mle(density="theta*e^(-2*theta*x)", parameters={"theta": POSITIVE}, support="x > 0")
    warning, = (n for n in s.notes if n.id == "warning.density_mass")
    assert warning.values["value"] == "0.5"
    assert not mle(density="theta*e^(-theta*x)", parameters={"theta": POSITIVE}, support="x > 0").notes


def test_domains_read_off_the_density() -> None:
    s = mle(density="p^x*(1 - p)^(1 - x)", parameters=["p"], support="{0, 1}")
    (_, r), = s.model.parameters.items()
    assert (str(r.low), str(r.high)) == ("0", "1") and [n.id for n in s.notes] == ["note.domain_read_off"]


def test_sympy_densities() -> None:
    x, t = sp.symbols("x theta", positive=True)
    assert str(sd.mle(density=t * sp.exp(-t * x), parameters=["theta"], support="x > 0").answer["theta"]) == "n/Sum(x[i], (i, 1, n))"


def test_an_order_statistic_is_an_observation() -> None:
    """The largest of the sample comes back as the same floating-point number."""
    data = [0.1, 2.997528345195214, 0.3333333333333333]
    assert mle("uniform_zero").estimate(data)["theta"] == max(data)
