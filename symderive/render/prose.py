"""Sentences: a phrase with its places filled, in one language; what a page says around its formulas."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from sympy import Basic, Symbol

from symderive.derivation import Status
from symderive.lang import Words
from symderive.nodes import Evaluated, Gradient, relation
from symderive.page import Page, Reason, Row
from symderive.phrase import Phrase
from symderive.render.pieces import Notation
from symderive.render.shapes import places, tower

Chunk: TypeAlias = str | Basic                                      # words, or mathematics

PLACE = re.compile(r"\{(\w+)\}")


def say(phrase: Phrase, words: Words, math: Callable[[Basic], str], plain: Callable[[str], str] = str) -> str:
    """A sentence in one language.

    Args:
        phrase: the sentence by id, with what fills its places; the id of a rule says its title.
        words: the language.
        math: sets an expression in the format's notation.
        plain: makes words safe in the format.

    >>> from sympy.abc import x
    >>> from symderive.lang import words
    >>> say(Phrase("part.derivative", {"x": x}), words("en", {}), lambda e: f"${e}$")
    'Derivative in $x$'
    """
    return said(chunks(phrase, words), math, plain)


def said(parts: Iterable[Chunk], math: Callable[[Basic], str], plain: Callable[[str], str]) -> str:
    return "".join(math(p) if isinstance(p, Basic) else plain(p) for p in joined(parts))


def chunks(phrase: Phrase, words: Words) -> list[Chunk]:
    """The words and the mathematics of a sentence, in order."""
    if phrase.id not in words.phrases:
        return [words.titles.get(phrase.id, phrase.id)]
    found: list[Chunk] = []
    at, template = 0, words.phrase(phrase.id)
    for place in PLACE.finditer(template):
        found += (template[at:place.start()], *_filled(phrase.values[place[1]], words))
        at = place.end()
    return [*found, template[at:]]


def _filled(value: Any, words: Words) -> Iterator[Chunk]:
    if isinstance(value, Basic):
        yield value
    elif isinstance(value, Phrase):
        yield from chunks(value, words)
    elif isinstance(value, Reason):
        yield from chunks(reason(value), words)
    elif isinstance(value, (tuple, list)):
        for k, item in enumerate(value):
            if k:
                yield words.phrase("reason.between" if isinstance(item, Reason) else "list.between")
            yield from _filled(item, words)
    else:
        yield str(value)


def cell(value: Any, words: Words) -> Iterator[Chunk]:
    """What stands in a place of a table."""
    yield from joined(_filled(value, words))


def joined(parts: Iterable[Chunk]) -> Iterator[Chunk]:
    """Neighbouring words made one."""
    run = ""
    for p in parts:
        if isinstance(p, str):
            run += p
            continue
        if run:
            yield run
        run = ""
        yield p
    if run:
        yield run


def sentence(phrase: Phrase) -> Phrase:
    """With its full stop."""
    return Phrase("sentence", {"it": phrase})


# ---- what a page says

def task(page: Page) -> Phrase:
    """The problem, with the point at which the answer is wanted."""
    _, where = places(page.statement) if type(page.statement) is Evaluated else (None, [])
    if not where:
        return sentence(page.problem)
    at = tuple(relation("=", x, a) for x, a in zip(where[::2], where[1::2]))
    return sentence(Phrase("task.at", {"task": page.problem, "at": at}))


def reason(r: Reason) -> Phrase:
    """Why a line follows: `power rule`, `chain rule, u = x^2`, or both."""
    equations = tuple(relation("=", u, e) for u, e in r.where)
    if r.chain:
        return Phrase("reason.chain_of" if r.named else "reason.chain", {"rule": Phrase(r.rule), "u": equations})
    return Phrase("reason.where", {"rule": Phrase(r.rule), "where": equations}) if equations else Phrase(r.rule)


def reasons(row: Row, words: Words) -> list[Chunk]:
    """Everything that stands beside a line: its reasons, and a warning where the checker does not agree."""
    found: list[Chunk] = []
    doubt = [Phrase(f"verdict.{row.verdict.status.value}")] if row.verdict is not None and not row.verdict else []
    for p in [*map(reason, row.reasons), *doubt]:
        found += (words.phrase("reason.between"), *chunks(p, words)) if found else chunks(p, words)
    return list(joined(found))


def notation_of(page: Page, make: Callable[..., Notation], theme: Mapping[str, str], **more: Any) -> Notation:
    """The notation of a page, with the options of a theme; `make` is the `notation` of LaTeX or of plain text."""
    return make(theme, partial=page.partial, rounds=page.rounds, functions=functions(page), **more)


def within(w: Notation, goal: Basic | None = None, partial: bool | None = None) -> Notation:
    """The notation where a goal is worked out: how its derivatives are written, and a gradient as a row if that is wished."""
    while isinstance(goal, Evaluated):
        goal = goal.args[0]
    return replace(w, partial=w.partial if partial is None else partial, row=w.row and isinstance(goal, Gradient))


def functions(page: Page) -> frozenset[Basic]:
    """The names that stand for functions on this page: those of its parts."""
    lefts = [*(s.name for s in page.sections), *(left for left, _, _ in page.answer)]
    return page.names | frozenset(body for e in lefts if e is not None and isinstance(body := tower(places(e)[0])[0], Symbol))


def doubts(page: Page) -> list[Phrase]:
    """The steps that the checker does not confirm, where no line shows them."""
    return [Phrase(f"doubt.{s.verdict.status.value}", {"step": relation(s.relation.value, s.before, s.after), "rule": Phrase(s.rule)})
            for s in page.doubts if s.verdict is not None and not s.verdict]


MARKS = {Status.PROVED: "✓", Status.VERIFIED: "✓", Status.UNDECIDED: "?", Status.REFUTED: "✗"}


def summary(page: Page) -> Phrase:
    """The verdict on the whole."""
    return sentence(page.summary)


def holding(page: Page) -> Phrase:
    """Where the answer holds."""
    return sentence(Phrase("provisos", {"list": page.provisos}) if page.provisos else Phrase("provisos.none"))

