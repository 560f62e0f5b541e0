"""An answer judged: the status, the mistake, feedback that does not give the answer, rewards; right answers are never blamed."""
from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import sympy as sp
from click.testing import CliRunner

import symderive as sd
from symderive.cli import cli
from symderive.learner.final import final_answer
from symderive.learner.report import LEVELS

PRODUCT = r"\frac{d}{dx}\left[x^2 \sin x\right]"

NAMED = [
    (PRODUCT, r"2x\cos x", "product_of_derivatives"),
    ("derivative of sin(x^2)", "cos(2x)", "chain_outer_at_inner_derivative"),
    ("derivative of sin(x^2)", r"f'(x) = \cos(x^2)", "chain_outer_only"),
    ("d/dx [cos(3x)]", "3 sin(3x)", "cos_sign"),
    ("d/dx [x/(x^2+1)]", "(x^2-1)/(x^2+1)^2", "quotient_swapped"),
    ("d/dx [ln(x^2+1)]", "1/(x^2+1)", "ln_inner_missing"),
    ("d/dx [ln(x^2+1)]", "1/(2x)", "ln_one_over_derivative"),
    ("d/dx (x^2+5)", "2x+5", "constant_kept"),
    ("d/dx (x+1)^2", "2x", "freshman_power"),
    ("d/dx [sqrt(x^2+9)]", "1", "freshman_root"),
    ("d/dx [3x^2 - 5x]", "6x + 5", "sign_arithmetic"),
    ("d/dx [2x^3]", "5x^2", "arithmetic_slip"),
    ("d/dx [2^x]", "x 2^(x-1)", "power_rule_on_exponential"),
    ("d/dx [x^x]", "x x^(x-1)", "x_to_x_power_rule"),
    ("d/dx [x^2 + 3x + 1]", "x^3/3 + 3x^2/2 + x", "integrated_instead"),
    ("second derivative of x^3 e^x", "6x e^x", "product_of_derivatives"),
    (r"\nabla f, f(x, y) = x^2 y + \sin(xy)", r"(2xy + \cos(xy), x^2 + x\cos(xy))", "chain_outer_only"),
    (r"\nabla f, f(x, y) = x^2 y^3", "(3x^2 y^2, 2 x y^3)", "gradient_components_swapped"),
    (r"\nabla f, f(x, y) = x^2 y^3", "2 x y^3 + 3 x^2 y^2", "gradient_summed"),
    ("jacobian of (x y, x + y)", "[y, 1; x, 1]", "jacobian_transposed"),
    (r"H, f(x, y) = x^3 y^2", "[6xy^2, 12x^2y; 12x^2y, 2x^3]", "hessian_mixed_doubled"),
    (r"\frac{\partial}{\partial x}[x^2 y^3]", "6 x y^2", "partial_other_differentiated"),
    ("derivative of x^3 e^x at x = 1", "3e", "product_of_derivatives"),
]


@pytest.mark.parametrize(("problem", "answer", "mistake"), NAMED)
def test_the_mistake_is_named_first(problem: str, answer: str, mistake: str) -> None:
    report = sd.check(problem, answer)
    assert not report and report.status == "not_equal"
    assert report.mistake == f"mistake.{mistake}", report.mistakes
    assert report.mistake in report.mistakes and report.mistake.message() and report.mistake.hint("zh")


def test_two_mistakes() -> None:
    report = sd.check(PRODUCT, r"-2x\cos x")
    assert report.mistake == "mistake.product_of_derivatives" and report.mistake.also == "mistake.sin_sign"


def test_both_wrong_entries_are_explained() -> None:
    report = sd.check(r"\nabla f, f(x, y) = x^2 \sin x + e^{2y}", r"(2x\cos x, e^{2y})")
    assert {("mistake.product_of_derivatives", (1, 1)), ("mistake.chain_outer_only", (2, 1))} <= {(f.id, f.entry) for f in report.mistakes}


RIGHT = [
    (PRODUCT, r"2x\sin x + x^2\cos x"), (PRODUCT, r"f'(x) = x(2\sin x + x\cos x)"), (PRODUCT, r"x^2\cos x+\sin x\cdot 2x"),
    ("d/dx [ln x]", "1/x"), ("d/dx [ln x]", "1/|x|"), ("d/dx [x^2/x]", "1"), ("d/dx [sin(x)^2]", "sin(2x)"), ("d/dx [tan x]", "1 + tan(x)^2"),
    ("d/dx [(x^2-1)/(x-1)]", "1"), ("d/dx [2^x]", r"2^x \ln 2"), ("d/dx [sqrt(x)]", "x^(-1/2)/2"), ("d/dx [acos x]", "-1/sqrt(1-x^2)"),
    (r"\nabla f, f(x, y) = x^2 y", "(2xy, x^2)"), (r"\nabla f, f(x, y) = x^2 y", r"\begin{bmatrix}2xy\\x^2\end{bmatrix}"),
    ("gradient of x^2 y at x=1, y=2", "(4, 1)"), ("derivative of x^3 e^x at x = 1", "4e"), (r"H, f(x, y) = x^3 y^2", "[6xy^2, 6x^2y; 6x^2y, 2x^3]"),
]


@pytest.mark.parametrize(("problem", "answer"), RIGHT)
def test_right_answers_are_accepted_and_not_blamed(problem: str, answer: str) -> None:
    report = sd.check(problem, answer)
    assert report and report.status in ("equal", "domain_differs") and report.mistakes == () and report.mistake is None, report
    assert report.feedback("full") == "The answer is right."


@pytest.mark.parametrize(("problem", "answer", "options", "status"), [
    ("d/dx x^2", "2x^", {}, "unreadable"), ("d/dx (x+1)^3", "3x^2 + 6x + 3", {"form": "factored"}, "equal_wrong_form"),
    ("derivative of ln(x) at x = 3", "0.333", {}, "equal_to_rounding"), ("d/dx [x^2]", "d/dx [x^2]", {}, "equal_not_evaluated"),
    ("d/dx [sqrt(x^2)]", "1", {}, "equal_on_part"), ("d/dx [sqrt(x^2)]", "1", {"assume": "x > 0"}, "equal"),
])
def test_statuses(problem: str, answer: str, options: dict, status: str) -> None:
    report = sd.check(problem, answer, **options)
    assert report.status == status and report.needs_person == (status in ("unreadable", "undecided"))


CURVES = [
    (sd.implicit("x^2 + y^2 = 25", "y", "x"), "-x/y", None), (sd.implicit("x^2 + y^2 = 25", "y", "x"), "-x y/(25 - x^2)", None),
    (sd.implicit("x^2 + y^2 = 25", "y", "x", order=2), "-(x^2 + y^2)/y^3", None),
    (sd.implicit("x^2 + y^2 = 25", "y", "x"), "x/y", "sign_arithmetic"), (sd.implicit("x^2 + y^2 = 25", "y", "x"), "(25 - 2x)/(2y)", "constant_kept"),
    (sd.parametric("t^2", "t^3", "t"), "2/(3t)", "parametric_inverted"), (sd.parametric("t^2", "t^3", "t", order=2), "3t", "parametric_second_ratio"),
    (sd.parametric("t^2", "t^3", "t", order=2), "3/2", "parametric_second_no_division"), (sd.parametric("t^2", "t^3", "t", order=2), "3/(4t)", None),
    (sd.inverse_derivative("x^3 + 2x + 3", "x", at_y=0), "1/2", "inverse_wrong_point"), (sd.inverse_derivative("x^3 + 2x + 3", "x", at_y=0), "0.2", None),
    (sd.chain("x = s + t, y = s t, z = x^2 y", "z", "s"), "2(s+t) s t", "path_missing"),
]


@pytest.mark.parametrize(("solution", "answer", "mistake"), CURVES)
def test_curves_inverses_and_chains(solution: sd.Solution, answer: str, mistake: str | None) -> None:
    """What differs elsewhere may agree on the curve, where alone it is asked for."""
    report = sd.check(solution, answer)
    assert bool(report) is (mistake is None) and report.mistake == (mistake and f"mistake.{mistake}"), report.mistakes


CONDITIONS = [("x^2 = 4", "x = 2", "root_lost_square"), ("sqrt(x) = x - 2", "x = 1, x = 4", "root_gained_squaring"), ("x^3 = 4x", "x = 2, x = -2", "root_lost_dividing"),
              ("-x < 2", "x < -2", "inequality_not_turned"), ("5/x = 4", "x = 4/5", "solved_inverted")]


@pytest.mark.parametrize(("gold", "answer", "mistake"), CONDITIONS)
def test_conditions(gold: str, answer: str, mistake: str) -> None:
    assert sd.check(gold, answer).mistake == f"mistake.{mistake}"


def test_problems_of_every_kind_of_input() -> None:
    x = sp.Symbol("x")
    solution = sd.derivative(x**2 * sp.sin(x), "x")
    for problem in (solution, solution.problem, PRODUCT, r"f(x) = x^2 \sin x; f'(x)"):
        assert sd.check(problem, 2 * x * sp.sin(x) + x**2 * sp.cos(x))
        assert sd.check(problem, "2x cos(x)").mistake == "mistake.product_of_derivatives"
    assert sd.check(2 * x, "x + x") and sd.check("2x", "x + x") and not sd.check("2x", "x^2")
    assert sd.check("2x", "x + x").comparison.status == "equal"
    with pytest.raises(sd.ReadError):
        sd.check("d/dx [x^", "2x")
    with pytest.raises(sd.UsageError):
        sd.check(PRODUCT, "x").feedback("louder")
    with pytest.raises(sd.UsageError):
        sd.check(PRODUCT, "x").feedback("hint", "tlh")


def test_what_no_rule_derives_is_still_checked() -> None:
    """The checker needs no derivation: the answer is held against the goal itself."""
    report = sd.check("d/dx [x^2 + zeta(2)]", "2x")
    assert report.status in ("equal", "undecided")
    assert not sd.check("d/dx [x^2 + zeta(2)]", "3x")


@pytest.mark.parametrize(("problem", "answer", "mistake"), NAMED)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_feedback_does_not_give_the_answer(problem: str, answer: str, mistake: str, lang: str) -> None:
    report = sd.check(problem, answer, lang=lang)
    from symderive.render.notation import text
    right = text(report.question.gold, unicode=True)
    said = {level: report.feedback(level) for level in LEVELS}
    if len(right) > 2:
        assert right in said["full"] and all(right not in said[level] for level in ("verdict", "hint", "where")), said
    assert report.mistake.message(lang) in said["where"] and report.mistake.message(lang) not in said["hint"]
    assert report.mistake.hint(lang) in said["hint"] and report.mistake.hint(lang) not in said["verdict"]
    assert report.text() == said["where"]


def test_values_of_a_number_are_kept_for_the_full_solution() -> None:
    report = sd.check("derivative of x^3 e^x at x = 1", "3e")
    assert "10.87" not in report.feedback("where") and "10.87" in report.feedback("full")


def test_as_data() -> None:
    found = json.loads(json.dumps(sd.check(PRODUCT, r"2x\cos x").to_dict("zh")))
    assert found["schema"] == "symderive/1" and found["kind"] == "answer" and found["status"] == "not_equal" and found["accepted"] is False
    assert found["mistake"]["id"] == "mistake.product_of_derivatives" and found["mistake"]["confidence"] == "only match" and found["mistake"]["also"] == []
    assert found["mistake"]["message"] == "乘积的导数不等于导数的乘积" and found["counterexample"]["at"] == {"x": "1"} and not found["needs_person"]
    assert sd.check(PRODUCT, r"2x\sin x+x^2\cos x").to_dict()["mistake"] is None


@pytest.mark.parametrize(("args", "code"), [
    ((PRODUCT, "--answer", r"2x\sin x + x^2\cos x"), 0), ((PRODUCT, "--answer", r"-2x\cos x"), 1), ((PRODUCT, "--answer", "2x^"), 2), (("d/dx [x^", "--answer", "2x"), 2),
    ((PRODUCT,), 2), ((PRODUCT, "--answer", "x", "--level", "loud"), 2), ((PRODUCT, "--answer", "x", "--lang", "tlh"), 2), (("tangent of nothing", "--answer", "2"), 2),
])
def test_exit_codes(args: tuple[str, ...], code: int) -> None:
    result = CliRunner().invoke(cli, ["check", *args])
    assert result.exit_code == code and "Traceback" not in result.output, result.output


# ---- rewards

@pytest.mark.parametrize(("text", "found"), [
    (r"so \boxed{1} no, \boxed{\frac{1}{2}}", r"\frac{1}{2}"), ("The answer is $x = 2$.", "x = 2"), ("**Final answer:** 3/4", "3/4"), ("答案是 $2x$。", "2x"), ("答案：2x", "2x"),
    ("First\n$$y = 1$$\nthen\n$$\\begin{aligned} y &= 2 \\\\ &= 3 \\end{aligned}$$", "3"), ("2x + 1", "2x + 1"), ("I do not know", None), ("", None), ("#### 42", "42"),
    (r"\[ f'(x) = 2x \]", "f'(x) = 2x"), (r"we get $a$ and then $b$", "b"), (r"\boxed{}", None), (r"\boxed{\{1, 2\}}", r"\{1, 2\}"),
])
def test_final_answers(text: str, found: str | None) -> None:
    got = final_answer(text)
    assert (got or "").replace(r"\end{aligned}", "").replace(r"\begin{aligned}", "").strip() == (found or "")


@pytest.mark.parametrize(("gold", "text", "reward"), [
    ("2x", r"Hence \boxed{x + x}", 1.0), ("2x", r"Hence \boxed{x^2}", 0.0), ("2x", "no idea", 0.0), ("2x", r"\boxed{2x^}", None), (sp.Rational(1, 2), "Answer: 0.5", 1.0),
    ("x = 2, x = -2", r"The answer is $x = \pm 2$.", 1.0), ("(1, 2)", r"\boxed{(1, 3)}", 0.0), ("1/3", "Answer: 0.333", 0.0),
])
def test_rewards(gold: object, text: str, reward: float | None) -> None:
    assert sd.reward(gold, text) == reward


def test_rewards_in_threads_are_the_same() -> None:
    rows = [("2x", rf"\boxed{{x + x + {k} - {k}}}") for k in range(20)] + [("2x", rf"\boxed{{x^2 + {k}}}") for k in range(20)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda row: sd.reward(*row), rows))
    assert found == [1.0] * 20 + [0.0] * 20


def test_a_right_answer_that_cannot_be_read_is_a_fault_of_the_caller() -> None:
    with pytest.raises(sd.UsageError):
        sd.reward("2x^", r"\boxed{2x}")
    with pytest.raises(sd.UsageError):
        sd.reward("2x", 3)
