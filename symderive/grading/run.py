"""A run: read the rows, judge those that have no result yet, write results as they come, then the files and the report."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from symderive.errors import UsageError
from symderive.grading.batch import identity, judged
from symderive.grading.differences import Difference, as_csv, differences
from symderive.grading.inputs import questions_of, records_of
from symderive.grading.journal import Identity, Journal, results_in
from symderive.grading.marks import Mark, marked
from symderive.grading.outputs import Marks, replace_file, sheet, write_all
from symderive.grading.policy import Policy
from symderive.grading.pool import Limits
from symderive.grading.progress import Progress
from symderive.grading.report import kind_of, report
from symderive.grading.row import Row, rows_of, with_gold

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

    current: dict[Identity, str] = {}
    about: dict[Identity, dict[str, str]] = {}           # what may change without changing the verdict
    for row in rows():
        current[row.identity] = row.key(lang)
        if own := {name: value for name in ABOUT if (value := getattr(row, name))}:
            about[row.identity] = own
    if not current:
        raise UsageError(f"{path} holds no rows")
    earlier = list(_statuses(results_in(against))) if against is not None else []
    journal = Journal(out)
    try:
        stale = journal.keep(current if resume else {})
        missing = sum(name not in journal.places for name in current)
        progress = Progress(len(current), len(current) - missing)
        for block in judged((row for row in rows() if row.identity not in journal.places), jobs, scheduler, lang, limits) if missing else ():
            progress.add(journal.append(block))
        progress.close()
        if stale and not earlier:
            earlier = list(_statuses(results_in(journal.before)))

        def marks() -> Iterator[Mark]:
            return marked(({**r, "row": {**r["row"], **about.get(identity(r), {})}} for r in journal.results(current)), points)

        return _written(marks, out, assignment or path.resolve().stem, lang, earlier)
    finally:
        journal.close()


def _statuses(results: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What a comparison with later results needs, and no more."""
    for r in results:
        yield {**{name: r[name] for name in ("id", "student", "part", "again", "status")}, "row": {}}


def _written(marks: Marks, out: Path, title: str, lang: str, earlier: list[dict[str, Any]]) -> str:
    """The files and the report. What came of the run, in a few words."""
    changes: list[Difference] = differences(earlier, (m.result for m in marks())) if earlier else []
    write_all(out, sheet(title, marks))
    if earlier:
        replace_file(out / "differences.csv", as_csv(changes))
    replace_file(out / "report.html", report(title, marks, lang, changes))
    counts = Counter(map(kind_of, marks()))
    told = ", ".join(f"{counts[kind]} {said}" for kind, said in SAID if counts[kind])
    changed = f"; {len(changes)} verdicts have changed: {out / 'differences.csv'}" if earlier else ""
    return f"{counts.total()} rows: {told}{changed}; report: {out / 'report.html'}"
