"""What rows come from: a table of formats, an entry each; a format is recognised by its suffix and its first line."""
from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from symderive.errors import UsageError
from symderive.grading.row import FIELDS, Row

Record = dict[str, Any] | Row
SUFFIXES = (".tex", ".md", ".txt")
DELIMITERS = (",", ";", "\t")
LONGEST = 10_000_000             # characters of a field of a CSV file

CANVAS_QUESTION = re.compile(r"(\d+):\s*(.*)", re.DOTALL)
MOODLE_RESPONSE = re.compile(r"Response (\d+)")
NO_RESPONSE = ("-", "")


@dataclass(frozen=True)
class Format:
    """A format of input.

    name     as the option --input takes it
    title    what it is, for people
    fits     is a file with this path and this header (of a CSV file; else nothing) of the format?
    records  the rows in it, as mappings
    """
    name: str
    title: str
    fits: Callable[[Path, Sequence[str]], bool]
    records: Callable[[Path], Iterator[Record]]


# ---- the formats

def _jsonl(path: Path) -> Iterator[Record]:
    """One JSON object a line. A line that is none costs its row only."""
    with open(path, encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _object(line, number)


def _object(line: str, number: int) -> Record:
    try:
        found = json.loads(line)
    except ValueError as fault:
        return Row(id=f"line {number}", fault=f"line {number} is no JSON: {fault}")
    return found if isinstance(found, dict) else Row(id=f"line {number}", fault=f"line {number} is no JSON object")


def _csv(path: Path) -> Iterator[Record]:
    """A column for each field of a row, in any order; other columns are left alone."""
    header, records = table(path)
    names = [h.strip().lower() for h in header]
    if not {"answer", "solution"} & set(names):
        raise UsageError(f"{path} has no column answer or solution; its columns are: {', '.join(header)}; a row may have: {', '.join(FIELDS)}")
    for record in records:
        yield dict(zip(names, record))


def _canvas(path: Path) -> Iterator[Record]:
    """Canvas, quiz statistics, "Student Analysis": name, id, sis_id, section, ..., then `NUMBER: QUESTION` and its points for each question."""
    header, records = table(path)
    places = {h.strip().lower(): k for k, h in reversed(list(enumerate(header)))}
    for record in records:
        def cell(name: str, record: Sequence[str] = record) -> str:
            return record[places[name]] if name in places and places[name] < len(record) else ""
        for k, title in enumerate(header[:-1]):
            question = CANVAS_QUESTION.fullmatch(title.strip())
            if question is not None and _is_number(header[k + 1]) and k < len(record):
                yield {"id": question[1], "part": question[1], "problem": question[2], "points": header[k + 1], "answer": record[k], "student": cell("id") or cell("name"),
                       "name": cell("name"), "login": cell("sis_id"), "section": cell("section")}


def _moodle(path: Path) -> Iterator[Record]:
    """Moodle, quiz, "Responses" (downloaded with English headings): Last name, First name, Email address, ..., Question n, Response n, Right answer n."""
    header, records = table(path)
    names = [h.strip() for h in header]
    for record in records:
        cells = dict(zip(names, record))
        student = next((cells[n] for n in ("Email address", "ID number", "Username") if cells.get(n)), "")
        name = " ".join(filter(None, (cells.get("First name", ""), cells.get("Last name") or cells.get("Surname", ""))))
        if not student and not name:                   # the line of averages
            continue
        for title in names:
            question = MOODLE_RESPONSE.fullmatch(title)
            if question is not None:
                number = question[1]
                answer = cells.get(title, "").strip()
                yield {"id": number, "part": number, "problem": cells.get(f"Question {number}", ""), "gold": _right(cells.get(f"Right answer {number}", "")),
                       "answer": "" if answer in NO_RESPONSE else answer, "student": student or name, "name": name}


def _right(answer: str) -> str:
    """The right answer without Moodle's words around it."""
    return re.sub(r"^The correct answer is:?\s*", "", answer.strip())


def _folder(path: Path) -> Iterator[Record]:
    """A file for each solution: STUDENT/PART.tex, or STUDENT_PART.tex, or STUDENT.tex; also .md and .txt."""
    for file in sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()):
        where = file.relative_to(path)
        student, part = (where.parts[0], "/".join((*where.parts[1:-1], where.stem))) if len(where.parts) > 1 else _parted(where.stem)
        row = Row(id=part or student, student=student, part=part)
        try:
            yield replace(row, solution=file.read_text(encoding="utf-8-sig").strip())
        except (OSError, ValueError) as fault:
            yield replace(row, fault=f"the file cannot be read: {fault}")


def _parted(stem: str) -> tuple[str, str]:
    student, sign, part = stem.rpartition("_")
    return (student, part) if sign and student else (stem, "")


FORMATS = {f.name: f for f in (
    Format("folder", "a folder of .tex, .md and .txt files", lambda path, header: path.is_dir(), _folder),
    Format("jsonl", "JSON, an object a line", lambda path, header: path.suffix.lower() in (".jsonl", ".ndjson"), _jsonl),
    Format("canvas", "Canvas: the student analysis of a quiz", lambda path, header: any(map(_canvas_question, header, header[1:])), _canvas),
    Format("moodle", "Moodle: the responses of a quiz", lambda path, header: any(MOODLE_RESPONSE.fullmatch(h.strip()) for h in header), _moodle),
    Format("csv", "CSV, a column a field", lambda path, header: bool(header), _csv),
)}


def _canvas_question(title: str, points: str) -> bool:
    return CANVAS_QUESTION.fullmatch(title.strip()) is not None and _is_number(points)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\s*\d+(\.\d*)?\s*", text) is not None


# ---- reading them

def records_of(path: Path, format: str | None = None) -> Iterator[Record]:
    """The rows of a file or folder, as mappings, read as they are needed.

    Raises:
        UsageError: if there is no such file, no format fits it, or it has no column of answers.
    """
    return _told(path, format_of(path, format).records(path))


def _told(path: Path, records: Iterable[Record]) -> Iterator[Record]:
    try:
        yield from records
    except UnicodeDecodeError as fault:
        raise UsageError(f"{path} is not UTF-8: save it as UTF-8; {fault}") from None
    except (OSError, csv.Error) as fault:
        raise UsageError(f"{path} cannot be read: {fault}") from None


def format_of(path: Path, name: str | None = None) -> Format:
    """The format of a file, by name or by its looks."""
    if name is not None:
        if name not in FORMATS:
            raise UsageError(f"there is no format {name!r} of input; there are: {', '.join(FORMATS)}")
        return FORMATS[name]
    if not path.exists():
        raise UsageError(f"there is no {path}")
    header = _header(path) if path.is_file() and path.suffix.lower() in (".csv", ".tsv") else []
    found = next((f for f in FORMATS.values() if f.fits(path, header)), None)
    if found is None:
        raise UsageError(f"{path}: rows come from .csv, .jsonl or a folder; or say what it is with --input: {', '.join(FORMATS)}")
    return found


def _header(path: Path) -> Sequence[str]:
    try:
        return table(path)[0]
    except UnicodeDecodeError as fault:
        raise UsageError(f"{path} is not UTF-8: save it as UTF-8; {fault}") from None
    except (OSError, csv.Error) as fault:
        raise UsageError(f"{path} cannot be read: {fault}") from None


def table(path: Path) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    """The header of a CSV file, and its other lines as they are needed; commas, semicolons or tabs, whichever the header has most of."""
    csv.field_size_limit(LONGEST)
    with open(path, encoding="utf-8-sig", newline="") as file:
        first = file.readline()
    delimiter = max(DELIMITERS, key=first.count)
    rows = _lines(path, delimiter)
    return next(rows, []), rows


def _lines(path: Path, delimiter: str) -> Iterator[Sequence[str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from (row for row in csv.reader(file, delimiter=delimiter) if any(cell.strip() for cell in row))


def questions_of(path: Path) -> dict[str, dict[str, Any]]:
    """The table of questions of --gold, JSONL or CSV: part, id or problem -> gold, points, assume, form, problem ...

    Raises:
        UsageError: if it cannot be read, or a question has no name.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, record in enumerate(_told(path, _jsonl(path) if path.suffix.lower() in (".jsonl", ".ndjson") else _plain_csv(path)), 1):
        if isinstance(record, Row):
            raise UsageError(f"{path}: {record.fault}")
        names = [str(record[name]).strip() for name in ("part", "id", "problem") if record.get(name)]
        if not names:
            raise UsageError(f"{path}, question {number}: it needs a part, an id or a problem to be found by")
        for name in names:
            found.setdefault(name, record)
    return found


def _plain_csv(path: Path) -> Iterator[Record]:
    header, records = table(path)
    names = [h.strip().lower() for h in header]
    for record in records:
        yield {name: cell for name, cell in zip(names, record) if cell.strip()}
