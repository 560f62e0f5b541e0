"""Difference quotients (u(x + h) - u(x))/h, told by the form of u: what their limit for h -> 0 is split into."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp
from sympy import Basic, E, Integer, Symbol
from sympy.core.symbol import Str

from symderive.expr import Inert, Neg, Over, Plus, Power, Times, call, free, head, named, plus, times
from symderive.nodes import D, Limit, relation
from symderive.number import number, value
from symderive.rule import Rewrite
from symderive.rules.polynomials import is_polynomial
from symderive.rules.tidy import tidy
from symderive.tree import substitute, walk
from symderive.written import as_written

ZERO, ONE, BOTH = Integer(0), Integer(1), named("+-")
U, X = Symbol("u"), Symbol("x")


@dataclass(frozen=True)
class Quotient:
    """(u(x + h) - u(x))/h for h -> 0."""
    u: Basic
    x: Symbol
    h: Symbol

    @property
    def moved(self) -> Basic:
        """u(x + h)"""
        return self.at(self.u)

    def at(self, e: Basic) -> Basic:
        return substitute(e, {self.x: plus(self.x, self.h)})

    def of(self, u: Basic) -> Basic:
        """The same limit for another function."""
        return Limit(quotient(u, self.x, self.h), self.h, ZERO, BOTH)

    def limit(self, body: Basic) -> Basic:
        return Limit(body, self.h, ZERO, BOTH)


def quotient(u: Basic, x: Basic, h: Basic) -> Basic:
    return Over(plus(substitute(u, {x: plus(x, h)}), Neg(u)), h)


def step_letter(e: Basic) -> Symbol:
    """h, or another letter where h is taken."""
    names = {t.name for t in walk(e) if isinstance(t, (Symbol, Str))}
    return Symbol(next(c for c in (*"htks", *(f"h_{k}" for k in range(1, len(names) + 2))) if c not in names))


def difference(e: Basic) -> Quotient | None:
    """What the limit is the derivative of, if it has the form of a difference quotient."""
    if not isinstance(e, Limit) or e.args[2] is not ZERO or e.args[3] is not BOTH:
        return None
    body, h = e.args[:2]
    if type(body) is not Over or body.args[1] != h or type(body.args[0]) is not Plus or type(body.args[0].args[-1]) is not Neg:
        return None
    *rest, last = body.args[0].args
    u, moved = last.args[0], plus(*rest)
    for x in free(u):
        if isinstance(x, Symbol) and x != h and substitute(u, {x: plus(x, h)}) == moved:
            return Quotient(u, x, h)
    return None


Differentiate = Callable[[Quotient], Rewrite | None]


def of_quotient(f: Differentiate) -> Callable[[Basic], Rewrite | None]:
    """A rule for difference quotients."""
    def apply(e: Basic) -> Rewrite | None:
        d = difference(e)
        return None if d is None else f(d)
    return apply


def slope(w: Basic, x: Basic) -> Basic | None:
    """k, where w = k x + b."""
    if not is_polynomial(w, (x,)):
        return None
    poly = sp.Poly(w.doit() if isinstance(w, Inert) else w, x)
    if poly.degree() != 1:
        return None
    return as_written(poly.coeff_monomial(x))


def definition(e: Basic) -> Rewrite | None:
    """The derivative as the limit of its difference quotients."""
    if not isinstance(e, D) or not isinstance(e.args[1], Symbol):
        return None
    u, x = e.args
    h = step_letter(e)
    return Rewrite(Limit(quotient(u, x, h), h, ZERO, BOTH), {U: u, X: x})


def by_terms(d: Quotient) -> Rewrite | None:
    """The quotient of a sum, term by term; a polynomial stays together."""
    if type(d.u) is not Plus or is_polynomial(d.u, (d.x,)):
        return None
    found = [Neg(d.of(t.args[0])) if type(t) is Neg else d.of(t) for t in d.u.args if d.x in free(t)]
    return Rewrite(plus(*found))


def multiple(d: Quotient) -> Rewrite | None:
    """Constant factors stand before the limit."""
    if is_polynomial(d.u, (d.x,)):
        return None
    if type(d.u) is Neg:
        return Rewrite(Neg(d.of(d.u.args[0])))
    if type(d.u) is Over and d.x not in free(d.u.args[1]):
        return Rewrite(Over(d.of(d.u.args[0]), d.u.args[1]))
    if type(d.u) is not Times:
        return None
    out, stay = [f for f in d.u.args if d.x not in free(f)], [f for f in d.u.args if d.x in free(f)]
    return Rewrite(times(*out, d.of(times(*stay)))) if out and stay else None


def product(d: Quotient) -> Rewrite | None:
    """u(x + h) v(x) is added and subtracted."""
    if type(d.u) is not Times or is_polynomial(d.u, (d.x,)) or any(d.x not in free(f) for f in d.u.args):
        return None
    first, rest = d.u.args[0], times(*d.u.args[1:])
    return Rewrite(plus(times(d.limit(d.at(first)), d.of(rest)), times(rest, d.of(first))))


def reciprocal(d: Quotient) -> Rewrite | None:
    """A quotient that is not one of polynomials: over the common denominator."""
    if type(d.u) is not Over or _is_rational(d):
        return None
    u, v = d.u.args
    if u is not ONE:
        return None if d.x not in free(v) else Rewrite(d.of(times(u, Over(ONE, v))), provisos=(relation("!=", v, ZERO),))
    return Rewrite(times(Neg(d.of(v)), d.limit(Over(ONE, times(v, d.at(v))))), provisos=(relation("!=", v, ZERO),))


def _is_rational(d: Quotient) -> bool:
    return type(d.u) is Over and d.x in free(d.u.args[1]) and is_polynomial(d.u.args[0], (d.x,)) and is_polynomial(d.u.args[1], (d.x,))


def common_denominator(d: Quotient) -> Rewrite | None:
    if type(d.u) is Power and (n := value(d.u.args[1])) is not None and n < 0 and n.denominator == 1 and is_polynomial(d.u.args[0], (d.x,)):
        below = d.u.args[0] if n == -1 else Power(d.u.args[0], number(-n))
        return Rewrite(d.of(Over(ONE, below)), provisos=(relation("!=", below, ZERO),))
    if not _is_rational(d):
        return None
    u, v = d.u.args
    above = plus(d.at(u) if u is ONE else times(d.at(u), v), Neg(times(u, d.at(v)))) if u is not ONE else plus(v, Neg(d.at(v)))
    return Rewrite(d.limit(Over(above, times(d.h, v, d.at(v)))), provisos=(relation("!=", v, ZERO),))


def conjugate(d: Quotient) -> Rewrite | None:
    """Roots and absolute values: multiplied by the sum above and below."""
    if head(d.u) not in ("sqrt", "abs") or not is_polynomial(w := d.u.args[1], (d.x,)):
        return None
    if head(d.u) == "sqrt":
        above, condition = plus(d.at(w), Neg(w)), relation(">", w, ZERO)
    else:
        above, condition = plus(Power(d.at(w), Integer(2)), Neg(Power(w, Integer(2)))), relation("!=", w, ZERO)
    return Rewrite(d.limit(Over(above, times(d.h, plus(d.moved, d.u)))), provisos=(condition,))


def addition(d: Quotient) -> Rewrite | None:
    """sin(w + kh) and cos(w + kh) by the addition formulas."""
    if head(d.u) not in ("sin", "cos") or (k := slope(w := d.u.args[1], d.x)) is None:
        return None
    kh = tidy(times(k, d.h))
    s, c, sh, ch = call("sin", w), call("cos", w), call("sin", kh), call("cos", kh)
    moved = plus(times(s, ch), times(c, sh)) if head(d.u) == "sin" else plus(times(c, ch), Neg(times(s, sh)))
    return Rewrite(d.limit(Over(plus(moved, Neg(d.u)), d.h)))


def parted(e: Basic) -> Rewrite | None:
    """What the addition formula gave, as multiples of two known limits."""
    body, h = e.args[:2]
    if not isinstance(e, Limit) or type(body) is not Over or body.args[1] != h or type(body.args[0]) is not Plus or len(body.args[0].args) != 3:
        return None
    first, second, last = body.args[0].args
    minus, second = (True, second.args[0]) if type(second) is Neg else (False, second)
    if type(first) is not Times or type(second) is not Times or last != Neg(first.args[0]) or len(first.args) != 2 or len(second.args) != 2:
        return None
    u, ch = first.args
    v, sh = second.args
    if head(ch) != "cos" or head(sh) != "sin" or h in free(u) | free(v):
        return None
    other = times(v, Limit(Over(sh, h), *e.args[1:]))
    return Rewrite(plus(times(u, Limit(Over(plus(ch, Neg(ONE)), h), *e.args[1:])), Neg(other) if minus else other))


def tangent(d: Quotient) -> Rewrite | None:
    if head(d.u) != "tan" or (k := slope(w := d.u.args[1], d.x)) is None:
        return None
    kh = tidy(times(k, d.h))
    below = times(call("cos", d.at(w)), call("cos", w))
    return Rewrite(times(d.limit(Over(call("sin", kh), d.h)), d.limit(Over(ONE, below))), provisos=(relation("!=", call("cos", w), ZERO),))


def exponential(d: Quotient) -> Rewrite | None:
    """a^(w + kh) is a^w a^(kh)."""
    if type(d.u) is not Power or d.x in free(d.u.args[0]) or (k := slope(d.u.args[1], d.x)) is None:
        return None
    base = d.u.args[0]
    inner = d.limit(Over(plus(Power(base, tidy(times(k, d.h))), Neg(ONE)), d.h))
    return Rewrite(times(d.u, inner), provisos=() if base is E else (relation(">", base, ZERO),))


def logarithm(d: Quotient) -> Rewrite | None:
    """ln(w + kh) - ln w is ln(1 + kh/w)."""
    if head(d.u) != "ln" or (k := slope(w := d.u.args[1], d.x)) is None:
        return None
    kh = tidy(times(k, d.h))
    return Rewrite(d.limit(Over(call("ln", plus(ONE, Over(kh, w))), d.h)), provisos=(relation(">", w, ZERO),))


def general_power(d: Quotient) -> Rewrite | None:
    """(w + kh)^n - w^n is w^n ((1 + t)^n - 1), where t = kh/w."""
    if head(d.u) == "root" and isinstance(d.u.args[1], Integer) and slope(d.u.args[2], d.x) is not None:
        return Rewrite(d.of(Power(d.u.args[2], Over(ONE, d.u.args[1]))), provisos=(relation(">", d.u.args[2], ZERO),))
    if type(d.u) is not Power or d.x in free(d.u.args[1]) or is_polynomial(d.u, (d.x,)) or (k := slope(w := d.u.args[0], d.x)) is None:
        return None
    n, t = d.u.args[1], Over(tidy(times(k, d.h)), w)
    less = tidy(plus(n, Neg(ONE)))
    v = value(less)
    inner = d.limit(Over(plus(Power(plus(ONE, t), n), Neg(ONE)), t))
    outside = () if k == ONE else (k,)
    return Rewrite(times(*outside, Power(w, less if v is None else number(v)), inner), provisos=(relation(">", w, ZERO),))
