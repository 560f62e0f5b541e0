"""From claims to one program: which slots are to be compared, and under which conditions."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from sympy import Basic, Symbol
from sympy.core.symbol import Str

from symderive.checking.balls import COMPLEXES, REALS, Field
from symderive.checking.entries import entries_of, single, stem_of
from symderive.checking.limits import INFINITIES, compact
from symderive.checking.program import NESTED, Program, is_symbol
from symderive.checking.signals import NeedsComplex, TooLow, Unsupported
from symderive.checking.writing import height, write
from symderive.derivation import Relation
from symderive.expr import At, Inert, Neg, free, is_open, plus
from symderive.functions import orders
from symderive.nodes import And, D, Evaluated, Limit, Not, Or, ProdOver, Rel, SumOver, TupleOf
from symderive.number import value
from symderive.problem import Assumptions
from symderive.tree import inside, walk

CONDITIONS = (Rel, And, Or, Not)


@dataclass(frozen=True, slots=True)
class Claim:
    """That two expressions are related, wherever both are defined.

    left, right  two scalars or two matrices; for IFF, two conditions
    relation     EQ, or IFF
    when         conditions: points at which one of them fails, or cannot be decided, do not count
    on           an equation: only points that solve it count; they are sought
    """
    left: Basic
    right: Basic
    relation: Relation = Relation.EQ
    when: tuple[Basic, ...] = ()
    on: Basic | None = None


@dataclass(slots=True)
class Compared:
    """A claim in a program: what is compared, or why it cannot be decided.

    pairs     slots of values that must be equal, with the slots of the conditions under which they count
    truths    slots of conditions that must be true together
    equations symbols in which both conditions are equations, with the slots of their sides
    curve     slots of the sides of the equation on whose solutions alone it counts; its symbols, each with the slot of the slope
    constant  the same at all points
    sides     the two sides of an equation, entry by entry
    """
    pairs: tuple[tuple[int, int, tuple[int, ...]], ...] = ()
    truths: tuple[tuple[int, int, tuple[int, ...]], ...] = ()
    equations: tuple[tuple[Basic, tuple[tuple[int, ...], ...]], ...] = ()
    constant: bool = False
    reason: str = ""
    sides: tuple[tuple[Basic, Basic], ...] = ()
    curve: tuple[int, int, tuple[tuple[Basic, int], ...]] | None = None

    @property
    def slots(self) -> list[int]:
        compared = [s for a, b, when in self.pairs + self.truths for s in (a, b, *when)]
        compared += [] if self.curve is None else [*self.curve[:2], *(s for _, s in self.curve[2])]
        return compared + [s for _, sides in self.equations for pair in sides for s in pair]

    @property
    def compared(self) -> list[int]:
        """The slots of the values that must be equal."""
        return [s for a, b, _ in self.pairs for s in (a, b)]

    @property
    def identical(self) -> bool:
        return not self.reason and all(a == b for a, b, _ in self.pairs + self.truths)


@dataclass(slots=True)
class Compiled:
    """A program, its claims, the slots of the assumptions that tie symbols together, and those of what vanishes where something turns."""
    program: Program
    claims: list[Compared]
    ties: tuple[int, ...]
    turns: dict[Basic, int]


def compile_claims(claims: Sequence[Claim], assumptions: Assumptions) -> Compiled:
    """One program for all claims. Claims that cannot be compiled say why; the others are not touched by them."""
    degree, field = 0, REALS
    while True:
        try:
            return _compile(claims, assumptions, field, degree)
        except TooLow as low:
            degree = low.degree
        except NeedsComplex:
            field = COMPLEXES


def _compile(claims: Sequence[Claim], assumptions: Assumptions, field: Field, degree: int) -> Compiled:
    known: dict[Basic, int] = {}
    order = max((height(e, known) for c in claims for e in (c.left, c.right)), default=0)
    order = max(order, int(any(c.on is not None for c in claims)))
    program = Program(field, write, min(order, NESTED))
    program.degree = max(program.degree, degree)
    for f, v in assumptions.values.items():
        stem, (order, *_) = orders(f.args[0].name, 1)
        program.values.setdefault(stem, {})[_number(f.args[1]), order] = _number(v)
    if assumptions.facts:
        program.is_complex = lambda x: assumptions.domain(x).complex
    if order and order <= NESTED:                      # derivatives first: what they know as a series need not be computed again
        for c in claims:
            if type(c.left) is D:
                _attempt(program, c.left)
    compared = [_compared(program, c, assumptions, known if order > NESTED else None) for c in claims]
    ties = tuple([s for t in assumptions.ties if isinstance(t, CONDITIONS) and (s := _attempt(program, t)) is not None]) if assumptions.facts else ()
    edges = [e for some in list(program.turns.values()) for e in some] + [j.edge for some in list(program.jumps.values()) for j in some]
    turns = {e: s for e in edges if (s := _attempt(program, e)) is not None}
    for k in program.indices.intersection(program.inputs.values()):
        if _is_running(k, claims):
            program.counts.add(k)
    return Compiled(program, compared, ties, turns)


def _number(e: Basic) -> Fraction:
    found = value(e)
    assert found is not None                           # Assumptions.values holds only what is written as numbers
    return found


def _is_running(k: Basic, claims: Sequence[Claim]) -> bool:
    """Is a symbol free only because what stands below a sum over it is worked out by itself? Then it is a whole number there too."""
    about = [c for c in claims if k in free(c.left) or k in free(c.right)]
    below: set[Basic] = set()
    todo = [a.args[0] for c in claims for side in (c.left, c.right) for a in walk(side, inside) if isinstance(a, (SumOver, ProdOver)) and a.args[1] == k]
    while todo:
        new = {a for a in walk(todo.pop(), is_open) if isinstance(a, D) and k in free(a) and a.args[1] != k} - below
        below |= new
        todo.extend(c.right for c in about if c.left in new)
    return all(c.left in below for c in about)


def _attempt(program: Program, e: Basic) -> int | None:
    try:
        return program.slot(e)
    except Unsupported:
        return None


def _compared(program: Program, claim: Claim, assumptions: Assumptions, heights: dict[Basic, int] | None) -> Compared:
    """A claim, compiled; `heights` is given where derivatives may be nested too deep."""
    if heights is not None and any(height(e, heights) > NESTED for e in (claim.left, claim.right)):
        return Compared(reason="unsupported: deep nesting")
    try:
        if type(claim.left) is D and claim.right is sp.S.Zero and _still(*claim.left.args):
            return Compared()
        when = tuple([program.slot(c) for c in claim.when])
        program.conditions(when)
        if claim.relation is Relation.EQ:
            return _equation(program, claim, when)
        if claim.relation is Relation.IFF:
            return _equivalence(program, claim, when, assumptions)
    except Unsupported as why:
        return Compared(reason=f"unsupported: {why}")
    return Compared(reason=f"relation: {claim.relation.value}")


def _still(u: Basic, x: Basic) -> bool:
    """What does not move has the derivative 0, whatever its value is.

    Raises:
        Unsupported: if it holds what is no number, or an entry that may be the variable itself.
    """
    if x in free(u) or not isinstance(x, (Symbol, At)):
        return False
    stem = stem_of(x)
    for a in walk(u, inside):
        if (isinstance(a, At) and stem_of(a) == stem) or (isinstance(x, At) and a == x.args[0]):
            raise Unsupported("derivative in an entry")
        if not (isinstance(a, (Inert, Str)) or is_symbol(a) or (a.is_Atom and (a.is_finite or a is sp.I or a in (sp.true, sp.false)))):
            raise Unsupported(type(a).__name__)
    return True


def _equation(program: Program, claim: Claim, when: tuple[int, ...]) -> Compared:
    sides = [(claim.left, claim.right)]
    if claim.left in INFINITIES and claim.left == claim.right:
        return Compared()
    if isinstance(claim.left, Limit) and (isinstance(claim.right, Limit) or claim.right in INFINITIES):
        return Compared(((compact(program, claim.left), compact(program, claim.right), when),), constant=not program.data and not free(claim.left) | free(claim.right))
    if not (single(claim.left) and single(claim.right)) or isinstance(claim.left, TupleOf):
        sides = _entries(claim)
    pairs = tuple([(program.slot(a), program.slot(b), when) for a, b in sides])
    program.numbers_only(*(s for a, b, _ in pairs for s in (a, b)))
    if claim.on is not None:
        return Compared(pairs, curve=_curve(program, claim.on))
    return Compared(pairs, constant=not program.data and not (program.inputs and any(free(e) for pair in sides for e in pair)), sides=tuple(sides))


def _curve(program: Program, equation: Basic) -> tuple[int, int, tuple[tuple[Basic, int], ...]]:
    """The sides of an equation, and the slope of their difference in each of its symbols."""
    if not isinstance(equation, Rel) or equation.args[0].name != "=":
        raise Unsupported("a curve without an equation")
    left, right = equation.args[1:]
    symbols = sorted((x for x in free(equation) if isinstance(x, Symbol)), key=str)
    return program.slot(left), program.slot(right), tuple([(x, program.slot(D(plus(left, Neg(right)), x))) for x in symbols])


def _equivalence(program: Program, claim: Claim, when: tuple[int, ...], assumptions: Assumptions) -> Compared:
    """Two conditions. If one says x = a, the other is an equation that holds at x = a, and at no other point that is met."""
    truths = (program.slot(claim.left), program.slot(claim.right), when)
    program.conditions(truths[:2])
    pairs: list[tuple[int, int, tuple[int, ...]]] = []
    for solved, equation in ((claim.left, claim.right), (claim.right, claim.left)):
        for x, a in _solutions(solved) if not pairs else ():
            if not isinstance(equation, Rel) or equation.args[0].name != "=":
                continue
            about = [c for c in (*claim.when, *assumptions.facts) if x in free(c)]
            there = [c for c in claim.when if x not in free(c)] + [Evaluated(c, x, a) for c in about]
            left, right = (Evaluated(side, x, a) for side in equation.args[1:])
            pairs.append((program.slot(left), program.slot(right), tuple(map(program.slot, there))))
    return Compared(tuple(pairs), (truths,), _equations(program, claim))


def _equations(program: Program, claim: Claim) -> tuple[tuple[Basic, tuple[tuple[int, ...], ...]], ...]:
    """The sides of the equations that the two conditions consist of, and the symbols for which they may be solved."""
    parts = [[*e.args] if isinstance(e, Or) else [e] for e in (claim.left, claim.right)]
    if not all(isinstance(e, Rel) and e.args[0].name == "=" for some in parts for e in some):
        return ()
    sides = tuple([tuple([s for e in some for s in map(program.slot, e.args[1:])]) for some in parts])
    common = sorted((x for x in free(claim.left) & free(claim.right) if isinstance(x, Symbol)), key=str)
    solved = [x for e in (claim.left, claim.right) for x, _ in _solutions(e)[:1]]
    return tuple([(x, sides) for x in (solved[:1] or common[:6])])


def _solutions(e: Basic) -> list[tuple[Basic, Basic]]:
    """(x, a), (x, b) where the condition says x = a or x = b."""
    found: list[tuple[Basic, Basic]] = []
    for part in e.args if isinstance(e, Or) else (e,):
        if not isinstance(part, Rel) or part.args[0].name != "=":
            return []
        a, b = part.args[1:]
        x, value = (a, b) if isinstance(a, Symbol) and a not in free(b) else (b, a)
        if not isinstance(x, Symbol) or x in free(value) or (found and found[0][0] != x):
            return []
        found.append((x, value))
    return found


def _entries(claim: Claim) -> list[tuple[Basic, Basic]]:
    left, right = entries_of(claim.left), entries_of(claim.right)
    if (left.rows, left.columns) != (right.rows, right.columns):
        if sp.S.Zero not in (claim.left, claim.right):
            raise Unsupported("different shapes")
        return [(a, sp.S.Zero) for a in (left if claim.right is sp.S.Zero else right)]
    return list(zip(left, right))
