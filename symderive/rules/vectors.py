"""Gradient, Jacobian and Hessian: columns and rows of partial derivatives."""
from __future__ import annotations

from sympy import Basic

from symderive.expr import shape_of
from symderive.nodes import D, Gradient, Hessian, Jacobian, Matrix, column, entries
from symderive.rule import Rewrite, Table

VECTORS = Table()
law = VECTORS.law


def gradient(e: Basic) -> Rewrite | None:
    """One partial derivative for each variable."""
    if not isinstance(e, Gradient):
        return None
    f, variables = e.args
    return Rewrite(column(*(D(f, x) for x in entries(variables))))


def jacobian(e: Basic) -> Rewrite | None:
    """Rows are functions, columns are variables."""
    if not isinstance(e, Jacobian):
        return None
    functions, variables = map(entries, e.args)
    return Rewrite(Matrix(*shape_of(e), *(D(f, x) for f in functions for x in variables)))


def hessian(e: Basic) -> Rewrite | None:
    """The derivative in the row's variable, then in the column's."""
    if not isinstance(e, Hessian):
        return None
    f, variables = e.args[0], entries(e.args[1])
    return Rewrite(Matrix(*shape_of(e), *(D(D(f, x), y) for x in variables for y in variables)))


law("directional.unit",   "column(a, b)/norm(column(a, b)) = column(a, b)/sqrt(a^2 + b^2)", "divided by its length", ref="Stewart 12.2", minor=True)
law("directional.divide", "column(u, v)/w = column(u/w, v/w)", "component by component", ref="Stewart 12.2")
law("directional.sum",    "D(x^2*t, x)*a + D(x^2*t, t)*b = 2*x*t*a + x^2*b", "the gradient times the unit vector", ref="Stewart 14.6")
law("differential.sum",   "D(x^2*t, x)*a + D(x^2*t, t)*b = 2*x*t*a + x^2*b", "total differential", ref="Stewart 14.4")
law("tangent.line",       "at(x^2, x, 3) + at(D(x^2, x), x, 3)*(x - 3) = 9 + 6*(x - 3)", "tangent line: f(a) + f'(a)(x - a)", ref="Stewart 2.7")
law("tangent.plane",      "at(x^2, x, 3) + at(D(x^2, x), x, 3)*(x - 3) = 9 + 6*(x - 3)", "tangent plane: f + f_x (x - a) + f_y (y - b)", ref="Stewart 14.4")
law("taylor.polynomial",  "at(x^2, x, 3) + at(D(x^2, x), x, 3)*(x - 3) = 9 + 6*(x - 3)", "Taylor polynomial", ref="Stewart 11.10")
law("collect.product",    "u^2 - v^2 = (u - v)*(u + v)", "as a product", ref="Stewart A")
law("solve.zeros",        "u = u", "solve the equation", ref="Stewart A")
law("entry.sum",       "D(Sum(x[i]^2, i, 1, n), x[k]) = Sum(D(x[i]^2, x[k]), i, 1, n)", "sum rule, under the sum sign", ref="Stewart 3.1")
law("entry.product",   "D(Prod(x[i]^2, i, 1, n), x[k]) = Prod(x[i]^2, i, 1, n)*Sum(D(x[i]^2, x[k])/x[i]^2, i, 1, n)", "logarithmic differentiation of a product", ref="Stewart 3.6")
law("entry.kronecker", "D(x[i], x[k]) = kronecker(i, k)", "x_i has the derivative 1 in x_k where i = k, else 0", ref="Magnus 5.4")
law("entry.only_k",    "Sum(x[i]*kronecker(i, 2), i, 1, 3) = x[2]", "only the term with i = k is left", ref="Magnus 5.4")
law("diff.clairaut",      "D(D(u, t), x) = D(D(u, x), t)", "the order of differentiation does not matter (Clairaut)", ref="Stewart 14.3", stated=True)
law("gradient.components", "Gradient(u, column(x, t)) = column(D(u, x), D(u, t))", "definition of the gradient",
    ref="Stewart 14.6", ex="Gradient(x^2*t, column(x, t))", apply=gradient)
law("jacobian.components", "Jacobian(column(u, v), column(x, t)) = matrix(2, 2, D(u, x), D(u, t), D(v, x), D(v, t))", "definition of the Jacobian matrix",
    ref="Magnus 5.4", ex="Jacobian(column(x*t, x + t), column(x, t))", apply=jacobian)
law("hessian.components", "Hessian(u, column(x, t)) = matrix(2, 2, D(D(u, x), x), D(D(u, x), t), D(D(u, t), x), D(D(u, t), t))", "definition of the Hessian matrix",
    ref="Magnus 6.3", ex="Hessian(x^2*t, column(x, t))", apply=hessian)
