r"""Fractions within fractions and in matrices, which LaTeX sets ever smaller: these become \dfrac, so that they stay legible."""
from __future__ import annotations

import re

TOKEN = re.compile(r"\\(?:begin|end)\{(?:pmatrix|cases)\}|\\frac\{|[_^]\{|\\[{}]|[{}]")
NUMBER = re.compile(r"\\frac\{[0-9]{1,3}\}\{[0-9]{1,3}\}")                # legible within a fraction
SHORT = r"\{(?:\w{1,3}|\\partial[^{}]*)\}"
LONG = re.compile(rf"\\frac(?!{SHORT}{SHORT})")                         # too small within a line of prose


def legible(latex: str, inline: bool = False) -> str:
    r"""The same mathematics with its inner fractions large enough.

    Args:
        latex: LaTeX as `latex_notation` writes it.
        inline: it stands within a line of prose, where any but a short fraction is set as in a display.

    >>> legible(r"\frac{\frac{x}{y}}{2}"), legible(r"\frac{\frac{x}{y}}{2}", inline=True)
    ('\\frac{\\dfrac{x}{y}}{2}', '\\displaystyle \\frac{\\dfrac{x}{y}}{2}')
    >>> legible(r"\frac{e^{\frac{x}{y}}}{\frac{1}{2}}")
    '\\frac{e^{\\frac{x}{y}}}{\\frac{1}{2}}'
    """
    found: list[str] = []
    inside = [""]                           # what each open brace belongs to: the top or bottom of a fraction, a cell, an index, or what the brace around it does
    at, bottom = 0, -1                      # where the bottom of a fraction begins
    for token in TOKEN.finditer(latex):
        sign, start = token[0], token.start()
        found.append(latex[at:start])
        at = token.end()
        if sign == r"\frac{":
            found.append(r"\dfrac{" if inside[-1] in ("top", "bottom", "cell") and not NUMBER.match(latex, start) else sign)
            inside.append("top")
            continue
        found.append(sign)
        if sign.startswith(r"\begin"):
            inside.append("cell")
        elif sign == "}" or sign.startswith(r"\end"):
            bottom = at if inside[-1] == "top" else -1
            if len(inside) > 1:
                inside.pop()
        elif sign == "{":
            inside.append("bottom" if start == bottom else inside[-1].replace("top", "bottom"))
        elif sign in ("_{", "^{"):
            inside.append("index")
    whole = "".join((*found, latex[at:]))
    return rf"\displaystyle {whole}" if inline and LONG.search(whole) else whole
