"""Credit: points from a verdict, by a policy that the grader writes. It reads results and changes none."""
from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from symderive.errors import UsageError

PERSON = "person"
Share = Fraction | str           # of the points; or "person": nobody but a person decides

ANSWERS: Mapping[str, Share] = {
    "equal": Fraction(1), "equal_to_rounding": Fraction(1), "equal_wrong_form": Fraction(1), "domain_differs": PERSON, "equal_on_part": Fraction(0),
    "equal_up_to_constant": Fraction(0), "equal_not_evaluated": Fraction(0), "not_equal": Fraction(0), "blank": Fraction(0),
}
LINES: Mapping[str, Share] = {
    "ok": Fraction(1), "follows_from_wrong_line": Fraction(1), "not_justified": Fraction(1, 2), "root_lost": Fraction(1, 2), "root_gained": Fraction(1, 2), "wrong": Fraction(0),
}
NEVER = ("undecided", "unreadable", "failed")        # no policy may put a number on these: a person decides


@dataclass(frozen=True)
class Credit:
    """The points of a row.

    points    the points, or None where a person decides
    proposed  what the policy would give for what was decided; a help for the person
    out_of    what the row is worth
    reasons   how the points came about, one short phrase id each
    """
    points: Fraction | None
    proposed: Fraction
    out_of: Fraction
    reasons: tuple[str, ...] = ()

    @property
    def needs_person(self) -> bool:
        return self.points is None


@dataclass(frozen=True)
class Policy:
    """What verdicts are worth.

    points           what a row is worth that does not say it itself
    parts            what each part is worth, by the column `part` or the id of the row
    answer           status of an answer -> its share of the points, or "person"
    lines            status of a line of a solution -> its share of the credit for that line
    carried_forward  share for an answer that follows from a wrong line before it
    final            share of the points of a solution that its final answer is worth; the rest is for its lines
    form_penalty     share taken off an answer in a form other than the one asked for
    step             points are rounded down to a multiple of this; 0 leaves them as they are
    """
    points: Fraction = Fraction(1)
    parts: Mapping[str, Fraction] = field(default_factory=dict)
    answer: Mapping[str, Share] = field(default_factory=lambda: dict(ANSWERS))
    lines: Mapping[str, Share] = field(default_factory=lambda: dict(LINES))
    carried_forward: Fraction = Fraction(1, 2)
    final: Fraction = Fraction(1, 2)
    form_penalty: Fraction = Fraction(0)
    step: Fraction = Fraction(0)

    @classmethod
    def load(cls, path: str | Path) -> Policy:
        """A policy from a file: TOML, or JSON where the name ends in .json.

        Raises:
            UsageError: if there is no such file, or it says what no policy may say.
        """
        path = Path(path)
        try:
            text = path.read_text(encoding="utf-8")
            found = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        except (OSError, ValueError) as fault:
            raise UsageError(f"the policy {path} cannot be read: {fault}") from None
        return cls.of(found)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Policy:
        """A policy from plain data; what it leaves out stays as it is by default.

        >>> Policy.of({"points": 2, "answer": {"domain_differs": 0.75}}).credit({"work": "answer", "status": "domain_differs"}).points
        Fraction(3, 2)
        """
        names = {f.name for f in fields(cls)}
        if not isinstance(given, Mapping) or not set(given) <= names:
            unknown = sorted(set(given) - names) if isinstance(given, Mapping) else []
            raise UsageError(f"a policy has no {', '.join(unknown)}; it has: {', '.join(sorted(names))}" if unknown else "a policy is a table of names and values")
        made: dict[str, Any] = {}
        for name, value in given.items():
            if name in ("answer", "lines"):
                made[name] = {**(ANSWERS if name == "answer" else LINES), **_shares(name, value)}
            elif name == "parts":
                made[name] = {str(k): _number(f"parts.{k}", v) for k, v in _table(name, value).items()}
            else:
                made[name] = _number(name, value, most=None if name in ("points", "step") else 1)
        return cls(**made)

    def worth(self, result: Mapping[str, Any]) -> Fraction:
        """What a row is worth: by its own column, its part, its id, or as any other."""
        own = result.get("row", {}).get("points")
        if own not in (None, ""):
            try:
                return _number("points", own)
            except UsageError:
                return self.points
        for name in (result.get("part"), result.get("id")):
            if name and name in self.parts:
                return self.parts[name]
        return self.points

    def credit(self, result: Mapping[str, Any]) -> Credit:
        """The points for a result of `judge`."""
        out_of = self.worth(result)
        share, reasons, person = self._of_solution(result) if result.get("work") == "solution" and result.get("report") else self._of_answer(result)
        points = self._rounded(share * out_of)
        return Credit(None if person else points, points, out_of, tuple(reasons))

    def _of_answer(self, result: Mapping[str, Any]) -> tuple[Fraction, list[str], bool]:
        status = str(result.get("status"))
        share = PERSON if status in NEVER else self.answer.get(status, PERSON)
        if isinstance(share, str):
            return Fraction(0), [status], True
        if status == "equal_wrong_form" and self.form_penalty:
            return max(Fraction(0), share - self.form_penalty), [status, "form_penalty"], False
        return share, [status], False

    def _of_solution(self, result: Mapping[str, Any]) -> tuple[Fraction, list[str], bool]:
        """The final answer's share, and the mean over the lines that could be decided."""
        report = result["report"]
        person = bool(result.get("needs_person"))
        shares: list[Fraction] = []
        reasons: list[str] = []
        for line in report.get("lines", ()):
            share = self.lines.get(str(line.get("status")), PERSON)
            if str(line.get("status")) in NEVER or line.get("statements") == []:            # not decided, or words alone
                continue
            if isinstance(share, str):
                person = True
            else:
                shares.append(share)
        lines = sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)
        answer = self._final(report.get("final") or {}, reasons)
        if answer is None:
            return lines * (1 - self.final), [*reasons, "lines"], True
        return answer * self.final + lines * (1 - self.final), [*reasons, "lines"], person

    def _final(self, final: Mapping[str, Any], reasons: list[str]) -> Fraction | None:
        status = str(final.get("status", "blank"))
        reasons.append(f"final.{status}")
        share = PERSON if status in NEVER else self.answer.get(status, PERSON)
        if isinstance(share, str):
            return None
        if share < 1 and final.get("follows_from_wrong_line"):
            reasons.append("carried_forward")
            return max(share, self.carried_forward)
        return share

    def _rounded(self, points: Fraction) -> Fraction:
        return points if not self.step else (points // self.step) * self.step


def _table(name: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UsageError(f"{name} in a policy is a table, not {value!r}")
    return value


def _shares(name: str, value: Any) -> dict[str, Share]:
    known = ANSWERS if name == "answer" else LINES
    found: dict[str, Share] = {}
    for status, share in _table(name, value).items():
        if status in NEVER:
            raise UsageError(f"{name}.{status}: what is not decided goes to a person, whatever the policy")
        if status not in known:
            raise UsageError(f"there is no {name}.{status} in a policy; there are: {', '.join(known)}")
        found[status] = PERSON if share == PERSON else _number(f"{name}.{status}", share, most=1)
    return found


def _number(name: str, value: Any, most: int | None = None) -> Fraction:
    try:
        number = Fraction(str(value).strip()) if not isinstance(value, bool) else None
    except (ValueError, ZeroDivisionError):
        number = None
    if number is None or number < 0 or (most is not None and number > most):
        raise UsageError(f"{name} in a policy is a number from 0{f' to {most}' if most else ' on'}, not {value!r}")
    return number


def shown(points: Fraction | None) -> str:
    """Points as a decimal, without zeros at its end; "" for none."""
    if points is None:
        return ""
    return f"{float(points):.4f}".rstrip("0").rstrip(".")
