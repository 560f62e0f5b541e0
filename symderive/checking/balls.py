"""Functions over balls: one entry a function, for each of three fields of values.

    REAL       arb: what leaves the reals is undefined
    COMPLEX    acb: principal values, as in SymPy
    ANALYTIC   acb inside an integral: what touches a branch cut is undefined there

A function hands back a ball that encloses the value, or one that is not finite where the value is
undefined or cannot be told at this precision. SURE holds the names whose real values are always finite.

The functions of REAL are methods of arb, unbound, for speed. flint does not look at what they are given: it must be an arb.
"""
from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from flint import acb, arb

Ball: TypeAlias = Any
Function: TypeAlias = Callable[..., Ball]

MOST_ORDER = 1_000            # of polygamma and Bessel functions, of a binomial coefficient taken factor by factor
FARTHEST, NEAREST = 4_096, 256   # from 0, for zeta and polygamma; for Bessel functions: beyond, they may take minutes


class Undefined(ValueError):
    """The value is undefined, or cannot be told at this precision."""


def real(v: Ball) -> Ball:
    """The value as a real ball.

    Raises:
        Undefined: if it is not known to be real.
    """
    if type(v) is acb:
        if not v.imag.is_zero():
            raise Undefined
        return v.real
    return v


def whole(v: Ball) -> int:
    """The value as an integer.

    Raises:
        Undefined: if it is not known to be one.
    """
    n = real(v).unique_fmpz()
    if n is None or not real(v).is_exact():
        raise Undefined
    return int(n)


def small(v: Ball) -> int:
    n = whole(v)
    if not 0 <= n <= MOST_ORDER:
        raise Undefined
    return n


# ---- what flint has under another name, or not at all

def inverted(method: str) -> Function:
    """arcsec u = arccos(1/u), and the like."""
    return lambda v: getattr(1 / v, method)()


def near(v: Ball, end: int = FARTHEST) -> Ball:
    """The value, if it is not far from 0: there, some functions would take for ever."""
    if not abs(v) < end:
        raise Undefined
    return v


def polygamma(k: Ball, v: Ball) -> Ball:
    n = small(k)
    if n == 0:
        return v.digamma()
    near(v)
    found = acb(v).polygamma(acb(n))
    return found if type(v) is acb else found.real


def binomial(n: Ball, k: Ball) -> Ball:
    """Gamma(n + 1)/(Gamma(k + 1) Gamma(n - k + 1)); exact for a small whole k."""
    try:
        count = small(k)
    except Undefined:
        return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()
    if type(n) is arb:
        return n.bin(count)
    found = acb(1)
    for j in range(count):
        found = found * (n - j) / (j + 1)
    return found


def bessel(method: str) -> Function:
    """By order and argument."""
    return lambda order, v: getattr(near(v, NEAREST), method)(near(order, MOST_ORDER))


def zeta(v: Ball) -> Ball:
    return near(v).zeta()


def _nowhere(*values: Ball) -> Ball:
    raise Undefined


def power(u: Ball, v: Ball) -> Ball:
    """u^v; 0 to a positive power is 0."""
    return u ** v


def whole_power(v: Ball, n: int) -> Ball:
    """v^n; a real ball that holds 0 is multiplied out, since flint's own power is not a number there."""
    if n < 0 or type(v) is not arb or not v.contains(0):
        return v ** n
    found = arb(1)
    for bit in bin(n)[2:]:
        found = found * found * v if bit == "1" else found * found
    return found


def odd_root(v: Ball, n: int) -> Ball:
    """The real root."""
    return v.root(n) if v >= 0 else -(-v).root(n)


def _real_arg(v: Ball) -> Ball:
    if v > 0:
        return arb(0)
    if v < 0:
        return arb.pi()
    raise Undefined


def _heaviside(v: Ball) -> Ball:
    """The unit step; at 0 it has no value here."""
    if v > 0:
        return arb(1)
    if v < 0:
        return arb(0)
    raise Undefined


METHODS = ("exp", "log", "sqrt", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh", "coth", "sech", "csch",
           "asinh", "acosh", "atanh", "erf", "erfc", "erfi", "si", "ci", "ei", "gamma", "digamma", "lambertw")

_ARITHMETIC: dict[str, Function] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv, "neg": operator.neg, "power": power, "whole_power": whole_power,
}

_COMPOSED: dict[str, Function] = {
    "acot": inverted("atan"), "asec": inverted("acos"), "acsc": inverted("asin"),
    "acoth": inverted("atanh"), "asech": inverted("acosh"), "acsch": inverted("asinh"),
    "polygamma": polygamma, "zeta": zeta, "binomial": binomial,
    "besselj": bessel("bessel_j"), "bessely": bessel("bessel_y"), "besseli": bessel("bessel_i"), "besselk": bessel("bessel_k"),
}

REAL: dict[str, Function] = {
    **_ARITHMETIC, **{name: getattr(arb, name) for name in METHODS}, **_COMPOSED,
    "loggamma": arb.lgamma, "abs": abs, "sign": arb.sgn, "floor": arb.floor, "ceil": arb.ceil, "max": arb.max, "min": arb.min, "atan2": arb.atan2,
    "re": operator.pos, "im": lambda v: arb(0), "conj": operator.pos, "arg": _real_arg, "zero": lambda v: arb(0), "odd_root": odd_root, "heaviside": _heaviside,
}


# ---- complex values; what orders values asks for real ones

def ordered(method: str) -> Function:
    """A function of the reals, where the values are known to be real."""
    return lambda *values: acb(REAL[method](*map(real, values)))


def _complex_sign(v: Ball) -> Ball:
    return v / acb(abs(v)) if not v.is_zero() else v


def _method(name: str) -> Function:
    return lambda v: getattr(v, name)()


COMPLEX: dict[str, Function] = {
    **_ARITHMETIC, **{name: _method(name) for name in METHODS}, **_COMPOSED,
    **{name: ordered(name) for name in ("floor", "ceil", "max", "min", "atan2", "heaviside")},
    "loggamma": _method("lgamma"), "abs": lambda v: acb(abs(v)), "sign": _complex_sign, "odd_root": lambda v, n: v ** (acb(1) / n),
    "re": lambda v: acb(v.real), "im": lambda v: acb(v.imag), "conj": _method("conjugate"), "arg": lambda v: acb(v.arg()), "zero": lambda v: acb(0),
}


# ---- on the path of an integral: analytic in a neighbourhood, or undefined

def _off(cut: Callable[[Ball], bool], f: Function) -> Function:
    """The function where its argument surely keeps off the cut."""
    def guarded(v: Ball) -> Ball:
        if not cut(v):
            raise Undefined
        return f(v)
    return guarded


def _inside(v: Ball) -> bool:
    return bool(abs(v.real) < 1) or not v.imag.contains(0)


def _inside_turned(v: Ball) -> bool:
    return bool(abs(v.imag) < 1) or not v.real.contains(0)


def _right_of(end: float) -> Callable[[Ball], bool]:
    return lambda v: bool(v.real > end) or not v.imag.contains(0)


def _analytic_power(u: Ball, v: Ball) -> Ball:
    if v.imag.is_zero() and v.real.is_exact() and v.real.is_integer() and abs(v.real) < 2 ** 30:
        return u ** whole(v)
    return u.pow(v, analytic=True)


def _analytic_root(u: Ball, n: int) -> Ball:
    if u.real > 0:
        return u.pow(acb(1) / n, analytic=True)
    if u.real < 0:
        return -(-u).pow(acb(1) / n, analytic=True)
    raise Undefined


ANALYTIC: dict[str, Function] = {
    **COMPLEX,
    **{name: lambda v, m=name: getattr(v, m)(analytic=True) for name in ("log", "sqrt")},
    **{name: lambda *v, m=f"real_{name}": getattr(v[0], m)(*v[1:], analytic=True) for name in ("abs", "floor", "ceil", "max", "min")},
    **{name: _off(_inside, _method(name)) for name in ("asin", "acos", "atanh")},
    **{name: _off(_inside_turned, _method(name)) for name in ("atan", "asinh")},
    "acot": lambda v: ANALYTIC["atan"](1 / v), "asec": lambda v: ANALYTIC["acos"](1 / v), "acsc": lambda v: ANALYTIC["asin"](1 / v),
    "acoth": lambda v: ANALYTIC["atanh"](1 / v), "asech": lambda v: ANALYTIC["acosh"](1 / v), "acsch": lambda v: ANALYTIC["asinh"](1 / v),
    "acosh": _off(_right_of(1), _method("acosh")), "loggamma": _off(_right_of(0), _method("lgamma")), "lambertw": _off(_right_of(-.25), _method("lambertw")),
    **{name: lambda k, v, f=_COMPOSED[name]: f(k, v) if _right_of(0)(v) else _nowhere() for name in ("besselj", "bessely", "besseli", "besselk")},
    "sign": lambda v: v.real_sgn(analytic=True), "power": _analytic_power, "odd_root": _analytic_root,
    "re": operator.pos, "conj": operator.pos, "im": lambda v: acb(0), "arg": _nowhere, "atan2": _nowhere, "heaviside": _nowhere,
    **{name: _off(_right_of(0), _method(name)) for name in ("ci", "ei")},
}


# ---- the fields

@dataclass(frozen=True, eq=False)
class Field:
    """Where values lie: the ball, its functions by name, and what asks whether a value is finite."""
    name: str
    ball: Function
    functions: Mapping[str, Function]
    finite: Callable[[Ball], bool]


REALS = Field("real", arb, REAL, arb.is_finite)
COMPLEXES = Field("complex", acb, COMPLEX, _method("is_finite"))
ANALYTICS = Field("analytic", acb, ANALYTIC, _method("is_finite"))

SURE = frozenset(("add", "sub", "mul", "neg", "sin", "cos", "atan", "asinh", "erf", "erfc", "tanh", "sech",
                  "abs", "sign", "floor", "ceil", "max", "min", "re", "im", "conj", "zero"))
HEAVY = frozenset(("si", "ci", "ei", "gamma", "loggamma", "digamma", "polygamma", "binomial", "zeta", "lambertw", "besselj", "bessely", "besseli", "besselk"))
SATURATING = frozenset(("erf", "erfc", "tanh", "coth", "zeta"))         # near 1 long before they reach it: more precision is asked


# ---- truth

def decided(test: Callable[[Ball], bool | None]) -> Callable[[Ball, Ball], bool]:
    """A relation of two values by the sign of their difference."""
    def holds(a: Ball, b: Ball) -> bool:
        found = test(real(a) - real(b))
        if found is None:
            raise Undefined
        return found
    return holds


def _equal(a: Ball, b: Ball) -> bool:
    d = a - b
    if not d.contains(0):
        return False
    if d == 0:
        return True
    raise Undefined


RELATIONS: dict[str, Callable[[Ball, Ball], bool]] = {
    "<":  decided(lambda d: True if d < 0 else False if d >= 0 else None),
    "<=": decided(lambda d: True if d <= 0 else False if d > 0 else None),
    ">":  decided(lambda d: True if d > 0 else False if d <= 0 else None),
    ">=": decided(lambda d: True if d >= 0 else False if d < 0 else None),
    "=":  _equal,
    "!=": lambda a, b: not _equal(a, b),
}


def strictly(holds: Callable[[Ball, Ball], bool]) -> Callable[[Ball, Ball], bool]:
    """The relation away from where it turns: what is piecewise has a derivative only there."""
    def away(a: Ball, b: Ball) -> bool:
        if (real(a) - real(b)).contains(0):
            raise Undefined
        return holds(a, b)
    return away
