r"""Partial derivatives by subscript, derivatives of symbolic order, gradients: f_{xy}, f_{xx}(1, 2), f^{(n)}(x), \nabla f, \nabla^2 f."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sympy import Basic, Symbol

from symderive.expr import Call, call, free
from symderive.functions import FUNCTIONS
from symderive.nodes import D, Evaluated, Gradient, Hessian, NthDerivative, TupleOf, column
from symderive.reading import dependence, derivatives, names

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token

# ---- f_x, f_{xy}, f_{xx}(1, 2)

def by_subscript(r: Reader, stem: str, token: Token) -> Basic | None:
    """f_{xy} of a function f that is known to have these variables."""
    f, _, below = stem.partition("_")
    arguments = r.dependent.get(f, ())
    if not below or stem in r.dependent or stem in r.names or not all(c in arguments for c in below):
        return None
    variables: list[Basic] = [Symbol(c) for c in reversed(below)]
    r.partial = True
    e: Basic | None = dependence.derived(r, f, variables, True)
    if e is None:
        e = dependence.noted(r, f, token.start, token.end)
        for x in reversed(variables):
            e = D(e, x)
    return e


def by_subscript_at(r: Reader, f: str, below: str, token: Token) -> Basic:
    """f_{xx}(1, 2): at this point; of a function nobody declared the variables are x, y, z."""
    at = names.arguments(r, f)
    variables = r.dependent.get(f, ("x", "y", "z")[:len(at)] if set(below) <= set("xyz"[:len(at)]) else ())
    if len(variables) != len(at) or not set(below) <= set(variables):
        r.fail(f"which variables does {f} have?", f'declare them: dependent={{"{f}": "x, y"}}', token, r.tokens[r.at - 1].end)
    e: Basic = call(f, *map(Symbol, variables))
    for x in below:
        e = D(e, Symbol(x))
    r.partial = True
    e = _at(r, e, variables, at, token)
    r.note("note.partial_at", token.start, e)
    return e


def _at(r: Reader, e: Basic, variables: Sequence[str], values: Sequence[Basic], token: Token) -> Basic:
    """e where each variable has its value."""
    for x, a in zip(variables, values):
        if a == Symbol(x):
            continue
        if any(Symbol(v) in free(a) for v in variables):
            r.fail("this point holds the variables themselves", "name its values by other letters", token, r.tokens[r.at - 1].end)
        e = Evaluated(e, Symbol(x), a)
    return e


# ---- of symbolic order

def of_symbolic_order(r: Reader, f: str, token: Token) -> Basic | None:
    """f^{(n)}(x); the ^ has not been taken."""
    k = r.at + 1
    if (f not in r.functions and f not in r.dependent) or r.tokens[k].kind != "{" or r.tokens[k + 1].kind != "(":
        return None
    end = r.partner[k + 1]
    inside = r.tokens[k + 2:end]
    if r.tokens[end + 1].kind != "}" or r.tokens[end + 2].kind != "(" or not any(t.kind == "name" for t in inside) or any(t.kind not in ("name", "number", "+", "-") for t in inside):
        return None
    r.jump(k + 2)
    n = r.total()
    r.jump(end + 2)
    values = names.arguments(r, f)
    if len(values) != 1:
        r.fail("the n-th derivative is of a function of one variable", token=token, end=r.tokens[r.at - 1].end)
    x = values[0] if isinstance(values[0], Symbol) else Symbol("x")
    e = NthDerivative(call(f, x), x, n)
    return e if values[0] == x else Evaluated(e, x, values[0])


def nth(r: Reader, above: Token, group: bool, token: Token) -> Basic:
    r"""\frac{d^n y}{dx^n}, \frac{d^n}{dx^n} u: after the d above."""
    n = _symbolic(r)
    name, body = (None, None) if not group or r.kind == "}" else derivatives.function(r)
    if group:
        r.expect("}")
    r.expect("{")
    if not derivatives.is_d(r.next):
        r.fail("a differential is expected here", "as dx^n")
    r.take()
    x = derivatives.variable(r)
    if r.kind != "^" or _symbolic(r) != n or r.kind != "}":
        r.fail("the order stands below as it stands above", "d^n/dx^n", token, r.tokens[r.at - 1].end)
    r.take()
    r.partial = r.partial or above.kind == "partial"
    if str(x) in r.dependent or name == "":
        r.fail(f"{x} is itself a function here", "write d^n/dx^n [...]", token, r.tokens[r.at - 1].end)
    e = NthDerivative(derivatives.operand(r, token) if body is None else body, x, n)
    if body is None:
        derivatives.note_operand(r, e, token)
    return e


def _symbolic(r: Reader) -> Basic:
    """The n of d^n."""
    r.take()
    return r.argument("the order is missing")


# ---- nabla

def nabla(r: Reader, token: Token) -> Basic:
    r"""\nabla f, \nabla^2 f, \nabla f(1, 2), \nabla_x f, \nabla [u]: a gradient or a Hessian, never a product."""
    make = Hessian if token.value == "2" else Gradient
    if r.kind in ("^", "raised"):
        raised = r.take()
        two = raised if raised.kind == "raised" else r.take()
        if two.kind == "{":
            two = r.take()
            r.expect("}")
        if two.value != "2":
            r.fail("only the square of nabla is read: the Hessian", token=two)
        make = Hessian
    if r.kind in ("*", "ring"):
        r.fail("divergence and curl are not read", r"\nabla f is the gradient", token, r.next.end)
    below: list[Basic] = []
    if r.kind == "_":
        r.take()
        group = r.take() if r.kind == "{" else None
        below = [Symbol(r.take().value)] if r.kind == "subscript" else [derivatives.variable(r)]
        while group and r.kind == ",":
            r.take()
            below.append(derivatives.variable(r))
        if group:
            r.expect("}")
    e = _of_nabla(r, make, below, token)
    if make is Hessian:
        r.note("note.nabla_squared", token.start, e)
    return e


def _of_nabla(r: Reader, make: type[Gradient] | type[Hessian], below: list[Basic], token: Token) -> Basic:
    if r.kind in ("(", "[", "\\{", "{"):
        u = r.operand()
        variables = below or (list(u.args[1:]) if isinstance(u, Call) and u.args[0].name not in FUNCTIONS and all(isinstance(a, Symbol) for a in u.args[1:]) else sorted(free(u), key=str))
        if not variables:
            r.fail("there is no variable in this", token=token, end=r.tokens[r.at - 1].end)
        if not below:
            r.note("note.variables_found", token.start, TupleOf(*variables))
        return make(u, _column(variables))
    if r.kind not in ("name", "font", "accent"):
        r.fail("the gradient of what?", r"\nabla f", token)
    start = r.next
    f = derivatives.variable(r)
    if not isinstance(f, Symbol):
        r.fail("the gradient is of a function", r"\nabla f", start)
    if r.kind == "(":
        values = names.arguments(r, f.name)
        if all(isinstance(a, Symbol) for a in values):
            return make(call(f.name, *values), _column(below or values))
        known = r.dependent.get(f.name) or ("x", "y", "z", "w")[:len(values)]
        variables = below or [Symbol(v) for v in known]
        if len(variables) != len(values):
            r.fail(f"which variables does {f} have?", f'declare them: dependent={{"{f}": "x, y"}}', token, r.tokens[r.at - 1].end)
        return _at(r, make(call(f.name, *variables), _column(variables)), list(map(str, variables)), values, token)
    variables = [Symbol(v) for v in r.dependent.get(f.name, ())] or below or _variables_of_text(r)
    e = make(call(f.name, *variables), _column(below or variables))
    if f.name not in r.names.dependent:
        r.note("note.depends_on", start.start, e.args[0])
    return e


def _variables_of_text(r: Reader) -> list[Basic]:
    """What a bare f may be a function of: a bold x in the text, or the letters x, y, z in it; else x."""
    if any(t.kind == "font" and t.value == "bold" and "x" in (a.value, b.value) for t, a, b in zip(r.tokens, r.tokens[1:], r.tokens[2:])):
        return [Symbol("x_bold")]
    letters = {t.value for t in r.tokens if t.kind == "name"}
    return [Symbol(x) for x in ("x", "y", "z") if x in letters] or [Symbol("x")]


def _column(variables: Sequence[Basic]) -> Basic:
    """The variables as the second argument of a Gradient: one alone may be a vector, and stays as it is."""
    return variables[0] if len(variables) == 1 else column(*variables)
