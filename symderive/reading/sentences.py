r"""A row of a solution cut into words, formulas and the breaks between clauses: "so $y'=2x$, $y=3$" is a word, a formula, a break, a formula.

In dollars and displays only \text{...} holds words; elsewhere words are found by the list of `prose`, outside brackets.
"""
from __future__ import annotations

import re
from typing import NamedTuple

from symderive.reading import prose
from symderive.reading.pages import Row, Span
from symderive.reading.prose import Word
from symderive.reading.tokens import Names


class Bit(NamedTuple):
    """A word, a formula, or a break (a comma, a full stop, a wide space)."""
    start: int
    end: int
    word: Word | None = None
    is_break: bool = False
    delimited: bool = False            # it stood in dollars, or in a display

    @property
    def is_formula(self) -> bool:
        return self.word is None and not self.is_break


REGION = re.compile(r"\\\$|\$(?P<dollar>[^$]*)\$|\\\((?P<round>.*?)\\\)|`(?P<code>[^`\n]+)`", re.S)
SAID = r"\\(?:text|textrm|textnormal|mbox|hbox|textbf|textit|emph|mathrm(?=\s*\{[^{}]*\ ))\s*\{(?P<said>[^{}]*)\}"
PIECE = re.compile(rf"""
    (?P<text>{SAID})
  | (?P<arrow>\\(?:therefore|because)(?![A-Za-z])|[∴∵])
  | (?P<wide>\\q?quad(?![A-Za-z])|\\(?:enspace)(?![A-Za-z]))
  | (?P<edge>\\(?:begin|end)\s*\{{[A-Za-z]+\*?\}}|\\(?:left|right)\s*(?:\\[A-Za-z]+|\\.|.))
  | (?P<command>\\[A-Za-z]+|\\.)
  | (?P<bracket>[(\[{{)\]}}])
  | (?P<number>\d+(?:\.\d+)?(?:,\d{{3}}(?!\d))*(?:,(?=\d))?)
  | (?P<letters>[A-Za-z][A-Za-z']*)
  | (?P<han>[\u3400-\u9fff]+)
  | (?P<comma>[,;，；、。：]|:(?!=)|\.(?=\s|$|[\u3400-\u9fff$]))
""", re.X | re.S)
OR = re.compile(r"\s*(?:or|或者?)\s*", re.I)
OPERATORS = tuple("+-*/^=<>")
BESIDE = re.compile(r"\s*[-+*/^=<>]")                  # ax + by = c
SPACES = " \t\r\n~"
ARROW = re.compile(r"(?:\\(?:Rightarrow|implies|Longrightarrow|iff|Leftrightarrow|Longleftrightarrow|to|rightarrow|quad|qquad)(?![A-Za-z])|<=>|=>|⇒|⇔|→|⟹|⟺|->)")
TRIM = re.compile(r"(?:\\[,;:!> ]|[\s~])+")


def bits(text: str, row: Row, known: Names) -> list[Bit]:
    """The bits of a row, in order."""
    if row.displayed:
        return _tidy(text, _Cutter(text, known, row.end).formula(row.start, row.end, True))
    found: list[Bit] = []
    at = row.start
    for m in REGION.finditer(text, row.start, row.end):
        if m.lastgroup is None:
            continue
        found += _Cutter(text, known, row.end).bare(at, m.start())
        group = m.lastgroup
        inside = _Cutter(text, known, row.end).bare(*m.span(group)) if group == "code" else _Cutter(text, known, row.end).formula(*m.span(group), True)
        found += inside
        at = m.end()
    return _tidy(text, [*found, *_Cutter(text, known, row.end).bare(at, row.end)])




class _Cutter:
    """Walks through a stretch of text with a count of open brackets."""

    def __init__(self, text: str, known: Names, whole: int) -> None:
        self.text, self.known, self.whole = text, known, whole      # where the row ends
        self.found: list[Bit] = []
        self.depth = 0
        self.begin = 0
        self.delimited = False

    def formula(self, start: int, end: int, delimited: bool) -> list[Bit]:
        r"""A stretch of mathematics: only \text and Chinese are words."""
        self.delimited = delimited
        return self.cut(start, end, False)

    def bare(self, start: int, end: int) -> list[Bit]:
        """A stretch of words and formulas."""
        return self.cut(start, end, True)

    def cut(self, start: int, end: int, english: bool) -> list[Bit]:
        self.begin, at = start, start
        while (m := PIECE.search(self.text, at, end)) is not None:
            at = m.end()
            kind = m.lastgroup if m.lastgroup != "said" else "text"
            if kind in ("edge", "bracket"):
                at = self.bracket(m, end, english)
            elif kind in ("comma", "wide", "number"):
                if self.depth <= 0 and self.separates(m, end):
                    self.stop(m.end() - 1 if kind == "number" else m.start(), at, Bit(at - 1 if kind == "number" else m.start(), at, is_break=True))
            elif self.depth > 0:
                continue
            elif kind == "text":
                if not OR.fullmatch(m["said"]) and m["said"].strip().lower() not in ("if", "otherwise"):
                    a, b = m.span("said")
                    self.stop(m.start(), at)
                    self.found += _Cutter(self.text, self.known, self.whole).bare(a, b)
            elif kind == "arrow":
                id = "because" if m[0] in (r"\because", "∵") else "so"
                self.stop(m.start(), at, Bit(m.start(), at, Word(id, "connective", m.start(), at)))
            elif kind == "han":
                if not OR.fullmatch(m[0]):
                    self.stop(m.start(), at)
                    self.found += [Bit(w.start, w.end, w) for w in prose.chinese(self.text, *m.span())]
            elif kind == "letters" and english:
                at = self.letters(m, end)
        self.stop(end, end)
        return self.found

    def separates(self, m: re.Match[str], end: int) -> bool:
        """A comma between two digits without a blank is no break, unless there are several: 0,5 is for the reader to refuse."""
        if m.lastgroup != "number":
            return True
        if not m[0].endswith(","):
            return False
        before = self.text.rfind(",", self.begin, m.end() - 1) >= self.begin or (self.found and self.found[-1].is_break and self.found[-1].end == self.begin)
        after = re.match(r"[-+\d./]*,", self.text[m.end():min(end, m.end() + 40)])
        return bool(before or after)

    def bracket(self, m: re.Match[str], end: int, english: bool) -> int:
        """Count it; a bracket that begins with words is a remark, and is left out with its partner."""
        sign = m[0]
        opens = sign[-1] in "([{" if m.lastgroup == "bracket" else sign.startswith((r"\begin", r"\left"))
        if english and opens and sign == "(" and self.depth == 0:
            close = _partner(self.text, m.end(), end)
            word = prose.english_at(self.text, m.end(), end)
            han = prose.HAN.match(self.text, m.end(), end)
            if close and ((word and word.id not in ("is",)) or han):
                self.stop(m.start(), m.end(), Bit(m.start(), m.end(), is_break=True))
                self.found += _Cutter(self.text, self.known, self.whole).bare(m.end(), close)
                self.found.append(Bit(close, close + 1, is_break=True))
                self.begin = close + 1
                return close + 1
        self.depth += 1 if opens else -1
        return m.end()

    def letters(self, m: re.Match[str], end: int) -> int:
        """A run of letters in a bare stretch: words of the list, another word of English, or letters of a formula."""
        at = m.start()
        before = self.text[at - 1:at] if at > self.begin else ""
        if before and (before.isalnum() or before in "_^\\'"):
            return m.end()
        word = prose.english_at(self.text, at, self.whole)
        if word is not None and word.end <= end and not self.belongs(word, end):
            self.stop(at, word.end, Bit(at, word.end, word))
            return word.end
        letters = m[0].rstrip("'")
        to = at + len(letters)
        follows = self.text[to:to + 1]
        if len(letters) == 2 and (BESIDE.match(self.text, to) or self.text[self.begin:at].rstrip()[-1:] in OPERATORS):
            return m.end()
        if follows not in ("(", "_", "^", "=") and prose.is_word(letters, self.known) and letters.lower() not in ("or", "in", "if"):
            self.stop(at, m.end(), Bit(at, m.end(), Word("", "", at, m.end())))
        return m.end()

    def belongs(self, word: Word, end: int) -> bool:
        """Is it a part of the formula, as the "in" of x in (0, 1)?"""
        said = self.text[word.start:word.end].lower()
        formula = self.text[self.begin:word.start].strip(SPACES)
        if said == "in":
            return bool(formula)
        return word.end - word.start < 3 and self.text[word.end:word.end + 1] in ("(", "_", "^")

    def stop(self, at: int, after: int, *bits: Bit) -> None:
        """A formula ends at `at`; after the bits given, the next may begin at `after`."""
        self.found.append(Bit(self.begin, at, delimited=self.delimited))
        self.found += bits
        self.begin = after


def _partner(text: str, at: int, end: int) -> int:
    """Where the bracket closes that opened before `at`; 0, if it does not."""
    depth = 1
    for m in re.finditer(r"[()]", text[at:end]):
        depth += 1 if m[0] == "(" else -1
        if depth == 0:
            return at + m.start()
    return 0


def _tidy(text: str, found: list[Bit]) -> list[Bit]:
    """Formulas without blanks, and none that is empty; arrows at their ends are words; words of no meaning that touch are one."""
    kept: list[Bit] = []
    for bit in found:
        for b in _without_arrows(text, bit) if bit.is_formula else [bit]:
            last = kept[-1] if kept else None
            if last is not None and last.word and b.word and not last.word.id and not b.word.id and not text[last.end:b.start].strip(SPACES):
                kept[-1] = Bit(last.start, b.end, Word("", "", last.start, b.end))
            else:
                kept.append(b)
    return kept


def _without_arrows(text: str, bit: Bit) -> list[Bit]:
    start, end = _trimmed(text, bit.start, bit.end)
    before: list[Bit] = []
    after: list[Bit] = []
    while (m := ARROW.match(text, start, end)) is not None:
        before.append(Bit(start, m.end(), Word("so", "connective", start, m.end())))
        start = _trimmed(text, m.end(), end)[0]
    for m in list(ARROW.finditer(text, max(start, end - 20), end)):
        if m.end() == end and m[0] not in ("->", r"\to", "→") and m.start() >= start:
            after = [Bit(m.start(), end, Word("so", "connective", m.start(), end))]
            end = _trimmed(text, start, m.start())[1]
    middle = [bit._replace(start=start, end=end)] if start < end and text[start:end].strip("$*_`\"“”!?？！ \t\r\n") else []
    return [*before, *middle, *after]


def _trimmed(text: str, start: int, end: int) -> Span:
    while (m := TRIM.match(text, start, end)) is not None:
        start = m.end()
    while start < end:
        if text[end - 1] in SPACES and text[end - 2:end - 1] != "\\":
            end -= 1
        elif text[end - 1] in ".,;:!> " and text[end - 2:end - 1] == "\\" and not text.endswith(r"\right.", start, end) and text[end - 3:end - 2] != "\\":
            end -= 2
        elif text[end - 1] == "." and not text.endswith((r"\right.", ".."), start, end):
            end -= 1
        else:
            return start, end
    return start, end
