"""A worker: a process of its own that reads rows as lines of JSON, judges them, and writes one line for each."""
from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from importlib import import_module
from typing import Any

from symderive.grading.judge import judge
from symderive.grading.row import Row

READY = "ready"                 # its first line, once all is loaded
ROOM = 3 << 30                  # bytes of address space a worker may take


def line_of(row: Row) -> str:
    """A row as one line of JSON."""
    return json.dumps({k: v for k, v in asdict(row).items() if v}, ensure_ascii=False, default=str)


def result_line(line: str, lang: str) -> str:
    """The result of the row in a line, as one line of JSON."""
    return json.dumps(judge(row_in(line), lang), ensure_ascii=False, default=str)


def row_in(line: str) -> Row:
    """The row that a line of JSON holds."""
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(line).items()}
    return Row(**told)


def limit(room: int) -> None:
    """A bound on the memory of this process, where the system knows such a thing."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (room if hard == resource.RLIM_INFINITY else min(room, hard), hard))


def serve(source: Any, target: Any, lang: str) -> None:
    """Judge line after line until there are no more."""
    for line in source:
        target.write(result_line(line, lang) + "\n")
        target.flush()


def main(lang: str, room: int = ROOM) -> None:
    """What a worker runs. Only results go to its standard output: whatever else is printed goes to standard error."""
    import_module("symderive.comparison")
    limit(room)
    target = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    target.write(READY + "\n")
    target.flush()
    with open(sys.stdin.fileno(), encoding="utf-8", newline="\n", closefd=False) as source:
        serve(source, target, lang)
