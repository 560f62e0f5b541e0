"""An expression in one symbol on whole intervals: enclosures of its values and slopes, and certified isolation of its zeros."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flint import arb, ctx
from sympy import Basic

from symderive.checking.balls import REALS
from symderive.checking.precision import precision
from symderive.checking.program import Program
from symderive.checking.run import FAULTS, Exhausted, Run
from symderive.checking.signals import NeedsComplex, TooLow, Unsupported
from symderive.checking.verdict import BUDGET
from symderive.checking.writing import height, write
from symderive.nodes import D

BITS = 128
PIECES, NARROWEST = 4_000, 2.0 ** -40            # that are looked at; width at which a piece is given up
SPLIT = arb(479) / 1000                          # where a piece is split: hardly ever at a zero
HALVINGS = 200


class OnIntervals:
    """Enclosures of expressions over balls of one symbol.

    Raises:
        Unsupported: for what has no numeric meaning, or holds another symbol.
    """

    def __init__(self, expressions: Sequence[Basic], x: Basic) -> None:
        order = max(map(height, expressions))
        self.program = Program(REALS, write, order)
        self.order = order
        with precision(BITS, order + 1):
            self.slots = [self.program.slot(e) for e in expressions]
        if self.program.drawn or self.program.data or any(s != x for s in self.program.inputs.values()):
            raise Unsupported("more than one symbol")

    def at(self, ball: Any) -> list[Any]:
        """The enclosure of each expression; None where it is undefined somewhere, or cannot be told."""
        run = Run(ctx.prec, [0], lambda _: [ball], _no_data, [BUDGET])
        try:
            columns = self.program.run(run)
        except (Exhausted, *FAULTS):
            return [None] * len(self.slots)
        found = [run.spread(columns[s])[0] for s in self.slots]
        return [v if isinstance(v, arb) and v.is_finite() else None for v in found]


def _no_data(*_: Any) -> Any:
    raise Unsupported("data")


@dataclass(frozen=True)
class Isolated:
    """Balls that hold exactly one zero each, in order; is it sure that there is no other?"""
    zeros: tuple[Any, ...]
    complete: bool


def isolated_zeros(e: Basic, x: Basic, low: Any, high: Any, proposed: Sequence[Any] = ()) -> Isolated | None:
    """The zeros of an expression on the closed interval [low, high], by subdivision.

    A piece on which the enclosure lacks 0 has none. One on which the slope has one sign has at most one, and has it where the
    signs at its ends differ. Around a zero that is `proposed`, the slope may vanish too, if the second derivative has one sign.
    None where the expression has no numeric meaning. Points where it is undefined make the answer incomplete.
    """
    with suppress(Unsupported, NeedsComplex, TooLow):
        functions = OnIntervals([e, D(e, x), D(D(e, x), x)], x)
        with precision(BITS, functions.order + 1):
            return _search(functions, arb(low), arb(high), proposed)
    return None


def _search(f: OnIntervals, low: Any, high: Any, proposed: Sequence[Any]) -> Isolated:
    found: list[Any] = []
    complete = True
    todo = [(low, high)]
    looked = 0
    while todo:
        a, b = todo.pop()
        looked += 1
        if looked > PIECES:
            return Isolated(_ordered(found), False)
        piece = a.union(b)
        value, slope, bend = f.at(piece)
        if value is not None and not value.contains(0):
            continue
        inside = [p for p in proposed if piece.overlaps(p)]
        if slope is not None and not slope.contains(0):
            u, v = f.at(a)[0], f.at(b)[0]
            if u is not None and v is not None and not u.contains(0) and not v.contains(0):
                if (u > 0) != (v > 0):
                    found.append(_narrowed(f, a, b, u > 0))
                continue
            ends = [p for p in inside if _is_zero(f, p)]
            if len(ends) == 1:
                found.append(ends[0])
                continue
        elif len(inside) == 1 and bend is not None and not bend.contains(0) and _is_zero(f, inside[0], slopes=True):
            found.append(inside[0])
            continue
        if not float((b - a).mid()) > NARROWEST:
            complete = False
            continue
        middle = (a + (b - a) * SPLIT).mid()
        todo += [(middle, b), (a, middle)]
    return Isolated(_ordered(found), complete)


def _is_zero(f: OnIntervals, p: Any, slopes: bool = False) -> bool:
    """Is it a zero, as far as numbers tell?"""
    v, d, _ = f.at(p)
    return v is not None and bool(v.contains(0)) and (not slopes or (d is not None and bool(d.contains(0))))


def _narrowed(f: OnIntervals, a: Any, b: Any, positive: bool) -> Any:
    """A ball around the one change of sign between a and b."""
    for _ in range(HALVINGS):
        middle = ((a + b) / 2).mid()
        v = f.at(middle)[0]
        if v is None or v.contains(0) or middle == a.mid() or middle == b.mid():
            break
        a, b = (middle, b) if (v > 0) == positive else (a, middle)
    return a.union(b)


def _ordered(balls: Sequence[Any]) -> tuple[Any, ...]:
    """In order, each once: what overlaps at an end that two pieces share is one zero."""
    return tuple(_once(sorted(balls, key=lambda v: float(v.mid()))))


def _once(balls: Sequence[Any]) -> Iterator[Any]:
    last = None
    for v in balls:
        if last is None or not v.overlaps(last):
            yield v
        last = v
