"""Marks in Markdown: a block ```symderive, or the comments <!-- symderive: ... --> and <!-- /symderive -->. Other code, comments and raw HTML are left alone."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from symderive.notes.marks import Line, Mark, fault_at, orphan, spanned, until

OPENS = re.compile(r"<!--[ \t]*symderive:")
SOLUTION = re.compile(r"<!--[ \t]*symderive solution[ \t]*-->[ \t]*$")
CLOSES = re.compile(r"<!--[ \t]*/symderive[ \t]*-->[ \t]*$")
OPENING, CLOSING = "<!-- symderive solution -->", "<!-- /symderive -->"
FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
OURS = re.compile(r"[ \t]*(?:symderive(?![\w.-])|\{\.?symderive(?![\w.-])([^}]*)\}[ \t]*$)(.*)")
RAW = re.compile(r"<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
UNCLOSED = re.compile(r"(?:[^`<]|`[^`]*`|<(?!!--))*<!--")       # a comment begins, outside code
BULLET = re.compile(r"(?:[-*+]|\d{1,9}[.)])([ \t]+|$)")
QUOTES = re.compile(r"(?: {0,3}>[ ]?)*")
QUOTED, INDENTED = re.compile(r"[ \t>]*"), re.compile(r"[ \t]*")
ATTRIBUTE = re.compile(r"([A-Za-z][\w-]*)=(\"[^\"]*\"|'[^']*'|\S+)")
CODE = 4                                  # columns of indentation that make a line code


@dataclass
class Place:
    """Where a line stands: its quotation, the columns at which the text of its lists begins."""
    quotes: str = ""
    lists: list[int] = field(default_factory=list)

    def enter(self, text: str) -> tuple[str, str] | None:
        """What stands before the words of a line, and the words; None for code that is indented."""
        found = QUOTES.match(text)
        quotes = found[0] if found else ""
        if quotes.count(">") != self.quotes.count(">"):
            self.lists = []
        self.quotes = quotes
        rest = text[len(quotes):]
        words = rest.lstrip(" \t")
        if not words:
            return text, ""
        column = len(rest[:len(rest) - len(words)].expandtabs(4))
        while self.lists and column < self.lists[-1]:
            self.lists.pop()
        if column - (self.lists[-1] if self.lists else 0) >= CODE:
            return None
        prefix = quotes + rest[:len(rest) - len(words)]
        while (bullet := BULLET.match(words)) is not None and bullet[1]:
            gap = len(bullet[1].expandtabs(4))
            column += bullet.end(0) - len(bullet[1]) + (gap if gap <= CODE else 1)
            self.lists.append(column)
            words = words[bullet.end():]
            prefix = quotes + " " * column
        return prefix, words

    def holds(self, text: str, offset: int) -> bool:
        """Does a line still belong to a block that begins in this quotation, in a list of this column?"""
        found = QUOTES.match(text)
        quotes = found[0] if found else ""
        if quotes.count(">") < self.quotes.count(">"):
            return False
        rest = text[len(quotes):]
        return not rest.strip() or len(rest[:len(rest) - len(rest.lstrip(" \t"))].expandtabs(4)) >= offset


def marks(document: str, lines: Sequence[Line]) -> Iterator[Mark]:
    """The marks of a document, in order."""
    return Scan(document, lines).marks()


class Scan:
    """One reading of a document, line by line."""

    def __init__(self, document: str, lines: Sequence[Line]) -> None:
        self.document, self.lines, self.place = document, lines, Place()
        self.k = front_matter(lines)

    def marks(self) -> Iterator[Mark]:
        while self.k < len(self.lines):
            line = self.lines[self.k]
            entered = self.place.enter(line.text)
            prefix, words = entered if entered is not None else ("", "")
            start = line.stop - len(words)
            if OPENS.match(words):
                yield self.comment(prefix, start)
            elif SOLUTION.match(words) or CLOSES.match(words):
                yield orphan(self.document, self.k, line, "no problem is marked above this")
            elif (fence := FENCE.match(words)) is not None:
                yield from self.fence(prefix, start, fence)
            elif (comment := UNCLOSED.match(words)) is not None:
                self.skip("-->", start + comment.end())
            elif (raw := RAW.match(words)) is not None:
                self.skip(f"</{raw[1]}>", start)
            self.k += 1

    def skip(self, end: str, start: int) -> None:
        """To the line in which something ends, or to the last."""
        at = self.document.lower().find(end.lower(), start)
        while self.k + 1 < len(self.lines) and (at < 0 or self.lines[self.k + 1].start <= at):
            self.k += 1

    def inside(self, line: Line) -> int:
        """Where the words of a line begin, in this quotation."""
        before = (QUOTED if self.place.quotes else INDENTED).match(line.text)
        return line.start + (before.end() if before else 0)

    def comment(self, prefix: str, start: int) -> Mark:
        """A problem in a comment, which may go over several lines."""
        opened = OPENS.match(self.document, start)
        assert opened is not None
        end = self.document.find("-->", opened.end())
        first = self.k
        if end < 0:
            self.k = len(self.lines) - 1
            return Mark("", (start,), first, fault=fault_at(self.document, start, opened.end(), "this comment is not closed", "<!-- symderive: derivative of x^2 -->"))
        self.skip("-->", opened.end())
        pieces = []
        for n in range(first, self.k + 1):
            line = self.lines[n]
            begin = opened.end() if n == first else self.inside(line)
            pieces.append((begin, self.document[begin:max(begin, min(line.stop, end))]))
        text, places = trimmed(*spanned(pieces, end))
        line = self.lines[self.k]
        if self.document[end + 3:line.stop].strip():
            return Mark(text, places, self.k, fault=fault_at(self.document, end + 3, line.stop, "nothing may stand behind a mark on its line"))
        return self.marked(Mark(text, places, self.k, prefix, closing=prefix + CLOSING), self.k + 1, self.k + 1)

    def fence(self, prefix: str, start: int, fence: re.Match[str]) -> Iterator[Mark]:
        """A block of code; one of ours is a problem."""
        sign, info = (fence[1], fence[2]) if fence[1] else (fence[3], fence[4])
        closing = re.compile(rf"{re.escape(sign[0])}{{{len(sign)},}}[ \t]*$")
        offset = self.place.lists[-1] if self.place.lists else 0
        first, opened = self.k, start + fence.start(2 if fence[1] else 4)
        pieces, closed, ended = [], False, False
        while not closed and not ended and self.k + 1 < len(self.lines):
            line = self.lines[self.k + 1]
            if ended := not self.place.holds(line.text, offset):
                break
            self.k += 1
            inside = self.inside(line)
            if closed := closing.match(self.document[inside:line.stop]) is not None:
                break
            pieces.append((inside, self.document[inside:line.stop]))
        ours = OURS.match(info)
        if ours is None:
            return
        if not closed:
            yield Mark("", (start,), first, fault=fault_at(self.document, start, start + len(sign), "this block is not closed"))
            return
        options = attributes(ours[1]) if ours[1] is not None else ours[2]
        at = opened + (ours.start(1) if ours[1] is not None else ours.start(2))
        body, places = trimmed(*spanned(pieces, self.lines[self.k].start))
        if options.strip():
            own = spanned([(at, options)], at)[1] if ours[1] is None else tuple([at] * (len(options) + 1))
            body, places = f"{body} {options}", (*places, *own)
        yield self.below(body, places, prefix)

    def below(self, text: str, places: tuple[int, ...], prefix: str) -> Mark:
        """The problem of a block, with its solution, which begins with a comment of its own, after blank lines."""
        n = self.k + 1
        while n < len(self.lines) and not stripped(self.lines[n].text):
            n += 1
        if n >= len(self.lines) or not SOLUTION.match(stripped(self.lines[n].text)):
            return Mark(text, places, self.k, prefix, opening=prefix + OPENING, closing=prefix + CLOSING)
        line = self.lines[n]
        found = self.marked(Mark(text, places, self.k, prefix, opening=line.text), n, n + 1)
        if found.found is None:
            self.k = n
            return replace(found, fault=fault_at(self.document, line.stop - len(stripped(line.text)), line.stop, "this solution does not end", CLOSING))
        return found

    def marked(self, mark: Mark, first: int, search: int) -> Mark:
        """The mark with the lines of its solution, if there is one: they begin at `first`, and end at a line from `search` on."""
        close = until(self.lines, search, lambda t: CLOSES.match(stripped(t)) is not None, lambda t: opens(stripped(t)))
        if close is None:
            return mark
        self.k = close
        return replace(mark, closing=self.lines[close].text, found=(first, close + 1))


def opens(words: str) -> bool:
    """Is another problem marked here, or does another solution begin?"""
    fence = FENCE.match(words)
    return any(p.match(words) for p in (OPENS, SOLUTION)) or (fence is not None and OURS.match(fence[2] or fence[4] or "") is not None)


def stripped(text: str) -> str:
    """A line without quotation signs and indentation."""
    return text.lstrip(" \t>")


def attributes(text: str) -> str:
    """The attributes of a block, as {.symderive lang=zh}, as options."""
    return " ".join(f"--{name}={value}" for name, value in ATTRIBUTE.findall(text))


def trimmed(text: str, places: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """Without white space at either end."""
    start = len(text) - len(text.lstrip())
    stop = len(text.rstrip())
    return text[start:stop], places[start:max(stop, start) + 1]


def front_matter(lines: Sequence[Line]) -> int:
    """The first line after the metadata at the head of a document."""
    if lines and lines[0].text.lstrip("\ufeff").rstrip() == "---":
        for k, line in enumerate(lines[1:], 1):
            if line.text.rstrip() in ("---", "..."):
                return k + 1
    return 0
