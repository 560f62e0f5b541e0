"""Statements of a problem, sorted: tasks, definitions, equations, facts; and what can be told of an expression by its shape."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sympy import Basic, MatrixSymbol, Symbol

from symderive.expr import Call, Neg, call, free, named
from symderive.functions import FUNCTIONS, orders
from symderive.nodes import And, D, Evaluated, Matrix, Rel, TupleOf
from symderive.phrase import Phrase


@dataclass
class Task:
    """What one statement asks: the operand may be a name that another statement defines."""
    kind: str
    operand: Basic | None
    variables: tuple[Basic, ...] = ()
    at: dict[Basic, Basic] = field(default_factory=dict)
    start: int = 0
    order: int = 1                      # where the variables are not named: f''(x)


@dataclass
class Statements:
    """The statements of one problem, sorted."""
    text: str
    tasks: list[Task] = field(default_factory=list)
    defined: dict[str, tuple[Basic, Basic]] = field(default_factory=dict)       # name -> (f(x, y) or f, body)
    equations: list[Basic] = field(default_factory=list)
    facts: list[Basic] = field(default_factory=list)
    notes: list[Phrase] = field(default_factory=list)
    values: dict[Basic, Basic] = field(default_factory=dict)         # "if x = 2": a point that is given in words


def said_once(notes: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """The notes of all statements; that letters side by side are multiplied is said once."""
    kept: dict[object, Phrase] = {}
    for note in notes:
        kept.setdefault(note.id if note.id == "note.letters_multiplied" else (note.id, str(note.values.get("written", note.values))), note)
    return tuple(kept.values())


def derivative_task(e: Basic, partial: bool, start: int) -> Task | None:
    """D(D(u, x), y), perhaps at a point; f'(x), f'(2)."""
    at: dict[Basic, Basic] = {}
    signs = 0
    while isinstance(e, Neg):                              # -d/dx [u] is d/dx [-u]
        e, signs = e.args[0], signs + 1
    while isinstance(e, Evaluated):
        e, x, a = e.args
        at[x] = a
    variables: list[Basic] = []
    while isinstance(e, D):
        variables.append(e.args[1])
        e = e.args[0]
    if variables and signs and isinstance(e, Symbol):
        return None                                        # a name, which another statement defines
    if variables:
        for _ in range(signs):
            e = Neg(e)
        return Task("partial" if partial else "derivative", e, tuple(reversed(variables)), dict(reversed(at.items())), start)
    return None


def primed_task(e: Basic, start: int) -> Task | None:
    """f'(x), f''(2): the derivative of what another statement defines."""
    if not isinstance(e, Call) or len(e.args) != 2 or e.args[0].name in FUNCTIONS:
        return None
    stem, counts = orders(e.args[0].name, 1)
    return Task("derivative", call(stem, e.args[1]), start=start, order=counts[0]) if counts[0] else None


def candidates(variables: Sequence[Basic], head: Basic | None, body: Basic) -> list[Sequence[Basic]]:
    """What (1, 2) may be the values of: the variables, those of the function, all symbols."""
    return [variables, head.args[1:] if isinstance(head, Call) else (), sorted(free(body), key=str)]


def name_of(e: Basic) -> str | None:
    """f, for f or f(x, y)."""
    if isinstance(e, (Symbol, MatrixSymbol)):
        return str(e.name)
    if isinstance(e, Call) and e.args[0].name not in FUNCTIONS and not any(orders(e.args[0].name, len(e.args) - 1)[1]):
        return str(e.args[0].name)
    return None


def has_equation(e: Basic) -> bool:
    return any(p.args[0] == named("=") for p in (e.args if isinstance(e, And) else (e,)) if isinstance(p, Rel))


def entries(e: Basic) -> tuple[Basic, ...]:
    return e.args[2:] if isinstance(e, Matrix) else e.args if isinstance(e, TupleOf) else (e,)


def entropies(found: Statements) -> None:
    """H(p) of p = (1/2, 1/2) is no Hessian."""
    for task in list(found.tasks):
        name = name_of(task.operand) if task.operand is not None else None
        if task.kind == "hessian" and name in found.defined and not free(found.defined[name][1]) and task.operand is not None:
            found.tasks.remove(task)
            found.equations.append(call("H", task.operand))


def subscripted(found: Statements) -> None:
    """f_{xy} beside f = ...: a partial derivative, though no variables are named where f is defined."""
    for e in list(found.equations):
        f, _, below = str(e).partition("_")
        if isinstance(e, Symbol) and below and f in found.defined and set(below) <= {str(x) for x in free(found.defined[f][1])}:
            found.equations.remove(e)
            found.tasks.append(Task("partial", Symbol(f), tuple(map(Symbol, below))))


DOTS = re.compile(r"\s*(?:\\[ ,;])*\s*(?:\\[lc]?dots[bc]?|\.\.\.|…)\s*$")
HEAD = re.compile(r"[=∈~<>]|\\(?:in|sim|le|ge|leq|geq)(?![A-Za-z])")


def joined_lists(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """x = 0, 1, \\dots is one statement."""
    kept: list[tuple[int, int]] = []
    for a, b in spans:
        if DOTS.fullmatch(text, a, b):
            while len(kept) > 1 and not HEAD.search(text, *kept[-1]):
                kept.pop()
            kept[-1:] = [(kept[-1][0], b)] if kept else []
        elif kept and DOTS.search(text, *kept[-1]) and not HEAD.search(text, a, b):
            kept[-1] = (kept[-1][0], b)
        else:
            kept.append((a, b))
    return kept
