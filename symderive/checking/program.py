"""Expressions as one straight-line program over balls: each distinct node is one slot, run for many points at once.

A slot holds a column: its values at the points where it is defined. Below a derivative D(u, x) a node has another
slot, whose values are power series in the direction in which x moves; all else stays with plain balls. An index
(of a sum, an integral) has a program of its own, which takes from the program around it what does not depend on the index.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from hashlib import blake2b
from itertools import repeat
from math import prod
from typing import Any, TypeAlias

from flint import fmpq
from sympy import Basic, Dummy, Integer, MatrixSymbol, Symbol

from symderive.checking import series
from symderive.checking.balls import HEAVY, REALS, RELATIONS, SURE, Field, strictly
from symderive.checking.jump import Jump
from symderive.checking.run import FAULTS, Column, Mask, Run, one_by_one
from symderive.checking.signals import Unsupported
from symderive.expr import Neg, Over, Plus, Times, free
from symderive.number import value

Direction: TypeAlias = tuple[tuple[Basic, int], ...]      # which symbols move, and how fast
Whole: TypeAlias = Callable[[Run, list[Column]], Column]

Write: TypeAlias = Callable[["Program", Any, Direction, list[Basic]], int | None]

PLAIN: Direction = ()
STRICT: Direction = ((Symbol("strict"), 0),)              # where conditions are written that must hold in a neighbourhood
LABOUR = 100                                              # instructions that a special function counts for
DEFINED = 64                                              # expressions put in for symbols, at most
NESTED = 40                                               # derivatives or indices inside each other, at most


RING = frozenset(("add", "sub", "mul", "neg"))


@cache
def _tables(field: Field) -> tuple[dict[str, tuple[Any, Any]], dict[str, tuple[Any, Any]]]:
    """The functions of a field by name, each with what tests whether a value is finite, if that is in doubt: of balls and of series."""
    sure = SURE if field is REALS else RING
    plain = {name: (f, None if name in sure else field.finite) for name, f in field.functions.items()}
    return plain, {name: (f, None if name in RING else series.finite) for name, f in series.functions(field).items()}


class Program:
    """A program under construction, and then run. `order` is how deep derivatives are nested."""

    def __init__(self, field: Field, write: Write, order: int = 0, around: Program | None = None, index: Basic | None = None) -> None:
        self.field, self.write, self.order, self.around, self.index = field, write, order, around, index
        self.root: Program = around.root if around else self
        self.depth: int = around.depth + 1 if around else 0
        if self.depth > NESTED:
            raise Unsupported("deep nesting")
        self.slots: dict[Any, dict[Basic, int]] = {PLAIN: {}}
        self.numbers: dict[int, int] = {}
        self.series: dict[Basic, int] = {}                       # node -> a slot that holds it as a series
        self.code: list[tuple[Any, ...]] = []                    # (function, test of finiteness, slot, slot or None, result), or (whole, None, slots, None, result)
        self.fixed: list[tuple[Any, ...]] = []                   # the same for what is the same at all points; leaves have no slots
        self.constant: set[int] = set()
        self.inputs: dict[int, Any] = {}                         # slot -> symbol, or the slot around that it is taken from
        self.trace: list[tuple[Any, ...]] = []                   # what is computed, without names of nodes: for the seed
        self.truths: set[int] = set()                            # slots that hold truth values, not numbers
        self.edges: dict[Basic, None] = {}                       # where these vanish, something may turn
        self.turns: dict[int, list[Basic]] = {}                  # slots where something turns, and what vanishes there
        self.jumps: dict[int, list[Jump]] = {}                   # slots that have a value of their own at single places
        self.split: set[int] = set()                             # cases a < b and a > b alone: undefined where a = b
        self.saturating: list[int] = []
        self.heavy: set[int] = set()                             # slots that cost as much as LABOUR others
        self.count = 0
        self.known: dict[int, list[Any]] = {}                    # precision -> values of the fixed slots
        self.data = False                                        # does it look up data?
        if around is None:
            self.is_complex: Callable[[Basic], bool] = lambda x: False
            self.counts: set[Basic] = set()                      # symbols that stand for whole numbers
            self.indices: set[Basic] = set()                     # of sums and products
            self.defined: dict[Basic, Basic] = {}                # symbols that stand for an expression
            self.degree = 8                                      # of the polynomials that unknown functions are
            self.integrals = False                               # is there one?
            self.drawn = False                                   # is there an unknown function?
            self.values: dict[str, dict[tuple[Fraction, int], Fraction]] = {}       # known values: name -> {(place, order of derivative): value}
        else:
            self.data = around.data
        self._plain, self._series = _tables(field)

    # ---- what depends on what

    def depends(self, e: Basic) -> frozenset[Basic]:
        """The symbols on which a node depends, also by way of symbols that stand for an expression."""
        found = free(e)
        if not self.root.defined or self.root.defined.keys().isdisjoint(found):
            return found
        whole, todo = set(found), list(found)
        while todo:
            meaning = self.root.defined.get(todo.pop())
            if meaning is not None:
                new = free(meaning) - whole
                whole |= new
                todo.extend(new)
        return frozenset(whole)

    def along(self, direction: Direction, e: Basic) -> Direction:
        """The part of a direction in which a node moves."""
        if not direction:
            return PLAIN
        below = self.depends(e)
        if len(direction) == 1:
            return direction if direction[0][0] in below else PLAIN
        return tuple([p for p in direction if p[0] in below])

    def define(self, x: Basic, a: Basic) -> Basic:
        """A new symbol that stands for a, instead of x."""
        known = self.root.defined
        for symbol, meaning in known.items():
            if meaning is a and symbol.name == x.name:
                return symbol
        if len(known) >= DEFINED:
            raise Unsupported("many substitutions")
        new = Dummy(x.name)
        known[new] = a
        return new

    # ---- construction

    def slot(self, root: Basic, direction: Direction = PLAIN) -> int:
        """The slot of an expression.

        Raises:
            Unsupported: if it holds a node without meaning here.
        """
        table = self.slots.get(direction)
        if table is None:
            table = self.slots[direction] = {}
        elif root in table:
            return table[root]
        write, index, moving = self.write, self.index, bool(direction) and direction is not STRICT
        todo = [root]
        while todo:
            e = todo[-1]
            if e in table:
                todo.pop()
                continue
            if index is not None and index not in self.depends(e):
                found: int | None = self.taken(e, direction)
            elif not direction and e in self.series:
                found = self.unary("lead", series_lead, None, self.series[e])
            else:
                found = write(self, e, direction, todo)
            if found is not None:
                table[e] = found
                if moving:
                    self.series[e] = found
                todo.pop()
        return table[root]

    def operands(self, nodes: Sequence[Basic], direction: Direction, todo: list[Basic]) -> list[int] | None:
        """The slots of these nodes along a direction; None if some are still to be made, which are put on the list."""
        if not direction or direction is STRICT:
            table = self.slots.setdefault(direction, {})
            found = [table.get(a) for a in nodes]
            if None not in found:
                return found  # type: ignore[return-value]
            todo.extend([a for a, s in zip(nodes, found) if s is None])
            return None
        if len(nodes) == 1 and len(direction) == 1:                 # the argument of a function moves as the function does
            slot = self.slots[direction].get(nodes[0])
            if slot is not None:
                return [slot]
        slots: list[int] = []
        complete = True
        for a in nodes:
            way = self.along(direction, a)
            known = self.slots.setdefault(way, {}).get(a)
            if known is not None:
                slots.append(known)
            elif way == direction:
                todo.append(a)
                complete = False
            elif complete:
                slots.append(self.slot(a, way))
        return slots if complete else None

    def plain(self, nodes: Sequence[Basic], direction: Direction, todo: list[Basic]) -> list[int] | None:
        """The slots of these nodes as balls, asked for from along a direction."""
        return [self.slot(a) for a in nodes] if direction else self.operands(nodes, PLAIN, todo)

    def instead(self, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
        """The slot of another expression."""
        slots = self.operands((e,), direction, todo)
        return None if slots is None else self.lifted(slots[0], self.along(direction, e), direction)

    def lifted(self, slot: int, way: Direction, direction: Direction) -> int:
        """A slot written along `way`, as one along a direction: what does not move is a constant series."""
        if way or not direction or direction is STRICT:
            return slot
        length = self.order + 1
        return self.unary("lifted", lambda v: series.as_series(v, length), None, slot)

    def new(self, *trace: Any) -> int:
        self.trace.append(trace)
        self.count += 1
        return self.count - 1

    def leaf(self, name: str, value: Callable[[], Any], *trace: Any) -> int:
        """A slot that is the same at all points."""
        out = self.new(name, *trace)
        self.constant.add(out)
        self.fixed.append((value, None, (), out))
        return out

    def number(self, n: int) -> int:
        if n not in self.numbers:
            self.numbers[n] = self.leaf("number", lambda: self.field.ball(n), hex(n))
        return self.numbers[n]

    def fraction(self, q: Fraction) -> int:
        return self.leaf("fraction", lambda: self.field.ball(fmpq(q.numerator, q.denominator)), hex(q.numerator), hex(q.denominator))

    def raw(self, n: int) -> int:
        """A slot that holds a Python integer, as an exponent."""
        return self.leaf("raw", lambda: n, hex(n))

    def op(self, name: str, direction: Direction, a: int, b: int | None = None) -> int:
        """A function by name, of one slot or two."""
        if a in self.truths or b in self.truths:
            raise Unsupported("a condition as a number")
        f, test = (self._series if direction else self._plain)[name]
        out = self.unary(name, f, test, a) if b is None else self.binary(name, f, test, a, b)
        if name in HEAVY:
            self.heavy.add(out)
        return out

    def unary(self, name: str, f: Callable[[Any], Any], test: Any, a: int, *trace: Any) -> int:
        out = self.new(name, a, *trace)
        if a in self.constant:
            self.constant.add(out)
            self.fixed.append((f, test, (a,), out))
        else:
            self.code.append((f, test, a, None, out))
        return out

    def binary(self, name: str, f: Callable[[Any, Any], Any], test: Any, a: int, b: int) -> int:
        out = self.new(name, a, b)
        if a in self.constant and b in self.constant:
            self.constant.add(out)
            self.fixed.append((f, test, (a, b), out))
        else:
            self.code.append((f, test, a, b, out))
        return out

    def whole(self, name: str, f: Whole, slots: Sequence[int], *trace: Any) -> int:
        """A slot that is computed from whole columns: it sees where its arguments are undefined."""
        out = self.new(name, *slots, *trace)
        self.code.append((f, None, tuple(slots), WHOLE, out))
        return out

    def relation(self, sign: str, strict: bool, a: int, b: int) -> int:
        self.numbers_only(a, b)
        holds = RELATIONS[sign]
        return self.truth(self.binary(sign + "!" * strict, strictly(holds) if strict else holds, None, a, b))

    def everywhere(self, n: int) -> Column:
        """The column of a whole number."""
        return repeat(self.field.ball(n)), None

    def jump(self, slot: int, edge: Basic, there: Callable[[int], Any] | None = None, whole: bool = False, above: bool = False) -> int:
        """A slot that jumps where the edge vanishes, or is a whole number."""
        if slot not in self.constant:
            self.jumps[slot] = [*self.jumps.get(slot, ()), Jump(edge, whole, there, above)]
        return slot

    def truth(self, slot: int) -> int:
        """A slot that holds truth values."""
        self.truths.add(slot)
        return slot

    def numbers_only(self, *slots: int) -> None:
        if not self.truths.isdisjoint(slots):
            raise Unsupported("a condition as a number")

    def conditions(self, slots: Sequence[int]) -> None:
        if not self.truths.issuperset(slots):
            raise Unsupported("a number as a condition")

    def taken(self, e: Basic, direction: Direction) -> int:
        """A slot that is handed in from the program around."""
        assert self.around is not None
        outer = self.around.slot(e, direction)
        out = self.new("taken", outer)
        self.inputs[out] = outer
        if outer in self.around.truths:
            self.truths.add(out)
        return out

    def symbol(self, x: Basic) -> int:
        out = self.new("symbol", getattr(x, "name", str(x)))
        self.inputs[out] = x
        return out

    def digest(self, more: object = ()) -> int:
        """A number for the program: the same for the same claims, in every process."""
        return self.digests(more)[0]

    def digests(self, more: object = ()) -> tuple[int, int]:
        """The same, and a longer one, of which nothing can be foreseen."""
        said = repr((self.trace, more)).encode()
        return int.from_bytes(blake2b(said, digest_size=7).digest(), "big"), int.from_bytes(blake2b(said, digest_size=32).digest(), "big")

    # ---- running

    def run(self, run: Run, given: Mapping[int, Column] | None = None) -> list[Column]:
        """The column of every slot.

        Raises:
            Exhausted: if the budget is used up.
        """
        run.spend((len(self.code) + LABOUR * len(self.heavy)) * run.count + 1)
        found: list[Any] = [None] * self.count
        masks: list[Mask | None] = [None] * self.count
        for out, v in self._fixed_values(run):
            found[out] = repeat(v)
            if v is None:
                found[out], masks[out] = [], ()
        if given is None:
            for out, x in self.inputs.items():
                found[out], masks[out] = list(map(self.field.ball, run.values(x))), run.all
        else:
            for out, (column, mask) in given.items():
                found[out], masks[out] = (column, mask) if mask is not None else ([next(column)] * run.count, run.all)
            for out, x in self.inputs.items() if self.around is None else ():
                if out not in given:
                    found[out], masks[out] = list(map(self.field.ball, run.values(x))), run.all
        for f, test, a, b, out in self.code:
            if b is None:
                mask = masks[a]
                columns: tuple[Any, ...] = (found[a],)
            elif b is WHOLE:
                found[out], masks[out] = f(run, [(found[k], masks[k]) for k in a])
                continue
            else:
                mask, other = masks[a], masks[b]
                if mask is other or other is None:
                    columns = (found[a], found[b])
                elif mask is None:
                    mask, columns = other, (found[a], found[b])
                else:
                    u, v, mask = run.common((found[a], mask), (found[b], other))
                    columns = (u, v)
            try:
                values = list(map(f, *columns))
            except FAULTS:
                values, mask = one_by_one(f, columns, mask, run)
            if test is not None and not all(map(test, values)):
                kept = [k for k, v in enumerate(values) if test(v)]
                values, mask = [values[k] for k in kept], run.mask([mask[k] for k in kept])
            found[out], masks[out] = values, mask
        return list(zip(found, masks))

    def _fixed_values(self, run: Run) -> list[tuple[int, Any]]:
        """The values of what is the same at all points, once for each precision."""
        known = self.known.get(run.bits)
        if known is None:
            values: dict[int, Any] = {}
            for f, test, slots, out in self.fixed:
                args = [values[s] for s in slots]
                try:
                    v = None if None in args else f(*args)
                    values[out] = v if v is not None and (test is None or test(v)) else None
                except FAULTS:
                    values[out] = None
            known = self.known[run.bits] = list(values.items())
        return known

    def instructions(self) -> Iterator[tuple[Any, tuple[int, ...], int]]:
        """(function, slots, result) of all that is not a leaf; no function for what is computed from whole columns."""
        yield from ((f, slots, out) for f, _, slots, out in self.fixed if slots)
        for f, _, a, b, out in self.code:
            yield (None, a, out) if b is WHOLE else (f, (a,) if b is None else (a, b), out)

    def needed(self, outs: Iterable[int]) -> Program:
        """The same program, cut down to what these slots need."""
        wanted = set(outs)
        code = []
        for step in reversed(self.code):
            if step[4] in wanted:
                code.append(step)
                wanted.update(step[2] if step[3] is WHOLE else step[2:3] if step[3] is None else step[2:4])
        part = object.__new__(Program)
        part.__dict__.update(self.__dict__)
        part.code = code[::-1]
        part.heavy = self.heavy & wanted
        part.inputs = {s: x for s, x in self.inputs.items() if s in wanted}
        return part

    def handed(self, slots: Iterable[int]) -> Program:
        """The same program with these slots left to be handed in, as inputs are."""
        some = set(slots)
        part = object.__new__(Program)
        part.__dict__.update(self.__dict__)
        part.code = [step for step in self.code if step[4] not in some]
        return part


WHOLE = object()             # marks an instruction that is handed whole columns


def series_lead(v: Any) -> Any:
    return v[0]


def is_symbol(e: Basic) -> bool:
    return isinstance(e, (Symbol, MatrixSymbol))


def exponent(e: Basic) -> int | None:
    """A whole number as written."""
    if isinstance(e, Integer):
        return int(e)
    if isinstance(e, Neg) and isinstance(e.args[0], Integer):
        return -int(e.args[0])
    return None


def constant(e: Basic, depth: int = 4) -> Fraction | None:
    """The rational number that an expression made of numbers is, as 3 - 1 in an exponent; not looked into deeply."""
    n = value(e)
    if n is not None or not depth or free(e):
        return n
    kind = type(e)
    if kind in (Plus, Times) and len(e.args) <= 8:
        parts = [n for a in e.args if (n := constant(a, depth - 1)) is not None]
        if len(parts) < len(e.args):
            return None
        return sum(parts, Fraction(0)) if kind is Plus else prod(parts, start=Fraction(1))
    if kind is Neg:
        part = constant(e.args[0], depth - 1)
        return None if part is None else -part
    if kind is Over:
        a, b = (constant(u, depth - 1) for u in e.args)
        return a / b if a is not None and b else None
    return None
