"""The command line: formats, files, standard input, exit codes, and bad input of every kind."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from symderive.cli import cli, separated


def run(*args: str, input: str | None = None) -> Result:
    return CliRunner().invoke(cli, args, input=input)


def test_the_three_commands_of_the_readme() -> None:
    for args in (("derivative", r"x \sin(x^2)", "--wrt", "x"),
                 ("derive", r"\frac{\partial}{\partial y}\left[x^2 y + e^{xy}\right]", "--format", "latex"),
                 ("gradient", r"x^2 y + \sin(xy)", "--wrt", "x,y", "--at", "x=1,y=2", "--format", "markdown")):
        result = run(*args)
        assert result.exit_code == 0, result.output
        assert len(result.output) > 100


def test_standard_input_and_output_file(tmp_path: Path) -> None:
    out = tmp_path / "notes.json"
    result = run("derivative", "-", "--wrt", "x", "--out", str(out), input="x^x\n")
    assert result.exit_code == 0 and json.loads(out.read_text())["schema"] == "symderive/1"


@pytest.mark.parametrize("options", [("--detail", "full"), ("--view", "tree"), ("--lang", "zh"), ("--format", "json"), ("--format", "latex", "--document"), ("--detail", "brief")])
def test_options(options: tuple[str, ...]) -> None:
    assert run("derivative", "x*sin(x^2)", "--wrt", "x", *options).exit_code == 0


@pytest.mark.parametrize(("args", "code", "said"), [
    (("derivative", r"x \sin(x^2", "--wrt", "x"), 2, "^"),
    (("derivative", "", "--wrt", "x"), 2, "error"),
    (("derivative", r"\foo{x}", "--wrt", "x"), 2, "foo"),
    (("derivative", "x^", "--wrt", "x"), 2, "^"),
    (("derivative", "__import__('os').system('id')", "--wrt", "x"), 2, "error"),
    (("derivative", "9^{9^{9^9}}", "--wrt", "x"), 2, "digits"),
    (("derivative", "x^2", "--wrt", "t"), 0, "t"),
    (("derivative", "1/x", "--wrt", "x", "--at", "0"), 3, "not defined"),
    (("derivative", "zeta(x)", "--wrt", "x"), 3, "no rule"),
    (("derivative", "x", "--wrt", "x", "--format", "doc"), 2, "doc"),
    (("derivative", "x", "--wrt", "x", "--lang", "tlh"), 2, "tlh"),
    (("derivative", "x", "--wrt", "x + 1"), 2, "variable"),
    (("derivative", "x", "--wrt", "x", "--order", "0"), 2, "order"),
    (("derivative", "x"), 2, "wrt"),
    (("gradient", "x*y", "--wrt", "x,y", "--at", "x=1"), 2, "y"),
    (("nonsense",), 2, "nonsense"),
    (("rules", "diff.nothing"), 2, "diff.nothing"),
    (("derive", "hello world", ), 2, "error"),
    (("derivative", "x", "--wrt", "x", "--out", "/nonexistent/dir/a.tex"), 2, "error"),
])
def test_exit_codes(args: tuple[str, ...], code: int, said: str) -> None:
    result = run(*args)
    assert result.exit_code == code, result.output
    assert said in result.output and "Traceback" not in result.output


@pytest.mark.parametrize("args", [
    ("derivative", "-x^2", "--wrt", "x"), ("derivative", "--wrt", "x", "-x^2"), ("derivative", "-x", "--wrt=x"),
    ("derivative", "--wrt", "x", "--", "-x^2"), ("derivative", "-x^2", "--wrt", "x", "--at", "-1"), ("derivative", "-x^2", "--wrt", "x", "--at", "x=-1"),
    ("gradient", "-x y", "--wrt", "x,y", "--at", "x=-1,y=-2"), ("jacobian", "-x", "-y", "--wrt", "x,y"), ("derivative", "-f(x)", "--wrt", "x", "-f", "latex"),
])
def test_arguments_may_begin_with_a_minus(args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("option", ["--wrtt", "--wrtt=x", "--no-such"])
def test_unknown_options_are_errors(option: str) -> None:
    result = run("derivative", "x", "--wrt", "x", option)
    assert result.exit_code == 2 and "No such option" in result.output


def test_a_jacobian_of_functions_between_semicolons() -> None:
    apart, together = run("jacobian", "r cos(t)", "r sin(t)", "--wrt", "r,t"), run("jacobian", "r cos(t); r sin(t)", "--wrt", "r,t")
    assert apart.exit_code == 0 and together.output == apart.output
    assert list(separated(r"{x if x < 0; 1 otherwise}; a\;b")) == ["{x if x < 0; 1 otherwise}", r" a\;b"]


def test_examples_in_the_help_stand_on_lines_of_their_own() -> None:
    for command in ((), ("derivative",), ("derive",), ("jacobian",), ("hessian",)):
        text = run(*command, "--help").output
        assert "\\b" not in text.replace("\\begin", "") and any(line.strip().startswith("symderive ") for line in text.split("\n"))


def test_a_document_is_latex_and_a_file_is_told_of(tmp_path: Path) -> None:
    assert run("derivative", "x", "--wrt", "x", "--document").output.startswith(r"\documentclass")
    result = run("derivative", "x", "--wrt", "x", "--out", str(tmp_path / "a.md"))
    assert result.output == f"wrote {tmp_path / 'a.md'}: every step holds\n"


@pytest.mark.parametrize("text", ["(" * 10_000 + "x" + ")" * 10_000, "x+" * 1_000_000 + "x", "{" * 10_000, "x^" * 5_000 + "x", "\\frac{" * 3_000, "9" * 200_000])
def test_huge_input_is_refused_quickly(text: str) -> None:
    result = run("derivative", "-", "--wrt", "x", input=text)
    assert result.exit_code == 2 and "error" in result.output and len(result.output) < 2_000


def test_rules_are_listed_and_shown() -> None:
    assert "diff.product" in run("rules").output
    assert "product rule" in run("rules", "diff.product").output


def test_help_and_completion_load_no_sympy() -> None:
    code = "import sys; from symderive.cli import cli; cli.main(['--help'], standalone_mode=False); sys.exit('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Exit codes" in done.stdout
    assert "_SYMDERIVE_COMPLETE" in run("completion", "bash").output


def test_as_a_process() -> None:
    done = subprocess.run([sys.executable, "-m", "symderive", "derivative", "x^2", "--wrt", "x"], capture_output=True)
    assert done.returncode == 0 and "2x" in done.stdout.decode("utf-8")
