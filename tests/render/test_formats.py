"""Formats: the goldens of a hand-made page, the rules each format lives by, hostile and wide content, LaTeX that compiles."""
from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sympy import Integer, Symbol

from symderive.derivation import Status, Verdict
from symderive.errors import UsageError
from symderive.expr import Neg, Power, call
from symderive.nodes import D
from symderive.render import Options, format_of, formats, latex_notation, render, text_notation
from symderive.render.fractions import legible
from symderive.render.latex_format import MARKUP
from symderive.render.text_format import columns

GOLDEN = Path(__file__).parent / "golden" / "page"
TITLES = {"diff.product": "product rule", "diff.power": "power rule", "diff.sin": "derivative of sin", "diff.variable": "derivative of the variable",
          "collect.factors": "collect factors", "diff.sum": "sum rule"}


def shown(solution: Any, format: str, **options: Any) -> str:
    made = render(solution, format, Options(**options), TITLES)
    assert isinstance(made, str)
    return made


@pytest.mark.parametrize("file", sorted(GOLDEN.iterdir()), ids=lambda f: f.name)
def test_golden(solution: Any, file: Path) -> None:
    """Files are called VIEW.LANGUAGE.SUFFIX."""
    view, lang, _ = file.name.split(".")
    assert shown(solution, format_of(file), view=view, lang=lang) == file.read_text(encoding="utf-8")


def test_a_format_is_a_file() -> None:
    assert {"json", "latex", "markdown", "text"} <= set(formats())
    assert [format_of(f"a{s}") for s in (".tex", ".md", ".JSON", ".txt")] == ["latex", "markdown", "json", "text"]


def test_unknown_formats_languages_and_suffixes_are_refused(solution: Any) -> None:
    for wrong in (lambda: render(solution, "runes"), lambda: render(solution, "text", Options(lang="tlh")), lambda: format_of("a.docx"), lambda: format_of("a")):
        with pytest.raises(UsageError):
            wrong()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", ["chain", "tree"])
def test_markdown_is_portable(solution: Any, wide: Any, lang: str, view: str) -> None:
    for s in (solution, wide):
        text = shown(s, "markdown", lang=lang, view=view)
        lines = text.split("\n")
        for k, line in enumerate(lines):
            assert not line.startswith("=")
            if "$$" in line:
                assert line == "$$" and "" in (lines[k - 1], lines[k + 1]), "displays stand alone, with blank lines around"
        assert not re.search(r"\\[,{};:! ]", text)                          # Markdown takes these backslashes away
        assert lines.count("$$") % 2 == 0
        for formula in re.findall(r"(?<!\$)\$([^$]+)\$(?!\$)", text):
            assert formula == formula.strip()


def test_a_latex_display_says_the_left_side_once(solution: Any) -> None:
    text = shown(solution, "latex")
    block = text[text.index(r"\begin{align*}"):text.index(r"\end{align*}")]
    rows = block.split(r"\\")
    assert rows[0].count(r"\frac{d}{dx}\left[x \sin(x^2)\right]") == 1 and all(r"\frac{d}{dx}\left[x \sin(x^2)\right]" not in row for row in rows[1:])
    assert all(r"&= " in row for row in rows) and all(r" && \text{" in row for row in rows)


def test_hostile_names_stay_names(hostile: Any) -> None:
    tex = shown(hostile, "latex", document=True)
    assert r"\input{" not in tex.replace(r"\textbackslash{}input", "")
    assert "\x1b" not in tex
    markdown = shown(hostile, "markdown")
    assert "<script>" not in markdown
    assert "\x1b" not in shown(hostile, "text")
    assert json.loads(shown(hostile, "json"))["schema"] == "symderive/1"


def test_what_the_checker_refutes_is_said_everywhere(refuted: Any) -> None:
    assert "✗ = " in shown(refuted, "text")
    for format in ("latex", "markdown", "text"):
        text = shown(refuted, format)
        assert "refuted" in text and "✓" not in text and "checkmark" not in text


def test_a_step_that_no_line_shows_is_named_where_it_is_in_doubt(solution: Any) -> None:
    step = replace(solution.parts[-1].derivation.steps[solution.parts[-1].derivation.goal], verdict=Verdict(Status.UNDECIDED, reason="no points"))
    doubted = replace(solution, chain=replace(solution.chain, doubts=(step,)))
    assert "  Undecided: d/dx[x sin(x²)] = d/dx[x] sin(x²) + x·d/dx[sin(x²)] (product rule)" in shown(doubted, "text").replace("]·sin", "] sin")
    for format in ("latex", "markdown"):
        assert "Undecided: $" in shown(doubted, format) and "（乘积法则）" in shown(doubted, format, lang="zh")


def test_reasons_stand_on_one_side_of_a_page(wide: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symderive.render.latex_format.MARKUP", replace(MARKUP, page=60))
    tex = shown(wide, "latex")
    assert r"\qquad \text{(sum rule)}" in tex and r" && \text" not in tex and r"\text{)}" not in tex.replace(r"u = x^2\text{)}", "")


@pytest.mark.parametrize("given, wanted", [
    (r"\frac{a}{\frac{x}{\frac{y}{z}}}", r"\frac{a}{\dfrac{x}{\dfrac{y}{z}}}"),
    (r"\begin{pmatrix} \frac{x}{y} & \frac{1}{2} \end{pmatrix} \frac{x}{y}", r"\begin{pmatrix} \dfrac{x}{y} & \frac{1}{2} \end{pmatrix} \frac{x}{y}"),
    (r"\frac{x}{y} + \frac{z}{t}", r"\frac{x}{y} + \frac{z}{t}"),
    (r"\frac{e^{\frac{x}{y}}}{\sqrt{\frac{x}{y}}}", r"\frac{e^{\frac{x}{y}}}{\sqrt{\dfrac{x}{y}}}"),
    (r"\frac{\left\{\frac{1}{2}\right\}}{\frac{x}{y}}", r"\frac{\left\{\frac{1}{2}\right\}}{\dfrac{x}{y}}"),
])
def test_fractions_within_fractions_stay_legible(given: str, wanted: str) -> None:
    assert legible(given) == wanted


def test_only_functions_of_the_page_are_differentiated_by_name() -> None:
    f, c, x, y = map(Symbol, "fcxy")
    w = latex_notation.notation(functions=frozenset((f,)))
    assert str(w.write(D(f, x))) == r"\frac{df}{dx}" and str(w.write(D(c, x))) == r"\frac{d}{dx}\left[c\right]"
    assert str(w.write(D(call("g", x, y), x))) == r"\frac{\partial}{\partial x}\left[g(x, y)\right]"
    t = text_notation.notation(functions=frozenset((f,)), unicode=True)
    assert [str(t.write(e)) for e in (D(f, x), D(c, x), Power(call("sin", x), Neg(Integer(2))), call("root", Integer(2), x))] == ["df/dx", "d/dx[c]", "(sin(x))⁻²", "√x"]


def test_colour_only_where_it_is_asked_for(solution: Any) -> None:
    plain, coloured = shown(solution, "text"), shown(solution, "text", color=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_reasons_stand_in_a_column(solution: Any, lang: str) -> None:
    rows = [line for line in shown(solution, "text", lang=lang).split("\n") if line.startswith("  ✓")]
    starts = {columns(line[:line.index(re.findall(r" {3,}(\S.*)$", line)[0])]) for line in rows}
    assert len(rows) == 3 and len(starts) == 1


def test_wide_lines_are_broken(wide: Any) -> None:
    assert max(map(columns, shown(wide, "text").split("\n"))) < 140
    tex = shown(wide, "latex")
    assert r" &\quad {} + a_{" in tex
    assert all(block.count(r"\\") <= 18 for block in re.findall(r"\\begin\{align\*\}.*?\\end\{align\*\}", tex, re.S))


# ---- JSON

def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("symderive.render").joinpath("solution.schema.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_is_of_the_schema(solution: Any, refuted: Any, wide: Any, lang: str) -> None:
    from jsonschema import Draft202012Validator
    Draft202012Validator.check_schema(schema())
    for s in (solution, refuted, wide):
        Draft202012Validator(schema()).validate(json.loads(shown(s, "json", lang=lang)))


def test_the_schema_refuses_what_is_no_solution(solution: Any) -> None:
    from jsonschema import Draft202012Validator
    right = json.loads(shown(solution, "json"))
    for wrong in (right | {"schema": "symderive/2"}, {k: v for k, v in right.items() if k != "verdict"}, right | {"verdict": right["verdict"] | {"status": "probably"}}):
        assert not Draft202012Validator(schema()).is_valid(wrong)


def test_steps_are_written_once_and_premises_first(solution: Any) -> None:
    parts = json.loads(shown(solution, "json"))["parts"]
    steps = [s for p in parts for s in p["steps"]]
    ids = [s["id"] for s in steps]
    assert len(ids) == len(set(ids)) == 5
    assert len({(s["before"]["text"], s["after"]["text"]) for s in steps}) == 5
    for k, s in enumerate(steps):
        assert all(p in ids[:k] for p in s["premises"])
    product = next(s for s in steps if s["rule"] == "diff.product")
    assert product["level"] == 0 and len(product["premises"]) == 2
    assert next(s for s in steps if s["rule"] == "diff.sin")["premises"] == [steps[0]["id"]] and steps[0]["rule"] == "diff.power"      # derived in the part before


def test_json_offers_sympy_and_text_that_is_read_back(solution: Any) -> None:
    from symderive.reading import read
    whole = json.loads(shown(solution, "json"))
    assert whole["answer"] == {"latex": r"\sin(x^2) + 2x^2 \cos(x^2)", "sympy": "2*x**2*cos(x**2) + sin(x**2)"}
    for s in whole["parts"][-1]["steps"]:
        assert read(s["before"]["text"]).expr == read(s["before"]["latex"]).expr


# ---- LaTeX that compiles

@pytest.mark.parametrize("which", ["solution", "hostile", "wide", "refuted"])
@pytest.mark.parametrize("view", ["chain", "tree"])
def test_a_document_compiles(which: str, view: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    tex = shown(request.getfixturevalue(which), "latex", document=True, view=view)
    program = "xelatex" if "xelatex" in tex.split("\n")[0] else "pdflatex"
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    (tmp_path / "a.tex").write_text(tex, encoding="utf-8")
    done = subprocess.run([program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "a.tex"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "a.pdf").stat().st_size > 1000


def test_a_chinese_document_asks_for_xelatex(solution: Any) -> None:
    tex = shown(solution, "latex", document=True, lang="zh")
    assert tex.startswith("% !TeX program = xelatex") and "ctexart" in tex
