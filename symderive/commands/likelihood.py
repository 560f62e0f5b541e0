"""Maximum likelihood: mle."""
from __future__ import annotations

import re
from typing import Any

import click

from symderive.commands.base import Mathematics, answer, cli, given, output_options


@cli.command(cls=Mathematics)
@click.argument("name", required=False)
@click.option("--density", metavar="F", help="A density or mass function in x, instead of a name.")
@click.option("--parameters", "--parameter", multiple=True, metavar="DOMAINS", help="The unknowns, as 'p in (0, 1)'; several by commas or by repeating.")
@click.option("--support", metavar="WHERE", help="Where the data lie, as '{0, 1}', 'x > 0', '0 <= x <= theta', '0, 1, ...'.")
@click.option("--known", multiple=True, metavar="CONSTANTS", help="Constants, as 'm in 1, 2, ...' or 'm = 12'.")
@click.option("--model", metavar="STATEMENTS", help="A model written out, as 'y_i = a + b x_i + e_i; e_i ~ N(0, sigma^2)'.")
@click.option("--data", metavar="NUMBERS", help="A sample, as '1, 0, 1': the estimates are given too.")
@output_options
def mle(name: str | None, density: str | None, parameters: tuple[str, ...], support: str | None, known: tuple[str, ...], model: str | None, data: str | None, assume: str | None, **options: Any) -> None:
    """Maximum likelihood estimators of a distribution by NAME, of a density, or of a model.

    \b
    Examples:
      symderive mle bernoulli
      symderive mle --density '\\lambda e^{-\\lambda x}' --parameters 'lambda > 0' --support 'x > 0' --data '1.5, 0.25, 3'
      symderive mle --model 'x_i ~ N(mu, s_i^2)' --parameters mu
    """
    def ask(sd: Any) -> Any:
        return sd.mle(name, density=None if density is None else given(density), parameters=", ".join(parameters) or None, support=support,
                      known=", ".join(known) or None, model=None if model is None else given(model), data=None if data is None else sample(data))
    answer(ask, **options)


def sample(text: str) -> list[str]:
    """Numbers between commas or spaces."""
    return [v for v in re.split(r"[\s,;]+", given(text)) if v]
