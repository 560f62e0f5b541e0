"""The words and formulas of one line put together as statements: subject, claim, place, clause by clause."""
from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from symderive.errors import ReadError
from symderive.reading import prose
from symderive.reading.lines import HAS_RELATION, Statement
from symderive.reading.prose import Word
from symderive.reading.sentences import Bit

if TYPE_CHECKING:
    from symderive.reading import Reading
    from symderive.reading.documents import DocumentReader

MENTION = re.compile(r"\\?[A-Za-z]+(?:\([a-z, ]+\))?")             # the function $f$


class LineParts:
    """The words and statements of one line, clause by clause."""

    def __init__(self, reader: DocumentReader) -> None:
        self.reader = reader
        self.words: list[Word] = []
        self.statements: list[Statement] = []
        self.after = ""                                # the meaning of the word right before

    def clause(self, clause: list[Bit]) -> None:
        self.words += [bit.word for bit in clause if bit.word]
        formulas = [bit for bit in clause if bit.is_formula]
        claimed = any(bit.word and bit.word.sort == "claim" for bit in clause)
        if not formulas and not claimed:
            for bit in clause:
                self.after = bit.word.id if bit.word and bit.word.id else self.after
            return
        if (bad := self.not_understood(clause, formulas, claimed)) is not None:
            if self.is_remark(formulas, claimed):
                self.words += [Word("", "", bit.start, bit.end) for bit in formulas]
                return
            a, b = clause[0].start, clause[-1].end
            text = self.reader.text
            message = f'the word{"s" * (" " in text[bad.start:bad.end])} "{text[bad.start:bad.end]}" {"are" if " " in text[bad.start:bad.end] else "is"} not understood here'
            self.statements.append(Statement(text[a:b], a, b, error=ReadError(text, bad.start, bad.end, message), after=self.after))
            return
        _Clause(self).read(clause)

    def is_remark(self, formulas: list[Bit], claimed: bool) -> bool:
        """A clause in words, in which nothing is said in formulas."""
        masked = self.reader.masked
        return not claimed and not any(HAS_RELATION.search(masked, bit.start, bit.end) for bit in formulas)

    def not_understood(self, clause: list[Bit], formulas: list[Bit], claimed: bool) -> Bit | None:
        """A word outside the list that may change what the clause says."""
        text = self.reader.masked
        for bit in clause:
            if bit.word is None or bit.word.id:
                continue
            if claimed or prose.NEGATIVE.search(text, bit.start, bit.end):
                return bit
            if any(not f.delimited and f.start < bit.start for f in formulas):
                return bit
            if any(f.start > bit.start and not HAS_RELATION.search(text, f.start, f.end) and not (f.delimited and MENTION.fullmatch(text, f.start, f.end)) for f in formulas):
                return bit
        return None


PLACES = frozenset(("on", "at", "if"))


class _Clause:
    """Puts the bits of one clause together: subject, claim, place."""

    def __init__(self, line: LineParts) -> None:
        self.line, self.reader = line, line.reader
        self.first = len(line.statements)              # of this clause
        self.place = ""
        self.placings: list[Statement] = []            # places said before the claim, as in Chinese
        self.open = False                              # a claim waits for its subject
        self.joins = False                             # "is" stands before the next formula

    @property
    def last(self) -> Statement | None:
        return self.line.statements[-1] if len(self.line.statements) > self.first else None

    def read(self, clause: list[Bit]) -> None:
        for bit in clause:
            if bit.word is None:
                self.formula(bit)
            elif bit.word.sort == "claim":
                self.claim(bit.word)
            elif bit.word.sort == "place" or (bit.word.id == "if" and self.last is not None):
                self.place = self.place if bit.word.id in ("both_sides", "on") and self.where else bit.word.id
            elif bit.word.id == "is":
                self.joins, self.place = self.last is not None and not self.open, ""
            elif bit.word.id == "and" and self.place:
                continue
            elif bit.word.id:
                self.line.after, self.place = bit.word.id, ""
        if self.last is None:
            self.line.statements += [replace(read, after="at") for read in self.placings]

    def claim(self, word: Word) -> None:
        last = self.last
        if last is not None and not last.says and not last.error:
            made = replace(last, says=word.id, where=last.where + self.where, end=word.end, source=self.reader.text[last.start:word.end])
            self.line.statements[-1] = made
        else:
            text = self.reader.text[word.start:word.end]
            before = self.line.statements[-1] if self.line.statements else None
            subject = before.reading if before is not None and before.says and before.where else None         # increasing on (0, 1), decreasing on (1, 2)
            self.line.statements.append(Statement(text, word.start, word.end, subject, says=word.id, after=self.line.after, where=self.where))
            self.open = not self.where and subject is None
        self.placings, self.place, self.joins = [], "", False

    @property
    def where(self) -> tuple[Reading, ...]:
        return tuple(s.reading for s in self.placings if s.reading)

    def formula(self, bit: Bit) -> None:
        place = self.place if self.place in PLACES else ""
        read = self.reader.formula(bit, place == "on")
        last = self.last
        if place:
            self.placed(bit, read)
        elif self.open and last is not None and last.reading is None:
            self.line.statements[-1] = replace(read, says=last.says, where=last.where, after=last.after, start=last.start, source=self.reader.text[last.start:bit.end])
            self.open = False
        else:
            joined = "=" if self.joins and not read.continues else read.continues
            self.line.statements.append(replace(read, after=self.line.after, continues=joined, where=self.where))
            self.line.after, self.joins, self.place, self.placings = "", False, "", []

    def placed(self, bit: Bit, read: Statement) -> None:
        """The formula says where the statement before holds, or the claim that follows."""
        last = self.last
        if read.error is not None or read.reading is None:
            self.line.statements.append(replace(read, after=self.place))
        elif last is None:
            self.placings.append(read)
        else:
            self.line.statements[-1] = replace(last, where=(*last.where, read.reading), end=bit.end, source=self.reader.text[last.start:bit.end])
            self.open = False


def clauses(text: str, found: list[Bit]) -> list[list[Bit]]:
    """The bits between breaks; "so", "by the chain rule" and the like begin a clause too, after a formula."""
    cut: list[list[Bit]] = [[]]
    has_formula = False
    for bit in found:
        last = cut[-1]
        if bit.is_break:
            if text[bit.start] in ":：" and len(last) == 1 and last[0].word and last[0].word.sort == "claim":       # critical points: x = 1
                continue
            cut.append([])
            has_formula = False
            continue
        if has_formula and bit.word and bit.word.sort in ("connective", "operation") and bit.word.id not in ("is", "if", "and"):
            cut.append([])
            has_formula = False
        has_formula = has_formula or bit.is_formula
        cut[-1].append(bit)
    return [c for c in cut if c]
