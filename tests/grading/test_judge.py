"""The judge: one row, one result; what is in doubt goes to a person, and no fault of a row or of ours escapes."""
from __future__ import annotations

from typing import Any

import pytest

import symderive as sd
from symderive import reading
from symderive.grading import judge as judging
from symderive.grading.judge import judge
from symderive.grading.row import Row


def test_a_derived_answer() -> None:
    found = judge(Row(id="1", problem=r"\frac{d}{dx}[x \sin x]", answer=r"\sin x + x\cos x"))
    assert found["status"] == "equal" and found["accepted"] and found["report"]
    assert judge(Row(id="1", problem="nonsense (", answer="x"))["needs_person"]


@pytest.mark.parametrize(("solution", "status"), [
    ("so it is\n$$2x$$", "equal"), ("$$2x$$ then $$x^2$$", "undecided"), (r"$$2x$$ then $\boxed{x^2}$", "not_equal"),
])
def test_a_final_answer_in_a_text(solution: str, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marked wrong only where the text says that this is the answer."""
    monkeypatch.setattr(reading, "final_answer", lambda text: sd.read("x^2" if "x^2" in text else "2x"), raising=False)
    found = judge(Row(id="1", gold="2x", solution=solution))
    assert (found["status"], found["needs_person"]) == (status, status == "undecided")


@pytest.mark.parametrize(("fault", "status"), [(MemoryError(), "undecided"), (RecursionError(), "undecided"), (ZeroDivisionError("ours"), "failed"), (sd.NotSupported("no"), "undecided")])
def test_no_fault_escapes(fault: Exception, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **options: Any) -> Any:
        raise fault
    monkeypatch.setattr(judging.sd, "equal", broken, raising=False)
    judging._judged.cache_clear()
    found = judge(Row(id="1", gold="x", answer=f"x + {status}"))
    assert found["status"] == status and found["needs_person"] and found["error"]


class Report:
    """What `sd.check` and `sd.check_solution` give, as far as the judge looks at it."""
    status = "not_equal"
    comparison = sd.equal("2x", "x")

    def __init__(self, evidence: dict[str, Any]) -> None:
        self.evidence = evidence

    def __bool__(self) -> bool:
        return False

    def to_dict(self) -> dict[str, Any]:
        return self.evidence

    def text(self) -> str:
        return "all of it"

    def feedback(self, level: str) -> str:
        return f"a {level}"


def test_mistakes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging.sd, "check", lambda problem, answer, **options: Report({"mistake": {"id": "mistake.one"}}), raising=False)
    judging._judged.cache_clear()
    for row in (Row(id="1", problem=r"\frac{d}{dx}[x^2]", answer="x"), Row(id="1", problem=r"\frac{d}{dx}[x^2]", gold="2x", answer="x")):
        found = judge(row)
        assert (found["status"], found["mistake"], found["message"], found["feedback"]) == ("not_equal", "mistake.one", "all of it", "a hint")


@pytest.mark.parametrize(("first", "person", "status"), [(None, False, "right"), (2, False, "wrong"), (None, True, "undecided"), (2, True, "wrong")])
def test_solutions(first: int | None, person: bool, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = {"first_wrong_line": first, "needs_person": person, "mistake": None, "lines": [{"n": 1, "source": "f(x) = x^2", "status": "ok"}, {"n": 2, "source": "and so", "status": "ok"}]}
    monkeypatch.setattr(judging.sd, "check_solution", lambda problem, lines, **options: Report(evidence), raising=False)
    judging._judged.cache_clear()
    found = judge(Row(id="1", problem="f(x) = x^2", solution="f(x) = x^2\nand so"))
    assert (found["work"], found["status"], found["accepted"], found["needs_person"], found["first_wrong_line"]) == ("solution", status, status == "right", person, first)
    assert [line["latex"] for line in found["report"]["lines"]] == ["f(x) = x^2", None]


@pytest.fixture(autouse=True)
def _forget() -> Any:
    yield
    judging._judged.cache_clear()
