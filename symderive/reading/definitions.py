r"""Definitions: f(x, y) = x^2 y, \mathbf f(x, y) = a column. What is defined is a function, whatever its letter."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Basic

from symderive.expr import Call

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader

PARAMETERS = frozenset(("name", "font", ",", "_", "subscript", "lowered", "number", "{", "}"))     # what may stand in f(x_1, x_2) = ...


def definition(r: Reader) -> tuple[Basic, Basic] | None:
    """f(x, y) and what it is, if the text is a definition and nothing more; the function may be a vector."""
    head = name_defined(r)
    if head is None:
        return None
    r.functions = r.functions | {head}
    before = r.at
    f = r.power()
    r.take()
    if r.kind == "":
        r.fail('the right side of "=" is missing', token=r.tokens[r.at - 1])
    body = r.total()
    if r.kind == "" and isinstance(f, Call):
        return f, body
    r.jump(before)
    return None


def name_defined(r: Reader) -> str | None:
    """The name of the function, if the text begins as a definition: u in u(x, y) = ..."""
    tokens, k = r.tokens, 0
    if r.kind == "font":
        k = 2 if tokens[1].kind == "{" else 1
    if tokens[k].kind != "name":
        return None
    opener = k + 1 + (k == 2)
    if tokens[opener].kind != "(":
        return None
    end = r.partner[opener]
    inside = tokens[opener + 1:end]
    if tokens[end + 1].kind != "=" or not inside or any(t.kind not in PARAMETERS for t in inside) or inside[0].kind not in ("name", "font"):
        return None
    return tokens[k].value + (f"_{tokens[0].value}" if k and tokens[0].value else "")
