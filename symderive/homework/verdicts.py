"""Mistakes that the verdict itself names: a claim of which the opposite is true, a score without a zero, a name put in for which something else stands."""
from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Integer

from symderive.diagnosis import Finding
from symderive.homework import claims, sets
from symderive.homework.context import NAME
from symderive.homework.sources import Before
from symderive.homework.state import Judged
from symderive.nodes import D, relation
from symderive.rules.mistakes import MISTAKES

OPPOSITE = {"local_maximum": "local_minimum", "local_minimum": "local_maximum", "maximum": "minimum", "minimum": "maximum",
            "increasing": "decreasing", "decreasing": "increasing", "concave_up": "concave_down", "concave_down": "concave_up"}
ORDER = {"increasing": 1, "decreasing": 1}


def from_verdicts(before: Before, wrong: Judged) -> Iterator[Finding]:
    """The mistakes that a wrong statement shows without a search."""
    yield from _opposite(before, wrong)
    for k in wrong.links:
        if k.truth.holds is False and k.truth.reason == sets.NO_ROOT:
            slope = D(before.asked.objective or Integer(0), before.world.unknowns[0])
            yield Finding(MISTAKES["mistake.score_boundary"], relation("=", slope, Integer(0)), before.world.unknowns[0])
    if wrong.statement.after in ("substitute", "into") and isinstance(wrong.head, NAME) and wrong.head in before.world.names and wrong.value is not None:
        yield Finding(MISTAKES["mistake.substitution_wrong"], wrong.head, wrong.value)


def _opposite(before: Before, wrong: Judged) -> Iterator[Finding]:
    """A maximum that is a minimum, a function that falls where it is said to rise."""
    s = wrong.statement
    says = OPPOSITE.get(s.says)
    if says is None:
        return
    subject = before.plain(s.reading.expr) if s.reading is not None else None
    where = [before.plain(w.expr) for w in s.where]
    posed = before.conditions[0] if before.conditions else None
    if claims.decide_claim(says, subject, where, before.asked, before.world, posed).holds:
        f, x = claims.spoken_of(subject, before.asked, before.world)
        slope: Basic = D(f, x) if s.says in ORDER else D(D(f, x), x)
        up = s.says in ("increasing", "concave_up", "local_minimum", "minimum")
        id = "slope_sign_reversed" if s.says in ORDER else "second_derivative_reversed"
        yield Finding(MISTAKES[f"mistake.{id}"], relation("<" if up else ">", slope, Integer(0)), relation(">" if up else "<", slope, Integer(0)))
