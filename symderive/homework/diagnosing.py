"""From a wrong statement to the mistake that explains it: the catalogue is put to work on what the statement is about, and on the line before."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import Basic

from symderive.checking.signals import Unsupported
from symderive.diagnosis import Finding, Workings, diagnose
from symderive.errors import SymderiveError
from symderive.expr import ShapeError
from symderive.homework.context import Context
from symderive.homework.meaning import Meaning
from symderive.homework.state import Judged
from symderive.nodes import D
from symderive.tree import walk


def mistakes(world: Context, wrong: Sequence[Judged]) -> tuple[Finding, ...]:
    """The mistakes that lead to a wrong line, the likeliest first; none where none fits.

    Args:
        world: what was known before the line.
        wrong: the statements of the line, each with its links and their sides.
    """
    found: dict[str, Finding] = {}
    for source, made in _pairs(wrong):
        for one in _tried(world, source, made):
            found.setdefault(one.id, one)
        if found:
            break
    return tuple(found.values())


def _pairs(wrong: Sequence[Judged]) -> Iterator[tuple[Basic, Basic]]:
    """(what it was to be, what was written): the head and each member that differs from it, then the member before."""
    links = [k for s in wrong for k in s.links if k.truth.holds is False and k.left is not None and k.right is not None]
    for k in sorted(links, key=lambda k: not any(isinstance(t, D) for t in walk(k.left)) if k.left is not None else True):
        if k.left is not None and k.right is not None:
            yield k.left, k.right


def _tried(world: Context, source: Basic, made: Basic) -> tuple[Finding, ...]:
    meaning = Meaning(world)
    try:
        goal, value = meaning(source), meaning(made)
        return diagnose(Workings.of(goal), value, world.assumptions)
    except (Unsupported, ShapeError, SymderiveError, ValueError, TypeError):
        return ()
