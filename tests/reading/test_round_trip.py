"""What is printed is read back as the same tree, and no text whatever breaks the reader."""
from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Basic, E, Integer, Symbol, oo, pi, true

from symderive.errors import ReadError
from symderive.expr import At, Decimal, Neg, Over, Power, call, named, plus, times
from symderive.functions import FUNCTIONS
from symderive.nodes import (
    Antiderivative,
    Argmax,
    Argmin,
    Cases,
    D,
    Evaluated,
    Infimum,
    IntegralOver,
    Limit,
    MaxOver,
    MinOver,
    NthDerivative,
    ProdOver,
    SumOver,
    Supremum,
    relation,
)
from symderive.reading import Limits, read, read_problem
from symderive.reading.spelling import ARITY
from symderive.render.notation import latex, text

ANY = Limits(power=math.inf)                # trees at random hold 25^25^25
SYMBOLS = [Symbol(name) for name in ("x", "y", "a", "mu", "x_1", "theta", "sigma", "x_bar", "mu_hat", "z")]
ATOMS = st.sampled_from([*SYMBOLS, *map(Integer, (0, 1, 2, 3, 10, 25)), pi, E, Decimal(named("2.50")), Decimal(named("0.5"))])
ONE = sorted(name for name in FUNCTIONS if name not in ARITY and name not in ("tr", "det", "norm", "rank"))
I, N, T, X = Symbol("i"), Symbol("n"), Symbol("t"), Symbol("x")


def grown(below: st.SearchStrategy[Basic]) -> st.SearchStrategy[Basic]:
    """Expressions one level higher."""
    signed = st.one_of(below, below.map(Neg))
    entry = st.builds(lambda u: times(At(X, I), u), below)
    return st.one_of(
        st.lists(signed, min_size=2, max_size=3).map(lambda terms: plus(*terms)),
        st.lists(below, min_size=2, max_size=3).map(lambda factors: times(*factors)),
        st.lists(below, min_size=2, max_size=3).map(lambda factors: times(*factors)),
        below.map(Neg), st.builds(Over, below, below), st.builds(Power, below, below),
        st.builds(call, st.sampled_from(ONE), below), st.builds(call, st.sampled_from(ONE), below),
        st.builds(call, st.sampled_from(["f", "g", "f'", "f''"]), below),
        st.builds(call, st.sampled_from(["f", "max", "binom", "f^(1,0)"]), below, below),
        st.builds(lambda u: call("root", Integer(3), u), below), st.builds(lambda b, u: call("log", b, u), below, below),
        st.builds(lambda u: call("polygamma", Integer(1), u), below), st.builds(lambda u: call("besselj", Integer(1), u), below),
        st.builds(D, below.filter(lambda u: not isinstance(u, Symbol)), st.sampled_from(SYMBOLS[:4])),          # dx/dy is read as that of x(y)
        st.builds(lambda kind, u: kind(u, I, Integer(1), N), st.sampled_from([SumOver, ProdOver]), entry),
        st.builds(lambda kind, u: kind(u, I, Integer(1), N), st.sampled_from([MaxOver, MinOver]), entry),
        st.builds(lambda kind, u: kind(u, X), st.sampled_from([Argmax, Argmin, Supremum, Infimum]), below),
        st.builds(lambda u: NthDerivative(u, X, N), below),
        st.builds(lambda u, k: SumOver(Cases(u, relation("!=", I, k), Integer(0), true), I, Integer(1), N), entry, st.sampled_from(SYMBOLS[:4])),
        st.builds(lambda u, b: IntegralOver(u, T, Integer(0), b), below, below), st.builds(lambda u: Antiderivative(u, T), below),
        st.builds(lambda u, side: Limit(u, X, Integer(0), named(side)), below, st.sampled_from(["+-", "+"])), st.builds(lambda u: Limit(u, X, oo, named("+-")), below),
        st.builds(lambda u, v, w: Cases(u, relation("<", v, Integer(0)), w, true), below, below, below),
        st.builds(lambda u: Evaluated(u, X, Integer(1)), below.filter(lambda u: not isinstance(u, D))),          # of a bare y it is printed as y'(1)
    )


EXPRESSIONS = st.recursive(ATOMS, grown, max_leaves=12)


@settings(max_examples=600, deadline=None)
@given(EXPRESSIONS)
def test_latex_is_read_back(e: Basic) -> None:
    assert read(latex(e), "latex", limits=ANY).expr == e


@settings(max_examples=600, deadline=None)
@given(EXPRESSIONS)
def test_text_is_read_back(e: Basic) -> None:
    assert read(text(e), "text", limits=ANY).expr == e


# ---- any text is read or refused

PIECES = st.sampled_from([
    "x", "2", "+", "-", "*", "/", "^", "_", "(", ")", "[", "]", "{", "}", "|", "||", ",", ";", "=", "<", "!", "'", "%", " ", "\\", "\\frac", "\\sqrt", "\\left(", "\\right)",
    "\\left.", "\\right|", "\\sum_{i=1}^n", "\\int", "dx", "d/dx", "\\frac{d}{dx}", "\\lim_{x \\to 0}", "\\begin{cases}", "\\end{cases}", "&", "\\\\", "\\text{if}", "sin", "\\sin",
    "\\log_", "f", "f'", "²", "√", "∂", "∇", "\\nabla", "\\partial", "\\hat", "\\mathbf", "e", "i", "if", "otherwise", "Sum(", "D(", "求", "的导数", "derivative of ", " at ", "J", "?", ".", "$",
    "\\operatorname{f}", "\\mathrm{", "x_i", "_{", "^{", "\\circ", "^T", "\\top", "\\in", "(0, 1]", "\\max", "log", "\\|", "ₙ", "\\binom", "\\overline", "in", "and",
    "\\sum ", "\\sum_{j \\ne i}", "\\max_i", "\\arg\\min_x ", "\\cup", "\\{", "\\}", "\\dots", "\\pm", "\\mid ", "\\sim", "\\mathbf 1", "\\dot ", "\\overset{a}", "\\underbrace", "\\forall ", "\\iint ",
    "\\begin{pmatrix}1 & 2\\end{pmatrix}", "A", "\\star", "C_n^k", "x_{(n)}", "sum ", "~", "union", "\\not", "\\color{a}",
    "find ", "if ", "let ", ". ", "what is ", "y(x)", "f_x", "'", "y = ", "设", "求", "的值", "with respect to ", "...", "\\cdots", "and ", "\\text{ if }", "f(x, y) = ", "x1",
])


@settings(max_examples=1500, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=20)), st.sampled_from([None, "latex", "text"]))
def test_every_text_is_read_or_refused(s: str, notation: str | None) -> None:
    for reader in (read, read_problem):
        try:
            reader(s, notation)
        except ReadError as error:
            assert error.text == s and 0 <= error.start <= error.end <= len(s)
