"""Every function of the table: its value and its derivatives, against mpmath; and identities that tie the functions together."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import pytest
from sympy import Integer, Symbol

from symderive.checking import Claim, check, enclosure
from symderive.derivation import Status
from symderive.expr import Over, call, plus, times
from symderive.functions import FUNCTIONS
from symderive.nodes import D
from symderive.reading.law import read_law

x = Symbol("x")

ANYWHERE, POSITIVE, INSIDE, OUTSIDE = ("7/5", "-3/4", "5/16"), ("7/5", "3/4", "21/8"), ("2/5", "-3/4", "1/16"), ("7/5", "-19/8", "5/2")


def _whole(f: Callable[..., Any], *order: int) -> Callable[[Any], Any]:
    return lambda u: f(*order, u)


ORACLE: dict[str, tuple[Callable[[Any], Any], tuple[str, ...]]] = {
    "sqrt": (mp.sqrt, POSITIVE), "abs": (abs, ANYWHERE), "ln": (mp.log, POSITIVE),
    "sin": (mp.sin, ANYWHERE), "cos": (mp.cos, ANYWHERE), "tan": (mp.tan, ANYWHERE), "cot": (mp.cot, ANYWHERE), "sec": (mp.sec, ANYWHERE), "csc": (mp.csc, ANYWHERE),
    "asin": (mp.asin, INSIDE), "acos": (mp.acos, INSIDE), "atan": (mp.atan, ANYWHERE), "acot": (mp.acot, ANYWHERE), "asec": (mp.asec, OUTSIDE), "acsc": (mp.acsc, OUTSIDE),
    "sinh": (mp.sinh, ANYWHERE), "cosh": (mp.cosh, ANYWHERE), "tanh": (mp.tanh, ANYWHERE), "coth": (mp.coth, ANYWHERE), "sech": (mp.sech, ANYWHERE), "csch": (mp.csch, ANYWHERE),
    "asinh": (mp.asinh, ANYWHERE), "acosh": (mp.acosh, ("7/5", "2", "19/2")), "atanh": (mp.atanh, INSIDE), "acoth": (mp.acoth, OUTSIDE),
    "asech": (mp.asech, ("2/5", "3/4")), "acsch": (mp.acsch, ANYWHERE),
    "sign": (mp.sign, ANYWHERE), "floor": (mp.floor, ANYWHERE), "ceil": (mp.ceil, ANYWHERE), "relu": (lambda u: max(u, mp.mpf(0)), ANYWHERE),
    "sigmoid": (lambda u: 1 / (1 + mp.exp(-u)), ANYWHERE), "softplus": (lambda u: mp.log(1 + mp.exp(u)), ANYWHERE),
    "erf": (mp.erf, ANYWHERE), "erfc": (mp.erfc, ANYWHERE), "gamma": (mp.gamma, ANYWHERE), "lgamma": (mp.loggamma, POSITIVE), "digamma": (mp.digamma, ANYWHERE),
    "erfi": (mp.erfi, ANYWHERE), "Si": (mp.si, ANYWHERE), "Ci": (mp.ci, POSITIVE), "Ei": (mp.ei, ANYWHERE), "heaviside": (lambda u: mp.mpf(u > 0), ANYWHERE),
    "lambertw": (mp.lambertw, ("7/5", "-1/4", "5")), "zeta": (mp.zeta, ("7/5", "-3/4", "3")), "factorial": (mp.factorial, POSITIVE),
    "re": (lambda u: u, ANYWHERE), "im": (lambda u: 0 * u, ANYWHERE), "conj": (lambda u: u, ANYWHERE), "arg": (lambda u: mp.arg(u), POSITIVE),
}
OF_TWO: dict[str, tuple[str, Callable[[Any], Any], tuple[str, ...]]] = {
    "root": ("root(3, x)", lambda u: mp.sign(u) * mp.cbrt(abs(u)), ANYWHERE),
    "log": ("log(3, x)", lambda u: mp.log(u, 3), POSITIVE),
    "max": ("max(x, x^2)", lambda u: max(u, u * u), ANYWHERE),
    "min": ("min(x, x^2, 1/2)", lambda u: min(u, u * u, mp.mpf("0.5")), ANYWHERE),
    "Beta": ("Beta(x, 2)", lambda u: mp.beta(u, 2), POSITIVE), "mod": ("mod(x, 3/4)", lambda u: u - mp.mpf("0.75") * mp.floor(u / mp.mpf("0.75")), ("7/5", "-1/4", "21/8")),
    "polygamma": ("polygamma(2, x)", _whole(mp.polygamma, 2), POSITIVE),
    "binom": ("binom(x, 3)", lambda u: mp.binomial(u, 3), ANYWHERE),
    "besselj": ("besselj(2, x)", _whole(mp.besselj, 2), ANYWHERE),
    "bessely": ("bessely(1, x)", _whole(mp.bessely, 1), POSITIVE),
    "besseli": ("besseli(1, x)", _whole(mp.besseli, 1), ANYWHERE),
    "besselk": ("besselk(2, x)", _whole(mp.besselk, 2), POSITIVE),
    "atan2": ("atan2(x, x^2 - 1)", lambda u: mp.atan2(u, u * u - 1), ANYWHERE),
}
WITHOUT_VALUE = {"tr", "det", "norm", "diag", "rank", "E", "Var", "Cov", "P", "kronecker"}      # of matrices, of random variables: tested elsewhere, or without numbers


def test_every_function_is_tested() -> None:
    assert set(ORACLE) | set(OF_TWO) | WITHOUT_VALUE == set(FUNCTIONS)


CASES = [(name, call(name, x), f, at) for name, (f, at) in ORACLE.items()] + [(name, read_law(text), f, at) for name, (text, f, at) in OF_TWO.items()]


@pytest.mark.parametrize(("name", "e", "f", "points"), CASES, ids=[c[0] for c in CASES])
def test_value_and_derivatives_against_mpmath(name: str, e: Any, f: Callable[[Any], Any], points: tuple[str, ...]) -> None:
    goal = e
    for order in range(4):
        for text in points:
            at = read_law(text)
            ball = enclosure(goal, {x: at})
            assert ball is not None, f"{name}, derivative {order}, at {text}"
            with mp.workdps(60):
                top, _, below = text.partition("/")
                wanted = mp.diff(f, mp.mpf(int(top)) / int(below or 1), order) if order else f(mp.mpf(int(top)) / int(below or 1))
                found = mp.mpf(ball.mid().str(30, radius=False))
                assert abs(found - mp.re(wanted)) < mp.mpf(10) ** -14 * (1 + abs(wanted)), f"{name}, derivative {order}, at {text}"
        goal = D(goal, x)


IDENTITIES = """
sin(x)^2 + cos(x)^2 = 1
tan(x) = sin(x)/cos(x)
cot(x)*tan(x) = 1
sec(x)*cos(x) = 1
csc(x)*sin(x) = 1
sin(asin(x)) = x
asin(x) + acos(x) = pi/2
tan(atan(x)) = x
acot(x) = atan(1/x)
asec(x) = acos(1/x)
acsc(x) = asin(1/x)
cosh(x)^2 - sinh(x)^2 = 1
tanh(x)*coth(x) = 1
sech(x)*cosh(x) = 1
csch(x)*sinh(x) = 1
asinh(x) = ln(x + sqrt(x^2 + 1))
acosh(x) = ln(x + sqrt(x - 1)*sqrt(x + 1))
atanh(x) = ln((1 + x)/(1 - x))/2
acoth(x) = atanh(1/x)
asech(x) = acosh(1/x)
acsch(x) = asinh(1/x)
sqrt(x)^2 = x
root(3, x)^3 = x
abs(x) = sqrt(x^2)
log(2, x) = ln(x)/ln(2)
e^(ln(x)) = x
sign(x)*abs(x) = x
max(x, y) + min(x, y) = x + y
max(x, y) - min(x, y) = abs(x - y)
ceil(x) = -floor(-x)
relu(x) - relu(-x) = x
sigmoid(x) + sigmoid(-x) = 1
softplus(x) - softplus(-x) = x
erf(x) + erfc(x) = 1
D(Si(x^2), x) = 2*sin(x^2)/x
D(Ci(x), x) = cos(x)/x
D(Ei(x), x) = e^x/x
D(erfi(x), x)*sqrt(pi) = 2*e^(x^2)
Si(-x) = -Si(x)
heaviside(x) + heaviside(-x) = 1
heaviside(x) = (1 + sign(x))/2
Beta(x, y) = Beta(y, x)
Beta(x, 2) = 1/(x*(x + 1))
mod(x, 1) + floor(x) = x
D(mod(x, 3), x) = 1
D(besselj(2, x), x) = (besselj(1, x) - besselj(3, x))/2
gamma(x + 1) = x*gamma(x)
lgamma(x) = ln(gamma(x))
digamma(x + 1) = digamma(x) + 1/x
polygamma(1, x) = polygamma(1, x + 1) + 1/x^2
lambertw(x)*e^(lambertw(x)) = x
zeta(2) = pi^2/6
factorial(x + 1) = (x + 1)*factorial(x)
binom(x, 2) = x*(x - 1)/2
besselj(0, x) + besselj(2, x) = 2*besselj(1, x)/x
besseli(0, x) - besseli(2, x) = 2*besseli(1, x)/x
bessely(0, x) + bessely(2, x) = 2*bessely(1, x)/x
besselk(2, x) - besselk(0, x) = 2*besselk(1, x)/x
tan(atan2(y, x)) = y/x
re(x) + im(x) = x
conj(x) = x
norm(column(x, y))^2 = x^2 + y^2
D(sigmoid(x), x) = sigmoid(x)*(1 - sigmoid(x))
D(besselj(1, x), x) = besselj(0, x) - besselj(1, x)/x
D(zeta(x), x) = D(zeta(x) + 1, x)
D(lambertw(x), x) = lambertw(x)/(x*(1 + lambertw(x)))
D(atan2(y, x), x) = -y/(x^2 + y^2)
D(D(x^2*y^3, x), y) = 6*x*y^2
D(D(sin(x*y), y), x) = D(D(sin(x*y), x), y)
D(D(D(x^2*y^3*z, x), y), z) = 6*x*y^2
D(x*D(x^2*y, y), x) = 3*x^2
at(D(x^3, x), x, 2*y) = 12*y^2
D(at(D(x^3, x), x, 2*y), y) = 24*y
"""
EQUATIONS = IDENTITIES.strip().splitlines()


def _claim(text: str) -> Claim:
    return Claim(*read_law(text).args[1:])


@pytest.mark.parametrize("text", EQUATIONS)
def test_identity_holds(text: str) -> None:
    assert check([_claim(text)])[0], text
    verdict = check([_claim(text)], prove=False)[0]
    assert verdict, verdict
    assert verdict.points >= 4 or "x" not in text or verdict.status is Status.PROVED


CHANGES: dict[str, Callable[[Any], Any]] = {
    "shifted": lambda e: plus(e, Over(Integer(1), Integer(10 ** 9))),
    "scaled": lambda e: times(e, Over(Integer(10 ** 9 + 1), Integer(10 ** 9))),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("text", EQUATIONS)
def test_changed_identity_is_refuted(text: str, change: str) -> None:
    left, right = read_law(text).args[1:]
    verdict = check([Claim(left, CHANGES[change](right))])[0]
    assert verdict.status is Status.REFUTED, verdict
    assert verdict.witness is not None
