"""Do the claims hold? One program for all of them, run at the planned points, then more precisely where that did not decide."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from math import inf
from typing import Any

from flint import ctx
from sympy import Basic

from symderive.checking.balls import REALS
from symderive.checking.compiling import Claim, Compiled, compile_claims
from symderive.checking.curves import BASES, points_on
from symderive.checking.differences import ALIKE, ENOUGH_TO_MEET, differences, halves
from symderive.checking.landing import Landing
from symderive.checking.points import Design, breakpoints
from symderive.checking.precision import precision
from symderive.checking.program import Program
from symderive.checking.proofs import Asked, Proving
from symderive.checking.report import ENOUGH, FIRST, Tally, verdict_of
from symderive.checking.roots import solutions
from symderive.checking.run import Column, Exhausted, Run, can_afford, pick
from symderive.checking.scale import Agreement, Resolution, agreement, at_point, overlapping, radius, resolved
from symderive.checking.turns import EDGES, points, turning
from symderive.derivation import Verdict
from symderive.expr import free
from symderive.problem import Assumptions

DEEP, DEEPEST = 2_048, 65_536                     # bits
ALIKE_DEEP = 1_848                                # bits to which enclosures agree at a deep point
PLANNED, MOST, FEWER, HARD = 12, 200, 40, 3        # points planned for data alone; drawn at most; with integrals; that may need very many bits
BUDGET = 4_000_000                                # instructions
SCALE = 200                                       # and so many more for each instruction of the program
FEW, LOOKS = 4, 4                                 # so many undecided claims are looked at one by one at once; more of them are looked at together first, so often
ALONE, PARTS = 100_000, 64                        # instructions of the programs of claims that are looked at alone; parts in which claims that are too long are sought
LARGE = 200_000                                   # instructions in one batch of points


def check(claims: Sequence[Claim], assumptions: Assumptions = Assumptions(), seed: int | None = None, prove: bool = True) -> list[Verdict]:
    """A verdict for each claim.

    Args:
        claims: what is to be checked; shared parts are computed once.
        assumptions: where the symbols take their values.
        seed: from which the points are drawn; by default a hash of the claims, so that the same claims meet the same points.
        prove: try to prove the claims first; False leaves it to the points.

    Returns:
        One Verdict for each claim. REFUTED is a theorem: at the witness the two enclosures are disjoint.
        PROVED says in its reason how, and bounds the probability of an error. VERIFIED: the enclosures agree to 80 bits at all points that count, four at least, and to 1848 bits at one.

    >>> from symderive.reading.law import read_law
    >>> wrong = read_law("D(x^2, x) = x")
    >>> check([Claim(*wrong.args[1:])])[0].witness["at"]
    {'x': '2'}
    """
    if not claims:
        return []
    with precision(FIRST):
        return Checking(claims, compile_claims(claims, assumptions), assumptions, seed, prove).verdicts()


class Checking:
    """The course of one check."""

    def __init__(self, claims: Sequence[Claim], compiled: Compiled, assumptions: Assumptions, seed: int | None, prove: bool) -> None:
        self.prove, self.turns = prove, compiled.turns
        self.program, self.ties = compiled.program, compiled.ties
        self.claims = claims
        self.tallies = [Tally(c, n) for n, c in enumerate(compiled.claims)]
        own, self.key = self.program.digests([(c.pairs, c.truths) for c in compiled.claims])
        self.seed = own if seed is None else seed
        symbols = [x for x in self.program.inputs.values() if isinstance(x, Basic)]
        self.design = Design(symbols, self.program.counts, assumptions, self.seed)
        self.affordable = self.allotted = BUDGET + SCALE * len(self.program.code)
        self.budget = [self.affordable]
        ctx.cap = self.program.order + 1
        self.programs: dict[tuple[int, ...], Program] = {}

    def verdicts(self) -> list[Verdict]:
        active = [t for t in self.tallies if not t.claim.reason and not t.claim.identical]
        exhausted: set[int] = set()
        if active and not self.design.empty:
            active = self._unproved(active) if self.prove else active
            try:
                self._decide(active)
            except Exhausted:                          # one of them is too long: which?
                exhausted = self._in_parts(active)
            with suppress(Exhausted):
                self._simple_witnesses([t for t in active if t.refuted is not None and t.claim.curve is None])
        return [verdict_of(t, claim, self.design, t.number in exhausted) for t, claim in zip(self.tallies, self.claims)]

    def _unproved(self, active: list[Tally]) -> list[Tally]:
        """The claims that are left when proofs were tried: those without one, and those without a point at which both sides are defined."""
        proving = Proving(self.design.assumptions, self.design.symbols, self.design.wholes, self.program.field is REALS, self.key)
        for t in active:
            if t.claim.sides:
                t.proof = proving.proof(Asked(t.claim.sides, self.claims[t.number].when))
        proved = [t for t in active if t.proof is not None and t.proof.restricted]
        with suppress(Exhausted):
            self._meet(proved)
        return [t for t in active if t.proof is None or (t in proved and not t.agreed and t.refuted is None)]

    def _meet(self, tallies: list[Tally]) -> None:
        """Is there a point at which both sides are defined? What holds nowhere is not to be called proved."""
        if not tallies:
            return
        program = self._part(tallies)
        ids = self.design.planned([], ENOUGH_TO_MEET if self.design.symbols else 1) if self.design.symbols or not program.data else self.design.further(ENOUGH)
        run, columns = self._run(program, ids, FIRST)
        for t in tallies:
            common: set[int] = set(run.all)
            for pair in t.claim.pairs:
                u, v, mask = self._sides(pair, run, columns)
                common &= set(mask)
                for k, a, b in zip(mask, u, v):
                    if agreement(a, b, ALIKE) is Agreement.DIFFERENT:
                        t.refuted = t.refuted or (run.ids[k], a, b)
            t.agreed = [run.ids[k] for k in sorted(common)]

    def _decide(self, active: list[Tally]) -> None:
        if not active:
            return
        self._points(active)
        self._deep([t for t in active if not t.open and t.refuted is None])

    def _in_parts(self, active: list[Tally]) -> set[int]:
        """The same for one half of the claims and for the other, and so on down to single claims; which of them are too long?"""
        found = {t.number for t in active}
        parts = deque(halves(active))
        for _ in range(PARTS):
            if not parts:
                break
            some = parts.popleft()
            self.design = Design(self.design.symbols, self.design.counts, self.design.assumptions, self.seed)
            self.budget[0] = self.allotted = self.affordable * len(some) // len(active)
            for t in some:
                t.restart()
            try:
                self._decide(some)
                found.difference_update(t.number for t in some)
            except Exhausted:
                parts.extend(halves(some))
        return found

    def _alone(self, tallies: list[Tally]) -> Iterator[Tally]:
        """Those of the claims that may be looked at one by one: in a large program, few; and never so long that nothing is left for the others."""
        for t in tallies[:max(2 * FEW, ALONE // max(1, len(self.program.code)))]:
            if 2 * self.budget[0] < self.allotted:
                return
            yield t

    # ---- points

    def _points(self, active: list[Tally]) -> None:
        """First all that holds everywhere, then what holds on curves."""
        if curved := [t for t in active if t.claim.curve is not None]:
            active = [t for t in active if t.claim.curve is None]
        if active:
            self._spread(active)
        if curved:
            self._on_curves(curved)

    def _on_curves(self, curved: list[Tally]) -> None:
        """Claims that count only where an equation is solved, at solutions of it."""
        while self.design.size < BASES:
            self.design.further(BASES - self.design.size) if self.design.size else self.design.planned((), BASES)
        for curve in dict.fromkeys(t.claim.curve for t in curved if t.claim.curve is not None):
            some = [t for t in curved if t.claim.curve == curve]
            ctx.prec = FIRST
            if ids := points_on(curve, self._part(some), self.design, self.budget):
                self._visit(self._part(some), ids, some)

    def _spread(self, active: list[Tally]) -> None:
        program = self._part(active)
        lonely = not self.design.symbols and not program.data
        most = 1 if lonely else max(ENOUGH + 2, min(40, LARGE // max(1, len(program.code))))
        if self.program.integrals and not lonely:
            most = min(most, ENOUGH + 2)
        breaks = breakpoints(program.edges) if self.design.symbols else []
        if self.program.integrals and breaks:
            most = ENOUGH + 2 + PLANNED                # some of them within the limits
        self._visit(program, self.design.planned(breaks, most) if self.design.symbols or lonely else self.design.further(PLANNED), active)
        if truths := [t for t in active if t.claim.truths]:
            self._visit(self._part(truths), self.design.simple(), truths)
            for t in truths:
                solutions(t, self._part([t]), self.design, self._run)
        while not lonely and self.design.size < (FEWER if self.program.integrals else MOST) and (still := [t for t in active if t.open]):
            more = self.design.further(min(MOST - self.design.size, max(8, self.design.size)))
            self._visit(self._part(still), more, still)
        for t in self._alone([t for t in active if t.open and t.missed]):
            self._again(t)
        if not self.program.integrals:
            if self.design.symbols:
                self._turning([t for t in active if t.refuted is None and t.claim.pairs])
            beside = Landing(self.program, self.turns, self.design, [self.budget[0] // 4], self._part, self._sides, lambda program, ids, given: self._run(program, ids, FIRST, given)).look(
                [t for t in active if t.refuted is None and t.claim.pairs])
            if beside and (some := [t for t in active if t.refuted is None and t.claim.pairs]):
                self._visit(self._part(some), beside, some)

    def _turning(self, tallies: list[Tally]) -> None:
        """More points for claims in which something turns."""
        some, nodes = turning(self.program, tallies)
        if not some:
            return
        slots = [self.turns[e] for e in nodes if e in self.turns and free(e) & set(self.design.symbols)][:EDGES]
        part = self._part(some)
        self._visit(part, points(self.program.needed(slots), slots, self.design, self._run, len(part.code)), some)

    def _part(self, tallies: list[Tally]) -> Program:
        """The program for some of the claims."""
        if len(tallies) == len(self.tallies):
            return self.program
        slots = tuple(sorted({s for t in tallies for s in t.claim.slots}.union(self.ties)))
        if slots not in self.programs:
            self.programs[slots] = self.program.needed(slots)
        return self.programs[slots]

    def _run(self, program: Program, ids: Sequence[int], bits: int, given: dict[int, Column] | None = None) -> tuple[Run, list[Column]]:
        ctx.prec = bits
        run = Run(bits, ids, self.design.column(ids), self.design.datum, self.budget)
        return run, program.run(run, given)

    def _visit(self, program: Program, ids: Sequence[int], tallies: list[Tally]) -> None:
        """Compare the claims at these points; then look closer where that did not decide."""
        run, columns = self._run(program, ids, FIRST)
        resolution = Resolution(program, columns, run)
        for t in tallies:
            self._judge(t, run, columns, resolution)
        unclear = [t for t in tallies if t.unclear and t.refuted is None]
        if len(unclear) > FEW:
            self._together(unclear)
            unclear = [t for t in unclear if t.unclear and t.refuted is None]
        for t in self._alone(unclear):
            self._closer(t)
        for t in unclear:
            t.stuck, t.unclear = t.stuck + len(t.unclear), []

    def _sides(self, pair: tuple[int, int, tuple[int, ...]], run: Run, columns: list[Column]) -> tuple[Any, Any, tuple[int, ...]]:
        """Both columns where both are defined and the conditions hold."""
        left, right, conditions = columns[pair[0]], columns[pair[1]], (*pair[2], *self.ties)
        if left[1] is None and right[1] is None:
            left = [next(left[0])] * run.count, run.all
        u, v, mask = run.common(left, right)
        if conditions:
            truth = [run.spread(columns[c]) for c in conditions]
            kept = run.mask(k for k in mask if all(column[k] is True for column in truth))
            u, v = (pick(w, mask, kept) if isinstance(w, list) else w for w in (u, v))
            mask = kept
        return u, v, mask

    def _judge(self, t: Tally, run: Run, columns: list[Column], resolution: Resolution) -> None:
        """Where the claim counts, where it agrees, where that cannot be told, and where it fails."""
        for truth in t.claim.truths:
            self._truths(t, *self._sides(truth, run, columns), run)
        if not t.claim.pairs:
            t.agreed += run.ids
            return
        met: Sequence[int] = run.all
        unclear: set[int] = set()
        sides = [self._sides(pair, run, columns) for pair in t.claim.pairs]
        for u, v, mask in sides:
            met = mask if met is run.all else [k for k in met if k in mask]
            if not overlapping(u, v, mask, ALIKE + 8):
                self._one_by_one(t, zip(mask, u, v), run, unclear)
        if t.strict < 2 and t.refuted is None:
            self._strictly(t, sides, [k for k in met if k not in unclear], resolution, unclear)
        if met is run.all and not unclear:
            t.agreed.extend(run.ids)
            return
        t.agreed += [run.ids[k] for k in met if k not in unclear]
        t.unclear += [run.ids[k] for k in met if k in unclear]
        there = set(met)
        t.missed += [run.ids[k] for k in run.all if k not in there]

    def _strictly(self, t: Tally, sides: list[tuple[Any, Any, tuple[int, ...]]], points: list[int], resolution: Resolution, unclear: set[int]) -> None:
        """Are there two points at which nothing small is overlooked? If not, those are to be looked at again that need the fewest bits."""
        needs: list[tuple[float, int]] = []
        for k in points:
            more = [resolution.more(k, pair[:2]) for pair in t.claim.pairs]
            if all(resolved(at_point(u, mask, k), at_point(v, mask, k), ALIKE, m) for (u, v, mask), m in zip(sides, more)):
                t.strict += 1
                if t.strict >= 2:
                    return
            else:
                needs.append((max(inf if m is None else m for m in more), k))
        unclear.update(k for _, k in sorted(needs)[:2 - t.strict])

    def _one_by_one(self, t: Tally, rows: Iterable[tuple[int, Any, Any]], run: Run, unclear: set[int]) -> None:
        for k, a, b in rows:
            state = agreement(a, b, ALIKE)
            if state is Agreement.DIFFERENT:
                t.refuted = t.refuted or (run.ids[k], a, b)
            if state is not Agreement.SAME:
                unclear.add(k)

    def _truths(self, t: Tally, u: Any, v: Any, mask: tuple[int, ...], run: Run) -> None:
        for k, a, b in zip(mask, u, v):
            if a is not b:
                t.refuted = t.refuted or (run.ids[k], a, b)
            else:
                t.seen.add(a)

    # ---- looking closer

    def _together(self, tallies: list[Tally]) -> None:
        """More precision for all undecided points of many claims at once: one by one, each would run most of a large program again."""
        bits = 2 * FIRST
        for _ in range(LOOKS):
            program, points = self._part(tallies), sorted({p for t in tallies for p in t.unclear})
            if not can_afford(self.budget[0], program, len(points), bits):
                return
            run, columns = self._run(program, points, bits)
            resolution = Resolution(program, columns, run)
            needs = [(self._compared_again(t, run, columns, resolution, bits), t) for t in tallies]
            needs = [(need, t) for need, t in needs if t.refuted is None and t.unclear and need <= 2 * DEEP]
            tallies = [t for _, t in needs]
            bits = max(2 * bits, min((need for need, _ in needs), default=0))
            if not tallies or bits > 2 * DEEP:
                return

    def _compared_again(self, t: Tally, run: Run, columns: list[Column], resolution: Resolution, bits: int) -> int:
        """Settle the undecided points of a claim that this precision decides; how many bits may the others need?"""
        place = {p: k for k, p in enumerate(run.ids)}
        sides = [{k: (a, b) for k, a, b in zip(mask, u, v)} for u, v, mask in (self._sides(pair, run, columns) for pair in t.claim.pairs)]
        needs, left = [0], []
        for point in t.unclear:
            k = place[point]
            more = resolution.more(k, t.claim.compared) if t.strict < 2 else 0
            values = [side.get(k) for side in sides]
            differing = [v for v in values if v is not None and agreement(*v, ALIKE) is Agreement.DIFFERENT]
            if differing:
                t.refuted, t.bits = (point, *differing[0]), max(t.bits, bits)
                return bits
            if more is not None and all(v is not None and agreement(*v, ALIKE + more) is Agreement.SAME for v in values):
                t.agreed.append(point)
                t.bits, t.strict = max(t.bits, bits), t.strict + 1
            else:
                left.append(point)
                needs.append(2 * bits if not more else ALIKE + more + FIRST)
        t.unclear = left
        return max(needs)

    def _closer(self, t: Tally) -> None:
        """More precision for the points that were not decided."""
        unclear, t.unclear = t.unclear, []
        hard = 0
        for k in unclear:
            if hard >= HARD or t.refuted is not None:
                t.stuck += 1
                continue
            hard += self._climb(t, k, DEEPEST if hard < HARD else DEEP)

    def _climb(self, t: Tally, point: int, most: int, bits: int = 2 * FIRST, alike: int = ALIKE) -> bool:
        """Up the ladder of precision at one point; was it a hard one?"""
        program = self._part([t])
        most = min(most, 4 * DEEP) if program.heavy or self.program.integrals else most
        last: int | None = None
        while bits <= most and can_afford(self.budget[0], program, 1, bits):
            run, columns = self._run(program, [point], bits)
            more = Resolution(program, columns, run).more(0, t.claim.compared) if t.strict < 2 and alike == ALIKE else 0
            state, spread = self._at_point(t, run, columns, alike + (more or 0))
            if state is Agreement.DIFFERENT:
                t.bits = max(t.bits, bits)
                return False
            if state is Agreement.SAME and more is not None:
                t.bits, t.strict = max(t.bits, bits), t.strict + 1
                t.agreed.append(point)
                return bits > 2 * DEEP
            if last is not None and spread is not None and spread > last - 8 and more == 0:
                break
            last, bits = spread, 2 * bits
            while more and bits < alike + more:
                bits *= 2
        t.stuck += 1
        return True

    def _at_point(self, t: Tally, run: Run, columns: list[Column], alike: int) -> tuple[Agreement, int | None]:
        """How the sides of a claim compare at a single point, and how wide the widest difference is."""
        widest: int | None = None
        for pair in t.claim.pairs:
            u, v, mask = self._sides(pair, run, columns)
            if not mask:
                return Agreement.WIDE, None
            a, b = next(iter(u)), next(iter(v))
            state = agreement(a, b, alike)
            if state is Agreement.DIFFERENT:
                t.refuted = run.ids[0], a, b
                return state, None
            if state is Agreement.WIDE:
                widest = max(widest if widest is not None else -10 ** 9, radius(a - b))
        return (Agreement.SAME if widest is None else Agreement.WIDE), widest

    def _again(self, t: Tally) -> None:
        """Points at which a side could not be told: perhaps for lack of precision."""
        program = self._part([t])
        for bits in (4 * FIRST, 16 * FIRST):
            ids = t.missed[:8]
            run, columns = self._run(program, ids, bits)
            _, _, mask = self._sides(t.claim.pairs[0], run, columns)
            for k in mask:
                self._climb(t, run.ids[k], 4 * bits, bits)
            t.missed = [p for p in t.missed if p not in {run.ids[k] for k in mask}]
            if not t.open or not t.missed:
                return

    def _deep(self, tallies: list[Tally]) -> None:
        """Each claim once more at a point where it agreed, with very many bits; claims share a point where they can."""
        bits, alike = (DEEP, ALIKE_DEEP) if not self.program.integrals else (DEEP // 4, ALIKE_DEEP // 4)
        left = [t for t in tallies if t.claim.pairs]
        while left:
            point = left[0].agreed[0]
            here = [t for t in left if point in t.agreed or t.claim.constant]
            left = [t for t in left if not (point in t.agreed or t.claim.constant)]
            for more in (bits, 2 * bits, 4 * bits):
                if not here or (more > bits and not can_afford(self.budget[0], self._part(here), 1, more)):
                    break
                here = self._deeply(here, point, more, alike)

    def _deeply(self, tallies: list[Tally], point: int, bits: int, alike: int) -> list[Tally]:
        """The claims for which so many bits do not suffice at the deep point."""
        run, columns = self._run(self._part(tallies), [point], bits)
        left = []
        for t in tallies:
            u, v, mask = self._sides(t.claim.pairs[0], run, columns)
            t.bits = max(t.bits, bits)
            if len(t.claim.pairs) == 1 and mask and overlapping(u, v, mask, alike + 8):
                t.deep = True
                continue
            state, _ = self._at_point(t, run, columns, alike)
            t.deep = state is Agreement.SAME
            if state is Agreement.WIDE:
                left.append(t)
        return left

    def _simple_witnesses(self, tallies: list[Tally]) -> None:
        """Is there a counterexample with small numbers?"""
        if not tallies:
            return
        ids = self.design.simple()
        if not ids:
            return
        program = self._part(tallies)
        run, columns = self._run(program, ids, FIRST)
        for t in tallies:
            t.refuted = next(differences([self._sides(pair, run, columns) for pair in t.claim.pairs + t.claim.truths], run.ids), t.refuted)
