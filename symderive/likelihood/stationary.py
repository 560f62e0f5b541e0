"""One parameter after the other: its score, the score set to zero, and why that is the maximum."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sympy import Basic, Integer, Symbol

from symderive.derivation import Derivation, Relation, Step
from symderive.driver import derive
from symderive.expr import Inert, Neg, Over, Power, free, head, plus, times
from symderive.likelihood.facts import Facts
from symderive.likelihood.fractions import Fractions, TooLarge, is_zero, simplified, spread
from symderive.likelihood.indices import INNER, inside_a_sum, with_indices
from symderive.likelihood.isolating import Isolated, NotIsolated, isolate
from symderive.likelihood.model import Range
from symderive.nodes import D, Evaluated, SumOver, relation
from symderive.number import value
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.rules.likelihood import split_sums, without_constants
from symderive.rules.tidy import tidy
from symderive.tree import size, substitute, walk

ZERO = Integer(0)
LONGEST = 60                   # nodes of a second derivative that is shown although it proves nothing


@dataclass(frozen=True)
class Stationary:
    """What was found for one parameter.

    parameter  the parameter
    score      the derivation of the derivative of the log-likelihood in it
    profile    the same with the parameters found before put in, if any occur
    solving    the derivation of `parameter = root`, or None where no elementary step isolates it
    root       the root, which may hold parameters that are found after it
    second     the derivation of the second derivative
    argument   why it is the maximum: "concave", "critical", or "" where it is not proved
    rest       what is left of the second derivative where the score is zero
    inside     is the root proved to lie in the domain? The conditions that are missing
    """
    parameter: Symbol
    score: Derivation
    profile: Derivation | None = None
    solving: Derivation | None = None
    root: Basic | None = None
    only: str = ""
    second: Derivation | None = None
    argument: str = ""
    rest: Basic | None = None
    outside: tuple[Basic, ...] = ()
    failure: NotIsolated | None = None
    steps: Isolated | None = field(default=None, repr=False)

    @property
    def equation(self) -> Basic:
        """What is set to zero."""
        found: Basic = (self.profile or self.score).answer
        return found


def differentiated(ell: Basic, u: Symbol) -> Derivation:
    """The score: constants dropped, the rules of differentiation, then its sums taken apart in the unknown."""
    hidden = hiding(ell, u)
    if hidden:
        return shown(differentiated(substitute(ell, hidden), u), hidden)
    goal = D(ell, u)
    kept, dropped = without_constants(ell, frozenset((u,)))
    if not dropped or kept is ZERO:
        found = derive(goal, RULES, {}, finish)
        return found.finished((*found.finish, *_apart(found.answer, u)))
    inner = derive(D(kept, u), RULES, {}, finish)
    whole = Derivation(goal, {**inner.steps, goal: Step(goal, Relation.EQ, D(kept, u), "likelihood.drop_constant")})
    return whole.finished((*inner.finish, *_apart(inner.answer, u)))


def hiding(e: Basic, u: Symbol) -> dict[Basic, Basic]:
    """Symbols for the nested sums over the data in which the unknown does not occur: whatever is done to the rest, they stay as they are."""
    found: dict[Basic, Basic] = {}
    todo = [e]
    while todo:
        t = todo.pop()
        if isinstance(t, SumOver) and u not in free(t) and any(isinstance(a, SumOver) or (isinstance(a, Over) and isinstance(t.args[0], Power)) for a in walk(t.args[0])):
            found.setdefault(t, Symbol(f"hidden_{len(found)}"))
        elif isinstance(t, Inert):
            todo.extend(t.args)
    return found


def shown(d: Derivation, hidden: Mapping[Basic, Basic]) -> Derivation:
    """The derivation with the sums back in their places."""
    back = {symbol: node for node, symbol in hidden.items()}

    def put_back(s: Step) -> Step:
        letters = {k: substitute(v, back) if isinstance(v, Basic) else v for k, v in s.letters.items()}
        return Step(substitute(s.before, back), s.relation, substitute(s.after, back), s.rule, letters, tuple(substitute(p, back) for p in s.provisos))
    return Derivation(substitute(d.goal, back), {substitute(g, back): put_back(s) for g, s in d.steps.items()}, tuple(map(put_back, d.finish)))


def _apart(e: Basic, u: Symbol) -> Iterator[Step]:
    after = tidy(split_sums(e, frozenset((u,)), whole=False))
    if after is not e:
        yield Step(e, Relation.EQ, after, "likelihood.split")


def profiled(score: Derivation, found: Mapping[Symbol, Basic]) -> Derivation | None:
    """The score with the parameters found before put in."""
    occurring = {u: a for u, a in found.items() if u in free(score.answer)}
    if not occurring:
        return None
    here = score.answer
    safe = {u: with_indices(a, INNER) if inside_a_sum(here, u) else a for u, a in occurring.items()}
    goal: Basic = here
    for u, a in safe.items():
        goal = Evaluated(goal, u, a)
    after = substitute(here, safe)
    return Derivation(goal, {goal: Step(goal, Relation.EQ, after, "at.put_in")}, tuple(_powers_undone(after)))


def _powers_undone(e: Basic) -> Iterator[Step]:
    """Roots that were put in leave powers of roots, and terms that cancel."""
    before = e
    for step in _undone(e):
        yield step
        e = step.after
    if e is not before and size(after := spread(e)) < size(e):
        yield Step(e, Relation.EQ, after, "eq.expand")


def _undone(e: Basic) -> Iterator[Step]:
    """((u)^(1/k))^k as u, and ln(u^(1/k)) as ln(u)/k, where such a root was put in."""
    for rule in ("pow.power", "log.power"):
        apply = RULES[rule].apply
        done = apply(e) if apply is not None else None
        if done is not None and (after := tidy(done.after)) is not e:
            yield Step(e, Relation.EQ, after, rule, provisos=done.provisos)
            e = after
            yield from (steps := finish(e))
            e = steps[-1].after if steps else e


def solved(e: Basic, u: Symbol, facts: Facts) -> tuple[Derivation, Isolated]:
    """The derivation of u = root from e = 0."""
    found = isolate(e, u, facts)
    start = relation("=", e, ZERO)
    return Derivation(start, {start: found.steps[0]}, found.steps[1:]), found


# ---- why it is the maximum

def second_derivative(e: Basic, u: Symbol) -> Derivation:
    hidden = hiding(e, u)
    if hidden:
        return shown(second_derivative(substitute(e, hidden), u), hidden)
    found = derive(D(e, u), RULES, {}, finish)
    return found.finished((*found.finish, *_apart(found.answer, u)))


def argued(second: Derivation, e: Basic, u: Symbol, facts: Facts, goal: Basic, only: str = "") -> tuple[Derivation, str, Basic | None]:
    """Why a critical point is the maximum: strict concavity, or because every critical point is a strict maximum."""
    slope = second.answer
    if only == "direction":
        return second, "direction", None
    if facts.sign(slope) == -1:
        return second, "concave", None
    for rest, times_score in critical(e, slope, facts):
        after = plus(rest, _product(times_score, goal)) if times_score is not ZERO else rest
        whole = second.finished((*second.finish, Step(second.answer, Relation.EQ, after, "likelihood.critical")))
        return whole, "critical", rest
    return second, "", None


def worth_showing(s: Stationary) -> bool:
    """A second derivative that proves nothing is shown only where it is short."""
    return s.second is None or bool(s.argument) or size(s.second.answer) <= LONGEST


def _product(factor: Basic, goal: Basic) -> Basic:
    return Neg(times(factor.args[0], goal)) if isinstance(factor, Neg) else times(factor, goal)


def critical(e: Basic, slope: Basic, facts: Facts) -> Iterator[tuple[Basic, Basic]]:
    """The second derivative as rest + factor * score with a rest that is negative: a statistic is eliminated by the score."""
    try:
        field_ = Fractions(e, slope)
        above, _ = field_.of(e)
    except TooLarge:
        return
    statistics = [a for a in field_.occurring(above) if isinstance(a, SumOver) or a in {s.count for s in facts.statistics.values()} or _counts(a)]
    for s in statistics:
        by = {k: field_.write(c) for k, c in field_.coefficients(above, s).items()}
        if set(by) - {0, 1} or 1 not in by or not facts.sign(by[1]):           # where what multiplies it is zero, it cannot be eliminated
            continue
        value = Neg(by[0]) if 0 in by else ZERO
        rest = simplified(substitute(slope, {s: simplified(Over(value, by[1]))}))
        if facts.forgetting(s).with_ranges({s: Range(low=ZERO)} if isinstance(s, Symbol) else {}).sign(rest) != -1:
            continue
        factor = simplified(Over(plus(slope, Neg(rest)), e))
        if is_zero(plus(slope, Neg(rest), Neg(times(factor, e)))):
            yield rest, factor
            return


def _counts(a: Basic) -> bool:
    return isinstance(a, Symbol) and a.name in ("n", "m")


def _radicand(e: Basic) -> Basic | None:
    """u of sqrt(u), or of another root."""
    if head(e) == "sqrt":
        found: Basic = e.args[1]
        return found
    if isinstance(e, Power) and (k := value(e.args[1])) is not None and k > 0:
        return e.args[0]
    return None


def outside(root: Basic, r: Range, facts: Facts) -> tuple[Basic, ...]:
    """The conditions for the root to lie in the domain that are not proved."""
    wanted = []
    under = _radicand(root)
    if under is not None and {r.low, r.high} <= {None, ZERO, Integer(1)}:
        root = under                                       # sqrt(u) < 1 where u < 1
    if r.low is not None:
        wanted.append(relation(">", root, r.low))
    if r.high is not None:
        wanted.append(relation("<", root, r.high))
    return tuple(c for c in wanted if not facts.holds(c))

