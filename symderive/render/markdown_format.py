"""Markdown with dollar mathematics, as GitHub and Jupyter show it."""
from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from symderive.render.article import Markup, article
from symderive.render.names import cleaned

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.render import Options, Printable

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
    item=lambda s: f"- {s}",
    leads="\n\n",
    rows=sys.maxsize,
    figure=lambda f: f"```text\n{f.text()}\n```",
)


def render(solution: Printable, words: Words, options: Options) -> str:
    """Prose, and displays between $$ on lines of their own."""
    return article(solution.page(options.detail, options.view), words, MARKUP, options)
