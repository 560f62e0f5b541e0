"""Questions of calculus beyond a list of derivatives, in Python: strings or SymPy in, a checked Solution out."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sympy import Basic, Symbol

from symderive.ask import CONSTANTS, Expression, Given, Point, Values, assumed, listed
from symderive.asked import question
from symderive.calculus import inverse
from symderive.calculus.layers import layers
from symderive.errors import UsageError
from symderive.expr import free
from symderive.graph import as_curve
from symderive.nodes import And, TupleOf, column, relation
from symderive.problem import Assumptions, Problem
from symderive.reading.systems import read_definitions
from symderive.solution import Solution
from symderive.solve import solve
from symderive.tree import substitute

MOST_ORDERS = 4
HEAD = re.compile(r"(?:^|[,;])\s*([A-Za-z]\w*)\s*=")                # what a definition in plain text begins with


@question
def chain(definitions: Mapping[Any, Expression] | Expression, of: str | Symbol | None = None, wrt: Iterable[str | Symbol] | str | Symbol | None = None,
          at: Point = None, assume: str | None = None, values: Values = None, order: int = 1) -> Solution:
    """The chain rule through named variables.

    Args:
        definitions: {"u": "x^2 + 1", "z": "sin(u)"}, or "u = x^2 + 1, z = sin(u)", in any order, each variable as often as needed; or
            one nested expression, which is taken apart into named layers.
        of: the variable that is differentiated; by default the one that no other depends on.
        wrt: the variable in which, or several.
        at: the values of all that is not defined: then the values of a forward and a backward pass are worked out too.
        assume: conditions on the letters.
        values: what is known of unknown functions, as "g(1) = 2, g'(1) = 3".
        order: from 1 to 4, of a derivative in one variable.

    Returns:
        A Solution; `.graph` is the graph of the variables. In several variables, `.answer` is {name: derivative}.

    Raises:
        ReadError, UsageError, NotSupported.

    >>> chain({"y": "2*x", "z": "y**2"}, of="z", wrt="x").answer
    8*x
    >>> chain("u = x^2, z = sin(u)", wrt="x", order=2).answer
    -4*x**2*sin(x**2) + 2*cos(x**2)
    >>> chain("x = s t, y = s + t, z = x*y", wrt=["s", "t"]).answer
    {'s': 2*s*t + t**2, 't': s**2 + 2*s*t}
    >>> print(chain("sin(exp(x^2 + 1))", wrt="x").graph.text())
    y
    └─ v
       └─ u
          └─ x
    """
    if wrt is None:
        raise UsageError("name the variable in which to differentiate, as wrt='x'")
    if isinstance(definitions, Mapping) and not definitions:
        raise UsageError("define a variable, as {'z': 'x^2'}")
    variables = listed(wrt)
    if not isinstance(order, int) or not 1 <= order <= MOST_ORDERS or (order > 1 and len(variables) > 1):
        raise UsageError(f"the order is a whole number from 1 to {MOST_ORDERS}, and above 1 for one variable, not {order!r}")
    declared = [str(k) for k in definitions] if isinstance(definitions, Mapping) else HEAD.findall(definitions) if isinstance(definitions, str) else []
    given = Given(tuple(n for n in (*declared, *(str(x) for x in variables)) if n not in CONSTANTS))
    source = definitions if isinstance(definitions, str) else ""
    if isinstance(definitions, Mapping):
        equations = tuple(relation("=", given.letter(k), given.defining(k, a)) for k, a in definitions.items())
    elif isinstance(definitions, str) and "=" in definitions:
        equations, notes = read_definitions(definitions, symbols=given.declared)
        given.notes += notes
    else:
        if len(variables) != 1:
            raise UsageError("an expression is taken apart into layers in one variable; name the variables of several, as {'u': ..., 'z': ...}")
        e = given.expression(definitions)
        equations, whole = layers(e, given.variable(variables[0], e))
        of = whole if of is None else of
    body = And(*equations) if len(equations) > 1 else equations[0]
    symbols = tuple(given.variable(x, body) for x in variables)
    if len(set(symbols)) < len(symbols):
        raise UsageError("a variable is named twice")
    name = given.letter(of) if of is not None else last_of(equations)
    curve = as_curve({e.args[1]: e.args[2] for e in equations}, name, symbols[0]) if len(symbols) == 1 else None
    if curve is not None:
        x, y, t = curve
        return solve(Problem("parametric", column(x, y), (t,) * order, source=source, at=given.point(at, (t,), body), name=TupleOf(symbols[0], name),
                             assumptions=Assumptions((*given.facts, *given.known_values(values))) + assumed(assume), notes=tuple(given.notes), originals=given.originals))
    return solve(Problem("chain", body, symbols * order, source=source, at=given.point(at, symbols, body), name=name,
                         assumptions=Assumptions((*given.facts, *given.known_values(values))) + assumed(assume), notes=tuple(given.notes), originals=given.originals))


def last_of(equations: Iterable[Basic]) -> Basic:
    """The variable that no other depends on.

    Raises:
        UsageError: if there is not just one.
    """
    pairs = [e.args[1:] for e in equations]
    used = frozenset().union(*(free(body) for _, body in pairs))
    found = [head for head, _ in pairs if Symbol(getattr(head, "name", "") or head.args[0].name) not in used]
    if len(found) != 1:
        raise UsageError("say which variable is differentiated, as of='z'")
    return found[0]


@question
def implicit(equation: Expression, of: str | Symbol, wrt: str | Symbol, order: int = 1, at: Point = None, assume: str | None = None) -> Solution:
    """The derivative of a function that an equation defines.

    Args:
        equation: as "x^2 + y^2 = 1"; an expression alone is set to zero.
        of: the letter that is a function of the other, as "y".
        wrt: the variable, as "x".
        order: from 1 to 4.
        at: a point of the curve, as {"x": 3, "y": 4}.
        assume: conditions on the letters.

    Raises:
        ReadError, UsageError, NotSupported.

    >>> implicit("x^2 + y^2 = 25", "y", "x").answer
    -x/y
    >>> implicit("x^2 + y^2 = 25", "y", "x", order=2).answer
    -25/y**3
    """
    if not isinstance(order, int) or order < 1:
        raise UsageError(f"the order is a whole number from 1 to 4, not {order!r}")
    given = Given(tuple(str(n) for n in (of, wrt) if str(n) not in CONSTANTS))
    body = given.equation(equation)
    x, y = given.variable(wrt, body), given.variable(of, body)
    return solve(Problem("implicit", body, (x,) * order, source=equation if isinstance(equation, str) else "", at=given.point(at, (x, y), body), name=y,
                         assumptions=Assumptions(tuple(given.facts)) + assumed(assume), notes=tuple(given.notes), originals=given.originals))


@question
def parametric(x: Expression, y: Expression, wrt: str | Symbol, order: int = 1, at: Point = None, assume: str | None = None) -> Solution:
    """dy/dx of a curve that is given by a parameter.

    Args:
        x, y: the coordinates, as "t^2 - 4t", "2t^3 - 6t".
        wrt: the parameter.
        order: from 1 to 4.
        at: a value of the parameter.
        assume: conditions on the letters.

    Raises:
        ReadError, UsageError, NotSupported.

    >>> parametric("t^2", "t^3", "t").answer
    3*t/2
    >>> parametric("t^2", "t^3", "t", order=2).answer
    3/(4*t)
    """
    if not isinstance(order, int) or order < 1:
        raise UsageError(f"the order is a whole number from 1 to 4, not {order!r}")
    given = Given((str(wrt),))
    body = column(given.expression(x), given.expression(y))
    t = given.variable(wrt, body)
    if t not in free(body.args[2]):
        raise UsageError(f"the first coordinate does not depend on {t}: the curve is a vertical line")
    return solve(Problem("parametric", body, (t,) * order, at=given.point(at, (t,), body),
                         assumptions=Assumptions(tuple(given.facts)) + assumed(assume), notes=tuple(given.notes), originals=given.originals))


@question
def inverse_derivative(f: Expression, wrt: str | Symbol, at_y: Expression | None = None, at_x: Expression | None = None, assume: str | None = None) -> Solution:
    """The derivative of the inverse of a function, at a value of the function.

    Args:
        f: the function.
        wrt: its variable.
        at_y: the value at which the inverse is differentiated.
        at_x: the place at which the function has that value; sought if it is not given, and needed where there are several.
        assume: conditions on the letters.

    Raises:
        ReadError, UsageError; NotSupported where the place is not found.

    >>> inverse_derivative("x^3 + x", "x", at_y=10).answer
    1/13
    """
    given = Given((str(wrt),))
    body = given.expression(f)
    x = given.variable(wrt, body)
    if x not in free(body):
        raise UsageError(f"{x} does not occur: a constant has no inverse")
    if at_y is None and at_x is None:
        raise UsageError("at which value? say at_y=8")
    a = given.value(at_x) if at_x is not None else inverse.place(body, x, given.value(at_y), Assumptions(tuple(given.facts)) + assumed(assume))
    b = given.value(at_y) if at_y is not None else inverse.settled(substitute(body, {x: a}))
    if at_x is not None and at_y is not None and inverse.equal(relation("=", substitute(body, {x: a}), b)) is False:
        raise UsageError(f"at {x} = {a} the function is not {b}")
    return solve(Problem("inverse", body, (x,), source=f if isinstance(f, str) else "", at={x: a, inverse.F: b},
                         assumptions=Assumptions(tuple(given.facts)) + assumed(assume), notes=tuple(given.notes), originals=given.originals))
