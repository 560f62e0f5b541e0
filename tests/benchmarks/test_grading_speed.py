"""Grading many rows: how two processes compare with one, what memory they take, and what a Dask cluster costs beside them.

GRADING_ROWS sets the number of rows (10 000 by default; 100 000 in the figures of docs/grading.md). Needs a quiet machine with two
processors where wall time is measured; processor time is measured anywhere. The Dask test is left out where `distributed` is not installed.
"""
from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from symderive.grading.batch import judged, processors
from symderive.grading.row import Row, rows_of

ROWS = int(os.environ.get("GRADING_ROWS", "10000"))


def rows(n: int) -> Iterator[Row]:
    """Answers of five kinds, one in five of them wrong, no two alike."""
    rng = random.Random(7)
    for k in range(n):
        a, b, c = rng.randint(2, 999), rng.randint(2, 999), rng.randint(2, 9)
        gold, answer = [
            (f"{a * c}x^{{{c - 1}}}+{b}", f"{b}+{a}*{c}x^{{{c - 1}}}"), (rf"\sin({a}x)+{b}x\cos(x)", rf"{b}x\cos(x)+\sin({a}x)"), (rf"\frac{{{a}}}{{x^2+{b}}}", f"{a}(x^2+{b})^{{-1}}"),
            (f"e^{{{c}x}}({b}x+1)", f"e^{{{c}x}}({b}x-1)"), (rf"{c}\ln(x)+{b}", rf"\ln(x^{{{c}}})+{b}"),
        ][k % 5]
        yield Row(id=f"q{k % 5}", student=f"s{k // 5}", gold=gold, answer=answer, assume="x > 0" if k % 5 == 4 else "")


def seconds(**where: Any) -> float:
    begin = perf_counter()
    count = sum(len(block) for block in judged(rows_of(rows(ROWS)), **where))
    assert count == ROWS
    return perf_counter() - begin


def resident() -> int:
    """Bytes of memory of this process, its workers, and theirs."""
    total, own = 0, os.getpid()
    parents = {int(p.name): stat(p) for p in Path("/proc").iterdir() if p.name.isdigit()}
    for pid, found in parents.items():
        line = pid
        while line in parents and line != own:
            line = parents[line][0]
        total += found[1] if line == own else 0
    return total


def stat(process: Path) -> tuple[int, int]:
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        return int(fields[1]), int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0, 0


@pytest.mark.skipif(processors() < 2, reason="needs two processors")
def test_two_processes(benchmark: Any) -> None:
    """At least 1.8 times as fast as one."""
    one = seconds(jobs=1)
    two = benchmark.pedantic(lambda: seconds(jobs=2), rounds=1)
    benchmark.extra_info.update(rows=ROWS, rows_per_second_one=round(ROWS / one), rows_per_second_two=round(ROWS / two), ratio=round(one / two, 2))
    assert one / two >= 1.8


def processor_time(jobs: int) -> tuple[float, float]:
    """Seconds of processor time, of this process and of those it started; this tells what two processors could do, also on a busy machine."""
    before = os.times()
    seconds(jobs=jobs)
    with suppress(ChildProcessError):
        while True:
            os.wait()                                        # the time of a process is told when it has ended
    after = os.times()
    own = after.user + after.system - before.user - before.system
    return own, after.children_user + after.children_system - before.children_user - before.children_system


def test_processor_time(benchmark: Any) -> None:
    """The work of two processes costs at most a tenth more than that of one, and what the parent does alone leaves a ratio of 1.8."""
    one = sum(processor_time(1))
    parent, workers = benchmark.pedantic(lambda: processor_time(2), rounds=1)
    bound = one / max(parent, (parent + workers) / 2)        # on two processors, which the parent uses too
    benchmark.extra_info.update(rows=ROWS, one=round(one, 1), parent=round(parent, 1), workers=round(workers, 1), ratio_possible=round(bound, 2))
    assert workers + parent <= 1.1 * one and bound >= 1.8


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_memory_is_flat(benchmark: Any) -> None:
    """From the first tenth of the rows to the last, memory grows by less than a tenth."""
    seen: list[int] = []

    def run() -> None:
        done = 0
        for block in judged(rows_of(rows(ROWS)), jobs=2):
            done += len(block)
            if done * 10 >= ROWS * (len(seen) + 1):
                seen.append(resident())

    benchmark.pedantic(run, rounds=1)
    benchmark.extra_info.update(megabytes=[round(m / 2**20) for m in seen])
    assert seen[-1] < 1.1 * seen[0]


def test_dask_costs_little_more(benchmark: Any) -> None:
    """At most 1.3 times the time of two processes on this machine; two workers of one thread each."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, distributed.Client(cluster) as client:
        list(judged(rows_of(rows(200)), scheduler=client))                     # the workers start
        there = benchmark.pedantic(lambda: seconds(scheduler=client), rounds=1)
    here = seconds(jobs=2)
    benchmark.extra_info.update(rows=ROWS, dask_seconds=round(there, 1), local_seconds=round(here, 1), ratio=round(there / here, 2))
    assert there / here <= 1.3
