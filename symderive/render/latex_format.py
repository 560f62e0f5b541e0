r"""LaTeX: a fragment to paste, or a document that compiles (pdfLaTeX; XeLaTeX where there are letters it does not know)."""
from __future__ import annotations

from typing import TYPE_CHECKING

from symderive.render.article import Markup, article
from symderive.render.names import escaped

if TYPE_CHECKING:
    from symderive.lang import Words
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
SIGNS = {"✓": r"$\checkmark$", "✗": r"$\times$"}

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
    body = article(solution.page(options.detail, options.view), words, MARKUP)
    for sign, command in SIGNS.items():
        body = body.replace(sign, command)
    return document(body) if options.document else body


def document(body: str) -> str:
    start = PLAIN if body.isascii() else CHINESE if any("\u2e80" <= c <= "\ufaff" for c in body) else OTHER_LETTERS
    return f"{start}{REST}{body}\n\\end{{document}}\n"
