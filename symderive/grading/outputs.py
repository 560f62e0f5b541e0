"""What a run writes for other programs: a table of files, an entry each, made from the marks one after the other."""
from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symderive.grading.marks import Mark, Total, totals
from symderive.grading.policy import shown

COLUMNS = ("id", "student", "part", "status", "points", "out_of", "proposed", "needs_person", "mistake", "first_wrong_line", "answer", "message", "error")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 2_000                  # characters of a text in a table
Marks = Callable[[], Iterator[Mark]]          # the marks, from the start each time


@dataclass(frozen=True)
class Sheet:
    """What the files are made from: the name of the assignment, the marks, and the languages' words for statuses."""
    assignment: str
    marks: Marks
    students: list[Total]


def sheet(assignment: str, marks: Marks) -> Sheet:
    return Sheet(assignment, marks, totals(marks()))


# ---- the files

def results_csv(sheet: Sheet) -> Iterator[str]:
    """A line for each row, for a spreadsheet."""
    yield line(COLUMNS)
    for m in sheet.marks():
        r, c = m.result, m.credit
        yield line((r["id"], r["student"], r["part"], m.status, "" if m.needs_person else shown(c.points), shown(c.out_of), shown(c.proposed) if m.needs_person else "",
                    "yes" if m.needs_person else "", r["mistake"], r["first_wrong_line"], m.work, on_one_line(r["message"]), on_one_line(r["error"])))


def canvas_csv(sheet: Sheet) -> Iterator[str]:
    """For the import into the gradebook of Canvas: the points of each student; nothing where a person has to mark first."""
    yield line(("Student", "ID", "SIS User ID", "SIS Login ID", "Section", sheet.assignment))
    yield line(("    Points Possible", "", "", "", "", shown(max((t.out_of for t in sheet.students), default=None))), guard=False)
    for t in sheet.students:
        yield line((t.name or t.student, t.student if t.student.isdigit() else "", t.login, "" if t.student.isdigit() else t.student, t.section, "" if t.open else shown(t.points)))


def nbgrader_csv(sheet: Sheet) -> Iterator[str]:
    """The columns that `nbgrader export` writes."""
    yield line(("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score", "late_submission_penalty", "score", "max_score"))
    for t in sheet.students:
        first, _, last = t.name.rpartition(" ")
        points = "" if t.open else shown(t.points)
        yield line((sheet.assignment, "", "", t.student, last, first, t.student if "@" in t.student else "", points, "0", points, shown(t.out_of)))


def gradescope_json(sheet: Sheet) -> Iterator[str]:
    """The results.json of a Gradescope autograder, with a test for each row. Rows that a person has to mark have no score."""
    many = len(sheet.students) > 1
    yield '{"output": ' + json.dumps(f"{sheet.assignment}: symderive") + ', "visibility": "after_published", "stdout_visibility": "hidden", "tests": ['
    for k, m in enumerate(sheet.marks()):
        yield (",\n" if k else "\n") + json.dumps(test(m, many), ensure_ascii=False)
    yield "\n]}\n"


def test(m: Mark, named: bool = False) -> dict[str, Any]:
    """A test of Gradescope: a row and what it earns."""
    found: dict[str, Any] = {"name": (f"{m.student}: " if named else "") + m.question, "max_score": float(m.credit.out_of), "output": said(m), "visibility": "after_published",
                             "extra_data": {"id": m.result["id"], "status": m.status, "mistake": m.result["mistake"]}}
    if not m.needs_person:
        found["score"] = float(m.credit.points or 0)
        found["status"] = "passed" if m.credit.points == m.credit.out_of else "failed"
    return found


def said(m: Mark) -> str:
    """What a student may read: a hint where there is one, else the verdict."""
    return str(m.result.get("feedback") or m.result["message"] or m.result["error"] or "")[:LONGEST]


FILES: dict[str, Callable[[Sheet], Iterator[str]]] = {
    "results.csv": results_csv, "results.json": gradescope_json, "canvas.csv": canvas_csv, "nbgrader.csv": nbgrader_csv,
}


# ---- writing them

def write_all(folder: Path, made: Sheet) -> None:
    """All files of the table, and a results.json for each student where there are several."""
    for name, make in FILES.items():
        replace_file(folder / name, make(made))
    if len(made.students) > 1:
        for name, pieces in by_student(made):
            (folder / "gradescope").mkdir(exist_ok=True)
            replace_file(folder / "gradescope" / name, pieces)


def by_student(made: Sheet) -> Iterator[tuple[str, Iterable[str]]]:
    """(name of a file, its text) for each student."""
    tests: dict[str, list[dict[str, Any]]] = {}
    for m in made.marks():
        tests.setdefault(m.student, []).append(test(m))
    taken: set[str] = set()
    for student, some in tests.items():
        name = base = re.sub(r"[^\w.@-]+", "_", student).strip(".")[:100] or "student"
        k = 1
        while name.lower() in taken:
            k += 1
            name = f"{base}-{k}"
        taken.add(name.lower())
        yield f"{name}.json", [json.dumps({"visibility": "after_published", "stdout_visibility": "hidden", "tests": some}, ensure_ascii=False, indent=1), "\n"]


def replace_file(path: Path, pieces: Iterable[str]) -> None:
    """A file written whole or not at all."""
    part = path.with_name(path.name + ".part")
    with open(part, "w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)
    os.replace(part, path)


def line(cells: Iterable[Any], guard: bool = True) -> str:
    """A line of CSV. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerow([_cell(c) if guard else c for c in cells])
    return target.getvalue()


def on_one_line(text: str | None) -> str:
    """A message as one line."""
    return " ".join((text or "").split())


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return f"'{text}" if text.startswith(FORMULA) and not re.fullmatch(r"-?\d+(\.\d+)?", text) else text
