"""Whether a symmetric matrix of numbers is definite, by its leading minors (Sylvester's criterion)."""
from __future__ import annotations

import sympy as sp
from sympy import Basic

from symderive.checking import real_value
from symderive.nodes import Matrix
from symderive.rules.finish import finish
from symderive.tree import size
from symderive.written import as_written

LARGEST = 6                    # rows
LONGEST = 60                   # nodes of a minor that is shown


def leading_minors(m: Basic) -> tuple[Basic, ...]:
    """The determinants of the upper left blocks, as written. SymPy multiplies them out; their signs are told from what is written in `m`."""
    plain = sp.Matrix(m.doit())
    return tuple(as_written(sp.expand(plain[:k, :k].det(method="berkowitz"))) for k in range(1, plain.rows + 1))


def sign(e: Basic) -> int | None:
    """The sign of a number, where it is certain."""
    if e == 0:
        return 0
    for bits in (128, 1_024):
        v = real_value(e, bits)
        if v is not None and v != 0:
            return 1 if v > 0 else -1
    return None


def definiteness(m: Basic) -> tuple[str, tuple[Basic, ...]]:
    """("positive", "negative", "indefinite" or "undecided", the leading minors).

    >>> from symderive.reading.law import read_law
    >>> definiteness(read_law("matrix(2, 2, 2, 1, 1, 2)"))
    ('positive', (2, 3))
    """
    assert isinstance(m, Matrix)
    if m.args[0] > LARGEST:
        return "undecided", ()
    found = leading_minors(m)
    signs = [sign(e) for e in found]
    shown = tuple(finish(e)[-1].after if finish(e) and size(e) > LONGEST else e for e in found)
    if all(s == 1 for s in signs):
        return "positive", shown
    if all(s == (-1) ** k for k, s in enumerate(signs, start=1)):
        return "negative", shown
    even_negative = any(s == -1 for s in signs[1::2])
    odd_mixed = {1, -1} <= set(signs[::2])
    nonsingular = signs[-1] not in (0, None) and None not in signs and 0 not in signs
    return ("indefinite" if even_negative or odd_mixed or nonsingular else "undecided"), shown
