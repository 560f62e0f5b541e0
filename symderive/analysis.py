"""What the derivative says of a function: where it rises and falls, its critical points, extrema and inflections."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp
from sympy import Basic, Symbol

from symderive.ask import Expression, given_problem, value_given
from symderive.asked import question
from symderive.checking import real_value
from symderive.definition import real_roots
from symderive.errors import NotSupported, UsageError
from symderive.expr import Neg, free, named
from symderive.finding import Finding
from symderive.nodes import Interval, Rel
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.solve import prepared
from symderive.zeros import UNBOUNDED


@dataclass(frozen=True)
class Extremum:
    """A point, the value there, and its kind: "min" or "max". `absolute`: on the whole interval, or domain, that was looked at."""
    x: Any
    value: Any
    kind: str
    absolute: bool = False


@dataclass(frozen=True, eq=False)
class Analysis(Finding):
    """What was found of a function of one variable; numbers and intervals are SymPy's.

    critical_points  points within the domain where f' is zero or does not exist
    kinds            for each of them "min", "max" or "neither"
    increasing       intervals (a, b) on which f increases; likewise decreasing, convex and concave
    extrema          local extrema, and on a closed interval those at its ends
    inflections      points where the curvature changes its sign; None where they were not found with certainty
    """
    critical_points: tuple[Any, ...] = ()
    kinds: tuple[str, ...] = ()
    increasing: tuple[tuple[Any, Any], ...] = ()
    decreasing: tuple[tuple[Any, Any], ...] = ()
    extrema: tuple[Extremum, ...] = ()
    inflections: tuple[Any, ...] | None = None
    convex: tuple[tuple[Any, Any], ...] = ()
    concave: tuple[tuple[Any, Any], ...] = ()

    @property
    def answer(self) -> Any:
        """The critical points, each with its kind; of a problem in words that asks for something else alone, that."""
        wanted = self.problem.wanted
        if wanted == ("inflection_points",):
            return self.inflections
        if wanted == ("monotonicity",):
            return {"increasing": self.increasing, "decreasing": self.decreasing}
        if wanted == ("concavity",):
            return {"convex": self.convex, "concave": self.concave}
        return dict(zip(self.critical_points, self.kinds))

    def plot(self) -> str:
        """A picture of f and f' as SVG."""
        from symderive.plot import picture
        return picture(self)


@question
def analyse(f: Expression, wrt: str | Symbol | Iterable[str | Symbol], interval: Any = None, assume: str | None = None) -> Finding:
    """Where a function rises and falls, its critical points and their kinds, extrema and inflections.

    Args:
        f: LaTeX, plain text or SymPy.
        wrt: the variable; for several, the stationary points are found and told apart by the Hessian matrix.
        interval: (a, b) or "[a, b]", both ends belonging to it; "(a, b)" without them; by default the whole domain.
        assume: conditions on the letters.

    Raises:
        ReadError, UsageError, NotSupported. NotSupported also where it is not certain that no critical point is missing:
        then an interval with two ends may help.

    >>> a = analyse("x^3 - 3x", "x")
    >>> a.critical_points, a.kinds, a.increasing
    ((-1, 1), ('max', 'min'), ((-oo, -1), (1, oo)))
    """
    p = given_problem("analyse", f, wrt, None, assume)
    if interval is not None:
        p = replace(p, along=(read_interval(interval),))
    return solve_analyse(p)


def read_interval(given: Any) -> Basic:
    """An interval, from text, a pair of ends, or SymPy."""
    if isinstance(given, sp.Interval):
        return Interval(named(("(" if given.left_open else "[") + (")" if given.right_open else "]")), end_of(given.start), end_of(given.end))
    brackets = "[]"
    if isinstance(given, str):
        text = given.strip()
        if len(text) < 3 or text[0] not in "[(" or text[-1] not in "])":
            raise UsageError(f"an interval is written [a, b] or (a, b), not {given}")
        brackets, given = text[0] + text[-1], text[1:-1].split(",")
    if not isinstance(given, Sequence) or len(given) != 2:
        raise UsageError("an interval has two ends")
    low, high = map(end_of, given)
    brackets = ("(" if low in UNBOUNDED else brackets[0]) + (")" if high in UNBOUNDED else brackets[1])
    a, b = (None if e in UNBOUNDED else real_value(e) for e in (low, high))
    if (a is None and low not in UNBOUNDED) or (b is None and high not in UNBOUNDED) or (a is not None and b is not None and not a < b):
        raise UsageError("the ends of an interval are numbers, the smaller one first")
    return Interval(named(brackets), low, high)


def end_of(e: Any) -> Basic:
    text = str(e).strip().lstrip("+")
    if text in ("oo", "inf", r"\infty", "∞"):
        return sp.oo
    if text in ("-oo", "-inf", r"-\infty", "-∞"):
        return Neg(sp.oo)
    return value_given(e.strip() if isinstance(e, str) else e)


def interval_assumed(assumptions: Assumptions, x: Basic) -> Basic | None:
    """The interval that conditions on x alone leave, with its ends as written; None for the whole line."""
    low, high, brackets = Neg(sp.oo), sp.oo, ["(", ")"]
    for fact in assumptions.facts:
        if isinstance(fact, Rel) and fact.args[0].name == "in" and fact.args[1] == x and isinstance(fact.args[2], Interval) and not free(fact.args[2]):
            return fact.args[2]
        if not isinstance(fact, Rel) or fact.args[0].name not in ("<", "<=", ">", ">="):
            continue
        sign, a, b = fact.args[0].name, *fact.args[1:]
        below, above = (a, b) if sign[0] == "<" else (b, a)
        if above == x and not free(below) and (low in UNBOUNDED or later(below, low)):
            low, brackets[0] = below, "[" if sign[1:] else "("
        elif below == x and not free(above) and (high in UNBOUNDED or later(high, above)):
            high, brackets[1] = above, "]" if sign[1:] else ")"
    return None if low in UNBOUNDED and high in UNBOUNDED else Interval(named("".join(brackets)), low, high)


def later(a: Basic, b: Basic) -> bool:
    """Is the number a greater than b?"""
    left, right = real_value(a), real_value(b)
    return left is not None and right is not None and bool(left > right)


def solve_analyse(p: Problem) -> Finding:
    """The analysis of a problem; of one variable or of several."""
    p = prepared(p)
    if len(set(p.variables)) > 1:
        from symderive.stationary import of_several
        return of_several(p)
    if not p.along and (on := interval_assumed(p.assumptions, p.variables[0])) is not None:
        p = replace(p, along=(on,))
    if free(p.body) - set(p.variables):
        raise NotSupported(f"a function with the letters {', '.join(sorted(map(str, free(p.body) - set(p.variables))))} is not analysed")
    if (body := real_roots(p.body)) != p.body:
        p = replace(p, body=body, notes=(*p.notes, Phrase("note.real_root", {"written": p.body, "meant": body})))
    from symderive.curve import Course
    return Course(p).finding()
