"""The residues of functions: those with laws of their own, those known by their derivatives, and all others by their arguments alone."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, factorial
from typing import Any

import sympy as sp
from sympy import Basic, Integer

from symderive.checking.calls import MEANINGS, NUMERIC, ORDER_FIRST, is_known_to_sympy
from symderive.checking.certificate import ROOTS, Env, Evaluation
from symderive.checking.entries import entry_of, single
from symderive.checking.program import exponent
from symderive.checking.residues import Element, Residue, composed, composed_of_many, inverted, lead, minus, plus, primitive, times
from symderive.checking.signals import Unsupported
from symderive.expr import Neg, Over, Power, Times, call
from symderive.expr import plus as total
from symderive.expr import times as product
from symderive.functions import FUNCTIONS, OF_A_MATRIX, orders

Todo = list[tuple[Basic, Env]]

ONE, TWO = Integer(1), Integer(2)
SHIFTS = 60                                    # gamma(u + k) is reduced to gamma(u) for whole k up to here


# ---- powers, exponentials, logarithms

def falling(q: Fraction, k: int) -> int:
    """q (q - 1) ... (q - k + 1) by k!, for whole q."""
    found = Fraction(1)
    for j in range(k):
        found = found * (q - j) / (j + 1)
    return int(found)


def rational_power(v: Evaluation, u: Element, at: Residue, q: Fraction) -> Element:
    """u^q, where `at` is its leading residue."""
    if type(u) is not list:
        return at
    r = v.inverse(u[0])

    def coefficient(k: int) -> Residue:
        found = at
        for j in range(k):
            found = found * r * (q.numerator - j * q.denominator) / (q.denominator * (j + 1))
        return found
    return composed(u, coefficient)


def exponential(at: Residue, u: Element) -> Element:
    return composed(u, lambda k: at / factorial(k))


def logarithm(at: Residue, u: Element, v: Evaluation) -> Element:
    if type(u) is not list:
        return at
    r = v.inverse(u[0])
    return composed(u, lambda k: -(-r) ** k / k if k else at)


# ---- functions

def write_call(v: Evaluation, e: Any, env: Env, todo: Todo) -> Element | None:
    name: str = e.args[0].name
    args = e.args[1:]
    if name in OF_A_MATRIX or not all(map(single, args)):
        return v.instead(e, entry_of(e), env, todo)
    if name not in FUNCTIONS:
        return _unknown(v, name, args, env, todo)
    if name in SHORT:
        return v.instead(e, SHORT[name](*args), env, todo)
    if name == "root" and len(args) == 2:
        n = exponent(args[0])
        if n is None or n < 1:
            raise Unsupported("root")
        return _apply_power(v, args[1], Fraction(1, n), env, todo)
    if name not in NUMERIC or len(args) != (NUMERIC[name][1] or len(args)):
        raise Unsupported(name)
    found = v.operands(args, env, todo)
    if found is None:
        return None
    if name in OWN:
        return OWN[name](v, e, found)
    if not v.real and name not in ENTIRE:
        raise Unsupported(f"complex {name}")
    if name in SLOPES and type(found[-1]) is list:
        slope = v.operands((SLOPES[name](args[0]),), env, todo)
        if slope is None:
            return None
        return primitive(found[0], _at(v, name, found), lambda n, _: _first(slope[0], n))
    return _opaque(v, name, found)


def _first(u: Element, n: int) -> Element:
    return u if type(u) is not list else u[:n] if n > 1 else u[0:1]


def _apply_power(v: Evaluation, u: Basic, q: Fraction, env: Env, todo: Todo) -> Element | None:
    found = v.operands((u,), env, todo)
    return None if found is None else rational_power(v, found[0], v.power(u, q), q)


def _at(v: Evaluation, name: str, us: list[Element]) -> Residue:
    """The leading residue of a function that is known by its argument alone; f(-u) = -f(u) if it is odd."""
    u = lead(us[0])
    if name in ODD:
        if u == 0:
            return v.draw.zero
        size, turned = v.draw.size(u)
        found = v.drawn("f", name, size)
        return -found if turned else found
    return v.opaque(name, (), [lead(w) for w in us])


def _opaque(v: Evaluation, name: str, us: list[Element]) -> Element:
    if not any(type(u) is list for u in us):
        return _at(v, name, us)
    if name in STEPS:
        return _at(v, name, us)
    if name in ORDER_FIRST and type(us[0]) is list:
        raise Unsupported(f"derivative of {name} in its order")
    if name in ODD:
        raise Unsupported(name)
    leads = [lead(u) for u in us]
    return composed_of_many(us, lambda counts: v.opaque(name, counts if any(counts) else (), leads))


def _unknown(v: Evaluation, name: str, args: tuple[Basic, ...], env: Env, todo: Todo) -> Element | None:
    stem, counts = orders(name, len(args))
    if not args or len(counts) != len(args) or is_known_to_sympy(stem):
        raise Unsupported(name)
    found = v.operands(args, env, todo)
    if found is None:
        return None
    leads = [lead(u) for u in found]
    return composed_of_many(found, lambda more: v.opaque("unknown " + stem, [a + b for a, b in zip(counts, more)], leads))


# ---- functions with laws of their own

def _ln(v: Evaluation, e: Any, us: list[Element]) -> Element:
    return logarithm(v.log(e.args[1]), us[0], v)


def _sqrt(v: Evaluation, e: Any, us: list[Element]) -> Element:
    return rational_power(v, us[0], v.power(e.args[1], Fraction(1, 2)), Fraction(1, 2))


def _abs(v: Evaluation, e: Any, us: list[Element]) -> Element:
    """Of a product, factor by factor: |a b| = |a| |b|."""
    u = e.args[1]
    if type(u) is not Times or type(us[0]) is list or not v.real:
        return v.absolute(u, us[0])
    found = v.draw.one
    for a in u.args:
        found = found * v.absolute(a, v.at(a))
    return found


def _sign(v: Evaluation, e: Any, us: list[Element]) -> Element:
    """1 or -1, or 0, which a value is that vanishes at a point."""
    if not v.real:
        raise Unsupported("sign of a complex number")
    u = lead(us[0])
    if u == 0:
        return v.draw.zero
    size = v.draw.size(u)[0]
    if type(us[0]) is list:
        v.not_zero(u)
    elif not v.chosen("not zero", size):
        v.zeros.add(size)
        return v.draw.zero
    return v.draw.one if v.is_positive(e.args[1]) or v.sign(u) else -v.draw.one


def _heaviside(v: Evaluation, e: Any, us: list[Element]) -> Element:
    """It has no value at 0, so its argument does not vanish."""
    if not v.real:
        raise Unsupported("a step of a complex number")
    u = lead(us[0])
    v.not_zero(u)
    return v.draw.one if v.is_positive(e.args[1]) or v.sign(u) else v.draw.zero


def _lambert(v: Evaluation, e: Any, us: list[Element]) -> Element:
    """W' = W/(u (1 + W))."""
    u = us[0]
    return primitive(u, v.opaque("lambertw", (), [lead(u)]), lambda n, so_far: times(_short(so_far), inverted(times(_first(u, n), plus(_short(so_far), v.draw.one)))))


def _short(u: list[Residue]) -> Element:
    return u if len(u) > 1 else u[0]


def _bessel(sign: int, shift: int) -> Callable[[Evaluation, Any, list[Element]], Element]:
    """The derivatives by DLMF 10.6.7 and 10.29.5."""
    def f(v: Evaluation, e: Any, us: list[Element]) -> Element:
        name, (order, u) = e.args[0].name, us
        if type(order) is list:
            raise Unsupported(f"derivative of {name} in its order")

        def coefficient(k: int) -> Residue:
            found = v.draw.zero
            for j in range(k + 1):
                found = found + sign ** j * comb(k, j) * v.opaque(name, (), [order + (2 * j - k), lead(u)])
            return found * shift ** k / (2 ** k * factorial(k))
        return composed(u, coefficient)
    return f


def _extreme(larger: bool) -> Callable[[Evaluation, Any, list[Element]], Element]:
    def f(v: Evaluation, e: Any, us: list[Element]) -> Element:
        if not v.real:
            raise Unsupported("order of complex numbers")
        found = us[0]
        for u in us[1:]:
            d = lead(found) - lead(u)
            if type(found) is list or type(u) is list:
                v.not_zero(d)                                # there is no derivative where they are equal
            if d != 0 and v.sign(d) != larger:
                found = u
        return found
    return f


def _wave(kind: str, hyperbolic: bool) -> Callable[[Evaluation, Any, list[Element]], Element]:
    """sin, cos and their like by e^(i u), or e^u."""
    def f(v: Evaluation, e: Any, us: list[Element]) -> Element:
        a = e.args[1]
        known = v.waves.get((a, hyperbolic))
        if known is None:
            up, down = v.wave(a, hyperbolic)
            turn = v.draw.one if hyperbolic else v.draw.i
            known = v.waves[a, hyperbolic] = (up - down) / (2 * turn), (up + down) / 2
        sine, cosine = known
        back = 1 if hyperbolic else -1
        u = us[0]
        if kind in ("sin", "tan", "cot", "csc"):
            s = composed(u, lambda k: (cosine if k % 2 else sine) * back ** (k // 2) / factorial(k))
        if kind in ("cos", "tan", "cot", "sec"):
            c = composed(u, lambda k: (sine * back if k % 2 else cosine) * back ** (k // 2) / factorial(k))
        below = {"tan": "c", "sec": "c", "cot": "s", "csc": "s"}.get(kind)
        if below is None:
            return s if kind == "sin" else c
        whole = c if below == "c" else s
        v.divisors.append(lead(whole))
        r = inverted(whole)
        return r if kind in ("sec", "csc") else times(s if kind == "tan" else c, r)
    return f


def _gamma_at(v: Evaluation, u: Residue) -> Residue:
    """Gamma(u + k) by Gamma(u), where Gamma was met at u."""
    known = v.gammas.get("gamma")
    if known is None:
        known = v.gammas["gamma"] = [(v.draw.one, v.draw.one), (v.draw.one / 2, v.draw("symbol", "pi") ** (ROOTS // 2))]
    for base, value in known:
        k = v.draw.small(u - base)
        if k is not None and abs(k) <= SHIFTS:
            for j in range(k):
                value = value * (base + j)
            for j in range(-k):
                value = value * v.inverse(base - 1 - j)
            return value
    v.keys += 1
    value = v.opaque("gamma", (), [u])
    known.append((u, value))
    return value


def _polygamma_at(v: Evaluation, n: int, u: Residue) -> Residue:
    known = v.gammas.setdefault(("polygamma", n), [])
    for base, value in known:
        k = v.draw.small(u - base)
        if k is not None and abs(k) <= SHIFTS:
            step = (-1) ** n * factorial(n)
            for j in range(k):
                value = value + step * v.inverse(base + j) ** (n + 1)
            for j in range(-k):
                value = value - step * v.inverse(base - 1 - j) ** (n + 1)
            return value
    v.keys += 1
    value = v.opaque("polygamma", (n,), [u])
    known.append((u, value))
    return value


def _polygamma_of(v: Evaluation, n: int, u: Element) -> Element:
    return composed(u, lambda k: _polygamma_at(v, n + k, lead(u)) / factorial(k))


def _gamma(v: Evaluation, e: Any, us: list[Element]) -> Element:
    u = us[0]
    at = _gamma_at(v, lead(u))
    psi = _polygamma_of(v, 0, u) if type(u) is list else None
    return primitive(u, at, lambda n, so_far: times(so_far, _first(psi, n)))


def _log_gamma(v: Evaluation, e: Any, us: list[Element]) -> Element:
    if not v.real:
        raise Unsupported("complex ln gamma")
    u = us[0]
    psi = _polygamma_of(v, 0, u) if type(u) is list else None
    return primitive(u, v.log_residue(_gamma_at(v, lead(u))), lambda n, _: _first(psi, n))


def _polygamma(v: Evaluation, e: Any, us: list[Element]) -> Element:
    n = exponent(e.args[1]) if len(us) > 1 else 0
    if n is None or not 0 <= n <= 20:
        raise Unsupported("order of polygamma")
    return _polygamma_of(v, n, us[-1])


def _real_part(v: Evaluation, e: Any, us: list[Element]) -> Element:
    if not v.real:
        raise Unsupported("real part")
    return us[0]


def _imaginary_part(v: Evaluation, e: Any, us: list[Element]) -> Element:
    return minus(_real_part(v, e, us), us[0])


OWN: dict[str, Callable[[Evaluation, Any, list[Element]], Element]] = {
    "ln": _ln, "sqrt": _sqrt, "abs": _abs, "sign": _sign, "max": _extreme(larger=True), "min": _extreme(larger=False),
    **{name: _wave(name, hyperbolic=False) for name in ("sin", "cos", "tan", "cot", "sec", "csc")},
    **{name + "h": _wave(name, hyperbolic=True) for name in ("sin", "cos", "tan", "cot")},
    "sech": _wave("sec", hyperbolic=True), "csch": _wave("csc", hyperbolic=True),
    "heaviside": _heaviside, "lambertw": _lambert, "besselj": _bessel(-1, 1), "bessely": _bessel(-1, 1), "besseli": _bessel(1, 1), "besselk": _bessel(1, -1),
    "gamma": _gamma, "lgamma": _log_gamma, "digamma": _polygamma, "polygamma": _polygamma, "re": _real_part, "conj": _real_part, "im": _imaginary_part,
}

SHORT: dict[str, Callable[..., Basic]] = {             # what is short for something else
    **MEANINGS,
    "acot": lambda u: call("atan", Over(ONE, u)), "asec": lambda u: call("acos", Over(ONE, u)), "acsc": lambda u: call("asin", Over(ONE, u)),
    "acoth": lambda u: call("atanh", Over(ONE, u)), "asech": lambda u: call("acosh", Over(ONE, u)), "acsch": lambda u: call("asinh", Over(ONE, u)),
    "acos": lambda u: total(Over(sp.pi, TWO), Neg(call("asin", u))), "erfc": lambda u: total(ONE, Neg(call("erf", u))),
    "binom": lambda n, k: Over(call("gamma", total(n, ONE)), product(call("gamma", total(k, ONE)), call("gamma", total(n, Neg(k), ONE)))),
}


def _below(u: Basic) -> Basic:
    return call("sqrt", total(ONE, Neg(Power(u, TWO))))


SLOPES: dict[str, Callable[[Basic], Basic]] = {        # the derivatives that are expressions
    "asin": lambda u: Over(ONE, _below(u)), "atan": lambda u: Over(ONE, total(ONE, Power(u, TWO))),
    "asinh": lambda u: Over(ONE, call("sqrt", total(ONE, Power(u, TWO)))),
    "acosh": lambda u: Over(ONE, product(call("sqrt", total(u, Neg(ONE))), call("sqrt", total(u, ONE)))),
    "atanh": lambda u: Over(ONE, total(ONE, Neg(Power(u, TWO)))),
    "erf": lambda u: product(Over(TWO, call("sqrt", sp.pi)), Power(sp.E, Neg(Power(u, TWO)))),
    "erfi": lambda u: product(Over(TWO, call("sqrt", sp.pi)), Power(sp.E, Power(u, TWO))),
    "Si": lambda u: Over(call("sin", u), u), "Ci": lambda u: Over(call("cos", u), u), "Ei": lambda u: Over(Power(sp.E, u), u),
}
ODD = frozenset(("asin", "atan", "asinh", "atanh", "erf", "erfi", "Si"))
STEPS = frozenset(("floor", "ceil"))                   # constant wherever they have a derivative
ENTIRE = frozenset(("erf", "erfi", "Si", "Ci", "Ei", "asin", "atan", "asinh", "atanh"))
