"""What a Solution offers: answers, notes, conditions, detail, views, values at a point."""
from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
import sympy as sp
from sympy.core.cache import clear_cache

import symderive as sd
from symderive.checking import enclosure
from symderive.derivation import Status
from symderive.driver import Stuck
from symderive.problem import Problem
from symderive.solve import solve

x, y = sp.symbols("x y")


def test_product_and_chain_rule_read_in_four_lines() -> None:
    rows = sd.derivative(r"x \sin(x^2)", "x").page().sections[0].rows
    assert [[r.rule for r in row.reasons] for row in rows] == [["diff.product"], ["diff.sin"], ["diff.power"], ["collect.factors"]]
    assert all(row.verdict for row in rows)


def test_detail_changes_the_number_of_lines_not_the_answer() -> None:
    s = sd.derivative("x*sin(x^2)", "x")
    brief, normal, full = (len(s.page(detail).sections[0].rows) for detail in ("brief", "normal", "full"))
    assert brief < normal < full <= 12
    assert len({s.page(detail).answer for detail in ("brief", "normal", "full")}) == 1
    assert all(row.verdict for detail in ("brief", "normal", "full") for row in s.page(detail).sections[0].rows)


def test_tree_holds_every_step_once() -> None:
    s = sd.derivative("sin(x^2)*cos(x^2)", "x")
    seen, todo = [], list(s.page("normal", "tree").sections[0].tree)
    again = 0
    while todo:
        branch = todo.pop()
        again += branch.again
        seen += [] if branch.again else [branch.step]
        todo.extend(branch.premises)
    assert len(seen) == len(s.steps) and again == 1          # d/dx x^2 is derived once and referred to


def test_assumptions_of_sympy_symbols_are_used_and_given_back() -> None:
    t = sp.Symbol("t", positive=True)
    s = sd.derivative(sp.log(t), t)
    assert s.answer == 1 / t and s.answer.free_symbols == {t}
    assert s.provisos == ()


def test_conditions_met_on_the_way_are_stated() -> None:
    assert list(map(str, sd.derivative("ln(x)/(x - 1)", "x").provisos)) == ["x > 0", "x != 1"]
    assert sd.derivative("x^2 + 1", "x").provisos == ()
    assert list(map(str, sd.derivative("abs(x)", "x").provisos)) == ["x != 0"]


def test_variable_that_does_not_occur() -> None:
    s = sd.derivative("y^2", "x")
    assert s.answer == 0 and [n.id for n in s.notes] == ["note.variable_absent"]


def test_higher_order_derives_each_in_turn() -> None:
    s = sd.derivative("x^2*e^(3*x)", "x", order=2)
    assert len(s.parts) == 2 and sp.simplify(s.answer - (9 * x**2 + 12 * x + 2) * sp.exp(3 * x)) == 0


def test_gradient_at_a_point() -> None:
    s = sd.gradient(r"x^2 y + \sin(xy)", ["x", "y"], at={"x": 1, "y": 2})
    assert s.answer == sp.Matrix([4 + 2 * sp.cos(2), 1 + sp.cos(2)])
    assert [p.title.id for p in s.parts] == ["part.partial", "part.partial", "part.gradient", "part.at"]
    (_, _, value), = s.page().answer
    assert str(value) == "[3.1677; 0.58385]"
    assert [p.id for p in s.page().sections[-1].after] == ["gradient.direction", "gradient.steepest"]


@pytest.mark.parametrize(("f", "at"), [("1/x", 0), ("ln(x)", -1), ("x^x", "-1/2"), ("(x^2 - 1)/(x - 1)", 1)])
def test_not_defined_at_the_point(f: str, at: object) -> None:
    with pytest.raises(sd.NotSupported, match=r"is not defined at x = .*, so it has no derivative there"):
        sd.derivative(f, "x", at=at)


def test_values_at_a_point() -> None:
    assert sd.derivative("abs(x)", "x", at=-2).answer == -1
    assert sd.derivative("x^3", "x", at="1/2").answer == sp.Rational(3, 4)
    assert sd.derivative("x^2", "x", at=0.1).answer == sp.Rational(1, 5)
    assert sd.derivative("a*x^2", "x", at={"x": 3}).answer == 6 * sp.Symbol("a")
    assert sd.partial("x^2*y", "x", at={"x": 2, "y": 5}).answer == 20


def test_what_is_defined_nowhere_is_refused() -> None:
    for f in ("ln(-1 - x^2)", "log(1, x)"):
        with pytest.raises(sd.NotSupported):
            sd.derivative(f, "x") if f != "log(1, x)" else sd.derivative(r"\log_1 x", "x")


def test_stuck_says_how_far_it_got() -> None:
    with pytest.raises(sd.NotSupported, match="no rule") as caught:
        sd.derivative("x*zeta(x)", "x")
    assert isinstance(caught.value, Stuck) and len(caught.value.steps) == 1


def test_mixed_partials_agree() -> None:
    a, b = sd.partial("x^3*y^2 + sin(x*y)", "x", "y").answer, sd.partial("x^3*y^2 + sin(x*y)", "y", "x").answer
    assert sp.simplify(a - b) == 0


def test_unknown_functions() -> None:
    assert str(sd.derivative("f(x^2)", "x").written) == "2x f'(x^2)"
    assert sd.partial("g(x, y)*x", "x").verdict


def test_json_validates_and_holds_every_step() -> None:
    schema = json.loads(files("symderive.render").joinpath("solution.schema.json").read_text())
    for s in (sd.derivative("x^x", "x"), sd.gradient("x^2*y", ["x", "y"], at={"x": 1, "y": 2}), sd.hessian("x^2*y", ["x", "y"])):
        found = s.to_dict()
        jsonschema.validate(found, schema)
        steps = [step for part in found["parts"] for step in part["steps"]]
        known = {step["id"] for step in steps}
        assert len(known) == len(steps) and all(set(step["premises"]) <= known for step in steps)
        assert found["schema"] == "symderive/1" and found["verdict"]["status"] in ("proved", "verified")


def test_save_chooses_the_format_by_suffix(tmp_path) -> None:
    s = sd.derivative("x^2", "x")
    for suffix, start in ((".tex", r"\documentclass"), (".md", "**Problem"), (".json", "{"), (".txt", "")):
        path = s.save(tmp_path / f"notes{suffix}")
        assert path.read_text(encoding="utf-8").startswith(start)
    with pytest.raises(sd.UsageError):
        s.save(tmp_path / "notes.doc")


def test_chinese() -> None:
    assert "乘积法则" in sd.derivative("x*sin(x)", "x").latex(lang="zh")


@pytest.mark.parametrize("wrong", [
    lambda: sd.derivative("x^2", "x", order=0), lambda: sd.derivative("x^2", "2"), lambda: sd.derivative("x = 2", "x"),
    lambda: sd.gradient("x*y", []), lambda: sd.gradient("x*y", ["x", "x"]), lambda: sd.gradient("x*y", ["x", "y"], at={"x": 1}),
    lambda: sd.gradient("x*y", ["x", "y"], at=3), lambda: sd.derivative([1, 2], "x"), lambda: sd.derivative("x^2", "x", at={"x": "x + 1"}),
    lambda: sd.derivative("x^2", "x").latex(detail="much"), lambda: sd.derivative("x^2", "x").latex(lang="xx"), lambda: sd.derivative("x^2", "x").render("doc"),
])
def test_requests_that_make_no_sense(wrong) -> None:
    with pytest.raises(sd.SymderiveError):
        wrong()


def test_the_same_verdict_every_time() -> None:
    first, second = (sd.derivative("x^x*sin(x)", "x") for _ in range(2))
    assert first.verdict == second.verdict and first.verdict.seed == second.verdict.seed
    assert first.verdict.status in (Status.PROVED, Status.VERIFIED)


def test_symbols_are_compared_by_value() -> None:
    """SymPy forgets old symbols, after a thousand others or on request: then equal symbols are different objects."""
    body, total = sd.read("x sin(x^2)").expr, sd.read(r"\sum_{k=0}^{3} x^k").expr
    old = sp.Symbol("x")
    expected = str(solve(Problem("derivative", body, (old,))))
    clear_cache()
    new = sp.Symbol("x")
    assert new is not old
    assert str(solve(Problem("derivative", body, (new,)))) == expected
    assert enclosure(total, {new: sp.Integer(2)}) == 15
