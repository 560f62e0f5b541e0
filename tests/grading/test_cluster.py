"""A Dask cluster: a real scheduler with two workers in processes of their own; the same results, also when a worker is killed."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest

import symderive as sd
from symderive.errors import UsageError
from symderive.grading.batch import judged
from symderive.grading.row import rows_of

distributed = pytest.importorskip("distributed")
ROOT = Path(__file__).parent.parent.parent


def start(*args: str, folder: Path) -> subprocess.Popen[bytes]:
    log = (folder / "log").open("ab")
    return subprocess.Popen([sys.executable, "-m", *args], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=log, stderr=log)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, each watched over by a nanny."""
    folder = tmp_path_factory.mktemp("dask")
    told = folder / "scheduler.json"
    running = [start("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(told), folder=folder)]
    running += [start("distributed.cli.dask_worker", "--scheduler-file", str(told), "--nthreads", "1", "--no-dashboard", "--name", name, folder=folder) for name in "ab"]
    try:
        until = monotonic() + 60
        while not told.exists() and monotonic() < until:
            sleep(0.1)
        with distributed.Client(scheduler_file=str(told), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            yield client.scheduler.address
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def rows(n: int) -> list[dict[str, str]]:
    return [{"id": str(k), "gold": rf"{k}x^2 + \sin({k}x)", "answer": rf"\sin({k}x) + {k}x^2" if k % 3 else "x"} for k in range(n)]


def test_the_same_as_on_one_machine(cluster: str) -> None:
    assert sd.check_many(rows(600), scheduler=cluster) == sd.check_many(rows(600), jobs=2)


def test_a_client_in_place_of_an_address(cluster: str) -> None:
    with distributed.Client(cluster) as client:
        assert [r["status"] for r in sd.check_many(rows(4), scheduler=client)] == ["not_equal", "equal", "equal", "not_equal"]
        assert client.status == "running"


def test_a_worker_killed_in_the_middle(cluster: str) -> None:
    """Every row has one result, and it is the right one."""
    with distributed.Client(cluster) as client:
        pids = list(client.run(os.getpid).values())
    found: list[str] = []
    killed = False
    for block in judged(rows_of(rows(2000)), scheduler=cluster):
        found += [line for _, line in block]
        if not killed and len(found) > 100:
            os.kill(pids[0], signal.SIGKILL)
            killed = True
    assert killed
    assert sorted(found) == sorted(line for block in judged(rows_of(rows(2000)), jobs=2) for _, line in block)


@pytest.mark.parametrize("losses", [1, 4])
def test_results_that_are_lost_are_made_again(cluster: str, losses: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finished task whose worker dies before its results are fetched; also when that happens more often than rows are sent again."""
    from symderive.grading import cluster as on
    proper, lost = on._results, iter(range(losses))
    monkeypatch.setattr(on, "_results", lambda future: proper(future) if next(lost, None) is None else None)
    assert [r["status"] for r in sd.check_many(rows(4), scheduler=cluster)] == ["not_equal", "equal", "equal", "not_equal"]


def test_a_result_that_cannot_be_fetched() -> None:
    from symderive.grading.cluster import _results

    class Lost:
        status = "finished"

        def result(self, timeout: float) -> list[str]:
            raise RuntimeError("bound to a different event loop")

    assert _results(Lost()) is None


def test_the_command(cluster: str, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from symderive.cli import cli
    (tmp_path / "rows.csv").write_text("id,gold,answer\n1,2x,x+x\n2,2x,x\n")
    result = CliRunner().invoke(cli, ["grade", str(tmp_path / "rows.csv"), "--out", str(tmp_path / "out"), "--scheduler", cluster])
    assert result.exit_code == 0 and result.output.startswith("2 rows: 1 right, 1 wrong")


def test_no_scheduler_there(monkeypatch: pytest.MonkeyPatch) -> None:
    from symderive.grading import cluster
    monkeypatch.setattr(cluster, "ANSWERING", 1)
    with pytest.raises(UsageError, match="does not answer"):
        sd.check_many(rows(1), scheduler="tcp://127.0.0.1:9")


def test_several_threads_at_once(cluster: str) -> None:
    """Two batches under way at the same time do not mix."""
    found: dict[int, list[str]] = {}

    def batch(k: int) -> None:
        found[k] = [r["id"] for r in sd.check_many(rows(50 + k), scheduler=cluster)]

    threads = [Thread(target=batch, args=(k,)) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {k: [str(j) for j in range(50 + k)] for k in range(2)}
