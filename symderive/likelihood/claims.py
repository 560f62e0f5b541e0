"""What a derivation of estimators claims, and the verdicts on it: equalities as they stand, equations by what turns one into the next."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check
from symderive.derivation import Derivation, Status, Step, Verdict
from symderive.expr import Over, free, plus, times
from symderive.likelihood.facts import Facts
from symderive.likelihood.fractions import simplified
from symderive.likelihood.model import Model, Range
from symderive.lines import chain
from symderive.nodes import Evaluated, Or, Rel
from symderive.problem import Assumptions
from symderive.rules import RULES
from symderive.rules.likelihood import sides
from symderive.solution import Pair, worst
from symderive.tree import substitute
from symderive.verify import conditions, pairs

ZERO = Integer(0)
IDENTICAL = Verdict(Status.PROVED, reason="identical")
UNJUSTIFIED = Verdict(Status.UNDECIDED, reason="no multiplier turns one equation into the other")


def assumptions(model: Model) -> Assumptions:
    """The domains of parameters, constants and data, as facts for the checker."""
    found: list[Basic] = []
    for x, r in {**model.known, **model.parameters}.items():
        found += r.facts(x)
    for b in model.blocks:
        for x, r in b.support.items():
            found += (r if not r.symbols else numeric(r, {**model.known, **model.parameters})).facts(x)
    return Assumptions(tuple(dict.fromkeys(found)))


def numeric(r: Range, ranges: Mapping[Symbol, Range]) -> Range:
    """A range in numbers alone: an end that is a symbol is replaced by the same end of its domain, or left open."""
    def end(e: Basic | None, low: bool) -> Basic | None:
        if e is None or not free(e):
            return e
        own = ranges.get(e) if isinstance(e, Symbol) else None
        at = None if own is None or not low else own.low
        return at if at is not None and not free(at) else None
    low, high = end(r.low, True), end(r.high, False)
    if r.integer and high is None and r.high is not None:
        high = Integer(3)                              # whole numbers up to a constant: few are enough to see an identity
    return Range(low, high, r.low_open if low is not None and low == r.low else low is not None, r.high_open, r.integer)


def verdicts(derivations: Sequence[Derivation], model: Model, facts: Facts, detail: str = "normal") -> dict[Pair, Verdict]:
    """A verdict for every pair of lines of every derivation."""
    asked: dict[Pair, list[Claim] | None] = {}
    indices = frozenset(b.index for b in model.blocks)
    for d in derivations:
        for before, after, when in lines_of(d, detail):
            when = tuple(c for c in when if not speaks_of_an_entry(c, indices))
            if (before, after) not in asked:
                asked[before, after] = claims(before, after, when, d, facts)
    apart = {**no_entries(model), **from_the_end(model)}
    asked = {pair: some and [Claim(facts.written_out(c.left), facts.written_out(c.right), c.relation, tuple(map(facts.written_out, c.when))) for c in some] for pair, some in asked.items()} if facts.defined else asked
    flat = [Claim(substitute(c.left, apart), substitute(c.right, apart), c.relation, tuple(substitute(w, apart) for w in c.when)) if apart else c
            for some in asked.values() if some for c in some]
    facts_ = assumptions(model)
    found = iter(check(flat, Assumptions(tuple(f for f in (substitute(f, apart) for f in facts_.facts) if not _follows(f))) + beyond(model) if apart else facts_))
    made: dict[Pair, Verdict] = {}
    for pair, some in asked.items():
        given = [next(found) for _ in some] if some else []
        made[pair] = UNJUSTIFIED if some is None else worst(given) if given else IDENTICAL
    return made


def no_entries(model: Model) -> dict[Basic, Basic]:
    """Other names for the symbols that the checker would take for entries of the data, as x_m beside data x."""
    columns = {x.name for b in model.blocks for x in b.data}
    return {s: Symbol(s.name.replace("_", "")) for s in (*model.parameters, *model.known) if "_" in s.name and s.name.partition("_")[0] in columns}


def speaks_of_an_entry(condition: Basic, indices: frozenset[Basic]) -> bool:
    """A condition on x_i: the support of the data has it already, and without it a line is checked at more points."""
    return bool(free(condition) & indices)


def from_the_end(model: Model) -> dict[Basic, Basic]:
    """Whole numbers that begin at others, counted from there: points drawn at random would seldom meet such a condition."""
    found: dict[Basic, Basic] = {}
    for s, r in sorted({**model.known, **model.parameters}.items(), key=lambda item: len(item[1].symbols)):
        if r.integer and r.low is not None and free(r.low):
            found[s] = plus(substitute(r.low, found), counted(s))
    return found


def counted(s: Symbol) -> Symbol:
    return Symbol(f"{s.name}0")


def beyond(model: Model) -> Assumptions:
    """The numbers counted from there are whole, and not negative."""
    return Assumptions(tuple(f for s in from_the_end(model) for f in Range(ZERO, None, False, True, True).facts(counted(s))))


def _follows(fact: Basic) -> bool:
    """A condition on a sum that is said of its parts."""
    return fact.args[0].name == "in" and not isinstance(fact.args[1], Symbol)


def lines_of(d: Derivation, detail: str = "normal") -> Iterator[tuple[Basic, Basic, tuple[Basic, ...]]]:
    """Every step, the whole, and the lines of the blackboard."""
    met = conditions(d)
    for step in d.all_steps():
        yield step.before, step.after, step.provisos
    yield d.goal, d.answer, met
    for left, right in pairs(d.goal, chain(d, RULES, detail)):
        yield left, right, met


def claims(before: Basic, after: Basic, when: tuple[Basic, ...], d: Derivation, facts: Facts) -> list[Claim] | None:
    """The equalities that make a line follow from the one above; None where there are none."""
    if before is after:
        return []
    if not isinstance(before, (Rel, Or)):
        return [Claim(before, after, when=when)]
    return list(found) if (found := _of_equations(before, after, when, d, facts)) is not None else None


def _of_equations(before: Basic, after: Basic, when: tuple[Basic, ...], d: Derivation, facts: Facts) -> Iterable[Claim] | None:
    """u = 0 and v = 0 say the same where v is u times what is not zero; a solution is put into the equation."""
    if before is d.goal and after is d.answer:
        return [Claim(Evaluated(sides(before), after.args[1], after.args[2]), ZERO, when=when)]
    if isinstance(before, Or):                         # one of two roots is chosen: it solves the equation
        return [Claim(Evaluated(sides(d.goal), after.args[1], after.args[2]), ZERO, when=when)]
    if isinstance(after, Or):
        return [Claim(Evaluated(sides(before), r.args[1], r.args[2]), ZERO, when=when) for r in after.args]
    u, v = sides(before), sides(after)
    factor = simplified(Over(v, u))
    if facts.sign(factor) or (all(w.args[0].name == "!=" for w in when) and when):
        return [Claim(times(u, factor), v, when=when)]
    inner, outer = after.args[1], before.args[1]
    there = substitute(outer, {inner: after.args[2]})
    if there is not outer and before.args[2] is not ZERO:                 # u^2 = b and u = sqrt(b): put in, b = b
        return [Claim(there, before.args[2], when=when)]
    if isinstance(inner, Symbol) and inner not in free(after.args[2]):
        return [Claim(Evaluated(u, inner, after.args[2]), ZERO, when=when)]
    return None


def with_verdicts(d: Derivation, found: Mapping[Pair, Verdict]) -> Derivation:
    def checked(s: Step) -> Step:
        return replace(s, verdict=found.get((s.before, s.after), IDENTICAL))
    return Derivation(d.goal, {g: checked(s) for g, s in d.steps.items()}, tuple(map(checked, d.finish)))
