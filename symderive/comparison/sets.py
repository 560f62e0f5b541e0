"""Sets of real numbers: conditions, intervals, solutions, told apart by their truth at every breakpoint and between."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy as sp
from flint import arb, fmpq
from sympy import Basic, Symbol

from symderive.checking import Claim
from symderive.checking.compiling import compile_claims
from symderive.checking.points import Design, linear
from symderive.checking.report import FIRST
from symderive.checking.run import Run
from symderive.checking.verdict import BUDGET, precision
from symderive.comparison.answers import Everything, Listing, Union, Without
from symderive.comparison.figures import written
from symderive.comparison.outcome import Comparison, Counterexample, Equality, different_in_kind, undecided
from symderive.comparison.polynomials import Ring, in_one, irreducible, real_roots
from symderive.derivation import Status, Verdict
from symderive.expr import Neg, free, plus
from symderive.nodes import And, Interval, Matrix, Not, Or, Rel, SetOf, TupleOf, relation
from symderive.number import number
from symderive.problem import Assumptions
from symderive.tree import substitute, walk

CONDITIONS = (Rel, And, Or, Not)
SIGNED = frozenset(("=", "!=", "<", "<=", ">", ">="))
LAST = frozenset("tuvwxyz")                  # letters that are unknowns rather than given
RELATIONS = 200                              # at most
SAMPLES = 5                                  # values of the other letters
SECANTS, WIDTH = 16, arb(2) ** -180            # steps of the secant method; half the width of a ball around a root
HALVINGS, WORK = 240, 256                    # steps of bisection, bits
CHANGES = 60                                 # changes of sign that are looked into, of one relation
GRID = tuple(sorted({Fraction(s * n, d) for s in (1, -1) for n, d in
             ((0, 1), *((k, 16) for k in range(1, 80)), *((k, 2) for k in range(10, 60)), (37, 1), (50, 1), (75, 1), (100, 1), (150, 1), (300, 1), (1000, 1), (10_000, 1), (10 ** 6, 1))}))


class NotASet(ValueError):
    """What is no condition on one unknown."""


# ---- as a condition

def is_set(content: Any) -> bool:
    """Is it a set by its form alone, or a condition?"""
    if isinstance(content, (Union, Without, Everything, Interval, SetOf, Or, Not)):
        return True
    if isinstance(content, Listing):
        return all(isinstance(e, (Rel, And, Or)) for e in content.items) and len({str(e.args[1]) if isinstance(e, Rel) else "" for e in content.items}) == 1
    if isinstance(content, And):
        return any(is_set(a) for a in content.args) or _alternatives(content) is not None
    return isinstance(content, Rel) and content.args[0].name not in ("=", "approx", "~", "->")


def unknowns_of(content: Any) -> list[Basic]:
    """The letters that a set may speak of: those that stand alone on a side of a relation; else the only one there is."""
    if isinstance(content, (Union, Listing)):
        return list(dict.fromkeys(x for e in (content.parts if isinstance(content, Union) else content.items) for x in unknowns_of(e)))
    if isinstance(content, Without):
        return unknowns_of(content.whole)
    if not isinstance(content, CONDITIONS):
        return []
    alone = [a for r in _relations(content) for a in r.args[1:] if isinstance(a, Symbol) and (r.args[0].name != "in" or a is r.args[1])]
    letters = [x for x in free(content) if isinstance(x, Symbol)]
    return list(dict.fromkeys(alone)) or (letters if len(letters) == 1 else [])


def condition(content: Any, x: Basic) -> Basic:
    """The set as a condition on x.

    Raises:
        NotASet: for what is none.
    """
    if isinstance(content, Everything) or content == Symbol("R"):
        return sp.true
    if isinstance(content, (Union, Listing)):
        parts = [condition(e, x) for e in (content.parts if isinstance(content, Union) else content.items)]
        return Or(*parts) if len(parts) > 1 else parts[0] if parts else sp.false
    if isinstance(content, Without):
        return And(condition(content.whole, x), Not(condition(content.less, x)))
    if isinstance(content, Interval):
        brackets, low, high = content.args
        return _between(low, high, x, brackets.name)
    if isinstance(content, SetOf):
        return Or(*(relation("=", x, a) for a in content.args)) if len(content.args) > 1 else relation("=", x, content.args[0])
    if isinstance(content, TupleOf) and len(content.args) == 2:
        return _between(content.args[0], content.args[1], x, "()")
    if isinstance(content, Matrix) and (content.args[0], content.args[1]) == (1, 2):
        return _between(content.args[2], content.args[3], x, "[]")
    if isinstance(content, Not):
        return Not(condition(content.args[0], x))
    if isinstance(content, (And, Or)):
        parts = [condition(a, x) for a in content.args]
        return (Or if isinstance(content, Or) or _alternatives(content) else And)(*parts)
    if isinstance(content, Rel):
        sign, a, b = content.args
        if sign.name == "in":
            return condition(b, a)
        return relation("=", a, b) if sign.name == "approx" else content
    if isinstance(content, Basic):
        return relation("=", x, content)
    raise NotASet


def _between(low: Basic, high: Basic, x: Basic, brackets: str) -> Basic:
    parts: list[Basic] = []
    if not _infinite(low):
        parts.append(relation("<" if brackets[0] == "(" else "<=", low, x))
    if not _infinite(high):
        parts.append(relation("<" if brackets[1] == ")" else "<=", x, high))
    return And(*parts) if len(parts) > 1 else parts[0] if parts else sp.true


def _infinite(e: Basic) -> bool:
    return e in (sp.oo, -sp.oo) or (isinstance(e, Neg) and e.args[0] is sp.oo)


def _alternatives(content: Basic) -> Basic | None:
    """x = 1 and x = 2, said of solutions, means that either is one."""
    if not isinstance(content, And) or not all(isinstance(a, Rel) and a.args[0].name == "=" for a in content.args):
        return None
    names = {a.args[1] for a in content.args}
    first = next(iter(names))
    distinct = len(names) == 1 and isinstance(first, Symbol) and len({a.args[2] for a in content.args}) > 1
    return first if distinct and not any(first in free(a.args[2]) for a in content.args) else None


def _letters(content: Any) -> frozenset[Basic]:
    return free(condition(content, Symbol("x"))) if isinstance(content, (Basic, Union, Listing, Without)) else frozenset()


def _relations(condition: Basic) -> list[Any]:
    return [a for a in walk(condition, lambda e: isinstance(e, (And, Or, Not))) if isinstance(a, Rel)]


# ---- comparing

def same_set(left: Any, right: Any, assumptions: Assumptions) -> Comparison:
    """Do two sets of real numbers have the same members?

    Raises:
        NotASet: if one of the two is none.
    """
    first, second = unknowns_of(left), unknowns_of(right)
    common = [x for x in first if x in second] or ([] if first and second else first + second)
    if first and second and not common:
        if set(first) & _letters(right) or set(second) & _letters(left):
            raise NotASet
        return different_in_kind("names")
    x = max(common, key=lambda y: (str(y)[0] in LAST, str(y))) if common else Symbol("x")
    a, b = condition(left, x), condition(right, x)
    if a == b:
        return Comparison(Equality.EQUAL, Verdict(Status.PROVED, error=Fraction(0), reason="identical"), True, method="identical")
    atoms = list(dict.fromkeys(_relations(a) + _relations(b)))
    if any(r.args[0].name not in SIGNED for r in atoms):
        raise NotASet
    if len(atoms) > RELATIONS:
        return undecided("too long")
    others = sorted((y for r in atoms for y in free(r) if y != x), key=str)
    others = list(dict.fromkeys(others))
    return _sampled(a, b, atoms, x, others, assumptions)


def _sampled(a: Basic, b: Basic, atoms: list[Any], x: Basic, others: list[Basic], assumptions: Assumptions) -> Comparison:
    """The other letters take values; for each choice the sets are compared on the whole line."""
    if any(not isinstance(y, Symbol) for y in others):
        return undecided("unsupported: a condition on data")
    design = Design(others, set(), assumptions, seed=len(atoms))
    samples = list(design.planned((), 12))[:SAMPLES] if others else [0]
    points, proved = 0, not others
    for k in samples:
        at = {y: number(Fraction(int(q.numerator), int(q.denominator))) for y in others for q in (design.drawn[y][k],)}
        line = Line([substitute(r, at) for r in atoms], x, assumptions)
        if line.reason:
            return undecided(line.reason)
        truth = dict(zip(atoms, range(len(atoms))))
        for place, values, sure in line.places():
            s, t = _truth(a, truth, values), _truth(b, truth, values)
            if s is None or t is None:
                proved = proved and sure
                continue
            points += 1
            if s is not t:
                shown = {str(x): place} | {str(y): str(v) for y, v in at.items()}
                words = ("true" if s else "false", "true" if t else "false")
                witness = {"at": shown, "left": words[0], "right": words[1]}
                return Comparison(Equality.NOT_EQUAL, Verdict(Status.REFUTED, points, FIRST, witness=witness), counterexample=Counterexample(shown, *words), method="sets")
        proved = proved and line.exact
    if not points:
        return undecided("no common domain")
    verdict = Verdict(Status.PROVED, error=Fraction(0), reason="real roots") if proved else Verdict(Status.VERIFIED, points, FIRST)
    return Comparison(Equality.EQUAL, verdict, True, method="sets")


def _truth(condition: Basic, place: dict[Basic, int], values: Sequence[bool | None]) -> bool | None:
    """A condition, from the truth of its relations; None: not known."""
    if condition in (sp.true, sp.false):
        return condition is sp.true
    if isinstance(condition, Rel):
        return values[place[condition]]
    parts = [_truth(a, place, values) for a in condition.args]
    if isinstance(condition, Not):
        return None if parts[0] is None else not parts[0]
    decisive = isinstance(condition, Or)
    return decisive if decisive in parts else None if None in parts else not decisive


class Line:
    """Relations in x alone, along the real line.

    exact   all are between rational functions: the breakpoints are all there are
    reason  why they cannot be evaluated, if they cannot
    """

    def __init__(self, relations: list[Any], x: Basic, assumptions: Assumptions) -> None:
        self.relations, self.x, self.assumptions = relations, x, assumptions
        self.design = Design([x], set(), assumptions, 0)
        self.differences = [plus(r.args[1], Neg(r.args[2])) for r in relations]
        compiled = compile_claims([Claim(r.args[1], r.args[2]) for r in relations], assumptions)
        self.program = compiled.program
        self.pairs = [c.pairs[0] if c.pairs else None for c in compiled.claims]
        self.reason = next((c.reason for c in compiled.claims if c.reason), "")
        if any(y != x for y in self.program.inputs.values()) or self.program.data:
            self.reason = self.reason or "unsupported: a condition on data"
        ring = Ring([x])
        self.quotients = [ring.quotient(d) for d in self.differences]
        self.exact = all(q is not None for q in self.quotients)
        self.budget = [BUDGET]

    def values(self, balls: Sequence[Any]) -> list[list[Any]]:
        """Left minus right of each relation at each ball; None where undefined or not known."""
        if not balls:
            return [[] for _ in self.pairs]
        run = Run(WORK, range(len(balls)), lambda _: list(balls), lambda *_: None, self.budget)
        columns = self.program.run(run)
        found = []
        for pair in self.pairs:
            if pair is None:
                continue
            left, right = run.spread(columns[pair[0]]), run.spread(columns[pair[1]])
            found.append([None if u is None or v is None or type(u) is not arb or type(v) is not arb else u - v for u, v in zip(left, right)])
        return found

    def places(self) -> Iterator[tuple[str, list[bool | None], bool]]:
        """(where, truth of each relation, is it sure?) at each breakpoint, and between: simple numbers first."""
        with precision(WORK, self.program.order + 1):
            critical = self._critical()
            between = _between_balls([c for c, _ in critical])
            between += [q for q in map(Fraction, range(-3, 4)) if not any(c.contains(fmpq(q.numerator, q.denominator)) for c, _ in critical)]
            plain = sorted({q for q in between if self.design.belongs(self.x, q)}, key=lambda q: (q.denominator, abs(q), q < 0))
            rows = self.values([arb(fmpq(q.numerator, q.denominator)) for q in plain])
            for k, q in enumerate(plain):
                yield str(q), [_holds(r.args[0].name, row[k], None) for r, row in zip(self.relations, rows)], True
            inside = [(c, f) for c, f in critical if self._within(c)]
            rows = self.values([c for c, _ in inside])
            for k, (c, factor) in enumerate(inside):
                exact = c.is_exact() or factor is not None
                yield _shown(c, factor), [_holds(r.args[0].name, row[k], self._zero(n, factor, c)) for n, (r, row) in enumerate(zip(self.relations, rows))], exact

    def _within(self, c: Any) -> bool:
        low, high = (fmpq(q.numerator, q.denominator) if q is not None else None for q in (self.design.domains[self.x].low, self.design.domains[self.x].high))
        d = self.design.domains[self.x]
        return (low is None or bool(c > low) or (not d.low_open and c.contains(low))) and (high is None or bool(c < high) or (not d.high_open and c.contains(high)))

    def _zero(self, n: int, factor: Any, c: Any) -> bool | None:
        """Do the sides of the n-th relation surely agree at this root? None: go by the ball."""
        q = self.quotients[n]
        if q is None or factor is None:
            return None
        if (in_one(q.below, 0) % factor).degree() < 0:
            return None
        return bool(in_one(q.above, 0) % factor == 0)

    def critical(self) -> list[tuple[Any, Any]]:
        """The breakpoints in order."""
        with precision(WORK, self.program.order + 1):
            return self._critical()

    def _critical(self) -> list[tuple[Any, Any]]:
        """Breakpoints in order: (ball, the irreducible polynomial of which it is a root, if any)."""
        found: list[tuple[Any, Any]] = []
        factors: dict[str, Any] = {}
        for q in self.quotients:
            if q is not None:
                for p in (q.above, q.below):
                    if not p.is_zero():
                        factors |= {name: in_one(f, 0) for name, f in irreducible(p).items()}
        for f in factors.values():
            found += [(root, f) for root in real_roots(f)]
        for n, q in enumerate(self.quotients):
            if q is None:
                found += [(c, None) for c in self._changes(n)]
        for e in self.program.edges:
            if (line := linear(e)) is not None and line[1] and free(e) == {self.x}:
                c = -line[0] / line[1]
                found.append((arb(fmpq(c.numerator, c.denominator)), None))
        for end in (self.design.domains[self.x].low, self.design.domains[self.x].high):
            if end is not None:
                found.append((arb(fmpq(end.numerator, end.denominator)), None))
        found.sort(key=lambda c: float(c[0].mid()))
        return distinct(found)

    def _changes(self, n: int) -> Iterator[Any]:
        """Where the n-th difference changes its sign, or is zero, on a grid; a root is found by halving."""
        grid = [arb(fmpq(q.numerator, q.denominator)) for q in GRID]
        found = self.values(grid)[n]
        for c, d in zip(grid, found):
            if d is not None and d.is_zero():
                yield c
        known = [(c, d) for c, d in zip(grid, found) if d is not None and not d.contains(0)]
        changes = [(a, b, u > 0) for (a, u), (b, v) in pairwise(known) if (u > 0) != (v > 0)]
        for a, b, sign in changes[:CHANGES]:
            yield self._quickly(n, a, b, sign) or self._halved(n, a, b, sign)

    def _quickly(self, n: int, low: Any, high: Any, sign: bool) -> Any:
        """By secants from both ends; a narrow ball around where they lead must have the two signs at its ends. None if it has not."""
        u, v = (self.values([c])[n][0] for c in (low, high))
        a, b = low, high
        for _ in range(SECANTS):
            if u is None or v is None or (u - v).contains(0):
                break
            c = (b - v * (b - a) / (v - u)).mid()
            if not (c > low and c < high):
                return None
            a, u, b, v = b, v, c, self.values([c])[n][0]
            if v is not None and v.is_zero():
                return b
            if abs(b - a) < WIDTH:
                break
        ends = [(b - WIDTH).mid(), (b + WIDTH).mid()]
        signs = self.values(ends)[n]
        if None in signs or any(d.contains(0) for d in signs) or (signs[0] > 0) is not sign or (signs[1] > 0) is sign:
            return None
        return ends[0].union(ends[1])

    def _halved(self, n: int, low: Any, high: Any, sign: bool) -> Any:
        for _ in range(HALVINGS):
            middle = ((low + high) / 2).mid()
            d = self.values([middle])[n][0]
            if d is None or d.contains(0):
                break
            low, high = (middle, high) if (d > 0) == sign else (low, middle)
        return low.union(high)


def distinct(found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Balls that overlap are one point; an exact one stands for it."""
    kept: list[tuple[Any, Any]] = []
    for c, f in found:
        if kept and kept[-1][0].overlaps(c):
            last, factor = kept[-1]
            better = c if c.is_exact() or (not last.is_exact() and c.rad() < last.rad()) else last
            kept[-1] = (better, factor if factor is not None else f)
        else:
            kept.append((c, f))
    return kept


def _between_balls(balls: Sequence[Any]) -> list[Fraction]:
    """A simple rational number between each two neighbours, and beyond both ends."""
    if not balls:
        return [Fraction(0), Fraction(1), Fraction(-1)]
    first, last = _fraction(balls[0].lower()), _fraction(balls[-1].upper())
    found = [Fraction(first.__floor__() - 1), Fraction(last.__ceil__() + 1)]
    for a, b in pairwise(balls):
        low, high = _fraction(a.upper()), _fraction(b.lower())
        if low < high:
            found.append(simplest(low, high))
    return found


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the smallest denominator strictly between two numbers, the nearest to zero of those.

    >>> simplest(Fraction(1, 3), Fraction(3, 5)), simplest(Fraction(-4), Fraction(-1)), simplest(Fraction(-1), Fraction(2))
    (Fraction(1, 2), Fraction(-2, 1), Fraction(0, 1))
    """
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -simplest(-high, -low)
    parts: list[int] = []
    while True:
        n = low.__floor__()
        if n + 1 < high:
            parts.append(n + 1)
            break
        parts.append(n)
        low, high = low - n, high - n
        if low == 0:
            parts.append((1 / high).__floor__() + 1)
            break
        low, high = 1 / high, 1 / low
    found = Fraction(parts[-1])
    for n in reversed(parts[:-1]):
        found = n + 1 / found
    return found


def _fraction(v: Any) -> Fraction:
    mantissa, exponent = v.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _shown(c: Any, factor: Any) -> str:
    """A breakpoint for a reader: exactly where it is rational."""
    if factor is not None and factor.degree() == 1:
        return str(Fraction(-int(factor[0]), int(factor[1])))
    if c.is_exact() and abs(c) < 10 ** 9 and (q := _fraction(c)).denominator < 10 ** 6:
        return str(q)
    return written(c)


def _holds(sign: str, d: Any, zero: bool | None) -> bool | None:
    """The truth of a relation from its difference: False where it is undefined, None where it cannot be told."""
    if zero:
        return sign in ("=", "<=", ">=")
    if d is None:
        return False if zero is None else None
    if d.contains(0):
        if zero is not None or (not d.is_zero() and not d.abs_upper() < arb(2) ** -150):
            return None
        return sign in ("=", "<=", ">=")
    return {"=": False, "!=": True, "<": bool(d < 0), "<=": bool(d < 0), ">": bool(d > 0), ">=": bool(d > 0)}[sign]

