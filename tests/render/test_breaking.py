"""Long lines of LaTeX: nothing is lost where they are broken, brackets stay in pairs, and the pieces are short."""
from __future__ import annotations

import re

import pytest

import symderive as sd
from symderive.render.breaking import _Reader, broken_line

LINES = [
    r"(a + b)^2 (c + d)^3 - x(y + z)",
    r"\left(\frac{a}{b} + c\right)\left(d + e + f + g + h\right) = \sin(x) \cos(x + y) e^{x^2 + y^2}",
    r"-2x(x^2 + 1)^3 \cdot (x + 5)^2 \cdot \frac{d}{dx}\left[x^2 + 7\right] + 3",
    r"\left(\left(\left(a + b\right) c + d\right) e + f\right) g + \left. h + i \right|_{x=1}",
    r"\begin{pmatrix} a + b & c \\ d & e \end{pmatrix} + \operatorname{arsinh}(x + 1) - f^{(3)}(x + y + z)",
]


def bare(s: str) -> str:
    """Without spaces, dots and the sizes of brackets."""
    return re.sub(r"\\cdot|\\left|\\right|\\Big[lr]|\s", "", s)


@pytest.mark.parametrize("widest", [8, 14, 25, 200])
@pytest.mark.parametrize("line", LINES)
def test_nothing_is_lost(line: str, widest: int) -> None:
    rows = broken_line(line, widest)
    assert bare("".join(rows)) == bare(line)
    for row in rows:
        assert row.count(r"\left") == row.count(r"\right") and row.count("{") == row.count("}")
        assert not re.match(r"[)\]^_]", row), "no line begins with what belongs to the one before"
    assert (rows == [line]) is (widest == 200)


def test_an_argument_stays_with_its_function() -> None:
    for row in broken_line(LINES[-1], 12):
        assert not row.startswith(("(x", r"\cdot (x")) and not row.endswith((r"\operatorname{arsinh}", "f^{(3)}"))


def test_a_line_is_broken_at_its_outermost_signs() -> None:
    assert broken_line("(a + b + c) + (d + e + f) = (g + h)(i + j + k)", 34) == ["(a + b + c) + (d + e + f)", "= (g + h)(i + j + k)"]


@pytest.mark.parametrize("f", ["(x^2+1)^3 (x^3-2)^4 (x^5+x)^2 e^{x^2} sin(x)", "sin(cos(tan(x^2+1)+ln(x)) x^3) e^{x^3+x^2} (x+1)^7"])
def test_long_derivations_fit_the_page(f: str) -> None:
    """Every row of a display, but for what cannot be broken."""
    tex = sd.derivative(f, "x").latex()
    rows = [row.split("&&")[0] for block in re.findall(r"\\begin\{align\*\}(.*?)\\end\{align\*\}", tex, re.S) for row in block.split(r"\\")]
    widths = [sum(i.width for i in _Reader(row.replace("&", "").strip()).items()) for row in rows]
    assert len(widths) > 4 and max(widths) < 115
