"""The journal of a run: results.jsonl, appended block by block and put on disk at once, from which a killed run goes on."""
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from symderive.errors import UsageError

NAME, BEFORE = "results.jsonl", "results.before.jsonl"
Identity = tuple[str, str, str, int]


class Journal:
    """The results of a folder: where each one stands in the file, and what it was judged by.

    A line that a kill cut short is dropped when the journal is opened; a result is never written twice.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path, self.before = folder / NAME, folder / BEFORE
        self._open()

    def _open(self) -> None:
        self.places: dict[Identity, tuple[int, str]] = {}        # identity -> (place in the file, key)
        self.file: IO[bytes] = self.path.open("ab+")
        _alone(self.file)
        self._read()

    def _read(self) -> None:
        """Find what is there, up to the last whole line."""
        self.file.seek(0)
        place = 0
        for line in self.file:
            result = _result(line)
            if result is None:
                break
            self.places[result] = (place, _key(line))
            place += len(line)
        self.file.truncate(place)
        self.file.seek(0, os.SEEK_END)

    def append(self, block: Sequence[str]) -> int:
        """Write some results, all or none of which a later run will find; those that are there already are left out. How many were new."""
        place = self.file.tell()
        written = 0
        for text in block:
            line = (text + "\n").encode("utf-8")
            found = _result(line)
            if found is None or found in self.places:
                continue
            self.file.write(line)
            self.places[found] = (place, _key(line))
            place += len(line)
            written += 1
        self.file.flush()
        os.fsync(self.file.fileno())
        return written

    def keep(self, current: Mapping[Identity, str]) -> list[Identity]:
        """Drop what was judged by something else than the rows of today, after a copy was kept in results.before.jsonl. What was dropped."""
        stale = [name for name, (_, key) in self.places.items() if current.get(name) != key]
        if not stale:
            return []
        fresh = self.path.with_suffix(".part")
        with open(fresh, "wb") as target:
            for name in self.places:
                if current.get(name) == self.places[name][1]:
                    target.write(self._line(name))
            target.flush()
            os.fsync(target.fileno())
        copy = self.before.with_suffix(".part")
        shutil.copyfile(self.path, copy)
        os.replace(copy, self.before)
        os.replace(fresh, self.path)
        self.file.close()
        self._open()
        return stale

    def _line(self, name: Identity) -> bytes:
        self.file.seek(self.places[name][0])
        line = self.file.readline()
        self.file.seek(0, os.SEEK_END)
        return line

    def result(self, name: Identity) -> dict[str, Any]:
        """One result."""
        found: dict[str, Any] = json.loads(self._line(name))
        return found

    def results(self, names: Iterable[Identity]) -> Iterator[dict[str, Any]]:
        """The results of these rows that there are, in this order."""
        for name in names:
            if name in self.places:
                yield self.result(name)

    def close(self) -> None:
        self.file.close()


def results_in(path: Path) -> Iterator[dict[str, Any]]:
    """The results of a journal, as they stand in the file.

    Raises:
        UsageError: if it cannot be read, or holds something else.
    """
    try:
        with open(path, "rb") as file:
            for line in file:
                if _result(line) is None:
                    if line.endswith(b"\n"):
                        raise UsageError(f"{path} is no file of results")
                    return
                yield json.loads(line)
    except OSError as fault:
        raise UsageError(f"{path} cannot be read: {fault}") from None


def _result(line: bytes) -> Identity | None:
    """Whose result a line holds; None if it is cut short, or something else."""
    if not line.endswith(b"\n"):
        return None
    try:
        found = json.loads(line)
        return found["id"], found["student"], found["part"], found["again"]
    except (ValueError, KeyError, TypeError):
        return None


def _key(line: bytes) -> str:
    return str(json.loads(line)["key"])


def _alone(file: IO[bytes]) -> None:
    """One run at a time writes into a folder, where the system has locks."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UsageError(f"another run is writing {file.name}") from None
