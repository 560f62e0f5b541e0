"""Credit: a policy on top of a report. It gives points, and never changes a status.

A policy is a mapping, or a TOML or JSON file:

    points = 10                    for the whole
    carried_forward = 0.5          the share of its points that a line keeps which follows from a wrong one
    not_justified = 1.0            the same for a line that is true, but not from the line before
    final = 0.4                    the share of the points that the final answer has; the lines share the rest
    [lines]                        points of single lines, instead of equal shares
    2 = 3
    [penalties]                    taken off once for a remark, as "rounded" or "domain"
    rounded = 0.5

What is undecided or unreadable goes to a person: its points are pending, not lost.
"""
from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any

from symderive.errors import UsageError
from symderive.homework.report import SolutionReport
from symderive.homework.statuses import LineStatus

SHARES = {"carried_forward": "1/2", "not_justified": "1", "final": "0"}
KEYS = frozenset((*SHARES, "points", "lines", "penalties"))
PENDING = frozenset((LineStatus.UNREADABLE, LineStatus.UNDECIDED))


@dataclass(frozen=True)
class Credit:
    """Points that are earned, lost to remarks, and pending until a person has looked; of `points`."""
    points: float
    earned: float
    pending: float
    penalties: float
    lines: Mapping[int, float]

    @property
    def needs_person(self) -> bool:
        return self.pending > 0

    def to_dict(self) -> dict[str, Any]:
        return {"points": self.points, "earned": self.earned, "pending": self.pending, "penalties": self.penalties, "lines": {str(n): v for n, v in self.lines.items()}, "needs_person": self.needs_person}


def credit(report: SolutionReport, policy: Any = None) -> Credit:
    """Points for a report.

    Args:
        report: what `check_solution` found.
        policy: a mapping as above, the path of a TOML or JSON file, or None for one point, half of it kept by what follows.

    Raises:
        UsageError: for a policy that makes no sense, or a file that cannot be read.

    >>> from symderive.homework import check_solution
    >>> r = check_solution("f(x) = x^2", ["f'(x) = 3x", "f'(2) = 6"])
    >>> credit(r, {"points": 4}).earned
    1.0
    """
    p = policy_of(policy)
    total = _amount(p.get("points", 1), "points")
    share = {name: _amount(p.get(name, default), name) for name, default in SHARES.items()}
    if any(s > 1 for s in share.values()):
        raise UsageError("shares are between 0 and 1")
    counted = [line for line in report.lines if line.statements]
    own = {int(n): _amount(v, f"line {n}") for n, v in dict(p.get("lines", {})).items()}
    each = (total * (1 - share["final"]) - sum(own.values())) / max(1, len([line for line in counted if line.number not in own]))
    keeps = {LineStatus.OK: Fraction(1), LineStatus.FOLLOWS: share["carried_forward"], LineStatus.NOT_JUSTIFIED: share["not_justified"]}
    worth = {line.number: own.get(line.number, max(Fraction(0), each)) for line in counted}
    earned = {line.number: worth[line.number] * keeps.get(line.status, Fraction(0)) for line in counted}
    pending = sum((worth[line.number] for line in counted if line.status in PENDING), Fraction(0))
    final = total * share["final"]
    got = sum(earned.values(), Fraction(0)) + (final if report.final.status.startswith("equal") else Fraction(0))
    pending += final if report.final.status in ("undecided", "unreadable") else Fraction(0)
    remarks = {n.removeprefix("homework.note.") for line in report.lines for n in line.notes}
    lost = sum((_amount(v, name) for name, v in dict(p.get("penalties", {})).items() if name in remarks), Fraction(0))
    return Credit(float(total), float(max(Fraction(0), got - lost)), float(pending), float(lost), {n: float(v) for n, v in earned.items()})


def policy_of(policy: Any) -> Mapping[str, Any]:
    """A policy, read from a file if it is a path."""
    if policy is None:
        return {}
    if isinstance(policy, (str, PathLike)):
        path = Path(policy)
        try:
            text = path.read_text(encoding="utf-8")
            policy = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
        except (OSError, ValueError) as fault:
            raise UsageError(f"the policy {path} cannot be read: {fault}") from None
    if not isinstance(policy, Mapping) or not set(policy) <= KEYS or not all(isinstance(policy.get(k, {}), Mapping) for k in ("lines", "penalties")):
        raise UsageError(f"a policy has the keys {', '.join(sorted(KEYS))}")
    return policy


def _amount(v: Any, name: str) -> Fraction:
    try:
        found = Fraction(str(v))
    except (ValueError, ZeroDivisionError):
        raise UsageError(f"{name} is a number, not {v!r}") from None
    if found < 0:
        raise UsageError(f"{name} is not negative")
    return found
