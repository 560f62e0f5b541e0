r"""Probability: what is given, P(A \mid B); laws side by side, D(p \| q); distributions after ~; indicators, 1[x > 0].

A bar that stands alone in its bracket is no absolute value: it separates. Two of them are an absolute value.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sympy import Basic, Integer, true

from symderive.expr import call, named
from symderive.nodes import And, Cases, Rel, TupleOf
from symderive.reading import names, overindex, spelling
from symderive.reading.pairing import Token

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader

OF_CHANCE = frozenset(("E", "P", "Var", "Cov"))


# ---- the bar

def separates(r: Reader, opener: int) -> bool:
    """Does a bar stand alone in the bracket at `opener`? It is a separator from now on."""
    return r.has_bars and mark(r, opener + 1, r.partner[opener])


def mark(r: Reader, start: int, end: int, explicit: bool = False) -> bool:
    """Find the bar between these tokens that separates; `explicit`: only one that is written \\mid."""
    bars, k = [], start
    while k < end:
        if r.tokens[k].kind in ("|", "||", "given"):
            bars.append(k)
        k = r.partner.get(k, k) + 1
    if any(r.tokens[k].kind == "given" for k in bars):
        return True
    double = len(bars) == 2 and r.tokens[bars[0]].kind == "|" and bars[1] == bars[0] + 1 and r.tokens[bars[0]].end == r.tokens[bars[1]].start
    mids = [k for k in bars if r.tokens[k].value == "mid"]
    if len(mids) == 1 and not double:
        bars = mids
    if not bars or len(bars) > 1 + double or not start < bars[0] or bars[-1] + 1 >= end or r.tokens[bars[-1] + 1].kind in ("_", "^"):
        return False
    token = r.tokens[bars[0]]
    apart = not r.latex and r.tokens[bars[0] - 1].end < token.start and token.end < r.tokens[bars[-1] + 1].start
    if explicit and token.value != "mid" and not apart:
        return False
    r.tokens[bars[0]] = Token("given", "||" if double or token.kind == "||" else "|", token.start, r.tokens[bars[-1]].end)
    if double:
        r.tokens[bars[1]] = Token("", "", token.end, token.end)
    r.kind = r.tokens[r.at].kind
    return True


def mark_whole(r: Reader) -> None:
    r"""X | N ~ Bin(N, p), a \mid b, and in plain text a | b with blanks: a bar that stands alone in the whole text."""
    end = len(r.tokens) - 1
    start, k, law = 0, 0, None
    while k <= end:
        kind = r.tokens[k].kind
        if kind == "~" and law is None:
            law = k
        elif kind == "," or k == end:
            if law is not None:
                r.law = mark(r, start, law) or r.law
            else:
                mark(r, start, k, explicit=True)
            start, law = k + 1, None
        k = r.partner.get(k, k) + 1


def taken(r: Reader) -> str:
    """Take the separator."""
    token = r.take()
    if token.value == "||" and r.tokens[r.at].kind == "" and r.at < len(r.tokens) - 1:
        r.jump(r.at + 1)                                   # the second of two bars
    if r.kind == "" or r.kind in spelling.CLOSING:
        r.fail("something is missing after the bar", token=token)
    return token.value


def gathered(found: Sequence[Basic]) -> list[Basic]:
    """P(A, B | C, D): what stands on either side of the bar, together."""
    at = next((k for k, e in enumerate(found) if isinstance(e, Rel) and e.args[0] in BARS), None)
    if at is None or len(found) == 1:
        return list(found)
    sign, a, b = found[at].args
    left, right = [*found[:at], a], [b, *found[at + 1:]]
    return [Rel(sign, *(side[0] if len(side) == 1 else TupleOf(*side) for side in (left, right)))]


BARS = (named("|"), named("||"))


# ---- distributions

def law(r: Reader) -> Basic:
    """After ~: a name with a bracket, and nothing after it, is a distribution."""
    k = r.at
    token = r.next
    if token.kind == "function" and token.value == "exp" and r.peek().kind == "(":
        r.take()
        return call("Exp", *names.arguments(r, "Exp"))
    if token.kind not in ("name", "operator", "font"):
        return r.total()
    if token.kind == "font":
        name = names.letter(r, r.take()).removesuffix("_cal")
    else:
        name = r.take().value
    if r.kind == "_" and name not in spelling.BESSEL and r.tokens[r.partner.get(r.at + 1, r.at + 1) + 1].kind == "(":
        name = str(names.subscripted(r, name, token))
    if r.kind == "(" and r.tokens[r.partner[r.at] + 1].kind in SIDE_ENDS:
        return call(name, *names.arguments(r, name))
    r.jump(k)
    return r.total()


SIDE_ENDS = (overindex.ENDS - {"+", "-"}).union(spelling.CLOSING, ("", "text", "if", "otherwise", "|", "||"))        # before what a side of a relation ends


def is_distribution(r: Reader, name: str) -> bool:
    """Outside: N(0, 1), Bin(n, p), where nothing else can be meant."""
    stem = name.removesuffix("_cal")
    if stem not in spelling.DISTRIBUTIONS or name in r.names.symbols:
        return False
    return len(stem) > 1 or r.comma_inside(r.at) > 0


# ---- indicators

def is_indicator(r: Reader, at: int) -> bool:
    """Does a bracket with a condition begin at this token?"""
    if r.tokens[at].kind not in ("(", "[", "\\{"):
        return False
    k, end = at + 1, r.partner[at]
    while k < end:
        if r.tokens[k].kind in CONDITIONS:
            return True
        k = r.partner.get(k, k) + 1
    return False


CONDITIONS = frozenset(("=", "<", ">", "<=", ">=", "!=", "in"))


def indicator(r: Reader, token: Token) -> Basic | None:
    r"""1[x > 0], \mathbf 1_{x > 0}, \mathbb 1\{x > 0\}, I(x > 0): 1 where the condition holds, and 0 elsewhere; None if no condition follows."""
    if r.kind == "_" and r.peek().kind == "{":
        inner = r.at + 2 if r.peek(2).kind == "\\{" else r.at + 1
        if not _holds_condition(r, inner):
            return None
        last = r.partner[r.at + 1] + 1
        r.jump(inner + 1)
    elif is_indicator(r, r.at):
        last = r.partner[r.at] + 1
        r.take()
    else:
        return None
    found = r.items()
    if r.at > last or r.kind not in spelling.CLOSING:
        r.fail("a condition is expected here")
    r.jump(last)
    e = Cases(Integer(1), found[0] if len(found) == 1 else And(*found), Integer(0), true)
    r.note("note.indicator", token.start, e)
    return e


def _holds_condition(r: Reader, at: int) -> bool:
    return any(t.kind in CONDITIONS for t in r.tokens[at:r.partner[at]])
