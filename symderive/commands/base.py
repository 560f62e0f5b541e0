"""What the commands share: options, exit codes, how an answer is written. Thin; SymPy is loaded only when there is something to derive."""
from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symderive.render import DETAILS, REASONS, VIEWS

if TYPE_CHECKING:
    from symderive.solution import Solution

F = TypeVar("F", bound=Callable[..., Any])
HOLDS, REFUTED, UNREADABLE, UNDECIDED = 0, 1, 2, 3         # exit codes

ACCEPTANCE = {"undecided": UNDECIDED, "unreadable": UNREADABLE}                  # of an answer that is not accepted; any other status is REFUTED

EXIT_CODES = """
\b
Exit codes: 0 every step holds; 1 a step is refuted; 2 the input cannot be read;
3 undecided, or not supported.
"""


VERDICTS = {
    "proved": ("every step holds", HOLDS), "verified": ("every step holds", HOLDS),
    "refuted": ("a step is refuted", REFUTED), "undecided": ("not every step could be decided", UNDECIDED),
}


@dataclass
class Receiver:
    """Takes a question instead of having it answered and printed: notebooks and notes put one into the context of a command."""
    ask: Callable[[Any], Solution] | None = None
    options: dict[str, Any] = field(default_factory=dict)


QUESTIONS: set[Callable[..., Any]] = set()         # the commands that have a solution to show


class Mathematics(click.Command):
    """A command whose arguments may begin with a minus, as -x^2 does: only whole options are options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options: list[str] = []
        arguments: list[str] = []
        takes_value = {name: not option.is_flag for option in self.get_params(ctx) if isinstance(option, click.Option) for name in option.opts}
        todo = iter(args)
        for word in todo:
            if word == "--":
                arguments += todo
            elif word in takes_value:
                options += (word, *([value] if takes_value[word] and (value := next(todo, None)) is not None else []))
            elif OPTION.fullmatch(word):                 # a known one with its value, or one that there is not
                options.append(word)
            else:
                arguments.append(word)
        return super().parse_args(ctx, [*options, "--", *arguments])


OPTION = re.compile(r"--[A-Za-z][\w-]+(=.*)?", re.DOTALL)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EXIT_CODES)
@click.version_option(package_name="symderive", message="symderive %(version)s")
def cli() -> None:
    """Mathematics written out step by step, each step checked.

    \b
    Examples:
      symderive derivative 'x \\sin(x^2)' --wrt x
      symderive gradient 'x^2 y + \\sin(xy)' --wrt x,y --at x=1,y=2 --format markdown
      symderive derive '\\frac{\\partial}{\\partial y}\\left[x^2 y + e^{xy}\\right]' --format latex
      echo 'x^x' | symderive derivative - --wrt x --out notes.tex
    """


# ---- what all commands share

OF_DETAIL = "The answer alone, or how many rules have a line of their own."
OF_VIEW = "Whole lines, or each step under the step that needs it."


def form_options(command: F) -> F:
    """--detail and --view, which a document or its marks may say otherwise."""
    return click.option("--detail", type=click.Choice(DETAILS), help=OF_DETAIL)(click.option("--view", type=click.Choice(VIEWS), help=OF_VIEW)(command))


def output_options(command: F) -> F:
    """--format --lang --detail --view --out, how it is written, and --assume."""
    for option in reversed((
        click.option("--format", "-f", "format", metavar="FORMAT", help="text, latex, beamer, markdown, html, fragment, pdf, ipynb or json; else by the suffix of --out, else text."),
        click.option("--lang", default="en", show_default=True, metavar="LANG", help="Language of the words: en or zh."),
        click.option("--detail", default="normal", show_default=True, type=click.Choice(DETAILS), help=OF_DETAIL),
        click.option("--view", default="chain", show_default=True, type=click.Choice(VIEWS), help=OF_VIEW),
        click.option("--document", is_flag=True, help="LaTeX: a document that compiles, not a fragment."),
        click.option("--flavour", default="plain", show_default=True, metavar="FLAVOUR", help="Markdown: plain, github, obsidian, quarto or myst."),
        click.option("--fold", is_flag=True, help="Markdown: the steps wait closed."),
        click.option("--label", default="", metavar="NAME", help="Markdown: by which formulas can be referred to."),
        click.option("--notation", metavar="OPTIONS", help="How mathematics is written, as log=log,d=upright: docs/reference.md lists them. A project's symderive.toml may hold them under [notation]."),
        click.option("--reasons", default="beside", show_default=True, type=click.Choice(REASONS), help="LaTeX, Markdown: where the reasons stand."),
        click.option("--numbered", is_flag=True, help="LaTeX, Markdown: number the lines, and refer to them."),
        click.option("--engine", default="typst", show_default=True, metavar="PROGRAM", help="PDF: typst, or an installed pdflatex, xelatex or lualatex."),
        click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file."),
        click.option("--assume", metavar="CONDITIONS", help="What is known of the letters, as 'a > 0, n in N'."),
    )):
        command = option(command)
    QUESTIONS.add(command)
    return command


def answer(ask: Callable[[Any], Solution], *, format: str | None, document: bool, out: Path | None, notation: str | None, **options: Any) -> None:
    """Solve, print, and leave with the exit code of the verdict; or hand the question to who receives it."""
    receiver = click.get_current_context().find_object(Receiver)
    if receiver is not None:
        receiver.ask, receiver.options = ask, {"format": format, "document": document, "out": out, "notation": options_of_notation(notation), **options}
        return
    sd = loaded()
    try:
        options["notation"] = options_of_notation(notation)
        solution = ask(sd)
        if document:
            options["document"] = True
            format = format or (None if out else "latex")
        if out is not None and format is None:
            solution.save(out, **options)
        else:
            colour = out is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            write(solution.render(format or "text", **options, color=colour), out)
    except sd.NotSupported as fault:
        fail(fault, UNDECIDED)
    except sd.SymderiveError as fault:
        fail(fault, UNREADABLE)
    except OSError as fault:
        fail(fault, UNREADABLE)
    said, code = VERDICTS[solution.verdict.status.value]
    if out is not None:
        click.echo(f"wrote {out}: {said}", err=True)
    sys.exit(code)


def options_of_notation(text: str | None) -> dict[str, str]:
    """What --notation holds, over what the project says: refused before anything is derived."""
    from symderive.render import themed
    from symderive.render.themes import parsed
    return themed(parsed(text or ""))


def loaded() -> Any:
    """The package with all it needs. What is loaded stays: nothing in it is worth the collector's time, now or later."""
    import gc
    gc.disable()
    import symderive as sd
    import_module("symderive.ask")
    gc.freeze()
    gc.enable()
    return sd


def write(made: str | bytes, out: Path | None) -> None:
    data = made if isinstance(made, bytes) else made.encode("utf-8")
    if not data.endswith(b"\n"):
        data += b"\n"
    if out is not None:
        out.write_bytes(data)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def fail(fault: Exception | str, code: int) -> None:
    click.echo(f"error: {fault}", err=True)
    sys.exit(code)


def given(text: str) -> str:
    """The argument, or standard input for '-'."""
    if text != "-":
        return text
    return sys.stdin.buffer.read().decode("utf-8", errors="replace").strip()


def separated(text: str) -> Iterator[str]:
    r"""The functions between semicolons: those outside brackets, and not the space \; of LaTeX."""
    depth, start = 0, 0
    for k, c in enumerate(text):
        depth += (c in "([{") - (c in ")]}")
        if c == ";" and depth <= 0 and text[k - 1:k] != "\\":
            yield text[start:k]
            start = k + 1
    yield text[start:]


