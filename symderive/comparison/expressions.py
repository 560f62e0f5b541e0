"""Do two expressions have the same value, wherever both are defined; and are they defined at the same places?"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb, fmpq
from sympy import Basic, Dummy, Integer, Rational, Symbol

from symderive.checking import Claim, check
from symderive.checking.entries import single
from symderive.checking.polynomials import Ring, letters_of
from symderive.checking.precision import precision
from symderive.checking.report import FIRST
from symderive.comparison.jumps import far_cells, jumping
from symderive.comparison.outcome import Comparison, Equality, different_in_kind, undecided, witnessed
from symderive.comparison.regions import region
from symderive.comparison.survey import PARTIAL, survey
from symderive.comparison.trial import FIRST_LOOK, State, Trial
from symderive.derivation import Status, Verdict
from symderive.expr import Decimal, Neg, Over, Plus, Power, Times, free, is_open
from symderive.nodes import Antiderivative, D, IntegralOver, Limit
from symderive.phrase import Phrase
from symderive.problem import Assumptions
from symderive.tree import substitute, walk

CONSTANTS = frozenset(("C", "c", "K", "k", "C_1", "c_1", "C_0", "C_2", "c_0", "const"))
IDENTICAL = Verdict(Status.PROVED, error=Fraction(0), reason="identical")
RATIONAL = frozenset((Plus, Times, Neg, Over, Power, Decimal, Symbol, Integer, type(sp.S.Zero), type(sp.S.One), type(sp.S.NegativeOne), Rational, type(sp.S.Half)))
EXACT = Verdict(Status.PROVED, error=Fraction(0), reason="rational functions")
SYMBOLS = 12_000                # more letters are left undecided
LETTERS = 12                    # of rational functions that are decided exactly
LONG, DEEP = 1_000, 2_048       # bits of a number that the checker may overlook the end of; how many more bits are then compared
UNDONE = frozenset((Antiderivative, IntegralOver, Limit))
ONE_SIDED = (State.LEFT, State.RIGHT)
FEW = ("no common domain", "too few points")       # words of the checker: they meet almost nowhere
ENOUGH = 2                      # planned points at which two expressions must agree for a region to be looked for
SIGNIFICANT = 2                 # figures that a rounded decimal must have


@dataclass(frozen=True)
class Asked:
    """What the caller wants beyond equality.

    constant   answers may differ by a constant
    tolerance  how far a decimal may be off; "rounding": correctly rounded decimals are accepted
    """
    constant: bool = False
    tolerance: Any = None


def compare(a: Basic, b: Basic, assumptions: Assumptions, asked: Asked = Asked(), rounded: bool = False) -> Comparison:
    """The comparison of two expressions. `rounded`: a sign of approximation stands before the second."""
    if a is b or a == b:
        return _accepted(IDENTICAL, "identical")
    if (found := _antiderivatives(a, b, assumptions, asked)) is not None:
        return found
    return _values(a, b, assumptions, asked, rounded)


def _values(a: Basic, b: Basic, assumptions: Assumptions, asked: Asked, rounded: bool = False) -> Comparison:
    if len(free(a) | free(b)) > SYMBOLS:
        return undecided("too long")
    trial = Trial(a, b, assumptions)
    if trial.reason:
        return different_in_kind("sizes") if "shape" in trial.reason else undecided(trial.reason)
    if trial.identical:
        return _accepted(IDENTICAL, "identical")
    first = trial.simple(FIRST_LOOK)
    states = trial.states(first)
    if State.DIFFERENT in states:
        return _differing(trial, first, states, asked, rounded)
    ids = first
    if trial.edges or any(survey(e).names & PARTIAL for e in (a, b)) or State.SAME not in states:
        ids = trial.planned()
        states = trial.states(ids)
        if State.DIFFERENT in states:
            return _differing(trial, ids, states, asked, rounded)
    verdict = _exactly(a, b) or check([Claim(a, b)], assumptions)[0]
    if verdict and (longest := max(survey(a).longest, survey(b).longest)) > LONG:
        verdict = _deeper(trial, ids, verdict, longest + DEEP)
    if verdict.status is Status.REFUTED:
        return _differing(trial, ids, states, asked, rounded, verdict)
    if ids is not first and any(s in states for s in ONE_SIDED):      # else there are only single points, as the poles of tan
        return _elsewhere(trial, ids, states, verdict)
    if verdict.status is Status.VERIFIED:
        far, doubt = far_cells(trial)
        ids, states = [*ids, *far], [*states, *trial.states(far)] if far else states
        if State.DIFFERENT in states:
            return _differing(trial, ids, states, asked, rounded)
        if doubt or jumping(trial):
            return Comparison(Equality.UNDECIDED, Verdict(Status.UNDECIDED), reason=Phrase(f"equality.reason.{'turn' if doubt else 'jump'}"))
    if verdict:
        return _accepted(verdict, verdict.reason or "balls")
    return undecided(verdict.reason, verdict)


def _exactly(a: Basic, b: Basic) -> Verdict | None:
    """Rational functions are decided exactly; None for all else."""
    if not (single(a) and single(b)) or not (survey(a).kinds <= RATIONAL and survey(b).kinds <= RATIONAL):
        return None
    letters = letters_of((a, b))
    difference = Ring(letters).quotient(Plus(a, Neg(b))) if len(letters) <= LETTERS else None
    if difference is None or difference.below.is_zero():
        return None
    return EXACT if difference.above.is_zero() else Verdict(Status.REFUTED, reason=EXACT.reason)


def _deeper(trial: Trial, ids: Sequence[int], verdict: Verdict, alike: int) -> Verdict:
    """The same with more bits than the longest number has."""
    if verdict.status is Status.PROVED:
        return verdict
    states = trial.states(ids[:1], 2 * alike, alike)
    if states == [State.SAME]:
        return replace(verdict, bits=2 * alike)
    return Verdict(Status.REFUTED if State.DIFFERENT in states else Status.UNDECIDED, bits=2 * alike, seed=verdict.seed, reason="not decided at high precision")


def _accepted(verdict: Verdict, method: str) -> Comparison:
    return Comparison(Equality.EQUAL, verdict, True, method=method)


# ---- where they differ

def _differing(trial: Trial, ids: Sequence[int], states: Sequence[State], asked: Asked, rounded: bool, verdict: Verdict | None = None) -> Comparison:
    if State.DIFFERENT in states:
        k = ids[list(states).index(State.DIFFERENT)]
        example = trial.example(k, {State.DIFFERENT}) if k in trial.small else trial.counterexample((State.DIFFERENT,), ids)
    else:
        example = trial.counterexample((State.DIFFERENT,), ids)
        if example is None and verdict is not None:
            example = witnessed(verdict)
    if trial.edges and ids == trial.nice:              # perhaps they agree elsewhere
        ids = trial.planned()
        states = trial.states(ids)
    agreed = sum(s is State.SAME for s in states)
    witness = None if example is None else {"at": dict(example.at), "left": example.left, "right": example.right}
    verdict = verdict or Verdict(Status.REFUTED, agreed, FIRST, trial.seed, witness=witness)
    digits = _digits(trial, rounded)
    if digits is not None:
        accepted = asked.tolerance is not None and (asked.tolerance == "rounding" or _within(trial, asked.tolerance))
        return Comparison(Equality.ROUNDING, verdict, accepted, example, digits=digits, method="decimals as intervals")
    if isinstance(asked.tolerance, (int, float, Fraction)) and _within(trial, asked.tolerance):
        return Comparison(Equality.ROUNDING, verdict, True, example, digits=_decimals(trial.right) or _decimals(trial.left) or 0, method="tolerance")
    if agreed >= ENOUGH and not trial.program.data:
        where = region(trial, ids, states, lambda s: s is State.SAME)
        if where is not None and where is not sp.true:
            return Comparison(Equality.ON_PART, verdict, False, example, region=where, method="cells")
    return Comparison(Equality.NOT_EQUAL, verdict, False, example, method="balls")


def _elsewhere(trial: Trial, ids: Sequence[int], states: Sequence[State], verdict: Verdict) -> Comparison:
    """They agree where both are defined, but one is defined where the other is not."""
    if State.SAME not in states:
        return undecided("no common domain")
    example = trial.counterexample(ONE_SIDED, ids)
    where = region(trial, ids, states, lambda s: s in ONE_SIDED) if trial.symbols else None
    if verdict.status is Status.UNDECIDED and State.SAME in states and not verdict.reason.startswith(FEW):
        return undecided(verdict.reason, verdict)
    return Comparison(Equality.DOMAIN, verdict, False, example, region=None if where is sp.true else where, method="domains")


# ---- decimals

def _decimals(e: Basic) -> int | None:
    """The fewest digits after the point of the decimals in an expression."""
    counts = [_places(a) for a in walk(e) if isinstance(a, Decimal)]
    return min(counts) if counts else None


def _places(a: Any) -> int:
    return len(a.args[0].name.partition(".")[2])


def _significant(a: Any) -> int:
    return len(a.args[0].name.replace(".", "").lstrip("0"))


def _digits(trial: Trial, rounded: bool) -> int | None:
    """To how many decimals are the sides equal, if each decimal stands for what it may have been rounded from? None: not at all."""
    found = [a for side in (trial.left, trial.right) for a in walk(side) if isinstance(a, Decimal)]
    found = [a for a in dict.fromkeys(found) if _places(a) and _significant(a) >= SIGNIFICANT]
    if not found:
        return None
    unit = Fraction(1) if rounded else Fraction(1, 2)
    letters: dict[Basic, Basic] = {a: Dummy(f"d{k}") for k, a in enumerate(found)}
    wide = Trial(substitute(trial.left, letters), substitute(trial.right, letters), trial.assumptions)
    if wide.reason:
        return None
    for a, x in letters.items():
        middle, half = Fraction(a.args[0].name), unit / 10 ** _places(a)
        with precision(FIRST):
            wide.balls[x] = arb(fmpq(middle.numerator, middle.denominator), fmpq(half.numerator, half.denominator))
    wide.program.counts.difference_update(letters.values())
    ids = wide.planned() if wide.symbols else [0]
    return min(map(_places, found)) if _overlapping(wide, ids) else None


def _overlapping(wide: Trial, ids: Sequence[int]) -> bool:
    """Do the sides overlap at all points, and at one at least?"""
    with precision(FIRST, wide.program.order + 1):
        pairs = _defined(wide, ids)
        return bool(pairs) and all((u - v).contains(0) for u, v in pairs)


def _defined(trial: Trial, ids: Sequence[int]) -> list[tuple[Any, Any]]:
    """The values of both sides, where both are defined."""
    run, columns = trial.run(ids)
    rows = [zip(run.spread(columns[left]), run.spread(columns[right])) for left, right, _ in trial.pairs]
    return [(u, v) for row in rows for u, v in row if u is not None and v is not None]


def _within(trial: Trial, tolerance: Any) -> bool:
    """Do the sides differ by no more than so much, at all points?"""
    most = Fraction(repr(tolerance)) if isinstance(tolerance, float) else Fraction(tolerance)
    limit = arb(fmpq(most.numerator, most.denominator))
    with precision(FIRST, trial.program.order + 1):
        pairs = _defined(trial, list(range(trial.design.size)))
        return bool(pairs) and all(abs(u - v) <= limit * (1 + arb(2) ** -60) for u, v in pairs)


# ---- constants of integration

def _antiderivatives(a: Basic, b: Basic, assumptions: Assumptions, asked: Asked) -> Comparison | None:
    """Answers that are meant up to a constant: + C on one side, an integral without limits, or so asked."""
    left, right = _constant_of(a, b), _constant_of(b, a)
    sought = isinstance(a, Antiderivative)
    if not (left or right or sought or asked.constant):
        return None
    plain_a, plain_b = _without(a, left), _without(b, right)
    variables = [a.args[1]] if sought else sorted((x for x in free(plain_a) | free(plain_b) if isinstance(x, Symbol)), key=str)
    if not variables:
        return None
    if not sought and (asked.constant or left is None or right is None):
        exact = _values(plain_a, plain_b, assumptions, asked)
        if exact and (left is None) == (right is None):
            return exact
    free_to_choose = right is not None and (left is not None or sought)
    found = _slopes(a, plain_a, plain_b, variables, assumptions)
    if found is None:
        return None
    if found.status is not Equality.EQUAL:
        return replace(found, notes=(Phrase("equality.note.derivatives"),), method="derivatives") if sought or left or right else None
    if free_to_choose:
        return Comparison(Equality.EQUAL, found.verdict, True, method="derivatives", notes=(Phrase("equality.note.constant"),))
    return Comparison(Equality.CONSTANT, found.verdict, asked.constant, method="derivatives")


def _slopes(a: Basic, plain_a: Basic, plain_b: Basic, variables: Sequence[Basic], assumptions: Assumptions) -> Comparison | None:
    """Are the derivatives equal in every variable? In one at least, they must move."""
    last: Comparison | None = None
    moving = [x for x in variables if x in free(plain_a)] or list(variables)
    for x in moving if len(moving) == 1 else [y for y in moving if y in free(plain_b)]:
        last = _values(a.args[0] if isinstance(a, Antiderivative) else D(plain_a, x), D(plain_b, x), assumptions, Asked())
        if last.status is not Equality.EQUAL:
            return last
    return last


def _constant_of(e: Basic, other: Basic) -> Basic | None:
    """The C that is added to an expression and is no letter of the other side, or is added there too."""
    if not isinstance(e, Plus):
        return None
    for t in e.args:
        c = t.args[0] if isinstance(t, Neg) else t
        if isinstance(c, Symbol) and c.name in CONSTANTS and sum(c in free(u) for u in e.args) == 1:
            theirs = other.args if isinstance(other, Plus) else (other,)
            if c not in free(other) or (c in theirs and sum(c in free(u) for u in theirs) == 1):
                return t
    return None


def _without(e: Basic, c: Basic | None) -> Basic:
    if c is None:
        return e
    left = [t for t in e.args if t is not c]
    return left[0] if len(left) == 1 else Plus(*left)


# ---- the question, restated

def restated(b: Basic, a: Basic) -> Basic | None:
    """A derivative, limit or integral that the second expression leaves to be worked out, and the first does not need."""
    if not survey(b).kinds & UNDONE and not is_open(b):
        return None
    needed = survey(a).kinds if not is_open(a) else frozenset()
    for t in walk(b):
        if isinstance(t, (Antiderivative, IntegralOver)) and type(t) in needed:
            continue
        if isinstance(t, (Antiderivative, IntegralOver, Limit)) or (getattr(t, "is_goal", False) and not _of_unknown(t)):
            return t
    return None


def _of_unknown(t: Basic) -> bool:
    """d/dx of an unknown function, or of a name: there is nothing to work out."""
    from symderive.comparison.heads import is_name
    return is_name(t)
