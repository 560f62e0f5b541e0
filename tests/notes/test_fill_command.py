"""symderive fill: files, exit codes, standard input; nothing is lost where writing fails."""
from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from symderive.cli import cli

GOOD = "<!-- symderive: derivative x^2 --wrt x --detail answer -->\n"


def run(*args: object, input: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["fill", *map(str, args)], input=input)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text(GOOD)
    return path


def test_fill_and_check(notes: Path, tmp_path: Path) -> None:
    tex = tmp_path / "a.tex"
    tex.write_bytes(b"% symderive: derivative x^3 --wrt x\r\n")
    assert run("--check", notes).exit_code == 1 and notes.read_text() == GOOD
    result = run(notes, tex)
    assert result.exit_code == 0 and "1 missing" in result.output and r"3x^2" in tex.read_text()
    before = notes.stat().st_mtime_ns
    result = run("--check", notes, tex)
    assert result.exit_code == 0 and "1 unchanged" in result.output
    assert run(notes).exit_code == 0 and notes.stat().st_mtime_ns == before
    notes.write_text(notes.read_text().replace("= 2x", "= 3x"))
    result = run("--check", notes)
    assert result.exit_code == 1 and f"{notes}:1:17: wrong: 3x is not the answer" in result.output


@pytest.mark.parametrize(("text", "code", "said"), [
    ("<!-- symderive: derivative 'sin(x' --wrt x -->\n", 2, ":1:32: unreadable"),
    ("<!-- symderive: derivative of zeta(x) -->\n", 3, "unsupported"),
    (GOOD + "<!-- symderive: derivative of zeta(x) -->\n<!-- symderive: ( -->\n", 2, "unreadable"),
    ("nothing\n", 0, "0 problems"),
])
def test_exit_codes(notes: Path, text: str, code: int, said: str) -> None:
    notes.write_text(text)
    result = run(notes)
    assert result.exit_code == code and said in result.output and "Traceback" not in result.output
    assert ("2x" in notes.read_text()) == (GOOD in text)


def test_standard_input_options_and_files_that_are_none(notes: Path, tmp_path: Path) -> None:
    result = run("-", "--lang", "zh", "--flavour", "github", input=GOOD.encode())
    assert result.exit_code == 0 and "题目" in result.stdout and "[!TIP]" in result.stdout
    assert run("-", "--kind", "tex", input=b"% symderive: derivative x^2 --wrt x\n").stdout.endswith("% end symderive\n")
    for wrong in (tmp_path / "none.md", tmp_path / "a.docx", tmp_path):
        result = run(wrong)
        assert result.exit_code == 2 and "error" in result.output
    assert run(notes, "--lang", "tlh").exit_code == 2


def test_nothing_is_lost_where_writing_fails(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError("no space left")
    monkeypatch.setattr(os, "fsync", full)
    result = run(notes)
    assert result.exit_code == 2 and "no space left" in result.output
    assert notes.read_text() == GOOD and [p.name for p in notes.parent.iterdir()] == ["notes.md"]


def test_permissions_and_links_stay(notes: Path, tmp_path: Path) -> None:
    os.chmod(notes, 0o640)
    link = tmp_path / "link.md"
    link.symlink_to(notes)
    assert run(link).exit_code == 0
    assert link.is_symlink() and "2x" in notes.read_text() and notes.stat().st_mode & 0o777 == 0o640
