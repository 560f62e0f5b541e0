"""A solution in a format. A format is one file, NAME_format.py, with its file suffixes and a function `render(solution, words, options)`."""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sympy import Basic

    from symderive.asked import Asked
    from symderive.derivation import Derivation, Verdict
    from symderive.page import Page
    from symderive.phrase import Phrase
    from symderive.problem import Problem
    from symderive.render.sheet import Sheet

FORMAT = "_format"
DETAILS = ("answer", "brief", "normal", "full")
VIEWS = ("chain", "tree")
REASONS = ("beside", "between", "none")


@dataclass(frozen=True)
class Options:
    """How a solution is to be written.

    lang      the language: "en", "zh"; `symderive.lang.languages()` lists them
    detail    "answer" (no steps), "brief", "normal" or "full"
    view      "chain": lines as on a blackboard; "tree": each step under the step that needs it
    document  LaTeX: everything around the fragment, so that it compiles
    color     text: with the colours of a terminal
    flavour   Markdown: one of `symderive.render.flavours.FLAVOURS`
    fold      Markdown: the steps wait closed
    label     Markdown: a name by which the formulas can be referred to
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
    flavour: str = "plain"
    fold: bool = False
    label: str = ""
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
    @property
    def asked(self) -> Asked | None: ...
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


def checked(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options by name, if there are such, and each has a value that it can have.

    Raises:
        UsageError: if not.
    """
    from symderive.errors import UsageError
    from symderive.lang import languages
    known = {f.name: f for f in fields(Options)}
    for name, value in options.items():
        if name not in known:
            raise UsageError(f"there is no option {name!r}; there are {', '.join(known)}")
        if (there := {"lang": languages(), "detail": DETAILS, "view": VIEWS, "reasons": REASONS}.get(name)) is not None and value not in there:
            raise UsageError(f"{name} is one of {', '.join(there)}; not {value!r}")
    return dict(options)


# What a notebook may show, the richest first, and the format that is shown so
FORMS = {"text/html": "fragment", "text/latex": "latex", "text/markdown": "markdown", "text/plain": "text"}


def mimebundle(write: Callable[[str], str | bytes], include: Iterable[str] | None = None, exclude: Iterable[str] | None = None) -> dict[str, str]:
    """A solution in the forms that a notebook asks for.

    Args:
        write: writes it in a format.
        include: the forms that are wanted; by default all.
        exclude: those that are not.
    """
    wanted = set(FORMS if include is None else include) - set(exclude or ())
    return {form: str(write(format)) for form, format in FORMS.items() if form in wanted}


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
