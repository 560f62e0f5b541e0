"""Estimators: a value for a parameter, against the stationary points of what is maximised."""
from __future__ import annotations

from sympy import Basic, Integer, Symbol

from symderive.expr import Over, Power, free
from symderive.homework import sets
from symderive.homework.conditions import Conditions
from symderive.homework.deciding import Decision, decide
from symderive.homework.meaning import Meaning
from symderive.homework.state import EQUALS, Judged, remarks
from symderive.homework.statuses import LineStatus, Link, status_of
from symderive.nodes import relation
from symderive.reading import Statement
from symderive.tree import walk


class Estimators(Conditions):
    """Statements that give a value to a parameter."""

    def _estimated(self, head: Basic) -> Basic | None:
        """The unknown that a hat, or the unknown itself, names."""
        base = head.args[0] if isinstance(head, Power) else head
        x = sets.unhatted(base) or base
        return x if self.asked.objective is not None and isinstance(x, Symbol) and x in self.truth.unknowns and (head != x or base == head) else None

    def _estimator(self, s: Statement, x: Basic, head: Basic, members: list[Basic], signs: list[str]) -> Judged:
        def value(m: Basic) -> Basic:
            if isinstance(head, Power):
                return Power(m, Over(Integer(1), head.args[1]))
            return m
        ends = [members[1]] if len(members) == 2 else [members[1], members[-1]]
        links = [self._root(value(m), x) for m in ends]
        links += [self._link(a, b, sign) for a, b, sign in zip(members[1:], members[2:], signs[1:]) if sign in EQUALS]
        status = status_of(links)
        hat = sets.hat_of(x)
        if status is LineStatus.OK and x not in free(value(members[1])):
            self._define(hat, value(members[1]))
        self.head, self.last = head, members[-1]
        return Judged(s, status, "estimator", tuple(links), hat, value(members[-1]), notes=remarks(links))

    def _root(self, value: Basic, x: Basic) -> Link:
        assert self.asked.objective is not None
        truth = sets.estimator(value, x, self.asked.objective, self.truth)
        if truth.holds is False and self.truth.data:
            truth = self._number(value, x, truth)
        if not self.erred:
            return Link(truth, left=x, right=value)
        follows = self._consequence(relation("=", x, value))
        if not follows.holds:
            solved = sets.estimator(value, x, self.asked.objective, self.learner)
            follows = solved if solved.holds or follows.holds is None else follows
        return Link(truth, follows, x, value)

    def _number(self, value: Basic, x: Basic, before: Decision) -> Decision:
        """A value worked out from the data of the problem."""
        if any(type(t).__name__ == "At" or t == Symbol("n") for t in walk(Meaning(self.truth)(value))):
            return before
        hat = sets.hat_of(x)
        return decide(hat, value, self.truth, loose=self.loose) if hat in self.truth.names else before
