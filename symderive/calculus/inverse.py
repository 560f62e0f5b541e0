"""The derivative of an inverse function at a point: one over the derivative of the function where it takes that value."""
from __future__ import annotations

from collections.abc import Generator, Iterator
from fractions import Fraction

import sympy as sp
from sympy import Basic, Symbol

from symderive.calculus.implicit import equal, settled
from symderive.derivation import Derivation
from symderive.errors import NotSupported, UsageError
from symderive.expr import Inert, call, free
from symderive.nodes import D, Evaluated, InverseSlope, relation
from symderive.number import number
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.task import Ask, Task
from symderive.tree import substitute
from symderive.written import as_written

__all__ = ["TASK", "F", "equal", "place", "settled"]

TRIED = sorted({Fraction(n, d) for d in (1, 2, 3, 4) for n in range(-12 * d, 12 * d + 1)}, key=lambda q: (q.denominator, abs(q), q < 0))
DEGREE = 40                                    # of a polynomial whose roots are asked of SymPy
F = Symbol("f")


def sought(f: Basic, x: Basic, b: Basic) -> list[Basic]:
    """Numbers at which f is b, as found by trying small ones and, for polynomials, by SymPy; each is certain."""
    found: list[Basic] = []
    for a in candidates(f, x, b):
        if a not in found and equal(relation("=", substitute(f, {x: a}), b)) is True:
            found.append(a)
    return found


def candidates(f: Basic, x: Basic, b: Basic) -> Iterator[Basic]:
    plain = f.doit() if isinstance(f, Inert) else f
    if plain.is_polynomial(x):
        poly = sp.Poly(plain - (b.doit() if isinstance(b, Inert) else b), x)
        if poly.domain.is_Exact and 0 < poly.degree() <= DEGREE and not poly.free_symbols_in_domain:
            yield from (as_written(r) for r in dict.fromkeys(poly.real_roots()) if not r.has(sp.CRootOf))
        return
    yield from map(number, TRIED)
    yield from (as_written(a) for a in (sp.E, 1 / sp.E, sp.E ** 2, *(sp.pi * Fraction(k, 12) for k in range(-12, 13) if k)))


def point_of(p: Problem) -> tuple[Basic, Basic]:
    """(a, b) with f(a) = b."""
    x = p.variables[0]
    return p.at[x], p.at[F] if x != F else p.at[x]


def parts(p: Problem) -> Generator[Ask, Derivation, None]:
    """The derivative of the function, the value at the place, the derivative of the inverse."""
    x, (a, b) = p.variables[0], point_of(p)
    yield Ask(D(p.body, x), Phrase("part.derivative_of", {"f": p.body, "x": x}), D(F, x), above="slope.put_in", alone=True)
    yield Ask(Evaluated(p.body, x, a), Phrase("part.inverse_place", {"x": relation("=", x, a), "b": b}), call("f", a))
    yield Ask(InverseSlope(p.body, x, a, b), Phrase("part.inverse_slope"))


def statement(p: Problem) -> Phrase:
    x, (a, b) = p.variables[0], point_of(p)
    return Phrase("task.inverse", {"f": relation("=", call("f", x), p.body), "b": b, "name": InverseSlope(p.body, x, a, b)})


TASK = Task(parts, lambda p, f: f, at_point=False, statement=statement, names=lambda p: frozenset((F,)))


def place(f: Basic, x: Basic, b: Basic) -> Basic:
    """The number at which f is b.

    Raises:
        NotSupported: if none is found.
        UsageError: if there are several.
    """
    if free(f) - {x}:
        raise NotSupported(f"the place at which the function is {b} is sought for functions without other letters; give at_x")
    found = sought(f, x, b)
    if not found:
        raise NotSupported(f"no {x} was found at which {f} is {b}; give it, as at_x=...")
    if len(found) > 1:
        raise UsageError(f"{f} is {b} at {', '.join(f'{x} = {a}' for a in found)}: say at which, as at_x={found[0]}")
    return found[0]
