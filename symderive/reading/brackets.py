r"""Brackets and what stands in them: groups, tuples, sets, intervals, matrices, cases."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sympy import Basic, Integer, Symbol, true

from symderive.expr import Power, ShapeError, call, hadamard, named, plus, times
from symderive.nodes import And, Cases, Gradient, Hessian, Inner, Interval, Inverse, Jacobian, Matrix, Not, Or, Rel, SetOf, Transpose, TupleOf, column, relation
from symderive.reading import given, names, sets, spelling, wording
from symderive.sets import ForAll, IntegerRange

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token


def bracket(r: Reader, token: Token) -> Basic:
    """(u), (a, b), [a, b; c, d], [a, b)"""
    if r.kind in spelling.CLOSING:
        r.fail("there is nothing in this bracket", token=token, end=r.next.end)
    if r.kind == "name" and r.peek().kind == "ring":
        return _composed(r)
    given.separates(r, r.at - 1)
    rows = [r.items()]
    while r.kind in (";", "row") and token.kind == "[":
        r.take()
        rows.append(r.items())
    closer = r.closed(token)
    own = closer.kind == spelling.CLOSERS[token.kind][0]
    if len(rows) == 1 and len(rows[0]) == 1:
        if not own:
            r.fail(f'"{closer.kind}" cannot close "{token.kind}" here', f'close it with "{spelling.CLOSERS[token.kind][0]}"', closer)
        e = rows[0][0]
        return _nested_rows([e]) if token.kind == "[" and not r.latex and isinstance(e, Matrix) and e.args[0] == 1 else e
    if not own or (r.latex and token.kind == "[" and len(rows) == 1):
        return _interval(r, token, closer, rows)
    if token.kind == "(":
        return TupleOf(*rows[0]) if len(rows[0]) != 2 or not any(map(sets.is_unbounded, rows[0])) else sets.as_set(TupleOf(*rows[0]))
    if len(rows) == 1 and all(isinstance(e, Matrix) and e.args[0] == 1 for e in rows[0]):
        e = _nested_rows(rows[0])
        r.matrices = [*r.matrices[:-len(rows[0])], e.args[:2]]
        return e
    return matrix(r, rows, token)


def _composed(r: Reader) -> Basic:
    """(f ∘ g)(x) is f(g(x)); the bracket has been taken."""
    opener = r.at - 1
    end = r.partner[opener]
    functions = r.tokens[opener + 1:end:2]
    if any(t.kind != "name" for t in functions) or any(t.kind != "ring" for t in r.tokens[opener + 2:end:2]) or (end - opener) % 2 or r.tokens[end + 1].kind != "(":
        r.fail("a composition of functions is read only before its argument", "(f \\circ g)(x)", r.tokens[opener], r.tokens[end].end)
    r.jump(end + 1)
    args = names.arguments(r, functions[-1].value)
    for f in reversed(functions):
        args = [call(f.value, *args)]
    return args[0]


def interval(r: Reader) -> Basic:
    """After "in": (a, b) and [a, b] are intervals."""
    token = r.take()
    found = r.items()
    closer = r.closed(token)
    return _interval(r, token, closer, [found])


def _interval(r: Reader, token: Token, closer: Token, rows: list[list[Basic]]) -> Basic:
    if len(rows) != 1 or len(rows[0]) != 2:
        r.fail("an interval has two ends", token=token, end=closer.end)
    return Interval(named(token.kind + closer.kind), *rows[0])


def _nested_rows(rows: Sequence[Basic]) -> Basic:
    """[[a, b], [c, d]]"""
    width = rows[0].args[1]
    if any(row.args[1] != width for row in rows):
        raise ShapeError("rows of different length")
    return Matrix(Integer(len(rows)), width, *(e for row in rows for e in row.args[2:]))


def matrix(r: Reader, rows: list[list[Basic]], token: Token) -> Basic:
    if len({len(row) for row in rows}) != 1:
        r.fail("the rows have different lengths", token=token, end=r.tokens[r.at - 1].end)
    r.matrices.append((Integer(len(rows)), Integer(len(rows[0]))))
    return Matrix(Integer(len(rows)), Integer(len(rows[0])), *(e for row in rows for e in row))


def braces(r: Reader, token: Token) -> Basic:
    r"""{a, b} is a set, {u if p; v otherwise} has cases; \{u\} with one part is a bracket. (A set of one stands after "in".)"""
    if r.kind in spelling.CLOSING:
        r.fail("there is nothing in this bracket", token=token, end=r.next.end)
    opener = r.at - 1
    given.separates(r, opener)
    first = r.items(runs=True)
    if len(first) == 1 and isinstance(first[0], Rel) and first[0].args[0] == named("|"):
        r.fail("one letter is expected before the bar", r"\{x : x > 0\}", token) if not isinstance(first[0].args[1], (Symbol, Rel)) else None
        e = sets.conditioned(first[0])
        r.closed(token, "\\}")
        return e
    if r.kind == ":":
        r.take()
        e = sets.such_that(r, first, opener)
        r.closed(token, "\\}")
        return e
    if len(first) == 1 and isinstance(first[0], IntegerRange):
        r.closed(token, "\\}")
        return first[0]
    if r.kind == "if" or r.kind == "otherwise":
        return _plain_cases(r, token, first)
    if r.kind == ")." and len(first) == 1 and isinstance(first[0], Cases):
        r.take()
        return first[0]
    r.closed(token, "\\}")
    if len(first) > 1:
        return SetOf(*first)
    return SetOf(*first) if r.tokens[opener - 1].kind in BESIDE_A_SET or r.kind in sets.TOGETHER else first[0]


BESIDE_A_SET = frozenset(("in", "notin", "subset", "subseteq", *sets.TOGETHER))


def inner(r: Reader, token: Token) -> Basic:
    """<a, b>; of three or more, a vector by its components."""
    found = r.items()
    closer = r.closed(token)
    if len(found) > 2:
        return column(*found)                                    # <2x, 2y, 2z> is a vector
    if len(found) != 2:
        r.fail("an inner product is of two", token=token, end=closer.end)
    return r.built(r.at - 1, Inner, *found)


def _plain_cases(r: Reader, token: Token, found: list[Basic]) -> Basic:
    """{x^2 if x < 0; x^3 otherwise}"""
    rows: list[Basic] = []
    while True:
        if len(found) != 1:
            r.fail("one expression is expected in each case", token=token)
        rows += (found[0], _condition(r))
        if r.kind == "\\}":
            break
        if r.kind not in (";", ","):
            wording.refuse(r)
        r.take()
        found = [r.condition()]
    r.take()
    return Cases(*rows)


def _condition(r: Reader) -> Basic:
    if r.kind == "if":
        r.take()
        if r.kind == "otherwise":
            r.take()
            return true
        return r.condition()
    if r.kind == "otherwise":
        r.take()
        return true
    r.fail("the condition of this case is missing", "as: x^2 if x > 0")


# ---- environments

MATRICES = frozenset(("matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "vmatrix", "Vmatrix", "array"))
CASES = frozenset(("cases", "dcases", "rcases"))
PLAIN = frozenset(("equation", "equation*", "displaymath", "math"))


def environment(r: Reader, token: Token) -> Basic:
    r"""\begin{...} ... \end{...}"""
    if r.kind == "end":
        r.fail("there is nothing in this environment", token=token, end=r.next.end)
    if token.value in CASES:
        return _cases(r, token)
    if token.value in PLAIN:
        e = r.condition()
        r.closed(token, "end")
        return e
    if token.value not in MATRICES:
        r.fail(f"the environment {token.value} is not read", "pmatrix, bmatrix, cases", token)
    if token.value == "array":
        braced = r.at > 1 and r.tokens[r.at - 2].kind == "\\{"
        if r.kind == "{":
            r.jump(r.partner[r.at] + 1)
        if braced:
            return _cases(r, token)                           # \left\{ \begin{array}{ll} ... is another way to write cases
    rows = _rows(r)
    r.closed(token, "end")
    e = matrix(r, rows, token)
    return call({"vmatrix": "det", "Vmatrix": "norm"}[token.value], e) if token.value in ("vmatrix", "Vmatrix") else e


def _rows(r: Reader) -> list[list[Basic]]:
    rows: list[list[Basic]] = [[]]
    while True:
        rows[-1] += r.items(())
        if r.kind == "&":
            r.take()
        elif r.kind == "row":
            r.take()
            if r.kind == "end":
                return rows
            rows.append([])
        elif r.kind == "end":
            return rows
        else:
            wording.refuse(r)


def _cases(r: Reader, token: Token) -> Basic:
    """u & condition, row by row; `otherwise` may stand in the last."""
    rows: list[Basic] = []
    while r.kind != "end":
        rows += r.items(())
        while r.kind in (",", "&", "if"):
            r.take()
        if r.kind in ("row", "end"):
            r.fail("the condition of this case is missing", r"x^2 & x > 0")
        rows.append(_case_condition(r))
        if r.kind == "row":
            r.take()
        elif r.kind != "end":
            wording.refuse(r)
    r.closed(token, "end")
    return Cases(*rows)


def _case_condition(r: Reader) -> Basic:
    if r.kind == "otherwise":
        r.take()
        return true
    found = r.items()
    return found[0] if len(found) == 1 else And(*found)


# ---- forms of SymPy

def _piecewise(r: Any, args: list[Basic]) -> Basic | None:
    if not args or not all(isinstance(a, TupleOf) and len(a.args) == 2 for a in args):
        return None
    return Cases(*(p for a in args for p in a.args))


def _from_rows(r: Any, args: list[Basic]) -> Basic | None:
    if len(args) != 1 or not isinstance(args[0], Matrix):
        return None
    m = args[0]
    return Matrix(m.args[1], Integer(1), *m.args[2:]) if m.args[0] == 1 else m        # Matrix([a, b]) is a column in SymPy


def _two(make: Callable[..., Basic]) -> Callable[[Any, list[Basic]], Basic | None]:
    return lambda r, args: make(*args) if len(args) == 2 else None


FORMS: dict[str, Callable[[Any, list[Basic]], Basic | None]] = {
    "Piecewise": _piecewise,
    "cases": lambda r, args: Cases(*args) if len(args) % 2 == 0 else None,
    "Matrix": _from_rows,
    "Tuple": lambda r, args: TupleOf(*args),
    "And": lambda r, args: And(*args), "Or": lambda r, args: Or(*args), "Not": lambda r, args: Not(*args) if len(args) == 1 else None,
    "ForAll": _two(ForAll), "MatMul": lambda r, args: times(*args), "MatAdd": lambda r, args: plus(*args), "HadamardProduct": lambda r, args: hadamard(*args), "MatPow": _two(Power),
    "Determinant": lambda r, args: call("det", args[0]) if len(args) == 1 else None, "Trace": lambda r, args: call("tr", args[0]) if len(args) == 1 else None,
    "Inverse": lambda r, args: Inverse(args[0]) if len(args) == 1 else None,
    "Transpose": lambda r, args: Transpose(*args) if len(args) == 1 else None,
    "Inner": _two(Inner), "inner": _two(Inner), "Gradient": _two(Gradient), "Jacobian": _two(Jacobian), "Hessian": _two(Hessian),
    **{word: _two(lambda a, b, sign=sign: relation(sign, a, b)) for word, sign in (("Eq", "="), ("Ne", "!="), ("Lt", "<"), ("Le", "<="), ("Gt", ">"), ("Ge", ">="))},
}
