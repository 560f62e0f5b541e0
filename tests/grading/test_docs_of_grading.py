"""The tutorial for graders is true: its files are written, its commands run, and they say what it says."""
from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from symderive.cli import cli
from symderive.grading.inputs import FORMATS
from symderive.grading.outputs import FILES
from symderive.grading.policy import Policy
from symderive.grading.row import FIELDS

PAGE = (Path(__file__).parent.parent.parent / "docs" / "grading.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) ([\w.-]+)\n(.*?)^```", re.M | re.S)


def test_the_tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = 0
    for _, name, text in BLOCK.findall(PAGE):
        if name != "run":
            Path(name).write_text(text, encoding="utf-8")
            continue
        for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            assert CliRunner().invoke(cli, shlex.split(command)[1:]).output == output
            ran += 1
    assert ran == 4
    assert Policy.load("policy.toml").parts == {"1a": 2, "1b": 3}


def test_everything_is_in_it() -> None:
    assert [name for name in (*FORMATS, *FIELDS, *FILES) if f"`{name}`" not in PAGE] == []
