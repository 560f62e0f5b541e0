"""Checking an answer, or a whole solution: check."""
from __future__ import annotations

import json
import sys
from typing import Any

import click

from symderive.commands.base import ACCEPTANCE, HOLDS, REFUTED, UNDECIDED, UNREADABLE, Mathematics, cli, fail, given, loaded, write


@cli.command(cls=Mathematics)
@click.argument("problem")
@click.option("--answer", "-a", metavar="ANSWER", help="What was answered.")
@click.option("--solution", "-s", metavar="FILE", help="A whole solution instead, checked line by line ('-' reads standard input).")
@click.option("--assume", metavar="CONDITIONS", help="What is known of the letters, as 'a > 0, n in N'.")
@click.option("--form", metavar="FORM", help="The form asked for: factored, expanded, simplified or exact.")
@click.option("--level", default="where", show_default=True, type=click.Choice(["verdict", "hint", "where", "full"]), help="How much to say; the answer itself is given with full alone.")
@click.option("--format", "-f", "format", default="text", show_default=True, type=click.Choice(["text", "json"]))
@click.option("--lang", default="en", show_default=True, metavar="LANG", help="Language of the words: en or zh.")
def check(problem: str, answer: str | None, solution: str | None, format: str, lang: str, level: str, **options: Any) -> None:
    """Is this ANSWER to PROBLEM right; and if not, which mistake was likely made? Or: which line of a SOLUTION is the first wrong one?

    \b
    Exit codes: 0 the answer is accepted; 1 it is not right, or not in every respect;
    2 the problem or the answer cannot be read; 3 undecided, or not supported.

    \b
    Examples:
      symderive check '\\frac{d}{dx}\\left[x^2 \\sin x\\right]' --answer '2x \\cos x'
      symderive check 'gradient of x^2 y' --answer '(2xy, x^2)' --lang zh --level hint
      symderive check 'f(x) = x^2 \\sin x' --solution homework.tex --level full
    """
    sd = loaded()
    if solution is not None:
        from symderive.homework.command import solved
        made, code = solved(given(problem), solution, format, lang, level, assume=options["assume"])
        write(made, None)
        sys.exit(code)
    if answer is None:
        fail("what is to be checked? Give --answer ANSWER or --solution FILE", UNREADABLE)
    try:
        report = sd.check(given(problem), given(str(answer)), lang=lang, **options)
        if format == "json":
            made = json.dumps(report.to_dict(), ensure_ascii=False, indent=2)
        else:
            made = report.feedback(level)
    except sd.NotSupported as fault:
        fail(fault, UNDECIDED)
    except sd.SymderiveError as fault:
        fail(fault, UNREADABLE)
    write(made, None)
    sys.exit(HOLDS if report else ACCEPTANCE.get(str(report.status), REFUTED))
