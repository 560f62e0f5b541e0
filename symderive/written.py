"""From SymPy to expressions as written: the way a textbook would print them."""
from __future__ import annotations

from typing import Any

import sympy as sp
from sympy import Basic, Integer
from sympy.core.function import AppliedUndef

from symderive.errors import NotSupported, UsageError
from symderive.expr import At, Decimal, Inert, Neg, Over, Power, call, named, plus, times
from symderive.functions import FUNCTIONS, orders
from symderive.nodes import And, Antiderivative, Cases, D, IntegralOver, Matrix, Not, Or, ProdOver, SetOf, SumOver, TupleOf, relation
from symderive.number import number

NAMES: dict[Any, str] = {f.sympy: name for name, f in FUNCTIONS.items() if isinstance(f.sympy, type)}
OVER: dict[Any, type[Inert]] = {sp.Sum: SumOver, sp.Product: ProdOver, sp.Integral: IntegralOver}
LOGIC = {sp.And: And, sp.Or: Or, sp.Not: Not}
NOT_NUMBERS = (sp.nan, sp.zoo)
SIGNS = {"==": "=", "!=": "!="}


def as_written(e: Any) -> Basic:
    """A SymPy expression as a textbook writes it: positive terms first, signs and fractions shown.

    Args:
        e: a SymPy expression, a number, or an expression as written (returned as it is).

    Returns:
        The same mathematics in inert nodes. `as_written(e).doit() == e` up to SymPy's own ordering.

    Raises:
        TypeError: for a string (strings are for `symderive.read`).
        NotSupported: for what has no counterpart here, as a function that SymPy knows and this package does not.

    >>> from sympy.abc import x
    >>> as_written(x**2 - 3*x)
    x^2 - 3x
    """
    if isinstance(e, Inert):
        return e
    if isinstance(e, str):
        raise TypeError("as_written takes SymPy expressions; text is read by symderive.read")
    s = sp.sympify(e, strict=True)
    made: dict[Basic, Basic] = {}
    todo = [(s, False)]
    while todo:
        t, ready = todo.pop()
        if t in made:
            continue
        if ready:
            made[t] = _write(t, made)
        else:
            todo += [(t, True), *((p, False) for p in _pieces(t))]
    return made[s]


def _is_negative_power(s: Basic) -> bool:
    return bool(s.is_Pow and s.exp.is_number and s.exp.could_extract_minus_sign())


def _runs_over(s: Any) -> bool:
    return isinstance(s, tuple(OVER))


def _pieces(s: Basic) -> list[Basic]:
    """The SymPy expressions that must be written before `s`."""
    if isinstance(s, Inert):
        return []
    if s.is_Mul or _is_negative_power(s):
        return [f for side in _fraction(s)[1:] for f in side]
    if _runs_over(s):
        return [s.args[0], *(a for limit in s.limits for a in limit)]
    if isinstance(s, sp.Piecewise):
        return [t for row in s.args for t in row.args]
    if isinstance(s, sp.Derivative):
        return [s.expr]
    if isinstance(s, sp.MatrixBase):
        return list(s)
    if isinstance(s, sp.Indexed):
        return list(s.indices)
    return list(s.args)


def _fraction(s: Any) -> tuple[bool, list[Any], list[Any]]:
    """Sign, factors above the line, factors below it."""
    above: list[Any] = []
    below: list[Any] = []
    negative = False
    for f in sp.Mul.make_args(s):
        if f.is_Rational:
            negative ^= bool(f < 0)
            above += [sp.Integer(abs(f.p))] * (abs(f.p) != 1)
            below += [sp.Integer(f.q)] * (f.q != 1)
        elif f.is_Pow and f.exp.is_number and f.exp.is_negative:
            below.append(1 / f)
        else:
            above.append(f)
    return negative, above, below


def _write(s: Any, made: dict[Basic, Basic]) -> Basic:
    if isinstance(s, Inert):
        return s
    if s.is_Rational:
        return number(sp.Rational(s))
    if s.is_Float:
        size = Decimal(named(_digits(abs(s))))
        return Neg(size) if s < 0 else size
    if s.is_Add:
        terms = sorted(s.as_ordered_terms(), key=lambda t: bool(t.could_extract_minus_sign()))
        return plus(*(made[t] for t in terms))
    if s.is_Mul or _is_negative_power(s):
        negative, above, below = _fraction(s)
        top = times(*(made[f] for f in above))
        whole = Over(top, times(*(made[f] for f in below))) if below else top
        return Neg(whole) if negative else whole
    if s.is_Pow:
        return call("sqrt", made[s.base]) if s.exp == sp.S.Half else Power(made[s.base], made[s.exp])
    if isinstance(s, sp.exp):
        return Power(sp.E, made[s.args[0]])
    return _write_other(s, made)


def _write_other(s: Any, made: dict[Basic, Basic]) -> Basic:
    if _runs_over(s):
        return _over(s, made)
    if isinstance(s, sp.Piecewise):
        return Cases(*(made[t] for row in s.args for t in row.args))
    if isinstance(s, sp.core.relational.Relational):
        return relation(SIGNS.get(s.rel_op, s.rel_op), *(made[a] for a in s.args))
    if isinstance(s, sp.Derivative):
        return _nested(made[s.expr], s)
    if isinstance(s, sp.Indexed):
        return At(sp.Symbol(s.base.name), *(made[i] for i in s.indices))
    if isinstance(s, sp.MatrixBase):
        return Matrix(Integer(s.rows), Integer(s.cols), *(made[a] for a in s))
    for kind, node in (*LOGIC.items(), (sp.Tuple, TupleOf), (sp.FiniteSet, SetOf)):
        if isinstance(s, kind):
            return node(*(made[a] for a in s.args))
    if s.is_Function and (s.func in NAMES or isinstance(s, AppliedUndef)):
        return call(NAMES.get(s.func, s.func.__name__), *(made[a] for a in s.args))
    if s.args or s in NOT_NUMBERS:
        raise NotSupported(f"{type(s).__name__} is not supported: {s}")
    return s


def _over(s: Any, made: dict[Basic, Basic]) -> Basic:
    e = made[s.args[0]]
    for limit in s.limits:
        t, *ends = (made[a] for a in limit)
        e = OVER[type(s)](e, t, *ends) if ends else Antiderivative(e, t)
    return e


def _nested(e: Basic, s: Any) -> Basic:
    """f'(x) for an unknown function of its own variables, else d/dx d/dx [...]."""
    for x, count in s.variable_count:
        if isinstance(e, Inert) and type(e).__name__ == "Call" and e.args[0].name not in FUNCTIONS and x in e.args[1:]:
            e = _primed(e, x, int(count))
        else:
            for _ in range(int(count)):
                e = D(e, x)
    return e


def _primed(e: Inert, x: Basic, count: int) -> Basic:
    from symderive.functions import derived
    name, *args = e.args[0].name, *e.args[1:]
    if args.count(x) != 1 or not orders(name, len(args)):
        return D(e, x)
    for _ in range(count):
        name = derived(name, len(args), args.index(x))
    return call(name, *args)


def _digits(s: Any) -> str:
    """A Float as decimal digits without an exponent."""
    from decimal import Decimal as Exact
    return format(Exact(str(s)).normalize(), "f")


# ---- SymPy from a user: symbols may carry assumptions

def detached(given: Any, longest: int) -> tuple[Any, list[Any]]:
    """A SymPy expression with plain symbols in place of its own, which may carry assumptions; and its own.

    Args:
        given: SymPy, or what SymPy takes for an expression; no text.
        longest: bits of a number.

    Raises:
        UsageError: for what is no expression, a number that is too long, and two symbols of one name.
    """
    try:
        e = sp.sympify(given, strict=True)
    except (sp.SympifyError, TypeError) as fault:
        raise UsageError(f"this is neither text nor a SymPy expression: {given!r}") from fault
    if any(getattr(n, "is_Integer", False) and abs(int(n)).bit_length() > longest for n in sp.preorder_traversal(e)):
        raise UsageError("a number here has too many digits")
    symbols = [s for s in getattr(e, "free_symbols", ()) if isinstance(s, sp.Symbol)]
    if len({s.name for s in symbols}) < len(symbols):
        raise UsageError("two different symbols have the same name")
    return e.xreplace({s: t for s in symbols if (t := sp.Symbol(s.name)) != s}), symbols


def facts_of(s: sp.Symbol, plain: sp.Symbol) -> list[Basic]:
    """What a SymPy symbol says of itself."""
    zero = Integer(0)
    found: list[Basic] = []
    if s.is_positive:
        found.append(relation(">", plain, zero))
    elif s.is_negative:
        found.append(relation("<", plain, zero))
    elif s.is_nonnegative:
        found.append(relation(">=", plain, zero))
    elif s.is_nonpositive:
        found.append(relation("<=", plain, zero))
    if s.is_integer:
        found.append(relation("in", plain, sp.Symbol("Z")))
    if s.is_real is False and s.is_complex:
        found.append(relation("in", plain, sp.Symbol("C")))
    return found

