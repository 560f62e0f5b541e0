"""Conditions in any letters, by the signs of irreducible factors: two that have the same truth for all signs are the same condition."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy as sp
from sympy import Basic, Symbol

from symderive.checking import enclosure
from symderive.checking.polynomials import Ring
from symderive.checking.program import exponent
from symderive.expr import Call, Inert, Neg, Over, Plus, Power, Times, call, free, plus
from symderive.nodes import And, Not, Or, Rel, relation
from symderive.number import value
from symderive.problem import NOTHING, TURNED
from symderive.signs import signs
from symderive.tree import fold, walk

MOST = 6                                                     # factors
DEEP = 8                                                     # functions inside each other that are taken off
TOTAL = frozenset(("sin", "cos", "atan", "sinh", "cosh", "tanh"))      # defined for all real numbers
HOLDS = {"=": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


# ---- functions taken off: |u| < v is u < v and -u < v

def unwrapped(condition: Basic) -> Basic:
    """The same condition without |u|, roots, logarithms and powers of e that stand alone on a side of a relation."""
    for _ in range(DEEP):
        made: Basic = fold(condition, lambda e, parts: type(e)(*parts), _opened, lambda e: isinstance(e, (And, Or, Not)))
        if made == condition:
            break
        condition = made
    return condition


def _opened(r: Basic) -> Basic:
    if not isinstance(r, Rel) or r.args[0].name not in HOLDS:
        return r
    sign, u, v = r.args[0].name, r.args[1], r.args[2]
    return _off(sign, u, v) or _off(TURNED[sign], v, u) or r


def _off(sign: str, e: Basic, v: Basic) -> Basic | None:
    """The relation e, sign, v with the function at the top of e taken off; None if there is none that is known."""
    zero = sp.S.Zero
    if isinstance(e, Neg) and isinstance(e.args[0], (Call, Power)):
        return _off(TURNED[sign], e.args[0], Neg(v))
    if isinstance(e, Power) and e.args[0] is sp.E and free(e) and signs(v, NOTHING) == {1}:
        return relation(sign, e.args[1], call("ln", v))
    if not isinstance(e, Call) or len(e.args) != 2 or not free(e):
        return None
    u, name = e.args[1], e.args[0].name
    if name == "abs":
        both = relation(sign, u, v), relation(sign, Neg(u), v)
        return And(*both) if sign in ("<", "<=", "!=") else And(Or(*both), relation(">=", v, zero)) if sign == "=" else Or(*both)
    if name == "ln":
        plain = relation(sign, u, Power(sp.E, v))
        return And(relation(">", u, zero), plain) if sign in ("<", "<=", "!=") else plain
    if name == "sqrt":
        plain = relation(sign, u, Power(v, sp.Integer(2)))
        if sign == "=":
            return And(relation(">=", v, zero), plain)
        if sign in ("<", "<="):
            return And(relation(">=", u, zero), relation(">" if sign == "<" else ">=", v, zero), plain)
        return And(relation(">=", u, zero), Or(relation("<", v, zero), plain))
    return None


# ---- signs

def difference(r: Any) -> Basic:
    """Left minus right of a relation."""
    left, right = r.args[1:]
    return left if right == sp.S.Zero else Neg(right) if left == sp.S.Zero else plus(left, Neg(right))


@dataclass(frozen=True)
class Atom:
    """A relation between a quotient and 0: the sign of its number, and its factors with their powers; those below may not vanish."""
    sign: str
    unit: int
    above: tuple[tuple[str, int], ...]
    below: tuple[tuple[str, int], ...]

    def holds(self, signs_: dict[str, int]) -> bool:
        if any(not signs_[name] for name, _ in self.below):
            return False
        found = self.unit
        for name, n in self.above + self.below:
            found *= signs_[name] ** n
        return found in HOLDS[self.sign]


def same_by_signs(a: Basic, b: Basic, atoms: Sequence[Any]) -> bool:
    """Have two conditions the same truth whatever signs the irreducible factors of their relations have? That proves them the same; if not, nothing is known."""
    differences = list(map(difference, atoms))
    letters = sorted({t for d in differences for t in _parts(d)}, key=str)
    if any(not _total(t) for t in letters):
        return False
    ring = Ring(letters)
    possible: dict[str, tuple[int, ...]] = {}
    factors_: dict[str, Any] = {}
    made: dict[Basic, Atom] = {}
    for r, d in zip(atoms, differences):
        q = ring.quotient(d)
        if q is None or q.below.is_zero():
            return False
        unit, columns = 1, []
        for p in (q.above, q.below):
            content, factors = p.factor() if not p.is_zero() else (0, [])
            unit *= (content > 0) - (content < 0)
            column = []
            for f, n in factors:
                if f.leading_coefficient() < 0:
                    f, unit = -f, unit * (-1) ** int(n)
                possible[str(f)], factors_[str(f)] = _possible(f), f
                column.append((str(f), int(n)))
            columns.append(tuple(column))
        made[r] = Atom(r.args[0].name, unit, columns[0], columns[1])
    if len(possible) > MOST:
        return False
    choices = (dict(zip(possible, choice)) for choice in product(*possible.values()))
    return all(_truth(a, made, at) is _truth(b, made, at) for at in choices if _consistent(at, factors_))


def _consistent(at: dict[str, int], factors: dict[str, Any]) -> bool:
    """May the factors have these signs together? Where a letter is 0, x y - 1 is -1."""
    zeros = [k for name, f in factors.items() if not at[name] and f.total_degree() == 1 and len(f.to_dict()) == 1 for k, n in enumerate(next(iter(f.to_dict()))) if n]
    for name, f in factors.items():
        left = {powers: c for powers, c in f.to_dict().items() if not any(powers[k] for k in zeros)}
        if zeros and not any(n for powers in left for n in powers) and at[name] != sum((c > 0) - (c < 0) for c in left.values()):
            return False
    return True


def _possible(f: Any) -> tuple[int, ...]:
    """The signs that a factor may have: of even powers with coefficients above zero, one alone, or zero too."""
    terms = f.to_dict()
    if all(n % 2 == 0 for powers in terms for n in powers) and all(c > 0 for c in terms.values()):
        return (1,) if any(not any(powers) for powers in terms) else (0, 1)
    return (-1, 0, 1)


def _truth(condition: Basic, atoms: dict[Basic, Atom], at: dict[str, int]) -> bool:
    def joined(e: Basic, parts: tuple[bool, ...]) -> bool:
        return not parts[0] if isinstance(e, Not) else any(parts) if isinstance(e, Or) else all(parts)
    found: bool = fold(condition, joined, lambda e: atoms[e].holds(at) if isinstance(e, Rel) else e is sp.true, lambda e: isinstance(e, (And, Or, Not)))
    return found


def _parts(e: Basic) -> set[Basic]:
    """What a quotient is made of: letters, and functions and irrational numbers as they stand."""
    found: set[Basic] = set()
    for t in walk(e, _rational):
        if not _rational(t) and value(t) is None:
            found.add(t)
    return found


def _rational(e: Basic) -> bool:
    return value(e) is None and (isinstance(e, (Plus, Times, Neg, Over)) or (isinstance(e, Power) and exponent(e.args[1]) is not None))


def _total(e: Basic) -> bool:
    """Is it surely defined, and real, wherever its letters are?"""
    if isinstance(e, Symbol):
        return True
    if not free(e):
        found = enclosure(e, {})
        return found is not None and type(found).__name__ == "arb"
    for t in walk(e):
        if isinstance(t, Call):
            if t.args[0].name not in TOTAL:
                return False
        elif isinstance(t, Power):
            n = exponent(t.args[1])
            if t.args[0] is not sp.E and (n is None or n < 0):
                return False
        elif isinstance(t, Inert) and not isinstance(t, (Plus, Times, Neg)) and free(t):
            return False
    return True
