"""Derivatives in an entry x_k of the data of sums and products: the derivative of x_i in x_k is the Kronecker delta.

In d/dx_k of a sum over i, every term but the one with i = k stands still: the sum of u_i delta_ik is u_k. Outside the sums the
usual rules hold, a sum being a function of x_k like any other.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sympy import Basic, Integer, Symbol

from symderive.calculus.implicit import linear
from symderive.derivation import Derivation, Relation, Step
from symderive.driver import derive
from symderive.errors import NotSupported
from symderive.expr import At, Call, Inert, Neg, Over, call, free, head, plus, times
from symderive.finding import Finding
from symderive.nodes import D, ProdOver, SumOver, relation
from symderive.number import value
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.rules.forms import terms, total
from symderive.rules.tidy import tidy
from symderive.solution import Part, Solution
from symderive.solve import concluded
from symderive.tree import fold, rebuild, substitute, walk

ZERO, ONE = Integer(0), Integer(1)
OVER_INDEX = (SumOver, ProdOver)


def solve_entry(p: Problem) -> Solution:
    """The partial derivative in the entry x_k, which for the vector x is the k-th component of the gradient.

    Raises:
        NotSupported: where no rule leads to it, or a sum is left that holds x_k in a way that is not told.
    """
    x, k = entry_of(p)
    body = apart(substitute(p.body, outside(p.body, x)), k)
    entry = At(x, k)
    slopes = Slopes(entry)
    d = slopes.derivation(body)
    facts = (relation("in", k, Symbol("Z")), *positive(d, x), *within(slopes.places, k))
    d = with_conditions(d, entry)
    p = replace(p, body=body, assumptions=p.assumptions + Assumptions(facts))
    title = Phrase("part.component_k", {"x": entry, "k": k}) if p.kind == "gradient" else None
    name_of = None if p.name is None else D(p.name, entry)
    inner = (Phrase("entries.inner"),) if slopes.shifted else ()
    return concluded(p, [Part(title, d, name_of)], Finding, found=((name_of or d.goal, d.answer),), remarks=(Phrase("entries.range", {"list": facts[1:]}), *inner))


def entry_of(p: Problem) -> tuple[Symbol, Symbol]:
    """x and k of x_k; where the whole vector x is meant, k is a letter that nothing else is called."""
    name, _, index = str(p.variables[0].name).removesuffix("_bold").partition("_")
    if index and not index.isalpha():
        raise NotSupported(f"the derivative in the entry {p.variables[0]} of a sum is worked out for a letter as index, as {name}_k")
    taken = {getattr(t, "name", "") for t in walk(p.body)}
    return Symbol(name), Symbol(index or next(c for c in "kjmlpq" if c not in taken))


def outside(body: Basic, x: Symbol) -> dict[Basic, Basic]:
    """Outside the sums x_k is read as a letter of its own; beside the data x it is an entry of them."""
    letters = {t for t in walk(body) if isinstance(t, Symbol) and t.name.startswith(f"{x.name}_") and not t.name.endswith("_bold")}
    found = {t: t.name.removeprefix(f"{x.name}_") for t in letters}
    return {t: At(x, Integer(int(index)) if index.isdigit() else Symbol(index)) for t, index in found.items() if index.isalnum()}


def apart(body: Basic, k: Symbol) -> Basic:
    """The body with an index that is called like that of the entry renamed."""
    taken = {getattr(t, "name", "") for t in walk(body)} | {k.name}
    new = Symbol(next(c for c in "ijmlpq" if c not in taken))

    def build(e: Basic, args: tuple[Basic, ...]) -> Basic:
        return type(e)(substitute(args[0], {k: new}), new, *args[2:]) if isinstance(e, OVER_INDEX) and e.args[1] == k else rebuild(e, args)
    found: Basic = fold(body, build)
    return found


# ---- the derivation

class Slopes:
    """The derivatives in one entry; gathers the steps, and where the terms that are left stand: (low, place, high)."""

    def __init__(self, entry: Basic) -> None:
        self.entry, self.x, self.k = entry, entry.args[0], entry.args[1]
        self.letter = Symbol(f"{self.x}_entry")
        self.steps: dict[Basic, Step] = {}
        self.places: dict[tuple[Basic, Basic, Basic], None] = {}

    @property
    def shifted(self) -> bool:
        """Do entries of other indices than the sum's own stand in it, as x_(i+1)?"""
        return any(place != self.k for _, place, _ in self.places)

    def derivation(self, f: Basic) -> Derivation:
        """From the goal to what is left of the sums, in its final form."""
        self.work_out(f)
        d = Derivation(D(f, self.entry), self.steps)
        left = self.collapsed(d.value)
        last = (Step(d.value, Relation.EQ, left, "entry.only_k"),) if left != d.value else ()
        return d.finished((*last, *finish(left)))

    def work_out(self, u: Basic) -> None:
        """The steps to the derivative of u: by the usual rules, a sum and an entry x_i being functions of x_k."""
        goal = D(u, self.entry)
        if goal in self.steps:
            return
        if isinstance(u, OVER_INDEX):
            self.over_index(u)
        elif isinstance(u, At) and u.args[0] == self.x and u != self.entry:
            self.steps[goal] = Step(goal, Relation.EQ, call("kronecker", u.args[1], self.k), "entry.kronecker")
        else:
            self.by_rules(u)

    def over_index(self, u: Basic) -> None:
        goal, (v, i, low, high) = D(u, self.entry), u.args
        if any(self.moves(end) for end in (low, high)):
            raise NotSupported(f"the limits of a sum hold {self.x}: {u}")
        self.work_out(v)
        inner = D(v, self.entry)
        after = SumOver(inner, i, low, high) if isinstance(u, SumOver) else times(u, SumOver(Over(inner, v), i, low, high))
        self.steps[goal] = Step(goal, Relation.EQ, after, "entry.sum" if isinstance(u, SumOver) else "entry.product")

    def moves(self, e: Basic) -> bool:
        """Does it hold an entry of the data?"""
        return any(isinstance(t, At) and t.args[0] == self.x for t in walk(e))

    def by_rules(self, u: Basic) -> None:
        """By the rules, each part that moves on its own being an unknown function of the entry."""
        t = self.letter
        parts = dict.fromkeys(self.outermost(u))
        stands = {a: t if a == self.entry else call(f"{self.x}_part_{n}", t) for n, a in enumerate(parts)}
        back = {s: a for a, s in stands.items()} | {t: self.entry}
        inner = {D(s, t): a for a, s in stands.items() if a != self.entry}
        for a in inner.values():
            self.work_out(a)
        d = derive(D(substitute(u, stands), t), RULES, dict.fromkeys(inner, ONE))
        for goal, step in d.steps.items():
            if goal not in inner:
                moved = [substitute(e, back) for e in (step.before, step.after)]
                letters = {w: substitute(e, back) for w, e in step.letters.items() if isinstance(e, Basic)}
                self.steps[moved[0]] = replace(step, before=moved[0], after=moved[1], letters=letters, provisos=tuple(substitute(q, back) for q in step.provisos))

    def outermost(self, u: Basic) -> Iterator[Basic]:
        """The entries, and the sums and products that hold one, none inside another."""
        todo = [u]
        while todo:
            e = todo.pop()
            if (isinstance(e, At) and e.args[0] == self.x) or (isinstance(e, OVER_INDEX) and self.moves(e)):
                yield e
            elif isinstance(e, Inert):
                todo += e.args

    # ---- what is left of the sums

    def collapsed(self, e: Basic) -> Basic:
        """Each sum over i of u delta_ik is the term with i = k."""
        def build(t: Basic, args: tuple[Basic, ...]) -> Basic:
            return self.only_k(rebuild(t, args)) if isinstance(t, SumOver) else rebuild(t, args)
        found: Basic = fold(e, build)
        if any(head(t) == "kronecker" and free(t) & self.bound(found) for t in walk(found)):
            raise NotSupported(f"a sum is left in which it is not told which terms hold {self.entry}")
        return found

    def bound(self, e: Basic) -> set[Basic]:
        return {t.args[1] for t in walk(e) if isinstance(t, OVER_INDEX)}

    def only_k(self, e: Basic) -> Basic:
        v, i, low, high = e.args
        v = tidy(v)
        found = []
        for delta in dict.fromkeys(t for t in walk(v) if isinstance(t, Call) and head(t) == "kronecker" and i in free(t)):
            letter = Symbol("kronecker_delta")
            parts = linear(substitute(v, {delta: letter}), letter)
            shift = tidy(total((*terms(delta.args[1]), Neg(i))))
            if parts is None or i in free(shift):
                raise NotSupported(f"a sum is left in which it is not told which terms hold {self.entry}: {e}")
            place = total((self.k, *terms(Neg(shift)))) if shift != ZERO else self.k
            self.places[low, place, high] = None
            v = tidy(parts[0])
            found.append(settled_indices(substitute(parts[1], {i: place})))
        rest = [SumOver(v, i, low, high)] if v != ZERO and found else [] if found else [e]
        return tidy(plus(*found, *rest)) if found else e


def settled_indices(e: Basic) -> Basic:
    """x_(k - 1 + 1) as x_k."""
    found: Basic = fold(e, lambda t, args: At(args[0], *(total(terms(j)) for j in args[1:])) if isinstance(t, At) else rebuild(t, args))
    return found


# ---- conditions

def positive(d: Derivation, x: Basic) -> Iterator[Basic]:
    """Do the rules ask for x_i > 0, as for a logarithm? Then of all the data."""
    if any(isinstance(q.args[1], At) and q.args[1].args[0] == x and q.args[0].name == ">" and q.args[2] == ZERO for s in d.all_steps() for q in s.provisos if hasattr(q, "args") and len(q.args) == 3):
        yield relation(">", x, ZERO)


def with_conditions(d: Derivation, entry: Basic) -> Derivation:
    """Conditions on a term of a sum, said of the one with i = k, for the others stand still."""
    x = entry.args[0]

    def restated(q: Basic) -> Basic:
        other = {t: entry for t in walk(q) if isinstance(t, At) and t.args[0] == x}
        return substitute(q, other) if not any(isinstance(t, OVER_INDEX) for t in walk(q)) else q
    return Derivation(d.goal, {g: replace(s, provisos=tuple(map(restated, s.provisos))) for g, s in d.steps.items()}, d.finish)


def within(places: Iterable[tuple[Basic, Basic, Basic]], k: Basic) -> Iterator[Basic]:
    """low <= k - s <= high for each place k - s: conditions on k, the weaker ones left out."""
    lows: list[Basic] = []
    highs: list[Basic] = []
    for low, place, high in places:
        shift = tidy(total((*terms(Neg(place)), k)))
        lows.append(total((*terms(low), *terms(shift))))
        highs.append(total((*terms(high), *terms(shift))))
    yield from (relation(">=", k, e) for e in strongest(lows, 1))
    yield from (relation("<=", k, e) for e in strongest(highs, -1))


def strongest(ends: Iterable[Basic], sign: int) -> list[Basic]:
    """Those that no other is beyond, by a number."""
    kept = list(dict.fromkeys(ends))
    return [e for e in kept if not any((v := value(tidy(total((*terms(o), *terms(Neg(e))))))) is not None and v * sign > 0 for o in kept)]
