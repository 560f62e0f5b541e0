"""Limits, and the derivative as a limit of difference quotients: one line a rule. Order is preference.

The quotients (u(x + h) - u(x))/h are told by their form. What is left when h has cancelled is continuous, and h = 0 is put in.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy import Basic, E, Symbol

from symderive.checking import enclosure, holds, tendency
from symderive.checking.germs import Germ, infinite, limit
from symderive.expr import Call, Inert, Neg, Over, Plus, Power, Times, call, free, head, named, plus, times
from symderive.nodes import Cases, D, Limit, Rel, relation
from symderive.number import number, value
from symderive.rule import Rewrite, Table
from symderive.rules.exact import exact_values
from symderive.rules.forms import factored, factors, terms
from symderive.rules.polynomials import divided, each_multiplied_out, is_polynomial, multiplied_out
from symderive.rules.quotients import (
    BOTH,
    ONE,
    ZERO,
    addition,
    by_terms,
    common_denominator,
    conjugate,
    definition,
    exponential,
    general_power,
    logarithm,
    multiple,
    of_quotient,
    parted,
    product,
    reciprocal,
    tangent,
)
from symderive.rules.tidy import tidy
from symderive.tree import fold, rebuild, substitute, walk
from symderive.written import as_written

LIMITS = Table()
law = LIMITS.law

CORNERS = frozenset(("abs", "sign", "max", "min", "relu", "floor", "ceil"))


# ---- known limits: of f(c h)/h at 0, where c is free of h

def _ratio(part: Basic, h: Basic) -> Basic | None:
    """c, where part is c h."""
    if part == h:
        return ONE
    if type(part) is Neg and (c := _ratio(part.args[0], h)) is not None:
        return Neg(c)
    if type(part) is Over and h not in free(part.args[1]) and (c := _ratio(part.args[0], h)) is not None:
        return Over(c, part.args[1])
    if type(part) is Times and h in part.args:
        rest = times(*(f for f in part.args if f != h))
        return rest if h not in free(rest) else None
    return None


def known_limit(read: Callable[[Basic, Basic], Basic | None]) -> Callable[[Basic], Rewrite | None]:
    """A rule for limits of u/h at 0; `read` gives the limit from u and h."""
    def apply(e: Basic) -> Rewrite | None:
        if not isinstance(e, Limit) or e.args[2] is not ZERO or type(e.args[0]) is not Over or e.args[0].args[1] != e.args[1]:
            return None
        found = read(e.args[0].args[0], e.args[1])
        return None if found is None else Rewrite(found)
    return apply


def _less_one(u: Basic) -> Basic | None:
    """v, where u is v - 1."""
    return u.args[0] if type(u) is Plus and len(u.args) == 2 and u.args[1] == Neg(ONE) else None


def _sine(u: Basic, h: Basic) -> Basic | None:
    return _ratio(u.args[1], h) if head(u) == "sin" else None


def _cosine(u: Basic, h: Basic) -> Basic | None:
    v = _less_one(u)
    return ZERO if v is not None and head(v) == "cos" and _ratio(v.args[1], h) is not None else None


def _exponential(u: Basic, h: Basic) -> Basic | None:
    v = _less_one(u)
    if v is None or type(v) is not Power or h in free(v.args[0]) or (c := _ratio(v.args[1], h)) is None:
        return None
    return c if v.args[0] is E else tidy(times(c, call("ln", v.args[0])))


def _logarithm(u: Basic, h: Basic) -> Basic | None:
    inner = u.args[1] if head(u) == "ln" else None
    return _ratio(inner.args[1], h) if type(inner) is Plus and len(inner.args) == 2 and inner.args[0] is ONE else None


def binomial(e: Basic) -> Rewrite | None:
    """((1 + t)^n - 1)/t, where t = c h."""
    if not isinstance(e, Limit) or e.args[2] is not ZERO or type(e.args[0]) is not Over:
        return None
    (u, t), h = e.args[0].args, e.args[1]
    v = _less_one(u)
    if type(v) is not Power or h in free(v.args[1]) or is_polynomial(v, (h,)) or v.args[0] != plus(ONE, t) or _ratio(t, h) is None:
        return None
    return Rewrite(v.args[1])


# ---- algebra inside a limit

def inside(change: Callable[[Basic, Basic], Basic | None]) -> Callable[[Basic], Rewrite | None]:
    """A rule that changes what stands under the limit sign."""
    def apply(e: Basic) -> Rewrite | None:
        if not isinstance(e, Limit):
            return None
        after = change(e.args[0], e.args[1])
        return Rewrite(Limit(after, *e.args[1:])) if after is not None and after != e.args[0] else None
    return apply


def tidied(body: Basic, h: Basic) -> Basic | None:
    after = tidy(body)
    for t in [t for t in walk(after) if isinstance(t, (Call, Power)) and h not in free(t)]:
        known = exact_values(t) if not free(t) else None
        after = substitute(after, {t: known.after}) if known is not None else after
    return tidy(after)


def _letters(body: Basic, h: Basic) -> list[Symbol]:
    others = sorted((x for x in free(body) if isinstance(x, Symbol) and x != h), key=lambda x: str(x.name))
    return [x for x in others if is_polynomial(body, (x,))] + [h]


def expanded(body: Basic, h: Basic) -> Basic | None:
    """The numerator multiplied out, each term by itself."""
    if type(body) is not Over or type(body.args[0]) is not Plus or h not in free(body.args[1]):
        return None
    above, below = body.args
    after = each_multiplied_out(above, _letters(above, h))
    return Over(after, below) if after is not None and len(after.args if type(after) is Plus else (after,)) > len(terms(above)) else None


def collected(body: Basic, h: Basic) -> Basic | None:
    """What cancels in the numerator."""
    if type(body) is not Over or type(body.args[0]) is not Plus or h not in free(body.args[1]):
        return None
    above, below = body.args
    letters = _letters(above, h)
    after = multiplied_out(above, letters)
    if after is None or len(terms(after)) >= len(terms(above)):
        return None
    return Over(after, below)


def cancelled(body: Basic, h: Basic) -> Basic | None:
    """A factor h above and below."""
    if type(body) is Neg:
        inner = cancelled(body.args[0], h)
        return None if inner is None else tidy(Neg(inner))
    if type(body) is not Over or not isinstance(h, Symbol):
        return None
    above, below = body.args
    if above is ZERO:
        return ZERO
    left = divided(below, h) if type(below) is not Plus else None
    if left is not None and (up := divided(above, h)) is not None:
        return up if left == ONE else tidy(Over(up, left))
    if left is None and type(below) is not Plus:
        return None
    f = factors(body)
    if h in f.powers and h in free(above) and h in free(below):
        after = factored(body)
        return after if after != body and (type(after) is not Over or h not in free(after.args[1]) or h not in free(after.args[0])) else None
    return None


def from_the_side(e: Basic) -> Rewrite | None:
    """|h| is h for h > 0, and -h for h < 0; of several cases one counts."""
    if not isinstance(e, Limit) or e.args[3] is BOTH or free(e):
        return None
    body, h, a, side = e.args

    def sign_of(w: Basic) -> int | None:
        found = tendency(w, h, a, side.name)
        if found is None or not found.terms or found.terms[0].contains(0):
            return None
        return 1 if found.terms[0] > 0 else -1

    def step_value(t: Basic) -> Basic | None:
        found = tendency(t, h, a, side.name)
        v = limit(found) if found is not None else None
        n = v.unique_fmpz() if v is not None else None
        return None if n is None else number(int(n))

    def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
        if h not in free(t):
            return rebuild(t, args)
        if head(t) in ("abs", "relu", "sign") and (s := sign_of(t.args[1])) is not None:
            w = args[1]
            return {"abs": w if s > 0 else Neg(w), "relu": w if s > 0 else ZERO, "sign": ONE if s > 0 else Neg(ONE)}[t.args[0].name]
        if head(t) in ("max", "min") and len(t.args) == 3 and (s := sign_of(plus(t.args[1], Neg(t.args[2])))) is not None:
            return args[1] if (s > 0) == (t.args[0].name == "max") else args[2]
        if head(t) in ("floor", "ceil") and (v := step_value(t)) is not None:
            return v
        if type(t) is Cases:
            return _case(t, args, sign_of)
        return rebuild(t, args)
    after = fold(body, change, enter=lambda t: isinstance(t, Inert) and not isinstance(t, Limit))
    return Rewrite(Limit(_short(after), *e.args[1:])) if after != body else None


def _short(body: Basic) -> Basic:
    """Tidied, and h h written as a power."""
    above = tidy(body.args[0]) if type(body) is Over else None
    minus, inner = (True, above.args[0]) if type(above) is Neg else (False, above)
    if type(inner) is Times and above is not None:
        whole = factored(inner)
        return tidy(Over(Neg(whole) if minus else whole, body.args[1]))
    return tidy(body)


SIGNS = {"<": (-1,), "<=": (-1,), ">": (1,), ">=": (1,), "=": (), "!=": (1, -1)}


def _case(t: Basic, args: tuple[Basic, ...], sign_of: Callable[[Basic], int | None]) -> Basic:
    for p, value_of in zip(t.args[1::2], args[::2]):
        if p is sp.true:
            return value_of
        s = sign_of(plus(p.args[1], Neg(p.args[2]))) if isinstance(p, Rel) and p.args[0].name in SIGNS else None
        if s is None:
            return rebuild(t, args)
        if s in SIGNS[p.args[0].name]:
            return value_of
    return rebuild(t, args)


# ---- the limit itself

def put_in(e: Basic) -> Rewrite | None:
    """What is continuous tends to its value."""
    if not isinstance(e, Limit) or e.args[2] in (sp.oo, -sp.oo, Neg(sp.oo)):
        return None
    body, h, a, _ = e.args
    if any(head(t) in CORNERS - {"abs", "max", "min", "relu"} or isinstance(t, (Cases, Limit)) for t in walk(body) if h in free(t)):
        return None
    there = substitute(body, {h: a})
    if any(is_undefined(t) for t in walk(there)):
        return None
    after = tidy(fold(there, _powers))
    return None if not free(after) and enclosure(after, {}) is None else Rewrite(after)


def _powers(t: Basic, args: tuple[Basic, ...]) -> Basic:
    """x x as x^2."""
    whole = rebuild(t, args)
    return factored(whole) if type(whole) is Times and len(set(whole.args)) < len(whole.args) else whole


def is_undefined(t: Basic) -> bool:
    below = t.args[1] if type(t) is Over else t.args[0] if type(t) is Power and (n := value(t.args[1])) is not None and n < 0 else t.args[1] if head(t) == "ln" else None
    if type(t) is Power and tidy(t.args[0]) is ZERO and ((n := value(tidy(t.args[1]))) is None or n <= 0):
        return True                                # 0^0
    if below is None:
        return False
    shorter = tidy(below)
    return shorter is ZERO or (not free(shorter) and holds(relation("=", shorter, ZERO), {}) is not False)


def _tendency(e: Basic, side: str) -> Germ | None:
    body, x, a = e.args[:3]
    return tendency(body, x, a, side)


def unbounded(e: Basic) -> Rewrite | None:
    """A limit that is infinite."""
    if not isinstance(e, Limit) or free(e):
        return None
    sides = ("+", "-") if e.args[3] is BOTH else (e.args[3].name,)
    found = {s if (g := _tendency(e, side)) is not None and (s := infinite(g)) else 0 for side in sides}
    if found == {1}:
        return Rewrite(sp.oo)
    return Rewrite(Neg(sp.oo)) if found == {-1} else None


def squeezed(e: Basic) -> Rewrite | None:
    """A bounded factor times one that tends to zero."""
    if not isinstance(e, Limit) or not any(head(t) in ("sin", "cos", "atan") and e.args[1] in free(t) for t in walk(e.args[0])):
        return None
    return vanishing(e)


def vanishing(e: Basic) -> Rewrite | None:
    """What is smaller than some power of the distance."""
    if not isinstance(e, Limit) or free(e):
        return None
    sides = ("+", "-") if e.args[3] is BOTH else (e.args[3].name,)
    found = [_tendency(e, side) for side in sides]
    return Rewrite(ZERO) if all(g is not None and (v := limit(g)) is not None and v.is_zero() for g in found) else None


def from_both_sides(e: Basic) -> Rewrite | None:
    """Where both one-sided limits agree, so does the limit."""
    if not isinstance(e, Limit) or e.args[3] is not BOTH or free(e) or e.args[2] in (sp.oo, -sp.oo, Neg(sp.oo)):
        return None
    if not any(head(t) in CORNERS or isinstance(t, Cases) for t in walk(e.args[0])):
        return None
    values: list[Any] = [limit(g) if (g := _tendency(e, side)) is not None else None for side in ("+", "-")]
    if any(v is None for v in values) or not values[0].overlaps(values[1]):
        return None
    return Rewrite(Limit(*e.args[:3], named("+")))


def outside(e: Basic) -> Rewrite | None:
    """A sign and constant factors stand before the limit."""
    if not isinstance(e, Limit):
        return None
    body, h = e.args[:2]
    if type(body) is Neg:
        return Rewrite(Neg(Limit(body.args[0], *e.args[1:])))
    above, below = body.args if type(body) is Over else (body, ONE)
    if type(above) is Neg:
        return Rewrite(Neg(Limit(Over(above.args[0], below), *e.args[1:])))
    if type(above) is not Times:
        return None
    out, stay = [f for f in above.args if h not in free(f)], [f for f in above.args if h in free(f)]
    inner = times(*stay)
    return Rewrite(times(*out, Limit(inner if below is ONE else Over(inner, below), *e.args[1:]))) if out and stay else None


def sum_of_limits(e: Basic) -> Rewrite | None:
    """The limit of a sum, where each term has a finite limit."""
    if not isinstance(e, Limit) or free(e):
        return None
    body, h, a, side = e.args
    above, below = body.args if type(body) is Over else (body, ONE)
    if type(above) is not Plus:
        return None
    found = []
    for t in above.args:
        minus, t = (True, t.args[0]) if type(t) is Neg else (False, t)
        u = t if below is ONE else Over(t, below)
        if any((g := tendency(u, h, a, s)) is None or limit(g) is None for s in (("+", "-") if side is BOTH else (side.name,))):
            return None
        found.append(Neg(Limit(u, *e.args[1:])) if minus else Limit(u, *e.args[1:]))
    return Rewrite(plus(*found))


def in_lowest_terms(body: Basic, x: Basic) -> Basic | None:
    """A fraction of polynomials with the factors cancelled that above and below share."""
    if type(body) is not Over or not isinstance(x, Symbol) or free(body) != {x} or not all(is_polynomial(e, (x,)) for e in body.args):
        return None
    above, below = (sp.Poly(e.doit() if isinstance(e, Inert) else e, x) for e in body.args)
    if above.gcd(below).degree() < 1:
        return None
    above, below = above.cancel(below, include=True)
    up, down = as_written(above.as_expr()), as_written(below.as_expr())
    return up if down is ONE else Over(up, down)


def lhopital(e: Basic) -> Rewrite | None:
    """0/0 or infinity/infinity: the derivatives of both, by the rules."""
    from symderive.driver import Stuck, derive
    from symderive.rules.differentiation import DIFFERENTIATION
    from symderive.rules.finish import finish
    if not isinstance(e, Limit) or free(e) or type(e.args[0]) is not Over:
        return None
    body, h = e.args[:2]
    u, v = body.args
    sides = ("+", "-") if e.args[3] is BOTH else (e.args[3].name,)
    kinds: set[str] = set()
    for w in (u, v):
        for side in sides:
            g = tendency(w, h, e.args[2], side)
            kinds.add("" if g is None else "infinite" if infinite(g) else "zero" if (c := limit(g)) is not None and c.contains(0) and c.rad() < 1e-9 else "")
    if kinds not in ({"zero"}, {"infinite"}):
        return None
    try:
        above, below = (derive(D(w, h), DIFFERENTIATION, None, finish).answer for w in (u, v))
    except Stuck:
        return None
    return Rewrite(Limit(tidy(Over(above, below)), *e.args[1:]))


law("limit.definition", "D(x^2, x) = Limit(((x + h)^2 - x^2)/h, h, 0)", "definition of the derivative", ref="Stewart 2.8", ex="D(x^3, x); D(sin(x), x)", apply=definition)

# ---- difference quotients
law("limit.terms", "Limit((sin(x + h) + e^(x + h) - (sin(x) + e^x))/h, h, 0) = Limit((sin(x + h) - sin(x))/h, h, 0) + Limit((e^(x + h) - e^x)/h, h, 0)", "limit of a sum",
    ref="Stewart 2.3", ex="Limit((sin(x + h) + e^(x + h) - (sin(x) + e^x))/h, h, 0)", apply=of_quotient(by_terms))
law("limit.multiple", "Limit((3*sin(x + h) - 3*sin(x))/h, h, 0) = 3*Limit((sin(x + h) - sin(x))/h, h, 0)", "a constant factor stays outside",
    ref="Stewart 2.3", ex="Limit((3*sin(x + h) - 3*sin(x))/h, h, 0); Limit((-sin(x + h) - (-sin(x)))/h, h, 0)", apply=of_quotient(multiple))
law("limit.product", "Limit(((x + h)*sin(x + h) - x*sin(x))/h, h, 0) = Limit(x + h, h, 0)*Limit((sin(x + h) - sin(x))/h, h, 0) + sin(x)*Limit((x + h - x)/h, h, 0)",
    "add and subtract a mixed product", ref="Stewart 3.2", ex="Limit(((x + h)*sin(x + h) - x*sin(x))/h, h, 0)", apply=of_quotient(product))
law("limit.common_denominator", "Limit((1/(x + h) - 1/x)/h, h, 0) = Limit((x - (x + h))/(h*x*(x + h)), h, 0)", "put over the common denominator",
    ref="Stewart 2.8", ex="Limit((1/(x + h) - 1/x)/h, h, 0); Limit(((x + h)/(x + h + 1) - x/(x + 1))/h, h, 0)", apply=of_quotient(common_denominator))
law("limit.reciprocal", "Limit((1/sin(x + h) - 1/sin(x))/h, h, 0) = -Limit((sin(x + h) - sin(x))/h, h, 0)*Limit(1/(sin(x)*sin(x + h)), h, 0)", "limit of a product",
    ref="Stewart 2.3", ex="Limit((1/sin(x + h) - 1/sin(x))/h, h, 0)", apply=of_quotient(reciprocal))
law("limit.conjugate", "Limit((sqrt(x + h) - sqrt(x))/h, h, 0) = Limit((x + h - x)/(h*(sqrt(x + h) + sqrt(x))), h, 0)", "multiply by the conjugate", when="x > 0",
    ref="Stewart 2.8", ex="Limit((sqrt(x + h) - sqrt(x))/h, h, 0); Limit((abs(x + h) - abs(x))/h, h, 0)", apply=of_quotient(conjugate))
law("limit.addition", "Limit((sin(x + h) - sin(x))/h, h, 0) = Limit((sin(x)*cos(h) + cos(x)*sin(h) - sin(x))/h, h, 0)", "addition formula",
    ref="Stewart 3.3", ex="Limit((sin(x + h) - sin(x))/h, h, 0); Limit((cos(2*(x + h)) - cos(2*x))/h, h, 0)", apply=of_quotient(addition))
law("limit.parts", "Limit((sin(x)*cos(h) + cos(x)*sin(h) - sin(x))/h, h, 0) = sin(x)*Limit((cos(h) - 1)/h, h, 0) + cos(x)*Limit(sin(h)/h, h, 0)",
    "split the quotient", ref="Stewart 3.3", ex="Limit((sin(x)*cos(h) + cos(x)*sin(h) - sin(x))/h, h, 0)", apply=parted)
law("limit.tangent", "Limit((tan(x + h) - tan(x))/h, h, 0) = Limit(sin(h)/h, h, 0)*Limit(1/(cos(x + h)*cos(x)), h, 0)", "difference of tangents", when="cos(x) != 0",
    ref="Stewart D", ex="Limit((tan(x + h) - tan(x))/h, h, 0)", apply=of_quotient(tangent))
law("limit.exponential", "Limit((e^(x + h) - e^x)/h, h, 0) = e^x*Limit((e^h - 1)/h, h, 0)", "take out what is free of h",
    ref="Stewart 3.1", ex="Limit((e^(x + h) - e^x)/h, h, 0); Limit((2^(x + h) - 2^x)/h, h, 0)", apply=of_quotient(exponential))
law("limit.logarithm", "Limit((ln(x + h) - ln(x))/h, h, 0) = Limit(ln(1 + h/x)/h, h, 0)", "difference of logarithms", when="x > 0",
    ref="Stewart 3.6", ex="Limit((ln(x + h) - ln(x))/h, h, 0)", apply=of_quotient(logarithm))
law("limit.power", "Limit(((x + h)^n - x^n)/h, h, 0) = x^(n - 1)*Limit(((1 + h/x)^n - 1)/(h/x), h, 0)", "take out the power", when="x > 0",
    ref="Stewart 3.1", ex="Limit(((x + h)^n - x^n)/h, h, 0)", apply=of_quotient(general_power))

# ---- known limits
law("limit.sin_over", "Limit(sin(c*h)/h, h, 0) = c",           "(sin h)/h tends to 1", ref="Stewart 3.3", ex="Limit(sin(h)/h, h, 0); Limit(sin(3*h)/h, h, 0)", apply=known_limit(_sine))
law("limit.cos_over", "Limit((cos(c*h) - 1)/h, h, 0) = 0",     "(cos h - 1)/h tends to 0", ref="Stewart 3.3", ex="Limit((cos(h) - 1)/h, h, 0)", apply=known_limit(_cosine))
law("limit.exp_over", "Limit((e^(c*h) - 1)/h, h, 0) = c",      "(e^h - 1)/h tends to 1", ref="Stewart 3.1", ex="Limit((e^h - 1)/h, h, 0); Limit((2^h - 1)/h, h, 0)", apply=known_limit(_exponential))
law("limit.ln_over",  "Limit(ln(1 + c*h)/h, h, 0) = c",        "ln(1 + h)/h tends to 1", ref="Stewart 3.6", ex="Limit(ln(1 + h)/h, h, 0); Limit(ln(1 + h/x)/h, h, 0)", apply=known_limit(_logarithm))
law("limit.binomial", "Limit(((1 + h)^n - 1)/h, h, 0) = n",    "((1 + t)^n - 1)/t tends to n", ref="Stewart 3.1", ex="Limit(((1 + h)^n - 1)/h, h, 0); Limit(((1 + h/x)^n - 1)/(h/x), h, 0)", apply=binomial)

# ---- algebra under the limit sign
law("limit.sides",    "Limit_above(abs(h)/h, h, 0) = Limit_above(h/h, h, 0)", "on this side", ref="Stewart 2.2",
    ex="Limit_above(abs(h)/h, h, 0); Limit_below(cases(h^2, h > 0, h, h <= 0)/h, h, 0)", apply=from_the_side)
law("limit.tidied",   "Limit((0 + h)*h, h, 0) = Limit(h*h, h, 0)", "tidy up", minor=True, ref="Stewart A", ex="Limit((0 + h)*h, h, 0)", apply=inside(tidied))
law("limit.expand",   "Limit(((x + h)^2 - x^2)/h, h, 0) = Limit((x^2 + 2*x*h + h^2 - x^2)/h, h, 0)", "expand", ref="Stewart 2.8", ex="Limit(((x + h)^2 - x^2)/h, h, 0)", apply=inside(expanded))
law("limit.collect",  "Limit((x^2 + 2*x*h + h^2 - x^2)/h, h, 0) = Limit((2*x*h + h^2)/h, h, 0)", "collect like terms", ref="Stewart 2.8",
    ex="Limit((x^2 + 2*x*h + h^2 - x^2)/h, h, 0)", apply=inside(collected))
law("limit.cancel",   "Limit((2*x*h + h^2)/h, h, 0) = Limit(2*x + h, h, 0)", "cancel the common factor", ref="Stewart 2.8", ex="Limit((2*x*h + h^2)/h, h, 0); Limit(h^3/h, h, 0)", apply=inside(cancelled))

# ---- the limit
law("limit.constant", "Limit(c, x, a) = c",                    "limit of a constant", ref="Stewart 2.3", ex="Limit(3, x, 0)", minor=True)
law("limit.put_in",   "Limit(u, x, c) = at(u, x, c)",          "continuous: put the value in", ref="Stewart 2.5", ex="Limit(2*x + h, h, 0)", apply=put_in)
law("limit.both",     "Limit(abs(h), h, 0) = Limit_above(abs(h), h, 0)", "the limits from both sides agree", ref="Stewart 2.3", ex="Limit(h*abs(h)/h, h, 0)", apply=from_both_sides)
law("limit.infinite", "Limit(1/h^2, h, 0) = oo",               "grows beyond all bounds", ref="Stewart 2.2", ex="Limit(1/h^2, h, 0)", apply=unbounded)
law("limit.squeeze",  "Limit(h*sin(1/h), h, 0) = 0",           "a bounded factor times one that tends to 0", ref="Stewart 2.3", ex="Limit(h*sin(1/h), h, 0)", apply=squeezed)
law("limit.outside",  "Limit(c*u, x, a) = c*Limit(u, x, a)", "a constant factor stays outside", ref="Stewart 2.3", ex="Limit(-sin(h)/h, h, 0); Limit(3*sin(h)/h, h, 0)", apply=outside)
law("limit.sum",      "Limit(u + v, x, a) = Limit(u, x, a) + Limit(v, x, a)", "limit of a sum", ref="Stewart 2.3", ex="Limit((sin(h) + 2*h)/h, h, 0)", apply=sum_of_limits)
law("limit.factor",   "Limit((x^2 - 1)/(x - 1), x, 1) = Limit(x + 1, x, 1)", "factor and cancel", ref="Stewart 2.3", ex="Limit((x^2 - 1)/(x - 1), x, 1)", apply=inside(in_lowest_terms))
law("limit.lhopital", "Limit((1 - cos(x))/x^2, x, 0) = Limit(sin(x)/(2*x), x, 0)", "L'Hôpital's rule", ref="Stewart 4.4", ex="Limit((1 - cos(x))/x^2, x, 0)", apply=lhopital)
law("limit.vanishes", "Limit(1/(x^2 + x), x, oo) = 0",     "tends to 0", ref="Stewart 2.6", ex="Limit(1/(x^2 + x), x, oo)", apply=vanishing)
law("limit.wave",     "sin(2*pi*k + pi/2) = 1",                "the wave at its crests and troughs", ref="Stewart D", ex="sin(2*pi*3 + pi/2)")
