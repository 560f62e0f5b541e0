"""The chain rule through named variables: verified answers, graphs, passes, and what is refused."""
from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sympy as sp
from sympy import Symbol

import symderive as sd
from symderive.calculus.layers import layers
from symderive.checking import Claim, check
from symderive.derivation import Status
from symderive.nodes import D
from symderive.reading.law import read_law

CASES = [json.loads(line) for line in Path(__file__).with_name("chain.jsonl").read_text().splitlines()]


def equal(found: Any, wanted: str, case: dict[str, Any]) -> bool:
    """Both as numbers, at points of the domain that the case states."""
    rnd = Random(case["id"])
    ends = {**dict.fromkeys(case["variables"], (0.3, 2)), **case["params"], **case["domain"]}
    local = {x: Symbol(x) for x in (*ends, *case["nodes"])}
    e = sp.sympify(wanted, locals=local)
    for _ in range(4):
        at = {Symbol(x): sp.Rational(str(a)) + sp.Rational(rnd.randint(1, 999), 1000) * (sp.Rational(str(b)) - sp.Rational(str(a))) for x, (a, b) in ends.items()}
        for y, body in case["nodes"].items():
            at[Symbol(y)] = sp.sympify(body, locals=local).subs(at)
        if abs(complex(sp.N((found - e).subs(at), 30))) > 1e-20:
            return False
    return True


def assert_right(s: sd.Solution, case: dict[str, Any]) -> None:
    found = s.answer if isinstance(s.answer, dict) else {case["inputs"][0]: s.answer}
    assert {x: equal(found[x], e, case) for x, e in case["answers_py"].items()} == dict.fromkeys(case["answers_py"], True)
    assert all(step.verdict for step in s.steps)
    assert s.verdict.status in (Status.PROVED, Status.VERIFIED)
    local = {p.name.args: p.derivation.answer for p in s.parts if p.kind == "local"}
    for one in case["local_derivatives"]:
        mine = next(e for (y, x), e in local.items() if (y.name, x.name) == (one["of"], one["wrt"]))
        assert equal(mine.doit() if hasattr(mine, "doit") else mine, one["py"], case), one


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_given_as_a_dict(case: dict[str, Any]) -> None:
    assert_right(sd.chain(case["nodes"], of=case["output"], wrt=case["inputs"]), case)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_written_out(case: dict[str, Any]) -> None:
    assert_right(sd.derive(case["problem_latex"]), case)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_sympy_definitions(case: dict[str, Any]) -> None:
    local = {x: Symbol(x) for x in (*case["variables"], *case["nodes"])}
    given = {y: sp.sympify(e, locals=local) for y, e in case["nodes"].items()}
    assert_right(sd.chain(given, of=Symbol(case["output"]), wrt=[Symbol(x) for x in case["inputs"]]), case)


# ---- the passes

@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_backward_pass_agrees_with_the_derivative(case: dict[str, Any]) -> None:
    at = dict.fromkeys(case["variables"], "1/2")
    s = sd.chain(case["nodes"], of=case["output"], wrt=case["inputs"], at=at)
    assert all(step.verdict for step in s.steps)
    backward = next(p for p in s.parts if p.kind == "backward")
    last = [sp.N(e.doit() if hasattr(e, "doit") else e, 20) for e in backward.derivation.answer.args[2:]]
    found = s.answer if isinstance(s.answer, dict) else {case["inputs"][0]: s.answer}
    for k, x in enumerate(case["inputs"]):
        assert abs(last[len(last) - len(case["inputs"]) + k] - sp.N(found[x], 20)) < 1e-12


def test_a_wrong_adjoint_would_be_refuted() -> None:
    """What the backward pass claims is an equation about derivatives of the whole, not about the passes."""
    s = sd.chain("u = x^2, z = u*sin(x)", wrt="x", at="x=2")
    d = next(p for p in s.parts if p.kind == "backward").derivation
    wrong = d.value.func(*d.value.args[:-1], d.value.args[-1] + 1)
    assert check([Claim(d.goal, d.value)])[0]
    assert check([Claim(d.goal, wrong)])[0].status is Status.REFUTED


# ---- the graph

def test_the_graph_has_three_pictures() -> None:
    g = sd.chain("h = tanh(w x), g = tanh(w h), L = g^2", wrt="w").graph
    assert g.text().splitlines() == ["L", "└─ g", "   ├─ h", "   │  ├─ w", "   │  └─ x", "   └─ w"]
    assert g.tikz().count(r"\draw[->]") == 5 and g.tikz().count(r"\node") == 5
    root = ET.fromstring(g.svg())
    assert len([e for e in root if e.tag.endswith("path")]) == 5 and {e.text for e in root.iter() if e.tag.endswith("text")} >= {"L", "g", "∂g/∂h", "dL/dg"}


def test_names_in_pictures_are_harmless() -> None:
    g = sd.chain({"a_1": "x^2", "z": "a_1 + 1"}, wrt="x").graph
    assert "a₁" in g.svg() or "a_1" in g.svg()
    ET.fromstring(g.svg())


def test_solutions_of_other_kinds_have_no_graph() -> None:
    assert sd.derivative("x^2", "x").graph is None


# ---- layers

def test_layers_have_fresh_names() -> None:
    u, y, z = map(Symbol, "uyz")
    x = Symbol("x")
    equations, whole = layers(read_law("y*sin(u*x^2 + z)"), x)
    heads = [e.args[1] for e in equations]
    assert not {u, y, z, x} & set(heads) and whole in heads


def test_what_occurs_twice_is_named_once() -> None:
    equations, _ = layers(read_law("sin(x^2) + cos(x^2)"), Symbol("x"))
    assert len(equations) == 2


def test_layers_give_the_derivative() -> None:
    for f in ("sin(exp(x^2 + 1))", "sqrt(1 + ln(1 + x^2))", "x^3", "x*exp(-x^2/2)", "(1 + tanh(3x))^2"):
        assert sp.simplify(sd.chain(f, wrt="x").answer - sd.derivative(f, "x").answer) == 0


# ---- many paths, round d's, unknown functions

def test_more_paths_than_are_written_out() -> None:
    definitions = {"a_1": "x + x^2", "a_2": "a_1^2 + x"} | {f"a_{k}": f"a_{k - 1} a_{k - 2} + x" for k in range(3, 7)}
    s = sd.chain(definitions, wrt="x", at={"x": "1/7"})
    assert "chain.layers" in {step.rule for step in s.steps} and s.verdict
    wanted = sd.derivative(str(_composed(definitions)), "x", at={"x": "1/7"}).answer
    assert sp.simplify(s.answer - wanted) == 0


def _composed(definitions: dict[str, str]) -> sp.Expr:
    e = sp.Symbol("a_6")
    for name, body in reversed(definitions.items()):
        e = e.subs(sp.Symbol(name), sd.read(body).sympy)
    return sp.expand(e)


def test_the_whole_derivative_is_told_from_the_local_one() -> None:
    text = sd.chain("u = x^2, y = x sin(u)", wrt="x").text()
    assert "dy/dx\n  ✓ = (∂y/∂u)·(du/dx) + ∂y/∂x" in text


def test_unknown_outer_functions() -> None:
    s = sd.chain("z = f(x, y), x = g(s, t), y = h(s, t)", wrt="s")
    assert s.verdict and len(s.written.args) == 2


def test_a_defined_variable_may_be_held_free() -> None:
    assert sd.chain({"u": "x^2", "z": "sin(u)"}, of="z", wrt="u").answer == sp.cos(Symbol("u"))


def test_conditions_are_said_of_the_inputs() -> None:
    assert list(map(str, sd.chain("u = x - 1, z = ln(u)", wrt="x").provisos)) == ["x > 1"]


@pytest.mark.parametrize("wrong", [
    lambda: sd.chain({}, wrt="x"), lambda: sd.chain("y = 2x", wrt="y"), lambda: sd.chain("x = y, y = x", of="x", wrt="t"), lambda: sd.chain("y = 2x, z = 3x", wrt="x"),
    lambda: sd.chain("y = 2x"), lambda: sd.chain("y = 2x", wrt=["x", "x"]), lambda: sd.chain({"e": "x"}, wrt="x"), lambda: sd.chain("y = x^2", wrt="x", of="w"),
    lambda: sd.chain({"u": "x^2", "y": "u^2"}, of="y", wrt=["x", "u"]), lambda: sd.chain("sin(x y)", wrt=["x", "y"]), lambda: sd.chain("y = ln(x)", wrt="x", at={"x": -1}),
    lambda: sd.chain("u = -1 - x^2, y = sqrt(u)", wrt="x"), lambda: sd.chain("y = x^2, x < 1", wrt="x"), lambda: sd.chain({"y": "x = 2"}, wrt="x"),
    lambda: sd.chain("x = s t, z = x^2", wrt=["s", "t"], order=2), lambda: sd.derive(r"x = s t, z = x^2; \frac{\partial^2 z}{\partial s\,\partial t}"),
    lambda: sd.chain(r"L=\tfrac12\|W^\top W\mathbf x-\mathbf x\|^2", wrt="W"), lambda: sd.chain(r"\hat{\mathbf y}=W\mathbf x+\mathbf b,\ L=\tfrac12\|\hat{\mathbf y}-\mathbf t\|^2", of="L", wrt="W"),
])
def test_refused_in_words(wrong: Any) -> None:
    with pytest.raises(sd.SymderiveError):
        wrong()


# ---- the checker: a derivative inside "at" holds the letter that is put in fixed

@pytest.mark.parametrize(("claim", "holds"), [
    ("at(D(w*h, w), h, w^2) = w^2", True), ("at(D(w*h, w), h, w^2) = 3*w^2", False),
    ("D(at(w*h, h, w^2), w) = 3*w^2", True), ("D(at(w*h, h, w^2), w) = w^2", False),
    ("where(where(D(a*b, b), a, b + x), b, x^2) = x^2 + x", True),
])
def test_derivatives_inside_a_substitution(claim: str, holds: bool) -> None:
    verdict, = check([Claim(*read_law(claim).args[1:])])
    assert verdict.status in ((Status.VERIFIED, Status.PROVED) if holds else (Status.REFUTED,))


def test_goals_are_shown_by_name_only_where_they_are_referred_to() -> None:
    """D(x^2, x) is du/dx in the sum over the paths, and itself in a derivation of its own."""
    s = sd.chain("u = x^2, z = u + x^2", wrt="x")
    local = next(p for p in s.parts if p.kind == "local" and p.derivation.goal.args[1] == Symbol("x") and p.name.args[0].name == "z")
    assert isinstance(local.derivation.goal, D) and "d/dx[x²] = 2x" in s.text() and s.answer == 4 * Symbol("x")
