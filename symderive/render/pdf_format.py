"""PDF through Typst, which pip installs whole; Chinese needs a font of the system."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sympy import Basic

from symderive.errors import NotSupported
from symderive.page import Cell, Grid, Page, Section
from symderive.phrase import Phrase
from symderive.render import latex_format
from symderive.render.article import SHORT_NAME, SIGNS_ALONE
from symderive.render.fractions import legible
from symderive.render.latex_notation import SIGNS, notation
from symderive.render.names import cleaned, escaped
from symderive.render.pieces import Notation
from symderive.render.prose import MARKS, Chunk, cell, doubts, holding, notation_of, said, say, sentence, summary, task, within
from symderive.render.rows import Line, breadth, broken, led, lines
from symderive.render.sheet import Exercise, Signs, heading, points, statement, title, under_title, unsolved
from symderive.render.tex import by_tex
from symderive.render.typst_math import quoted
from symderive.render.typst_math import typst as converted

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.render import Options, Printable
    from symderive.render.sheet import Sheet

SUFFIXES = (".pdf",)

CHINESE = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC", "Source Han Sans SC", "Songti SC", "SimSun", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", "FandolSong")
START = """#set page(paper: "a4", margin: 2cm, numbering: "1")
#set text(font: ({fonts}), size: 11pt, lang: {lang})
#set par(spacing: 1em)
#show math.equation: set text(font: "New Computer Modern Math")
#show math.equation.where(block: true): set align(left)
#set math.mat(row-gap: 0.7em)
#set math.cases(gap: 0.8em)
#let lines(..cells) = block(grid(columns: (auto, 1fr, auto), column-gutter: 0.8em, row-gutter: 0.9em, align: (center + horizon, left + horizon, left + horizon), ..cells))
#let why(body) = box(width: 5.2cm, text(size: 9.5pt, fill: luma(90), body))
"""


def render(solution: Printable, words: Words, options: Options) -> bytes:
    """A document of A4 pages.

    Raises:
        NotSupported: without the package typst (`pip install symderive[pdf]`), or without a font that the language needs.
    """
    if options.engine != "typst":
        return by_tex(latex_format.render(solution, words, replace(options, document=True)), options.engine)
    return compiled(document(solution.page(options.detail, options.view), words, options.notation))


def sheet(s: Sheet, words: Words, options: Options) -> bytes:
    """A document of its own."""
    if options.engine != "typst":
        return by_tex(latex_format.sheet(s, words, options), options.engine)
    signs = Signs(lambda t: f"#{quoted(cleaned(t))}", lambda latex: f"${converted(legible(latex, inline=True))}$")
    head = [f"#align(center)[#text(size: 16pt, weight: \"bold\")[{signs.plain(title(s, words))}]]", *(f"#align(center)[{line}]" for line in under_title(s, words, signs))]
    return compiled(whole("\n\n".join((*head, *(item for e in s.exercises for item in exercise(e, s.solutions, words, options, signs)))), words))


def exercise(e: Exercise, solved: bool, words: Words, options: Options, signs: Signs) -> Iterator[str]:
    """A problem, and its solution or room for one."""
    writer = None if e.solution is None else _Writer(e.solution.page(options.detail, options.view), words, options.notation)
    asked = writer.say(task(writer.page)) if writer else ""
    yield f"#v(0.8em)#strong[{heading(e, words, signs)}] {statement(e, asked, signs)} {points(e, words, signs)}"
    if not solved:
        yield f"#v({e.space})"
    elif writer is None:
        yield unsolved(e, words, signs)
    else:
        yield writer.label("sheet.solution")
        yield from writer.worked()


def compiled(source: str) -> bytes:
    """What Typst makes of it."""
    typst = _package()
    made: bytes = typst.compile(source.encode("utf-8"))
    return made


@cache
def _package() -> Any:
    try:
        import typst
    except ImportError:
        raise NotSupported("a PDF needs the package typst: pip install 'symderive[pdf]'") from None
    return typst


def document(page: Page, words: Words, theme: Mapping[str, str]) -> str:
    """The source for Typst."""
    return whole("\n\n".join(_Writer(page, words, theme).blocks()), words)


def whole(body: str, words: Words) -> str:
    """With all that stands before a text."""
    fonts = ["New Computer Modern", "Libertinus Serif"]
    if any("\u2e80" <= c <= "\ufaff" for c in body):
        fonts.append(chinese_font())
    return START.format(fonts=", ".join(map(quoted, fonts)), lang=quoted(words.lang)) + "\n" + body + "\n"


@cache
def chinese_font() -> str:
    """The first font for Chinese that the system has."""
    families = set(_package().Fonts().families())
    found = next((name for name in CHINESE if name in families), None)
    if found is None:
        raise NotSupported(f"a PDF in Chinese needs one of these fonts: {', '.join(CHINESE)}")
    return found


class _Writer:
    def __init__(self, page: Page, words: Words, theme: Mapping[str, str]) -> None:
        self.page, self.words = page, words
        self.themed: Notation = notation_of(page, notation, theme, otherwise=escaped(words.phrase("otherwise")))
        self.plain = self.notation = within(self.themed)

    def latex(self, e: Basic) -> str:
        return str(self.notation.write(e))

    def math(self, e: Basic) -> str:
        return f"${converted(legible(self.latex(e), inline=True))}$"

    def say(self, p: Phrase) -> str:
        return say(p, self.words, self.math, lambda s: f"#{quoted(cleaned(s))}")

    def said(self, parts: Iterable[Chunk]) -> str:
        return said(parts, self.math, lambda s: f"#{quoted(cleaned(s))}")

    def label(self, id: str) -> str:
        return f"#strong[{self.say(sentence(Phrase(id)))}]"

    def blocks(self) -> Iterator[str]:
        yield f"{self.label('problem')} {self.say(task(self.page))}"
        yield from self.worked()

    def worked(self) -> Iterator[str]:
        """What it comes to, and why."""
        page = self.page
        for section in page.sections:
            self.notation = within(self.themed, section.goal, section.partial)
            yield from self.section(section)
        self.notation = self.plain
        yield from self.answer()
        yield f"#{quoted(MARKS[page.verdict.status])} {self.say(summary(page))} {self.say(holding(page))}"
        yield from (self.say(sentence(d)) for d in doubts(page))
        if page.notes:
            yield self.label("notes")
            yield from (f"- {self.say(sentence(n))}" for n in page.notes)

    def section(self, s: Section) -> Iterator[str]:
        if s.title is not None:
            yield f"#emph[{self.say(sentence(s.title))}]"
        yield from (self.say(sentence(p)) for p in s.before)
        if s.figure is not None:
            yield f"#block(text(size: 9pt, raw({quoted(s.figure.text())}, block: true)))"
        if s.table is not None and not s.rows:
            yield self.table(s.table)
        goal = s.name if s.name is not None else s.goal
        cells = [f"[], {self.display(self.latex(goal))}, []"] if s.rows and goal is not None else []
        cells += [self.line(line) for line in lines(s, self.words, breadth)]
        if cells:
            yield "#lines(\n  " + ",\n  ".join(cells) + ",\n)"
        yield from (self.say(sentence(p)) for p in s.after)
        if s.table is not None and s.rows:
            yield self.table(s.table)

    def table(self, t: Grid) -> str:
        """A table; before a row that is a claim stands its mark."""
        marks = [MARKS[v.status] if v is not None else "" for v in t.verdicts or [None] * len(t.rows)]
        before = any(marks)
        head = ["[]"] * before + [self.cell(c) for c in t.head] if t.head else []
        cells = [c for mark, row in zip(marks, t.rows) for c in ([f"[#{quoted(mark)}]"] * before + [self.cell(c) for c in row])]
        heading = f"table.header({', '.join(head)}),\n  " if head else ""
        return f"#block(table(columns: {len(t.rows[0]) + before}, align: left + horizon, stroke: none, {'table.hline(y: 1, stroke: 0.5pt), ' if head else ''}\n  {heading}{', '.join(cells)}))"

    def cell(self, c: Cell) -> str:
        return f"[${c}$]" if isinstance(c, str) and c in SIGNS_ALONE else f"[{self.said(list(cell(c, self.words)))}]"

    def display(self, *latex: str) -> str:
        return "$ " + " \\\n".join("& " + converted(legible(e)) for e in latex) + " $"

    def line(self, line: Line) -> str:
        sign = SIGNS.get(line.sign, line.sign)
        mark = MARKS[line.mark.status] if hasattr(line.mark, "status") else ""
        return f"[#{quoted(mark)}], pad(left: {line.depth}em, {self.display(*self.pieces(line.pieces, sign, line.approximate))}), why[{self.said(line.reasons)}]"

    def pieces(self, parts: Sequence[Basic], start: str, approximate: str = "") -> list[str]:
        found = [f"{start} {self.latex(e)}" if not k else rf"\quad {led(e)}{self.latex(e)}" for k, e in enumerate(parts)]
        if approximate:
            found[-1] += rf" \approx {approximate}"
        return found

    def answer(self) -> Iterator[str]:
        remarks = self.words.phrase("sentence.between").join(self.say(sentence(r)) for r in self.page.remarks)
        if not self.page.answer:
            yield f"{self.label('answer')} {remarks}"
            return
        yield self.label("answer")
        for left, e, value in self.page.answer:
            self.notation = within(self.themed, left)
            start = f"{self.latex(left)} =" if left is not None and breadth(left) <= SHORT_NAME else ""
            yield f"#block({self.display(*self.pieces(broken(e, breadth), start, self.latex(value) if value is not None else ''))})"
        self.notation = self.plain
        if remarks:
            yield remarks
