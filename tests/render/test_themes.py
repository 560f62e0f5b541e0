"""Notation options: a sweep over the table, each printer, what is read back, and where options are given."""
from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sympy import Basic, MatrixSymbol

import symderive as sd
from symderive.cli import cli
from symderive.errors import UsageError
from symderive.reading import read
from symderive.reading.law import read_law
from symderive.render import latex_notation, text_notation
from symderive.render.fractions import legible
from symderive.render.mathml import mathml
from symderive.render.themes import OPTIONS, chosen, of_project, parsed
from symderive.render.typst_math import typst

EVERY = [(name, value) for name, option in OPTIONS.items() for value in option.values]
NOTATIONS: dict[str, Any] = {"latex": latex_notation.notation, "text": text_notation.notation}


def example(name: str) -> Basic:
    e = OPTIONS[name].example
    return read_law(e) if isinstance(e, str) else e


def shown(kind: str, name: str, value: str, **more: Any) -> str:
    return str(NOTATIONS[kind]({name: value}, partial=OPTIONS[name].partial, **more).write(example(name)))


@pytest.mark.parametrize(("name", "value"), EVERY)
@pytest.mark.parametrize("kind", NOTATIONS)
def test_an_option_shows_or_says_that_it_does_not(kind: str, name: str, value: str) -> None:
    option = OPTIONS[name]
    plain = str(NOTATIONS[kind](partial=option.partial).write(example(name)))
    changes = getattr(option.values[value], kind) is not None
    made = shown(kind, name, value)
    if kind == "text" and name == "times":
        made, plain = (str(text_notation.notation(t, unicode=True).write(example(name))) for t in ({name: value}, {}))
    assert (made != plain) is changes
    assert value != option.default or not changes


@pytest.mark.parametrize(("name", "value"), EVERY)
def test_html_and_pdf_set_it(name: str, value: str) -> None:
    tex = legible(shown("latex", name, value))
    assert typst(tex) and "<code>" not in mathml(tex)


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, v in EVERY if OPTIONS[n].values[v].reads and not OPTIONS[n].partial])
@pytest.mark.parametrize("kind", NOTATIONS)
def test_what_it_prints_is_read_back(kind: str, name: str, value: str) -> None:
    assert read(shown(kind, name, value)).expr == example(name)


def test_what_is_not_read_back_says_so() -> None:
    for name, value in EVERY:
        option = OPTIONS[name]
        if option.values[value].reads or option.partial:
            continue
        with suppress(sd.ReadError):
            assert read(shown("latex", name, value)).expr != example(name), (name, value)


def test_all_options_together() -> None:
    theme = {name: list(option.values)[-1] for name, option in OPTIONS.items()}
    s = sd.gradient("x^2 ln(y) + asin(0.5 x)", "x,y", at="x=1/2,y=2")
    tex = s.latex(notation=theme)
    assert "f_x" in tex and r"\log" in tex and r"\sin^{-1}" in tex and "0{,}5" in tex and r"\times" in tex and r"\ln" not in tex
    answer = tex[tex.index("Answer"):].split("\n")[0]
    assert " & " in answer and r"\\" not in answer, "the gradient is a row"
    assert "<code>" not in s.html(notation=theme) and "log(y)" in s.text(notation=theme)
    assert s.render("pdf", notation=theme)[:4] == b"%PDF"


def test_derivatives_by_primes_and_by_subscripts() -> None:
    assert r"(x \sin x)'" in sd.derivative("x sin(x)", "x").latex(notation={"derivative": "lagrange"})
    text = sd.partial("f(x, y) = x^2 y", "x", "y").text(notation={"partial": "subscript"})
    assert "f_x" in text and "f_{xy}" in text
    assert "'" not in sd.partial("x^2 y", "x").latex(notation={"derivative": "lagrange"}), "a prime does not say in which variable"


def test_a_vector_gets_its_arrow() -> None:
    w = latex_notation.notation({"vector": "arrow"})
    assert str(w.write(MatrixSymbol("b", 3, 1))) == r"\vec{b}" and str(w.write(MatrixSymbol("A", 3, 3))) == "A"


@pytest.mark.parametrize("wrong", [{"logarithm": "log"}, {"log": "lg"}])
def test_unknown_options_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="log"):
        chosen(wrong)


# ---- where they are given

def test_a_project_says_how_it_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "symderive.toml").write_text('[notation]\nlog = "log"\nd = "upright"\n', encoding="utf-8")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert of_project() == {"log": "log", "d": "upright"}
    tex = sd.derivative("ln(x)", "x").latex(notation={"d": "italic"})
    assert r"\frac{d}{dx}\left[\log x\right]" in tex, "a call has the last word"
    assert r"\mathrm{d}" in CliRunner().invoke(cli, ["derivative", "ln(x)", "--wrt", "x", "--format", "latex"]).output


@pytest.mark.parametrize(("text", "said"), [
    ("[notations]\n", "notations"), ("notation = 1", "notation"), ('[notation]\nlog = "lb"', "ln, log"), ('[notation]\nlg = "log"', "lg"), ("[notation]\nlog = 3", "log"), ("[notation", "symderive.toml"),
])
def test_a_project_file_that_says_nonsense_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    (tmp_path / "symderive.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["derivative", "x^2", "--wrt", "x"])
    assert done.exit_code == 2 and "symderive.toml" in done.output and said in done.output and "Traceback" not in done.output


def test_options_on_the_command_line() -> None:
    assert parsed("log=log, d=upright") == {"log": "log", "d": "upright"} and parsed("") == {}
    run = CliRunner().invoke
    assert "log(x)" in run(cli, ["derivative", "x ln(x)", "--wrt", "x", "--notation", "log=log"]).output
    for wrong in ("log", "log=lg", "lag=1"):
        done = run(cli, ["derivative", "x ln(x)", "--wrt", "x", "--notation", wrong])
        assert done.exit_code == 2 and done.output.startswith("error: "), done.output


def test_every_option_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference.md").read_text(encoding="utf-8")
    assert all(re.search(rf"\| `{name}` \|", text) for name in OPTIONS)
