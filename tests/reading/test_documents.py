"""Documents: golden files, places, homework in two layouts, and texts that are not meant to be read."""
from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from sympy import Integer, Symbol

from symderive.errors import ReadError
from symderive.lang import languages, words
from symderive.nodes import relation
from symderive.reading import Document, Statement, final_answer, read, read_document
from symderive.reading.prose import ENTRIES, SORTS

HERE = Path(__file__).parent
HOMEWORK = [json.loads(line) for line in (HERE / "homework_lines.jsonl").read_text(encoding="utf-8").splitlines()]


def entries() -> list[Any]:
    found = []
    for path in sorted((HERE / "golden").glob("document_*.txt")):
        for block in path.read_text(encoding="utf-8").split("<<< ")[1:]:
            title, _, rest = block.partition("\n")
            text, _, expected = rest.partition("\n>>>\n")
            found.append(pytest.param(text, expected.strip().split("\n"), id=f"{path.stem}-{title}"))
    return found


def shown(s: Statement) -> str:
    said = f"{s.after}: " * bool(s.after) + f"[{s.continues}] " * bool(s.continues)
    if s.error:
        return said + f"!!! {s.error.message}"
    body = "" if s.reading is None else str(s.reading.expr) if s.reading.function is None else f"{s.reading.function} is {s.reading.expr}"
    where = " where " + ", ".join(str(r.expr) for r in s.where) if s.where else ""
    return said + body + f" <{s.says}>" * bool(s.says) + where


def lines_of(d: Document) -> list[str]:
    found = []
    for line in d.lines:
        label = f"({line.label}) " if line.label else ""
        unknown = [d.text[w.start:w.end] for w in line.words if not w.id]
        found.append(f"{line.number} {label}" + " | ".join(map(shown, line.statements)) + ("  words: " + ", ".join(unknown) if unknown else ""))
    return [line.rstrip() for line in found]


@pytest.mark.parametrize("text, expected", entries())
def test_golden(text: str, expected: list[str]) -> None:
    assert lines_of(read_document(text)) == expected


def check_places(d: Document) -> None:
    last = 0
    for line in d.lines:
        assert d.text[line.start:line.end] == line.source and line.start >= last
        last = line.end
        for w in line.words:
            assert line.start <= w.start < w.end <= line.end
        for s in line.statements:
            assert line.start <= s.start <= s.end <= line.end and d.text[s.start:s.end] == s.source
            assert (s.error is None) == (s.reading is not None or bool(s.says))
            if s.error:
                assert s.error.text == d.text and line.start <= s.error.start <= s.error.end <= line.end


@pytest.mark.parametrize("row", HOMEWORK, ids=[row["id"] for row in HOMEWORK])
def test_two_layouts_of_a_solution_say_the_same(row: Any) -> None:
    listed, whole = read_document("\n".join(row["lines"])), read_document(row["text"])

    def said(d: Document) -> list[list[tuple[object, ...]]]:
        return [[(s.reading and s.reading.expr, s.continues, s.says, [r.expr for r in s.where]) for s in line.statements] for line in d.lines]
    assert said(listed) == said(whole)
    assert len(listed.lines) == len(row["lines"]) and all(line.statements for line in listed.lines)
    check_places(listed)
    check_places(whole)


def test_nothing_is_raised_and_every_place_is_right() -> None:
    rng = random.Random(3)
    signs = "$\\{}[]()&=<>.,;:\n -+*/^_#`0123xyf'是所以得在令|~∴"
    longer = (r"\begin{align}", r"\end{align}", r"\[", r"\]", "$$", r"\\", r"\boxed{", r"\text{", r"\begin{cases}", r"\left(", "so ", "is decreasing on ", "at ")
    for _ in range(300):
        text = rng.choice(HOMEWORK)["text"]
        for _ in range(rng.randint(1, 4)):
            k = rng.randrange(len(text) + 1)
            text = rng.choice((text[:k] + text[k + rng.randint(1, 8):], text[:k] + rng.choice(signs) + text[k:], text[:k] + rng.choice(longer) + text[k:]))
        check_places(read_document(text))
        try:
            final_answer(text)
        except ReadError as error:
            assert error.text == text


@pytest.mark.parametrize("text", ["$" * 40_000, "\\[" * 20_000, "so " * 20_000, "令" * 40_000, "\\begin{align}" * 5_000, "\\boxed{" * 10_000, "(" * 50_000, "得 " * 30_000, "1," * 10_000, "(so " * 10_000, "", "  \n "])
def test_long_texts_are_read_in_linear_time(text: str) -> None:
    check_places(read_document(text))


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(ReadError, match="too long"):
        read_document("x" * 200_000)


def test_names_defined_are_known_on_the_lines_after() -> None:
    d = read_document(r"u(x) = x^2" + "\n" + r"y = u(x + 1)")
    assert d.statements[1].reading is not None
    assert d.statements[1].reading.expr == relation("=", Symbol("y"), read("u(x + 1)", functions=("u",)).expr)
    assert d.known.functions == {"u"}


ANSWERS = [
    (r"Then $f'(x)=2x$, and so the answer is $\boxed{6}$.", "6"), (r"$$f'(x) = \boxed{2x+1}$$ which was to be shown.", "2x + 1"), (r"\boxed{x = 2}", "x = 2"),
    ("f'(x) = 2x\nAnswer: 2x", "2x"), ("Answer is 5", "5"), ("答案：$\\frac12$", "1/2"), ("最终答案是 $3$。", "3"), ("**Answer:** $x^2$", "x^2"),
    ("x = 1\n= 2", "2"), (r"\begin{align} y &= x \\ &= 3 \end{align} as was said", "3"), ("First $a=1$\n\\[ b = 2 \\]\nwith $c=3$", "b = 2"), (r"\boxed{1} and \boxed{2}", "2"),
]


@pytest.mark.parametrize("text, expected", ANSWERS)
def test_final_answer(text: str, expected: str) -> None:
    found = final_answer(text)
    assert found is not None and str(found.expr) == expected


def test_no_answer_and_an_unreadable_one() -> None:
    assert final_answer("nothing was found") is None and final_answer("") is None
    with pytest.raises(ReadError) as caught:
        final_answer(r"so $x=1$, \boxed{x^}")
    assert caught.value.start >= 11


def test_a_list_of_values_says_one_of_them() -> None:
    x = Symbol("x")
    reading = read_document("x = 1, 2").statements[0].reading
    assert reading is not None and reading.expr.args == (relation("=", x, Integer(1)), relation("=", x, Integer(2)))
    assert [note.id for note in reading.notes] == ["note.alternatives"]


@pytest.mark.parametrize("lang", languages())
def test_the_notes_of_a_document_can_be_said(lang: str) -> None:
    phrases = words(lang, {}).phrases
    for s in read_document("x = 1, 2").statements:
        for note in s.reading.notes if s.reading else ():
            assert set(re.findall(r"\{(\w+)\}", phrases[note.id])) <= note.values.keys()


def test_every_word_is_said_in_two_languages() -> None:
    assert set(SORTS.values()) == {"connective", "operation", "claim", "place", "label"} and len(SORTS) == len(ENTRIES)
    for entry in ENTRIES:
        assert re.compile(entry.english, re.X)
        for word in entry.chinese:
            line = read_document(f"$x=1$ {word} $y=2$").lines[0]
            assert any(w.id for w in line.words), word
