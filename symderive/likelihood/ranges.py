r"""Reading where a symbol takes its values: `x > 0`, `0 <= x <= theta`, `R`, `(0, oo)`, `{0, 1}`, `0..m`, `0, 1, ...`, `|x| <= theta`."""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sympy import Basic, Integer, Symbol, oo

from symderive.errors import ReadError, UsageError
from symderive.expr import Neg, head
from symderive.likelihood.model import Range
from symderive.nodes import And, Interval, Rel, SetOf
from symderive.number import number, value
from symderive.problem import TURNED
from symderive.reading import read

DOTS = re.compile(r"\.\.\.|\\[lc]?dots|…|\\cdots")
WORDS = {
    "R": Range(), "reals": Range(), "real": Range(), r"\mathbb{R}": Range(), r"\R": Range(), "ℝ": Range(),
    "positive": Range(low=Integer(0)), "nonnegative": Range(low=Integer(0), low_open=False), "negative": Range(high=Integer(0)),
    "R+": Range(low=Integer(0)), r"\mathbb{R}_+": Range(low=Integer(0)), r"\mathbb{R}^+": Range(low=Integer(0)),
    "integers": Range(integer=True), "Z": Range(integer=True), r"\mathbb{Z}": Range(integer=True),
    "N": Range(low=Integer(1), low_open=False, integer=True), r"\mathbb{N}": Range(low=Integer(1), low_open=False, integer=True),
    "N_0": Range(low=Integer(0), low_open=False, integer=True), "positive integers": Range(low=Integer(1), low_open=False, integer=True),
    "nonnegative integers": Range(low=Integer(0), low_open=False, integer=True), "angle": Range(),
}


def read_range(text: Any, x: Symbol, names: Iterable[str]) -> Range:
    r"""Where x takes its values.

    Args:
        text: as in the title of this module; or a pair of numbers, None meaning no end.
        x: the symbol, which may stand in the text.
        names: the names that are symbols.

    Raises:
        UsageError, ReadError: for what is no such range.

    >>> from sympy import Symbol
    >>> r = read_range("0 <= x < 1", Symbol("x"), ["x"])
    >>> r.low, r.high, r.low_open, r.high_open
    (0, 1, False, True)
    """
    if text is None:
        return Range()
    if isinstance(text, Range):
        return text
    if not isinstance(text, str):
        return _pair(text, x)
    cleaned = re.sub(rf"^\s*{re.escape(x.name)}\s*(\\in\b|\bin\b|∈|=(?!=))\s*", "", text.strip().strip("$").replace(r"\,", " ").replace(r"\;", " ").replace(r"\ ", " ")).strip()
    if cleaned in WORDS:
        return WORDS[cleaned]
    if re.match(r"^[<>≤≥]|^\\(ge|le|geq|leq|gt|lt)\b", cleaned):
        cleaned = f"{x.name} {cleaned}"
    if m := re.match(r"(?:integers?|whole numbers?|Z)\s*,?\s*(?=[<>≤≥]|\\[gl]e)", cleaned):
        return replace(read_range(cleaned[m.end():], x, names), integer=True)
    if m := re.fullmatch(r"(?:\\left)?([(\[\]])(.*),(.*?)(?:\\right)?([)\]\[])", cleaned):
        low, high = (_finite(_expression(end, names)) for end in (m[2], m[3]))
        return Range(low, high, m[1] != "[", m[4] != "]")
    listed = cleaned.replace(r"\{", "{").replace(r"\}", "}")
    inner = listed.strip()[1:-1] if listed.startswith("{") and listed.endswith("}") else listed
    if DOTS.search(inner) or (".." in inner):
        return _running(inner, names)
    return _of(_expression(cleaned, names), x, text)


def range_of(facts: Iterable[Basic], x: Symbol, names: Iterable[str]) -> Range:
    """Where x takes its values, by facts that were read already.

    Raises:
        UsageError: for a fact that says something else.
    """
    found = Range()
    for fact in facts:
        if isinstance(fact, Rel) and fact.args[0].name == "in":
            found = both(found, read_range(str(fact.args[2]), x, names))
        else:
            found = both(found, _of(fact, x, str(fact)))
    return found


def _expression(text: str, names: Iterable[str]) -> Basic:
    return read(text, symbols=tuple(names)).expr


def _pair(pair: Any, x: Symbol) -> Range:
    try:
        low, high = pair
    except (TypeError, ValueError) as fault:
        raise UsageError(f"the values of {x} are said as text, or as a pair of ends, not as {pair!r}") from fault
    ends = [None if end is None or abs(float(end)) == float("inf") else number(_fraction(end)) for end in (low, high)]
    return Range(ends[0], ends[1])


def _fraction(v: Any) -> Any:
    from fractions import Fraction
    return Fraction(str(v))


def _running(inner: str, names: Iterable[str]) -> Range:
    """0, 1, ..., m or 0..m or 0, 1, ...: whole numbers from one to another."""
    if DOTS.search(inner):
        before, after = DOTS.split(inner, maxsplit=1)
    else:
        before, after = inner.split("..", 1)
    first = before.split(",")[0].strip()
    last = after.strip().strip(",").strip()
    if not first:
        raise ReadError(inner, 0, 1, "the first value is missing", "0, 1, 2, ...")
    return Range(_expression(first, names), _expression(last, names) if last else None, False, False, True)


def _of(e: Basic, x: Symbol, text: str) -> Range:
    if isinstance(e, SetOf):
        return _set(e, x, text)
    if isinstance(e, Rel) and e.args[0].name == "in":
        return _of(e.args[2], x, text)
    if isinstance(e, Interval):
        brackets, low, high = e.args
        return Range(_finite(low), _finite(high), brackets.name[0] == "(", brackets.name[1] == ")")
    if isinstance(e, Symbol) and e.name in WORDS:
        return WORDS[e.name]
    if isinstance(e, (Rel, And)):
        found = Range()
        for link in e.args if isinstance(e, And) else (e,):
            found = both(found, _link(link, x, text))
        return found
    raise UsageError(f"this does not say where {x} takes its values: {text}")


def _finite(e: Basic) -> Basic | None:
    return None if e is oo or e == -oo or (isinstance(e, Neg) and e.args[0] is oo) else e


def _set(e: Basic, x: Symbol, text: str) -> Range:
    numbers = [value(a) for a in e.args]
    if None in numbers:
        raise UsageError(f"a set of values of {x} is given by whole numbers, as {{0, 1}}: {text}")
    whole = sorted(v for v in numbers if v is not None)
    if any(v.denominator != 1 for v in whole) or whole != [whole[0] + k for k in range(len(whole))]:
        raise UsageError(f"a set of values of {x} is given by whole numbers one after the other, as {{0, 1, 2}}: {text}")
    return Range(number(whole[0]), number(whole[-1]), False, False, True)


def _link(link: Basic, x: Symbol, text: str) -> Range:
    sign, a, b = link.args[0].name, link.args[1], link.args[2]
    if sign not in TURNED or sign in ("=", "!="):
        raise UsageError(f"this does not say where {x} takes its values: {text}")
    if a != x and (b == x or (head(b) == "abs" and b.args[1] == x)):
        sign, a, b = TURNED[sign], b, a
    if head(a) == "abs" and a.args[1] == x and sign in ("<", "<="):
        return Range(Neg(b), b, sign == "<", sign == "<")
    if a != x:
        raise UsageError(f"this does not say where {x} takes its values: {text}")
    if sign in (">", ">="):
        return Range(low=_finite(b), low_open=sign == ">")
    return Range(high=_finite(b), high_open=sign == "<")


def both(a: Range, b: Range) -> Range:
    low, low_open = (b.low, b.low_open) if b.low is not None else (a.low, a.low_open)
    high, high_open = (b.high, b.high_open) if b.high is not None else (a.high, a.high_open)
    return Range(low, high, low_open, high_open, a.integer or b.integer)
