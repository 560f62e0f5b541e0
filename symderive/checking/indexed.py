"""Sums, products and integrals over an index, and data looked up by an index, as instructions."""
from __future__ import annotations

import operator
from functools import partial
from typing import Any

import sympy as sp
from flint import acb
from sympy import Basic, Dummy, Integer, Symbol

from symderive.checking import series
from symderive.checking.balls import ANALYTICS, REALS, Undefined, real, whole
from symderive.checking.pieces import pieces
from symderive.checking.program import Direction, Program, exponent, is_symbol
from symderive.checking.run import Column, Exhausted, Run
from symderive.checking.signals import Unsupported
from symderive.expr import Neg, free
from symderive.nodes import IntegralOver, Matrix, MaxOver, MinOver, ProdOver, SumOver
from symderive.tree import substitute

LONGEST = 2_000                # terms of one sum
PATIENCE = 3                   # an integral that failed so often in a row is not tried again
EVALUATIONS, WEIGHT = 2_000, 40     # of an integrand, for one integral at one point; what one costs


NOWHERE = acb("nan", "nan")


# ---- data

def write_datum(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """x_i: a number drawn for the name and the place."""
    x, *places = e.args
    if isinstance(x, Matrix):
        return _entry_of(p, x, places, direction, todo)
    if not is_symbol(x):
        raise Unsupported("an entry of an expression")
    if direction:
        raise Unsupported("derivative in an entry")
    slots = p.plain(places, direction, todo)
    if slots is None:
        return None
    for a in places:
        p.root.counts.update(s for s in free(a) if isinstance(s, Symbol))
    program: Program | None = p
    while program is not None:
        program.data, program = True, program.around
    return p.whole("datum", partial(_datum, p.field.ball, x), slots, str(x))


def _entry_of(p: Program, m: Basic, places: list[Basic], direction: Direction, todo: list[Basic]) -> int | None:
    rows, columns = int(m.args[0]), int(m.args[1])
    k = [exponent(a) for a in places]
    if None in k or not places:
        raise Unsupported("an entry at a symbol")
    row, column = (k[0], k[1]) if len(k) > 1 else (k[0], 1)
    if not (1 <= row <= rows and 1 <= column <= columns):  # type: ignore[operator]
        raise Unsupported("an entry outside")
    slots = p.operands((m.args[2 + (row - 1) * columns + column - 1],), direction, todo)  # type: ignore[operator]
    return slots[0] if slots else None


def _datum(ball: Any, x: Basic, run: Run, columns: list[Column]) -> Column:
    found: list[Any] = []
    for k, places in enumerate(zip(*map(run.spread, columns))):
        try:
            found.append(ball(run.datum(x, tuple(map(whole, places)), run.ids[k])))
        except (Undefined, AttributeError):
            found.append(None)
    return run.gathered(found)


# ---- the program of an index

def _unmoved(p: Program, e: Basic, direction: Direction) -> tuple[Basic, ...]:
    """Body, index and ends; the index is renamed if its name means something around: what is bound does not move with it."""
    body, index, first, last = e.args
    taken = {x for x, _ in direction}.union(p.root.defined, *map(p.depends, p.root.defined))
    if index in taken and isinstance(index, Symbol):
        new = Dummy(index.name)
        body, index = substitute(body, {index: new}), new
    return body, index, first, last


def _inner(p: Program, body: Basic, index: Basic, field: Any, direction: Direction) -> tuple[Program, int, int | None]:
    """The program of the body; the slot of its value, and that of the index."""
    if not isinstance(index, Symbol):
        raise Unsupported("an index that is not a symbol")
    inner = Program(field, p.write, p.order, p, index)
    out = inner.slot(body, p.along(direction, body))
    inner.numbers_only(out)
    for e in inner.edges:
        if index not in inner.depends(e):
            p.edges[e] = None
    return inner, out, next((s for s, x in inner.inputs.items() if x == index), None)


def _turned(p: Program, inner: Program, out: int) -> int:
    """The slot; it turns where what is inside does, as far as that does not depend on the index."""
    if inner.turns:
        p.turns[out] = [e for some in inner.turns.values() for e in some if inner.index not in inner.depends(e)]
    return out


def _jumping(p: Program, inner: Program, out: int, index: Basic, first: Basic) -> int:
    """The slot of a sum or the like; it jumps where its first terms do."""
    n = exponent(first)
    for j in (j for some in inner.jumps.values() for j in some):
        for k in (n, n + 1) if n is not None else ():
            p.jump(out, substitute(j.edge, {index: Integer(k) if k >= 0 else Neg(Integer(-k))}), whole=j.whole)
    return out


def _taken(inner: Program) -> tuple[list[int], list[int]]:
    """Slots of the program around, and the slots inside that take them."""
    pairs = [(outer, slot) for slot, outer in inner.inputs.items() if isinstance(outer, int)]
    return [a for a, _ in pairs], [b for _, b in pairs]


# ---- sums and products

def write_over_index(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """A sum, product, maximum or minimum over whole numbers, from the first to the last."""
    body, index, first, last = _unmoved(p, e, direction)
    if sp.oo in (first, last) or any(a.has(sp.oo) for a in (first, last) if not is_symbol(a) and a.is_Atom):
        raise Unsupported("infinite sum")
    ends = p.plain((first, last), direction, todo)
    if ends is None:
        return None
    p.root.counts.update(s for a in (first, last) for s in free(a) if isinstance(s, Symbol))
    p.root.indices.add(index)
    inner, out, place = _inner(p, body, index, p.field, direction)
    p.numbers_only(*ends)
    outer, slots = _taken(inner)
    length = p.order + 1 if direction else 0
    name, empty, join = JOIN[type(e)]
    if empty is None and (length or p.field is not REALS):
        raise Unsupported("a maximum over an index, differentiated or of complex numbers")
    over = partial(_over_index, inner, out, place, slots, empty, join, length)
    return _jumping(p, inner, _turned(p, inner, p.whole(name, over, [*ends, *outer], inner.digest(out), length)), index, first)


def _largest(a: Any, b: Any) -> Any:
    return a.max(b)


def _smallest(a: Any, b: Any) -> Any:
    return a.min(b)


NOTHING_YET = object()
JOIN: dict[type, tuple[str, int | None, Any]] = {             # its name, its value where there is nothing, and how two are joined
    SumOver: ("sum", 0, operator.add), ProdOver: ("product", 1, operator.mul), MaxOver: ("maximum", None, _largest), MinOver: ("minimum", None, _smallest),
}


def _over_index(inner: Program, out: int, place: int | None, slots: list[int], empty: int | None, join: Any, length: int, run: Run, columns: list[Column]) -> Column:
    ends = [_bounds(a, b) for a, b in zip(*map(run.spread, columns[:2]))]
    ball = inner.field.ball
    found: list[Any] = [None if end is None else ball(empty) if empty is not None else NOTHING_YET for end in ends]
    given = dict(zip(slots, columns[2:]))
    reached = [end for end in ends if end is not None]
    for n in range(min((a for a, b in reached), default=0), max((b for a, b in reached), default=-1) + 1):
        if place is not None:
            given[place] = [ball(n)] * run.count, run.all
        terms = run.spread(inner.run(run, given)[out])
        for k, (end, term) in enumerate(zip(ends, terms)):
            if end is not None and end[0] <= n <= end[1] and found[k] is not None:
                found[k] = None if term is None else term if found[k] is NOTHING_YET else join(found[k], term)
    found = [None if v is NOTHING_YET else v for v in found]          # of nothing there is no maximum
    return run.gathered([series.as_series(v, length) if length and v is not None else v for v in found])


def _bounds(a: Any, b: Any) -> tuple[int, int] | None:
    """First and last; a sum may be empty, but not less than empty."""
    try:
        first, last = whole(a), whole(b)
    except (Undefined, AttributeError):
        return None
    return (first, last) if -1 <= last - first < LONGEST else None


# ---- integrals

def write_integral(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """A definite integral, enclosed; in a direction, coefficient by coefficient, with the motion of its ends to first order."""
    body, index, low, high = _unmoved(p, e, direction)
    if any(a.has(sp.oo, -sp.oo) for a in (low, high) if a.is_Atom) or any(type(a).__name__ == "Neg" and a.args[0] is sp.oo for a in (low, high)):
        raise Unsupported("improper integral")
    if (parts := pieces(IntegralOver(body, index, low, high))) is not None:
        return p.instead(parts, direction, todo)
    ends = p.operands((low, high), direction, todo)
    if ends is None:
        return None
    p.root.integrals = True
    inner, out, place = _inner(p, body, index, ANALYTICS, direction)
    p.numbers_only(*ends)
    outer, slots = _taken(inner)
    length = p.order + 1 if direction else 0
    over = partial(_integral, inner, out, place, slots, p.field is not REALS, length, [0])
    return _turned(p, inner, p.whole("integral", over, [*ends, *outer], inner.digest(out), length))


def _integral(inner: Program, out: int, place: int | None, slots: list[int], keep_complex: bool, length: int, failures: list[int], run: Run, columns: list[Column]) -> Column:
    found: list[Any] = []
    for k, values in enumerate(zip(*map(run.spread, columns))):
        if any(v is None for v in values) or failures == [PATIENCE]:
            found.append(None)
            continue
        integrand = _Integrand(inner, out, place, dict(zip(slots, values[2:])), run.at(k))
        try:
            low, high = values[:2]
            v = integrand.series(low, high, length) if length else integrand.between(low, high, 0)
            found.append(v if keep_complex else _realised(v))
            failures[0] = 0
        except (ValueError, ZeroDivisionError):
            found.append(None)
            failures[0] += 1
    return run.gathered(found)


class _Integrand:
    """The body of an integral at one point, as a function of the index."""

    def __init__(self, inner: Program, out: int, place: int | None, values: dict[int, Any], run: Run) -> None:
        self.inner, self.out, self.place, self.run = inner, out, place, run
        self.given: dict[int, Column] = {s: ([_promoted(v)], run.all) for s, v in values.items()}

    def __call__(self, t: Any) -> Any:
        """The value, a ball or a series.

        Raises:
            Undefined: where it is not analytic.
        """
        if self.place is not None:
            self.given[self.place] = [acb(t)], self.run.all
        self.run.spend(WEIGHT)
        values, mask = self.inner.run(self.run, self.given)[self.out]
        if mask == ():
            raise Undefined
        return next(iter(values))

    def between(self, low: Any, high: Any, order: int) -> Any:
        """The integral of a coefficient."""
        low, high = acb(series.lead(low)), acb(series.lead(high))
        if low.is_exact() and high.is_exact() and low == high:
            return acb(0)
        spent: list[Exhausted] = []                        # flint does not let an exception through

        def coefficient(t: Any, analytic: bool) -> Any:
            try:
                v = NOWHERE if spent else self(t)
            except Undefined:
                return NOWHERE
            except Exhausted as why:
                spent.append(why)
                return NOWHERE
            return acb(v[order]) if isinstance(v, series.KINDS) else acb(v) if order == 0 else acb(0)
        found = acb.integral(coefficient, low, high, eval_limit=EVALUATIONS // 4 if self.inner.heavy else EVALUATIONS)
        if spent:
            raise spent[0]
        if not found.is_finite():
            raise Undefined
        return found

    def series(self, low: Any, high: Any, length: int) -> Any:
        """The integral as a series in the direction of the run."""
        moving = [(end, sign) for end, sign in ((high, 1), (low, -1)) if isinstance(end, series.KINDS)]
        reach = min(2, length) if moving else length
        found = [self.between(low, high, k) for k in range(reach)]
        for end, sign in moving:
            if end.prec > 1 and end[1].is_zero():
                continue
            found[1:2] = [found[1] + sign * series.lead(self(end[0])) * end[1]] if reach > 1 else []
        return series.series(found, reach)


def _promoted(v: Any) -> Any:
    """The value, ready for complex arithmetic."""
    if isinstance(v, series.KINDS):
        return series.series([acb(v[k]) for k in range(v.prec)], v.prec)
    return v if isinstance(v, bool) else acb(v)


def _realised(v: Any) -> Any:
    """The integral of what is real on the path is real."""
    if isinstance(v, series.KINDS):
        return series.series([_realised(v[k]) for k in range(v.prec)], v.prec)
    if not v.imag.contains(0):
        raise Undefined
    return v.real if type(v) is acb else real(v)
