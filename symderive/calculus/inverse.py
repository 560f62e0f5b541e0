"""The derivative of an inverse function at a point: one over the derivative of the function where it takes that value."""
from __future__ import annotations

from collections.abc import Generator, Iterator
from fractions import Fraction

import sympy as sp
from sympy import Basic, Symbol

from symderive.calculus.implicit import equal, settled
from symderive.checking import holds
from symderive.derivation import Derivation
from symderive.driver import derive
from symderive.errors import NotSupported, UsageError
from symderive.expr import Call, Inert, Neg, Over, Plus, Power, Times, call, free, head
from symderive.nodes import D, Evaluated, InverseSlope, relation
from symderive.number import number, value
from symderive.phrase import Phrase
from symderive.problem import NOTHING, Assumptions, Problem
from symderive.rules import RULES
from symderive.rules.finish import finish
from symderive.rules.forms import factors, terms
from symderive.signs import signs
from symderive.task import Ask, Task
from symderive.tree import substitute, walk
from symderive.written import as_written

__all__ = ["TASK", "F", "equal", "place", "settled"]

TRIED = sorted({Fraction(n, d) for d in (1, 2, 3, 4) for n in range(-12 * d, 12 * d + 1)}, key=lambda q: (q.denominator, abs(q), q < 0))
DEGREE = 40                                    # of a polynomial whose roots are asked of SymPy
ZERO, F = sp.Integer(0), Symbol("f")


def sought(f: Basic, x: Basic, b: Basic) -> list[Basic]:
    """Numbers at which f is b, as found by trying small ones and, for polynomials, by SymPy; each is certain."""
    found: list[Basic] = []
    for a in candidates(f, x, b):
        if a not in found and equal(relation("=", substitute(f, {x: a}), b)) is True:
            found.append(a)
    return found


def candidates(f: Basic, x: Basic, b: Basic) -> Iterator[Basic]:
    if (poly := polynomial(f, x, b)) is not None:
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


def place(f: Basic, x: Basic, b: Basic, assumptions: Assumptions = NOTHING) -> Basic:
    """The one number at which f is b.

    Raises:
        NotSupported: if none is found.
        UsageError: if there are several, or may be.
    """
    if free(f) - {x}:
        raise NotSupported(f"the place at which the function is {b} is sought for functions without other letters; give at_x")
    allowed = [f for f in assumptions.facts if free(f) == {x}]
    found = [a for a in sought(f, x, b) if all(holds(substitute(f, {x: a}), {}) is not False for f in allowed)]
    if not found:
        raise NotSupported(f"no {x} was found at which {f} is {b}; give it, as at_x=...")
    if len(found) > 1:
        raise UsageError(f"{f} is {b} at {', '.join(f'{x} = {a}' for a in found)}: say at which, as at_x={found[0]}")
    others = other_places(f, x, b, found[0], assumptions)
    if others is None and not is_monotone(f, x, assumptions):
        others = "perhaps elsewhere too"
    if others:
        raise UsageError(f"{f} is {b} at {x} = {found[0]}, and {others}: say at which, as at_x={found[0]}")
    return found[0]


def other_places(f: Basic, x: Basic, b: Basic, a: Basic, assumptions: Assumptions) -> str | None:
    """Where else a polynomial takes the value, its real roots counted exactly; None where f is no polynomial that is asked about."""
    poly = polynomial(f, x, b)
    if poly is None:
        return None
    d = assumptions.domain(x)
    roots = [r for r in dict.fromkeys(poly.real_roots()) if sp.simplify(r - a.doit()) != 0 and (d.low is None or r >= d.low) and (d.high is None or r <= d.high)]
    return " and ".join(f"at {x} ≈ {r.evalf(5)}" for r in roots)


def polynomial(f: Basic, x: Basic, b: Basic) -> sp.Poly | None:
    """The numerator of f - b as a polynomial with rational coefficients, if it is one of a degree that SymPy is asked about."""
    plain = (f.doit() if isinstance(f, Inert) else f) - (b.doit() if isinstance(b, Inert) else b)
    if not plain.is_rational_function(x):
        return None
    above = sp.fraction(sp.together(plain))[0]
    if not above.is_polynomial(x):
        return None
    poly = sp.Poly(above, x)
    return poly if poly.domain.is_Exact and 0 < poly.degree() <= DEGREE and poly.domain.is_Numerical and not poly.free_symbols_in_domain else None


SMOOTH = frozenset(("sin", "cos", "sinh", "cosh", "tanh", "atan", "asinh", "ln", "sqrt", "erf", "sigmoid", "softplus"))


def is_monotone(f: Basic, x: Basic, assumptions: Assumptions = NOTHING) -> bool:
    """Is f defined on one interval and its derivative of one sign there, as its form shows?"""
    ended = [t.args[1] for t in walk(f) if isinstance(t, Call) and t.args[0].name in ("ln", "sqrt")]
    whole = all(x not in free(t) or isinstance(t, (Symbol, Plus, Times, Neg)) or is_smooth(t, x) for t in walk(f))
    if not whole or any(u != x for u in ended if x in free(u)):
        return False
    known = assumptions + Assumptions((relation(">", x, ZERO),)) if ended else assumptions
    slope = derive(D(f, x), RULES, finish=finish).answer
    return not {-1, 1} <= signs(slope, known) or outweighs(slope)


def outweighs(slope: Basic) -> bool:
    """Is it a number and multiples of sines and cosines that are together no larger, as 2 - sin(x)?"""
    found = [factors(t) for t in terms(slope)]
    waves = [f for f in found if f.powers]
    if any(len(f.powers) != 1 or head(b) not in ("sin", "cos", "tanh") or k < 1 for f in waves for b, k in f.powers.items()):
        return False
    constant, size = sum((Fraction(f.count) for f in found if not f.powers), Fraction(0)), sum((abs(Fraction(f.count)) for f in waves), Fraction(0))
    return abs(constant) >= size


def is_smooth(t: Basic, x: Basic) -> bool:
    """Does it join what is defined on an interval to something that is defined on it too?"""
    if isinstance(t, Call):
        return t.args[0].name in SMOOTH
    if isinstance(t, Over):
        return x not in free(t.args[1])
    n = value(t.args[1]) if isinstance(t, Power) else None
    return isinstance(t, Power) and (t.args[0] is sp.E or (n is not None and n > 0 and n.denominator == 1))
