"""Notebooks: what a solution shows of itself, fragments that touch nothing around them, exported cells that run, the magics."""
from __future__ import annotations

import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
import sympy

import symderive as sd
from symderive.errors import UsageError
from symderive.render import FORMS
from symderive.render.web import fragment_style

POSITIVE = sympy.Symbol("x", positive=True)
ASKED = [
    lambda: sd.derivative(r"x\sin(x^2)", "x"),
    lambda: sd.derivative("x^2", "x", at={"x": 3}, known=["power rule"]),
    lambda: sd.derivative(sympy.log(POSITIVE) * sympy.Function("f")(POSITIVE), POSITIVE),
    lambda: sd.gradient("x^2*y", ["x", "y"]),
    lambda: sd.differential("arcsin(5x) y", "x,y"),
    lambda: sd.chain({"u": "s t", "z": "u^2 + s"}, "z", ["s", "t"]),
    lambda: sd.analyse("x^3 - 3x", "x", interval=(-2, 3)),
    lambda: sd.mle("bernoulli", data=[1, 0, 1, 1]),
    lambda: sd.mle(density="lambda*exp(-lambda*x)", parameters="lambda > 0", support="x > 0"),
    lambda: sd.derive("gradient of x^2 y at x = 1, y = 2"),
]


# ---- the solution in a notebook

def test_it_shows_itself_in_every_form() -> None:
    s = sd.derivative("x^2", "x")
    assert list(s._repr_mimebundle_()) == list(FORMS)
    assert s._repr_mimebundle_(include=["text/plain", "image/png"]) == {"text/plain": s.text()}
    assert "text/html" not in s._repr_mimebundle_(exclude=["text/html"])
    assert s._repr_html_() == s._repr_mimebundle_()["text/html"]
    assert s._repr_mimebundle_()["text/latex"] == s.latex() and "\\begin{align" in s.latex()


def test_it_shows_itself_as_it_is_told() -> None:
    s = sd.derivative("x sin x", "x")
    zh = s.shown(lang="zh", detail="answer")
    assert "乘积法则" not in zh.text() and "答案" in str(zh) and "答案" in zh._repr_html_() and "Answer" in zh.text(lang="en")
    assert s.style == {} and s.shown(detail="full").shown(lang="zh").style == {"detail": "full", "lang": "zh"}
    for wrong in ({"lang": "tlh"}, {"detail": "none"}, {"colour": True}):
        with pytest.raises(UsageError):
            s.shown(**wrong)


@pytest.mark.parametrize("view", ["chain", "tree"])
def test_a_fragment_touches_nothing_outside(view: str) -> None:
    html = sd.chain({"u": "s t", "z": "u^2 + s"}, "z", ["s", "t"], at={"s": 1, "t": 2}).shown(view=view)._repr_html_()
    assert "<script" not in html and "<button" not in html and "data-step" not in html and "http" not in html.replace("http://www.w3.org/2000/svg", "")
    outside = re.sub(r"<math.*?</math>", "", html, flags=re.S)
    assert all(name.startswith(("symderive", "tex2jax", "mathjax")) for found in re.findall(r' class="([^"]*)"', outside) for name in found.split())
    for selectors in re.findall(r"(?m)^\s*([^@{}]+)\{", fragment_style()):
        assert all(s.strip().startswith(".symderive") for s in selectors.split(",")), selectors
    assert "prefers-color-scheme" not in html and html.count("<div") == html.count("</div>") and html.count("<details") == html.count("</details>")


def test_hostile_names_in_a_fragment(hostile: Any) -> None:
    from symderive.render import render
    assert "<script" not in str(render(hostile, "fragment"))


# ---- the call that asks again

@pytest.mark.parametrize("ask", ASKED)
def test_a_question_can_be_asked_again(ask: Any) -> None:
    s = ask()
    code = s.asked.python()
    assert code.startswith("sd.") and s.asked.needs_sympy == ("sympy." in code)
    again = getattr(sd, s.asked.name)(*s.asked.args, **s.asked.given)
    assert str(again.answer) == str(s.answer) and again.asked == s.asked


def test_what_cannot_be_written_is_not() -> None:
    s = sd.gradient("x*y", (v for v in "xy"))
    assert s.asked is not None and s.asked.python() is None
    assert [c["cell_type"] for c in json.loads(str(s.render("ipynb")))["cells"]].count("code") == 0
    assert pickle.loads(pickle.dumps(sd.derivative)) is sd.derivative


# ---- exported notebooks

def code_of(s: Any) -> list[str]:
    return ["".join(c["source"]) for c in json.loads(str(s.render("ipynb")))["cells"] if c["cell_type"] == "code"]


def run(cells: list[str]) -> dict[str, Any]:
    """The cells run one after another in a namespace of their own, as a kernel does."""
    import code
    names: dict[str, Any] = {}
    shell = code.InteractiveInterpreter(names)
    for cell in cells:
        assert not shell.runsource(cell, "<cell>", "exec"), cell
    return names


@pytest.mark.parametrize("ask", ASKED)
def test_the_cells_of_a_notebook_run(ask: Any, capsys: pytest.CaptureFixture[str]) -> None:
    s = ask()
    names = run(code_of(s))
    told = capsys.readouterr()
    assert told.err == "" and "proved" in told.out and str(names["solution"].answer) == str(s.answer)
    if "mine" in names:
        assert "Equal." in told.out
    if "point" in names:
        assert all(isinstance(v, (int, float)) for v in names["point"].values())
    if "data" in names:
        assert names["solution"].estimate(names["data"])


def test_a_notebook_says_it_in_the_language_asked_for() -> None:
    nb = json.loads(str(sd.derivative("x sin x", "x").render("ipynb", lang="zh", detail="full")))
    text = "".join("".join(c["source"]) for c in nb["cells"])
    assert ".shown(lang='zh', detail='full')" in text and "题目" in text and "Problem" not in text and nb["nbformat"] == 4


def test_a_notebook_is_valid_is_executed_and_converted(tmp_path: Path) -> None:
    nbformat, nbclient, nbconvert = (pytest.importorskip(name) for name in ("nbformat", "nbclient", "nbconvert"))
    pytest.importorskip("ipykernel")
    nb = nbformat.read(sd.derivative(r"x\sin(x^2)", "x").save(tmp_path / "a.ipynb"), 4)
    nb.cells.append(nbformat.v4.new_code_cell("%load_ext symderive"))
    nb.cells.append(nbformat.v4.new_code_cell("%symderive mle poisson --lang zh"))
    nbformat.validate(nb)
    nbclient.NotebookClient(nb, timeout=120).execute()
    html, _ = nbconvert.HTMLExporter().from_notebook_node(nb)
    assert 'class="symderive ' in html and "最大似然" in html and "Equal." in html
    nb.cells = [c for c in nb.cells if c.cell_type == "code"]                    # other cells are converted by pandoc
    tex, _ = nbconvert.LatexExporter().from_notebook_node(nb)
    assert r"\begin{align" in tex and r"\hat{\lambda}" in tex


# ---- the magics

@pytest.fixture
def shell() -> Any:
    IPython = pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell
    ip = InteractiveShell.instance()
    ip.run_line_magic("load_ext", "symderive")
    yield ip
    InteractiveShell.clear_instance()
    assert IPython is not None


def test_magics(shell: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    s = shell.run_line_magic("symderive", r"derivative 'x \sin(x^2)' --wrt x --lang zh")
    assert str(s.answer) == "2*x**2*cos(x**2) + sin(x**2)" and s.style["lang"] == "zh"
    assert str(shell.run_line_magic("symderive", r"\frac{d}{dx}\left[x^2\right]").answer) == "2*x"
    assert str(shell.run_cell_magic("symderive", "derivative --wrt x --order 2", "x^3 \\cdot \\pi\n").answer) == "6*pi*x"
    assert str(shell.run_cell_magic("symderive", "--detail full", "derivative of x^2\n").answer) == "2*x"
    capsys.readouterr()
    assert shell.run_line_magic("symderive", "check 'derivative of x^2' --answer 3x") is None
    assert "not right" in capsys.readouterr().out
    assert shell.run_line_magic("symderive", "derivative x^2 --wrt x --format latex") is None
    assert r"\begin{align" in capsys.readouterr().out
    assert shell.run_line_magic("symderive", f"derivative x^2 --wrt x --out '{tmp_path / 'a.tex'}'") is not None
    assert (tmp_path / "a.tex").read_text().startswith(r"\documentclass")


def test_magics_tell_what_is_wrong_without_a_traceback(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (r"derivative 'x \sin(x' --wrt x", "derivative 'x --wrt x", "derivative x --wrt x --lang tlh", "derivative x^2 --order 0 --wrt x", "derivative zeta(x) --wrt x"):
        assert shell.run_cell(f"%symderive {words}").error_in_exec is not None
        told = "".join(capsys.readouterr())
        assert "UsageError" in told and "Traceback" not in told, words
