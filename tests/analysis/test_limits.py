"""Limits in the checker: what they are worth, what is refuted, what is not told; and limits as problems."""
from __future__ import annotations

import pytest
import sympy as sp

import symderive as sd
from symderive.checking import Claim, check
from symderive.derivation import Status
from symderive.reading.law import read_law


def verdict(law: str) -> Status:
    return check([Claim(*read_law(law).args[1:])])[0].status


@pytest.mark.parametrize("law", [
    "Limit(((x + h)^2 - x^2)/h, h, 0) = 2*x", "Limit((sin(x + h) - sin(x))/h, h, 0) = cos(x)", "Limit((1/(x + h) - 1/x)/h, h, 0) = -1/x^2",
    "Limit_below(abs(h)/h, h, 0) = -1", "Limit(h*sin(1/h), h, 0) = 0", "Limit(root(3, h)/h, h, 0) = oo", "Limit_below(1/h, h, 0) = -oo",
    "Limit_above(h*ln(h), h, 0) = 0", "Limit((1 + x/k)^k, k, oo) = exp(x)", "Limit(x^2/exp(x), x, oo) = 0", "Limit(tanh(x), x, -oo) = -1",
    "Limit_below(floor(1 + h), h, 0) = 0", "Limit_above(cases(h^2, h > 0, h, h <= 0)/h, h, 0) = 0", "D(x^3, x) = Limit(((x + h)^3 - x^3)/h, h, 0)",
    "Limit(1/h^2, h, 0) = Limit(1/(h*h), h, 0)", "Limit(sqrt(x^2 + x) - x, x, oo) = 1/2",
    "Limit(((x + h)^(1/3)*sqrt(x + h) - x^(1/3)*sqrt(x))/h, h, 0) = 5/6*x^(-1/6)",
])
def test_limits_that_hold(law: str) -> None:
    assert verdict(law) is Status.VERIFIED


@pytest.mark.parametrize("law", [
    "Limit(((x + h)^2 - x^2)/h, h, 0) = 2*x + 1", "Limit((sin(x + h) - sin(x))/h, h, 0) = -cos(x)", "Limit_above(abs(h)/h, h, 0) = -1", "Limit(h*sin(1/h), h, 0) = 1",
    "Limit(1/h^2, h, 0) = -oo", "Limit(x^2/exp(x), x, oo) = 1", "Limit(1/h^2, h, 0) = Limit(-1/h^2, h, 0)", "Limit(h, h, 0) = oo", "D(x^3, x) = Limit(((x + h)^2 - x^2)/h, h, 0)",
])
def test_limits_that_do_not_hold_are_refuted(law: str) -> None:
    assert verdict(law) is Status.REFUTED


@pytest.mark.parametrize("law", ["Limit(abs(h)/h, h, 0) = 0", "Limit(sin(1/h), h, 0) = 0", "Limit(1/h, h, 0) = oo", "Limit(1/h, h, 0) = 0", "Limit(exp(2*x)/exp(x), x, oo) = 1", "Limit(floor(1 + h), h, 0) = 1"])
def test_limits_that_do_not_exist_are_not_verified(law: str) -> None:
    assert verdict(law) in (Status.UNDECIDED, Status.REFUTED)


@pytest.mark.parametrize(("f", "to", "wanted"), [
    ("sin(x)/x", 0, 1), ("(x^2-1)/(x-1)", 1, 2), ("(1-cos(x))/x^2", 0, sp.Rational(1, 2)), ("x^2/e^x", "oo", 0), ("(3x^2+1)/(2x^2-x)", "oo", sp.Rational(3, 2)),
    ("(sqrt(x+1)-1)/x", 0, sp.Rational(1, 2)), ("1/x^2", 0, sp.oo), ("a*x^2", 2, 4 * sp.Symbol("a")), ("|x|", 0, 0),
])
def test_limits_as_problems(f: str, to: object, wanted: object) -> None:
    s = sd.limit(f, "x", to)
    assert s.answer == wanted and s.verdict


def test_one_sided_limits_that_differ() -> None:
    s = sd.limit("|x|/x", "x", 0)
    assert s.answer is None and s.verdict and "left is -1, and from the right it is 1" in s.text()
    assert sd.limit("|x|/x", "x", 0, side="-").answer == -1
    assert sd.limit("1/x", "x", 0).answer is None


def test_zero_to_the_zero_is_not_put_in() -> None:
    with pytest.raises(sd.NotSupported):
        sd.limit("x^x", "x", 0)
