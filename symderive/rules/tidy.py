"""Small laws that always help: tried on every node, leaves first, until none fits; none is worth a line."""
from __future__ import annotations

from collections.abc import Callable
from math import prod

from sympy import Basic

from symderive.expr import Inert, Over, Plus, Power, Times, plus, times
from symderive.number import number, value
from symderive.rule import Table
from symderive.tree import fold, rebuild

TIDY = Table()
law = TIDY.law

law("tidy.add_zero",        "0 + u = u",            "nothing is added",     minor=True, ref="Stewart A", ex="0 + x")
law("tidy.times_zero",      "0*u = 0",              "zero times anything",  minor=True, ref="Stewart A", ex="0*sin(x)")
law("tidy.times_one",       "1*u = u",              "a factor 1",           minor=True, ref="Stewart A", ex="x*1*y")
law("tidy.zero_over",       "0/u = 0",              "zero over anything",   minor=True, ref="Stewart A", ex="0/x", when="u != 0")
law("tidy.over_one",        "u/1 = u",              "divided by 1",         minor=True, ref="Stewart A", ex="x/1")
law("tidy.power_one",       "u^1 = u",              "the first power",      minor=True, ref="Stewart A", ex="x^1")
law("tidy.power_zero",      "u^0 = 1",              "the zeroth power",     minor=True, ref="Stewart A", ex="x^0", when="u != 0")
law("tidy.one_power",       "1^u = 1",              "a power of 1",         minor=True, ref="Stewart A", ex="1^x")
law("tidy.minus_minus",     "-(-u) = u",            "minus minus",          minor=True, ref="Stewart A", ex="-(-x)")
law("tidy.minus_zero",      "-0 = 0",               "minus zero",           minor=True, ref="Stewart A", ex="-0")
law("tidy.sign_of_product", "(-u)*v = -(u*v)",      "a sign moves out",     minor=True, ref="Stewart A", ex="x*(-y)")
law("tidy.sign_above",      "(-u)/v = -(u/v)",      "a sign moves out",     minor=True, ref="Stewart A", ex="(-x)/y")
law("tidy.sign_below",      "u/(-v) = -(u/v)",      "a sign moves out",     minor=True, ref="Stewart A", ex="x/(-y)")
law("tidy.sign_of_sum",     "Sum(-u, i, a, b) = -Sum(u, i, a, b)", "a sign moves out", minor=True, ref="Stewart E", ex="Sum(-x[i], i, 1, n)")
law("tidy.over_over",       "(u/v)/w = u/(v*w)",    "a fraction over w",    minor=True, ref="Stewart A", ex="(x/y)/2", when="v*w != 0")
law("tidy.sum_of_zeros",    "Sum(0, i, a, b) = 0",  "a sum of zeros",       minor=True, ref="Stewart E", ex="Sum(0, i, 1, n)")
law("tidy.integral_of_zero", "Integral(0, t, a, b) = 0", "an integral of zero", minor=True, ref="Stewart 5.2", ex="Integral(0, t, 1, n)")
law("tidy.ln_of_e",         "ln(e) = 1",            "ln e = 1",             minor=True, ref="Stewart 1.5", ex="ln(e)")
law("tidy.ln_of_one",       "ln(1) = 0",            "ln 1 = 0",             minor=True, ref="Stewart 1.5", ex="ln(1)")

Memo = dict[Basic, Basic]
BIGGEST = 4_096            # bits: a power of numbers beyond this is left as it is written


def arithmetic(e: Basic) -> Basic:
    """Work out the numbers that stand side by side in a sum, product, quotient or power: the one rule here without a law."""
    if isinstance(e, (Plus, Times)):
        known = [v for a in e.args if (v := value(a)) is not None]
        if len(known) < 2:
            return e
        rest = [a for a in e.args if value(a) is None]
        return plus(*rest, number(sum(known))) if isinstance(e, Plus) else times(number(prod(known)), *rest)
    if isinstance(e, (Over, Power)):
        a, b = map(value, e.args)
        if a is None or b is None:
            return e
        if isinstance(e, Over) and b:
            return number(a / b)
        if isinstance(e, Power) and b.denominator == 1 and (a or b > 0) and _bits(a) * abs(b) <= BIGGEST:
            return number(a ** int(b))
    return e


def _bits(a: object) -> int:
    return max(a.numerator.bit_length(), a.denominator.bit_length())  # type: ignore[attr-defined]


class Rewriter:
    """Applies a table's laws everywhere, leaves first, until nothing changes. What stands inside a goal is left alone.

    A memo kept between calls makes the second look at a subexpression free.
    """

    def __init__(self, table: Table, otherwise: Callable[[Basic], Basic] = lambda e: e) -> None:
        self.table, self.otherwise = table, otherwise

    def once(self, e: Basic) -> Basic:
        """The node after the first law that applies at its top, or as it is."""
        for rule in self.table.candidates(e):
            if (done := rule.rewrite(e)) is not None:
                return done.after
        return self.otherwise(e)

    def __call__(self, root: Basic, memo: Memo | None = None) -> Basic:
        memo = {} if memo is None else memo
        before = None
        while root is not before:
            before, root = root, self._pass(root, memo)
        return root

    def _pass(self, root: Basic, memo: Memo) -> Basic:
        known = memo.get(root)
        if known is not None:
            return known

        def settle(e: Basic, args: tuple[Basic, ...]) -> Basic:
            after = rebuild(e, args)
            while isinstance(after, Inert) and (once := self.once(after)) is not after:
                after = once
            memo[e] = after
            return after

        def enter(e: Basic) -> bool:
            return isinstance(e, Inert) and not e.is_goal and e not in memo

        done: Basic = fold(root, settle, leaf=lambda e: memo.get(e, e), enter=enter)
        return done


tidy = Rewriter(TIDY, arithmetic)
