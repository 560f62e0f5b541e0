"""What a problem means by convention: the steps of a descent, entropies, the letters that stand for what is asked, the ranges of parameters."""
from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import arb
from sympy import Basic, Integer, MatrixSymbol, Symbol

from symderive.checking import enclosure
from symderive.checking.signals import Unsupported
from symderive.expr import Call, Neg, Over, ShapeError, call, free, plus, times
from symderive.homework.context import Context, Definition, Law
from symderive.homework.meaning import Meaning, with_data
from symderive.homework.sets import datasets
from symderive.nodes import D, Evaluated, Matrix, Rel, SetOf, TupleOf, relation
from symderive.number import number
from symderive.problem import NOTHING, Assumptions, Domain, Problem

CONVENTIONAL = {"directional": ("D", "D_u", "D_v", "D_uf", "D_vf", "D_f"), "jacobian": ("J",), "hessian": ("H",)}      # names that stand for what is asked
ITERATES = 12                  # steps of a descent that have names


def bound(text: str, p: Problem | None, goal: Basic | None, context: Context) -> Context:
    """The name that stands for the goal by convention: H(p), D(p || q), the D of a directional derivative."""
    for word, name, order in (("hessian|黑塞|海森", "H", 2), ("jacobian|雅可比", "J", 1)):
        f = next((f for f, d in context.names.items() if d.parameters), None)
        if f is not None and re.search(word, text, re.I) and Symbol(name) not in context.names:
            table = _table(f, context.names[f], order)
            context = context.define(Symbol(name), table).define(MatrixSymbol(name, *table.args[:2]), table)
    if p is None or goal is None:
        return context
    if p.kind == "probability" and isinstance(p.body, Call):
        names = [Symbol(str(p.body.args[0].name))] if str(p.body.args[0].name) not in ("E", "Var", "Cov") else []
    else:
        names = list(map(Symbol, CONVENTIONAL.get(p.kind, ())))
    for x in names:
        if x not in context.names and x not in free(goal):
            context = context.define(x, goal)
    return context


def _table(f: Basic, known: Definition, order: int) -> Basic:
    """The second derivatives of a function; the first ones of its entries."""
    x = known.parameters
    n = Integer(len(x))
    if order == 2:
        return Matrix(n, n, *(D(D(f, b), a) for a in x for b in x))
    rows = known.body.args[2:] if isinstance(known.body, Matrix) else (known.body,)
    return Matrix(Integer(len(rows)), n, *(D(u, a) for u in rows for a in x))


def information(p: Problem) -> Basic | None:
    """Entropies and divergences of distributions that are written out, from their definitions."""
    rows = {str(f.args[1]): f.args[2].args[-1 * _length(f.args[2]):] for f in p.assumptions.facts if isinstance(f, Rel) and f.args[0].name == "=" and _length(f.args[2])}
    bits = p.method == "bits" or "bits" in p.source or "比特" in p.source
    e = p.body
    if not isinstance(e, Call):
        return None
    name, args = str(e.args[0].name), e.args[1:]
    if name == "H" and (both := re.search(r"H\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)", p.source)):
        args = (Symbol(both[1]), Symbol(both[2]))
    about = [rows.get(str(a)) for a in args]
    if name == "H" and len(about) == 1 and about[0]:
        found = Neg(plus(*(times(a, call("ln", a)) for a in about[0])))
    elif name == "H" and len(about) == 2 and all(about):
        found = Neg(plus(*(times(a, call("ln", b)) for a, b in zip(*about))))
    elif name in ("D", "KL", "D_KL") and (pair := _pair(args, rows)) is not None:
        found = plus(*(times(a, call("ln", Over(a, b))) for a, b in zip(*pair)))
    else:
        return e if name in ("E", "Var", "Cov") else None
    return Over(found, call("ln", Integer(2))) if bits else found


def _length(e: Basic) -> int:
    return len(e.args) if isinstance(e, (TupleOf, SetOf)) else len(e.args) - 2 if isinstance(e, Matrix) else 0


def _pair(args: tuple[Basic, ...], rows: Mapping[str, Any]) -> tuple[Any, Any] | None:
    names = [str(a) for a in args] if len(args) == 2 else [str(a) for a in args[0].args[1:]] if args and isinstance(args[0], Rel) else []
    found = [rows.get(n) for n in names]
    return (found[0], found[1]) if len(found) == 2 and all(found) else None


def iterates(text: str, context: Context) -> Context:
    """x_1, x_2, ... of gradient descent, with momentum if a coefficient for it is given, or of Newton's method."""
    starts = [x for x in context.names if isinstance(x, Symbol) and x.name.endswith("_0")]
    f = next((x for x, d in context.names.items() if d.parameters), None) or next((x for x in map(Symbol, "fLJ") if x in context.names), None)
    rate = next((x for x in map(Symbol, ("eta", "alpha", "gamma", "lr")) if x in context.names), None)
    newton = re.search(r"newton|牛顿", text, re.I) is not None
    momentum = next((x for x in map(Symbol, ("beta", "mu", "m", "gamma")) if x in context.names and x != rate), None)
    if f is None or (rate is None and not newton) or re.search("adam|rmsprop|adagrad|nesterov", text, re.I):
        return context
    letters = {x: Symbol(x.name[:-2]) for x in starts if Symbol(x.name[:-2]) in context.leaves(f)}
    for k in range(1, ITERATES + 1):
        made = {}
        for x in letters.values():
            last = Symbol(f"{x}_{k - 1}")
            slope: Basic = D(f, x)
            for y in letters.values():
                slope = Evaluated(slope, y, Symbol(f"{y}_{k - 1}"))
            if newton and len(letters) == 1:
                step = Over(slope, Evaluated(D(D(f, x), x), x, last)) if re.search("minim|optimi|极小|最小", text, re.I) else Over(Evaluated(f, x, last), slope)
            elif momentum is not None:
                before: Basic = Symbol(f"v_{k - 1}")
                v = Symbol(f"v_{k}")
                if before not in context.names:
                    context = context.define(before, Integer(0))
                context = context.define(v, plus(times(momentum, before), slope))
                step = times(rate, v)
            else:
                step = times(rate, slope)
            made[Symbol(f"{x}_{k}")] = plus(last, Neg(step))
        for name, body in made.items():
            context = context.define(name, body)
    return context


def ranges(objective: Basic, context: Context) -> Assumptions:
    """Where the parameters may lie: what is not defined at -1 is positive; what is not defined at 2 either lies below 1."""
    try:
        e = Meaning(context)(objective)
    except (Unsupported, ShapeError):
        return NOTHING
    data = datasets(context, e)[0]
    body = with_data(e, data)
    facts: list[Basic] = []
    half = number(Fraction(1, 2))
    for x in context.unknowns:
        if context.assumptions.domain(x) != Domain():
            continue
        inside, below, above = (_is_defined(body, dict.fromkeys(free(body), half) | {x: v}) for v in (half, Neg(half), Integer(2)))
        if inside and not below:
            facts.append(relation(">", x, Integer(0)))
            if not above:
                facts.append(relation("<", x, Integer(1)))
    return Assumptions(tuple(facts))


def _is_defined(e: Basic, at: Mapping[Basic, Basic]) -> bool:
    found = enclosure(e, at)
    return isinstance(found, arb) and bool(found.is_finite())


def generic_law(independent: bool) -> Law:
    """X and Y with two values each and any probabilities, for laws that hold for every distribution."""
    x, y = Symbol("X"), Symbol("Y")
    two, three, five = Integer(2), Integer(3), Integer(5)
    rows = [(Integer(1), two), (Integer(4), five), (Integer(0), three)]
    if independent:
        px, py = [number(Fraction(1, 5)), number(Fraction(3, 10)), number(Fraction(1, 2))], [number(Fraction(1, 4)), number(Fraction(5, 8)), number(Fraction(1, 8))]
        return Law(tuple(({x: a, y: b}, times(p, q)) for (a, _), p in zip(rows, px) for (_, b), q in zip(rows, py)), True)
    weights = [Fraction(1, 5), Fraction(3, 10), Fraction(1, 10), Fraction(2, 5)]
    joint = [(1, 2), (2, 1), (4, 3), (0, 5)]
    return Law(tuple(({x: Integer(a), y: Integer(b)}, number(w)) for (a, b), w in zip(joint, weights)), True)
