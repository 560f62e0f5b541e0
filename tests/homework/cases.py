"""The solutions that the tests of homework run on: one a line in cases.jsonl, with the number of the first wrong line."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from symderive.homework import SolutionReport, check_solution

CASES: list[dict[str, Any]] = [json.loads(line) for line in (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
RIGHT = [c for c in CASES if c["first_wrong"] is None]
IDS = [f"{k}-{c['problem'][:40]}" for k, c in enumerate(CASES)]


def checked(case: dict[str, Any], lines: Any = None) -> SolutionReport:
    """The report on a case, or on other lines for its problem."""
    return check_solution(case["problem"], case["lines"] if lines is None else lines, given=case["given"], values=case["values"], data=case["data"])


def statuses(report: SolutionReport) -> list[str]:
    return [str(line.status) for line in report.lines]
