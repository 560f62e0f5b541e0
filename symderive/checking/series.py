"""Functions over truncated power series of balls: how the checker differentiates, without a rule of differentiation.

The variable is carried as x0 + t; coefficient k of a slot, times k!, encloses its k-th derivative at x0.
Where flint has no series of a function, it is composed of others, found as the integral of f'(u) u', or from its
Taylor coefficients at the leading value.
"""
from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from math import comb, factorial
from typing import Any, TypeAlias

from flint import acb, acb_series, arb, arb_series, fmpq

from symderive.checking.balls import REAL, Ball, Field, Function, Undefined, near, real, small

Series: TypeAlias = Any
KINDS = (arb_series, acb_series)


def lead(v: Any) -> Ball:
    """The value itself, of a series or of a ball."""
    return v[0] if isinstance(v, KINDS) else v


def series(coefficients: Sequence[Any], length: int) -> Series:
    """The series with these coefficients: complex if one of them is."""
    kind = acb_series if any(type(c) is acb for c in coefficients) else arb_series
    return kind(list(coefficients), length)


def as_series(v: Any, length: int) -> Series:
    return v if isinstance(v, KINDS) else series([v], length)


def finite(v: Series) -> bool:
    """Are all coefficients finite?"""
    return all(v[k].is_finite() for k in range(v.prec))


def slope(v: Series) -> Ball:
    """The first derivative.

    Raises:
        Undefined: if the series does not reach so far.
    """
    if v.prec < 2:
        raise Undefined
    return v[1]


def differentiated(v: Series, step: int) -> Series:
    """The derivative as a series, where the variable moves by `step`."""
    if v.prec < 2:
        raise Undefined
    return v.derivative() if step == 1 else v.derivative() / step


# ---- how a function that flint lacks is made

def primitive(v: Series, first: Ball, of: Series) -> Series:
    """f(v), where f of the leading value is `first` and f' of v is `of`."""
    if not first.is_finite():
        raise Undefined
    return (of * v.derivative()).integral() + first


def taylor(v: Series, coefficients: Callable[[int], Ball]) -> Series:
    """The sum of c_k h^k, where v is its leading value plus h."""
    n = v.prec
    h = v - v[0]
    found = as_series(coefficients(n - 1), n)
    for k in range(n - 2, -1, -1):
        found = found * h + coefficients(k)
    return found


def divide(u: Any, v: Any) -> Any:
    """u / v, where v is surely not zero: x/x is undefined at 0."""
    if not lead(v) != 0:
        raise Undefined
    return u / v


def _reciprocal(f: Function) -> Function:
    return lambda v: divide(1, f(v))


def _of_reciprocal(f: Function) -> Function:
    return lambda v: f(divide(1, v))


def _hyperbolic(above: Callable[[Series, Series], Series]) -> Function:
    def f(v: Series) -> Series:
        e = v.exp()
        return above(e, 1 / e)
    return f


_sinh = _hyperbolic(lambda e, r: (e - r) / 2)
_cosh = _hyperbolic(lambda e, r: (e + r) / 2)


def _tanh(v: Series) -> Series:
    return primitive(v, v[0].tanh(), divide(1, _cosh(v) ** 2))


def _coth(v: Series) -> Series:
    return primitive(v, v[0].coth(), divide(-1, _sinh(v) ** 2))


def _asinh(v: Series) -> Series:
    return primitive(v, v[0].asinh(), divide(1, (1 + v * v).sqrt()))


def _acosh(v: Series) -> Series:
    return primitive(v, v[0].acosh(), divide(1, (v - 1).sqrt() * (v + 1).sqrt()))


def _atanh(v: Series) -> Series:
    return primitive(v, v[0].atanh(), divide(1, 1 - v * v))


def _asin(v: Series) -> Series:
    return primitive(v, v[0].asin(), divide(1, (1 - v * v).sqrt()))


def _acos(v: Series) -> Series:
    return primitive(v, v[0].acos(), divide(-1, (1 - v * v).sqrt()))


def _polygamma(k: Ball, v: Series) -> Series:
    n, at = small(k), REAL["polygamma"]
    return taylor(v, lambda j: at(arb(n + j), v[0]) / factorial(j))


def _bessel(name: str, sign: int, shift: int) -> Callable[[Ball, Series], Series]:
    """The j-th derivative is 2^-j times the sum of (sign)^i binom(j, i) F of order n - j + 2i, by DLMF 10.6.7 and 10.29.5."""
    at = REAL[name]

    def f(order: Ball, v: Series) -> Series:
        def coefficient(j: int) -> Ball:
            terms = [sign ** i * comb(j, i) * at(order + (2 * i - j), v[0]) for i in range(j + 1)]
            return sum(terms[1:], terms[0]) * shift ** j / (2 ** j * factorial(j))
        return taylor(v, coefficient)
    return f


def _zeta(v: Series) -> Series:
    near(v[0])
    return v.zeta()


def _binomial(n: Any, k: Any) -> Series:
    try:
        count = small(k) if not isinstance(k, KINDS) else None
    except Undefined:
        count = None
    if count is None:
        return _gamma(n + 1) * _rgamma(k + 1) * _rgamma(n - k + 1)
    found = as_series(arb(1), n.prec)
    for j in range(count):
        found = found * (n - j) / (j + 1)
    return found


def _gamma(v: Any) -> Any:
    return v.gamma()


def _rgamma(v: Any) -> Any:
    return v.rgamma()


def power(u: Any, v: Any) -> Series:
    """u^v; a whole exponent does not ask for the sign of u."""
    if isinstance(v, KINDS) and type(lead(u)) is arb and not lead(u) > 0:
        raise Undefined
    if not isinstance(v, KINDS):
        exponent = real(v)
        whole = exponent.is_exact() and exponent.is_integer()
        if not lead(u) != 0 and not (whole and exponent >= 0):
            raise Undefined
        if whole and abs(exponent) < 2 ** 30:
            n = int(exponent.unique_fmpz())
            return u ** n if n >= 0 else 1 / u ** -n
    return (v * u.log()).exp() if isinstance(u, KINDS) else u ** v


def whole_power(u: Series, n: int) -> Series:
    return u ** n if n >= 0 else divide(1, u ** -n)


# ---- what has kinks and jumps: a derivative only away from them

def _sign(v: Any) -> int:
    """The sign of a real value.

    Raises:
        Undefined: if the value may be zero.
    """
    at = lead(v)
    if type(at) is acb:
        at = at.real
    if at > 0:
        return 1
    if at < 0:
        return -1
    raise Undefined


def _must_be_real(v: Any) -> Any:
    """Not for values that are complex: |z| has no derivative."""
    if isinstance(v, acb_series) and not all(v[k].imag.is_zero() for k in range(v.prec)):
        raise Undefined
    return v


def _step(name: str) -> Function:
    """Constant but for the jumps at whole numbers."""
    def f(v: Series) -> Series:
        at = real(v[0])
        if at.contains_integer():
            raise Undefined
        return as_series(REAL[name](at), v.prec)
    return f


def _one_of(larger: bool) -> Callable[[Any, Any], Series]:
    """The larger of two, or the smaller, where they differ."""
    def f(u: Any, v: Any) -> Series:
        length = min(w.prec for w in (u, v) if isinstance(w, KINDS))
        return as_series(u if (_sign(u - v) > 0) == larger else v, length)
    return f


def _atan2(y: Any, x: Any) -> Series:
    n = min(v.prec for v in (x, y) if isinstance(v, KINDS))
    x, y = as_series(x, n), as_series(y, n)
    of = divide(x * y.derivative() - y * x.derivative(), x * x + y * y)
    return of.integral() + arb.atan2(real(y[0]), real(x[0]))


def _odd_root(v: Series, n: int) -> Series:
    if type(v[0]) is acb:
        return (v.log() / n).exp()
    return (v.log() / n).exp() if _sign(v) > 0 else -((-v).log() / n).exp()


def _constant(value: Callable[[Any], Any]) -> Function:
    return lambda v: as_series(value(v), v.prec)


def _method(name: str) -> Function:
    return lambda v: getattr(v, name)()


METHODS = ("exp", "log", "sqrt", "sin", "cos", "tan", "atan", "erf", "erfc", "erfi", "si", "ci", "ei", "gamma", "lambertw")

_COMMON: dict[str, Function] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "neg": operator.neg, "div": divide, "power": power, "whole_power": whole_power,
    **{name: _method(name) for name in METHODS},
    "zeta": _zeta, "loggamma": _method("lgamma"), "asin": _asin, "acos": _acos,
    "cot": lambda v: divide(v.cos(), v.sin()), "sec": _reciprocal(_method("cos")), "csc": _reciprocal(_method("sin")),
    "sinh": _sinh, "cosh": _cosh, "tanh": _tanh, "coth": _coth, "sech": _reciprocal(_cosh), "csch": _reciprocal(_sinh),
    "asinh": _asinh, "acosh": _acosh, "atanh": _atanh,
    "acot": _of_reciprocal(_method("atan")), "asec": _of_reciprocal(_acos), "acsc": _of_reciprocal(_asin),
    "acoth": _of_reciprocal(_atanh), "asech": _of_reciprocal(_acosh), "acsch": _of_reciprocal(_asinh),
    "digamma": lambda v: _polygamma(arb(0), v), "polygamma": _polygamma, "binomial": _binomial,
    "besselj": _bessel("besselj", -1, 1), "bessely": _bessel("bessely", -1, 1), "besseli": _bessel("besseli", 1, 1), "besselk": _bessel("besselk", 1, -1),
    "abs": lambda v: _must_be_real(v) * _sign(v), "sign": lambda v: _must_be_real(v) * 0 + _sign(v),
    "floor": _step("floor"), "ceil": _step("ceil"), "max": _one_of(larger=True), "min": _one_of(larger=False), "atan2": _atan2, "odd_root": _odd_root,
    "heaviside": _constant(lambda v: REAL["heaviside"](real(v[0]))), "re": _must_be_real, "conj": _must_be_real, "im": lambda v: _must_be_real(v) * 0, "zero": lambda v: v * 0,
    "arg": _constant(lambda v: REAL["arg"](real(_must_be_real(v)[0]))),
}


def _guarded(f: Function, at: Function) -> Function:
    """The series where the value itself is analytic."""
    def g(*values: Any) -> Any:
        if not at(*map(lead, values)).is_finite():
            raise Undefined
        return f(*values)
    return g


def functions(field: Field) -> dict[str, Function]:
    """The functions by name, over series of a field."""
    if field.name != "analytic":
        return _COMMON
    plain = field.functions
    free = ("add", "sub", "mul", "neg", "zero", "exp", "sin", "cos", "div", "whole_power")
    return {name: f if name in free else _guarded(f, plain[name]) for name, f in _COMMON.items()}


# ---- mixed derivatives from directional ones

@cache
def linear_weights(degree: int) -> tuple[fmpq, ...]:
    """Weights w_0, ..., w_degree: the linear coefficient of a polynomial p of that degree is the sum of w_r p(r)."""
    weights = []
    for r in range(degree + 1):
        polynomial = [Fraction(1)]
        for s in range(degree + 1):
            if s != r:
                raised, kept = [Fraction(0), *polynomial], [*polynomial, Fraction(0)]
                polynomial = [(a - s * b) / (r - s) for a, b in zip(raised, kept)]
        weights.append(fmpq(polynomial[1].numerator, polynomial[1].denominator))
    return tuple(weights)


def mixed(sources: Sequence[Series], order: int) -> Series:
    """The derivative of u in one more variable, along a direction, up to `order`.

    Source r is u with that variable moving by r as well. Coefficient k + 1 of the sources is a polynomial in r of
    degree k + 1, and its linear part is coefficient k of the derivative.
    """
    found = []
    for k in range(order + 1):
        terms = [arb(w) * s[k + 1] for w, s in zip(linear_weights(k + 1), sources) if w]
        found.append(sum(terms[1:], terms[0]))
    return series(found, order + 1)
