"""An expression as a product, as SymPy proposes it and the checker confirms it."""
from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check
from symderive.expr import Call, Neg, Plus, Power, head, plus, times
from symderive.nodes import Cases
from symderive.number import value
from symderive.rules.finish import finish
from symderive.rules.forms import factors
from symderive.tree import fold, parts, rebuild, size, substitute, walk
from symderive.written import as_written

LEAVES = 400                   # nodes of what SymPy is asked about
T = Symbol("t_root")           # stands for a root, while SymPy factors


def factored_form(e: Basic) -> Basic | None:
    """The expression as a product that is shorter, or where it was a sum; None where there is none.

    >>> from symderive.reading.law import read_law
    >>> factored_form(read_law("2*x*ln(x) - 3*x"))
    x(2 ln(x) - 3)
    """
    if size(e, LEAVES) >= LEAVES or any(isinstance(t, Cases) or head(t) in ("abs", "sign", "max", "min", "relu") for t in walk(e)):
        return None
    rooted = _without_roots(e)
    if rooted is None:
        return None
    plain, back = rooted
    with suppress(Exception):                      # whatever goes wrong in SymPy: it only proposes
        made = sp.factor(sp.together(plain.doit() if hasattr(plain, "doit") else plain))
        if not (made.is_Mul or made.is_Pow):
            return None
        form = back(as_written(made))
        steps = finish(form)
        form = steps[-1].after if steps else form
        if form != e and (size(form) < size(e) or not is_product(e)) and is_product(form) and check([Claim(e, form)])[0]:
            return form
    return None


def is_product(e: Basic) -> bool:
    f = factors(e)
    return len(f.powers) > 1 or any(k != 1 for k in f.powers.values())


def _without_roots(e: Basic) -> tuple[Basic, Callable[[Basic], Basic]] | None:
    """With x = t^n - c for the real n-th root t of x + c: SymPy knows no such root. The way back, too."""
    roots = {t for t in walk(e) if isinstance(t, Call) and t.args[0].name == "root"}
    if not roots:
        return e, lambda made: made
    if len(roots) != 1:
        return None
    root = roots.pop()
    n, u = int(root.args[1]), root.args[2]
    moved = [t for t in parts(Plus, u) if isinstance(t, Symbol)]
    shift = [t for t in parts(Plus, u) if value(t) is not None]
    if len(moved) != 1 or len(moved) + len(shift) != len(parts(Plus, u)):
        return None
    x = moved[0]
    plain = substitute(substitute(e, {root: T}), {x: plus(Power(T, Integer(n)), *map(Neg, shift))})

    def back(made: Basic) -> Basic:
        def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
            k = value(t.args[1]) if type(t) is Power and t.args[0] == T else None
            if k is None or k.denominator != 1 or k < n:
                return rebuild(t, args)
            whole, rest = divmod(int(k), n)
            powers = [u if whole == 1 else Power(u, Integer(whole))] + ([root] if rest == 1 else [Power(root, Integer(rest))] if rest else [])
            return times(*powers)
        return substitute(fold(made, change), {T: root})
    return plain, back
