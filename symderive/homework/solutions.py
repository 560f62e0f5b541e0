"""`check_solution`: a written solution, line by line, against the problem and against the line before."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import Basic, Symbol

from symderive.errors import ReadError, UsageError
from symderive.homework.asked import Asked, understand
from symderive.homework.context import plain
from symderive.homework.diagnosing import mistakes
from symderive.homework.finishing import finish
from symderive.homework.repairing import repaired
from symderive.homework.report import LineReport, SolutionReport
from symderive.homework.sets import solutions_listed
from symderive.homework.sources import Before
from symderive.homework.state import Judged
from symderive.homework.statuses import FAULTS, LineStatus, worst
from symderive.homework.walking import Walk
from symderive.nodes import And, Rel
from symderive.reading import Document, Statement, read_document

LANGUAGES = ("en", "zh")


def check_solution(problem: str, lines: str | Sequence[str], given: Iterable[str] = (), values: Mapping[str, Any] | None = None, data: Any = None,
                   names: Mapping[str, Any] | None = None, assume: Any = None, lang: str = "en") -> SolutionReport:
    r"""Check a written solution: each line against the truth, and against the line before.

    Args:
        problem: the problem, in LaTeX, plain text or words.
        lines: the lines of the solution, or one text: LaTeX with displays, Markdown, plain text, English and Chinese in between.
        given: what the problem gives, as "f(x) = x^2", "x^2 + y^2 = 25"; by default it is read from the problem.
        values: the point at which the problem asks, as {"x": 2, "y": 1}.
        data: lists of numbers by name, as {"x": [1, 0, 1]}; or a distribution, as [({"X": 0}, 0.3), ({"X": 1}, 0.7)].
        names: what names in the solution stand for, as {"D": "dy/dx"}.
        assume: conditions on letters, as "x > 0".
        lang: the language of the report, "en" or "zh".

    Returns:
        The SolutionReport: `.lines[i].status`, `.first_wrong_line`, `.final`, `.text()`, `.to_dict()`, `.html()`, `.feedback(level)`, `.credit(policy)`.

    Raises:
        UsageError: for arguments that make no sense, or something given that cannot be read.

    >>> r = check_solution("f(x) = x^2 sin x", ["f'(x) = 2x sin x + x^2 cos x", "f'(x) = x (2 sin x - x cos x)"])
    >>> [str(line.status) for line in r.lines], r.first_wrong_line
    (['ok', 'wrong'], 2)
    """
    if lang not in LANGUAGES:
        raise UsageError(f"there is no language {lang!r}; there are: {', '.join(LANGUAGES)}")
    if not isinstance(problem, str) or not isinstance(lines, (str, list, tuple)) or not all(isinstance(t, str) for t in lines):
        raise UsageError("a problem is text, and a solution is text or a list of lines")
    try:
        asked = understand(problem, given, values, data, names, assume)
    except ReadError as error:
        raise UsageError(f"what is given cannot be read: {error}") from error
    rows = [(n, source, place, [repaired(s, asked) for s in statements]) for n, source, place, statements in _rows(lines, asked)]
    asked = _goal_name(rows, asked)
    walk = Walk(asked)
    judged: list[tuple[int, str, tuple[int, int], list[Judged]]] = []
    everything, k = [s for _, _, _, statements in rows for s in statements], 0
    before = Before.of(walk)                       # what is known before the first wrong line
    for n, source, place, statements in rows:
        before = Before.of(walk) if not walk.erred else before
        found = []
        for s in statements:
            k += 1
            walk.solved_next = k < len(everything) and _solves(everything[k], asked)
            found.append(walk.statement(s))
        judged.append((n, source, place, found))
    _lost(walk, judged)
    reports: list[LineReport] = []
    erred = False
    for n, source, place, found in judged:
        status = worst(s.status for s in found)
        named = mistakes(before, found) if status in FAULTS and not erred else ()
        erred = erred or status in FAULTS
        why = next((str(s.statement.error.message) for s in found if s.statement.error is not None), "")
        reports.append(LineReport(n, source, place, status, tuple(found), named, why))
    defined = {str(s.defines): n for n, _, _, found in judged for s in found if s.defines is not None}
    return SolutionReport(problem, tuple(reports), finish(asked, walk, reports), tuple(map(str, walk.truth.unknowns)), defined, lang)


def _solves(s: Statement, asked: Asked) -> bool:
    """Is it x = 2, for the variable?"""
    listed = solutions_listed(s.reading.expr) if s.reading is not None and not s.says else None
    return listed is not None and listed[0].args[1] in asked.letters and listed[0].args[1] not in asked.context.names


def _lost(walk: Walk, judged: list[tuple[int, str, tuple[int, int], list[Judged]]]) -> None:
    """If solutions were named one by one, and one is missing, it was lost where the last one was named."""
    if not walk.lost():
        return
    for _, _, _, found in reversed(judged):
        for k, s in enumerate(found):
            if any(p.id == "homework.note.part" for p in s.notes) and s.status is LineStatus.OK:
                found[k] = replace(s, status=LineStatus.LOST)
                return


def _goal_name(rows: list[Row], asked: Asked) -> Asked:
    """A letter that stands for what is asked: the last one that the solution introduces, if it is one used for that and no line names the goal."""
    if asked.goal is None:
        return asked
    last: Basic | None = None
    for _, _, _, statements in rows:
        for s in statements:
            e = plain(s.reading.expr, asked.context, asked.variable) if s.reading is not None else None
            first = e.args[0] if isinstance(e, And) else e
            if isinstance(first, Rel) and first.args[0].name == "=":
                if first.args[1] == asked.goal or asked.goal in (first.args[2],):
                    return asked
                last = first.args[1]
    if isinstance(last, Symbol) and last.name in GOALS and last not in asked.context.names and last not in asked.letters:
        return replace(asked, context=asked.context.define(last, asked.goal))
    return asked


GOALS = frozenset("DSGRTQmk")         # letters that students use for what is asked

Row = tuple[int, str, tuple[int, int], list[Statement]]


def _rows(lines: str | Sequence[str], asked: Asked) -> list[Row]:
    """(number, source, place, statements) of each line. Lines that are given one by one keep their numbers."""
    functions: frozenset[str] = asked.functions
    shapes: dict[str, tuple[int, int]] = dict(asked.shapes)
    try:
        if isinstance(lines, str):
            return [(line.number, line.source, (line.start, line.end), list(line.statements)) for line in read_document(lines, functions=functions, shapes=shapes).lines]
        found: list[Row] = []
        begin = 0
        for n, text in enumerate(lines, 1):
            document: Document = read_document(text, functions=functions, shapes=shapes)
            functions, shapes = functions | document.known.functions, {**shapes, **document.known.shapes}
            found.append((n, text, (begin, begin + len(text)), [s for line in document.lines for s in line.statements]))
            begin += len(text) + 1
        return found
    except ReadError as error:
        raise UsageError(f"the solution cannot be read: {error}") from error
