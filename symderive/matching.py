"""How a law is matched, and filled in.

A letter says what it may stand for:

    u v w a b    any scalar               c n      a scalar free of the variable of the law
    U V W        anything, of any shape   A B C    anything free of the variable, of any shape
    x t i        a variable, an index     X        a variable of any shape
    k m          a whole number           f g h    an unknown function
    p q          a condition              u + ...  the unit before the dots, as often as needed

In a sum or a product of many, a pattern that is not a letter takes the first part it fits, `c` takes all
that are free of the variable, and of the letters left each takes one and the last takes the rest.
There is no search: matching is linear in the size of the node's top, whatever hangs below.
"""
from __future__ import annotations

from typing import Any

from sympy import Basic, Integer, MatrixSymbol, Symbol
from sympy.core.symbol import Str

from symderive.expr import BUILD, Call, Hadamard, Inert, MatTimes, Plus, Times, build, free, head, is_scalar, named, times
from symderive.functions import FUNCTIONS, orders
from symderive.nodes import D, Gradient, Indexed, Limit
from symderive.reading.law import AND_SO_ON

Match = dict[Any, Any]             # letter -> what it stands for; AND_SO_ON -> the matches of the unit

CONSTANT, VARIABLE, WHOLE, FUNCTION = frozenset("cnABC"), frozenset("xtiX"), frozenset("km"), frozenset("fgh")
BINDERS: tuple[type[Inert], ...] = (D, Gradient, Indexed, Limit)            # body first, the variable second
BOUND = (Symbol("i"), Symbol("x"), Symbol("X"))
MANY: tuple[type[Inert], ...] = (Plus, Times, Hadamard)


def is_letter(p: Basic) -> bool:
    return isinstance(p, (Symbol, MatrixSymbol))


def is_unknown(p: Basic) -> bool:
    """A call of a function letter: f(u)."""
    return isinstance(p, Call) and p.args[0].name[0] in FUNCTION and p.args[0].name not in FUNCTIONS


def fits(pattern: Basic, e: Basic, found: Match) -> bool:
    """Does `e` have this pattern? Fills `found`; after a failure its content is of no use."""
    if not isinstance(pattern, Inert):
        if isinstance(pattern, (Symbol, MatrixSymbol)):
            return _letter(pattern, e, found)
        if isinstance(pattern, Str):
            return _name(pattern, e, found)
        return bool(pattern == e)
    kind = type(pattern)
    if kind is not type(e):
        return False
    below, args = pattern.args, e.args
    if below[-1] is AND_SO_ON:
        return _repeats(below[:-1], args, found)
    if kind in MANY:
        return _many(pattern, args, found)
    if kind is MatTimes:
        return _ordered(below, args, found)
    if len(below) != len(args):
        return False
    if isinstance(pattern, BINDERS):
        if not fits(below[1], args[1], found):
            return False
        return all(fits(p, a, found) for p, a in zip(below[2:], args[2:])) and fits(below[0], args[0], found)
    for p, a in zip(below, args):
        if not fits(p, a, found):
            return False
    return True


def _letter(p: Basic, e: Basic, found: Match) -> bool:
    known = found.get(p)
    if known is not None:
        return bool(known == e)
    name: str = p.name
    if name in CONSTANT and not _constant(e, found):
        return False
    if name in VARIABLE:
        if not is_letter(e):
            return False
    elif name in WHOLE:
        if not isinstance(e, Integer):
            return False
    elif name.islower() and not is_scalar(e):
        return False
    found[p] = e
    return True


def _name(p: Str, e: Basic, found: Match) -> bool:
    if p.name not in FUNCTION:
        return bool(p == e)
    if e.name in FUNCTIONS:
        return False
    return bool(found.setdefault(p, e) == e)


def _constant(e: Basic, found: Match) -> bool:
    """Free of the variable of the law: the index of a sum, else the variable of D."""
    below = free(e)
    for v in BOUND:
        x = found.get(v)
        if x is not None and x in below:
            return False
    return True


def _many(pattern: Basic, args: tuple[Basic, ...], found: Match) -> bool:
    kind, left = type(pattern), list(args)
    letters: list[Any] = []
    for p in pattern.args:
        if is_letter(p):
            letters.append(p)
        elif isinstance(p, Inert):
            if (k := _first(p, left, found)) is None:
                return False
            del left[k]
        elif p in left:
            left.remove(p)
        else:
            return False
    for p in [p for p in letters if p.name in CONSTANT and p not in found]:
        takes = [e for e in left if _constant(e, found) and (p.name.isupper() or is_scalar(e))]
        if not takes:
            return False
        found[p] = build(kind, *takes) if len(takes) > 1 else takes[0]
        left = [e for e in left if e not in takes]
        letters.remove(p)
    if len(left) < len(letters) or (left and not letters):
        return False
    for p in letters[:-1]:
        if not _letter(p, left.pop(0), found):
            return False
    return not letters or _letter(letters[-1], build(kind, *left) if len(left) > 1 else left[0], found)


def _first(p: Basic, args: list[Basic], found: Match) -> int | None:
    """The place of the first part that fits."""
    for k, e in enumerate(args):
        if head(e) != head(p):
            continue
        trial = dict(found)
        if fits(p, e, trial):
            found.update(trial)
            return k
    return None


def _repeats(unit: tuple[Basic, ...], args: tuple[Basic, ...], found: Match) -> bool:
    step = len(unit)
    matches: list[Match] = []
    if len(args) % step:
        return False
    for k in range(0, len(args), step):
        matches.append(one := dict(found))
        if not all(fits(p, e, one) for p, e in zip(unit, args[k:k + step])):
            return False
    found[AND_SO_ON] = matches
    return True


def _ordered(pattern: tuple[Any, ...], args: tuple[Basic, ...], found: Match) -> bool:
    """A product in order. A constant letter at either end takes all the constants there; of the others each takes one, the last the rest."""
    left, rest = list(pattern), list(args)
    for end in (0, -1):
        if len(left) < 2 or not _is_constant_letter(left[end], found):
            continue
        takes: list[Basic] = []
        while len(rest) > 1 and _constant(rest[end], found):
            takes.insert(len(takes) if end == 0 else 0, rest.pop(end))
        if not takes or not _letter(left.pop(end), times(*takes), found):
            return False
    if len(rest) < len(left):
        return False
    for p in left[:-1]:
        if not fits(p, rest.pop(0), found):
            return False
    return fits(left[-1], times(*rest), found)


def _is_constant_letter(p: Basic, found: Match) -> bool:
    return is_letter(p) and p.name in CONSTANT and p not in found


# ---- filling in

def fill(pattern: Basic, found: Match) -> Basic:
    """The pattern with its letters replaced."""
    if not isinstance(pattern, Inert):
        return found.get(pattern, pattern)
    kind, below = type(pattern), pattern.args
    if below[-1] is AND_SO_ON:
        args = [fill(p, found | one) for one in found[AND_SO_ON] for p in below[:-1]]
    else:
        args = [fill(p, found) for p in below]
    if kind is Call:
        args[0] = _primed(below[0], found)
    return BUILD.get(kind, kind)(*args)


def _primed(name: Any, found: Match) -> Basic:
    """f' with f standing for g' is g''; f^(1,0) with f standing for g is g^(1,0)."""
    stem, more = orders(name.name, 1)
    known = found.get(named(stem))
    if known is None:
        return name
    base, counts = orders(known.name, len(more))
    total = [a + b for a, b in zip(more, (*counts, *[0] * (len(more) - len(counts))))]
    return named(base + "'" * total[0] if len(total) == 1 else f"{base}^({','.join(map(str, total))})" if any(total) else base)
