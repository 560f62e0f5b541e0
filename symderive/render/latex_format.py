r"""LaTeX: a fragment to paste, or a document that compiles (pdfLaTeX; XeLaTeX where there are letters it does not know)."""
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symderive.render.article import Markup, article
from symderive.render.names import escaped

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.page import Figure
    from symderive.render import Options, Printable

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
SIGNS = {"✓": r"$\checkmark$", "✗": r"$\times$", "→": r"$\to$"}

MARKUP = Markup(
    plain=escaped,
    bold=lambda s: rf"\textbf{{{s}}}",
    italic=lambda s: rf"\textit{{{s}}}",
    inline=lambda s: f"${s}$",
    display=lambda s: f"\\[\n{s}\n\\]",
    item=lambda s: s + "\n",
    leads="\n",
    rows=18,
)


def render(solution: Printable, words: Words, options: Options) -> str:
    """Prose and one `aligned` block a section; with `document`, everything that LaTeX needs around it."""
    body = article(solution.page(options.detail, options.view), words, replace(MARKUP, figure=pictured) if options.document else MARKUP, options)
    for sign, command in SIGNS.items():
        body = body.replace(sign, command)
    return document(body) if options.document else body


def pictured(f: Figure) -> str:
    """A picture in a document, which can load what it takes."""
    return f"\\begin{{center}}\n{f.tikz()}\n\\end{{center}}"


def document(body: str) -> str:
    start = PLAIN if body.isascii() else CHINESE if any("\u2e80" <= c <= "\ufaff" for c in body) else OTHER_LETTERS
    rest = REST.replace("\\setcounter", f"{PICTURES}\\setcounter") if "\\begin{tikzpicture}" in body else REST
    return f"{start}{rest}{body}\n\\end{{document}}\n"
