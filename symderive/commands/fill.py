"""Notes filled in place: fill."""
from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symderive.commands.base import HOLDS, REFUTED, UNDECIDED, UNREADABLE, cli, fail, form_options, loaded

if TYPE_CHECKING:
    from symderive.notes import Filled

STANDARD = "-"
WORSE = (UNREADABLE, REFUTED, UNDECIDED, HOLDS)           # of several exit codes the first of these counts


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@click.option("--check", is_flag=True, help="Write nothing; fail where a solution is missing, stale or wrong.")
@click.option("--kind", type=click.Choice(["md", "tex"]), help="Of documents whose suffix does not say it, and of standard input.")
@click.option("--lang", metavar="LANG", help="Language of the words: en or zh.")
@form_options
@click.option("--flavour", metavar="FLAVOUR", help="Markdown: plain, github, obsidian, quarto or myst.")
@click.option("--fold", is_flag=True, help="Markdown: the steps wait closed.")
def fill(files: tuple[str, ...], check: bool, kind: str | None, **options: Any) -> None:
    """Write the worked solution below each marked problem in FILES, or refresh it; '-' reads standard input and prints the result.

    \b
    Markdown:  <!-- symderive: derivative 'x \\sin x' --wrt x -->     or a block ```symderive
    LaTeX:     % symderive: derivative 'x \\sin x' --wrt x

    The mark holds a command or a problem written out, and options of its own. All else in a file stays byte for byte as it is.

    \b
    Exit codes: 0 every solution stands there, and holds; 1 with --check a solution is missing, stale or wrong,
    or the checker refutes one; 2 a problem or a file cannot be read; 3 undecided, or not supported.

    \b
    Examples:
      symderive fill notes.md chapter.tex
      symderive fill --check notes.md --lang zh
    """
    sd = loaded()
    from symderive.notes import kind_of
    wanted = {name: value for name, value in options.items() if value}
    codes = []
    for name in files:
        try:
            data = sys.stdin.buffer.read() if name == STANDARD else Path(name).read_bytes()
            done = sd.fill(data.decode("utf-8", errors="surrogateescape"), kind or ("md" if name == STANDARD else kind_of(name)), **wanted)
            made = done.text.encode("utf-8", errors="surrogateescape")
            if name == STANDARD and not check:
                sys.stdout.buffer.write(made)
                sys.stdout.buffer.flush()
            elif made != data and not check:
                replace(Path(name), made)
        except (sd.SymderiveError, OSError) as fault:
            fail(f"{name}: {fault}", UNREADABLE)
        tell(name, done, check)
        codes.append(code(done, check))
    sys.exit(worst(codes))


def tell(name: str, done: Filled, check: bool) -> None:
    """What became of each problem, on standard error; in a check, what is not as it should be."""
    from symderive.notes.filling import UNCHANGED
    for p in done.problems:
        if p.status != UNCHANGED and not (p.status == "missing" and not check):
            click.echo(f"{name}:{p}", err=True)
    count = {s: sum(p.status == s for p in done.problems) for s in dict.fromkeys(p.status for p in done.problems)}
    click.echo(f"{name}: {len(done.problems)} problems" + (": " if count else "") + ", ".join(f"{n} {status}" for status, n in count.items()), err=True)


def code(done: Filled, check: bool) -> int:
    """The exit code for one document."""
    states = {p.status for p in done.problems}
    return worst([
        UNREADABLE if "unreadable" in states else HOLDS,
        REFUTED if "refuted" in states or (check and done.outdated) else HOLDS,
        HOLDS if done else UNDECIDED,
    ])


def worst(codes: Iterable[int]) -> int:
    return min(codes, key=WORSE.index)


def replace(path: Path, data: bytes) -> None:
    """Write a file as a whole: what was there stands until all of it is written, with its permissions, and links stay links."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, path.stat().st_mode & 0o7777)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
