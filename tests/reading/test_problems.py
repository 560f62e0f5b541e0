"""Problems, assumptions and points: golden files, and what does not fit in them."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sympy import Integer, Symbol, pi

from symderive.errors import ReadError
from symderive.expr import Neg, Over, call
from symderive.lang import languages, words
from symderive.nodes import Matrix, relation
from symderive.problem import Problem
from symderive.reading import read_assumptions, read_point, read_problem

x, y, n = Symbol("x"), Symbol("y"), Symbol("n")


def entries() -> list[Any]:
    found = []
    for path in sorted((Path(__file__).parent / "golden").glob("problem_*.txt")):
        for k, block in enumerate(path.read_text(encoding="utf-8").split("<<< ")[1:], 1):
            text, *rest = block.split("\n")
            found.append(pytest.param(text, [line for line in rest if line], id=f"{path.stem}-{k}"))
    return found


def lines_of(p: Problem) -> list[str]:
    found = [f">>> {p.kind} of {p.body} in {', '.join(map(str, p.variables))}"]
    if p.at:
        found.append("at: " + ", ".join(f"{s} = {a}" for s, a in p.at.items()))
    if p.name is not None:
        found.append(f"name: {p.name}")
    if p.assumptions.facts:
        found.append("assume: " + ", ".join(map(str, p.assumptions.facts)))
    more = {"wanted": ", ".join(p.wanted), "order": p.order if p.order != 1 else "", "along": ", ".join(map(str, p.along)), "method": p.method,
            "values": ", ".join(f"{s} = {a}" for s, a in p.values.items()), "said": ", ".join(f"{letters} {word}" for word, letters in p.said)}
    return found + [f"{k}: {v}" for k, v in more.items() if v != ""] + [f"note: {note.id}" for note in p.notes]


@pytest.mark.parametrize("text, expected", entries())
def test_golden(text: str, expected: list[str]) -> None:
    try:
        found = lines_of(read_problem(text))
    except ReadError as error:
        assert error.text == text and 0 <= error.start <= error.end <= len(text)
        found = [f"!!! {error.start}-{error.end} {error.message}", *([f"hint: {error.hint}"] if error.hint else [])]
    assert found == expected


def test_a_jacobian_has_a_column_of_functions() -> None:
    for text in ("jacobian of [x y, x + y]", "jacobian of (x y, x + y)", r"J, \mathbf f(x, y) = \begin{pmatrix}x y\\x + y\end{pmatrix}"):
        body = read_problem(text).body
        assert isinstance(body, Matrix) and body.args[:2] == (Integer(2), Integer(1))
    assert read_problem("jacobian of x y").body.args[:2] == (Integer(1), Integer(1))


@pytest.mark.parametrize("lang", languages())
def test_every_note_of_a_problem_can_be_said(lang: str) -> None:
    phrases = words(lang, {}).phrases
    for text in ("derivative of y = a x^2", "d/dx x^2 + x", "gradient of x1 x_1"):
        notes = read_problem(text).notes
        assert notes and all(set(re.findall(r"\{(\w+)\}", phrases[note.id])) <= note.values.keys() for note in notes)


def test_the_source_is_kept() -> None:
    text = r"\frac{d}{dx}\left[x^2\right]"
    assert read_problem(text).source == text


def test_letters_side_by_side_are_noted_once() -> None:
    notes = read_problem("f(x, y) = xy + xyx; g = xy; f_x").notes
    assert [note.id for note in notes] == ["note.letters_multiplied"]


def test_long_texts_and_blanks() -> None:
    for text in ("", "   ", "derivative of " + " " * 90_000, "求" + " " * 90_000 + "的导数", "x" * 200_000, "derivative of " * 5_000, "," * 50_000, "?" * 50_000,
                 "and " * 24_000, "find x " * 14_000, "if " * 30_000, "求" * 90_000, r"\text{ " * 14_000, "find the derivative of x " * 3_000):
        with pytest.raises(ReadError):
            read_problem(text)


# ---- assumptions

def test_assumptions() -> None:
    zero, one = Integer(0), Integer(1)
    assert read_assumptions(r"x > 0, n \in \mathbb{N}").facts == (relation(">", x, zero), relation("in", n, Symbol("N")))
    assert read_assumptions("0 < p < 1").facts == (relation("<", zero, Symbol("p")), relation("<", Symbol("p"), one))
    assert read_assumptions("x, y > 0").facts == (relation(">", x, zero), relation(">", y, zero))
    assert read_assumptions("x in (0, 1]").facts == (relation("<", zero, x), relation("<=", x, one))
    assert read_assumptions(r"x \in [0, \infty)").facts == (relation("<=", zero, x),)
    assert read_assumptions("x in (-oo, 0)").facts == (relation("<", x, zero),)
    assert read_assumptions("x > 0 and y > x").facts == (relation(">", x, zero), relation(">", y, x))
    assert read_assumptions("n ∈ ℕ; x ≠ 0").facts == (relation("in", n, Symbol("N")), relation("!=", x, zero))
    assert read_assumptions("").facts == ()
    assert read_assumptions("x > 0").domain(x).positive


@pytest.mark.parametrize("text", ["x", "x + 1", "x > 0, y", "x > ", "> 0", "x > 0 or x < 0", "x ~ y", "f(x)"])
def test_what_assumes_nothing_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        read_assumptions(text)


# ---- points

def test_points() -> None:
    assert read_point("x=1, y=2") == {x: Integer(1), y: Integer(2)}
    assert read_point(r"x = \pi/4") == {x: Over(pi, Integer(4))}
    assert read_point("(x = 1, y = -2)") == {x: Integer(1), y: Neg(Integer(2))}
    assert read_point("(1, 2)", variables=(x, y)) == {x: Integer(1), y: Integer(2)}
    assert read_point("1, 2", variables=(x, y)) == {x: Integer(1), y: Integer(2)}
    assert read_point("sqrt(2)", variables=(x,)) == {x: call("sqrt", Integer(2))}


def test_what_has_no_value_is_refused_as_a_point() -> None:
    for text, message in (("x = inf", "infinity"), (r"x = -\infty", "infinity"), ("x = 1/0", "not defined"), ("x = 0^-1", "not defined"), ("x = ln(0)", "not defined")):
        with pytest.raises(ReadError, match=message):
            read_point(text)
    assert read_point("x = 0/2, y = ln(1)")


def test_errors_speak_to_the_user() -> None:
    for text in ("x is 2", "Show that x^2 is even", r"x \text{hello}", "integrate x^2", "什么 x", "what is 2+2"):
        with pytest.raises(ReadError) as caught:
            read_problem(text)
        assert "derivative of x^2" in caught.value.hint
        assert "read_problem" not in str(caught.value) and "*" not in caught.value.hint


@pytest.mark.parametrize("text", ["", "x", "x = y", "x = 1, x = 2", "1 = x", "x > 1", "(1, 2)", "x = 1 = 2", "x=", "x = (1, 2)"])
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        read_point(text)


def test_a_density_by_its_look_is_noted_and_strict_refuses_it() -> None:
    text = r"f(x) = \theta x^{\theta-1}, 0 < x < 1"
    assert [note.id for note in read_problem(text).notes] == ["note.read_as_density"]
    with pytest.raises(ReadError, match="density"):
        read_problem(text, strict=True)


def test_what_is_only_given_is_a_problem_if_no_question_is_needed() -> None:
    assert read_problem("f(x) = x^2", question=False).kind == "given"
    assert read_problem("u = x^2, y = u + 1", question=False).kind == "chain"
    with pytest.raises(ReadError, match="what is asked"):
        read_problem("f(x) = x^2")
