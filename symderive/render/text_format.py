"""Plain text for a terminal: rows aligned at their relation, reasons beside them, the checker's marks before."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sympy import Basic

from symderive.derivation import Status, Verdict
from symderive.page import Grid, Page, Section
from symderive.phrase import Phrase
from symderive.render.names import cleaned
from symderive.render.prose import MARKS, cell, doubts, holding, notation_of, said, say, sentence, summary, task, within
from symderive.render.rows import broken, led, lines
from symderive.render.text_notation import SIGNS, notation

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.render import Options, Printable

SUFFIXES = (".txt",)

WIDEST = 100                                                    # of a row, where reasons are still set in one column
BOLD, DIM, GREEN, RED, YELLOW = "1", "2", "32", "31", "33"
COLOURS = {Status.PROVED: GREEN, Status.VERIFIED: GREEN, Status.UNDECIDED: YELLOW, Status.REFUTED: RED}


def render(solution: Printable, words: Words, options: Options) -> str:
    """Lines for a terminal; with `color`, ANSI colours."""
    writer = _Writer(solution.page(options.detail, options.view), words, options)
    return "\n".join(writer.lines()) + "\n"


def columns(s: str) -> int:
    """How many columns of a terminal a string takes: Chinese letters take two, accents none."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in s)


class _Writer:
    def __init__(self, page: Page, words: Words, options: Options) -> None:
        self.page, self.words, self.color = page, words, options.color
        self.themed = notation_of(page, notation, options.notation, unicode=True, otherwise=words.phrase("otherwise"), condition=words.phrase("if"))
        self.plain = self.notation = within(self.themed)

    def text(self, e: Basic) -> str:
        return str(self.notation.write(e))

    def say(self, p: Phrase) -> str:
        return say(p, self.words, self.text, cleaned)

    def painted(self, s: str, code: str) -> str:
        return f"\x1b[{code}m{s}\x1b[0m" if self.color and s else s

    def lines(self) -> Iterator[str]:
        page = self.page
        yield f"{self.label('problem')}{self.say(task(page))}"
        for section in page.sections:
            yield ""
            yield from self.section(section)
        yield ""
        remarks = self.words.phrase("sentence.between").join(self.say(sentence(r)) for r in page.remarks)
        if not page.answer and remarks:
            yield f"{self.label('answer')}{remarks}"
        for left, e, value in page.answer:
            self.notation = within(self.themed, left)
            first, *rest = [self.painted(piece, BOLD) for piece in self.answer(e, value)]
            name = f"{self.text(left)} = " if left is not None and len(page.answer) > 1 else ""
            yield f"{self.label('answer')}{name}{first}"
            yield from (f"    {piece}" for piece in rest)
        self.notation = self.plain
        if page.answer and remarks:
            yield remarks
        yield f"{self.mark(page.verdict)} {self.words.phrase('sentence.between').join((self.say(summary(page)), self.say(holding(page))))}"
        yield from (f"  {self.say(d)}" for d in doubts(page))
        if page.notes:
            yield self.label("notes").rstrip()
            yield from (f"  - {self.say(sentence(n))}" for n in page.notes)

    def answer(self, e: Basic, value: Basic | None) -> list[str]:
        """On one line, or broken at its terms."""
        pieces = [self.text(p) if not k else self.continued(p) for k, p in enumerate(broken(e))]
        return [*pieces[:-1], pieces[-1] + (f" ≈ {self.text(value)}" if value is not None else "")]

    def continued(self, e: Basic) -> str:
        """A later part of a broken sum, after its sign."""
        return sign + self.text(e) if (sign := led(e)) else "- " + self.text(e).removeprefix("-")

    def label(self, id: str) -> str:
        whole = self.say(Phrase("label", {"it": Phrase(id)}))
        word = whole.rstrip()
        return self.painted(word, BOLD) + whole[len(word):]

    def mark(self, verdict: Verdict) -> str:
        return self.painted(MARKS[verdict.status], COLOURS[verdict.status])

    def section(self, s: Section) -> Iterator[str]:
        self.notation = within(self.themed, s.goal, s.partial)
        yield from self.lines_of(s)
        self.notation = self.plain

    def lines_of(self, s: Section) -> Iterator[str]:
        if s.title is not None:
            yield self.painted(self.say(s.title), BOLD)
        yield from (self.say(sentence(p)) for p in s.before)
        goal = s.name if s.name is not None else s.goal
        if s.rows and goal is not None:
            yield f"    {self.text(goal)}"
        yield from self.rows(s)
        if s.figure is not None:
            yield from (f"    {line}" for line in s.figure.text().splitlines())
        table = list(self.table(s.table)) if s.table is not None else []
        said_after = [self.say(sentence(p)) for p in s.after]
        yield from (*said_after, *table) if s.rows else (*table, *said_after)

    def table(self, t: Grid) -> Iterator[str]:
        """In columns; before a row that is a claim stands its mark."""
        rows = [[said(list(cell(c, self.words)), self.text, cleaned) for c in row] for row in ((t.head,) if t.head else ()) + t.rows]
        marks = [" "] * (len(rows) - len(t.rows)) + [self.mark(v) if v is not None else " " for v in t.verdicts or [None] * len(t.rows)]
        widths = [max(map(columns, column)) for column in zip(*rows)]
        for mark, row in zip(marks, rows):
            yield f"  {mark} {'   '.join(c + ' ' * (w - columns(c)) for c, w in zip(row, widths))}".rstrip()

    def rows(self, s: Section) -> Iterator[str]:
        """The mark, the relation and the expression, and in a column of their own the reasons."""
        rows: list[tuple[str, str, str]] = []
        for line in lines(s, self.words):
            mark = self.mark(line.mark) if isinstance(line.mark, Verdict) else " "
            sign = SIGNS.get(line.sign, line.sign)
            beside = said(line.reasons, self.text, cleaned)
            for k, e in enumerate(line.pieces):
                lead = f"{sign} " if sign and not k else "    " if k else ""
                last = f" ≈ {line.approximate}" if line.approximate and k == len(line.pieces) - 1 else ""
                rows.append((mark if not k else " ", "  " * line.depth + lead + (self.continued(e) if k else self.text(e)) + last, beside if not k else ""))
        where = max((columns(body) for _, body, _ in rows if columns(body) <= WIDEST), default=0) + 3
        for mark, body, beside in rows:
            gap = " " * max(3, where - columns(body)) if beside else ""
            yield f"  {mark} {body}{gap}{self.painted(beside, DIM)}".rstrip()
