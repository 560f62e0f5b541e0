"""Conditions that always hold are not stated, nor those that another one says."""
import pytest

import symderive as sd


@pytest.mark.parametrize(("f", "wanted"), [
    (r"\ln(x+\sqrt{1+x^2})", []), (r"\ln(\sqrt{4+x^2}-x)", []), (r"\frac{x}{\cos^2 x+\sin^2 x}", []), (r"x \arcsin x + \sqrt{1-x^2}", ["|x| < 1"]),
    (r"\ln(x+\sqrt{x^2-1})", None), (r"\ln(2x+\sqrt{1+x^2})", None), (r"\frac{1}{\cos^2 x+2\sin x}", None),
])
def test_conditions(f: str, wanted: list[str] | None) -> None:
    found = list(map(str, sd.derivative(f, "x").provisos))
    assert found == wanted if wanted is not None else bool(found)
