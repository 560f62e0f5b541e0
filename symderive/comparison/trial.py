"""Two expressions at points: where both are defined, where only one surely is, where they agree, and where they surely differ."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from fractions import Fraction
from itertools import product
from typing import Any

from flint import arb, fmpq
from sympy import Basic, Dummy

from symderive.checking import Claim
from symderive.checking.compiling import compile_claims
from symderive.checking.differences import ALIKE
from symderive.checking.points import Design, breakpoints, shown
from symderive.checking.precision import precision
from symderive.checking.report import FIRST
from symderive.checking.run import FAULTS, Column, Run
from symderive.checking.scale import Agreement, agreement, overlapping
from symderive.checking.series import KINDS
from symderive.checking.verdict import LARGE, SCALE
from symderive.comparison.breaks import around
from symderive.comparison.figures import apart
from symderive.comparison.outcome import Counterexample
from symderive.comparison.survey import survey
from symderive.expr import free
from symderive.problem import Assumptions

WORK = 600_000                # instructions
MOST = 40                     # planned points
DEEPER = 1_024                # bits of a second look, where a side cannot be told
SMALL = tuple(map(Fraction, ("1", "2", "3", "0", "-1", "5", "-2", "1/2", "3/2", "4", "-1/2", "-3", "1/4", "10", "-5", "100")))
FIRST_LOOK = 5                # simple points that are looked at first
MANY = 6                      # with more symbols than these, a counterexample names those alone that are not 1
OTHERS = "…"                  # stands for all the other symbols in a counterexample
COUNTS = frozenset("ijkmn")    # exponents that are taken for whole numbers
HUGE = 2 ** 60                # beyond, a function may be defined though it cannot be computed
DATA = (1, 2, 4, 3, 6, 5, 9)


class State(Enum):
    """How two sides are at a point."""
    SAME = "same"
    DIFFERENT = "different"
    LEFT = "only the left is defined"
    RIGHT = "only the right is defined"
    NEITHER = "neither is defined"
    UNKNOWN = "cannot be told"


class Trial:
    """One program for two expressions, run at points of a design.

    reason     why there is no program, if there is none
    identical  are both the same by construction?
    """

    def __init__(self, left: Basic, right: Basic, assumptions: Assumptions, more: Sequence[Basic] = ()) -> None:
        self.left, self.right, self.assumptions = left, right, assumptions
        surveys = survey(left), survey(right)
        guards = [[base for base, below in s.bases if not all(assumptions.domain(x).integer or str(x) in COUNTS for x in below)] for s in surveys]
        claims = [Claim(left, right), *(Claim(e, e) for e in (*guards[0], *guards[1], *more))]
        compiled = compile_claims(claims, assumptions)
        self.program, self.ties = compiled.program, compiled.ties
        whole = compiled.claims[0]
        self.reason, self.identical, self.pairs = whole.reason, whole.identical, whole.pairs
        slots = [c.pairs[0][0] if c.pairs else None for c in compiled.claims[1:]]
        first, second = len(guards[0]), len(guards[0]) + len(guards[1])
        self.guards = tuple([[s for s in some if s is not None] for some in (slots[:first], slots[first:second])])
        self.more = slots[second:]
        poles = surveys[0].poles | surveys[1].poles
        self.edges = [e for e in dict.fromkeys((*self.program.edges, *surveys[0].steps, *surveys[1].steps)) if e not in poles]
        self.edges = [e for e in self.edges if all(x in self.program.inputs.values() for x in free(e) if isinstance(x, Dummy))]      # letters that are bound are not met
        self.budget = [WORK + SCALE * len(self.program.code)]
        self.seed = self.program.digest([(c.pairs, c.truths) for c in compiled.claims])
        self.symbols = [x for x in self.program.inputs.values() if isinstance(x, Basic)]
        self.design = Design(self.symbols, self.program.counts, assumptions, self.seed)
        self.nice: list[int] = []                     # points with small values
        self.small: set[int] = set()                  # points with small data
        self.used: dict[tuple[Basic, tuple[int, ...], int], Any] = {}
        self.spread: list[list[Any]] = []             # all columns of the last run, where they were needed
        self.balls: dict[Basic, Any] = {}             # symbols that stand for a ball, whatever the point

    # ---- points

    def planned(self) -> list[int]:
        """The strata, both sides of the breaks and the breaks themselves."""
        if not self.symbols and not self.program.data:
            return list(self.design.planned((), 1))
        most = 6 if self.program.integrals else max(6, min(MOST, LARGE // max(1, len(self.program.code))))
        ids = list(self.design.planned(breakpoints(self.program.edges), most) if self.design.symbols else self.design.further(8))
        return ids + self.on_breaks(ids)

    def on_breaks(self, ids: Sequence[int]) -> list[int]:
        """Points on the breaks and between them, from these points."""
        if not self.edges or not self.design.symbols or self.program.integrals:
            return []
        return [k for base, x, values in around(self.edges, self.design, ids, self.assumptions) for k in self.at(x, values, base)]

    def simple(self, count: int) -> list[int]:
        """So many points with small whole numbers or halves, the simplest first."""
        if not self.symbols and self.nice:
            return self.nice
        choices = {x: [c for c in SMALL if self.design.belongs(x, c)] for x in self.symbols} if len(self.nice) < count else {}
        for k in range(len(self.nice), count if self.symbols else 1):
            for j, x in enumerate(self.design.symbols):
                some = choices[x]
                value = None if not some or self.design.domains[x].complex else some[(k + (1 if x in self.program.counts else j)) % len(some)]
                self.design.drawn[x].append(self.design._value(x, 1, "middle", k) if value is None else fmpq(value.numerator, value.denominator))
            self.nice.append(self.design.size)
            self.small.add(self.design.size)
            self.design.size += 1
        return self.nice[:count]

    def at(self, x: Basic, values: Iterable[Any], base: int = 0) -> list[int]:
        """The base point with these values of one symbol."""
        return list(self.design.moved(base, x, list(values)))

    # ---- running

    def run(self, ids: Sequence[int], bits: int = FIRST) -> tuple[Run, list[Column]]:
        """All columns at these points."""
        with precision(bits, self.program.order + 1):
            drawn = self.design.column(ids)

            def values(x: Basic) -> list[Any]:
                return [self.balls[x]] * len(ids) if x in self.balls else drawn(x)
            run = Run(bits, ids, values, self._datum, self.budget)
            return run, self.program.run(run)

    def _datum(self, x: Basic, places: tuple[int, ...], k: int) -> Any:
        if k not in self.small:
            return self.design.datum(x, places, k)
        value = Fraction(DATA[(sum(places) - 1 + sum(map(ord, str(x))) % 3 + k) % len(DATA)])
        domain = self.assumptions.domain(x)
        if (domain.low is not None and value <= domain.low) or (domain.high is not None and value >= domain.high):
            return self.design.datum(x, places, k)
        self.used[x, places, k] = fmpq(int(value))
        return arb(int(value))

    def states(self, ids: Sequence[int], bits: int = FIRST, alike: int = ALIKE) -> list[State]:
        """How the sides are at each point, and whether they agree to so many bits; what cannot be told is looked at again with more."""
        with precision(bits, self.program.order + 1):
            run, columns = self.run(ids, bits)
            if self._all_same(run, columns, alike):
                return [State.SAME] * len(ids)
            spread: dict[int, list[Any]] = {}
            for s in (*self.ties, *self.guards[0], *self.guards[1], *(s for a, b, _ in self.pairs for s in (a, b))):
                if s not in spread:
                    spread[s] = run.spread(columns[s])
            self.spread = []
            found = [self._state(k, spread, columns, alike, run) for k in range(len(ids))]
        again = [k for k, s in enumerate(found) if s is State.UNKNOWN]
        if again and bits < DEEPER and not self.program.integrals:
            for k, state in zip(again, self.states([ids[k] for k in again], DEEPER, alike)):
                found[k] = state
        return found

    def _all_same(self, run: Run, columns: list[Column], alike: int) -> bool:
        """Do the sides agree at all points, as equal ones mostly do?"""
        if self.ties:
            return False
        for left, right, _ in self.pairs:
            (u, m), (v, n) = columns[left], columns[right]
            if m is not run.all or n is not run.all or not overlapping(u, v, run.all, alike + 8):
                return False
        return True

    def _state(self, k: int, spread: dict[int, list[Any]], columns: list[Column], alike: int, run: Run) -> State:
        if any(spread[t][k] is not True for t in self.ties):
            return State.NEITHER
        left, right = [spread[p[0]][k] for p in self.pairs], [spread[p[1]][k] for p in self.pairs]
        there, here = None not in left, None not in right
        if there and here:
            states = [agreement(a, b, alike) for a, b in zip(left, right)]
            if Agreement.DIFFERENT in states:
                return State.DIFFERENT
            return State.SAME if all(s is Agreement.SAME for s in states) else State.UNKNOWN
        if not there and not here:
            return State.NEITHER
        if any(_not_positive(spread[s][k]) for s in self.guards[0 if there else 1]):
            return State.NEITHER                       # it has a value only because its exponent is a whole number here
        if not self.spread:
            self.spread.extend(run.spread(c) if c[0] is not None else [None] * run.count for c in columns)
        values = [c[k] for c in self.spread]
        missing = [s for pair in self.pairs for s in (pair[0] if here else pair[1],) if spread[s][k] is None]
        if not any(self._surely_undefined(values, missing)):
            return State.UNKNOWN
        return State.LEFT if there else State.RIGHT

    def _surely_undefined(self, values: list[Any], slots: list[int]) -> list[bool]:
        """Are these slots undefined whatever the values in the balls below them are?"""
        sure: dict[int, bool] = {}
        for f, args, out in self.program.instructions():
            if values[out] is not None:
                continue
            missing = [s for s in args if values[s] is None]
            if f is None:
                sure[out] = _no_case([values[s] for s in args], [sure.get(s, False) for s in args])
            elif missing:
                sure[out] = any(sure.get(s, False) for s in missing)
            else:
                sure[out] = _nowhere(f, [values[s] for s in args])
        return [sure.get(s, False) for s in slots]

    # ---- what a person can follow

    def counterexample(self, wanted: Iterable[State], ids: Sequence[int] = ()) -> Counterexample | None:
        """The simplest point with one of these states; `ids` are taken where no simple point is found."""
        kinds = set(wanted)
        looks: tuple[Callable[[], Sequence[int]], ...] = (
            lambda: self.simple(FIRST_LOOK), lambda: self.simple(len(SMALL))[FIRST_LOOK:], lambda: self.on_breaks(self.nice), lambda: ids,
        )
        for look in looks:
            some = look()
            found = [k for k, s in zip(some, self.states(some)) if s in kinds] if some else []
            if found:
                return self.example(found[0], kinds)
        return None

    def example(self, k: int, kinds: set[State]) -> Counterexample:
        """The k-th point, with as few symbols as will do."""
        return self._example(self._reduced(k, kinds) if len(self.symbols) > MANY else k)

    def _reduced(self, k: int, kinds: set[State]) -> int:
        """A point with the same state at which as many symbols as possible have the value 1: half of the others at a time are tried."""
        one = fmpq(1)
        movable = [x for x in self.design.symbols if self.design.drawn[x][k] != one and self.design.belongs(x, one) and not self.design.domains[x].complex]
        size = len(movable)
        while size >= 1 and movable:
            for start in range(0, len(movable), size):
                block = set(movable[start:start + size])
                for x in self.design.symbols:
                    self.design.drawn[x].append(one if x in block else self.design.drawn[x][k])
                self.design.size += 1
                if self.states([self.design.size - 1])[0] in kinds:
                    k = self.design.size - 1
            movable = [x for x in movable if self.design.drawn[x][k] != one]
            size = size // 2
        return k

    def _example(self, k: int) -> Counterexample:
        self.used.clear()
        with precision(FIRST, self.program.order + 1):
            run, columns = self.run([k])
            left, right = [run.spread(columns[p[0]])[0] for p in self.pairs], [run.spread(columns[p[1]])[0] for p in self.pairs]
            at = {str(x): shown(self.design.drawn[x][k]) for x in self.design.symbols if x not in self.balls}
            if len(at) > MANY and (plain := [x for x, v in at.items() if v == "1"]):
                at = {x: v for x, v in at.items() if v != "1"} | ({OTHERS: "1"} if len(plain) > 1 else {plain[0]: "1"})
            data = self.used or {key: v for key, v in self.design.data.items() if key[2] == k}
            most = max([int(self.design.drawn[x][k].numerator) for x in self.program.counts if x in self.design.drawn], default=10 ** 9)
            at |= {f"{x}[{', '.join(map(str, places))}]": shown(v) for (x, places, _), v in sorted(data.items(), key=str) if max(places, default=0) <= most}
            return Counterexample(at, *apart(left, right))


def _not_positive(v: Any) -> bool:
    return type(v) is arb and bool(v <= 0)


def at_point(column: Column, k: int) -> Any:
    """What a column holds at the k-th point; None where it is undefined."""
    values, mask = column
    if mask is None:
        return None if values is None or isinstance(values, list) else next(values)
    return values[mask.index(k)] if k in mask else None


def _nowhere(f: Callable[..., Any], args: list[Any]) -> bool:
    """Is f undefined at all corners of these balls? What is very large may only be too large to be computed."""
    corners: list[tuple[Any, ...]] = []
    for v in args:
        if isinstance(v, KINDS):
            lead = v[0]
            if type(lead) is not arb or not lead.is_exact() or not abs(lead) < HUGE:
                return False
            corners.append((v,))
            continue
        if not abs(v) < HUGE:
            return False
        if type(v) is arb:
            corners.append((v,) if v.is_exact() else (v.lower(), v.upper()))
        elif isinstance(v, (int, bool)) or (hasattr(v, "is_exact") and v.is_exact()):
            corners.append((v,))
        else:
            return False
    return not any(_finite(f, point) for point in product(*corners))


def _finite(f: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    try:
        v = f(*args)
        return bool((v[0] if isinstance(v, KINDS) else v).is_finite())
    except FAULTS:
        return False
    except AttributeError:
        return True


def _no_case(values: list[Any], sure: list[bool]) -> bool:
    """Of a node with cases: does no condition hold, or is the value of the first that holds surely undefined?"""
    conditions = values[1::2]
    if len(values) % 2 or not all(isinstance(c, bool) for c in conditions):
        return False
    for k, c in enumerate(conditions):
        if c:
            return sure[2 * k]
    return True
