"""The progress of a run on a terminal: how much is done, how fast, and how long it will take."""
from __future__ import annotations

import sys
from time import monotonic

WIDTH, EVERY = 30, 0.1           # characters of the bar, seconds between two pictures


class Progress:
    """A line on standard error, drawn over and over; nothing where that is no terminal."""

    def __init__(self, total: int | None, done: int = 0) -> None:
        self.total, self.done, self.first = total, done, done
        self.begin = self.drawn = monotonic()
        self.on = sys.stderr.isatty()

    def add(self, rows: int) -> None:
        """So many more are done."""
        self.done += rows
        if self.on and monotonic() - self.drawn > EVERY:
            self.drawn = monotonic()
            self._draw(picture(self.done, self.total, self.done - self.first, monotonic() - self.begin))

    def close(self) -> None:
        """Leave the line empty."""
        if self.on:
            self._draw("")

    def _draw(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def picture(done: int, total: int | None, new: int, seconds: float) -> str:
    """The line: a bar, the count, rows a second, the time left.

    >>> picture(50, 100, 50, 10.0)
    '[###############---------------] 50/100  5 rows/s  0:10 left'
    """
    rate = new / seconds if seconds > 0 else 0.0
    speed = f"  {rate:.0f} rows/s" if rate >= 1 else f"  {rate:.2g} rows/s" if rate else ""
    if total is None:
        return f"{done}{speed}"
    full = WIDTH * done // total if total else WIDTH
    left = f"  {clock((total - done) / rate)} left" if rate else ""
    return f"[{'#' * full}{'-' * (WIDTH - full)}] {done}/{total}{speed}{left}"


def clock(seconds: float) -> str:
    """1:05, or 2:03:04."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
