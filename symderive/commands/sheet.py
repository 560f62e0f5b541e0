"""Exercise sheets: sheet."""
from __future__ import annotations

import sys
from pathlib import Path

import click

from symderive.commands.base import HOLDS, UNDECIDED, UNREADABLE, VERDICTS, cli, fail, given, loaded, options_of_notation, write


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--solutions", is_flag=True, help="With the solutions, instead of room for answers.")
@click.option("--format", "-f", "format", metavar="FORMAT", help="latex, pdf, html or markdown; else by the suffix of --out, else latex.")
@click.option("--lang", metavar="LANG", help="Language of the words: en or zh; else what the file says.")
@click.option("--detail", default="normal", show_default=True, type=click.Choice(["brief", "normal", "full"]), help="How many rules have a line of their own.")
@click.option("--notation", metavar="OPTIONS", help="How mathematics is written, as log=log,d=upright.")
@click.option("--engine", default="typst", show_default=True, metavar="PROGRAM", help="PDF: typst, or an installed pdflatex, xelatex or lualatex.")
@click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
def sheet(file: Path, solutions: bool, format: str | None, lang: str | None, detail: str, notation: str | None, engine: str, out: Path | None) -> None:
    """An exercise sheet from FILE: TOML with [[problem]] tables, or plain text with a problem a block ('-' reads plain text).

    A problem that fails costs that problem only: it is named with its line, and the exit code says so.

    \b
    Examples:
      symderive sheet problems.toml --out sheet.pdf
      symderive sheet problems.toml --solutions --format html --out solutions.html
    """
    sd = loaded()
    from dataclasses import replace

    from symderive.render import Options, format_of, render_sheet
    from symderive.rules import RULES
    from symderive.worksheet import read_worksheet
    try:
        text = given("-") if str(file) == "-" else file.read_text(encoding="utf-8")
        chosen = format or (format_of(out) if out is not None else "latex")
        read = read_worksheet(text, toml=file.suffix.lower() == ".toml")
        options = Options(lang=lang or read.lang, detail=detail, notation=options_of_notation(notation), engine=engine)
        made, failures = read.solved()
        write(render_sheet(replace(made, solutions=solutions), chosen, options, {rule.id: rule.title for rule in RULES.values()}), out)
    except sd.NotSupported as fault:
        fail(fault, UNDECIDED)
    except (sd.SymderiveError, OSError, UnicodeDecodeError) as fault:
        fail(f"{file}: {fault}", UNREADABLE)
    for failure in failures:
        click.echo(f"error: {file}:{failure.line}: problem {failure.number}: {failure.fault}", err=True)
    codes = [VERDICTS[e.solution.verdict.status.value][1] for e in made.exercises if e.solution is not None]
    codes += [UNDECIDED if isinstance(f.fault, sd.NotSupported) else UNREADABLE for f in failures]
    if out is not None:
        click.echo(f"wrote {out}: {len(made.exercises) - len(failures)} of {len(made.exercises)} problems are solved", err=True)
    sys.exit(min((c for c in codes if c != HOLDS), default=HOLDS))
