"""The nodes of sets beyond {a, b} and [a, b]: unions, runs of whole numbers, {x : p}; and "for all x"."""
from __future__ import annotations

from typing import Any

import sympy as sp
from sympy import Basic

from symderive.expr import SCALAR, Inert, Shape, free, meaning


@meaning(lambda *sets: sp.Union(*sets))
class Union(Inert):
    """What is in at least one of the sets."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return SCALAR


@meaning(lambda *sets: sp.Intersection(*sets))
class Intersection(Inert):
    """What is in all of the sets."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return SCALAR


@meaning(lambda a, b: sp.Complement(a, b))
class Difference(Inert):
    """What is in the first set and not in the second."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return SCALAR


@meaning(lambda a, b: sp.Range(a, b + 1))
class IntegerRange(Inert):
    """{a, a + 1, ..., b}: the whole numbers from a to b, which may be infinity."""
    __slots__ = ()


@meaning(lambda x, p: sp.ConditionSet(x, p))
class SuchThat(Inert):
    """SuchThat(x, p): the set of all x for which p holds."""
    __slots__ = ()

    def _free(self) -> frozenset[Basic]:
        return free(self.args[1]) - {self.args[0]}

    def _shape(self) -> Shape:
        return SCALAR


class ForAll(Inert):
    """ForAll(x, p), or with a condition on x in place of x: p holds for all x."""
    __slots__ = ()

    @staticmethod
    def evaluate(x: Any, p: Any) -> Any:
        return sp.Function("forall")(x, p)

    def _shape(self) -> Shape:
        return SCALAR
