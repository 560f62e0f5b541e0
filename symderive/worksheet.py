"""Exercise sheets from a file: problems in TOML, or as plain text with one a block; each is solved by itself, so that one that fails costs no other."""
from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from symderive.errors import NotSupported, SymderiveError, UsageError
from symderive.render.sheet import MATHEMATICS, Exercise, Sheet
from symderive.solution import Solution
from symderive.tasks import TASKS

KINDS = {"derive": "derive", **{kind: kind for kind in TASKS}, "inverse": "inverse_derivative"}        # kind -> the public question
OF_SHEET = frozenset(("title", "author", "date", "lang", "space", "problem"))
OF_PROBLEM = ("text", "latex", "kind", "points", "space")
CONTEXT = ("assume",)                                        # what `derive` takes beside its problem
SPACE = re.compile(r"(\d+(?:\.\d+)?)(cm|mm|in)")
MOST_SPACE = {"cm": 25.0, "mm": 250.0, "in": 10.0}
ROOM = "4cm"
HEADER = re.compile(r"^[ \t]*\[\[[ \t]*problem[ \t]*\]\]", re.M)
SETTING = re.compile(r"(?P<key>[a-z_]+):[ \t]+(?P<value>\S.*)")


@dataclass(frozen=True)
class Item:
    """A problem as it stands in the file, with the line on which it begins."""
    number: int
    line: int
    settings: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)   # of its settings


@dataclass(frozen=True)
class Failure:
    """A problem that could not be solved: where it stands, and why."""
    number: int
    line: int
    fault: SymderiveError


@dataclass(frozen=True)
class Worksheet:
    """A sheet as it was read. `solved()` works it out."""
    items: tuple[Item, ...]
    settings: Mapping[str, Any]

    @property
    def lang(self) -> str:
        return str(self.settings.get("lang", "en"))

    def solved(self) -> tuple[Sheet, list[Failure]]:
        """Every problem with its solution, and those that failed."""
        failures: list[Failure] = []
        exercises = []
        for item in self.items:
            e = exercise(item, str(self.settings.get("space", ROOM)))
            try:
                exercises.append(replace(e, solution=solution(item)))
            except SymderiveError as fault:
                failures.append(Failure(item.number, item.line, fault))
                exercises.append(replace(e, fault=str(fault).replace("\n", " ")))
        worth = [float(i.settings["points"]) for i in self.items if "points" in i.settings]
        title, author, date = (str(self.settings.get(k, "")) for k in ("title", "author", "date"))
        return Sheet(tuple(exercises), title, author, date, f"{sum(worth):g}" if worth else ""), failures


def read_worksheet(text: str, toml: bool = True) -> Worksheet:
    r"""A sheet from the text of a file.

    Args:
        text: TOML with title, author, date, lang, space and [[problem]] tables, or plain text: a problem a block, blank lines between,
            lines such as `points: 5` in it; a first line `# Title`.
        toml: which of them it is.

    Raises:
        UsageError: where the file makes no sense, with the line.

    >>> sheet, failures = read_worksheet("x^2 e^x; d/dx\npoints: 2\n\n\\frac{d}{dx}[\\sin x]", toml=False).solved()
    >>> len(sheet.exercises), sheet.total
    (2, '2')
    """
    found = _toml(text) if toml else _plain(text)
    if not found.items:
        raise UsageError("there is no problem on this sheet: TOML holds [[problem]] tables" if toml else "there is no problem on this sheet")
    for item in found.items:
        _checked(item)
    _space(str(found.settings.get("space", ROOM)), "")
    return found


# ---- TOML

def _toml(text: str) -> Worksheet:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise UsageError(str(fault)) from None
    if unknown := sorted(table.keys() - OF_SHEET):
        raise UsageError(f"line {_line(text, unknown[0])}: nobody knows {unknown[0]!r}; a sheet has {', '.join(sorted(OF_SHEET - {'problem'}))} and [[problem]] tables")
    problems = table.pop("problem", [])
    if not isinstance(problems, list) or not all(isinstance(p, dict) for p in problems):
        raise UsageError(f"line {_line(text, 'problem')}: problems are [[problem]] tables")
    starts = [m.start() for m in HEADER.finditer(text)] + [len(text)]
    if len(starts) != len(problems) + 1:                        # written as an array of its own, or named in a string
        starts = [0] * len(problems) + [len(text)]
    items = []
    for k, p in enumerate(problems):
        first = text.count("\n", 0, starts[k]) + 1
        own = text[starts[k]:max(starts[k + 1], starts[k])]
        items.append(Item(k + 1, first, p, {key: first - 1 + _line(own, key) for key in p}))
    return Worksheet(tuple(items), table)


def _line(text: str, key: str) -> int:
    """The line on which a key is set; the first where it is not found."""
    m = re.search(rf"^[ \t]*\[*{re.escape(key)}\b", text, re.M)
    return text.count("\n", 0, m.start()) + 1 if m else 1


# ---- plain text

def _plain(text: str) -> Worksheet:
    settings: dict[str, Any] = {}
    items: list[Item] = []
    for first, block in _blocks(text):
        if not items and not settings and block[0].startswith("# "):
            settings["title"] = block.pop(0)[2:].strip()
            first += 1
        if not block:
            continue
        asked, own, lines = [], {}, {}
        for k, line in enumerate(block):
            m = SETTING.fullmatch(line.strip())
            if m and m["key"] in (*OF_PROBLEM, *CONTEXT):
                own[m["key"]], lines[m["key"]] = m["value"], first + k
            else:
                asked.append(line)
        items.append(Item(len(items) + 1, first, {"latex": "\n".join(asked).strip(), **own}, lines))
    return Worksheet(tuple(items), settings)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines between blank ones, with the number of the first."""
    block: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


# ---- one problem

def _checked(item: Item) -> None:
    """Refuses what no problem has, before anything is solved."""
    p = item.settings
    kind = p.get("kind", "derive")
    if kind not in KINDS:
        raise UsageError(f"line {item.lines.get('kind', item.line)}: problem {item.number}: there is no kind {kind!r}; there are {', '.join(KINDS)}")
    takes = _parameters(kind)
    if unknown := sorted(p.keys() - {*OF_PROBLEM, *takes}):
        raise UsageError(f"line {item.lines.get(unknown[0], item.line)}: problem {item.number}: nobody knows {unknown[0]!r}; {kind} takes {', '.join((*OF_PROBLEM, *takes))}")
    place = f"line {item.lines.get('points', item.line)}: problem {item.number}: "
    try:
        worth = float(p.get("points", 0))
    except (TypeError, ValueError):
        worth = -1
    if not 0 <= worth <= 10_000:
        raise UsageError(f"{place}points are a number from 0, not {p['points']!r}")
    if "space" in p:
        _space(str(p["space"]), f"line {item.lines.get('space', item.line)}: problem {item.number}: ")
    if not isinstance(p.get("text", ""), str):
        raise UsageError(f"line {item.lines.get('text', item.line)}: problem {item.number}: the text is a string")
    _mathematics(str(p.get("text", "")), f"line {item.lines.get('text', item.line)}: problem {item.number}: ")


def _space(s: str, place: str) -> None:
    m = SPACE.fullmatch(s)
    if not m or float(m[1]) > MOST_SPACE[m[2]]:
        raise UsageError(f"{place}room for an answer is given as 4cm, 40mm or 1.5in, no more than a page; not {s!r}")


def _mathematics(text: str, place: str) -> None:
    """What stands between dollar signs must be what every format can set."""
    from symderive.render.typst_math import typst
    for m in MATHEMATICS.finditer(text):
        try:
            typst(m[1])
        except NotSupported:
            raise UsageError(f"{place}not every format can set ${m[1]}$") from None


def _parameters(kind: str) -> tuple[str, ...]:
    """What a kind takes beside its function."""
    if kind == "derive":
        return CONTEXT
    names = tuple(inspect.signature(_asks(kind)).parameters)
    return names if kind == "mle" else names[1:]


def _asks(kind: str) -> Callable[..., Solution]:
    import symderive
    found: Callable[..., Solution] = getattr(symderive, KINDS[kind])
    return found


def solution(item: Item) -> Solution:
    """The problem, solved.

    Raises:
        SymderiveError: where it cannot be read or worked out.
    """
    kind = str(item.settings.get("kind", "derive"))
    given = {k: v for k, v in item.settings.items() if k not in OF_PROBLEM}
    f = item.settings.get("latex")
    several = given.pop("wrt", None) if kind == "partial" else None
    first = () if f is None else (f,)
    rest = () if several is None else tuple(several if isinstance(several, list) else (v.strip() for v in str(several).split(",")))
    ask = _asks(kind)
    try:
        inspect.signature(ask).bind(*first, *rest, **given)
    except TypeError as fault:
        raise UsageError(f"{fault}: {kind} takes latex, {', '.join(_parameters(kind))}") from None
    return ask(*first, *rest, **given)


def exercise(item: Item, space: str) -> Exercise:
    """What stands on the sheet, before it is solved."""
    p = item.settings
    worth = f"{float(p['points']):g}" if "points" in p else ""
    latex = p.get("latex", "")
    source = "; ".join(map(str, latex)) if isinstance(latex, list) else str(latex)
    return Exercise(item.number, str(p.get("text", "")), source, points=worth, space=str(p.get("space", space)))
