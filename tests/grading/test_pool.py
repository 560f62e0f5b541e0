"""Processes: the same results whatever their number; one that dies, hangs or runs out of memory takes only its row."""
from __future__ import annotations

import os
import signal
from threading import Thread
from time import monotonic, sleep

import pytest

import symderive as sd
from symderive.errors import SymderiveError, UsageError
from symderive.grading import pool
from symderive.grading.pool import Limits, Worker
from symderive.grading.row import Row, rows_of
from symderive.grading.worker import line_of, row_in

# A worker that does at some answers what no judge should do.
UNRELIABLE = """
import os, signal, sys, time
from symderive.grading import worker
from symderive.grading.judge import judge
def result_line(line, lang):
    answer = worker.row_in(line).answer
    if answer == "die": os.kill(os.getpid(), signal.SIGKILL)
    if answer == "sleep": time.sleep(60)
    if answer == "print": print("something on standard output")
    if answer == "memory": x = bytearray(1 << 40)
    return proper(line, lang)
proper, worker.result_line = worker.result_line, result_line
worker.main(sys.argv[1], int(sys.argv[2]))
"""


def rows(n: int) -> list[dict[str, str]]:
    return [{"id": str(k), "gold": f"{k}x + 1", "answer": f"1 + x*{k}" if k % 3 else "x"} for k in range(n)]


def test_any_number_of_processes_gives_the_same() -> None:
    one = sd.check_many(rows(70), jobs=1)
    assert one == sd.check_many(rows(70), jobs=3)
    assert [r["status"] for r in one] == ["equal" if k % 3 else "not_equal" for k in range(70)]
    assert [r["id"] for r in one] == [str(k) for k in range(70)]


def test_rows_alike_are_told_apart() -> None:
    found = sd.check_many([{"id": 1, "gold": "x", "answer": a} for a in ("x", "y", "x")], jobs=1)
    assert [(r["again"], r["status"]) for r in found] == [(0, "equal"), (1, "not_equal"), (2, "equal")]


def test_nothing_to_do() -> None:
    assert sd.check_many([]) == []


def test_a_process_that_dies_hangs_or_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "PROGRAM", UNRELIABLE)
    answers = ["x", "die", "x", "print", "sleep", "x", "memory", "die", "x"]
    found = sd.check_many([{"gold": "x", "answer": a} for a in answers], jobs=2, limits=Limits(seconds=3))
    status = [r["status"] for r in found]
    assert [status[k] for k in (0, 2, 5, 8)] == ["equal"] * 4
    assert status[1] == status[7] == "failed" and "died" in found[1]["error"]
    assert status[4] == "undecided" and "longer than 3 s" in found[4]["error"]
    assert all(r["needs_person"] for r in (found[1], found[4], found[7]))
    assert [r["row"]["answer"] for r in found] == answers


def test_a_process_killed_from_outside_costs_nothing() -> None:
    worker = Worker()
    lines = [line_of(row) for row in rows_of(rows(40))]
    found = []
    for k, result in enumerate(worker.results(lines)):
        found.append(result)
        if k == 10:
            assert worker.process is not None
            os.kill(worker.process.pid, signal.SIGKILL)
    worker.close()
    assert found == list(Worker().results(lines))


def test_a_worker_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "PROGRAM", "raise SystemExit(1)")
    with pytest.raises(SymderiveError, match="does not start"):
        sd.check_many(rows(3), jobs=2)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource")
    monkeypatch.setattr(pool, "PROGRAM", UNRELIABLE)
    found = sd.check_many([{"gold": "x", "answer": "memory"}, {"gold": "x", "answer": "x"}], jobs=1)
    assert [r["status"] for r in found] == ["failed", "equal"]


def test_no_process_is_left_behind() -> None:
    worker = Worker()
    list(worker.results([line_of(Row(id="1", gold="x", answer="x"))]))
    assert worker.process is not None
    process = worker.process
    worker.close()
    assert process.poll() is not None


def test_a_stopped_reader_stops_the_processes() -> None:
    from symderive.grading.batch import judged
    blocks = judged(rows_of(rows(4000)), jobs=2)
    next(blocks)
    begin = monotonic()
    closing = Thread(target=blocks.close)
    closing.start()
    closing.join(20)
    assert not closing.is_alive() and monotonic() - begin < 20
    sleep(0.1)


def test_a_row_travels_whole() -> None:
    row = Row(id="1", solution="a\nb\u2028c", given=("y = x^2",), values={"x": 2}, names={"D": "dy/dx"}, again=2)
    assert row_in(line_of(row)) == row and "\n" not in line_of(row)


@pytest.mark.parametrize("options", [{"jobs": 0}, {"jobs": 1, "lang": "tlh"}])
def test_options_that_make_no_sense(options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        sd.check_many(rows(1), **options)          # type: ignore[arg-type]
