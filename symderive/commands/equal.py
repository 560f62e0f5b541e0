"""Comparing two answers: equal."""
from __future__ import annotations

import sys
from typing import Any

import click

from symderive.commands.base import ACCEPTANCE, HOLDS, REFUTED, UNREADABLE, Mathematics, cli, fail, given, loaded, write


@cli.command(cls=Mathematics)
@click.argument("a")
@click.argument("b")
@click.option("--assume", metavar="CONDITIONS", help="What is known of the letters, as 'a > 0, n in N'.")
@click.option("--domain", metavar="DOMAIN", help="real, complex, or conditions.")
@click.option("--form", metavar="FORM", help="The form asked for: factored, expanded, simplified or exact.")
@click.option("--tolerance", metavar="NUMBER", help="How far a value may be off; or 'rounding'.")
@click.option("--constant", is_flag=True, help="B may differ from A by a constant.")
@click.option("--up-to", metavar="WHAT", help="scale or signs: of eigenvectors, of the columns of a matrix.")
@click.option("--accept", metavar="STATUSES", help="Further statuses that are accepted, separated by commas, as domain_differs.")
@click.option("--format", "-f", "format", default="text", show_default=True, type=click.Choice(["text", "json"]))
@click.option("--lang", default="en", show_default=True, metavar="LANG", help="Language of the words: en or zh.")
def equal(a: str, b: str, format: str, lang: str, accept: str | None, **options: Any) -> None:
    """Are the answers A and B equal? A is the one that is known to be right.

    \b
    Exit codes: 0 accepted; 1 not equal, or equal only in part, up to rounding and the like;
    2 one of them cannot be read; 3 undecided.

    \b
    Examples:
      symderive equal '\\sin(2x)' '2 \\sin x \\cos x'
      symderive equal '\\ln x^2' '2 \\ln x' --assume 'x > 0'
      symderive equal 'x^2 = 4' 'x = \\pm 2'
    """
    sd = loaded()
    try:
        found = sd.equal(given(a), given(b), accept=[s.strip() for s in accept.split(",")] if accept else (), **options)
        if format == "json":
            import json
            made = json.dumps(found.to_dict(), ensure_ascii=False, indent=2)
        else:
            made = found.text(lang)
    except sd.SymderiveError as fault:
        fail(fault, UNREADABLE)
    write(made, None)
    sys.exit(HOLDS if found else ACCEPTANCE.get(str(found.status), REFUTED))
