"""Mistakes with likelihoods, moments and entropies."""
from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Integer

from symderive.expr import At, Over, Plus, Times, free, plus, times
from symderive.mistake import Mistakes
from symderive.nodes import D, SumOver
from symderive.number import value
from symderive.tree import walk

LIKELIHOODS = Mistakes()


def data_factor(e: Basic) -> Iterator[Basic]:
    """The derivative of a sum over the data, each term multiplied by an entry of the data: that of the slope, not of the intercept."""
    body, x = e.args
    if isinstance(body, SumOver):
        u, i, first, last = body.args
        for entry in walk(u):
            if isinstance(entry, At) and i in free(entry):
                yield SumOver(times(D(u, x), entry), i, first, last)


def unweighted(e: Basic) -> Iterator[Basic]:
    """The plain mean of values that stand there with their probabilities."""
    if not isinstance(e, Plus):
        return
    weights, values = [], []
    for term in e.args:
        if not isinstance(term, Times) or (p := value(term.args[0])) is None or not 0 < p < 1:
            return
        weights.append(p)
        values.append(times(*term.args[1:]))
    if sum(weights) == 1:
        yield Over(plus(*values), Integer(len(values)))


# ---- likelihood
mistake = LIKELIHOODS.of("likelihood")
mistake("sum_constant_once", "Sum(c, i, 1, n) = c", "A constant summed n times gives n times the constant", "How many terms does the sum have?", site="P", ex="Sum(ln(L) - L*x[i], i, 1, n)", wrong="ln(L) - L*Sum(x[i], i, 1, n)", also=("Sum(c + u, i, 1, n) = c + Sum(u, i, 1, n)",))
mistake("product_constant_once", "Prod(c*u, i, 1, n) = c*Prod(u, i, 1, n)", "A constant multiplied n times gives its n-th power", "How many factors are there?", site="P", ex="Prod(L*e^(-L*x[i]), i, 1, n)", wrong="L*e^(-L*Sum(x[i], i, 1, n))", also=("Prod(c, i, 1, n) = c",))
mistake("log_of_product_kept", "ln(Prod(u, i, 1, n)) = Prod(ln(u), i, 1, n)", "The logarithm turns the product into a sum", "What is ln(ab)?", site="P", ex="ln(Prod(x[i], i, 1, n))", wrong="Prod(ln(x[i]), i, 1, n)")
mistake("divisor_n_minus_1", "Sum(u, i, 1, n)/n = Sum(u, i, 1, n)/(n - 1)", "Maximum likelihood divides by n; n-1 is the unbiased estimator", "What does the score equation itself give?", site="G", ex="Sum((x[i] - 1)^2, i, 1, n)/n", wrong="Sum((x[i] - 1)^2, i, 1, n)/(n - 1)")
mistake("estimator_inverted", "n/Sum(u, i, 1, n) = Sum(u, i, 1, n)/n", "The estimator is upside down", "Put it back into the score equation.", site="P", ex="n/Sum(x[i], i, 1, n)", wrong="Sum(x[i], i, 1, n)/n", also=("Sum(u, i, 1, n)/n = n/Sum(u, i, 1, n)",))
mistake("mean_of_reciprocals", "n/Sum(u, i, 1, n) = Sum(1/u, i, 1, n)/n", "The reciprocal of a mean is not the mean of the reciprocals", "Try the data 1 and 3.", site="P", ex="n/Sum(x[i], i, 1, n)", wrong="Sum(1/x[i], i, 1, n)/n")
mistake("square_of_sum", "Sum(u^2, i, 1, n) = Sum(u, i, 1, n)^2", "Square each deviation first, then add", "What is the sum of the deviations from the mean?", site="P", ex="Sum((x[i] - 1)^2, i, 1, n)", wrong="(Sum(x[i], i, 1, n) - n)^2")
mistake("variance_expansion", "Sum(u^2, i, 1, n)/n - (Sum(u, i, 1, n)/n)^2 = Sum(u^2, i, 1, n)/n - (Sum(u, i, 1, n)/n)^2/n", "The mean term appears n times and n cancels", "Expand the square and sum each term.", site="P", ex="Sum(x[i]^2, i, 1, n)/n - (Sum(x[i], i, 1, n)/n)^2", wrong="Sum(x[i]^2, i, 1, n)/n - (Sum(x[i], i, 1, n)/n)^2/n")
mistake("sigma_vs_variance", "D(u, x) = 2*sqrt(x)*D(u, x)", "The derivative is with respect to the variance, not the standard deviation", "Which letter is the parameter?", site="D", ex="D(-(n/2)*ln(v), v)", wrong="-n/sqrt(v)")
mistake("score_sign", "D(ln(1 - u), x) = D(u, x)/(1 - u)", "The inside 1-p has derivative -1", "Does ln(1-p) rise or fall with p?", site="D", ex="D(ln(1 - p), p)", wrong="1/(1 - p)")
mistake("data_term_kept", "D(u + c, x) = D(u, x) + c", "A term without the parameter has derivative zero", "Does this term change with the parameter?", site="D", ex="D(x*ln(L) - L - ln(x), L)", wrong="x/L - 1 - ln(x)")
mistake("sum_x_extra", "D(Sum(u, i, 1, n), x) = Sum(D(u, x)*v, i, 1, n)", "This is the derivative for the slope, not for the intercept", "What multiplies b inside the bracket?", site="D", ex="D(Sum((w*x[i] + b - 1)^2, i, 1, n), b)", wrong="2*Sum((w*x[i] + b - 1)*x[i], i, 1, n)", apply=data_factor)
mistake("score_boundary", "u/x = 0 <=> x = u", "The score has no zero: the maximum lies at the end of the range", "Does the likelihood rise or fall, and how far may the parameter go?", site="C", ex="-n/x = 0", wrong="x = n", also=("-u/x = 0 <=> x = u",))
mistake("second_derivative_sign_mle", "D(D(u, x), x) = -D(D(u, x), x)", "At a maximum the second derivative is negative", "Which way does the log-likelihood bend?", site="D", ex="D(D(n*ln(L) - L*S, L), L)", wrong="n/L^2")

# ---- probability
mistake = LIKELIHOODS.of("probability")
mistake("variance_linear", "Var(c*u + b) = c*Var(u) + b", "Scaling squares, shifting does not change the variance", "Does adding 3 spread the values?", site="P", ex="Var(2*X + 3)", wrong="2*Var(X) + 3", also=("Var(c*u) = c*Var(u)",))
mistake("variance_difference", "Var(u - v) = Var(u) - Var(v)", "Variances add, also for a difference", "Can a variance be negative?", site="P", ex="Var(X - Y)", wrong="Var(X) - Var(Y)")
mistake("variance_sum_dependent", "Var(u + v) = Var(u) + Var(v)", "Without independence the covariance term stays", "Is independence given?", site="P", ex="Var(X + X)", wrong="2*Var(X)")
mistake("second_moment", "E(u^2) = E(u)^2", "The mean of the square is not the square of the mean", "The difference of the two has a name.", site="P", ex="E(X^2)", wrong="E(X)^2")
mistake("independence_assumed", "E(u*v) = E(u)*E(v)", "This holds for uncorrelated variables only", "Is independence given?", site="P", ex="E(X*X)", wrong="E(X)*E(X)")
mistake("mean_unweighted", "a*u + b*v = (u + v)/2", "The values must be weighted by their probabilities", "Are all values equally likely?", site="G", ex="3/10*0 + 1/2*1 + 1/5*3", wrong="4/3", apply=unweighted)
mistake("entropy_base", "log(2, u) = ln(u)", "Bits need the logarithm to base 2", "Which unit is asked for?", site="G", ex="-(1/2*log(2, 1/2) + 1/4*log(2, 1/4) + 1/4*log(2, 1/4))", wrong="3/2*ln(2)", also=("u/ln(2) = u",))
mistake("entropy_sign", "-(u*ln(u) + v) = u*ln(u) + v", "Entropy is not negative: the minus sign is missing", "What is the sign of ln p?", site="G", ex="-(1/2*ln(1/2) + 1/2*ln(1/2))", wrong="-ln(2)", also=("-Sum(u*ln(u), i, 1, n) = Sum(u*ln(u), i, 1, n)",))
mistake("kl_swapped", "u*ln(u/v) + a*ln(a/b) = v*ln(v/u) + b*ln(b/a)", "The two distributions are exchanged; the divergence is not symmetric", "Which distribution does the weighting?", site="G", ex="1/2*ln(1/2/(9/10)) + 1/2*ln(1/2/(1/10))", wrong="9/10*ln(9/10/(1/2)) + 1/10*ln(1/10/(1/2))", also=("Sum(u*ln(u/v), i, 1, n) = Sum(v*ln(v/u), i, 1, n)",))
