"""What is written as LaTeX is set by KaTeX in strict mode (the script stands in tests/vendor and runs in QuickJS, both from pip or here), and by an installed TeX."""
from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from symderive.errors import NotSupported, UsageError
from symderive.lang import languages
from symderive.render.tex import by_tex

HERE = Path(__file__).parent
KATEX = HERE.parent / "vendor" / "katex" / "katex.min.js"


def neighbour(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"symderive_{name}", HERE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


goldens = neighbour("goldens")
SOLVED = goldens.solved()


@pytest.fixture(scope="module")
def fault() -> Callable[[str, bool], str]:
    """What KaTeX has against a formula; "" if nothing."""
    import quickjs
    context = quickjs.Context()
    context.eval(KATEX.read_text(encoding="utf-8"))
    context.eval((HERE / "katex.js").read_text(encoding="utf-8"))
    return cache(context.get("fault"))


def test_katex_finds_faults(fault: Callable[[str, bool], str]) -> None:
    assert not fault(r"\frac{a}{b}", False) and not fault(r"\text{求导}", False)
    for wrong in (r"\frac{a", r"x^2^2", r"\nosuch", r"求导", r"a & b"):
        assert fault(wrong, True), wrong


def test_the_formulas_of_a_fragment_are_found() -> None:
    text = "a \\$5 $x^2$ % $no$\n\\begin{align*}\nx &= y \\\\[1ex]\n &= z\n\\end{align*}\n\\[\nu\n\\]\n"
    assert goldens.formulas(text) == [("\\begin{align*}\nx &= y \\\\[1ex]\n &= z\n\\end{align*}", True), ("u\n", True), ("x^2", False)]


@pytest.mark.parametrize("name", SOLVED)
def test_every_golden_solution_is_set_in_strict_mode(name: str, fault: Callable[[str, bool], str]) -> None:
    s = goldens.solution(name)
    assert s is not None
    ways: list[dict[str, Any]] = [{}, {"view": "tree"}, {"lang": "zh", "numbered": True, "reasons": "between"}]
    found = [f for way in ways for f in goldens.formulas(s.latex(**way))]
    assert len(found) >= 3
    assert not {f: said for f in found if (said := fault(*f))}


# commands of LaTeX with amsmath and amssymb that KaTeX and MathJax (its base and ams packages) know too
PORTABLE = frozenset(["alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega", "ell", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "frac", "dfrac", "sqrt", "binom", "left", "right", "begin", "end", "text", "mathrm", "mathbb", "mathbf", "boldsymbol", "operatorname", "displaystyle", "hat", "bar", "tilde", "vec", "sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "coth", "ln", "log", "exp", "lim", "max", "min", "sup", "inf", "arg", "det", "sum", "prod", "int", "partial", "nabla", "infty", "to", "cdot", "times", "le", "ge", "ne", "in", "notin", "sim", "approx", "iff", "implies", "land", "lor", "lnot", "cup", "cap", "setminus", "emptyset", "forall", "odot", "top", "mid", "dots", "ldots", "quad", "qquad", "langle", "rangle", "lVert", "rVert", "lfloor", "rfloor", "lceil", "rceil", "tag", "hline", "textbf", "textit", "checkmark", "overline", "subset", "textless", "textgreater", "textasciicircum", "textasciitilde", "textbackslash", "dot", "pm"])


@pytest.mark.parametrize("name", SOLVED)
def test_only_commands_that_every_engine_knows_are_written(name: str) -> None:
    s = goldens.solution(name)
    assert s is not None
    text = s.latex(numbered=True)
    assert not set(re.findall(r"\\([A-Za-z]+)", text)) - PORTABLE
    assert set(re.findall(r"\\begin\{([^}]*)\}", text)) <= {"align*", "aligned", "array", "pmatrix", "cases"}


# ---- by an installed TeX: all of them where SYMDERIVE_TEX says so, else a few

COMPILED = SOLVED if os.environ.get("SYMDERIVE_TEX") else [n for n in ("gradient", "mle_normal", "quotient") if n in SOLVED] or SOLVED[:3]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", COMPILED)
def test_an_installed_tex_sets_it(name: str, lang: str) -> None:
    s = goldens.solution(name)
    assert s is not None
    source = s.latex(document=True, lang=lang)
    engine = "pdflatex" if lang == "en" else "xelatex"
    assert ("xelatex" in source.partition("\n")[0]) is (engine == "xelatex")
    if shutil.which(engine) is None:
        pytest.skip(f"{engine} is not installed")
    assert by_tex(source, engine).startswith(b"%PDF")
    if os.environ.get("SYMDERIVE_TEX"):
        assert by_tex(str(s.render("beamer", lang=lang)), engine).startswith(b"%PDF")


def test_an_engine_that_cannot_says_so() -> None:
    with pytest.raises(UsageError, match="typst"):
        by_tex("", "word")
    with pytest.raises(NotSupported, match="xelatex"):
        by_tex("% !TeX program = xelatex\n", "pdflatex")
    if shutil.which("pdflatex") is not None:
        with pytest.raises(NotSupported, match="Undefined control sequence"):
            by_tex("\\documentclass{article}\\begin{document}\\nosuch\\end{document}", "pdflatex")
