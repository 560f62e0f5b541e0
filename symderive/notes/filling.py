"""Notes with their solutions: every marked problem is worked out, what is not its solution stays byte for byte as it is."""
from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symderive.derivation import Status
from symderive.errors import NotSupported, ReadError, SymderiveError, UsageError
from symderive.notes import markdown, tex
from symderive.notes.judging import contradiction
from symderive.notes.marks import Line, Mark, Scanner, fault_at, lines_of
from symderive.request import command_words, request

if TYPE_CHECKING:
    from symderive.solution import Solution


@dataclass(frozen=True)
class Kind:
    """A kind of document: its suffixes, how its marks are found, and which formats may stand in it, the first by itself."""
    suffixes: tuple[str, ...]
    marks: Scanner
    formats: Mapping[str, str]                # format -> what stands around it, with {} for the text


KINDS = {
    "md": Kind((".md", ".markdown", ".qmd", ".rmd", ".mdown"), markdown.marks, {"markdown": "{}", "fragment": "{}", "text": "```text\n{}\n```", "latex": "```latex\n{}\n```"}),
    "tex": Kind((".tex", ".ltx", ".latex"), tex.marks, {"latex": "{}", "text": "\\begin{{verbatim}}\n{}\n\\end{{verbatim}}"}),
}
UNCHANGED, MISSING, STALE, WRONG, UNREADABLE, UNSUPPORTED, REFUTED = "unchanged", "missing", "stale", "wrong", "unreadable", "unsupported", "refuted"
WRITTEN = (MISSING, STALE, WRONG)
OUTDATED = (*WRITTEN, REFUTED)


@dataclass(frozen=True)
class Filling:
    """What became of one marked problem.

    status    "unchanged": its solution stood there; "missing": there was none; "stale": another one stood there; "wrong": the answer
              that stood there is not the answer; these three are written. Left as they are: "unreadable", "unsupported",
              and "refuted", where the checker refutes the solution
    line      of the mark, and its column, from 1
    message   what is to be said of it
    words     the problem as it is marked
    solution  the Solution, where there is one
    """
    status: str
    line: int
    column: int
    message: str
    words: str
    solution: Solution | None = None

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.status}" + (f": {self.message}" if self.message else "").replace(": \n", ":\n")


@dataclass(frozen=True)
class Edit:
    """What is to stand between two places of the document."""
    start: int
    stop: int
    text: str


@dataclass(frozen=True)
class Filled:
    """Notes with their solutions: the text, and what became of each problem. True where every problem has a solution that holds."""
    text: str
    problems: tuple[Filling, ...]

    def __bool__(self) -> bool:
        return all(p.status in (UNCHANGED, *WRITTEN) and bool(p.solution is not None and p.solution.verdict) for p in self.problems)

    @property
    def outdated(self) -> tuple[Filling, ...]:
        """The problems below which something else stood than their solution."""
        return tuple(p for p in self.problems if p.status in OUTDATED)


def kind_of(path: str | os.PathLike[str]) -> str:
    """The kind of a document, by its suffix.

    >>> kind_of("chapter.qmd")
    'md'
    """
    suffix = Path(path).suffix.lower()
    for name, kind in KINDS.items():
        if suffix in kind.suffixes:
            return name
    raise UsageError(f"{suffix or 'a file without a suffix'} is no document that can be filled; there are {', '.join(s for k in KINDS.values() for s in k.suffixes)}")


def fill(text: str, kind: str = "md", **options: Any) -> Filled:
    r"""Write the worked solution below each marked problem of a text, or refresh the one that is there.

    In Markdown a problem is a block ```symderive, or stands in a comment <!-- symderive: ... -->; in LaTeX in a comment % symderive: ...
    It is a command with the words of the command line, or a problem written out; options, as --lang zh, may follow it.

    Args:
        text: the document.
        kind: "md" or "tex".
        options: how solutions are written where a mark does not say it: lang, detail, view, flavour, fold, ...

    Returns:
        The text, in which only solutions have changed, and what became of each problem.

    Raises:
        UsageError: for a kind, or an option, there is not. What is wrong with a problem is told in `problems`.

    >>> filled = fill("% symderive: derivative x^2 --wrt x --detail answer\n", kind="tex")
    >>> [p.status for p in filled.problems], filled.text.split("\n")[2]
    (['missing'], '\\textbf{Problem.} Find the derivative of $x^2$ with respect to $x$.')
    >>> fill(filled.text, kind="tex").text == filled.text
    True
    """
    if kind not in KINDS:
        raise UsageError(f"there is no kind of document {kind!r}; there are {', '.join(KINDS)}")
    from symderive.render import checked
    usual = as_words(checked(options))
    lines = lines_of(text)
    parts: list[str] = []
    problems, at = [], 0
    for mark in KINDS[kind].marks(text, lines):
        filling, edit = one(text, lines, mark, KINDS[kind], usual)
        problems.append(filling)
        if edit is not None:
            parts += (text[at:edit.start], edit.text)
            at = edit.stop
    return Filled("".join([*parts, text[at:]]), tuple(problems))


def as_words(options: Mapping[str, Any]) -> list[str]:
    """Options as the command line has them."""
    def written(value: Any) -> str:
        return ",".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, Mapping) else str(value)
    return [f"--{name}" if value is True else f"--{name}={written(value)}" for name, value in options.items() if value is not False and value is not None]


def one(document: str, lines: Sequence[Line], mark: Mark, kind: Kind, usual: Sequence[str]) -> tuple[Filling, Edit | None]:
    """What becomes of a problem; and what is to be written, if something is."""
    start, stop = extent(lines, mark)
    old = document[start:stop] if mark.found is not None else None
    line, column = place(lines, mark.start)

    def told(status: str, message: str = "", solution: Solution | None = None) -> Filling:
        return Filling(status, line, column, message, mark.text, solution)
    try:
        if mark.fault is not None:
            raise mark.fault
        if old is not None and not empty(old, mark) and not OURS.search(old):
            raise fault_at(document, start, stop, "this is no solution of symderive: it would be lost", f"move it below {mark.closing.strip()}, or take it away")
        solution, made = solved(mark, kind, usual)
    except NotSupported as fault:
        return told(UNSUPPORTED, str(fault)), None
    except SymderiveError as fault:
        found = located(document, mark, fault)
        line, column = place(lines, found.start)
        return told(UNREADABLE, str(found).removeprefix("cannot read this:")), None
    if solution.verdict.status is Status.REFUTED:
        return told(REFUTED, "the checker refutes a step of the solution; it is not written", solution), None
    new = written(document, lines, mark, made)
    if old is None or (old != new and empty(old, mark)):
        return told(MISSING, "", solution), Edit(start, stop, new)
    if old == new:
        return told(UNCHANGED, "", solution), None
    wrong = contradiction(old, made, solution)
    status, message = (WRONG, wrong) if wrong else (STALE, difference(old, new, lines, start))
    return told(status, message, solution), Edit(start, stop, new)


def solved(mark: Mark, kind: Kind, usual: Sequence[str]) -> tuple[Solution, str]:
    """The solution of a problem, and as it is to be written."""
    given = command_words(mark.text)
    if not given:
        raise UsageError("nothing is asked here")
    asked = request([given[0].text, *usual, *(w.text for w in given[1:])])
    format = asked.options.get("format") or next(iter(kind.formats))
    if format not in kind.formats or asked.options.get("document"):
        raise UsageError(f"in these notes a solution is one of {', '.join(kind.formats)}")
    solution = asked.solution()
    return solution, kind.formats[format].format(str(solution.render(format)).strip("\n"))


def extent(lines: Sequence[Line], mark: Mark) -> tuple[int, int]:
    """From where to where the solution stands, or where it is to stand."""
    if mark.found is not None:
        return lines[mark.found[0]].start, lines[mark.found[1] - 1].stop
    line = lines[mark.last]
    return line.stop + len(line.end), line.stop + len(line.end)


def written(document: str, lines: Sequence[Line], mark: Mark, made: str) -> str:
    """The lines of a solution, with the ends of the lines around it."""
    end = lines[mark.last].end or next((line.end for line in lines if line.end), "\n")
    body = [(mark.prefix + line).rstrip() for line in made.split("\n")]
    blank = mark.prefix.rstrip()
    before = [blank] if not mark.opening else [mark.opening, blank] if mark.found is not None else [blank, mark.opening, blank]
    text = end.join([*before, *body, blank, mark.closing])
    if mark.found is not None:
        return text
    return text + end if lines[mark.last].end else end + text


def place(lines: Sequence[Line], at: int) -> tuple[int, int]:
    """Line and column, from 1."""
    k = max((n for n, line in enumerate(lines) if line.start <= at), default=0)
    return k + 1, at - lines[k].start + 1


def empty(old: str, mark: Mark) -> bool:
    """Is there nothing between the mark and the line that ends its solution?"""
    return not old.removesuffix(mark.closing).removeprefix(mark.opening).strip(" \t\r\n>")


# what every solution holds: the checker's mark, or the class of a fragment
OURS = re.compile(r"[✓✗]|\$\\(?:checkmark|times)\$|^[ \t>]*\? |class=\"symderive", re.MULTILINE)


def located(document: str, mark: Mark, fault: SymderiveError) -> ReadError:
    """An error, at its place in the document."""
    if isinstance(fault, ReadError) and fault.text is document:
        return fault
    if not isinstance(fault, ReadError):
        return fault_at(document, mark.start, mark.places[-1], str(fault))
    at = mark.text.find(fault.text)
    start, end = fault.start, fault.end
    if at < 0:                                     # the text that was read holds words of ours before those of the mark
        word = next((w for w in sorted(re.findall(r"\S.*\S|\S", mark.text), key=len, reverse=True) if w in fault.text), None)
        tail = common_tail(mark.text, fault.text) if word is None else word
        if not tail:
            return fault_at(document, mark.start, mark.places[-1], fault.message, fault.hint)
        at, shift = mark.text.find(tail), fault.text.find(tail)
        start, end = max(0, start - shift), max(0, end - shift)
    top = len(mark.places) - 1
    first, last = mark.places[min(at + start, top)], mark.places[min(at + end, top)]
    return fault_at(document, first, last, fault.message, fault.hint)


def common_tail(marked: str, read: str) -> str:
    """The longest end of what was read that stands in the mark."""
    return next((read[k:] for k in range(len(read)) if read[k:] in marked), "")


def difference(old: str, new: str, lines: Sequence[Line], start: int) -> str:
    """The first line in which two solutions differ."""
    first = place(lines, start)[0]
    a, b = old.splitlines(), new.splitlines()
    for k in range(max(len(a), len(b))):
        left, right = (side[k].strip() if k < len(side) else "" for side in (a, b))
        if left != right:
            return f"line {first + k} is {left!r}, not {right!r}"
    return "white space differs"
