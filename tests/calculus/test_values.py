"""Values at a point: which case holds is decided between numbers, and odd roots of negative numbers are worked out."""
import pytest
import sympy as sp

import symderive as sd


@pytest.mark.parametrize(("f", "at", "wanted"), [
    (r"\max(x,x^2)", 2, 4), (r"\min(x,x^2)", 2, 1), (r"\begin{cases}x^2&x<1\\x^3&x\ge 1\end{cases}", 3, 27), (r"\begin{cases}x^2&x<1\\x^3&x\ge 1\end{cases}", -1, -2),
    (r"\sqrt[3]{x}", -8, sp.Rational(1, 12)), ("relu(3x - 1)", 2, 3),
])
def test_the_case_that_holds(f: str, at: int, wanted: int) -> None:
    s = sd.derivative(f, "x", at=at)
    assert s.answer == wanted and s.verdict
