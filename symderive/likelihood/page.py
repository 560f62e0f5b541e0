"""The solution laid out: model, likelihood, log-likelihood, scores, equations, the maximum, the estimators and remarks."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sympy import Basic, Integer, Symbol

from symderive.derivation import Derivation, Relation
from symderive.expr import Neg, Over, Plus, Power, call, free, head, named, plus, times
from symderive.layout import summary
from symderive.likelihood.claims import verdicts
from symderive.likelihood.ends import End, largest, moving, smallest
from symderive.likelihood.fractions import Fractions, TooLarge, is_zero, simplified
from symderive.likelihood.logarithm import likelihood
from symderive.likelihood.model import Model, Range
from symderive.likelihood.naming import Names
from symderive.likelihood.pipeline import Worked, is_even, spreads
from symderive.likelihood.stationary import Stationary, critical
from symderive.lines import Line, chain, reasons, tree
from symderive.nodes import And, D, Evaluated, Interval, Rel, SetOf, SumOver, relation
from symderive.page import Page, Reason, Row, Section
from symderive.phrase import Phrase
from symderive.rules import RULES
from symderive.rules.forms import factored
from symderive.tree import size, substitute, walk
from symderive.verify import pairs

if TYPE_CHECKING:
    from symderive.likelihood.solution import Estimation

ZERO, DOTS = Integer(0), Symbol("…")
LARGE = 24                     # nodes of an information that is worth a remark
LONGEST = 16                   # nodes of an estimator that is written both in full and with means


def page(solution: Estimation, detail: str, view: str) -> Page:
    """Everything a renderer needs."""
    worked, names = solution.worked, solution.names
    return Page(
        problem=problem(worked.model, names),
        statement=None,
        sections=tuple(_Sections(solution, detail, view).all()),
        answer=tuple((None, equation(worked, names, u, a), None) for u, a in answered(worked)) + tuple(
            (None, relation("=", names.write(s.equation), ZERO), None) for s in worked.found if s.root is None),
        verdict=solution.verdict,
        summary=whole(solution),
        provisos=tuple(map(names.plainly, solution.provisos)),
        notes=solution.notes,
        partial=len(worked.model.parameters) > 1,
        doubts=tuple(step for step in solution.steps if step.verdict is not None and not step.verdict),
    )


def answered(worked: Worked) -> Iterator[tuple[Symbol, Basic]]:
    normal = {s.parameter: s.root for s in worked.normal if s.root is not None}
    for u in worked.model.parameters:
        if u in normal:
            yield u, normal[u]
        elif u in worked.estimates:
            yield u, worked.estimates[u]
        elif u in worked.partial:
            yield u, worked.partial[u]
    yield from worked.derived.items()


def equation(worked: Worked, names: Names, u: Symbol, a: Basic) -> Basic:
    """The estimator in full, and with its means: hat = sum/n = mean; other unknowns in it wear their hats."""
    hats = {v: names.hat(v) for v in worked.model.parameters}
    raw, short = (substitute(names.only_symbols(a), hats), substitute(names.plainly(a), hats))
    first = relation("=", names.hat(u), raw)
    if raw is short or short == names.hat(u) or size(raw) > LONGEST:
        return relation("=", names.hat(u), raw if short == names.hat(u) else short)
    return And(first, relation("=", raw, short))


def whole(solution: Estimation) -> Phrase:
    """The word on the steps, and on the comparison of likelihoods."""
    c = solution.confirmation
    said = summary(solution)
    return Phrase("mle.summary", {"steps": said, "samples": c.samples, "points": c.points}) if c else said


def problem(model: Model, names: Names) -> Phrase:
    """The task as a sentence."""
    u = tuple(names.write(p) for p in model.parameters)
    if model.factor is not None:
        return Phrase("task.mle_likelihood", {"u": u, "f": names.write(relation("=", call("L", *model.parameters), model.factor))})
    b = model.blocks[0]
    one = len(model.blocks) == 1 and len(b.data) == 1 and b.first == Integer(1)
    f = tuple(names.write(relation("=", call("f", *(c.data[:1] if one else [c.at(c.data[0])])), c.density if one else c.at(c.density))) for c in model.blocks)
    where = [relation_in(x, r) for c in model.blocks for x, r in c.support.items() if r != Range()]
    where += [relation_in(p, r) for p, r in {**model.known, **model.parameters}.items() if r != Range()]
    said = Phrase("task.mle", {"u": u, "f": f})
    return Phrase("task.mle_where", {"task": said, "where": tuple(names.write(w) for w in where)}) if where else said


def relation_in(x: Basic, r: Range) -> Basic:
    """The range of a symbol as it is usually written: x > 0, 0 < p < 1, x in {0, 1, ...}."""
    if r.integer:
        first = r.low if r.low is not None else None
        if first is not None and not r.low_open and r.high is not None:
            if first is ZERO and r.high is Integer(1):
                return relation("in", x, SetOf(first, r.high))
            return relation("in", x, SetOf(first, DOTS, r.high))
        if first is not None:
            start = first if not r.low_open else Integer(int(first) + 1) if isinstance(first, Integer) else first
            after = Integer(int(start) + 1) if isinstance(start, Integer) else None
            return relation("in", x, SetOf(*(v for v in (start, after, DOTS) if v is not None)))
        return relation("in", x, Symbol("Z"))
    if r.low is not None and r.high is not None:
        return relation("in", x, Interval(named(("(" if r.low_open else "[") + (")" if r.high_open else "]")), r.low, r.high))
    if r.low is not None:
        return relation(">" if r.low_open else ">=", x, r.low)
    return relation("<" if r.high_open else "<=", x, r.high) if r.high is not None else relation("in", x, Symbol("R"))


class _Sections:
    def __init__(self, solution: Estimation, detail: str, view: str) -> None:
        self.solution, self.worked, self.names = solution, solution.worked, solution.names
        self.detail, self.view = detail, view
        self.derivations: dict[Basic, Derivation] = {p.derivation.goal: p.derivation for p in solution.parts}
        self.goals: dict[Basic, Basic] = {s.score.goal: self.names.score(s.parameter) for s in self.worked.found}
        for s in self.worked.found:
            if s.profile is not None:
                self.goals[s.profile.goal] = self.profile_name(s)

    def all(self) -> Iterator[Section]:
        yield self.likelihood()
        yield self.logarithm()
        for e in self.worked.ends:
            yield from self.end(e)
        for s in self.worked.found:
            yield from self.parameter(s)
        yield from self.remarks()

    # ---- rows

    def rows(self, d: Derivation, plain: bool = False) -> tuple[Row, ...]:
        found = self.solution.verdicts
        lines = chain(d, RULES, self.detail)
        if any(pair not in found for pair in pairs(d.goal, lines)):
            found.update(verdicts([d], self.worked.model, self.worked.facts, self.detail))
        seen = [found.get(pair) for pair in pairs(d.goal, lines)]
        relation_of = Relation.IFF if isinstance(d.goal, Rel) else Relation.EQ
        made = []
        for k, (line, verdict) in enumerate(zip(lines, seen)):
            last = k == len(lines) - 1
            write = self.names.plainly if plain and not last else self.names.write
            made.append(Row(relation_of, write(substitute(line.after, self.goals)), self.reasons(line), verdict))
        return tuple(made)

    def reasons(self, line: Line) -> tuple[Reason, ...]:
        return tuple(Reason(r.rule, tuple((a, self.names.write(b)) for a, b in r.where), r.chain, r.named) for r in reasons(line, RULES))

    def section(self, d: Derivation, title: Phrase | None, name: Basic | None, after: Sequence[Phrase] = (), before: Sequence[Phrase] = (), plain: bool = False) -> Section:
        d = self.derivations.get(d.goal, d)
        shown = self.names.write(name) if name is not None else self.names.write(d.goal)
        if self.view == "tree":
            return Section(title, d.goal, shown, tree=tree(d, RULES), before=tuple(before), after=tuple(after))
        return Section(title, d.goal, shown, rows=self.rows(d, plain), before=tuple(before), after=tuple(after))

    # ---- the parts

    def likelihood(self) -> Section:
        w = self.names.plainly
        reason = Reason("likelihood.given" if self.worked.model.factor is not None else "likelihood.product")
        return Section(Phrase("mle.likelihood"), None, w(self.names.likelihood), rows=(Row(Relation.EQ, w(likelihood(self.worked.model)), (reason,)),))

    def logarithm(self) -> Section:
        after = []
        if self.worked.dropped:
            after.append(Phrase("mle.dropped", {"terms": tuple(self.names.write(t) for t in self.worked.dropped), "u": tuple(map(self.names.write, self.worked.model.parameters))}))
        letters = tuple(relation("=", letter, self.names.plainly(s)) for s, letter in self.names.statistics.items() if s in set(walk(self.worked.ell)) or self.worked.found)
        if letters:
            after.append(Phrase("mle.statistics", {"list": letters}))
        d = self.worked.logarithm
        return self.section(d, Phrase("mle.log_likelihood"), relation("=", self.names.ell, call("ln", self.names.likelihood)), after, plain=True)

    def end(self, e: End) -> Iterator[Section]:
        u, hat = self.names.write(e.parameter), self.names.hat(e.parameter)
        values = {"u": u, "hat": relation("=", hat, self.names.plainly(e.root)), "bounds": tuple(map(self.names.write, e.bounds))}
        before = [Phrase("mle.support", values), Phrase("mle.order", {"list": self.order()})] if e.bounds else []
        if e.score is None:
            values |= {"low": self.names.write(e.low or ZERO), "high": self.names.write(e.high or ZERO)}
            yield Section(Phrase("mle.end", {"u": u}), before=tuple(before), after=(Phrase("mle.constant", values),))
            return
        if e.kind == "ratio":
            before_ = call("L", *(plus(p, Neg(Integer(1))) if p == e.parameter else p for p in self.worked.model.parameters))
            values |= {"end": self.names.write(e.high or ZERO)}
            yield self.section(e.score, Phrase("mle.ratio", {"u": u}), Over(self.names.likelihood, before_), [Phrase("mle.by_ratio", values)])
            return
        yield self.section(e.score, Phrase("mle.end" if e.bounds else "mle.middle", {"u": u}), self.names.score(e.parameter), [Phrase(f"mle.{e.kind}", values)], before)

    def order(self) -> tuple[Basic, ...]:
        found: list[Basic] = []
        for _, x, _ in moving(self.worked.model):
            entries = (Symbol(f"{x.name}_1"), DOTS, Symbol(f"{x.name}_n"))
            used = {s for e in self.worked.ends for s in free(e.root) | frozenset().union(*map(free, e.bounds))} if self.worked.ends else set()
            found += [relation("=", s, call(kind, *entries)) for s, kind in ((smallest(x), "min"), (largest(x), "max")) if s in used]
        return tuple(dict.fromkeys(found))

    def profile_name(self, s: Stationary) -> Basic:
        """The score with what was found put in, as it is written: the score at the hats."""
        goal: Basic = self.names.score(s.parameter)
        assert s.profile is not None
        node = s.profile.goal
        put = []
        while isinstance(node, Evaluated):
            put.append(node.args[1:])
            node = node.args[0]
        for v, _ in reversed(put):
            goal = Evaluated(goal, v, self.names.hat(v))
        return goal

    def parameter(self, s: Stationary) -> Iterator[Section]:
        u = self.names.write(s.parameter)
        score = self.names.score(s.parameter)
        yield self.section(s.score, Phrase("mle.score", {"u": u}), score)
        if s.profile is not None:
            yield self.section(s.profile, Phrase("mle.profile", {"u": u}), self.profile_name(s), self.sums(s))
        if s.solving is not None:
            names, self.names = self.names, self.names.without(s.parameter)
            yield self.section(s.solving, Phrase("mle.solve", {"u": u}), None, self.rooted(s))
            self.names = names
        else:
            yield Section(Phrase("mle.solve", {"u": u}), before=self.stuck(s))
        if s.second is not None:
            yield self.section(s.second, Phrase("mle.second" if s.argument else "mle.second_only", {"u": u}), D(self.goals.get((s.profile or s.score).goal, score), s.parameter), self.argument(s))
        elif s.root is not None:
            yield Section(None, before=(Phrase("mle.not_shown", {"u": u}),))

    def sums(self, s: Stationary) -> list[Phrase]:
        """What the sums of products stand for that the score holds."""
        defined = self.worked.facts.defined
        assert s.profile is not None
        found = [relation("=", a, self.names.plainly(defined[a])) for a in defined if a in free(s.profile.answer) and not any(a in free(b.equation) for b in self.worked.found[:self.worked.found.index(s)])]
        return [Phrase("mle.sums", {"list": tuple(found)})] if found else []

    def rooted(self, s: Stationary) -> list[Phrase]:
        found = []
        if s.only in ("vieta", "ends", "positive", "negative"):
            found.append(Phrase(f"mle.only_{s.only}", {"u": self.names.write(s.parameter)}))
        if s.outside:
            found.append(Phrase("mle.outside", {"list": tuple(map(self.names.write, s.outside)), "u": self.names.write(s.parameter)}))
        return found

    def stuck(self, s: Stationary) -> tuple[Phrase, ...]:
        assert s.failure is not None
        u = self.names.write(s.parameter)
        if s.failure.reason == "two roots":
            return (Phrase("mle.two_roots", {"u": u}), Phrase("mle.numerically"))
        if s.failure.stands_in:
            return (Phrase("mle.no_closed_form", {"u": u, "list": tuple(map(self.names.write, s.failure.stands_in))}), Phrase("mle.numerically"))
        return (Phrase("mle.no_root", {"u": u}), Phrase("mle.numerically"))

    def argument(self, s: Stationary) -> list[Phrase]:
        u = self.names.write(s.parameter)
        if s.argument == "critical" and s.rest is not None:
            return [Phrase("mle.critical", {"u": u, "rest": self.names.write(s.rest)})]
        if s.argument:
            return [Phrase(f"mle.{s.argument}" if s.root is not None else "mle.at_most_one", {"u": u})] if s.argument == "concave" else [Phrase(f"mle.{s.argument}", {"u": u})]
        return [Phrase("mle.not_shown", {"u": u})] if s.root is not None else []

    # ---- remarks

    def remarks(self) -> Iterator[Section]:
        found = [*self.degenerate(), *self.variances(), *self.information()]
        if self.worked.closed and len(self.worked.model.parameters) >= 1 and found:
            found.append(Phrase("mle.invariance", {"u": tuple(map(self.names.write, self.worked.model.parameters))}))
        if found:
            yield Section(Phrase("mle.remarks"), before=tuple(found))

    def degenerate(self) -> Iterator[Phrase]:
        """Samples on which the estimator lies on the edge of the domain, or is not defined."""
        for cases in edges(self.worked):
            if cases:
                yield Phrase("mle.degenerate", {"list": either([self.names.write(relation("=", *c.args[1:])) for c in cases])})
        if any(spreads(a, self.worked.facts.defined) for a in self.worked.estimates.values()) or any(c.args[1] in {largest(x) for _, x, _ in moving(self.worked.model)} for c in conditions(self.worked)):
            yield Phrase("mle.exact_fit" if self.worked.facts.defined else "mle.all_equal")

    def variances(self) -> Iterator[Phrase]:
        for u, a in self.worked.estimates.items():
            if is_variance(a) and not is_root(a):
                h = spread_of(a)
                yield Phrase("mle.biased", {"hat": self.names.hat(u), "factor": Over(Plus(Symbol("n"), Neg(Integer(1))), Symbol("n")), "h": self.names.write(h)})

    def information(self) -> Iterator[Phrase]:
        """The observed information at the estimate, where one parameter is all there is."""
        if len(self.worked.found) != 1 or len(self.worked.model.parameters) != 1:
            return
        s = self.worked.found[0]
        if s.second is None or s.root is None:
            return
        slope = s.second.value if s.argument != "critical" else s.second.answer
        rest = s.rest
        if rest is None:
            rest = next((r for r, _ in critical(s.equation, s.second.answer, self.worked.facts)), None)
            if rest is None and not any(isinstance(t, SumOver) for t in walk(s.second.answer)):
                rest = s.second.answer
        if rest is None or any(isinstance(t, SumOver) for t in walk(rest)) or slope is None:
            return
        observed = simplified(Neg(rest))
        if size(observed) > LARGE:
            return
        hat = self.names.hat(s.parameter)
        at = substitute(self.names.write(observed), {self.names.write(s.parameter): hat})
        yield Phrase("mle.information", {"j": at, "variance": substitute(self.names.write(simplified(Over(Integer(1), observed))), {self.names.write(s.parameter): hat}), "hat": hat})


def either(cases: list[Basic]) -> Basic | Phrase:
    return Phrase("mle.or", {"a": cases[0], "b": cases[1]}) if len(cases) > 1 else cases[0]


def is_variance(a: Basic) -> bool:
    return spread_of(a) is not None


def is_root(a: Basic) -> bool:
    return not isinstance(a, Over)


def spread_of(a: Basic) -> Basic | None:
    """h where the expression is made of sum (h - mean of h)^2 / n."""
    for t in walk(a):
        if isinstance(t, Over) and isinstance(t.args[0], SumOver) and t.args[0].args[3] == t.args[1]:
            body = t.args[0].args[0]
            if isinstance(body, Power) and body.args[1] == Integer(2) and isinstance(body.args[0], Plus) and len(body.args[0].args) == 2:
                h, mean = body.args[0].args
                if isinstance(mean, Neg) and isinstance(mean.args[0], Over) and isinstance(mean.args[0].args[0], SumOver):
                    return h
    return None


def edges(worked: Worked) -> Iterator[list[Basic]]:
    """For each sum in an estimator the conditions that keep it off the ends that data can reach, where the estimator would leave the domain: S > 0, S < n."""
    for s, t in worked.facts.statistics.items():
        made = []
        for end, sign in ((t.low, ">"), (t.high, "<")):
            if end is None or not reached(worked, s, end):
                continue
            extreme = ZERO if end is ZERO else factored(times(t.count, end))
            if any(leaves(a, s, extreme, worked.model.parameters[u]) for u, a in worked.estimates.items() if s in set(walk(a))):
                made.append(relation(sign, s, extreme))
        yield made


def reached(worked: Worked, s: Basic, end: Basic) -> bool:
    """Can all observations lie at an end of their support, or all squares be zero, so that the sum takes its extreme value?"""
    if end is ZERO and is_even(s.args[0]) and not any(isinstance(t, SumOver) for t in walk(s.args[0])):
        columns = {x: r for b in worked.model.blocks for x, r in b.support.items() if b.at(x) in set(walk(s.args[0]))}
        return any(r.low is None or r.low in free(s) for r in columns.values())
    return any(not (r.low_open if end == r.low else r.high_open) for b in worked.model.blocks for x, r in b.support.items()
               if end in (r.low, r.high) and x not in b.given and b.sum(x) == s)


def leaves(a: Basic, s: Basic, extreme: Basic, r: Range) -> bool:
    """Does an estimator lie on the edge of the domain, or is it undefined, where the sum takes its extreme value?"""
    try:
        there = Fractions(put := substitute(a, {s: extreme})).of(put)
    except TooLarge:
        return True
    field_ = Fractions(put)
    value_there = field_.written(there)
    if any(isinstance(t, Over) and is_zero(t.args[1]) for t in walk(put)):
        return True
    return value_there in (r.low, r.high) or any(head(t) == "ln" and is_zero(t.args[1]) for t in walk(put)) or (head(put) == "sqrt" and simplified(put.args[1]) in (r.low, r.high))


def together(worked: Worked) -> Iterator[Basic]:
    """Where no single sum takes an estimator to the edge, but several together can: that it is off the edge."""
    single = {c.args[1] for made in edges(worked) for c in made}
    for u, a in worked.estimates.items():
        own = [s for s, t in worked.facts.statistics.items() if s in set(walk(a)) and s not in single and any(e is not None and reached(worked, s, e) for e in (t.low, t.high))]
        low = worked.model.parameters[u].low
        if len(own) > 1 and low is not None:
            yield relation(">", a, low)


def conditions(worked: Worked) -> Iterator[Basic]:
    """Under which samples the estimators are what they are said to be."""
    for made in edges(worked):
        yield from made
    yield from together(worked)
    for s, e in worked.facts.pairs.items():                # sum 1/x_i > n^2/sum x_i, unless all are equal
        if any(leaves(a, s, e, worked.model.parameters[u]) for u, a in worked.estimates.items() if s in set(walk(a))):
            yield relation(">", s, e)
    for a in worked.estimates.values():
        yield from (relation(">", t, ZERO) for t in spreads(a, worked.facts.defined))
    yield from (relation(">", s.root.args[1], ZERO) for s in worked.normal if isinstance(s.root, Over) and s.root.args[1] in worked.facts.defined)
    for s in worked.found:
        yield from s.outside
    if worked.found:
        yield from (relation(">", largest(x), smallest(x)) for _, x, _ in moving(worked.model) if any(free(a) & {smallest(x), largest(x)} for s in worked.found if (a := s.root) is not None))


def checked(solution: Estimation) -> Iterator[Phrase]:
    """How the steps were checked, and how the estimator was confirmed."""
    yield summary(solution)
    c = solution.confirmation
    if c is None:
        yield Phrase("mle.not_confirmed")
    elif c.witness is not None:
        yield Phrase("mle.confirmation_failed", {"why": "; ".join(f"{k}: {v}" for k, v in c.witness.items())})
    else:
        yield Phrase("mle.confirmed", {"samples": c.samples, "points": c.points, "bits": c.bits})
