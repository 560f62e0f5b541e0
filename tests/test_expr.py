"""Expressions as written: interned, inert, with shapes, never recursive; to SymPy and back with the same value."""
from __future__ import annotations

import pickle
from threading import Thread

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Basic, Integer, MatrixSymbol, Symbol

from symderive import as_written
from symderive.checking import enclosure
from symderive.expr import Decimal, Inert, Neg, Over, Power, ShapeError, call, free, is_open, named, plus, shape_of, times
from symderive.nodes import D, Evaluated, Gradient, Hessian, Jacobian, Matrix, SumOver, column
from symderive.reading.law import read_law
from symderive.tree import goals, substitute, walk

x, y, n, i = sp.symbols("x y n i")
LEAVES = st.sampled_from([x, y, Integer(0), Integer(1), Integer(2), Integer(7), Decimal(named("0.25")), sp.pi, sp.E])
NAMES = st.sampled_from(["sin", "cos", "atan", "tanh", "abs", "asinh", "erf", "sigmoid"])


def joined(parts: st.SearchStrategy[Basic]) -> st.SearchStrategy[Basic]:
    return st.one_of(
        st.builds(plus, parts, parts), st.builds(lambda a, b: plus(a, Neg(b)), parts, parts), st.builds(times, parts, parts), st.builds(Neg, parts),
        st.builds(lambda a, b: Over(a, plus(Power(b, Integer(2)), Integer(1))), parts, parts), st.builds(lambda a, k: Power(a, Integer(k)), parts, st.integers(0, 4)),
        st.builds(call, NAMES, parts), st.builds(lambda a: Power(sp.E, call("sin", a)), parts),
    )


TREES = st.recursive(LEAVES, joined, max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_doit_has_the_value_of_the_tree(e: Basic) -> None:
    at = {x: sp.Rational(3, 7), y: sp.Rational(-5, 4)}
    plain = e.doit() if isinstance(e, Inert) else e
    wanted = mpmath.mpf(str(sp.N(plain.subs(at), 30)))
    found = enclosure(e, {s: as_written(v) for s, v in at.items()}, bits=256)
    assert found is not None
    assert abs(mpmath.mpf(found.str(40, radius=False)) - wanted) <= mpmath.mpf(10) ** -20 * (1 + abs(wanted))


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_as_written_keeps_the_value(e: Basic) -> None:
    plain = e.doit() if isinstance(e, Inert) else e
    back = as_written(plain)
    again = back.doit() if isinstance(back, Inert) else back
    assert sp.N((plain - again).subs({x: sp.Rational(3, 7), y: sp.Rational(-5, 4)}), 25, chop=True) == 0


@settings(max_examples=100, deadline=None)
@given(TREES)
def test_equal_trees_are_one_object(e: Basic) -> None:
    assert pickle.loads(pickle.dumps(e)) is e or not isinstance(e, Inert)
    assert substitute(e, {Symbol("z"): x}) is e


def test_nothing_evaluates() -> None:
    assert str(plus(x, x, Integer(0))) == "x + x + 0"
    assert D(Power(y, Integer(2)), x).args[0] is Power(y, Integer(2))
    assert str(as_written(1 / sp.sqrt(2 * sp.pi * y**2))) != ""


def test_threads_agree_on_one_object() -> None:
    made: list[Basic] = []
    threads = [Thread(target=lambda: made.append(call("sin", plus(Symbol("q"), Integer(12345))))) for _ in range(16)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len({id(e) for e in made}) == 1


def test_deep_trees_do_not_recurse() -> None:
    e: Basic = x
    for k in range(50_000):
        e = call("sin", plus(e, Integer(k % 5 + 1)))
    assert free(e) == {x} and hash(e) == hash(e) and e == e
    assert sum(1 for _ in walk(e)) > 100_000
    assert pickle.loads(pickle.dumps(e)) is e
    assert substitute(e, {x: y}) is not e


def test_a_bound_index_is_not_free() -> None:
    assert free(read_law("Sum(x[i]*t, i, 1, n)")) == {x, Symbol("t"), n}
    assert free(Evaluated(Power(x, y), x, Integer(2))) == {y}


def test_goals_are_found_outermost_first() -> None:
    e = read_law("D(D(x^2, x), x)*sin(x) + D(x, x)")
    assert [str(g) for g in goals(e)] == ["d^2/dx^2[x^2]", "d/dx[x]"]
    assert is_open(e) and not is_open(Power(x, Integer(2)))


def test_shapes() -> None:
    a, v = MatrixSymbol("A", 2, 3), MatrixSymbol("v", 3, 1)
    assert shape_of(times(a, v)) == (2, 1) and shape_of(times(x, a)) == (2, 3)
    assert shape_of(Gradient(x, column(x, y))) == (2, 1)
    assert shape_of(Jacobian(column(x, y, x), column(x, y))) == (3, 2)
    assert shape_of(Hessian(x, column(x, y))) == (2, 2)
    for wrong in (lambda: times(v, a), lambda: plus(a, v), lambda: Over(x, a), lambda: plus(x, v)):
        with pytest.raises(ShapeError):
            wrong()


def test_to_sympy() -> None:
    assert SumOver(read_law("x[i]^2"), i, Integer(1), n).doit() == sp.Sum(sp.IndexedBase("x")[i] ** 2, (i, 1, n))
    assert Matrix(Integer(1), Integer(2), x, y).doit() == sp.Matrix([[x, y]])
    assert read_law("cases(x, x < 0, 2*x, otherwise)").doit() == sp.Piecewise((x, x < 0), (2 * x, True))
    assert read_law("f''(x)").doit() == sp.Derivative(sp.Function("f")(x), (x, 2))
    assert as_written(sp.Derivative(sp.Function("f")(x), x)) is read_law("f'(x)")


def test_strings_are_not_expressions() -> None:
    with pytest.raises(TypeError):
        as_written("x + 1")
    with pytest.raises(sp.SympifyError):
        as_written(object())
