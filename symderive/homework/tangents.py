"""Tangent lines: an equation in x and y is met by the line that is asked for, where the curve does not meet it."""
from __future__ import annotations

from dataclasses import replace

from sympy import Basic, Integer

from symderive.expr import Neg, free, plus
from symderive.homework.asked import Y
from symderive.homework.deciding import Decision, decide, on_roots, undecided
from symderive.homework.estimators import Estimators
from symderive.homework.state import Judged, remarks
from symderive.homework.statuses import FAULTS, LineStatus, Link, status_of
from symderive.nodes import D, Evaluated, Rel, relation
from symderive.reading import Statement
from symderive.tree import substitute, walk


class Tangents(Estimators):
    """Statements about the tangent line."""

    def _strangers(self, judged: Judged) -> set[Basic]:
        raise NotImplementedError

    def _on_tangent(self, s: Statement, e: Basic) -> Judged | None:
        """An equation in y that the curve does not satisfy: it is about the tangent line. None for any other statement."""
        t = self.asked.tangent
        if t is None or not isinstance(e, Rel) or e.args[0].name != "=" or not {Y, self.asked.variable} <= free(e) or any(isinstance(node, D) for node in walk(e)):
            return None
        if self.asked.context.names[Y].body is not t and decide(e.args[1], e.args[2], replace(self.truth, values={})).holds:
            return None                                            # y is the curve
        left, right = (substitute(a, {Y: t}) for a in e.args[1:])
        if (strange := self._strangers(Judged(s, LineStatus.OK, "line", (Link(undecided(""), None, left, right),)))):
            return self._with_letters(s, plus(left, Neg(right)), strange)
        link = Link(decide(left, right, replace(self.truth, values={})), decide(left, right, replace(self.learner, values={})) if self.erred else None, *e.args[1:])
        if self.line is not None and link.follows is not None and not link.follows.holds:
            link = replace(link, follows=on_roots(self.line, e, Y, replace(self.learner, names={}, values={}, relation=None)))
        status = status_of([link])
        self.head, self.last = (Y, e.args[2]) if e.args[1] == Y else (None, None)
        if status in FAULTS:
            self.line = e
        return Judged(s, status, "line", (link,), notes=remarks([link]))

    def _with_letters(self, s: Statement, off: Basic, strange: set[Basic]) -> Judged:
        """y = 12x + b: right for one b if the slope is; b is then to be found."""
        x = self.asked.variable
        if len(strange) > 1 or x is None or not decide(D(off, x), Integer(0), replace(self.truth, values={})).holds:
            return Judged(s, LineStatus.UNDECIDED, "line")
        self.posed = self.current = relation("=", Evaluated(off, x, Integer(0)), Integer(0))
        return Judged(s, LineStatus.OK, "line", (Link(Decision(True, "posed")),))
