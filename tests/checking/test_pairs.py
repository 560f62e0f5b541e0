"""Pairs of expressions that are equal, or are not although they look so: the checker must never be wrong about them."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from sympy import Basic, Symbol

from symderive.checking import Claim, check
from symderive.derivation import Status, Verdict
from symderive.expr import Neg
from symderive.nodes import relation
from symderive.problem import Assumptions
from symderive.reading.law import read_law
from symderive.tree import substitute

PAIRS = [json.loads(line) for line in (Path(__file__).parent / "numpairs.jsonl").read_text().splitlines()]
ZERO, ONE = sp.S.Zero, sp.S.One


def _facts(name: str, domain: str) -> list[Basic]:
    x = Symbol(name)
    return {
        "R": [], "C": [relation("in", x, Symbol("C"))], "P": [relation(">", x, ZERO)], "U": [relation(">", x, ZERO), relation("<", x, ONE)],
        "S": [relation(">", x, Neg(ONE)), relation("<", x, ONE)], "Z": [relation("in", x, Symbol("Z"))], "Zp": [relation("in", x, Symbol("N"))],
        "N": [relation("in", x, Symbol("Z")), relation(">=", x, ZERO)],
    }["P" if domain == "p" else domain]


def _read(text: str) -> Basic:
    return substitute(read_law(text), {Symbol("I"): sp.I, Symbol("E"): sp.E, Symbol("EulerGamma"): sp.EulerGamma})


def _verdict(pair: dict[str, Any], prove: bool = True) -> Verdict:
    assumptions = Assumptions(tuple(f for name, domain in pair["domains"].items() for f in _facts(name, domain)))
    return check([Claim(_read(pair["left"]), _read(pair["right"]))], assumptions, prove=prove)[0]


@pytest.mark.parametrize("prove", [True, False])
@pytest.mark.parametrize("pair", PAIRS, ids=[str(p["id"]) for p in PAIRS])
def test_never_wrong(pair: dict[str, Any], prove: bool) -> None:
    verdict = _verdict(pair, prove)
    assert (verdict.status is Status.REFUTED) != pair["equal"], verdict
    assert bool(verdict) == pair["equal"], verdict


def test_most_that_is_true_is_proved() -> None:
    true = [p for p in PAIRS if p["equal"]]
    found = [_verdict(p).status for p in PAIRS]
    assert found.count(Status.UNDECIDED) * 100 <= len(PAIRS)
    assert 2 * found.count(Status.PROVED) >= len(true)
