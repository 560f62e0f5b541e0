"""Pairs of answers per second on one core, reading included, against `math-verify` in one run.

math-verify pins other packages, so it may live in an environment of its own: MATH_VERIFY_PYTHON names its interpreter.
"""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import process_time

import pytest

import symderive as sd

THEIRS = r'''
import json, sys
from time import process_time
from math_verify import parse, verify
pairs = json.load(sys.stdin)
def once(a, b):
    begin = process_time()
    found = verify(parse("$" + a + "$"), parse("$" + b + "$"))
    return process_time() - begin, bool(found)
once("x", "x")
print(json.dumps([once(a, b) for a, b in pairs]))
'''
ROUNDS = 3


def pairs() -> list[tuple[str, str, bool]]:
    """Expressions, vectors, equations and sets as they come, without options and without what cannot be read."""
    found = []
    for line in (Path(__file__).parent.parent / "comparison" / "pairs.txt").read_text(encoding="utf-8").splitlines():
        parts = [p.strip() for p in line.split("||")]
        if not line.startswith("# ") and len(parts) == 3 and parts[2] != "unreadable":
            found.append((parts[0], parts[1], parts[2] == "equal"))
    return found


def ours(a: str, b: str) -> float:
    begin = process_time()
    sd.equal(a, b)
    return process_time() - begin


def theirs(some: list[tuple[str, str, bool]]) -> list[tuple[float, bool]]:
    python = os.environ.get("MATH_VERIFY_PYTHON", sys.executable)
    try:
        if subprocess.run([python, "-c", "import math_verify"], capture_output=True).returncode:
            pytest.skip("math-verify is not installed; MATH_VERIFY_PYTHON may name an interpreter that has it")
    except OSError:
        pytest.skip(f"there is no {python}")
    made = subprocess.run([python, "-c", THEIRS], input=json.dumps([p[:2] for p in some]), capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": ""})
    return [(t, ok) for t, ok in json.loads(made.stdout.splitlines()[-1])]


def test_a_typical_pair(benchmark) -> None:
    """Median at most 1.5 ms, on a machine that may be busy."""
    some = pairs()
    for a, b, _ in some:
        sd.equal(a, b)
    times = sorted(min(ours(a, b) for _ in range(ROUNDS)) for a, b, _ in some)
    benchmark.pedantic(lambda: [sd.equal(a, b) for a, b, _ in some], rounds=1)
    benchmark.extra_info.update(median_ms=round(1e3 * median(times), 3), p95_ms=round(1e3 * times[len(times) * 95 // 100], 3), pairs_per_second=round(len(times) / sum(times)))
    assert median(times) < 1.5e-3


def test_against_math_verify(benchmark) -> None:
    """At least 20 times as many pairs per second."""
    some = pairs()
    rows = theirs(some)
    for a, b, _ in some:
        sd.equal(a, b)
    mine = sum(min(ours(a, b) for _ in range(ROUNDS)) for a, b, _ in some)
    benchmark.pedantic(lambda: [sd.equal(a, b) for a, b, _ in some], rounds=1)
    other = sum(t for t, _ in rows)
    right = sum(ok is same for (_, ok), (_, _, same) in zip(rows, some))
    benchmark.extra_info.update(pairs=len(some), ours_per_second=round(len(some) / mine), theirs_per_second=round(len(some) / other, 1), ratio=round(other / mine, 1), theirs_right=right)
    assert other / mine >= 20
