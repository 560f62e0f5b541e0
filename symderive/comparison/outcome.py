"""What a comparison of two answers comes to: a status, the checker's verdict behind it, and what a person can follow."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sympy import Basic

from symderive.derivation import Status, Verdict
from symderive.errors import ReadError
from symderive.nodes import Or, Rel
from symderive.phrase import Phrase


class Equality(StrEnum):
    """How two answers compare."""
    EQUAL = "equal"
    ON_PART = "equal_on_part"                # only where the region says
    DOMAIN = "domain_differs"                # equal where both are defined; the region is where only one is
    CONSTANT = "equal_up_to_constant"
    ROUNDING = "equal_to_rounding"
    NOT_EVALUATED = "equal_not_evaluated"    # the question, restated
    FORM = "equal_wrong_form"
    NOT_EQUAL = "not_equal"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Counterexample:
    """A point at which the two differ, with small numbers, and both values there to six digits.

    at     symbol -> value, as text; entries of data as "x[1]"
    left   the first value; "undefined" where there is none, "true" or "false" for conditions
    right  the second
    """
    at: Mapping[str, str]
    left: str
    right: str

    def __str__(self) -> str:
        at = ", ".join(f"{x} = {v}" for x, v in self.at.items())
        return f"{at + ': ' if at else ''}{self.left} against {self.right}"


@dataclass(frozen=True)
class Comparison:
    """The outcome of `equal(a, b)`. True in a condition where the second answer is accepted.

    status          an `Equality`; it is also a string: `status == "equal"`
    verdict         the checker's word: PROVED, VERIFIED (with points and bits), REFUTED (with a witness), UNDECIDED
    accepted        is it equal, or a status that the caller allows?
    counterexample  where the two differ
    region          ON_PART: where they are equal; DOMAIN: where only one of them is defined; a condition as written
    digits          ROUNDING: to how many decimals
    reason          UNDECIDED: why; FORM: what is amiss; NOT_EQUAL: what is different in kind
    method          how it was decided
    notes           conventions applied in reading and comparing
    place           UNREADABLE: the error, with the place in the text; `side` says which text: "a" or "b"
    """
    status: Equality
    verdict: Verdict
    accepted: bool = False
    counterexample: Counterexample | None = None
    region: Basic | None = None
    digits: int | None = None
    reason: Phrase | None = None
    method: str = ""
    notes: tuple[Phrase, ...] = ()
    place: ReadError | None = None
    side: str = ""
    left: Basic | None = field(default=None, repr=False)
    right: Basic | None = field(default=None, repr=False)

    def __bool__(self) -> bool:
        return self.accepted

    @property
    def single_points(self) -> bool:
        """Is one of the two defined, and the other not, at single points only, as x/x and 1 at x = 0? As far as the region tells."""
        if self.status is not Equality.DOMAIN or self.region is None:
            return False
        parts = self.region.args if isinstance(self.region, Or) else (self.region,)
        return all(isinstance(r, Rel) and r.args[0].name == "=" for r in parts)

    def noted(self, *notes: Phrase) -> Comparison:
        """The same with more notes."""
        return replace(self, notes=tuple({str(n): n for n in (*notes, *self.notes)}.values())) if notes else self

    def sentences(self) -> list[Phrase]:
        """What there is to say, before any language."""
        values = {"region": self.region, "single_points": self.single_points, "digits": self.digits, "reason": self.reason}
        id = f"equality.{self.status}"
        if self.status is Equality.UNREADABLE:
            return [Phrase(id, {"side": Phrase(f"equality.side.{self.side}")})]
        if self.status in (Equality.ON_PART, Equality.DOMAIN) and self.region is None:
            id += ".somewhere"
        if self.status is Equality.NOT_EQUAL and self.reason is not None:
            id += ".because"
        found = [Phrase(id, values)]
        if self.counterexample is not None:
            c = self.counterexample
            at = tuple(f"{x} = {v}" for x, v in c.at.items())
            words = {"at": at, "left": _word(c.left), "right": _word(c.right)}
            found.append(Phrase("equality.at" if at else "equality.values", words))
        found += [Phrase("equality.how", {"verdict": Phrase(f"verdict.{self.verdict.status.value}"), "points": self.verdict.points, "bits": self.verdict.bits})
                  if self.verdict.status is Status.VERIFIED and self.verdict.points and self.verdict.bits else Phrase(f"verdict.{self.verdict.status.value}")]
        return found

    def text(self, lang: str = "en") -> str:
        """The outcome in words, in one language.

        Raises:
            UsageError: for a language there is not.
        """
        from symderive.errors import UsageError
        from symderive.lang import languages, words
        from symderive.render.notation import text
        from symderive.render.prose import say
        if lang not in languages():
            raise UsageError(f"there is no language {lang!r}; there are: {', '.join(languages())}")
        vocabulary = words(lang, {})
        lines = [say(Phrase("sentence", {"it": p}), vocabulary, lambda e: text(e, unicode=True)) for p in self.sentences()]
        lines = [line[:1].upper() + line[1:] for line in lines]
        if self.place is not None:
            lines.append(str(self.place))
        lines += [say(Phrase("label", {"it": Phrase("notes")}), vocabulary, str) + say(n, vocabulary, lambda e: text(e, unicode=True)) for n in self.notes]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """The outcome as plain data, ready for JSON."""
        from symderive.lang import words
        from symderive.render.notation import latex, text
        from symderive.render.prose import say
        english = words("en", {})
        v, c = self.verdict, self.counterexample
        return {
            "schema": "symderive/1", "kind": "comparison", "status": str(self.status), "accepted": self.accepted,
            "verdict": {"status": v.status.value, "points": v.points, "bits": v.bits, "seed": v.seed, "reason": v.reason, "witness": None if v.witness is None else dict(v.witness),
                        "error": None if v.error is None else str(v.error)},
            "counterexample": None if c is None else {"at": dict(c.at), "left": c.left, "right": c.right},
            "region": None if self.region is None else {"text": text(self.region), "latex": latex(self.region)},
            "single_points": self.single_points, "digits": self.digits, "reason": None if self.reason is None else say(self.reason, english, text), "method": self.method,
            "notes": [say(n, english, text) for n in self.notes],
            "unreadable": None if self.place is None else {"side": self.side, "start": self.place.start, "end": self.place.end, "message": self.place.message, "hint": self.place.hint},
        }

    def __str__(self) -> str:
        return self.text()


WORDS = ("undefined", "true", "false")


def _word(value: str) -> Any:
    return Phrase(f"equality.{value}") if value in WORDS else value


REFUTED, UNDECIDED = Verdict(Status.REFUTED), Verdict(Status.UNDECIDED)


def different_in_kind(reason: str, method: str = "kinds") -> Comparison:
    """Not equal, since the two are things of different kinds or sizes."""
    return Comparison(Equality.NOT_EQUAL, REFUTED, reason=Phrase(f"equality.reason.{reason}"), method=method)


def undecided(reason: str, verdict: Verdict = UNDECIDED) -> Comparison:
    """Nobody knows; the reason is one of the checker's words."""
    return Comparison(Equality.UNDECIDED, verdict if verdict.reason else replace(verdict, reason=reason), reason=Phrase("equality.reason.checker", {"why": reason}))


BALL = re.compile(r"\[(-?[\d.]+(?:e[+-]?\d+)?) \+/-")


def witnessed(verdict: Verdict) -> Counterexample | None:
    """The checker's own witness, with figures that can be read."""
    w = verdict.witness
    if w is None:
        return None
    return Counterexample({x: _plain(v) for x, v in w["at"].items()}, _plain(str(w["left"])), _plain(str(w["right"])))


def _plain(v: str) -> str:
    """A ball as a decimal; anything else as it is."""
    if (m := BALL.match(v)) is not None:
        return f"{float(m[1]):.6g}"
    return v.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", v) else v
