"""Parameters that the score does not find: at an end of the range that the data leave, and medians."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Basic, Integer, Symbol

from symderive.derivation import Derivation
from symderive.errors import NotSupported
from symderive.expr import Neg, Over, call, free, head, plus
from symderive.likelihood.facts import Facts
from symderive.likelihood.fractions import Fractions, simplified, spread
from symderive.likelihood.model import Block, Model, Range
from symderive.likelihood.stationary import differentiated
from symderive.nodes import SumOver, relation
from symderive.rules.forms import factors, terms
from symderive.rules.likelihood import without_constants
from symderive.tree import substitute

ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)


@dataclass(frozen=True)
class End:
    """A parameter that is not found by a score.

    kind   "increasing", "decreasing": the likelihood is monotone, so it is the end that the data leave; "constant": any value between; "median"
    bounds what the data ask of the parameter
    score  the derivation of the derivative, if there is one
    """
    parameter: Symbol
    root: Basic
    kind: str
    bounds: tuple[Basic, ...] = ()
    score: Derivation | None = None
    low: Basic | None = None
    high: Basic | None = None


def smallest(x: Symbol) -> Symbol:
    """The first order statistic."""
    return Symbol(f"{x.name}_(1)")


def largest(x: Symbol) -> Symbol:
    """The last order statistic."""
    return Symbol(f"{x.name}_(n)")


def median(x: Symbol) -> Symbol:
    """The sample median: the middle one of the order statistics, or the mean of the two middle ones."""
    return Symbol(f"{x.name}_med")


def moving(model: Model) -> Iterator[tuple[Block, Symbol, Range]]:
    """The supports that move with a parameter."""
    for b in model.blocks:
        for x, r in b.support.items():
            if r.symbols & model.unknown:
                yield b, x, r


def ends(model: Model, ell: Basic, facts: Facts) -> tuple[list[End], Facts]:
    """The parameters at the ends of supports.

    Raises:
        NotSupported: where the likelihood is not monotone in one of them.
    """
    found: list[End] = []
    for _, x, r in moving(model):
        facts = _ordered(model, x, r, facts)
        for u in [u for u in model.parameters if u in r.symbols and u not in {e.parameter for e in found}]:
            found.append(_end(u, x, r, ell, facts))
    return found, facts


def _ordered(model: Model, x: Symbol, r: Range, facts: Facts) -> Facts:
    """The lower end of a support lies below the upper one; order statistics lie in the support."""
    more: dict[Basic, Range] = {}
    if r.low is not None and r.high is not None and isinstance(r.high, Symbol) and r.high in model.parameters and isinstance(r.low, Symbol) and r.low in model.parameters:
        more[r.high] = Range(low=r.low)
    for s in (smallest(x), largest(x)):
        low = _known_end(r.low, model, low=True)
        high = _known_end(r.high, model, low=False)
        more[s] = Range(low=low, high=high)
    return facts.with_ranges(more)


def _known_end(e: Basic | None, model: Model, low: bool) -> Basic | None:
    """An end that does not move; of one that is a parameter, the end of that parameter's own domain."""
    if e is None or not free(e) & model.unknown:
        return e
    own = model.parameters.get(e) if isinstance(e, Symbol) else None
    end = None if own is None else own.low if low else own.high
    return end if end is not None and not free(end) & model.unknown else None


def _end(u: Symbol, x: Symbol, r: Range, ell: Basic, facts: Facts) -> End:
    lows: list[Basic] = []
    highs: list[Basic] = []
    bounds: list[Basic] = []
    for end, statistic, at_low in ((r.low, smallest(x), True), (r.high, largest(x), False)):
        if end is None or u not in free(end):
            continue
        root, rises = _isolated(end, statistic, u, facts)
        upper = at_low == rises
        (highs if upper else lows).append(root)
        bounds.append(relation("<=" if upper else ">=", u, root))
    low = None if not lows else lows[0] if len(lows) == 1 else call("max", *lows)
    high = None if not highs else highs[0] if len(highs) == 1 else call("min", *highs)
    kept, _ = without_constants(ell, frozenset((u,)))
    if kept is ZERO or facts.sign(differentiated(ell, u).answer) == 0:
        if low is None or high is None:
            raise NotSupported(f"the likelihood does not depend on {u} where it is positive, and the data bound {u} on one side only: there is no single maximum")
        return End(u, _middle(low, high), "constant", tuple(bounds), low=low, high=high)
    score = differentiated(ell, u)
    sign = facts.sign(score.answer)
    if sign == 1 and high is not None:
        return End(u, high, "increasing", tuple(bounds), score, low, high)
    if sign == -1 and low is not None:
        return End(u, low, "decreasing", tuple(bounds), score, low, high)
    raise NotSupported(f"the support moves with {u}, and the likelihood is not seen to be monotone in {u}: its derivative is {score.answer}")


def _middle(low: Basic, high: Basic) -> Basic:
    found = plus(low, high)
    return simplified(Over(found, TWO)) if head(low) not in ("max", "min") and head(high) not in ("max", "min") else Over(found, TWO)


def _isolated(end: Basic, statistic: Symbol, u: Symbol, facts: Facts) -> tuple[Basic, bool]:
    """end(u) = statistic solved for u, and whether the end rises with u."""
    field = Fractions(end, statistic, more=(u,))
    above, below = field.of(plus(end, Neg(statistic)))
    by = {k: field.write(c) for k, c in field.coefficients(above, u).items()}
    if set(by) - {0, 1} or u in field.occurring(below):
        raise NotSupported(f"the end {end} of the support is not linear in {u}")
    rises = facts.sign(Over(by[1], field.write(below)))
    if not rises:
        raise NotSupported(f"whether the end {end} of the support rises with {u} is not decided")
    return spread(Neg(Over(by.get(0, ZERO), by[1]))), rises > 0


# ---- medians

def medians(model: Model, ell: Basic, left: list[Symbol], facts: Facts) -> list[End]:
    """Parameters that occur only in -c * sum |x_i - u| with c > 0."""
    return [found for u in left if (found := _median(model, ell, u, facts)) is not None]


def _median(model: Model, ell: Basic, u: Symbol, facts: Facts) -> End | None:
    own = [t for t in terms(ell) if u in free(t)]
    if len(own) != 1:
        return None
    f = factors(own[0])
    sums = [b for b in f.powers if isinstance(b, SumOver) and u in free(b)]
    if len(sums) != 1 or f.powers[sums[0]] != 1 or head(sums[0].args[0]) != "abs" or any(u in free(b) for b in f.powers if b is not sums[0]):
        return None
    inner = sums[0].args[0].args[1]
    for b in model.blocks:
        for x in b.data:
            if sums[0].args[1] == b.index and _is_difference(inner, b.at(x), u):
                rest = substitute(own[0], {sums[0]: ONE})
                if facts.sign(rest) == -1:
                    return End(u, median(x), "median", (), differentiated(ell, u))
    return None


def _is_difference(e: Basic, a: Basic, u: Symbol) -> bool:
    field = Fractions(e, more=(a, u))
    for first, second in ((a, u), (u, a)):
        above, _ = field.of(plus(e, Neg(first), second))
        if above.is_zero():
            return True
    return False
