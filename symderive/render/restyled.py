"""Other ways of writing that a theme may choose: primes, subscripts, a decimal comma, a sign between all factors. They serve LaTeX and plain text alike."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Basic, Symbol

from symderive.render.common_notation import commas
from symderive.render.pieces import ATOM, FACTOR, Notation, Piece
from symderive.render.shapes import is_bare, is_function, is_of_several, tower

MOST_PRIMES = 3


def inverse_name(latex: str) -> str:
    r"""\sin becomes \sin^{-1}"""
    return latex + "^{-1}"


def always(sign: str, ascii: str | None = None) -> Callable[..., str]:
    """What stands between two factors, whatever they are; `ascii` where plain text may not use any sign there is."""
    def joint(w: Notation, *factors: Any) -> str:
        return sign if w.unicode or ascii is None else ascii
    return joint


def comma(sign: str) -> Callable[..., Piece]:
    """A decimal with this for its point."""
    return lambda w, e: Piece(e.args[0].name.replace(".", sign))


def apart(left: str, right: str) -> Callable[..., Piece | None]:
    """A list that holds decimals is told apart by semicolons, since a comma stands in the numbers."""
    def write(w: Notation, e: Basic, *pieces: Piece) -> Piece | None:
        if not any("," in str(p) for p in pieces):
            return None
        tall = any(p.tall for p in pieces)
        return Piece(left if tall else "(", *commas(*pieces, between="; "), right if tall else ")")
    return write


def primed(w: Notation, e: Basic, u: Piece, *variables: Piece) -> Piece | None:
    """f', and (x sin x)'; nothing where more than one variable could be meant."""
    body, names = tower(e)
    if w.partial or e in w.rounds or is_of_several(body) or len(set(names)) > 1 or len(names) > MOST_PRIMES:
        return None
    mark = "'" * len(names)
    if isinstance(body, Symbol) and "'" not in body.name and is_function(body, names, w.functions):
        return Piece(w.at_least(u, ATOM), mark, binds=FACTOR)
    return Piece(w.bracket(u), mark, binds=FACTOR)


def below(w: Notation, e: Basic, u: Piece, *variables: Piece) -> Piece | None:
    """f_x and f_xy, in the order of the differentiations; nothing for what has no name, or has indices already."""
    body, names = tower(e)
    if not (w.partial or e in w.rounds) or not isinstance(body, Symbol) or not is_bare(body) or "_" in body.name or body in names:
        return None
    left, right = ("{", "}") if sum(p.length for p in variables) > 1 else ("", "")
    return Piece(u, "_", left, *variables, right, binds=FACTOR)
