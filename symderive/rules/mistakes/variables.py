"""Mistakes with several variables: partial derivatives, gradients, Jacobians, Hessians, networks."""
from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Symbol

from symderive.expr import At, Neg, Over, Plus, Times, free, plus, shape_of, times
from symderive.mistake import Mistakes
from symderive.nodes import D, Gradient, Jacobian, Matrix, entries
from symderive.rules.mistakes.derivatives import taken_apart

VARIABLES = Mistakes()


ACTIVATIONS = frozenset(("h", "a", "z", "s", "o"))          # letters for what flows through a network; others are weights


def letters(e: Basic) -> list[Symbol]:
    return sorted((s for s in free(e) if isinstance(s, Symbol)), key=str)


def other_differentiated(e: Basic) -> Iterator[Basic]:
    """The factors without the variable differentiated too, in a letter of their own."""
    body, x = e.args
    if not isinstance(body, Times):
        return
    moving = [f for f in body.args if x in free(f)]
    still = [f for f in body.args if x not in free(f)]
    if moving:
        for k, f in enumerate(still):
            for t in letters(f):
                yield times(D(times(*moving), x), D(f, t), *still[:k], *still[k + 1:])


def other_variable(e: Basic) -> Iterator[Basic]:
    body, x = e.args
    for t in letters(body):
        if t != x:
            yield D(body, t)


def layer_skipped(e: Basic) -> Iterator[Basic]:
    """The derivative of the inside alone, of one layer or more: the outside is not differentiated."""
    x = e.args[1]
    while (inside := inside_of(e)) is not None and inside != x:
        e = D(inside, x)
        yield e


def inside_of(e: Basic) -> Basic | None:
    """What a layer is made of: the argument of a function; of a sum, a product and a change of sign, the only part that depends on the variable."""
    body, x = e.args
    if (chain := taken_apart(e)) is not None:
        return chain[1]
    if isinstance(body, (Plus, Times, Over, Neg)):
        moving = [part for part in body.args if x in free(part)]
        return moving[0] if len(moving) == 1 else None
    return None


def summed(e: Basic) -> Iterator[Basic]:
    if isinstance(e, Gradient):
        f, variables = e.args
        yield plus(*(D(f, x) for x in entries(variables)))


def transposed(e: Basic) -> Iterator[Basic]:
    if isinstance(e, Jacobian):
        functions, variables = map(entries, e.args)
        yield Matrix(*reversed(shape_of(e)), *(D(f, x) for x in variables for f in functions))


def bias_by_input(e: Basic) -> Iterator[Basic]:
    """In z = w x + b the derivative of b is taken for x."""
    body, b = e.args
    if isinstance(body, Plus) and b in body.args:
        for term in body.args:
            if isinstance(term, Times) and b not in free(term):
                yield from (f for f in term.args if isinstance(f, (Symbol, At)))


def weight_itself(e: Basic) -> Iterator[Basic]:
    body, x = e.args
    if isinstance(body, Times) and x in body.args and x.name not in ACTIVATIONS:
        yield x


def activation_itself(e: Basic) -> Iterator[Basic]:
    body, x = e.args
    if isinstance(body, Times) and x in body.args and x.name in ACTIVATIONS:
        yield x


# ---- several variables
mistake = VARIABLES.of("several variables")
mistake("partial_other_differentiated", "D(u*v, x) = D(u, x)*D(v, t)", "The other variable is held constant in a partial derivative", "Which letter is moving and which is frozen?", site="D", ex="D(x^2*y^3, x)", wrong="6*x*y^2", apply=other_differentiated)
mistake("partial_factor_lost", "D(c*u, x) = D(u, x)", "y is a constant factor here, it stays", "What happens to a constant factor?", site="D", ex="D(y*sin(x), x)", wrong="cos(x)")
mistake("partial_constant_term_kept", "D(u + c, x) = D(u, x) + c", "A term without x has partial derivative zero", "Does the last term change with x?", site="D", ex="D(x^2 + y^2, x)", wrong="2*x + y^2")
mistake("partial_wrong_variable", "D(u, x) = D(u, t)", "A partial derivative with respect to another variable was used", "Which variable does this slot belong to?", site="D", ex="D(x^2*y, y)", wrong="2*x*y", apply=other_variable)
mistake("mixed_partial_zero", "D(D(u, x), t) = 0", "The first partial derivative still contains y", "Is f_x free of y?", site="D", ex="D(D(x^2*y, x), y)", wrong="0")
mistake("path_missing", "D(f(u, v), x) = f^(1,0)(u, v)*D(u, x)", "A path through another variable is missing", "Through how many variables does z depend on s?", site="D", ex="D((s + t)^2*(s*t), s)", wrong="2*(s + t)*s*t", also=("D(f(u, v), x) = f^(0,1)(u, v)*D(v, x)", "D(u*v, x) = D(u, x)*v"))
mistake("path_factor_missing", "D(f(u), x) = D(u, x)", "One link of the chain is missing: the activation has a derivative too", "Follow the path from w to L and name every node.", site="D", ex="D((sigmoid(w*x) - t)^2, w)", wrong="2*(sigmoid(w*x) - t)*x", apply=layer_skipped)
mistake("gradient_components_swapped", "Gradient(u, column(x, t)) = column(D(u, t), D(u, x))", "The components are in the wrong order", "Which variable comes first?", site="G", ex="Gradient(x^2 + x*y, column(x, y))", wrong="column(x, 2*x + y)")
mistake("gradient_summed", "Gradient(u, column(x, t)) -> D(u, x) + D(u, t)", "A gradient is a vector, not a sum", "How many numbers should the answer have?", site="G", ex="Gradient(x^2 + x*y, column(x, y))", wrong="3*x + y", apply=summed)
mistake("jacobian_transposed", "Jacobian(column(u, v), column(x, t)) = matrix(2, 2, D(u, x), D(v, x), D(u, t), D(v, t))", "Rows belong to functions, columns to variables", "What does row 1 describe?", site="G", ex="Jacobian(column(x*y, x^2), column(x, y))", wrong="matrix(2, 2, y, 2*x, x, 0)", apply=transposed)
mistake("hessian_mixed_doubled", "Hessian(u, column(x, t)) = matrix(2, 2, D(D(u, x), x), 2*D(D(u, x), t), 2*D(D(u, t), x), D(D(u, t), t))", "The mixed derivative appears once in each corner", "What is a single off-diagonal entry?", site="D", ex="Hessian(x^2*y, column(x, y))", wrong="matrix(2, 2, 2*y, 4*x, 4*x, 0)", also=("D(D(u, x), t) = 2*D(D(u, x), t)",))
mistake("hessian_sign_flipped", "Hessian(u, column(x, t)) = matrix(2, 2, D(D(u, x), x), D(D(u, x), t), -D(D(u, t), x), D(D(u, t), t))", "The Hessian must be symmetric", "Compare the two off-diagonal entries.", site="D", ex="Hessian(x^2*y, column(x, y))", wrong="matrix(2, 2, 2*y, 2*x, -2*x, 0)", also=("Hessian(u, column(x, t)) = matrix(2, 2, D(D(u, x), x), -D(D(u, x), t), D(D(u, t), x), D(D(u, t), t))", "D(D(u, x), t) = -D(D(u, x), t)"))
mistake("direction_not_normalised", "u/sqrt(a^2 + b^2) = u", "The direction must be a unit vector", "How long is the direction vector?", site="G", ex="(2*3 + 4*4)/sqrt(3^2 + 4^2)", wrong="22", also=("u/sqrt(a^2 + b^2 + v^2) = u",))

# ---- networks
mistake = VARIABLES.of("networks")
mistake("relu_gate", "D(relu(u), x) = D(u, x)", "The gate of the ReLU is closed: the gradient does not pass", "What is the sign of z at this point?", site="D", ex="D(relu(w*x + b), w)", wrong="x", also=("D(max(0, u), x) = D(u, x)", "D(max(u, 0), x) = D(u, x)"))
mistake("bias_extra_input", "D(t*v + x, x) = v", "The bias is added, not multiplied by the input", "How does z change when b changes by one?", site="D", ex="D((w*x + b - t)^2/2, b)", wrong="(w*x + b - t)*x", apply=bias_by_input)
mistake("weight_for_activation", "D(x*v, x) = x", "The derivative with respect to a weight is the activation it multiplies", "In y = v h, which factor is left when you differentiate in v?", site="D", ex="D(v*h, v)", wrong="v", apply=weight_itself)
mistake("activation_for_weight", "D(x*v, x) = x", "Going back to the activation, multiply by the weight", "In y = v h, what remains when you differentiate in h?", site="D", ex="D(v*h, h)", wrong="h", apply=activation_itself)
mistake("regulariser_not_differentiated", "D(u + c*x^2, x) = D(u, x) + c*x^2", "The penalty term must be differentiated as well", "Does the penalty depend on w?", site="D", ex="D((w*x - y)^2 + c*w^2, w)", wrong="2*x*(w*x - y) + c*w^2", also=("D(u + c*x^2/k, x) = D(u, x) + c*x^2/k",))
mistake("regulariser_dropped", "D(u + c*x^2, x) = D(u, x)", "The penalty term disappeared", "Count the terms of the loss.", site="D", ex="D((w*x - y)^2 + c*w^2, w)", wrong="2*x*(w*x - y)", also=("D(u + c*x^2/k, x) = D(u, x)",))
mistake("sigmoid_derivative_wrong", "D(sigmoid(u), x) = (1 - sigmoid(u))*D(u, x)", "The derivative of the sigmoid is s(1-s)", "What is the slope where s is near 0?", site="D", ex="D(sigmoid(z), z)", wrong="1 - sigmoid(z)", also=("D(1/(1 + e^(-u)), x) = (1 - 1/(1 + e^(-u)))*D(u, x)", "D(sigmoid(u), x) = sigmoid(u)*D(u, x)"))
mistake("tanh_sign", "D(tanh(u), x) = (1 + tanh(u)^2)*D(u, x)", "Hyperbolic functions follow cosh^2 - sinh^2 = 1; the trigonometric sign does not carry over", "Is the slope of tanh ever larger than 1?", site="D", ex="D(tanh(z), z)", wrong="1 + tanh(z)^2", also=("D(cosh(u), x) = -sinh(u)*D(u, x)", "1 - tanh(u)^2 = 1 + tanh(u)^2"))
mistake("softmax_numerator", "D(ln(e^u + v), x) = 1/(e^u + v)", "The derivative of the inside of the log-sum is missing", "What is the derivative of e^u + e^v in u?", site="D", ex="D(ln(e^u + e^v), u)", wrong="1/(e^u + e^v)")
