"""Conditions on one unknown as sets: the same, fewer solutions, more solutions, or others; also with data put in."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive.checking.signals import Unsupported
from symderive.comparison.conditions import NotASet, condition
from symderive.comparison.outcome import Comparison
from symderive.comparison.sets import same_set
from symderive.derivation import Status
from symderive.errors import SymderiveError
from symderive.expr import ShapeError, free
from symderive.homework.context import Context
from symderive.homework.deciding import Decision, Witness, on_roots, put_in, undecided
from symderive.homework.meaning import Meaning, with_data
from symderive.nodes import And, D, Evaluated, Or, Rel, relation
from symderive.number import number
from symderive.tree import fold, rebuild, substitute, walk

SIGNS = frozenset(("=", "!=", "<", "<=", ">", ">="))
NO_ROOT = "no root"           # why a score cannot be set to zero
DATASETS = 3                   # with which conditions on data are tried
PLAIN: tuple[tuple[Fraction, ...], ...] = (tuple(Fraction(k, 10) for k in (2, 9, 5, 7, 3)), tuple(map(Fraction, (2, 1, 3, 1, 4))), (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2), Fraction(1)))


def is_condition(e: Basic) -> bool:
    return isinstance(e, (Rel, And, Or)) and all(r.args[0].name in SIGNS for r in walk(e, lambda t: isinstance(t, (And, Or))) if isinstance(r, Rel))


def compare_sets(truth: Basic, claim: Basic, x: Basic, context: Context) -> Decision:
    """Is the set of the claim the set of the truth? Both are conditions on x, in names.

    `lost`: the claim has only a part of it; `gained`: it has it all and more.
    """
    return _tried(lambda: _compared(Meaning(context)(condition(truth, x)), Meaning(context)(condition(claim, x)), x, context))


def within(part: Basic, whole: Basic, x: Basic, context: Context) -> Decision:
    """Does the whole hold wherever the part does?"""
    def work() -> Decision:
        a, b = (Meaning(context)(condition(e, x)) for e in (part, whole))
        return _each_dataset(lambda u, v: _decision(_same(And(u, v), u, x, context)), a, b, context)
    return _tried(work)


def _tried(work: Callable[[], Decision]) -> Decision:
    try:
        return work()
    except (Unsupported, ShapeError, NotASet, SymderiveError, ValueError) as why:
        return undecided(str(why) or type(why).__name__)


def _compared(a: Basic, b: Basic, x: Basic, context: Context) -> Decision:
    found = _each_dataset(lambda u, v: _decision(_same(u, v, x, context)), a, b, context)
    if found.holds is not False:
        return found
    lost = _each_dataset(lambda u, v: _decision(_same(Or(u, v), u, x, context)), a, b, context)
    gained = _each_dataset(lambda u, v: _decision(_same(Or(u, v), v, x, context)), a, b, context)
    return replace(found, lost=bool(lost.holds), gained=bool(gained.holds))


def _same(a: Basic, b: Basic, x: Basic, context: Context) -> Comparison:
    return same_set(closed(a), closed(b), context.assumptions, x)


def closed(e: Basic) -> Basic:
    """The same with a letter of its own under each derivative and where a value is put in, so that numbers may be put in for the letters that are left."""
    def build(old: Basic, args: tuple[Basic, ...]) -> Basic:
        if isinstance(old, D) and isinstance(args[1], Symbol):
            own = Symbol(f"{args[1]}_moving")
            return Evaluated(D(substitute(args[0], {args[1]: own}), own), own, args[1])
        if isinstance(old, Evaluated) and isinstance(args[1], Symbol):
            own = Symbol(f"{args[1]}_there")
            return Evaluated(substitute(args[0], {args[1]: own}), own, args[2])
        return rebuild(old, args)
    return fold(e, build)


def _decision(found: Comparison) -> Decision:
    if found:
        return Decision(True, "set", points=found.verdict.points, bits=found.verdict.bits)
    if found.verdict.status is not Status.REFUTED:
        return undecided(found.verdict.reason)
    c = found.counterexample
    return Decision(False, "set", Witness(dict(c.at), c.left, c.right) if c else None)


def _each_dataset(work: Callable[[Basic, Basic], Decision], a: Basic, b: Basic, context: Context) -> Decision:
    """The same for several data, if there are any in the conditions."""
    if not any(holds_data(e) for e in (a, b)):
        return work(a, b)
    found = undecided("")
    for data in datasets(context, a, b):
        one = work(with_data(a, data), with_data(b, data))
        if one.holds is False and one.witness:
            return replace(one, witness=replace(one.witness, at={**_shown(data), **one.witness.at}))
        if not one.holds:
            return one
        found = one
    return found


def _shown(data: dict[str, tuple[Basic, ...]]) -> dict[str, str]:
    return {x: ", ".join(map(str, row)) for x, row in data.items()}


def holds_data(e: Basic) -> bool:
    return any(type(t).__name__ == "At" for t in walk(e)) or Symbol("n") in free(e)


def datasets(context: Context, *conditions: Basic) -> list[dict[str, tuple[Basic, ...]]]:
    """The data of the problem, and others with the same values; without any, some small numbers."""
    if context.data:
        first = dict(context.data)
        rows = list(zip(*first.values()))
        random = Random(len(rows))
        found = [first]
        for n in (len(rows) - 1, len(rows) + 2)[:DATASETS - 1]:
            if n >= 2:
                drawn = [random.choice(rows) for _ in range(n)] if len(set(rows)) > 1 else rows
                drawn = [*drawn[:-2], *rows[:2]] if len(set(drawn)) == 1 else drawn
                found.append({x: tuple(r[k] for r in drawn) for k, x in enumerate(first)})
        return found
    names = sorted({str(t.args[0]) for e in conditions for t in walk(e) if type(t).__name__ == "At"}) or ["x"]
    return [{x: tuple(number(q) for q in row[k:] + row[:k]) for k, x in enumerate(names)} for row in PLAIN]


# ---- parameters

def score(objective: Basic, x: Basic) -> Basic:
    return relation("=", D(objective, x), Integer(0))


def estimator(value: Basic, x: Basic, objective: Basic, context: Context) -> Decision:
    """Is this value of x stationary, the other unknowns being at their own estimators, for several data?"""
    return _tried(lambda: _estimator(value, x, objective, context))


def _estimator(value: Basic, x: Basic, objective: Basic, context: Context) -> Decision:
    meaning = Meaning(context)
    slope, at = meaning(D(objective, x)), meaning(value)
    if x in free(at):
        return Decision(False, "stationary")
    others = [y for y in context.unknowns if y != x and (y in free(slope) or y in free(at))]
    known = {y: h for y in others if (h := hat_of(y)) in context.names}
    for y in known:
        slope, at = (Evaluated(e, y, meaning(known[y])) if y in free(e) else e for e in (slope, at))
    left = [y for y in others if y not in known]
    if len(left) > 1:
        return undecided("several unknowns")
    if not left:
        if context.data and not holds_data(at):
            data = dict(context.data)
            return _root(at, with_data(slope, data), x, context)
        return _each_dataset(lambda u, v: _root(v, u, x, context), slope, at, context)
    y = left[0]
    other = meaning(D(objective, y))
    return _profiled(slope, other, at, x, y, context)


def _root(value: Basic, slope: Basic, x: Basic, context: Context) -> Decision:
    """Is the slope zero at this value of x?"""
    here = relation("=", slope, Integer(0))
    return _decision(_same(And(relation("=", x, value), here), relation("=", x, value), x, context))


def _profiled(slope: Basic, other: Basic, at: Basic, x: Basic, y: Basic, context: Context) -> Decision:
    found = undecided("")
    for data in datasets(context, slope, other):
        v = with_data(at, data)
        s, o = (Evaluated(with_data(e, data), x, v) for e in (slope, other))
        found = on_roots(relation("=", o, Integer(0)), relation("=", s, Integer(0)), y, context)
        if found.holds is False:
            return replace(found, witness=Witness(_shown(data)))
        if found.holds is None and found.points == 0:
            found = _settled(o, s, y, context)
            if not found.holds:
                return found
    return replace(found, rung="stationary") if found.holds else found


def _settled(other: Basic, slope: Basic, y: Basic, context: Context) -> Decision:
    """Where no letter is left to vary, one root is enough."""
    a, b = relation("=", other, Integer(0)), relation("=", slope, Integer(0))
    if _same(a, sp.false, y, context):
        return undecided("no stationary point")
    return _decision(_same(And(a, b), a, y, context))


def hat_of(x: Basic) -> Basic:
    return Symbol(f"{x}_hat")


def unhatted(x: Basic) -> Basic | None:
    """p, of p-hat, p*, or \\tilde p."""
    name = getattr(x, "name", "")
    for mark in ("_hat", "_star", "_tilde", "_MLE", "_ML"):
        if name.endswith(mark):
            return Symbol(name.removesuffix(mark))
    return None


def equations_like(claim: Basic, objective: Basic, context: Context) -> Decision:
    """Is the claim a score equation, rearranged? In each unknown that it holds, the others varying or at their estimators."""
    found = undecided("no unknown in it")
    meaning = Meaning(context)
    try:
        stated = meaning(claim)
    except (Unsupported, ShapeError) as why:
        return undecided(str(why))
    refuted: Decision | None = None
    for x in context.unknowns:
        if x not in free(stated):
            continue
        for setting in _settings(x, context):
            one = _tried(lambda x=x, setting=setting: _compared(put_in(meaning(score(objective, x)), setting), put_in(stated, setting), x, context))  # type: ignore[misc]
            if one.holds:
                return replace(one, rung="stationary")
            refuted = refuted or (one if one.holds is False else None)
            found = one
    return refuted or found


def _settings(x: Basic, context: Context) -> Sequence[dict[Basic, Basic]]:
    others = {y: Meaning(context)(hat_of(y)) for y in context.unknowns if y != x and hat_of(y) in context.names}
    return [{}, others] if others else [{}]


def has_root(objective: Basic, x: Basic, context: Context) -> Decision:
    """Has the score a zero in the range, for all the data tried?"""
    def work() -> Decision:
        slope = Meaning(context)(score(objective, x))
        found = _each_dataset(lambda u, v: _decision(_same(u, sp.false, x, context)), slope, relation("=", Integer(0), Integer(1)), context)
        return Decision(False, reason=NO_ROOT) if found.holds else Decision(True) if found.holds is False else found
    return _tried(work)


def solutions_listed(e: Any) -> list[Basic] | None:
    """[a, b] of x = a or x = b."""
    parts = e.args if isinstance(e, (Or, And)) else (e,)
    found = []
    for p in parts:
        if isinstance(p, (Or, And)):
            inner = solutions_listed(p)
            if inner is None:
                return None
            found += inner
        elif isinstance(p, Rel) and p.args[0].name == "=" and isinstance(p.args[1], Symbol) and p.args[1] not in free(p.args[2]):
            found.append(p)
        else:
            return None
    return found if len({p.args[1] for p in found}) == 1 else None
