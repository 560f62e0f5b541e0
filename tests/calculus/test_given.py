"""Nothing that is given in a problem is dropped: it is used, or refused with its place."""
import pytest
from sympy import Rational, Symbol

import symderive as sd

t = Symbol("t")


@pytest.mark.parametrize("text", ["find dy/dx for x = t^2, y = t^3", "find dy/dx if x = t^2 and y = t^3", "设 x=t^2, y=t^3, 求 dy/dx", "u = t^2, v = t^3; dv/du"])
def test_two_functions_of_one_letter_are_a_curve(text: str) -> None:
    s = sd.derive(text)
    assert s.problem.kind == "parametric" and s.answer == 3 * t / 2


def test_the_second_derivative_along_a_curve() -> None:
    assert sd.derive("find d^2y/dx^2 if x = t^2 and y = t^3").answer == Rational(3, 4) / t


def test_a_curve_in_python() -> None:
    s = sd.chain("x=t^2, y=t^3", of="y", wrt="x")
    assert s.problem.kind == "parametric" and s.answer == 3 * t / 2


@pytest.mark.parametrize("definitions", ["y=x^2, x=y^2", "y = t x, x = t^2", "y = s + t, x = s t", "y = t^2, x = 3"])
def test_a_variable_that_is_defined_otherwise(definitions: str) -> None:
    with pytest.raises(sd.SymderiveError):
        sd.chain(definitions, of="y", wrt="x")


def test_what_depends_on_the_variable_alone() -> None:
    assert sd.chain("z = x^2, x = 3t", of="z", wrt="x").answer == 2 * Symbol("x")


@pytest.mark.parametrize(("text", "answer"), [
    ("if h(x) = f(g(x)), g(2)=3, g'(2)=4, f'(3)=5, find h'(2)", 20), ("find f'(2) if f(x) = x g(x), g(2) = 3, g'(2) = 4", 11),
    ("y = x^2, x = 3; dy/dx", 6), ("f(x) = x^2, x = 3; f'(x)", 6),
])
def test_given_values_are_put_in(text: str, answer: int) -> None:
    assert sd.derive(text).answer == answer


@pytest.mark.parametrize(("text", "given"), [
    ("find dy/dt if y = x^2 and dx/dt = 3", "dx/dt = 3"), ("x^2 + y^2 = r^2, r = 5; dy/dx", "r = 5"), ("f(x) = x g(x), g(x) = x^2; f'(x)", "g(x) = x^2"),
])
def test_what_is_not_used_is_refused_with_its_place(text: str, given: str) -> None:
    with pytest.raises(sd.ReadError) as caught:
        sd.derive(text)
    assert caught.value.text[caught.value.start:caught.value.end].strip() == given
