"""HTML to set into a page of others, as the output of a notebook: no document, no script, and a style that touches nothing outside."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symderive.render.html_format import Writer
from symderive.render.web import fragment_style

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.render import Options, Printable

SUFFIXES = ()
PREFIX = "symderive"
CLASS = re.compile(r'(?<= class=")[^"]*(?=")')
STEPWISE = re.compile(r" data-step(?=[ >])")
MATH = re.compile(r"<math.*?</math>", re.DOTALL)
OTHER_TYPESETTERS = "tex2jax_ignore mathjax_ignore"        # dollars in it are only dollars


class Fragment(Writer):
    """The page without what a script would do."""

    def copy(self, latex: str) -> str:
        return "<span></span>"


def render(solution: Printable, words: Words, options: Options) -> str:
    """One element, which takes its colours from the page around it. In the chain view, the tree of every rule waits closed below the lines."""
    page = solution.page(options.detail, options.view)
    whole = solution.page(options.detail, "tree") if options.view == "chain" else page
    body = "\n".join(Fragment(page, words, options.notation).blocks(whole))
    return f'<div class="{PREFIX} {OTHER_TYPESETTERS}" lang="{words.lang}">\n<style>{fragment_style()}</style>\n{prefixed(body)}\n</div>\n'


def prefixed(body: str) -> str:
    """Every class with the name of the package before it; a formula stays as it is."""
    def renamed(html: str) -> str:
        return CLASS.sub(lambda found: " ".join(f"{PREFIX}-{name}" for name in found[0].split()), STEPWISE.sub("", html))
    at = 0
    parts: list[str] = []
    for formula in MATH.finditer(body):
        parts += (renamed(body[at:formula.start()]), formula[0])
        at = formula.end()
    return "".join([*parts, renamed(body[at:])])
