"""Flavours of Markdown: how each writes formulas, boxes, what can be opened and closed, and references. An entry a flavour."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

INDENT = "> "


@dataclass(frozen=True)
class Flavour:
    """A flavour of Markdown.

    name       what it is called
    known      where it is described
    inline     a formula in a line
    display    a formula in lines of its own, and its label ("" for none)
    refer      a reference to the formula of a label; None where there are none
    box        a box of a kind ("good", "open", "bad", "note") with a title and a body; None where there are none
    fold       what can be opened: its title and its body
    """
    name: str
    known: str
    inline: Callable[[str], str]
    display: Callable[[str, str], str]
    refer: Callable[[str], str] | None
    box: Callable[[str, str, str], str] | None
    fold: Callable[[str, str], str]


def dollars(formula: str) -> str:
    return f"${formula}$"


def quoted(body: str) -> str:
    """Lines of a block quote."""
    return "\n".join(f"{INDENT}{line}".rstrip() for line in body.split("\n"))


def details(title: str, body: str) -> str:
    """What HTML can open and close; blank lines let Markdown be read within."""
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


GITHUB = {"good": "TIP", "open": "WARNING", "bad": "CAUTION", "note": "NOTE"}
OBSIDIAN = {"good": "success", "open": "question", "bad": "failure", "note": "note"}
QUARTO = {"good": "tip", "open": "warning", "bad": "important", "note": "note"}
MYST = {"good": "tip", "open": "warning", "bad": "danger", "note": "note"}

FLAVOURS = {f.name: f for f in (
    Flavour("plain", "https://spec.commonmark.org",
            inline=dollars, display=lambda m, label: f"$$\n{m}\n$$", refer=None, box=None, fold=details),
    Flavour("github", "https://docs.github.com/en/get-started/writing-on-github",
            inline=lambda m: f"$`{m}`$",
            display=lambda m, label: (f'<a id="{label}"></a>\n\n' if label else "") + f"```math\n{m}\n```",
            refer=lambda label: f"[{label}](#{label})",
            box=lambda kind, title, body: quoted(f"[!{GITHUB[kind]}]\n{body}"), fold=details),
    Flavour("obsidian", "https://help.obsidian.md",
            inline=dollars, display=lambda m, label: f"$$\n{m}\n$$" + (f"\n^{label}" if label else ""),
            refer=lambda label: f"[[#^{label}]]",
            box=lambda kind, title, body: quoted(f"[!{OBSIDIAN[kind]}] {title}\n{body}"),
            fold=lambda title, body: quoted(f"[!note]- {title}\n{body}")),
    Flavour("quarto", "https://quarto.org/docs/authoring",
            inline=dollars, display=lambda m, label: f"$$\n{m}\n$$" + (f" {{#eq-{label}}}" if label else ""),
            refer=lambda label: f"@eq-{label}",
            box=lambda kind, title, body: f'::: {{.callout-{QUARTO[kind]} title="{title}"}}\n{body}\n:::',
            fold=lambda title, body: f'::: {{.callout-note collapse="true" title="{title}"}}\n{body}\n:::'),
    Flavour("myst", "https://mystmd.org/guide",
            inline=dollars, display=lambda m, label: f"$$\n{m}\n$$" + (f" ({label})" if label else ""),
            refer=lambda label: f"{{eq}}`{label}`",
            box=lambda kind, title, body: f":::{{admonition}} {title}\n:class: {MYST[kind]}\n{body}\n:::",
            fold=lambda title, body: f":::{{dropdown}} {title}\n{body}\n:::"),
)}
