"""The slope of a curve given by a parameter, and of an inverse function."""
from __future__ import annotations

from symderive.rule import Table

SLOPES = Table()
law = SLOPES.law

law("parametric.slope", "Slope(u, v, x) = D(u, x)/D(v, x)",                       "derivative of a curve given by a parameter", when="D(v, x) != 0", ref="Stewart 10.2", ex="Slope(x^3, x^2 + 1, x)")
law("inverse.slope",    "InverseSlope(u, x, a, b) = at(1/D(u, x), x, a)",         "derivative of the inverse function", when="at(D(u, x), x, a) != 0", ref="Stewart 3.6", ex="InverseSlope(x^3 + x, x, 1, 2)")
law("slope.put_in",     "u = u", "put the derivatives in", minor=True)
law("fraction.cancel",  "u = u", "cancel common factors (form proposed by SymPy)")
