"""Claims in which something jumps, at the places where it does: a verdict rests on them only if they were looked at."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from flint import arb
from sympy import Basic

from symderive.checking.differences import ALIKE
from symderive.checking.jump import Jump
from symderive.checking.places import Forced, Places
from symderive.checking.points import Design
from symderive.checking.program import Program
from symderive.checking.report import Tally
from symderive.checking.run import Column, Exhausted, Run
from symderive.checking.scale import Agreement, agreement
from symderive.expr import free

MOST, JOINED = 24, 5                          # edges that are looked at; that are looked at together

Key: TypeAlias = tuple[Basic, bool]           # what vanishes, or is to be whole
Sides: TypeAlias = Callable[[tuple[int, int, tuple[int, ...]], Run, list[Column]], tuple[Any, Any, tuple[int, ...]]]


def reached(program: Program, tallies: Iterable[Tally], marks: dict[int, list[Any]], split: bool = False) -> list[tuple[Tally, list[Any]]]:
    """The claims whose values depend on a marked slot, each with its marks, in their order; `split`: not by conditions of cases that are undefined between them."""
    keys = list(dict.fromkeys(k for some in marks.values() for k in some))
    bit = {k: 1 << n for n, k in enumerate(keys)}
    masks, here = [0] * program.count, bytearray(program.count)
    for s, some in marks.items():
        here[s] = 1
        for k in some:
            masks[s] |= bit[k]
    for _, slots, out in program.instructions():
        for s in slots[::2] if split and out in program.split else slots:
            masks[out] |= masks[s]
            here[out] |= here[s]
    found = []
    for t in tallies:
        met = 0
        for s in t.claim.compared:
            met |= masks[s]
        if any(here[s] for s in t.claim.compared):
            found.append((t, [k for k in keys if bit[k] & met]))
    return found


class Landing:
    """The course of it: one edge after the other, then some of them together.

    part   the program for some of the claims
    sides  both columns of a pair where both are defined and the conditions hold
    run    a run of a program at points, with columns that are handed to it
    """

    def __init__(self, program: Program, turns: dict[Basic, int], design: Design, budget: list[int], part: Callable[[list[Tally]], Program], sides: Sides,
                 run: Callable[[Program, Sequence[int], dict[int, Column]], tuple[Run, list[Column]]]) -> None:
        self.program, self.turns, self.design, self.budget, self.part, self.sides, self.run = program, turns, design, budget, part, sides, run
        self.instructions = {out: slots for _, slots, out in program.instructions()}

    def look(self, tallies: list[Tally]) -> list[int]:
        """Look at the claims in which something jumps at places where it does; those that cannot be looked at are marked. Points beside the places are handed back."""
        if not self.program.jumps and not self.program.turns:
            return []
        marks: dict[int, list[Any]] = {s: [(j.edge, j.whole) for j in jumps] for s, jumps in self.program.jumps.items()}
        found = reached(self.program, tallies, marks, split=True)
        letters = set(self.design.symbols)
        keys = list(dict.fromkeys(k for _, some in found for k in some if free(k[0]) & letters or (free(k[0]) and self.program.data)))
        turning = [e for e in dict.fromkeys(e for _, some in reached(self.program, tallies, self.program.turns) for e in some) if (e, False) not in keys and free(e) & letters]
        if not keys and not turning:
            return []
        known: dict[Key, list[tuple[int, Jump]]] = {}
        for s, jumps in self.program.jumps.items():
            for j in jumps:
                known.setdefault((j.edge, j.whole), []).append((s, j))
        places = Places(self.program, {e: self.turns[e] for e in (*(e for e, _ in keys), *turning[:MOST]) if e in self.turns}, known, self.design, self.budget)
        try:
            self._visit(places, found, keys, turning)
        except Exhausted:
            for t, some in found:
                t.jump = t.jump or (t.refuted is None and any(places.may_jump(*k) for k in some))
        return places.beside

    def _visit(self, places: Places, found: list[tuple[Tally, list[Any]]], keys: list[Key], turning: list[Basic]) -> None:
        first: dict[Key, tuple[int, Forced]] = {}
        for n, key in enumerate(keys):
            about = [t for t, some in found if key in some]
            if not places.may_jump(*key):
                continue
            landings = list(places.places(*key)) if n < MOST else []
            if not landings and all(j.above for _, j in places.known[key]):
                about = [t for t, some in found if key in some and len(some) > 1]      # where nothing else jumps, the points above speak for the place
            if landings:
                first[key] = landings[0]
            if landings or n >= MOST or not places.nowhere(*key):
                self._compared([t for t in about if t.refuted is None], landings)
        self._together(places, found, first)
        for e in turning[:MOST]:
            places.around(e)

    def _together(self, places: Places, found: list[tuple[Tally, list[Any]]], first: dict[Key, tuple[int, Forced]]) -> None:
        """Places at which several edges vanish: two at a time, and as many as have letters of their own."""
        done: set[tuple[Key, ...]] = set()
        for t, keys in found:
            some = [k for k in keys if k in first][:JOINED]
            for start in some:
                rest = [k for k in some if k != start]
                for group in [(k,) for k in rest] + ([tuple(rest)] if len(rest) > 1 else []):
                    if (start, *group) in done or t.refuted is not None:
                        continue
                    done.add((start, *group))
                    if (where := self._joint(places, start, group, first[start])) is not None:
                        self._compared([u for u, theirs in found if u.refuted is None and {start, *group} <= set(theirs)], [where], must=False)

    def _joint(self, places: Places, start: Key, group: Sequence[Key], where: tuple[int, Forced]) -> tuple[int, Forced] | None:
        point, forced = where
        used = free(start[0])
        joined = False
        for edge, whole in group:
            more = next(iter(places.places(edge, whole, (point,), used)), None)
            if more is not None:
                point, forced, joined = more[0], {**forced, **more[1]}, True
            used |= free(edge)
        return (point, forced) if joined else None

    # ---- comparing

    def _compared(self, tallies: list[Tally], landings: Sequence[tuple[int, Forced]], must: bool = True) -> None:
        """Compare the claims at these points; one that was clearly told at none of them is marked, if it must be."""
        clear: set[Tally] = set()
        for point, forced in landings:
            if not (some := [t for t in tallies if t.refuted is None]):
                return
            part = self.part(some)
            run, columns = self.run(part.handed(forced) if forced else part, [point], forced)
            for t in some:
                if self._told(t, run, columns, forced):
                    clear.add(t)
        for t in tallies if must else ():
            t.jump = t.jump or (t not in clear and t.refuted is None)

    def _told(self, t: Tally, run: Run, columns: list[Column], forced: Forced) -> bool:
        """Was the claim clearly told at this point? It may be refuted there."""
        clear = True
        for pair in t.claim.pairs:
            u, v, mask = self.sides(pair, run, columns)
            if not mask:
                clear = clear and not self._blurred(run, columns, forced)
                continue
            a, b = next(iter(u)), next(iter(v))
            state = agreement(a, b, ALIKE)
            if state is Agreement.DIFFERENT:
                t.refuted = t.refuted or (run.ids[0], a, b)
                return True
            clear = clear and state is Agreement.SAME
        return clear

    def _blurred(self, run: Run, columns: list[Column], forced: Forced) -> bool:
        """Is there a slot whose value at the place cannot be told, although those of what it is computed from can?"""
        for s in self.program.jumps:
            if s in forced or s not in self.instructions or columns[s][0] is None:
                continue
            value = run.spread(columns[s])[0]
            below = [None if columns[k][0] is None else run.spread(columns[k])[0] for k in self.instructions[s]]
            if None not in below and (value is None or (type(value) is arb and not value.is_exact())) and not all(type(v) is arb and v.is_exact() for v in below):
                return True
        return False



