"""Lines of a derivation made ready for a page: long ones broken at their terms, trees made into indented lines."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Basic

from symderive.expr import Neg, Plus
from symderive.lang import Words
from symderive.nodes import relation
from symderive.page import Branch, Section
from symderive.phrase import Phrase
from symderive.render import text_notation
from symderive.render.prose import Chunk, chunks, joined, reason, reasons

WIDEST = 72            # characters of a line as plain text, beyond which a sum is broken
DEEPEST = 12           # steps of a tree are indented no further


@dataclass(frozen=True)
class Line:
    """`sign` and what follows it: terms on one line or several; `reasons` beside the first. Depth is that of the tree view."""
    sign: str
    pieces: tuple[Basic, ...]
    reasons: tuple[Chunk, ...] = ()
    approximate: str = ""
    depth: int = 0
    mark: object = None


def width(e: Basic) -> int:
    """About how long it is on a line."""
    return text_notation.notation(unicode=True).write(e).length


def broken(e: Basic) -> tuple[Basic, ...]:
    """A sum that is too long for a line, as several; the signs of the later ones are still to be written."""
    if not isinstance(e, Plus) or width(e) <= WIDEST:
        return (e,)
    rows: list[list[Basic]] = [[]]
    room = WIDEST
    for term in e.args:
        room -= (needed := width(term) + 3)
        if room < 0 and rows[-1]:
            rows.append([])
            room = WIDEST - needed
        rows[-1].append(term)
    return tuple(Plus(*row) if len(row) > 1 else row[0] for row in rows)


def led(e: Basic) -> str:
    """The sign before a later part of a broken sum; a minus is its own."""
    first = e.args[0] if isinstance(e, Plus) else e
    return "" if isinstance(first, Neg) else "+ "


def extent(line: Line) -> int:
    """How wide a line is with its reasons, as it will be set beside them."""
    said = sum(width(c) if isinstance(c, Basic) else len(c) for c in line.reasons)
    return 2 * line.depth + max(map(width, line.pieces)) + said


def lines(section: Section, words: Words) -> Iterator[Line]:
    """What stands below the goal: the rows of the chain, or the tree as indented lines."""
    for row in section.rows:
        yield Line(row.relation.value, broken(row.after), tuple(reasons(row, words)), row.approximate, mark=row.verdict)
    yield from tree_lines(section.tree, words)


def tree_lines(tree: tuple[Branch, ...], words: Words) -> Iterator[Line]:
    """Each step, then those of its premises, one deeper."""
    todo = [(branch, 0) for branch in reversed(tree)]
    while todo:
        branch, depth = todo.pop()
        step = branch.step
        said = chunks(reason(branch.reason), words)
        if branch.again:
            said += (words.phrase("reason.between"), *chunks(Phrase("again"), words))
        depth_shown, beside = min(depth, DEEPEST), tuple(joined(said))
        whole = relation(step.relation.value, step.before, step.after)
        if width(whole) <= WIDEST:
            yield Line("", (whole,), beside, depth=depth_shown, mark=step.verdict)
        else:
            yield Line("", broken(step.before), depth=depth_shown)
            yield Line(step.relation.value, broken(step.after), beside, depth=depth_shown, mark=step.verdict)
        todo.extend((b, depth + 1) for b in reversed(branch.premises))
