"""Equations between derivatives: solved for y', and the equation of the curve used."""
from __future__ import annotations

from symderive.rule import Table

IMPLICIT = Table()
law = IMPLICIT.law

law("implicit.collect",  "u = u", "bring the terms with the derivative to the left, and take it out")
law("implicit.common",   "u = u", "divide by the number that all terms hold")
law("implicit.divide",   "u = u", "divide")
law("implicit.relation", "u = u", "use the equation of the curve", says=True)
