"""An exercise sheet before any format: what each problem asks, and what it comes to where that was worked out."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symderive.phrase import Phrase
from symderive.render.prose import say, sentence

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.render import Printable

MATHEMATICS = re.compile(r"(?<!\\)\$([^$]+)\$")


@dataclass(frozen=True)
class Exercise:
    """A problem of a sheet.

    text      what the author says, with mathematics between dollar signs; "": the sentence of the problem itself
    source    the mathematics as it was given, to show where it could not be read
    solution  what it comes to; None where it failed
    fault     why it failed
    points    how much it is worth, in figures
    space     room for the answer, as "3cm"
    """
    number: int
    text: str = ""
    source: str = ""
    solution: Printable | None = None
    fault: str = ""
    points: str = ""
    space: str = ""


@dataclass(frozen=True)
class Sheet:
    """Exercises under a title; with `solutions` worked out, else with room for answers."""
    exercises: tuple[Exercise, ...]
    title: str = ""
    author: str = ""
    date: str = ""
    total: str = ""
    solutions: bool = False


@dataclass(frozen=True)
class Signs:
    """How a format says prose and mathematics."""
    plain: Callable[[str], str]
    math: Callable[[str], str]


def prose(text: str, signs: Signs) -> str:
    """An author's sentence, with the mathematics in it set."""
    found, at = [], 0
    for m in MATHEMATICS.finditer(text):
        found += [signs.plain(text[at:m.start()].replace(r"\$", "$")), signs.math(m[1].strip())]
        at = m.end()
    return "".join((*found, signs.plain(text[at:].replace(r"\$", "$"))))


def title(sheet: Sheet, words: Words) -> str:
    return sheet.title or words.phrase("sheet.title")


def heading(e: Exercise, words: Words, signs: Signs) -> str:
    """`Problem 3.`"""
    return plainly(sentence(Phrase("sheet.problem", {"n": e.number})), words, signs)


def points(e: Exercise, words: Words, signs: Signs) -> str:
    """`(5 points)`, or nothing."""
    return plainly(Phrase("sheet.point" if e.points == "1" else "sheet.points", {"n": e.points}), words, signs) if e.points else ""


def unsolved(e: Exercise, words: Words, signs: Signs) -> str:
    """Why there is no solution."""
    return plainly(sentence(Phrase("sheet.unsolved", {"why": e.fault})), words, signs)


def statement(e: Exercise, asked: str, signs: Signs) -> str:
    """What the author says; else the sentence of the problem, `asked`; else the source."""
    return prose(e.text, signs) if e.text else asked or signs.plain(e.source)


def under_title(sheet: Sheet, words: Words, signs: Signs) -> Iterator[str]:
    """Author, date and the points that there are, as far as they are given."""
    yield from (signs.plain(s) for s in (sheet.author, sheet.date) if s)
    if sheet.total:
        yield plainly(Phrase("sheet.total", {"n": sheet.total}), words, signs)


def plainly(p: Phrase, words: Words, signs: Signs) -> str:
    return say(p, words, str, signs.plain)
