"""`symderive equal`: what it prints, and its exit codes."""
from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from symderive.cli import cli


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["equal", *args])


@pytest.mark.parametrize(("args", "code"), [
    ((r"\sin(2x)", r"2\sin x\cos x"), 0), (("-x^2", "-x*x"), 0), (("x", "2x"), 1), ((r"\ln x^2", r"2\ln x"), 1), ((r"\ln x^2", r"2\ln x", "--assume", "x > 0"), 0),
    (("2x", "2x+"), 2), (("2x+", "2x"), 2), (("x", "x", "--form", "pretty"), 2), (("x", "x", "--assume", "x >"), 2), (("x", "x", "--lang", "xx"), 2),
    (("2^{2^{2^{2^{2^{2}}}}}", "3"), 3), (("(x+1)^2", "x^2+2x+1", "--form", "factored"), 1), (("1/3", "0.333", "--tolerance", "rounding"), 0),
    (("sin(x)^2", "-cos(x)^2", "--constant"), 0), (("(1, 2)", "(2, 4)", "--up-to", "scale"), 0), (("x/x", "1", "--accept", "domain_differs"), 0), (("sqrt(x)^2", "x", "--domain", "complex"), 0),
])
def test_exit_codes(args: tuple[str, ...], code: int) -> None:
    result = run(*args)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output and (result.exception is None or isinstance(result.exception, SystemExit))


def test_json_and_chinese() -> None:
    data = json.loads(run("|x|", "x", "--format", "json").output)
    assert data["status"] == "equal_on_part" and data["region"]["text"] == "x >= 0" and data["counterexample"]["at"] == {"x": "-1"}
    assert run("|x|", "x", "--lang", "zh").output.startswith("仅当 x ≥ 0 时相等。")
