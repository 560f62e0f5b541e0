r"""Over an index: sums, products, the largest and the smallest; \sum_{i=1}^{n} u, \sum u_i, \sum_{j \ne i} x_j, \max_i |x_i|.

Without bounds the index is the one on the data below the sign, and it runs from 1 to n; that is a convention, and noted.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from sympy import Basic, Integer, Symbol, true

from symderive.expr import At, Neg, free
from symderive.nodes import Argmax, Argmin, Cases, Infimum, MaxOver, MinOver, ProdOver, SumOver, Supremum, relation
from symderive.reading import calculus, derivatives, spelling

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token

OVER = {"sum": SumOver, "prod": ProdOver, "Sum": SumOver, "Product": ProdOver, "Prod": ProdOver, "max": MaxOver, "min": MinOver, "MaxOver": MaxOver, "MinOver": MinOver}
NOTHING = {"sum": Integer(0), "prod": Integer(1)}         # what a term that is left out counts
LETTERS = ("i", "j", "k")                                # of an index that nobody names


def over_index(r: Reader, token: Token) -> Basic:
    r"""\sum_{i=1}^{n} u: the bounds in either order; u is the product that follows."""
    index: str | None = None
    low: Basic | None = None
    high: Basic | None = None
    but: Basic | None = None                             # j of \sum_{i \ne j}
    while r.kind in ("_", "^"):
        mark = r.take()
        if mark.kind == "_" and index is None:
            index, low, but = _below(r, token)
        elif mark.kind == "^" and high is None:
            high = calculus.scripted(r, mark)
        else:
            r.fail("a second bound", token=mark)
    sign = r.text[token.start:token.end]
    if high is not None and low is None:
        r.fail(f"{sign} needs both bounds", rf"{sign}_{{i=1}}^{{n}}", token, r.tokens[r.at - 1].end)
    if low is not None and high is None and but is None:
        r.fail(f"{sign} needs both bounds", rf"{sign}_{{i=1}}^{{n}}", token, r.tokens[r.at - 1].end)
    if r.kind == "" or r.kind in spelling.CLOSING:
        r.fail(f"what stands under {sign}?", token=token)
    return _over(r, token, index, low, high, but)


def _over(r: Reader, token: Token, index: str | None, low: Basic | None, high: Basic | None, but: Basic | None) -> Basic:
    """The node, its body read here; what is not said of the index is found or taken by convention."""
    bounded = high is not None
    if not bounded:
        index = _index_below(r, token, index)
        low, high = Integer(1), Symbol(_last(r, index))
    assert index is not None and low is not None and high is not None
    bound = Symbol(index)
    if bound in free(low) | free(high):
        r.fail(f"the index {index} stands in its own bounds", token=token, end=r.tokens[r.at - 1].end)
    outer = r.indices
    r.indices = outer | {index}
    body = signed_term(r)
    r.indices = outer
    if but is not None:
        body = Cases(body, relation("!=", bound, but), NOTHING[token.kind], true)
    e = OVER[token.value or token.kind](body, bound, low, high)
    if not bounded:
        r.note("note.sum_over_all", token.start, e)
    return e


def signed_term(r: Reader) -> Basic:
    """A product, with a sign of its own if need be."""
    r.deeper()
    minus = r.kind == "-" and r.take()
    e = r.term()
    r.depth -= 1
    return Neg(e) if minus else e


# ---- what stands below the sign

def _below(r: Reader, token: Token) -> tuple[str, Basic | None, Basic | None]:
    """i = 1; i; i = 1, i \\ne j; i \\ne j: the index, its first value, and the one it must not take."""
    if r.kind == "subscript" or (r.kind == "name" and r.latex):
        return r.take().value, None, None
    if r.kind not in ("{", "(", "\\{"):
        r.fail("the index needs its first value", "_{i=1}", token, r.next.end)
    opener = r.take()
    if r.kind != "name":
        r.fail("an index and its first value are expected here", "i=1")
    index = r.take().value
    low: Basic | None = None
    but: Basic | None = None
    if r.kind == "=":
        r.take()
        low = r.total()
        if r.kind in (",", "row") and r.peek().value == index and r.peek(2).kind == "!=":
            r.jump(r.at + 2)
    if r.kind == "!=" and token.kind in NOTHING:
        r.take()
        outer = r.indices
        r.indices = outer | ({r.next.value} if r.kind == "name" else set())
        but = r.total()
        r.indices = outer
    elif r.kind in ("in", "!=", "<", ">", "<=", ">=", ",", "|", ":"):
        r.fail("only a sum over whole numbers one after the other is read", rf"write the bounds: {r.text[token.start:token.end]}_{{{index}=1}}^{{n}}", opener, r.tokens[r.partner[r.tokens.index(opener)]].end)
    r.closed(opener)
    return index, low, but


# ---- without bounds

def _index_below(r: Reader, token: Token, index: str | None) -> str:
    """The index that the body is over: the one that is named, if data below carry it; else the one letter i, j or k that data carry."""
    found = indices_below(r)
    sign = r.text[token.start:token.end]
    if index is not None:
        if index == "n" or index not in found:
            _refuse(r, token, f"nothing under this {sign} has the index {index}, so its bounds must be written", index)
        return index
    new = [i for i in LETTERS if i in found and i not in r.indices - r.names.indices]
    if not new:
        _refuse(r, token, f"nothing under this {sign} has an index, so it is not said what is taken together", "i")
    if len(new) > 1:
        _refuse(r, token, f"this {sign} may be over {' or '.join(new)}", new[0])
    return new[0]


def _refuse(r: Reader, token: Token, message: str, index: str) -> NoReturn:
    sign = r.text[token.start:token.end]
    example = f"{sign}_{{{index}=1}}^{{n}}" if r.latex else f"Sum(x_{index}, {index}, 1, n)"
    r.fail(message, "write both bounds" if index not in LETTERS else f"write {example}", token)


def indices_below(r: Reader) -> set[str]:
    """The single letters in subscripts of the product that begins here; a sum inside that names its index keeps it for itself."""
    found: set[str] = set()
    own: set[str] = set()
    k, depth = r.at, 0
    tokens = r.tokens
    while k < len(tokens) and tokens[k].kind and (depth or k == r.at or tokens[k].kind not in ENDS or tokens[k - 1].kind in ("*", "/", "^", "_")):
        token = tokens[k]
        if token.kind in spelling.CLOSING:
            if not depth:
                break
            depth -= 1
        elif token.kind in ("sum", "prod") and tokens[k + 1].kind == "_":
            own.add(tokens[k + 3 if tokens[k + 2].kind in ("{", "(", "\\{") else k + 2].value)
            k = r.partner.get(k + 2, k + 2)
        elif token.kind in ("_", "lowered"):
            k = _letters(r, k, found)
        elif token.kind == "[" and not r.latex and tokens[k - 1].kind == "name" and tokens[k - 1].end == token.start:
            found.update(t.value for t in tokens[k:r.partner[k]] if t.kind == "name")          # A[i, k]
            k = r.partner[k]
        elif token.kind in spelling.CLOSERS:
            depth += 1
        k += 1
    return found - own


ENDS = frozenset(("+", "-", "=", "<", ">", "<=", ">=", "!=", "~", "in", "->", "approx", "subset", ",", ";", "&", "row", "and", "or", "=>", "<=>", "given"))


def _letters(r: Reader, k: int, found: set[str]) -> int:
    """The letters in the subscript at `k`; the place of its last token."""
    token = r.tokens[k]
    if token.kind == "lowered":
        found.add(token.value)
        return k
    k += 1
    end = r.partner.get(k, k)
    for t in r.tokens[k:end + 1]:
        if t.kind == "name" or (t.kind == "subscript" and len(t.value) == 1):
            found.add(t.value)
        elif t.kind == "subscript" and all(c in "ijkl" for c in t.value):
            found.update(t.value)
    return end


def _last(r: Reader, index: str) -> str:
    """n; but m for the second sample, y_j, beside the first, x_i, in a formula that has both sizes."""
    if index == "j":
        letters = {t.value for t in r.tokens if t.kind == "name"}
        if letters >= {"n", "m", "i"} or (letters >= {"n", "m"} and any(t.kind == "subscript" and t.value == "i" for t in r.tokens)):
            return "m"
    return "n"


# ---- the largest, the smallest, and where

def largest(r: Reader, token: Token) -> Basic:
    r"""\max_i x_i, \min_{1 \le i \le n} x_i; the subscript has not been taken."""
    r.take()
    k = r.at + (r.kind == "{")
    group = r.kind == "{"
    named = r.tokens[k]
    if named.kind not in (("name", "subscript", "number", "constant") if group else ("name", "subscript")):
        r.fail("over which index?", rf"\{token.value}_{{i}} x_i", named)
    if group and r.tokens[k + 1].kind != "}":
        index, low, high = _range(r, token)
    else:
        r.jump(k + 1 + group)
        index, low, high = named.value, None, None
    if r.kind == "^" and high is None:
        r.take()
        high = calculus.scripted(r, token)
    if (low is None) != (high is None):
        r.fail("where does the index begin, and where does it end?", rf"\{token.value}_{{1 \le i \le n}}", token, r.tokens[r.at - 1].end)
    return _over(r, token, index, low, high, None)


def _range(r: Reader, token: Token) -> tuple[str, Basic, Basic | None]:
    """{i = 1}, {1 <= i <= n}"""
    opener = r.take()
    high: Basic | None = None
    if r.kind == "name" and r.peek().kind == "=":
        index: Basic = Symbol(r.take().value)
        r.take()
        low = r.total()
        r.closed(opener)
        return str(index), low, high
    low = r.total()
    index = low
    if r.kind == "<=":
        r.take()
        index = _plain_index(r)
        r.expect("<=", f"{r.text[token.start:token.end]} needs both ends")
        high = r.total()
    else:
        r.fail("an index and its ends are expected here", r"1 \le i \le n")
    r.closed(opener)
    return str(index), low, high


def _plain_index(r: Reader) -> Basic:
    if r.kind != "name":
        r.fail("an index is expected here", "i")
    return Symbol(r.take().value)


EXTREMES = {"argmax": Argmax, "argmin": Argmin, "sup": Supremum, "inf": Infimum}


def extreme(r: Reader, token: Token) -> Basic:
    r"""\arg\min_x u, \sup_x u: u is the product that follows."""
    sign = r.text[token.start:token.end]
    r.expect("_", f"{sign} of what? write the variable below: {sign}_x")
    group = r.take() if r.kind in ("{", "(", "\\{") else None
    if r.kind == "subscript":
        x: Basic = Symbol(r.take().value)
    else:
        x = derivatives.variable(r)
    if r.kind in ("in", "<", ">", "<=", ">="):
        r.fail(f"{sign} over a set is not read", f"{sign}_x, and the condition beside it")
    if group:
        r.closed(group)
    if r.kind == "" or r.kind in spelling.CLOSING:
        r.fail(f"{sign} of what?", token=token)
    return EXTREMES[token.value](signed_term(r), x)


def order_statistic(r: Reader, e: Basic, which: str) -> Basic | None:
    """x_(1) and x_(n): the smallest and the largest of the data."""
    if which not in ("1", "n") or "n" in r.indices:
        return None
    return (MinOver if which == "1" else MaxOver)(At(e, Symbol("i")), Symbol("i"), Integer(1), Symbol("n"))
