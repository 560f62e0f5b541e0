"""Exact values where no letter is left, as sin(pi/6) = 1/2: SymPy proposes them, and the checker confirms each as any other step."""
from __future__ import annotations

from sympy import Basic, Rational

from symderive.expr import Call, Inert, Power, free
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
    value = before.doit()
    if not getattr(value, "is_number", False) or value.is_real is not True or value.is_finite is not True:
        return before
    after = as_written(value)
    return after if isinstance(value, Rational) or size(after) <= size(before) else before


def exact_values(root: Basic) -> Rewrite | None:
    """Every closed value in a tree."""
    provisos: Provisos = {}
    after = fold(root, lambda e, args: exact(e, args, provisos), enter=lambda e: isinstance(e, Inert) and not e.is_goal)
    return Rewrite(after) if after is not root else None


law("exact.values", "sin(pi/6) = 1/2", "exact value", ref="Stewart D", ex="sin(pi/6); sqrt(9) + cos(pi); 3*abs(-2); log(2, 8)", apply=exact_values)
