"""The search for a mistake: wrong laws put to work at one place of our own way, and what comes out compared with what was written."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from itertools import combinations, islice
from typing import Any

from sympy import Basic, Symbol

from symderive.checking import Claim, check, decimals
from symderive.checking.screening import plausible
from symderive.comparison.heads import RANDOM
from symderive.derivation import Relation
from symderive.diagnosis.topics import touches
from symderive.diagnosis.workings import Workings
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.expr import Call, Inert, Neg, Over, Plus, ShapeError, free, head, is_open, is_scalar, plus, shape_of, times
from symderive.mistake import Mistake
from symderive.nodes import And, D, Matrix, Not, Or, Rel
from symderive.number import number
from symderive.problem import NOTHING, Assumptions
from symderive.rule import Rewrite, Rule, Table
from symderive.rules import RULES
from symderive.rules.mistakes import MISTAKES
from symderive.rules.tidy import tidy
from symderive.tree import goals, parts, size, substitute, walk

CONDITIONS = (Rel, And, Or, Not)
MOST, PAIRS, ALONE = 1_500, 400, 250     # candidates of one kind; pairs; single ones of which pairs are made
TERMS, SMALL = 40, 60                    # terms in which a wrong number is sought; how large it may be
POINTS, DIGITS = tuple(map(Fraction, ("9/7", "2/7", "-5/7"))), 15


@dataclass(frozen=True)
class Candidate:
    """What a learner comes to who makes this mistake here.

    whole   what is then written for the answer
    place   where the mistake is made
    made    what it makes of that
    also    a second mistake, made as well
    """
    whole: Basic
    mistake: Mistake
    place: Basic
    made: Basic
    also: Candidate | None = None


def search(workings: Workings, wrong: Basic, assumptions: Assumptions = NOTHING, two: bool = False) -> list[Candidate]:
    """The mistakes that lead to `wrong`, of the first kind of which there are any: one mistake at one place (a derivative, the
    given, a line); the same one wherever it can be made; a wrong number. With `two`, only two mistakes together."""
    kinds = (single, repeated, partial(slips, wrong=wrong)) if not two else (doubled,)
    for kind in kinds:
        found = confirmed(islice(kind(workings), MOST), wrong, assumptions)
        if found:
            return found
    return []


# ---- kinds of candidates

def single(w: Workings) -> Iterator[Candidate]:
    """One mistake at one place."""
    yield from at_derivatives(w)
    yield from in_the_given(w)
    yield from on_lines(w)


def at_derivatives(w: Workings) -> Iterator[Candidate]:
    """At one goal of the derivation; all that follows is derived soundly."""
    for goal in filter(w.counts, w.steps):
        for m in tried_on(goal):
            for after in m.ways(goal):
                whole = w.whole(goal, after)
                if whole is not None:
                    yield Candidate(whole, m, goal, after)


def in_the_given(w: Workings) -> Iterator[Candidate]:
    """The function is rewritten wrongly before anything is derived."""
    for node in dict.fromkeys(n for f in w.given for n in walk(f)):
        for m, after in made_of(node):
            yield Candidate(substitute(w.root, {node: after}), m, node, after)


def on_lines(w: Workings) -> Iterator[Candidate]:
    """A line is rewritten wrongly."""
    for line in w.lines:
        for node in walk(line.expression) if w.counts(line.goal) else ():
            for m, after in made_of(node):
                whole = w.whole(line.goal, replaced(line.expression, node, after))
                if whole is not None:
                    yield Candidate(whole, m, node, after)


def repeated(w: Workings) -> Iterator[Candidate]:
    """The same mistake wherever it can be made: in the whole derivation, on a whole line."""
    for m in MISTAKES.values():
        places = [goal for goal in w.steps if head(goal) in m.heads and m.rule.rewrite(goal) is not None]
        if places and (len(places) > 1 or len(w.derivations) > 1):
            for rules in (Misled(m, True), Misled(m, False)):
                if (whole := misled(w, rules)) is not None:
                    yield Candidate(whole, m, w.root, whole)
    for line in filter(lambda line: w.counts(line.goal), w.lines):
        for m in MISTAKES.values():
            if not m.of_derivatives:
                made = {n: after for n in walk(line.expression) if isinstance(n, Inert) and head(n) in m.heads and (after := next(m.ways(n), None)) is not None}
                if len(made) > 1 and (there := w.whole(line.goal, substitute(line.expression, made))) is not None:
                    yield Candidate(there, m, next(iter(made)), next(iter(made.values())))


def misled(w: Workings, rules: Misled) -> Basic | None:
    """What one comes to who believes in a wrong law, all the way."""
    key = rules.wrong.id, rules.first
    if key not in w.believed:
        known = w.believed[key] = {}
        for d in w.derivations:
            try:
                known[d.goal] = tidy(derive(d.goal, rules, known).value)
            except NotSupported:
                break
    known = w.believed[key]
    if w.root in known:
        return known[w.root]
    needed = goals(w.root)
    return substitute(w.root, {g: known[g] for g in needed}) if all(g in known for g in needed) else None


class Misled(Table):
    """The rules, with a wrong one before them all, or after those that are not worth a line."""

    def __init__(self, m: Mistake, first: bool) -> None:
        super().__init__()
        self.first, self.heads = first, m.heads
        self.wrong = replace(m.rule, apply=lambda e: leading_down(e, m.rule.rewrite(e)))

    def candidates(self, e: Basic) -> tuple[Rule, ...]:
        sound = RULES.candidates(e)
        if head(e) not in self.heads:
            return sound
        before = () if self.first else tuple(r for r in sound if r.minor)
        return (*before, self.wrong, *sound)


def leading_down(e: Basic, done: Rewrite | None) -> Rewrite | None:
    """A rewrite whose goals are smaller than the one it came from: what leads round in a circle is not made twice."""
    here = size(e)
    return done if done is not None and all(size(g) < here for g in goals(done.after)) else None


def slips(w: Workings, wrong: Basic) -> Iterator[Candidate]:
    """One term of the answer with another number in front."""
    if isinstance(wrong, (Matrix, *CONDITIONS)) or w.root not in w.values:
        return
    lines = dict.fromkeys(line.expression for line in w.lines if line.goal is w.root and not is_open(line.expression))
    terms = dict.fromkeys((line, t) for line in lines for t in parts(Plus, line) if free(t))
    for line, term in islice(terms, TERMS):
        off = factor(Over(plus(wrong, Neg(line)), term))
        if off is not None:
            yield Candidate(plus(line, times(number(off), term)), MISTAKES["mistake.arithmetic_slip"], term, times(number(1 + off), term))


def factor(e: Basic) -> Fraction | None:
    """The small fraction that an expression may be equal to, from its value at one point."""
    for start in POINTS:
        at: dict[Basic, Basic] = {x: number(start + Fraction(k, 7)) for k, x in enumerate(sorted(free(e), key=str))}
        text = decimals(e, at, DIGITS)
        if text is not None:
            near = Fraction(text).limit_denominator(SMALL)
            return near if near and abs(near) <= SMALL and abs(near - Fraction(text)) < Fraction(1, 10 ** (DIGITS - 4)) else None
    return None


def doubled(w: Workings) -> Iterator[Candidate]:
    """Two mistakes at two derivatives, the usual ones first; of topics that the question touches."""
    near = touches(w.root)
    one = [(k, goal, m, after) for k, goal in enumerate(w.steps) if w.counts(goal) for m in tried_on(goal) if near(m.topic) < 2 for after in islice(m.ways(goal), 2)]
    order = {id: k for k, id in enumerate(MISTAKES)}
    pairs = sorted(combinations(one, 2), key=lambda pair: order[pair[0][2].id] + order[pair[1][2].id]) if len(one) <= ALONE else ()
    for a, b in islice(pairs, PAIRS):
        if a[0] != b[0]:
            below, above = sorted((a, b), key=lambda c: c[0])          # what is derived first is put into what is made of it
            whole = w.changed({below[1]: below[3], above[1]: substitute(above[3], {below[1]: below[3]})})
            if whole is not w.whole(a[1], a[3]) and whole is not w.whole(b[1], b[3]):
                first, second = sorted((a, b), key=lambda c: order[c[2].id])
                yield Candidate(whole, first[2], first[1], first[3], Candidate(second[3], second[2], second[1], second[3]))


@cache
def _by_head() -> dict[Any, tuple[Mistake, ...]]:
    found: dict[Any, list[Mistake]] = {}
    for m in MISTAKES.values():
        for h in m.heads:
            found.setdefault(h, []).append(m)
    return {h: tuple(ms) for h, ms in found.items()}


def tried_on(e: Basic) -> tuple[Mistake, ...]:
    """The mistakes that may be made of an expression of this kind."""
    return _by_head().get(head(e), ())


def made_of(e: Basic) -> Iterator[tuple[Mistake, Basic]]:
    """Every mistake that is no derivative's, at the top of an expression."""
    if isinstance(e, Inert) and type(e) is not D:
        for m in tried_on(e):
            for after in m.ways(e):
                yield m, after


def replaced(e: Basic, node: Basic, after: Basic) -> Basic:
    return after if e is node else substitute(e, {node: after})


# ---- comparing

def confirmed(candidates: Iterable[Candidate], wrong: Basic, assumptions: Assumptions) -> list[Candidate]:
    """Those whose result is what was written: screened at a few points, then checked. Each mistake once, at its first place."""
    kept: dict[tuple[Basic, str], Candidate] = {}
    fits = comparable(wrong)
    for c in _made(candidates):
        if fits(c.whole):
            kept.setdefault((c.whole, c.mistake.id), c)
    moments = any(map(is_moment, walk(wrong)))
    claims = [(c.whole, made) for c in kept.values() for made in claimed(c.whole, wrong, moments)]
    screened = [one for one, maybe in zip(claims, plausible([made for _, made in claims], assumptions)) if maybe]
    fitting = {whole for (whole, _), verdict in zip(screened, check([made for _, made in screened], assumptions)) if verdict}
    found: dict[tuple[str, str], Candidate] = {}
    for c in kept.values():
        if c.whole in fitting or c.whole is wrong:
            found.setdefault((c.mistake.id, c.also.mistake.id if c.also else ""), c)
    return list(found.values())


def _made(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """What can be made: a number does not stand where a matrix did."""
    todo = iter(candidates)
    while True:
        try:
            yield next(todo)
        except StopIteration:
            return
        except ShapeError:
            return


def claimed(whole: Basic, wrong: Basic, moments: bool = False) -> Iterator[Claim]:
    """What shows that a candidate is what was written, any of them. Moments of random variables have no value here: each stands for itself.
    Two equations may hold for the same, or differ in the order of their sides and terms alone."""
    left, right = (opaque(whole), opaque(wrong)) if moments else (whole, wrong)
    if not isinstance(wrong, CONDITIONS):
        yield Claim(left, right)
        return
    yield Claim(left, right, Relation.IFF)
    if all(isinstance(e, Rel) and e.args[0].name == "=" for e in (left, right)):
        a, b = (plus(e.args[1], Neg(e.args[2])) for e in (left, right))
        yield from (Claim(a, b), Claim(a, Neg(b)))


def is_moment(e: Basic) -> bool:
    return isinstance(e, Call) and e.args[0].name in RANDOM


def opaque(e: Basic) -> Basic:
    return substitute(e, {n: Symbol(str(n)) for n in walk(e) if is_moment(n)})


def comparable(wrong: Basic) -> Callable[[Basic], bool]:
    """Is a candidate a thing of the same kind and size?"""
    if isinstance(wrong, CONDITIONS):
        return lambda e: isinstance(e, CONDITIONS)
    if is_scalar(wrong):
        return lambda e: not isinstance(e, CONDITIONS) and is_scalar(e)
    return lambda e: not isinstance(e, CONDITIONS) and shape_of(e) == shape_of(wrong)

