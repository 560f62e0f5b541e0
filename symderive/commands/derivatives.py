"""Derivatives of functions: derive, derivative, partial, gradient, jacobian, hessian, differential, tangent."""
from __future__ import annotations

from typing import Any

import click

from symderive.commands.base import Mathematics, answer, cli, given, output_options, separated


@cli.command(cls=Mathematics)
@click.argument("problem")
@output_options
def derive(problem: str, assume: str | None, **options: Any) -> None:
    """Solve a problem that is written out, in LaTeX or plain text.

    \b
    Examples:
      symderive derive '\\frac{d}{dx}\\left[x\\sin(x^2)\\right]'
      symderive derive 'gradient of x^2 y at x=1, y=2'
    """
    answer(lambda sd: sd.derive(given(problem), assume=assume), **options)


@cli.command(cls=Mathematics)
@click.argument("f")
@click.option("--wrt", required=True, metavar="VARIABLE", help="The variable to differentiate in.")
@click.option("--order", default=1, show_default=True, type=click.IntRange(1, 20), help="How often.")
@click.option("--at", metavar="POINT", help="Where to evaluate, as x=1 or 1.")
@click.option("--values", metavar="VALUES", help="What is known of unknown functions, as \"g(2)=3, f'(3)=5\".")
@click.option("--method", default="rules", show_default=True, metavar="METHOD", help="rules, quotient, product, definition or logarithmic.")
@click.option("--known", metavar="RULES", help="Rules that need no line of their own, by id or title, separated by commas.")
@output_options
def derivative(f: str, wrt: str, order: int, at: str | None, values: str | None, method: str, known: str | None, assume: str | None, **options: Any) -> None:
    """The derivative of F, a function in LaTeX or plain text ('-' reads standard input).

    \b
    Examples:
      symderive derivative 'x \\sin(x^2)' --wrt x --order 2
      symderive derivative '-x^2' --wrt x --at -1
      symderive derivative 'sqrt(x)' --wrt x --method definition
    """
    rules = [r.strip() for r in (known or "").split(",") if r.strip()]
    answer(lambda sd: sd.derivative(given(f), wrt, order=order, at=at, method=method, assume=assume, values=values, known=rules), **options)


def in_several(name: str, help: str, many: bool = False) -> None:
    """Add a command that takes F (or several, separated by ';') and --wrt x,y."""
    @cli.command(name, cls=Mathematics, help=help)
    @click.argument("f", nargs=-1 if many else 1, required=True)
    @click.option("--wrt", required=True, metavar="VARIABLES", help="The variables, separated by commas.")
    @click.option("--at", metavar="POINT", help="Where to evaluate, as x=1,y=2.")
    @output_options
    def command(f: Any, wrt: str, at: str | None, assume: str | None, **options: Any) -> None:
        def ask(sd: Any) -> Any:
            variables = [v.strip() for v in wrt.split(",")]
            body = [function for part in f for function in separated(given(part))] if many else given(f)
            return getattr(sd, name)(body, *variables, at=at, assume=assume) if name == "partial" else getattr(sd, name)(body, variables, at=at, assume=assume)
        answer(ask, **options)


in_several("partial", """The partial derivative of F in the variables of --wrt, one after the other.

\b
Example:
  symderive partial 'x^2 y + e^{xy}' --wrt x,y
""")
in_several("gradient", """The gradient of F: the column of its partial derivatives.

\b
Example:
  symderive gradient '-x^2 y' --wrt x,y --at x=1,y=-2
""")
in_several("jacobian", """The Jacobian of several functions, as arguments of their own or separated by ';': each row holds the partial derivatives of one.

\b
Examples:
  symderive jacobian 'r cos(t)' 'r sin(t)' --wrt r,t
  symderive jacobian 'r cos(t); r sin(t)' --wrt r,t
""", many=True)
in_several("hessian", """The Hessian of F: the matrix of its second partial derivatives.

\b
Example:
  symderive hessian 'x^2 y + y^3' --wrt x,y
""")
in_several("differential", """The total differential of F.

\b
Example:
  symderive differential 'x^2 y' --wrt x,y
""")
in_several("tangent", """The tangent line of F at a point, or for two variables the tangent plane.

\b
Examples:
  symderive tangent 'x^3 - 2x' --wrt x --at 2
  symderive tangent 'x^2 + y^2' --wrt x,y --at x=1,y=2
""")
