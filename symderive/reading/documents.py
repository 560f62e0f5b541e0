r"""Documents: a whole written solution -> its lines, each with its words and statements; nothing is lost, nothing is raised.

    \begin{align*} f'(x) &= 2x \cdot 3 \\ &= 6x \end{align*}        two lines; the second continues the first
    so f' = 0 at x = -2, 0, 2                                       one statement, with the place where it is said to hold
    代入 $y=x$ 得 $\frac{dz}{dx}=4x$                                  two statements: the operand of an operation, and what it gives

Lines are found by `pages`, words by `prose` and `sentences`; a formula is read by the reader of formulas, which is handed in.
Names that a line defines are known on the lines after it.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from sympy import MatrixSymbol, Symbol

from symderive.errors import ReadError
from symderive.expr import Call, ShapeError, free, named
from symderive.nodes import Matrix, Or, Rel, relation
from symderive.phrase import Phrase
from symderive.reading import pages, sentences, spelling
from symderive.reading.composing import LineParts, clauses
from symderive.reading.lines import HAS_RELATION, RELATION, SIGNS, Document, Known, Line, Statement
from symderive.reading.pages import Row
from symderive.reading.prose import Word
from symderive.reading.sentences import Bit
from symderive.reading.tokens import Names

if TYPE_CHECKING:
    from symderive.reading import Reading


Seam = Callable[[str, "str | None", Known, bool], "Reading"]      # text, notation, what is known, is it a range after "on"?
TRAILING = re.compile(rf"{RELATION.pattern}\s*$")
BOXED = re.compile(r"\\(?:boxed|fbox)\s*\{")
NAME = re.compile(r"\s*(?:[A-Za-z]\w*|\\[A-Za-z]+(?:_\w|_\{\w+\})?)\s*=(?!=)")
LONE_WORD = re.compile(r"[A-Za-z]{3,}[.!]?")
DOTS = re.compile(r"\s*(?:\\[lc]?dots[bc]?|\.\.\.|…|⋯)\s*")


class DocumentReader:
    """Reads the rows of one text, line by line."""

    def __init__(self, text: str, read: Seam, names: Names, known: Known = Known()) -> None:
        self.text, self.read, self.names, self.known = text, read, names, known
        self.page = pages.page(text)
        self.masked, self.boxes = _unboxed(self.page.text)
        self.pending = ""                              # the sign with which the line before broke off

    def document(self) -> Document:
        lines = tuple(self.line(k, row) for k, row in enumerate(self.page.rows, 1))
        return Document(self.text, lines, self.known)

    def line(self, number: int, row: Row) -> Line:
        found = sentences.bits(self.masked, row, Names(self.names.symbols, self.names.functions | self.known.functions, self.names.indices))
        found = self.as_words(self.joined(found))
        begin = row.label[0] if row.label else row.start
        line = LineParts(self)
        for clause in clauses(self.masked, found):
            line.clause(clause)
        label = self.text[begin:row.start].strip()
        return Line(number, self.text[begin:row.end], begin, row.end, tuple(sorted(line.words, key=lambda w: w.start)), tuple(line.statements), label, row.displayed)

    # ---- before statements are made

    def joined(self, found: list[Bit]) -> list[Bit]:
        """A list of values is one formula: x = -2, 0, 2 and x = 0, 1, 2, \\dots."""
        kept: list[Bit] = []
        k = 0
        while k < len(found):
            bit = found[k]
            if bit.is_formula and NAME.match(self.masked, bit.start, bit.end):
                while k + 2 < len(found) and found[k + 1].is_break and self.masked[found[k + 1].start] in ",，、" and found[k + 2].is_formula and self.is_value(found[k + 2], bit):
                    k += 2
                bit = bit._replace(end=found[k].end)
            kept.append(bit)
            k += 1
        return kept

    def is_value(self, bit: Bit, first: Bit) -> bool:
        """A value without a name, or with the name of the first: x = 1, x = 2."""
        text = self.masked[bit.start:bit.end]
        if DOTS.fullmatch(text):
            return True
        name, again = NAME.match(self.masked, first.start, first.end), NAME.match(text)
        if name and again and name[0].split() == again[0].split():
            text = text[again.end():]
        return HAS_RELATION.search(text) is None and self.is_constant(text) and self.is_constant(self.masked[name.end():first.end].split(",")[0] if name else "")

    def is_constant(self, text: str) -> bool:
        try:
            return not free(self.read(text, None, self.known, False).expr)
        except ReadError:
            return False

    def as_words(self, found: list[Bit]) -> list[Bit]:
        """A lone run of letters in prose, as "Done", is a word."""
        def is_word(bit: Bit) -> bool:
            text = self.masked[bit.start:bit.end]
            return bit.is_formula and not bit.delimited and LONE_WORD.fullmatch(text) is not None and text not in self.names and text not in self.known.functions and text.lower() not in spelling.GREEK and text not in self.known.shapes
        return [bit._replace(word=Word("", "", bit.start, bit.end)) if is_word(bit) else bit for bit in found]

    # ---- one formula

    def formula(self, bit: Bit, is_range: bool = False) -> Statement:
        """Read it; its error, if it has one, points into the whole text."""
        start, end, sign = bit.start, bit.end, ""
        if not is_range and (m := RELATION.match(self.masked, start, end)) is not None:
            sign, start = SIGNS[str(m.lastgroup)], m.end()
        elif self.pending and not is_range:
            sign = self.pending
        self.pending = ""
        made = Statement(self.text[bit.start:bit.end], bit.start, bit.end, continues=sign)
        if not is_range and (m := TRAILING.search(self.masked, max(start, end - 20), end)) is not None and m.start() > start:
            self.pending, end = SIGNS[str(m.lastgroup)], m.start()
        try:
            reading = self.reading(self.masked[start:end], "latex" if bit.delimited else None, is_range)
        except ReadError as error:
            return replace(made, error=self.error(error, start))
        self.learn(reading)
        return replace(made, reading=replace(reading, text=self.text[start:end]))

    def reading(self, text: str, notation: str | None, is_range: bool) -> Reading:
        parts = _parts(text) if NAME.match(text) and not is_range else [text]
        if len(parts) < 2 or DOTS.fullmatch(parts[-1]):
            return self.read(text, notation, self.known, is_range)
        return self.alternatives(text, parts, notation)

    def alternatives(self, text: str, parts: list[str], notation: str | None) -> Reading:
        """x = -2, 0, 2 says that x is one of these."""
        first = self.read(parts[0], notation, self.known, False)
        if not isinstance(first.expr, Rel):
            return self.read(text, notation, self.known, False)
        x, found = first.expr.args[1], [first.expr]
        for part in parts[1:]:
            e = self.read(part, notation, self.known, False).expr
            found.append(e if isinstance(e, Rel) else relation("=", x, e))
        try:
            e = reduce(Or, found)
        except ShapeError as error:
            raise ReadError(text, 0, len(text), f"the shapes do not fit: {error}") from None
        return replace(first, expr=e, notes=(*first.notes, Phrase("note.alternatives", {"written": text.strip(), "meant": e})))

    def error(self, error: ReadError, start: int) -> ReadError:
        return ReadError(self.text, start + error.start, min(start + error.end, len(self.text)), error.message, error.hint)

    def learn(self, reading: Reading) -> None:
        """What the statement defines is known from here on."""
        function = reading.function
        if isinstance(function, Call):
            self.known = replace(self.known, functions=self.known.functions | {str(function.args[0].name)})
        e = reading.expr
        if isinstance(e, Rel) and e.args[0] == named("=") and isinstance(e.args[1], (Symbol, MatrixSymbol)) and isinstance(e.args[2], Matrix):
            rows, columns = e.args[2].args[:2]
            self.known = replace(self.known, shapes={**self.known.shapes, str(e.args[1].name): (int(rows), int(columns))})


def _parts(text: str) -> list[str]:
    """The parts between commas outside brackets."""
    found, depth, begin = [], 0, 0
    for k, c in enumerate(text):
        depth += (c in "([{") - (c in ")]}")
        if c in ",，、" and depth == 0:
            found.append(text[begin:k])
            begin = k + 1
    found.append(text[begin:])
    return found if len(found) > 2 or not re.search(r"\d,\d", text) else [text]


def _unboxed(text: str) -> tuple[str, list[pages.Span]]:
    r"""\boxed{u} where u is a whole member: the box is blanked, so that it may hold a relation. Elsewhere it groups, and stays."""
    chars = list(text)
    boxes: list[pages.Span] = []
    closing = _braces(text) if "boxed" in text or "fbox" in text else {}
    for m in BOXED.finditer(text):
        end = closing.get(m.end() - 1, len(text))
        boxes.append((m.end(), end))
        if MEMBER.search(text[max(0, m.start() - 30):m.start()]):
            for k in (*range(m.start(), m.end()), *range(end, min(end + 1, len(text)))):
                chars[k] = " "
    return "".join(chars), boxes


MEMBER = re.compile(r"(?:^|[=<>,;:，。：$&\n(\[]|\\\\|\\[(\[,;:!]|\\(?:le|ge|leq|geq|approx|quad|qquad|text\{[^{}]*\})|[\u3400-\u9fff]|\b[A-Za-z]{2,})[\s$]*$")


def _braces(text: str) -> dict[int, int]:
    """Where each brace closes."""
    found: dict[int, int] = {}
    open_: list[int] = []
    for m in re.finditer(r"\\[^A-Za-z]|[{}]", text):
        if m[0] == "{":
            open_.append(m.start())
        elif m[0] == "}" and open_:
            found[open_.pop()] = m.start()
    return found


# ---- the answer of a text

ANSWER = re.compile(r"(?:(?:the\s+|my\s+)?(?:final\s+)?(?:answer|ans)\s*(?:\*\*)?\s*(?:is\b|[:：=.])|(?:最终)?答案\s*(?:\*\*)?\s*(?:是|为|[:：=])|(?:^|\n)\s*答\s*[:：])[\s:：*]*", re.I)


def answer_of(document: DocumentReader) -> Statement | None:
    r"""The last \boxed{}, what follows the last "answer:", else the last statement that is displayed, else the last one."""
    boxes = document.boxes
    found = document.document()
    if boxes:
        start, end = boxes[-1]
        return _within(document, found.statements, start, end)
    said = list(ANSWER.finditer(document.page.text))
    if said and (after := [s for s in found.statements if s.end > said[-1].end()]):
        return after[0]
    displayed = [s for line in found.lines if line.displayed for s in line.statements]
    last = displayed or found.statements
    return last[-1] if last else None


def _within(document: DocumentReader, statements: Iterable[Statement], start: int, end: int) -> Statement | None:
    """What the box holds, read by itself."""
    inside = document.masked[start:end]
    if not inside.strip():
        return None
    return document.formula(Bit(start, end, delimited="\\" in inside or "{" in inside))

