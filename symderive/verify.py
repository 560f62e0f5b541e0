"""What a solution claims, and the checker's verdicts put on it: every step, the whole, and the lines that are shown."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sympy import Basic

from symderive.checking import Claim, check
from symderive.derivation import Derivation, Relation, Status, Step, Verdict
from symderive.expr import free
from symderive.lines import Line, chain
from symderive.nodes import Rel
from symderive.problem import Assumptions
from symderive.rules import RULES
from symderive.solution import Pair, Part, Solution

IDENTICAL = Verdict(Status.PROVED, reason="identical")


def claims_of(part: Part) -> Iterator[Claim]:
    """Every step, the line from the goal to the answer, the lines of the blackboard, and what the part claims besides."""
    d = part.derivation
    yield from (Claim(e.left, e.right, when=e.when, on=e.on) for e in part.checks)
    for step in d.all_steps():
        yield Claim(step.before, step.after, step.relation, step.provisos, step.on)
    yield Claim(d.goal, d.answer, related(d.goal), when=conditions(d), on=d.on)
    yield from line_claims(d, chain(d, RULES))


def conditions(d: Derivation) -> tuple[Basic, ...]:
    """All conditions met in a derivation that speak of the symbols of its goal."""
    own = free(d.goal)
    return tuple(dict.fromkeys(p for step in d.all_steps() for p in step.provisos if free(p) <= own))


def related(goal: Basic) -> Relation:
    """Equations are equivalent, expressions are equal."""
    return Relation.IFF if isinstance(goal, Rel) else Relation.EQ


def line_claims(d: Derivation, lines: Iterable[Line]) -> Iterator[Claim]:
    """Each line equals the one above."""
    met = conditions(d)
    for left, right in pairs(d.goal, lines):
        yield Claim(left, right, related(d.goal), when=met, on=d.on)


def pairs(goal: Basic, lines: Iterable[Line]) -> Iterator[Pair]:
    """Each line with the one above."""
    above = goal
    for line in lines:
        yield above, line.after
        above = line.after


def decided(claims: Iterable[Claim], assumptions: Assumptions) -> dict[Pair, Verdict]:
    """A verdict for each claim, from one run of the checker; what is said twice is checked once."""
    found: dict[Pair, Claim] = {}
    for c in claims:
        found.setdefault((c.left, c.right), c)
    return dict(zip(found, check(tuple(found.values()), assumptions)))


def check_all(parts: Sequence[Part], assumptions: Assumptions) -> dict[Pair, Verdict]:
    """A verdict for every claim of every part."""
    return decided((c for part in parts for c in claims_of(part)), assumptions)


def verdicts_of(solution: Solution, part: Part, lines: Sequence[Line]) -> list[Verdict]:
    """The verdicts on lines that are shown; those not checked before are checked now."""
    known = solution.verdicts
    new = [c for c in line_claims(part.derivation, lines) if (c.left, c.right) not in known]
    if new:
        known.update(decided(new, solution.problem.assumptions))
    return [known[pair] for pair in pairs(part.derivation.goal, lines)]


def with_verdicts(part: Part, verdicts: Mapping[Pair, Verdict]) -> Part:
    d = part.derivation
    after = Derivation(d.goal, {g: _checked(s, verdicts) for g, s in d.steps.items()}, tuple(_checked(s, verdicts) for s in d.finish))
    return replace(part, derivation=after)


def _checked(step: Step, verdicts: Mapping[Pair, Verdict]) -> Step:
    return replace(step, verdict=verdicts.get((step.before, step.after), IDENTICAL))
