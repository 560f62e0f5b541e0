"""The report on a solution: each line with its status, the first wrong one, the final answer; in words, as JSON, as a page."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from symderive.diagnosis import Finding
from symderive.homework.deciding import Witness
from symderive.homework.state import Judged
from symderive.homework.statuses import FAULTS, LineStatus, Link

LEVELS = ("verdict", "hint", "where", "full")


@dataclass(frozen=True)
class LineReport:
    """One line of the solution.

    number     from 1
    source     as written; `place` is where it stands in the whole text
    status     a `LineStatus`; it is also a string
    statements what the line says, each with its claims
    mistakes   what explains a wrong line, the likeliest first
    """
    number: int
    source: str
    place: tuple[int, int]
    status: LineStatus
    statements: tuple[Judged, ...] = ()
    mistakes: tuple[Finding, ...] = ()
    error: str = ""

    @property
    def mistake(self) -> Finding | None:
        """The likeliest mistake."""
        return self.mistakes[0] if self.mistakes else None

    @property
    def witness(self) -> Witness | None:
        """A point at which a claim of the line fails."""
        return next((k.truth.witness for s in self.statements for k in s.links if k.truth.holds is False and k.truth.witness is not None), None)

    @property
    def defines(self) -> str | None:
        return next((str(s.defines) for s in self.statements if s.defines is not None), None)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.id for s in self.statements for p in s.notes))

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        return {
            "n": self.number, "source": self.source, "place": list(self.place), "status": str(self.status), "statements": [_statement(s) for s in self.statements],
            "defines": self.defines, "repeats": None, "notes": list(self.notes), "mistake": self.mistake.id if self.mistake else None,
            "message": self.mistake.message(lang) if self.mistake else None, "hint": self.mistake.hint(lang) if self.mistake else None,
            "error": self.error or None,
        }


def _statement(s: Judged) -> dict[str, Any]:
    rung = next((k.truth.rung for k in s.links if k.truth.holds), None)
    return {"type": s.kind, "head": None if s.head is None else str(s.head), "context": rung, "links": [_link(k) for k in s.links]}


def _link(k: Link) -> dict[str, Any]:
    w = k.truth.witness if k.truth.holds is False else None
    return {
        "holds": k.truth.holds, "follows": k.follows.holds if k.follows is not None else None, "rung": k.truth.rung if k.truth.holds else None,
        "reason": k.truth.reason or None, "witness": None if w is None else {"at": dict(w.at), "left": w.left, "right": w.right},
    }


@dataclass(frozen=True)
class Final:
    """What the solution ends with: a status of an answer, the line, and whether it follows from a wrong line."""
    status: str
    line: int | None = None
    follows_from_wrong_line: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {"status": self.status, "line": self.line, "follows_from_wrong_line": self.follows_from_wrong_line}


@dataclass(frozen=True)
class SolutionReport:
    """A solution, checked line by line.

    lines    a LineReport each
    final    how it ends
    unknowns, defined   what was sought, and on which line each name was defined
    """
    problem: str
    lines: tuple[LineReport, ...]
    final: Final
    unknowns: tuple[str, ...] = ()
    defined: Mapping[str, int] = field(default_factory=dict)
    lang: str = "en"
    answer: str = ""

    @property
    def first_wrong_line(self) -> int | None:
        """The number of the first line that is wrong, or loses or gains a root; None if none is."""
        return next((line.number for line in self.lines if line.status in FAULTS), None)

    @property
    def mistake(self) -> str | None:
        """The id of the likely mistake on the first wrong line."""
        found = self._first.mistake if self._first is not None else None
        return found.id if found else None

    @property
    def needs_person(self) -> bool:
        """Is something unreadable or undecided before the first wrong line?"""
        first = self.first_wrong_line
        return any(line.status in (LineStatus.UNREADABLE, LineStatus.UNDECIDED) for line in self.lines if first is None or line.number < first)

    @property
    def correct(self) -> bool | None:
        """Is every line right? None if a person has to look."""
        return False if self.first_wrong_line is not None else None if self.needs_person else True

    @property
    def _first(self) -> LineReport | None:
        n = self.first_wrong_line
        return next((line for line in self.lines if line.number == n), None)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, of the schema symderive/1."""
        first = self._first
        m = first.mistakes if first is not None else ()
        decided = [k.truth for line in self.lines for s in line.statements for k in s.links]
        return {
            "schema": "symderive/1", "kind": "solution", "problem": self.problem, "first_wrong_line": self.first_wrong_line, "final": self.final.to_dict(),
            "mistake": {"id": m[0].id, "also": [f.id for f in m[1:]], "confidence": "one of several" if m[1:] else "only match"} if m else None,
            "needs_person": self.needs_person, "lines": [line.to_dict(self.lang) for line in self.lines],
            "context": {"unknowns": list(self.unknowns), "defined": dict(self.defined)},
            "evidence": {"points": max((d.points for d in decided), default=0), "bits": max((d.bits for d in decided), default=0), "seed": None},
        }

    def text(self, lang: str | None = None) -> str:
        """The report in words."""
        from symderive.homework.wording import text
        return text(self, lang or self.lang)

    def html(self, lang: str | None = None) -> str:
        """The report as one page that stands alone."""
        from symderive.homework.wording import html
        return html(self, lang or self.lang)

    def feedback(self, level: str = "verdict", lang: str | None = None) -> str:
        """What to tell the student: "verdict" says whether it is right, "hint" asks a question, "where" names the line, "full" tells all.

        Raises:
            UsageError: for a level there is not.
        """
        from symderive.homework.wording import feedback
        return feedback(self, level, lang or self.lang)

    def credit(self, policy: Any = None) -> Any:
        """Points under a policy: a mapping, or the path of a TOML or JSON file. See `symderive.homework.credit`."""
        from symderive.homework.credit import credit
        return credit(self, policy)

    def __str__(self) -> str:
        return self.text()
