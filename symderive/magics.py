"""%symderive and %%symderive: the command line in a notebook, with solutions that show themselves."""
from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import TYPE_CHECKING, Any

from symderive.cli import cli
from symderive.commands.base import VERDICTS
from symderive.errors import SymderiveError
from symderive.request import DERIVE, Request, Word, command_words, questions, request, words

if TYPE_CHECKING:
    from symderive.solution import Solution


def register(shell: Any) -> None:
    """Make the magics known to a shell of IPython."""
    shell.register_magic_function(symderive, "line_cell", "symderive")


def symderive(line: str, cell: str | None = None) -> Solution | None:
    r"""A command of symderive, or a problem in words or formulas.

    %symderive derivative 'x \sin(x^2)' --wrt x --lang zh
    %symderive \frac{d}{dx}\left[x^2\right]
    %symderive check 'derivative of x^2' --answer 2x

    With two signs, the cell is the problem, as it stands, without quotes; the line holds the rest:

    %%symderive derivative --wrt x --detail full
    x \sin(x^2)

    A solution is the value of the cell, and shows itself as the options say; with --format text, latex, markdown or json its
    source is printed, with --out a file is written. Any other command prints what it prints in a terminal.
    """
    from IPython.core.error import UsageError
    try:
        given = worded(line, cell)
        if given and given[0] in questions():
            return shown(request(given, files=True))
        printed(given)
        return None
    except SymderiveError as fault:
        raise UsageError(str(fault)) from fault


def worded(line: str, cell: str | None) -> list[str]:
    """The words of a line; a cell below it is the first argument."""
    name, *rest = line.split(None, 1) or [""]
    is_command = name in cli.commands
    if cell is None:
        return texts(words(line) if is_command and name not in questions() else command_words(line))
    return [name, cell.strip(), *texts(words("".join(rest)))] if is_command else [DERIVE, cell.strip(), *texts(words(line))]


def texts(found: list[Word]) -> list[str]:
    return [w.text for w in found]


def shown(asked: Request) -> Solution | None:
    """The solution; or its source printed, or a file written, where the options say so."""
    solution = asked.solution()
    format, out, document = (asked.options.get(k) for k in ("format", "out", "document"))
    options = {"document": True} if document else {}
    said, _ = VERDICTS[solution.verdict.status.value]
    if out is not None:
        if format is None:
            solution.save(out, **options)
        else:
            made = solution.render(format, **options)
            out.write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))
        print(f"wrote {out}: {said}", file=sys.stderr)
        return solution
    if format is None and not document:
        return solution
    made = solution.render(format or "latex", **options)
    print(made if isinstance(made, str) else f"a file of {len(made)} bytes: say where to write it, with --out")
    return None


def printed(given: list[str]) -> None:
    """What the command prints."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), suppress(SystemExit):      # the exit code says nothing that is not printed
        cli.main(given, prog_name="symderive")
    out.flush()
    out.seek(0)
    print(out.read(), end="")
    print(err.getvalue(), end="", file=sys.stderr)
