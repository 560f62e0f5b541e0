"""How calls of functions are written as instructions: known functions by their balls, unknown ones as polynomials."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from hashlib import blake2b
from math import perm

import sympy as sp
from flint import fmpq, fmpq_mat
from sympy import Basic
from sympy.core.function import Application

from symderive.checking.balls import SATURATING
from symderive.checking.entries import entry_of, single
from symderive.checking.program import PLAIN, Direction, Program, exponent
from symderive.checking.signals import TooLow, Unsupported
from symderive.expr import Neg, Over, Power, Times, call, free, plus, times
from symderive.functions import FUNCTIONS, OF_A_MATRIX, orders
from symderive.nodes import Cases, relation

# ---- functions: what is short for something else, what has its arguments arranged, and the table of balls

MEANINGS: dict[str, Callable[..., Basic]] = {
    "sigmoid":   lambda u: Over(sp.S.One, plus(sp.S.One, Power(sp.E, Neg(u)))),
    "softplus":  lambda u: call("ln", plus(sp.S.One, Power(sp.E, u))),
    "relu":      lambda u: call("max", sp.S.Zero, u),
    "factorial": lambda n: call("gamma", plus(n, sp.S.One)),
    "Beta":      lambda a, b: Over(times(call("gamma", a), call("gamma", b)), call("gamma", plus(a, b))),
    "mod":       lambda u, m: plus(u, Neg(times(m, call("floor", Over(u, m))))),
    "log":       lambda base, u: Over(call("ln", u), call("ln", base)),
    "kronecker": lambda i, k: Cases(sp.S.One, relation("=", i, k), sp.S.Zero, sp.true),
}
NUMERIC: dict[str, tuple[str, int]] = {          # name -> (operation, how many arguments; 0: two and more)
    **{name: (known.ball or name, 1) for name, known in FUNCTIONS.items()},
    **{name: (FUNCTIONS[name].ball or name, 2) for name in ("polygamma", "binom", "besselj", "bessely", "besseli", "besselk", "atan2")},
    "max": ("max", 0), "min": ("min", 0),
}


def squares(u: Basic) -> Iterator[Basic]:
    """What stands in even powers in a radicand: its root turns where that vanishes, as |v| does."""
    todo = [u]
    while todo:
        u = todo.pop()
        if isinstance(u, (Times, Over)):
            todo += reversed(u.args)
        elif isinstance(u, Power) and free(u.args[0]) and (n := exponent(u.args[1])) is not None and n % 2 == 0:
            yield u.args[0]


TURNS = frozenset(("ln", "sqrt", "root", "abs", "sign", "heaviside", "asin", "acos", "acosh", "atanh", "gamma", "lgamma"))
ORDER_FIRST = frozenset(("polygamma", "besselj", "bessely", "besseli", "besselk"))


def write_call(p: Program, e: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    name: str = e.args[0].name
    args = e.args[1:]
    if name in OF_A_MATRIX or not all(map(single, args)):
        if (entry := entry_of(e)) == e:
            raise Unsupported(name)
        return p.instead(entry, direction, todo)
    if name not in FUNCTIONS:
        return _unknown(p, name, args, direction, todo)
    if name in MEANINGS:
        return p.instead(MEANINGS[name](*args), direction, todo)
    if name == "root" and len(args) == 2:
        return _root(p, args[0], args[1], direction, todo)
    operation, arity = NUMERIC[name]
    if operation not in p.field.functions or len(args) != (arity or max(2, len(args))):
        if not (arity == 0 and len(args) == 1):
            raise Unsupported(name)
    if name in ORDER_FIRST and p.along(direction, args[0]):
        raise Unsupported(f"derivative of {name} in its order")
    slots = p.operands(args, direction, todo)
    if slots is None:
        return None
    return _applied(p, name, operation, args, slots, direction)


def _applied(p: Program, name: str, operation: str, args: tuple[Basic, ...], slots: list[int], direction: Direction) -> int:
    if name in TURNS:
        p.edges[args[0]] = None
    turns = [args[0]] if name in ("abs", "sign", "heaviside") else list(squares(args[0])) if name == "sqrt" else []
    if len(slots) == 1:
        found = slots[0] if name in ("max", "min") else p.op(operation, direction, slots[0])
    else:
        found, way = slots[0], p.along(direction, args[0])
        for a, slot in zip(args[1:], slots[1:]):
            if name in ("max", "min"):
                turns.append(plus(args[0], Neg(a)))
                p.edges[turns[-1]] = None
            way = way or p.along(direction, a)
            found = p.op(operation, way, found, slot)
    if turns or name in ("floor", "ceil"):
        p.turns[found] = turns
    if not direction:                                  # what moves has no derivative where it jumps
        if name == "sign":
            p.jump(found, args[0], lambda n: p.everywhere(0))
        elif name in ("floor", "ceil"):
            p.jump(found, args[0], p.everywhere, whole=True)
        elif name == "atan2":
            p.jump(found, args[0], above=True)
    if operation in SATURATING:
        p.saturating.append(found)
    return found


def _root(p: Program, degree: Basic, u: Basic, direction: Direction, todo: list[Basic]) -> int | None:
    """An odd root of a negative number is real."""
    n = exponent(degree)
    if n is None or n % 2 == 0 or n < 0:
        return p.instead(Power(u, Over(sp.S.One, degree)), direction, todo)
    slots = p.operands((u,), direction, todo)
    if slots is None:
        return None
    p.edges[u] = None
    return p.op("odd_root", direction, slots[0], p.raw(n))


def _unknown(p: Program, name: str, args: tuple[Basic, ...], direction: Direction, todo: list[Basic]) -> int | None:
    """An unknown function is a polynomial of its own, and f' the derivative of that polynomial.

    It is a sum of powers of linear forms, with numbers drawn by the name: what holds for it holds for no special reason.
    """
    stem, counts = orders(name, len(args))
    if not args or len(counts) != len(args) or is_known_to_sympy(stem):
        raise Unsupported(name)
    slots = p.operands(args, direction, todo)
    if slots is None:
        return None
    p.root.drawn = True
    lost = sum(counts)
    if p.root.degree < lost + p.order + 3:
        raise TooLow(lost + p.order + 3)
    if len(args) == 1:
        return _horner(p, stem, lost, slots[0], direction)
    return _forms(p, stem, counts, [p.along(direction, a) for a in args], slots)


def is_known_to_sympy(name: str) -> bool:
    """Is it a function with a meaning of its own, although not here? Nothing may be drawn for it."""
    known = getattr(sp, name, None)
    return isinstance(known, type) and issubclass(known, Application)


def _horner(p: Program, name: str, lost: int, u: int, direction: Direction) -> int:
    """The `lost`-th derivative of the polynomial of an unknown function."""
    coefficients = [c * perm(k, lost) for k, c in enumerate(coefficients_of(p, name))][lost:]
    found, way = p.fraction(coefficients[-1]), PLAIN
    for c in coefficients[-2::-1]:
        found, way = p.op("mul", direction, found, u), direction
        found = p.op("add", way, found, p.fraction(c))
    return found


def coefficients_of(p: Program, name: str) -> list[Fraction]:
    """The coefficients of the polynomial of an unknown function: drawn by its name; where values are known, changed so that it has them.

    Where a derivative is known at a place and a lower one is not, the lower one is drawn: then there is just one change of lowest degree.
    """
    degree = p.root.degree
    drawn = [_drawn(name, k) for k in range(degree + 1)]
    known = p.root.values.get(name, {})
    if not known:
        return drawn
    highest: dict[Fraction, int] = {}
    for (a, order) in known:
        highest[a] = max(order, highest.get(a, 0))
    wanted = [(a, k, known.get((a, k), _drawn(name, a, k, "value"))) for a, n in highest.items() for k in range(n + 1)]
    if len(wanted) > degree + 1:
        raise TooLow(len(wanted) + degree)
    powers = range(len(wanted))
    rows = [[fmpq(perm(j, k)) * fmpq(a.numerator, a.denominator) ** (j - k) if j >= k else fmpq(0) for j in powers] for a, k, _ in wanted]
    rest = [v - sum(perm(j, k) * a ** (j - k) * drawn[j] for j in range(k, degree + 1)) for a, k, v in wanted]
    change = fmpq_mat(rows).solve(fmpq_mat([[fmpq(r.numerator, r.denominator)] for r in rest]))
    return [c + (Fraction(int(change[j, 0].p), int(change[j, 0].q)) if j < len(wanted) else 0) for j, c in enumerate(drawn)]


def _forms(p: Program, name: str, counts: tuple[int, ...], ways: list[Direction], slots: list[int]) -> int:
    """The same in several places: a sum of powers of linear forms."""
    degree, lost = p.root.degree, sum(counts)
    found, moving = p.number(0), PLAIN
    for k in range(FORMS):
        form, way, scale = p.fraction(_drawn(name, k)), PLAIN, _drawn(name, k, "scale") * perm(degree, lost)
        for j, (slot, moves, count) in enumerate(zip(slots, ways, counts)):
            weight = _drawn(name, k, j)
            way, scale = way or moves, scale * weight ** count
            form = p.op("add", way, form, p.op("mul", moves, slot, p.fraction(weight)))
        term = p.op("mul", way, p.op("whole_power", way, form, p.raw(degree - lost)), p.fraction(scale))
        moving = moving or way
        found = p.op("add", moving, found, term)
    return found


@cache
def positive_near_zero(name: str) -> bool:
    """Is what is drawn for a function of this name positive at eighths between 0 and 1, whatever its degree?"""
    values = [[_drawn(name, k) * Fraction(j, 8) ** k for k in range(HIGHEST)] for j in range(1, 9)]
    return all(sum(terms[:degree + 1]) > 0 for terms in values for degree in range(8, HIGHEST))


FORMS, HIGHEST = 6, 16


def _drawn(*name: object) -> Fraction:
    """A number between -1 and 1, not 0, drawn by the name."""
    n = int.from_bytes(blake2b(repr(name).encode(), digest_size=2).digest(), "big")
    return Fraction((n % 64 + 1) * (1 if n & 256 else -1), 64)


