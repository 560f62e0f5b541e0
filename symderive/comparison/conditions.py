"""Sets of real numbers as conditions on one letter: intervals, unions, lists of solutions, inequalities."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from sympy import Basic, Symbol

from symderive.comparison.answers import Everything, Listing, Union, Without
from symderive.expr import Inert, Neg, free
from symderive.nodes import And, Interval, Matrix, Not, Or, Rel, SetOf, TupleOf, relation
from symderive.tree import fold, substitute, walk

CONDITIONS = (Rel, And, Or, Not)


# nodes of sets that a reader may know, by name: what they are of their parts as conditions
JOINED: dict[str, Callable[..., Basic]] = {"Union": lambda *parts: Or(*parts), "Intersection": lambda *parts: And(*parts), "Difference": lambda a, *less: And(a, *map(Not, less))}
SUCH_THAT = "SuchThat"


class NotASet(ValueError):
    """What is no condition on one unknown."""


def is_set(content: Any) -> bool:
    """Is it a set by its form alone, or a condition?"""
    if isinstance(content, (Union, Without, Everything, Interval, SetOf, Or, Not)) or (isinstance(content, Inert) and type(content).__name__ in (*JOINED, SUCH_THAT)):
        return True
    if isinstance(content, Listing):
        return all(isinstance(e, (Rel, And, Or)) for e in content.items) and len({str(e.args[1]) if isinstance(e, Rel) else "" for e in content.items}) == 1
    if isinstance(content, And):
        parts = list(walk(content, lambda e: isinstance(e, (And, Or, Not))))
        return any(isinstance(e, (Or, Not)) or (isinstance(e, Rel) and is_set(e)) for e in parts) or _alternatives(content) is not None
    return isinstance(content, Rel) and content.args[0].name not in ("=", "approx", "~", "->")


def unknowns_of(content: Any) -> list[Basic]:
    """The letters that a set may speak of: those that stand alone on a side of a relation; else the only one there is."""
    if isinstance(content, (Union, Listing)):
        return list(dict.fromkeys(x for e in (content.parts if isinstance(content, Union) else content.items) for x in unknowns_of(e)))
    if isinstance(content, Without):
        return unknowns_of(content.whole)
    if isinstance(content, Inert) and type(content).__name__ in JOINED:
        return list(dict.fromkeys(x for e in content.args for x in unknowns_of(e)))
    if not isinstance(content, CONDITIONS):
        return []
    alone = [a for r in relations_of(content) for a in r.args[1:] if isinstance(a, Symbol) and (r.args[0].name != "in" or a is r.args[1])]
    letters = [x for x in free(content) if isinstance(x, Symbol)]
    return list(dict.fromkeys(alone)) or (letters if len(letters) == 1 else [])


def condition(content: Any, x: Basic) -> Basic:
    """The set as a condition on x.

    Raises:
        NotASet: for what is none.
    """
    if isinstance(content, Everything) or content == Symbol("R"):
        return sp.true
    if content is sp.S.EmptySet:
        return sp.false
    if isinstance(content, (Union, Listing)):
        parts = [condition(e, x) for e in (content.parts if isinstance(content, Union) else content.items)]
        return Or(*parts) if len(parts) > 1 else parts[0] if parts else sp.false
    if isinstance(content, Without):
        return And(condition(content.whole, x), Not(condition(content.less, x)))
    if isinstance(content, Interval):
        brackets, low, high = content.args
        return _between(low, high, x, brackets.name)
    if isinstance(content, SetOf):
        return Or(*(relation("=", x, a) for a in content.args)) if len(content.args) > 1 else relation("=", x, content.args[0])
    if isinstance(content, TupleOf) and len(content.args) == 2:
        return _between(content.args[0], content.args[1], x, "()")
    if isinstance(content, Matrix) and (content.args[0], content.args[1]) == (1, 2):
        return _between(content.args[2], content.args[3], x, "[]")
    if (made_of := JOINED.get(type(content).__name__)) is not None and isinstance(content, Inert):
        return made_of(*(condition(a, x) for a in content.args))
    if type(content).__name__ == SUCH_THAT:
        return substitute(condition(content.args[1], x), {content.args[0]: x})
    if isinstance(content, CONDITIONS):
        made: Basic = fold(content, _joined, _related, lambda e: isinstance(e, (And, Or, Not)))
        return made
    if isinstance(content, Basic):
        return relation("=", x, content)
    raise NotASet


def _joined(e: Basic, parts: tuple[Basic, ...]) -> Basic:
    return Or(*parts) if _alternatives(e) else type(e)(*parts)


def _related(r: Basic) -> Basic:
    """A relation in signs: x in (0, 1) is 0 < x < 1."""
    if not isinstance(r, Rel):
        return r
    sign, a, b = r.args
    if sign.name == "in":
        return condition(b, a)
    return relation("=", a, b) if sign.name == "approx" else r


def _between(low: Basic, high: Basic, x: Basic, brackets: str) -> Basic:
    parts: list[Basic] = []
    if not _infinite(low):
        parts.append(relation("<" if brackets[0] == "(" else "<=", low, x))
    if not _infinite(high):
        parts.append(relation("<" if brackets[1] == ")" else "<=", x, high))
    return And(*parts) if len(parts) > 1 else parts[0] if parts else sp.true


def _infinite(e: Basic) -> bool:
    return e in (sp.oo, -sp.oo) or (isinstance(e, Neg) and e.args[0] is sp.oo)


def _alternatives(content: Basic) -> Basic | None:
    """x = 1 and x = 2, said of solutions, means that either is one."""
    if not isinstance(content, And) or not all(isinstance(a, Rel) and a.args[0].name == "=" for a in content.args):
        return None
    names = {a.args[1] for a in content.args}
    first = next(iter(names))
    distinct = len(names) == 1 and isinstance(first, Symbol) and len({a.args[2] for a in content.args}) > 1
    return first if distinct and not any(first in free(a.args[2]) for a in content.args) else None


def letters_of(content: Any) -> frozenset[Basic]:
    return free(condition(content, Symbol("x"))) if isinstance(content, (Basic, Union, Listing, Without)) else frozenset()


def relations_of(condition: Basic) -> list[Any]:
    return [a for a in walk(condition, lambda e: isinstance(e, (And, Or, Not))) if isinstance(a, Rel)]
