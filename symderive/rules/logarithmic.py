"""Logarithmic differentiation: the derivative of y is y times that of ln |y|, and the logarithm takes products and powers apart."""
from __future__ import annotations

from fractions import Fraction

from sympy import Basic, E, Integer

from symderive.expr import Neg, Over, Power, Times, call, free, head, plus, times
from symderive.nodes import D, relation
from symderive.number import number, value
from symderive.rule import Rewrite, Table
from symderive.rules.forms import Provisos
from symderive.signs import POSITIVE, signs

LOGARITHMIC = Table()
law = LOGARITHMIC.law

ZERO = Integer(0)


def differentiated(e: Basic) -> Rewrite | None:
    """y' = y (ln |y|)'; a power with a varying exponent is positive anyway."""
    if not isinstance(e, D):
        return None
    y, x = e.args
    positive = (type(y) is Power and x in free(y.args[1])) or signs(y) == POSITIVE
    inside = y if positive else call("abs", y)
    return Rewrite(times(y, D(call("ln", inside), x)), provisos=() if positive else (relation("!=", y, ZERO),))


def negative_power(e: Basic) -> Rewrite | None:
    """u/v^n as u v^(-n)."""
    if not isinstance(e, D) or type(e.args[0]) is not Over or e.args[1] not in free(e.args[0].args[1]):
        return None
    (u, v), x = e.args[0].args, e.args[1]
    base, n = (v.args[0], value(v.args[1])) if type(v) is Power else (v, Fraction(1, 2)) if head(v) == "sqrt" else (v, Fraction(1))
    base = v.args[1] if head(v) == "sqrt" else base
    if n is None or n <= 0:
        return None
    whole = Power(base, number(-n))
    return Rewrite(D(whole if u == Integer(1) else times(u, whole), x), provisos=(relation("!=", v, ZERO),))


def apart(e: Basic) -> Rewrite | None:
    """ln |u^2 v/w| as 2 ln |u| + ln |v| - ln |w|."""
    if not isinstance(e, D) or head(e.args[0]) != "ln":
        return None
    inner, x = e.args[0].args[1], e.args[1]
    size = head(inner) == "abs"
    provisos: Provisos = {}
    found = _logarithms(inner.args[1] if size else inner, size, provisos)
    after = plus(*found)
    return Rewrite(D(after, x), provisos=tuple(provisos)) if after != e.args[0] else None


def _logarithms(u: Basic, size: bool, provisos: Provisos) -> list[Basic]:
    """The terms of ln u, or of ln |u|."""
    if type(u) is Times:
        return [t for f in u.args for t in _logarithms(f, size, provisos)]
    if type(u) is Over:
        return _logarithms(u.args[0], size, provisos) + [_negative(t) for t in _logarithms(u.args[1], size, provisos)]
    if type(u) is Neg and size:
        return _logarithms(u.args[0], size, provisos)
    if u == Integer(1):
        return []
    if type(u) is Power and u.args[0] is E:
        return [u.args[1]]
    if type(u) is Power:
        n = value(u.args[1])
        if n is None or n.denominator != 1:
            provisos[relation(">", u.args[0], ZERO)] = None
            return [_scaled(u.args[1], t) for t in _logarithms(u.args[0], False, provisos)]
        return [_scaled(u.args[1], t) for t in _logarithms(u.args[0], size, provisos)]
    if head(u) == "sqrt":
        provisos[relation(">", u.args[1], ZERO)] = None
        return [Over(t, Integer(2)) for t in _logarithms(u.args[1], False, provisos)]
    positive = signs(u) == POSITIVE
    if not size and not positive:
        provisos[relation(">", u, ZERO)] = None
    return [call("ln", call("abs", u) if size and not positive else u)]


def _negative(t: Basic) -> Basic:
    return t.args[0] if type(t) is Neg else Neg(t)


def _scaled(k: Basic, t: Basic) -> Basic:
    if type(k) is Neg:
        return _negative(_scaled(k.args[0], t))
    return Neg(times(k, t.args[0])) if type(t) is Neg else times(k, t)


law("log.differentiation", "D(x^x, x) = x^x*D(ln(x^x), x)", "logarithmic differentiation: y' = y (ln y)'", when="x > 0", ref="Stewart 3.6", ex="D(x^x, x); D(x^2*sin(x), x)", apply=differentiated)
law("fraction.product", "D(u/v^n, x) = D(u*v^(-n), x)", "written with a negative power", ref="Stewart 3.2", when="v > 0", ex="D(x/(x^2 + 1), x); D(3/x^4, x)", apply=negative_power)
law("log.apart", "D(ln(x^2*e^x), x) = D(2*ln(x) + x, x)", "laws of logarithms", when="x > 0", ref="Stewart 3.6", ex="D(ln(x^x), x); D(ln(abs(x^2*sin(x)/(x + 1))), x)", apply=apart)
