"""Markdown in its flavours: prose, formulas between dollars or as the flavour has them, boxes, labels."""
from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from symderive.derivation import Status
from symderive.errors import UsageError
from symderive.phrase import Phrase
from symderive.render.article import Article, Markup, ended, exercises
from symderive.render.flavours import FLAVOURS, Flavour
from symderive.render.names import cleaned
from symderive.render.prose import MARKS, say
from symderive.render.sheet import Signs, title, under_title

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.render import Options, Printable
    from symderive.render.sheet import Sheet

SUFFIXES = (".md",)

SPECIAL = re.compile(r"([\\`*_{}\[\]$|~#])")
PORTABLE = {r"\,": r"\thinspace ", r"\{": r"\lbrace ", r"\}": r"\rbrace "}      # Markdown would take the backslash away


def plain(s: str) -> str:
    return SPECIAL.sub(r"\\\1", cleaned(s)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def math(s: str) -> str:
    """LaTeX that survives Markdown: no backslash before punctuation, but for the row ends of a display."""
    return re.sub(r"\\[,{}]", lambda found: PORTABLE[found[0]], s).rstrip(" ")


MARKUP = Markup(
    plain=plain,
    bold=lambda s: f"**{s}**",
    italic=lambda s: f"*{s}*",
    inline=lambda s: f"${math(s)}$",
    display=lambda s: f"$$\n{math(s)}\n$$",
    block=lambda groups: f"$$\n\\begin{{aligned}}\n{math(ended([row for rows in groups for row in rows]))}\n\\end{{aligned}}\n$$",
    number=lambda n: rf" && \text{{({n})}}",
    item=lambda s: f"- {s}",
    leads="\n\n",
    rows=sys.maxsize,
    figure=lambda f: f"```text\n{f.text()}\n```",
)


KINDS = {Status.PROVED: "good", Status.VERIFIED: "good", Status.UNDECIDED: "open", Status.REFUTED: "bad"}
DISPLAY = re.compile(r"^\$\$\n(.*?)\n\$\$$", re.MULTILINE | re.DOTALL)
LABEL = re.compile(r"[A-Za-z][\w-]*")


def render(solution: Printable, words: Words, options: Options) -> str:
    """Prose, and displays on lines of their own, in a flavour of Markdown; with `fold`, the steps wait closed."""
    if options.flavour not in FLAVOURS:
        raise UsageError(f"there is no flavour {options.flavour!r}; there are {', '.join(FLAVOURS)}")
    if options.label and not LABEL.fullmatch(options.label):
        raise UsageError(f"a label is a word of letters, digits and hyphens, not {options.label!r}")
    flavour = FLAVOURS[options.flavour]
    markup = replace(MARKUP, inline=lambda s: flavour.inline(math(s)))
    page = solution.page(options.detail, options.view)
    return "\n\n".join(Composer(Article(page, words, markup, options), flavour, options).blocks()) + "\n"


class Composer:
    """Puts the blocks of an article together as a flavour has them."""

    def __init__(self, article: Article, flavour: Flavour, options: Options) -> None:
        self.article, self.flavour, self.options = article, flavour, options
        self.labels: list[str] = []                  # of the displays so far
        self.count = 0                               # of all that get one

    def blocks(self) -> Iterator[str]:
        a, phrase = self.article, self.article.words.phrase
        yield f"{a.label('problem')} {a.statement()}"
        sections = [b for s, found in a.sections for b in a.section(s, found)]
        self.count = sum(len(DISPLAY.findall(b)) for b in sections)
        steps = list(map(self.displays, sections))
        if steps:
            yield from [self.flavour.fold(phrase("steps"), "\n\n".join(steps))] if self.options.fold else steps
        yield from self.result(list(a.result()))

    def result(self, blocks: list[str]) -> Iterator[str]:
        """The answer; what is said of it, in a box; the notes, in another."""
        a, box = self.article, self.flavour.box
        status = a.page.verdict.status
        verdict = next(k for k, b in enumerate(blocks) if b.startswith(f"{MARKS[status]} "))
        notes = len(blocks) - bool(a.page.notes)
        answer = [self.displays(b, labelled=False) for b in blocks[:verdict]]
        if self.labels and self.flavour.refer is not None:
            see = say(Phrase("see", {"it": "\0"}), a.words, str).replace("\0", self.flavour.refer(self.labels[-1]))
            see = say(Phrase("reason.below", {"it": "\0"}), a.words, str).replace("\0", see)
            answer = [f"{answer[0]} {see}"] if len(answer) == 1 and "\n" not in answer[0] else [*answer, see]
        yield from answer
        if box is None:
            yield from blocks[verdict:]
            return
        title = a.words.phrase(f"verdict.{status.value}")
        yield box(KINDS[status], title[:1].upper() + title[1:], "\n\n".join(blocks[verdict:notes]))
        if a.page.notes:
            _, *items = blocks[-1].split("\n")
            yield box("note", a.words.phrase("notes"), "\n".join(items).strip())

    def displays(self, block: str, labelled: bool = True) -> str:
        """A block with its displays as the flavour writes them, each with a label of its own if there are labels."""
        return DISPLAY.sub(lambda m: self.flavour.display(m[1], self.label() if labelled else ""), block)

    def label(self) -> str:
        """The label of the next display: of the last one, what was asked for; of those before, with a number."""
        if not self.options.label:
            return ""
        k = len(self.labels) + 1
        self.labels.append(self.options.label if k == self.count else f"{self.options.label}-{k}")
        return self.labels[-1]


def sheet(s: Sheet, words: Words, options: Options) -> str:
    """Under a heading; room for answers is left by whoever prints it."""
    signs = Signs(plain, lambda latex: f"${math(latex)}$")
    parts = (f"# {plain(title(s, words))}", "  \n".join(under_title(s, words, signs)), *exercises(s, words, MARKUP, options, lambda space: ""))
    return "\n\n".join(filter(None, parts)) + "\n"
