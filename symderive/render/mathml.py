"""MathML from the LaTeX of this package, by the library math-core: selectable, read aloud by screen readers, no script needed."""
from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any

from symderive.render.fractions import legible

ROW_END = re.compile(r"\\\\\[[0-9.]+ex\]")            # the room between rows is the style sheet's


@cache
def _converter() -> Any:
    from math_core import LatexToMathML
    return LatexToMathML()


def mathml(latex: str, display: bool = False) -> str:
    r"""A formula in MathML; what the library cannot set stands as its LaTeX source.

    Args:
        latex: LaTeX for mathematics mode, without dollar signs.
        display: set it large, in a line of its own.

    >>> mathml("x^2")
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    from math_core import LatexError
    try:
        found: str = _converter().convert_with_local_state(ROW_END.sub(r"\\\\", legible(latex)), displaystyle=display)
    except LatexError:
        return f"<code>{escape(latex)}</code>"
    return found
