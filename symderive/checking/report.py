"""What is known of a claim in the course of a check, and the verdict it comes to."""
from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symderive.checking.compiling import Claim, Compared
from symderive.checking.points import Design, shown
from symderive.checking.proofs import Proof
from symderive.checking.scale import magnitude
from symderive.derivation import Status, Verdict
from symderive.expr import union

FIRST = 256                    # bits of the first look
ENOUGH = 4                     # points that must agree


@dataclass(slots=True, eq=False)
class Tally:
    """What is known of a claim so far."""
    claim: Compared
    number: int
    agreed: list[int] = field(default_factory=list)         # numbers of points
    unclear: list[int] = field(default_factory=list)        # the enclosures overlap, but are wide
    missed: list[int] = field(default_factory=list)         # undefined, or undecided
    strict: int = 0                                         # points at which nothing small was overlooked
    stuck: int = 0
    seen: set[bool] = field(default_factory=set)            # the truth values met
    refuted: tuple[int, Any, Any] | None = None             # the point, and both values
    stray: bool = False                                     # a solution was met of which it is not known that the other side has it
    jump: bool = False                                      # something jumps where it could not be looked at
    deep: bool = False
    bits: int = FIRST
    proof: Proof | None = None

    @property
    def enough(self) -> int:
        return 1 if self.claim.constant else ENOUGH if self.claim.pairs else 0

    @property
    def needs(self) -> tuple[bool, ...]:
        """The truth values that must have been met: a solved equation is true where it is solved, so false will do."""
        return () if not self.claim.truths else (False,) if self.claim.pairs else (False, True)

    @property
    def verified(self) -> bool:
        """Did it agree at enough points, and at a deep one; and did truth values of both kinds occur?"""
        return not self.open and (self.deep or not self.claim.pairs) and self.strict >= min(2, self.enough) and self.seen.issuperset(self.needs) and not self.stray and not self.jump

    def restart(self) -> None:
        """Forget what is known."""
        self.agreed, self.unclear, self.missed, self.strict, self.stuck, self.seen, self.refuted, self.stray, self.jump = [], [], [], 0, 0, set(), None, False, False

    @property
    def open(self) -> bool:
        return self.refuted is None and len(self.agreed) < self.enough


def verdict_of(t: Tally, claim: Claim, design: Design, exhausted: bool) -> Verdict:
    """The verdict on a claim; `exhausted` if the instructions did not suffice."""
    if t.claim.reason:
        return Verdict(Status.UNDECIDED, seed=design.seed, reason=t.claim.reason)
    if t.claim.identical:
        return Verdict(Status.PROVED, seed=design.seed, error=Fraction(0), reason="identical")
    if t.refuted is not None:
        return Verdict(Status.REFUTED, len(t.agreed), t.bits, design.seed, witness=_witness(t.refuted, claim, design))
    if t.proof is not None and (t.agreed or not t.proof.restricted):
        return Verdict(Status.PROVED, seed=design.seed, error=t.proof.error, reason=t.proof.method)
    if t.verified:
        return Verdict(Status.VERIFIED, len(t.agreed), t.bits, design.seed)
    return Verdict(Status.UNDECIDED, len(t.agreed), t.bits, design.seed, reason=_why(t, exhausted))


def _why(t: Tally, exhausted: bool) -> str:
    points = len(t.agreed)
    if exhausted:
        return "too long"
    if t.stray:
        return "a solution that cannot be told"
    if t.seen and not t.seen.issuperset(t.needs):
        return f"always {str(min(t.seen)).lower()}"
    if not points and not t.stuck:
        return "no common domain"
    if points < t.enough:
        return f"too few points: {points} of {t.enough}"
    if t.jump:
        return "a jump at a point that was not visited"
    return "too small to be told" if t.strict < min(2, t.enough) else "not decided at high precision"


def _witness(refuted: tuple[int, Any, Any], claim: Claim, design: Design) -> dict[str, Any]:
    """The point, and both values there."""
    point, left, right = refuted
    symbols = union((claim.left, claim.right, *claim.when))
    at = {str(x): shown(design.drawn[x][point]) for x in design.symbols if x in symbols}
    data = {f"{x}[{', '.join(map(str, places))}]": shown(v) for (x, places, k), v in design.data.items() if k == point and x in symbols}
    return {"at": at | data, **_apart(left, right)}


def _apart(left: Any, right: Any) -> dict[str, str]:
    """Both values, with as many digits as it takes to see that they differ."""
    if isinstance(left, bool):
        return {"left": str(left).lower(), "right": str(right).lower()}
    sizes = [magnitude(v) for v in (left, right, left - right)]
    common = max((m for m in sizes[:2] if m is not None), default=0) - (sizes[2] or 0)
    digits = min(15 + max(0, common) * 3 // 10, 5_000)
    return {"left": left.str(digits), "right": right.str(digits)}
