"""The speed of the reader, as ratios in one run: against other readers of LaTeX, and against its own shorter texts."""
from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from stopwatch import best

from symderive.reading import read

GOLDEN = Path(__file__).parents[1] / "reading" / "golden"


def corpus() -> list[str]:
    """The LaTeX of the golden files, and of problems and answers."""
    texts = [line for line in (GOLDEN.parent / "corpus.txt").read_text(encoding="utf-8").splitlines()[::3] if len(line) < 300]
    return texts + [block.split("\n")[0] for path in sorted(GOLDEN.glob("read_latex_*.txt")) for block in path.read_text(encoding="utf-8").split("<<< ")[1:]]


# what another reader is: it may need packages that ours cannot stand beside, so it runs in a process of its own
OTHERS = {
    "latex2sympy2": """
import latex2sympy2 as m
def reader(t):
    m.variances, m.var, m.VARIABLE_VALUES, m.is_real, m.frac_type = {}, {}, {}, None, r"\\frac"
    return m.latex2sympy(t)
""",
    "latex2sympy2_extended": """
from latex2sympy2_extended import latex2sympy as reader
""",
    "sympy-antlr": """
from sympy.parsing.latex import parse_latex
reader = lambda t: parse_latex(t, backend="antlr")
""",
    "sympy-lark": """
from sympy.parsing.latex import parse_latex
reader = lambda t: parse_latex(t, backend="lark")
""",
}
TIMED = """
import json, sys, time
sys.setrecursionlimit(10_000)
reader("x + 1")
found = []
for text in json.load(sys.stdin):
    best = None
    for _ in range(3):
        begin = time.perf_counter()
        try:
            reader(text)
        except Exception:
            break
        taken = time.perf_counter() - begin
        best = taken if best is None else min(best, taken)
    found.append(best)
print(json.dumps(found))
"""


def their_seconds(name: str, texts: list[str]) -> list[float | None]:
    """The best of three for each text, warm; None where it refuses. Tried with this Python, then with those in SYMDERIVE_PYTHONS."""
    for python in (sys.executable, *os.environ.get("SYMDERIVE_PYTHONS", "").split(os.pathsep)):
        done = python and subprocess.run([python, "-W", "ignore", "-c", OTHERS[name] + TIMED], input=json.dumps(texts), capture_output=True, text=True)
        if done and done.returncode == 0:
            return list(json.loads(done.stdout.splitlines()[-1]))
    pytest.skip(f"{name} is in none of the Pythons given")


def test_median_of_the_corpus(benchmark) -> None:
    """At most 0.2 ms a formula."""
    texts = corpus()
    median = statistics.median(best(lambda t=t: read(t, "latex"), 7) for t in texts)
    benchmark.pedantic(lambda: [read(t, "latex") for t in texts], rounds=5)
    benchmark.extra_info.update(formulas=len(texts), median_ms=round(1e3 * median, 4))
    assert median <= 0.2e-3, median


@pytest.mark.parametrize("name", OTHERS)
def test_against_other_readers(benchmark, name: str) -> None:
    """At most a thirtieth of their median time, on what they read."""
    texts = corpus()
    read_by_them = [(text, taken) for text, taken in zip(texts, their_seconds(name, texts)) if taken is not None]
    ours = [best(lambda t=t: read(t, "latex"), 5) for t, _ in read_by_them]
    ratio = statistics.median(taken for _, taken in read_by_them) / statistics.median(ours)
    benchmark.pedantic(lambda: read(r"\frac{1}{x} + \sin(x)^2"), rounds=5)
    benchmark.extra_info.update(times_faster=round(ratio, 1), formulas=len(read_by_them), their_ms=round(1e3 * statistics.median(t for _, t in read_by_them), 2))
    assert len(read_by_them) >= 30
    assert ratio >= 30, ratio


@pytest.mark.parametrize("piece", [r"\frac{x_1}{2} + ", r"\sin(x)^2 \cdot ", "x y "], ids=["sum of fractions", "product of sines", "letters"])
def test_linear_in_length(benchmark, piece: str) -> None:
    """Ten times as long takes at most twenty times the time, up to 10^5 characters."""
    short, long = (piece * (size // len(piece) - 1) + "x" + r"\," for size in (9_990, 99_990))
    assert len(long) >= 99_000
    ratio = best(lambda: read(long), 3) / best(lambda: read(short), 5)
    benchmark.pedantic(lambda: read(long), rounds=2)
    benchmark.extra_info.update(time_for_ten_times=round(ratio, 1), microseconds_a_character=round(1e6 * benchmark.stats["min"] / len(long), 2))
    assert ratio <= 20, ratio
