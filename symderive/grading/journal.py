"""The journal of a run: results.jsonl, appended block by block and put on disk at once, from which a killed run goes on."""
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from symderive.errors import UsageError
from symderive.grading.row import Identity

NAME, BEFORE = "results.jsonl", "results.before.jsonl"


class Journal:
    """The results of a folder, and where each one stands in the file.

    A line that a kill cut short is dropped when the journal is opened; a result is never written twice.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path, self.before = folder / NAME, folder / BEFORE
        self._open()

    def _open(self) -> None:
        self.places: dict[Identity, int] = {}
        self.file: IO[bytes] = self.path.open("ab+")
        _alone(self.file)
        place = 0
        self.file.seek(0)
        for line in self.file:
            found = _result(line)
            if found is None:
                break
            self.places[_identity(found)] = place
            place += len(line)
        self.file.truncate(place)
        self.file.seek(0, os.SEEK_END)

    def append(self, block: Sequence[tuple[Identity, str]]) -> int:
        """Write some results, each a line of JSON; those that are there already are left out. How many were new."""
        place = self.file.tell()
        lines = []
        for name, text in block:
            if name not in self.places:
                lines.append((text + "\n").encode("utf-8"))
                self.places[name] = place
                place += len(lines[-1])
        self.file.write(b"".join(lines))
        self.file.flush()
        os.fsync(self.file.fileno())
        return len(lines)

    def keep(self, current: Mapping[Identity, str]) -> list[Identity]:
        """Drop what was judged by something else than the keys of today, after a copy was kept in results.before.jsonl. What was dropped."""
        stale = [name for name, result in zip(self.places, results_in(self.path)) if current.get(name) != result["key"]]
        if not stale:
            return []
        gone = set(stale)
        fresh, copy = self.path.with_suffix(".part"), self.before.with_suffix(".part")
        with open(fresh, "wb") as target:
            for name, place in self.places.items():
                if name not in gone:
                    target.write(self._line(place))
            target.flush()
            os.fsync(target.fileno())
        shutil.copyfile(self.path, copy)
        os.replace(copy, self.before)
        os.replace(fresh, self.path)
        self.file.close()
        self._open()
        return stale

    def _line(self, place: int) -> bytes:
        self.file.seek(place)
        return self.file.readline()

    def results(self, names: Iterable[Identity]) -> Iterator[tuple[Identity, dict[str, Any]]]:
        """The results of these rows, of those that have one, in this order."""
        self.file.flush()
        with open(self.path, "rb") as file:
            at = 0
            for name in names:
                place = self.places.get(name)
                if place is None:
                    continue
                if place != at:
                    file.seek(place)
                line = file.readline()
                at = place + len(line)
                yield name, json.loads(line)

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
                found = _result(line)
                if found is not None:
                    yield found
                elif line.endswith(b"\n"):
                    raise UsageError(f"{path} is no file of results")
    except OSError as fault:
        raise UsageError(f"{path} cannot be read: {fault}") from None


def _result(line: bytes) -> dict[str, Any] | None:
    """The result a line holds; None if it is cut short, or something else."""
    if not line.endswith(b"\n"):
        return None
    try:
        found: dict[str, Any] = json.loads(line)
        _identity(found), found["key"], found["status"]
        return found
    except (ValueError, KeyError, TypeError):
        return None


def _identity(result: Mapping[str, Any]) -> Identity:
    return result["id"], result["student"], result["part"], result["again"]


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
