"""Inputs that have no plain answer: each is refused, or answered with what it must convey, and never with what it must not."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

import symderive as sd

CASES = [json.loads(line) for line in Path(__file__).with_name("bad.jsonl").read_text(encoding="utf-8").splitlines()]

# what each must convey, as words that must occur in what the user is told
CONVEYED = {
    "bad-001": ["not differentiable at x = 0", "left is -1", "right it is 1"],
    "bad-008": ["sin(1/h)", "no limit", "not differentiable at x = 0"],
    "bad-011": ["x ≠ 0"],
    "bad-018": ["x^x", "x > 0"],
    "bad-019": ["logarithm to base 1 is not defined"],
    "bad-020": ["not defined at x = 0"],
    "bad-060": ["natural logarithm"],
    "bad-063": ["read as a product"],
    "bad-068": ["t does not occur"],
    "bad-112": ["left is -1", "right it is 1", "no limit"],
}


def told(case: dict[str, Any]) -> tuple[Any, str]:
    """The answer, if any, and all that is said."""
    given = case["input"]
    text = given.get("expr", given.get("text", ""))
    try:
        if case["task"] == "limit":
            s = sd.limit(text, given["var"], given["to"])
        else:
            s = sd.derivative(text, given["var"], at=given.get("at"))
    except sd.SymderiveError as fault:
        return fault, str(fault)
    assert s.verdict
    return s.answer, s.text()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_it_conveys_what_it_must(case: dict[str, Any]) -> None:
    answer, said = told(case)
    outcome = case["expected"]["outcome"]
    assert all(words in said for words in CONVEYED.get(case["id"], [])), said
    if outcome == "undefined":
        assert answer is None or isinstance(answer, sd.NotSupported)
    elif outcome == "reject":
        assert isinstance(answer, sd.SymderiveError)
        if "point at the place" in case["expected"]["must_convey"]:
            assert isinstance(answer, sd.ReadError) and answer.end >= answer.start and "^" in said
    else:
        wanted = case["expected"]["answer_py"].split(" for ")[0]
        assert sp.simplify(answer - sp.sympify(wanted)) == 0
    assert not Path("symderive_canary").exists()


@pytest.mark.parametrize("case", [c for c in CASES if c["expected"]["outcome"] == "undefined"], ids=lambda c: c["id"])
def test_no_answer_that_must_not_be_given(case: dict[str, Any]) -> None:
    answer, _ = told(case)
    assert str(answer) not in case["expected"]["must_not"]
    assert not any(word in str(answer) for word in ("zoo", "nan", "oo"))


MORE = [
    ("|x-2|", 2, ["left is -1", "right it is 1"]), ("relu(x)", 0, ["left is 0", "right it is 1"]), ("x^{1/3}", 0, ["vertical tangent"]), ("ln(x)", 0, ["not defined at x = 0"]), ("ln(x)", -3, ["not defined", "x > 0"]),
    ("(x^2-1)/(x-1)", 1, ["not defined at x = 1"]), ("1/(x-1)", 1, ["not defined at x = 1"]), ("sqrt(x)", -1, ["not defined"]), ("max(x, 0)", 0, ["left is 0", "right it is 1"]), ("ceil(x)", 2, ["not continuous"]),
    ("asin(x)", 1, ["|x| < 1"]), ("tan(x)", r"\pi/2", []), ("|x|^3/|x|", 0, ["not defined"]),
]


@pytest.mark.parametrize(("f", "at", "words"), MORE)
def test_more_of_the_kind(f: str, at: object, words: list[str]) -> None:
    try:
        s = sd.derivative(f, "x", at=at)
    except sd.NotSupported as fault:
        assert all(w in str(fault) for w in words)
        return
    assert s.answer is None and s.verdict and all(w in s.text() for w in words), s.text()
