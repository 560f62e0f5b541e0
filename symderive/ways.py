"""Every way in which a law fits an expression: which factor is u, which term is lost.

A derivation takes the first way (see `matching`); a learner may have taken any. In a sum or product each part of the
pattern is tried on each part of the expression. The search runs over the law, which is small, not over the expression.
"""
from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sympy import Basic

from symderive.expr import Inert, build, is_scalar
from symderive.matching import BINDERS, CONSTANT, MANY, Match, fits, is_letter
from symderive.reading.law import AND_SO_ON

MOST = 48                      # ways for one law and one expression
ASIDE = 8                      # parts of a sum or product that are tried one by one


def ways(pattern: Basic, e: Basic, ordered: bool = False) -> Iterator[Match]:
    """What the letters of the pattern may stand for in `e`.

    Args:
        pattern: one side of a law.
        e: the expression.
        ordered: the letters of a sum or product keep its order: u comes before v.

    >>> from symderive.reading.law import read_law
    >>> from sympy import Symbol
    >>> [str(m[Symbol("u")]) for m in ways(read_law("D(u + v, x)"), read_law("D(x^2 + sin(x) + 1, x)"))]
    ['x^2', 'sin(x) + 1', 'sin(x)', 'x^2 + 1', '1', 'x^2 + sin(x)']
    """
    return islice(_fits(pattern, e, {}, ordered), MOST)


def _fits(pattern: Basic, e: Basic, found: Match, ordered: bool) -> Iterator[Match]:
    if not isinstance(pattern, Inert) or pattern.args[-1] is AND_SO_ON:
        trial = dict(found)
        if fits(pattern, e, trial):
            yield trial
        return
    if type(pattern) is not type(e):
        return
    if isinstance(pattern, MANY):
        yield from _many(pattern, e, found, ordered)
        return
    below, args = pattern.args, e.args
    if len(below) == len(args):
        pairs = list(zip(below, args))
        if isinstance(pattern, BINDERS):               # the variable decides what is constant
            pairs = [pairs[1], *pairs[2:], pairs[0]]
        yield from _all(pairs, found, ordered)


def _all(pairs: list[tuple[Basic, Basic]], found: Match, ordered: bool) -> Iterator[Match]:
    if not pairs:
        yield found
        return
    for one in _fits(*pairs[0], found, ordered):
        yield from _all(pairs[1:], one, ordered)


def _many(pattern: Basic, e: Basic, found: Match, ordered: bool) -> Iterator[Match]:
    letters = [p for p in pattern.args if is_letter(p)]
    shaped = [p for p in pattern.args if not is_letter(p)]
    for left, one in _placed(shaped, list(e.args), found, ordered):
        yield from _shared(type(e), letters, left, one, ordered)


def _placed(shaped: list[Basic], left: list[Basic], found: Match, ordered: bool) -> Iterator[tuple[list[Basic], Match]]:
    """The parts that are no letters, each on a part of its own; what is left over."""
    if not shaped:
        yield left, found
        return
    for k, e in enumerate(left):
        for one in _fits(shaped[0], e, found, ordered):
            yield from _placed(shaped[1:], left[:k] + left[k + 1:], one, ordered)


def _shared(kind: type[Inert], letters: list[Basic], left: list[Basic], found: Match, ordered: bool) -> Iterator[Match]:
    """The letters share what is left: all but one of them take one part, or all but one part."""
    if not letters:
        if not left:
            yield found
        return
    if len(letters) == 1:
        if left:
            yield from _taken(letters[0], kind, left, found)
        return
    p = letters[0]
    for takes, rest in _cuts(p, left, found, ordered):
        for one in _taken(p, kind, takes, found):
            yield from _shared(kind, letters[1:], rest, one, ordered)


def _cuts(p: Basic, left: list[Basic], found: Match, ordered: bool) -> Iterator[tuple[list[Basic], list[Basic]]]:
    """What a letter takes, and what it leaves to the others: a constant all that are constant, or one of them."""
    if p.name in CONSTANT and p not in found:
        takes = [e for e in left if fits(p, e, dict(found))]
        if 0 < len(takes) < len(left):
            yield takes, [e for e in left if e not in takes]
        if len(takes) == 1 and len(left) > 1:
            return
    elif ordered:
        for k in range(1, len(left)):
            yield left[:k], left[k:]
        return
    for k, e in enumerate(left[:ASIDE]):
        others = left[:k] + left[k + 1:]
        if others:
            yield [e], others
        if len(others) > 1:
            yield others, [e]


def _taken(p: Basic, kind: type[Inert], parts: list[Basic], found: Match) -> Iterator[Match]:
    if len(parts) > 1 and p.name.islower() and not all(map(is_scalar, parts)):
        return
    trial = dict(found)
    if fits(p, build(kind, *parts) if len(parts) > 1 else parts[0], trial):
        yield trial
