"""Exercise sheets and slides: every format, with and without solutions, a problem that fails, what is refused with its line."""
from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import symderive as sd
from symderive.cli import cli
from symderive.errors import UsageError
from symderive.lang import languages
from symderive.render import formats
from symderive.render.tex import by_tex
from symderive.worksheet import KINDS, read_worksheet

SHEET = r'''title = "Sheet 3 & more"
author = "A. Ng"
date = "12 May"
space = "2cm"

[[problem]]
text = "Differentiate $f(x) = x^2 \\sin x$ for 5 \\$."
kind = "derivative"
latex = "x^2 \\sin x"
wrt = "x"
points = 4

[[problem]]
kind = "partial"
latex = "x^2 y"
wrt = "x, y"
points = 1
space = "6cm"

[[problem]]
latex = "\\frac{d}{dx}\\left[x^2"
points = 2.5
'''
PLAIN = "# Drill\n\nd/dx [x^2]\npoints: 2\n\nd/dx [ln(x)]\nassume: x > 0\nspace: 1cm\n"
FAILING = 20                                                  # the line of the third problem


def run(tmp_path: Path, *options: str, text: str = SHEET, name: str = "s.toml") -> Result:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return CliRunner().invoke(cli, ["sheet", str(tmp_path / name), *options])


@pytest.mark.parametrize("solutions", [False, True])
@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("format", ["latex", "markdown", "html"])
def test_formats(tmp_path: Path, format: str, lang: str, solutions: bool) -> None:
    done = run(tmp_path, "--format", format, "--lang", lang, *(["--solutions"] if solutions else []))
    assert done.exit_code == 2 and f"s.toml:{FAILING}: problem 3" in done.stderr
    text = done.stdout
    word = {"en": "Problem {}.", "zh": "第 {} 题。"}[lang]
    assert [text.index(word.format(k)) for k in (1, 2, 3)] == sorted(text.index(word.format(k)) for k in (1, 2, 3))
    assert "7.5" in text and {"en": "(4 points)", "zh": "（4 分）"}[lang] in text
    solved = text.count({"en": "Solution", "zh": "解<" if format == "html" else "解。"}[lang])
    assert solved == (2 if solutions else 0)
    assert ("every step" in text.lower() or "每一步" in text) is solutions
    assert {"latex": r"Sheet 3 \& more", "markdown": "Sheet 3 &amp; more", "html": "Sheet 3 &amp; more"}[format] in text
    if format == "latex":
        assert text.count(r"\vspace{2cm}") == (0 if solutions else 2) and (r"\vspace{6cm}" in text) is not solutions
    if format == "html":
        assert "<code>" not in text and text.count('<div class="space"') == (0 if solutions else 3)


def test_pdf(tmp_path: Path) -> None:
    out = tmp_path / "s.pdf"
    assert run(tmp_path, "--solutions", "--out", str(out)).exit_code == 2
    assert out.read_bytes()[:4] == b"%PDF"


def test_the_latex_of_a_sheet_compiles(tmp_path: Path) -> None:
    if shutil.which("pdflatex") is None:
        pytest.skip("pdflatex is not installed")
    for options in ([], ["--solutions"]):
        assert by_tex(run(tmp_path, *options).stdout, "pdflatex")[:4] == b"%PDF"


def test_plain_text(tmp_path: Path) -> None:
    done = run(tmp_path, "--solutions", "--format", "markdown", text=PLAIN, name="s.txt")
    assert done.exit_code == 0 and done.stdout.startswith("# Drill") and "2 points in all" in done.stdout and done.stdout.count("**Solution.**") == 2
    sheet, failures = read_worksheet(PLAIN, toml=False).solved()
    assert not failures and [e.space for e in sheet.exercises] == ["4cm", "1cm"]


def test_every_kind_can_be_asked() -> None:
    """The names are those of public functions."""
    assert all(callable(getattr(sd, name)) for name in KINDS.values())
    text = '[[problem]]\nkind = "mle"\nname = "bernoulli"\n[[problem]]\nkind = "implicit"\nlatex = "x^2 + y^2 = 25"\nof = "y"\nwrt = "x"\n[[problem]]\nkind = "gradient"\nlatex = "x y"\nwrt = ["x", "y"]\nat = { x = 1, y = 2 }\n'
    sheet, failures = read_worksheet(text).solved()
    assert not failures and all(e.solution is not None for e in sheet.exercises)


@pytest.mark.parametrize(("text", "line", "said"), [
    ("title = ", 0, "Invalid value"), ("titel = 'x'\n[[problem]]\nlatex = 'x'", 1, "titel"), ("title = 'x'", 0, "no problem"), ("problem = 3", 1, "[[problem]]"),
    ("[[problem]]\nkind = 'integral'", 2, "integral"), ("[[problem]]\nlatex = 'x'\nwrt = 'x'", 3, "derive takes"),
    ("[[problem]]\nlatex = 'd/dx x'\n\n[[problem]]\nlatex = 'd/dx x'\npoints = 'many'", 6, "points"),
    ("[[problem]]\nlatex = 'x'\nspace = '3 parsec'", 3, "4cm"), ("[[problem]]\nlatex = 'x'\nspace = '99cm'", 3, "no more than a page"), ("[[problem]]\ntext = '$\\input{secret}$'\nlatex = 'x'", 2, "every format"),
])
def test_what_makes_no_sense_is_refused_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    done = run(tmp_path, text=text)
    assert done.exit_code == 2 and said in done.output and "Traceback" not in done.output, done.output
    assert not line or re.search(rf"line {line}\b", done.output), done.output


def test_what_a_kind_needs_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, text="[[problem]]\nkind = 'gradient'\nlatex = 'x y'\n")
    assert done.exit_code == 2 and "s.toml:1: problem 1" in done.output and "wrt" in done.output


def test_formats_that_write_no_sheets_say_so(tmp_path: Path) -> None:
    done = run(tmp_path, "--format", "json")
    assert done.exit_code == 2 and "latex" in done.output and run(tmp_path, "--format", "runes").exit_code == 2
    assert CliRunner().invoke(cli, ["sheet", str(tmp_path / "nowhere.toml")]).exit_code == 2
    with pytest.raises(UsageError):
        read_worksheet("", toml=False)


# ---- slides

@pytest.mark.parametrize("lang", languages())
def test_slides(lang: str) -> None:
    assert "beamer" in formats()
    s = sd.gradient("x^2 y + sin(x y)", "x,y", at="x=1,y=2")
    text = str(s.render("beamer", lang=lang))
    assert text.count(r"\begin{frame}") == text.count(r"\end{frame}") >= 6
    for block in re.findall(r"\\begin\{align\*\}.*?\\end\{align\*\}", text, re.S):
        shown = [int(k) for k in re.findall(r"\\onslide<(\d+)->", block)]
        assert shown == list(range(1, len(shown) + 1)) and len(shown) >= 1
    assert ("ctex" in text) is (lang == "zh")
    if lang == "en" and shutil.which("pdflatex") is not None:
        assert by_tex(text, "pdflatex")[:4] == b"%PDF"
