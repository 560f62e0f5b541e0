"""Mistakes of algebra: powers, roots, logarithms, fractions, brackets and signs."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from math import gcd

from sympy import Basic, Integer

from symderive.expr import Over, Plus, free, plus
from symderive.mistake import Mistakes
from symderive.nodes import Evaluated
from symderive.number import value
from symderive.rules.tidy import product_parts

ALGEBRA = Mistakes()


def cancelled_partly(e: Basic) -> Iterator[Basic]:
    """A common number cancelled in all terms but for those of the numerator or denominator that are forgotten."""
    if not isinstance(e, Over) or not all(isinstance(side, Plus) for side in e.args):
        return
    above, below = (side.args for side in e.args)
    common = reduce(gcd, map(coefficient, (*above, *below)))
    if common > 1:
        k = Integer(common)
        for j in range(max(len(above), len(below))):
            if j < len(below):
                yield Over(plus(*(Over(u, k) for u in above)), plus(*(Over(u, k) if i == j else u for i, u in enumerate(below))))
            if j < len(above):
                yield Over(plus(*(Over(u, k) if i == j else u for i, u in enumerate(above))), plus(*(Over(u, k) for u in below)))


def coefficient(term: Basic) -> int:
    """The whole number in front of a term; 1 where there is none."""
    found = Fraction(1)
    for f in product_parts(term)[1]:
        v = value(f)
        found *= 1 if v is None or v.denominator != 1 else v
    return int(found)


def something_else(e: Basic) -> Iterator[Basic]:
    """In place of a letter, one of the letters of what it stands for."""
    if isinstance(e, Evaluated):
        u, x, a = e.args
        yield from (Evaluated(u, x, t) for t in sorted(free(a), key=str) if t != a)


# ---- algebra
mistake = ALGEBRA.of("algebra")
mistake("definition_bracket", "u - (v + w) = u - v + w", "The minus sign applies to the whole bracket", "Which terms does the minus sign belong to?", site="P", ex="x - (x + h)", wrong="x - x + h", also=("u - (v - w) = u - v - w",))
mistake("freshman_power", "(u + v)^n = u^n + v^n", "A power of a sum has mixed terms", "Try a = b = 1.", site="P", ex="(x + 1)^2", wrong="x^2 + 1", also=("(u - v)^n = u^n - v^n",))
mistake("square_of_difference", "(u - v)^2 = u^2 - u*v + v^2", "The mixed term of the square has a factor 2", "Multiply the two brackets out term by term.", site="P", ex="(2 - x)^2 - 1", wrong="x^2 - 2*x + 3", also=("(u + v)^2 = u^2 + u*v + v^2", "(u - v)^2 = u^2 - 2*u*v - v^2"))
mistake("freshman_root", "sqrt(u + v) = sqrt(u) + sqrt(v)", "The root of a sum is not the sum of the roots", "Try 9 and 16.", site="P", ex="sqrt(x^2 + 1)", wrong="x + 1", also=("sqrt(u^2 + v) = u + sqrt(v)", "sqrt(u^2 + v^2) = u + v", "sqrt(u^2 - v^2) = u - v"))
mistake("square_of_product", "(u*v)^n = u*v^n", "The power applies to every factor", "Is the number inside the bracket squared too?", site="P", ex="(2*x)^2", wrong="2*x^2")
mistake("sqrt_of_square", "sqrt(u^2) = u", "A square root is never negative", "What does it give at x = -3?", site="P", ex="sqrt(x^2)", wrong="x", also=("abs(u) = u",))
mistake("log_of_sum", "ln(u + v) = ln(u) + ln(v)", "The log rule is for products, not sums", "Try a = b = 1.", site="P", ex="ln(x^2 + 1)", wrong="ln(x^2) + ln(1)", also=("ln(u - v) = ln(u) - ln(v)",))
mistake("log_of_power", "ln(u^n) = ln(u)", "The exponent must come down in front of the logarithm", "Where did the exponent go?", site="P", ex="ln(x^n)", wrong="ln(x)")
mistake("power_of_log", "ln(u)^n = n*ln(u)", "The exponent is on the logarithm, not inside it", "Which is squared: x or ln x?", site="P", ex="ln(x)^2", wrong="2*ln(x)")
mistake("log_quotient", "ln(u/v) = ln(u)/ln(v)", "The log of a quotient is a difference", "Which operation does the logarithm turn division into?", site="P", ex="ln(x/3)", wrong="ln(x)/ln(3)")
mistake("mediant", "u/v + a/b = (u + a)/(v + b)", "Fractions need a common denominator", "Try 1/2 + 1/2.", site="P", ex="1/x + 1/2", wrong="2/(x + 2)", also=("u/v - a/b = (u - a)/(v - b)",))
mistake("split_denominator", "u/(v + w) = u/v + u/w", "A denominator cannot be split", "Try 1/(1+1).", site="P", ex="1/(x + 2)", wrong="1/x + 1/2", also=("u/(v - w) = u/v - u/w",))
mistake("minus_bracket", "-(u - v) = -u - v", "The minus sign turns every sign in the bracket", "What is minus minus?", site="P", ex="-(x - 2)", wrong="-x - 2", also=("-(u + v) = -u + v",))
mistake("cancel_one_term", "(n*u + n*v)/(n*w + n*a) = (u + v)/(w + n*a)", "The common factor was not cancelled in every term", "Is every term divided by the same number?", site="P", ex="(6*y - 3*x^2)/(3*y^2 - 6*x)", wrong="(2*y - x^2)/(y^2 - 6*x)", apply=cancelled_partly)
mistake("illegal_cancel", "(u - v)/w = -v/w", "A term of a sum cannot be cancelled", "Split the fraction into two first.", site="P", ex="(1 - ln(x))/x^2", wrong="-ln(x)/x^2", also=("(u + v)/w = v/w", "(u*v + w)/u = v + w", "(u*v - w)/u = v - w"))
mistake("distribution_missing", "u*(v + w) = u*v + w", "The factor must multiply every term of the bracket", "How many terms does the factor reach?", site="P", ex="3*x*(2*x - 1) + 4*(x^2 + 1)", wrong="10*x^2 - 3*x + 1", also=("u*(v - w) = u*v - w",))
mistake("sign_arithmetic", "u - v = u + v", "A sign was lost in the arithmetic", "Go through the signs of each term.", site="P", ex="1*4 + 2*(-5) + 3*6", wrong="32", also=("u*(-v) = u*v", "-u = u"))
mistake("substitution_sign", "u - v*(-w) = u - v*w", "The sign of the substituted expression was lost", "Put the substituted expression in brackets.", site="P", ex="y - x*(-(x/y))", wrong="y - x^2/y")
mistake("substitution_wrong", "at(u, x, a) = at(u, x, b)", "Something else was put in than what the letter stands for", "What does the letter stand for in the problem?", site="P", ex="at(4*y, y, 2*x)", wrong="4*x", apply=something_else)
mistake("pythagoras_sign", "1 - sin(u)^2 = 1 + sin(u)^2", "Sign in the identity between sine and cosine", "Can cos^2 exceed 1?", site="P", ex="sqrt(1 - sin(y)^2)", wrong="sqrt(1 + sin(y)^2)", also=("1 - cos(u)^2 = 1 + cos(u)^2",))
mistake("arithmetic_slip", "k*u = m*u", "The rule is right; the number is not", "Put the numbers in once more.", site="P", ex="D(2*x^3 + x, x)", wrong="5*x^2 + 1", apply=lambda e: iter(()))
