"""The derivative from its definition: the limit of the difference quotient, in general or at one point, from both sides where it must be."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import sympy as sp
from sympy import Basic, Integer, Symbol, pi

from symderive.checking import holds, real_value, tendency
from symderive.checking.germs import infinite, limit
from symderive.derivation import Derivation, Relation, Step
from symderive.driver import derive
from symderive.errors import NotSupported, OutOfDomain
from symderive.expr import Neg, Over, Power, call, free, head, named, plus, times
from symderive.finding import Finding
from symderive.nodes import Cases, D, Evaluated, Limit, relation
from symderive.number import value
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.rules.limits import CORNERS, cancelled, from_the_side, is_undefined, tidied
from symderive.rules.quotients import ZERO, definition, step_letter
from symderive.rules.tidy import tidy
from symderive.solution import Part, Solution
from symderive.solve import concluded, prepared, solve
from symderive.tasks import asked
from symderive.tree import fold, rebuild, substitute, walk

SIDES = (("+", "part.right"), ("-", "part.left"))
K = Symbol("k")                # numbers the points of a sequence
INFINITE = (sp.oo, Neg(sp.oo))


def by_definition(problem: Problem) -> Solution:
    """The first derivative as the limit of its difference quotients, worked out; at a point where the problem names one.

    Raises:
        NotSupported: for a higher order, and where the limit is not found.
    """
    if len(problem.variables) != 1:
        raise NotSupported("from the definition only the first derivative is worked out")
    problem = prepared(problem)
    if not problem.at:
        return concluded(problem, in_general(problem))
    try:
        return concluded(problem, in_general(problem))
    except NotSupported:
        return at_point(problem)


def by_rules(problem: Problem) -> Solution:
    """By the rules; at a point that they do not reach, from the definition.

    Raises:
        NotSupported: where neither leads to an answer.
    """
    try:
        return solve(problem)
    except NotSupported as fault:
        if len(problem.variables) != 1 or len(problem.at) != 1:
            raise
        return at_point(prepared(problem), fault)


def in_general(problem: Problem) -> list[Part]:
    """The derivative at x, then what the problem asks beyond it."""
    goal, *later = asked(problem)
    d = derivation(goal.goal)
    parts = [Part(goal.title, d, goal.name)]
    known = {goal.goal: d.answer}
    parts += [Part(a.title, derive(a.goal, RULES, known, finish), a.name) for a in later]
    return parts


def derivation(goal: Basic) -> Derivation:
    """From the derivative to the limit, and on to its value."""
    found = definition(goal)
    if found is None:
        raise NotSupported(f"this is not the derivative in a variable: {goal}")
    rest = derive(found.after, RULES, None, finish)
    first = Step(goal, Relation.EQ, found.after, "limit.definition", found.letters)
    return Derivation(goal, {**rest.steps, goal: first}).finished(rest.finish)


# ---- at a point

@dataclass(frozen=True)
class Quotient:
    """The difference quotient of f at a, as a function of h."""
    f: Basic
    x: Symbol
    a: Basic
    height: Basic
    body: Basic
    h: Symbol

    def limit(self, side: str) -> Basic:
        return Limit(self.body, self.h, ZERO, named(side))


def at_point(problem: Problem, fault: NotSupported | None = None) -> Solution:
    """The derivative at a point where the rules do not reach: one limit, or one from each side.

    Raises:
        NotSupported: where the function is not defined, or the limit is not found.
    """
    if (body := real_roots(problem.body)) != problem.body:
        problem = replace(problem, body=body, notes=(*problem.notes, Phrase("note.real_root", {"written": problem.body, "meant": body})))
    q = quotient_at(problem, fault)
    name = problem.name or Symbol("f")
    problem = replace(problem, name=name)
    left = Evaluated(D(name, q.x), q.x, q.a)
    try:
        defined = [side for side, _ in SIDES if tendency(q.f, q.x, q.a, side) is not None]
        found = derived_limits(q, defined)
    except NotSupported as stuck:
        waves = oscillating(problem, q, left)
        if waves is None:
            raise fault or stuck from None
        return waves
    if not found:
        raise fault or NotSupported(f"{q.f} is defined at {q.x} = {q.a}, but not near it")
    if len(defined) < 2:
        if is_defined_beyond(q, "+" if defined[0] == "-" else "-"):
            raise fault or NotSupported(f"how {q.f} behaves near {q.x} = {q.a} is not told")
        return at_the_end(problem, q, defined[0], found[defined[0]])
    parts = [Part(Phrase(title) if side != "+-" else None, found[side], left if side == "+-" and found[side].answer not in INFINITE else None)
             for side, title in (*SIDES, ("+-", "")) if side in found]
    return conclusion(problem, q, parts, [d.answer for d in found.values()], left)


def derived_limits(q: Quotient, defined: list[str]) -> dict[str, Derivation]:
    """The limit, or where it turns at the point, or cannot be found, those from the sides on which f is defined."""
    if len(defined) == 2 and not any(head(t) in CORNERS or isinstance(t, Cases) for t in walk(q.f)):
        with suppress(NotSupported):
            return {"+-": derive(q.limit("+-"), RULES, None, finish)}
    return {side: derive(q.limit(side), RULES, None, finish) for side in defined}


def real_roots(f: Basic) -> Basic:
    """x^(1/3) as the real cube root."""
    def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
        n = value(t.args[1]) if type(t) is Power else None
        if n is None or n.denominator == 1 or n.denominator % 2 == 0 or n < 0:
            return rebuild(t, args)
        root = call("root", Integer(n.denominator), args[0])
        return root if n.numerator == 1 else Power(root, Integer(n.numerator))
    found: Basic = fold(f, change)
    return found


def quotient_at(problem: Problem, fault: NotSupported | None) -> Quotient:
    (x, a), = problem.at.items()
    f = problem.body
    if not isinstance(x, Symbol) or free(f) - {x} or free(a):
        raise fault or NotSupported("at a point, the definition is worked out for functions of one letter")
    height = height_at(f, x, a)
    if height is None:
        needed = f": it would need {fault.needed}" if isinstance(fault, OutOfDomain) else ""
        raise NotSupported(f"{f} is not defined at {x} = {a}, so it has no derivative there{needed}")
    h = step_letter(plus(f, x))
    moved = h if a is ZERO else plus(a, h)
    return Quotient(f, x, a, height, Over(plus(substitute(f, {x: moved}), Neg(height)), h), h)


def height_at(f: Basic, x: Basic, a: Basic) -> Basic | None:
    """The value of f at a, without letters; None where it has none."""
    there = substitute(case_at(f, x, a), {x: a})
    height = tidy(finished(there))
    if free(height) or real_value(height) is None or any(map(is_undefined, walk(there))):
        return None
    return height


def case_at(f: Basic, x: Basic, a: Basic) -> Basic:
    """The function with the case that counts at the point."""
    def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
        if type(t) is Cases:
            for u, p in zip(args[::2], t.args[1::2]):
                if p is sp.true or (met := holds(p, {x: a})):
                    return u
                if met is None:
                    break
        return rebuild(t, args)
    found: Basic = fold(f, change)
    return found


def finished(e: Basic) -> Basic:
    """The value of what is put in."""
    done = finish(e)
    return done[-1].after if done else e


def conclusion(problem: Problem, q: Quotient, parts: list[Part], values: list[Basic], left: Basic) -> Solution:
    """What the limits say of the derivative."""
    one_sided = len(values) == 2
    finite = [v for v in values if v not in INFINITE]
    if len(finite) == len(values) and (not one_sided or same(*values)):
        if one_sided:
            goal = q.limit("+-")
            d = derive_both(goal, parts[0].derivation)
            parts = [*parts, Part(Phrase("part.both_sides"), d, left)]
        return concluded(problem, parts, Finding, found=((left, values[0]),), remarks=(Phrase("point.by_definition"),))
    values_said = {"x": q.x, "at": relation("=", q.x, q.a), "f": q.f}
    if one_sided:
        values_said |= {"right": values[0], "left": values[1]}
    kind = "corner" if len(finite) == 2 else "half" if len(finite) == 1 else "cusp" if one_sided and values[0] != values[1] else "vertical"
    if jumps(q):
        kind = "jump"
    if not one_sided and kind == "vertical":
        values_said |= {"right": values[0]}
    return concluded(problem, parts, Finding, remarks=(Phrase(f"point.{kind}", values_said), Phrase("point.none", values_said)))


def is_defined_beyond(q: Quotient, side: str) -> bool:
    """Has f a value at points near a on this side?"""
    steps = [Over(Integer(1), Integer(2) ** k) for k in (4, 9, 17, 30)]
    return any(real_value(substitute(q.f, {q.x: plus(q.a, s if side == "+" else Neg(s))})) is not None for s in steps)


def at_the_end(problem: Problem, q: Quotient, side: str, d: Derivation) -> Solution:
    """Where f is defined on one side alone, it may have a derivative from that side."""
    said = {"x": q.x, "at": relation("=", q.x, q.a), "f": q.f, "value": d.answer}
    remarks = (Phrase("point.only_right" if side == "+" else "point.only_left", said), Phrase("point.none", said))
    return concluded(problem, [Part(Phrase(dict(SIDES)[side]), d)], Finding, remarks=remarks)


def derive_both(goal: Basic, right: Derivation) -> Derivation:
    """The two-sided limit, from the right-hand one derived above."""
    above = Limit(*goal.args[:3], named("+"))
    steps = {above: Step(above, Relation.EQ, right.answer, "known.above"), goal: Step(goal, Relation.EQ, above, "limit.both")}
    return Derivation(goal, steps)


def same(a: Basic, b: Basic) -> bool:
    """Are two values one, as far as numbers tell?"""
    if a == b:
        return True
    u, v = real_value(a, 2_048), real_value(b, 2_048)
    return u is not None and v is not None and bool(u.overlaps(v))


def jumps(q: Quotient) -> bool:
    """Does f differ at a from what it tends to?"""
    height = real_value(q.height)
    for side in ("+", "-"):
        found = tendency(q.f, q.x, q.a, side)
        if found is not None and (infinite(found) or ((v := limit(found)) is not None and height is not None and not v.overlaps(height))):
            return True
    return False


# ---- a quotient that oscillates

def oscillating(problem: Problem, q: Quotient, left: Basic) -> Solution | None:
    """sin(c/h^m) and cos(c/h^m) take the values 1 and -1 as near to 0 as one likes: so they have no limit."""
    goal = Limit(q.body, q.h, ZERO, named("+"))
    steps = [goal]
    for _ in range(6):
        e = steps[-1]
        found = from_the_side(e)
        after = found.after if found is not None else None
        if after is None:
            inner = next((c for change in (tidied, cancelled) if (c := change(e.args[0], q.h)) is not None and c != e.args[0]), None)
            after = None if inner is None else Limit(inner, *e.args[1:])
        if after is None:
            break
        steps.append(after)
    wave = steps[-1].args[0]
    inner = wave.args[0] if isinstance(wave, Neg) else wave
    if head(inner) not in ("sin", "cos") or not isinstance(inner.args[1], Over) or q.h in free(inner.args[1].args[0]) or free(inner) != {q.h}:
        return None
    c, below = inner.args[1].args
    m = Integer(1) if below == q.h else below.args[1] if isinstance(below, Power) and below.args[0] == q.h else None
    if m is None or not isinstance(m, Integer):
        return None
    parts = list(_waves(q, wave, c, m, inner.args[0].name))
    problem = replace(problem, assumptions=problem.assumptions + Assumptions((relation("in", K, Symbol("N")),)))
    said = {"x": q.x, "at": relation("=", q.x, q.a), "f": q.f, "q": wave, "h": q.h}
    remarks = (Phrase("point.oscillates", said), Phrase("point.none", said))
    return concluded(problem, parts, Finding, remarks=remarks)


def _waves(q: Quotient, wave: Basic, c: Basic, m: Integer, name: str) -> Iterator[Part]:
    """The wave at two sequences of points that tend to 0."""
    for shift in ((Over(pi, Integer(2)), Over(times(Integer(3), pi), Integer(2))) if name == "sin" else (Integer(0), pi)):
        angle = plus(times(Integer(2), pi, K), shift) if shift != 0 else times(Integer(2), pi, K)
        size = Over(c, angle)
        point = size if m == 1 else call("sqrt", size) if m == 2 else Power(size, Over(Integer(1), m))
        goal = Evaluated(wave, q.h, point)
        crest = Integer(1) if (shift in (0, Over(pi, Integer(2)))) != isinstance(wave, Neg) else Neg(Integer(1))
        there = substitute(wave, {q.h: point})
        steps = {goal: Step(goal, Relation.EQ, there, "at.put_in")}
        last = Step(there, Relation.EQ, crest, "limit.wave", )
        yield Part(Phrase("part.sequence", {"h": relation("=", q.h, point), "k": K}), Derivation(goal, steps, (last,)))
