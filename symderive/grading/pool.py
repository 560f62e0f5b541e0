"""Several processes of this machine: a worker that dies or never ends takes only its row, and another takes its place."""
from __future__ import annotations

import json
import math
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic, sleep

from symderive.errors import SymderiveError
from symderive.grading.judge import FAILED, UNDECIDED, failed
from symderive.grading.row import Row
from symderive.grading.worker import READY, ROOM, line_of, row_in

CHUNK = 32                      # rows that a worker takes at a time
SECONDS = 60.0                  # that a row may take
STARTING = 120.0                # seconds that a worker may take to start
PROGRAM = "import sys; from symderive.grading.worker import main; main(sys.argv[1], int(sys.argv[2]))"
TICK = 0.25                     # seconds between two looks at the clock


Block = list[tuple[Row, str]]                               # rows with their results, each a line of JSON
Blocks = queue.Queue[Block | BaseException | None]


@dataclass(frozen=True)
class Limits:
    """What a row may cost.

    seconds  after which its worker is ended; the deterministic budgets of the checker end nearly every row long before
    room     bytes of address space of a worker
    """
    seconds: float = SECONDS
    room: int = ROOM


class Died(Exception):
    """The worker ended before it had answered; `late` if it was ended for taking too long."""

    def __init__(self, late: bool) -> None:
        self.late = late
        super().__init__("late" if late else "died")


class Worker:
    """A process that judges rows, started when the first row comes and again after it has died."""

    def __init__(self, lang: str = "en", limits: Limits = Limits()) -> None:
        self.lang, self.limits = lang, limits
        self.process: subprocess.Popen[bytes] | None = None
        self.due, self.late = math.inf, False          # when the row under way is too late; was one ended for it?

    def results(self, lines: Sequence[str]) -> Iterator[str]:
        """One line of JSON for each row, in order. A row at which the worker dies is tried once more, in a fresh one."""
        todo = list(lines)
        tries = 0
        while todo:
            done = 0
            try:
                for found in self._ask(todo):
                    done += 1
                    tries = 0
                    yield found
                todo = []
            except Died as fault:
                todo = todo[done:]
                tries += 1
                if todo and (fault.late or tries == 2):
                    yield json.dumps(failed(row_in(todo.pop(0)), self._told(fault), self.lang, UNDECIDED if fault.late else FAILED), ensure_ascii=False)
                    tries = 0

    def _told(self, fault: Died) -> str:
        return f"took longer than {self.limits.seconds:g} s" if fault.late else "the process that judged this row died twice at it: out of memory, or ended from outside"

    def _ask(self, lines: Sequence[str]) -> Iterator[str]:
        """Send all, and read one answer after the other, each in its time."""
        if self.process is None or self.process.poll() is not None:
            self.process = self._started()
        process = self.process
        assert process.stdin is not None and process.stdout is not None
        sender = threading.Thread(target=_send, args=(process, "".join(f"{line}\n" for line in lines).encode()), daemon=True)
        sender.start()
        self.due, self.late = monotonic() + self.limits.seconds, False
        for _ in lines:
            found = process.stdout.readline()
            if not found.endswith(b"\n"):
                self.close()
                raise Died(self.late)
            self.due = monotonic() + self.limits.seconds
            yield found.decode("utf-8").rstrip("\n")
        self.due = math.inf

    def _started(self) -> subprocess.Popen[bytes]:
        """A new process that has said it is ready.

        Raises:
            SymderiveError: if it does not come to that: no other would.
        """
        command = [sys.executable, "-P", "-c", PROGRAM, self.lang, str(self.limits.room)]
        self.due = monotonic() + STARTING
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()
        assert process.stdout is not None
        if process.stdout.readline().strip() != READY.encode():
            process.kill()
            raise SymderiveError("a process to judge rows in does not start; what it says is above")
        return process

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """End the process when a row takes too long."""
        while process.poll() is None:
            if monotonic() > self.due:
                self.late = True
                process.kill()
                return
            sleep(TICK)

    def close(self) -> None:
        """End the process."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.communicate()


def environment() -> dict[str, str]:
    """The environment of a worker: it finds this very package, and takes one core."""
    import symderive
    home = os.path.dirname(os.path.dirname(os.path.abspath(symderive.__file__)))
    path = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}


def _send(process: subprocess.Popen[bytes], data: bytes) -> None:
    try:
        assert process.stdin is not None
        process.stdin.write(data)
        process.stdin.flush()
    except (BrokenPipeError, ValueError):          # it has died: whoever reads its answers finds out
        return


def in_processes(rows: Iterable[Row], jobs: int, lang: str, limits: Limits, chunk: int = CHUNK) -> Iterator[Block]:
    """The results, a block for each chunk of rows, as the processes bring them. The rows are taken as they are needed."""
    chunks = chunked(rows, chunk)
    taking = threading.Lock()
    blocks: Blocks = queue.Queue(4 * jobs)
    stop = threading.Event()
    workers = [Worker(lang, limits) for _ in range(jobs)]
    threads = [threading.Thread(target=_run, args=(w, chunks, taking, blocks, stop), daemon=True) for w in workers]
    for thread in threads:
        thread.start()
    running = jobs
    try:
        while running:
            block = blocks.get()
            if isinstance(block, BaseException):
                raise block
            if block is None:
                running -= 1
            else:
                yield block
    finally:
        stop.set()
        for worker in workers:
            worker.close()


def _run(worker: Worker, chunks: Iterator[list[Row]], taking: threading.Lock, blocks: Blocks, stop: threading.Event) -> None:
    """One thread: takes chunks and hands back blocks until there are no more."""
    try:
        while not stop.is_set():
            with taking:
                rows = next(chunks, None)
            if rows is None:
                break
            _put(blocks, list(zip(rows, worker.results([line_of(row) for row in rows]))), stop)
        _put(blocks, None, stop)
    except BaseException as fault:                 # it belongs to the thread that reads the blocks
        _put(blocks, fault, stop)
    finally:
        worker.close()


def _put(blocks: Blocks, block: Block | BaseException | None, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            blocks.put(block, timeout=0.2)
            return
        except queue.Full:
            continue


def chunked(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows, some at a time: few at first, so that results come at once and short runs are shared out."""
    chunk: list[Row] = []
    now = min(4, size)
    for row in rows:
        chunk.append(row)
        if len(chunk) == now:
            yield chunk
            chunk, now = [], min(2 * now, size)
    if chunk:
        yield chunk
