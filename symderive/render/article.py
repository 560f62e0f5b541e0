r"""A page as an article in LaTeX mathematics: prose, and one `aligned` block a section. LaTeX and Markdown differ only in their markup."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sympy import Basic

from symderive.lang import Words
from symderive.page import Cell, Figure, Grid, Page, Section
from symderive.phrase import Phrase
from symderive.render import Options
from symderive.render.fractions import legible
from symderive.render.latex_notation import SIGNS, notation
from symderive.render.names import escaped
from symderive.render.pieces import Notation
from symderive.render.prose import MARKS, Chunk, cell, doubts, functions, holding, joined, say, sentence, summary, task
from symderive.render.rows import PAGE, WIDEST, Line, breadth, broken, extent, led, lines

SIGNS_ALONE = frozenset(("+", "-", "0"))
SHORT_NAME = 24        # an answer is given with its left side where that is no longer


@dataclass(frozen=True)
class Markup:
    """How a format marks up prose; mathematics is LaTeX in all of them."""
    plain: Callable[[str], str]
    bold: Callable[[str], str]
    italic: Callable[[str], str]
    inline: Callable[[str], str]
    display: Callable[[str], str]
    item: Callable[[str], str]
    leads: str              # between a heading and the display that it must not be parted from
    rows: int               # of a display, at most
    figure: Callable[[Figure], str] = lambda f: ""


def article(page: Page, words: Words, markup: Markup, options: Options) -> str:
    """The whole page."""
    return "\n\n".join(Article(page, words, markup, options).blocks()) + "\n"


class Article:
    """Writes the parts of one page."""

    def __init__(self, page: Page, words: Words, markup: Markup, options: Options) -> None:
        self.page, self.words, self.markup, self.options = page, words, markup, options
        self.plain: Notation = notation(partial=page.partial, rounds=page.rounds, functions=functions(page), otherwise=escaped(words.phrase("otherwise")))
        self.notation = self.plain
        self.sections = [(s, list(lines(s, words, breadth))) for s in page.sections]
        self.beside = all(extent(found) + left_of(s) <= PAGE for s, found in self.sections)

    def latex(self, e: Basic) -> str:
        return str(self.notation.write(e))

    def say(self, p: Phrase) -> str:
        return say(p, self.words, lambda e: self.markup.inline(legible(self.latex(e), inline=True)), self.markup.plain)

    def sentences(self, *phrases: Phrase) -> str:
        return self.words.phrase("sentence.between").join(map(self.say, phrases))

    def label(self, id: str) -> str:
        return self.markup.bold(self.say(sentence(Phrase(id))))

    def blocks(self) -> Iterator[str]:
        yield f"{self.label('problem')} {self.statement()}"
        yield from self.worked()

    def statement(self) -> str:
        """What is asked."""
        return self.say(task(self.page))

    def worked(self) -> Iterator[str]:
        """What it comes to, and why."""
        for section, found in self.sections:
            yield from self.section(section, found)
        yield from self.result()

    def result(self) -> Iterator[str]:
        """The answer, and what is said of it."""
        page = self.page
        yield from self.answer()
        yield f"{MARKS[page.verdict.status]} {self.sentences(summary(page), holding(page))}"
        yield from (self.say(sentence(d)) for d in doubts(page))
        if page.notes:
            yield "\n".join([self.label("notes"), "", *(self.markup.item(self.say(sentence(n))) for n in page.notes)])

    def section(self, s: Section, found: list[Line]) -> Iterator[str]:
        self.notation = self.plain if s.partial is None else replace(self.plain, partial=s.partial)
        yield from self.blocks_of(s, found)
        self.notation = self.plain

    def blocks_of(self, s: Section, found: list[Line]) -> Iterator[str]:
        heading = [self.markup.italic(self.say(sentence(s.title)))] if s.title is not None else []
        if s.before:
            heading.append(self.sentences(*map(sentence, s.before)))
        if s.figure is not None and (drawn := self.markup.figure(s.figure)):
            heading.append(drawn)
        table = [self.markup.display(self.table(s.table))] if s.table is not None else []
        yield from self.displays(heading if found else [*heading, *table], self.rows(s, found))
        if s.after:
            yield self.sentences(*map(sentence, s.after))
        if found:
            yield from table

    def displays(self, heading: list[str], groups: Iterable[list[str]]) -> Iterator[str]:
        """The heading, and displays short enough for a page, since LaTeX breaks none of them; what belongs together stays together."""
        blocks: list[list[str]] = []
        for rows in groups:
            if not blocks or len(blocks[-1]) + len(rows) > self.markup.rows:
                blocks.append([])
            blocks[-1] += rows
        if heading or blocks:
            yield self.markup.leads.join([*heading, *map(self.block, blocks)])

    def block(self, rows: list[str]) -> str:
        return self.markup.display("\n".join((r"\begin{aligned}", ended(list(map(legible, rows))), r"\end{aligned}")))

    def table(self, t: Grid) -> str:
        """The cells of an array, with a line under the heads."""
        head, *rows = [" & ".join(map(self.cell, row)) for row in (t.head, *t.rows)]
        top = [head + r" \\ \hline"] if t.head else []
        width = len(t.rows[0])
        columns = "c|" + "c" * (width - 1) if t.named else "l" * width
        return "\n".join((rf"\begin{{array}}{{{columns}}}", *top, ended(rows, "2.5ex"), r"\end{array}"))

    def cell(self, value: Cell) -> str:
        """Signs and numbers stand as mathematics."""
        if isinstance(value, str) and value in SIGNS_ALONE:
            return value
        return displayed(legible(self.reason(tuple(cell(value, self.words)))))

    # ---- the rows of a section

    def rows(self, s: Section, found: list[Line]) -> list[list[str]]:
        """The rows of each line. The goal has a line of its own where it is wide, or where one display does not hold all lines."""
        goal = left(s)
        start = f"{self.latex(goal)}\n" if goal is not None else ""
        groups = [list(self.line(line, start if not k else "")) for k, line in enumerate(found)]
        if goal is not None and (is_wide(s) or sum(map(len, groups)) > self.markup.rows):
            groups[0] = [f" & {self.latex(goal)}", *self.line(found[0], "")]
        return groups

    def line(self, line: Line, start: str) -> Iterator[str]:
        """The line, broken if it must be; its reason beside it, or below where there is no room."""
        sign = SIGNS.get(line.sign, line.sign)
        indent = r"\quad " * line.depth
        approximate = rf" \approx {line.approximate}" if line.approximate else ""
        for k, e in enumerate(line.pieces):
            before = f"{start} &{sign} {indent}" if not k else rf" &{indent}\quad {{}} {led(e)}"
            last = approximate if k == len(line.pieces) - 1 else ""
            said = f" && {self.reason(line.reasons)}" if self.beside and line.reasons and not k else ""
            yield f"{before}{self.latex(e)}{last}{said}"
        if line.reasons and not self.beside:
            opening, closing = self.words.phrase("reason.below").split("{it}")
            yield rf" &{indent}\qquad {self.reason((opening, *line.reasons, closing))}"

    def reason(self, parts: Sequence[Chunk]) -> str:
        return "".join(self.latex(c) if isinstance(c, Basic) else rf"\text{{{escaped(c)}}}" for c in joined(parts))

    # ---- the answer

    def answer(self) -> Iterator[str]:
        equations = [self.equation(*a) for a in self.page.answer]
        remarks = list(map(sentence, self.page.remarks))
        if not equations:
            if remarks:
                yield f"{self.label('answer')} {self.sentences(*remarks)}"
            return
        if len(equations) == 1 and len(broken(self.page.answer[0][1], breadth)) == 1:
            yield f"{self.label('answer')} {self.markup.inline(legible(equations[0], inline=True))}"
        else:
            yield from self.displays([self.label("answer")], [list(self.equation_rows(*a)) for a in self.page.answer])
        if remarks:
            yield self.sentences(*remarks)

    def equation(self, left: Basic | None, e: Basic, value: Basic | None) -> str:
        start = f"{self.latex(left)} = " if left is not None and breadth(left) <= SHORT_NAME else ""
        return start + self.latex(e) + (rf" \approx {self.latex(value)}" if value is not None else "")

    def equation_rows(self, left: Basic | None, e: Basic, value: Basic | None) -> Iterator[str]:
        first, *rest = broken(e, breadth)
        start = f"{self.latex(left)} &= " if left is not None and breadth(left) <= SHORT_NAME else "& "
        yield start + self.latex(first)
        for piece in rest:
            yield rf"&\quad {{}} {led(piece)}{self.latex(piece)}"
        if value is not None:
            yield rf"&\approx {self.latex(value)}"


def displayed(cell: str) -> str:
    """A cell with its fractions as large as in a display."""
    return rf"\displaystyle {cell}" if "frac{" in cell else cell


def ended(rows: list[str], room: str = "1ex") -> str:
    """The rows with their ends; with more room before one that holds a fraction."""
    return "".join(row + (f" \\\\[{room}]\n" if "frac{" in below else " \\\\\n") for row, below in pairwise(rows)) + rows[-1]


def left(s: Section) -> Basic | None:
    """What stands on the left of the first line."""
    return (s.name if s.name is not None else s.goal) if s.rows else None


def is_wide(s: Section) -> bool:
    """Is the left side so wide that the first line has no room beside it?"""
    goal = left(s)
    return goal is not None and breadth(goal) + breadth(s.rows[0].after) > WIDEST


def left_of(s: Section) -> int:
    """How much room the left side takes."""
    goal = left(s)
    return 0 if goal is None or is_wide(s) else breadth(goal)
