"""What a run writes for other programs: a table of files, an entry each, all made while the marks go by once."""
from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from symderive.grading.marks import Mark, Total
from symderive.grading.policy import shown

COLUMNS = ("id", "student", "part", "status", "points", "out_of", "proposed", "needs_person", "mistake", "first_wrong_line", "answer", "message", "error")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
STUDENTS = "gradescope"          # the folder with a file for each student
LONGEST = 2_000                  # characters of a text in a table
GRADESCOPE, GRADESCOPE_FOOT = "results.json", "\n]}\n"


@dataclass
class Sheet:
    """What is known when all marks have gone by: the name of the assignment, and the students in the order in which they came."""
    assignment: str
    students: dict[str, Total] = field(default_factory=dict)

    def add(self, mark: Mark) -> None:
        total = self.students.get(mark.student)
        if total is None:
            total = self.students[mark.student] = Total(mark.student)
        total.add(mark)


@dataclass(frozen=True)
class Layout:
    """A file: what it begins with, what it says of each mark, and what it ends with."""
    head: Callable[[Sheet], Iterable[str]]
    each: Callable[[Mark], str] | None = None
    foot: Callable[[Sheet], Iterable[str]] | None = None
    between: bytes = b""


# ---- the files

def results_line(m: Mark) -> str:
    """A row, for a spreadsheet."""
    r, c = m.result, m.credit
    return line((r["id"], r["student"], r["part"], m.status, "" if m.needs_person else shown(c.points), shown(c.out_of), shown(c.proposed) if m.needs_person else "",
                 "yes" if m.needs_person else "", r["mistake"], r["first_wrong_line"], m.work, on_one_line(r["message"]), on_one_line(r["error"])))


def canvas(sheet: Sheet) -> Iterator[str]:
    """For the import into the gradebook of Canvas: the points of each student; nothing where a person has to mark first."""
    yield line(("    Points Possible", "", "", "", "", shown(max((t.out_of for t in sheet.students.values()), default=None))))
    for t in sheet.students.values():
        yield line((t.name or t.student, t.student if t.student.isdigit() else "", t.login, "" if t.student.isdigit() else t.student, t.section, "" if t.open else shown(t.points)))


def nbgrader(sheet: Sheet) -> Iterator[str]:
    """The columns that `nbgrader export` writes."""
    for t in sheet.students.values():
        first, _, last = t.name.rpartition(" ")
        points = "" if t.open else shown(t.points)
        yield line((sheet.assignment, "", "", t.student, last, first, t.student if "@" in t.student else "", points, "0", points, shown(t.out_of)))


def gradescope_head(assignment: str) -> str:
    return '{"output": ' + json.dumps(f"{assignment}: symderive") + ', "visibility": "after_published", "stdout_visibility": "hidden", "tests": [\n'


def test(m: Mark) -> str:
    """A test of a Gradescope autograder: a row and what it earns. A row that a person has to mark has no score."""
    found: dict[str, Any] = {"name": m.question, "max_score": float(m.credit.out_of), "output": said(m), "visibility": "after_published",
                             "extra_data": {"id": m.result["id"], "student": m.student, "status": m.status, "mistake": m.result["mistake"]}}
    if not m.needs_person:
        found["score"] = float(m.credit.points or 0)
        found["status"] = "passed" if m.credit.points == m.credit.out_of else "failed"
    return json.dumps(found, ensure_ascii=False)


def said(m: Mark) -> str:
    """What a student may read: a hint where there is one, else the verdict."""
    return str(m.result.get("feedback") or m.result["message"] or m.result["error"] or "")[:LONGEST]


FILES: Mapping[str, Layout] = {
    "results.csv": Layout(lambda sheet: [line(COLUMNS)], results_line),
    GRADESCOPE: Layout(lambda sheet: [gradescope_head(sheet.assignment)], test, lambda sheet: [GRADESCOPE_FOOT], b",\n"),
    "canvas.csv": Layout(lambda sheet: [line(("Student", "ID", "SIS User ID", "SIS Login ID", "Section", sheet.assignment))], None, canvas),
    "nbgrader.csv": Layout(lambda sheet: [line(("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score", "late_submission_penalty", "score", "max_score"))],
                           None, nbgrader),
}


# ---- writing them

class Files:
    """All files of the table, written while the marks go by, and put in their places at the end: each whole or not at all."""

    def __init__(self, folder: Path, assignment: str) -> None:
        self.folder, self.sheet = folder, Sheet(assignment)
        self.parts: dict[str, IO[bytes]] = {name: part_of(folder / name).open("wb") for name in FILES}
        for name, layout in FILES.items():
            self._write(name, layout.head(self.sheet))
        self.empty = True
        self.tests: dict[str, list[tuple[int, int]]] = {}           # student -> where the tests stand in the file for Gradescope

    def add(self, mark: Mark) -> None:
        self.sheet.add(mark)
        for name, layout in FILES.items():
            if layout.each is not None:
                text = layout.each(mark).encode("utf-8")
                if layout.between and not self.empty:
                    self.parts[name].write(layout.between)
                if name == GRADESCOPE:
                    self.tests.setdefault(mark.student, []).append((self.parts[name].tell(), len(text)))
                self.parts[name].write(text)
        self.empty = False

    def close(self) -> None:
        """Write the ends, put all in place, and add a results.json for each student where there are several."""
        for name, layout in FILES.items():
            if layout.foot is not None:
                self._write(name, layout.foot(self.sheet))
            self.parts[name].close()
            os.replace(part_of(self.folder / name), self.folder / name)
        self._by_student()

    def _by_student(self) -> None:
        """A file for each student, where there are several."""
        if len(self.tests) < 2:
            return
        folder, head = self.folder / STUDENTS, gradescope_head(self.sheet.assignment)
        folder.mkdir(exist_ok=True)
        with open(self.folder / GRADESCOPE, "rb") as whole:
            for name, places in named(self.tests):
                (folder / name).write_text(head + ",\n".join(_piece(whole, *place) for place in places) + GRADESCOPE_FOOT, encoding="utf-8")

    def _write(self, name: str, pieces: Iterable[str]) -> None:
        self.parts[name].writelines(piece.encode("utf-8") for piece in pieces)


def _piece(file: IO[bytes], place: int, length: int) -> str:
    file.seek(place)
    return file.read(length).decode("utf-8")


def named(tests: Mapping[str, list[tuple[int, int]]]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The students as names of files, no two alike even where capitals do not count."""
    taken: set[str] = set()
    for student, places in tests.items():
        name = base = re.sub(r"[^\w.@-]+", "_", student).strip(".")[:100] or "student"
        k = 1
        while name.lower() in taken:
            k += 1
            name = f"{base}-{k}"
        taken.add(name.lower())
        yield f"{name}.json", places


def part_of(path: Path) -> Path:
    """Where a file is written before it is whole."""
    return path.with_name(path.name + ".part")


def replace_file(path: Path, pieces: Iterable[str]) -> None:
    """A file written whole or not at all."""
    part = part_of(path)
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
    return f"'{text}" if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text
