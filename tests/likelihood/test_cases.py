"""Problems with verified answers: the estimates agree on data, and what has no closed form is said to have none."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from symderive.likelihood.asking import mle

CASES = [json.loads(line) for line in (Path(__file__).parent / "mle.jsonl").read_text(encoding="utf-8").splitlines()]
WORKED = [c for c in CASES if "density" in c or "model" in c]


@pytest.mark.parametrize("case", WORKED, ids=[c["id"] for c in WORKED])
def test_estimates(case: dict) -> None:
    asked = {"density": case["density"], "support": case["support"]} if "density" in case else {"model": case["model"]}
    known = dict.fromkeys(case["known"]) if case["known"] else None
    solution = mle(**asked, parameters=case["parameters"], known=known)
    assert solution.closed_form is case["closed_form"]
    assert solution.verdict, solution.verdict
    found = solution.estimate(case["data"], **case["known"])
    assert found.keys() == case["estimate"].keys()
    close = 1e-9 if case["closed_form"] else 1e-5
    assert all(found[u] == pytest.approx(v, rel=close, abs=close) for u, v in case["estimate"].items()), (found, case["estimate"])


def test_there_are_cases() -> None:
    assert len(WORKED) >= 19


@pytest.mark.parametrize("case", [c for c in WORKED if c.get("latex")], ids=lambda c: c["id"])
def test_the_same_from_latex(case: dict) -> None:
    """The density as a textbook prints it, with its left side, and its support where it says so."""
    solution = mle(density=case["latex"], support=case["support"], parameters=case["parameters"], known=dict.fromkeys(case["known"]) or None)
    assert solution.closed_form is case["closed_form"]
    if case["closed_form"]:
        found = solution.estimate(case["data"], **case["known"])
        assert all(found[u] == pytest.approx(v, rel=1e-9) for u, v in case["estimate"].items())
