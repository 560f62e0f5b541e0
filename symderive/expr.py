"""Expressions as written: inert nodes, which never evaluate, and goals, which ask to be worked out.

    Plus(a, Neg(b), c)    a - b + c      numbers are SymPy integers >= 0; a sign is a Neg, a fraction an Over
    Call(Str("sin"), u)   sin u          every function, known or unknown, is a Call
    D(u, x)               d/dx [u]       a goal

Equal nodes are one object. So `==` and `hash` look at one node, a tree is a DAG by itself, and a dict
keyed by nodes is the memo of every algorithm here. Nothing recurses: depth is bounded by memory alone.
Every node knows its shape at birth (rows and columns); what does not fit is refused.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, ClassVar, TypeAlias
from weakref import WeakValueDictionary

import sympy as sp
from sympy import Basic, Expr, Integer, MatrixSymbol, Symbol
from sympy.core.symbol import Str

from symderive.functions import OF_A_MATRIX, to_sympy

Shape: TypeAlias = tuple[Basic, Basic]

_NODES: WeakValueDictionary[tuple[Any, ...], Inert] = WeakValueDictionary()
_BIRTH = Lock()
_NONE: frozenset[Basic] = frozenset()


# ---- shapes: rows and columns; a scalar is 1 by 1, a vector is a column; ANY stands in laws, and for the number 0

ONE, ANY = Integer(1), Symbol("?")
SCALAR: Shape = (ONE, ONE)
FREE: Shape = (ANY, ANY)


class ShapeError(ValueError):
    """Things that cannot be added, multiplied or compared, because their shapes do not fit."""


def shape_of(e: Basic) -> Shape:
    """Rows and columns; the number 0 fits everywhere."""
    if isinstance(e, Inert):
        return e.shape
    if isinstance(e, MatrixSymbol):
        return (e.rows, e.cols)
    return FREE if e is sp.S.Zero else SCALAR


def is_scalar(e: Basic) -> bool:
    """One by one; the number 0 is a scalar too, and what is made of it alone."""
    return shape_of(e) in (SCALAR, FREE)


def meet(a: Basic, b: Basic) -> Basic:
    """The one size that both are."""
    if a == ANY or a == b:
        return b
    if b == ANY:
        return a
    raise ShapeError(f"{a} does not fit {b}")


def common(args: Iterable[Basic]) -> Shape:
    """The one shape of terms that are added or compared."""
    rows: Basic = ANY
    cols: Basic = ANY
    for a in args:
        r, c = shape_of(a)
        rows, cols = meet(rows, r), meet(cols, c)
    return (rows, cols)


# ---- the node

class Inert(Expr):  # type: ignore[misc]
    """An operation that is written down and left alone."""

    __slots__ = ("__weakref__", "_mhash", "free", "open", "shape")
    _op_priority = 100.0           # symbol + node asks the node, not the symbol
    is_commutative = True
    is_goal: ClassVar[bool] = False

    free: frozenset[Basic]         # the symbols that occur unbound
    open: bool                     # does a goal stand in it?
    shape: Shape
    args: tuple[Basic, ...]

    def __new__(cls, *args: Basic) -> Inert:
        key = (cls, args)
        known = _NODES.get(key)
        if known is not None:
            return known
        node: Inert = Basic.__new__(cls, *args)
        node._mhash = hash(key)
        node.free = node._free()
        node.shape = node._shape()           # refuses what does not fit
        node.open = cls.is_goal or any(is_open(a) for a in args)
        with _BIRTH:
            return _NODES.setdefault(key, node)

    def _free(self) -> frozenset[Basic]:
        return union(self.args)

    def _shape(self) -> Shape:
        return SCALAR if all(shape_of(a) is SCALAR for a in self.args) else common(self.args)

    @staticmethod
    def evaluate(*args: Any) -> Any:
        """What the node is in SymPy, given what its arguments are."""
        raise NotImplementedError

    def __hash__(self) -> int:
        return self._mhash             # type: ignore[no-any-return]

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __reduce__(self) -> tuple[Any, ...]:
        from symderive.tree import flat, unflat
        return unflat, (flat(self),)

    @property
    def free_symbols(self) -> set[Basic]:
        return set(self.free)

    def doit(self, **hints: Any) -> Any:
        """The ordinary SymPy expression. What is asked for (a goal) becomes an unevaluated SymPy object."""
        from symderive.tree import fold
        return fold(self, lambda node, args: node.evaluate(*args))

    def xreplace(self, rule: Any) -> Basic:
        from symderive.tree import substitute
        return substitute(self, rule)

    def _sympystr(self, printer: Any) -> str:
        from symderive.render.notation import text
        return text(self)

    def _latex(self, printer: Any) -> str:
        from symderive.render.notation import latex
        return latex(self)

    def __neg__(self) -> Basic: return Neg(self)
    def __add__(self, other: Any) -> Basic: return plus(self, _written(other))
    def __radd__(self, other: Any) -> Basic: return plus(_written(other), self)
    def __sub__(self, other: Any) -> Basic: return plus(self, Neg(_written(other)))
    def __rsub__(self, other: Any) -> Basic: return plus(_written(other), Neg(self))
    def __mul__(self, other: Any) -> Basic: return times(self, _written(other))
    def __rmul__(self, other: Any) -> Basic: return times(_written(other), self)
    def __truediv__(self, other: Any) -> Basic: return Over(self, _written(other))
    def __rtruediv__(self, other: Any) -> Basic: return Over(_written(other), self)
    def __pow__(self, other: Any, modulus: Any = None) -> Basic: return Power(self, _written(other))
    def __rpow__(self, other: Any) -> Basic: return Power(_written(other), self)


def _written(e: Any) -> Basic:
    from symderive.written import as_written
    return as_written(e)


def meaning(evaluate: Callable[..., Any]) -> Callable[[type[Inert]], type[Inert]]:
    """Give a node class its SymPy meaning."""
    def give(cls: Any) -> Any:
        cls.evaluate = staticmethod(evaluate)
        return cls
    return give


def _is_matrix(a: Any) -> bool:
    return bool(getattr(a, "is_Matrix", False))


# ---- arithmetic

class Plus(Inert):
    """A sum of two terms or more."""
    __slots__ = ()

    @staticmethod
    def evaluate(*args: Any) -> Any:
        if not any(map(_is_matrix, args)):
            return sp.Add(*args)
        return sp.MatAdd(*args).doit(deep=False)


class Times(Inert):
    """A product of scalars, with at most one matrix: it commutes."""
    __slots__ = ()

    def _shape(self) -> Shape:
        big = [shape_of(a) for a in self.args if not is_scalar(a)]
        if len(big) > 1:
            raise ShapeError("a product of matrices is a MatTimes")
        return big[0] if big else SCALAR

    @staticmethod
    def evaluate(*args: Any) -> Any:
        return sp.MatMul(*args).doit(deep=False) if any(map(_is_matrix, args)) else sp.Mul(*args)


@meaning(lambda *args: sp.MatMul(*args).doit(deep=False))
class MatTimes(Inert):
    """A product of matrices, in order; no factor is a scalar."""
    __slots__ = ()

    def _shape(self) -> Shape:
        for a, b in zip(self.args, self.args[1:]):
            meet(shape_of(a)[1], shape_of(b)[0])
        return shape_of(self.args[0])[0], shape_of(self.args[-1])[1]


@meaning(lambda u: -u)
class Neg(Inert):
    """-u"""
    __slots__ = ()


@meaning(lambda u, v: u / v)
class Over(Inert):
    """u / v"""
    __slots__ = ()

    def _shape(self) -> Shape:
        if not is_scalar(self.args[1]):
            raise ShapeError("division by a matrix")
        return shape_of(self.args[0])


@meaning(lambda u, v: sp.MatPow(u, v) if _is_matrix(u) else sp.Pow(u, v))
class Power(Inert):
    """u^v; e^v is a power of the number e."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return shape_of(self.args[0])


@meaning(lambda digits: sp.Rational(digits.name))
class Decimal(Inert):
    """Decimal(Str("2.50")): keeps its digits; its value is exactly 5/2."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return SCALAR


@meaning(lambda head, *args: to_sympy(head.name, *args))
class Call(Inert):
    """Call(Str("sin"), u). Of a matrix: entry by entry, but for tr, det, norm and rank."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return SCALAR if self.args[0].name in OF_A_MATRIX else shape_of(self.args[-1])


class At(Inert):
    """x_i: an entry of the data x; A_ij: an entry of a table. At(x, i), At(A, i, j)."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return SCALAR

    @staticmethod
    def evaluate(x: Any, *places: Any) -> Any:
        return x[places] if _is_matrix(x) else sp.IndexedBase(x.name)[places]


@meaning(lambda *args: sp.HadamardProduct(*args))
class Hadamard(Inert):
    """The product entry by entry."""
    __slots__ = ()


# ---- looking at one node

def is_open(e: Basic) -> bool:
    """Does a goal stand in it?"""
    return isinstance(e, Inert) and e.open


def free(e: Basic) -> frozenset[Basic]:
    """The symbols that occur unbound."""
    if isinstance(e, Inert):
        return e.free
    return frozenset((e,)) if isinstance(e, (Symbol, MatrixSymbol)) else _NONE


def union(args: Sequence[Basic]) -> frozenset[Basic]:
    """The union of the free symbols, sharing a set where one holds them all."""
    if len(args) > 32:                               # joined one after the other, many would cost the square
        return _NONE.union(*map(free, args))
    whole = _NONE
    for a in args:
        s = free(a)
        if not s <= whole:
            whole = s if whole <= s else whole | s
    return whole


named: Callable[[str], Str] = lru_cache(maxsize=None)(Str)


def head(e: Basic) -> str | type:
    """What a node is, as a dict key: the name of its function, else its class."""
    return e.args[0].name if isinstance(e, Call) else type(e)


# ---- building: what is nested becomes flat, and products find their kind by shape

def call(name: str, *args: Basic) -> Call:
    return Call(named(name), *args)


def _flat(kind: type[Inert], args: Iterable[Basic], empty: Basic) -> Basic:
    found: list[Basic] = []
    for a in args:
        if type(a) is kind:
            found.extend(a.args)
        else:
            found.append(a)
    return kind(*found) if len(found) > 1 else found[0] if found else empty


def plus(*terms: Basic) -> Basic:
    return _flat(Plus, terms, sp.S.Zero)


def times(*factors: Basic) -> Basic:
    """Scalars in front, matrices in order."""
    if all(shape_of(f) is SCALAR for f in factors):
        return _flat(Times, factors, sp.S.One)
    found = [p for a in factors for p in (a.args if type(a) is Times else (a,))]
    small = [a for a in found if is_scalar(a)]
    big = [p for a in found if not is_scalar(a) for p in (a.args if type(a) is MatTimes else (a,))]
    whole = [MatTimes(*big)] if len(big) > 1 else big
    return _flat(Times, (*small, *whole), sp.S.One)


def hadamard(*factors: Basic) -> Basic:
    big = [f for f in factors if not is_scalar(f)]
    if len(big) == len(factors):
        return _flat(Hadamard, big, sp.S.One)
    small = [f for f in factors if is_scalar(f)]
    return times(*small, *([_flat(Hadamard, big, sp.S.One)] if big else []))


BUILD: dict[type[Inert], Callable[..., Basic]] = {Plus: plus, Times: times, MatTimes: times, Hadamard: hadamard}


def build(kind: type[Inert], *args: Basic) -> Basic:
    """A node of this kind, made by its builder where it has one."""
    return BUILD.get(kind, kind)(*args)
