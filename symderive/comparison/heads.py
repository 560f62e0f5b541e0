"""What stands before the equals sign of an answer: y in y = 2x, f'(x), dy/dx, the hat of an estimator."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sympy import Basic, Integer, Symbol

from symderive.comparison.survey import survey
from symderive.expr import At, Call, Power, free, is_open
from symderive.functions import FUNCTIONS
from symderive.nodes import And, D, Evaluated, Gradient, Hessian, Jacobian, Rel, TupleOf
from symderive.tree import inside, substitute, walk

EQUALS = frozenset(("=", "approx"))
MARKS = ("_hat", "_bar", "_tilde", "_star", "_bold")
SQUARED = frozenset(("S", "s", "sigma", "tau", "R"))  # letters whose square has a meaning of its own: a variance
RANDOM = frozenset(("E", "Var", "Cov", "P"))          # functions that name what is computed


@dataclass(frozen=True)
class Headed:
    """`name = value`, or a value alone. `rounded`: the sign between them was ≈. `chain`: it was name = a = value."""
    name: Basic | None
    value: Basic
    rounded: bool = False
    chain: bool = False


def is_name(e: Basic) -> bool:
    """Is it a name, a derivative of a name, or an unknown function of arguments?"""
    while isinstance(e, (D, Evaluated)):
        if e.args[0] == e.args[1]:                   # dx/dx
            return False
        e = e.args[0]
    if isinstance(e, Call):
        return e.args[0].name not in FUNCTIONS or e.args[0].name in RANDOM
    if isinstance(e, (Gradient, Hessian, Jacobian)):
        return is_name(e.args[0])
    if isinstance(e, Power):                          # the estimator of sigma^2
        base = e.args[0]
        return isinstance(base, Symbol) and (base.name.endswith("_hat") or (base.name.partition("_")[0] in SQUARED and e.args[1] == Integer(2)))
    return isinstance(e, (Symbol, At))


def headed(e: Basic) -> Headed | None:
    """An answer as a value with its name; None if it is a condition that is no such equation."""
    if isinstance(e, And) and all(isinstance(a, Rel) and a.args[0].name in EQUALS for a in e.args) and all(a.args[2] is b.args[1] for a, b in pairwise(e.args)):
        first, last = e.args[0], e.args[-1]
        if not is_name(first.args[1]):
            return None
        return Headed(first.args[1], last.args[2], last.args[0].name == "approx", True)
    if not isinstance(e, Rel):
        return Headed(None, e) if not isinstance(e, And) else None
    sign, left, right = e.args
    if sign.name not in EQUALS:
        return None
    rounded = sign.name == "approx"
    if isinstance(left, Power) and is_name(left) and not str(left.args[0]).endswith("_hat") and not free(right):
        return None                                  # an equation for s, as s^2 = 4
    if is_name(left) and left not in free(right) and not _holds_name(left, right):
        return Headed(left, right, rounded)
    if is_name(right) and not is_name(left) and right not in free(left):
        return Headed(right, left, rounded)
    if isinstance(left, TupleOf) and all(map(is_name, left.args)):
        return Headed(left, right, rounded)
    return None


def _holds_name(name: Basic, value: Basic) -> bool:
    """y' = 2y holds y, and that is how it should be: only a plain name in its own value makes an equation."""
    if isinstance(name, Power):
        name = name.args[0]
    return isinstance(name, Symbol) and name in free(value)


def value_of(e: Basic) -> Basic:
    """The value of `name = value`; anything else as it is."""
    found = headed(e)
    return found.value if found is not None else e


def stem(e: Basic) -> str:
    """A name without its hat."""
    text = str(e)
    for mark in MARKS:
        text = text.replace(mark, "")
    return text


def same_name(a: Basic | None, b: Basic | None) -> bool | None:
    """Do two answers speak of the same thing? None: their names are of different kinds, as f'(x) and dy/dx, so that nobody can tell."""
    if a is None or b is None or a == b:
        return True
    if isinstance(a, Symbol) and isinstance(b, Symbol):
        return None if stem(a) == stem(b) else False
    if isinstance(a, Power) or isinstance(b, Power):
        return same_name(a.args[0], b.args[0]) if isinstance(a, Power) and isinstance(b, Power) and a.args[1] == b.args[1] else False
    if isinstance(a, TupleOf) and isinstance(b, TupleOf):
        return False
    return None if not (isinstance(a, Call) and isinstance(b, Call) and a.args[0] == b.args[0]) else False


def plain_names(a: Basic, b: Basic) -> tuple[Basic, Basic]:
    """y for y(x), where the other side has the letter y alone, and nothing is differentiated."""
    if is_open(a) or is_open(b):
        return a, b
    letters = free(a) | free(b)
    values: dict[Basic, Basic] = {}
    for e in (a, b):
        if Call in survey(e).kinds:
            values |= {t: y for t in walk(e, inside) if isinstance(t, Call) and t.args[0].name not in FUNCTIONS and (y := Symbol(t.args[0].name)) in letters}
    return (substitute(a, values), substitute(b, values)) if values else (a, b)
