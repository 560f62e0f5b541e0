"""A row: what one student handed in for one question, and what it is to be judged by."""
from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from symderive import __version__
from symderive.errors import UsageError

JUDGED = ("problem", "gold", "answer", "solution", "assume", "form", "tolerance", "given", "values", "data", "names", "fault")     # what a verdict depends on


Identity = tuple[str, str, str, int]


@dataclass(frozen=True)
class Row:
    """One answer, or one written solution, of one student.

    id        of the row, or of the question: rows of one id and one student are told apart by `again`
    student   who handed it in
    part      the part of the sheet, for the points of a policy; "" where there is none
    problem   the question, as text that `sd.derive` reads
    gold      the answer that is known to be right; "" where the problem tells
    answer    the final answer
    solution  the written solution, line by line
    points    what the row is worth, as text; "" leaves it to the policy
    assume    conditions on the letters, as "x > 0"
    form      the form asked for: factored, expanded, simplified, exact
    tolerance how far a value may be off, or "rounding"
    given     definitions and relations that a solution may use; values, data, names: see `sd.check_solution`
    name, section, login    further columns of the system that the rows come from
    again     0, 1, ... for rows of the same id, student and part
    fault     why the row could not be read at all
    """
    id: str = ""
    student: str = ""
    part: str = ""
    problem: str = ""
    gold: str = ""
    answer: str = ""
    solution: str = ""
    points: str = ""
    assume: str = ""
    form: str = ""
    tolerance: str = ""
    given: tuple[str, ...] = ()
    values: Mapping[str, Any] | None = None
    data: Mapping[str, Any] | None = None
    names: Mapping[str, str] | None = None
    name: str = ""
    section: str = ""
    login: str = ""
    again: int = 0
    fault: str = ""

    @property
    def identity(self) -> Identity:
        """What tells this row from all others of a run."""
        return self.id, self.student, self.part, self.again

    @property
    def question(self) -> str:
        """A name for the question, for people."""
        return self.part or self.problem or self.id

    def key(self, lang: str = "en") -> str:
        """A fingerprint of all that the result depends on, this program among it: the row is judged again when it changes."""
        judged = {"version": __version__, "lang": lang, **{name: value for name in JUDGED if (value := getattr(self, name))}}
        return hashlib.sha256(json.dumps(judged, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()[:20]


FIELDS = tuple(f.name for f in fields(Row) if f.name not in ("again", "fault"))
TABLES = ("values", "data", "names")


def row_of(given: Any, number: int) -> Row:
    """A row from a mapping of column names; a fault in it is told in `fault` and costs this row alone.

    >>> row_of({"id": 7, "Gold": "2x", "answer": " x + x "}, 1).answer
    'x + x'
    >>> row_of({"gold": "2x"}, 3).id
    'row 3'
    """
    if isinstance(given, Row):
        return given if given.id else replace(given, id=f"row {number}")
    if not isinstance(given, Mapping):
        return Row(id=f"row {number}", fault=f"a row is a mapping of columns, not {type(given).__name__}")
    columns = {str(k).strip().lower(): v for k, v in given.items() if v is not None}
    try:
        told: dict[str, Any] = {name: _value(name, columns[name]) for name in FIELDS if name in columns}
    except UsageError as fault:
        told = {name: _plain(columns[name]) for name in ("id", "student", "part", "problem", "answer") if name in columns}
        told["fault"] = str(fault)
    found = Row(**told)
    return found if found.id else replace(found, id=f"row {number}")


def _value(name: str, value: Any) -> Any:
    if name in TABLES:
        return _table(name, value)
    if name == "given":
        lines = value if isinstance(value, (list, tuple)) else str(value).replace(";", "\n").split("\n")
        return tuple(_plain(line) for line in lines if _plain(line))
    if name == "solution" and isinstance(value, (list, tuple)):
        return "\n".join(map(str, value))
    return _plain(value)


def _plain(value: Any) -> str:
    return str(value).strip()


def _table(name: str, value: Any) -> Any:
    """A mapping, or JSON that is one; nothing where the column is blank."""
    if isinstance(value, Mapping):
        return value
    if not str(value).strip():
        return None
    try:
        found = json.loads(str(value))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UsageError(f"the column {name} holds a JSON object, as {{\"x\": 2}}, not {str(value)[:60]!r}")
    return found


def rows_of(given: Iterable[Any]) -> Iterator[Row]:
    """The rows, one after the other; those of the same id, student and part are numbered."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for number, item in enumerate(given, 1):
        row = row_of(item, number)
        name = (row.id, row.student, row.part)
        yield replace(row, again=seen[name]) if seen[name] else row
        seen[name] += 1


def with_gold(rows: Iterable[Row], gold: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    """The rows, what they lack or what has changed filled in from a table of questions, found by part, id or problem."""
    for row in rows:
        found = next((gold[name] for name in (row.part, row.id, row.problem) if name and name in gold), None)
        yield row if found is None else _filled(row, found)


def _filled(row: Row, question: Mapping[str, Any]) -> Row:
    try:
        known = {name: _value(name, question[name]) for name in FIELDS if question.get(name) is not None and name not in ("id", "student", "part", "answer", "solution")}
    except UsageError as fault:
        return replace(row, fault=f"the table of questions: {fault}")
    return replace(row, **known)
