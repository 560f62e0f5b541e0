r"""A page as an article in LaTeX mathematics: prose, and one `aligned` block a section. LaTeX and Markdown differ only in their markup."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sympy import Basic

from symderive.lang import Words
from symderive.page import Page, Section
from symderive.phrase import Phrase
from symderive.render.latex_notation import SIGNS, notation
from symderive.render.names import escaped
from symderive.render.pieces import Notation
from symderive.render.prose import MARKS, holding, joined, say, sentence, summary, task
from symderive.render.rows import PAGE, WIDEST, Line, breadth, broken, extent, led, lines

MOST_ROWS = 18         # of a block
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


def article(page: Page, words: Words, markup: Markup) -> str:
    """The whole page."""
    writer = _Writer(page, words, markup)
    return "\n\n".join(writer.blocks()) + "\n"


class _Writer:
    def __init__(self, page: Page, words: Words, markup: Markup) -> None:
        self.page, self.words, self.markup = page, words, markup
        self.notation: Notation = notation(partial=page.partial, otherwise=escaped(words.phrase("otherwise")))

    def latex(self, e: Basic) -> str:
        return str(self.notation.write(e))

    def say(self, p: Phrase) -> str:
        return say(p, self.words, lambda e: self.markup.inline(self.latex(e)), self.markup.plain)

    def sentences(self, *phrases: Phrase) -> str:
        return self.words.phrase("sentence.between").join(map(self.say, phrases))

    def label(self, id: str) -> str:
        return self.markup.bold(self.say(sentence(Phrase(id))))

    def blocks(self) -> Iterator[str]:
        page = self.page
        yield f"{self.label('problem')} {self.say(task(page))}"
        for section in page.sections:
            yield from self.section(section)
        yield from self.answer()
        yield f"{MARKS[page.verdict.status]} {self.sentences(summary(page), holding(page))}"
        if page.notes:
            yield "\n".join([self.label("notes"), "", *(self.markup.item(self.say(sentence(n))) for n in page.notes)])

    def section(self, s: Section) -> Iterator[str]:
        if s.title is not None:
            yield self.markup.italic(self.say(sentence(s.title)))
        if s.before:
            yield self.sentences(*map(sentence, s.before))
        yield from self.displays(self.rows(s))
        if s.after:
            yield self.sentences(*map(sentence, s.after))

    def displays(self, groups: Iterable[list[str]]) -> Iterator[str]:
        """Blocks short enough for a page, since LaTeX breaks none of them; what belongs together stays together."""
        block: list[str] = []
        for rows in groups:
            if block and len(block) + len(rows) > MOST_ROWS:
                yield self.block(block)
                block = []
            block = block + rows
        if block:
            yield self.block(block)

    def block(self, rows: list[str]) -> str:
        return self.markup.display("\n".join((r"\begin{aligned}", " \\\\\n".join(rows), r"\end{aligned}")))

    # ---- the rows of a section

    def rows(self, s: Section) -> Iterator[list[str]]:
        """The rows of each line."""
        goal = s.name if s.name is not None else s.goal
        start = ""
        if s.rows and goal is not None:
            start = self.latex(goal) + "\n"
            if breadth(goal) + breadth(s.rows[0].after) > WIDEST:
                yield [f" & {self.latex(goal)}"]
                start = ""
        found = list(lines(s, self.words, breadth))
        beside = extent(found) + (breadth(goal) if start and goal is not None else 0) <= PAGE
        for line in found:
            yield list(self.line(line, start, beside))
            start = ""

    def line(self, line: Line, start: str, beside: bool) -> Iterator[str]:
        """The line, broken if it must be; its reason beside it, or below where there is no room."""
        sign = SIGNS.get(line.sign, line.sign)
        indent = r"\quad " * line.depth
        approximate = rf" \approx {line.approximate}" if line.approximate else ""
        for k, e in enumerate(line.pieces):
            before = f"{start} &{sign} {indent}" if not k else rf" &{indent}\quad {{}} {led(e)}"
            last = approximate if k == len(line.pieces) - 1 else ""
            said = f" && {self.reason(line)}" if beside and line.reasons and not k else ""
            yield f"{before}{self.latex(e)}{last}{said}"
        if line.reasons and not beside:
            yield rf" &{indent}\qquad \text{{(}}{self.reason(line)}\text{{)}}"

    def reason(self, line: Line) -> str:
        return "".join(self.latex(c) if isinstance(c, Basic) else rf"\text{{{escaped(c)}}}" for c in joined(line.reasons))

    # ---- the answer

    def answer(self) -> Iterator[str]:
        equations = [self.equation(*a) for a in self.page.answer]
        if len(equations) == 1 and len(broken(self.page.answer[0][1], breadth)) == 1:
            yield f"{self.label('answer')} {self.markup.inline(equations[0])}"
        else:
            yield self.label("answer")
            yield from self.displays(list(self.equation_rows(*a)) for a in self.page.answer)

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
