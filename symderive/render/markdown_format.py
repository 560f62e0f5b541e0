"""Markdown with dollar mathematics, as GitHub and Jupyter show it."""
from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from symderive.render.article import Markup, article, ended, exercises
from symderive.render.names import cleaned
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
    return re.sub(r"\\[,{}]", lambda found: PORTABLE[found[0]], s)


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


def render(solution: Printable, words: Words, options: Options) -> str:
    """Prose, and displays between $$ on lines of their own."""
    return article(solution.page(options.detail, options.view), words, MARKUP, options)


def sheet(s: Sheet, words: Words, options: Options) -> str:
    """Under a heading; room for answers is left by whoever prints it."""
    signs = Signs(plain, lambda latex: f"${math(latex)}$")
    parts = (f"# {plain(title(s, words))}", "  \n".join(under_title(s, words, signs)), *exercises(s, words, MARKUP, options, lambda space: ""))
    return "\n\n".join(filter(None, parts)) + "\n"
