"""The chain rule through named variables, curves and inverse functions: chain, implicit, parametric, inverse."""
from __future__ import annotations

from typing import Any

import click

from symderive.commands.base import UNDECIDED, UNREADABLE, Mathematics, answer, cli, fail, given, loaded, output_options, write


@cli.command(cls=Mathematics)
@click.argument("definitions")
@click.option("--of", "of", metavar="VARIABLE", help="The variable to differentiate; by default the one that no other depends on.")
@click.option("--wrt", required=True, metavar="VARIABLES", help="The variables to differentiate in, separated by commas.")
@click.option("--at", metavar="POINT", help="Values of what is not defined: shows a forward and a backward pass.")
@click.option("--order", default=1, show_default=True, type=click.IntRange(1, 4), help="How often, in one variable.")
@click.option("--graph", type=click.Choice(["svg", "tikz", "text"]), help="Print the picture of the graph alone.")
@output_options
def chain(definitions: str, of: str | None, wrt: str, at: str | None, order: int, graph: str | None, assume: str | None, **options: Any) -> None:
    """The chain rule through named variables, as 'y = 2x, z = y^2'; one nested expression is taken apart into layers.

    \b
    Examples:
      symderive chain 'x = s t, y = s + t, z = x^2 y' --of z --wrt s,t --at s=1,t=2
      symderive chain '\\sin(e^{x^2 + 1})' --wrt x
    """
    def ask(sd: Any) -> Any:
        return sd.chain(given(definitions), of, [v.strip() for v in wrt.split(",")], at=at, assume=assume, order=order)
    if graph is None:
        answer(ask, **options)
    else:
        sd = loaded()
        try:
            write(getattr(ask(sd).graph, graph)(), options["out"])
        except sd.NotSupported as fault:
            fail(fault, UNDECIDED)
        except sd.SymderiveError as fault:
            fail(fault, UNREADABLE)


@cli.command(cls=Mathematics)
@click.argument("equation")
@click.option("--of", "of", default="y", show_default=True, metavar="LETTER", help="The letter that is a function of the other.")
@click.option("--wrt", default="x", show_default=True, metavar="VARIABLE", help="The variable.")
@click.option("--order", default=1, show_default=True, type=click.IntRange(1, 4), help="How often.")
@click.option("--at", metavar="POINT", help="A point of the curve, as x=3,y=4.")
@output_options
def implicit(equation: str, of: str, wrt: str, order: int, at: str | None, assume: str | None, **options: Any) -> None:
    """The derivative of a function that EQUATION defines.

    \b
    Example:
      symderive implicit 'x^2 + y^2 = 25' --of y --wrt x --order 2 --at x=3,y=4
    """
    answer(lambda sd: sd.implicit(given(equation), of, wrt, order=order, at=at, assume=assume), **options)


@cli.command(cls=Mathematics)
@click.argument("x")
@click.argument("y")
@click.option("--wrt", default="t", show_default=True, metavar="PARAMETER", help="The parameter.")
@click.option("--order", default=1, show_default=True, type=click.IntRange(1, 4), help="How often.")
@click.option("--at", metavar="VALUE", help="A value of the parameter.")
@output_options
def parametric(x: str, y: str, wrt: str, order: int, at: str | None, assume: str | None, **options: Any) -> None:
    """dy/dx of the curve X(t), Y(t).

    \b
    Example:
      symderive parametric 't^2 - 4t' '2t^3 - 6t' --wrt t --order 2
    """
    answer(lambda sd: sd.parametric(given(x), given(y), wrt, order=order, at=at, assume=assume), **options)


@cli.command(cls=Mathematics)
@click.argument("f")
@click.option("--wrt", default="x", show_default=True, metavar="VARIABLE", help="The variable of F.")
@click.option("--at-y", metavar="VALUE", help="The value at which the inverse is differentiated.")
@click.option("--at-x", metavar="VALUE", help="The place at which F has that value, where there are several.")
@output_options
def inverse(f: str, wrt: str, at_y: str | None, at_x: str | None, assume: str | None, **options: Any) -> None:
    """The derivative of the inverse of F at a value of F.

    \b
    Example:
      symderive inverse 'x^3 + x' --wrt x --at-y 10
    """
    answer(lambda sd: sd.inverse_derivative(given(f), wrt, at_y=at_y, at_x=at_x, assume=assume), **options)
