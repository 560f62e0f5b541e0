"""A problem that asks for maximum likelihood estimators, as it was read: which letters are parameters, and where the data lie."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sympy import Basic, Symbol

from symderive.errors import NotSupported, ReadError, UsageError
from symderive.expr import At, Call, Power, free, head, is_scalar
from symderive.likelihood.asking import by_density, mle
from symderive.likelihood.model import POSITIVE
from symderive.likelihood.ranges import range_of
from symderive.likelihood.shelf import distribution
from symderive.nodes import And, ProdOver, Rel, SumOver
from symderive.number import value
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.solution import Solution
from symderive.tree import walk

NAME = re.compile(r"\w+(?:\^2)?")
DISCRETE = ("{0, 1}", "0, 1, ...", "1, 2, ...")             # where data may lie, if it is not said, and the density is the law of a whole number
CONTINUOUS = ("R", "(0, oo)", "(0, 1)")
WHOLE = ("binom", "factorial")                              # the upper letter of these is a number of trials


def solve_mle(p: Problem) -> Solution:
    """The estimators that a problem in words or formulas asks for: of a distribution by name, of a density, of a model.

    Raises:
        UsageError, NotSupported: where it is not said what is to be estimated, or where the data lie, or no rule leads further.
    """
    found = _by_name(p) if isinstance(p.body, Symbol) else _model(p) if _is_model(p) else _density(p)
    source = replace(found.problem, source=p.source)
    made: Solution = replace(found, problem=source, notes=(*p.notes, *found.notes))
    return made


def _by_name(p: Problem) -> Any:
    d = distribution(str(p.body))
    wanted = [str(u) for u in p.variables]
    return mle(d.name, parameters=wanted or None, known=_known(p))


def _known(p: Problem) -> dict[str, Any]:
    return {str(c): str(a) for c, a in p.values.items()}


def _is_model(p: Problem) -> bool:
    return isinstance(p.body, (And, Rel)) or _is_likelihood(p)


def _is_likelihood(p: Problem) -> bool:
    return isinstance(p.name, Call) and p.name.args[0].name in ("L", "ell") and any(isinstance(e, ProdOver) for e in walk(p.body))


def _model(p: Problem) -> Any:
    """The statements, as the notation of models has them."""
    if _is_likelihood(p):
        raise NotSupported("a likelihood written as a product over data is read, but not worked out; give the density of one observation")
    parts: list[Any] = sorted(p.body.args if isinstance(p.body, And) else (p.body,), key=lambda e: isinstance(e, Rel) and e.args[0].name == "~")
    indices = list(dict.fromkeys(filter(None, map(_index, parts))))
    letters = [u for u in _letters(p.body, _data(parts)) if u.partition("^")[0].partition("_")[2] not in indices]
    parameters = {u: POSITIVE if f"{u}^2" in letters else None for u in map(str, p.variables)} or dict.fromkeys(letters)
    if not parameters:
        raise UsageError("name the parameters to be estimated, as: MLE of mu and sigma")
    if not all(NAME.fullmatch(u) for u in (*letters, *parameters)):
        raise NotSupported("this model is read, but not worked out; symderive.mle(model=...) says what can be")
    try:
        stems = {u.partition("^")[0] for u in parameters}
        others = {c: None for c in letters if c.partition("^")[0] not in stems}
        return mle(model="; ".join(map(str, parts)), parameters=parameters, known={**others, **_known(p)})
    except ReadError as error:
        raise NotSupported(f"this model is read, but not worked out: {error.message}") from None


def _index(e: Any) -> str:
    """i, of a statement about x_i."""
    return str(e.args[1]).partition("_")[2] if e.args[0].name in ("~", "=") else ""


def _data(parts: Iterable[Basic]) -> set[Basic]:
    """Columns of data and their indices: the letters of all entries."""
    found: set[Basic] = set()
    for part in parts:
        found |= {x for e in walk(part) if isinstance(e, (At, SumOver, ProdOver)) for x in free(e) | set(e.args[:2]) if isinstance(x, Symbol)}
        if isinstance(part, Rel) and part.args[0].name == "~":
            found |= {Symbol(str(part.args[1])), Symbol(str(part.args[1]).partition("_")[0])}
    return found


def _density(p: Problem) -> Any:
    x = _variable(p)
    if not is_scalar(p.body) or any(str(s).endswith("_bold") or not is_scalar(s) for s in free(p.body)):
        raise NotSupported("the density of a vector is read, but not worked out")
    facts = [f for f in p.assumptions.facts if x in free(f)]
    letters = [str(u) for u in p.variables] or _letters(p.body, {x, *p.values}, extra=facts)
    if not letters:
        raise UsageError("there is no parameter in this density")
    names = sorted({str(s) for f in (p.body, *p.assumptions.facts) for s in free(f)} | {u.partition("^")[0] for u in letters})
    squared = set(_letters(p.body, {x}))
    parameters: dict[str, Any] = {u: range_of(own, Symbol(u), names) if (own := [f for f in p.assumptions.facts if free(f) == {Symbol(u)}]) else POSITIVE if f"{u}^2" in squared else None for u in letters}
    known: dict[str, Any] = {c: None for c in names if c != str(x) and c not in {u.partition("^")[0] for u in letters} and Symbol(c) in free(p.body)}
    known.update(_known(p))
    notes = [] if p.variables else [Phrase("note.parameters_taken", {"list": tuple(Symbol(u) for u in letters)})]
    where: Any = range_of(facts, x, names) if facts else None
    if where is not None and not _adds_up(p.body, x, where, parameters, known):
        positive = {u: POSITIVE if r is None else r for u, r in parameters.items()}
        if _adds_up(p.body, x, where, positive, known):
            notes += [Phrase("note.support_taken", {"x": Symbol(u), "where": "(0, ∞)"}) for u, r in parameters.items() if r is None]
            parameters = positive
    if where is None:
        where = _support(p, x, parameters, known)
        notes.append(Phrase("note.support_taken", {"x": x, "where": where}))
    found = mle(density=p.body, parameters=parameters, support=where, known=known, variable=str(x))
    return replace(found, notes=(*notes, *found.notes))


def _variable(p: Problem) -> Symbol:
    """x, of f(x), P(X = x), f(x, theta) or p(x | theta)."""
    if not isinstance(p.name, Call) or len(p.name.args) < 2:
        raise UsageError("write the density with its variable, as f(x) = ...")
    a: Any = p.name.args[1]
    if isinstance(a, Rel):
        a = a.args[2] if a.args[0].name == "=" else a.args[1]
    if not isinstance(a, Symbol):
        raise NotSupported(f"this is read as the density of {a}, which is not worked out")
    return a


def _letters(body: Basic, apart: set[Basic], extra: Sequence[Basic] = ()) -> list[str]:
    """The letters that are to be estimated where none is named: all but those of data and numbers of trials; a letter that occurs squared alone, as its square."""
    trials = {a for e in walk(body) if head(e) in WHOLE for a in e.args[1:] if isinstance(a, Symbol)}
    letters = {s for e in (body, *extra) for s in free(e) if isinstance(s, Symbol)} - apart - trials
    squares = {e.args[0] for e in walk(body) if isinstance(e, Power) and e.args[0] in letters and value(e.args[1]) == 2}
    alone = {s for s in squares if s not in _outside_squares(body)}
    return [f"{s}^2" if s in alone and len(s.name) > 1 else s.name for s in sorted(letters, key=str)]


def _outside_squares(body: Basic) -> set[Basic]:
    """The symbols that occur otherwise than squared."""
    return {a for e in walk(body) if not (isinstance(e, Power) and value(e.args[1]) == 2) for a in e.args if isinstance(a, Symbol)}


def _support(p: Problem, x: Symbol, parameters: dict[str, Any], known: dict[str, Any]) -> str:
    """Where the density adds up to one, of the usual places.

    Raises:
        UsageError: if it does on none of them.
    """
    discrete = isinstance(p.name, Call) and p.name.args[0].name == "P"
    trials = [f"0..{e.args[1]}" for e in walk(p.body) if head(e) == "binom" and isinstance(e.args[1], Symbol) and e.args[1] != x]
    for place in (*trials[:1], *(DISCRETE if discrete else CONTINUOUS)):
        if _adds_up(p.body, x, place, parameters, known):
            return place
    raise UsageError(f"say where {x} takes its values, as {x} > 0 or {x} = 0, 1, 2, ...")


def _adds_up(body: Basic, x: Symbol, place: Any, parameters: dict[str, Any], known: dict[str, Any]) -> bool:
    try:
        model, _ = by_density(body, parameters, place, known, str(x))
    except (UsageError, NotSupported):
        return False
    return not any(note.id.startswith("warning.") for note in model.notes)
