"""A derivative inside a substitution is taken before the value is put in; one around it, after."""
from __future__ import annotations

import pytest

from symderive.checking import Claim, check
from symderive.derivation import Status
from symderive.reading.law import read_law

TRUE = [
    "at(D(w*h, w), h, w^2) = w^2", "D(at(w*h, h, w^2), w) = 3*w^2", "at(D(w*h, h), h, w^2) = w", "at(D(h^2*w, h), h, w^2) = 2*w^3", "D(at(D(h^3, h), h, w^2), w) = 12*w^3",
    "at(D(D(w*h^2, h), w), h, w^2) = 2*w^2", "at(at(D(w*h, w), h, k^2), k, w) = w^2", "at(D(f(w, h), w), h, w) = f^(1,0)(w, w)", "at(Gradient(w*h, column(w, h)), h, w^2) = column(w^2, w)",
    "at(Sum(D(w*h, w), i, 1, 3), h, w) = 3*w", "where(D(w*h, w), h, w^2) = w^2", "D(where(w*h, h, w^2), w) = 3*w^2", "at(Integral(D(x*w, w), x, 0, h), h, w) = w^2/2", "Limit(w*h, h, w) = w^2",
]
FALSE = [
    "at(D(w*h, w), h, w^2) = 3*w^2", "D(at(w*h, h, w^2), w) = w^2", "D(at(D(h^3, h), h, w^2), w) = 12*w^2", "at(D(D(w*h^2, h), w), h, w^2) = 4*w^2", "at(at(D(w*h, w), h, k^2), k, w) = 3*w^2",
    "where(D(w*h, w), h, w^2) = 3*w^2", "D(where(w*h, h, w^2), w) = w^2", "at(where(D(w*h, w), h, x), x, w^2) = 3*w^2", "where(at(D(w*h, w), h, x), x, w^2) = 3*w^2",
    "at(cases(D(w*h, w), w > 0, h, otherwise), h, w) = 2*w", "at(Prod(D(w*h, w), i, 1, 2), h, w) = 4*w^2", "at(Integral(D(x*w, w), x, 0, h), h, w) = 3*w^2/2", "at(f(D(w*h, w)), h, w) = f(2*w)",
    "at(D(f(w, h), w), h, w) = f^(1,0)(w, w) + f^(0,1)(w, w)", "at(Sum(D(w*h, w), i, 1, 3), h, w) = 6*w",
]


@pytest.mark.parametrize("prove", [True, False])
@pytest.mark.parametrize("law, holds", [*((law, True) for law in TRUE), *((law, False) for law in FALSE)])
def test_order(law: str, holds: bool, prove: bool) -> None:
    verdict, = check([Claim(*read_law(law).args[1:])], prove=prove)
    assert verdict.status in ((Status.PROVED, Status.VERIFIED) if holds else (Status.REFUTED,))
