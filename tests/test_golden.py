"""Worked solutions as small text files, found by directory: `<<< arguments`, then `>>> format` and what is printed.

UPDATE_GOLDEN=1 rewrites them; read the difference before committing it.
"""
from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from symderive.cli import cli

FILES = sorted((Path(__file__).parent / "golden").glob("*.txt"))


def printed(arguments: str, options: str) -> str:
    result = CliRunner().invoke(cli, [*shlex.split(arguments), "--format", *shlex.split(options)])
    return result.output.strip() + f"\n[exit {result.exit_code}]\n"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_golden(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, *sections = re.split(r"^>>> ", text, flags=re.M)
    arguments = head.removeprefix("<<< ").strip()
    made = [(options, printed(arguments, options)) for options in (s.partition("\n")[0] for s in sections)]
    whole = f"<<< {arguments}\n" + "".join(f">>> {options}\n{output}" for options, output in made)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(whole, encoding="utf-8")
    assert whole == text


def test_there_are_golden_files() -> None:
    assert len(FILES) >= 25
