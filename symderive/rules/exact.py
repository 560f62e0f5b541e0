"""Exact values where no letter is left, as sin(pi/6) = 1/2: SymPy proposes them, and the checker confirms each as any other step."""
from __future__ import annotations

from fractions import Fraction

from sympy import Basic, Rational, true

from symderive.checking import holds
from symderive.expr import Call, Inert, Neg, Power, call, free, head
from symderive.nodes import Cases
from symderive.number import number
from symderive.rule import Rewrite, Table
from symderive.rules.forms import Provisos, amount, bits
from symderive.tree import fold, rebuild, size, walk
from symderive.written import as_written

EXACT = Table()
law = EXACT.law

LARGEST, LONGEST, STEEPEST = 64, 40, 60        # bits of a number, nodes of an expression, exponents: beyond, SymPy is not asked
STEEP = frozenset(("factorial", "gamma"))
KNOWN = frozenset((
    "sqrt", "root", "abs", "ln", "log", "sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "sinh", "cosh", "tanh",
    "sign", "max", "min", "relu", "floor", "ceil", "factorial", "gamma", "erf",
))


def is_closed_value(e: Basic) -> bool:
    """A function, or a power, of plain numbers that SymPy may be asked about."""
    if not isinstance(e, (Call, Power)) or free(e) or size(e, LONGEST) >= LONGEST:
        return False
    nodes = list(walk(e))
    names = [n.args[0].name for n in nodes if isinstance(n, Call)]
    numbers = [v for n in nodes if (v := amount(n)) is not None]
    exponents = [v for n in nodes if isinstance(n, Power) and (v := amount(n.args[1])) is not None]
    steep = [v for n in nodes if isinstance(n, Call) and n.args[0].name in STEEP and (v := amount(n.args[1])) is not None]
    return all(name in KNOWN for name in names) and all(bits(v) <= LARGEST for v in numbers) and all(-STEEPEST <= v <= STEEPEST for v in exponents + steep)


def exact(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """The value of a node, if it is a shorter expression."""
    before = rebuild(e, args)
    if not is_closed_value(before):
        return before
    if (minus := negative_root(before)) is not None:
        return signed_root(minus)
    value = before.doit()
    if not getattr(value, "is_number", False) or value.is_real is not True or value.is_finite is not True:
        return before
    after = as_written(value)
    return after if isinstance(value, Rational) or size(after) <= size(before) else before


def negative_root(e: Basic) -> Basic | None:
    """The odd root of -u, where e is that of a negative number u."""
    if head(e) != "root":
        return None
    k, u = (amount(a) for a in e.args[1:])
    return call("root", e.args[1], number(Fraction(-u))) if k is not None and u is not None and u < 0 and k.denominator == 1 and k % 2 else None


def signed_root(e: Basic) -> Basic:
    """Minus a root, its value put in if it is a number."""
    found = e.doit()
    return Neg(as_written(found) if isinstance(found, Rational) else e)


def decided(e: Basic) -> Basic | None:
    """The case that holds, where that is a question of numbers alone."""
    for u, p in zip(e.args[::2], e.args[1::2]):
        there = True if p is true else None if free(p) else holds(p, {})
        if there is not False:
            return u if there else None
    return None


def decided_cases(root: Basic) -> Rewrite | None:
    """Each distinction of cases that numbers decide."""
    def change(e: Basic, args: tuple[Basic, ...]) -> Basic:
        whole = rebuild(e, args)
        one = decided(whole) if isinstance(whole, Cases) else None
        return whole if one is None else one
    after = fold(root, change, enter=lambda e: isinstance(e, Inert) and not e.is_goal)
    return Rewrite(after) if after is not root else None


def exact_values(root: Basic) -> Rewrite | None:
    """Every closed value in a tree."""
    provisos: Provisos = {}
    after = fold(root, lambda e, args: exact(e, args, provisos), enter=lambda e: isinstance(e, Inert) and not e.is_goal)
    return Rewrite(after) if after is not root else None


law("exact.values", "sin(pi/6) = 1/2", "exact value", ref="Stewart D", ex="sin(pi/6); sqrt(9) + cos(pi); 3*abs(-2); log(2, 8)", apply=exact_values)
law("exact.cases", "cases(1, 2 < 4, 3, 2 >= 4) = 1", "the case that holds", ref="Stewart 1.1", ex="cases(1, 2 > 4, 4, 2 < 4)", apply=decided_cases)
