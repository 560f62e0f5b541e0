"""Gradients and Hessians with steps, check and LaTeX, against `sympy.diff` and `latex` of the bare answers, SymPy's cache cleared."""
from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy as sp
from stopwatch import best

import symderive as sd

Function = tuple[sp.Expr, list[sp.Symbol]]
MOST = 3.0                     # times as long as the bare answers


def rosenbrock() -> Function:
    x, y = sp.symbols("x y")
    return (1 - x)**2 + 100 * (y - x**2)**2, [x, y]


def network() -> Function:
    """Three layers of one tanh unit each, with the square loss."""
    w, b = sp.symbols("w1:4"), sp.symbols("b1:4")
    h, y = sp.symbols("x y")
    for weight, bias in zip(w, b):
        h = sp.tanh(weight * h + bias)
    return (h - y)**2, [*w, *b]


def regression(n: int = 50) -> Function:
    """A line through n points by least squares."""
    a, b = sp.symbols("a b")
    return sp.Add(*((sp.Symbol(f"y{i}") - a - b * sp.Symbol(f"x{i}"))**2 for i in range(1, n + 1))), [a, b]


def location(n: int = 50) -> Function:
    """Least squares in n parameters."""
    x = sp.symbols(f"x1:{n + 1}")
    return sp.Add(*((x[i] - sp.Symbol(f"c{i + 1}"))**2 for i in range(n))), list(x)


CASES = [(f, kind) for f in (rosenbrock, network, regression) for kind in ("gradient", "hessian")] + [(location, "gradient")]


@pytest.mark.parametrize(("f", "kind"), CASES, ids=lambda a: a if isinstance(a, str) else a.__name__)
def test_against_the_bare_answers(benchmark, f: Callable[[], Function], kind: str) -> None:
    e, variables = f()

    def ours() -> sd.Solution:
        s: sd.Solution = getattr(sd, kind)(e, variables)
        s.latex()
        return s

    def theirs() -> None:
        sp.core.cache.clear_cache()
        first = [sp.diff(e, u) for u in variables]
        sp.latex(sp.Matrix(first if kind == "gradient" else [[sp.diff(g, u) for u in variables] for g in first]))
    s = ours()
    ratio = best(ours, 5) / best(theirs, 5)
    benchmark.extra_info.update(ratio=round(ratio, 2), steps=len(list(s.steps)))
    benchmark.pedantic(ours, rounds=3)
    assert s.verdict and ratio <= MOST, ratio


@pytest.mark.parametrize("f", [regression, location], ids=lambda f: f.__name__)
def test_the_number_of_steps_is_linear(benchmark, f: Callable[[int], Function]) -> None:
    """From n to 2n and 4n terms, each more term costs as many steps as the one before."""
    counts = [len(list(sd.gradient(*f(n)).steps)) for n in (25, 50, 100)]
    benchmark.pedantic(lambda: sd.gradient(*f(25)), rounds=1)
    benchmark.extra_info.update(steps=counts)
    assert counts[2] - counts[1] <= 2.1 * (counts[1] - counts[0]), counts
