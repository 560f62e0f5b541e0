r"""Derivatives: \frac{d}{dx} u, d/dx u, \frac{\partial f}{\partial x}, D_x u, (u)'; each is a D that waits to be worked out."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Basic, Integer, Symbol

from symderive.expr import Call, free
from symderive.nodes import D, TupleOf
from symderive.reading import dependence, names, partials, spelling

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token

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

def is_d(token: Token) -> bool:
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
    if not is_d(first) or r.tokens[min(below, len(r.tokens) - 1)].kind != "{":
        return False
    return is_d(r.tokens[below + 1]) and _names_variable(r.tokens[below + 2])


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
    return is_d(r.tokens[k]) and r.tokens[k + 1].kind == "name"


# ---- derivatives

def derivative(r: Reader, token: Token) -> Basic:
    r"""\frac{d^2}{dx^2} u, \frac{\partial f}{\partial x}"""
    group = r.kind == "{"
    if group:
        r.take()
    above = r.take()
    if r.kind == "^" and r.peek(1 + (r.peek().kind == "{")).kind == "name":
        return partials.nth(r, above, group, token)
    order = _order(r)
    name, body = (None, None) if not group or r.kind == "}" else function(r)
    if group:
        r.expect("}")
    r.expect("{")
    variables = _variables(r)
    r.expect("}")
    return _derivative(r, above, order, name, body, variables, token)


def slash_derivative(r: Reader, token: Token) -> Basic:
    """d/dx u, ∂²/∂x∂y u, df/dx; the d has been taken."""
    if token.kind == "partial" and r.kind == "_":
        return operator_with_subscript(r, token)
    if token.kind == "partial" and not is_slash_derivative(r):
        r.fail("∂ alone is no formula", "write ∂/∂x", token)
    order = _order(r)
    name, body = (None, None) if r.kind == "/" else _lone(r)
    r.expect("/")
    bracket = r.take() if r.kind == "(" else None
    variables = _variables(r)
    if bracket:
        r.closed(bracket, ")")
    return _derivative(r, token, order, name, body, variables, token)


def is_operator(r: Reader) -> bool:
    """Outside a problem, after D: does _x and what is differentiated follow?"""
    k = r.at + 1
    letter = r.tokens[k + 1] if r.tokens[k].kind == "{" else r.tokens[k]
    after = r.tokens[r.partner.get(k, k) + 1].kind
    if len(letter.value) != 1 or letter.kind not in ("name", "subscript") or not letter.value.isalpha() or "D" in r.names.symbols:
        return False
    if r.partner.get(k, k) not in (k, k + 2):
        return False
    return after in ("(", "[") or (after in ("name", "function") and letter.value in dependence.PARTIALS)


def operator_with_subscript(r: Reader, token: Token) -> Basic:
    """D_x u, ∂_x u, ∂_{xy} u; the D has been taken."""
    r.take()
    variables: list[Basic] = []
    if r.kind == "subscript":
        variables = [Symbol(c) for c in (r.take().value)] if r.next.value.isalpha() else [Symbol(r.take().value)]
    else:
        group = r.take() if r.kind == "{" else None
        variables = [variable(r)]
        while group and r.kind == "name":
            variables.append(variable(r))
        if group:
            r.expect("}")
    r.partial = r.partial or token.kind == "partial"
    return _differentiated(r, variables[::-1], token)


def function(r: Reader) -> tuple[str | None, Basic]:
    """What stands after the d above: y, or y(x), which can only be a call; the name, if it is one that depends on others."""
    if r.kind == "name" and r.peek().kind == "(" and r.tokens[r.partner[r.at + 1] + 1].kind == "}":
        r.functions = r.functions | {r.next.value}
        return None, r.total()
    start = r.at
    e = r.total()
    alone = r.kind == "}" and isinstance(e, Call) and e.args[0].name in r.dependent and r.tokens[r.at - 1].kind != ")"
    if not alone and r.dependent and r.at > start:
        return "", e
    return (e.args[0].name if alone else None), e


def _lone(r: Reader) -> tuple[str | None, Basic]:
    e = names.name(r, r.take())
    return (e.args[0].name if isinstance(e, Call) and e.args[0].name in r.dependent and r.tokens[r.at - 1].kind != ")" else None), e


def _derivative(r: Reader, above: Token, order: int, name: str | None, body: Basic | None, variables: list[Basic], token: Token) -> Basic:
    if len(variables) != order:
        r.fail(f"the order is {order} above and {len(variables)} below", "write d^2/dx^2", token, r.tokens[r.at - 1].end)
    r.partial = r.partial or above.kind == "partial"
    if body is None:
        return _differentiated(r, variables, token)
    if name and (found := dependence.derived(r, name, variables, above.kind == "partial")) is not None:
        return found
    if any(str(x) in r.dependent for x in variables):
        r.fail(f"{variables[0]} is itself a function here", "write d/dy [...]", token, r.tokens[r.at - 1].end)
    for x in reversed(variables):
        body = D(body, x)
    return body


def _differentiated(r: Reader, variables: list[Basic], token: Token) -> Basic:
    """The derivative of the operand that follows; in a y that is itself a function, it is taken as if y were free, and then y = y(x) is put in."""
    free_again = [str(x) for x in dict.fromkeys(variables) if str(x) in r.dependent]
    outer = r.dependent
    if free_again:
        r.dependent = {y: v for y, v in outer.items() if y not in free_again}
    e = operand(r, token)
    for x in reversed(variables):
        e = D(e, x)
    r.dependent = outer
    e = dependence.put_back(r, e, free_again)
    note_operand(r, e, token)
    return e


def of_dependent(r: Reader, name: str, count: int, token: Token) -> Basic:
    """y'', where y is a function of x."""
    e: Basic = dependence.noted(r, name, token.start, token.end)
    if len(r.dependent[name]) != 1:
        r.fail(f"in which variable is {name} differentiated?", f"write d{name}/d{r.dependent[name][0]}", token, r.tokens[r.at - 1].end)
    x, = r.dependent[name]
    if x in r.dependent:
        found = dependence.derived(r, name, [Symbol(x)] * count, False)
        assert found is not None
        return found
    for _ in range(count):
        e = D(e, Symbol(x))
    return e


def dotted(r: Reader, token: Token) -> Basic | None:
    r"""\dot x, where x is a function of t."""
    group = r.kind == "{"
    inner = r.peek() if group else r.next
    if inner.kind != "name" or inner.value not in r.dependent or (group and r.peek(2).kind != "}"):
        return None
    r.jump(r.at + (3 if group else 1))
    return of_dependent(r, inner.value, len(token.value) - 2, token._replace(end=r.tokens[r.at - 1].end))


# ---- orders and variables

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
    while is_d(r.next) and _names_variable(r.peek()):
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


def operand(r: Reader, token: Token) -> Basic:
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


def note_operand(r: Reader, e: Basic, token: Token) -> None:
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
    given = {v for y in r.dependent for v in r.dependent[y]}
    if len(symbols) > 1 and len(given) == 1 and Symbol(*given) in symbols:
        symbols = [Symbol(*given)]
    if len(symbols) != 1:
        r.fail("in which variable is this differentiated?", "write d/dx [...]", r.tokens[start], r.next.end)
    while r.kind == "'":
        r.take()
        e = D(e, symbols[0])
    r.note("note.prime_on_bracket", r.tokens[start].start, e)
    return e
