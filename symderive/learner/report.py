"""The report on an answer: verdict, counterexample, likely mistakes, and feedback that says as much as is wanted."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sympy import Basic

from symderive.comparison import Comparison, Counterexample, Equality
from symderive.derivation import Verdict
from symderive.diagnosis import Finding
from symderive.errors import UsageError
from symderive.lang import languages, words
from symderive.learner.question import Question
from symderive.phrase import Phrase
from symderive.render.notation import text
from symderive.render.prose import say

LEVELS = ("verdict", "hint", "where", "full")
OTHERS = 4                      # further mistakes that are named
UNDEFINED = "undefined"


@dataclass(frozen=True, eq=False)
class AnswerReport:
    """What there is to say of an answer. True in a condition where it is accepted.

    question    what was asked, and what we know of it
    answer      what was answered, as text
    comparison  of the right answer with this one
    mistakes    what explains a wrong answer, the likeliest first; none where nothing was found
    lang        the language of the feedback, unless another is asked for
    """
    question: Question = field(repr=False)
    answer: str
    comparison: Comparison
    mistakes: tuple[Finding, ...] = ()
    lang: str = "en"

    def __bool__(self) -> bool:
        return bool(self.comparison)

    @property
    def status(self) -> Equality:
        """How the answer compares: "equal", "not_equal", "undecided", ..."""
        return self.comparison.status

    @property
    def verdict(self) -> Verdict:
        """The checker's word."""
        return self.comparison.verdict

    @property
    def counterexample(self) -> Counterexample | None:
        """Where the answer differs from the right one, with small numbers; `left` is the right value."""
        return self.comparison.counterexample

    @property
    def mistake(self) -> Finding | None:
        """The likeliest mistake."""
        return self.mistakes[0] if self.mistakes else None

    @property
    def needs_person(self) -> bool:
        """Can it not be told whether the answer is right?"""
        return self.status in (Equality.UNDECIDED, Equality.UNREADABLE)

    # ---- in words

    def feedback(self, level: str = "hint", lang: str | None = None) -> str:
        """What to say to the one who answered.

        Args:
            level: "verdict": right or not; "hint": a counterexample, and a question that points the way; "where": what is likely
                wrong, and at which place; "full": the answer with our own solution as well.
            lang: "en" or "zh".

        Raises:
            UsageError: for a level or a language there is not.
        """
        if level not in LEVELS:
            raise UsageError(f"there is no level {level!r}; there are: {', '.join(LEVELS)}")
        lang = self.lang if lang is None else lang
        if lang not in languages():
            raise UsageError(f"there is no language {lang!r}; there are: {', '.join(languages())}")
        vocabulary = words(lang, {})
        lines = [say(p, vocabulary, lambda e: text(e, unicode=True)) for p in self._phrases(LEVELS.index(level), lang)]
        if self.comparison.place is not None:
            lines.append(str(self.comparison.place))
        if level == "full" and self.question.solution is not None and self.question.goal is not None and not self:
            lines += ["", self.question.solution.text(lang=lang).rstrip()]
        return "\n".join(line[:1].upper() + line[1:] for line in lines)

    def text(self, lang: str | None = None) -> str:
        """All that can be said without giving the answer."""
        return self.feedback("where", lang)

    def _phrases(self, level: int, lang: str) -> Iterator[Phrase]:
        c = self.comparison
        yield from map(_sentence, self._verdict())
        if self.needs_person or level == 0 or self:
            return
        if c.counterexample is not None and (c.counterexample.at or level == 3):
            yield _sentence(_values(c.counterexample))
        found = self.mistake
        if found is not None:
            if level == 1:
                yield Phrase("check.hint", {"hint": found.hint(lang)})
            else:
                yield from map(_sentence, self._where(found, level, lang))
                yield Phrase("check.hint", {"hint": found.hint(lang)})
        if level == 3 and isinstance(self.question.gold, Basic):
            yield _sentence(Phrase("check.answer", {"answer": self.question.gold}))

    def _verdict(self) -> Iterator[Phrase]:
        c = self.comparison
        because = ".because" if c.status is Equality.NOT_EQUAL and c.reason is not None else ""
        yield Phrase(f"check.{c.status}{because}", {"digits": c.digits, "reason": c.reason})

    def _where(self, found: Finding, level: int, lang: str) -> Iterator[Phrase]:
        yield Phrase("check.mistake", {"message": found.message(lang)})
        if level == 3 or not found.ours:
            yield _place(found)
        if level == 3:
            yield Phrase("check.made", {"place": found.place, "made": found.made})
        if found.also is not None:
            yield Phrase("check.second", {"message": found.also.message(lang), "place": found.also.place})
        said = {(f.place, f.made): f.message(lang) for f in reversed(self.mistakes)}         # the likeliest name of each
        if others := [*dict.fromkeys(m for m in reversed(said.values()) if m != found.message(lang))][:OTHERS]:
            between = words(lang, {}).phrase("check.others.between")
            yield Phrase("check.others", {"messages": between.join(others)})

    # ---- as data

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """The report as plain data, ready for JSON."""
        lang = self.lang if lang is None else lang
        found = self.comparison.to_dict()
        first = self.mistake
        named = None if first is None else first.to_dict(lang) | {
            "also": [f.id for f in self.mistakes[1:]], "confidence": "only match" if len(self.mistakes) == 1 else f"one of {len(self.mistakes)}"}
        return {**found, "kind": "answer", "problem": self.question.source, "answer": self.answer, "mistake": named,
                "mistakes": [f.to_dict(lang) for f in self.mistakes], "needs_person": self.needs_person, "feedback": self.feedback("hint", lang)}

    def __str__(self) -> str:
        return self.text()


def _sentence(p: Phrase) -> Phrase:
    return Phrase("sentence", {"it": p})


def _values(c: Counterexample) -> Phrase:
    at = tuple(f"{x} = {v}" for x, v in c.at.items())
    if {c.left, c.right} == {"true", "false"}:
        return Phrase("check.left_out" if c.left == "true" else "check.put_in", {"at": at})
    values = {"left": _word(c.left), "right": _word(c.right)}
    return Phrase("check.values", {"at": at, **values}) if at else Phrase("check.value", values)


def _word(value: str) -> Any:
    return Phrase(f"equality.{value}") if value == UNDEFINED else value


def _place(found: Finding) -> Phrase:
    if found.entry is None:
        return Phrase("check.place", {"place": found.place})
    return Phrase("check.entry", {"row": found.entry[0], "column": found.entry[1], "place": found.place})
