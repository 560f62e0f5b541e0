r"""Expressions as a textbook writes them: `latex` for type, `text` for a line that a terminal shows and the reader reads back."""
from __future__ import annotations

from sympy import Basic

from symderive.render import latex_notation, text_notation


def latex(e: Basic, partial: bool = False, otherwise: str = "otherwise") -> str:
    r"""An expression in LaTeX.

    Args:
        e: an expression as written, or any SymPy object.
        partial: write derivatives with a round d.
        otherwise: the word for the last case.

    Returns:
        LaTeX for mathematics mode, without dollar signs.

    Raises:
        NotSupported: if it is longer than anyone could read (an expression that shares its parts can be).

    >>> from sympy.abc import x
    >>> from symderive.expr import call, times
    >>> from symderive.nodes import D
    >>> latex(D(times(x, call("sin", x)), x))
    '\\frac{d}{dx}\\left[x \\sin x\\right]'
    """
    return str(latex_notation.notation(partial=partial, otherwise=otherwise).write(e))


def text(e: Basic, partial: bool = False, unicode: bool = False, otherwise: str = "otherwise") -> str:
    """An expression as one line of plain text: ASCII, or with `unicode` the signs of mathematics.

    Args:
        e: an expression as written, or any SymPy object.
        partial: write derivatives with a round d (only with `unicode`: plain text has none).
        unicode: use any sign there is.
        otherwise: the word for the last case.

    Raises:
        NotSupported: if it is longer than anyone could read.

    >>> from sympy.abc import x
    >>> from symderive.expr import Power, call, times
    >>> from sympy import Integer
    >>> e = times(x, call("sin", Power(x, Integer(2))))
    >>> text(e), text(e, unicode=True)
    ('x sin(x^2)', 'x sin(x²)')
    """
    return str(text_notation.notation(partial=partial, unicode=unicode, otherwise=otherwise).write(e))
