"""The problem of a solution: from its text, what is given and what is asked -> the context of the first line, and the goal."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from sympy import Basic, Integer, Symbol

from symderive.comparison.options import assumptions_of
from symderive.errors import ReadError, UsageError
from symderive.expr import Call, Neg, Over, Power, ShapeError, call, free, plus, shape_of, times
from symderive.homework.context import NAME, Context, Definition, Law, Relation, plain
from symderive.homework.conventions import bound, generic_law, information, iterates, ranges
from symderive.homework.models import with_likelihood
from symderive.nodes import And, D, Evaluated, Matrix, ProdOver, Rel, TupleOf, column, relation
from symderive.number import number
from symderive.problem import Assumptions, Problem
from symderive.reading import read, read_assumptions, read_problem
from symderive.tree import walk

OBJECTIVES = ("ell", "l", "L", "LL", "J", "Q", "S", "C", "R", "E", "loss")
SETS = frozenset(("analyse", "optimise", "optimize", "mle", "descent", "stationary", "solve"))
SEARCHING = re.compile(r"critical|stationary|extrem|maxim|minim|monoton|increas|decreas|inflection|concav|convex|nature|roots?\b|solve|converge|fit\b|estimat|least squares|极值|驻点|单调|临界|拐点|最大|最小|最值|凹|凸|收敛|估计|求解|解方程", re.I)
NAMELESS = frozenset(("derivative", "partial", "gradient", "hessian", "analyse", "directional"))      # what is asked of an expression, which is then called f, or y
DISTRIBUTION = re.compile(r"(\\sim\s*)([A-Z][a-z]{2,})(?=\s*(?:\(|\\left))")        # a name in letters, which LaTeX would take for a product
OTHER_LINES = re.compile(r"normal|perpendicular|法线|垂线", re.I)
Y = Symbol("y")
HATS = re.compile(r"\\(?:hat|widehat)\s*\{?\s*(\\?[A-Za-z]+)\s*\}?(?:_\{?(\w)\}?)?(\^\{?2\}?)?")


@dataclass(frozen=True)
class Asked:
    """A problem, understood.

    context    what is known before the first line
    goal       what is to be found, in names; None if that is not known
    condition  the condition whose solutions are asked, as f'(x) = 0, and the letter it is on
    objective  what is maximised or minimised, in names
    searching  is a condition to be solved?
    letters    the letters of the problem
    log        ln L, for which the objective has a name of its own
    tangent    f(a) + f'(a)(x - a), where the tangent line at a is asked for, and no other line
    """
    context: Context
    goal: Basic | None = None
    condition: Basic | None = None
    unknown: Basic | None = None
    objective: Basic | None = None
    searching: bool = False
    letters: frozenset[Basic] = frozenset()
    kind: str = ""
    variable: Basic | None = None
    functions: frozenset[str] = frozenset()
    shapes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    log: Basic | None = None
    tangent: Basic | None = None


def understand(problem: str, given: Iterable[str] = (), values: Mapping[str, Any] | None = None, data: Any = None,
               names: Mapping[str, Any] | None = None, assume: Any = None) -> Asked:
    """What the problem says, as far as it can be told; what is given goes before what is read from the text.

    Raises:
        ReadError: if something given cannot be read.
        UsageError: for data or values that make no sense.
    """
    text = DISTRIBUTION.sub(r"\1\\operatorname{\2}", problem or "")
    p = None
    with suppress(ReadError, ShapeError, ValueError):
        p = read_problem(text, question=False)
    context = Context(assumptions=_assumptions(text, p, assume))
    rest: list[Basic] = []
    given = list(given or ())
    for one in given or _from_problem(p):
        context, other = _take(one, context)
        rest += other
    context = with_likelihood(p, _relation(context, rest, p))
    context = _values(context, values, p)
    context = _data(context, data)
    asked = _goal(text, p, context, given)
    return _named(asked, names or {})


# ---- definitions

def _from_problem(p: Problem | None) -> list[Any]:
    """What a problem gives, where it is not handed over."""
    if p is None:
        return []
    if p.kind in ("chain", "given") and isinstance(p.body, And):
        return list(p.body.args)
    if p.kind in ("implicit",) or isinstance(p.body, Rel):
        return [p.body]
    found: list[Any] = []
    if p.name is not None and p.kind not in ("mle", "probability"):
        found.append((p.name, p.body))
    elif p.kind in NAMELESS and not isinstance(p.body, (Rel, And)):
        own = tuple(dict.fromkeys(x for x in p.variables if isinstance(x, Symbol)))
        if own:
            found += [(call(name, *own), p.body) for name in ("f", "y") if Symbol(name) not in free(p.body) | set(own)][:1 if len(own) > 1 else 2]
    if p.kind == "descent":
        found += [relation("=", Symbol(f"{x}_0"), a) for x, a in p.at.items()] + [relation("=", x, a) for x, a in p.values.items()]
    return found


def _take(one: Any, context: Context) -> tuple[Context, list[Basic]]:
    """A definition f(x) = u or y = u; anything else is a relation."""
    if isinstance(one, str):
        shapes = {str(x): tuple(map(int, shape_of(d.body))) for x, d in context.names.items() if isinstance(d.body, Matrix)}
        reading = read(one, shapes=shapes, functions=[str(x) for x, d in context.names.items() if d.parameters])
        if isinstance(reading.function, Call):
            return context.define(Symbol(str(reading.function.args[0].name)), plain(reading.expr, context), tuple(reading.function.args[1:])), []
        e = reading.expr
    else:
        e = one
    if isinstance(e, tuple):
        head, body = e
        if isinstance(head, Call):
            return context.define(Symbol(str(head.args[0].name)), plain(body, context), tuple(head.args[1:])), []
        return (context.define(head, plain(body, context)), []) if isinstance(head, NAME) and head not in free(body) else (context, [])
    if isinstance(e, Rel) and e.args[0].name == "=":
        head, body = e.args[1:]
        if isinstance(head, Call) and all(isinstance(a, Symbol) for a in head.args[1:]):
            return context.define(Symbol(str(head.args[0].name)), plain(body, context), tuple(head.args[1:])), []
        head, body = plain(head, context), plain(body, context)
        if isinstance(head, NAME) and head not in context.names and head not in free(body) and not context.circular(head, body):
            return context.define(head, body), []
    return context, [plain(e, context)]


def _relation(context: Context, rest: list[Basic], p: Problem | None) -> Context:
    """The equation F(x, y) = 0 of an implicit problem."""
    equations = [e for e in rest if isinstance(e, Rel) and e.args[0].name == "="]
    if not equations and p is not None and p.kind == "implicit" and isinstance(p.body, Rel) and not context.names:
        equations = [p.body]
    for e in equations:
        letters = free(e)
        name = p.name if p is not None and isinstance(p.name, Symbol) else None
        y = name if name in letters else next((x for x in map(Symbol, ("y", "z")) if x in letters), None)
        if y is not None and len(letters) > 1:
            bare = plain(e, Context(relation=Relation(e.args[1], e.args[2], y)))
            return replace(context, relation=Relation(bare.args[1], bare.args[2], y))
    return context


# ---- numbers

def _number(v: Any) -> Basic:
    if isinstance(v, Basic):
        return v
    try:
        return number(Fraction(str(v)))
    except (ValueError, ZeroDivisionError):
        return read(str(v)).expr


def _values(context: Context, values: Mapping[str, Any] | None, p: Problem | None) -> Context:
    if values is not None and not isinstance(values, Mapping):
        raise UsageError("values are given by name, as {'x': 2}")
    found = {read(str(x)).expr: _number(v) for x, v in (values or {}).items()}
    if not values and p is not None and p.kind != "descent":
        found = dict(p.at)
    if p is not None and p.kind == "mle":
        context = replace(context, names={**context.names, **{x: Definition(a) for x, a in p.values.items() if x not in context.names}})
    return replace(context, values={x: a for x, a in found.items() if x not in context.names})


def _data(context: Context, data: Any) -> Context:
    """{"x": [1, 2]}, or a distribution: [({"X": 1}, 0.5), ...]."""
    if not data:
        return context
    if isinstance(data, Mapping):
        try:
            return replace(context, data={str(x): tuple(map(_number, row)) for x, row in data.items()})
        except TypeError:
            raise UsageError("data are lists of numbers by name, as {'x': [1, 2, 3]}") from None
    try:
        points = tuple(({Symbol(str(x)): _number(v) for x, v in at.items()}, _number(round(w, 12) if isinstance(w, float) else w)) for at, w in data)
    except (TypeError, ValueError, AttributeError):
        raise UsageError("a distribution is a list of pairs ({'X': 1}, probability)") from None
    return replace(context, law=Law(points))


def _law(p: Problem) -> Law | None:
    """P(0) = 0.3, P(1) = 0.7"""
    found = [(f.args[1].args[1], f.args[2]) for f in p.assumptions.facts if isinstance(f, Rel) and f.args[0].name == "=" and isinstance(f.args[1], Call) and f.args[1].args[0].name == "P" and len(f.args[1].args) == 2]
    values = [(a.args[2] if isinstance(a, Rel) else a, w) for a, w in found]
    return Law(tuple(({Symbol("X"): a}, w) for a, w in values)) if values and not any(free(a) for a, _ in values) else None


def _assumptions(text: str, p: Problem | None, assume: Any) -> Assumptions:
    found = assumptions_of(assume)
    if p is not None:
        return found + Assumptions(tuple(f for f in p.assumptions.facts if _is_fact(f, p)))
    for part in re.split(r",|，|;|；|\\q?quad|\\ ", text):
        if re.search(r"[<>≤≥]|\\[lg]eq?\b|\\in\b|\\neq?\b|∈", part):
            with suppress(ReadError, ValueError, ShapeError):
                found = found + read_assumptions(part)
    return found


def _is_fact(f: Basic, p: Problem) -> bool:
    """An inequality on letters of the problem, not on data."""
    data = Symbol("x") if p.kind == "mle" else None
    return isinstance(f, Rel) and f.args[0].name in ("<", "<=", ">", ">=", "!=", "in") and data not in free(f)


# ---- the goal

def _goal(text: str, p: Problem | None, context: Context, given: list[str]) -> Asked:
    kind = "tangent" if re.search("tangent|切线", text, re.I) else p.kind if p is not None else "mle" if re.search(r"\\sim\b|likelihood|似然", text, re.I) else ""
    functions = frozenset(str(x) for x, d in context.names.items() if d.parameters)
    shapes = {}
    for x, d in context.names.items():
        with suppress(TypeError, ValueError):
            rows, columns = shape_of(d.body)
            if (int(rows), int(columns)) != (1, 1):
                shapes[str(x)] = (int(rows), int(columns))
    letters = frozenset().union(free(p.body) | frozenset(p.variables) if p is not None and not isinstance(p.body, And) else (), *(context.leaves(x) | {x} for x in context.names), context.values, free(plus(context.relation.left, context.relation.right)) if context.relation else ())
    variable = p.variables[0] if p is not None and p.variables and isinstance(p.variables[0], Symbol) else None
    searching = kind in SETS or SEARCHING.search(text) is not None
    objective, unknowns = _objective(text, kind, context, p)
    context = replace(context, unknowns=unknowns)
    log = None
    if isinstance(objective, Call) and isinstance(objective.args[1], Symbol):
        log, objective = objective, Symbol("ell")
        for name in (objective, Symbol("l")):
            if name not in context.names:
                context = context.define(name, log, context.names[log.args[1]].parameters)
    if objective is not None:
        context = replace(context, assumptions=context.assumptions + ranges(objective, context))
    if kind == "descent" or re.search(r"newton|descent|momentum|\bGD\b|iterat|牛顿|梯度下降|迭代|动量", text, re.I):
        context = iterates(text, context)
    if context.law is None and p is not None and (law := _law(p)) is not None:
        context = replace(context, law=law)
    if context.law is None and re.search(r"Var|Cov|E\b|\bE[\[(]|independent|独立|方差|期望|协方差", text):
        context = replace(context, law=generic_law("independent" in text or "独立" in text))
    tangent = _tangent(p, context)
    if tangent is not None and Y not in context.names:
        context = context.define(Y, tangent)
    goal, condition, unknown = _asked(p, context)
    context = bound(text, p, goal, context)
    wanted = p.wanted if p is not None else ()
    return Asked(context, goal, condition, unknown, objective, searching, letters | frozenset(unknowns), kind, variable, functions, shapes, wanted, log, None if OTHER_LINES.search(text) else tangent)


def _tangent(p: Problem | None, context: Context) -> Basic | None:
    """The tangent line that is asked for, in names, so that it follows a learner's derivative."""
    if p is None or p.kind != "tangent" or len(p.variables) != 1 or p.variables[0] not in p.at or Y in free(p.body):
        return None
    x, a = p.variables[0], p.at[p.variables[0]]
    f = _base(p, context) or next((name for name, d in context.names.items() if d.body == p.body), p.body)
    return plus(Evaluated(f, x, a), times(Evaluated(D(f, x), x, a), plus(x, Neg(a))))


def _objective(text: str, kind: str, context: Context, p: Problem | None) -> tuple[Basic | None, tuple[Basic, ...]]:
    """What is maximised, and in which parameters."""
    names = [x for x in map(Symbol, OBJECTIVES) if x in context.names]
    hats = [read(f"{m[1]}").expr for m in HATS.finditer(text)]
    if kind not in ("mle", "") and not hats and not re.search(r"least squares|minimi|regress|fit\b|最小二乘", text, re.I):
        names = [x for x in names if str(x) in ("ell", "l")]
    data = [x for x in names if any(type(t).__name__ == "At" for t in walk(context.names[x].body))]
    if not data:
        return None, tuple(h for h in hats if isinstance(h, Symbol))
    x = data[0]
    d = context.names[x]
    unknowns = d.parameters or tuple(h for h in hats if h in context.leaves(x)) or tuple(sorted((y for y in context.leaves(x) if y != Symbol("n") and y not in context.values and not _is_data(y, d.body)), key=str))
    known = {str(n) for n in (p.values if p is not None else ())} | {w.lstrip("\\") for s, w in (p.said if p is not None else ()) if s == "known"}
    unknowns = tuple(y for y in unknowns if str(y) not in known)
    e: Basic = call("ln", x) if any(isinstance(t, ProdOver) for t in walk(d.body)) else x
    return e, unknowns


def _is_data(y: Basic, body: Basic) -> bool:
    return any(type(t).__name__ == "At" and t.args[0] == y for t in walk(body))


def _asked(p: Problem | None, context: Context) -> tuple[Basic | None, Basic | None, Basic | None]:
    """The goal; or a condition and the letter it is on."""
    if p is None:
        return None, None, None
    if p.kind == "parametric" and isinstance(p.name, TupleOf):
        x, y = p.name.args
        return D(y, x), None, None
    name = _base(p, context)
    if p.kind == "descent" and "convergence" in p.wanted:
        return None, _convergence(p), _rate(p)
    if name is None:
        return (information(p), None, None) if p.kind == "probability" else (p.body if p.kind == "evaluate" else None, None, None)
    if p.kind == "analyse":
        x = p.variables[0]
        order = 2 if any("inflection" in w or "concav" in w for w in p.wanted) or "concavity" in p.wanted else 1
        return None, relation("=", _derivative(name, [x] * order), Integer(0)), x
    if p.kind in ("derivative", "partial", "chain", "implicit"):
        e = _derivative(name, [v for v in p.variables if isinstance(v, Symbol)])
        return e, None, None
    if p.kind == "gradient":
        return column(*(D(name, v) for v in p.variables)), None, None
    if p.kind == "jacobian" and isinstance(p.body, Matrix):
        return Matrix(Integer(len(p.body.args) - 2), Integer(len(p.variables)), *(D(f, v) for f in p.body.args[2:] for v in p.variables)), None, None
    if p.kind == "hessian":
        n = Integer(len(p.variables))
        return Matrix(n, n, *(D(D(name, b), a) for a in p.variables for b in p.variables)), None, None
    if p.kind == "directional" and p.along:
        norm = call("sqrt", plus(*(Power(a, Integer(2)) for a in p.along)))
        return Over(plus(*(times(a, D(name, v)) for a, v in zip(p.along, p.variables))), norm), None, None
    return None, None, None


def _derivative(name: Basic, variables: list[Basic]) -> Basic:
    e = name
    for v in variables:
        e = D(e, v)
    return e


def _base(p: Problem, context: Context) -> Basic | None:
    """The name that the problem is about; its body where that has no name."""
    name = p.name
    x = Symbol(str(name.args[0].name)) if isinstance(name, Call) else name
    if isinstance(x, Symbol) and (x in context.names or (context.relation is not None and x == context.relation.dependent)):
        return x
    if p.kind in ("derivative", "partial", "gradient", "analyse", "directional") and not isinstance(p.body, (Rel, And)):
        only = [y for y, d in context.names.items() if d.body == p.body]
        return only[0] if only else p.body
    return None


def _rate(p: Problem) -> Basic:
    letters = [Symbol(s) for s in ("eta", "alpha", "gamma", "h")]
    return next((x for x in letters if str(x) in p.source or f"\\{x}" in p.source), letters[0])


def _convergence(p: Problem) -> Basic:
    """|1 - eta f''| < 1"""
    x = p.variables[0]
    factor = plus(Integer(1), Neg(times(_rate(p), D(D(p.body, x), x))))
    return relation("<", call("abs", factor), Integer(1))


# ---- names said by the caller

def _named(asked: Asked, names: Mapping[str, Any]) -> Asked:
    """{"D": "dy/dx"}: what a name of a line stands for."""
    context = asked.context
    for name, meaning in names.items():
        head = plain(read(str(name)).expr, context)
        value = plain(read(str(meaning), functions=asked.functions).expr if isinstance(meaning, str) else _number(meaning), context)
        if isinstance(head, Symbol) and not context.circular(head, value):
            context = context.define(head, value)
    return replace(asked, context=context)


