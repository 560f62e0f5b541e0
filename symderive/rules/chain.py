"""The chain rule through named variables: z where z = x^2 y, x = s t, y = s + t. One term for each path, or layer by layer."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from sympy import Basic

from symderive.expr import free, plus, times
from symderive.nodes import D, Where
from symderive.rule import Rewrite, Table
from symderive.rules.general import put_in

CHAIN = Table()
law = CHAIN.law

Definitions = Mapping[Basic, Basic]            # what each letter stands for; a letter may stand in those before it

MOST_PATHS = 8                                 # written out one by one; where there are more, one layer is taken at a time


def taken_apart(e: Basic) -> tuple[Basic, dict[Basic, Basic]]:
    """Where(Where(u, y, b), x, a): u, and {y: b, x: a}."""
    found: dict[Basic, Basic] = {}
    while type(e) is Where:
        e, x, a = e.args
        found[x] = a
    return e, dict(reversed(found.items()))


def where(u: Basic, definitions: Definitions) -> Basic:
    """u, in which letters stand for what is defined; of two letters that depend on one another, the one that stands in the other comes last."""
    for x, a in definitions.items():
        u = Where(u, x, a)
    return u


def paths(u: Basic, x: Basic, definitions: Definitions, most: int) -> list[tuple[Basic, ...]]:
    """The ways by which u depends on x, as the letters on the way; not many more than `most` of them are sought.

    >>> from sympy.abc import s, x, y
    >>> from symderive.expr import plus, times
    >>> paths(times(x, y), s, {y: plus(s, x), x: s}, 8)
    [(x, s), (y, s), (y, x, s)]
    """
    found: list[tuple[Basic, ...]] = []
    leading = leads_to(x, definitions)
    todo: list[tuple[Basic, tuple[Basic, ...]]] = [(u, ())]
    while todo and len(found) <= most:
        e, way = todo.pop()
        if way and way[-1] == x:
            found.append(way)
            continue
        todo.extend((definitions.get(y, y), (*way, y)) for y in reversed(steps_from(e, leading)))
    return found


def leads_to(x: Basic, definitions: Definitions) -> set[Basic]:
    """The letters that depend on x, and x."""
    found = {x}
    for y, a in reversed(list(definitions.items())):
        if not found.isdisjoint(free(a)):
            found.add(y)
    return found


def steps_from(e: Basic, leading: set[Basic]) -> list[Basic]:
    """The letters in an expression that lead on, in their order of definition or name."""
    return sorted(free(e) & leading, key=str)


def product(u: Basic, way: tuple[Basic, ...], definitions: Definitions) -> Basic:
    """The local derivatives along a path."""
    return times(*locals_on(u, way, definitions))


def locals_on(u: Basic, way: tuple[Basic, ...], definitions: Definitions) -> Iterator[Basic]:
    for y in way:
        yield D(u, y)
        u = definitions.get(y, y)


def along_the_path(e: Basic) -> Rewrite | None:
    """The product of the local derivatives, where there is one path."""
    return _by_paths(e, 1, 1)


def along_all_paths(e: Basic) -> Rewrite | None:
    """The sum over all paths, where there are a few."""
    return _by_paths(e, 2, MOST_PATHS)


def _by_paths(e: Basic, least: int, most: int) -> Rewrite | None:
    body, x = e.args
    if type(body) is not Where:
        return None
    u, definitions = taken_apart(body)
    ways = paths(u, x, definitions, most)
    if not least <= len(ways) <= most:
        return None
    return Rewrite(where(plus(*(product(u, way, definitions) for way in ways)), definitions))


def by_layers(e: Basic) -> Rewrite | None:
    """The derivative in each letter that stands in u, times the whole derivative of what that letter stands for."""
    body, x = e.args
    if type(body) is not Where:
        return None
    u, definitions = taken_apart(body)
    terms = [D(u, x) if y == x else times(D(u, y), D(below(definitions[y], definitions), x)) for y in steps_from(u, leads_to(x, definitions))]
    return Rewrite(where(plus(*terms), definitions))


def below(u: Basic, definitions: Definitions) -> Basic:
    """u with the definitions that it needs."""
    needed, kept = set(free(u)), {}
    for y, a in definitions.items():
        if y in needed:
            needed |= free(a)
            kept[y] = a
    return where(u, kept)


def back_substituted(e: Basic) -> Rewrite | None:
    """What the letters stand for, put in for them."""
    if type(e) is not Where:
        return None
    u, definitions = taken_apart(e)
    done = put_in(e)
    needed, letters = set(free(u)), {}
    for y, a in definitions.items():
        if y in needed:
            needed |= free(a)
            letters[y] = a
    return None if done is None else Rewrite(done.after, dict(reversed(letters.items())))


law("chain.path",   "D(where(f(t), t, v), x) = where(D(f(t), t)*D(v, x), t, v)", "chain rule", ref="Stewart 3.4", ex="D(where(t^2, t, 2*x), x); D(where(where(ln(u), u, 1 + t), t, x^2), x)", apply=along_the_path)
law("chain.paths",  "D(where(f(t, x), t, v), x) = where(D(f(t, x), t)*D(v, x) + D(f(t, x), x), t, v)", "chain rule, one term for each path",
    ref="Stewart 14.5", ex="D(where(tanh(x*t), t, sin(x)), x); D(where(where(u^2*v, u, x*t), v, x + t), x)", apply=along_all_paths)
law("chain.layers", "D(where(f(t, x), t, v), x) = where(D(f(t, x), t)*D(v, x) + D(f(t, x), x), t, v)", "chain rule, one term for each variable on the way",
    ref="Stewart 14.5", ex="D(where(where(where(where(a*b + a, a, u*v), b, u - v), u, x*t), v, x + t + x^2), x)", apply=by_layers)
law("chain.local",  "u = u", "put the local derivatives in", minor=True)
law("chain.forward",  "u = u", "values put in, one variable after the other")
law("chain.backward", "u = u", "adjoints times local derivatives, added up")
law("chain.numbers",  "u = u", "work out the numbers")
law("chain.back_substitution", "where(f(t), t, v) = f(v)", "substitute back", ref="Stewart 3.4", ex="where(t^2, t, 2*x); where(where(u^2*v, u, x*t), v, x + t)", apply=back_substituted, says=True)
