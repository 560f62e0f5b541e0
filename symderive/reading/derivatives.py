r"""Derivatives: \frac{d}{dx} u, d/dx u, \frac{\partial f}{\partial x}, D_x u, (u)'; each is a D that waits to be worked out."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Basic, Integer, Symbol

from symderive.expr import free
from symderive.nodes import D, TupleOf
from symderive.reading import names, spelling

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.tokens import Token

HIGHEST = 100                  # order of a derivative


def nested(e: Basic, variables: list[Basic]) -> Basic | None:
    """D of D ...; the variables in the order of differentiation. (x, 2) or x, 2 stands for x, x."""
    order: list[Basic] = []
    for x in variables:
        x, count = x.args if isinstance(x, TupleOf) and len(x.args) == 2 else (x, Integer(1))
        if isinstance(x, Integer) and order:
            x, count = order.pop(), x
        if not isinstance(x, Symbol) or not isinstance(count, Integer) or not 0 < int(count) <= HIGHEST:
            return None
        order += [x] * int(count)
    for x in order:
        e = D(e, x)
    return e if order else None


# ---- is it a derivative? d or a round d above, and below it the same with a name after it

def _is_d(token: Token) -> bool:
    return token.kind == "partial" or (token.kind == "name" and token.value == "d")


def _names_variable(token: Token) -> bool:
    return token.kind in ("name", "font", "accent")


def is_quotient_of_differentials(r: Reader, ahead: int = 0) -> bool:
    r"""After \frac: \frac{d}{dx}, \frac{d^2 y}{dx^2}, \frac d{dx}."""
    k = r.at + ahead
    if "d" in r.names.symbols:
        return False
    if r.tokens[k].kind == "{":
        first, below = r.tokens[k + 1], r.partner[k] + 1
    else:
        first, below = r.tokens[k], k + 1
    if not _is_d(first) or r.tokens[min(below, len(r.tokens) - 1)].kind != "{":
        return False
    return _is_d(r.tokens[below + 1]) and _names_variable(r.tokens[below + 2])


def is_slash_derivative(r: Reader) -> bool:
    """After d: d/dx, d^2/dx^2, df/dx, d²f/dx²."""
    if "d" in r.names.symbols:
        return False
    k = r.at
    if r.tokens[k].kind == "raised":
        k += 1
    elif r.tokens[k].kind == "^" and r.tokens[k + 1].kind == "number":
        k += 2
    if r.tokens[k].kind == "name" and r.tokens[k].value != "d":
        k += 1
        while r.tokens[k].kind in ("_", "subscript", "lowered"):
            k += 1
    if r.tokens[k].kind != "/":
        return False
    k += 1 + (r.tokens[k + 1].kind == "(")
    return _is_d(r.tokens[k]) and r.tokens[k + 1].kind == "name"


# ---- derivatives

def derivative(r: Reader, token: Token) -> Basic:
    r"""\frac{d^2}{dx^2} u, \frac{\partial f}{\partial x}"""
    group = r.kind == "{"
    if group:
        r.take()
    above = r.take()
    order = _order(r)
    body = None if not group or r.kind == "}" else _function(r)
    if group:
        r.expect("}")
    r.expect("{")
    variables = _variables(r)
    r.expect("}")
    return _derivative(r, above, order, body, variables, token)


def slash_derivative(r: Reader, token: Token) -> Basic:
    """d/dx u, ∂²/∂x∂y u, df/dx; the d has been taken."""
    if token.kind == "partial" and not is_slash_derivative(r):
        r.fail("∂ alone is no formula", "write ∂/∂x", token)
    order = _order(r)
    body = None if r.kind == "/" else names.name(r, r.take())
    r.expect("/")
    bracket = r.take() if r.kind == "(" else None
    variables = _variables(r)
    if bracket:
        r.closed(bracket, ")")
    return _derivative(r, token, order, body, variables, token)


def operator_with_subscript(r: Reader, token: Token) -> Basic:
    """D_x u, in a problem; the D has been taken."""
    r.take()
    if r.kind == "subscript":
        x: Basic = Symbol(r.take().value)
    else:
        group = r.take() if r.kind == "{" else None
        x = variable(r)
        if group:
            r.expect("}")
    e = D(_operand(r, token), x)
    _note_operand(r, e, token)
    return e


def _function(r: Reader) -> Basic:
    """What stands after the d above: y, or y(x), which can only be a call."""
    if r.kind == "name" and r.peek().kind == "(" and r.tokens[r.partner[r.at + 1] + 1].kind == "}":
        r.functions = r.functions | {r.next.value}
    return r.total()


def _derivative(r: Reader, above: Token, order: int, body: Basic | None, variables: list[Basic], token: Token) -> Basic:
    if len(variables) != order:
        r.fail(f"the order is {order} above and {len(variables)} below", "write d^2/dx^2", token, r.tokens[r.at - 1].end)
    r.partial = r.partial or above.kind == "partial"
    e = body if body is not None else _operand(r, token)
    for x in reversed(variables):
        e = D(e, x)
    if body is None:
        _note_operand(r, e, token)
    return e


def _order(r: Reader) -> int:
    """The 2 of d^2."""
    if r.kind == "raised":
        text = r.take().value
        return _whole(r, text)
    if r.kind != "^":
        return 1
    r.take()
    group = r.kind == "{"
    if group:
        r.take()
    text = r.take().value if r.kind == "number" else ""
    if group and text:
        r.expect("}")
    return _whole(r, text)


def _whole(r: Reader, text: str) -> int:
    if not text.isdigit() or not 0 < int(text[:6]) <= HIGHEST:
        r.fail(f"the order of a derivative must be a number from 1 to {HIGHEST}", token=r.tokens[r.at - 1])
    return int(text)


def _variables(r: Reader) -> list[Basic]:
    """What stands below: dx, ∂x ∂y, dx^2; as written."""
    found: list[Basic] = []
    while _is_d(r.next) and _names_variable(r.peek()):
        r.partial = r.partial or r.kind == "partial"
        r.take()
        found_x = variable(r)
        found += [found_x] * _order(r)
        if r.kind == "*":
            r.take()
    if not found or len(found) > HIGHEST:
        r.fail("a differential is expected here", "as dx")
    return found


def variable(r: Reader) -> Basic:
    """A symbol with its subscript."""
    if r.kind not in ("name", "font", "accent"):
        r.fail("a variable is expected here")
    token = r.take()
    spelled = token.value if token.kind == "name" else names.letter(r, token)
    return names.subscripted(r, spelled, token) if r.kind in ("_", "lowered") else Symbol(spelled)


def _operand(r: Reader, token: Token) -> Basic:
    """What is differentiated: the bracket that follows, else the product that follows."""
    if r.kind == "" or r.kind in spelling.CLOSING or r.kind in ("=", ",", ";", "+", "-"):
        r.fail("what is differentiated?", "put it in brackets: d/dx [x^2 - 1]", token, r.tokens[r.at - 1].end)
    start = r.at
    r.deeper()
    e = _bracket_or_product(r, start)
    r.depth -= 1
    return e


def _bracket_or_product(r: Reader, start: int) -> Basic:
    if r.kind == "[" or (r.kind == "(" and _stands_alone(r)):
        return r.operand()
    r.unbracketed = (start, r.at)
    e = r.term(bar=False)
    r.unbracketed = (start, r.at)
    return e


def _note_operand(r: Reader, e: Basic, token: Token) -> None:
    """What was differentiated, if it had no bracket and is a product."""
    start, end = r.unbracketed
    if end == r.at and end - start > 1 and r.tokens[start].kind != "{" and any(t.kind in ("*", "/", "(") for t in r.tokens[start:end]):
        r.note("note.derivative_of_product", token.start, e)


def _stands_alone(r: Reader) -> bool:
    """Does nothing that belongs to it follow the bracket that begins here?"""
    after = r.tokens[r.partner[r.at] + 1].kind
    return after in ("", "*", "+", "-", ",", ";", "&", "row", "|", "and", "or", "text", "->", "approx", "~", "in", "if") or after in ("=", "<", ">", "<=", ">=", "!=") or after in spelling.CLOSING


def primed(r: Reader, e: Basic, start: int) -> Basic:
    """(u)': the derivative of a bracket in its only symbol."""
    before = r.tokens[r.at - 1]
    if before.kind not in (")", "]"):
        r.fail("a prime needs a function before it", "write f'(x), or d/dx [...]")
    symbols = sorted(free(e), key=str)
    if len(symbols) != 1:
        r.fail("in which variable is this differentiated?", "write d/dx [...]", r.tokens[start], r.next.end)
    while r.kind == "'":
        r.take()
        e = D(e, symbols[0])
    r.note("note.prime_on_bracket", r.tokens[start].start, e)
    return e
