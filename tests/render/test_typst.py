"""Typst and PDF: every formula in the golden files is converted and compiles; the pages come out."""
from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import symderive as sd
from symderive.errors import NotSupported
from symderive.lang import words
from symderive.render.fractions import legible
from symderive.render.pdf_format import document
from symderive.render.typst_math import quoted, typst
from symderive.rules import RULES

compiler = pytest.importorskip("typst")
GOLDEN = Path(__file__).parent / "golden" / "notation"
FORMULAS = sorted({legible(found) for file in GOLDEN.glob("*.txt") for found in re.findall(r"^>>> latex[^\n]*\n([^\n]+)$", file.read_text(encoding="utf-8"), flags=re.M)})


def test_there_are_formulas() -> None:
    assert len(FORMULAS) > 50


def test_all_compile() -> None:
    """In one document, a formula a line; the names of a hostile user are text."""
    source = "\n\n".join(f"$ {typst(f)} $" for f in FORMULAS)
    assert compiler.compile(source.encode("utf-8"), format="pdf").startswith(b"%PDF")


@pytest.mark.parametrize("latex, wanted", [
    (r"\frac{1}{2}", "frac(1, 2)"), (r"x_{12}^{2}", "x _(12) ^(2)"), (r"\sqrt[3]{x}", "root(3, x)"), (r"f(x, y)", r"f \( x \, y \)"),
    (r"\begin{pmatrix} a & b \\[2.5ex] c & d \end{pmatrix}", 'mat(delim: "(", a, b; c, d)'), (r"\text{a \_ b}", '"a _ b"'),
])
def test_forms(latex: str, wanted: str) -> None:
    assert typst(latex) == wanted


@pytest.mark.parametrize("latex", [r"\unheardof{x}", "}", r"\frac{1}", "{" * 300])
def test_what_has_no_form_is_refused(latex: str) -> None:
    with pytest.raises(NotSupported):
        typst(latex)


def test_strings_are_closed() -> None:
    assert quoted('a"b\\#c') == r'"a\"b\\#c"'


def test_pdf(tmp_path: Path) -> None:
    solution = sd.gradient("x^2*y + cases(x, x < 0, y, otherwise)", ["x", "y"], at={"x": 1, "y": 2})
    assert solution.save(tmp_path / "notes.pdf").read_bytes().startswith(b"%PDF")
    assert solution.render("pdf", view="tree", detail="full")[:4] == b"%PDF"


@pytest.mark.parametrize("made", [
    lambda: sd.chain("x = s*t, y = s + t, z = x^2*y", of="z", wrt=["s", "t"], at={"s": 1, "t": 2}), lambda: sd.analyse("x^3 - 3x", "x"), lambda: sd.derivative("abs(x)", "x", at=0),
])
def test_figures_tables_and_remarks(made: Callable[[], sd.Solution]) -> None:
    s = made()
    source = document(s.page(), words("en", {rule.id: rule.title for rule in RULES.values()}), {})
    page = s.page()
    assert source.count("#block(table(") == sum(part.table is not None for part in page.sections) and source.count("raw(") == sum(part.figure is not None for part in page.sections)
    assert source.count("#block($") == len(page.answer) and bool(page.answer) != bool(page.remarks)
    assert s.render("pdf")[:4] == b"%PDF"
