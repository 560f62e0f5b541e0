r"""Integrals, limits, and values at a point."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Basic, Integer, Symbol

from symderive.expr import Neg, free, named, plus
from symderive.nodes import And, Antiderivative, Evaluated, IntegralOver, Limit, Rel, TupleOf
from symderive.reading import derivatives, names, overindex, spelling

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token

# ---- values at a point

def evaluated(r: Reader, e: Basic, start: int) -> Basic:
    """u |_{x = 1}, u |_0^1: the bar has not been taken."""
    r.take()
    if start and r.tokens[start - 1].kind in ("+", "-"):
        r.note("note.evaluation_bar", r.tokens[start].start, e)
    return _between(r, e, r.tokens[start])


def after_bracket(r: Reader, e: Basic, start: int) -> Basic | None:
    """[u]|_{x = 1}: right after a square bracket, the bar belongs to it alone."""
    if r.tokens[r.at - 1].kind != "]" or r.peek().kind != "_":
        return None
    r.take()
    return _between(r, e, r.tokens[start])


def evaluated_whole(r: Reader, token: Token) -> Basic:
    r"""\left. u \right|_{x = 1}"""
    found = r.items()
    r.closed(token)
    if r.kind not in ("_", "^"):
        r.fail("where is this evaluated?", r"write \right|_{x=1}", token, r.tokens[r.at - 1].end)
    return _between(r, found[0], token)


def between_limits(r: Reader, e: Basic, start: int) -> Basic:
    """[u]_0^1"""
    if r.tokens[r.at - 1].kind != "]":
        r.fail("this subscript has nothing to stand on")
    return _between(r, e, r.tokens[start])


def _between(r: Reader, e: Basic, token: Token) -> Basic:
    low = high = None
    outer, r.dependent = r.dependent, {}                  # below the bar y is the letter that takes the value
    while (r.kind == "_" and low is None) or (r.kind == "^" and high is None and not isinstance(low, (Rel, And))):
        sign = r.take()
        found = scripted(r, sign)
        low, high = (found, high) if sign.kind == "_" else (low, found)
    r.dependent = outer
    if low is None:
        r.fail("the lower end is missing", token=token)
    if high is not None:
        return plus(_put(r, e, high, token), Neg(_put(r, e, low, token)))
    return _put(r, e, low, token)


def scripted(r: Reader, sign: Token) -> Basic:
    """What stands in a subscript or superscript: in braces or brackets also x = 1, y = 2."""
    if r.kind in ("{", "\\{") or (r.kind == "(" and not r.latex):
        opener = r.take()
        if r.kind in spelling.CLOSING:
            r.fail("there is nothing in this bracket", token=opener, end=r.next.end)
        found = r.items()
        r.closed(opener)
        return found[0] if len(found) == 1 else And(*found)
    if r.kind == "subscript":
        token = r.take()
        return Integer(token.value) if token.value.isdigit() else r.constant_or_symbol(token.value, token)
    return r.signed() if not r.latex else r.argument("something is missing here")


def _put(r: Reader, e: Basic, where: Basic, token: Token) -> Basic:
    """Evaluated(e, x, a), for each x = a."""
    links = where.args if isinstance(where, And) else (where,)
    if all(isinstance(p, Rel) and p.args[0] == named("=") and isinstance(p.args[1], Symbol) for p in links):
        for p in links:
            e = Evaluated(e, *p.args[1:])
        return e
    symbols = sorted(free(e), key=str)
    if len(links) != 1 or isinstance(where, Rel) or len(symbols) != 1:
        r.fail("which variable takes this value?", "write |_{x=1}", token, r.tokens[r.at - 1].end)
    return Evaluated(e, symbols[0], where)


# ---- the side of a limit, and the forms of SymPy

SIDES = (named("+"), named("-"))


def side(r: Reader, token: Token) -> Basic:
    """The "+" of a limit from above."""
    return named(token.value)


def form(r: Reader, token: Token) -> Basic:
    """Sum(u, i, 1, n) or Sum(u, (i, 1, n)); the index is known before u is read."""
    ends = _commas(r)
    k = ends[0] + 1 if ends else r.at
    if r.tokens[k].kind == "(":
        k += 1
    index = r.tokens[k].value if r.tokens[k].kind == "name" else ""
    outer = r.indices
    r.indices = outer if token.value in ("Integral", "Limit") or not index else outer | {index}
    args = names.arguments(r, token.value)
    r.indices = outer
    if token.value == "Limit" and len(args) == 4 and args[3] in SIDES:
        return Limit(*args)
    flat = [p for a in args for p in (a.args if isinstance(a, TupleOf) else (a,))]
    if len(flat) < 2 or not isinstance(flat[1], Symbol):
        r.fail(f"{token.value} needs an expression and a variable", token=token)
    e, x, *rest = flat
    if token.value == "Limit" and len(rest) == 1:
        return Limit(e, x, rest[0], named("+-"))
    if token.value == "Integral" and len(rest) in (0, 2):
        return IntegralOver(e, x, *rest) if rest else Antiderivative(e, x)
    if token.value in overindex.OVER and len(rest) == 2:
        return overindex.OVER[token.value](e, x, *rest)
    r.fail(f"{token.value} cannot be read with {len(flat)} arguments", token=token)


def _commas(r: Reader) -> list[int]:
    """The places of the commas at the top level of the bracket that begins here."""
    found, k, end = [], r.at + 1, r.partner[r.at]
    while k < end:
        if r.tokens[k].kind == ",":
            found.append(k)
        k = r.partner.get(k, k) + 1
    return found


# ---- integrals

def integral(r: Reader, token: Token) -> Basic:
    r"""\int_a^b u dx; the dx may stand in a numerator."""
    low = high = None
    while r.kind in ("_", "^"):
        mark = r.take()
        found = scripted(r, mark)
        low, high = (found, high) if mark.kind == "_" else (low, found)
    if (low is None) != (high is None):
        r.fail("one bound of the integral is missing", token=token)
    outer, r.integral = (r.integral, r.differential), True
    r.differential = None
    body = Integer(1) if r.at_differential() else r.total()
    if r.differential is None:
        if not (r.kind == "name" and r.at_differential()):
            r.fail("which variable is integrated over? a dx is missing", "end the integral with dx", token, r.tokens[r.at - 1].end)
        r.take()
        r.differential = derivatives.variable(r)
    x = r.differential
    r.integral, r.differential = outer
    return Antiderivative(body, x) if low is None or high is None else IntegralOver(body, x, low, high)


def multiple(r: Reader, token: Token) -> Basic:
    r"""\iint u dx dy, without limits: the inner integral is the one whose differential comes first."""
    sign = r.text[token.start:token.end]
    if r.kind in ("_", "^"):
        r.fail("an integral over a region is not read", r"write the limits of each variable: \int_0^1 \int_0^x u \,dy\,dx", token)
    outer, r.integral = (r.integral, r.differential), True
    r.differential = None
    e = Integer(1) if r.at_differential() else r.total()
    for _ in range(int(token.value)):
        if r.kind != "name" or not r.at_differential():
            r.fail(f"{sign} needs {token.value} differentials", rf"{sign} u \,dx\,dy", token, r.tokens[r.at - 1].end)
        r.take()
        e = Antiderivative(e, derivatives.variable(r))
    r.integral, r.differential = outer
    return e


def around(r: Reader, token: Token) -> Basic:
    r.fail("an integral along a curve is not read", "write it with the parameter of the curve", token)


def numerator(r: Reader) -> Basic:
    r"""The numerator of a fraction in an integral, which may hold the dx: \frac{dx}{x}."""
    if r.peek().kind == "}":
        r.fail("the numerator is empty", end=r.peek().end)
    r.take()
    bars, r.bars = r.bars, 0
    e = Integer(1) if r.at_differential() else r.total()
    if r.kind == "name" and r.at_differential():
        r.take()
        r.differential = derivatives.variable(r)
    r.bars = bars
    r.expect("}")
    return e


# ---- limits

def limit(r: Reader, token: Token) -> Basic:
    r"""\lim_{x \to a^+} u: u is the product that follows."""
    r.expect("_", "where does the limit go? write it below: \\lim_{x \\to 0}")
    opener = r.take()
    if opener.kind not in ("{", "(", "\\{"):
        r.fail("where does the limit go?", r"\lim_{x \to 0}", opener)
    x = derivatives.variable(r)
    r.expect("->", r"an arrow is expected here: x \to 0")
    a = r.total()
    side = "+-"
    if r.kind == "^":
        r.take()
        group = r.take() if r.kind == "{" else None
        side = r.take().kind
        if group:
            r.expect("}")
    r.closed(opener)
    if r.kind == "" or r.kind in spelling.CLOSING:
        r.fail("the limit of what?", token=token)
    return Limit(overindex.signed_term(r), x, a, named(side))


