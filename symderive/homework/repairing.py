"""A row where a column belongs: an equation whose sides do not fit is read side by side, and its rows are taken for columns."""
from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from sympy import Basic

from symderive.errors import ReadError
from symderive.expr import ShapeError
from symderive.homework.asked import Asked
from symderive.nodes import And, Matrix, column, relation
from symderive.reading import Reading, Statement, read

OPEN, CLOSED = "([{", ")]}"


def repaired(s: Statement, asked: Asked) -> Statement:
    """The statement, with what could be made of its sides; as it was, if that is nothing."""
    if s.error is None or "shapes" not in s.error.message:
        return s
    parts = _sides(s.source.strip().strip("$"))
    if len(parts) < 2:
        return s
    with suppress(ReadError, ShapeError):
        readings = [read(p, functions=asked.functions, shapes=asked.shapes) for p in parts]
        members = [_upright(r.expr) for r in readings]
        links = [relation("=", a, b) for a, b in pairwise(members)]
        made = Reading(s.source, And(*links) if len(links) > 1 else links[0], tuple(n for r in readings for n in r.notes), any(r.partial for r in readings))
        return replace(s, reading=made, error=None)
    return s


def _upright(e: Basic) -> Basic:
    return column(*e.args[2:]) if isinstance(e, Matrix) and int(e.args[0]) == 1 and len(e.args) > 3 else e


def _sides(text: str) -> list[str]:
    """What stands between equals signs outside brackets."""
    found, depth, begin = [], 0, 0
    for k, c in enumerate(text):
        depth += (c in OPEN) - (c in CLOSED)
        if c == "=" and depth == 0:
            found.append(text[begin:k].rstrip("& "))
            begin = k + 1
    return [*found, text[begin:]]
