"""Does a link hold? It is tried as an identity, on the curve of the problem, at the values the problem gives, and with its data; the first that holds is recorded."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import arb, fmpq
from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check, enclosure
from symderive.checking.points import Design
from symderive.checking.precision import precision
from symderive.checking.signals import Unsupported
from symderive.comparison.equality import equal
from symderive.comparison.line import WORK, Line
from symderive.comparison.outcome import Comparison, Equality
from symderive.derivation import Status
from symderive.errors import SymderiveError
from symderive.expr import Decimal, Neg, ShapeError, free, is_scalar
from symderive.homework.context import Context
from symderive.homework.meaning import Meaning, with_data
from symderive.nodes import Evaluated, relation
from symderive.number import number
from symderive.tree import walk

HOLDING = frozenset((Equality.EQUAL, Equality.DOMAIN, Equality.NOT_EVALUATED))
POINTS, ENOUGH = 16, 4                  # places at which a curve is met
FAR = 1_000                             # solutions beyond are not looked at
NARROW = arb(2) ** -60                  # a difference that is this small counts as none
SIGNIFICANT = 2                         # figures that a rounded decimal must have


@dataclass(frozen=True)
class Witness:
    """Where two sides differ, with both values as decimals."""
    at: Mapping[str, str] = field(default_factory=dict)
    left: str = ""
    right: str = ""


@dataclass(frozen=True)
class Decision:
    """What became of a claim.

    holds    None: not decided
    rung     where it holds: "identity", "curve", "values", "data", "stationary", "set"
    notes    ids of remarks, as "domain", "rounded"
    reason   why it is not decided
    points, bits   how it was tried
    gained, lost   of sets: solutions that came in or went
    """
    holds: bool | None
    rung: str = "identity"
    witness: Witness | None = None
    notes: tuple[str, ...] = ()
    reason: str = ""
    points: int = 0
    bits: int = 0
    lost: bool = False
    gained: bool = False


def undecided(reason: str) -> Decision:
    return Decision(None, reason=reason)


def decide(left: Basic, right: Basic, context: Context, approximate: bool = False, loose: bool = False, partial: bool = False) -> Decision:
    """Whether left = right in this context.

    Args:
        approximate: the sign between them was ≈.
        loose: decimals before were rounded, so that all decimals may be.
        partial: a round d stands in the line, so that derivatives may be meant with other letters held fixed.
    """
    found = undecided("")
    for held in ((False, False), (True, True), (False, True), (True, False)) if partial else ((False, False),):
        one = _decided(left, right, context, approximate, loose, held)
        if one.holds:
            return one
        found = one if (found.holds is None and not found.reason) or one.holds is None else found
    return found


def _decided(left: Basic, right: Basic, context: Context, approximate: bool, loose: bool, partial: tuple[bool, bool]) -> Decision:
    try:
        u, v = Meaning(context, partial[0])(left), Meaning(context, partial[1])(right)
        found = identity(u, v, context, approximate, loose)
        for rung in (_on_curve, _at_values, _with_data):
            if found.holds:
                break
            found = rung(u, v, context, approximate, loose, found)
        return found
    except (Unsupported, ShapeError, SymderiveError) as why:
        return undecided(str(why) or type(why).__name__)


def identity(u: Basic, v: Basic, context: Context, approximate: bool = False, loose: bool = False) -> Decision:
    """Equal for all values of the letters, wherever both are defined."""
    found = equal(u, v, assume=context.assumptions, tolerance="rounding" if loose else None)
    status = found.status
    if status in HOLDING:
        return Decision(True, notes=("domain",) if status is Equality.DOMAIN else (), points=found.verdict.points, bits=found.verdict.bits)
    if status is Equality.ROUNDING and (loose or _rounded(u, v, approximate)):
        return Decision(True, notes=("rounded",), points=found.verdict.points, bits=found.verdict.bits)
    if status in (Equality.UNDECIDED, Equality.UNREADABLE):
        return undecided(found.verdict.reason or str(found.reason or ""))
    if approximate and not free(u) and _rounded(u, v, True):
        return Decision(True, notes=("rounded",))
    return Decision(False, witness=_witness(found))


def _witness(found: Comparison) -> Witness | None:
    c = found.counterexample
    if c is not None:
        return Witness(dict(c.at), c.left, c.right)
    w = found.verdict.witness
    return Witness({str(k): str(x) for k, x in w["at"].items()}, str(w["left"]), str(w["right"])) if w else None


def _rounded(u: Basic, v: Basic, approximate: bool) -> bool:
    """Is the second a decimal to which the first, a number, was rounded?"""
    d = v.args[0] if isinstance(v, Neg) else v
    if not isinstance(d, Decimal):
        return False
    if free(u):
        return not any(isinstance(t, Decimal) for t in walk(u)) and len(d.args[0].name.replace(".", "").lstrip("0")) >= SIGNIFICANT
    written = d.args[0].name
    places = len(written.partition(".")[2])
    if not places or (len(written.replace(".", "").lstrip("0")) < SIGNIFICANT and not approximate):
        return False
    a, b = enclosure(u, {}), enclosure(v, {})
    if type(a) is not arb or type(b) is not arb:
        return False
    unit = Fraction(1, (1 if approximate else 2) * 10 ** places)
    return bool(abs(a - b) <= arb(fmpq(unit.numerator, unit.denominator)) * (1 + NARROW))


# ---- on the curve

def _on_curve(u: Basic, v: Basic, context: Context, approximate: bool, loose: bool, before: Decision) -> Decision:
    r = context.relation
    if r is None or not (is_scalar(u) and is_scalar(v)) or before.holds is None:
        return before
    meaning = Meaning(context)
    found = on_roots(relation("=", meaning(r.left), meaning(r.right)), relation("=", u, v), r.dependent, context, branch=r.dependent not in free(v) and bool(free(v)))
    return replace(found, rung="curve") if found.holds is not None else found


def on_roots(equation: Basic, claim: Basic, y: Basic, context: Context, branch: bool = False) -> Decision:
    """Does the claim hold at the real roots of the equation in y, the other letters taking sampled values? A claim with y alone, or one that is said to, need hold on one branch only."""
    letters = sorted((x for x in free(equation) | free(claim) if x != y and isinstance(x, Symbol)), key=str)
    met, held = 0, 0
    first: Witness | None = None
    for at in sampled(letters, context):
        e, c = (put_in(r, at) for r in (equation, claim))
        line = Line([e, c], y, context.assumptions)
        if line.reason:
            return undecided(line.reason)
        try:
            roots = [ball for ball, _ in line.critical() if abs(ball) < FAR]
            with precision(WORK, line.program.order + 1):
                rows = line.values(roots)
        except (ValueError, ZeroDivisionError) as why:
            return undecided(str(why))
        here = [(b, s, d) for b, s, d in zip(roots, rows[0], rows[1]) if s is not None and d is not None and s.contains(0) and s.abs_upper() < NARROW]
        here = [(b, s, d) for b, s, d in here if not d.contains(0) or d.abs_upper() < NARROW]
        if not here:
            continue
        met += 1
        good = [d.contains(0) for _, _, d in here]
        bad = [not g for g in good]
        if branch or is_branch(claim, y):
            held += any(good)
            wrong = all(bad)
        else:
            held += all(good)
            wrong = any(bad)
        if wrong and first is None:
            ball, _, d = here[bad.index(True)]
            first = Witness({**{str(x): str(q) for x, q in at.items()}, str(y): ball.str(6, radius=False)}, d.str(6, radius=False), "0")
        if first is not None or (met >= ENOUGH and held == met):
            break
    if first is not None:
        return Decision(False, witness=first, points=met)
    if met >= 2 and held == met:
        return Decision(True, points=met, bits=180)
    return undecided("no points on the curve" if not met else "not decided on the curve")


def is_branch(claim: Basic, y: Basic) -> bool:
    """y = ..., solved for: one branch of the curve is enough."""
    a, b = claim.args[1:]
    return (a == y and y not in free(b)) or (b == y and y not in free(a))


def sampled(letters: list[Basic], context: Context, count: int = POINTS) -> Iterator[Mapping[Basic, Basic]]:
    """Values for the letters that satisfy the assumptions."""
    if not letters:
        yield {}
        return
    design = Design(letters, set(), context.assumptions, seed=7)
    for k in (*design.simple(), *design.planned((), count)):
        yield {x: number(Fraction(int(q.numerator), int(q.denominator))) for x in letters for q in (fmpq(design.drawn[x][k]),)}


def put_in(e: Basic, at: Mapping[Basic, Basic]) -> Basic:
    """The expression, or the sides of the relation, with values for letters; derivatives are taken before."""
    if type(e).__name__ == "Rel":
        sign, a, b = e.args
        return relation(sign.name, put_in(a, at), put_in(b, at))
    found: Basic = e
    for x, value in at.items():
        if x in free(found):
            found = Evaluated(found, x, value)
    return found


# ---- at values

def _at_values(u: Basic, v: Basic, context: Context, approximate: bool, loose: bool, before: Decision) -> Decision:
    """At the point that the problem gives."""
    values = {x: a for x, a in context.values.items() if x in free(u) | free(v)}
    if not values:
        return before
    found = identity(put_in(u, values), put_in(v, values), context, approximate, loose)
    return replace(found, rung="values") if found.holds else before if found.holds is False else found


def _with_data(u: Basic, v: Basic, context: Context, approximate: bool, loose: bool, before: Decision) -> Decision:
    """With the numbers that the problem gives for its data; only a line that has numbers in their place says that."""
    if not context.data or not (_has_data(u) ^ _has_data(v)):
        return before
    data = dict(context.data)
    found = identity(with_data(u, data), with_data(v, data), context, approximate, loose)
    return replace(found, rung="data") if found.holds else before if found.holds is False else found


def _has_data(e: Basic) -> bool:
    return any(type(a).__name__ == "At" for a in walk(e))


# ---- equations with derivatives as unknowns


def is_zero(e: Basic, context: Context) -> bool | None:
    verdict = check([Claim(e, Integer(0))], context.assumptions)[0]
    return True if verdict else False if verdict.status is Status.REFUTED else None
