"""Near a point and on an interval: directional, taylor, analyse."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from symderive.commands.base import Mathematics, answer, cli, given, output_options


@cli.command(cls=Mathematics)
@click.argument("f")
@click.option("--wrt", required=True, metavar="VARIABLES", help="The variables, separated by commas.")
@click.option("--direction", required=True, metavar="COMPONENTS", help="The direction, as 3,4.")
@click.option("--at", metavar="POINT", help="Where, as x=1,y=2.")
@output_options
def directional(f: str, wrt: str, direction: str, at: str | None, assume: str | None, **options: Any) -> None:
    """The derivative of F in a direction.

    \b
    Example:
      symderive directional 'x^2 y' --wrt x,y --direction 3,4 --at x=1,y=2
    """
    answer(lambda sd: sd.directional(given(f), wrt, direction, at=at, assume=assume), **options)


@cli.command(cls=Mathematics)
@click.argument("f")
@click.option("--wrt", required=True, metavar="VARIABLES", help="The variables, separated by commas.")
@click.option("--at", default="0", show_default=True, metavar="POINT", help="Around which point, as x=1,y=2 or 1.")
@click.option("--order", default=2, show_default=True, type=click.IntRange(1, 20), help="Up to which order.")
@output_options
def taylor(f: str, wrt: str, at: str, order: int, assume: str | None, **options: Any) -> None:
    """The Taylor polynomial of F at a point.

    \b
    Example:
      symderive taylor 'e^x' --wrt x --order 4
    """
    answer(lambda sd: sd.taylor(given(f), wrt, at=at, order=order, assume=assume), **options)


@cli.command(cls=Mathematics)
@click.argument("f")
@click.option("--wrt", required=True, metavar="VARIABLES", help="The variable; several, separated by commas, for stationary points.")
@click.option("--interval", metavar="INTERVAL", help="Where to look, as [0, 3]; by default the whole domain.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Write a picture of f and f' to an SVG file.")
@output_options
def analyse(f: str, wrt: str, interval: str | None, plot: Path | None, assume: str | None, **options: Any) -> None:
    """Where F increases and decreases, its critical points, extrema and inflections.

    \b
    Examples:
      symderive analyse 'x \\ln x' --wrt x
      symderive analyse 'x^3 - 3x' --wrt x --interval '[-2, 3]' --plot picture.svg
    """
    def ask(sd: Any) -> Any:
        found = sd.analyse(given(f), wrt, interval=interval, assume=assume)
        if plot is not None:
            if not hasattr(found, "plot"):
                raise sd.UsageError("a picture is drawn of a function of one variable")
            plot.write_text(found.plot(), encoding="utf-8")
        return found
    answer(ask, **options)
