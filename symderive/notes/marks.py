"""Marked problems in a text, before anything is solved: where each stands, what it asks, and what was written below it."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from symderive.errors import ReadError

BOM = "\ufeff"
LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")


@dataclass(frozen=True)
class Line:
    """A line without its end, where it begins in the text, and its end."""
    text: str
    start: int
    end: str

    @property
    def stop(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Mark:
    """A marked problem.

    text      what it asks, in the words of the command line, or as a problem written out
    places    for each character of the text, its place in the document; one more for its end
    last      the index of the line after which the solution stands
    prefix    what stands before each line of the solution: the sign of a quotation, the indentation of a list
    opening   the line with which the solution begins, "" where the mark itself does
    closing   the line that ends the solution
    found     the lines of the solution that is there, the closing one included: from, and one past the last
    fault     what is wrong with the mark itself
    """
    text: str
    places: tuple[int, ...]
    last: int
    prefix: str = ""
    opening: str = ""
    closing: str = ""
    found: tuple[int, int] | None = None
    fault: ReadError | None = None

    @property
    def start(self) -> int:
        return self.places[0]


def lines_of(text: str) -> list[Line]:
    r"""The lines of a text; only \n, \r\n and \r end one.

    >>> [(line.text, line.end) for line in lines_of("a\r\nb")]
    [('a', '\r\n'), ('b', '')]
    """
    start = len(BOM) if text.startswith(BOM) else 0
    found = [Line(m[1], m.start(), m[2]) for m in LINE.finditer(text, start)]
    return found[:-1] if len(found) > 1 and not found[-1].text else found


def spanned(pieces: Sequence[tuple[int, str]], end: int) -> tuple[str, tuple[int, ...]]:
    """Pieces of a document as one text, a line each, and the place of each of its characters."""
    text, places = "", []
    for k, (start, piece) in enumerate(pieces):
        if k:
            text += "\n"
            places.append(pieces[k - 1][0] + len(pieces[k - 1][1]))
        text += piece
        places += range(start, start + len(piece))
    return text, (*places, places[-1] + 1 if places else end)


def until(lines: Sequence[Line], first: int, closes: Callable[[str], bool], opens: Callable[[str], bool]) -> int | None:
    """The line that closes what begins at `first`; None where something else is opened before."""
    for k in range(first, len(lines)):
        if closes(lines[k].text):
            return k
        if opens(lines[k].text):
            return None
    return None


def fault_at(document: str, start: int, end: int, message: str, hint: str = "") -> ReadError:
    """An error at a place of the document, within one line of it."""
    stop = re.compile(r"[\r\n]|\Z").search(document, start)
    assert stop is not None
    return ReadError(document, start, max(start + 1, min(end, stop.start())), message, hint)


def orphan(document: str, k: int, line: Line, message: str) -> Mark:
    """A mark that stands alone."""
    start = line.start + len(line.text) - len(line.text.lstrip())
    return Mark("", (start,), k, fault=fault_at(document, start, line.stop, message))


Scanner = Callable[[str, Sequence[Line]], Iterator[Mark]]
