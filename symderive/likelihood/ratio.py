"""A whole-number parameter: the likelihood grows while the ratio of neighbouring values is at least one."""
from __future__ import annotations

from sympy import Integer, Symbol

from symderive.derivation import Derivation, Relation, Step
from symderive.errors import NotSupported
from symderive.expr import Neg, Over, call, free, plus
from symderive.likelihood.ends import End
from symderive.likelihood.facts import Facts
from symderive.likelihood.fractions import Fractions, TooLarge, simplified
from symderive.likelihood.model import Model, Range
from symderive.rules.likelihood import binomial_ratio
from symderive.rules.tidy import tidy
from symderive.tree import substitute

ONE = Integer(1)


def by_ratio(model: Model, u: Symbol, facts: Facts) -> End:
    """The largest whole number at which the likelihood is not less than at the one before.

    Raises:
        NotSupported: where the ratio is no quotient of polynomials, or not at least one up to some value and less than one after it.
    """
    refusal = NotSupported(f"{u} takes whole numbers, and the ratio of the likelihoods at {u} and {u} - 1 does not settle where the maximum is")
    if model.factor is None:
        raise refusal
    goal = Over(model.factor, substitute(model.factor, {u: plus(u, Neg(ONE))}))
    done = binomial_ratio(goal)
    ratio = tidy(goal if done is None else done.after)
    try:
        field = Fractions(ratio)
        above, below = field.of(plus(ratio, Neg(ONE)))
    except TooLarge as fault:
        raise refusal from fault
    rest = field.written((above, below))
    by = {k: field.write(c) for k, c in field.coefficients(above, u).items()} if u in field.place else {}
    local = facts.with_ranges({u: _beyond(model.parameters[u])})
    sign = local.sign(field.write(below))
    slope = local.sign(by[1]) if set(by) <= {0, 1} and 1 in by else None
    if any(u in free(c) for c in by.values()) or not sign or not slope or sign * slope > 0:
        raise refusal
    end = simplified(Neg(Over(by.get(0, Integer(0)), by[1])))
    steps = [Step(ratio, Relation.EQ, plus(ONE, rest), "eq.expand")]
    first = Step(goal, Relation.EQ, ratio, "binom.ratio", provisos=() if done is None else done.provisos)
    return End(u, call("floor", end), "ratio", (), Derivation(goal, {goal: first}, tuple(steps)), high=end)


def _beyond(r: Range) -> Range:
    """The values that have one before them in the range."""
    return Range(r.low, r.high, True, r.high_open)


