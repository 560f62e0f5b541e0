"""The documents are true: console blocks print what they say, the reference is the one the tables give."""
from __future__ import annotations

import re
import shlex
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from symderive.cli import cli

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"```console\n(.*?)```", re.S)


def sessions(page: Path) -> list[tuple[str, str]]:
    """(command, what it prints) for each `$ symderive ...` of a page."""
    found = []
    for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            if command.startswith("symderive "):
                found.append((command, output))
    return found


SESSIONS = [(page.name, command, output) for page in PAGES for command, output in sessions(page)]


@pytest.mark.parametrize(("page", "command", "output"), SESSIONS, ids=[f"{p}: {c}" for p, c, _ in SESSIONS])
def test_console_blocks(page: str, command: str, output: str) -> None:
    result = CliRunner().invoke(cli, shlex.split(command)[1:])
    assert result.output.strip() == output.strip()


@pytest.mark.parametrize("name", ["reference", "gallery"])
def test_generated_pages_are_up_to_date(name: str) -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        made = import_module(f"make_{name}").made
    finally:
        sys.path.pop(0)
    assert (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") == made(), f"run: python docs/make_{name}.py"


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in cli.commands if f"symderive {name}" not in text] == []


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
