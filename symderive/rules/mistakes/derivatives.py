"""Mistakes in derivatives of one variable: the chain, product, quotient and power rules, and the table of functions."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sympy import Basic, Integer

from symderive.expr import Call, Neg, Power, times
from symderive.matching import Match, fill
from symderive.mistake import Mistakes
from symderive.nodes import D
from symderive.rule import Rule, U, X
from symderive.rules.differentiation import DIFFERENTIATION
from symderive.tree import substitute, walk

DERIVATIVES = Mistakes()


Outside = tuple[Callable[[Basic], Basic], Basic, Basic]


def taken_apart(e: Basic) -> Outside | None:
    """The derivative of the outside as a function of the inside, the inside, the variable: of sin(x^2), cos and x^2. By the sound rules."""
    for rule in DIFFERENTIATION.candidates(e):
        if not rule.is_chain or rule.apply is not None or (found := rule.match(e)) is None:
            continue
        return partial(outside, rule, found), found[U], found[X]
    return None


def outside(rule: Rule, found: Match, v: Basic) -> Basic:
    """What a chain rule makes of the outside, at v."""
    return fill(substitute(rule.sides[1], {D(U, X): Integer(1)}), {**found, U: v})


def outer_only(e: Basic) -> Iterator[Basic]:
    if (chain := taken_apart(e)) is not None:
        outer, u, _ = chain
        yield outer(u)


def outer_at_inner_derivative(e: Basic) -> Iterator[Basic]:
    if (chain := taken_apart(e)) is not None:
        outer, u, x = chain
        yield outer(D(u, x))


def outer_times_inner(e: Basic) -> Iterator[Basic]:
    if (chain := taken_apart(e)) is not None:
        outer, u, _ = chain
        yield times(outer(u), u)


def two_layers(e: Basic) -> Iterator[Basic]:
    if (chain := taken_apart(e)) is not None:
        outer, u, x = chain
        if (inner := taken_apart(D(u, x))) is not None:
            middle, v, _ = inner
            yield times(outer(u), middle(v))


def inner_sign_lost(e: Basic) -> Iterator[Basic]:
    if (chain := taken_apart(e)) is not None:
        outer, u, x = chain
        if any(isinstance(node, Neg) for node in walk(u)):
            yield Neg(times(outer(u), D(u, x)))


def inner_only(e: Basic) -> Iterator[Basic]:
    """The function of the derivative of its argument."""
    body, x = e.args
    if isinstance(body, Call) and len(body.args) == 2:
        yield Call(body.args[0], D(body.args[1], x))


def power_inside(e: Basic) -> Iterator[Basic]:
    base, n = e.args
    if isinstance(base, Call) and len(base.args) == 2:
        yield Call(base.args[0], Power(base.args[1], n))


# ---- derivative
mistake = DERIVATIVES.of("derivative")
mistake("chain_outer_only", "D(f(u), x) = f'(u)", "The derivative of the inside is missing", "What is inside the outer function, and what happens to it when x changes?", site="D", ex="D((3*x^2 + 1)^5, x)", wrong="5*(3*x^2 + 1)^4", also=("D(c/u, x) = -c/u^2",), apply=outer_only)
mistake("chain_outer_at_inner_derivative", "D(f(u), x) = f'(D(u, x))", "The derivative of the inside was put inside the outer function", "Where does the outer derivative have to be evaluated?", site="D", ex="D(sin(x^2), x)", wrong="cos(2*x)", apply=outer_at_inner_derivative)
mistake("chain_times_inner", "D(f(u), x) = f'(u)*u", "Multiplied by the inside instead of by its derivative", "Look at the last factor: is it g or the rate of change of g?", site="D", ex="D(sin(x^2), x)", wrong="cos(x^2)*x^2", also=("D(c/u, x) = -c/u",), apply=outer_times_inner)
mistake("chain_middle_factor_missing", "D(f(g(u)), x) = f'(g(u))*g'(u)", "One layer of the composition was not differentiated", "Count the layers, then count the factors.", site="D", ex="D(e^sin(x^2), x)", wrong="e^sin(x^2)*cos(x^2)", apply=two_layers)
mistake("chain_inner_sign", "D(f(-u), x) = f'(-u)*D(u, x)", "The minus sign of the inside was lost when differentiating", "What is the derivative of the inside, sign included?", site="D", ex="D((1 + e^(-z))^(-1), z)", wrong="-e^(-z)/(1 + e^(-z))^2", apply=inner_sign_lost)
mistake("product_of_derivatives", "D(u*v, x) = D(u, x)*D(v, x)", "The derivative of a product is not the product of the derivatives", "Both factors change with x: how many terms does the rule have?", site="D", ex="D(x^2*sin(x), x)", wrong="2*x*cos(x)", also=("D(u*v*w, x) = D(u, x)*D(v, x)*D(w, x)",), moving="uv")
mistake("product_minus", "D(u*v, x) = D(u, x)*v - u*D(v, x)", "The two terms of the product rule are added", "Which rule has a minus sign: product or quotient?", site="D", ex="D(x*e^x, x)", wrong="e^x - x*e^x", moving="uv")
mistake("product_second_term_missing", "D(u*v, x) = D(u, x)*v", "Only the first factor was differentiated", "Hold the first factor and let the second one change: what does that add?", site="D", ex="D(x*ln(x), x)", wrong="ln(x)", ordered=True, moving="uv")
mistake("product_first_term_missing", "D(u*v, x) = u*D(v, x)", "Only the second factor was differentiated", "Does the factor in front depend on the variable?", site="D", ex="D(y*cos(x*y), y)", wrong="-x*y*sin(x*y)", ordered=True, moving="uv")
mistake("quotient_swapped", "D(u/v, x) = (u*D(v, x) - D(u, x)*v)/v^2", "The two terms of the numerator are in the wrong order", "Test with v = 1: which term must carry the plus sign?", site="D", ex="D(x/(x^2 + 1), x)", wrong="(x^2 - 1)/(x^2 + 1)^2", moving="v")
mistake("quotient_plus", "D(u/v, x) = (D(u, x)*v + u*D(v, x))/v^2", "The numerator of the quotient rule is a difference", "If the denominator grows, does the fraction grow or shrink?", site="D", ex="D(sin(x)/x, x)", wrong="(x*cos(x) + sin(x))/x^2", moving="v")
mistake("quotient_not_squared", "D(u/v, x) = (D(u, x)*v - u*D(v, x))/v", "The denominator must be squared", "Look at the denominator of the quotient rule again.", site="D", ex="D(sin(x)/x, x)", wrong="(x*cos(x) - sin(x))/x", moving="v")
mistake("quotient_of_derivatives", "D(u/v, x) = D(u, x)/D(v, x)", "The derivative of a quotient is not the quotient of the derivatives", "Could you simplify first and compare?", site="D", ex="D((x^2 + 3*x)/x, x)", wrong="2*x + 3", moving="v")
mistake("power_not_reduced", "D(u^n, x) = n*u^n*D(u, x)", "The exponent was not lowered by one", "What happens to the exponent in the power rule?", site="D", ex="D((1 + x^2)^(1/2), x)", wrong="x*sqrt(1 + x^2)", also=("D(sqrt(u), x) = sqrt(u)*D(u, x)/2", "D(c/u^n, x) = -c*n*D(u, x)/u^n"))
mistake("power_coefficient_missing", "D(u^n, x) = u^(n - 1)*D(u, x)", "The exponent must come down as a factor", "Where does the old exponent go?", site="D", ex="D(x^3, x)", wrong="x^2", also=("D(sqrt(u), x) = D(u, x)/sqrt(u)",))
mistake("negative_power_up", "D(u^(-n), x) = -n*u^(-n + 1)*D(u, x)", "One less than a negative exponent is further from zero", "What is -3 minus 1?", site="D", ex="D(x^(-3), x)", wrong="-3*x^(-2)", also=("D(c/u^n, x) = -c*n*D(u, x)/u^(n - 1)", "D(c/u, x) = -c*D(u, x)"))
mistake("power_rule_on_exponential", "D(c^u, x) = u*c^(u - 1)*D(u, x)", "The power rule needs a constant exponent; here the variable is in the exponent", "Is the variable in the base or in the exponent?", site="D", ex="D(3^x, x)", wrong="x*3^(x - 1)", also=("D(c^u, x) = u*c^(u - 1)",))
mistake("exponential_ln_missing", "D(c^u, x) = c^u*D(u, x)", "Only e^x is its own derivative; other bases give a factor ln a", "Write the base as e to some power first.", site="D", ex="D(2^x, x)", wrong="2^x")
mistake("exp_exponent_differentiated", "D(e^u, x) = e^D(u, x)", "The exponent stays as it is", "What does e^u look like after differentiation?", site="D", ex="D(e^(x^2), x)", wrong="e^(2*x)")
mistake("exp_power_rule", "D(e^u, x) = u*e^(u - 1)*D(u, x)", "The power rule was used on e to a variable power", "Is e a variable?", site="D", ex="D(e^(2*x), x)", wrong="2*x*e^(2*x - 1)*2", also=("D(e^u, x) = u*e^(u - 1)",))
mistake("log_base_dropped", "D(log(c, u), x) = D(u, x)/u", "The base of the logarithm gives a factor 1/ln b", "Which base does 1/x belong to?", site="D", ex="D(log(2, x), x)", wrong="1/x", also=("D(ln(u)/ln(c), x) = D(u, x)/u",))
mistake("ln_inner_missing", "D(ln(u), x) = 1/u", "The derivative of the inside of the logarithm is missing", "What is inside the logarithm?", site="D", ex="D(ln(sin(x)), x)", wrong="1/sin(x)")
mistake("ln_one_over_derivative", "D(ln(u), x) = 1/D(u, x)", "One over the derivative was written; it is the derivative over the function", "Which of u and u' belongs in the denominator?", site="D", ex="D(ln(x^2 + 1), x)", wrong="1/(2*x)")
mistake("cos_sign", "D(cos(u), x) = sin(u)*D(u, x)", "The sign of the derivative of cosine", "Is cosine rising or falling just after 0?", site="D", ex="D(cos(3*x), x)", wrong="3*sin(3*x)")
mistake("sin_sign", "D(sin(u), x) = -cos(u)*D(u, x)", "The derivative of sine has no minus sign", "Is sine rising or falling at 0?", site="D", ex="D(sin(x), x)", wrong="-cos(x)")
mistake("trig_outer_kept", "D(sin(u), x) = sin(u)*D(u, x)", "Only the inside was differentiated; the outer function too must change", "What became of the outer function?", site="D", ex="D(sin(x^2), x)", wrong="2*x*sin(x^2)", also=("D(cos(u), x) = cos(u)*D(u, x)", "D(tan(u), x) = tan(u)*D(u, x)", "D(sec(u), x) = sec(u)*D(u, x)", "D(csc(u), x) = csc(u)*D(u, x)", "D(cot(u), x) = cot(u)*D(u, x)", "D(sinh(u), x) = sinh(u)*D(u, x)", "D(cosh(u), x) = cosh(u)*D(u, x)", "D(tanh(u), x) = tanh(u)*D(u, x)"))
mistake("trig_inner_only", "D(f(u), x) = f(D(u, x))", "The function was applied to the derivative of the inside", "Differentiating is not done by differentiating only the argument.", site="D", ex="D(sin(x^2), x)", wrong="sin(2*x)", apply=inner_only)
mistake("tan_sec_swapped", "D(tan(u), x) = sec(u)*tan(u)*D(u, x)", "The derivatives of tan and sec are exchanged", "Write tan as sin/cos and check.", site="D", ex="D(tan(x), x)", wrong="sin(x)/cos(x)^2")
mistake("sec_tan_swapped", "D(sec(u), x) = sec(u)^2*D(u, x)", "The derivatives of sec and tan are exchanged", "Write sec as 1/cos and check.", site="D", ex="D(sec(x), x)", wrong="1/cos(x)^2")
mistake("arctan_arcsin_swapped", "D(atan(u), x) = D(u, x)/sqrt(1 - u^2)", "That is the derivative of arcsine", "Which of the two functions is defined for all numbers?", site="D", ex="D(atan(x/2), x)", wrong="1/2/sqrt(1 - x^2/4)")
mistake("arcsin_arctan_swapped", "D(asin(u), x) = D(u, x)/(1 + u^2)", "That is the derivative of arctangent", "What happens to the slope of arcsin near 1?", site="D", ex="D(asin(x/2), x)", wrong="1/2/(1 + x^2/4)")
mistake("square_of_function_chain", "D(u^2, x) = 2*u", "Chain rule on the square: the factor f' is missing", "The base of the power is itself a function.", site="D", ex="D(sin(x)^2, x)", wrong="2*sin(x)")
mistake("square_derivative_squared", "D(u^2, x) = D(u, x)^2", "The square of the derivative is not the derivative of the square", "Write the square as a product.", site="D", ex="D(sin(x)^2, x)", wrong="cos(x)^2", also=("D(u^n, x) = D(u, x)^n",), inside="u")

# ---- reading
mistake = DERIVATIVES.of("reading")
mistake("function_power_read_inside", "f(u)^n = f(u^n)", "The exponent on the function name squares the value, not the argument", "Which is squared: x, or the value of the function?", site="G", ex="D(tan(x)^2, x)", wrong="2*x/cos(x^2)^2", apply=power_inside)

# ---- derivative
mistake = DERIVATIVES.of("derivative")
mistake("x_to_x_power_rule", "D(u^v, x) = v*u^(v - 1)*D(u, x)", "Base and exponent both vary: neither simple rule applies", "Take logarithms of both sides first.", site="D", ex="D(x^x, x)", wrong="x*x^(x - 1)", moving="uv")
mistake("x_to_x_exponential_rule", "D(u^v, x) = u^v*ln(u)*D(v, x)", "The base was treated as a constant", "Does the base change with x?", site="D", ex="D(x^x, x)", wrong="x^x*ln(x)", also=("D(u^v, x) = u^v*ln(u)",), moving="uv")
mistake("constant_kept", "D(c, x) = c", "The derivative of a constant is zero", "How fast does a constant change?", site="D", ex="D(x^2 + 5, x)", wrong="2*x + 5")
mistake("constant_as_variable", "D(c^n, x) = n*c^(n - 1)", "A constant such as pi was differentiated like a variable", "Does this symbol depend on x?", site="D", ex="D(x^3 + pi^2, x)", wrong="3*x^2 + 2*pi")
mistake("constant_factor_lost", "D(c*u, x) = D(u, x)", "The constant factor was lost", "Is the number in front still there?", site="D", ex="D(4*sin(x), x)", wrong="cos(x)", also=("D(u/c, x) = D(u, x)",))
mistake("constant_factor_zero", "D(c*u, x) = 0", "A constant factor stays; only a constant term disappears", "Is the constant added or multiplied?", site="D", ex="D(4*sin(x), x)", wrong="0", also=("D(u/c, x) = 0",))
mistake("abs_derivative_one", "D(abs(u), x) = D(u, x)", "The slope of |u| changes sign with u", "What is the slope of |x| to the left of 0?", site="D", ex="D(abs(x), x)", wrong="1")
mistake("sqrt_inner_missing", "D(sqrt(u), x) = 1/(2*sqrt(u))", "The derivative under the root is missing", "What stands under the root?", site="D", ex="D(sqrt(1 + x^2), x)", wrong="1/(2*sqrt(1 + x^2))")
mistake("sqrt_reciprocal", "D(sqrt(u), x) = 2*D(u, x)/sqrt(u)", "The factor one half belongs in front: 2 goes below", "What is the exponent of a square root?", site="D", ex="D(sqrt(x), x)", wrong="2/sqrt(x)")
mistake("sum_term_copied", "D(u + v, x) = D(u, x) + v", "A term was copied without differentiating it", "Go through the terms one by one.", site="D", ex="D(x^2 + sin(x), x)", wrong="2*x + sin(x)")
mistake("sum_term_lost", "D(u + v, x) = D(u, x)", "A term of the sum is missing", "Count the terms before and after.", site="D", ex="D(x^2 + sin(x), x)", wrong="2*x")
mistake("sum_as_product", "D(u + v, x) = D(u, x)*v + u*D(v, x)", "The product rule was used on a sum", "Are the two parts added or multiplied?", site="D", ex="D(x^2 + sin(x), x)", wrong="2*x*sin(x) + x^2*cos(x)")
