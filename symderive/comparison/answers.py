r"""An answer as it is given: text, SymPy, or Python's tuples and sets; read into expressions, lists and sets of numbers.

The formulas are read by `symderive.reading`. Here stands what an answer may be beyond a formula: x = 1, x = 2; x = \pm 2;
(-1, 0) \cup (0, 1); "no solution"; \approx 3.14; \max_i x_i.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, TypeAlias

import sympy as sp
from sympy import Basic, Symbol

from symderive.errors import NotSupported, ReadError, UsageError
from symderive.expr import Decimal, Inert, Neg, named
from symderive.nodes import Interval, Matrix, Or, Rel, SetOf, TupleOf, relation
from symderive.phrase import Phrase
from symderive.reading import read
from symderive.reading.tokens import Limits, is_latex
from symderive.written import as_written, detached, facts_of

LIST = "list"                         # the note of a reader that reads u, v as a tuple
MOST = 200                            # things in a list
LONGEST = 100_000                     # bits of a number from SymPy


@dataclass(frozen=True)
class Listing:
    """Several things side by side, as x = 1, y = 2."""
    items: tuple[Any, ...]


@dataclass(frozen=True)
class Union:
    """What lies in one of the sets."""
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Without:
    """The first set, without what lies in the second."""
    whole: Any
    less: Any


@dataclass(frozen=True)
class Everything:
    """All real numbers."""


EMPTY = Union(())

Content: TypeAlias = Basic | Listing | Union | Without | Everything


@dataclass(frozen=True)
class Answer:
    """What is compared.

    content  an expression or a condition as written, a list, or a set
    rounded  a sign of approximation stands before it
    facts    what SymPy's symbols say of themselves
    function what it defines, if it is a definition f(x) = ...
    brackets it is [a, b], a vector or a closed interval
    """
    content: Content
    rounded: bool = False
    notes: tuple[Phrase, ...] = ()
    facts: tuple[Basic, ...] = field(default=())
    function: Basic | None = None
    brackets: bool = False


LIMITS = Limits(power=inf)                # nothing is worked out before the checker's own budget is set


def answer(given: Any, notation: str | None = None, **context: Any) -> Answer:
    r"""What was given, as an Answer.

    Args:
        given: text in LaTeX or plain, SymPy, an expression as written, a number; a list or tuple (ordered), a set, a dict of values.
        notation: "latex" or "text"; by default it is recognised.
        context: what `read` takes.

    Raises:
        ReadError: where a text cannot be read.
        UsageError: for what is none of these.

    >>> answer("x = 1, x = 2").content
    Listing(items=(x = 1, x = 2))
    >>> answer(r"(-1, 0) \cup (0, 1)").content
    (-1, 0) union (0, 1)
    """
    if isinstance(given, str):
        return _Text(given, notation, {"limits": LIMITS, **context}).answer()
    facts: list[Basic] = []
    return Answer(_plain(given, facts), facts=tuple(facts))


# ---- text

WORDS: dict[str, Content] = {
    **dict.fromkeys(("no solution", "no solutions", "no real solution", "no real solutions", "empty set", "the empty set", "无解", "空集", r"\emptyset", r"\varnothing", "∅", r"\{\}", "{}"), EMPTY),
    **dict.fromkeys(("all real numbers", "all reals", "all real x", "all x", "全体实数", r"\mathbb{R}", r"\mathbb R", "ℝ", r"\R", r"(-\infty,\infty)", "(-oo,oo)"), Everything()),
}
APPROXIMATELY = re.compile(r"\s*(?:\\approx|≈|~=|\\simeq|≃)(?![A-Za-z])\s*")
WRAPPED = re.compile(r"^\s*(?:\$\$?|\\\(|\\\[)(?P<inside>.*?)(?:\$\$?|\\\)|\\\])\s*[.。]?\s*$", re.DOTALL)
SIGNS = re.compile(r"\\pm(?![A-Za-z])|±|\+/-|\\mp(?![A-Za-z])|∓")
MINUS_FIRST = frozenset((r"\mp", "∓"))
CUPS = re.compile(r"\\cup(?![A-Za-z])|∪|(?<=[\])}])\s*U\s*(?=[\[({\\])|\\text\s*\{\s*or\s*\}|(?<![\w\\])or(?!\w)|或")
LESS = re.compile(r"\\setminus(?![A-Za-z])|∖|(?<=\})\s*\\backslash(?![A-Za-z])")
COMMAS = re.compile(r"[,;，；、]|\\q?quad(?![A-Za-z])|\\text\s*\{\s*,?\s*and\s*\}|(?<![\w\\])and(?!\w)|和")

APART = re.compile(r"\\q?quad(?![A-Za-z])|(?<=[\])}])\s*U\s*(?=[\[({])")                  # read as a product, if it is read at all
BUILDER = re.compile(r"\s*\\?\{\s*(?P<x>[A-Za-z])\s*(?:(?:\\in|∈|in)\s*(?:\\mathbb\s*\{?R\}?|R|ℝ)\s*)?(?:\\mid|\||:|\\colon)(?P<condition>[^{}|]*?)\\?\}\s*")
NABLA = re.compile(r"\s*(?:(?:\\nabla|∇)\s*[A-Za-z](?:\s*\([^()=]*\))?|[A-Za-z](?:'+|\^\{?(?:\\prime)+\}?))\s*=")      # a head that need not be read
BRACKETS = re.compile(r"[\s$]*(?:\\left)?\s*\[")
THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")

OF_ALL = r"\\?(?P<which>max|min)\s*(?:_\s*(?:\{[^{}]*\}|[A-Za-z]))\s*(?P<open>\\?[({])?\s*(?P<data>[A-Za-z])_(?:\{[ijk]\}|[ijk])(?(open)\s*\\?[)}])"
FROM_TO = (r"\\?(?P<end>max|min)\s*(?:\\left)?\s*\\?[({]+\s*(?P<name>[A-Za-z])_(?:\{1\}|1)\s*,(?:\s*(?P=name)_(?:\{2\}|2)\s*,)?\s*(?:\\[lc]?dots|\.\.\.|…)\s*,"
           r"\s*(?P=name)_(?:\{n\}|n)\s*(?:\\right)?\s*\\?[)}]+")
ORDERED = re.compile(f"{OF_ALL}|{FROM_TO}")
BARE_SUM = re.compile(r"\\(sum|prod)(?:_(?:\{?([ijk])\}?))?(?=\s*[^_^\s])(?!\s*_)")


class _Text:
    """One text. `latex` holds for all its parts."""

    def __init__(self, text: str, notation: str | None, context: Mapping[str, Any]) -> None:
        self.text, self.context = text, dict(context)
        self.notation = notation or ("latex" if is_latex(text) else "text")
        self.notes: list[Phrase] = []
        self.function: Basic | None = None
        self.brackets = False

    def answer(self) -> Answer:
        start = 0
        rounded = APPROXIMATELY.match(self.text)
        if rounded:
            start = rounded.end()
        content = self.content(start, len(self.text))
        if isinstance(content, Matrix) and tuple(content.args[:2]) == (1, 2) and BRACKETS.match(self.text):
            self.brackets = True
        return Answer(content, rounded is not None, tuple(self.notes), function=self.function, brackets=self.brackets)

    def content(self, start: int, end: int) -> Content:
        part = self.text[start:end].strip()
        inside = WRAPPED.match(part)
        if inside and (known := WORDS.get(inside["inside"].strip())) is not None:
            return known
        if (known := WORDS.get(part.rstrip(".。")) or WORDS.get(part.lower().rstrip("."))) is not None:
            return known
        if SIGNS.search(self.text, start, end):
            return self.both_signs(start, end)
        if (builder := BUILDER.fullmatch(self.text, start, end)) is not None:
            return self.content(*builder.span("condition"))
        if (head := NABLA.match(self.text, start, end)) is not None:
            return self.content(head.end(), end)
        if (thousands := THOUSANDS.fullmatch(part)) is not None:
            return self.thousands(thousands[0], start)
        try:
            if APART.search(self.text, start, end):
                raise ReadError(self.text, start, end, "these stand side by side")
            return self.formula(start, end)
        except ReadError as error:
            return self.parts(start, end, error)

    def formula(self, start: int, end: int) -> Content:
        """One formula, with the places of the whole text; a list that is read as one is taken apart again."""
        try:
            reading = read(" " * start + self.text[start:end], self.notation, **self.context)
        except ReadError as e:
            raise ReadError(self.text, e.start, e.end, e.message, e.hint) from None
        self.notes += [n for n in reading.notes if n not in self.notes and n.id != f"note.{LIST}"]
        self.function = reading.function
        if isinstance(reading.expr, TupleOf) and any(n.id == f"note.{LIST}" for n in reading.notes):
            return self.listing(list(reading.expr.args))
        return EMPTY if reading.expr is sp.S.EmptySet else reading.expr

    def thousands(self, written: str, start: int) -> Content:
        """1,000 by itself is a thousand."""
        reading = read(written.replace(",", ""), self.notation)
        self.notes.append(Phrase("equality.note.thousands", {"written": written, "meant": reading.expr}))
        return reading.expr

    def parts(self, start: int, end: int, error: ReadError) -> Content:
        """What cannot be read as one formula, taken apart.

        Raises:
            ReadError: of the whole, if it has no parts; else of the part.
        """
        start, end = self.unwrapped(start, end)
        for marks, make in ((COMMAS, self.listing), (CUPS, self.union), (LESS, self.without)):
            cuts = list(self.cuts(marks, start, end))
            if cuts:
                ends = [(a, b) for a, b in zip([start, *(c[1] for c in cuts)], [*(c[0] for c in cuts), end]) if self.text[a:b].strip()]
                if len(ends) > MOST:
                    raise ReadError(self.text, start, end, f"at most {MOST} things are read in a list")
                if len(ends) > 1:
                    return make([self.content(a, b) for a, b in ends])
        said = self.spelled_out(start, end)
        if said is not None:
            return said
        raise error

    def unwrapped(self, start: int, end: int) -> tuple[int, int]:
        inside = WRAPPED.match(self.text[start:end])
        return (start + inside.start("inside"), start + inside.end("inside")) if inside else (start, end)

    def cuts(self, marks: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where these marks stand outside brackets."""
        depth, at = 0, start
        for m in marks.finditer(self.text, start, end):
            depth += sum((c in "([{") - (c in ")]}") for c in self.text[at:m.start()])
            at = m.start()
            if depth <= 0:
                yield m.span()

    def listing(self, items: list[Content]) -> Content:
        """x = 1, 2: what has no name takes the name before it."""
        found: list[Content] = []
        name: Basic | None = None
        for e in items:
            if isinstance(e, Rel) and e.args[0].name == "=" and isinstance(e.args[1], Symbol):
                name = e.args[1]
            elif name is not None and isinstance(e, Basic) and not isinstance(e, (Rel, Or)):
                e = relation("=", name, e)
            found += e.items if isinstance(e, Listing) else (e,)
        return Listing(tuple(found))

    def union(self, items: list[Content]) -> Content:
        return Union(self.listing(items).items) if items else EMPTY  # type: ignore[union-attr]

    def without(self, items: list[Content]) -> Content:
        return Without(items[0], items[1]) if len(items) == 2 else Without(self.without(items[:-1]), items[-1])

    def both_signs(self, start: int, end: int) -> Content:
        r"""x = \pm 2: the text with one sign, and with the other."""
        found: list[Content] = []
        for signs in ("+-", "-+"):
            def chosen(m: re.Match[str], signs: str = signs) -> str:
                before = self.text[start:m.start()].rstrip()
                sign = signs[m[0] in MINUS_FIRST]
                leading = not before or before[-1] in "=({[,;&"
                return (" " if sign == "+" and leading else sign).ljust(len(m[0]))
            text = self.text[:start] + SIGNS.sub(chosen, self.text[start:end]) + self.text[end:]
            try:
                other = _Text(text, self.notation, self.context)
                found.append(other.content(start, end))
                self.notes += [n for n in other.notes if n not in self.notes]
            except ReadError as e:
                raise ReadError(self.text, e.start, e.end, e.message, e.hint) from None
        return self.listing(found)

    def spelled_out(self, start: int, end: int) -> Content | None:
        r"""The same with \max_i x_i as the largest x_{(n)}, and sums over all data with their limits."""
        text = ORDERED.sub(lambda m: f"{m['data'] or m['name']}_{{({'n' if 'max' in (m['which'], m['end']) else 1})}}", self.text[start:end])
        text = BARE_SUM.sub(lambda m: rf"\{m[1]}_{{{m[2] or 'i'}=1}}^{{n}}", text)
        if text == self.text[start:end]:
            return None
        try:
            reading = read(text, self.notation, **self.context)
        except ReadError:
            return None
        self.notes += [*reading.notes, Phrase("equality.note.spelled_out", {"written": self.text[start:end].strip(), "meant": reading.expr})]
        return reading.expr


# ---- SymPy and Python

def _plain(given: Any, facts: list[Basic]) -> Content:
    if isinstance(given, Inert):
        return given
    if isinstance(given, (list, tuple)):
        return TupleOf(*(_value(g, facts) for g in given))
    if isinstance(given, (set, frozenset)):
        return SetOf(*(_value(g, facts) for g in sorted(given, key=str)))
    if isinstance(given, Mapping):
        return Listing(tuple([relation("=", _value(x, facts), _value(v, facts)) for x, v in given.items()]))
    if isinstance(given, float):
        if given != given or given in (float("inf"), float("-inf")):
            raise UsageError(f"a number is needed, not {given}")
        from decimal import Decimal as Exact
        size = Decimal(named(format(Exact(repr(abs(given))), "f")))
        return Neg(size) if given < 0 else size
    for kind, make in SETS.items():
        if isinstance(given, kind):
            return make(given, facts)
    return _written(given, facts)


def _value(given: Any, facts: list[Basic]) -> Basic:
    e = answer(given).content if isinstance(given, str) else _plain(given, facts)
    if not isinstance(e, Basic):
        raise UsageError(f"an expression is needed inside a tuple or set, not {given!r}")
    return e


def _written(given: Any, facts: list[Basic]) -> Basic:
    e, symbols = detached(given, LONGEST)
    for x in symbols:
        facts += [f for f in facts_of(x, Symbol(x.name)) if f not in facts]
    try:
        return as_written(e)
    except NotSupported as fault:
        raise UsageError(str(fault)) from fault


def _interval(s: Any, facts: list[Basic]) -> Content:
    ends = [Neg(sp.oo) if a is sp.S.NegativeInfinity else _written(a, facts) for a in s.args[:2]]
    return Interval(named(("(" if s.left_open else "[") + (")" if s.right_open else "]")), *ends)


SETS: dict[type, Callable[[Any, list[Basic]], Content]] = {
    type(sp.S.Reals): lambda s, facts: Everything(),                   # before intervals: to SymPy it is one
    sp.Interval: _interval,
    sp.Union: lambda s, facts: Union(tuple([_plain(a, facts) for a in s.args])),
    sp.Complement: lambda s, facts: Without(*(_plain(a, facts) for a in s.args)),
    type(sp.S.EmptySet): lambda s, facts: EMPTY,
}
