"""Comparing two answers: expressions, equations, sets, vectors, estimators; with a verdict, a region and a counterexample."""
from symderive.comparison.equality import equal
from symderive.comparison.outcome import Comparison, Counterexample, Equality

__all__ = ["Comparison", "Counterexample", "Equality", "equal"]
