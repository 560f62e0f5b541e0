"""Several definitions in one text: u = x^2 + 1, z = sin(u)."""
from __future__ import annotations

from collections.abc import Iterable

from sympy import Basic, Symbol

from symderive.errors import ReadError
from symderive.nodes import relation
from symderive.phrase import Phrase
from symderive.reading.problems import ProblemReader
from symderive.reading.statements import Statements, said_once
from symderive.reading.tokens import Limits, Names
from symderive.reading.words import Piece


def read_definitions(text: str, notation: str | None = None, *, symbols: Iterable[str] = (), limits: Limits = Limits()) -> tuple[tuple[Basic, ...], tuple[Phrase, ...]]:
    r"""Read definitions of named variables, between commas or semicolons.

    Args:
        text: as "u = x^2 + 1, z = \sin u".
        notation, symbols, limits: as for `read`.

    Returns:
        The equations, and the conventions that were applied.

    Raises:
        ReadError: with the place, for anything else.

    >>> read_definitions("y = 2x; z = y^2")[0]
    (y = 2x, z = y^2)
    """
    if len(text) > limits.length:
        raise ReadError(text, 0, 0, f"the text is too long: {len(text)} characters, and at most {limits.length} are read")
    found = Statements(text)
    ProblemReader(text, notation, Names(frozenset(symbols)), False, limits).statements(found, [Piece(False, 0, len(text))], False)
    odd = [*(t.operand for t in found.tasks), *found.equations, *found.facts]
    heads = [head for head, _ in found.defined.values()]
    if odd or not heads:
        raise ReadError(text, 0, len(text), "definitions are expected here, and nothing else", "u = x^2 + 1, z = sin(u)")
    if any(not isinstance(h, Symbol) and not h.args for h in heads):
        raise ReadError(text, 0, len(text), "a definition begins with a letter", "u = x^2 + 1")
    return tuple(relation("=", head, body) for head, body in found.defined.values()), said_once(found.notes)
