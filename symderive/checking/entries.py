"""What is of many entries, entry by entry: a matrix, a gradient, a product of matrices as scalars in rows and columns."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from sympy import Basic, Integer

from symderive.checking.signals import Unsupported
from symderive.expr import FREE, At, Call, Hadamard, Inert, MatTimes, Neg, Over, Plus, Power, Times, call, free, is_open, is_scalar, plus, shape_of, times
from symderive.nodes import Cases, D, Evaluated, Gradient, Hessian, Inner, Inverse, Jacobian, Matrix, Slope, SumOver, Transpose, TupleOf, Where
from symderive.tree import fold, walk

LARGEST = 4                    # rows of a matrix whose determinant is written out


@dataclass(frozen=True)
class Grid:
    """Scalars in rows and columns."""
    rows: int
    columns: int
    entries: tuple[Basic, ...]

    def __getitem__(self, place: tuple[int, int]) -> Basic:
        return self.entries[place[0] * self.columns + place[1]]

    def row(self, i: int) -> tuple[Basic, ...]:
        return self.entries[i * self.columns:(i + 1) * self.columns]

    def __iter__(self) -> Iterator[Basic]:
        return iter(self.entries)


def grid(rows: int, columns: int, entry: Callable[[int, int], Basic]) -> Grid:
    return Grid(rows, columns, tuple([entry(i, j) for i in range(rows) for j in range(columns)]))


def entries_of(e: Basic) -> Grid:
    """The entries of an expression; a scalar has one.

    Raises:
        Unsupported: for what has no entries here, as a matrix of unknown size.
    """
    return fold(e, _build, _leaf, _has_parts, _parts)  # type: ignore[no-any-return]


def single(e: Basic) -> bool:
    """Is it a scalar? The number 0 is, and what is made of it, although it fits everywhere."""
    return is_scalar(e) or shape_of(e) == FREE


def entry_of(e: Basic) -> Basic:
    """The scalar that an expression made of matrices is."""
    found = entries_of(e)
    if found.rows != 1 or found.columns != 1:
        raise Unsupported(type(e).__name__)
    return found.entries[0]


def _leaf(e: Basic) -> Grid:
    if not single(e):
        raise Unsupported(type(e).__name__)
    return Grid(1, 1, (e,))


def _has_parts(e: Basic) -> bool:
    """Scalars are left as they are, but for those made of matrices."""
    return isinstance(e, Inert) and (not single(e) or isinstance(e, (TupleOf, Inner, Matrix, Gradient, Jacobian, Hessian)) or (isinstance(e, Call) and e.args[0].name in SCALARS))


def _parts(e: Basic) -> tuple[Basic, ...]:
    """What below a node is taken entry by entry."""
    if isinstance(e, Matrix):
        return e.args[2:]
    if isinstance(e, Call):
        return e.args[1:]
    return e.args[:1] if isinstance(e, (D, Evaluated, SumOver)) else e.args[::2] if isinstance(e, Cases) else e.args


def _build(e: Any, parts: tuple[Grid, ...]) -> Grid:
    if type(e) is Call and e.args[0].name in SCALARS:
        return Grid(1, 1, (SCALARS[e.args[0].name](*parts),))
    make = BUILD.get(type(e))
    if make is None:
        raise Unsupported(type(e).__name__)
    return make(e, parts)


# ---- entries of data

def stem_of(x: Basic) -> str:
    """The name of the data of which a symbol may be an entry: x of x_1, and of x_i."""
    name: str = getattr(x.args[0] if isinstance(x, At) else x, "name", "")
    return name.partition("_")[0]


def holds_entry(e: Basic, x: Basic) -> bool:
    """Does an expression hold entries of the data of which x is one?"""
    stem = stem_of(x)
    return any(isinstance(a, At) and stem_of(a) == stem for a in walk(e))


# ---- entry by entry

def _each(f: Callable[..., Basic], *parts: Grid) -> Grid:
    """The same of every entry; scalars go with each."""
    shape = next((p for p in parts if len(p.entries) != 1), parts[0])
    rows = [p.entries if len(p.entries) == len(shape.entries) else p.entries * len(shape.entries) for p in parts]
    return Grid(shape.rows, shape.columns, tuple([f(*r) for r in zip(*rows)]))


def _matrix(e: Any, parts: tuple[Grid, ...]) -> Grid:
    return Grid(int(e.args[0]), int(e.args[1]), tuple([p.entries[0] for p in parts]))


def _cases(e: Any, parts: tuple[Grid, ...]) -> Grid:
    return _each(lambda *values: Cases(*(x for pair in zip(values, e.args[1::2]) for x in pair)), *parts)


# ---- products and inverses

def product(a: Grid, b: Grid) -> Grid:
    if a.columns != b.rows:
        raise Unsupported("product of matrices")
    return grid(a.rows, b.columns, lambda i, j: plus(*(times(a[i, k], b[k, j]) for k in range(a.columns))))


def _chain(e: Any, parts: tuple[Grid, ...]) -> Grid:
    found = parts[0]
    for p in parts[1:]:
        found = product(found, p)
    return found


def transposed(a: Grid) -> Grid:
    return grid(a.columns, a.rows, lambda i, j: a[j, i])


def determinant(a: Grid) -> Basic:
    """By permutations."""
    if a.rows != a.columns or a.rows > LARGEST:
        raise Unsupported("determinant")
    terms = []
    for p in permutations(range(a.rows)):
        odd = sum(p[i] > p[j] for i in range(len(p)) for j in range(i + 1, len(p))) % 2
        term = times(*(a[i, p[i]] for i in range(a.rows)))
        terms.append(Neg(term) if odd else term)
    return plus(*terms)


def _minor(a: Grid, i: int, j: int) -> Basic:
    n = a.rows
    if n == 1:
        return Integer(1)
    left = grid(n - 1, n - 1, lambda k, m: a[k + (k >= i), m + (m >= j)])
    return Neg(determinant(left)) if (i + j) % 2 else determinant(left)


def inverse(a: Grid) -> Grid:
    """By cofactors."""
    whole = determinant(a)
    return grid(a.rows, a.rows, lambda i, j: Over(_minor(a, j, i), whole))


def _power(e: Any, parts: tuple[Grid, ...]) -> Grid:
    n = e.args[1]
    if not isinstance(n, Integer) or not 1 <= int(n) <= LARGEST:
        raise Unsupported("power of a matrix")
    return _chain(e, (parts[0],) * int(n))


# ---- scalars made of matrices

SCALARS: dict[str, Callable[..., Basic]] = {
    "tr": lambda a: plus(*(a[i, i] for i in range(a.rows))),
    "det": determinant,
    "norm": lambda a: call("sqrt", plus(*(Power(v, Integer(2)) for v in a))),
}


# ---- goals

def _gradient(e: Any, parts: tuple[Grid, ...]) -> Grid:
    return _each(lambda x: D(e.args[0], x), parts[1])


def _jacobian(e: Any, parts: tuple[Grid, ...]) -> Grid:
    f, x = parts
    return grid(len(f.entries), len(x.entries), lambda i, j: D(f.entries[i], x.entries[j]))


def _hessian(e: Any, parts: tuple[Grid, ...]) -> Grid:
    x = parts[1].entries
    return grid(len(x), len(x), lambda i, j: D(D(e.args[0], x[j]), x[i]))


BUILD: dict[type, Callable[[Any, tuple[Grid, ...]], Grid]] = {
    Matrix: _matrix, TupleOf: lambda e, parts: Grid(len(parts), 1, tuple([p.entries[0] for p in parts])),
    Plus: lambda e, parts: _each(plus, *parts), Times: lambda e, parts: _each(times, *parts), Hadamard: lambda e, parts: _each(times, *parts),
    Neg: lambda e, parts: _each(Neg, *parts), Over: lambda e, parts: _each(Over, *parts), Cases: _cases,
    D: lambda e, parts: _each(lambda u: D(u, e.args[1]), *parts), Evaluated: lambda e, parts: _each(lambda u: Evaluated(u, *e.args[1:]), *parts),
    Where: lambda e, parts: _each(lambda u: Where(u, *e.args[1:]), *parts),
    SumOver: lambda e, parts: _each(lambda u: SumOver(u, *e.args[1:]), *parts),
    Call: lambda e, parts: _each(lambda *values: Call(e.args[0], *values), *parts),
    MatTimes: _chain, Transpose: lambda e, parts: transposed(parts[0]), Inverse: lambda e, parts: inverse(parts[0]), Power: _power,
    Inner: lambda e, parts: Grid(1, 1, (plus(*map(times, parts[0].entries, parts[1].entries)),)),
    Gradient: _gradient, Jacobian: _jacobian, Hessian: _hessian,
}


def differentiated_in(u: Basic) -> frozenset[Basic]:
    """The symbols in which something in u is differentiated."""
    found = [free(g.args[2 if type(g) is Slope else 1]) for g in walk(u, is_open) if isinstance(g, (D, Gradient, Jacobian, Hessian, Slope))] if is_open(u) else []
    return frozenset().union(*found)
