r"""A page as an article in LaTeX mathematics: prose, and one `aligned` block a section. LaTeX and Markdown differ only in their markup."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sympy import Basic

from symderive.lang import Words
from symderive.page import Cell, Figure, Grid, Page, Section
from symderive.phrase import Phrase
from symderive.render import Options
from symderive.render.breaking import broken_line
from symderive.render.fractions import legible
from symderive.render.latex_notation import SIGNS, notation
from symderive.render.names import escaped
from symderive.render.pieces import Notation
from symderive.render.prose import MARKS, Chunk, cell, chunks, doubts, holding, joined, notation_of, say, sentence, summary, task, within
from symderive.render.rows import PAGE, WIDEST, Line, breadth, broken, extent, led, lines
from symderive.render.sheet import Sheet, Signs, heading, points, statement, unsolved

SIGNS_ALONE = frozenset(("+", "-", "0"))
MOST_OF_A_ROW = 0.6     # taken, reasons go on below
SHORT_NAME = 24        # an answer is given with its left side where that is no longer


@dataclass(frozen=True)
class Markup:
    """How a format marks up prose; mathematics is LaTeX in all of them."""
    plain: Callable[[str], str]
    bold: Callable[[str], str]
    italic: Callable[[str], str]
    inline: Callable[[str], str]
    display: Callable[[str], str]
    block: Callable[[list[list[str]]], str]     # lines under one another, each of one row or several
    number: Callable[[int], str]                # of a line, after its last row
    item: Callable[[str], str]
    leads: str              # between a heading and the display that it must not be parted from
    rows: int               # of a display, at most
    figure: Callable[[Figure], str] = lambda f: ""
    widest: int = WIDEST    # of a line, in characters
    page: int = PAGE        # of a line with its reason


def article(page: Page, words: Words, markup: Markup, options: Options) -> str:
    """The whole page."""
    return "\n\n".join(Article(page, words, markup, options).blocks()) + "\n"


def exercises(s: Sheet, words: Words, markup: Markup, options: Options, room: Callable[[str], str]) -> Iterator[str]:
    """The problems of a sheet, each with its solution or with room for one."""
    signs = Signs(markup.plain, lambda latex: markup.inline(legible(latex, inline=True)))
    for e in s.exercises:
        written = None if e.solution is None else Article(e.solution.page(options.detail, options.view), words, markup, options)
        parts = (markup.bold(heading(e, words, signs)), statement(e, written.statement() if written else "", signs), points(e, words, signs))
        yield " ".join(filter(None, parts))
        if not s.solutions:
            yield room(e.space)
        elif written is None:
            yield unsolved(e, words, signs)
        else:
            yield written.label("sheet.solution")
            yield from written.worked()


class Article:
    """Writes the parts of one page."""

    def __init__(self, page: Page, words: Words, markup: Markup, options: Options) -> None:
        self.page, self.words, self.markup, self.options = page, words, markup, options
        self.themed: Notation = notation_of(page, notation, options.notation, otherwise=escaped(words.phrase("otherwise")))
        self.plain = self.notation = within(self.themed)
        self.sections = [(s, list(lines(s, words, breadth, markup.widest))) for s in page.sections]
        self.beside = options.reasons == "beside" and all(extent(found) + left_of(s, markup.widest) <= markup.page for s, found in self.sections)
        self.numbers: dict[Basic, int] = {}      # of the last line of each goal
        self.count = 0

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

    def section(self, s: Section, found: list[Line], titled: bool = True) -> Iterator[str]:
        self.notation = within(self.themed, s.goal, s.partial)
        yield from self.blocks_of(s, found, titled)
        self.notation = self.plain

    def blocks_of(self, s: Section, found: list[Line], titled: bool) -> Iterator[str]:
        heading = [self.markup.italic(self.say(sentence(s.title)))] if s.title is not None and titled else []
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
        blocks: list[list[list[str]]] = []
        for rows in groups:
            if not blocks or sum(map(len, blocks[-1])) + len(rows) > self.markup.rows:
                blocks.append([])
            blocks[-1].append([legible(r) for r in rows])
        if heading or blocks:
            yield self.markup.leads.join([*heading, *map(self.markup.block, blocks)])

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
        apart = goal is not None and (is_wide(s, self.markup.widest) or sum(len(self.line(line, "")) for line in found) > self.markup.rows)
        groups: list[list[str]] = []
        for k, line in enumerate(found):
            self.count += 1
            rows = self.line(line, start if not k and not apart else "")
            groups.append([f" & {self.latex(goal)}", *rows] if apart and not k and goal is not None else rows)
        if s.goal is not None and found:
            self.numbers[s.goal] = self.count
        return groups

    def line(self, line: Line, start: str) -> list[str]:
        """The line, broken if it must be; its reason beside it, or below where there is no room."""
        sign = SIGNS.get(line.sign, line.sign)
        indent = r"\quad " * line.depth
        approximate = rf" \approx {line.approximate}" if line.approximate else ""
        reasons = self.reasons(line)
        rows = []
        for k, e in enumerate(line.pieces):
            before = f"{start} &{sign} {indent}" if not k else rf" &{indent}\quad {{}} {led(e)}"
            last = approximate if k == len(line.pieces) - 1 else ""
            said = f" && {self.reason(reasons)}" if self.beside and reasons and not k else ""
            first, *more = broken_line(f"{self.latex(e)}{last}", self.markup.widest)
            rows.append(f"{before}{first}{said}")
            rows += (rf" &{indent}\quad\quad {{}} {row}" for row in more)
        if self.options.numbered:
            rows[-1] += self.markup.number(self.count)
        if reasons and not self.beside:
            opening, closing = self.words.phrase("reason.below").split("{it}")
            rows += (rf" &{indent}\qquad {self.reason(said)}" for said in self.wrapped((opening, *reasons, closing)))
        return rows

    def wrapped(self, reasons: Sequence[Chunk]) -> list[list[Chunk]]:
        """Reasons on as many rows as they need, parted where one ends."""
        between = self.words.phrase("reason.between")
        rows: list[list[Chunk]] = [[]]
        used = 0
        for chunk in joined(reasons):
            for k, c in enumerate(chunk.split(between) if isinstance(chunk, str) else [chunk]):
                if k and used > self.markup.widest * MOST_OF_A_ROW:
                    rows[-1].append(between.rstrip())
                    rows.append([])
                    used = 0
                elif k:
                    rows[-1].append(between)
                rows[-1].append(c)
                used += breadth(c) if isinstance(c, Basic) else len(c)
        return rows

    def reasons(self, line: Line) -> tuple[Chunk, ...]:
        """Why a line follows; where lines have numbers, by which earlier ones."""
        if self.options.reasons == "none":
            return ()
        used = [f"({self.numbers[g]})" for g in line.uses if g in self.numbers] if self.options.numbered else []
        by = (self.words.phrase("reason.between") if line.reasons else "", *chunks(Phrase("reason.by", {"lines": tuple(used)}), self.words)) if used else ()
        return tuple(joined((*line.reasons, *by)))

    def reason(self, parts: Sequence[Chunk]) -> str:
        return "".join(self.latex(c) if isinstance(c, Basic) else rf"\text{{{escaped(c)}}}" for c in joined(parts))

    # ---- the answer

    def answer(self) -> Iterator[str]:
        equations = [self.equation(*a) for a in self.page.answer]
        widest = self.markup.widest
        remarks = list(map(sentence, self.page.remarks))
        if not equations:
            if remarks:
                yield f"{self.label('answer')} {self.sentences(*remarks)}"
            return
        if len(equations) == 1 and len(broken(self.page.answer[0][1], breadth, widest)) == 1 and len(broken_line(equations[0], widest)) == 1:
            yield f"{self.label('answer')} {self.markup.inline(legible(equations[0], inline=True))}"
        else:
            yield from self.displays([self.label("answer")], [list(self.equation_rows(*a)) for a in self.page.answer])
        if remarks:
            yield self.sentences(*remarks)

    def equation(self, left: Basic | None, e: Basic, value: Basic | None) -> str:
        self.notation = within(self.themed, left)
        start = f"{self.latex(left)} = " if left is not None and breadth(left) <= SHORT_NAME else ""
        return start + self.latex(e) + (rf" \approx {self.latex(value)}" if value is not None else "")

    def equation_rows(self, left: Basic | None, e: Basic, value: Basic | None) -> Iterator[str]:
        self.notation = within(self.themed, left)
        first, *rest = broken(e, breadth, self.markup.widest)
        start = f"{self.latex(left)} &= " if left is not None and breadth(left) <= SHORT_NAME else "& "
        shown, *more = broken_line(self.latex(first), self.markup.widest)
        yield start + shown
        yield from (rf"&\quad {{}} {row}" for row in more)
        for piece in rest:
            first, *more = broken_line(self.latex(piece), self.markup.widest)
            yield rf"&\quad {{}} {led(piece)}{first}"
            yield from (rf"&\quad\quad {{}} {row}" for row in more)
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


def is_wide(s: Section, widest: int) -> bool:
    """Is the left side so wide that the first line has no room beside it?"""
    goal = left(s)
    return goal is not None and breadth(goal) + breadth(s.rows[0].after) > widest


def left_of(s: Section, widest: int) -> int:
    """How much room the left side takes."""
    goal = left(s)
    return 0 if goal is None or is_wide(s, widest) else breadth(goal)
