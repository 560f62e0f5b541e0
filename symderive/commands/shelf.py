"""What there is: rules, and completion for the shell."""
from __future__ import annotations

import click

from symderive.commands.base import UNREADABLE, cli, fail


@cli.command()
@click.argument("id", required=False)
def rules(id: str | None) -> None:
    """List the rules, or show one."""
    from symderive.rules import RULES, TOPICS
    if id is None:
        for topic, table in TOPICS.items():
            click.echo(f"{topic}\n" + "\n".join(f"  {r.id:24} {r.law}" for r in table.values()))
        return
    if id not in RULES:
        fail(f"there is no rule {id}; 'symderive rules' lists them", UNREADABLE)
    r = RULES[id]
    for label, content in (("mistake" if r.buggy else "rule", r.id), ("title", r.title), ("law", r.law), ("holds when", r.when), ("examples", "; ".join(r.examples)), ("reference", r.reference)):
        if content:
            click.echo(f"{label:12}{content}")


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell; put its output where the shell looks for it."""
    from click.shell_completion import get_completion_class
    found = get_completion_class(shell)
    if found is None:
        fail(f"no completion for {shell}", UNREADABLE)
    else:
        click.echo(found(cli, {}, "symderive", "_SYMDERIVE_COMPLETE").source())
