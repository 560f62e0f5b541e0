"""`symderive check PROBLEM --solution FILE`: the report on a solution in a file, and the exit code."""
from __future__ import annotations

import json
import sys
from pathlib import Path

from symderive.commands.base import HOLDS, REFUTED, UNDECIDED, UNREADABLE
from symderive.errors import SymderiveError, UsageError
from symderive.homework.solutions import check_solution


def solved(problem: str, file: str, format: str, lang: str, level: str, assume: str | None = None) -> tuple[str, int]:
    """What to print, and the exit code: 0 every line holds, 1 one is wrong, 2 the file or the problem cannot be read, 3 a person has to look."""
    try:
        report = check_solution(problem, _text(file), assume=assume, lang=lang)
        made = json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if format == "json" else report.feedback(level)
    except SymderiveError as fault:
        return f"symderive: {fault}", UNREADABLE
    return made, REFUTED if report.first_wrong_line is not None else UNDECIDED if report.needs_person else HOLDS


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{file} cannot be read: {fault}") from None
