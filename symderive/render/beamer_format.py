r"""Slides for LaTeX's beamer: a frame a part, and on it one line after the other, as they would come on a blackboard."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from symderive.phrase import Phrase
from symderive.render.article import Article, ended
from symderive.render.latex_format import DOCUMENT, PICTURES, signed

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.page import Section
    from symderive.render import Options, Printable
    from symderive.render.rows import Line

SUFFIXES = ()

CLASS = r"\documentclass[11pt,aspectratio=169,fleqn]{beamer}"
LATIN = "\\usepackage[T1]{fontenc}\n\\usepackage[utf8]{inputenc}\n"
CHINESE = "\\usepackage[UTF8,fontset=fandol]{ctex}\n"
REST = r"""\usepackage{amsmath,amssymb}
\setcounter{MaxMatrixCols}{64}
\setbeamertemplate{navigation symbols}{}
\setbeamertemplate{footline}[frame number]
\usefonttheme{professionalfonts}
"""
ROWS = 6                    # of a display on a slide
WIDEST = 64                 # characters of a line
WIDE = 84                   # of a line with its reason


def uncovered(groups: list[list[str]]) -> str:
    """Lines that come one by one: the first is there from the start."""
    first, *rest = ["".join((rf"\onslide<{k}-> ", *rows[:1])) for k, rows in enumerate(groups, start=1)]
    rows = [row for head, rows in zip((first, *rest), groups) for row in (head, *rows[1:])]
    return f"\\begin{{align*}}\n{ended(rows)}\n\\end{{align*}}\n\\onslide<1->"


MARKUP = replace(DOCUMENT, block=uncovered, number=lambda n: rf" \tag{{{n}}}", rows=ROWS, widest=WIDEST, page=WIDE, leads="\n\n")


def render(solution: Printable, words: Words, options: Options) -> str:
    """A document of the class beamer."""
    page = solution.page(options.detail, options.view)
    writer = Article(page, words, MARKUP, options)
    body = signed("\n\n".join(frames(writer)))
    chinese = any("\u2e80" <= c <= "\ufaff" for c in body)
    start = f"% !TeX program = xelatex\n{CLASS}\n{CHINESE}" if chinese else f"{CLASS}\n{LATIN}" if body.isascii() else f"% !TeX program = xelatex\n{CLASS}\n\\usepackage{{fontspec}}\n"
    return f"{start}{REST}{PICTURES if chr(92) + 'begin{tikzpicture}' in body else ''}\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"


def frames(writer: Article) -> Iterator[str]:
    """The problem, its parts, the answer."""
    yield frame(writer.say(Phrase("problem")), [writer.statement()])
    for section, found in writer.sections:
        yield from of_section(writer, section, found)
    yield frame(writer.say(Phrase("answer")), list(writer.result()))


def of_section(writer: Article, s: Section, found: list[Line]) -> Iterator[str]:
    """A frame for each display; prose goes with the display after it, or with the last."""
    title = writer.say(s.title) if s.title is not None else writer.say(Phrase("sheet.solution"))
    waiting: list[str] = []
    made: list[list[str]] = []
    for block in "\n\n".join(writer.section(s, found, titled=False)).split("\n\n"):
        waiting.append(block)
        if r"\begin{align*}" in block:
            made.append(waiting)
            waiting = []
    if waiting and made:
        made[-1] += waiting
    elif waiting:
        made.append(waiting)
    yield from (frame(title, blocks) for blocks in made)


def frame(title: str, blocks: list[str]) -> str:
    body = "\n\n".join(blocks)
    return f"\\begin{{frame}}{{{title}}}\n\\small\n{body}\n\\end{{frame}}"
