"""Conditions met on the way, made fit to be stated: what always holds is left out, the rest is said shortly."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from sympy import Basic, E, Integer, Symbol, pi

from symderive.expr import Call, Neg, Over, Plus, Power, Times, head, plus, times
from symderive.nodes import And, Or, Rel, relation
from symderive.number import number, value
from symderive.problem import NOTHING, TURNED, Assumptions
from symderive.rules.forms import factors, product, terms, total
from symderive.rules.rearrange import pythagoras
from symderive.rules.tidy import tidy
from symderive.signs import Signs, signs

ZERO, ONE = Integer(0), Integer(1)
POSSIBLE: dict[str, Signs] = {
    "!=": frozenset((-1, 1)), ">": frozenset((1,)), ">=": frozenset((0, 1)), "<": frozenset((-1,)), "<=": frozenset((-1, 0)), "=": frozenset((0,)),
}


def always(condition: Basic, assumptions: Assumptions = NOTHING) -> bool:
    """Does the condition hold wherever its sides are defined, as far as its form shows?"""
    if isinstance(condition, Or):
        return any(always(c, assumptions) for c in condition.args)
    if not isinstance(condition, Rel):
        return False
    sign, a, b = _sign(condition), condition.args[1], condition.args[2]
    if sign == "in" and isinstance(a, Symbol):
        return b == Symbol("Z") and assumptions.domain(a).integer
    return sign in POSSIBLE and _signs(tidy(plus(a, Neg(b))), assumptions) <= POSSIBLE[sign]


def _signs(e: Basic, assumptions: Assumptions) -> Signs:
    """The signs of a difference; x + sqrt(1 + x^2) is positive, and sin(x)^2 + cos(x)^2 is 1."""
    if type(e) is not Plus:
        return signs(e, assumptions)
    e = tidy(pythagoras(e, e.args, {}))
    found = signs(e, assumptions)
    if 0 not in found or type(e) is not Plus or len(e.args) != 2:
        return found
    for root, t in (e.args, e.args[::-1]):
        if head(root) == "sqrt" and signs(total((*terms(root.args[1]), Neg(times(t, t)))), assumptions) == frozenset((1,)):
            return frozenset((1,))
    return found


def never(condition: Basic, assumptions: Assumptions = NOTHING) -> bool:
    """Does the condition fail wherever its sides are defined, as far as its form shows?"""
    if not isinstance(condition, Rel) or (sign := _sign(condition)) not in POSSIBLE:
        return False
    _, a, b = condition.args
    return signs(tidy(plus(a, Neg(b))), assumptions).isdisjoint(POSSIBLE[sign])


def stated(provisos: Iterable[Basic], assumptions: Assumptions = NOTHING) -> tuple[Basic, ...]:
    """The conditions worth stating: each once, solved for its symbol where that is plain, none that follows from another.

    >>> from symderive.reading.law import read_law
    >>> stated(map(read_law, ("1 + x^2 > 0", "(x - 1)^2 != 0", "y > 0", "y != 0")))
    (x != 1, y > 0)
    """
    found: dict[Basic, None] = {}
    for p in provisos:
        for q in _simpler(p):
            if not always(q, assumptions):
                found[q] = None
    return tuple(q for q in found if not any(_follows(q, other) for other in found if other is not q))


def _sign(r: Basic) -> str:
    return str(r.args[0].name)


def _follows(weak: Basic, strong: Basic) -> bool:
    """Is it said by the other already? x != 0, x >= 0 and x > -1 follow from x > 0, and a != 0 from a*x > 0."""
    if not isinstance(weak, Rel) or not isinstance(strong, Rel):
        return False
    if weak.args[1] != strong.args[1]:
        if _sign(weak) == _sign(strong) and _sign(weak) in ("<", "<=") and _squared(strong) == (weak.args[1], value(weak.args[2])):
            return True                                # x^2 < 4 from |x| < 2
        return _sign(weak) == "!=" and _sign(strong) in ("<", ">") and weak.args[2] is strong.args[2] is ZERO and weak.args[1] in factors(strong.args[1]).powers
    a, b = POSSIBLE.get(_sign(weak)), POSSIBLE.get(_sign(strong))
    if a is None or b is None:
        return False
    if weak.args[2] == strong.args[2]:
        return b < a
    low, high = _end(weak.args[2]), _end(strong.args[2])
    if low is None or high is None or low == high:
        return False
    return (high - low > 0 and b <= frozenset((0, 1)) and 1 in a) or (high - low < 0 and b <= frozenset((-1, 0)) and -1 in a)


def _squared(p: Basic) -> tuple[Basic, Fraction] | None:
    """Both sides of |x| < 2 squared."""
    known = value(p.args[2])
    return (Power(p.args[1].args[1], Integer(2)), known * known) if head(p.args[1]) == "abs" and known is not None and known >= 0 else None


def _end(e: Basic) -> float | None:
    """About how much a plain number is; e counts as one."""
    v = value(e)
    return float(v) if v is not None else 2.718281828 if e is E else None


def _simpler(p: Basic) -> Iterator[Basic]:
    if isinstance(p, And):
        for part in p.args:
            yield from _simpler(part)
        return
    if isinstance(p, Or):
        left = [part for part in p.args if not _is_fraction(part)]
        if not any(_is_whole(part) for part in left):
            found = [q for part in left for q in _simpler(part) if not never(q)]
            yield Or(*found) if len(found) > 1 else found[0] if found else p
        return
    if isinstance(p, Rel) and _sign(p) == "in" and isinstance(p.args[1], Plus):          # n - 1 in Z is n in Z
        yield relation("in", plus(*(t for t in p.args[1].args if (v := value(t)) is None or v.denominator != 1)), p.args[2])
        return
    if not isinstance(p, Rel) or _sign(p) not in TURNED:
        yield p
        return
    sign, a, b = _sign(p), p.args[1], p.args[2]
    if value(a) is not None and value(b) is None:
        sign, a, b = TURNED[sign], b, a
    if b is ZERO and sign == "!=":
        yield from (_solved("!=", f, ZERO) for f in _factors_of(a))
    elif b is ZERO and sign in (">", ">=", "<", "<="):
        yield _of_a_product(sign, a)
    else:
        yield _solved(sign, a, b)


def _is_whole(p: Basic) -> bool:
    """Does it say that a whole number is one?"""
    return isinstance(p, Rel) and _sign(p) == "in" and (v := value(p.args[1])) is not None and v.denominator == 1


def _is_fraction(p: Basic) -> bool:
    """Does it say that a fraction, pi or e is a whole number?"""
    return isinstance(p, Rel) and _sign(p) == "in" and (p.args[1] in (pi, E) or ((v := value(p.args[1])) is not None and v.denominator != 1))


def _factors_of(a: Basic) -> Iterator[Basic]:
    """What must not be zero for a product not to be: its bases."""
    todo = [a]
    while todo:
        f = todo.pop()
        if isinstance(f, (Times, Over, Neg)) or (isinstance(f, Power) and value(f.args[1]) is not None):
            todo.extend(reversed(tuple(factors(f).powers)))
        elif isinstance(f, Call) and f.args[0].name in ("abs", "sqrt", "root"):
            todo.append(f.args[-1])
        elif not (isinstance(f, Power) and f.args[0] is E):
            yield f


def _of_a_product(sign: str, a: Basic) -> Basic:
    """u^3*e^x > 0 as u > 0: factors that are positive are left out, and a negative number turns the sign."""
    f = factors(a)
    if not f.count:
        return relation(sign, a, ZERO)
    turned = TURNED[sign] if f.count < 0 else sign
    kept = {b: (1 if k.numerator % 2 else 2) if k.denominator == 1 else k for b, k in f.powers.items() if signs(b) != frozenset((1,))}
    if turned == ">" and len(kept) == 1 and 2 in kept.values():                # u^2 > 0 is u != 0
        return _solved("!=", next(iter(kept)), ZERO)
    return _solved(turned, product(1, kept), ZERO)


def _solved(sign: str, a: Basic, b: Basic) -> Basic:
    """2*x - 3 > 0 as x > 3/2: one term beside a number is isolated; ln(u) > 0 as u > 1."""
    known = value(b)
    if head(a) == "ln" and known in (0, 1):
        return _solved(sign, a.args[1], E if known else ONE)
    if not isinstance(a, Plus) or known is None:
        return relation(sign, a, b)
    others = [t for t in a.args if value(t) is None]
    if len(others) != 1 or len(a.args) == len(others):
        left = _moved(sign, others, b) if len(others) == 2 and len(a.args) == 2 and b is ZERO else None
        return left or relation(sign, a, b)
    rest = known - sum((v for t in a.args if (v := value(t)) is not None), Fraction(0))
    f = factors(others[0])
    if not f.count:
        return relation(sign, a, b)
    turned, whole = TURNED[sign] if f.count < 0 else sign, product(1, f.powers)
    return _of_a_product(turned, whole) if not rest and sign not in ("!=", "=") else relation(turned, whole, number(rest / f.count))


def _moved(sign: str, pair: list[Basic], b: Basic) -> Basic | None:
    """x - y != 0 as x != y."""
    first, second = pair
    if isinstance(second, Neg) and not isinstance(first, Neg):
        return relation(sign, first, second.args[0])
    if isinstance(first, Neg) and not isinstance(second, Neg):
        return relation(sign, second, first.args[0])
    return None
