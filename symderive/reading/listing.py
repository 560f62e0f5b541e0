r"""A whole text: one formula, a list of them, two values at once by \pm; and 0, 1, 2, \dots, a run of whole numbers."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from sympy import Basic, Symbol, oo

from symderive.expr import free, named
from symderive.nodes import And, Or, Rel, SetOf, TupleOf, relation
from symderive.number import value
from symderive.reading import wording
from symderive.reading.pairing import Token
from symderive.sets import IntegerRange

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader

LEADING = frozenset(("=", "<", ">", "<=", ">=", "!=", "approx", "=>", "<=>"))
ORDERED = tuple(map(named, ("<", ">", "<=", ">=", "!=", "in", "~")))


def whole(r: Reader) -> Basic:
    """All of the text: a formula, or a list of formulas."""
    if r.kind == "":
        r.fail("there is nothing to read")
    start = r.next
    found = parts(r)
    if r.kind:
        wording.refuse(r)
    if len(found) == 1:
        return found[0]
    found = _shared(r, found, start)
    r.note("note.list", start.start, TupleOf(*found))
    return TupleOf(*found)


def parts(r: Reader) -> list[Basic]:
    """u, v, w, at the top level; numbers that dots follow are one thing."""
    found = [r.condition()]
    if r.kind != ",":
        return found
    _refuse_decimal_comma(r)
    while r.kind == ",":
        comma = r.take()
        if r.kind == "dots":
            found = _with_run(r, found)
        elif r.kind == "":
            r.fail("something is missing after the comma", token=comma)
        else:
            found.append(r.condition())
    return found


def _refuse_decimal_comma(r: Reader) -> None:
    """0,5 is a number in some countries, and a list of two in others."""
    k = r.at
    a, b = r.tokens[k - 1], r.tokens[k + 1]
    if a.kind == b.kind == "number" and a.end == r.next.start and b.start == r.next.end and not any(t.kind in (",", "dots") for t in r.tokens[k + 1:]):
        number = f"{a.value}{b.value} or {a.value}.{b.value}" if len(b.value) == 3 else f"{a.value}.{b.value}"
        r.fail(f"{r.text[a.start:b.end]} may be one number or a list of two", f"write {number} for the number; {a.value}, {b.value} with a space for the list", a, b.end)


def _shared(r: Reader, found: list[Basic], start: Token) -> list[Basic]:
    """x, y > 0 is said of both; x = 1, 2 has two readings."""
    made: list[Basic] = []
    waiting: list[Basic] = []
    for e in found:
        first = e.args[0] if isinstance(e, And) else e
        if isinstance(e, Symbol):
            waiting.append(e)
            continue
        if waiting and isinstance(first, Rel):
            if first.args[0] not in ORDERED or isinstance(e, And):
                r.fail("is this said of each of them?", "write each by itself: x = 1, y = 1", start, r.tokens[-1].end)
            waiting = [Rel(first.args[0], x, first.args[2]) for x in waiting]
        made += [*waiting, e]
        waiting = []
    made += waiting
    if any(isinstance(a, (Rel, And, Or)) and not isinstance(b, (Rel, And, Or)) and not free(b) for a, b in pairwise(made)):
        r.fail("a value alone after an equation has two readings", "write x = 1, x = 2; or (1, 2)", start, r.tokens[-1].end)
    return made


# ---- runs of whole numbers

def run(r: Reader, numbers: Sequence[Basic]) -> Basic:
    r"""1, 2, \dots, n, from the dots on: whole numbers one after the other, as far as the last, or without end."""
    dots = r.take()
    known = [value(e) for e in numbers]
    if not numbers or any(v is None or v.denominator != 1 for v in known) or any(b != a + 1 for a, b in pairwise(known)):  # type: ignore[operator]
        r.fail("dots are read only after whole numbers that follow one another", r"\{1, 2, \dots, n\}", dots)
    if r.kind != ",":
        return IntegerRange(numbers[0], oo)
    r.take()
    last = r.total()
    end, before = value(last), known[-1]
    if end is not None and before is not None and (end.denominator != 1 or end < before):
        r.fail("the last number is not one of these", r"\{1, 2, \dots, 6\}", dots, r.tokens[r.at - 1].end)
    return IntegerRange(numbers[0], last)


def _with_run(r: Reader, found: list[Basic]) -> list[Basic]:
    r"""x = 0, 1, 2, \dots says that x is one of them."""
    k = len(found)
    while k and value(found[k - 1]) is not None:
        k -= 1
    numbers = found[k:]
    e = found[k - 1] if k else None
    if isinstance(e, Rel) and e.args[0] == named("=") and isinstance(e.args[1], Symbol):
        return [*found[:k - 1], relation("in", e.args[1], run(r, [e.args[2], *numbers]))]
    return [*found[:k], run(r, numbers)]


# ---- two values at once

SIGNS = {"pm": ("+", "-"), "mp": ("-", "+")}


def both(tokens: Sequence[Token], fail: Callable[[str, str, Token], NoReturn], once: Callable[[list[Token]], Basic]) -> Basic:
    r"""x = 1 \pm 2 is x = 3 or x = -1: read with the upper signs, and with the lower."""
    upper, lower = (once([t._replace(kind=SIGNS[t.kind][k]) if t.kind in SIGNS else t for t in tokens]) for k in (0, 1))
    first = next(t for t in tokens if t.kind in SIGNS)
    if isinstance(upper, Rel):
        if upper.args[0] != named("=") or upper.args[1] != lower.args[1]:
            fail("two relations are written as one here", "write them both", first)
        return Or(upper, lower)
    if isinstance(upper, (And, Or, TupleOf, SetOf)):
        fail("two values are written as one here", "write them both", first)
    return TupleOf(upper, lower)
