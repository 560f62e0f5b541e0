"""A filter for pandoc and Quarto: pandoc, and `symderive-pandoc` for --filter, which takes a program without arguments."""
from __future__ import annotations

import json
import sys
from typing import Any

import click

from symderive.commands.base import HOLDS, UNDECIDED, UNREADABLE, cli, fail, form_options, loaded


@cli.command()
@click.argument("target", required=False)
@click.option("--lang", metavar="LANG", help="Language of the words: en or zh; else that of the document.")
@form_options
def pandoc(target: str | None, **options: Any) -> None:
    """Read a document of pandoc (JSON) on standard input, work its problems out, and print it; TARGET, the format that pandoc names, changes nothing.

    \b
    Exit codes: 0 done; 2 a problem cannot be read; 3 not supported.

    \b
    Examples:
      pandoc --filter symderive-pandoc notes.md -o notes.docx
      pandoc -t json notes.md | symderive pandoc | pandoc -f json -o notes.html
    """
    sd = loaded()
    from symderive.notes.pandoc import filtered
    try:
        document = json.loads(sys.stdin.buffer.read())
        made = filtered(document, **{name: value for name, value in options.items() if value})
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as fault:
        fail(f"standard input is not the JSON of pandoc: {fault}", UNREADABLE)
    except sd.NotSupported as fault:
        fail(fault, UNDECIDED)
    except sd.SymderiveError as fault:
        fail(fault, UNREADABLE)
    sys.stdout.buffer.write(json.dumps(made, ensure_ascii=False).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
    sys.exit(HOLDS)


def main() -> None:
    """The entry point of `symderive-pandoc`."""
    pandoc.main(prog_name="symderive-pandoc")
