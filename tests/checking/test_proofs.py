"""What is proved and by which method; and what must never be called proved."""
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check
from symderive.checking.bounds import ERROR
from symderive.checking.proofs import Asked, Proving
from symderive.derivation import Status, Verdict
from symderive.expr import Over, Power, call, plus, times
from symderive.nodes import D, column
from symderive.problem import Assumptions
from symderive.reading.law import read_law

x = Symbol("x")


def judge(text: str, *facts: str) -> Verdict:
    return check([Claim(*read_law(text).args[1:])], Assumptions(tuple(map(read_law, facts))))[0]


def proof(text: str, *facts: str) -> bool:
    """Is there a proof, whatever the points say?"""
    left, right = read_law(text).args[1:]
    assumptions = Assumptions(tuple(map(read_law, facts)))
    return any(Proving(assumptions, [], [], real=True, seed=seed).proof(Asked(((left, right),))) for seed in range(20))


# ---- methods

EXACT = """
(x + y)^3 = x^3 + 3*x^2*y + 3*x*y^2 + y^3
(x^2 - 1)/(x - 1) = x + 1
D((x^2 + 1)/(x - 1), x) = (x^2 - 2*x - 1)/(x - 1)^2
D(D(x^5, x), x) = 20*x^(4 - 1)
2/3 + 1/6 = 1/2 + 1/3
D(x*y^2, y) = 2*x*y
"""
INDUCTION = """
Sum(i, i, 1, n) = n*(n + 1)/2
Sum(i^2, i, 1, n) = n*(n + 1)*(2*n + 1)/6
Sum(x^i, i, 0, n) = (1 - x^(n + 1))/(1 - x)
Sum(1/(i*(i + 1)), i, 1, n) = n/(n + 1)
Prod(1 - 1/i^2, i, 2, n + 1) = (n + 2)/(2*(n + 1))
Prod(i, i, 1, n) = factorial(n)
Sum(sin(i*x), i, 1, n) = sin(n*x/2)*sin((n + 1)*x/2)/sin(x/2)
"""
CERTIFIED = """
D(x*sin(x^2), x) = sin(x^2) + 2*x^2*cos(x^2)
D(D(D(e^x*cos(x), x), x), x) = -2*e^x*(cos(x) + sin(x))
D(D(f(x, y), x), y) = f^(1,1)(x, y)
D(f(g(x)), x) = f'(g(x))*g'(x)
D(f(x^2, y), x) = 2*x*f^(1,0)(x^2, y)
D(at(D(x^3, x), x, 2*y), y) = 24*y
sin(x + y) = sin(x)*cos(y) + cos(x)*sin(y)
tanh(x) = (e^(2*x) - 1)/(e^(2*x) + 1)
cos(pi/3) + cos(pi/5) = 1/2 + (1 + sqrt(5))/4
cos(2*pi/7) + cos(4*pi/7) + cos(6*pi/7) = -1/2
2*cos(pi/4) = sqrt(2)
sqrt(12) = 2*sqrt(3)
sqrt(x)*sqrt(y) = sqrt(x*y)
sqrt(x^2) = abs(x)
sqrt(x^4) = x^2
abs(x*y) = abs(x)*abs(y)
(x^3)^(1/3) = x
root(3, x^3) = x
D(root(3, 1 + x^2), x) = 2*x/(3*root(3, 1 + x^2)^2)
D(sqrt(1 + sqrt(x)), x) = 1/(4*sqrt(x)*sqrt(1 + sqrt(x)))
ln(x^2) = 2*ln(x)
ln(x*y) = ln(x) + ln(y)
ln(12) = 2*ln(2) + ln(3)
e^(ln(x)/2) = sqrt(x)
x^a*x^b = x^(a + b)
D(x^x, x) = x^x*(ln(x) + 1)
D(2^x, x) = 2^x*ln(2)
D(abs(x), x) = sign(x)
max(x, y) + min(x, y) = x + y
D(cases(x^2, x < 0, x^3, otherwise), x) = cases(2*x, x < 0, 3*x^2, otherwise)
D(erf(x), x) = 2/sqrt(pi)*e^(-x^2)
D(ln(gamma(x)), x) = digamma(x)
gamma(x + 2) = x*(x + 1)*gamma(x)
gamma(1/2)^2 = pi
D(besselj(2, x), x) = (besselj(1, x) - besselj(3, x))/2
D(lambertw(x), x) = lambertw(x)/(x*(1 + lambertw(x)))
D(Sum((x[i] - m)^2, i, 1, n), m) = -2*Sum(x[i] - m, i, 1, n)
Sum(x[i] - m, i, 1, n) = Sum(x[i], i, 1, n) - n*m
Sum((x[i] - Sum(x[i], i, 1, n)/n)^2, i, 1, n) = Sum(x[i]^2, i, 1, n) - Sum(x[i], i, 1, n)^2/n
Prod(x[i]*y[i], i, 1, n) = Prod(x[i], i, 1, n)*Prod(y[i], i, 1, n)
ln(Prod(1/sqrt(2*pi*s)*e^(-(x[i] - m)^2/(2*s)), i, 1, n)) = -n/2*ln(2*pi*s) - Sum((x[i] - m)^2, i, 1, n)/(2*s)
"""


@pytest.mark.parametrize("text", EXACT.strip().splitlines())
def test_exact(text: str) -> None:
    verdict = judge(text)
    assert (verdict.status, verdict.error, verdict.reason) == (Status.PROVED, Fraction(0), "exact")


@pytest.mark.parametrize("text", INDUCTION.strip().splitlines())
def test_induction(text: str) -> None:
    verdict = judge(text, "n in N")
    assert (verdict.status, verdict.reason) == (Status.PROVED, "induction")


@pytest.mark.parametrize("text", CERTIFIED.strip().splitlines())
def test_certified(text: str) -> None:
    verdict = judge(text)
    assert (verdict.status, verdict.error) == (Status.PROVED, Fraction(1, 2 ** ERROR)), verdict
    assert verdict.reason == f"modular certificate, error at most 2^-{ERROR}"


def test_facts_that_are_assumed() -> None:
    assert judge("(-2)^n*(-2) = (-2)^(n + 1)", "n in N").status is Status.PROVED
    assert proof("sqrt(x^2) = x", "x > 0")
    assert proof("(x*y)^a = x^a*y^a", "x > 0", "y > 0")
    assert not proof("sqrt(x^2) = x", "y > 0")
    assert check([Claim(read_law("sqrt(x^2)"), x, when=(read_law("x > 0"),))])[0].status is Status.PROVED


def test_entries_of_a_matrix() -> None:
    gradient = column(read_law("2*x*y"), read_law("x^2"))
    assert check([Claim(column(D(read_law("x^2*y"), x), D(read_law("x^2*y"), Symbol("y"))), gradient)])[0].status is Status.PROVED


# ---- what must not be proved

FALSE = """
sqrt(x^2) = x
sqrt(x^2) = -x
sqrt(x^2*y) = x*sqrt(y)
sqrt(x^2 + 2*x*y + y^2) = x + y
(x^2)^(1/2) = x
(x^2)^(3/2) = x^3
root(4, x^4) = x
e^(ln(x^2)/2) = x
sqrt(x^2)*sqrt(y^2) = x*y
sqrt(sin(x)^2) = sin(x)
sqrt((x + 1)^2) - sqrt((x - 1)^2) = 2
abs(x) = x
abs(x + y) = abs(x) + abs(y)
abs(x)*sign(y) = x*sign(y)
sign(x)^2 = 1
sign(x) = 1
max(x, y) = x
max(x, y) = max(x, -y)
cases(x, x < 0, -x, otherwise) = x
cases(1, x < 0, 2, otherwise) = cases(1, y < 0, 2, otherwise)
2*cos(pi/4) = -sqrt(2)
sqrt(2)*sqrt(3) = -sqrt(6)
sqrt(3 - 2*sqrt(2)) = 1 - sqrt(2)
sqrt(5) = 2*cos(pi/5) + 1
(-2)^n = 2^n
(-1)^n = 1
(-x)^n = x^n
ln(x + y) = ln(x) + ln(y)
ln(abs(x)) = ln(x)*2
ln(1/x) = ln(x)
asin(sin(x)) = x
atan(tan(x)) = x
acosh(cosh(x)) = x
D(acos(x), x) = 1/sqrt(1 - x^2)
D(asin(x), x) = -1/sqrt(1 - x^2)
D(abs(x), x) = 1
D(f(x)*g(x), x) = f'(x)*g'(x)
f(x) = f(-x)
f(x) = g(x)
D(f(x, y), x) = D(f(x, y), y)
floor(x) = x
floor(x + 1/2) = floor(x)
gamma(x + 1) = gamma(x)
gamma(2*x) = gamma(x)*gamma(x)
besselj(1, x) = besselj(2, x)
erf(x) = erf(-x)
heaviside(x) = 1
Sum(x[i]^2, i, 1, n) = Sum(x[i], i, 1, n)^2
Sum(x[i]*y[i], i, 1, n) = Sum(x[i], i, 1, n)*Sum(y[i], i, 1, n)
Sum(x[i]*y[i], i, 1, n)*Sum(u[i]*v[i], i, 1, n) = Sum(x[i]*v[i], i, 1, n)*Sum(u[i]*y[i], i, 1, n)
Sum(x[i]^2, i, 1, n)*Sum(y[i]^2, i, 1, n) = Sum(x[i]*y[i], i, 1, n)^2
Sum(x[i], i, 1, n) = Sum(x[i], i, 1, m)
Sum(x[i], i, 1, n) = Sum(x[i], i, 0, n)
Sum(1, i, 1, n) = n + 1
Sum(i, i, 1, n) = n*(n + 1)/2 + 1
Sum(i, i, 1, n) = n^2
Prod(x[i] + y[i], i, 1, n) = Prod(x[i], i, 1, n) + Prod(y[i], i, 1, n)
Prod(-x[i], i, 1, n) = -Prod(x[i], i, 1, n)
Prod(c*x[i], i, 1, n) = c*Prod(x[i], i, 1, n)
x + e^(-1000) = x
(10^700 + x)/10^700 = 1
x^170141183460469231731687303715884105727 = x
"""


@pytest.mark.parametrize("text", FALSE.strip().splitlines())
def test_false_claims_have_no_proof(text: str) -> None:
    assert not proof(text)
    assert judge(text).status is not Status.PROVED


@pytest.mark.parametrize("text", ["ln(-x^2 - 1) = ln(-x^2 - 1)*1", "sqrt(-1) = sqrt(-1)*1", "asin(2) = asin(2)*1", "digamma(0) = digamma(0)*1", "1/(x - x) = 2/(x - x)",
                                  "at(D(abs(x), x), x, 0)^2 = 1", "heaviside(0)*1 = heaviside(0)", "ln(x) + ln(-x) = ln(-x) + ln(x)*1", "gamma(-2)*1 = gamma(-2)", "zeta(1) = zeta(1)*1"])
def test_what_holds_nowhere_is_not_proved(text: str) -> None:
    assert judge(text).status is Status.UNDECIDED


def test_whole_numbers_at_which_nothing_is_defined() -> None:
    assert judge("1/sin(pi*n) = 1*(1/sin(pi*n))", "n in Z").status is Status.UNDECIDED
    assert judge("1/(x - 1) = 1*(1/(x - 1))", "x >= 1", "x <= 1").status is Status.UNDECIDED


def test_a_prime_cannot_be_foreseen() -> None:
    """A number that vanishes modulo the primes of other claims does not vanish modulo the one that is drawn."""
    from symderive.checking.residues import field
    product = 1
    for seed in range(40):
        product *= field(seed, False)[0]
    assert check([Claim(plus(x, times(Integer(product), Symbol("y"))), x)])[0].status is Status.REFUTED


def test_large_degrees_are_left_to_the_points() -> None:
    e: Basic = x
    for k in range(200):
        e = plus(Power(e, Integer(3)), Integer(k))
    left, right = e, plus(Power(e, Integer(1)), Integer(0))
    assert Proving(Assumptions(), [], [], real=True, seed=1).proof(Asked(((left, right),))) is None


def test_a_proof_and_the_points_agree() -> None:
    """The points are asked too: a claim that is proved is not refuted by balls."""
    claims = [Claim(*read_law(text).args[1:]) for text in (EXACT + CERTIFIED).strip().splitlines() if text]
    assert all(check(claims, prove=False))


def test_every_file_of_the_checker_is_small() -> None:
    import symderive.checking
    for path in Path(symderive.checking.__file__).parent.glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 470, path


def test_over_and_call_are_as_the_ball_says() -> None:
    """A claim about numbers alone, exactly: no point is drawn."""
    verdict = check([Claim(plus(Over(Integer(1), Integer(3)), Over(Integer(1), Integer(6))), Over(Integer(1), Integer(2)))])[0]
    assert (verdict.status, verdict.points, verdict.reason) == (Status.PROVED, 0, "exact")
    assert check([Claim(call("sin", Integer(0)), Integer(0))])[0].status is Status.PROVED
