"""The dialect in which laws are written: plain text with every product explicit, and `...` for "and so on"."""
from __future__ import annotations

import re
from collections.abc import Callable

from sympy import Basic, E, Integer, Symbol, oo, pi, true

from symderive.errors import ReadError
from symderive.expr import At, Neg, Over, Power, call, named, plus, times
from symderive.nodes import (
    And,
    Cases,
    D,
    Evaluated,
    Gradient,
    Hessian,
    IntegralOver,
    Inverse,
    InverseSlope,
    Jacobian,
    Limit,
    Matrix,
    Or,
    ProdOver,
    Slope,
    SumOver,
    Transpose,
    Where,
    column,
    relation,
)

TOKEN = re.compile(r"\s*(?:(\d+)|([A-Za-z_]\w*(?:'+|\^\(\d+(?:,\d+)*\)(?=\())?)|(\.\.\.|<=|>=|!=|[-+*/^()\[\],<>=&|]))")
CONSTANTS = {"e": E, "pi": pi, "oo": oo, "otherwise": true}
NODES: dict[str, Callable[..., Basic]] = {
    "D": D, "Sum": SumOver, "Prod": ProdOver, "Integral": IntegralOver, "cases": Cases,
    "at": Evaluated, "where": Where, "column": column, "matrix": Matrix, "Gradient": Gradient, "Jacobian": Jacobian, "Hessian": Hessian, "Slope": Slope, "InverseSlope": InverseSlope,
    **{name: lambda u, x, a, side=side: Limit(u, x, a, named(side)) for name, side in (("Limit", "+-"), ("Limit_above", "+"), ("Limit_below", "-"))},
    "transpose": Transpose, "inverse": Inverse,
}
AND_SO_ON = Symbol("...")

# operator: (binding strength, strength asked of its right side, node)
BINARY: dict[str, tuple[int, int, Callable[[Basic, Basic], Basic]]] = {
    "|": (0, 1, Or),
    "&": (0, 1, And),
    "in": (1, 2, lambda a, b: relation("in", a, b)),
    **{r: (1, 2, lambda a, b, r=r: relation(r, a, b)) for r in ("=", "!=", "<", "<=", ">", ">=")},  # type: ignore[misc]
    "+": (3, 4, plus),
    "-": (3, 4, lambda a, b: plus(a, Neg(b))),
    "*": (5, 6, times),
    "/": (5, 6, Over),
    "^": (9, 8, Power),
}
SIGN = 5                       # -a*b is -(a*b), and -a + b is (-a) + b


def read_law(text: str) -> Basic:
    """An expression or relation in the dialect of laws.

    Raises:
        ReadError: with the place, for anything outside the dialect.

    >>> read_law("D(u*v, x) = D(u, x)*v + u*D(v, x)").args[1].args[1]
    x
    """
    reader = _Reader(text)
    e = reader.expression(0)
    reader.expect("")
    return e


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.tokens: list[tuple[str, int]] = []
        at, end = 0, len(text.rstrip())
        while at < end:
            found = TOKEN.match(text, at)
            if not found or not found.lastindex:
                raise ReadError(text, at, at + 1, "this sign has no meaning in a law")
            self.tokens.append((found[found.lastindex], found.start(found.lastindex)))
            at = found.end()
        self.tokens.append(("", end))

    @property
    def next(self) -> str:
        return self.tokens[self.at][0]

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][0]

    def expect(self, token: str) -> None:
        if self.next != token:
            place = self.tokens[self.at][1]
            raise ReadError(self.text, place, place + len(self.next), f"expected {token or 'the end'}")
        self.take()

    def expression(self, strength: int) -> Basic:
        if self.next == "-":
            self.take()
            left: Basic = Neg(self.expression(SIGN))
        else:
            left = self.atom()
        while self.next in BINARY and BINARY[self.next][0] >= strength:
            _, right, make = BINARY[self.take()]
            left = make(left, self.expression(right))
        return left

    def atom(self) -> Basic:
        token = self.take()
        if token == "(":
            inside = self.expression(0)
            self.expect(")")
            return inside
        if token == "...":
            return AND_SO_ON
        if token.isdigit():
            return Integer(token)
        if not token or not (token[0].isalpha() or token[0] == "_"):
            self.at -= 1
            self.expect("an expression")
        if self.next == "(":
            return self.applied(token, self.sequence("(", ")"))
        if self.next == "[":
            return At(Symbol(token), *self.sequence("[", "]"))
        return CONSTANTS.get(token) or Symbol(token)

    def applied(self, name: str, args: list[Basic]) -> Basic:
        if name == "exp":
            return Power(E, *args)
        return NODES[name](*args) if name in NODES else call(named(name).name, *args)

    def sequence(self, start: str, end: str) -> list[Basic]:
        self.expect(start)
        items = [self.expression(0)]
        while self.next == ",":
            self.take()
            items.append(self.expression(0))
        self.expect(end)
        return items
