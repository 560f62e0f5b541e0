"""The solutions behind the golden files, each solved once for all the tests that look at how they are written."""
from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner

from symderive.cli import cli
from symderive.solution import Solution

FILES = {p.stem: p for p in sorted((Path(__file__).parent.parent / "golden").glob("*.txt"))}
COMMENT = re.compile(r"(?<!\\)%.*")
DISPLAY = re.compile(r"(?<!\\)\\\[\n?(.*?)\\\]|(\\begin\{align\*\}.*?\\end\{align\*\})", re.S)
INLINE = re.compile(r"(?<![\\$])\$([^$]+)\$(?!\$)")


@cache
def solution(name: str) -> Solution | None:
    """What the command of a golden file solves; nothing where it only checks, or fails."""
    head = FILES[name].read_text(encoding="utf-8").partition("\n")[0].removeprefix("<<< ")
    found: list[Solution] = []

    def keep(self: Solution, *args: Any, **options: Any) -> str:
        found.append(self)
        return ""

    with patch.object(Solution, "render", keep):
        CliRunner().invoke(cli, shlex.split(head))
    return found[0] if found else None


def solved() -> list[str]:
    """The golden files whose command writes a solution: those that print one as text."""
    return [name for name, path in FILES.items() if re.match(r"<<< (?!check)", text := path.read_text(encoding="utf-8")) and "error: " not in text]


def formulas(latex: str) -> list[tuple[str, bool]]:
    """Every formula of a fragment, and whether it is a display."""
    text = COMMENT.sub("", latex)
    displays = [(m[1] or m[2], True) for m in DISPLAY.finditer(text)]
    return displays + [(m[1], False) for m in INLINE.finditer(DISPLAY.sub("", text))]
