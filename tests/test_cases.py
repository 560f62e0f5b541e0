"""Problems with verified answers, compared as numbers on the domain each of them states."""
from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import mpmath
import pytest
import sympy as sp

import symderive as sd
from symderive.derivation import Status

CASES = [json.loads(line) for file in sorted((Path(__file__).parent / "cases").glob("*.jsonl")) for line in file.read_text().splitlines()]
NAMES = {**{n: sp.Symbol(n) for n in ("beta", "gamma_", "zeta", "N", "S", "E", "I", "O", "Q")}, "Rational": sp.Rational}


def solved(case: dict[str, Any], text: str, exprs: list[str] | None = None) -> sd.Solution:
    wrt = [case["wrt"]] if isinstance(case["wrt"], str) else case["wrt"]
    match case["task"]:
        case "derivative" | "integral_derivative":
            return sd.derivative(text, *wrt, order=case.get("order", 1))
        case "partial" | "mixed_partial" | "higher_partial":
            return sd.partial(text, *wrt)
        case "jacobian":
            return sd.jacobian(exprs or [text], wrt)
        case task:
            return getattr(sd, task)(text, wrt)


def expected(case: dict[str, Any]) -> sp.Matrix:
    """The answer that was verified; the strings come from the files in tests/cases, which are ours."""
    local = {v: sp.Symbol(v) for v in (*case["variables"], *case["domain"])}
    e = sp.sympify(case["answer_py"], locals={**NAMES, **local})
    return sp.Matrix(e) if isinstance(e, list) else sp.Matrix([[e]])


def points(case: dict[str, Any]) -> list[dict[sp.Symbol, sp.Rational]]:
    rnd = Random(case["id"])
    ends = {**dict.fromkeys(case["variables"], (0.3, 2)), **case.get("params", {}), **case["domain"]}
    return [{sp.Symbol(v): sp.Rational(rnd.randint(1, 9999), 10000) * (sp.Rational(str(b)) - sp.Rational(str(a))) + sp.Rational(str(a)) for v, (a, b) in ends.items()} for _ in range(5)]


def assert_equal(found: Any, wanted: sp.Matrix, case: dict[str, Any]) -> None:
    found = sp.Matrix(found) if isinstance(found, sp.MatrixBase) else sp.Matrix([[found]])
    assert found.shape == wanted.shape
    for at in points(case):
        at = at | {sp.Symbol(s.name.replace("x", "x_")): v for s, v in at.items() if s.name[0] == "x" and s.name[1:].isdigit()}
        for a, b in zip(found, wanted):
            left, right = (mpmath.mpmathify(sp.N(e.subs(at), 40)) for e in (a, b))
            assert abs(left - right) <= mpmath.mpf(10) ** -25 * (1 + abs(right)), (case["id"], a, b, at)


@pytest.mark.parametrize("case", [c for c in CASES if "exprs" not in c], ids=lambda c: c["id"])
@pytest.mark.parametrize("source", ["expr", "expr_latex"])
def test_answer(case: dict[str, Any], source: str) -> None:
    if source not in case or case[source].startswith("Integral"):
        pytest.skip("this case has no such form")
    solution = solved(case, case[source])
    assert_equal(solution.answer, expected(case), case)
    assert all(step.verdict for step in solution.steps), [(s.rule, s.verdict) for s in solution.steps if not s.verdict]
    assert solution.verdict.status in (Status.PROVED, Status.VERIFIED)


@pytest.mark.parametrize("case", [c for c in CASES if "exprs" in c], ids=lambda c: c["id"])
def test_jacobian(case: dict[str, Any]) -> None:
    solution = solved(case, "", case["exprs"])
    assert_equal(solution.answer, expected(case), case)
    assert solution.verdict


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_written_out(case: dict[str, Any]) -> None:
    """The same problem as one line of LaTeX."""
    solution = sd.derive(case["problem_latex"])
    assert_equal(solution.answer, expected(case), case)
    assert solution.verdict


@pytest.mark.parametrize("case", [c for c in CASES if c["task"] in ("derivative", "gradient")], ids=lambda c: c["id"])
def test_sympy_in_sympy_out(case: dict[str, Any]) -> None:
    e = sp.sympify(case["expr"], locals={**NAMES, **{v: sp.Symbol(v) for v in case["variables"]}})
    wrt = case["wrt"]
    solution = sd.derivative(e, sp.Symbol(wrt), order=case["order"]) if isinstance(wrt, str) else sd.gradient(e, [sp.Symbol(v) for v in wrt])
    assert_equal(solution.answer, expected(case), case)
    assert solution.verdict
