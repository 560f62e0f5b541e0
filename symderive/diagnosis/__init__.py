"""Why an answer is wrong: the misconceptions that lead to it, found by making them on our own way to the answer."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Basic, Integer

from symderive.checking import Claim, check
from symderive.diagnosis.search import Candidate, search
from symderive.diagnosis.topics import touches
from symderive.diagnosis.workings import Workings
from symderive.expr import Inert
from symderive.mistake import Mistake
from symderive.nodes import Evaluated, Matrix, entries
from symderive.problem import NOTHING, Assumptions
from symderive.rules.mistakes import MISTAKES

FORMULA = ("G", "R")
FEW = 2                         # wrong entries in which two mistakes together are sought
ORDER = {id: k for k, id in enumerate(MISTAKES)}

__all__ = ["Finding", "Workings", "diagnose"]


@dataclass(frozen=True, eq=False, repr=False)
class Finding:
    """A mistake that explains an answer. It compares with the mistake's id: `finding == "mistake.cos_sign"`.

    mistake  the entry of the catalogue: its law, its words
    place    where it was made: a derivative, a part of a line
    made     what it made of that
    entry    in which entry of a vector or matrix, row and column; None: in the whole
    also     a second mistake that was made as well
    ours     is the place a part of our own lines? Then it may give the answer away
    """
    mistake: Mistake
    place: Basic
    made: Basic
    entry: tuple[int, int] | None = None
    also: Finding | None = None
    ours: bool = False

    @property
    def id(self) -> str:
        return self.mistake.id

    def message(self, lang: str = "en") -> str:
        """What is wrong, in words."""
        return _words(self.mistake, lang)[0]

    def hint(self, lang: str = "en") -> str:
        """A question that points the way."""
        return _words(self.mistake, lang)[1]

    def __eq__(self, other: object) -> bool:
        return self.id == (other.id if isinstance(other, Finding) else other)

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return self.id

    def __repr__(self) -> str:
        return f"<{self.id} at {self.place}>"

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """The finding as plain data, ready for JSON."""
        from symderive.render.notation import latex, text
        found: dict[str, Any] = {"id": self.id, "message": self.message(lang), "hint": self.hint(lang), "law": self.mistake.rule.law, "topic": self.mistake.topic}
        for name, e in (("place", self.place), ("made", self.made)):
            found[name] = {"text": text(e), "latex": latex(e)}
        found["entry"] = None if self.entry is None else list(self.entry)
        return found | ({"second": self.also.to_dict(lang)} if self.also else {})


def _words(m: Mistake, lang: str) -> tuple[str, str]:
    from symderive.lang import words
    w = words(lang, {m.id: m.title}, {m.id: m.hint})
    return w.title(m.id), w.hint(m.id)


def diagnose(workings: Workings, wrong: Basic, assumptions: Assumptions = NOTHING) -> tuple[Finding, ...]:
    """The mistakes that lead to a wrong answer, the likeliest first; all that fit, and none if none does.

    Args:
        workings: our own way to the answer.
        wrong: what was answered, of the same kind and shape: a value, or a condition.
        assumptions: where the letters take their values.

    >>> from symderive.reading.law import read_law
    >>> found = diagnose(Workings.of(read_law("D(x*sin(x^2), x)")), read_law("sin(x^2) + x*cos(x^2)"))
    >>> found[0].id, str(found[0].place)
    ('mistake.chain_outer_only', 'd/dx[sin(x^2)]')
    """
    found = [_finding(c, workings) for c in _ranked(search(workings, wrong, assumptions), workings)]
    if not found and isinstance(wrong, Matrix):
        found = _entry_by_entry(workings, wrong, assumptions)
    if not found and not isinstance(wrong, Matrix):
        found = [_finding(c, workings) for c in _ranked(search(workings, wrong, assumptions, two=True), workings)]
    return tuple(found)


def _finding(c: Candidate, workings: Workings, entry: tuple[int, int] | None = None) -> Finding:
    second = None if c.also is None else _finding(c.also, workings)
    return Finding(c.mistake, c.place, c.made, entry, second, not (_is_goal(c.place) or c.place in workings.told))


def _is_goal(e: Basic) -> bool:
    return isinstance(e, Inert) and e.is_goal


def _ranked(found: list[Candidate], workings: Workings) -> list[Candidate]:
    """The likeliest first: the formula for what is asked, then what is made at a derivative before the rest, at what the problem itself gives before what our own way
    only comes to, place by place, in the order of the catalogue, which is that of how usual mistakes are. At one place, a topic of
    its own that the question touches goes first, then the law that asks for more. What belongs to a topic that the question does not
    touch goes last."""
    near = touches(workings.root)
    usual: dict[Basic, int] = {}
    for c in found:
        usual[c.place] = min(usual.get(c.place, len(ORDER)), ORDER[c.mistake.id])

    def rank(c: Candidate) -> tuple[bool, bool, bool, bool, int, int, int, int]:
        at_a_goal = _is_goal(c.place)
        told = (c.place.args[0] if at_a_goal else c.place) in workings.told
        return near(c.mistake.topic) == 2, c.mistake.site not in FORMULA, not at_a_goal, not told, usual[c.place], near(c.mistake.topic), -c.mistake.specific, ORDER[c.mistake.id]
    return sorted(found, key=rank)


def _entry_by_entry(workings: Workings, wrong: Matrix, assumptions: Assumptions) -> list[Finding]:
    """Each wrong entry by itself."""
    found: dict[str, Finding] = {}
    columns = int(wrong.args[1])
    goals = entry_goals(workings)
    if len(goals) != len(entries(wrong)):
        return []
    verdicts = check([Claim(goal, e) for goal, e in zip(goals, entries(wrong))], assumptions)
    few = sum(not v for v in verdicts) <= FEW
    for k, (goal, e) in enumerate(zip(goals, entries(wrong))):
        if not verdicts[k]:
            part = workings.part(goal)
            alone = search(part, e, assumptions) or (search(part, e, assumptions, two=True) if few else [])
            for c in _ranked(alone, part):
                found.setdefault(c.mistake.id, _finding(c, part, (k // columns + 1, k % columns + 1)))
    return list(found.values())


def entry_goals(workings: Workings) -> list[Basic]:
    """The goals that the entries of the answer are: of a gradient, the partial derivatives; at the point, if one is given."""
    root, point = workings.root, []
    while isinstance(root, Evaluated):
        point.append(root.args[1:])
        root = root.args[0]
    step = workings.steps.get(root)
    if step is None or not isinstance(step.after, Matrix):
        return []
    found = list(entries(step.after))
    for x, a in reversed(point):
        found = [Evaluated(e, x, a) if not isinstance(e, Integer) else e for e in found]
    return found
