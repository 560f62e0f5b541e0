"""The report for people: one page that needs nothing from outside; first what needs a person, then mistakes, then students."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Any

from symderive.grading.differences import Difference
from symderive.grading.marks import Mark, Total
from symderive.grading.policy import shown
from symderive.lang import Words, words
from symderive.phrase import Phrase
from symderive.render.mathml import mathml
from symderive.render.prose import say
from symderive.render.web import HEAD, style

WHOLE = 5_000                    # rows up to which each student's own are shown
GROUPS, STUDENTS = 400, 12       # groups in a section, students named in a group
LONGEST = 2_000                  # characters that are typeset; what is longer is shown as it was handed in
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|\\\[(.+?)\\\]|\\\((.+?)\\\)", re.DOTALL)
COMMAND = re.compile(r"\\[A-Za-z]|[\^_]")
WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}|[\u4e00-\u9fff]")
SIGNS = {"right": ("✓", "proved"), "part": ("◐", "undecided"), "wrong": ("✗", "refuted"), "blank": ("–", "refuted"), "person": ("?", "undecided")}

@dataclass
class Group:
    """Rows in which the same was handed in for the same question."""
    first: Mark
    count: int = 0
    students: list[str] = field(default_factory=list)

    def add(self, mark: Mark) -> None:
        self.count += 1
        if len(self.students) < STUDENTS:
            self.students.append(str(mark.row.get("name") or mark.student))


class Report:
    """The report, gathered while the marks go by."""

    def __init__(self, title: str, lang: str) -> None:
        self.title, self.words = title, words(lang, {})
        self.counts: Counter[str] = Counter()
        self.person: dict[tuple[str, str], Group] = {}
        self.wrong: dict[str, dict[tuple[str, str], Group]] = {}
        self.own: dict[str, list[Mark]] = {}            # student -> marks, while they are few enough to be shown

    def add(self, m: Mark) -> None:
        self.counts[m.kind] += 1
        if m.kind == "person":
            self.person.setdefault((m.question, m.work), Group(m)).add(m)
        elif m.kind in ("wrong", "part"):
            self.wrong.setdefault(str(m.result["mistake"] or ""), {}).setdefault((m.question, m.work), Group(m)).add(m)
        if self.counts.total() <= WHOLE:
            self.own.setdefault(m.student, []).append(m)
        else:
            self.own.clear()

    def pieces(self, students: Sequence[Total], changes: Sequence[Difference]) -> Iterator[str]:
        """The page, piece by piece.

        Args:
            students: all students, with their points.
            changes: verdicts that are others now than in an earlier run.
        """
        return Writer(self.words).page(self, students, changes)


class Writer:
    """Writes the sections of one page."""

    def __init__(self, vocabulary: Words) -> None:
        self.words = vocabulary

    def phrase(self, id: str, **values: Any) -> str:
        return escape(say(Phrase(id, values), self.words, str))

    def name(self, id: str) -> str:
        """What a mistake is called."""
        return escape(self.words.titles.get(id) or _english(id))

    def page(self, r: Report, students: Sequence[Total], changes: Sequence[Difference]) -> Iterator[str]:
        title = self.phrase("grade.title", name=r.title)
        yield HEAD.format(lang=self.words.lang, title=title, style=style() + files(__package__).joinpath("report.css").read_text(encoding="utf-8"))
        yield f"<h1>{title}</h1>\n<p class=\"soft\">{self.phrase('grade.rows', n=r.counts.total(), students=len(students))}</p>\n"
        yield '<ul class="counts">' + "".join(f'<li class="{SIGNS[k][1]}">{SIGNS[k][0]} <b>{r.counts[k]}</b> {self.phrase(f"grade.{k}")}</li>' for k in SIGNS if r.counts[k]) + "</ul>\n"
        yield f'<section id="person"><h2>{self.phrase("grade.section.person")}</h2>\n'
        yield from self.groups(r.person.values(), person=True)
        yield "" if r.person else f"<p>{self.phrase('grade.none.person')}</p>\n"
        yield f'</section>\n<section id="wrong"><h2>{self.phrase("grade.section.wrong")}</h2>\n'
        yield from self.mistakes(r.wrong)
        yield "</section>\n"
        yield from self.changes(changes)
        yield f'<section id="students"><h2>{self.phrase("grade.section.students")}</h2>\n'
        yield from self.students(students, r.own)
        yield "</section>\n</main>\n</body>\n</html>\n"

    # ---- what was handed in, the same together

    def mistakes(self, wrong: Mapping[str, Mapping[tuple[str, str], Group]]) -> Iterator[str]:
        """The mistakes, the most frequent first; those without a name come last."""
        if not wrong:
            yield f"<p>{self.phrase('grade.none.wrong')}</p>\n"
        for mistake, groups in sorted(wrong.items(), key=lambda item: (not item[0], -sum(g.count for g in item[1].values()))):
            name = self.name(mistake) if mistake else self.phrase("grade.no_mistake")
            yield f'<h3>{name} <span class="soft">{self.phrase("grade.count", n=sum(g.count for g in groups.values()))}</span></h3>\n'
            yield from self.groups(groups.values())

    def groups(self, groups: Iterable[Group], person: bool = False) -> Iterator[str]:
        some = sorted(groups, key=lambda g: (g.first.question, -g.count))
        for group in some[:GROUPS]:
            more = "" if group.count <= len(group.students) else f", … ({group.count})"
            yield f'<div class="group"><b>{group.count}×</b><div>{self.work(group.first, person)}<p class="who">{escape(", ".join(group.students))}{more}</p></div></div>\n'
        if len(some) > GROUPS:
            yield f"<p>{self.phrase('grade.more', n=len(some) - GROUPS)}</p>\n"

    def work(self, m: Mark, person: bool = False) -> str:
        """What was handed in, typeset, and what is to be said of it."""
        r = m.result
        parts = [f'<div class="soft">{typeset(m.question)}</div>']
        lines = (r["report"] or {}).get("lines") if r["work"] == "solution" else None
        if lines:
            parts.append(self.lines(lines))
        elif r["latex"]:
            parts.append(f'<div class="work">{formula(r["latex"])}</div>')
        else:
            parts.append(f"<pre>{escape(m.work[:LONGEST])}</pre>")
        if r.get("gold_latex") and m.credit.points != m.credit.out_of:
            parts.append(f'<p class="soft">{self.phrase("grade.expected")}{formula(r["gold_latex"])}</p>')
        said = str(r["error"] or ("" if lines else r["message"]) or "")
        parts.append(f"<pre>{escape(said[:LONGEST])}</pre>" if "\n " in said else f"<p>{escape(said[:LONGEST])}</p>" if said else "")
        if lines and r.get("feedback"):
            parts.append(f"<p><b>{self.phrase('grade.hint')}</b> {escape(str(r['feedback']))}</p>")
        if person:
            parts.append(f'<p class="soft">{self.phrase("status." + m.status)} · {self.phrase("grade.proposed", points=shown(m.credit.proposed), out_of=shown(m.credit.out_of))}</p>')
        return "".join(parts)

    def lines(self, lines: Sequence[Mapping[str, Any]]) -> str:
        """The lines of a solution with the verdict on each."""
        return '<ol class="lines">' + "".join(self.line(line) for line in lines) + "</ol>"

    def line(self, line: Mapping[str, Any]) -> str:
        status = "words" if line.get("statements") == [] and line.get("status") == "ok" else str(line.get("status"))
        colour = {"ok": "proved", "undecided": "undecided", "unreadable": "undecided"}.get(status, "refuted" if status in ("wrong", "root_lost", "root_gained") else "")
        text = formula(line["latex"]) if line.get("latex") else typeset(str(line.get("source", "")))
        aside = f"<aside>{escape(str(line['message']))}</aside>" if line.get("message") and status not in ("ok", "words") else ""
        return f'<li class="{colour}"><span>{escape(str(line.get("n", "")))}</span><span>{text}</span><span>{self.phrase("status." + status)}</span>{aside}</li>'

    # ---- changes and students

    def changes(self, changes: Sequence[Difference]) -> Iterator[str]:
        if changes:
            yield f'<section id="changes"><h2>{self.phrase("grade.section.changes")} <span class="soft">{len(changes)}</span></h2>\n<ul>\n'
            for d in changes[:GROUPS]:
                before, now = (self.phrase(f"status.{s}") if s else self.phrase("grade.gone") for s in (d.before, d.now))
                yield f"<li>{escape(d.part or d.id)}, {escape(d.student)}: {before} → {now} <code>{escape(d.answer[:200])}</code></li>\n"
            yield "</ul>\n" + (f"<p>{self.phrase('grade.more', n=len(changes) - GROUPS)}</p>\n" if len(changes) > GROUPS else "") + "</section>\n"

    def students(self, students: Sequence[Total], own: Mapping[str, Sequence[Mark]]) -> Iterator[str]:
        if not own:
            yield f"<p>{self.phrase('grade.large')}</p>\n"
        yield '<table class="students"><tbody>\n'
        for t in students:
            note = f' <span class="undecided">{self.phrase("grade.open", n=t.open)}</span>' if t.open else ""
            who = escape(" ".join(filter(None, (t.name, f"({t.student})" if t.name else t.student))) or "–")
            marks = own.get(t.student, ())
            signs = "".join(f'<span class="{SIGNS[k][1]}" title="{escape(m.question)}">{SIGNS[k][0]}</span> ' for m in marks if (k := m.kind))
            cell = f"<details><summary>{who} {signs}{note}</summary>{''.join(map(self.own, marks))}</details>" if marks else f"{who}{note}"
            yield f'<tr><td>{cell}</td><td class="number">{self.phrase("grade.points", points=shown(t.points), out_of=shown(t.out_of))}</td></tr>\n'
        yield "</tbody></table>\n"

    def own(self, m: Mark) -> str:
        sign, colour = SIGNS[m.kind]
        points = shown(m.credit.points) if not m.needs_person else "?"
        name = m.result["mistake"]
        return (f'<div class="group"><b class="{colour}">{sign} {points}</b><div>{self.work(m)}'
                f'<p class="soft">{self.phrase("status." + m.status)}{f" · {self.name(name)}" if name else ""}</p></div></div>')


def _english(id: str) -> str:
    """The English title of a mistake: that of its rule, where there is one."""
    from symderive.rules import RULES
    rule = RULES.get(id)
    return rule.title if rule is not None else id


@lru_cache(4096)
def formula(latex: str) -> str:
    """A formula of ours in MathML; one that is very long as its source."""
    return mathml(latex, display=True) if len(latex) <= LONGEST else f"<code>{escape(latex[:LONGEST])}…</code>"


@lru_cache(4096)
def typeset(text: str) -> str:
    """A text with formulas in it: these in MathML, the words as they are. A text of one formula needs no signs around it."""
    if len(text) > LONGEST:
        return f"<code>{escape(text[:LONGEST])}…</code>"
    if FORMULA.search(text):
        parts: list[str] = []
        at = 0
        for found in FORMULA.finditer(text):
            parts += (escape(text[at:found.start()]), mathml(next(g for g in found.groups() if g is not None)))
            at = found.end()
        return "".join(parts) + escape(text[at:])
    return mathml(text.replace("&", "").removesuffix("\\\\")) if COMMAND.search(text) and not WORD.search(text) else escape(text)
