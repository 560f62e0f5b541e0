"""A run: read the rows, judge those that have no result yet, write results as they come, then the files and the report."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from symderive.errors import UsageError
from symderive.grading.batch import judged
from symderive.grading.differences import Differences, as_csv
from symderive.grading.inputs import questions_of, records_of
from symderive.grading.journal import Journal, results_in
from symderive.grading.marks import Mark, marked
from symderive.grading.outputs import Files, replace_file
from symderive.grading.policy import Policy
from symderive.grading.pool import Limits
from symderive.grading.progress import Progress
from symderive.grading.report import Report
from symderive.grading.row import Identity, Row, rows_of, with_gold

NOTHING: dict[str, str] = {}
ABOUT = ("points", "name", "section", "login")
SAID = (("right", "right"), ("part", "in part"), ("wrong", "wrong"), ("blank", "blank"), ("person", "for a person"))


def run(path: Path, out: Path, *, jobs: int | None = None, scheduler: str | None = None, gold: Path | None = None, policy: Path | None = None, input: str | None = None,
        assignment: str | None = None, against: Path | None = None, resume: bool = True, lang: str = "en", limits: Limits = Limits()) -> str:
    """Grade a file or folder of rows into a folder; see the command. What came of it, in a few words.

    Raises:
        UsageError: if the rows, the questions or the policy cannot be read, or another run writes into the folder.
    """
    points = Policy.load(policy) if policy is not None else Policy()
    questions = questions_of(gold) if gold is not None else {}

    def rows() -> Iterator[Row]:
        return with_gold(rows_of(records_of(path, input)), questions)

    about: dict[Identity, dict[str, str]] = {}           # what may change without changing the verdict
    for row in rows():
        about[row.identity] = {name: value for name in ABOUT if (value := getattr(row, name))} or NOTHING
    if not about:
        raise UsageError(f"{path} holds no rows")
    earlier = list(_statuses(results_in(against))) if against is not None else []
    journal = Journal(out)
    try:
        stale = journal.keep({row.identity: row.key(lang) for row in rows()} if resume else {}) if journal.places else []
        if stale and not earlier:
            earlier = list(_statuses(results_in(journal.before)))
        missing = sum(name not in journal.places for name in about)
        progress = Progress(len(about), len(about) - missing)
        for block in judged((row for row in rows() if row.identity not in journal.places), jobs, scheduler, lang, limits) if missing else ():
            progress.add(journal.append([(row.identity, line) for row, line in block]))
        progress.close()
        results = ({**r, "row": {**r["row"], **about[name]}} for name, r in journal.results(about))
        return _written(marked(results, points), out, assignment or path.resolve().stem, lang, earlier)
    finally:
        journal.close()


def _statuses(results: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What a comparison with later results needs, and no more."""
    for r in results:
        yield {name: r[name] for name in ("id", "student", "part", "again", "status")}


def _written(marks: Iterator[Mark], out: Path, title: str, lang: str, earlier: list[dict[str, Any]]) -> str:
    """The files and the report, in one go. What came of the run, in a few words."""
    files, page, compared = Files(out, title), Report(title, lang), Differences(earlier)
    for mark in marks:
        files.add(mark)
        page.add(mark)
        compared.add(mark)
    files.close()
    changes = compared.close()
    if earlier:
        replace_file(out / "differences.csv", as_csv(changes))
    replace_file(out / "report.html", page.pieces(list(files.sheet.students.values()), changes))
    told = ", ".join(f"{page.counts[kind]} {said}" for kind, said in SAID if page.counts[kind])
    changed = f"; {len(changes)} verdicts have changed: {out / 'differences.csv'}" if earlier else ""
    return f"{page.counts.total()} rows: {told}{changed}; report: {out / 'report.html'}"
