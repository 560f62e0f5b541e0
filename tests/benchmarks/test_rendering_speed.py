"""Writing a solution costs less than deriving and checking it: the ratio in the same run."""
from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

import symderive as sd

PROBLEMS: dict[str, Callable[[], sd.Solution]] = {
    "derivative": lambda: sd.derivative("x^2 e^{x} sin(x) / (1 + x^2)", "x"),
    "hessian": lambda: sd.hessian("x^3 y + sin(x y) + e^{x y}", "x,y"),
    "mle": lambda: sd.mle("normal"),
}


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.parametrize("format", ["text", "latex", "markdown", "html", "beamer"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_rendering_costs_less_than_deriving(benchmark: Any, name: str, format: str) -> None:
    PROBLEMS[name]().render(format)                                     # what is loaded once is loaded
    deriving = min(seconds(PROBLEMS[name]) for _ in range(3))
    s = PROBLEMS[name]()
    s.page()                                                            # lines are claims: laying out checks them
    s.page("normal", "tree")
    benchmark.pedantic(lambda: s.render(format), rounds=3)
    benchmark.extra_info["ratio"] = ratio = benchmark.stats.stats.min / deriving
    assert ratio < 1
