"""The value of a limit: the variable is put as a + t or a - t (or 1/t at infinity), and the leading terms in t are read off.

What is divided by must have a leading term that is surely not zero. So if the limit exists, it lies in the ball that is
found; where a ball differs from what is claimed, the claim is wrong.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import sympy as sp
from flint import arb
from sympy import Basic, Integer
from sympy.core.symbol import Str

from symderive.checking import germs
from symderive.checking.balls import REALS, Undefined
from symderive.checking.calls import MEANINGS, NUMERIC
from symderive.checking.entries import single
from symderive.checking.germs import Germ
from symderive.checking.program import PLAIN, Direction, Program, exponent
from symderive.checking.run import FAULTS, Column, Run
from symderive.checking.signals import Unsupported
from symderive.expr import Call, Inert, Neg, Over, Plus, Power, Times, free, head
from symderive.nodes import And, Cases, Limit, Not, Or, Rel
from symderive.number import value
from symderive.tree import flat, fold, rebuild, walk

SIDES = {"+": (1,), "-": (-1,), "+-": (1, -1)}
INFINITIES = (sp.oo, -sp.oo, Neg(sp.oo))
FINEST = 12                                    # x = a + t^r with r at most so large, for roots to be whole powers of t


def write_limit(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """The slot of a limit that is finite."""
    return _written(p, e, direction, todo, _finite)


def compact(p: Program, e: Basic) -> int:
    """The slot of L/(1 + |L|) for a limit or a number L, of 1 and -1 where it is infinite: so that infinite limits can be compared."""
    if e in INFINITIES:
        return p.number(1) if e is sp.oo else p.op("neg", PLAIN, p.number(1))
    if not isinstance(e, Limit):
        return p.unary("compact", _compacted, None, p.slot(e))
    while True:
        todo: list[Basic] = []
        found = _written(p, e, PLAIN, todo, _compact)
        if found is not None:
            return found
        for part in todo:
            p.slot(part)


def _written(p: Program, e: Basic, direction: Direction, todo: list[Basic], read: Callable[[Sequence[Germ]], Any]) -> int | None:
    body, x, a, side = e.args
    if direction or p.field is not REALS:
        raise Unsupported("the derivative of a limit" if direction else "a limit of complex values")
    if not single(body):
        raise Unsupported("a limit of a matrix")
    limit = Tendency(body, x, a, side.name, read)
    slots = p.operands(limit.constants, PLAIN, todo)
    if slots is None:
        return None
    return p.whole("limit", limit, slots, [(str(k), places) for k, places in flat(e)], read.__name__)


def _parts(body: Basic, x: Basic) -> list[Basic]:
    """The largest parts free of the variable, and the conditions' sides among them."""
    if x not in free(body):
        return [body]
    return [a for e in walk(body, lambda e: x in free(e)) if x in free(e) for a in e.args if x not in free(a)]


# ---- reading a limit off the germs from its sides

def _finite(found: Sequence[Germ]) -> Any:
    values = [germs.limit(g) for g in found]
    if any(v is None for v in values):
        return None
    if len(values) == 2 and not values[0].overlaps(values[1]):
        return None                            # the limits from the two sides differ
    return values[0] if len(values) == 1 else values[0].union(values[1])


def _compact(found: Sequence[Germ]) -> Any:
    values: list[Any] = [arb(s) if (s := germs.infinite(g)) else _compacted(v) if (v := germs.limit(g)) is not None else None for g in found]
    if any(v is None for v in values) or (len(values) == 2 and not values[0].overlaps(values[1])):
        return None
    return values[0] if len(values) == 1 else values[0].union(values[1])


def _compacted(v: Any) -> Any:
    return v / (1 + abs(v))


# ---- from an expression to its germ

def _spelled_out(t: Basic, args: tuple[Basic, ...]) -> Basic:
    """What is short for something else, as that."""
    name = t.args[0].name if isinstance(t, Call) else ""
    return MEANINGS[name](*args[1:]) if name in MEANINGS else rebuild(t, args)


class Tendency:
    """How a body behaves as x tends to a, ready to be computed at many points.

    constants  what must be known: the largest parts free of x, and a where it is finite
    """

    def __init__(self, body: Basic, x: Basic, a: Basic, side: str, read: Callable[[Sequence[Germ]], Any] = lambda found: found[0]) -> None:
        self.body = fold(body, _spelled_out)
        self.x, self.a, self.read = x, a, read
        self.leaves = tuple(dict.fromkeys(t for t in _parts(self.body, x) if not isinstance(t, Str)))
        self.constants = self.leaves if a in INFINITIES else (*self.leaves, a)
        self.sides = SIDES[side] if a not in INFINITIES else (1 if a is sp.oo else -1,)
        self.fineness = _fineness(self.body, x)

    def __call__(self, run: Run, columns: list[Column]) -> Column:
        rows = zip(*map(run.spread, columns)) if columns else [()] * run.count
        return run.gathered([self.value(row) for row in rows])

    def value(self, values: Sequence[Any]) -> Any:
        if any(v is None for v in values):
            return None
        try:
            return self.read([self.germ(values, side) for side in self.sides])
        except FAULTS:
            return None

    def germ(self, values: Sequence[Any], side: int) -> Germ:
        """The germ of the body as x tends to a from one side."""
        if self.a in INFINITIES:
            moving = germs.monomial(arb(side), -self.fineness)
        else:
            moving = germs.add(germs.constant(values[-1]), germs.monomial(arb(side), self.fineness))
        known = dict(zip(self.leaves, values))

        def leaf(e: Basic) -> Any:
            if e == self.x:
                return moving
            v = known.get(e)
            return e if v is None else v if isinstance(v, bool) else germs.constant(v)

        def enter(e: Basic) -> bool:
            return isinstance(e, Inert) and self.x in free(e)
        found = fold(self.body, _node, leaf, enter)
        if not isinstance(found, Germ):
            raise Undefined
        return found


def _fineness(body: Basic, x: Basic) -> int:
    """By how much the variable must be refined for all roots to be whole powers."""
    found = 1
    for e in walk(body, lambda e: x in free(e)):
        if isinstance(e, Power) and (q := value(e.args[1])) is not None:
            found = lcm(found, q.denominator)
        elif isinstance(e, Call) and e.args[0].name == "root" and isinstance(e.args[1], Integer):
            found = lcm(found, int(e.args[1]))
        elif isinstance(e, Call) and e.args[0].name == "sqrt":
            found = lcm(found, 2)
    if found == 1 and any(head(e) in ("ln", "log") or (isinstance(e, Power) and x in free(e.args[1])) for e in walk(body, lambda e: x in free(e))):
        found = 2                              # so that a logarithm, O(1/t), is smaller than 1/x
    return found if found <= FINEST else 1


def _node(e: Basic, args: tuple[Any, ...]) -> Any:
    kind = NODES.get(type(e))
    if kind is None:
        raise Undefined
    return kind(e, args)


def _sum(e: Basic, args: tuple[Germ, ...]) -> Germ:
    found = args[0]
    for a in args[1:]:
        found = germs.add(found, a)
    return found


def _product(e: Basic, args: tuple[Germ, ...]) -> Germ:
    found = args[0]
    for a in args[1:]:
        found = germs.mul(found, a)
    return found


def _power(e: Basic, args: tuple[Germ, ...]) -> Germ:
    u, v = e.args
    if (n := exponent(v)) is not None:
        return germs.whole_power(args[0], n)
    if u is sp.E:
        return germs.exp(args[1])
    if (q := value(v)) is not None:
        return germs.real_power(args[0], q)
    return germs.power(*args)


def _call(e: Basic, args: tuple[Any, ...]) -> Germ:
    name: str = e.args[0].name
    if name == "root" and isinstance(e.args[1], Integer):
        n = int(e.args[1])
        return germs.odd_root(args[2], n) if n % 2 else germs.real_power(args[2], Fraction(1, n))
    if name in ("max", "min"):
        found: Germ = args[1]
        for a in args[2:]:
            found = germs.OWN[name](found, a)
        return found
    operation, arity = NUMERIC.get(name, ("", 0))
    f = germs.function(operation)
    if f is None or arity != 1:
        raise Undefined
    made: Germ = f(*args[1:])
    return made


def _relation(e: Basic, args: tuple[Any, ...]) -> bool:
    """Whether a relation holds near the limit point."""
    sign = e.args[0].name
    rest = germs.add(args[1], germs.neg(args[2]))
    s = germs.sign(rest)
    if sign not in HOLDS:
        raise Undefined
    return s in HOLDS[sign]


HOLDS = {"<": (-1,), "<=": (-1,), ">": (1,), ">=": (1,), "=": (), "!=": (1, -1)}


def _cases(e: Basic, args: tuple[Any, ...]) -> Any:
    for u, p in zip(args[::2], args[1::2]):
        if p is True or p is sp.true:
            return u
        if p is not False:
            raise Undefined
    raise Undefined


NODES: dict[type, Callable[[Any, Any], Any]] = {
    Plus: _sum, Times: _product, Neg: lambda e, args: germs.neg(args[0]), Over: lambda e, args: germs.div(*args), Power: _power, Call: _call,
    Rel: _relation, Cases: _cases, And: lambda e, args: all(args), Or: lambda e, args: any(args), Not: lambda e, args: not args[0],
}
