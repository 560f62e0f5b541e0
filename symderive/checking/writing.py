"""How each kind of node is written as instructions: one entry a kind."""
from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import repeat
from typing import Any

import sympy as sp
from flint import acb, arb, fmpq
from sympy import Basic, Integer, Symbol

from symderive.checking import series
from symderive.checking.balls import real
from symderive.checking.calls import squares, write_call
from symderive.checking.entries import differentiated_in, entry_of, holds_entry, single, stem_of
from symderive.checking.indexed import write_datum, write_integral, write_over_index
from symderive.checking.limits import write_limit
from symderive.checking.program import PLAIN, STRICT, Direction, Program, Write, exponent, is_symbol
from symderive.checking.run import Column, Run
from symderive.checking.signals import NeedsComplex, Unsupported
from symderive.expr import At, Call, Decimal, Neg, Over, Plus, Power, Times, is_open, plus
from symderive.nodes import (
    And,
    Cases,
    D,
    Evaluated,
    Gradient,
    Hessian,
    Inner,
    IntegralOver,
    Interval,
    InverseSlope,
    Jacobian,
    Limit,
    Matrix,
    MaxOver,
    MinOver,
    Not,
    Or,
    ProdOver,
    Rel,
    Slope,
    SumOver,
    Where,
    relation,
)
from symderive.number import value
from symderive.problem import NUMBERS
from symderive.tree import fold, rebuild, substitute


def write(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """The slot of a node, or None when nodes below it are to be made first."""
    return WRITE.get(type(e), _leaf)(p, e, direction, todo)


# ---- leaves

CONSTANTS: dict[Any, Callable[[], Any]] = {
    sp.pi: arb.pi, sp.E: lambda: arb(1).exp(), sp.EulerGamma: arb.const_euler, sp.Catalan: arb.const_catalan, sp.GoldenRatio: lambda: (1 + arb(5).sqrt()) / 2,
}


def _leaf(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    if isinstance(e, Integer):
        return p.number(int(e))
    if is_symbol(e):
        return _symbol(p, e, direction, todo)
    if isinstance(e, sp.Rational):
        return p.fraction(Fraction(int(e.p), int(e.q)))
    if e in CONSTANTS:
        return p.leaf("constant", lambda: p.field.ball(CONSTANTS[e]()), str(e))
    if e is sp.I:
        if p.field.ball is not acb:
            raise NeedsComplex
        return p.leaf("constant", lambda: acb(0, 1), "i")
    if e in (sp.true, sp.false):
        return p.truth(p.leaf("truth", lambda: bool(e), bool(e)))
    raise Unsupported(type(e).__name__)


def _symbol(p: Program, x: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """A symbol, which moves if the direction says so; or what it stands for."""
    meaning = p.root.defined.get(x)
    if not direction:
        if meaning is None and p.root.is_complex(x) and p.field.ball is not acb:
            raise NeedsComplex
        return p.symbol(x) if meaning is None else p.instead(meaning, direction, todo)
    way = p.along(direction, meaning) if meaning is not None else PLAIN
    below = p.slot(x if meaning is None else meaning, way)
    step, length = dict(direction).get(x, 0), p.order + 1
    if not step:
        return below
    if way:
        return p.unary("moving", lambda v: v + series.series([0, step], length), None, below, step)
    return p.unary("moving", lambda v: series.series([v, step], length), None, below, step)


# ---- arithmetic

def _sum(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """Term by term; a negative one is subtracted."""
    first, *rest = e.args
    terms = [first, *(a.args[0] if type(a) is Neg else a for a in rest)]
    slots = p.operands(terms, direction, todo)
    if slots is None:
        return None
    found, way = slots[0], p.along(direction, first)
    for a, slot in zip(rest, slots[1:]):
        way = way or p.along(direction, a)
        found = p.op("sub" if type(a) is Neg else "add", way, found, slot)
    return found


def _product(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    slots = p.operands(e.args, direction, todo)
    if slots is None:
        return None
    found, way = slots[0], p.along(direction, e.args[0])
    for a, slot in zip(e.args[1:], slots[1:]):
        way = way or p.along(direction, a)
        found = p.op("mul", way, found, slot)
    return found


def _negative(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    slots = p.operands(e.args, direction, todo)
    return None if slots is None else p.op("neg", direction, slots[0])


def _quotient(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    slots = p.operands(e.args, direction, todo)
    if slots is None:
        return None
    p.edges[e.args[1]] = None
    return p.op("div", direction, *slots)


def _power(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    u, v = e.args
    n = exponent(v)
    if n is not None:
        slots = p.operands((u,), direction, todo)
        if slots is None:
            return None
        if n < 0:
            p.edges[u] = None
        if n == 2:
            return p.op("mul", direction, slots[0], slots[0])
        return p.op("whole_power", direction, slots[0], p.raw(n)) if n else p.op("add", direction, p.op("zero", direction, slots[0]), p.number(1))
    if u is sp.E:
        slots = p.operands((v,), direction, todo)
        return None if slots is None else p.op("exp", direction, slots[0])
    slots = p.operands((u, v), direction, todo)
    if slots is None:
        return None
    p.edges[u] = None
    found = p.op("power", direction, *slots)
    if turns := list(squares(u)):
        p.turns[found] = turns
    return p.jump(found, v) if value(u) == 0 else found                # 0^0 is 1


def _decimal(p: Program, e: Any, direction: Direction, todo: list[Basic]) -> int:
    try:
        return p.fraction(Fraction(e.args[0].name))
    except ValueError:
        raise Unsupported("a number so long") from None


# ---- derivatives

def _derivative(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """D(u, x): u moves in x as well, and the coefficient is read off."""
    u, x = e.args
    if not single(u):
        return p.instead(entry_of(e), direction, todo)
    if isinstance(x, At) and len(x.args) == 2:
        return p.instead(_in_an_entry(u, x), direction, todo)
    if not isinstance(x, Symbol):
        raise Unsupported(f"derivative in {type(x).__name__}")
    below = p.depends(u)
    if "_" in x.name and any(y.name == stem_of(x) for y in below if is_symbol(y)) and holds_entry(u, x):
        raise Unsupported("derivative in an entry")
    if x not in below:
        slots, way = p.operands((u,), direction, todo), p.along(direction, u)
        return None if slots is None else p.lifted(p.op("zero", way, slots[0]), way, direction)
    rest = p.along(direction, u)
    if not rest:
        return p.unary("slope", series.slope, None, p.slot(u, ((x, 1),)))
    if len(rest) == 1 and rest[0][0] == x:
        slots = p.operands((u,), rest, todo) if rest == direction else [p.slot(u, rest)]
        step = rest[0][1]
        return None if slots is None else p.unary("differentiated", lambda v: series.differentiated(v, step), None, slots[0], step)
    order = p.order - height(e)
    sources = [p.slot(u, _moving(rest, x, r)) for r in range(order + 2)]
    return p.whole("mixed", partial(_mixed, order), sources, order)


def _in_an_entry(u: Basic, entry: Basic) -> Basic:
    """The derivative in the entry x_k: x_j moves where j = k."""
    x, k = entry.args
    t = Symbol("moved entry")                          # the same each time: a node that is met again is written once

    def change(e: Basic, args: tuple[Basic, ...]) -> Basic:
        if isinstance(e, At) and e.args[0] == x and len(e.args) == 2:
            return plus(e, Times(t, Cases(sp.S.One, relation("=", e.args[1], k), sp.S.Zero, sp.true)))
        return rebuild(e, args)
    return Evaluated(D(fold(u, change), t), t, sp.S.Zero)


def _moving(direction: Direction, x: Basic, more: int) -> Direction:
    """The direction in which x moves faster."""
    speeds = dict(direction)
    speeds[x] = speeds.get(x, 0) + more
    return tuple(sorted(((y, c) for y, c in speeds.items() if c), key=lambda p: str(p[0])))


def _mixed(order: int, run: Run, columns: list[Column]) -> Column:
    spread = [run.spread(c) for c in columns]
    found: list[Any] = []
    for values in zip(*spread):
        usable = all(v is not None and v.prec > order + 1 for v in values)
        found.append(series.mixed(values, order) if usable else None)
    return run.gathered(found)


def height(e: Basic, known: dict[Basic, int] | None = None) -> int:
    """How deep derivatives are nested in it."""
    known = {} if known is None else known
    if e in known or not is_open(e):
        return known.get(e, 0)
    if type(e) is D and not is_open(e.args[0]):
        return 1
    todo = [e]
    while todo:
        a = todo[-1]
        below = [b for b in a.args if is_open(b)]
        missing = [b for b in below if b not in known]
        if a in known or not missing:
            known[todo.pop()] = max((known[b] for b in below), default=0) + HEIGHT.get(type(a), 0)
        else:
            todo.extend(missing)
    return known[e]


HEIGHT = {D: 1, Gradient: 1, Jacobian: 1, Hessian: 2, Slope: 1, InverseSlope: 1}


def _evaluated(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """u at x = a: u with a new symbol for x, which stands for a. A derivative in u, in a letter of a, holds x fixed: that letter is another one there."""
    u, x, a = e.args
    if not single(e):
        return p.instead(entry_of(e), direction, todo)
    own = {y: p.define(y, y) for y in differentiated_in(u) & p.depends(a) if y != x}
    return p.instead(substitute(u, {x: p.define(x, a), **own}), direction, todo)


def _slope(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    y, x, t = e.args
    return p.instead(Over(D(y, t), D(x, t)), direction, todo)


def _inverse_slope(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    u, x, a, _ = e.args
    return p.instead(Over(sp.S.One, Evaluated(D(u, x), x, a)), direction, todo)


# ---- conditions and cases

def _relation(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    sign: str = e.args[0].name
    a, b = e.args[1:]
    if sign == "in":
        return _membership(p, a, b, direction, todo)
    if sign not in ("=", "!=", "<", "<=", ">", ">="):
        raise Unsupported(f"relation {sign}")
    if not (single(a) and single(b)):
        raise Unsupported("relation of matrices")
    slots = p.plain((a, b), direction, todo)
    if slots is None:
        return None
    edge = plus(a, Neg(b))
    p.edges[edge] = None
    found = p.relation(sign, direction is STRICT, *slots)
    p.turns[found] = [edge]
    return found if direction is STRICT else p.jump(found, edge, lambda n: (repeat(sign in ("=", "<=", ">=")), None))


def _membership(p: Program, a: Basic, b: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    if isinstance(b, Interval):
        brackets = b.args[0].name
        low = relation(">" if brackets[0] == "(" else ">=", a, b.args[1])
        high = relation("<" if brackets[1] == ")" else "<=", a, b.args[2])
        return p.instead(And(low, high), direction, todo)
    if not isinstance(b, Symbol) or b.name not in NUMBERS or b.name == "Q":
        raise Unsupported("set")
    domain = NUMBERS[b.name]
    slot = p.slot(a)

    def belongs(v: Any) -> bool:
        at = real(v) if not domain.complex else v
        return bool((not domain.integer or at.is_integer()) and (domain.low is None or at >= arb(fmpq(domain.low.numerator, domain.low.denominator))))
    p.numbers_only(slot)
    found = p.truth(p.unary(f"in {b.name}", belongs, None, slot))
    return p.jump(found, a, whole=True) if domain.integer else found


def _all(values: tuple[Any, ...]) -> bool | None:
    return False if any(v is False for v in values) else None if any(v is None for v in values) else True


def _any(values: tuple[Any, ...]) -> bool | None:
    return True if any(v is True for v in values) else None if any(v is None for v in values) else False


def _connective(name: str, of: Callable[[tuple[Any, ...]], bool | None]) -> Write:
    def writer(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
        slots = p.operands(e.args, direction, todo)
        if slots is None:
            return None
        p.conditions(slots)
        return p.truth(p.whole(name, lambda run, columns: run.gathered([of(v) for v in zip(*map(run.spread, columns))]), slots))
    return writer


def _not(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    slots = p.operands(e.args, direction, todo)
    if slots is None:
        return None
    p.conditions(slots)
    return p.truth(p.unary("not", operator.not_, None, slots[0]))


def _cases(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """The first case whose condition holds; a case not taken may be undefined."""
    if not direction:
        rows = p.operands(e.args, direction, todo)
    else:
        values = p.operands(e.args[::2], direction, todo)
        rows = values and [s for v, c in zip(values, e.args[1::2]) for s in (v, p.slot(c, STRICT if p.along(direction, c) else PLAIN))]
    if rows is None:
        return None
    p.conditions(rows[1::2])
    p.numbers_only(*rows[::2])
    length = p.order + 1 if direction else 0

    def choose(run: Run, columns: list[Column]) -> Column:
        found = [_chosen(row) for row in zip(*map(run.spread, columns))]
        return run.gathered([series.as_series(v, length) if length and v is not None else v for v in found])
    found = p.whole("cases", choose, rows)
    if _is_split(e.args[1::2]):
        p.split.add(found)
    return found


def _is_split(conditions: tuple[Any, ...]) -> bool:
    """Are these a < b and a > b?"""
    if len(conditions) != 2 or not all(isinstance(c, Rel) and c.args[0].name in ("<", ">") for c in conditions):
        return False
    (s, *first), (t, *second) = (c.args for c in conditions)
    return bool(first == (second if s.name != t.name else second[::-1]))


def _chosen(row: tuple[Any, ...]) -> Any:
    for v, condition in zip(row[::2], row[1::2]):
        if condition is None:
            return None
        if condition:
            return v
    return None


# ---- matrices: entry by entry

def _scalar(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    return p.instead(entry_of(e), direction, todo)


WRITE: dict[type, Write] = {
    Plus: _sum, Times: _product, Neg: _negative, Over: _quotient, Power: _power, Decimal: _decimal, Call: write_call,
    D: _derivative, Evaluated: _evaluated, Where: _evaluated, Slope: _slope, InverseSlope: _inverse_slope, IntegralOver: write_integral, Limit: write_limit, At: write_datum,
    **dict.fromkeys((SumOver, ProdOver, MaxOver, MinOver), write_over_index),
    Rel: _relation, And: _connective("and", _all), Or: _connective("or", _any), Not: _not, Cases: _cases, Inner: _scalar, Gradient: _scalar, Jacobian: _scalar, Hessian: _scalar, Matrix: _scalar,
}
