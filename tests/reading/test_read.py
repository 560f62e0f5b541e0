"""What formulas are read as: golden files, and the properties that hold for all."""
from __future__ import annotations

import pickle
import random
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from sympy import Basic, Symbol

from symderive.errors import NotSupported, ReadError
from symderive.expr import Inert, Neg, Power, call, plus, times
from symderive.lang import words
from symderive.nodes import D, relation
from symderive.reading import Limits, Reading, read
from symderive.render import notation as printed
from symderive.tree import fold

HERE = Path(__file__).parent


def entries(kind: str) -> list[Any]:
    """The entries of the golden files of this kind: (notation, text, expected lines)."""
    found = []
    for path in sorted((HERE / "golden").glob(f"{kind}_*.txt")):
        notation = "latex" if "latex" in path.stem else "text" if "text" in path.stem else None
        for k, block in enumerate(path.read_text(encoding="utf-8").split("<<< ")[1:], 1):
            first, *rest = block.split("\n")
            found.append(pytest.param(notation, first, [line for line in rest if line], id=f"{path.stem}-{k}"))
    return found


def dump(e: Basic) -> str:
    """A tree as text: the name of each class, and what is in it."""
    return str(fold(e, lambda node, args: f"{type(node).__name__}({', '.join(args)})", leaf=str))


@pytest.mark.parametrize("notation, text, expected", entries("read"))
def test_golden(notation: str | None, text: str, expected: list[str]) -> None:
    found = read(text, notation)
    notes = [f"{n.id}: {n.values['written']}" for n in found.notes]
    assert [">>> " + dump(found.expr), *notes] == expected


@pytest.mark.parametrize("notation, text, expected", entries("refused"))
def test_refused(notation: str | None, text: str, expected: list[str]) -> None:
    with pytest.raises(ReadError) as caught:
        read(text, notation)
    error = caught.value
    assert error.text == text
    assert 0 <= error.start <= error.end <= len(text)
    assert [f"!!! {error.start}-{error.end} {error.message}", *([f"hint: {error.hint}"] if error.hint else [])] == expected
    assert error.message in str(error)


# ---- conventions that depend on what is declared

def test_declared_names() -> None:
    assert read("e + i", symbols=["e", "i"]).expr == plus(Symbol("e"), Symbol("i"))
    assert read("rate t", symbols=["rate"]).expr == times(Symbol("rate"), Symbol("t"))
    assert read("u(x)", functions=["u"]).expr == call("u", Symbol("x"))
    assert read("f(x + 1)", symbols=["f"]).expr == times(Symbol("f"), plus(Symbol("x"), sp.Integer(1)))
    assert read("P(1 + r)", symbols=["P"]).expr == times(Symbol("P"), plus(sp.Integer(1), Symbol("r")))
    assert dump(read("x_i", indices=["i"]).expr) == "At(x, i)"
    assert read("x^T", symbols=["T"]).expr == Power(Symbol("x"), Symbol("T"))


def test_a_subscript_of_digits_ends_where_a_letter_begins() -> None:
    assert read("x_1y").expr == times(Symbol("x_1"), Symbol("y"))
    assert read("x_1y", symbols=["x_1y"]).expr == Symbol("x_1y")
    for e in (times(Symbol("x_1"), Symbol("y")), Symbol("x_1y"), times(Symbol("x_1y"), Symbol("z"))):
        assert read(printed.text(e)).expr == read(printed.text(e, unicode=True)).expr == read(printed.latex(e)).expr == e


def test_greek_letters_and_increments() -> None:
    for sign, word in {"μ": "mu", "µ": "mu", "σ": "sigma", "ς": "varsigma", "φ": "phi", "ε": "epsilon", "Δ": "Delta"}.items():
        assert read(sign).expr == Symbol(word)
    for e in (times(Symbol("Delta"), Symbol("mu")), Symbol("Delta_y"), times(Symbol("a"), Symbol("Delta_y"))):
        assert read(printed.text(e)).expr == read(printed.text(e, unicode=True)).expr == read(printed.latex(e)).expr == e


def test_a_definition_gives_its_body_and_its_head() -> None:
    found = read("f(x, y) = x^2 y")
    assert found.function == call("f", Symbol("x"), Symbol("y"))
    assert dump(found.expr) == "Times(Power(x, 2), y)"
    assert read("x = y").function is None
    assert dump(read(r"\ell(p) = p^2").expr) == "Power(p, 2)"


def test_reading() -> None:
    found = read(r"\frac{\partial}{\partial x}\left[x \sin x\right]")
    assert isinstance(found, Reading) and found.partial
    assert not read(r"\frac{d}{dx}[x]").partial
    assert read("x sin(x^2)").sympy == Symbol("x") * sp.sin(Symbol("x")**2)
    assert read("2").sympy == 2


@pytest.mark.parametrize("text", [r"\|x\|", r"\langle x,y\rangle", "x^T y", "A^{-T}", r"\nabla^2 f", r"\nabla f"])
def test_what_sympy_does_not_have_is_refused(text: str) -> None:
    found = read(text)
    with pytest.raises(NotSupported, match="SymPy has no expression"):
        found.sympy  # noqa: B018


def test_strict_refuses_conventions() -> None:
    assert read("x y", strict=True).expr == times(Symbol("x"), Symbol("y"))
    for text in ("xy", "1/2x", r"\log x", r"\sin^{-1} x"):
        with pytest.raises(ReadError):
            read(text, strict=True)


def test_nothing_is_evaluated() -> None:
    x = Symbol("x")
    assert read("x - x").expr == plus(x, Neg(x))
    assert read("2 + 3").expr == plus(sp.Integer(2), sp.Integer(3))
    assert read("0 x^0").expr == times(sp.Integer(0), Power(x, sp.Integer(0)))
    assert dump(read("2.50").expr) == "Decimal(2.50)"
    assert dump(read("9^9^9^9", limits=Limits(power=10**400)).expr) == "Power(9, Power(9, Power(9, 9)))"
    assert read("d/dx[x^2]").expr == D(Power(x, sp.Integer(2)), x)


def test_notation_is_recognised_and_can_be_given() -> None:
    assert read("x_{12}").expr == read("x_12", "text").expr == Symbol("x_12")
    with pytest.raises(ReadError):
        read("x_12", "latex")
    with pytest.raises(ReadError):
        read("x ** 2", "latex")
    with pytest.raises(ValueError):
        read("x", "markdown")
    with pytest.raises(TypeError):
        read(3)  # type: ignore[arg-type]


# ---- places

@pytest.mark.parametrize("text, place", [
    ("x \\sin(x^2", "("), ("(x+1))", ")"), ("1 + \\foo{x}", "\\foo"), ("(a + b) * arcsni(x)", "arcsni"), ("x2 + (3 *)", ")"), ("[y + \u00b7 2]", "\u00b7"),
    ("(y + 2)", "("), ("\uff08x + 1", "\uff08"), ("x + 1 1", "1 1"), ("$x + \\frac{1}{}$", "{}"),
])
def test_errors_point_into_the_original_text(text: str, place: str) -> None:
    if text == "(y + 2)":
        assert read(text)
        return
    with pytest.raises(ReadError) as caught:
        read(text)
    assert text[caught.value.start:caught.value.end] == place


def test_errors_can_be_shown_and_pickled() -> None:
    with pytest.raises(ReadError) as caught:
        read("x \\sin(x^2")
    assert str(caught.value) == 'cannot read this:\n  x \\sin(x^2\n        ^ this "(" has no ")"\nhint: \\sin(x^2)'
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.start, again.end, again.hint) == (caught.value.start, caught.value.end, caught.value.hint)


def test_several_unknown_commands_are_told_at_once() -> None:
    with pytest.raises(ReadError) as caught:
        read(r"\sine x + \foo y + \foo z + \cosine(x) + \left?")
    error = caught.value
    assert [(e.start, e.end) for e in (error, *error.others)] == [(0, 5), (10, 14), (28, 35), (41, 47)]
    assert all(e.message in str(error) for e in (error, *error.others)) and "did you mean" in str(error)
    with pytest.raises(ReadError) as caught:
        read("".join(rf"\foo{chr(97 + k % 26)}{chr(97 + k // 26)} " for k in range(600)))
    assert len(caught.value.others) == 4


# ---- size, depth, threads

TOO_LARGE = ["9^9^9^9", "x + (10^8)!", "binom(10^8, 5*10^7)", "10^(-10^9)", "(2/3)^(10^8)", "e^(10^8 ln 5)", "zeta(10^6)", "digamma(10^7)", "lgamma(10^8)", "floor(e^(10^8))", "(2x)^(10^8)", "1.5^(10^7)", r"\frac{2^{10^{9}}}{3}", "psi(10^7) x", "2⁹⁹⁹⁹⁹⁹⁹"]
NOT_TOO_LARGE = ["10^(10^2)", "x^(10^9)", "(x + 1)^(10^7)", "2^(1/10^9)", "e^(10^9)", "sin(10^9)", "1000!", "(-1)^(10^9)", "1^(10^9)", "2^sin(1)", "binom(52, 5)", "floor(10^9 pi)", "(1 + 0.08/365)^3650", "2^(2^(2^2))"]


@pytest.mark.parametrize("text", TOO_LARGE)
def test_what_is_too_large_to_work_out_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="would have more than 100000 digits"):
        read(text)
    with pytest.raises(ReadError, match="would have more than 100000 digits"):
        read("1 + " + text if "\\" in text else f"y = 2({text})")


@pytest.mark.parametrize("text", NOT_TOO_LARGE)
def test_what_is_not_too_large_is_worked_out(text: str) -> None:
    assert read(text).sympy is not None
    with pytest.raises(ReadError):
        read("12^10", limits=Limits(power=10))
    assert read("12^9", limits=Limits(power=10)).sympy == 12**9


HOSTILE = [
    "x" * 2_000_000, "(" * 10_000 + "x" + ")" * 10_000, "[" * 10_000, "sin " * 20_000 + "x", r"\sin" * 20_000 + " x", "-" * 50_000 + "x", "x^" * 40_000 + "x",
    "2^-" * 20_000 + "x", r"\sqrt" * 19_000 + " x", "√" * 50_000 + "x", r"\hat" * 24_000 + "x", "not " * 24_000 + "x", "|" * 50_000, "d/dx " * 19_000 + "x",
    "1" * 1_001, "f'" * 40_000, "^" * 50_000, "{" * 50_000, r"\frac1" * 16_000 + "x", "x_{" * 30_000, "x!" * 3, "\\", "\x00", "\ud800", "\u202e", "",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: f"{t[:6]!r}-{len(t)}")
def test_hostile_text_is_refused_cleanly(text: str) -> None:
    if text in ("x!x!x!", "f'" * 40_000):
        assert read(text)
        return
    with pytest.raises(ReadError):
        read(text)


def test_limits_are_options() -> None:
    assert read("((x))").expr == Symbol("x")
    for limits in (Limits(length=4), Limits(depth=1), Limits(digits=1)):
        with pytest.raises(ReadError):
            read("((12))", limits=limits)


def test_wide_text_is_read() -> None:
    assert len(read("+".join(["x"] * 40_000)).expr.args) == 40_000
    assert len(read(" ".join(["x"] * 40_000)).expr.args) == 40_000
    deep = read("a" + "/b" * 40_000).expr
    assert isinstance(deep, Inert)


def test_reading_from_a_deep_stack() -> None:
    text = "(" * 80 + "x^" * 10 + "x" + ")" * 80

    def deep(n: int) -> Basic:
        return read(text).expr if n == 0 else deep(n - 1)
    assert deep(800) == read(text).expr

    def refused(n: int) -> None:
        if n:
            return refused(n - 1)
        with pytest.raises(ReadError):
            read("sin " * 200 + "x")
    refused(800)


def test_threads_do_not_disturb_each_other() -> None:
    texts = ["x_1 + sin(x)", r"\sum_{i=1}^{n} x_i", "i + 1", r"\int x\,dx", "|x| + ||x| - 1|", "x_i + e"] * 20
    alone = [read(t).expr for t in texts]
    barrier = threading.Barrier(4)

    def all_of_them(_: int) -> list[Basic]:
        barrier.wait()
        return [read(t).expr for t in texts]
    with ThreadPoolExecutor(4) as pool:
        assert all(found == alone for found in pool.map(all_of_them, range(4)))


def test_many_threads_read_what_one_reads() -> None:
    """Different texts at once, refused ones and noted ones among them: no reader knows of another."""
    texts = (HERE / "corpus.txt").read_text(encoding="utf-8").splitlines()[::2] + ["x + ", r"\foo", "i", r"\sum_{i=1}^n x_i", "x_i"]

    def outcome(text: str) -> object:
        try:
            found = read(text)
        except ReadError as error:
            return error.start, error.end, error.message
        return found.expr, found.notes, found.partial, found.function
    alone = [outcome(t) for t in texts]
    orders = [random.Random(k).sample(range(len(texts)), len(texts)) for k in range(8)]
    barrier = threading.Barrier(8)

    def in_this_order(order: list[int]) -> bool:
        barrier.wait()
        return all(outcome(texts[k]) == alone[k] for k in order)
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(in_this_order, orders))


@pytest.mark.parametrize("piece", [r"\frac{x_1}{2} + ", r"\sin(x)^2 \cdot ", "x y ", r"2^{3} \cdot ", "(1 + 2)^3! + ", r"|x| + "])
def test_work_grows_with_the_length(piece: str) -> None:
    """Ten times as long takes about ten times as many calls."""
    def calls(count: int) -> int:
        found = 0

        def one(frame: object, event: str, _: object) -> None:
            nonlocal found
            found += event in ("call", "c_call")
        text = piece * count + r"x\,"
        sys.setprofile(one)
        try:
            read(text)
        finally:
            sys.setprofile(None)
        return found
    calls(10)
    assert calls(1_000) <= 10.5 * calls(100)


def test_relations() -> None:
    x, y = Symbol("x"), Symbol("y")
    assert read("x <= y").expr == read(r"x \le y").expr == read("x ≤ y").expr == relation("<=", x, y)


@pytest.mark.parametrize("text, written, meant", [
    ("xy + yz", "xy", "x·y"), ("e^xy", "e^xy", "e^x·y"), ("sin x y", "sin x y", "x·y"), ("log^2 x", "log^2 x", "ln(x)^2"),
    ("d/dx f(x) g(x)", "d/dx f(x) g(x)", "d/dx[f(x) g(x)]"), ("2 y(x)", "y(x)", "y(x)"), ("x1 - x_1", "x1", "x_1"),
])
def test_a_note_shows_what_is_meant(text: str, written: str, meant: str) -> None:
    note, = read(text).notes
    assert (note.values["written"], str(note.values["meant"])) == (written, meant)


def test_a_letter_before_letters_in_a_bracket_is_a_function() -> None:
    x, y = Symbol("x"), Symbol("y")
    assert read("y(x)").expr == call("y", x)
    assert read("y(x)", symbols=["y"]).expr == times(y, x)
    assert read("f_x(x, y)").expr == D(call("f", x, y), x)
    assert read("f_xy(x, y)").expr == D(D(call("f", x, y), x), y)
    assert read("f_1(x)").expr == call("f_1", x)
    with pytest.raises(ReadError):
        read("y(x)", strict=True)


def test_every_note_can_be_said() -> None:
    """The sentence of a note needs no more than the note gives."""
    phrases = words("en", {}).phrases
    for notation, text, _ in (p.values for p in entries("read")):
        for note in read(text, notation).notes:
            assert set(re.findall(r"\{(\w+)\}", phrases[note.id])) <= note.values.keys(), note
