"""What the caller of `equal` wants beyond equality, from words and numbers."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Basic, Symbol

from symderive.comparison.answers import Answer
from symderive.comparison.expressions import Asked
from symderive.comparison.forms import FORMS
from symderive.comparison.outcome import Equality
from symderive.errors import UsageError
from symderive.expr import free
from symderive.nodes import relation
from symderive.problem import NOTHING, Assumptions
from symderive.reading import read_assumptions

WORDS = {
    "positive": "{x} > 0", "negative": "{x} < 0", "nonnegative": "{x} >= 0", "nonpositive": "{x} <= 0", "integer": "{x} in Z", "natural": "{x} in N",
    "positive integer": "{x} in N", "real": "{x} in R", "complex": "{x} in C",
}


@dataclass(frozen=True)
class Options:
    """What the caller of `equal` wants: see there."""
    asked: Asked
    form: str | None
    up_to: str | None
    rows: bool
    accept: frozenset[Equality]


def form_of(form: str | None) -> str | None:
    if form is not None and form not in FORMS:
        raise UsageError(f"there is no form {form!r}; there are: {', '.join(FORMS)}")
    return form


def up_to_of(up_to: str | None) -> str | None:
    if up_to not in (None, "scale", "signs"):
        raise UsageError(f"up_to is scale or signs, not {up_to!r}")
    return up_to


def tolerance_of(t: Any) -> Any:
    if t is None or t == "rounding":
        return t
    try:
        number = Fraction(str(t))
    except (ValueError, ZeroDivisionError):
        raise UsageError(f'a tolerance is a number, or "rounding"; not {t!r}') from None
    if number < 0:
        raise UsageError("a tolerance is not negative")
    return number


def acceptance(accept: Iterable[str] | str) -> frozenset[Equality]:
    try:
        return frozenset(map(Equality, [accept] if isinstance(accept, str) else accept))
    except ValueError as fault_:
        raise UsageError(f"accept takes statuses, as {', '.join(map(str, Equality))}: {fault_}") from None


def assumptions_of(assume: Any) -> Assumptions:
    if assume is None:
        return NOTHING
    if isinstance(assume, Assumptions):
        return assume
    if isinstance(assume, Mapping):
        return _of_letters(assume)
    if isinstance(assume, str):
        return read_assumptions(assume)
    raise UsageError(f"conditions are needed, as 'x > 0', not {assume!r}")


def _of_letters(domains: Mapping[Any, Any]) -> Assumptions:
    """{"x": (0, 1), "n": "integer", "a": "a > 2"} as conditions."""
    found = NOTHING
    for x, where in domains.items():
        if isinstance(where, (tuple, list)) and len(where) == 2:
            ends = [str(Fraction(str(e))) if abs(float(e)) != float("inf") else None for e in where]
            text = ", ".join(t for t in (ends[0] and f"{x} > {ends[0]}", ends[1] and f"{x} < {ends[1]}") if t)
        elif isinstance(where, str):
            text = WORDS[where].format(x=x) if where in WORDS else where if any(c in where for c in "<>=") or "in " in where else f"{x} in {where}"
        else:
            raise UsageError(f"a domain is a pair of ends or words, not {where!r}")
        found = found + read_assumptions(text)
    return found


def domain_of(domain: Any, left: Answer, right: Answer) -> Assumptions:
    if domain is None or domain in ("real", "R"):
        return NOTHING
    if domain in ("complex", "C"):
        letters = {x for side in (left, right) if isinstance(side.content, Basic) for x in free(side.content) if isinstance(x, Symbol)}
        return Assumptions(tuple([relation("in", x, Symbol("C")) for x in sorted(letters, key=str)]))
    return assumptions_of(domain)
