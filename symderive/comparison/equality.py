"""`equal`: are two answers the same? It reads both, finds what kind of things they are, and compares things of one kind."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sympy as sp
from flint import arb
from sympy import Basic, Integer, Symbol

from symderive.checking import enclosure
from symderive.checking.entries import single
from symderive.checking.run import Exhausted
from symderive.checking.signals import Unsupported
from symderive.comparison import arrays
from symderive.comparison.answers import Answer, Listing, Union, answer
from symderive.comparison.conditions import NotASet, is_set
from symderive.comparison.data import DRAWN, sampled, with_means
from symderive.comparison.equations import is_equation, same_solutions
from symderive.comparison.expressions import Asked, compare, restated
from symderive.comparison.forms import fault
from symderive.comparison.heads import Headed, headed, plain_names, same_name
from symderive.comparison.options import Options, acceptance, assumptions_of, domain_of, form_of, tolerance_of, up_to_of
from symderive.comparison.outcome import UNDECIDED, Comparison, Equality, different_in_kind, undecided
from symderive.comparison.sets import same_set
from symderive.comparison.survey import survey
from symderive.comparison.trial import COUNTS
from symderive.derivation import Status
from symderive.errors import ReadError
from symderive.expr import Call, Neg, Over, Power, ShapeError, free
from symderive.nodes import And, Inner, Interval, Matrix, Not, Or, Rel, SetOf, TupleOf, relation
from symderive.phrase import Phrase
from symderive.problem import NOTHING, Assumptions
from symderive.solution import worst
from symderive.tree import substitute, walk

ANGLES = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
LONGEST = 12                      # solutions in a list that are matched with each other


def equal(a: Any, b: Any, assume: Any = None, domain: Any = None, form: str | None = None, tolerance: Any = None, constant: bool = False,
          up_to: str | None = None, rows: bool = True, accept: Iterable[str] | str = (), notation: str | None = None, **context: Any) -> Comparison:
    r"""Compare two answers; the first is the one that is known to be right.

    Args:
        a, b: LaTeX, plain text, SymPy, expressions as written; numbers, tuples, sets, {name: value}. An expression, an equation, an
            inequality, an interval or a union of them, a list of solutions, a vector, a matrix, an estimator in x_1, ..., x_n.
        assume: conditions on the letters, as "x > 0, n in N"; or {"sigma": "positive"}.
        domain: "real" (the default), "complex", or where each letter takes its values: {"x": (0, 1)}, {"n": "integer"}, "0 < x < 1".
        form: "factored", "expanded", "simplified", "exact": an equal answer in another form is `equal_wrong_form`.
        tolerance: how far a value may be off to be accepted, or "rounding": correctly rounded decimals are accepted.
        constant: an answer that differs by a constant is accepted.
        up_to: "scale": vectors count up to a factor other than zero; "signs": so do the columns (or rows) of a matrix up to their signs.
        rows: a row is accepted for a column.
        accept: further statuses that are accepted, as "domain_differs".
        notation, context: what `read` takes.

    Returns:
        A Comparison: true in a condition where b is accepted. `.status`, `.verdict`, `.counterexample`, `.region`, `.text()`, `.to_dict()`.

    Raises:
        UsageError: for an option that makes no sense, or a and b of a type that is none of the above.

    >>> bool(equal(r"\sin(2x)", r"2\sin x\cos x"))
    True
    >>> c = equal(r"\ln x^2", r"2\ln x")
    >>> str(c.status), c.region
    ('domain_differs', x < 0)
    >>> equal("1/3", "0.333").digits
    3
    """
    options = Options(Asked(bool(constant), tolerance_of(tolerance)), form_of(form), up_to_of(up_to), bool(rows), acceptance(accept))
    answers: list[Answer] = []
    for side, given in (("a", a), ("b", b)):
        try:
            answers.append(answer(given, notation, **context))
        except ReadError as error:
            return Comparison(Equality.UNREADABLE, UNDECIDED, place=error, side=side)
    left, right = answers
    facts = Assumptions(tuple(dict.fromkeys(left.facts + right.facts)))
    assumptions = facts + assumptions_of(assume) + domain_of(domain, left, right)
    try:
        found = _compared(left, right, assumptions, options)
        if found.status is Equality.NOT_EQUAL and (_parameters(left.content, right.content) or _parameters(right.content, left.content)):
            found = Comparison(Equality.UNDECIDED, UNDECIDED, reason=Phrase("equality.reason.parameter"))
        found = _as_asked(found, left, right, options)
    except (RecursionError, Exhausted):
        found = undecided("too long")
    return replace(found.noted(*left.notes, *right.notes), left=_basic(left.content), right=_basic(right.content), accepted=found.accepted or found.status in options.accept)


def _basic(content: Any) -> Basic | None:
    return content if isinstance(content, Basic) else None


def _parameters(content: Any, other: Any) -> bool:
    r"""Is there a letter that may run through all whole numbers, as n in x = n \pi, beside an equation with angles?"""
    items = content.items if isinstance(content, Listing) else content.parts if isinstance(content, Union) else (content,)
    if not (isinstance(other, Basic) and is_equation(other) and survey(other).names & ANGLES and all(isinstance(e, (Rel, And, Or)) for e in items)):
        return False
    return any(str(x) in COUNTS for e in items for x in free(e) - free(other))


# ---- things of one kind

def _compared(left: Answer, right: Answer, assumptions: Assumptions, options: Options) -> Comparison:
    a, b = _vector(left.content, right.content), _vector(right.content, left.content)
    brackets = [side.brackets or (isinstance(side.content, Interval) and side.content is not e) for side, e in ((left, a), (right, b))]
    if brackets[0] is not brackets[1] and _may_be_intervals(a) and _may_be_intervals(b):
        return Comparison(Equality.UNDECIDED, UNDECIDED, reason=Phrase("equality.reason.brackets"))
    for kind in (_finite_sets, _sets, _listings):
        found = kind(a, b, assumptions, options)
        if found is not None:
            return found
    if not isinstance(a, Basic) or not isinstance(b, Basic):
        return different_in_kind("kinds")
    u, v = headed(a), headed(b)
    if u is not None and v is not None:
        return _named(u, v, a, b, assumptions, options, right.rounded)
    if is_equation(a) and is_equation(b):
        return _equations(a, b, assumptions)
    return different_in_kind("kinds") if (u is None) != (v is None) else undecided("unsupported: conditions of this kind")


def _vector(e: Any, other: Any) -> Any:
    r"""[a, b] and \langle a, b \rangle beside a vector are vectors too, though they may be read as an interval or an inner product."""
    if isinstance(e, Inner) and all(map(single, e.args)) and not any(isinstance(t, TupleOf) for t in e.args) \
            and (isinstance(other, (TupleOf, Matrix)) or (isinstance(other, Inner) and not all(map(free, e.args + other.args)))):
        return TupleOf(*e.args)
    if isinstance(e, Interval) and e.args[0].name == "[]" and isinstance(other, (TupleOf, Matrix)):
        return Matrix(sp.S.One, Integer(2), *e.args[1:])
    return e


def _may_be_intervals(e: Any) -> bool:
    """Is it (a, b) or [a, b] with numbers a < b? Nobody can tell whether that is a point or an interval."""
    ends = e.args if isinstance(e, TupleOf) else e.args[2:] if isinstance(e, Matrix) else ()
    if len(ends) != 2 or free(e):
        return False
    low, high = (enclosure(a, {}) for a in ends)
    return low is not None and high is not None and type(low) is type(high) is arb and bool(low < high)


def _named(u: Headed, v: Headed, a: Basic, b: Basic, assumptions: Assumptions, options: Options, rounded: bool) -> Comparison:
    """Two values, with or without names."""
    notes: list[Phrase] = []
    same = same_name(u.name, v.name)
    if same is False:
        if is_equation(a) and is_equation(b) and (free(a) == free(b) or u.name in free(v.value) or v.name in free(u.value)):
            return _equations(a, b, assumptions)
        return different_in_kind("names")
    if same is None:
        notes.append(Phrase("equality.note.names", {"left": u.name, "right": v.name}))
    if isinstance(u.value, (And, Or, Not)) or isinstance(v.value, (And, Or, Not)):
        return different_in_kind("kinds")
    return _values(*plain_names(u.value, v.value), assumptions, options, rounded or v.rounded).noted(*notes)


def _equations(a: Basic, b: Basic, assumptions: Assumptions) -> Comparison:
    """In one letter, sets of solutions; in several, equations."""
    if len(free(a) | free(b)) == 1:
        try:
            return same_set(a, b, assumptions)
        except NotASet:
            pass
    found = same_solutions(a, b, assumptions)
    return _matrices() if found.status is Equality.EQUAL and found.method != "identical" and arrays.may_be_matrices(a, b) and not any(
        arrays.capitals(t.args[1]) for e in (a, b) for t in walk(e) if isinstance(t, Over)) else found


# ---- sets and lists

def _solutions(content: Any) -> tuple[Basic | None, list[Basic]] | None:
    """(name, values) of a finite set: {1, 2}; x = 1, x = 2; x = 1 or x = 2."""
    if isinstance(content, SetOf):
        return None, list(content.args)
    if isinstance(content, Rel) and content.args[0].name == "in":
        inner = _solutions(content.args[2]) if isinstance(content.args[2], SetOf) else None
        return (content.args[1], inner[1]) if inner else None
    items = content.items if isinstance(content, Listing) else content.args if isinstance(content, (Or, And)) and is_set(content) else (content,)
    found: list[Basic] = []
    name: Basic | None = None
    for e in items:
        if not (isinstance(e, Rel) and e.args[0].name in ("=", "approx") and isinstance(e.args[1], Symbol) and e.args[1] not in free(e.args[2])) or name not in (None, e.args[1]):
            return None
        name = e.args[1]
        found.append(e.args[2])
    return name, found


def _finite_sets(a: Any, b: Any, assumptions: Assumptions, options: Options) -> Comparison | None:
    """Every member of one among those of the other."""
    if not (is_set(a) or is_set(b)):
        return None
    left, right = _solutions(a), _solutions(b)
    if left is None and isinstance(a, Basic) and not is_set(a):
        left = None, [a]
    if right is None and isinstance(b, Basic) and not is_set(b):
        right = None, [b]
    if left is None and right is not None and right[0] is None and isinstance(a, Listing) and not any(isinstance(e, (Rel, Or, And)) for e in a.items):
        left = None, list(a.items)
    if right is None and left is not None and left[0] is None and isinstance(b, Listing) and not any(isinstance(e, (Rel, Or, And)) for e in b.items):
        right = None, list(b.items)
    if left is None or right is None or max(len(left[1]), len(right[1])) > LONGEST:
        return None
    if same_name(left[0], right[0]) is False:
        return different_in_kind("names")
    if any(isinstance(e, (Rel, And, Or)) for e in left[1] + right[1]):
        return None
    return _matched(left[1], right[1], assumptions, options)


def _matched(left: list[Basic], right: list[Basic], assumptions: Assumptions, options: Options) -> Comparison | None:
    """Each of the first with one of the second, and each of the second with one of the first; None if that is not clear."""
    best: list[Comparison] = []
    table = [[_values(u, v, assumptions, options, False) for v in right] for u in left]
    for row in (*table, *map(list, zip(*table))):
        chosen = next((c for c in row if c.status is Equality.EQUAL), None) or next((c for c in row if c.status is Equality.ROUNDING), None)
        if chosen is None:
            return undecided("unsupported: members that cannot be told apart") if any(c.status is Equality.UNDECIDED for c in row) and not all(_plain(e) for e in left + right) else None
        best.append(chosen)
    return _together(best, "members")


def _plain(e: Basic) -> bool:
    return not e.has(sp.I)


def _together(parts: list[Comparison], method: str) -> Comparison:
    """One outcome for many that are all accepted or rounded."""
    rounded = [c for c in parts if c.status is Equality.ROUNDING]
    if rounded:
        least = min(rounded, key=lambda c: c.digits or 0)
        return replace(least, accepted=all(parts))
    return Comparison(Equality.EQUAL, worst([c.verdict for c in parts]), True, method=method) if parts else Comparison(Equality.EQUAL, UNDECIDED, True, method=method)


def _sets(a: Any, b: Any, assumptions: Assumptions, options: Options) -> Comparison | None:
    if not (is_set(a) or is_set(b)):
        return None
    if any(isinstance(e, Matrix) and tuple(e.args[:2]) != (1, 2) for e in (a, b)):
        return different_in_kind("kinds")
    try:
        return same_set(a, b, assumptions)
    except NotASet:
        return undecided("unsupported: conditions of this kind")
    except (Unsupported, ShapeError) as why:
        return undecided(f"unsupported: {why}")


def _listings(a: Any, b: Any, assumptions: Assumptions, options: Options) -> Comparison | None:
    """x = 1, y = 2 by name, in any order; 1, 2 in order."""
    a, b = _listed(a), _listed(b)
    if not (isinstance(a, Listing) or isinstance(b, Listing)):
        return None
    left, right = _rows(a), _rows(b)
    if left is None or right is None:
        return undecided("unsupported: a system of equations") if any(isinstance(c, Listing) and any(map(is_equation, c.items)) for c in (a, b)) else different_in_kind("kinds")
    if all(u.name is not None for u in left) and all(v.name is not None for v in right):
        names = {str(u.name): u for u in left}
        others = {str(v.name): v for v in right}
        if len(names) < len(left) or names.keys() != others.keys():
            return different_in_kind("names")
        rows = [(names[n], others[n]) for n in names]
    elif len(left) == len(right):
        rows = list(zip(left, right))
    else:
        return different_in_kind("sizes")
    found: list[Comparison] = []
    for u, v in rows:
        if same_name(u.name, v.name) is False:
            return different_in_kind("names")
        c = _values(u.value, v.value, assumptions, options, v.rounded)
        if not c and c.status is not Equality.ROUNDING:
            ours, theirs = [w.value for w in left], [w.value for w in right]
            if isinstance(a, Listing) and isinstance(b, Listing) and len(left) <= LONGEST and all(w.name is None for w in left + right) and _matched(ours, theirs, assumptions, options):
                return Comparison(Equality.UNDECIDED, UNDECIDED, reason=Phrase("equality.reason.order"))
            return c
        found.append(c)
    return _together(found, "entry by entry")


def _listed(content: Any) -> Any:
    """x = 2 and y = 3 as a list; x = y = 3 is none."""
    if not isinstance(content, And) or headed(content) is not None:
        return content
    rows = [headed(e) for e in content.args]
    return Listing(content.args) if all(u is not None and isinstance(u.name, Symbol) for u in rows) else content


def _rows(content: Any) -> list[Headed] | None:
    """The entries of a list, a tuple, or (x, y) = (1, 2)."""
    if isinstance(content, Listing):
        found = [headed(e) if isinstance(e, Basic) else None for e in content.items]
        return None if None in found else [u for u in found if u is not None]
    if isinstance(content, TupleOf):
        return [Headed(None, e) for e in content.args]
    if isinstance(content, Matrix) and 1 in content.args[:2]:
        return [Headed(None, e) for e in content.args[2:]]
    if isinstance(content, Basic) and (u := headed(content)) is not None:
        if isinstance(u.name, TupleOf) and isinstance(u.value, TupleOf) and len(u.name.args) == len(u.value.args):
            return [Headed(x, e) for x, e in zip(u.name.args, u.value.args)]
        return [u]
    return None


# ---- values

def _values(a: Basic, b: Basic, assumptions: Assumptions, options: Options, rounded: bool) -> Comparison:
    """Two scalars, vectors or matrices."""
    if any(is_set(e) for e in (a, b)) and not all(is_set(e) for e in (a, b)):
        return different_in_kind("kinds")
    a, b, notes = with_means(a, b)
    assumptions = assumptions + _counting(a, b, assumptions)
    if arrays.has_matrix_letters(a, b):
        return _instances(a, b, assumptions, options).noted(*notes)
    try:
        a, b, more = arrays.fitted(a, b, options.rows)
    except arrays.Sizes:
        return different_in_kind("sizes")
    except Unsupported:
        return Comparison(Equality.UNDECIDED, UNDECIDED, reason=Phrase("equality.reason.cross"))
    notes += more
    if options.up_to and arrays.is_array(a):
        return (_up_to_scale if options.up_to == "scale" or 1 in b.args[:2] else _up_to_signs)(a, b, assumptions, options).noted(*notes)
    found = compare(a, b, assumptions, options.asked, rounded).noted(*notes)
    if found.status in (Equality.EQUAL, Equality.CONSTANT, Equality.DOMAIN) and a != b and arrays.may_be_matrices(a, b):
        return _commuting(found, a, b)
    if found.status is Equality.DOMAIN and "root" in survey(a).names | survey(b).names and compare(_as_powers(a), _as_powers(b), assumptions):
        return replace(found, accepted=True)           # both notations are in use; the region says where only one is defined
    if found.status in (Equality.NOT_EQUAL, Equality.ON_PART) and (sample := sampled(a, b)) is not None:
        return _of_one_sample(found, compare(*sample, assumptions, options.asked, rounded))
    return found


def _as_powers(e: Basic) -> Basic:
    """With x^(1/3) for the cube root of x."""
    return substitute(e, {t: Power(t.args[2], Over(sp.S.One, t.args[1])) for t in walk(e) if isinstance(t, Call) and t.args[0].name == "root" and len(t.args) == 3 and isinstance(t.args[1], Integer)})


def _of_one_sample(found: Comparison, again: Comparison) -> Comparison:
    """The counterexample with figures that belong together; undecided if there is none."""
    c = again.counterexample
    if again.status not in (Equality.NOT_EQUAL, Equality.ON_PART) or c is None:
        return undecided("no sample was found for which they differ")
    return replace(found, status=Equality.NOT_EQUAL, verdict=again.verdict, region=None, counterexample=replace(c, at={"n": str(DRAWN)} | dict(c.at)))


def _commuting(found: Comparison, a: Basic, b: Basic) -> Comparison:
    """Equal as numbers; capitals in products may be matrices too, which do not commute."""
    if any(arrays.capitals(t.args[1]) for e in (a, b) for t in walk(e) if isinstance(t, Over)):
        return found                                   # nothing is divided by a matrix
    try:
        pairs = [p for p in arrays.instances(a, b) if p != arrays.NARROWER]
    except (Unsupported, ShapeError) as why:
        return found if str(why) != "shapes" else _matrices()
    return found if all(compare(u, v, NOTHING) for u, v in pairs) else _matrices()


def _matrices() -> Comparison:
    return Comparison(Equality.UNDECIDED, UNDECIDED, reason=Phrase("equality.reason.matrices"))


def _counting(a: Basic, b: Basic, assumptions: Assumptions) -> Assumptions:
    """In (-1)^n, n is a whole number."""
    if not any(Power in survey(e).kinds and Neg in survey(e).kinds for e in (a, b)):
        return NOTHING
    letters = {x for e in (a, b) for t in walk(e) if isinstance(t, Power) and isinstance(t.args[0], Neg) and not free(t.args[0]) for x in free(t.args[1]) if str(x) in COUNTS}
    return Assumptions(tuple([relation("in", x, Symbol("Z")) for x in sorted(letters, key=str) if not assumptions.domain(x).integer]))


def _instances(a: Basic, b: Basic, assumptions: Assumptions, options: Options) -> Comparison:
    """Letters that stand for matrices, at two sizes."""
    if a == b:
        return compare(a, b, assumptions, options.asked)
    found: list[Comparison] = []
    try:
        for u, v in arrays.instances(a, b):
            if (u, v) == arrays.NARROWER:
                return Comparison(Equality.UNDECIDED, UNDECIDED, reason=Phrase("equality.reason.shapes"))
            u, v, _ = arrays.fitted(u, v, options.rows)
            c = compare(u, v, assumptions, options.asked)
            if not c:
                return c
            found.append(c)
    except arrays.Sizes:
        return different_in_kind("sizes")
    except (Unsupported, ShapeError) as why:
        return undecided(f"unsupported: {why}")
    verdict = worst([c.verdict for c in found])
    if verdict.status is Status.PROVED:
        verdict = replace(verdict, status=Status.VERIFIED, error=None, points=len(found), reason="")
    return Comparison(Equality.EQUAL, verdict, True, method="matrices of several sizes")


def _up_to_scale(a: Basic, b: Basic, assumptions: Assumptions, options: Options) -> Comparison:
    """All minors vanish, and neither vector is zero."""
    found = [compare(u, v, assumptions) for u, v in arrays.minors(a, b)]
    bad = next((c for c in found if not c), None)
    if bad is not None:
        direct = compare(a, b, assumptions, options.asked)
        return direct if direct.status is not Equality.EQUAL else bad
    for e in (a, b):
        zero = compare(arrays.length_squared(e), sp.S.Zero, assumptions)
        if zero.status is Equality.EQUAL:
            return different_in_kind("zero")
    return Comparison(Equality.EQUAL, worst([c.verdict for c in found]), True, method="up to scale")


def _up_to_signs(a: Basic, b: Basic, assumptions: Assumptions, options: Options) -> Comparison:
    """Each column, or each row, equal or the opposite."""
    first: Comparison | None = None
    for columns in (True, False):
        found: list[Comparison] = []
        for u, v in zip(arrays.lines(a, columns), arrays.lines(b, columns)):
            c = compare(u, v, assumptions, options.asked)
            if not c:
                first = first or c
                c = compare(u, arrays.negated(v), assumptions, options.asked)
            if not c:
                break
            found.append(c)
        else:
            return Comparison(Equality.EQUAL, worst([c.verdict for c in found]), True, method="up to signs")
    assert first is not None
    return first


# ---- what else is asked of an equal answer

def _as_asked(found: Comparison, left: Answer, right: Answer, options: Options) -> Comparison:
    """Is the question only restated; is the answer in the form that was asked?"""
    a, b = left.content, right.content
    if not isinstance(b, Basic) or found.status not in (Equality.EQUAL, Equality.CONSTANT):
        return found
    reference = a if isinstance(a, Basic) else b
    open_part = restated(b, reference)
    if open_part is not None:
        return replace(found, status=Equality.NOT_EVALUATED, accepted=False, reason=Phrase("equality.reason.open", {"part": open_part}))
    if options.form is not None and (amiss := fault(b, options.form)) is not None:
        return replace(found, status=Equality.FORM, accepted=False, reason=amiss)
    return found


