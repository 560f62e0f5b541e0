"""Directional derivative, differential, tangent, Taylor polynomial; Clairaut's theorem and definiteness with the Hessian."""
from __future__ import annotations

import pytest
import sympy as sp

import symderive as sd
from symderive.driver import Stuck, derive
from symderive.nodes import D
from symderive.reading.law import read_law
from symderive.rules import RULES

x, y = sp.symbols("x y")


@pytest.mark.parametrize(("f", "direction", "at"), [("x^2*y", (3, 4), {"x": 1, "y": 2}), ("x*e^y", (1, -1), {"x": 2, "y": 0}), ("sin(x*y)", (2, 0), {"x": 1, "y": "pi"}), ("x^2*y", (1, 2), None)])
def test_directional(f: str, direction: tuple[int, int], at: dict | None) -> None:
    s = sd.directional(f, ["x", "y"], direction, at=at)
    plain = sd.read(f).sympy
    wanted = (plain.diff(x) * direction[0] + plain.diff(y) * direction[1]) / sp.sqrt(direction[0]**2 + direction[1]**2)
    if at:
        wanted = wanted.subs({sp.Symbol(k): sp.sympify(v, strict=True) if not isinstance(v, str) else sp.pi for k, v in at.items()})
    assert sp.simplify(s.answer - wanted) == 0 and s.verdict


def test_a_direction_must_fit() -> None:
    with pytest.raises(sd.UsageError, match="zero vector"):
        sd.directional("x*y", ["x", "y"], (0, 0))
    with pytest.raises(sd.UsageError, match="2 components"):
        sd.directional("x*y", ["x", "y"], (1, 2, 3))


def test_differential() -> None:
    s = sd.differential("x^2*sin(y)", ["x", "y"])
    assert s.answer == {x: 2 * x * sp.sin(y), y: x**2 * sp.cos(y)} and s.verdict
    assert sd.differential("x^2*sin(y)", ["x", "y"], at={"x": 1, "y": 0}).answer == {x: 0, y: 1}
    assert "dx" in s.latex() and s.to_dict()["answer"]["sympy"]["x"] == "2*x*sin(y)"


@pytest.mark.parametrize(("f", "at"), [("x^3-2x", 2), ("sin(x)", r"\pi/6"), ("ln(x)", 1), ("1/x", -2), ("a*x^2", 3)])
def test_tangent_line(f: str, at: object) -> None:
    s = sd.tangent(f, "x", at=at)
    a = sp.pi / 6 if isinstance(at, str) else sp.Integer(at)
    plain = sd.read(f).sympy
    assert sp.simplify(s.answer - (plain.subs(x, a) + plain.diff(x).subs(x, a) * (x - a))) == 0 and s.verdict


def test_tangent_plane() -> None:
    s = sd.tangent("x^2+y^2", ["x", "y"], at={"x": 1, "y": 2})
    assert s.answer == 2 * x + 4 * y - 5 and s.verdict and "tangent plane" in s.text()
    with pytest.raises(sd.NotSupported):
        sd.tangent("x*y*z", ["x", "y", "z"], at={"x": 1, "y": 1, "z": 1})
    with pytest.raises(sd.SymderiveError):
        sd.tangent("|x|", "x", at=0)


@pytest.mark.parametrize(("f", "at", "order"), [("sin(x)", 0, 5), ("ln(x)", 1, 4), ("sqrt(x)", 4, 2), ("e^x", 0, 3), ("1/(1-x)", 0, 4)])
def test_taylor(f: str, at: int, order: int) -> None:
    s = sd.taylor(f, "x", at=at, order=order)
    assert sp.expand(s.answer - sd.read(f).sympy.series(x, at, order + 1).removeO()) == 0 and s.verdict


def test_taylor_in_two_variables() -> None:
    s = sd.taylor("e^x*cos(y)", ["x", "y"], at={"x": 0, "y": 0}, order=2)
    assert sp.expand(s.answer - (1 + x + x**2 / 2 - y**2 / 2)) == 0 and s.verdict
    assert sp.expand(sd.taylor("x^2*y", ["x", "y"], at={"x": 1, "y": 1}, order=1).answer - (2 * x + y - 2)) == 0
    with pytest.raises(sd.UsageError):
        sd.taylor("x", "x", order=0)


def test_clairaut() -> None:
    s = sd.hessian("x^3*y + sin(x*y)", ["x", "y"])
    swapped, = (step for step in s.steps if step.rule == "diff.clairaut")
    assert swapped.verdict and s.answer == s.answer.T


@pytest.mark.parametrize(("f", "kind"), [("x^2+x*y+y^2", "hessian.positive"), ("-x^2-y^2", "hessian.negative"), ("x^2-y^2", "hessian.indefinite"), ("x*y", "hessian.indefinite"), ("x^2", "hessian.undecided")])
def test_definiteness(f: str, kind: str) -> None:
    assert sd.hessian(f, ["x", "y"], at={"x": 0, "y": 0}).page().sections[-1].after[0].id == kind


def test_the_direction_of_the_gradient() -> None:
    said = sd.gradient("x^2*y", ["x", "y"], at={"x": 1, "y": 2}).page().sections[-1].after
    assert [p.id for p in said] == ["gradient.direction", "gradient.steepest"] and str(said[0].values["u"]) == "(0.97014, 0.24254)"


def test_clairaut_is_not_tried_on_a_goal() -> None:
    """It swaps, and would swap back for ever: only the task that has both orders names it."""
    with pytest.raises(Stuck):
        derive(D(D(read_law("2^(x*y)"), sp.Symbol("y")), sp.Symbol("x")), RULES)
