"""Sets of real numbers: two are told apart by their truth at every breakpoint and between."""
from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy import Basic, Symbol

from symderive.checking.points import Design
from symderive.checking.report import FIRST
from symderive.comparison.conditions import NotASet, condition, letters_of, relations_of, unknowns_of
from symderive.comparison.factors import same_by_signs, unwrapped
from symderive.comparison.line import Line
from symderive.comparison.outcome import Comparison, Counterexample, Equality, different_in_kind, undecided
from symderive.derivation import Status, Verdict
from symderive.expr import free
from symderive.nodes import And, Not, Or, Rel
from symderive.number import number
from symderive.problem import Assumptions
from symderive.tree import fold, substitute

SIGNED = frozenset(("=", "!=", "<", "<=", ">", ">="))
LAST = frozenset("tuvwxyz")                  # letters that are unknowns rather than given
RELATIONS = 200                              # at most
SAMPLES = 5                                  # values of the other letters


def same_set(left: Any, right: Any, assumptions: Assumptions, unknown: Basic | None = None) -> Comparison:
    """Do two sets of real numbers have the same members? They are sets of values of `unknown`, if that is said: lines of a solution, of which the
    next follows from the one before. Then agreement at all places that were found will do; of answers it must be known that no place is missing.

    Raises:
        NotASet: if one of the two is none.
    """
    if unknown is not None:
        return _conditions(unwrapped(condition(left, unknown)), unwrapped(condition(right, unknown)), unknown, assumptions, lines=True)
    first, second = unknowns_of(left), unknowns_of(right)
    common = [x for x in first if x in second] or ([] if first and second else first + second)
    if first and second and not common:
        if set(first) & letters_of(right) or set(second) & letters_of(left):
            raise NotASet
        return different_in_kind("names")
    letters = [y for y in letters_of(left) | letters_of(right) if isinstance(y, Symbol)]
    x = max(common or letters, key=lambda y: (str(y)[0] in LAST, str(y)), default=Symbol("x"))
    return _conditions(unwrapped(condition(left, x)), unwrapped(condition(right, x)), x, assumptions)


def _conditions(a: Basic, b: Basic, x: Basic, assumptions: Assumptions, lines: bool = False) -> Comparison:
    """Two conditions on x."""
    if a == b:
        return Comparison(Equality.EQUAL, Verdict(Status.PROVED, error=Fraction(0), reason="identical"), True, method="identical")
    atoms = list(dict.fromkeys(relations_of(a) + relations_of(b)))
    if any(r.args[0].name not in SIGNED for r in atoms):
        raise NotASet
    if len(atoms) > RELATIONS:
        return undecided("too long")
    if same_by_signs(a, b, atoms):
        return Comparison(Equality.EQUAL, Verdict(Status.PROVED, error=Fraction(0), reason="signs of factors"), True, method="signs of factors")
    others = sorted((y for r in atoms for y in free(r) if y != x), key=str)
    others = list(dict.fromkeys(others))
    return _sampled(a, b, atoms, x, others, assumptions, lines)


def _sampled(a: Basic, b: Basic, atoms: list[Any], x: Basic, others: list[Basic], assumptions: Assumptions, lines: bool) -> Comparison:
    """The other letters take values; for each choice the sets are compared on the whole line."""
    if any(not isinstance(y, Symbol) for y in others):
        return undecided("unsupported: a condition on data")
    design = Design(others, set(), assumptions, seed=len(atoms))
    samples = list(design.planned((), 12))[:SAMPLES] if others else [0]
    points, known = 0, True
    choices = [{y: Fraction(int(q.numerator), int(q.denominator)) for y in others for q in (design.drawn[y][k],)} for k in samples]
    choices += [{y: Fraction(c) for y in others} for c in (0, 1, -1) if others and all(design.belongs(y, Fraction(c)) for y in others)]
    choices += [choices[0] | {y: Fraction(0)} for y in others if len(others) > 1 and design.belongs(y, Fraction(0))]
    exact = True
    for chosen in choices:
        at = {y: number(q) for y, q in chosen.items()}
        line = Line([substitute(r, at) for r in atoms], x, assumptions)
        if line.reason:
            return undecided(line.reason)
        truth = dict(zip(atoms, range(len(atoms))))
        for place, values, _ in line.places():
            s, t = _truth(a, truth, values), _truth(b, truth, values)
            if s is None or t is None:
                known = False
                continue
            points += 1
            if s is not t:
                shown = {str(x): place} | {str(y): str(v) for y, v in at.items()}
                words = ("true" if s else "false", "true" if t else "false")
                witness = {"at": shown, "left": words[0], "right": words[1]}
                return Comparison(Equality.NOT_EQUAL, Verdict(Status.REFUTED, points, FIRST, witness=witness), counterexample=Counterexample(shown, *words), method="sets")
        known, exact = known and (line.exact or line.complete), exact and line.exact
    if not points:
        return undecided("no common domain")
    if (others or not known) and not lines:
        return undecided("no place was found where they differ, but there may be others")
    verdict = Verdict(Status.PROVED, error=Fraction(0), reason="real roots") if exact and known and not others else Verdict(Status.VERIFIED, points, FIRST)
    return Comparison(Equality.EQUAL, verdict, True, method="sets")


def _truth(condition: Basic, place: dict[Basic, int], values: Sequence[bool | None]) -> bool | None:
    """A condition, from the truth of its relations; None: not known."""
    def leaf(e: Basic) -> bool | None:
        return values[place[e]] if isinstance(e, Rel) else e is sp.true

    def joined(e: Basic, parts: tuple[bool | None, ...]) -> bool | None:
        if isinstance(e, Not):
            return None if parts[0] is None else not parts[0]
        decisive = isinstance(e, Or)
        return decisive if decisive in parts else None if None in parts else not decisive
    found: bool | None = fold(condition, joined, leaf, lambda e: isinstance(e, (And, Or, Not)))
    return found
