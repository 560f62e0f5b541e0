"""Grading in batches: grade, rows in, a folder of results and reports out."""
from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from symderive.commands.base import UNREADABLE, cli

INTERRUPTED = 130


@cli.command()
@click.argument("rows", type=click.Path(path_type=Path))
@click.option("--out", "-o", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder for results and reports.")
@click.option("--jobs", "-j", type=click.IntRange(1), metavar="N", help="Processes; as many as there are processors, if not given.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as tcp://10.0.0.1:8786.")
@click.option("--gold", type=click.Path(dir_okay=False, path_type=Path), help="The questions, JSONL or CSV: part or id, gold, points, assume, form, problem.")
@click.option("--policy", type=click.Path(dir_okay=False, path_type=Path), help="What verdicts are worth, TOML or JSON.")
@click.option("--input", "input", metavar="FORMAT", help="csv, jsonl, folder, canvas or moodle; else by the looks of ROWS.")
@click.option("--assignment", metavar="NAME", help="The name of the assignment in reports; else that of ROWS.")
@click.option("--against", type=click.Path(dir_okay=False, path_type=Path), help="An earlier results.jsonl: the verdicts that differ are listed.")
@click.option("--resume/--fresh", default=True, help="Go on where a run into this folder broke off (the default), or judge all anew.")
@click.option("--timeout", default=60.0, show_default=True, type=click.FloatRange(min=0.1), metavar="SECONDS", help="After which a row is left to a person.")
@click.option("--lang", default="en", show_default=True, metavar="LANG", help="Language of the words: en or zh.")
def grade(rows: Path, out: Path, timeout: float, **options: Any) -> None:
    """Judge many answers and solutions: ROWS is a CSV or JSONL file, a folder, or the responses of a Canvas or Moodle quiz.

    A row has id, student, problem or gold, answer or solution, and may have part, points, assume, form. Run the same command again
    to go on after a break, or after a gold answer has changed: only the rows it touches are judged again.

    \b
    Exit codes: 0 all rows have a result, whatever it is; 2 the input cannot be read.

    \b
    Examples:
      symderive grade answers.csv --out report/
      symderive grade quiz.csv --gold gold.jsonl --policy policy.toml --out report/ --jobs 4
    """
    from symderive.errors import SymderiveError
    from symderive.grading.pool import Limits
    from symderive.grading.run import run
    try:
        told = run(rows, out, limits=Limits(seconds=timeout), **options)
    except (SymderiveError, OSError) as fault:
        click.echo(f"error: {fault}", err=True)
        sys.exit(UNREADABLE)
    except KeyboardInterrupt:
        click.echo(f"\nstopped; what was judged is in {out}: run the same command again to go on", err=True)
        sys.exit(INTERRUPTED)
    click.echo(told)
