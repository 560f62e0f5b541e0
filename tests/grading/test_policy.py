"""Credit: a policy reads verdicts, and what is not decided goes to a person whatever it says."""
from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import symderive as sd
from symderive.errors import UsageError
from symderive.grading.judge import judge
from symderive.grading.policy import ANSWERS, shown
from symderive.grading.row import Row


def result(status: str, **more: Any) -> dict[str, Any]:
    return {"id": "1", "part": "a", "work": "answer", "status": status, "needs_person": False, "row": {}, "report": {}, **more}


def solution(*lines: str, final: str = "not_equal", follows: bool = False, person: bool = False) -> dict[str, Any]:
    report = {"lines": [{"n": k, "status": s} for k, s in enumerate(lines, 1)], "final": {"status": final, "follows_from_wrong_line": follows}}
    return result("wrong", work="solution", report=report, needs_person=person)


@pytest.mark.parametrize("status", [str(s) for s in sd.Equality])
def test_every_status_has_its_credit(status: str) -> None:
    credit = sd.Policy().credit(result(status))
    assert credit.needs_person is (status in ("undecided", "unreadable", "domain_differs"))
    assert status in ANSWERS or credit.points is None


def test_a_status_nobody_knows_goes_to_a_person() -> None:
    assert sd.Policy().credit(result("something new")).needs_person


def test_points() -> None:
    policy = sd.Policy.of({"points": 4, "parts": {"a": 2}, "answer": {"domain_differs": 0.75}, "form_penalty": 0.25, "step": 0.5})
    assert policy.credit(result("equal")).points == 2
    assert policy.credit(result("equal", part="b")).points == 4
    assert policy.credit(result("equal", row={"points": "10"})).points == 10
    assert policy.credit(result("equal_wrong_form")).points == Fraction(3, 2)
    assert policy.credit(result("domain_differs", part="b")).points == 3
    assert policy.credit(result("domain_differs", row={"points": "3"})).points == 2               # 2.25, down to a half


def test_solutions() -> None:
    policy = sd.Policy.of({"points": 8, "final": 0.5, "carried_forward": 0.5})
    assert policy.credit(solution("ok", "ok", final="equal")).points == 8
    assert policy.credit(solution("ok", "wrong", "follows_from_wrong_line", "follows_from_wrong_line", follows=True)).points == 3 + 2
    assert policy.credit(solution("wrong", "wrong")).points == 0
    assert policy.credit(solution("ok", "undecided", final="equal")).points == 8                  # what was not decided costs nothing
    waiting = policy.credit(solution("undecided", "wrong", person=True))
    assert waiting.points is None and waiting.needs_person
    assert policy.credit(solution("ok", final="undecided")).points is None


def test_a_policy_is_no_part_of_the_verdict() -> None:
    found = judge(Row(id="1", gold="2x", answer="x", points="3"))
    assert "credit" not in found and found["status"] == "not_equal"


@pytest.mark.parametrize(("given", "said"), [
    ({"answer": {"undecided": 0}}, "goes to a person"), ({"lines": {"unreadable": 0}}, "goes to a person"), ({"answer": {"failed": 0}}, "goes to a person"),
    ({"answer": {"equla": 1}}, "equla"), ({"point": 1}, "point"), ({"points": -1}, "points"), ({"form_penalty": 2}, "form_penalty"), ({"answer": 1}, "table"), ({"points": True}, "points"),
    ({"parts": {"a": "x"}}, "parts.a"), ([1], "table"),
])
def test_policies_that_make_no_sense(given: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        sd.Policy.of(given)


def test_files(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('points = 2\n[parts]\n"1a" = 3\n[answer]\nequal_on_part = "person"\n')
    (tmp_path / "p.json").write_text('{"points": 2, "parts": {"1a": 3}, "answer": {"equal_on_part": "person"}}')
    assert sd.Policy.load(tmp_path / "p.toml") == sd.Policy.load(tmp_path / "p.json")
    assert sd.Policy.load(tmp_path / "p.toml").credit(result("equal_on_part")).needs_person
    (tmp_path / "bad.toml").write_text("points = ")
    with pytest.raises(UsageError, match=r"bad\.toml"):
        sd.Policy.load(tmp_path / "bad.toml")


def test_points_are_shown_without_zeros() -> None:
    assert [shown(Fraction(p)) for p in ("2", "5/2", "1/3", "10")] == ["2", "2.5", "0.3333", "10"]
