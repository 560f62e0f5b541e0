"""The speed of the reader, as ratios in one run: against other readers of LaTeX, and against its own shorter texts."""
from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from symderive.reading import read, second

GOLDEN = Path(__file__).parents[1] / "reading" / "golden"


def corpus() -> list[str]:
    """The LaTeX of the golden files."""
    return [block.split("\n")[0] for path in sorted(GOLDEN.glob("read_latex_*.txt")) for block in path.read_text(encoding="utf-8").split("<<< ")[1:]]


def seconds(f: Callable[[], object], tries: int) -> float:
    """The best of some tries."""
    found = []
    for _ in range(tries):
        begin = perf_counter()
        f()
        found.append(perf_counter() - begin)
    return min(found)


def times_faster(reader: Callable[[str], object], tries: int) -> tuple[float, int]:
    """The median time of this reader for the texts that it reads, over that of `read` for the same; and how many they are."""
    theirs, ours = [], []
    for text in corpus():
        try:
            reader(text)
        except Exception:
            continue
        theirs.append(seconds(lambda text=text: reader(text), tries))
        ours.append(seconds(lambda text=text: read(text, "latex"), 5))
    return statistics.median(theirs) / statistics.median(ours), len(theirs)


def latex2sympy2() -> Callable[[str], object]:
    module = pytest.importorskip("latex2sympy2")

    def reader(text: str) -> object:
        second._reset(module)
        return module.latex2sympy(text)
    return reader


def sympy_with(backend: str) -> Callable[[str], object]:
    from sympy.parsing.latex import parse_latex
    try:
        parse_latex("x + 1", backend=backend)
    except Exception as error:          # of the wrong version, or not installed
        pytest.skip(f"SymPy's {backend} backend does not work here: {type(error).__name__}")
    return lambda text: parse_latex(text, backend=backend)


def test_median_of_the_corpus(benchmark) -> None:
    """At most 0.2 ms a formula."""
    texts = corpus()
    median = statistics.median(seconds(lambda t=t: read(t, "latex"), 7) for t in texts)
    benchmark.pedantic(lambda: [read(t, "latex") for t in texts], rounds=5)
    benchmark.extra_info.update(formulas=len(texts), median_ms=round(1e3 * median, 4))
    assert median <= 0.2e-3, median


@pytest.mark.parametrize("make", [latex2sympy2, lambda: sympy_with("antlr"), lambda: sympy_with("lark")], ids=["latex2sympy2", "sympy-antlr", "sympy-lark"])
def test_against_other_readers(benchmark, make: Callable[[], Callable[[str], object]]) -> None:
    """At most a thirtieth of their time, on what they read."""
    reader = make()
    ratio, count = times_faster(reader, 3)
    benchmark.pedantic(lambda: read(r"\frac{1}{x} + \sin(x)^2"), rounds=5)
    benchmark.extra_info.update(times_faster=round(ratio, 1), formulas=count)
    assert count >= 30
    assert ratio >= 30, ratio


@pytest.mark.parametrize("piece", [r"\frac{x_1}{2} + ", r"\sin(x)^2 \cdot ", "x y "], ids=["sum of fractions", "product of sines", "letters"])
def test_linear_in_length(benchmark, piece: str) -> None:
    """Ten times as long takes at most twenty times the time, up to 10^5 characters."""
    short, long = (piece * (size // len(piece) - 1) + "x" + r"\," for size in (9_990, 99_990))
    assert len(long) >= 99_000
    ratio = seconds(lambda: read(long), 3) / seconds(lambda: read(short), 5)
    benchmark.pedantic(lambda: read(long), rounds=2)
    benchmark.extra_info.update(time_for_ten_times=round(ratio, 1), microseconds_a_character=round(1e6 * benchmark.stats["min"] / len(long), 2))
    assert ratio <= 20, ratio
