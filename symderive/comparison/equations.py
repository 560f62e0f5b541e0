"""Equations in several letters: do two of them have the same solutions?"""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from sympy import Basic

from symderive.checking import Claim, check
from symderive.checking.polynomials import Ring, in_one, irreducible, letters_of, real_roots
from symderive.checking.program import exponent
from symderive.comparison.conditions import relations_of
from symderive.comparison.expressions import IDENTICAL
from symderive.comparison.factors import same_by_signs, unwrapped
from symderive.comparison.outcome import UNDECIDED, Comparison, Counterexample, Equality, undecided, witnessed
from symderive.derivation import Relation, Status, Verdict
from symderive.expr import Neg, Over, Power, free, plus, times
from symderive.nodes import Rel, relation
from symderive.number import number
from symderive.problem import Assumptions
from symderive.signs import signs
from symderive.tree import substitute, walk

BASES = (Fraction(3, 2), Fraction(7, 3), Fraction(-5, 2), Fraction(11, 4), Fraction(-4, 3), Fraction(13, 5))
NEAR = range(-3, 4)                  # whole numbers among which a counterexample is sought
LETTERS = 4                          # for at most so many letters


def same_solutions(a: Any, b: Any, assumptions: Assumptions) -> Comparison:
    """Do two equations have the same real solutions? One that divides by what vanishes at a solution of the other has not, as x/y = 1 and x = y."""
    found = _same(a, b, assumptions)
    if found.status is not Equality.EQUAL or found.method == "identical":
        return found
    return next((c for c in (_divided(a, b, found, assumptions), _divided(b, a, found, assumptions, turned=True)) if c is not None), found)


def _divided(a: Any, b: Any, found: Comparison, assumptions: Assumptions, turned: bool = False) -> Comparison | None:
    """The finding, if the first equation divides by something that vanishes at a solution of the second; None if it does not."""
    letters = letters_of((a, b))
    ring = Ring(letters)
    sides, others = ([ring.quotient(e) for e in _divisors(side, assumptions)] for side in (a, b))
    if None in sides or None in others:
        return undecided("one equation divides by what may vanish at a solution of the other")
    equation = plus(b.args[1], Neg(b.args[2]))
    theirs = {name for q in others if q is not None for name in irreducible(q.above)}
    for name, factor in {n: f for q in sides if q is not None for n, f in irreducible(q.above).items()}.items():
        if name in theirs or _never_zero(factor, len(letters)):
            continue
        divisor = ring.expression(factor)
        where = _common(equation, divisor, letters)
        if where is None and factor.total_degree() == 1 and len(factor) == 1:
            rest = substitute(equation, {divisor: number(0)})
            q = ring.quotient(rest)
            if 0 not in signs(rest, assumptions) or (q is not None and q.above.is_constant() and not q.above.is_zero()):
                continue                               # where it vanishes the other has no solution
        if where is None:
            return undecided("one equation divides by what may vanish at a solution of the other")
        words = ("true", "undefined") if turned else ("undefined", "true")
        return Comparison(Equality.DOMAIN, found.verdict, counterexample=Counterexample(where, *words), region=relation("=", divisor, number(0)), method="denominators")
    return None


def _divisors(e: Basic, assumptions: Assumptions) -> list[Basic]:
    """What an equation divides by, as far as that may vanish."""
    found = [t.args[1] if isinstance(t, Over) else t.args[0] for t in walk(e) if isinstance(t, Over) or (isinstance(t, Power) and (n := exponent(t.args[1])) is not None and n < 0)]
    return [d for d in dict.fromkeys(found) if free(d) and 0 in signs(d, assumptions)]


def _common(f: Basic, g: Basic, letters: Sequence[Basic]) -> dict[str, str] | None:
    """A point with whole coordinates, all but one of them small, at which both vanish."""
    for p, q, line in _along_lines(f, g, letters, letters):
        if p is None or q is None:
            continue
        both = p.gcd(q)
        root = Fraction(0) if both.is_zero() else next((Fraction(-int(r[0]), int(r[1])) for s in irreducible(both).values() if (r := in_one(s, 0)).degree() == 1), None)
        if root is not None:
            return _on_line(letters, line, root)
    return None


def _along_lines(f: Basic, g: Basic, letters: Sequence[Basic], moving: Sequence[Basic]) -> Iterator[tuple[Any, Any, dict[str, str]]]:
    """Both on each line of a grid, as polynomials in the letter that moves on it (None where one is none), and where the line runs: the other letters."""
    if len(letters) > LETTERS:
        return
    for x in moving:
        others = [y for y in letters if y != x]
        ring = Ring([x])
        for values in sorted(product(NEAR, repeat=len(others)), key=lambda v: (sum(map(abs, v)), v)):
            at = {y: number(n) for y, n in zip(others, values)}
            p, q = ring.polynomial(substitute(f, at)), ring.polynomial(substitute(g, at))
            yield p, q, {str(y): str(v) for y, v in zip(others, values)}


def _on_line(letters: Sequence[Basic], line: Mapping[str, str], value: Fraction) -> dict[str, str]:
    """The point of a line at which the letter that moves has a value."""
    return {str(y): line.get(str(y), str(value)) for y in letters}


def _same(a: Any, b: Any, assumptions: Assumptions) -> Comparison:
    """Do two equations have the same real solutions? Proportional ones do; polynomials are told by their factors; solutions that are tried can only refute."""
    if a == b or (a.args[1], a.args[2]) == (b.args[2], b.args[1]):
        return Comparison(Equality.EQUAL, IDENTICAL, True, method="identical")
    f, g = (plus(e.args[1], Neg(e.args[2])) for e in (a, b))
    found = _by_factors(f, g)
    if found is not None:
        return found
    verdict = _proportional(f, g, assumptions)
    if verdict is not None:
        return Comparison(Equality.EQUAL, verdict, True, method="proportional equations")
    conditions = unwrapped(a), unwrapped(b)
    if same_by_signs(*conditions, list(dict.fromkeys(relations_of(conditions[0]) + relations_of(conditions[1])))):
        return Comparison(Equality.EQUAL, Verdict(Status.PROVED, error=Fraction(0), reason="signs of factors"), True, method="signs of factors")
    verdict = check([Claim(a, b, Relation.IFF)], assumptions)[0]
    if verdict.status is Status.REFUTED:
        return Comparison(Equality.NOT_EQUAL, verdict, counterexample=witnessed(verdict), method="solutions")
    return undecided("no solution of one was found that is none of the other, but there may be some" if verdict else verdict.reason, UNDECIDED)


# ---- polynomials

def _by_factors(f: Basic, g: Basic) -> Comparison | None:
    """Equal sets of irreducible factors, leaving out those that never vanish; None where that does not tell."""
    letters = letters_of((f, g))
    ring = Ring(letters)
    p, q = ring.quotient(f), ring.quotient(g)
    if p is None or q is None or p.above.is_zero() or q.above.is_zero():
        return None
    left, right = ({n: r for n, r in _vanishing(w.above, len(letters)).items() if n not in irreducible(w.below)} for w in (p, q))
    if left.keys() == right.keys():
        return Comparison(Equality.EQUAL, Verdict(Status.PROVED, error=Fraction(0), reason="irreducible factors"), True, method="irreducible factors")
    example = _apart(f, g, letters) if p.below.is_constant() and q.below.is_constant() else None
    if example is None:
        return None
    witness = {"at": dict(example.at), "left": example.left, "right": example.right}
    return Comparison(Equality.NOT_EQUAL, Verdict(Status.REFUTED, witness=witness), counterexample=example, method="irreducible factors")


def _vanishing(p: Any, count: int) -> dict[str, Any]:
    return {name: r for name, r in irreducible(p).items() if not _never_zero(r, count)}


def _never_zero(p: Any, count: int) -> bool:
    """Has it surely no real zeros? In one letter, no real root; in several, only even powers with coefficients of one sign, and a constant."""
    used = [k for k in range(count) if p.degrees()[k] > 0]
    if len(used) == 1:
        return not real_roots(in_one(p, used[0]))
    terms = p.to_dict()
    even = all(n % 2 == 0 for powers in terms for n in powers)
    return even and len({c > 0 for c in terms.values()}) == 1 and any(not any(powers) for powers in terms)


def _apart(f: Basic, g: Basic, letters: Sequence[Basic]) -> Counterexample | None:
    """A point with whole coordinates at which one equation holds and the other does not: in each line of the grid, roots are found exactly."""
    for p, q, line in _along_lines(f, g, letters, letters[:2]):
        if p is None or q is None:
            return None
        for first, second, words in ((p, q, ("true", "false")), (q, p, ("false", "true"))):
            root = _whole_root(first, second)
            if root is not None:
                return Counterexample(_on_line(letters, line, root), *words)
    return None


def _whole_root(p: Any, q: Any) -> Fraction | None:
    """A rational root of p that is none of q."""
    if p.is_zero():
        return Fraction(1) if not q.is_zero() and _at(q, Fraction(1)) else None
    if p.is_constant():
        return None
    for r in irreducible(p).values():
        line = in_one(r, 0)
        if line.degree() == 1:
            root = Fraction(-int(line[0]), int(line[1]))
            if q.is_constant() and not q.is_zero():
                return root
            if not q.is_zero() and _at(q, root):
                return root
    return None


def _at(p: Any, x: Fraction) -> Fraction:
    one = in_one(p, 0)
    found = Fraction(0)
    for n in range(one.degree(), -1, -1):
        found = found * x + int(one[n])
    return found


# ---- anything

def _proportional(f: Basic, g: Basic, assumptions: Assumptions) -> Verdict | None:
    """Is f a constant times g? The constant is what it is at one point."""
    letters = letters_of((f, g))
    at = {x: number(BASES[k % len(BASES)] if not assumptions.domain(x).positive else abs(BASES[k % len(BASES)])) for k, x in enumerate(letters)}
    f0, g0 = substitute(f, at), substitute(g, at)
    zero = check([Claim(f0, number(0)), Claim(g0, number(0))])
    if any(v.status is not Status.REFUTED for v in zero):
        return None
    verdict = check([Claim(times(f, g0), times(g, f0))], assumptions)[0]
    return verdict if verdict else None


def is_equation(e: Any) -> bool:
    return isinstance(e, Rel) and e.args[0].name == "="
