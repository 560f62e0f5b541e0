"""d/dx: one line a rule. Order is preference: the first law that matches is the one shown."""
from __future__ import annotations

from sympy import Basic, Integer, Symbol, true

from symderive.expr import Neg, Plus, Power, Times, free, head, plus, times
from symderive.nodes import Cases, D, IntegralOver, Rel, SumOver, relation
from symderive.number import number, value
from symderive.problem import TURNED
from symderive.rule import Rewrite, Table
from symderive.rules.forms import ZERO, terms, total
from symderive.rules.tidy import tidy
from symderive.tree import substitute, walk

DIFFERENTIATION = Table()
law = DIFFERENTIATION.law

CORNERS = frozenset(("abs", "sign", "heaviside", "mod", "max", "min", "relu", "floor", "ceil"))
FIRST = 8          # values of an index at which the exponents in a sum are looked at
MANY = 8           # terms that stand still, from which on they have no line each
WIDE = 4           # a product of more factors is split in halves, so that the cost stays linear in the factors (times a logarithm)


def moving_terms(e: Basic) -> Rewrite | None:
    """Of a sum in which many terms stand still, only the others: so that a gradient costs a step for each term, not for each pair."""
    body, x = e.args
    if type(body) is not Plus:
        return None
    moving = [t for t in body.args if x in free(t)]
    return Rewrite(D(plus(*moving), x)) if moving and len(body.args) - len(moving) > MANY else None


def halves(e: Basic) -> Rewrite | None:
    """The product rule for the first half of many factors and the second."""
    body, x = e.args
    if type(body) is not Times or len(body.args) <= WIDE or any(x not in free(f) for f in body.args):
        return None
    middle = len(body.args) // 2
    u, v = times(*body.args[:middle]), times(*body.args[middle:])
    return Rewrite(plus(times(D(u, x), v), times(u, D(v, x))), {Symbol("u"): u, Symbol("v"): v, Symbol("x"): x})


def leibniz(e: Basic) -> Rewrite | None:
    """An integral with variable limits; terms that are zero at sight are left out."""
    body, x = e.args
    if not isinstance(body, IntegralOver):
        return None
    u, t, a, b = body.args
    corners = [node for node in walk(u) if isinstance(node, Cases) or head(node) in CORNERS]
    if any(x in free(node) and t in free(node) for node in corners) or t in free(a) | free(b) or t == x:
        return None                                # a corner that moves with x has its own share in the derivative
    jumps = edges_of(u, t)
    provisos = [substitute(p, {t: end}) for end in (a, b) if x in free(end) for p in jumps]
    upper = times(substitute(u, {t: b}), D(b, x)) if x in free(b) else None
    lower = Neg(times(substitute(u, {t: a}), D(a, x))) if x in free(a) else None
    inner = IntegralOver(D(u, x), t, a, b) if x in free(u) else None
    return Rewrite(plus(*(term for term in (upper, lower, inner) if term is not None)), provisos=tuple(dict.fromkeys(provisos)))


def by_cases(e: Basic) -> Rewrite | None:
    """Each case on its own; where the conditions change, nothing is said, and a case that is one point only is left out."""
    body, x = e.args
    if not isinstance(body, Cases):
        return None
    rows = [(u, p) for u, p in zip(body.args[::2], body.args[1::2]) if not (isinstance(p, Rel) and p.args[0].name == "=" and x in free(p))]
    edges = edges_of(body, x)
    if not rows or any(isinstance(r, Rel) and r.args[0].name not in TURNED for p in body.args[1::2] for r in walk(p) if x in free(r)):
        return None
    whole = D(rows[0][0], x) if rows[0][1] is true else Cases(*(part for u, p in rows for part in (D(u, x), p)))
    return Rewrite(whole, provisos=edges)


def sum_over(e: Basic) -> Rewrite | None:
    """Term by term. Of a term u^0 the power rule leaves 0 u^(-1), which says nothing where u is zero."""
    body, x = e.args
    if not isinstance(body, SumOver):
        return None
    u, i, a, b = body.args
    if x in free(a) or x in free(b) or x == i:
        return None
    powers = [t for t in walk(u) if isinstance(t, Power) and x in free(t.args[0]) and i in free(t.args[1]) and i not in free(t.args[0])]
    zero = [t.args[0] for t in powers if any(total(terms(substitute(t.args[1], {i: k}))) is ZERO for k in first_and_last(a, b))]
    return Rewrite(SumOver(D(u, x), i, a, b), provisos=tuple(dict.fromkeys(relation("!=", v, ZERO) for v in zero)))


def first_and_last(a: Basic, b: Basic) -> list[Basic]:
    """The first values of an index, and the last."""
    low, high = value(a), value(b)
    if low is None:
        return [a, b]
    most = FIRST if high is None else min(FIRST, int(high - low) + 1)
    return [*(number(low + k) for k in range(most)), b]


def edges_of(u: Basic, x: Basic) -> tuple[Basic, ...]:
    """Where it may jump: conditions for the sides of its cases to differ, and for x to lie off the jumps of sign, floor and ceiling."""
    found: dict[Basic, None] = {}
    for node in walk(u):
        if isinstance(node, Cases):
            found.update((relation("!=", *r.args[1:]), None) for p in node.args[1::2] for r in walk(p) if isinstance(r, Rel) and x in free(r))
        elif head(node) == "sign" and x in free(node):
            found[relation("!=", node.args[1], Integer(0))] = None
        elif head(node) in ("floor", "ceil") and x in free(node):
            found[relation("!=", node, node.args[1])] = None
    return tuple(found)


def exponent_worked_out(e: Basic) -> Rewrite | None:
    """x^(3 - 1) as x^2: a number in the exponent is worked out first."""
    body, x = e.args
    if not isinstance(body, Power) or free(body.args[1]):
        return None
    n = tidy(body.args[1])
    v = value(n)
    written = n if v is None else number(v)
    return Rewrite(D(Power(body.args[0], written), x)) if v is not None and written != body.args[1] else None


# ---- what does not vary
law("diff.constant",       "D(c, x) = 0",                              "the derivative of a constant is zero", minor=True, ref="Stewart 3.1", ex="D(a^2, x)")
law("diff.variable",       "D(x, x) = 1",                              "derivative of the variable",           minor=True, ref="Stewart 3.1", ex="D(x, x)")

# ---- how expressions are put together
law("diff.sum_moving",     "D(u + c, x) = D(u, x)",                    "terms without the variable have the derivative zero", minor=True, ref="Stewart 3.1", ex="D(x^2 + a + b + k + m + n + p + q + r + s, x)", apply=moving_terms)
law("diff.sum",            "D(u + ..., x) = D(u, x) + ...",            "sum rule",                             minor=True, ref="Stewart 3.1", ex="D(x^2 + sin(x) - 3, x)")
law("diff.negative",       "D(-u, x) = -D(u, x)",                      "a sign stays outside",                 minor=True, silent=True, ref="Stewart 3.1", ex="D(-sin(x), x)")
law("diff.multiple",       "D(c*v, x) = c*D(v, x)",                    "a constant factor stays outside",      minor=True, ref="Stewart 3.1", ex="D(3*a*sin(x), x)")
law("diff.divided",        "D(u/c, x) = D(u, x)/c",                    "a constant divisor stays outside", when="c != 0", minor=True, ref="Stewart 3.1", ex="D(sin(x)/7, x)")
law("diff.product_halves", "D(u*v, x) = D(u, x)*v + u*D(v, x)",        "product rule, first half and second half", ref="Stewart 3.2", ex="D(x*(x + 1)*(x + 2)*(x + 3)*(x + 4)*(x + 5), x)", apply=halves)
law("diff.product_three",  "D(u*v*w, x) = D(u, x)*v*w + u*D(v, x)*w + u*v*D(w, x)", "product rule",           ref="Stewart 3.2", ex="D(x*sin(x)*e^x, x)")
law("diff.product",        "D(u*v, x) = D(u, x)*v + u*D(v, x)",        "product rule",                         ref="Stewart 3.2", ex="D(x*sin(x), x)")
law("diff.reciprocal",     "D(c/u, x) = -c*D(u, x)/u^2",               "reciprocal rule", when="u != 0",       ref="Stewart 3.2", ex="D(3/(1 + x^2), x)")
law("diff.quotient",       "D(u/v, x) = (D(u, x)*v - u*D(v, x))/v^2",  "quotient rule", when="v != 0",         ref="Stewart 3.2", ex="D(x/(1 + x^2), x)")

# ---- powers
law("diff.exp",            "D(e^u, x) = e^u*D(u, x)",                  "derivative of the exponential",                    ref="Stewart 3.1", ex="D(e^(2*x), x)")
law("diff.exponential",    "D(c^u, x) = c^u*ln(c)*D(u, x)",            "derivative of an exponential", when="c > 0", ref="Stewart 3.4", ex="D(2^x, x)")
law("diff.first_power",    "D(u^1, x) = D(u, x)",                      "the first power", minor=True,          ref="Stewart 3.1", ex="D(x^1, x)")
law("diff.zeroth_power",   "D(u^0, x) = 0",                            "the derivative of a constant is zero", minor=True, when="u != 0", ref="Stewart 3.1", ex="D((x + 1)^0, x)")
law("diff.exponent",       "D(u^(k + m), x) = D(u^(k + m), x)",        "work out the exponent", minor=True,    ref="Stewart A", ex="D(x^(3 - 1), x); D(x^(4/2), x)", apply=exponent_worked_out)
law("diff.power",          "D(u^k, x) = k*u^(k - 1)*D(u, x)",          "power rule",                           ref="Stewart 3.1", ex="D((x^2 + 1)^3, x)")
law("diff.power_negative", "D(u^(-k), x) = -k*u^(-k - 1)*D(u, x)",     "power rule", when="u != 0",            ref="Stewart 3.1", ex="D((x^2 + 1)^(-3), x)")
law("diff.power_real",     "D(u^n, x) = n*u^(n - 1)*D(u, x)",          "power rule", when="u > 0 | n in Z",    ref="Stewart 3.1", ex="D((x^2 + 1)^(2/3), x)")
law("diff.general_power",  "D(u^v, x) = u^v*D(v*ln(u), x)",            "logarithmic differentiation", when="u > 0", ref="Stewart 3.6", ex="D(x^x, x)")
law("diff.sqrt",           "D(sqrt(u), x) = D(u, x)/(2*sqrt(u))",      "derivative of the square root", when="u > 0", ref="Stewart 3.1", ex="D(sqrt(1 + x^2), x)")
law("diff.root",           "D(root(k, u), x) = D(u, x)/(k*root(k, u)^(k - 1))", "derivative of a root", when="u != 0", ref="Stewart 3.1", ex="D(root(3, 1 + x^2), x)")

# ---- logarithms
law("diff.ln_abs",         "D(ln(abs(u)), x) = D(u, x)/u",             "derivative of ln|u|", when="u != 0",   ref="Stewart 3.6", ex="D(ln(abs(1 + x)), x)")
law("diff.ln_gamma",       "D(ln(gamma(u)), x) = digamma(u)*D(u, x)",  "derivative of ln Gamma", when="u > 0", ref="DLMF 5.2.2", ex="D(ln(gamma(x^2 + 1)), x)")
law("diff.ln",             "D(ln(u), x) = D(u, x)/u",                  "derivative of ln", when="u > 0",       ref="Stewart 3.6", ex="D(ln(1 + x^2), x)")
law("diff.log",            "D(log(c, u), x) = D(u, x)/(u*ln(c))",      "derivative of a logarithm", when="u > 0 & c > 0 & c != 1", ref="Stewart 3.6", ex="D(log(2, x), x)")
law("diff.log_base",       "D(log(u, v), x) = D(ln(v)/ln(u), x)",      "change of base", when="u > 0 & u != 1 & v > 0", ref="Stewart 1.5", ex="D(log(x, 10), x)")

# ---- trigonometric functions
law("diff.sin",            "D(sin(u), x) = cos(u)*D(u, x)",            "derivative of sin",                    ref="Stewart 3.3", ex="D(sin(x^2), x)")
law("diff.cos",            "D(cos(u), x) = -sin(u)*D(u, x)",           "derivative of cos",                    ref="Stewart 3.3", ex="D(cos(x^2), x)")
law("diff.tan",            "D(tan(u), x) = sec(u)^2*D(u, x)",          "derivative of tan", when="cos(u) != 0", ref="Stewart 3.3", ex="D(tan(3*x), x)")
law("diff.cot",            "D(cot(u), x) = -csc(u)^2*D(u, x)",         "derivative of cot", when="sin(u) != 0", ref="Stewart 3.3", ex="D(cot(3*x), x)")
law("diff.sec",            "D(sec(u), x) = sec(u)*tan(u)*D(u, x)",     "derivative of sec", when="cos(u) != 0", ref="Stewart 3.3", ex="D(sec(3*x), x)")
law("diff.csc",            "D(csc(u), x) = -csc(u)*cot(u)*D(u, x)",    "derivative of csc", when="sin(u) != 0", ref="Stewart 3.3", ex="D(csc(3*x), x)")

# ---- their inverses
law("diff.asin",           "D(asin(u), x) = D(u, x)/sqrt(1 - u^2)",    "derivative of arcsin", when="abs(u) < 1", ref="Stewart 3.6", ex="D(asin(x/2), x)")
law("diff.acos",           "D(acos(u), x) = -D(u, x)/sqrt(1 - u^2)",   "derivative of arccos", when="abs(u) < 1", ref="Stewart 3.6", ex="D(acos(x/2), x)")
law("diff.atan",           "D(atan(u), x) = D(u, x)/(1 + u^2)",        "derivative of arctan",                 ref="Stewart 3.6", ex="D(atan(x^2), x)")
law("diff.acot",           "D(acot(u), x) = -D(u, x)/(1 + u^2)",       "derivative of arccot", when="u != 0",  ref="Stewart 3.6", ex="D(acot(x^2), x)")
law("diff.asec",           "D(asec(u), x) = D(u, x)/(abs(u)*sqrt(u^2 - 1))", "derivative of arcsec", when="abs(u) > 1", ref="DLMF 4.24.10", ex="D(asec(x^2 + 2), x)")
law("diff.acsc",           "D(acsc(u), x) = -D(u, x)/(abs(u)*sqrt(u^2 - 1))", "derivative of arccsc", when="abs(u) > 1", ref="DLMF 4.24.11", ex="D(acsc(x^2 + 2), x)")

# ---- hyperbolic functions
law("diff.sinh",           "D(sinh(u), x) = cosh(u)*D(u, x)",          "derivative of sinh",                   ref="Stewart 3.11", ex="D(sinh(2*x), x)")
law("diff.cosh",           "D(cosh(u), x) = sinh(u)*D(u, x)",          "derivative of cosh",                   ref="Stewart 3.11", ex="D(cosh(2*x), x)")
law("diff.tanh",           "D(tanh(u), x) = sech(u)^2*D(u, x)",        "derivative of tanh",                   ref="Stewart 3.11", ex="D(tanh(2*x), x)")
law("diff.coth",           "D(coth(u), x) = -csch(u)^2*D(u, x)",       "derivative of coth", when="u != 0",    ref="Stewart 3.11", ex="D(coth(2*x), x)")
law("diff.sech",           "D(sech(u), x) = -sech(u)*tanh(u)*D(u, x)", "derivative of sech",                   ref="Stewart 3.11", ex="D(sech(2*x), x)")
law("diff.csch",           "D(csch(u), x) = -csch(u)*coth(u)*D(u, x)", "derivative of csch", when="u != 0",    ref="Stewart 3.11", ex="D(csch(2*x), x)")
law("diff.asinh",          "D(asinh(u), x) = D(u, x)/sqrt(u^2 + 1)",   "derivative of arsinh",                 ref="Stewart 3.11", ex="D(asinh(2*x), x)")
law("diff.acosh",          "D(acosh(u), x) = D(u, x)/sqrt(u^2 - 1)",   "derivative of arcosh", when="u > 1",   ref="Stewart 3.11", ex="D(acosh(x^2 + 2), x)")
law("diff.atanh",          "D(atanh(u), x) = D(u, x)/(1 - u^2)",       "derivative of artanh", when="abs(u) < 1", ref="Stewart 3.11", ex="D(atanh(x/2), x)")
law("diff.acoth",          "D(acoth(u), x) = D(u, x)/(1 - u^2)",       "derivative of arcoth", when="abs(u) > 1", ref="Stewart 3.11", ex="D(acoth(x^2 + 2), x)")
law("diff.asech",          "D(asech(u), x) = -D(u, x)/(u*sqrt(1 - u^2))", "derivative of arsech", when="u > 0 & u < 1", ref="Stewart 3.11", ex="D(asech(1/(x^2 + 2)), x)")
law("diff.acsch",          "D(acsch(u), x) = -D(u, x)/(abs(u)*sqrt(1 + u^2))", "derivative of arcsch", when="u != 0", ref="Stewart 3.11", ex="D(acsch(2*x), x)")

# ---- corners and steps
law("diff.abs",            "D(abs(u), x) = sign(u)*D(u, x)",           "derivative of the absolute value", when="u != 0", ref="Stewart 3.4", ex="D(abs(x - 1), x)")
law("diff.sign",           "D(sign(u), x) = 0",                        "sign is constant between its jumps", when="u != 0", ref="Stewart 2.8", ex="D(sign(x - 1), x)")
law("diff.max_three",      "D(max(u, v, w), x) = D(max(u, max(v, w)), x)", "the largest of three", minor=True, ref="Stewart 1.1", ex="D(max(x, 1, x^2), x)")
law("diff.min_three",      "D(min(u, v, w), x) = D(min(u, min(v, w)), x)", "the smallest of three", minor=True, ref="Stewart 1.1", ex="D(min(x, 1, x^2), x)")
law("diff.max",            "D(max(u, v), x) = cases(D(u, x), u > v, D(v, x), u < v)", "the larger one counts", when="u != v", ref="Stewart 2.8", ex="D(max(x, x^2), x)")
law("diff.min",            "D(min(u, v), x) = cases(D(u, x), u < v, D(v, x), u > v)", "the smaller one counts", when="u != v", ref="Stewart 2.8", ex="D(min(x, x^2), x)")
law("diff.relu",           "D(relu(u), x) = cases(1, u > 0, 0, u < 0)*D(u, x)", "derivative of ReLU", when="u != 0", ref="Goodfellow 6.3", ex="D(relu(3*x - 1), x)")
law("diff.floor",          "D(floor(u), x) = 0",                       "floor is constant between its jumps", when="floor(u) != u", ref="Stewart 2.8", ex="D(floor(x), x)")
law("diff.ceil",           "D(ceil(u), x) = 0",                        "ceiling is constant between its jumps", when="ceil(u) != u", ref="Stewart 2.8", ex="D(ceil(x), x)")

# ---- networks
law("diff.sigmoid",        "D(sigmoid(u), x) = sigmoid(u)*(1 - sigmoid(u))*D(u, x)", "derivative of the logistic function", ref="Goodfellow 3.10", ex="D(sigmoid(3*x), x)")
law("diff.softplus",       "D(softplus(u), x) = sigmoid(u)*D(u, x)",   "derivative of softplus",               ref="Goodfellow 3.10", ex="D(softplus(3*x), x)")

# ---- special functions
law("diff.erf",            "D(erf(u), x) = 2/sqrt(pi)*e^(-u^2)*D(u, x)", "derivative of erf",                  ref="DLMF 7.2.1", ex="D(erf(2*x), x)")
law("diff.erfc",           "D(erfc(u), x) = -2/sqrt(pi)*e^(-u^2)*D(u, x)", "derivative of erfc",               ref="DLMF 7.2.2", ex="D(erfc(2*x), x)")
law("diff.erfi",           "D(erfi(u), x) = 2/sqrt(pi)*e^(u^2)*D(u, x)", "derivative of erfi",                 ref="DLMF 7.2.1", ex="D(erfi(2*x), x)")
law("diff.sine_integral",   "D(Si(u), x) = sin(u)/u*D(u, x)",           "derivative of the sine integral",      ref="DLMF 6.2.9", ex="D(Si(x^2), x)")
law("diff.cosine_integral", "D(Ci(u), x) = cos(u)/u*D(u, x)",           "derivative of the cosine integral",    when="u > 0", ref="DLMF 6.2.11", ex="D(Ci(x^2 + 1), x)")
law("diff.exponential_integral", "D(Ei(u), x) = e^u/u*D(u, x)",         "derivative of the exponential integral", ref="DLMF 6.2.5", ex="D(Ei(2*x), x)")
law("diff.beta",           "D(Beta(u, v), x) = Beta(u, v)*((digamma(u) - digamma(u + v))*D(u, x) + (digamma(v) - digamma(u + v))*D(v, x))", "derivative of the beta function", when="u > 0 & v > 0", ref="DLMF 5.12.1", ex="D(Beta(x, 2), x)")
law("diff.heaviside",      "D(heaviside(u), x) = 0",                    "derivative of a step", when="u != 0", ref="DLMF 1.16.13", ex="D(heaviside(x^2 - 1), x)")
law("diff.lgamma",         "D(lgamma(u), x) = digamma(u)*D(u, x)",     "derivative of ln Gamma", when="u > 0", ref="DLMF 5.2.2", ex="D(lgamma(x^2 + 1), x)")
law("diff.gamma",          "D(gamma(u), x) = gamma(u)*digamma(u)*D(u, x)", "derivative of the gamma function", when="u > 0", ref="DLMF 5.2.2", ex="D(gamma(x^2 + 1), x)")
law("diff.factorial",      "D(factorial(u), x) = factorial(u)*digamma(u + 1)*D(u, x)", "derivative of the factorial", when="u > -1", ref="DLMF 5.2.2", ex="D(factorial(x^2), x)")
law("diff.digamma",        "D(digamma(u), x) = polygamma(1, u)*D(u, x)", "derivative of digamma", when="u > 0", ref="DLMF 5.15.1", ex="D(digamma(x^2 + 1), x)")
law("diff.polygamma",      "D(polygamma(k, u), x) = polygamma(k + 1, u)*D(u, x)", "derivative of polygamma", when="u > 0", ref="DLMF 5.15.1", ex="D(polygamma(1, x^2 + 1), x)")
law("diff.lambertw",       "D(lambertw(u), x) = D(u, x)/(e^lambertw(u)*(1 + lambertw(u)))", "derivative of the Lambert W function", when="u > -1/e", ref="DLMF 4.13.4", ex="D(lambertw(x^2 + 1), x)")
law("diff.besselj",        "D(besselj(n, u), x) = (besselj(n - 1, u) - besselj(n + 1, u))/2*D(u, x)", "derivative of a Bessel function", when="u > 0", ref="DLMF 10.6.1", ex="D(besselj(1, x^2 + 1), x)")
law("diff.bessely",        "D(bessely(n, u), x) = (bessely(n - 1, u) - bessely(n + 1, u))/2*D(u, x)", "derivative of a Bessel function", when="u > 0", ref="DLMF 10.6.1", ex="D(bessely(1, x^2 + 1), x)")
law("diff.besseli",        "D(besseli(n, u), x) = (besseli(n - 1, u) + besseli(n + 1, u))/2*D(u, x)", "derivative of a Bessel function", when="u > 0", ref="DLMF 10.29.1", ex="D(besseli(1, x^2 + 1), x)")
law("diff.besselk",        "D(besselk(n, u), x) = -(besselk(n - 1, u) + besselk(n + 1, u))/2*D(u, x)", "derivative of a Bessel function", when="u > 0", ref="DLMF 10.29.1", ex="D(besselk(1, x^2 + 1), x)")

# ---- unknown functions
law("diff.unknown",        "D(f(u), x) = f'(u)*D(u, x)",               "derivative of an unknown function",    ref="Stewart 3.4", ex="D(f(x^2), x)")
law("diff.unknown_two",    "D(f(u, v), x) = f^(1,0)(u, v)*D(u, x) + f^(0,1)(u, v)*D(v, x)", "chain rule in two variables", ref="Stewart 14.5", ex="D(f(x^2, 3*x), x)")
law("diff.unknown_three",  "D(f(u, v, w), x) = f^(1,0,0)(u, v, w)*D(u, x) + f^(0,1,0)(u, v, w)*D(v, x) + f^(0,0,1)(u, v, w)*D(w, x)", "chain rule in three variables", ref="Stewart 14.5", ex="D(f(x^2, 3*x, sin(x)), x)")

# ---- many at once
law("diff.cases",          "D(cases(u, p, ...), x) = cases(D(u, x), p, ...)", "case by case, inside each case", ref="Stewart 2.8", ex="D(cases(x^2, x < 0, x^3, x > 0), x)", apply=by_cases)
law("diff.sum_over",       "D(Sum(u, i, c, n), x) = Sum(D(u, x), i, c, n)",   "sum rule, under the sum sign",  ref="Stewart 3.1", ex="D(Sum(x^i, i, 1, n), x)", apply=sum_over)
law("diff.prod_over",      "D(Prod(u, i, c, n), x) = Prod(u, i, c, n)*Sum(D(u, x)/u, i, c, n)", "logarithmic differentiation of a product", when="Prod(u, i, c, n) != 0", ref="Stewart 3.6", ex="D(Prod(x + i, i, 1, n), x)")
law("diff.integral",       "D(Integral(u, t, a, b), x) = at(u, t, b)*D(b, x) - at(u, t, a)*D(a, x) + Integral(D(u, x), t, a, b)", "Leibniz's rule", ref="Stewart 5.3", ex="D(Integral(e^(-t^2), t, sin(x), x^3), x); D(Integral(sin(x*t), t, 0, x), x)", apply=leibniz)
