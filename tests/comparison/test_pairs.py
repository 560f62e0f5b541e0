"""Pairs of answers with the status they must have: one file, swept."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import symderive as sd

WORDS: dict[str, Any] = {"yes": True, "no": False}


def rows() -> list[tuple[str, str, str, dict[str, Any]]]:
    found = []
    for line in (Path(__file__).parent / "pairs.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        a, b, status, *options = (part.strip() for part in line.split("||"))
        given = dict(o.split(" = ", 1) for o in options[0].split("; ")) if options else {}
        found.append((a, b, status, {k: WORDS.get(v, v) for k, v in given.items()}))
    return found


ROWS = rows()


@pytest.mark.parametrize(("a", "b", "status", "options"), ROWS, ids=[f"{a} against {b}" for a, b, _, _ in ROWS])
def test_status(a: str, b: str, status: str, options: dict[str, Any]) -> None:
    found = sd.equal(a, b, **options)
    assert found.status == status, found.text()
    accepted = status == "equal" or status in str(options.get("accept", "")) or (status == "equal_to_rounding" and "tolerance" in options) \
        or (status == "equal_up_to_constant" and bool(options.get("constant")))
    assert bool(found) is accepted
    assert found.text("en") and found.text("zh")
