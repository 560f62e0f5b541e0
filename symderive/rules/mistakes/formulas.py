"""Mistakes in formulas made of derivatives: implicit, logarithmic, of integrals, parametric, of inverse functions, steps of an optimiser; integrals taken for them."""
from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic

from symderive.expr import Call
from symderive.functions import FUNCTIONS
from symderive.mistake import Mistakes
from symderive.rules.mistakes.derivatives import taken_apart

FORMULAS = Mistakes()


def as_if_free(e: Basic) -> Iterator[Basic]:
    """The derivative in y of what holds y(x), as if y did not depend on x."""
    if (chain := taken_apart(e)) is not None:
        outer, u, _ = chain
        if isinstance(u, Call) and u.args[0].name not in FUNCTIONS:
            yield outer(u)


# ---- implicit
mistake = FORMULAS.of("implicit")
mistake("implicit_dydx_missing", "D(f(g(x)), x) = f'(g(x))", "y depends on x: a factor y' is missing", "What changes when x changes: only x?", site="D", ex="D(g(x)^2, x)", wrong="2*g(x)", apply=as_if_free)
mistake("implicit_product_missing", "D(x*g(x), x) = x*D(g(x), x)", "x*y is a product of two functions of x", "Which rule applies to x times y?", site="D", ex="D(x*g(x), x)", wrong="x*D(g(x), x)")
mistake("implicit_constant_side", "-D(u - c, x)/D(u - c, t) = (c - D(u, x))/D(u, t)", "The constant side of the equation was not differentiated", "Both sides must be differentiated.", site="D", ex="-D(x^2 + y^2 - 25, x)/D(x^2 + y^2 - 25, y)", wrong="(25 - 2*x)/(2*y)")
mistake("logdiff_y_missing", "D(u^v, x) = D(v*ln(u), x)", "The equation was not multiplied by y", "What is on the left of your last equation?", site="P", ex="D(x^x, x)", wrong="ln(x) + 1", also=("D(u*v, x) = D(u, x)/u + D(v, x)/v", "D(u/v, x) = D(u, x)/u - D(v, x)/v"))

# ---- integral
mistake = FORMULAS.of("integral")
mistake("ftc_inner_missing", "D(Integral(u, t, c, b), x) = at(u, t, b)", "The upper limit is a function of x: chain rule", "How fast does the limit move?", site="D", ex="D(Integral(cos(t), t, 0, x^2), x)", wrong="cos(x^2)", also=("D(Integral(u, t, a, b), x) = at(u, t, b) - at(u, t, a)",))
mistake("ftc_lower_sign", "D(Integral(u, t, a, c), x) = at(u, t, a)*D(a, x)", "When the lower limit moves, the integral loses area", "Turn the limits round first.", site="D", ex="D(Integral(3*t^2, t, x, 1), x)", wrong="3*x^2", also=("D(Integral(u, t, a, b), x) = at(u, t, b)*D(b, x) + at(u, t, a)*D(a, x)",))
mistake("ftc_constant_limit_kept", "D(Integral(u, t, c, b), x) = at(u, t, b)*D(b, x) - at(u, t, c)", "The fixed limit contributes nothing to the derivative", "Does the lower limit move?", site="D", ex="D(Integral(cos(t), t, 0, x), x)", wrong="cos(x) - 1")

# ---- parametric
mistake = FORMULAS.of("parametric")
mistake("parametric_inverted", "D(v, t)/D(u, t) = D(u, t)/D(v, t)", "The ratio is upside down", "Which of dx and dy belongs on top?", site="G", ex="D(t^3, t)/D(t^2, t)", wrong="2/(3*t)")
mistake("parametric_second_ratio", "D(D(v, t)/D(u, t), t)/D(u, t) = D(D(v, t), t)/D(D(u, t), t)", "The second derivative is not the ratio of the second derivatives", "Differentiate dy/dx once more: with respect to what?", site="G", ex="D(D(t^3, t)/D(t^2, t), t)/D(t^2, t)", wrong="3*t")
mistake("parametric_second_no_division", "D(D(v, t)/D(u, t), t)/D(u, t) = D(D(v, t)/D(u, t), t)", "The result was not divided by dx/dt", "You differentiated with respect to t; what is asked?", site="G", ex="D(D(t^3, t)/D(t^2, t), t)/D(t^2, t)", wrong="3/2")

# ---- inverse
mistake = FORMULAS.of("inverse")
mistake("inverse_wrong_point", "1/at(D(u, x), x, a) = 1/at(D(u, x), x, at(u, x, a))", "f' must be taken at the point that f sends to b", "For which x is f(x) = b?", site="G", ex="1/at(D(x^3 + 2*x + 3, x), x, -1)", wrong="1/2")
mistake("inverse_reciprocal_function", "1/at(D(u, x), x, a) = at(D(1/u, x), x, at(u, x, a))", "The inverse function is not one over the function", "What does the exponent -1 mean here?", site="G", ex="1/at(D(x^3 + 2*x + 3, x), x, -1)", wrong="-2/9")

# ---- optimisation
mistake = FORMULAS.of("optimisation")
mistake("ascent", "a - c*at(D(u, x), x, a) = a + c*at(D(u, x), x, a)", "The step goes uphill", "Compare f before and after the step.", site="R", ex="10 - 1/5*at(D(x^2, x), x, 10)", wrong="14")
mistake("eta_dropped", "a - c*at(D(u, x), x, a) = a - at(D(u, x), x, a)", "The step size is missing", "How long is the step?", site="R", ex="10 - 1/5*at(D(x^2, x), x, 10)", wrong="-10")
mistake("gradient_old_point", "b - c*at(D(u, x), x, b) - c*at(D(u, x), x, b - c*at(D(u, x), x, b)) = b - c*at(D(u, x), x, b) - c*at(D(u, x), x, b)", "The gradient must be taken at the current point", "Where are you standing now?", site="R", ex="10 - 1/5*at(D(x^2, x), x, 10) - 1/5*at(D(x^2, x), x, 10 - 1/5*at(D(x^2, x), x, 10))", wrong="2")
mistake("momentum_dropped", "b*v - c*at(D(u, x), x, a) = -c*at(D(u, x), x, a)", "The velocity of the step before is missing", "What does v carry over?", site="R", ex="9/10*(-1) - 1/10*at(D(x^2, x), x, 4)", wrong="-1/10*8")
mistake("adam_no_bias_correction", "a - c*(u/(1 - b))/sqrt(v/(1 - w)) = a - c*u/sqrt(v)", "The bias correction is missing", "What happens to m and v before the step?", site="R", ex="5 - 1/10*(1/10/(1 - 9/10))/sqrt(1/1000/(1 - 999/1000))", wrong="5 - 1/10/sqrt(1/10)")
mistake("newton_not_divided", "a - at(D(u, x), x, a)/at(D(D(u, x), x), x, a) = a - at(D(u, x), x, a)*at(D(D(u, x), x), x, a)", "Newton divides by the second derivative", "Which way do you scale the step?", site="R", ex="1 - at(D(x^4, x), x, 1)/at(D(D(x^4, x), x), x, 1)", wrong="1 - 48")

# ---- another operation
mistake = FORMULAS.of("derivative")
mistake("integrated_instead", "D(x^n, x) = x^(n + 1)/(n + 1)", "This is an antiderivative, not a derivative", "Which way does the exponent move when you differentiate?", site="D", ex="D(x^3, x)", wrong="x^4/4", also=("D(x, x) = x^2/2", "D(c, x) = c*x", "D(sqrt(x), x) = 2*x*sqrt(x)/3", "D(sin(x), x) = -cos(x)", "D(cos(x), x) = sin(x)"))
