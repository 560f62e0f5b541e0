"""An inverse needs the one place, a slope a point of the curve: where there may be another, or none, that is said."""
import pytest
import sympy as sp

import symderive as sd


@pytest.mark.parametrize(("f", "b", "said"), [("x^4+x", 2, "-1.3532"), ("x e^x", "e", "perhaps"), ("x^3 - 2x", 1, "1.6180"), ("x + 2cos x", 2, "perhaps")])
def test_another_place_is_asked_about(f: str, b: str | int, said: str) -> None:
    with pytest.raises(sd.UsageError, match=said):
        sd.inverse_derivative(f, "x", at_y=b)


@pytest.mark.parametrize(("f", "b", "assume", "wanted"), [
    ("x^4+x", 2, "x > 0", sp.Rational(1, 5)), ("x^3+x", 10, None, sp.Rational(1, 13)), (r"x+\ln x", 1, None, sp.Rational(1, 2)), ("x + e^x", 1, None, sp.Rational(1, 2)),
    ("x^2", 4, "x > 0", sp.Rational(1, 4)), (r"\sqrt{x}", 3, None, 6), ("2x + cos x", 1, None, sp.Rational(1, 2)), ("1/x", 2, None, -sp.Rational(1, 4)),
])
def test_one_place_is_enough(f: str, b: int, assume: str | None, wanted: sp.Expr) -> None:
    assert sd.inverse_derivative(f, "x", at_y=b, assume=assume).answer == wanted


@pytest.mark.parametrize("equation", ["(x-y)^2=0", "x^2+y^2=-1", r"\sin y = 2", "y^2+1=0", "x^2+y^2=0"])
def test_no_slope_where_no_point_of_the_curve_is_found(equation: str) -> None:
    with pytest.raises(sd.NotSupported, match="no point of the curve"):
        sd.implicit(equation, "y", "x")


@pytest.mark.parametrize("equation", ["x^2+y^2=25", "x^2+y^2=10^6", "x^2+y^2=10^{-8}", r"\sqrt{x}+\sqrt{y}=1", "x^3+y^3=6xy", "x e^y=1000"])
def test_points_are_found_near_and_far(equation: str) -> None:
    assert sd.implicit(equation, "y", "x").verdict
