"""What a written solution is made of: a Document of Lines, a Line of words and Statements."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from symderive.errors import ReadError
from symderive.reading.prose import Word

if TYPE_CHECKING:
    from symderive.reading import Reading

RELATION = re.compile(r"(?:(?P<eq>:=|==?(?!>)|\\equiv(?![A-Za-z])|\\coloneqq)|(?P<le><=(?!>)|≤|⩽|\\leq?(?:slant)?(?![A-Za-z]))|(?P<ge>>=|≥|⩾|\\geq?(?:slant)?(?![A-Za-z]))|(?P<ne>!=|≠|\\neq?(?![A-Za-z]))|(?P<approx>≈|\\approx(?![A-Za-z])|\\doteq)|(?P<lt><|\\lt(?![A-Za-z]))|(?P<gt>>|\\gt(?![A-Za-z])))")
SIGNS = dict(eq="=", le="<=", ge=">=", ne="!=", approx="approx", lt="<", gt=">")
HAS_RELATION = re.compile(rf"{RELATION.pattern}|\\in(?![A-Za-z])|\\sim|[∈~]|\bin\b")


@dataclass(frozen=True)
class Known:
    """What the lines so far have defined: names of functions, and the shapes of matrices."""
    functions: frozenset[str] = frozenset()
    shapes: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """One formula, or one claim in words.

    source     as written; `start` and `end` are its place in the whole text
    reading    the formula; None if it could not be read, or if a claim names no subject
    error      why it could not be read, with the place in the whole text
    continues  the relation with which it continues the statement before: "=", "<=", ...; "" if it does not
    after      what the word right before it means, as "so", "substitute", "where": an id of the table of `prose`, or ""
    says       what is claimed of it in words: "decreasing", "local_maximum", ... or ""
    where      where that holds: readings of intervals, of x = a, of conditions
    """
    source: str
    start: int
    end: int
    reading: Reading | None = None
    error: ReadError | None = None
    continues: str = ""
    after: str = ""
    says: str = ""
    where: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line: its number from 1, its source and place, the words and statements in it, and the label before it, as "Step 2:"."""
    number: int
    source: str
    start: int
    end: int
    words: tuple[Word, ...]
    statements: tuple[Statement, ...]
    label: str = ""
    displayed: bool = False

    @property
    def continues(self) -> str:
        """The relation with which the line begins, if it continues the one before."""
        return self.statements[0].continues if self.statements else ""

    @property
    def errors(self) -> tuple[ReadError, ...]:
        """Why parts of the line could not be read."""
        return tuple(s.error for s in self.statements if s.error)


@dataclass(frozen=True)
class Document:
    """A solution as it was written: its lines in order. `known` is what they define."""
    text: str
    lines: tuple[Line, ...]
    known: Known = Known()

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(s for line in self.lines for s in line.statements)

    @property
    def errors(self) -> tuple[ReadError, ...]:
        """All that could not be read."""
        return tuple(e for line in self.lines for e in line.errors)
