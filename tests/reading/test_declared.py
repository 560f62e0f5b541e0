"""What is read by what the caller declares: what depends on what, the shapes of matrices, a line that goes on."""
from __future__ import annotations

import pytest
import sympy as sp
from sympy import Basic, MatrixSymbol, Symbol

from symderive.checking import Claim, check
from symderive.errors import ReadError
from symderive.expr import call, times
from symderive.nodes import D
from symderive.reading import read, read_problem, tokens
from symderive.tree import fold

X, Y = Symbol("x"), Symbol("y")


def dump(e: Basic) -> str:
    """A tree as text: the name of each class, and what is in it."""
    return str(fold(e, lambda node, args: f"{type(node).__name__}({', '.join(args)})", leaf=str))


def test_what_depends_on_what() -> None:
    y = call("y", X)
    assert read("(xy)'", dependent={"y": "x"}).expr == D(times(X, y), X)
    assert not read("y'", dependent={"y": "x"}, strict=True).notes
    assert read("dy/dx", symbols=["y"]).expr == D(Y, X)
    assert dump(read("f_{xy}", dependent={"f": ("x", "y")}).expr) == "D(D(Call(f, x, y), x), y)"
    assert dump(read("f_x", functions=["f"]).expr) == "D(Call(f, x), x)"
    assert dump(read("f_x").expr) == "f_x"
    with pytest.raises(ReadError):
        read("y'", strict=True)
    with pytest.raises(ValueError):
        read("y", dependent={"y": "y"})


def test_the_chain_rule_holds_as_it_is_read() -> None:
    rule = read(r"\frac{dz}{dx} = \frac{dz}{dy}\cdot\frac{dy}{dx}").expr
    assert dump(rule.args[2].args[0]) == "Evaluated(D(Call(z, y), y), y, Call(y, x))"
    assert rule.args[1] == D(call("z", call("y", X)), X)


def test_shapes() -> None:
    A, B = MatrixSymbol("A", 2, 2), MatrixSymbol("B", 2, 2)
    assert read("AB - BA", shapes={"A": (2, 2), "B": "2 x 2"}).expr.args[0] == times(A, B)
    assert times(A, B) != times(B, A)
    assert dump(read(r"A^{-T}", shapes={"A": "n x n"}).expr) == "Transpose(Inverse(A))"
    assert dump(read("A'", shapes={"A": (2, 2)}).expr) == "Transpose(A)"
    assert dump(read(r"\det(A - \lambda I)", shapes={"A": (2, 2)}).expr) == "Call(det, Plus(A, Neg(Times(lambda, Matrix(2, 2, 1, 0, 0, 1)))))"
    assert read(r"\mathbf x^\top A \mathbf x", shapes={"A": "n x n", "x_bold": "n"}).expr.shape == (1, 1)
    with pytest.raises(ReadError):
        read("AB", shapes={"A": (2, 3), "B": (2, 3)})
    with pytest.raises(ValueError):
        read("A", shapes={"A": (0, 1)})


def test_a_letter_that_is_set_to_a_matrix_is_one() -> None:
    found = read(r"A = \begin{pmatrix}1&2\\3&4\end{pmatrix}").expr
    assert found.args[1] == MatrixSymbol("A", 2, 2)
    with pytest.raises(ReadError) as caught:
        read(r"AB = \begin{pmatrix}1&2\\3&4\end{pmatrix}")
    assert "shapes=" in caught.value.hint


def test_a_line_that_goes_on() -> None:
    found = read("= 2x", continues=True)
    assert (found.continues, found.expr) == ("=", times(sp.Integer(2), X))
    assert read(r"\le 5", continues=True).continues == "<="
    assert read("x = 2", continues=True).continues == ""
    with pytest.raises(ReadError) as caught:
        read("= 2x")
    assert "continues" in caught.value.hint


def test_a_sign_before_a_derivative_goes_into_it() -> None:
    assert dump(read_problem(r"-\frac{d}{dx}[x^2]").body) == "Neg(Power(x, 2))"


@pytest.mark.parametrize("left, right, holds", [
    (r"\max_i x_i", r"-\min_i (-x_i)", True), (r"\max_i x_i", r"\min_i x_i", False), (r"x_{(n)}", r"\max_i x_i", True), (r"\max_i x_i", r"x_{(1)}", False),
])
def test_the_checker_knows_the_largest_and_the_smallest(left: str, right: str, holds: bool) -> None:
    verdict, = check([Claim(read(left).expr, read(right).expr)])
    assert verdict.status.name in (("PROVED", "VERIFIED") if holds else ("REFUTED",))


def test_the_text_is_searched_once_for_all_its_subscripts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether letters after digits are indices depends on the whole text; that is looked up once, or reading would cost the square."""
    asked: list[str] = []

    class Counting:
        def search(self, text: str, *rest: int) -> object:
            asked.append(text)
            return BINDS.search(text, *rest)
    BINDS = tokens.BINDS
    monkeypatch.setattr(tokens, "BINDS", Counting())
    read(" + ".join(f"x_{k}y" for k in range(200)))
    assert len(asked) == 1
