"""What is printed is read back as the same tree: every kind of node that the reader builds, in random trees from a seed.

`make fuzz` asks for 10^5 trees; an ordinary run for a few hundred.
"""
from __future__ import annotations

import math
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sympy import Basic, E, Integer, Symbol, oo, pi, true

from symderive.expr import At, Decimal, Hadamard, Inert, MatTimes, Neg, Over, Plus, Power, ShapeError, Times, call, hadamard, is_scalar, named, plus, times
from symderive.functions import FUNCTIONS
from symderive.nodes import (
    And,
    Antiderivative,
    Cases,
    D,
    Evaluated,
    Inner,
    IntegralOver,
    Interval,
    Inverse,
    Limit,
    Matrix,
    Not,
    Or,
    ProdOver,
    Rel,
    SetOf,
    SumOver,
    Transpose,
    TupleOf,
    relation,
)
from symderive.reading import Limits, read
from symderive.reading.spelling import ARITY
from symderive.render.notation import latex, text
from symderive.tree import walk

ANY = Limits(power=math.inf)                # trees at random hold 25^25^25
TREES = int(os.environ.get("SYMDERIVE_TREES", "400"))
SYMBOLS = [Symbol(s) for s in ("x", "y", "z", "a", "b", "t", "mu", "x_1", "x_12", "theta", "sigma", "x_bar", "mu_hat", "v_bold", "x_max", "alpha", "Sigma", "R")]
ATOMS = [*SYMBOLS, *map(Integer, (0, 1, 2, 3, 7, 10, 25, 1234)), pi, E, Decimal(named("2.50")), Decimal(named("0.5"))]
ONE = sorted(name for name in FUNCTIONS if name not in ARITY and name not in ("tr", "det", "norm", "rank"))
UNKNOWN = ["f", "g", "h", "f'", "f''", "F"]
I, N, T, X, Y = map(Symbol, "intxy")
TWO = Integer(2)
Random = random.Random


def scalar(r: Random, size: int) -> Basic:
    """A random expression of about this many nodes."""
    if size <= 1:
        return r.choice(ATOMS)
    return r.choice(SHAPED)(r, size - 1)


def parts(r: Random, size: int, n: int) -> list[Basic]:
    return [scalar(r, max(1, r.randint(size // (2 * n), max(1, 3 * size // (2 * n))))) for _ in range(n)]


def signed(r: Random, e: Basic) -> Basic:
    return Neg(e) if r.random() < .4 else e


def named_call(r: Random, size: int) -> Basic:
    k = r.randrange(9)
    if k == 0:
        return call(r.choice(["f", "max", "min", "binom", "f^(1,0)", "atan2"]), *parts(r, size, 2))
    if k == 1:
        return call(r.choice(["besselj", "besseli", "polygamma", "root"]), Integer(r.randint(3, 5)), scalar(r, size))
    if k == 2:
        return call("log", *parts(r, size, 2))
    return call(r.choice([*ONE, *UNKNOWN]), scalar(r, size))


def over_index(r: Random, size: int) -> Basic:
    entry = times(At(X, I), scalar(r, size - 2)) if r.random() < .6 else plus(At(X, I, r.choice([I, Integer(1)])), At(Y, I))
    return r.choice([SumOver, ProdOver])(entry, I, Integer(r.randint(0, 2)), r.choice([N, Integer(5), plus(N, Integer(1))]))


def calculus(r: Random, size: int) -> Basic:
    k = r.randrange(8)
    u = scalar(r, size)
    if k < 2:
        return D(u, r.choice(SYMBOLS[:6]))
    if k == 2:
        return D(D(u, r.choice(SYMBOLS[:3])), r.choice(SYMBOLS[:3]))
    if k == 3:
        return IntegralOver(u, T, *parts(r, size // 3, 2))
    if k == 4:
        return Antiderivative(u, T)
    if k == 5:
        return Limit(u, X, r.choice([Integer(0), oo, Symbol("a")]), named("+-"))
    if k == 6:
        return Limit(u, X, Integer(0), named(r.choice("+-")))
    return Evaluated(u, X, r.choice([Integer(1), Symbol("a"), Neg(TWO)])) if not isinstance(u, D) else D(u, X)


def cases(r: Random, size: int) -> Basic:
    u, v, w, p = parts(r, size, 4)
    rows = [u, condition(r, 3), v, condition(r, 2)] if r.random() < .3 else [u, relation(r.choice(["<", ">=", "="]), p, Integer(0))]
    return Cases(*rows, w, true)


def of_matrices(r: Random, size: int) -> Basic:
    """Scalars made of matrices."""
    n = r.choice([2, 3])
    k = r.randrange(5)
    if k == 0:
        return call(r.choice(["tr", "det"]), matrix(r, size, n, n))
    if k == 1:
        return call("norm", matrix(r, size, n, 1))
    if k == 2:
        return Inner(matrix(r, size, n, 1), matrix(r, size, n, 1))
    if k == 3:
        return times(Transpose(matrix(r, size, n, 1)), matrix(r, size, n, 1))
    return call("norm", plus(matrix(r, size, n, 1), matrix(r, size, n, 1)))


def matrix(r: Random, size: int, rows: int, columns: int) -> Basic:
    if size <= 4 or r.random() < .4:
        return Matrix(Integer(rows), Integer(columns), *(signed(r, scalar(r, max(1, size // (rows * columns)))) for _ in range(rows * columns)))
    k = r.randrange(8)
    half = size // 2
    if k == 0:
        return Transpose(matrix(r, size - 1, columns, rows))
    if k == 1 and rows == columns:
        return Inverse(matrix(r, size - 1, rows, rows))
    if k == 2:
        return plus(matrix(r, half, rows, columns), signed(r, matrix(r, half, rows, columns)))
    if k == 3:
        return times(scalar(r, half), matrix(r, half, rows, columns))
    if k == 4:
        return hadamard(matrix(r, half, rows, columns), matrix(r, half, rows, columns))
    if k == 5:
        return Neg(matrix(r, size - 1, rows, columns))
    if k == 6 and rows == columns:
        return Power(matrix(r, size - 1, rows, rows), TWO)
    m = r.choice([2, 3])
    return times(matrix(r, half, rows, m), matrix(r, half, m, columns))


def condition(r: Random, size: int) -> Basic:
    """A relation, or what is made of relations."""
    k = r.randrange(9) if size > 2 else r.randrange(3)
    a, b, c = parts(r, size, 3)
    if k < 3:
        return relation(r.choice(["=", "!=", "<", "<=", ">", ">="]), signed(r, a), b)
    if k == 3:
        return And(relation("<", a, b), relation("<=", b, c))
    if k == 4:
        return r.choice([And, Or])(relation("<", a, b), relation(">", c, Integer(1)))
    if k == 5:
        return relation("in", a, Interval(named(r.choice(["()", "[]", "[)", "(]"])), b, c))
    if k == 6:
        return Not(relation("<", a, b))
    if k == 7:
        return relation(r.choice(["approx", "~", "->"]), a, b)
    return relation("in", a, SetOf(b, c))


def whole(r: Random, size: int) -> Basic:
    """What may stand alone."""
    k = r.randrange(20)
    if k == 0:
        return condition(r, size)
    if k == 1:
        return TupleOf(*parts(r, size, r.choice([2, 3])))
    if k == 2:
        return SetOf(*parts(r, size, r.choice([2, 3])))
    if k == 3:
        return Interval(named(r.choice(["[)", "(]"])), *parts(r, size, 2))
    if k == 4:
        return matrix(r, size, *r.choice([(1, 2), (1, 3), (2, 1), (3, 1), (2, 2), (2, 3), (3, 2), (3, 3)]))        # of one entry it is a scalar, and read as its entry
    if k == 5:
        return relation(r.choice(["=>", "<=>"]), condition(r, size // 2), condition(r, size // 2))
    if k == 6:
        return relation(r.choice(["=", "!="]), matrix(r, size, 2, 1), matrix(r, size, 2, 1))
    return scalar(r, size)


SHAPED: list[Callable[[Random, int], Basic]] = [
    *[lambda r, s: plus(*(signed(r, e) for e in parts(r, s, r.choice([2, 2, 3, 4]))))] * 3, *[lambda r, s: times(*parts(r, s, r.choice([2, 2, 3, 4])))] * 4,
    *[lambda r, s: Over(*parts(r, s, 2))] * 2, *[lambda r, s: Power(*parts(r, s, 2))] * 2, lambda r, s: Power(scalar(r, s), r.choice([TWO, Neg(Integer(1)), Over(Integer(1), TWO)])),
    lambda r, s: Power(E, signed(r, scalar(r, s))), lambda r, s: Neg(scalar(r, s)), named_call, named_call, named_call, over_index, calculus, calculus, cases, of_matrices,
]
KINDS = (Plus, Times, MatTimes, Neg, Over, Power, Decimal, At, Hadamard, SumOver, ProdOver, IntegralOver, Antiderivative, Limit, Evaluated, Rel, And, Or, Not, Cases,
         Matrix, TupleOf, SetOf, Interval, Transpose, Inverse, Inner, D)


def trees(seed: int, count: int) -> Iterator[Basic]:
    r = Random(seed)
    found = 0
    while found < count:
        try:
            e = whole(r, r.choice([2, 4, 6, 8, 12, 20]))
        except ShapeError:
            continue
        found += 1
        yield e


def constants(e: Basic) -> set[str]:
    """Names that need a word: what is differentiated as it stands, since dR/dz is the derivative of R(z); and letters beside a matrix that may be matrices."""
    differentiated = {d.args[0].name for d in walk(e) if isinstance(d, D) and isinstance(d.args[0], Symbol)}
    holds_matrix = any(isinstance(a, Inert) and not is_scalar(a) for a in walk(e))
    return differentiated | ({x.name for x in walk(e) if isinstance(x, Symbol) and (x.name.endswith("_bold") or x.name[0].isupper())} if holds_matrix else set())


@pytest.mark.parametrize("notation, write", [("latex", latex), ("text", text)], ids=["latex", "text"])
def test_read_back(notation: str, write: Callable[[Basic], str]) -> None:
    seen: Counter[type] = Counter()
    for e in trees(20261125, TREES):
        written = write(e)
        assert read(written, notation, limits=ANY, symbols=constants(e)).expr == e, written
        seen.update(type(n) for n in walk(e) if isinstance(n, Inert))
    assert [kind.__name__ for kind in KINDS if not seen[kind]] == []
