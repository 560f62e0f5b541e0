"""From a wrong statement to the mistake that explains it: the catalogue is put to work on what the statement is about, and on the line before."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import Basic

from symderive.checking.signals import Unsupported
from symderive.diagnosis import Finding, Workings, diagnose
from symderive.diagnosis.topics import FAR, touches
from symderive.errors import SymderiveError
from symderive.expr import ShapeError
from symderive.homework.sources import Before, sources
from symderive.homework.state import Judged
from symderive.homework.verdicts import from_verdicts
from symderive.likelihood.fractions import TooLarge


def mistakes(before: Before, wrong: Sequence[Judged]) -> tuple[Finding, ...]:
    """The mistakes that lead to a wrong line, the likeliest first; none where none fits.

    Args:
        before: what was known where the line begins.
        wrong: the statements of the line, each with its links and their sides.
    """
    told = tuple(f for s in wrong for f in from_verdicts(before, s))
    if told:
        return told
    far: dict[str, Finding] = {}                   # of a topic that the question does not touch
    for s in wrong:
        for workings, made in _read(sources(before, s)):
            near = touches(workings.root)
            found = _tried(before, workings, made)
            if any(near(f.mistake.topic) < FAR for f in found):
                return found
            for f in found:
                far.setdefault(f.id, f)
    return tuple(far.values())


def _read(found: Iterator[tuple[Workings, Basic]]) -> Iterator[tuple[Workings, Basic]]:
    """Those that have a meaning; each once."""
    seen: set[tuple[Basic, Basic]] = set()
    while True:
        try:
            workings, made = next(found)
        except (StopIteration, *UNREAD):
            return
        if (workings.root, made) not in seen:
            seen.add((workings.root, made))
            yield workings, made


UNREAD = (Unsupported, ShapeError, SymderiveError, TooLarge)


def _tried(before: Before, workings: Workings, made: Basic) -> tuple[Finding, ...]:
    try:
        return diagnose(workings, made, before.world.assumptions)
    except UNREAD:
        return ()
