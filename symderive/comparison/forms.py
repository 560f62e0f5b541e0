"""Is an answer in the form that was asked: exact, expanded, factored, simplified? Each form is a test that names what is amiss."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from math import gcd

import sympy as sp
from sympy import Basic, Integer

from symderive.checking.polynomials import Ring
from symderive.checking.program import exponent
from symderive.expr import Call, Decimal, Inert, Neg, Over, Plus, Power, Times, free
from symderive.number import value
from symderive.phrase import Phrase
from symderive.tree import parts, walk

Fault = Phrase | None


def fault(e: Basic, form: str) -> Fault:
    """What keeps an expression from being in this form; None if nothing does."""
    return next((f for part in _values(e) if (f := FORMS[form](part)) is not None), None)


def _values(e: Basic) -> Iterator[Basic]:
    """What stands on the right of `name = value`; the entries of a matrix."""
    from symderive.comparison.heads import value_of
    from symderive.nodes import Matrix, TupleOf
    e = value_of(e)
    if isinstance(e, Matrix):
        yield from e.args[2:]
    elif isinstance(e, TupleOf):
        yield from e.args
    else:
        yield e


def _says(id: str, part: Basic) -> Phrase:
    return Phrase(f"equality.form.{id}", {"part": part})


# ---- exact

def _exact(e: Basic) -> Fault:
    return next((_says("decimal", a) for a in walk(e) if isinstance(a, Decimal)), None)


# ---- expanded

def _expanded(e: Basic) -> Fault:
    """No product or power of a sum is left; like terms may stand side by side."""
    for a in walk(e, lambda a: isinstance(a, (Plus, Neg, Times, Over, Power))):
        if isinstance(a, Times) and any(isinstance(_unsigned(f), Plus) for f in a.args):
            return _says("product", a)
        if isinstance(a, Neg) and isinstance(a.args[0], Plus):
            return _says("product", a)
        if isinstance(a, Power) and isinstance(a.args[0], Plus) and (n := exponent(a.args[1])) is not None and n > 1:
            return _says("product", a)
        if isinstance(a, Over) and isinstance(a.args[0], Plus) and value(a.args[1]) is None:
            return _says("fraction_of_sum", a)
    return None


def _unsigned(e: Basic) -> Basic:
    return e.args[0] if isinstance(e, Neg) else e


# ---- factored

def _factored(e: Basic) -> Fault:
    """Every factor is irreducible over the rationals, and holds no common number."""
    for f in _factors(e):
        if isinstance(f, Plus):
            ring = Ring(_letters(f))
            p = ring.polynomial(f)
            if p is None:
                continue
            if abs(int(p.content())) != 1:
                return _says("common_factor", f)
            if sum(n for _, n in p.factor()[1]) > 1:
                return _says("reducible", f)
    return None


def _factors(e: Basic) -> Iterator[Basic]:
    """The factors above and below the line, bases for powers."""
    todo = [e]
    while todo:
        a = todo.pop()
        if isinstance(a, (Neg, Times, Over)):
            todo.extend(a.args)
        elif isinstance(a, Power) and exponent(a.args[1]) is not None:
            todo.append(a.args[0])
        else:
            yield a


def _letters(e: Basic) -> list[Basic]:
    """What a polynomial is made of: symbols, and functions as they stand."""
    found = [a for a in walk(e, lambda a: isinstance(a, (Plus, Neg, Times, Over)) or (isinstance(a, Power) and exponent(a.args[1]) is not None))
             if not isinstance(a, (Plus, Neg, Times, Over, Decimal, Integer)) and not (isinstance(a, Power) and exponent(a.args[1]) is not None) and isinstance(a, sp.Expr)]
    return list(dict.fromkeys(found))


# ---- simplified

def _simplified(e: Basic) -> Fault:
    """Nothing is left that everyone would still do: numbers worked out, like terms and equal factors collected, fractions reduced."""
    for a in walk(e, lambda a: isinstance(a, Inert)):
        test = TESTS.get(type(a))
        if test is not None and (found := test(a)) is not None:
            return found
    return None


def _sum(e: Basic) -> Fault:
    seen: set[tuple[Basic, ...]] = set()
    for t in parts(Plus, e):
        t = _unsigned(t)
        if value(t) == 0:
            return _says("zero", e)
        key = _without_number(t)
        if key in seen:
            return _says("like_terms", e)
        seen.add(key)
    return None


def _without_number(t: Basic) -> tuple[Basic, ...]:
    """A term without its numeric factor: its factors in any order."""
    factors: list[Basic] = []
    todo = [t]
    while todo:
        a = todo.pop()
        if isinstance(a, (Times, Neg)):
            todo.extend(a.args)
        elif isinstance(a, Over) and value(a.args[1]) is not None:
            todo.append(a.args[0])
        elif value(a) is None:
            factors.append(a)
    return tuple(sorted(factors, key=str))


def _product(e: Basic) -> Fault:
    factors = parts(Times, e)
    if sum(value(f) is not None for f in factors) > 1:
        return _says("numbers", e)
    if any(value(f) in (0, 1) for f in factors):
        return _says("one", e)
    if any(isinstance(f, Neg) for f in factors):
        return _says("sign", e)
    bases = [_base(f) for f in factors if value(f) is None]
    if len(set(bases)) < len(bases):
        return _says("equal_factors", e)
    if any(isinstance(f, Over) for f in factors) and any(value(f) is None for f in factors if isinstance(f, Over)):
        return _says("fraction", e)
    return None


def _base(f: Basic) -> Basic:
    return f.args[0] if isinstance(f, Power) else f


def _quotient(e: Basic) -> Fault:
    above, below = e.args
    if value(below) == 1 or value(above) == 0:
        return _says("one", e)
    if any(isinstance(a, Over) for side in (above, below) for a in _sides(side)):
        return _says("fraction", e)
    counts = [_number_of(side) for side in (above, below)]
    if gcd(*counts) != 1:
        return _says("reduce", e)
    if isinstance(below, Neg):
        return _says("sign", e)
    ring = Ring(list(dict.fromkeys([*_letters(above), *_letters(below)])))
    p, q = ring.polynomial(above), ring.polynomial(below)
    if p is not None and q is not None and not p.is_zero() and not q.is_zero() and free(e) and not p.gcd(q).is_constant():
        return _says("reduce", e)
    shared = {_base(f) for f in parts(Times, above) if value(f) is None} & {_base(f) for f in parts(Times, below) if value(f) is None}
    return _says("reduce", e) if shared else None


def _sides(e: Basic) -> list[Basic]:
    return [b for a in parts(Plus, _unsigned(e)) for b in parts(Times, _unsigned(a))]


def _number_of(e: Basic) -> int:
    """The whole number that a side of a fraction holds as a factor."""
    e = _unsigned(e)
    if isinstance(e, Plus):
        found = 0
        for t in e.args:
            found = gcd(found, _number_of(t))
        return found
    numbers = [int(f) for f in parts(Times, e) if isinstance(f, Integer)]
    return numbers[0] if numbers else 1


def _power(e: Basic) -> Fault:
    base, n = e.args
    if value(n) in (0, 1):
        return _says("one", e)
    if isinstance(base, Power) and exponent(n) is not None:
        return _says("numbers", e)
    q = value(base)
    k = exponent(n)
    return _says("numbers", e) if q is not None and k is not None and 0 < k <= 12 and abs(q) < 1_000 else None


def _negative(e: Basic) -> Fault:
    return _says("sign", e) if isinstance(e.args[0], Neg) or value(e.args[0]) == 0 else None


def _call(e: Basic) -> Fault:
    """ln 1, sqrt 4, sin 0 have plain values."""
    name, arguments = e.args[0].name, e.args[1:]
    q = value(arguments[-1])
    if name == "sqrt" and q is not None and q >= 0 and q.numerator < 10 ** 12:
        n, d = q.numerator, q.denominator
        if any(m % (k * k) == 0 for m in (n, d) for k in range(2, min(1_000, int(m ** .5) + 1))) or n in (0, 1):
            return _says("root", e)
    plain = (name in ("ln", "sin", "tan", "asin", "atan", "sinh", "tanh") and q == (1 if name == "ln" else 0)) or (name in ("cos", "exp", "cosh") and q == 0)
    return _says("numbers", e) if plain or (name == "ln" and arguments[-1] is sp.E) or (name == "abs" and q is not None) else None


TESTS: dict[type, Callable[[Basic], Fault]] = {Plus: _sum, Times: _product, Over: _quotient, Power: _power, Neg: _negative, Call: _call}
FORMS: dict[str, Callable[[Basic], Fault]] = {"exact": _exact, "expanded": _expanded, "factored": _factored, "simplified": _simplified}

