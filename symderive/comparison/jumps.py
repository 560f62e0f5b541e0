"""Where equal values at points prove little: jumps at single points, and changes of sign far out."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import sympy as sp
from flint import fmpq
from sympy import Basic, Symbol

from symderive.checking.calls import squares
from symderive.checking.points import linear
from symderive.checking.polynomials import Ring, irreducible, letters_of
from symderive.checking.precision import precision
from symderive.comparison.factors import difference
from symderive.comparison.line import WORK, Line, simplest, to_fraction
from symderive.comparison.survey import survey
from symderive.comparison.trial import Trial
from symderive.expr import Call, Neg, free, plus
from symderive.nodes import Cases, Rel, relation
from symderive.signs import signs
from symderive.tree import inside, walk

WHOLE = frozenset(("floor", "ceil"))                       # jumps at whole numbers
JUMPS = frozenset(("sign", "heaviside")) | WHOLE           # the others jump at zeros
TURNS = frozenset(("abs", "max", "min", "relu", "sqrt", "root"))
LETTERS = 4


def jumping(trial: Trial) -> bool:
    """May a side jump at a point that was not visited? Rational places are visited, irrational ones are not."""
    return any(not _visited(u, trial) for e in (trial.left, trial.right) for u in _jumps(e))


def _jumps(e: Basic) -> Iterator[Basic | None]:
    """At whose zeros an expression may jump; None: elsewhere."""
    seen = survey(e)
    if Cases not in seen.kinds and not seen.names & JUMPS:
        return
    for t in walk(e, inside):
        if isinstance(t, Cases):
            yield from (difference(r) for c in t.args[1::2] for r in walk(c) if isinstance(r, Rel))
        elif isinstance(t, Call) and t.args[0].name in JUMPS and free(t):
            u = t.args[1]
            yield u if t.args[0].name not in WHOLE or (len(free(u)) == 1 and linear(u) is not None) else None


def _visited(u: Basic | None, trial: Trial) -> bool:
    if u is None:
        return False
    if not free(u) or 0 not in signs(u, trial.assumptions):
        return True
    letters = letters_of((u,))
    if set(letters) != set(free(u)) or len(letters) > LETTERS:
        return False
    q = Ring(letters).quotient(u)
    return q is not None and all(f.total_degree() <= 1 for p in (q.above, q.below) if not p.is_zero() for f in irreducible(p).values())


def far_cells(trial: Trial) -> tuple[list[int], bool]:
    """Points in each cell between the zeros of what stands in absolute values and roots, also far out; may there be zeros that were not found?"""
    if trial.program.integrals or trial.program.data:
        return [], False
    found: list[int] = []
    doubt = False
    for x, u in dict.fromkeys(_turns(trial)):
        line = Line([relation("=", u, sp.S.Zero)], x, trial.assumptions)
        if line.reason:
            doubt = True
            continue
        places = [c for c, _ in line.critical()]
        if not line.complete and not line.changes:
            doubt = True
            continue
        with precision(WORK):
            ends = [to_fraction(c.mid()) for c in places]
        values = [simplest(a, b) for a, b in pairwise(ends) if a < b] + ([ends[0].__floor__() - 1, ends[-1].__ceil__() + 1, 2 * ends[-1].__ceil__() + 1] if ends else [])
        found += trial.at(x, [fmpq(q.numerator, q.denominator) for q in values if trial.design.belongs(x, q)])
    return found, doubt


def _turns(trial: Trial) -> Iterator[tuple[Basic, Basic]]:
    """(x, u) where a side may turn at the zeros of u, which is no rational function of x, and of which no sign is known."""
    for e in (trial.left, trial.right):
        if not survey(e).names & TURNS:
            continue
        for t in walk(e, inside):
            if isinstance(t, Call) and t.args[0].name in TURNS and len(free(t)) == 1:
                (x,) = free(t)
                if not isinstance(x, Symbol) or x in trial.program.counts or x not in trial.design.domains or trial.design.domains[x].integer or trial.design.domains[x].complex:
                    continue
                for u in _arguments(t):
                    if free(u) and len(signs(u, trial.assumptions) - {0}) > 1 and Ring([x]).quotient(u) is None:
                        yield x, u


def _arguments(t: Call) -> Iterator[Basic]:
    name, args = t.args[0].name, t.args[1:]
    if name in ("max", "min"):
        yield from (plus(a, Neg(b)) for a, b in combinations(args, 2))
    elif name in ("sqrt", "root"):                    # of a square: the absolute value of what is squared
        yield from squares(args[0])
    else:
        yield args[0]
