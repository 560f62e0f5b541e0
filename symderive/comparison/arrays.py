"""Vectors and matrices: rows and columns, letters that stand for matrices, and what is determined up to scale or signs."""
from __future__ import annotations

from itertools import product
from typing import Any

from sympy import Basic, Integer, Symbol

from symderive.checking import entries
from symderive.checking.entries import BUILD, SCALARS, Grid, entries_of, single, transposed
from symderive.checking.signals import Unsupported
from symderive.comparison.survey import survey
from symderive.expr import Call, Hadamard, Inert, MatTimes, Neg, Over, Plus, Power, ShapeError, Times, free, plus, times
from symderive.nodes import Inner, Inverse, Matrix, Transpose, TupleOf
from symderive.phrase import Phrase
from symderive.tree import fold, rebuild, substitute, walk

UNITS = ("i_bold", "j_bold", "k_bold", "i_hat", "j_hat", "k_hat", "e_1", "e_2", "e_3")
SIZES = (2, 3)                       # rows and columns of the matrices that letters stand for
LETTERS = 4                          # so many matrices and vectors at most
VECTORS = frozenset("abuvwxyz")      # small letters that stand for vectors, where there are matrices


class Sizes(ValueError):
    """The two have different numbers of entries."""


def is_array(e: Basic) -> bool:
    return isinstance(e, TupleOf) or not single(e)


def fitted(a: Basic, b: Basic, rows: bool) -> tuple[Basic, Basic, list[Phrase]]:
    """Both as matrices of one shape, or both as scalars; a row stands for a column where `rows` allows it.

    Raises:
        Sizes: if they do not fit.
        Unsupported: for a product of two tuples.
    """
    a, b = componentwise(a), componentwise(b)
    a, b = _units(a, b), _units(b, a)
    if not (is_array(a) or is_array(b)):
        return a, b, []
    try:
        left, right = entries_of(a), entries_of(b)
    except (Unsupported, ShapeError):
        if is_array(a) and is_array(b):
            return a, b, []
        raise Sizes from None
    if (left.rows, left.columns) == (right.rows, right.columns):
        return _matrix(left), _matrix(right), []
    loose = isinstance(a, TupleOf) or isinstance(b, TupleOf)
    if (left.columns, left.rows) == (right.rows, right.columns) and 1 in (left.rows, left.columns) and (rows or loose):
        return _matrix(left), _matrix(transposed(right)), [] if loose else [Phrase("equality.note.row")]
    raise Sizes


def componentwise(e: Basic) -> Basic:
    """Tuples that are added, or multiplied by a number, as columns."""
    if isinstance(e, TupleOf) or TupleOf not in survey(e).kinds:
        return e
    linear = (Plus, Times, Neg, Over)
    if any(isinstance(t, Times) and sum(_holds_tuple(a) for a in t.args) > 1 for t in walk(e, lambda t: isinstance(t, linear))):
        raise Unsupported("product of two vectors")
    try:
        made: Basic = fold(e, rebuild, lambda t: Matrix(Integer(len(t.args)), Integer(1), *t.args) if isinstance(t, TupleOf) else t, lambda t: isinstance(t, linear))
    except ShapeError:
        raise Sizes from None
    return made


def _holds_tuple(e: Basic) -> bool:
    return any(isinstance(t, TupleOf) for t in walk(e, lambda t: isinstance(t, (Plus, Times, Neg, Over))))


def _matrix(g: Grid) -> Basic:
    return Matrix(Integer(g.rows), Integer(g.columns), *g.entries) if len(g.entries) > 1 else g.entries[0]


def _units(e: Basic, other: Basic) -> Basic:
    """2i + 3j as a column, where the other side is a vector."""
    letters = {x.name: x for x in free(e) if isinstance(x, Symbol) and x.name in UNITS}
    if not letters or is_array(e) or not is_array(other):
        return e
    try:
        size = len(entries_of(other).entries)
    except (Unsupported, ShapeError):
        return e
    values: dict[Basic, Basic] = {}
    for name, x in letters.items():
        k = UNITS.index(name) % 3
        if k >= size:
            return e
        values[x] = Matrix(Integer(size), Integer(1), *(Integer(int(j == k)) for j in range(size)))
    try:
        return substitute(e, values)
    except ShapeError:
        return e


# ---- letters that stand for matrices

def has_matrix_letters(*expressions: Basic) -> bool:
    """Is a letter transposed, or are there bold capitals in a product?"""
    return any(_factors(e, bold=True) for e in expressions) or any(not survey(e).kinds.isdisjoint((Transpose, Inner)) and any(isinstance(t, (Transpose, Inner)) and any(isinstance(a, Symbol) for a in walk(t)) for t in walk(e))
               for e in expressions)


def may_be_matrices(*expressions: Basic) -> bool:
    """Do several capitals stand in one product, or one power of a product or sum?"""
    return any(_factors(e, bold=False) for e in expressions)


def _factors(e: Basic, bold: bool) -> bool:
    if survey(e).kinds.isdisjoint((Times, Power)):
        return False
    return any(len({x for a in t.args for x in capitals(a, bold)}) > 1 for t in walk(e) if isinstance(t, (Times, Power)))


def capitals(e: Basic, bold: bool = False) -> set[Any]:
    """The capitals in a factor, apart from what stands in functions."""
    return {x for x in walk(e, lambda t: isinstance(t, (Plus, Times, Neg, Power))) if isinstance(x, Symbol) and _is_matrix(x) and _is_big(x) and (x.name.endswith("_bold") or not bold)}


def instances(a: Basic, b: Basic) -> list[tuple[Basic, Basic]]:
    """Both with matrices and vectors put in for the letters, in several sizes that fit: capitals are matrices, small letters as x are vectors.

    Raises:
        Unsupported: if no sizes fit, or the first fits sizes that the second does not.
    """
    letters = sorted({x for e in (a, b) for x in free(e) if isinstance(x, Symbol) and _is_big(x)}, key=str)
    if len(letters) > LETTERS:
        raise Unsupported("many matrices")
    choices = [dict(zip(letters, sizes)) for sizes in product(*([(r, c) for r in SIZES for c in (SIZES if _is_matrix(x) else (1,))] for x in letters))]
    fits = [c for c in choices if _fits(a, c)]
    both = [c for c in fits if _fits(b, c)]
    if not both:
        raise Unsupported("shapes")
    kinds = {tuple(sorted(c.items(), key=str)) for c in both}
    wide = sorted(both, key=lambda c: (-len({n for shape in c.values() for n in shape}), -sum(r != k for r, k in c.values()), str(c)))
    chosen = [next(c for c in both if all(r == k or k == 1 for r, k in c.values())), wide[0]] if any(all(r == k or k == 1 for r, k in c.values()) for c in both) else wide[:2]
    grids = [{x: _letter(x, *shape) for x, shape in c.items()} for c in chosen]
    found = [(_matrix(_worked_out(a, g)), _matrix(_worked_out(b, g))) for g in grids]
    if len(fits) > len(kinds):
        found.append(NARROWER)
    return found


NARROWER = (Symbol("wider"), Symbol("narrower"))     # stands for sizes that fit the first alone


def _fits(e: Basic, sizes: dict[Basic, tuple[int, int]]) -> bool:
    try:
        fold(e, _shape, lambda t: sizes.get(t, (1, 1)), lambda t: isinstance(t, Inert) and t not in sizes)
    except Unsupported:
        return False
    return True


def _shape(e: Any, args: tuple[Any, ...]) -> Any:
    """Rows and columns of a node, from those of its parts."""
    kind = type(e)
    if kind is Call:
        return (1, 1) if e.args[0].name in SCALARS else args[-1]
    if kind in (Times, MatTimes):
        found = args[0]
        for shape in args[1:]:
            if (1, 1) in (found, shape):
                found = shape if found == (1, 1) else found
            elif found[1] == shape[0]:
                found = (found[0], shape[1])
            else:
                raise Unsupported("product of matrices")
        return found
    if kind is Transpose:
        return args[0][1], args[0][0]
    if kind in (Power, Inverse):
        if args[0][0] != args[0][1]:
            raise Unsupported("power of a matrix")
        return args[0]
    shapes = {shape for shape in args if isinstance(shape, tuple)}
    if kind in (Plus, Hadamard, Inner) and len(shapes) > 1:
        raise Unsupported("different shapes")
    return (1, 1) if kind is Inner else args[0]


def _is_big(x: Any) -> bool:
    stem = x.name.partition("_")[0]
    return len(stem) == 1 and (stem.isupper() or stem in VECTORS or x.name.endswith("_bold"))


def _is_matrix(x: Any) -> bool:
    return bool(x.name[0].isupper())


def _letter(x: Any, rows: int, columns: int) -> Grid:
    return Grid(rows, columns, tuple([Symbol(f"{x.name}_{i + 1}{j + 1}" if columns > 1 else f"{x.name}_{i + 1}") for i in range(rows) for j in range(columns)]))


def _worked_out(e: Basic, values: dict[Basic, Grid]) -> Grid:
    found: Grid = fold(e, _node, lambda t: values.get(t, Grid(1, 1, (t,))), lambda t: isinstance(t, Inert) and t not in values)
    return found


def _node(e: Any, args: tuple[Any, ...]) -> Grid:
    if isinstance(e, Call):
        args = args[1:]
        if (made := SCALARS.get(e.args[0].name)) is not None:
            return Grid(1, 1, (made(*args),))
        return _scalars(e, args, lambda *v: Call(e.args[0], *v))
    if type(e).__name__ == "Times":
        found: Grid = args[0]
        for g in args[1:]:
            if len(found.entries) == 1 or len(g.entries) == 1:
                found = BUILD[type(e)](e, (found, g))
            else:
                found = _product(found, g)
        return found
    if isinstance(e, Power):
        n = args[1].entries[0]
        if len(args[0].entries) == 1:
            return Grid(1, 1, (Power(args[0].entries[0], n),))
        if n == Neg(Integer(1)):
            return BUILD[Inverse](e, args)
        return BUILD[Power](e, args)
    if isinstance(e, (Transpose, Inverse)) or type(e).__name__ in ("Plus", "Neg", "Over", "MatTimes", "Hadamard", "Inner"):
        if type(e).__name__ == "Plus" and len({(g.rows, g.columns) for g in args}) > 1:
            raise Unsupported("different shapes")
        return BUILD[type(e)](e, args)
    return _scalars(e, args, lambda *v: type(e)(*v))


def _scalars(e: Basic, args: tuple[Grid, ...], make: Any) -> Grid:
    if any(len(g.entries) != 1 for g in args):
        raise Unsupported(type(e).__name__)
    return Grid(1, 1, (make(*(g.entries[0] for g in args)),))


def _product(a: Grid, b: Grid) -> Grid:
    if (a.rows, a.columns) == (1, 1) or (b.rows, b.columns) == (1, 1):
        raise Unsupported("product of matrices")
    return entries.product(a, b)


# ---- up to scale, up to signs

def minors(a: Basic, b: Basic) -> list[tuple[Basic, Basic]]:
    """Pairs that must be equal if one vector is a multiple of the other.

    Raises:
        Sizes: if they are no vectors of one length.
    """
    u, v = entries_of(a).entries, entries_of(b).entries
    if len(u) != len(v):
        raise Sizes
    return [(times(u[i], v[j]), times(u[j], v[i])) for i in range(len(u)) for j in range(i + 1, len(u))]


def length_squared(e: Basic) -> Basic:
    """The sum of the squares of the entries."""
    return plus(*(Power(t, Integer(2)) for t in entries_of(e).entries))


def lines(e: Basic, columns: bool) -> list[Basic]:
    """The columns of a matrix, or its rows, each as a column."""
    g = entries_of(e)
    if not columns:
        g = transposed(g)
    return [Matrix(Integer(g.rows), Integer(1), *(g[i, j] for i in range(g.rows))) if g.rows > 1 else g[0, j] for j in range(g.columns)]


def negated(e: Basic) -> Basic:
    return _matrix(Grid(*(lambda g: (g.rows, g.columns, tuple([Neg(t) for t in g.entries])))(entries_of(e))))
