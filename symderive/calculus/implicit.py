"""Implicit differentiation: both sides are differentiated, y being a function of x, and the equation is solved for y'."""
from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive.calculus import shorter
from symderive.checking import Claim, check, holds, positive_near_zero
from symderive.derivation import Derivation, Equal, Relation, Status, Step
from symderive.driver import derive
from symderive.errors import NotSupported, UsageError
from symderive.expr import Call, Inert, Neg, Over, Plus, Power, Times, call, free, is_open, named, plus, times
from symderive.functions import FUNCTIONS
from symderive.nodes import D, Evaluated, Rel, SumOver, Where, relation
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.provisos import always
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.rules.forms import factors, product
from symderive.task import Ask, Task
from symderive.tree import size, substitute, walk
from symderive.written import as_written

ZERO, ONE = Integer(0), Integer(1)
SCALES = (ONE, Integer(1000), Integer(10) ** 6, Over(ONE, Integer(1000)))        # on which points of a curve are sought
MOST_ORDERS, NAMES = 4, 12                     # the highest order; names tried for a function


@dataclass(frozen=True)
class Curve:
    """An equation between x and y: y in it is a letter, and `function` is what it is as a function of x."""
    equation: Basic
    x: Symbol
    y: Symbol
    function: Call

    @property
    def slope(self) -> Symbol:
        """y', as a letter."""
        return Symbol(f"{self.y.name}'")

    @property
    def difference(self) -> Basic:
        """Left minus right."""
        left, right = self.equation.args[1:]
        return left if right is ZERO else plus(left, Neg(right))

    def lifted(self, e: Basic) -> Basic:
        """With y a function of x."""
        return substitute(e, {self.y: self.function})

    @property
    def letters(self) -> Mapping[Basic, Basic]:
        """How the function and its derivatives are written."""
        name: str = self.function.args[0].name
        return {D(self.function, self.x): self.slope, **{call(name + "'" * k, self.x): Symbol(self.y.name + "'" * k) for k in range(MOST_ORDERS + 1)}}

    def written(self, e: Basic) -> Basic:
        return substitute(e, self.letters)

    def along(self, e: Basic) -> Basic:
        """The derivative in x on the curve, by the implicit function theorem: how the checker is told what is meant."""
        return plus(D(e, self.x), times(D(e, self.y), self.meaning))

    @property
    def meaning(self) -> Basic:
        """What y' is: minus the one partial derivative over the other."""
        return Neg(Over(D(self.difference, self.x), D(self.difference, self.y)))


def curve_of(p: Problem) -> Curve:
    """The curve that a problem speaks of.

    Raises:
        UsageError: where it is no equation, or does not hold the two letters.
    """
    if not isinstance(p.body, Rel) or p.body.args[0] != named("="):
        raise UsageError(f"an equation is needed here, as x^2 + y^2 = 1, not {p.body}")
    if len(set(p.variables)) != 1 or not isinstance(p.variables[0], Symbol) or p.name is None:
        raise UsageError("name one variable, and the letter that is its function")
    x, y = p.variables[0], Symbol(p.name.args[0].name) if isinstance(p.name, Call) else Symbol(p.name.name)
    equation = substitute(p.body, {call(y.name, x): y})
    if y == x or y not in free(equation):
        raise UsageError(f"{y} does not occur in the equation" if y != x else f"the derivative of {x} in {x} itself is 1")
    if is_open(equation):
        raise NotSupported(f"an equation that holds a derivative is not supported: {equation}")
    taken = {e.args[0].name for e in walk(equation) if isinstance(e, Call)} | FUNCTIONS.keys()
    names = [n for n in (y.name, *(f"{y.name}_{k}" for k in range(1, len(taken) + NAMES))) if n not in taken and not hasattr(sp, n)]
    if any(isinstance(e, Call) or (isinstance(e, Power) and not isinstance(e.args[1], Integer)) for e in walk(equation)):
        names.sort(key=lambda n: not positive_near_zero(n))            # so that claims with ln y or a root of y meet points at which they count
    return Curve(equation, x, y, call(names[0], x))


def parts(p: Problem) -> Generator[Ask, Derivation, None]:
    """Both sides differentiated; solved for y'; once more for each higher order; the value at the point."""
    c, order = curve_of(p), len(p.variables)
    if order > MOST_ORDERS:
        raise NotSupported(f"implicit differentiation is done to the order {MOST_ORDERS}")
    on_the_curve(c, p)
    sides: list[Basic] = []
    for side in c.equation.args[1:]:
        if not free(side) & {c.x, c.y}:
            sides.append(ZERO)
            continue
        title = Phrase("part.implicit_side" if len(sides) else "part.implicit", {"x": c.x, "y": c.y, "f": side})
        sides.append(c.written((yield Ask(D(c.lifted(side), c.x), title, D(side, c.x), alone=True, kind="side")).answer))
    solved = equation_solved(c, relation("=", *sides))
    first = solved.answer.args[2]
    refuse_empty(c, first, p)
    yield Ask(solved.goal, Phrase("part.implicit_solved", {"slope": c.slope}), derivation=solved, checks=(Equal(c.meaning, first),), kind="solved")
    answer, name, meaning = first, D(c.y, c.x), c.meaning
    for k in range(2, order + 1):
        again = yield Ask(D(c.lifted(answer), c.x), Phrase("part.implicit_again", {"x": c.x}), D(name, c.x), alone=True, kind="side")
        name, meaning = D(name, c.x), c.along(meaning if k > 2 else c.along(c.y))
        done = put_back(c, c.written(again.answer), first)
        answer = done.answer
        yield Ask(done.goal, Phrase("part.implicit_put_in", {"slope": c.slope}), name, derivation=done, checks=(Equal(meaning, answer, on=c.equation),))
    if p.at:
        there = Phrase("part.at", {"at": tuple(relation("=", x, a) for x, a in p.at.items())})
        meant, found = (evaluated(e, p.at) for e in (meaning, answer))
        yield Ask(meant, there, evaluated(name, p.at), derivation=Derivation(meant, {meant: Step(meant, Relation.EQ, found, "known.inside")}, finish(found)))


def evaluated(e: Basic, at: Mapping[Basic, Basic]) -> Basic:
    for x, a in at.items():
        e = Evaluated(e, x, a)
    return e


def on_the_curve(c: Curve, p: Problem) -> None:
    """A point must have both coordinates, and lie on the curve.

    Raises:
        UsageError: if it does not.
    """
    if not p.at:
        return
    if missing := [x for x in (c.x, c.y) if x not in p.at]:
        raise UsageError(f"no value is given for {', '.join(x.name for x in missing)}: a point of the curve has both")
    there = substitute(c.equation, dict(p.at))
    if not free(there) and equal(there) is False:
        raise UsageError(f"the point does not lie on the curve: {there} does not hold")


def refuse_empty(c: Curve, slope: Basic, p: Problem) -> None:
    """Where no point of the curve is met, there is nothing of which a slope could be the slope.

    Raises:
        NotSupported: then.
    """
    if all(check((on_scale(c, slope, scale),), p.assumptions)[0].status is Status.UNDECIDED for scale in SCALES):
        raise NotSupported(f"no point of the curve {c.equation} was found at which {c.slope} = {slope} says something")


def on_scale(c: Curve, slope: Basic, scale: Basic) -> Claim:
    """That the slope is right at points of the curve, x and y being measured in another unit."""
    put_in = {v: times(scale, v) for v in (c.x, c.y)} if scale is not ONE else {}
    seen = Curve(substitute(c.equation, put_in), c.x, c.y, c.function)
    return Claim(seen.meaning, substitute(slope, put_in), on=seen.equation)


def equal(equation: Basic) -> bool | None:
    """Does an equation between numbers hold?"""
    left, right = (settled(side) for side in equation.args[1:])
    return True if left == right else holds(relation("=", left, right), {})


def settled(e: Basic) -> Basic:
    done = finish(e)
    return done[-1].after if done else e


# ---- solving for y'

def linear(e: Basic, p: Symbol) -> tuple[Basic, Basic] | None:
    """(a, b) where e is a + b p; None where it is not of this form."""
    if p not in free(e):
        return e, ZERO
    if e == p:
        return ZERO, Integer(1)
    if isinstance(e, Neg):
        inner = linear(e.args[0], p)
        return inner and (Neg(inner[0]), Neg(inner[1]))
    if isinstance(e, Plus):
        found = [linear(a, p) for a in e.args]
        return None if None in found else (added(f[0] for f in found if f), added(f[1] for f in found if f))
    if isinstance(e, Over) and p not in free(e.args[1]) and (inner := linear(e.args[0], p)) is not None:
        return Over(inner[0], e.args[1]), Over(inner[1], e.args[1])
    if isinstance(e, SumOver):
        inner = linear(e.args[0], p)
        return inner and (over_index(e, inner[0]), over_index(e, inner[1]))
    if isinstance(e, Times):
        moving = [a for a in e.args if p in free(a)]
        inner = linear(moving[0], p) if len(moving) == 1 else None
        rest = [a for a in e.args if p not in free(a)]
        return inner and (ZERO if inner[0] is ZERO else times(*rest, inner[0]), times(*rest, inner[1]))
    return None


def over_index(e: Basic, u: Basic) -> Basic:
    return ZERO if u is ZERO else SumOver(u, *e.args[1:])


def added(terms: Iterable[Basic]) -> Basic:
    return plus(*(t for t in terms if t is not ZERO))


def equation_solved(c: Curve, equation: Basic) -> Derivation:
    """From the differentiated equation to y' = ..., each line equivalent to the one above.

    Raises:
        NotSupported: where y' does not stand in it linearly.
    """
    left, right = (linear(side, c.slope) for side in equation.args[1:])
    if left is None or right is None:
        raise NotSupported(f"the equation is not linear in {c.slope}: {equation}")
    factor = settled(plus(left[1], Neg(right[1])))
    rest = settled(plus(right[0], Neg(left[0])))
    if factor is ZERO:
        raise NotSupported(f"{c.y} drops out of the derivative: nothing says what {c.slope} is")
    steps: list[Step] = []
    last = equation

    def go(after: Basic, rule: str, provisos: tuple[Basic, ...] = ()) -> None:
        nonlocal last
        if after is not last:
            steps.append(Step(last, Relation.IFF, after, rule, provisos=provisos))
            last = after
    go(relation("=", times(factor, c.slope) if factor != ONE else c.slope, rest), "implicit.collect")
    factor, rest = without_common(factor, rest)
    go(relation("=", times(factor, c.slope) if factor != ONE else c.slope, rest), "implicit.common")
    nonzero = relation("!=", factor, ZERO)
    go(relation("=", c.slope, quotient(rest, factor)), "implicit.divide", () if always(nonzero) else (nonzero,))
    for step in shorter.finished(last.args[2]):
        go(relation("=", c.slope, step.after), step.rule, step.provisos)
    if not steps:
        steps.append(Step(equation, Relation.IFF, equation, "known.above"))
    return Derivation(equation, {equation: steps[0]}, tuple(steps[1:]))


def without_common(a: Basic, b: Basic) -> tuple[Basic, Basic]:
    """Both without the number that all their terms hold."""
    terms = [factors(t) for e in (a, b) for t in (e.args if isinstance(e, Plus) else (e,))]
    common = gcd(*(t.count.numerator for t in terms))
    if common < 2 or any(t.count.denominator != 1 for t in terms):
        return a, b
    return divided(a, common), divided(b, common)


def divided(e: Basic, n: int) -> Basic:
    return plus(*(product(Fraction(f.count) / n, f.powers) for f in map(factors, e.args if isinstance(e, Plus) else (e,))))


def quotient(a: Basic, b: Basic) -> Basic:
    """a / b, a sign common to all terms of one of them in front."""
    if b == ONE:
        return a
    above, below = (negated(e) for e in (a, b))
    whole = Over(above or a, below or b)
    return Neg(whole) if (above is None) != (below is None) else whole


def negated(e: Basic) -> Basic | None:
    """-e, where all terms of e are negative."""
    terms = e.args if isinstance(e, Plus) else (e,)
    return plus(*(t.args[0] for t in terms)) if all(isinstance(t, Neg) for t in terms) else None


# ---- the second derivative

def put_back(c: Curve, e: Basic, first: Basic) -> Derivation:
    """y' put into the second derivative; then the equation of the curve, where that makes it shorter."""
    goal = Where(e, c.slope, first) if c.slope in free(e) else e
    if goal is e:
        return Derivation(e, {e: Step(e, Relation.EQ, e, "known.above")}, ())

    return derive(goal, RULES, {}, lambda value: tuple(finished(c, value)))


def finished(c: Curve, e: Basic) -> Iterator[Step]:
    """The final form; shorter by the equation of the curve, where it helps."""
    for step in shorter.finished(e):
        yield step
        e = step.after
    found = by_the_equation(c, e)
    if found is not None:
        yield Step(e, Relation.EQ, found, "implicit.relation", {c.equation.args[1]: c.equation.args[2]}, on=c.equation)
        yield from finish(found)


def plain(e: Basic) -> sp.Expr:
    return e.doit() if isinstance(e, Inert) else e


def by_the_equation(c: Curve, e: Basic) -> Basic | None:
    """A shorter form on the curve, proposed by division of polynomials; whether it holds there, the checker says."""
    if size(e, shorter.LARGE) >= shorter.LARGE:
        return None
    rooted = {v: sp.Dummy(v.name, positive=True) for v in (c.x, c.y) if any(isinstance(t, Call) and t.args == (named("sqrt"), v) for t in walk(c.difference))}
    squares, roots = {v: r ** 2 for v, r in rooted.items()}, {r: sp.sqrt(v) for v, r in rooted.items()}
    x, y = (rooted.get(v, v) for v in (c.x, c.y))
    try:
        above, below = sp.fraction(sp.together(plain(e).subs(squares)))
        zero = sp.fraction(sp.together(plain(c.difference).subs(squares)))[0]
        if not all(t.is_polynomial(x, y) for t in (above, below, zero)):
            return None
        rests = [sp.reduced(above, [zero], *letters, order=order)[1] for letters in ((x, y), (y, x)) for order in ("grevlex", "lex")]
    except (sp.PolynomialError, NotImplementedError):
        return None
    best = min((sp.factor(r) for r in rests), key=sp.count_ops)
    after = as_written((best / sp.factor(below)).subs(roots))
    return after if size(after) < size(e) else None


def restated(p: Problem, condition: Basic) -> Basic:
    """A condition with y a letter."""
    return curve_of(p).written(condition)


def statement(p: Problem) -> Phrase:
    c, order = curve_of(p), len(p.variables)
    name: Basic = c.y
    for _ in range(order):
        name = D(name, c.x)
    return Phrase("task.implicit", {"name": name, "equation": c.equation, "x": c.x, "y": c.y})


TASK = Task(parts, lambda p, f: f, at_point=False, restated=restated, shown=restated, statement=statement, names=lambda p: frozenset((curve_of(p).y,)))
