"""Many rows: the same judge in several processes of this machine, or on an existing Dask cluster."""
from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from symderive.errors import UsageError
from symderive.grading.pool import Block, Limits, in_processes
from symderive.grading.row import Identity, Row, rows_of


def judged(rows: Iterable[Row], jobs: int | None = None, scheduler: Any = None, lang: str = "en", limits: Limits = Limits()) -> Iterator[Block]:
    """Blocks of rows with their results, each a line of JSON, as they come; the rows are read as they are needed, so memory stays flat.

    Args:
        rows: the rows, of `rows_of`.
        jobs: processes; None takes as many as there are processors.
        scheduler: the address of a Dask scheduler, or a `distributed.Client`; None stays on this machine.
        lang: the language of the messages.
        limits: what a row may cost.

    Raises:
        UsageError: for a number of processes below 1, a language there is not, a scheduler that does not answer.
    """
    from symderive.lang import languages
    if lang not in languages():
        raise UsageError(f"there is no language {lang!r}; there are: {', '.join(languages())}")
    if jobs is not None and jobs < 1:
        raise UsageError(f"at least one process is needed, not {jobs}")
    if scheduler is None:
        return in_processes(rows, jobs or processors(), lang, limits)
    from symderive.grading.cluster import on_cluster
    return on_cluster(rows, scheduler, lang, limits)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_many(rows: Iterable[Any], jobs: int | None = None, scheduler: Any = None, *, lang: str = "en", limits: Limits = Limits()) -> list[dict[str, Any]]:
    """Judge many answers or solutions.

    Args:
        rows: mappings with the columns of `Row`: id, student, problem, gold, answer or solution, assume, form, ...
        jobs: processes; None takes as many as there are processors.
        scheduler: the address of a Dask scheduler, as "tcp://10.0.0.1:8786", or a `distributed.Client`; None stays on this machine.
        lang: the language of the messages.
        limits: what a row may cost.

    Returns:
        One result for each row, in the order of the rows: a dict with `id`, `status`, `accepted`, `needs_person`, `mistake`,
        `message`, `report` (the evidence) and `error`. A row that fails has its error in its result; it costs no other row.

    Raises:
        UsageError: for options that make no sense, a scheduler that does not answer.

    >>> found = check_many([{"gold": "2x", "answer": "x + x"}, {"gold": "2x", "answer": "x^2"}], jobs=1)
    >>> [r["status"] for r in found]
    ['equal', 'not_equal']
    """
    some = list(rows_of(rows))
    found: dict[Identity, dict[str, Any]] = {}
    for block in judged(some, jobs, scheduler, lang, limits):
        found.update((row.identity, json.loads(line)) for row, line in block)
    return [found[row.identity] for row in some]
