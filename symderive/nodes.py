"""The nodes beyond arithmetic: over an index, relations and cases, tuples and matrices, and the goals."""
from __future__ import annotations

from typing import Any

import sympy as sp
from sympy import Basic, Integer

from symderive.expr import ONE, SCALAR, Inert, Shape, ShapeError, common, free, is_scalar, meaning, meet, named, shape_of, union

# ---- over an index: (body, index, first, last); the index is bound in the body

class Indexed(Inert):
    """An operation over an index. The index is bound in the body."""
    __slots__ = ()

    def _free(self) -> frozenset[Basic]:
        body, index, *ends = self.args
        return (free(body) - {index}) | union(ends)

    def _shape(self) -> Shape:
        return shape_of(self.args[0])


@meaning(lambda u, i, a, b: sp.Sum(u, (i, a, b)))
class SumOver(Indexed):
    """The sum of u for i = a, ..., b."""
    __slots__ = ()


@meaning(lambda u, i, a, b: sp.Product(u, (i, a, b)))
class ProdOver(Indexed):
    """The product of u for i = a, ..., b."""
    __slots__ = ()


class MaxOver(Indexed):
    """The largest u for i = a, ..., b."""
    __slots__ = ()

    @staticmethod
    def evaluate(u: Any, i: Any, a: Any, b: Any) -> Any:
        return sp.Function("max_over")(u, i, a, b)


class MinOver(Indexed):
    """The smallest u for i = a, ..., b."""
    __slots__ = ()

    @staticmethod
    def evaluate(u: Any, i: Any, a: Any, b: Any) -> Any:
        return sp.Function("min_over")(u, i, a, b)


@meaning(lambda u, t, a, b: sp.Integral(u, (t, a, b)))
class IntegralOver(Indexed):
    """The integral of u for t from a to b."""
    __slots__ = ()


@meaning(lambda u, t: sp.Integral(u, t))
class Antiderivative(Inert):
    """The integral of u in t without limits."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return shape_of(self.args[0])


class Limit(Inert):
    """Limit(u, x, a, Str("+-")): the limit of u as x tends to a; "+" and "-" are one-sided."""
    __slots__ = ()
    is_goal = True

    def _free(self) -> frozenset[Basic]:
        body, x, a, _ = self.args
        return (free(body) - {x}) | free(a)

    def _shape(self) -> Shape:
        return shape_of(self.args[0])

    @staticmethod
    def evaluate(u: Any, x: Any, a: Any, side: Any) -> Any:
        return sp.Limit(u, x, a, dir=side.name)


class Evaluated(Inert):
    """Evaluated(u, x, a): u at x = a, not yet put in."""
    __slots__ = ()

    def _free(self) -> frozenset[Basic]:
        body, x, a = self.args
        return (free(body) - {x}) | free(a)

    def _shape(self) -> Shape:
        return shape_of(self.args[0])

    @staticmethod
    def evaluate(u: Any, x: Any, a: Any) -> Any:
        return sp.Subs(u, x, a)


class Where(Evaluated):
    """Where(u, x, a): u, in which the letter x stands for a by definition; x and what it stands for change together."""
    __slots__ = ()


# ---- what is true or false, and what has cases

class Rel(Inert):
    """a < b, written Rel(Str("<"), a, b). The signs: = != < <= > >= ~ in -> and so on; "|" is a given b, and "||" sets two laws side by side."""
    __slots__ = ()

    @staticmethod
    def evaluate(sign: Any, a: Any, b: Any) -> Any:
        if sign.name in ("=", "!=", "<", "<=", ">", ">="):
            return sp.Rel(a, b, {"=": "=="}.get(sign.name, sign.name))
        if sign.name == "in" and isinstance(b, sp.Set):
            return sp.Contains(a, b)
        return sp.Function(sign.name)(a, b)                   # what SymPy has no relation for

    def _shape(self) -> Shape:
        if self.args[0].name in ("=", "!="):
            common(self.args[1:])
        return SCALAR


@meaning(lambda *parts: sp.And(*parts))
class And(Inert):
    """All of the conditions. A chain a < b < c is an And of its links."""
    __slots__ = ()


@meaning(lambda *parts: sp.Or(*parts))
class Or(Inert):
    """At least one of the conditions."""
    __slots__ = ()


@meaning(lambda p: sp.Not(p))
class Not(Inert):
    """The condition does not hold."""
    __slots__ = ()


@meaning(lambda *rows: sp.Piecewise(*zip(rows[::2], rows[1::2])))
class Cases(Inert):
    """Cases(u, p, v, q): u if p, else v if q. `sympy.true` stands for `otherwise`."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return common(self.args[::2])


# ---- many things together

class Matrix(Inert):
    """Matrix(rows, columns, *entries), row by row; a column vector has one column."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return (self.args[0], self.args[1])

    @staticmethod
    def evaluate(rows: Any, cols: Any, *entries: Any) -> Any:
        return sp.ImmutableDenseMatrix(int(rows), int(cols), list(entries))


@meaning(lambda *args: sp.Tuple(*args))
class TupleOf(Inert):
    """(a, b, c): an ordered list that is not a vector."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return SCALAR


@meaning(lambda *args: sp.FiniteSet(*args))
class SetOf(Inert):
    """{a, b, c}"""
    __slots__ = ()

    def _shape(self) -> Shape:
        return SCALAR


class Interval(Inert):
    """Interval(Str("[)"), a, b): the numbers from a to b; the brackets say which ends belong to it."""
    __slots__ = ()

    @staticmethod
    def evaluate(brackets: Any, a: Any, b: Any) -> Any:
        return sp.Interval(a, b, brackets.name[0] == "(", brackets.name[1] == ")")


# ---- matrices

@meaning(lambda u: u.T)
class Transpose(Inert):
    __slots__ = ()

    def _shape(self) -> Shape:
        return shape_of(self.args[0])[::-1]


@meaning(lambda u: u.I)
class Inverse(Inert):
    __slots__ = ()

    def _shape(self) -> Shape:
        n = meet(*shape_of(self.args[0]))
        return n, n


@meaning(lambda a, b: sp.Trace(a.T * b))
class Inner(Inert):
    """<A, B> = tr(A^T B), the sum of the products of the entries."""
    __slots__ = ()

    def _shape(self) -> Shape:
        common(self.args)
        return SCALAR


# ---- goals

@meaning(lambda u, x: sp.Derivative(u, x, evaluate=False))
class D(Inert):
    """The derivative of the first argument in the second, yet to be found."""
    __slots__ = ()
    is_goal = True

    def _shape(self) -> Shape:
        return shape_of(self.args[0])


@meaning(lambda u, x, n: sp.Derivative(u, (x, n)))
class NthDerivative(Inert):
    """NthDerivative(u, x, n): the n-th derivative of u in x, for a symbol n; yet to be found."""
    __slots__ = ()
    is_goal = True

    def _shape(self) -> Shape:
        return shape_of(self.args[0])


class Argmax(Inert):
    """Argmax(u, x): the x at which u is largest, yet to be found."""
    __slots__ = ()
    is_goal = True

    def _free(self) -> frozenset[Basic]:
        return free(self.args[0]) - {self.args[1]}

    def _shape(self) -> Shape:
        return shape_of(self.args[1])

    @staticmethod
    def evaluate(u: Any, x: Any) -> Any:
        return sp.Function("argmax")(u, x)


class Argmin(Argmax):
    """Argmin(u, x): the x at which u is smallest, yet to be found."""
    __slots__ = ()

    @staticmethod
    def evaluate(u: Any, x: Any) -> Any:
        return sp.Function("argmin")(u, x)


class Supremum(Argmax):
    """Supremum(u, x): the least upper bound of u over x, yet to be found."""
    __slots__ = ()

    def _shape(self) -> Shape:
        return SCALAR

    @staticmethod
    def evaluate(u: Any, x: Any) -> Any:
        return sp.Function("sup")(u, x)


class Infimum(Supremum):
    """Infimum(u, x): the greatest lower bound of u over x, yet to be found."""
    __slots__ = ()

    @staticmethod
    def evaluate(u: Any, x: Any) -> Any:
        return sp.Function("inf")(u, x)


class Gradient(Inert):
    """Gradient(f, Matrix(x, y)): the column of the partial derivatives, yet to be found."""
    __slots__ = ()
    is_goal = True

    def _shape(self) -> Shape:
        if not is_scalar(self.args[0]):
            raise ShapeError("the gradient is of a scalar")
        return shape_of(self.args[1])

    @staticmethod
    def evaluate(u: Any, variables: Any) -> Any:
        return sp.ImmutableDenseMatrix([sp.Derivative(u, x) for x in variables])


class Jacobian(Inert):
    """Jacobian(column of functions, column of variables): rows are functions, yet to be found."""
    __slots__ = ()
    is_goal = True

    def _shape(self) -> Shape:
        return (shape_of(self.args[0])[0], shape_of(self.args[1])[0])

    @staticmethod
    def evaluate(functions: Any, variables: Any) -> Any:
        return sp.ImmutableDenseMatrix([[sp.Derivative(f, x) for x in variables] for f in functions])


class Hessian(Inert):
    """Hessian(f, column of variables): the second derivatives, yet to be found."""
    __slots__ = ()
    is_goal = True

    def _shape(self) -> Shape:
        n = shape_of(self.args[1])[0]
        return (n, n)

    @staticmethod
    def evaluate(u: Any, variables: Any) -> Any:
        return sp.ImmutableDenseMatrix([[sp.Derivative(u, x, y) for y in variables] for x in variables])


class Slope(Inert):
    """Slope(y, x, t): how fast y changes against x, where both depend on t, yet to be found."""
    __slots__ = ()
    is_goal = True

    @staticmethod
    def evaluate(y: Any, x: Any, t: Any) -> Any:
        return sp.Derivative(y, t, evaluate=False) / sp.Derivative(x, t, evaluate=False)


class InverseSlope(Inert):
    """InverseSlope(u, x, a, b): the derivative at b of the inverse of u as a function of x, near x = a where u is b, yet to be found."""
    __slots__ = ()
    is_goal = True

    def _free(self) -> frozenset[Basic]:
        body, x, *places = self.args
        return (free(body) - {x}) | union(places)

    @staticmethod
    def evaluate(u: Any, x: Any, a: Any, b: Any) -> Any:
        return 1 / sp.Subs(sp.Derivative(u, x, evaluate=False), x, a)


# ---- building

def relation(sign: str, a: Basic, b: Basic) -> Rel:
    return Rel(named(sign), a, b)


def column(*entries: Basic) -> Matrix:
    return Matrix(Integer(len(entries)), ONE, *entries)


def entries(m: Basic) -> tuple[Basic, ...]:
    """What stands in a Matrix, row by row."""
    found: tuple[Basic, ...] = m.args[2:]
    return found
