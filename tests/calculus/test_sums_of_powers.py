"""The power rule under a sum sign: of x^0 it leaves 0 x^(-1), which is not defined at 0."""
import pytest

import symderive as sd


@pytest.mark.parametrize(("f", "order", "wanted"), [
    (r"\sum_{k=0}^{3} x^k", 1, ["x != 0"]), (r"\sum_{k=1}^{3} x^k", 1, []), (r"\sum_{k=1}^{3} x^k", 2, ["x != 0"]), (r"\sum_{k=0}^{n} a_k (x-1)^k", 1, ["x != 1"]),
    (r"\sum_{k=0}^{n} e^{kx}", 1, []), (r"\sum_{k=0}^{3} x^{k+1}", 1, []),
])
def test_where_a_sum_of_powers_has_the_derivative_that_is_written(f: str, order: int, wanted: list[str]) -> None:
    assert list(map(str, sd.derivative(f, "x", order=order).provisos)) == wanted


def test_the_last_term_counts_too() -> None:
    d = sd.derivative(r"\sum_{k=1}^{n} x^{n-k}", "x").parts[0].derivation
    assert "x != 0" in map(str, d.steps[d.goal].provisos)
