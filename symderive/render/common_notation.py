"""Sums, products, relations: what is written alike in every notation, but for its signs."""
from __future__ import annotations

from sympy import Basic

from symderive.expr import Neg
from symderive.nodes import Rel
from symderive.render.pieces import AND, ATOM, FACTOR, PREFIX, RELATION, SUM, TERM, Notation, Piece, Writer


def commas(*pieces: Piece, between: str = ", ") -> list[str | Piece]:
    """The pieces with commas between them."""
    found: list[str | Piece] = []
    for p in pieces:
        found += (between, p) if found else (p,)
    return found


def plus(w: Notation, e: Basic, first: Piece, *rest: Piece) -> Piece:
    """a - b + c"""
    parts: list[str | Piece] = [w.at_least(first, SUM)]
    for term, p in zip(e.args[1:], rest):
        parts += (" - ", p.parts[1]) if isinstance(term, Neg) else (" + ", w.at_least(p, TERM))
    return Piece(*parts, binds=SUM)


def neg(w: Notation, e: Basic, u: Piece) -> Piece:
    """-u; `plus` takes the second part to write a - u."""
    return Piece("-", w.at_least(u, TERM), binds=SUM, small=u.small and Piece("-", w.at_least(u.small, TERM), binds=SUM))


def times(w: Notation, e: Basic, *pieces: Piece) -> Piece:
    """Factors side by side, with a sign between them where they would run together."""
    parts: list[str | Piece] = []
    before: Piece | None = None
    for k, p in enumerate(pieces):
        if k == len(pieces) - 1:
            part = w.at_least(p, PREFIX)
        elif p.binds >= FACTOR and p.closed is not None and w.is_name(pieces[k + 1]):
            part = p
        else:
            part = w.followed(p)
        if before is not None:
            parts.append(w.joint(w, e.args[k - 1], before, e.args[k], part))
        parts.append(part)
        before = part
    whole = Piece(*parts, binds=TERM)
    if pieces[-1].binds == PREFIX:
        whole.closed = w.bracket(whole)
    return whole


def infix(sign: str, binds: int = TERM, each: int = FACTOR) -> Writer:
    """A writer that puts a sign between the arguments."""
    def write(w: Notation, e: Basic, *pieces: Piece) -> Piece:
        return Piece(*commas(*(p.closed or w.at_least(p, each) for p in pieces[:-1]), w.at_least(pieces[-1], each), between=f" {sign} "), binds=binds)
    return write


def between(start: str, end: str, tall: tuple[str, str] | None = None) -> Writer:
    """A writer that lists the arguments between two signs."""
    def write(w: Notation, e: Basic, *pieces: Piece) -> Piece:
        left, right = tall if tall and any(p.tall for p in pieces) else (start, end)
        return Piece(left, *commas(*pieces), right, binds=ATOM)
    return write


def chain(sign: str) -> Writer:
    """A writer for conditions that hold together: a < b < c where each begins as the one before ends, else a < b and c < d."""
    def write(w: Notation, e: Basic, *pieces: Piece) -> Piece:
        parts: list[str | Piece] = [w.at_least(pieces[0], RELATION)]
        joins = [links(a, b) for a, b in zip(e.args, e.args[1:])]
        for joined, p in zip(joins, pieces[1:]):
            parts += p.parts[1:] if joined else (f" {sign} ", w.at_least(p, RELATION))
        return Piece(*parts, binds=RELATION if all(joins) else AND)
    return write


def links(a: Basic, b: Basic) -> bool:
    """May a < b and b < c be written a < b < c?"""
    if not isinstance(a, Rel) or not isinstance(b, Rel) or a.args[2] != b.args[1]:
        return False
    signs = {a.args[0].name, b.args[0].name}
    return signs <= {"<", "<=", "="} or signs <= {">", ">=", "="}


def signed(w: Notation, sign: str, a: Piece, b: Piece) -> Piece:
    """a < b; `chain` takes the second and third part to go on from a."""
    return Piece(w.at_least(a, SUM), f" {sign} ", w.at_least(b, SUM), binds=RELATION)
