"""The shelf of distributions, `symderive/distributions/`: one file each, with name, parameters, support, density and reference; nothing about its estimators."""
from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from symderive.errors import UsageError


@dataclass(frozen=True)
class Distribution:
    """A distribution as its file says.

    name        lower case
    parameters  name -> where it lies
    support     where an observation x lies
    density     the density or mass function in x
    reference   a textbook or table
    known       constants that are not estimated: name -> where it lies
    aliases     other names
    arguments   the order of the arguments where a model calls it by name, if it is not that of the parameters and constants
    """
    name: str
    parameters: Mapping[str, str]
    support: str
    density: str
    reference: str
    known: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()

    @property
    def signature(self) -> tuple[str, ...]:
        """The order of the arguments where a model calls it by name."""
        return self.arguments or (*self.parameters, *self.known)


@cache
def _shelf() -> Mapping[str, Distribution]:
    found: dict[str, Distribution] = {}
    for entry in sorted(files("symderive").joinpath("distributions").iterdir(), key=lambda f: f.name):
        if entry.name.endswith(".toml"):
            d = tomllib.loads(entry.read_text(encoding="utf-8"))
            name = entry.name.removesuffix(".toml")
            found[name] = Distribution(name, d["parameters"], d["support"], d["density"], d["reference"], d.get("known", {}), tuple(d.get("aliases", ())), tuple(d.get("arguments", ())))
    return found


def distributions() -> tuple[str, ...]:
    """The names of the distributions there are.

    >>> {"bernoulli", "normal"} <= set(distributions())
    True
    """
    return tuple(_shelf())


def distribution(name: str) -> Distribution:
    """The entry of a name or an alias.

    Raises:
        UsageError: for a name there is not.
    """
    key = name.strip().lower().replace("-", "_").replace(" ", "_")
    shelf = _shelf()
    for d in shelf.values():
        if key in (d.name, *d.aliases):
            return d
    close = difflib.get_close_matches(key, [n for d in shelf.values() for n in (d.name, *d.aliases)], 3)
    hint = f"did you mean {', '.join(close)}?" if close else "symderive.distributions() lists them; any other is given by density=..."
    raise UsageError(f"there is no distribution {name!r} here: {hint}")


@cache
def laws() -> Mapping[str, tuple[Distribution, tuple[str, ...]]]:
    """Names under which a model may call a distribution, lower case, with the order of the arguments."""
    found: dict[str, tuple[Distribution, tuple[str, ...]]] = {}
    for d in _shelf().values():
        for name in (d.name, *d.aliases):
            found.setdefault(name, (d, d.signature))
    return found
