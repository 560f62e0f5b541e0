"""What is never worth a line: zeros, ones, signs, and numbers that stand side by side.

Each law is carried out on a whole node at once, leaves first, so that the cost is linear however products nest.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from sympy import Basic, E, Integer

from symderive.expr import Call, Inert, Neg, Over, Plus, Power, Times, head, plus, times
from symderive.nodes import IntegralOver, SumOver, relation
from symderive.number import number, value
from symderive.rule import Rewrite, Table
from symderive.rules.forms import BIGGEST, ZERO, Provisos, bits
from symderive.tree import fold, parts, rebuild

WIDE = 64                  # factors; a wider product stays a factor of the next, to be opened once, at the end

Memo = dict[Basic, Basic]
Handler = Callable[[Basic, Sequence[Basic], Provisos], Basic]
ONE = Integer(1)


def unsigned(e: Basic) -> tuple[bool, Basic]:
    """Is there a minus in front, and what follows it."""
    minus = False
    while type(e) is Neg:
        minus, e = not minus, e.args[0]
    return minus, e


def signed(minus: bool, e: Basic) -> Basic:
    return Neg(e) if minus and e is not ZERO else e


# ---- the pieces of a node that are tidied first; products and fractions are opened to the bottom

def product_parts(e: Basic) -> tuple[bool, list[Basic]]:
    """The factors of nested products, the signs between them counted."""
    minus, found, todo = False, [], [e]
    while todo:
        f = todo.pop()
        if type(f) is Times:
            todo.extend(reversed(f.args))
        elif type(f) is Neg:
            minus = not minus
            todo.append(f.args[0])
        else:
            found.append(f)
    return minus, found


def fraction_parts(e: Basic) -> tuple[bool, list[Basic]]:
    """((a/b)/c)/d as a, b, c, d."""
    minus, below = False, []
    while type(e) is Over or type(e) is Neg:
        if type(e) is Neg:
            minus = not minus
        else:
            below.append(e.args[1])
        e = e.args[0]
    return minus, [e, *reversed(below)]


def pieces(e: Basic) -> Sequence[Basic]:
    kind = type(e)
    if kind is Times or (kind is Neg and type(e.args[0]) is Times):
        return product_parts(e)[1]
    if kind is Over or (kind is Neg and type(e.args[0]) is Over):
        return fraction_parts(e)[1]
    return parts(Plus, e) if kind is Plus else e.args


# ---- one node, its pieces being tidy

def tidy_sum(e: Basic, args: Sequence[Basic], provisos: Provisos) -> Basic:
    known = [v for a in args if (v := value(a)) is not None]
    if not known or (len(known) == 1 and known[0]):
        return rebuild(e, tuple(args))
    rest = [a for a in args if value(a) is None]
    constant = sum(known)
    return plus(*rest, *([number(constant)] if constant or not rest else []))


def tidy_product(e: Basic, args: Sequence[Basic], provisos: Provisos) -> Basic:
    return multiplied(product_parts(e)[0], args)


def multiplied(minus: bool, args: Sequence[Basic]) -> Basic:
    """The product of tidy factors."""
    found: list[Basic] = []
    for a in args:
        sign, a = unsigned(a)
        minus ^= sign
        found.extend((a,) if is_wide(a) or type(a) is not Times else a.args)
    found = list(_numbers_joined(found))
    if ZERO in found:
        return ZERO
    return signed(minus, Times(*found) if any(type(a) is Times for a in found) else times(*found))


def is_wide(e: Basic) -> bool:
    return type(e) is Times and len(e.args) >= WIDE


def _numbers_joined(found: Sequence[Basic]) -> Iterator[Basic]:
    """Numbers side by side are multiplied; a one is left out."""
    count = Fraction(1)
    for a in found:
        v = value(a)
        if v is not None and v.denominator == 1:
            count *= v
            continue
        if count != 1:
            yield number(count)
            count = Fraction(1)
        yield a
    if count != 1:
        yield number(count)


def tidy_fraction(e: Basic, args: Sequence[Basic], provisos: Provisos) -> Basic:
    minus = fraction_parts(e)[0]
    sign, above = unsigned(args[0])
    minus ^= sign
    below: list[Basic] = []
    if type(above) is Over and not is_wide(above.args[1]):
        above, *below = above.args
    sign, bottom = unsigned(multiplied(False, (*below, *args[1:])))
    minus ^= sign
    u, v = value(above), value(bottom)
    if u is not None and v:
        return signed(minus, number(u / v))
    if v == 1:
        return signed(minus, above)
    if u == 0:
        provisos[relation("!=", bottom, ZERO)] = None
        return ZERO
    return signed(minus, Over(above, bottom))


def tidy_negative(e: Basic, args: Sequence[Basic], provisos: Provisos) -> Basic:
    if type(e.args[0]) is Times:
        return tidy_product(e, args, provisos)
    if type(e.args[0]) is Over:
        return tidy_fraction(e, args, provisos)
    minus, u = unsigned(args[0])
    return signed(not minus, u)


def tidy_power(e: Basic, args: Sequence[Basic], provisos: Provisos) -> Basic:
    base, n = args
    u, k = value(base), value(n)
    if u is not None and k is not None and k.denominator == 1 and (u or k > 0) and bits(u) * abs(k) <= BIGGEST:
        return number(u ** int(k))
    if k == 1:
        return base
    if k == 0:
        provisos[relation("!=", base, ZERO)] = None
        return ONE
    if u == 1:
        return ONE
    if k is not None and k.denominator == 1:
        return _power_of_power(e, base, k, provisos)
    return rebuild(e, tuple(args))


def _power_of_power(e: Basic, base: Basic, k: Fraction, provisos: Provisos) -> Basic:
    """(u^2)^3 is u^6, and sqrt(u)^2 is u where the root is defined."""
    inner = value(base.args[1]) if type(base) is Power else None
    if inner is not None and inner.denominator == 1 and inner * k != 0:
        return Power(base.args[0], number(inner * k))
    if head(base) == "sqrt" and k == 2:
        provisos[relation(">=", base.args[1], ZERO)] = None
        return base.args[1]
    return Power(base, number(k))


def tidy_call(e: Basic, args: Sequence[Basic], provisos: Provisos) -> Basic:
    if e.args[0].name == "ln":
        if args[1] is E:
            return ONE
        if args[1] is ONE:
            return ZERO
    return rebuild(e, tuple(args))


def tidy_over_index(e: Basic, args: Sequence[Basic], provisos: Provisos) -> Basic:
    minus, body = unsigned(args[0])
    return ZERO if body is ZERO else signed(minus, rebuild(e, (body, *args[1:])))


HANDLERS: dict[type, Handler] = {
    Plus: tidy_sum, Times: tidy_product, Over: tidy_fraction, Neg: tidy_negative, Power: tidy_power,
    Call: tidy_call, SumOver: tidy_over_index, IntegralOver: tidy_over_index,
}


def tidy(root: Basic, memo: Memo | None = None, provisos: Provisos | None = None) -> Basic:
    """The tree without zeros, ones, double signs and numbers side by side. What stands inside a goal is left alone.

    A memo kept between calls makes the second look at a subexpression free; conditions met are added to `provisos`.
    """
    met: Provisos = {} if provisos is None else provisos
    known: Memo = {} if memo is None else memo

    def build(e: Basic, args: tuple[Basic, ...]) -> Basic:
        handler = HANDLERS.get(type(e))
        known[e] = after = handler(e, args, met) if handler else rebuild(e, args)
        known[after] = after
        return after

    def enter(e: Basic) -> bool:
        return isinstance(e, Inert) and not e.is_goal and e not in known
    if not enter(root):
        return known.get(root, root)
    done: Basic = fold(root, build, leaf=lambda e: known.get(e, e), enter=enter, children=pieces)
    return done


def at_the_top(handler: Handler) -> Callable[[Basic], Rewrite | None]:
    """A handler as a rule: it applies where it changes the node."""
    def apply(e: Basic) -> Rewrite | None:
        if HANDLERS.get(type(e)) is not handler:
            return None
        provisos: Provisos = {}
        after = handler(e, pieces(e), provisos)
        return Rewrite(after, provisos=tuple(provisos)) if after is not e else None
    return apply


def tidy_up(e: Basic) -> Rewrite | None:
    provisos: Provisos = {}
    after = tidy(e, None, provisos)
    return Rewrite(after, provisos=tuple(provisos)) if after is not e else None


TIDY = Table()
law = TIDY.law

law("tidy.up",       "0 + 1*u = u",            "tidy up", minor=True, ref="Stewart A", ex="0 + 1*x; -(-(x*1))", apply=tidy_up)
law("tidy.sum",      "0 + u = u",              "nothing is added", minor=True, ref="Stewart A", ex="0 + x; 2 + x + 3", apply=at_the_top(tidy_sum))
law("tidy.product",  "1*(-u)*v = -(u*v)",      "ones and signs in a product", minor=True, ref="Stewart A", ex="x*1*y; 0*sin(x); x*(-y); 2*3*x", apply=at_the_top(tidy_product))
law("tidy.fraction", "(-(u/v))/(-w) = u/(v*w)", "a fraction over w", when="v*w != 0", minor=True, ref="Stewart A", ex="(-x)/y; x/1; 0/x; (x/y)/2; 6/4", apply=at_the_top(tidy_fraction))
law("tidy.negative", "-(-u) = u",              "minus minus", minor=True, ref="Stewart A", ex="-(-x); -0", apply=at_the_top(tidy_negative))
law("tidy.power",    "u^1 = u",                "the first power", minor=True, ref="Stewart A", ex="x^1; x^0; 1^x; 2^10; (x^2)^3; sqrt(x)^2", apply=at_the_top(tidy_power))
law("tidy.ln",       "ln(e) = 1",              "ln e = 1", minor=True, ref="Stewart 1.5", ex="ln(e); ln(1)", apply=at_the_top(tidy_call))
law("tidy.sum_over", "Sum(-u, i, a, b) = -Sum(u, i, a, b)", "a sign moves out", minor=True, ref="Stewart E", ex="Sum(-x[i], i, 1, n); Sum(0, i, 1, n)", apply=at_the_top(tidy_over_index))
law("tidy.integral", "Integral(-u, t, a, b) = -Integral(u, t, a, b)", "a sign moves out", minor=True, ref="Stewart 5.2", ex="Integral(-t, t, 1, n); Integral(0, t, 1, n)", apply=at_the_top(tidy_over_index))
