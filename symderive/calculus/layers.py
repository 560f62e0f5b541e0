"""A nested expression taken apart into named layers: sin(e^(x^2 + 1)) as u = x^2 + 1, v = e^u, y = sin v."""
from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Symbol
from sympy.core.symbol import Str

from symderive.expr import Call, Inert, Power, free
from symderive.nodes import relation
from symderive.tree import fold, rebuild, walk

LETTERS, OUTPUT = "uvwpqr", "yzws"


def layers(e: Basic, x: Basic) -> tuple[tuple[Basic, ...], Symbol]:
    """A variable for each argument of a function, each base and each exponent that holds x and is more than x; none for sums and products.

    Returns:
        The equations, inner layers first, and the name of the whole. Names are fresh; what occurs twice has one name.

    >>> from symderive.reading import read
    >>> layers(read("sin(e^(x^2 + 1))").expr, Symbol("x"))
    ((u = x^2 + 1, v = e^u, y = sin(v)), y)
    """
    taken = {n.name for n in walk(e) if isinstance(n, (Symbol, Str))} | {getattr(x, "name", "")}
    of = next(_fresh(OUTPUT, taken))
    names = _fresh(LETTERS, taken | {of.name})
    inner = {a for node in walk(e) for a in _inside(node) if isinstance(a, Inert) and x in free(a) and a is not e}
    made: list[Basic] = []

    def build(node: Basic, args: tuple[Basic, ...]) -> Basic:
        done = rebuild(node, args)
        if node not in inner:
            return done
        letter = next(names)
        made.append(relation("=", letter, done))
        return letter
    whole = fold(e, build)
    return (*made, relation("=", of, whole)), of


def _inside(node: Basic) -> tuple[Basic, ...]:
    """What a function is taken of."""
    return node.args[1:] if isinstance(node, Call) else node.args if isinstance(node, Power) else ()


def _fresh(letters: str, taken: set[str]) -> Iterator[Symbol]:
    """Letters that mean nothing yet; when they are used up, with numbers."""
    yield from (Symbol(c) for c in letters if c not in taken)
    k = 0
    while True:
        k += 1
        if (name := f"{letters[0]}_{k}") not in taken:
            yield Symbol(name)
