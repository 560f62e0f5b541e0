"""Speed of the checker, as ratios in one run: proofs against points, automatic against numerical differentiation, large against small."""
from __future__ import annotations

import importlib.util
import random
import statistics
import sys
from pathlib import Path
from types import ModuleType

import mpmath as mp
import sympy as sp
from stopwatch import best
from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check, enclosure
from symderive.driver import derive
from symderive.nodes import D
from symderive.reading.law import read_law
from symderive.rules import RULES


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("symderive_speed", Path(__file__).parent / "test_speed.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SPEED = _module()
x = Symbol("x")


def claims_of(e: Basic, v: Symbol = x) -> list[Claim]:
    d = derive(D(e, v), RULES)
    return [Claim(s.before, s.after, when=s.provisos) for s in d.all_steps()] + [Claim(d.goal, d.answer)]


def typical() -> list[list[Claim]]:
    return [claims_of(read_law(text), Symbol(SPEED.VARIABLE.get(k, "x"))) for k, text in enumerate(SPEED.INPUTS)]


def test_a_typical_step(benchmark) -> None:
    """Alone: at most 0.5 ms in the median, 10 ms at the 95th percentile."""
    steps = [c for claims in typical() for c in claims]
    found = sorted(1e3 * best(lambda c=c: check([c]), 3) for c in steps)
    benchmark.pedantic(lambda: check(steps[:20]), rounds=5)
    median, p95 = statistics.median(found), found[int(.95 * len(found))]
    benchmark.extra_info.update(median_ms=round(median, 3), p95_ms=round(p95, 3), steps=len(steps))
    assert median <= .5 and p95 <= 10, (median, p95)


def test_proofs_against_points(benchmark) -> None:
    """To prove costs at most as much again as points do."""
    derivations = typical()
    ratios = [best(lambda c=c: check(c), 5) / best(lambda c=c: check(c, prove=False), 5) for c in derivations]
    proved = [v.status.value for c in derivations for v in check(c)]
    benchmark.pedantic(lambda: [check(c) for c in derivations], rounds=3)
    benchmark.extra_info.update(median_ratio=round(statistics.median(ratios), 2), proved=f"{proved.count('proved')} of {len(proved)}")
    assert statistics.median(ratios) <= 2
    assert proved.count("proved") >= .95 * len(proved)


def test_against_sympy_numerically(benchmark) -> None:
    """The same steps by SymPy, both sides at 12 points with 30 digits, no proof: at least three times slower."""
    pairs = [(c, (c.left.doit().doit(), c.right.doit().doit())) for text in ("x*sin(x^2)", "(x^2 + 1)/(x - 1)", "e^(-x^2/2)", "ln(x^2 + 1)", "x^x") for c in claims_of(read_law(text))]

    def theirs() -> None:
        for _, sides in pairs:
            for k in range(12):
                for side in sides:
                    sp.N(side.subs(x, sp.Rational(2 * k + 3, 7)), 30)
    ours_s, theirs_s = best(lambda: check([c for c, _ in pairs]), 5), best(theirs, 2)
    benchmark.pedantic(lambda: check([c for c, _ in pairs]), rounds=3)
    benchmark.extra_info.update(ratio=round(theirs_s / ours_s, 1))
    assert theirs_s >= 3 * ours_s


def test_derivatives_against_numerical_differentiation(benchmark) -> None:
    """A derivative by power series over balls against mpmath's `diff` at the same precision."""
    e, f = read_law("sin(x^2)*e^(x/3)/(1 + x^2)"), lambda t: mp.sin(t ** 2) * mp.exp(t / 3) / (1 + t ** 2)
    goal: Basic = e
    for _ in range(5):
        goal = D(goal, x)
    at = {x: read_law("7/5")}
    with mp.workdps(60):
        theirs = best(lambda: mp.diff(f, mp.mpf(7) / 5, 5), 5)
        wanted = mp.diff(f, mp.mpf(7) / 5, 5)
        ball = enclosure(goal, at, 200)
        assert abs(mp.mpf(ball.mid().str(40, radius=False)) - wanted) < mp.mpf(10) ** -20
    ours = best(lambda: enclosure(goal, at, 200), 5)
    benchmark.pedantic(lambda: enclosure(goal, at, 200), rounds=5)
    benchmark.extra_info.update(ratio=round(theirs / ours, 2), ours_ms=round(1e3 * ours, 3))


def test_cost_against_distinct_subexpressions(benchmark) -> None:
    """From 10^3 to 10^5 nodes the time for each distinct node may grow fourfold."""
    rates = {}
    for n in (10 ** 3, 10 ** 4, 10 ** 5):
        e = SPEED.grown(n, random.Random(n))
        claims = claims_of(e)
        rates[n] = 1e6 * best(lambda c=claims: check(c), 1 if n > 10 ** 4 else 3) / SPEED.distinct(e)
    benchmark.extra_info.update({f"us_per_node_{n}": round(r) for n, r in rates.items()})
    benchmark.pedantic(lambda: check(claims_of(SPEED.grown(1000, random.Random(1000)))), rounds=2)
    assert rates[10 ** 5] <= 4 * rates[10 ** 3], rates


def test_a_wide_sum_is_linear(benchmark) -> None:
    def seconds(n: int) -> float:
        terms = [sp.S.One] + [read_law("x^2")] * n
        from symderive.expr import plus, times
        return best(lambda: check([Claim(plus(*terms), plus(sp.S.One, times(Integer(n), read_law("x^2"))))]), 2)
    small, large = seconds(5_000), seconds(50_000)
    benchmark.pedantic(lambda: seconds(1_000), rounds=1)
    benchmark.extra_info.update(ratio=round(large / small, 1))
    assert large <= 30 * small
