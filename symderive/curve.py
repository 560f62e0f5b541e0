"""The course of an analysis of one function of one variable: derivatives, their zeros, signs between them, and what follows."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import sympy as sp
from flint import arb
from sympy import Basic, Integer, Symbol

from symderive.analysis import Analysis, Extremum
from symderive.cells import Cell, cells, interval, is_defined, sign_at, special_points
from symderive.checking import Claim, check, enclosure, holds, tendency
from symderive.checking.germs import limit
from symderive.checking.intervals import OnIntervals
from symderive.checking.precision import precision
from symderive.definition import at_point, height_at
from symderive.derivation import Derivation, Relation, Step
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.expr import Neg, call, free, head, named
from symderive.nodes import Cases, D, Evaluated, Interval, Or, relation
from symderive.page import Cell as TableCell
from symderive.page import Grid
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.products import factored_form
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.solution import Part
from symderive.solve import concluded
from symderive.tree import walk
from symderive.zeros import UNBOUNDED, NotCertain, Range, Zero, Zeros, merged, zeros

ZERO = Integer(0)


class Course:
    """The course of one analysis."""

    def __init__(self, p: Problem) -> None:
        self.p, self.f, self.x = p, p.body, p.variables[0]
        self.name = p.name or Symbol("f")
        whole = p.along[0] if p.along else Interval(named("()"), Neg(sp.oo), sp.oo)
        self.brackets: str = whole.args[0].name
        self.within = Range(*whole.args[1:])
        self.parts: list[Part] = []
        self.charts: dict[int, Grid] = {}

    # ---- derivatives

    def derivative(self, goal: Basic, name: Basic, title: str, known: dict[Basic, Basic]) -> Basic:
        """One derivative, with its form as a product, and where it is zero."""
        d = derive(goal, RULES, known, finish)
        form = factored_form(d.answer)
        if form is not None:
            d = d.finished((*d.finish, Step(d.answer, Relation.EQ, form, "collect.product")))
        known[goal] = d.answer
        self.parts.append(Part(Phrase(title), d, name))
        return d.answer

    def zeros_of(self, e: Basic, name: Basic) -> Zeros:
        """Where a derivative is zero, shown as an equation solved; why none is missing is said."""
        found = zeros(e, self.x, self.within)
        found = replace(found, found=tuple(z for z in found.found if z.exact is None or height_at(self.f, self.x, z.exact) is not None))
        said = tuple(Phrase(r) for r in found.reasons)
        if not found.found:
            self.last(Phrase("analyse.everywhere" if found.everywhere else "analyse.no_zero", {"f": name}), *said)
            return found
        step = self.solved(e, found)
        if step is None:
            self.last(Phrase("analyse.zeros", {"f": name, "x": tuple(self.where(z) for z in found.found)}), *said)
        else:
            self.parts.append(Part(Phrase("part.zeros", {"f": name}), Derivation(step.before, {step.before: step}), None, said))
        if any(z.exact is None for z in found.found):
            self.last(Phrase("analyse.enclosed"))
        return found

    def solved(self, e: Basic, found: Zeros) -> Step | None:
        """f'(x) = 0 if and only if x is one of the zeros; None where the checker does not confirm it."""
        if any(z.exact is None for z in found.found):
            return None
        equations = [relation("=", self.x, z.written) for z in found.found]
        ends = tuple(relation(sign, self.x, end) for sign, end in ((">=", self.within.low), ("<=", self.within.high)) if end not in UNBOUNDED)
        step = Step(relation("=", e, ZERO), Relation.IFF, Or(*equations) if len(equations) > 1 else equations[0], "solve.zeros", provisos=ends)
        return step if check([Claim(step.before, step.after, step.relation, ends)], self.p.assumptions)[0] else None

    def where(self, z: Zero) -> Basic:
        return equal(self.x, z)

    def last(self, *said: Phrase) -> None:
        self.parts[-1] = replace(self.parts[-1], after=(*self.parts[-1].after, *said))

    # ---- the whole

    def finding(self) -> Analysis:
        known: dict[Basic, Basic] = {}
        first = self.derivative(D(self.f, self.x), D(self.name, self.x), "part.first", known)
        provisos = [q for s in self.parts[0].derivation.all_steps() for q in s.provisos]
        stationary = self.zeros_of(first, D(self.name, self.x))
        special = special_points(self.f, self.x, self.within)
        points = merged([*stationary.found, *special, *special_points(first, self.x, self.within)])
        rows = cells(points, self.within)
        signs = [sign_at(first, self.x, c.sample) if is_defined(self.f, self.x, c.sample) else None for c in rows]
        if any(s is None and is_defined(self.f, self.x, c.sample) for s, c in zip(signs, rows)):
            raise NotCertain("the sign of the derivative is not told between two of its zeros")
        if all(s is None for s in signs):
            raise NotSupported(f"{self.f} is nowhere defined" + (" on this interval" if self.p.along else ""))
        ends = [c.high for c in rows[:-1]]
        critical: list[Zero] = []
        kinds: list[str] = []
        missing: list[Zero] = []
        joined: list[bool] = []
        for z, left, right in zip(ends, signs, signs[1:]):
            assert z is not None
            smooth = self.is_continuous(z)
            joined.append(smooth and left is not None and right is not None)
            if not joined[-1]:
                continue
            exists = self.slope_exists(z, provisos, special)
            if exists is False:
                missing.append(z)
            if exists is False or any(z is s or overlap(z, s) for s in stationary.found):
                critical.append(z)
                kinds.append({(1, -1): "max", (-1, 1): "min"}.get((left or 0, right or 0), "neither"))
        rising, falling = (self.runs(rows, signs, joined, want) for want in (1, -1))
        if missing:
            self.last(Phrase("analyse.no_slope", {"x": tuple(map(self.where, missing))}))
        self.charts[len(self.parts) - 1] = self.chart(rows, signs, D(self.name, self.x), dict(zip(map(id, critical), kinds)), stationary, points)
        curvature = self.curvature(known, special)
        extrema = self.extrema(critical, kinds, rows, signs, joined)
        remarks = tuple(self.remarks(critical, kinds, rising, falling, extrema, curvature))
        return concluded(
            self.p, self.parts, Analysis, remarks=remarks, charts=self.charts,
            critical_points=tuple(z.plain for z in critical), kinds=tuple(kinds), increasing=plain_pairs(rising), decreasing=plain_pairs(falling),
            extrema=tuple(extrema.plain), inflections=None if curvature is None else tuple(z.plain for z in curvature.inflections),
            convex=plain_pairs(curvature.convex) if curvature else (), concave=plain_pairs(curvature.concave) if curvature else (),
        )

    def is_continuous(self, z: Zero) -> bool:
        """Is f defined at the point, and does it tend to its value there?"""
        if z.exact is None:
            return True                            # an inner zero of the derivative: f has a derivative there
        height = height_at(self.f, self.x, z.exact)
        if height is None:
            return False
        if not any(head(t) == "sign" or isinstance(t, Cases) for t in walk(self.f)):
            return True
        v = enclosure(height, {}, 512)
        found = [tendency(self.f, self.x, z.exact, side) for side in "+-"]
        limits = [limit(g) if g is not None else None for g in found]
        return v is not None and all(w is not None and bool(w.overlaps(v)) for w in limits)

    def slope_exists(self, z: Zero, provisos: Sequence[Basic], special: Sequence[Zero]) -> bool | None:
        """Does f'(z) exist? By the rules, where their conditions hold; else from the definition. None: it is not zero."""
        if z.exact is None or (all(holds(q, {self.x: z.exact}) for q in provisos if free(q) <= {self.x}) and not any(overlap(z, s) for s in special)):
            return True
        with suppress(NotSupported):
            found = at_point(replace(self.p, kind="derivative", at={self.x: z.exact}, name=self.name, along=()))
            if found.answer is not None:
                return True
        return False

    def runs(self, rows: Sequence[Cell], signs: Sequence[int | None], joined: Sequence[bool], wanted: int) -> list[tuple[Zero | None, Zero | None]]:
        """The longest intervals on which f is strictly monotone."""
        found: list[tuple[Zero | None, Zero | None]] = []
        for k, (c, s) in enumerate(zip(rows, signs)):
            if s != wanted:
                continue
            if found and k and signs[k - 1] == wanted and joined[k - 1]:
                found[-1] = (found[-1][0], c.high)
            else:
                found.append((c.low, c.high))
        return found

    # ---- charts

    def chart(self, rows: Sequence[Cell], signs: Sequence[int | None], name: Basic, kinds: dict[int, str], stationary: Zeros, points: Sequence[Zero]) -> Grid:
        """x, the sign of f', and what f does."""
        def at(z: Zero) -> str:
            kind = kinds.get(id(z), "")
            return kind if kind in ("min", "max") else ""
        return self.sign_chart(rows, signs, name, stationary, {1: "rises", -1: "falls", 0: "constant"}, at)

    def sign_chart(self, rows: Sequence[Cell], signs: Sequence[int | None], name: Basic, zeros: Zeros, does: Mapping[int, str], at: Callable[[Zero], str]) -> Grid:
        """x, the sign of a derivative, and what f does by it, between the places of change and at them."""
        top: list[TableCell] = [self.x]
        middle: list[TableCell] = [name]
        bottom: list[TableCell] = [self.name]
        for k, (c, s) in enumerate(zip(rows, signs)):
            top.append(interval(c.low, c.high))
            middle.append("" if s is None else {1: "+", -1: "-", 0: "0"}[s])
            bottom.append(Phrase(f"chart.{'undefined' if s is None else does[s]}"))
            if k < len(rows) - 1 and c.high is not None:
                top.append(c.high.written)
                middle.append("0" if any(overlap(c.high, z) for z in zeros.found) else "")
                word = at(c.high)
                bottom.append(Phrase(f"chart.{word}") if word else "")
        return Grid(tuple(top), (tuple(middle), tuple(bottom)), named=True)

    # ---- the second derivative

    def curvature(self, known: dict[Basic, Basic], special: Sequence[Zero]) -> Curvature | None:
        """Where f'' changes its sign; None where that is not certain."""
        before = len(self.parts), dict(known)
        try:
            second = self.derivative(D(D(self.f, self.x), self.x), D(D(self.name, self.x), self.x), "part.second_derivative", known)
            found = self.zeros_of(second, D(D(self.name, self.x), self.x))
            points = merged([*found.found, *special, *special_points(second, self.x, self.within)])
        except NotSupported:
            del self.parts[before[0]:]
            self.last(Phrase("analyse.no_curvature"))
            return None
        rows = cells(points, self.within)
        signs = [sign_at(second, self.x, c.sample) if is_defined(self.f, self.x, c.sample) else None for c in rows]
        joined = [self.is_continuous(c.high) for c in rows[:-1] if c.high is not None]
        turns = [c.high for c, s, t, j in zip(rows, signs, signs[1:], joined) if j and s and t and s != t and c.high is not None]
        self.charts[len(self.parts) - 1] = self.sign_chart(
            rows, signs, D(D(self.name, self.x), self.x), found, {1: "convex", -1: "concave", 0: "straight"}, lambda z: "inflection" if z in turns else "")
        return Curvature(turns, self.runs(rows, signs, joined, 1), self.runs(rows, signs, joined, -1), second)

    # ---- values

    def extrema(self, critical: Sequence[Zero], kinds: Sequence[str], rows: Sequence[Cell], signs: Sequence[int | None], joined: Sequence[bool]) -> Extrema:
        """The values at critical points and at ends that belong to the interval, and which of them are the least and the greatest."""
        where = [(z, k) for z, k in zip(critical, kinds)]
        closed = self.brackets == "[]" and all(joined) and None not in signs and self.ends_continuous()
        if closed:
            where = [(z, "end") for z in (rows[0].low, rows[-1].high) if z is not None] + where
        values = [(z, self.value(z)) for z, _ in where]
        known = [(z, k, v) for (z, k), (_, v) in zip(where, values) if v is not None]
        least = greatest = None
        if closed and len(known) == len(where) and known:
            least, greatest = (extreme([v.ball for _, _, v in known], largest) for largest in (False, True))
        elif connected(signs, joined) and self.ends_continuous() and len(self.turns(signs)) == 1 and len(known) == len(where):
            kind = self.turns(signs)[0]
            hit = {n for n, (_, k, _) in enumerate(known) if k == kind}
            least, greatest = (hit, None) if kind == "min" else (None, hit)
        found = []
        for n, (z, k, v) in enumerate(known):
            for kind, best in (("min", least), ("max", greatest)):
                if k == kind or (best is not None and n in best):
                    found.append(Extremum(z.plain, v.plain, kind, best is not None and n in best))
        return Extrema([(z, v) for z, v in values], found, [(z, v, kind) for n, (z, k, v) in enumerate(known) for kind, best in (("min", least), ("max", greatest)) if best is not None and n in best], closed)

    def turns(self, signs: Sequence[int | None]) -> list[str]:
        return [{(1, -1): "max", (-1, 1): "min"}[s, t] for s, t in pairwise(signs) if s and t and s != t]

    def value(self, z: Zero) -> Zero | None:
        """f at a point, worked out as a part of its own where the point is exact."""
        if z.exact is None:
            v = value_on(self.f, self.x, z.ball)
            return None if v is None else Zero(None, v)
        if (height := height_at(self.f, self.x, z.exact)) is None or not isinstance(v := enclosure(height, {}, 256), arb):
            return None
        goal = Evaluated(self.f, self.x, z.exact)
        if is_defined(self.f, self.x, z.exact):
            d = derive(goal, RULES, None, finish)
            title = Phrase("part.values") if not any(q.title is not None and q.title.id == "part.values" for q in self.parts) else None
            self.parts.append(Part(title, d, call(self.name.name, z.written)))
            height = d.answer
        return Zero(height, v)

    # ---- what is said

    def remarks(self, critical: Sequence[Zero], kinds: Sequence[str], rising: Any, falling: Any, extrema: Extrema, curvature: Curvature | None) -> Iterable[Phrase]:
        f = self.name
        for runs, statement in ((rising, "analyse.increasing"), (falling, "analyse.decreasing")):
            if runs:
                yield Phrase(statement, {"f": f, "on": tuple(self.closed(*r) for r in runs)})
        values = {id(z): v for z, v in extrema.values}
        for z, kind in zip(critical, kinds):
            v = values.get(id(z))
            said = {"x": self.where(z), "value": equal(call(f.name, self.x), v) if v is not None else ZERO}
            yield Phrase(f"analyse.{kind}" if v is not None else "analyse.critical", said)
            if kind in ("min", "max") and curvature is not None and z.exact is not None and (s := sign_at(curvature.second, self.x, z.exact)):
                yield Phrase("analyse.second_test", {"f": D(D(f, self.x), self.x), "x": z.written, "sign": relation(">" if s > 0 else "<", Evaluated(D(D(f, self.x), self.x), self.x, z.written), ZERO)})
        if not critical:
            yield Phrase("analyse.none", {"f": f})
        for z, v, kind in extrema.best:
            where = {"x": self.where(z), "value": v.written}
            yield Phrase(f"analyse.absolute_{kind}" + ("_on" if extrema.closed else ""), where)
        if curvature is not None and curvature.inflections:
            yield Phrase("analyse.inflections", {"x": tuple(map(self.where, curvature.inflections))})

    def closed(self, low: Zero | None, high: Zero | None) -> Basic:
        """A monotone stretch, with the ends at which f is continuous."""
        marks = ["(" if low is None or not self.belongs(low) else "[", ")" if high is None or not self.belongs(high) else "]"]
        return interval(low, high, "".join(marks))

    def belongs(self, z: Zero) -> bool:
        at_end = {0: self.within.low, 1: self.within.high}
        for k, e in at_end.items():
            if z.exact is not None and z.exact == e and self.brackets[k] in "()":
                return False
        return z.exact is None or (height_at(self.f, self.x, z.exact) is not None and self.is_one_sided(z))

    def ends_continuous(self) -> bool:
        """Does f tend to its values at the ends that belong to the interval?"""
        ends = [e for e, bracket in zip((self.within.low, self.within.high), self.brackets) if e not in UNBOUNDED and bracket in "[]"]
        return all(self.is_one_sided(Zero(e, enclosure(e, {}, 256))) for e in ends)

    def is_one_sided(self, z: Zero) -> bool:
        return not any(head(t) == "sign" or isinstance(t, Cases) for t in walk(self.f)) or self.is_continuous(z)


@dataclass(frozen=True, eq=False)
class Curvature:
    """Where the curvature changes, and where it is up or down."""
    inflections: list[Zero]
    convex: list[tuple[Zero | None, Zero | None]]
    concave: list[tuple[Zero | None, Zero | None]]
    second: Basic


@dataclass(frozen=True, eq=False)
class Extrema:
    """Values at points; extrema in SymPy; the least and greatest of all; is the interval closed?"""
    values: list[tuple[Zero, Zero | None]]
    plain: list[Extremum]
    best: list[tuple[Zero, Zero, str]]
    closed: bool


def equal(left: Basic, z: Zero) -> Basic:
    """x = 1/2, or x about 0.73909."""
    return relation("=" if z.exact is not None else "approx", left, z.written)


def connected(signs: Sequence[int | None], joined: Sequence[bool]) -> bool:
    """Is the domain one interval, on which f is continuous and nowhere flat?"""
    inside = [k for k, s in enumerate(signs) if s is not None]
    return bool(inside) and inside == list(range(inside[0], inside[-1] + 1)) and all(joined[k] for k in inside[:-1]) and all(signs[k] for k in inside)


def overlap(a: Zero, b: Zero) -> bool:
    return bool(a.ball.overlaps(b.ball))


def extreme(balls: Sequence[Any], largest: bool) -> set[int] | None:
    """Which are the largest; equal ones together; None where that is not certain."""
    best = {n for n, v in enumerate(balls) if not any((w > v) if largest else (w < v) for w in balls)}
    return best if all(balls[a].overlaps(balls[b]) for a in best for b in best) else None


def value_on(e: Basic, x: Symbol, ball: Any) -> Any:
    """The value on a small ball."""
    f = OnIntervals([e], x)
    with precision(256, f.order + 1):
        return f.at(ball)[0]


def plain_pairs(runs: Sequence[tuple[Zero | None, Zero | None]]) -> tuple[tuple[Any, Any], ...]:
    return tuple((-sp.oo if a is None else a.plain, sp.oo if b is None else b.plain) for a, b in runs)
