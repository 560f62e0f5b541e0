"""Mistakes with matrices."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from sympy import Basic

from symderive.expr import MatTimes, ShapeError, shape_of, times
from symderive.mistake import Mistakes
from symderive.nodes import Matrix, Transpose, entries

MATRICES = Mistakes()


def entry_by_entry(e: Basic) -> Iterator[Basic]:
    if isinstance(e, MatTimes) and len(e.args) == 2 and all(isinstance(f, Matrix) for f in e.args) and shape_of(e.args[0]) == shape_of(e.args[1]):
        a, b = map(entries, e.args)
        yield Matrix(*shape_of(e.args[0]), *(times(u, v) for u, v in zip(a, b)))


def turned_round(e: Basic) -> Iterator[Basic]:
    if isinstance(e, MatTimes):
        with suppress(ShapeError):
            yield MatTimes(*reversed(e.args))


def order_kept(e: Basic) -> Iterator[Basic]:
    """The transpose or inverse of each factor, in the order of the factors."""
    product = e.args[0]
    if isinstance(product, MatTimes):
        with suppress(ShapeError):
            yield MatTimes(*(type(e)(f) for f in product.args))


def transpose_lost(e: Basic) -> Iterator[Basic]:
    if isinstance(e, MatTimes) and any(isinstance(f, Transpose) for f in e.args):
        with suppress(ShapeError):
            yield MatTimes(*(f.args[0] if isinstance(f, Transpose) else f for f in e.args))


# ---- linear algebra
mistake = MATRICES.of("linear algebra")
mistake("matrix_elementwise", "matrix(2, 2, a, b, u, v)*matrix(2, 2, n, m, k, w) = matrix(2, 2, a*n, b*m, u*k, v*w)", "Row by column, not entry by entry", "How is the entry in row 1, column 1 formed?", site="P", ex="matrix(2, 2, 1, 2, 3, 4)*matrix(2, 2, 5, 6, 7, 8)", wrong="matrix(2, 2, 5, 12, 21, 32)", apply=entry_by_entry)
mistake("matrix_order", "A*B -> B*A", "The order of the factors matters", "Which matrix acts first?", site="P", ex="matrix(2, 2, 1, 2, 3, 4)*matrix(2, 2, 5, 6, 7, 8)", wrong="matrix(2, 2, 23, 34, 31, 46)", apply=turned_round)
mistake("transpose_order", "transpose(A*B) -> transpose(A)*transpose(B)", "The order is reversed under transposition", "Check the shapes with non-square matrices.", site="P", ex="transpose(matrix(2, 2, 1, 2, 0, 1)*matrix(2, 2, 3, 0, 1, 2))", wrong="matrix(2, 2, 3, 1, 6, 4)", apply=order_kept)
mistake("inverse_order", "inverse(A*B) -> inverse(A)*inverse(B)", "The order is reversed under inversion", "Undo the last action first.", site="P", ex="inverse(matrix(2, 2, 1, 2, 0, 1)*matrix(2, 2, 3, 0, 1, 2))", wrong="matrix(2, 2, 2/3, -1, -(1/6), 1/2)", apply=order_kept)
mistake("inverse_elementwise", "inverse(matrix(2, 2, a, b, u, v)) = matrix(2, 2, 1/a, 1/b, 1/u, 1/v)", "The inverse is not taken entry by entry", "Multiply your result by A.", site="P", ex="inverse(matrix(2, 2, 4, 7, 2, 6))", wrong="matrix(2, 2, 1/4, 1/7, 1/2, 1/6)")
mistake("det_scaling", "det(c*A) = c*det(A)", "Every row is multiplied by c", "How many rows are scaled?", site="P", ex="det(2*matrix(2, 2, 1, 2, 3, 4))", wrong="-4")
mistake("det_sum", "det(A + B) = det(A) + det(B)", "The determinant is not additive", "Try A = B = I.", site="P", ex="det(matrix(2, 2, 1, 0, 0, 1) + matrix(2, 2, 1, 0, 0, 1))", wrong="2")
mistake("adjugate_not_swapped", "inverse(matrix(2, 2, a, b, u, v)) = matrix(2, 2, a, -b, -u, v)/(a*v - b*u)", "The two diagonal entries change places", "Multiply your result by A.", site="P", ex="inverse(matrix(2, 2, 4, 7, 2, 6))", wrong="matrix(2, 2, 2/5, -(7/10), -(1/5), 3/5)")
mistake("quadratic_symmetric", "D(u + c*x, x) = D(u, x) + 2*c", "2Ax is right only for a symmetric matrix", "Is the matrix symmetric?", site="D", ex="D(u^2 + 2*u*v + 3*v^2, u)", wrong="2*u + 4*v")
mistake("least_squares_transpose", "transpose(A)*B -> A*B", "The transposed matrix stands in front", "Check the shapes.", site="D", ex="2*(transpose(matrix(2, 2, 1, 2, 0, 1))*(matrix(2, 2, 1, 2, 0, 1)*column(1, 1)))", wrong="column(10, 2)", apply=transpose_lost)
