"""Lines of a derivation made ready for a page: long ones broken at their terms, trees made into indented lines."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sympy import Basic

from symderive.expr import At, Call, Decimal, Inert, Neg, Over, Plus, Power, Times
from symderive.lang import Words
from symderive.nodes import Cases, D, Matrix, relation
from symderive.page import Branch, Section
from symderive.phrase import Phrase
from symderive.render import text_notation
from symderive.render.prose import Chunk, chunks, joined, reason, reasons
from symderive.tree import fold

WIDEST = 76            # characters of a line, beyond which a sum is broken
AS_TEXT = (At, Decimal)
PAGE = 104             # of a page, about as many characters
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
    uses: tuple[Basic, ...] = ()


def width(e: Basic) -> int:
    """About how long it is on a line."""
    return text_notation.notation(unicode=True).write(e).length


def breadth(e: Basic) -> int:
    """About how wide it is when it is set in two dimensions: a fraction is as wide as its wider half."""
    found: float = fold(e, _breadth, leaf=width, enter=lambda t: isinstance(t, Inert) and type(t) not in AS_TEXT)
    return round(found)


def _breadth(e: Basic, args: Sequence[float]) -> float:
    if isinstance(e, Over):
        return max(args) + 1
    if isinstance(e, Matrix):
        columns = int(e.args[1])
        return sum(max(args[2 + k::columns]) + 2 for k in range(columns))
    if isinstance(e, Cases):
        return max(args[::2]) + max(args[1::2]) + 3
    if isinstance(e, Power):
        return args[0] + args[1] * 0.7
    if isinstance(e, (Plus, Times)):
        return sum(args) + (3 if isinstance(e, Plus) else 1) * (len(args) - 1)
    return sum(args) + (len(e.args[0].name) + 2 if isinstance(e, Call) else 5 if isinstance(e, D) else 1)


def broken(e: Basic, measure: Callable[[Basic], int] = width, widest: int = WIDEST) -> tuple[Basic, ...]:
    """A sum that is too long for a line, as several; the signs of the later ones are still to be written."""
    if not isinstance(e, Plus) or measure(e) <= widest:
        return (e,)
    rows: list[list[Basic]] = [[]]
    room = widest
    for term in e.args:
        room -= (needed := measure(term) + 3)
        if room < 0 and rows[-1]:
            rows.append([])
            room = widest - needed
        rows[-1].append(term)
    return tuple(Plus(*row) if len(row) > 1 else row[0] for row in rows)


def led(e: Basic) -> str:
    """The sign before a later part of a broken sum; a minus is its own."""
    first = e.args[0] if isinstance(e, Plus) else e
    return "" if isinstance(first, Neg) else "+ "


def extent(found: Sequence[Line]) -> int:
    """How wide the lines are with their reasons in a column beside them."""
    bodies = max((2 * line.depth + max(map(breadth, line.pieces)) for line in found), default=0)
    return bodies + max((sum(breadth(c) if isinstance(c, Basic) else len(c) for c in line.reasons) for line in found), default=0)


def lines(section: Section, words: Words, measure: Callable[[Basic], int] = width, widest: int = WIDEST) -> Iterator[Line]:
    """What stands below the goal: the rows of the chain, or the tree as indented lines."""
    for row in section.rows:
        yield Line(row.relation.value, broken(row.after, measure, widest), tuple(reasons(row, words)), row.approximate, mark=row.verdict, uses=row.uses)
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
