"""Notation: goldens found by directory, what is printed is read back, depth, hostile names."""
from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Basic, Integer, Symbol

from symderive import nodes
from symderive.errors import NotSupported
from symderive.expr import At, Decimal, Hadamard, Neg, Over, Power, call, named, plus, times
from symderive.functions import FUNCTIONS
from symderive.reading import Limits, read
from symderive.reading.law import read_law
from symderive.render.latex_notation import WRITERS as LATEX_WRITERS
from symderive.render.notation import latex, text
from symderive.render.text_notation import WRITERS as TEXT_WRITERS

ANY = Limits(power=math.inf)                # trees at random hold 25^25^25
GOLDEN = Path(__file__).parent / "golden" / "notation"
x, y, i, n, t = map(Symbol, "xyint")


def cases() -> list[Any]:
    """Each file holds cases: <<< a tree in the dialect of laws, then >>> a notation and what it prints."""
    found = []
    for file in sorted(GOLDEN.glob("*.txt")):
        for block in file.read_text(encoding="utf-8").strip().split("\n\n"):
            first, *rest = block.split("\n")
            wanted = dict(zip((r.removeprefix(">>> ") for r in rest[::2]), rest[1::2]))
            found.append(pytest.param(first.removeprefix("<<< "), wanted, id=f"{file.stem}: {first[4:]}"))
    return found


WRITE = {
    "latex": latex,
    "text": text,
    "unicode": lambda e: text(e, unicode=True),
    "latex partial": lambda e: latex(e, partial=True),
    "unicode partial": lambda e: text(e, partial=True, unicode=True),
}


@pytest.mark.parametrize("tree, wanted", cases())
def test_golden(tree: str, wanted: dict[str, str]) -> None:
    e = read_law(tree)
    assert {name: WRITE[name](e) for name in wanted} == wanted


@pytest.mark.parametrize("e, tex, plain", [
    (nodes.Matrix(Integer(2), Integer(2), x, y, Integer(1), Neg(x)), r"\begin{pmatrix} x & y \\ 1 & -x \end{pmatrix}", "[x, y; 1, -x]"),
    (nodes.TupleOf(x, y), "(x, y)", "(x, y)"),
    (nodes.SetOf(x, y), r"\{x, y\}", "{x, y}"),
    (nodes.Interval(named("[)"), x, y), "[x, y)", "[x, y)"),
    (nodes.relation("in", n, Symbol("N")), r"n \in \mathbb{N}", "n in N"),
    (nodes.relation("~", x, y), r"x \sim y", "x ~ y"),
    (nodes.Or(nodes.relation("<", x, y), nodes.relation(">", x, n)), r"x < y \lor x > n", "x < y or x > n"),
    (nodes.And(nodes.Or(nodes.relation("<", x, y), nodes.relation(">", x, n)), nodes.relation("!=", x, y)), r"(x < y \lor x > n) \land x \ne y", "(x < y or x > n) and x != y"),
    (nodes.Not(nodes.relation("<", x, y)), r"\lnot (x < y)", "not (x < y)"),
    (nodes.Transpose(Symbol("A")), r"A^{\top}", "A^T"),
    (nodes.Inverse(Symbol("A")), "A^{-1}", "A^(-1)"),
    (nodes.Inner(x, y), r"\langle x, y \rangle", "inner(x, y)"),
    (Hadamard(Symbol("A"), Symbol("B")), r"A \odot B", "A .* B"),
    (nodes.Limit(call("sin", x), x, Integer(0), named("+-")), r"\lim_{x \to 0} \sin x", "Limit(sin(x), x, 0)"),
    (nodes.Limit(Over(Integer(1), x), x, Integer(0), named("+")), r"\lim_{x \to 0^+} \frac{1}{x}", 'Limit(1/x, x, 0, "+")'),
    (nodes.Antiderivative(Power(x, Integer(2)), x), r"\int x^2 \, dx", "Integral(x^2, x)"),
    (Decimal(named("2.50")), "2.50", "2.50"),
    (times(Integer(2), Decimal(named("0.5"))), r"2 \cdot 0.5", "2*0.5"),
    (times(Integer(2), sp.I, x), "2ix", "2i x"),
    (Neg(sp.oo), r"-\infty", "-oo"),
    (sp.Rational(1, 2), r"\frac{1}{2}", "1/2"),
    (times(x, sp.Rational(-1, 2)), r"x\left(-\frac{1}{2}\right)", "x(-1/2)"),
    (Power(Integer(-1), n), "(-1)^n", "(-1)^n"),
    (plus(x, Integer(-1)), "x + (-1)", "x + (-1)"),
    (x**2 - 3*x, "x^2 - 3x", "x^2 - 3x"),
])
def test_other_nodes(e: Basic, tex: str, plain: str) -> None:
    assert (latex(e), text(e)) == (tex, plain)


def test_every_node_has_a_writer_in_every_notation() -> None:
    from symderive import expr, sets
    kinds = {k for m in (expr, nodes, sets) for k in vars(m).values() if isinstance(k, type) and issubclass(k, expr.Inert)} - {expr.Inert, nodes.Indexed}
    assert kinds == set(LATEX_WRITERS) == set(TEXT_WRITERS)


def test_the_last_case_is_said_in_any_language() -> None:
    e = nodes.Cases(x, nodes.relation("<", x, y), y, sp.true)
    assert r"\text{其他}" in latex(e, otherwise="其他")
    assert text(e, otherwise="其他") == "{x if x < y; y 其他}"


# ---- what is printed is read back

SYMBOLS = [*map(Symbol, ("x", "y", "a", "f", "W", "mu", "x_1", "lambda", "mu_hat", "psi", "g_1", "P"))]
ONE_PLACE = sorted(FUNCTIONS.keys() - {"root", "log", "binom", "polygamma", "besselj", "bessely", "besseli", "besselk", "atan2", "Cov", "Beta", "mod", "max", "min",
                                       "diag", "tr", "det", "rank", "norm", "E", "P", "Var"})
leaves = st.one_of(st.sampled_from([*SYMBOLS, sp.pi, sp.E, Decimal(named("0.5")), Decimal(named("2.50"))]), st.integers(0, 12).map(Integer))
signs = st.sampled_from(["<", "<=", ">", ">=", "!=", "="])


def is_made(e: Basic) -> bool:
    """Not a bare name: dy/dx is read as the derivative of y(x)."""
    return not isinstance(e, Symbol)


def larger(e: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(e, min_size=2, max_size=4)
    condition = st.builds(nodes.relation, signs, e, e)
    return st.one_of(
        several.map(lambda es: plus(*es)), several.map(lambda es: times(*es)), st.builds(lambda a, b: plus(a, Neg(b)), e, e), e.map(Neg), st.builds(Over, e, e),
        st.builds(Power, e, e), st.builds(Power, e, st.integers(1, 12).map(Integer)), e.map(lambda a: Power(sp.E, a)), e.map(lambda a: Power(a, Over(Integer(1), Integer(2)))),
        st.builds(call, st.sampled_from(ONE_PLACE), e), st.builds(call, st.sampled_from(["sin", "ln", "abs", "sqrt", "f", "f'", "g''"]), e),
        e.map(lambda a: call("root", Integer(3), a)), e.map(lambda a: call("log", Integer(2), a)), e.map(lambda a: call("polygamma", Integer(1), a)),
        st.builds(call, st.sampled_from(["max", "min", "binom", "f", "f^(1,0)"]), e, e), e.map(lambda a: call("besselj", Integer(1), a)),
        st.builds(nodes.D, e.filter(is_made), st.sampled_from([x, y])), e.filter(is_made).map(lambda a: nodes.D(nodes.D(a, x), x)), e.filter(is_made).map(lambda a: nodes.D(nodes.D(a, x), y)),
        e.map(lambda a: nodes.SumOver(times(a, At(x, i)), i, Integer(1), n)), e.map(lambda a: nodes.ProdOver(a, i, Integer(0), n)),
        e.map(lambda a: nodes.IntegralOver(a, t, Integer(0), x)),
        st.builds(lambda a, p, b: nodes.Cases(a, p, b, sp.true), e, condition, e),
    )


trees = st.recursive(leaves, larger, max_leaves=12)


@settings(max_examples=300, deadline=None)
@given(trees)
def test_latex_is_read_back_as_the_same_tree(e: Basic) -> None:
    assert read(latex(e), limits=ANY).expr == e
    assert read(latex(e, partial=True), limits=ANY).expr == e


@settings(max_examples=300, deadline=None)
@given(trees)
def test_text_is_read_back_as_the_same_tree(e: Basic) -> None:
    assert read(text(e), limits=ANY).expr == e


@settings(max_examples=200, deadline=None)
@given(trees)
def test_no_doubled_signs(e: Basic) -> None:
    for shown in (text(e), latex(e), text(e, unicode=True)):
        assert not re.search(r"[-+*/·]\s*[-+*/·]|\\cdot \\cdot|\(\)|\{\}|  ", shown), shown


# ---- size and hostile input

DEEPER = {
    "sin": lambda e: call("sin", e), "fraction": lambda e: Over(Integer(1), e), "sum": lambda e: plus(Integer(1), Neg(e)), "power": lambda e: Power(e, Integer(2)),
    "derivative": lambda e: nodes.D(e, x), "product": lambda e: times(x, Neg(e)), "bars": lambda e: call("abs", e), "at": lambda e: nodes.Evaluated(e, x, Integer(1)),
}


@pytest.mark.parametrize("name", DEEPER)
def test_depth(name: str) -> None:
    e: Basic = x
    for _ in range(50_000):
        e = DEEPER[name](e)
    for shown in (latex(e), text(e), text(e, unicode=True)):
        assert shown.count("(") == shown.count(")")
        assert shown.count("{") == shown.count("}")


def test_what_is_too_long_to_write_out_is_refused() -> None:
    from symderive.expr import Plus
    e: Basic = x
    for _ in range(200):
        e = Plus(e, e)                                          # 200 nodes, 2^200 letters
    with pytest.raises(NotSupported):
        latex(e)


@pytest.mark.parametrize("name", [r"}\input{secret}", r"\write18{ls}", "$x$", "a b", "a\nb", "\x1b[31m", "x_}", "_", "__", "", "100%", "a&b", "价格", "\u202eabc", "x_\\y"])
def test_a_hostile_name_is_only_a_name(name: str) -> None:
    shown = latex(times(Integer(2), Symbol(name), y))
    commands = set(re.findall(r"\\[A-Za-z]+", shown))
    assert commands <= {r"\text", r"\textbackslash", r"\cdot", r"\mathrm"}, shown
    assert re.sub(r"\\.", "", shown).count("{") == re.sub(r"\\.", "", shown).count("}")
    assert shown.isprintable() and text(Symbol(name)).isprintable() and text(Symbol(name), unicode=True).isprintable()
