"""An existing Dask cluster: the workers of `pool`, kept by the workers of Dask. Needs the extra "cluster"."""
from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from symderive.errors import NotSupported, UsageError
from symderive.grading.judge import failed
from symderive.grading.pool import Block, Limits, Worker, chunked
from symderive.grading.row import Row
from symderive.grading.worker import line_of

CHUNK = 128                     # rows of a task
AHEAD = 3                       # tasks that wait for each thread of the cluster
AGAIN = 2                       # times that rows are sent again whose results were lost
ANSWERING = 30                  # seconds that the scheduler has to answer

_OWN = threading.local()        # each thread of a Dask worker keeps a process, with its memory bound and its clock


def task(lines: Sequence[str], lang: str, limits: Limits) -> list[str]:
    """What runs on the cluster: the results of some rows, by the same worker as on one machine."""
    worker = getattr(_OWN, "worker", None)
    if worker is None or (worker.lang, worker.limits) != (lang, limits):
        if worker is not None:
            worker.close()
        worker = _OWN.worker = Worker(lang, limits)
    return list(worker.results(lines))


def on_cluster(rows: Iterable[Row], scheduler: Any, lang: str, limits: Limits) -> Iterator[Block]:
    """The results, a block for each task, as they come.

    Raises:
        NotSupported: where `distributed` is not installed.
        UsageError: if the scheduler does not answer.
    """
    try:
        import distributed
    except ImportError:
        raise NotSupported("a scheduler needs dask.distributed: pip install 'symderive[cluster]'") from None
    if isinstance(scheduler, distributed.Client):
        return _blocks(scheduler, rows, lang, limits)
    try:
        client = distributed.Client(scheduler, timeout=ANSWERING, name="symderive")
    except (OSError, ValueError, TimeoutError) as fault:
        raise UsageError(f"the scheduler {scheduler} does not answer: {fault}") from None
    return _closing(client, _blocks(client, rows, lang, limits))


def _closing(client: Any, blocks: Iterator[Block]) -> Iterator[Block]:
    try:
        yield from blocks
    finally:
        client.close()


def _blocks(client: Any, rows: Iterable[Row], lang: str, limits: Limits) -> Iterator[Block]:
    """Keep the cluster busy, but no more rows under way than it needs."""
    from distributed import as_completed
    chunks = chunked(rows, CHUNK)
    sent: dict[Any, tuple[list[Row], int]] = {}            # what is under way: the rows, and how often they were sent before
    waiting = as_completed()

    def send(some: list[Row], before: int = 0) -> None:
        future = client.submit(task, [line_of(row) for row in some], lang, limits, pure=False)
        sent[future] = some, before
        waiting.add(future)

    room = AHEAD * max(1, sum(client.nthreads().values()))
    while True:
        while len(sent) < room and (some := next(chunks, None)) is not None:
            send(some)
        if not sent:
            return
        future = next(waiting)
        some, before = sent.pop(future)
        block = _results(future)
        if block is not None:
            yield list(zip(some, block))
        elif before < AGAIN:                     # the results were lost with their worker
            send(some, before + 1)
        elif len(some) > 1:                      # it takes its worker with it, again and again: find the row
            half = len(some) // 2
            send(some[:half])
            send(some[half:])
        else:
            yield [(some[0], json.dumps(failed(some[0], "the cluster gave up on this row", lang), ensure_ascii=False))]


def _results(future: Any) -> list[str] | None:
    """The results of a task; None if it has none, or they went with the worker that held them."""
    from distributed import CancelledError
    if future.status != "finished":
        return None
    try:
        found: list[str] = future.result(timeout=ANSWERING)
        future.release()
        return found
    except (CancelledError, RuntimeError, OSError, TimeoutError):
        return None
