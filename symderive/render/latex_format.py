r"""LaTeX: a fragment to paste, or a document that compiles (pdfLaTeX; XeLaTeX where there are letters it does not know)."""
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symderive.render.article import Markup, article, ended, exercises
from symderive.render.names import escaped
from symderive.render.sheet import Signs, title, under_title

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.page import Figure
    from symderive.render import Options, Printable
    from symderive.render.sheet import Sheet

SUFFIXES = (".tex",)

PLAIN = r"""\documentclass[fleqn]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
"""
OTHER_LETTERS = r"""% !TeX program = xelatex
\documentclass[fleqn]{article}
\usepackage{fontspec}
"""
CHINESE = r"""% !TeX program = xelatex
\documentclass[UTF8,fontset=fandol,fleqn]{ctexart}
"""
REST = r"""\usepackage[margin=2cm]{geometry}
\usepackage{amsmath,amssymb}
\setcounter{MaxMatrixCols}{64}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.6em}
\begin{document}

"""
PICTURES = r"""\IfFileExists{tikz.sty}{\usepackage{tikz}}{\usepackage{verbatim}\newenvironment{tikzpicture}{\comment}{\endcomment}}
"""
SIGNS = {"✓": r"$\checkmark$", "✗": r"$\times$", "→": r"$\to$", "·": r"$\cdot$", "…": r"\dots{}"}

MARKUP = Markup(
    plain=escaped,
    bold=lambda s: rf"\textbf{{{s}}}",
    italic=lambda s: rf"\textit{{{s}}}",
    inline=lambda s: f"${s}$",
    display=lambda s: f"\\[\n{s}\n\\]",
    block=lambda groups: f"\\begin{{align*}}\n{ended([row for rows in groups for row in rows])}\n\\end{{align*}}",
    number=lambda n: rf" \tag{{{n}}}",
    item=lambda s: s + "\n",
    leads="\n",
    rows=18,
)


def pictured(f: Figure) -> str:
    """A picture in a document, which can load what it takes."""
    return f"\\begin{{center}}\n{f.tikz()}\n\\end{{center}}"


DOCUMENT = replace(MARKUP, figure=pictured, number=lambda n: rf" \tag{{{n}}}\label{{line:{n}}}")


def render(solution: Printable, words: Words, options: Options) -> str:
    """Prose and `align*` displays; with `document`, everything that LaTeX needs around it."""
    body = article(solution.page(options.detail, options.view), words, DOCUMENT if options.document else MARKUP, options)
    return document(signed(body)) if options.document else signed(body)


def sheet(s: Sheet, words: Words, options: Options) -> str:
    """An article of its own."""
    signs = Signs(escaped, lambda latex: f"${latex}$")
    under = r" \\ ".join(under_title(s, words, signs))
    head = f"\\begin{{center}}\n{{\\Large\\bfseries {escaped(title(s, words))}}}{f' {chr(92)*2}[1ex] ' if under else ''}{under}\n\\end{{center}}"
    return document(signed("\n\n".join((head, *exercises(s, words, DOCUMENT, options, lambda space: f"\\vspace{{{space}}}")))))


def signed(body: str) -> str:
    """With signs that every LaTeX knows."""
    for sign, command in SIGNS.items():
        body = body.replace(sign, command)
    return body


def document(body: str) -> str:
    start = PLAIN if body.isascii() else CHINESE if any("\u2e80" <= c <= "\ufaff" for c in body) else OTHER_LETTERS
    rest = REST.replace("\\setcounter", f"{PICTURES}\\setcounter") if "\\begin{tikzpicture}" in body else REST
    return f"{start}{rest}{body}\n\\end{{document}}\n"
