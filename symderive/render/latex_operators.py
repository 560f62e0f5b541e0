r"""LaTeX of what takes all that follows it (sums over an index, integrals, limits, arg max), of sets, and of what stands above or below a letter."""
from __future__ import annotations

from sympy import Basic, Integer, oo

from symderive import nodes, sets
from symderive.render.common_notation import commas, infix
from symderive.render.pieces import AND, ATOM, FACTOR, PREFIX, RELATION, SUM, TERM, Notation, Piece, Writer

# ---- above and below a letter

def subscript(indices: tuple[str | Piece, ...]) -> tuple[str | Piece, ...]:
    letters = all(length(i) == 1 for i in indices)
    inside = indices if letters else commas(*(i if isinstance(i, Piece) else Piece(i) for i in indices), between=",")
    return ("_", *inside) if letters and len(indices) == 1 else ("_{", *inside, "}")


def length(p: str | Piece) -> int:
    return len(p) if isinstance(p, str) else p.length


def raised(p: Piece) -> tuple[str | Piece, ...]:
    """As an exponent: braces only around what is longer than one sign."""
    p = p.small or p
    return ("^", p) if p.length == 1 else ("^{", p, "}")


# ---- over an index

def indexed(sign: str) -> Writer:
    def write(w: Notation, e: Basic, body: Piece, i: Piece, first: Piece, last: Piece, *but: Piece) -> Piece:
        if but:
            return Piece(sign, "_{", i, "=", first, ", ", *but, "}", *raised(last), " ", w.at_least(body, TERM), binds=PREFIX, tall=True)
        return Piece(sign, "_{", i, "=", first, "}", *raised(last), " ", w.at_least(body, TERM), binds=PREFIX, tall=True)
    return write


def integral(w: Notation, e: Basic, body: Piece, t: Piece, *ends: Piece) -> Piece:
    limits = (*subscript((ends[0],)), *raised(ends[1])) if ends else ()
    return Piece(r"\int", *limits, " ", w.at_least(body, TERM) if body.tail != "d" else w.bracket(body), r" \, ", w.d, t, binds=PREFIX, tall=True)


def limit(w: Notation, e: Basic, body: Piece, x: Piece, a: Piece) -> Piece:
    side = "" if e.args[3].name == "+-" else "^" + e.args[3].name
    return Piece(r"\lim_{", x, r" \to ", w.at_least(a, ATOM if side else SUM), side, "} ", w.at_least(body, TERM), binds=PREFIX, tall=True)


def between_ends(sign: str) -> Writer:
    r"""\max_{1 \le i \le n} u"""
    def write(w: Notation, e: Basic, body: Piece, i: Piece, first: Piece, last: Piece) -> Piece:
        return Piece(sign, "_{", first, r" \le ", i, r" \le ", last, "} ", w.at_least(body, TERM), binds=PREFIX, tall=True)
    return write


def over_variable(sign: str) -> Writer:
    r"""\arg\max_x u"""
    def write(w: Notation, e: Basic, body: Piece, x: Piece) -> Piece:
        return Piece(sign, *subscript((x,)), " ", body if body.binds == PREFIX else w.at_least(body, TERM), binds=PREFIX, tall=True)
    return write


def nth_derivative(w: Notation, e: Basic, u: Piece, x: Piece, n: Piece) -> Piece:
    return Piece(r"\frac{", w.d, *raised(n), "}{", w.d, x, *raised(n), r"}\left[", u, r"\right]", binds=FACTOR, tall=True)


# ---- sets

def integer_range(w: Notation, e: Basic, first: Piece, last: Piece) -> Piece:
    second = (", ", str(e.args[0] + 1)) if isinstance(e.args[0], Integer) and e.args[1] is oo else ()
    return Piece(r"\{", first, *second, r", \dots", *((", ", last) if e.args[1] is not oo else ()), r"\}")


def such_that(w: Notation, e: Basic, x: Piece, condition: Piece) -> Piece:
    return Piece(r"\{", x, " : ", condition, r"\}")


def for_all(w: Notation, e: Basic, x: Piece, condition: Piece) -> Piece:
    return Piece(r"\forall ", x, r":\ ", w.at_least(condition, AND), binds=RELATION)


WRITERS: dict[type, Writer] = {
    nodes.SumOver:         indexed(r"\sum"),
    nodes.ProdOver:        indexed(r"\prod"),
    nodes.MaxOver:         between_ends(r"\max"),
    nodes.MinOver:         between_ends(r"\min"),
    nodes.IntegralOver:    integral,
    nodes.Antiderivative:  integral,
    nodes.Limit:           limit,
    nodes.Argmax:          over_variable(r"\arg\max"),
    nodes.Argmin:          over_variable(r"\arg\min"),
    nodes.Supremum:        over_variable(r"\sup"),
    nodes.Infimum:         over_variable(r"\inf"),
    nodes.NthDerivative:   nth_derivative,
    sets.Union:            infix(r"\cup", binds=SUM, each=TERM),
    sets.Intersection:     infix(r"\cap", binds=SUM, each=TERM),
    sets.Difference:       infix(r"\setminus", binds=SUM, each=TERM),
    sets.IntegerRange:     integer_range,
    sets.SuchThat:         such_that,
    sets.ForAll:           for_all,
}
