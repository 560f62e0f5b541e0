"""The pieces: fractions in flint, the sign certificate, isolating an unknown, reading ranges."""
from __future__ import annotations

import pytest
from sympy import Integer, Symbol

from symderive.checking import Claim, check
from symderive.likelihood.facts import Facts, Statistic
from symderive.likelihood.fractions import Fractions, is_zero, simplified, spread, with_whole_part
from symderive.likelihood.isolating import NotIsolated, isolate
from symderive.likelihood.model import POSITIVE, REALS, Range
from symderive.likelihood.ranges import read_range
from symderive.likelihood.survival import survival
from symderive.reading.law import read_law

ZERO, ONE = Integer(0), Integer(1)
n, p, s, t, v = map(Symbol, "npstv")
FACTS = Facts({n: POSITIVE, p: Range(ZERO, ONE), v: POSITIVE, t: REALS}, {s: Statistic(s, n, ZERO, ONE)})


@pytest.mark.parametrize("text", [
    "s/p - (n - s)/(1 - p)", "x^(k - 1)*x^2/y^k", "e^(-2*a)*e^a + 1", "(n + s)/s", "n/(s - n*c) + 1", "1/(1 - y) - 1/(x - 1)", "sqrt(x)*x^(3/2)", "(a - b)^3/(b - a)", "2^x*2^(-x)",
])
def test_fractions_are_what_they_were(text: str) -> None:
    e = read_law(text)
    for after in (simplified(e), spread(e), with_whole_part(e)):
        assert check([Claim(e, after)])[0], (text, str(after))


def test_a_fraction_is_reduced() -> None:
    assert is_zero(read_law("(x^2 - 1)/(x - 1) - x - 1")) and not is_zero(read_law("x + 1"))
    field = Fractions(read_law("x*y + x"))
    assert str(field.written(field.of(read_law("(x*y + x)/x^2")))) == "(y + 1)/x"


@pytest.mark.parametrize(("text", "sign"), [
    ("-s/p^2 - (n - s)/(1 - p)^2", -1), ("n - s", 1), ("v^2 + 1", 1), ("t^2 + v", 1), ("ln(1 + v)", 1), ("e^t", 1), ("-n/(2*v)", -1), ("p*(1 - p)", 1), ("sqrt(2) - 2", -1),
    # what is not so, or not always, must not be proved
    ("s - n*p", None), ("t", None), ("t^2", None), ("v - 1", None), ("ln(v)", None), ("p - 1/2", None), ("t^3 + t", None), ("s - n/2", None), ("v^2 - v + 1/8", None),
])
def test_signs(text: str, sign: int | None) -> None:
    assert FACTS.sign(read_law(text)) == sign


@pytest.mark.parametrize(("text", "u", "root"), [
    ("s/p - (n - s)/(1 - p)", p, "s/n"),
    ("n/v - s/v^2", v, "s/n"),
    ("n*v^2 - s", v, "sqrt(s/n)"),
    ("n - s*e^t", t, "ln(n/s)"),
    ("ln(v) - s", v, "e^s"),
    ("s - n*v^2 - n*v", v, "(-n + sqrt(n*(4*s + n)))/(2*n)"),
])
def test_isolating(text: str, u: Symbol, root: str) -> None:
    found = isolate(read_law(text), u, FACTS)
    assert check([Claim(found.root, read_law(root), when=(read_law("s > 0"), read_law("n > 0")))])[0]


@pytest.mark.parametrize("text", ["ln(v) + v", "v^5 + v - s", "t^2 - v", "digamma(v) - s", "n/v"])
def test_what_cannot_be_isolated_is_not(text: str) -> None:
    with pytest.raises(NotIsolated):
        isolate(read_law(text), v if "v" in text and "t^2" not in text else t, FACTS)


@pytest.mark.parametrize(("text", "low", "high", "open_", "integer"), [
    ("x > 0", "0", None, (True, True), False), ("[0, 1)", "0", "1", (False, True), False), ("0 <= x <= theta", "0", "theta", (False, False), False),
    (r"x \in \{0, 1\}", "0", "1", (False, False), True), ("0..m", "0", "m", (False, False), True), (r"1, 2, \dots", "1", None, (False, False), True),
    ("R", None, None, (True, True), False), ("|x| <= theta", "-theta", "theta", (False, False), False), (">= 2", "2", None, (False, True), False),
    ("(0, oo)", "0", None, (True, True), False), (r"\mathbb{R}", None, None, (True, True), False), ("integers >= 3", "3", None, (False, True), True),
])
def test_ranges(text: str, low: str | None, high: str | None, open_: tuple, integer: bool) -> None:
    r = read_range(text, Symbol("x"), ["x", "theta", "m"])
    assert (None if r.low is None else str(r.low), None if r.high is None else str(r.high)) == (low, high)
    assert r.integer is integer
    assert (r.low is None or r.low_open is open_[0]) and (r.high is None or r.high_open is open_[1])


def test_survival_is_confirmed() -> None:
    assert str(survival(read_law("lambda*e^(-lambda*t)"), t, POSITIVE)) == "e^(-lambda t)"
