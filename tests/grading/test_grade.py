"""The command grade: runs end to end, go on after a kill, tell what has changed, and lose and double nothing."""
from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import monotonic, sleep

import pytest
from click.testing import CliRunner, Result

from symderive.cli import cli

ROOT = Path(__file__).parent.parent.parent


def grade(*args: object) -> Result:
    return CliRunner().invoke(cli, ["grade", *map(str, args)])


def results(out: Path) -> dict[str, dict[str, object]]:
    found = [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({(r["id"], r["student"], r["part"], r["again"]) for r in found}) == len(found), "a row was doubled"
    return {r["id"]: r for r in found}


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


ROWS: list[dict[str, object]] = [
    {"id": "a", "student": "Ada", "gold": "2x", "answer": "x + x", "points": 2},
    {"id": "b", "student": "Ada", "gold": "x^2", "answer": "x^3"},
    {"id": "c", "student": "Ben", "problem": r"\frac{d}{dx}[x^2]", "answer": "2x"},
    {"id": "d", "student": "Ben", "gold": "2x", "answer": "2x)("},
    {"id": "e", "student": "Cy", "gold": "2x", "answer": ""},
    {"id": "f", "student": "Cy", "gold": r"\ln x^2", "answer": r"2\ln x", "assume": "x > 0"},
    {"id": "g", "student": "Cy", "answer": "2x"},
    {"id": "h", "student": "<script>alert(1)</script>", "gold": "x", "answer": "<img src=x onerror=alert(1)>"},
    {"id": "i", "student": "Di", "gold": "x", "answer": "=cmd|' /C calc'!A0"},
    {"id": "j", "student": "Di", "gold": "x", "answer": "9^{9^{9^{9^9}}}"},
]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grade")
    rows = written(folder / "rows.jsonl", ROWS)
    with rows.open("a") as file:
        file.write("{no json\n[1]\n")
    result = grade(rows, "--out", folder / "out", "--jobs", 2)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("12 rows: 3 right, 1 wrong, 1 blank, 7 for a person")
    return folder / "out"


def test_each_row_has_its_verdict(done: Path) -> None:
    found = results(done)
    expected = {"a": "equal", "b": "not_equal", "c": "equal", "d": "unreadable", "e": "blank", "f": "equal", "g": "undecided", "h": "unreadable", "i": "unreadable",
                "j": "undecided", "line 11": "failed", "line 12": "failed"}
    assert {id: r["status"] for id, r in found.items()} == expected
    assert found["b"]["report"]["counterexample"]["at"] == {"x": "2"}          # type: ignore[index]
    assert "no JSON" in str(found["line 11"]["error"])
    assert all(r["needs_person"] is (r["status"] in ("unreadable", "undecided", "failed")) for r in found.values())


def test_files_for_other_systems(done: Path) -> None:
    table = list(csv.DictReader((done / "results.csv").open(encoding="utf-8")))
    assert [(r["id"], r["points"], r["out_of"], r["needs_person"]) for r in table][:4] == [("a", "2", "2", ""), ("b", "0", "1", ""), ("c", "1", "1", ""), ("d", "", "1", "yes")]
    assert table[8]["answer"].startswith("'=cmd")
    canvas = list(csv.reader((done / "canvas.csv").open(encoding="utf-8")))
    assert canvas[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert [line[-1] for line in canvas] == ["rows", "3", "2", "", "", "", "", ""]
    nbgrader = list(csv.DictReader((done / "nbgrader.csv").open(encoding="utf-8")))
    assert [(r["student_id"], r["score"], r["max_score"]) for r in nbgrader][:2] == [("Ada", "2", "3"), ("Ben", "", "2")]
    tests = json.loads((done / "results.json").read_text(encoding="utf-8"))["tests"]
    assert [("score" in t, t["max_score"]) for t in tests][:4] == [(True, 2.0), (True, 1.0), (True, 1.0), (False, 1.0)]
    assert json.loads((done / "gradescope" / "Ada.json").read_text(encoding="utf-8"))["tests"][0]["score"] == 2.0


def test_the_report_is_whole_and_obeys_nothing(done: Path) -> None:
    page = (done / "report.html").read_text(encoding="utf-8")
    assert not re.findall(r'(?:src|href)="', page) and not re.findall(r"url\((?!data:)", page)
    assert "<script" not in page and "<img" not in page
    assert page.index('id="person"') < page.index('id="wrong"') < page.index('id="students"')
    assert "<msup>" in page and "alert(1)" in page


def test_chinese(tmp_path: Path) -> None:
    assert grade(written(tmp_path / "r.jsonl", ROWS[:2]), "--out", tmp_path / "out", "--lang", "zh", "--jobs", 1).exit_code == 0
    assert "先由人工批改" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "不相等" in str(results(tmp_path / "out")["b"]["message"])


@pytest.mark.parametrize(("args", "said"), [
    (("nothing.csv", "--out", "o"), "there is no nothing.csv"),
    (("empty.csv", "--out", "o"), "empty.csv"),
    (("wrong.csv", "--out", "o"), "no column answer or solution"),
    (("latin.csv", "--out", "o"), "UTF-8"),
    (("good.csv", "--out", "o", "--input", "excel"), "there is no format 'excel'"),
    (("good.csv", "--out", "o", "--policy", "none.toml"), "none.toml"),
    (("good.csv", "--out", "o", "--gold", "none.jsonl"), "none.jsonl"),
    (("good.csv", "--out", "o", "--lang", "tlh"), "tlh"),
    (("good.csv", "--out", "o", "--against", "good.csv"), "no file of results"),
    (("good.csv", "--out", "o", "--jobs", "0"), "jobs"),
    (("good.csv",), "--out"),
])
def test_bad_input(args: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.csv").write_text("")
    Path("wrong.csv").write_text("id,student\n1,ada\n")
    Path("latin.csv").write_bytes("id,answer\n1,é\n".encode("latin-1"))
    Path("good.csv").write_text("id,gold,answer\n1,x,x\n")
    result = grade(*args)
    assert result.exit_code == 2 and said in result.output and "Traceback" not in result.output


# ---- going on

def command(rows: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "symderive", "grade", str(rows), "--out", str(out), "--jobs", "2", *more]


def many(n: int) -> list[dict[str, object]]:
    return [{"id": k, "student": f"s{k % 40}", "gold": rf"{k}x^2 + \sin({k}x)", "answer": rf"\sin({k}x) + x({k}x){'+ 1' if k % 7 == 0 else ''}"} for k in range(n)]


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    """kill -9, twice, the second time with a line cut short by hand: no row lost, none doubled, none judged twice."""
    n = 1200
    rows, out = written(tmp_path / "rows.jsonl", many(n)), tmp_path / "out"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before = 0
    for _ in range(2):
        run = subprocess.Popen(command(rows, out), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = monotonic() + 120
        while lines(out / "results.jsonl") < before + 60 and run.poll() is None and monotonic() < until:
            sleep(0.005)
        assert run.poll() is None, "the run was over before it could be killed"
        run.send_signal(signal.SIGKILL)
        run.wait()
        before = lines(out / "results.jsonl")
        assert 0 < before < n
        with (out / "results.jsonl").open("ab") as file:
            file.write(b'{"id": "cut sho')
    kept = (out / "results.jsonl").read_bytes().rpartition(b"\n")[0]
    assert subprocess.run(command(rows, out), env=environment, capture_output=True).returncode == 0
    assert (out / "results.jsonl").read_bytes().startswith(kept), "what was judged before was judged again"
    found = results(out)
    assert set(found) == {str(k) for k in range(n)}
    assert Counter(r["status"] for r in found.values()) == {"equal": n - len(range(0, n, 7)), "not_equal": len(range(0, n, 7))}
    assert len(list(csv.reader((out / "results.csv").open(encoding="utf-8")))) == n + 1


def test_another_gold_answer(tmp_path: Path) -> None:
    """Only the rows it touches are judged again, and the verdicts that differ are listed."""
    answers = "id,student,part,answer\n1,ada,p,2x\n2,ben,p,x^2\n3,ada,q,1\n"
    rows, gold, out = tmp_path / "rows.csv", tmp_path / "gold.jsonl", tmp_path / "out"
    rows.write_text(answers)
    gold.write_text('{"part": "p", "gold": "2x", "points": 3}\n{"part": "q", "gold": "1"}\n')
    assert grade(rows, "--out", out, "--gold", gold, "--jobs", 1).exit_code == 0
    assert {k: r["status"] for k, r in results(out).items()} == {"1": "equal", "2": "not_equal", "3": "equal"}
    third = (out / "results.jsonl").read_text().splitlines()[2]
    gold.write_text('{"part": "p", "gold": "x^2", "points": 5}\n{"part": "q", "gold": "1"}\n')
    result = grade(rows, "--out", out, "--gold", gold, "--jobs", 1)
    assert "2 verdicts have changed" in result.output
    assert {k: r["status"] for k, r in results(out).items()} == {"1": "not_equal", "2": "equal", "3": "equal"}
    assert (out / "results.jsonl").read_text().splitlines()[0] == third
    assert list(csv.reader((out / "differences.csv").open()))[1:] == [["1", "ada", "p", "equal", "not_equal", "2x"], ["2", "ben", "p", "not_equal", "equal", "x^2"]]
    assert [r["points"] for r in csv.DictReader((out / "results.csv").open())] == ["0", "5", "1"]
    again = grade(rows, "--out", tmp_path / "new", "--gold", gold, "--against", out / "results.before.jsonl", "--jobs", 1)
    assert "2 verdicts have changed" in again.output


def test_points_change_without_judging_again(tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out"
    rows.write_text("id,gold,answer,points\n1,x,x,2\n")
    grade(rows, "--out", out, "--jobs", 1)
    before = (out / "results.jsonl").read_bytes()
    rows.write_text("id,gold,answer,points\n1,x,x,7\n")
    grade(rows, "--out", out, "--jobs", 1)
    assert (out / "results.jsonl").read_bytes() == before
    assert next(csv.DictReader((out / "results.csv").open()))["points"] == "7"


def test_two_runs_into_one_folder(tmp_path: Path) -> None:
    from symderive.grading.journal import Journal
    pytest.importorskip("fcntl")
    rows = written(tmp_path / "r.jsonl", ROWS[:1])
    journal = Journal(tmp_path / "out")
    result = grade(rows, "--out", tmp_path / "out", "--jobs", 1)
    assert result.exit_code == 2 and "another run" in result.output
    journal.close()
    assert grade(rows, "--out", tmp_path / "out", "--jobs", 1).exit_code == 0
