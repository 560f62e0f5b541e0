"""What the derivative says: monotone intervals, critical points, extrema, inflections; and that nothing is claimed that is not certain."""
from __future__ import annotations

from xml.etree import ElementTree

import pytest
import sympy as sp

import symderive as sd
from symderive.errors import NotSupported

oo, E, pi = sp.oo, sp.E, sp.pi
s2, s3 = sp.sqrt(2), sp.sqrt(3)

# function, interval: critical points, kinds, increasing, decreasing
CASES = {
    ("x*ln(x)", None): ([1 / E], ["min"], [(1 / E, oo)], [(0, 1 / E)]),
    ("cbrt(x)**2", None): ([0], ["min"], [(0, oo)], [(-oo, 0)]),
    ("e^{-x^2/2}", None): ([0], ["max"], [(-oo, 0)], [(0, oo)]),
    ("x^3-3x", None): ([-1, 1], ["max", "min"], [(-oo, -1), (1, oo)], [(-1, 1)]),
    ("x^3", None): ([0], ["neither"], [(-oo, oo)], []),
    ("x+1/x", None): ([-1, 1], ["max", "min"], [(-oo, -1), (1, oo)], [(-1, 0), (0, 1)]),
    ("sin(x)", (0, "2*pi")): ([pi / 2, 3 * pi / 2], ["max", "min"], [(0, pi / 2), (3 * pi / 2, 2 * pi)], [(pi / 2, 3 * pi / 2)]),
    ("|x^2-1|", None): ([-1, 0, 1], ["min", "max", "min"], [(-1, 0), (1, oo)], [(-oo, -1), (0, 1)]),
    ("x^2*e^{-x}", None): ([0, 2], ["min", "max"], [(0, 2)], [(-oo, 0), (2, oo)]),
    ("ln(x)/x", None): ([E], ["max"], [(0, E)], [(E, oo)]),
    ("sqrt(x)*(x-3)", None): ([1], ["min"], [(1, oo)], [(0, 1)]),
    ("x - sin(x)", (0, "4*pi")): ([2 * pi], ["neither"], [(0, 4 * pi)], []),
    ("x^{2/3}(x-5)", None): ([0, 2], ["max", "min"], [(-oo, 0), (2, oo)], [(0, 2)]),
    ("x|x|", None): ([0], ["neither"], [(-oo, oo)], []),
    ("e^x+e^{-x}", None): ([0], ["min"], [(0, oo)], [(-oo, 0)]),
    ("x*sqrt(4-x^2)", None): ([-s2, s2], ["min", "max"], [(-s2, s2)], [(-2, -s2), (s2, 2)]),
    ("2x+1", None): ([], [], [(-oo, oo)], []),
    ("1/x", None): ([], [], [], [(-oo, 0), (0, oo)]),
    ("x^x", None): ([1 / E], ["min"], [(1 / E, oo)], [(0, 1 / E)]),
    ("tan(x)", (-1, 1)): ([], [], [(-1, 1)], []),
    ("5", None): ([], [], [], []),
}


@pytest.mark.parametrize(("asked", "wanted"), CASES.items(), ids=[f"{f} {i or ''}" for f, i in CASES])
def test_monotone_intervals(asked: tuple, wanted: tuple) -> None:
    a = sd.analyse(asked[0], "x", interval=asked[1])
    assert a.verdict and (list(a.critical_points), list(a.kinds)) == wanted[:2]
    assert [list(map(tuple, a.increasing)), list(map(tuple, a.decreasing))] == [list(wanted[2]), list(wanted[3])]


def test_inflections() -> None:
    assert sd.analyse("e^{-x^2/2}", "x").inflections == (-1, 1)
    assert sd.analyse("x/(x^2+1)", "x").inflections == (-s3, 0, s3)
    assert sd.analyse("x^4", "x").inflections == ()
    a = sd.analyse("x^3-3x", "x")
    assert a.inflections == (0,) and a.convex == ((0, oo),) and a.concave == ((-oo, 0),)


def test_extrema_on_an_interval() -> None:
    a = sd.analyse("x^3-3x", "x", interval=[-2, 3])
    assert {(e.x, e.value, e.kind) for e in a.extrema if e.absolute} == {(-2, -2, "min"), (1, -2, "min"), (3, 18, "max")}
    assert "least value on the interval is -2" in a.text()
    b = sd.analyse("x^2", "x")
    assert b.extrema[0].absolute and (b.extrema[0].x, b.extrema[0].value, b.extrema[0].kind) == (0, 0, "min")
    open_ends = sd.analyse("x^2", "x", interval="(1, 2)")
    assert open_ends.extrema == () and open_ends.increasing == ((1, 2),)


def test_zeros_without_a_formula_are_enclosed() -> None:
    a = sd.analyse("x^5-x^2-x", "x")
    assert [round(float(v), 6) for v in a.critical_points] == [-0.421266, 0.858593] and a.kinds == ("max", "min")
    assert "enclosed numerically" in a.text() and "≈ -0.421266" in a.text()


def test_searched_pieces() -> None:
    a = sd.analyse("cos(x) - x/2 + x^2/50", "x", interval=(0, 6))
    f = sd.read("cos(x) - x/2 + x^2/50").sympy.diff(sp.Symbol("x"))
    assert len(a.critical_points) == 1 and all(abs(f.subs(sp.Symbol("x"), v).evalf(25)) < 1e-20 for v in a.critical_points)
    assert "piece by piece" in a.text()


@pytest.mark.parametrize(("f", "interval"), [("sin(x)", None), ("cos(x) - x/2", None), ("tan(x)", None), ("gamma(x)", None), ("a*x^2", None), ("floor(x)", (0, 3))])
def test_what_is_not_certain_is_not_claimed(f: str, interval: object) -> None:
    with pytest.raises(NotSupported):
        sd.analyse(f, "x", interval=interval)


@pytest.mark.parametrize("interval", ["0, 1", (1, 0), (1,), "[a, b]", "[0; 1]"])
def test_an_interval_has_two_ends(interval: object) -> None:
    with pytest.raises(sd.SymderiveError):
        sd.analyse("x^2", "x", interval=interval)


def test_the_picture_is_svg() -> None:
    a = sd.analyse("x^3-3x", "x")
    root = ElementTree.fromstring(a.plot())
    assert root.tag.endswith("svg") and len(root.findall("{*}polyline")) >= 2 and len(root.findall("{*}circle")) == 2
    ElementTree.fromstring(sd.analyse("1/x", "x").plot())


def test_the_chart_is_in_every_format() -> None:
    a = sd.analyse("x^3-3x", "x")
    assert r"\begin{array}{c|ccccc}" in a.latex() and "increases   maximum   decreases" in a.text() and "递增" in a.markdown(lang="zh")
    a.to_dict()


@pytest.mark.parametrize(("f", "wanted"), [
    ("x^3+y^3-3x*y", {(0, 0): "saddle", (1, 1): "min"}), ("x^2+x*y+y^2-3x", {(2, -1): "min"}), ("x^4+y^4-4x*y+1", {(-1, -1): "min", (0, 0): "saddle", (1, 1): "min"}),
    ("x^2-y^2", {(0, 0): "saddle"}), ("e^{-x^2-y^2}", {(0, 0): "max"}), ("x^4+y^4", {(0, 0): "undecided"}), ("x+y", {}),
])
def test_stationary_points(f: str, wanted: dict) -> None:
    s = sd.analyse(f, ["x", "y"])
    assert s.answer == wanted and s.verdict


def test_stationary_points_that_are_not_isolated() -> None:
    with pytest.raises(NotSupported):
        sd.analyse("x^2", ["x", "y"])


def test_a_jump_at_an_end_is_seen() -> None:
    a = sd.analyse(r"\begin{cases} x & x<1\\ 0 & x\ge 1\end{cases}", "x", interval=[0, 1])
    assert not any(e.absolute for e in a.extrema)
    b = sd.analyse(r"\begin{cases} x^2 & x>-1\\ -5 & x\le -1\end{cases}", "x", interval="[-1, 3)")
    assert not any(e.absolute for e in b.extrema)


def test_a_jump_inside_is_no_extremum_and_parts_the_intervals() -> None:
    a = sd.analyse(r"\begin{cases} x & x<1\\ x - 5 & x\ge 1\end{cases}", "x")
    assert a.critical_points == () and a.increasing == ((-sp.oo, 1), (1, sp.oo))
