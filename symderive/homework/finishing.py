"""How a solution ends: its last value against what the problem asks."""
from __future__ import annotations

from symderive.comparison.outcome import Equality
from symderive.homework.asked import Asked
from symderive.homework.deciding import decide
from symderive.homework.report import Final, LineReport
from symderive.homework.state import Judged
from symderive.homework.statuses import FAULTS, LineStatus
from symderive.homework.walking import Walk

STATUS = {
    LineStatus.OK: Equality.EQUAL, LineStatus.NOT_JUSTIFIED: Equality.EQUAL, LineStatus.UNREADABLE: Equality.UNREADABLE, LineStatus.UNDECIDED: Equality.UNDECIDED,
}


def finish(asked: Asked, walk: Walk, lines: list[LineReport]) -> Final:
    """The status of the last line that says something; where the goal is known, of its value against the goal."""
    spoken = [line for line in lines if line.statements]
    if not spoken:
        return Final(str(Equality.UNDECIDED))
    line = spoken[-1]
    last: Judged | None
    named = [(ln, s) for ln in spoken for s in ln.statements if s.head is not None and s.head == asked.goal]
    if named and line.status not in FAULTS:
        line, last = named[-1]
    else:
        last = next((s for s in reversed(line.statements) if s.value is not None), None)
    if asked.goal is not None and last is not None and last.value is not None and last.kind in ("value", "bare", "definition"):
        found = decide(asked.goal, last.value, walk.truth, loose=walk.loose)
        if found.holds or (found.holds is False and last.head is not None):
            status = Equality.EQUAL if found.holds else Equality.NOT_EQUAL
            return Final(str(status), line.number, line.status is LineStatus.FOLLOWS)
    if asked.goal is None and all(s.kind == "definition" for s in line.statements) and not any(s.links for s in line.statements):
        return Final(str(Equality.UNDECIDED), line.number)         # nothing is claimed, and nothing known is asked
    wrong = line.status in FAULTS or line.status is LineStatus.FOLLOWS
    return Final(str(Equality.NOT_EQUAL if wrong else STATUS[line.status]), line.number, line.status is LineStatus.FOLLOWS)
