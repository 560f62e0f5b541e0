"""HTML: one page that holds all it needs, with MathML, evidence behind each mark, and steps that can be shown one by one."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from sympy import Basic

from symderive.derivation import Status, Verdict
from symderive.page import Branch, Cell, Grid, Page, Section
from symderive.phrase import Phrase
from symderive.render.article import SHORT_NAME, SIGNS_ALONE
from symderive.render.latex_notation import SIGNS, notation
from symderive.render.mathml import mathml
from symderive.render.names import cleaned
from symderive.render.names import escaped as in_latex
from symderive.render.pieces import Notation
from symderive.render.prose import MARKS, Chunk, cell, chunks, doubts, holding, notation_of, reason, said, say, sentence, summary, task, within
from symderive.render.rows import Line, breadth, broken, led, lines
from symderive.render.sheet import Exercise, Signs, heading, points, statement, title, under_title, unsolved
from symderive.render.web import HEAD, script, style

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.render import Options, Printable
    from symderive.render.sheet import Sheet

SUFFIXES = (".html", ".htm")
LONGEST = 200                  # characters of a number in the evidence

DOCUMENT = HEAD + """{body}
</main>
<div class="controls" hidden>
<button type="button" data-do="next">{next}</button>
<button type="button" data-do="all">{all}</button>
<button type="button" data-do="start">{start}</button>
</div>
<script>{script}</script>
</body>
</html>
"""


def render(solution: Printable, words: Words, options: Options) -> str:
    """A whole page. In the chain view, the tree of every rule waits closed below the lines of each part."""
    page = solution.page(options.detail, options.view)
    whole = solution.page(options.detail, "tree") if options.view == "chain" else page
    writer = Writer(page, words, options.notation)
    phrase = words.phrase
    return DOCUMENT.format(
        lang=words.lang, title=escape(say(task(page), words, writer.text, cleaned)), style=style(), script=script(),
        body="\n".join(writer.blocks(whole)), next=escape(phrase("page.next")), all=escape(phrase("page.all")), start=escape(phrase("page.start")),
    )


def sheet(s: Sheet, words: Words, options: Options) -> str:
    """One page; the solutions wait closed below their problems."""
    signs = Signs(lambda t: escape(cleaned(t)), mathml)
    body = [f"<h1>{signs.plain(title(s, words))}</h1>", *(f'<p class="under">{line}</p>' for line in under_title(s, words, signs)), *(item for e in s.exercises for item in exercise(e, s.solutions, words, options, signs))]
    phrase = words.phrase
    return DOCUMENT.format(
        lang=words.lang, title=signs.plain(title(s, words)), style=style(), script=script(),
        body="\n".join(body), next=escape(phrase("page.next")), all=escape(phrase("page.all")), start=escape(phrase("page.start")),
    )


def exercise(e: Exercise, solved: bool, words: Words, options: Options, signs: Signs) -> Iterator[str]:
    """A problem, and its solution or room for one."""
    writer = None if e.solution is None else Writer(e.solution.page(options.detail, options.view), words, options.notation)
    asked = writer.say(task(writer.page)) if writer else ""
    yield f'<p class="problem"><span class="label">{heading(e, words, signs)}</span> {statement(e, asked, signs)} {points(e, words, signs)}</p>'
    if not solved:
        yield f'<div class="space" style="height: {e.space}"></div>'
    elif writer is None:
        yield f"<p>{unsolved(e, words, signs)}</p>"
    elif e.solution is not None:
        whole = e.solution.page(options.detail, "tree")
        yield f'<details class="solution"><summary>{escape(words.phrase("sheet.solution"))}</summary>'
        yield from writer.worked(whole)
        yield "</details>"


class Writer:
    """Writes the parts of one page."""

    def __init__(self, page: Page, words: Words, theme: Mapping[str, str]) -> None:
        self.page, self.words = page, words
        self.themed: Notation = notation_of(page, notation, theme, otherwise=in_latex(words.phrase("otherwise")))
        self.plain = self.notation = within(self.themed)

    def latex(self, e: Basic) -> str:
        return str(self.notation.write(e))

    def text(self, e: Basic) -> str:
        from symderive.render.notation import text
        return text(e, unicode=True, partial=self.page.partial)

    def within(self, s: Section) -> None:
        """How derivatives are written in a section."""
        self.notation = within(self.themed, s.goal, s.partial)

    def math(self, e: Basic) -> str:
        return mathml(self.latex(e))

    def say(self, p: Phrase) -> str:
        return say(p, self.words, self.math, lambda s: escape(cleaned(s)))

    def said(self, parts: Iterable[Chunk]) -> str:
        return said(parts, self.math, lambda s: escape(cleaned(s)))

    def label(self, id: str) -> str:
        return f'<span class="label">{self.say(sentence(Phrase(id)))}</span>'

    # ---- the page

    def blocks(self, whole: Page) -> Iterator[str]:
        """Problem, parts, answer, verdict, notes."""
        yield f'<p class="problem">{self.label("problem")} {self.say(task(self.page))}</p>'
        yield from self.worked(whole)

    def worked(self, whole: Page) -> Iterator[str]:
        """What it comes to, and why."""
        page = self.page
        for section, full in zip(page.sections, whole.sections):
            self.within(section)
            yield from self.section(section, full.tree)
        self.notation = self.plain
        yield from self.answer()
        between = self.words.phrase("sentence.between")
        yield f'<div class="verdict">{self.badge(page.verdict)}<div>{self.say(summary(page))}{between}{self.say(holding(page))}</div></div>'
        yield from self.listed("doubts", doubts(page))
        if page.notes:
            yield f"<p>{self.label('notes')}</p>"
            yield from self.listed("notes", page.notes)

    def listed(self, kind: str, phrases: Sequence[Phrase]) -> Iterator[str]:
        if phrases:
            yield f'<ul class="{kind}">' + "".join(f"<li>{self.say(sentence(p))}</li>" for p in phrases) + "</ul>"

    def section(self, s: Section, tree: Sequence[Branch]) -> Iterator[str]:
        yield "<section>"
        if s.title is not None:
            yield f"<h2>{self.say(s.title)}</h2>"
        yield from (f"<p>{self.say(sentence(p))}</p>" for p in s.before)
        if s.figure is not None:
            yield f"<figure data-step>{s.figure.svg()}</figure>"
        if s.table is not None and not s.rows:
            yield self.table(s.table)
        goal = s.name if s.name is not None else s.goal
        if s.rows and goal is not None:
            yield f'<div class="row goal"><span></span><div class="body"><div>{mathml(self.latex(goal), display=True)}</div></div>{self.copy(self.latex(goal))}</div>'
        if s.rows:
            yield from (self.row(line) for line in lines(s, self.words, breadth))
        if tree and s.rows:
            yield f'<details class="every"><summary>{escape(self.words.phrase("page.every"))}</summary>{self.tree(tree)}</details>'
        elif tree:
            yield self.tree(tree, opened=True)
        yield from (f"<p>{self.say(sentence(p))}</p>" for p in s.after)
        if s.table is not None and s.rows:
            yield self.table(s.table)
        yield "</section>"

    def table(self, t: Grid) -> str:
        """A table; before a row that is a claim stands its mark."""
        marks = [self.badge(v) if v is not None else "" for v in t.verdicts or [None] * len(t.rows)]
        before = any(marks)
        head = "<tr>" + "<th></th>" * before + "".join(f"<th>{self.cell(c)}</th>" for c in t.head) + "</tr>" if t.head else ""
        rows = ("<tr data-step>" + f"<td>{mark}</td>" * before + "".join(f"<td>{self.cell(c)}</td>" for c in row) + "</tr>" for mark, row in zip(marks, t.rows))
        return f'<div class="table"><table>{head}{"".join(rows)}</table></div>'

    def cell(self, c: Cell) -> str:
        return mathml(c) if isinstance(c, str) and c in SIGNS_ALONE else self.said(list(cell(c, self.words)))

    def row(self, line: Line) -> str:
        """A line: its mark, what it says, why, and a button that copies it."""
        sign = SIGNS.get(line.sign, line.sign)
        approximate = rf" \approx {line.approximate}" if line.approximate else ""
        pieces = [f"{sign} {self.latex(e)}" if not k else led(e) + self.latex(e) for k, e in enumerate(line.pieces)]
        pieces[-1] += approximate
        body = "".join(f"<div>{mathml(p, display=True)}</div>" for p in pieces)
        mark = self.badge(line.mark) if isinstance(line.mark, Verdict) else "<span></span>"
        return f'<div class="row" data-step>{mark}<div class="body">{body}</div><div class="reason">{self.said(line.reasons)}</div>{self.copy(" ".join(pieces))}</div>'

    def copy(self, latex: str) -> str:
        return f'<button type="button" class="copy" data-latex="{escape(latex)}" title="{escape(self.words.phrase("page.copy"))}">TeX</button>'

    def tree(self, branches: Sequence[Branch], opened: bool = False) -> str:
        """Each step, and below it, to be opened, the steps of its premises."""
        parts: list[str] = []
        todo: list[Branch | str] = list(reversed(branches))
        while todo:
            item = todo.pop()
            if isinstance(item, str):
                parts.append(item)
                continue
            if item.premises:
                parts.append(f'<details class="tree"{" open" if opened else ""}><summary>{self.step(item)}</summary>')
                todo += ["</details>", *reversed(item.premises)]
            else:
                parts.append(f'<div class="tree leaf">{self.step(item)}</div>')
        return "".join(parts)

    def step(self, branch: Branch) -> str:
        step = branch.step
        why = chunks(reason(branch.reason), self.words)
        if branch.again:
            why += [self.words.phrase("reason.between"), *chunks(Phrase("again"), self.words)]
        formula = f"{self.latex(step.before)} {SIGNS.get(step.relation.value, step.relation.value)} {self.latex(step.after)}"
        mark = f'<span class="{step.verdict.status.value}">{MARKS[step.verdict.status]}</span> ' if step.verdict is not None else ""
        return f'{mark}{mathml(formula, display=True)} <span class="reason">{self.said(why)}</span>'

    def answer(self) -> Iterator[str]:
        remarks = self.words.phrase("sentence.between").join(self.say(sentence(r)) for r in self.page.remarks)
        if remarks and not self.page.answer:
            yield f'<div class="answer" data-step>{self.label("answer")} {remarks}</div>'
        for left, e, value in self.page.answer:
            self.notation = within(self.themed, left)
            start = f"{self.latex(left)} = " if left is not None and breadth(left) <= SHORT_NAME else ""
            pieces = [start + self.latex(p) if not k else led(p) + self.latex(p) for k, p in enumerate(broken(e, breadth))]
            if value is not None:
                pieces[-1] += rf" \approx {self.latex(value)}"
            body = "".join(f"<div>{mathml(p, display=True)}</div>" for p in pieces)
            yield f'<div class="answer" data-step>{self.label("answer")} {self.copy(" ".join(pieces))}<div class="body">{body}</div></div>'
        self.notation = self.plain
        if remarks and self.page.answer:
            yield f"<p>{remarks}</p>"

    # ---- evidence

    def badge(self, v: Verdict) -> str:
        """The checker's mark; opened, it tells why."""
        status = v.status.value
        return f'<details class="badge {status}"><summary title="{escape(self.words.phrase(f"verdict.{status}"))}">{MARKS[v.status]}</summary><p>{self.say(sentence(evidence(v)))}</p></details>'


def evidence(v: Verdict) -> Phrase:
    """What the checker saw: points and bits, the method of a proof, the counterexample."""
    if v.status is Status.REFUTED and v.witness is not None:
        at = ", ".join(f"{x} = {shown(a)}" for x, a in v.witness["at"].items())
        return Phrase("evidence.refuted", {"at": at, "left": shown(v.witness["left"]), "right": shown(v.witness["right"])})
    if v.status is Status.VERIFIED:
        return Phrase("evidence.verified", {"points": v.points, "bits": v.bits})
    return Phrase(f"evidence.{v.status.value}", {"reason": v.reason})


def shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
