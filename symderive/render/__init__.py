"""A solution in a format. A format is one file, NAME_format.py, with its file suffixes and a function `render(solution, words, options)`."""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sympy import Basic

    from symderive.derivation import Derivation, Verdict
    from symderive.page import Page
    from symderive.phrase import Phrase
    from symderive.problem import Problem
    from symderive.render.sheet import Sheet

FORMAT = "_format"
REASONS = ("beside", "between", "none")


@dataclass(frozen=True)
class Options:
    """How a solution is to be written.

    lang      the language: "en", "zh"; `symderive.lang.languages()` lists them
    detail    "brief", "normal" or "full"
    view      "chain": lines as on a blackboard; "tree": each step under the step that needs it
    document  LaTeX: everything around the fragment, so that it compiles
    color     text: with the colours of a terminal
    notation  how mathematics is to be written, by the options of `symderive.render.themes.OPTIONS`; what is not said here, the project's symderive.toml says
    reasons   LaTeX, Markdown: "beside" each line, "between" the lines, or "none"
    numbered  LaTeX, Markdown: every line has a number, and reasons refer to it
    engine    PDF: "typst", or an installed TeX: "pdflatex", "xelatex", "lualatex"
    """
    lang: str = "en"
    detail: str = "normal"
    view: str = "chain"
    document: bool = False
    color: bool = False
    notation: Mapping[str, str] = field(default_factory=dict)
    reasons: str = "beside"
    numbered: bool = False
    engine: str = "typst"


class PrintablePart(Protocol):
    """One titled derivation."""
    @property
    def title(self) -> Phrase | None: ...
    @property
    def derivation(self) -> Derivation: ...


class Printable(Protocol):
    """What a format is given: a solution."""
    @property
    def problem(self) -> Problem: ...
    @property
    def parts(self) -> Sequence[PrintablePart]: ...
    @property
    def answer(self) -> Any: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def provisos(self) -> tuple[Basic, ...]: ...
    @property
    def notes(self) -> tuple[Phrase, ...]: ...
    def page(self, detail: str = ..., view: str = ...) -> Page: ...


@lru_cache(maxsize=1)
def formats() -> tuple[str, ...]:
    """The names of the formats there are.

    >>> {"json", "latex", "markdown", "text"} <= set(formats())
    True
    """
    return tuple(sorted(m.name.removesuffix(FORMAT) for m in iter_modules(__path__) if m.name.endswith(FORMAT)))


def _module(format: str) -> Any:
    from symderive.errors import UsageError
    if format not in formats():
        raise UsageError(f"there is no format {format!r}; there are {', '.join(formats())}")
    return import_module(f"{__name__}.{format}{FORMAT}")


def format_of(path: str | os.PathLike[str] | Path) -> str:
    """The format of a file, by its suffix.

    Raises:
        UsageError: for a suffix that no format has.

    >>> format_of("notes.tex")
    'latex'
    """
    from symderive.errors import UsageError
    suffix = os.path.splitext(os.fspath(path))[1].lower()
    suffixes = {s: name for name in formats() for s in _module(name).SUFFIXES}
    if suffix not in suffixes:
        raise UsageError(f"no format writes {suffix or 'files without a suffix'}; there are {', '.join(suffixes)}")
    return suffixes[suffix]


def render_sheet(sheet: Sheet, format: str, options: Options = Options(), titles: Mapping[str, str] | None = None) -> str | bytes:
    """An exercise sheet in a format.

    Raises:
        UsageError: for a format that writes no sheets, or a language there is not.
    """
    from symderive.errors import UsageError
    from symderive.lang import languages, words
    made = getattr(_module(format), "sheet", None)
    if made is None:
        raise UsageError(f"{format} writes no exercise sheets; there are {', '.join(f for f in formats() if hasattr(_module(f), 'sheet'))}")
    if options.lang not in languages():
        raise UsageError(f"there is no language {options.lang!r}; there are {', '.join(languages())}")
    found: str | bytes = made(sheet, words(options.lang, titles or {}), replace(options, notation=themed(options.notation)))
    return found


def themed(notation: Mapping[str, str]) -> dict[str, str]:
    """The options of notation: those of the project, and over them those that are given."""
    from symderive.render.themes import chosen, of_project
    return {**of_project(), **chosen(notation)}


def render(solution: Printable, format: str = "text", options: Options = Options(), titles: Mapping[str, str] | None = None) -> str | bytes:
    """A solution in a format.

    Args:
        solution: a `symderive.solution.Solution`, or anything that has a page.
        format: one of `formats()`.
        options: language, detail, view.
        titles: the English titles of the rules, by id: they stand with the rules, which no format reads.

    Raises:
        UsageError: for a format or a language there is not.
    """
    from symderive.errors import UsageError
    from symderive.lang import languages, words
    module = _module(format)
    if options.lang not in languages():
        raise UsageError(f"there is no language {options.lang!r}; there are {', '.join(languages())}")
    if options.reasons not in REASONS:
        raise UsageError(f"reasons stand in one of these places: {', '.join(REASONS)}; not {options.reasons!r}")
    made: str | bytes = module.render(solution, words(options.lang, titles or {}), replace(options, notation=themed(options.notation)))
    return made
