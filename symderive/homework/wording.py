"""The report in words and as a page: what to say stands in `lang/`, a phrase an id."""
from __future__ import annotations

from collections.abc import Iterator
from html import escape

from symderive.errors import UsageError
from symderive.homework.deciding import Witness
from symderive.homework.report import LEVELS, LineReport, SolutionReport
from symderive.homework.statuses import FAULTS, LineStatus
from symderive.lang import Words, languages, words

MARKS = {
    LineStatus.OK: "✓", LineStatus.WRONG: "✗", LineStatus.LOST: "✗", LineStatus.GAINED: "✗", LineStatus.FOLLOWS: "→", LineStatus.NOT_JUSTIFIED: "!",
    LineStatus.UNREADABLE: "?", LineStatus.UNDECIDED: "?",
}
COLOURS = {LineStatus.OK: "ok", LineStatus.FOLLOWS: "follows", LineStatus.NOT_JUSTIFIED: "follows", LineStatus.UNREADABLE: "open", LineStatus.UNDECIDED: "open"}
STYLE = """:root{--ok:#2f6b3a;--bad:#a3271d;--follows:#7a5a00;--open:#4a4a6a}
body{font:16px/1.5 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
h1{font-size:1.3rem}ol{list-style:none;padding:0;margin:0}
li{display:grid;grid-template-columns:2rem 1fr 12rem;gap:.6rem;padding:.35rem .5rem;border-left:4px solid transparent}
li.ok{border-color:var(--ok)}li.bad{border-color:var(--bad);background:#fdf3f2}li.follows{border-color:var(--follows)}li.open{border-color:var(--open);background:#f4f4f9}
li>span:last-of-type{font:13px/1.7 system-ui,sans-serif}code{font:15px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
aside{grid-column:2/4;font:14px/1.5 system-ui,sans-serif}details summary{cursor:pointer}
@media(max-width:34rem){li{grid-template-columns:1.5rem 1fr}li>span:last-of-type,aside{grid-column:2}}"""


def vocabulary(lang: str) -> Words:
    if lang not in languages():
        raise UsageError(f"there is no language {lang!r}; there are: {', '.join(languages())}")
    return words(lang, {})


def said(w: Words, id: str, **values: object) -> str:
    return w.phrase(f"homework.{id}").format(**values)


def status(w: Words, line: LineReport, first: int | None) -> str:
    """What became of a line, in a few words."""
    found = said(w, f"status.{line.status}", line=first if first is not None else line.number)
    if line.status is LineStatus.OK and line.defines is not None:
        found += said(w, "defines", name=line.defines)
    return found


def witness(w: Words, found: Witness | None) -> str:
    """With x = 2: 8 against 4."""
    if found is None or not found.left:
        return ""
    at = ", ".join(f"{x} = {v}" for x, v in found.at.items())
    left, right = (said(w, f"value.{v}") if v in ("true", "false", "undefined") else v for v in (found.left, found.right))
    return said(w, "witness" if at else "witness.plain", at=at, left=left, right=right)


def explanation(w: Words, line: LineReport, lang: str) -> Iterator[str]:
    """Why a line is not ok."""
    if line.status in FAULTS and (shown := witness(w, line.witness)):
        yield shown
    if line.mistake is not None:
        yield line.mistake.message(lang)
    if line.error:
        yield line.error
    yield from (said(w, f"note.{n.removeprefix('homework.note.')}") for n in line.notes)


def summary(w: Words, report: SolutionReport) -> str:
    first = report.first_wrong_line
    if first is not None:
        return said(w, "summary.wrong", line=first)
    unsure = [str(line.number) for line in report.lines if line.status in (LineStatus.UNREADABLE, LineStatus.UNDECIDED)]
    if unsure:
        return said(w, "summary.person", lines=", ".join(unsure))
    return said(w, "summary.right")


def text(report: SolutionReport, lang: str) -> str:
    """Line by line, with what became of each."""
    w = vocabulary(lang)
    width = max((min(60, len(line.source)) for line in report.lines), default=0)
    rows = []
    for line in report.lines:
        source = " ".join(line.source.split())
        rows.append(f"{MARKS[line.status]} {line.number:>2}  {source:<{width}}  {status(w, line, report.first_wrong_line)}")
        rows += [f"      {t}" for t in explanation(w, line, lang)]
    return "\n".join([*rows, summary(w, report)])


def html(report: SolutionReport, lang: str) -> str:
    """One page, without anything from elsewhere."""
    w = vocabulary(lang)
    title = escape(said(w, "title"))
    items = []
    for line in report.lines:
        inside = "<br>".join(map(escape, explanation(w, line, lang)))
        if line.mistake is not None:
            inside = f"<b>{escape(said(w, 'hint'))}</b> {escape(line.mistake.hint(lang))}<details><summary>{escape(said(w, 'more'))}</summary>{inside}</details>"
        aside = f"<aside>{inside}</aside>" if inside else ""
        said_ = escape(status(w, line, report.first_wrong_line))
        items.append(f'<li class="{COLOURS.get(line.status, "bad")}"><span>{line.number}</span><span><code>{escape(line.source)}</code></span><span>{MARKS[line.status]} {said_}</span>{aside}</li>')
    return (f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>\n<style>\n{STYLE}\n</style>\n'
            f'<h1>{title}</h1>\n<p><code>{escape(report.problem)}</code></p>\n<ol>\n' + "\n".join(items) + f"\n</ol>\n<p>{escape(summary(w, report))}</p>\n</html>\n")


def feedback(report: SolutionReport, level: str, lang: str) -> str:
    """Up to a level: "verdict", "hint", "where", "full"; each says what those before it say."""
    if level not in LEVELS:
        raise UsageError(f"there is no level {level!r}; there are: {', '.join(LEVELS)}")
    w = vocabulary(lang)
    first = next((line for line in report.lines if line.number == report.first_wrong_line), None)
    if level == "full":
        return text(report, lang)
    if first is None:
        return summary(w, report)
    found = [said(w, "verdict.wrong")]
    if level in ("hint", "where"):
        own = first.mistake.hint(lang) if first.mistake is not None else None
        found.append(own or said(w, f"hint.{first.status}"))
    if level == "where":
        found.append(said(w, "summary.wrong", line=first.number))
    return "\n".join(found)
