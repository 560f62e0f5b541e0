"""The questions a user can ask, in Python: strings or SymPy in, a checked Solution out."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import isfinite
from typing import Any, TypeAlias

import sympy as sp
from sympy import Basic, Symbol
from sympy.core.symbol import Str

from symderive import sets
from symderive.asked import question
from symderive.checking import enclosure
from symderive.definition import by_definition, by_rules
from symderive.errors import NotSupported, UsageError
from symderive.expr import Inert, free, is_scalar
from symderive.fraction import by_product, by_shortest
from symderive.logarithmic import by_logarithms
from symderive.nodes import And, Interval, Not, Or, Rel, SetOf, TupleOf, column, relation
from symderive.number import number
from symderive.phrase import Phrase
from symderive.problem import NOTHING, Assumptions, Problem
from symderive.reading import read, read_assumptions, read_point, read_problem
from symderive.rules import RULES
from symderive.solution import Solution
from symderive.solve import solve
from symderive.tree import substitute, walk
from symderive.written import as_written, detached, facts_of

Expression: TypeAlias = str | Basic | int | float
Known: TypeAlias = Iterable[str]
Point: TypeAlias = Mapping[Any, Expression] | str | Expression | None

Values: TypeAlias = Mapping[str, Expression] | str | None

COMMA = re.compile(r",(?![^()]*\))")              # between statements, not between arguments
APPLIED = re.compile(r"([A-Za-z]\w*)'*\s*\(")         # f of f'(3)
MOST_ORDERS = 20
LONGEST = 10_000                   # bits of a number
CONSTANTS = frozenset(("pi", "π", r"\pi", "e"))
WITH_VALUES = frozenset(("analyse", "tangent", "taylor", "directional", "differential", "limit"))    # kinds in which values of other letters are put in at once
NOT_A_VALUE = (Rel, And, Or, Not, SetOf, TupleOf, Interval, sets.Union, sets.Intersection, sets.Difference, sets.IntegerRange, sets.SuchThat, sets.ForAll)
METHODS: dict[str, Callable[[Problem], Solution]] = {"rules": by_shortest, "quotient": by_rules, "product": by_product, "definition": by_definition, "logarithmic": by_logarithms}


@question
def derive(problem: str, notation: str | None = None, **context: Any) -> Solution:
    r"""Solve a problem that is written out.

    Args:
        problem: LaTeX or plain text, as `\frac{d}{dx}[x^2]`, `\nabla f, f(x, y) = x^2 y`, "derivative of x^2".
        notation: "latex" or "text"; by default it is recognised.
        context: `assume="x > 0"`, and what `read` takes.

    Raises:
        ReadError: where the text cannot be read, with the place.
        NotSupported: where no rule leads to an answer.

    >>> derive(r"\frac{d}{dx}\left[x^3\right]").answer
    3*x**2
    """
    if not isinstance(problem, str):
        raise UsageError("a problem is text; derivative, partial, gradient ... take SymPy expressions")
    assume = context.pop("assume", None)
    asked = read_problem(problem, notation, **context)
    if asked.method and (asked.kind != "derivative" or asked.method not in METHODS):
        raise NotSupported(f"the method is read, but not worked out here: {asked.method}")
    name = asked.name if asked.kind in ("mle", "parametric") else _name(asked.kind, asked.body, None if asked.name is None else Symbol(_name_of(asked.name)))
    body = substitute(asked.body, asked.values) if asked.kind in WITH_VALUES else asked.body
    whole = replace(asked, body=body, assumptions=asked.assumptions + assumed(assume), name=name)
    return METHODS[asked.method](whole) if asked.method else solve(whole)


@question
def derivative(f: Expression, wrt: str | Symbol, order: int = 1, at: Point = None, method: str = "rules", assume: str | None = None,
               values: Values = None, known: Known = ()) -> Solution:
    """The derivative of a function of one variable, of any order; other letters are constants.

    Args:
        f: LaTeX, plain text or SymPy.
        wrt: the variable.
        order: how often, from 1.
        at: a number, or {"x": 1}, or "x = 1": the value there is worked out too.
        method: "rules"; of a fraction "quotient" or "product" (with a negative power), else the shorter; "definition": the limit of the difference quotient, worked out; "logarithmic": logarithmic differentiation.
        assume: conditions on the letters, as "a > 0".
        values: what is known of unknown functions, as {"g(2)": 3, "f'(3)": 5} or "g(2) = 3, f'(3) = 5".
        known: rules that need no line of their own, by id or title: ["power rule", "diff.sin"].

    Raises:
        ReadError, UsageError, NotSupported.

    >>> derivative("x*sin(x^2)", "x").answer
    2*x**2*cos(x**2) + sin(x**2)
    >>> derivative("f(g(x))", "x", at=2, values={"g(2)": 3, "g'(2)": 4, "f'(3)": 5}).answer
    20
    """
    if method not in METHODS:
        raise UsageError(f"there is no method {method!r}; there are: {', '.join(METHODS)}")
    if not isinstance(order, int) or not 1 <= order <= MOST_ORDERS:
        raise UsageError(f"the order is a whole number from 1 to {MOST_ORDERS}, not {order!r}")
    return METHODS[method](_problem("derivative", f, (wrt,) * order, at, assume, known, values))


@question
def partial(f: Expression, *wrt: str | Symbol, at: Point = None, assume: str | None = None, known: Known = ()) -> Solution:
    """The partial derivative in the variables given, one after the other.

    >>> partial("x^2*y + exp(x*y)", "y").answer
    x**2 + x*exp(x*y)
    >>> partial("x^2*y^3", "x", "y").answer
    6*x*y**2
    """
    if not 1 <= len(wrt) <= MOST_ORDERS:
        raise UsageError(f"name from 1 to {MOST_ORDERS} variables to differentiate in")
    return _solved("partial", f, wrt, at, assume, known)


@question
def gradient(f: Expression, wrt: Iterable[str | Symbol] | str, at: Point = None, assume: str | None = None, known: Known = ()) -> Solution:
    """The column of the partial derivatives.

    >>> gradient("x^2*y + sin(x*y)", ["x", "y"]).answer
    Matrix([
    [2*x*y + y*cos(x*y)],
    [  x**2 + x*cos(x*y)]])
    """
    return _solved("gradient", f, listed(wrt), at, assume, known)


@question
def jacobian(functions: Sequence[Expression], wrt: Iterable[str | Symbol] | str, at: Point = None, assume: str | None = None, known: Known = ()) -> Solution:
    """The matrix whose rows hold the partial derivatives of one function each.

    >>> jacobian(["x*y", "x + y"], ["x", "y"]).answer
    Matrix([
    [y, x],
    [1, 1]])
    """
    return _solved("jacobian", functions, listed(wrt), at, assume, known)


@question
def hessian(f: Expression, wrt: Iterable[str | Symbol] | str, at: Point = None, assume: str | None = None, known: Known = ()) -> Solution:
    """The matrix of the second partial derivatives.

    >>> hessian("x^2*y", ["x", "y"]).answer
    Matrix([
    [2*y, 2*x],
    [2*x,   0]])
    """
    return _solved("hessian", f, listed(wrt), at, assume, known)


# ---- from what the user gives to a Problem

def given_problem(kind: str, f: Expression, wrt: Iterable[str | Symbol] | str, at: Point, assume: str | None) -> Problem:
    """The problem of a kind that a function, its variables and a point make."""
    return _problem(kind, f, listed(wrt), at, assume)


def value_given(a: Expression) -> Basic:
    """A number or an expression that the user gives as a value."""
    return Given(()).value(a)


def _solved(kind: str, f: Any, wrt: Sequence[str | Symbol], at: Point, assume: str | None, known: Known) -> Solution:
    return solve(_problem(kind, f, wrt, at, assume, known))


def _problem(kind: str, f: Any, wrt: Sequence[str | Symbol], at: Point, assume: str | None, known: Known = (), values: Values = None) -> Problem:
    if not all(isinstance(x, (str, Symbol)) for x in wrt):
        raise UsageError("a variable is a name or a SymPy symbol")
    given = Given(tuple(n for n in _names(wrt) if n not in CONSTANTS))
    functions = f.split(";") if isinstance(f, str) else f
    body = column(*map(given.expression, functions)) if kind == "jacobian" else given.expression(f)
    variables = tuple(given.variable(x, body) for x in wrt)
    if kind not in ("derivative", "partial") and len(set(variables)) < len(variables):
        raise UsageError("a variable is named twice")
    name = _name(kind, body, given.function)
    return Problem(
        kind, body, variables, source=f if isinstance(f, str) else "", at=given.point(at, variables, body), name=name,
        assumptions=Assumptions((*given.facts, *given.known_values(values))) + assumed(assume), notes=tuple(given.notes), originals=given.originals,
        known=_known(known),
    )


def _known(known: Known) -> tuple[str, ...]:
    """Rules by id or title.

    Raises:
        UsageError: for a rule there is not.
    """
    given = (known,) if isinstance(known, str) else tuple(known)
    there = {name for rule in RULES.values() for name in (rule.id, rule.title)}
    for name in given:
        if name not in there:
            raise UsageError(f"there is no rule {name!r}; 'symderive rules' lists them")
    return given


class Given:
    """Reads what belongs to one question; gathers notes, and the user's own symbols."""

    def __init__(self, declared: tuple[str, ...]) -> None:
        self.declared = declared
        self.notes: list[Phrase] = []
        self.facts: list[Basic] = []
        self.originals: dict[Basic, Basic] = {}
        self.function: Symbol | None = None

    def expression(self, f: Expression) -> Basic:
        """An expression as written."""
        if isinstance(f, str):
            reading = read(f, symbols=self.declared)
            self.notes += [n for n in reading.notes if n not in self.notes]
            if reading.function is not None:
                self.function = Symbol(_name_of(reading.function))
            e = reading.expr
        else:
            e = self.plain(f)
        if isinstance(e, NOT_A_VALUE) or getattr(e, "is_Boolean", False):
            raise UsageError(f"an expression is needed here, not {e}")
        if not is_scalar(e):
            raise UsageError("a scalar is needed here, not a matrix")
        return e

    def equation(self, f: Expression) -> Basic:
        """An equation as written; an expression alone is set to zero."""
        if isinstance(f, str):
            reading = read(f, symbols=self.declared)
            self.notes += [n for n in reading.notes if n not in self.notes]
            e: Any = reading.expr
        else:
            e = self.plain(f)
        return e if isinstance(e, Rel) else relation("=", e, sp.Integer(0))

    def plain(self, f: Any) -> Basic:
        """A SymPy expression as written, its symbols without their assumptions, which become facts of the problem."""
        if isinstance(f, Inert):
            return f
        e, symbols = detached(f, LONGEST)
        for s in symbols:
            self.symbol(s)
        return as_written(e)

    def symbol(self, s: Symbol) -> Symbol:
        t = Symbol(s.name)
        if s != t:
            if self.originals.setdefault(t, s) != s:
                raise UsageError(f"two different symbols are called {s.name}")
            self.facts += [fact for fact in facts_of(s, t) if fact not in self.facts]
        return t

    def variable(self, x: str | Symbol, body: Basic) -> Symbol:
        """The symbol in which to differentiate; x1 and x_1 are taken for one another where only one of them occurs."""
        e: Any = x if not isinstance(x, str) else read(x, symbols=self.declared).expr
        if not isinstance(e, Symbol):
            raise UsageError(f"a variable is needed here, not {x}")
        v = self.symbol(e)
        if v not in free(body):
            alike = [s for s in free(body) if isinstance(s, Symbol) and s.name.replace("_", "") == v.name.replace("_", "")]
            if len(alike) == 1:
                return alike[0]
        return v

    def defining(self, x: Any, f: Expression) -> Basic:
        """What a variable stands for; of x = x(t), the unknown function of that name."""
        if isinstance(f, str) and re.fullmatch(rf"\s*{re.escape(str(x))}\s*\([^()]*\)\s*", f):
            return read(f, symbols=[n for n in self.declared if n != str(x)], functions=(str(x),)).expr
        return self.expression(f)

    def letter(self, x: Any) -> Symbol:
        """The name of a variable that is defined."""
        e: Any = read(x, symbols=self.declared).expr if isinstance(x, str) else x
        if not isinstance(e, Symbol):
            raise UsageError(f"a name is needed here, not {x}")
        return self.symbol(e)

    def point(self, at: Point, variables: Sequence[Symbol], body: Basic) -> dict[Basic, Basic]:
        """Where to evaluate: {variable: value as written}."""
        if at is None:
            return {}
        if isinstance(at, str) and "=" in at:
            at = read_point(at, symbols=self.declared)
        if not isinstance(at, Mapping):
            if len(set(variables)) != 1:
                raise UsageError("say which variable has which value, as at={'x': 1, 'y': 2}")
            at = {variables[0]: at}
        found = {self.variable(x, body): self.value(a) for x, a in at.items()}
        for x, a in found.items():
            if free(a) & found.keys():
                raise UsageError(f"the value of {x} must not hold a variable that is given a value itself: {a}")
        missing = [x for x in dict.fromkeys(variables) if x not in found]
        if missing:
            raise UsageError(f"no value is given for {', '.join(x.name for x in missing)}")
        return dict(found)

    def known_values(self, values: Values) -> Iterator[Basic]:
        """Facts about unknown functions of one variable: f'(3) = 5."""
        if values is not None and not isinstance(values, str) and not (isinstance(values, Mapping) and all(isinstance(f, str) for f in values)):
            raise UsageError("known values are a text, as \"f'(3) = 5\", or a dictionary, as {\"f'(3)\": 5}")
        if isinstance(values, str):
            if not all("=" in part for part in COMMA.split(values)):
                raise UsageError(f"known values are written as f'(3) = 5, g(2) = 3, not {values}")
            facts = [read(part, functions=APPLIED.findall(part)).expr for part in COMMA.split(values)]
        else:
            facts = [relation("=", read(f, functions=APPLIED.findall(f)).expr, self.value(v)) for f, v in (values or {}).items()]
        for fact in facts:
            if not Assumptions((fact,)).values:
                raise UsageError(f"a known value is written as f'(3) = 5, with numbers and a function of one variable, not {fact}")
        yield from facts

    def value(self, a: Expression) -> Basic:
        if isinstance(a, float) and not isfinite(a):
            raise UsageError(f"a number is needed here, not {a}")
        e = number(Fraction(repr(a))) if isinstance(a, float) else self.expression(a)
        if not free(e) and enclosure(e, {}) is None and not any(isinstance(t, Inert) and t.is_goal for t in walk(e)):
            raise UsageError(f"a number is needed here, not {e}")
        return e


def _names(wrt: Iterable[str | Symbol]) -> Iterable[str]:
    return (x if isinstance(x, str) else x.name for x in wrt)


def listed(wrt: Iterable[str | Symbol] | str) -> tuple[str | Symbol, ...]:
    found = tuple(part.strip() for part in wrt.split(",")) if isinstance(wrt, str) else (wrt,) if isinstance(wrt, Symbol) else tuple(wrt)
    if not found or "" in found:
        raise UsageError("name the variables, as x,y")
    return found


def _name_of(e: Basic) -> str:
    return str(e.args[0].name) if isinstance(e, Inert) else str(e.name)


def _name(kind: str, body: Basic, given: Symbol | None) -> Symbol | None:
    """What to call the function: as the user does, or f (unless f occurs) where several parts need a name."""
    if given is not None or kind in ("derivative", "partial", "limit"):
        return given
    taken = {e.name for e in walk(body) if isinstance(e, (Symbol, Str))}
    return next(Symbol(c) for c in "fgFGhH" if c not in taken)


def assumed(assume: str | None) -> Assumptions:
    return NOTHING if assume is None else read_assumptions(assume)
