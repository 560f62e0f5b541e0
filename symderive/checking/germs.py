"""How an expression behaves as t tends to 0 from above: its leading terms, in ball arithmetic.

A germ is t^v (c0 + c1 t + ...) with a remainder O(t^(v + number of terms)). Without terms it is a bound alone, as of
sin(1/t) or of the logarithm of t, which is smaller than any negative power. Nothing here needs the function to be smooth.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx

from symderive.checking import series
from symderive.checking.balls import REAL, REALS, Undefined

LENGTH = 18                        # terms that are carried
FAR = 10 ** 6                      # the order of what vanishes faster than any power


@dataclass(frozen=True, slots=True)
class Germ:
    """The terms from t^order on, and how far they go: the remainder is O(t^(order + len(terms)))."""
    order: int
    terms: tuple[Any, ...]

    @property
    def end(self) -> int:
        return self.order + len(self.terms)


ZERO = Germ(FAR, ())
HUGE = Germ(-FAR, (arb(1, 0.75), *[arb(0, 0.75)] * (LENGTH - 1)))       # beyond any power, and positive


def constant(c: Any) -> Germ:
    return trimmed(0, [c, *[arb(0)] * (LENGTH - 1)]) if not c.is_zero() else ZERO


def monomial(c: Any, order: int) -> Germ:
    return Germ(order, (arb(c), *[arb(0)] * (LENGTH - 1)))


def trimmed(order: int, terms: Sequence[Any]) -> Germ:
    """Without terms in front that are exactly zero, and with as many terms as are carried."""
    start = next((k for k, c in enumerate(terms) if not c.is_zero()), len(terms))
    if any(not c.is_finite() for c in terms):
        raise Undefined
    if start == len(terms):
        return Germ(order + start, ())
    kept = list(terms[start:start + LENGTH])
    return Germ(order + start, tuple(kept))


@contextmanager
def long_series() -> Iterator[None]:
    before = ctx.cap
    try:
        ctx.cap = LENGTH
        yield
    finally:
        ctx.cap = before


# ---- arithmetic

def term(u: Germ, k: int) -> Any:
    return u.terms[k - u.order] if u.order <= k < u.end else arb(0)


def add(u: Germ, v: Germ) -> Germ:
    end, start = min(u.end, v.end), min(u.order, v.order)
    return trimmed(start, [term(u, k) + term(v, k) for k in range(start, end)]) if end > start else Germ(end, ())


def neg(u: Germ) -> Germ:
    return Germ(u.order, tuple(-c for c in u.terms))


def mul(u: Germ, v: Germ) -> Germ:
    order, n = u.order + v.order, min(len(u.terms), len(v.terms))
    if (u.order >= FAR // 2 and v.order <= -FAR // 2) or (v.order >= FAR // 2 and u.order <= -FAR // 2):
        raise Undefined                    # faster than any power, both ways
    if order >= FAR // 2:
        return ZERO
    return trimmed(order, [sum((u.terms[i] * v.terms[k - i] for i in range(k + 1)), arb(0)) for k in range(n)])


def led(u: Germ) -> Any:
    """The leading coefficient, which is surely not zero.

    Raises:
        Undefined: where that is not known.
    """
    if not u.terms or u.terms[0].contains(0):
        raise Undefined
    return u.terms[0]


def sign(u: Germ) -> int:
    return 1 if led(u) > 0 else -1


def div(u: Germ, v: Germ) -> Germ:
    lead, n = led(v), len(v.terms)
    found: list[Any] = []
    for k in range(n):
        found.append(((arb(1) if k == 0 else arb(0)) - sum((v.terms[i] * found[k - i] for i in range(1, k + 1)), arb(0))) / lead)
    return mul(u, Germ(-v.order, tuple(found)))


def whole_power(u: Germ, n: int) -> Germ:
    if n < 0:
        return div(constant(arb(1)), whole_power(u, -n))
    found, square = constant(arb(1)), u
    while n:
        if n & 1:
            found = mul(found, square)
        square, n = mul(square, square), n >> 1
    return found


def real_power(u: Germ, q: Fraction) -> Germ:
    """u^q for u that is positive near 0; t^(p/q) must be a whole power of t."""
    if q.denominator == 1:
        return whole_power(u, int(q))
    if not u.terms:
        if u.order >= FAR // 2 and q > 0:
            return ZERO
        if q < 0:
            raise Undefined
        return Germ(int(u.order * q // 1), ())
    if not led(u) > 0:
        raise Undefined
    order = u.order * q
    if order.denominator != 1:
        raise Undefined
    rest = applied(lambda s: (s.log() * arb(q.numerator) / q.denominator).exp(), Germ(0, u.terms))
    return Germ(int(order) + rest.order, rest.terms)


def power(u: Germ, v: Germ) -> Germ:
    return exp(mul(v, log(u)))


# ---- functions

def applied(f: Callable[[Any], Any], u: Germ) -> Germ:
    """An analytic function of what stays finite."""
    if u.order < 0 and any(not c.is_zero() for c in u.terms[:-u.order]):
        raise Undefined
    n = min(LENGTH, u.end)
    if n <= 0:
        raise Undefined
    with long_series():
        found = f(arb_series([term(u, k) for k in range(n)], n))
        return trimmed(0, [found[k] for k in range(n)])


def log(u: Germ) -> Germ:
    if not led(u) > 0:
        raise Undefined
    smooth = applied(lambda s: s.log(), Germ(0, u.terms))
    return add(smooth, Germ(-1, ())) if u.order else smooth


def exp(u: Germ) -> Germ:
    if u.order < 0 and u.terms and not u.terms[0].contains(0):
        return ZERO if led(u) < 0 else HUGE
    return applied(lambda s: s.exp(), u)


def bounded(f: Callable[[Any], Any]) -> Callable[[Germ], Germ]:
    """sin and cos: between -1 and 1 wherever they are."""
    def g(u: Germ) -> Germ:
        return applied(f, u) if u.order >= 0 and u.end > 0 else Germ(0, ())
    return g


def atan(u: Germ) -> Germ:
    if u.order >= 0:
        return applied(lambda s: s.atan(), u)
    return add(constant(sign(u) * arb.pi() / 2), neg(applied(lambda s: s.atan(), div(constant(arb(1)), u))))


def tanh(u: Germ) -> Germ:
    if u.order >= 0:
        return applied(REALS_SERIES["tanh"], u)
    e = exp(mul(constant(arb(-2 * sign(u))), u))
    found = div(add(constant(arb(1)), neg(e)), add(constant(arb(1)), e))
    return found if sign(u) > 0 else neg(found)


def absolute(u: Germ) -> Germ:
    return u if not u.terms or sign(u) > 0 else neg(u)


def sgn(u: Germ) -> Germ:
    return ZERO if u.order >= FAR // 2 else constant(arb(sign(u)))


def one_of(larger: bool) -> Callable[[Germ, Germ], Germ]:
    def f(u: Germ, v: Germ) -> Germ:
        rest = add(u, neg(v))
        if not rest.terms:
            return Germ(min(u.order, rest.order), u.terms[:max(0, rest.order - u.order)])
        return u if (sign(rest) > 0) == larger else v
    return f


def step(name: str) -> Callable[[Germ], Germ]:
    """floor and ceil: at a whole number, it depends from where one comes."""
    def f(u: Germ) -> Germ:
        if u.order < 0 or u.end <= 0:
            raise Undefined
        at = term(u, 0)
        if not at.contains_integer():
            return constant(REAL[name](at))
        if not at.is_exact():
            raise Undefined
        rest = add(u, neg(constant(at)))
        return constant(at + {("floor", -1): -1, ("ceil", 1): 1}.get((name, sign(rest)), 0))
    return f


def odd_root(u: Germ, n: int) -> Germ:
    if not u.terms:
        return real_power(u, Fraction(1, n))
    return real_power(u, Fraction(1, n)) if sign(u) > 0 else neg(real_power(neg(u), Fraction(1, n)))


REALS_SERIES = series.functions(REALS)
OWN: dict[str, Callable[..., Germ]] = {
    "log": log, "exp": exp, "sin": bounded(lambda s: s.sin()), "cos": bounded(lambda s: s.cos()), "atan": atan, "tanh": tanh, "abs": absolute, "sign": sgn,
    "max": one_of(larger=True), "min": one_of(larger=False), "floor": step("floor"), "ceil": step("ceil"), "sqrt": lambda u: real_power(u, Fraction(1, 2)),
}


def function(name: str) -> Callable[..., Germ] | None:
    """A function by the name of its operation; of one argument, unless it is max or min."""
    if name in OWN:
        return OWN[name]
    f = REALS_SERIES.get(name)
    return None if f is None else lambda u: applied(f, u)


def limit(u: Germ) -> Any:
    """What it tends to: a ball, or None where there is no finite limit.

    Terms of negative order that may be zero are taken for zero: were they not, there would be no finite limit.
    """
    if u.end <= 0 or any(not c.contains(0) for c in u.terms[:max(0, -u.order)]):
        return None
    return term(u, 0)


def infinite(u: Germ) -> int:
    """1 or -1 where it tends to infinity, or to minus infinity; 0 where that is not known."""
    for c in u.terms[:max(0, -u.order)]:
        if not c.contains(0):
            return 1 if c > 0 else -1
    return 0
