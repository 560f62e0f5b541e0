"""What to say of a token that cannot stand where it stands."""
from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

from symderive.errors import ReadError
from symderive.reading import spelling

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token

HINTS = {
    **dict.fromkeys(("=", "<", ">", "<=", ">=", "!="), "a relation stands between two sides; to go on from the line before, read with continues=True"),
    ":": r"a colon belongs in a set, \{x : x > 0\}",
    ";": "read one formula at a time", ",": "put a list in brackets: (a, b)", "text": f"leave out the words; what can be asked: {spelling.ASKED}",
    "ring": "write f(g(x)) for f after g", "dots": r"write a sum as \sum_{i=1}^{n} x_i",
    "otherwise": "this word belongs in cases", "if": "cases are written {x if x > 0; 0 otherwise}", "'": "write f'(x) for a derivative",
    ">|": r"\left| is missing", "&": "this belongs in a matrix or in cases", "row": "this belongs in a matrix or in cases",
}


def refuse(r: Reader, message: str = "") -> NoReturn:
    """Refuse the next token."""
    r.fail(message or unexpected(r), HINTS.get(r.kind, ""))


def unexpected(r: Reader) -> str:
    """The next token belongs to nothing."""
    token = r.next
    if token.kind == "":
        return "the formula ends too early"
    if token.kind == "text":
        return "words are not read inside a formula"
    if token.kind == "ring":
        return "the composition of functions is not read"
    if token.kind == "dots":
        return "dots that stand for terms left out are not read"
    if token.kind in ("raised", "^"):
        return "this exponent has nothing to stand on"
    return f"{shown(r, token)} is not expected here"


def missing(r: Reader) -> str:
    """An operand is due, and the next token begins none."""
    token = r.next
    before = r.tokens[r.at - 1] if r.at else None
    if token.kind == "":
        return f"something is missing after {shown(r, before)}" if before else "there is nothing to read"
    if token.kind == "_":
        return "this subscript has nothing to stand on"
    if before is not None and token.kind in spelling.CLOSING:
        return f"something is missing before {shown(r, token)}"
    if before is not None and token.kind in OPERATORS and before.kind in OPERATORS:
        return "two operators in a row"
    return unexpected(r)


OPERATORS = frozenset(("+", "-", "*", "/", "^", "=", "<", ">", "<=", ">=", "!="))


def shown(r: Reader, token: Token) -> str:
    return f'"{r.text[token.start:token.end]}"'


def unknown_command(text: str, name: str, at: int, to: int) -> ReadError:
    near = get_close_matches(name, spelling.COMMANDS, 2, 0.7)
    hint = "did you mean " + " or ".join("\\" + n for n in near) + "?" if near else ""
    return ReadError(text, at, to, rf"the command \{name} is not known", hint)


def unknown_english(text: str, at: int, to: int) -> ReadError:
    """A word of English that says nothing here."""
    return ReadError(text, at, to, f'the word "{text[at:to]}" is not understood here', f"what can be asked: {spelling.ASKED}")
