"""Writes docs/reference.md from the tables: rules, functions, formats, languages, commands."""
from __future__ import annotations

from pathlib import Path

from symderive.cli import cli
from symderive.functions import FUNCTIONS
from symderive.lang import languages
from symderive.render import formats
from symderive.render.flavours import FLAVOURS
from symderive.render.themes import OPTIONS
from symderive.rules import TOPICS
from symderive.rules.mistakes import MISTAKES

TARGET = Path(__file__).with_name("reference.md")


def cell(text: str) -> str:
    return text.replace("|", r"\|") or "·"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(map(cell, row)) + " |" for row in lines)


def made() -> str:
    """The whole page."""
    parts = ["# Reference", "Generated from the tables by `python docs/make_reference.py`; do not edit by hand."]
    for topic, rules in TOPICS.items():
        if all(r.buggy for r in rules.values()):
            continue
        parts.append(f"## Rules: {topic}")
        rows = [(f"`{r.id}`", r.title, f"`{r.law}`", f"`{r.when}`" if r.when else "", r.reference) for r in rules.values() if not r.buggy]
        parts.append(table(("id", "title", "law", "holds when", "reference"), rows))
    parts += ["## Known mistakes", "Never used to derive; each is refuted by the checker in the tests. `symderive check` names them.",
              table(("id", "what is wrong", "law", "topic"), [(f"`{m.id}`", m.title, f"`{m.rule.law}`", m.topic) for m in MISTAKES.values()])]
    parts += ["## Functions", "Any other name is an unknown function, if it is declared or is one of f g h F G H.",
              table(("name", "LaTeX", "also read as"), [(f"`{name}`", f"`{f.latex}`", ", ".join(f"`{t}`" for t in f.text)) for name, f in FUNCTIONS.items()])]
    parts += ["## Formats and languages", f"Formats: {', '.join(f'`{f}`' for f in formats())}. Languages: {', '.join(f'`{name}`' for name in languages())}.",
              table(("flavour of Markdown", "described at"), [(f"`{f.name}`", f.known) for f in FLAVOURS.values()])]
    parts += ["## Notation options", "Given as `notation={\"log\": \"log\"}`, as `--notation log=log`, or under `[notation]` in the `symderive.toml` of a project. The first value is the default. "
              "LaTeX, beamer, Markdown, HTML and PDF obey all of them, text those that are marked; JSON and the labels of a drawn graph keep the default.",
              table(("option", "what it chooses", "values", "text obeys", "not read back"), [
                  (f"`{name}`", o.says, ", ".join(f"`{v}`" for v in o.values), "yes" if any(v.text for v in o.values.values()) else "no",
                   ", ".join(f"`{v}`" for v, how in o.values.items() if not how.reads)) for name, o in OPTIONS.items()])]
    parts.append("## Commands")
    for name, command in sorted(cli.commands.items()):
        parts.append(f"- `symderive {name}`: {command.get_short_help_str(120)}")
    return "\n\n".join(parts).replace("\n\n- `symderive", "\n- `symderive").replace("## Commands\n- ", "## Commands\n\n- ") + "\n"


if __name__ == "__main__":
    TARGET.write_text(made(), encoding="utf-8")
