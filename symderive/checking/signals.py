"""What may come up while claims are compiled: nodes without a numeric meaning, and needs that are known too late."""
from __future__ import annotations


class Unsupported(Exception):
    """A node that has no meaning in numbers here; says which."""


class NeedsComplex(Exception):
    """The values lie in the plane: i is met, or a symbol of the complex numbers."""


class TooLow(Exception):
    """The polynomials of unknown functions must have a higher degree, or their derivatives vanish."""

    def __init__(self, degree: int) -> None:
        self.degree = degree
