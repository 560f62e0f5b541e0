"""The report: its text in two languages, JSON, page, feedback by levels; credit as a policy; the command."""
from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import symderive as sd
from symderive.cli import cli
from symderive.homework import check_solution

PROBLEM = "f(x) = x^2 sin x"
LINES = ["f'(x) = 2x sin x + x^2 cos x", "f'(x) = x (2 sin x - x cos x)", "f'(pi) = x"]


@pytest.fixture(scope="module")
def report():
    return sd.check_solution(PROBLEM, LINES[:2])


def test_text_says_each_line(report):
    text = report.text()
    assert [row[:4] for row in text.splitlines() if row[2:4].strip().isdigit()] == ["✓  1", "✗  2"]
    assert "with x = " in text and text.endswith("The first wrong line is line 2.")
    assert "第一处错误在第 2 行" in report.text("zh")


def test_json(report):
    d = json.loads(json.dumps(report.to_dict()))
    assert (d["schema"], d["kind"], d["first_wrong_line"], d["needs_person"]) == ("symderive/1", "solution", 2, False)
    assert d["final"] == {"status": "not_equal", "line": 2, "follows_from_wrong_line": False}
    line = d["lines"][1]
    assert line["status"] == "wrong" and line["statements"][0]["links"][0]["witness"]["at"]["x"]
    assert set(line) >= {"n", "source", "place", "statements", "status", "defines", "notes", "mistake", "message", "hint"}
    assert set(d["evidence"]) == {"points", "bits", "seed"}


def test_the_page_stands_alone_and_escapes():
    page = check_solution("f(x)=x", ["f'(x) = 1", "1 < 2 <script>"]).html()
    assert page.startswith("<!doctype html>") and "<script>" not in page and "http" not in page


def test_feedback_says_no_more_than_its_level(report):
    verdict, hint, where, full = (report.feedback(level) for level in ("verdict", "hint", "where", "full"))
    assert "line 2" not in verdict and "line 2" not in hint and "line 2" in where and "✗" in full
    with pytest.raises(sd.UsageError):
        report.feedback("nothing")


def test_a_right_solution_is_final_and_equal():
    report = check_solution("f(x)=x^2,\\ f'(x)=?", ["f'(x)=2x"])
    assert report.correct and report.final.status == "equal" and report.feedback() == "Every line holds."


# ---- credit

def test_credit_is_carried_forward():
    report = check_solution("f(x) = x^2", ["f'(x) = 3x", "f'(2) = 6"])
    assert report.credit({"points": 4}).earned == 1
    assert report.credit({"points": 4, "carried_forward": 1}).earned == 2
    assert report.credit({"points": 10, "lines": {"1": 8}}).lines == {1: 0, 2: 1}


def test_what_a_person_has_to_look_at_is_pending():
    c = check_solution("f(x) = x^2", ["f'(x) = ((2x", "f'(x) = 2x"]).credit({"points": 2})
    assert (c.earned, c.pending, c.needs_person) == (1, 1, True)


def test_penalties_for_form_change_no_status():
    report = check_solution("f(x)=\\ln x,\\ f'(3)=?", ["f'(3) = 0.333"])
    assert report.correct and report.credit({"points": 1, "penalties": {"rounded": 0.25}}).earned == 0.75


def test_policies_from_files(tmp_path):
    report = check_solution("f(x) = x^2", ["f'(x) = 2x"])
    toml, js = tmp_path / "p.toml", tmp_path / "p.json"
    toml.write_text("points = 5\nfinal = 0.4\n")
    js.write_text('{"points": 5, "final": 0.4}')
    assert report.credit(toml).earned == report.credit(str(js)).earned == 5
    for wrong in ({"point": 1}, {"points": -1}, {"final": 2}, str(tmp_path / "none.toml"), 3, {"lines": [1]}):
        with pytest.raises(sd.UsageError):
            report.credit(wrong)


# ---- arguments

@pytest.mark.parametrize("call", [
    lambda: sd.check_solution(PROBLEM, 3), lambda: sd.check_solution(None, LINES), lambda: sd.check_solution(PROBLEM, LINES, lang="xx"),
    lambda: sd.check_solution(PROBLEM, LINES, given=["f(x"]), lambda: sd.check_solution(PROBLEM, LINES, values=[1]), lambda: sd.check_solution(PROBLEM, LINES, data=[3]),
])
def test_what_makes_no_sense_is_said(call):
    with pytest.raises(sd.UsageError):
        call()


@pytest.mark.parametrize("lines", [[], "", ["", " "], ["Hello world"], ["\\frac"], ["=", "= ="], ["x" * 500], ["\\begin{align}"], ["f'(x) = 2x = "], ["令"], ["=2x"]])
def test_strange_lines_raise_nothing(lines):
    report = sd.check_solution("f(x)=x^2", lines)
    assert report.first_wrong_line is None or lines in (["x" * 500],)


def test_the_names_that_the_caller_explains():
    parametric = {"given": ["x=t^2", "y=t^3"], "names": {"Q": "dy/dx"}}
    assert sd.check_solution("dy/dx", ["Q=\\frac{3t}{2}"], **parametric).correct
    assert sd.check_solution("dy/dx", ["Q=\\frac{2}{3t}"], **parametric).first_wrong_line == 1


# ---- the command

def test_the_command(tmp_path):
    file = tmp_path / "homework.md"
    file.write_text("We get $f'(x) = 2x \\sin x + x^2 \\cos x$.\n\nSo $f'(x) = x(2\\sin x + \\cos x)$.\n", encoding="utf-8")
    found = CliRunner().invoke(cli, ["check", "f(x) = x^2 \\sin x", "--solution", str(file)])
    assert found.exit_code == 1 and "line" in found.output
    found = CliRunner().invoke(cli, ["check", "f(x) = x^2 \\sin x", "--solution", str(file), "--format", "json", "--lang", "zh"])
    assert json.loads(found.output)["kind"] == "solution"
    file.write_text("f'(x) = 2x sin x + x^2 cos x", encoding="utf-8")
    assert CliRunner().invoke(cli, ["check", "f(x) = x^2 \\sin x", "--solution", str(file)]).exit_code == 0
    assert CliRunner().invoke(cli, ["check", "f(x) = x^2", "--solution", str(tmp_path / "none")]).exit_code == 2
    assert CliRunner().invoke(cli, ["check", "f(x) = x^2"]).exit_code == 2
