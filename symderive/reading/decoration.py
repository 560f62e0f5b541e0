r"""What only decorates: \overset{d}{=}, \underbrace{u}_{text}, \color{red}{u}, \cancel{u}; and \not before a sign. The tokens without it."""
from __future__ import annotations

from symderive.errors import ReadError
from symderive.reading.pairing import Token

KINDS = frozenset(("overset", "underbrace", "color", "cancel", "negated"))
NEGATED = {"in": "notin", "=": "!=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def without(text: str, items: list[Token]) -> tuple[list[Token], list[tuple[str, int, int]]]:
    """The tokens that mean something, and what was left out above a sign, with its place.

    Raises:
        ReadError: where a command lacks its argument, or \\not has nothing to deny.
    """
    found: list[Token] = []
    left_out: list[tuple[str, int, int]] = []
    dropped: dict[int, None] = {}
    k = 0
    while k < len(items):
        token = items[k]
        if k in dropped:
            k += 1
        elif token.kind == "overset":
            k = _end(text, items, k + 1, token)
            if k < len(items):
                left_out.append(("note.left_out", token.start, items[k - 1].end))
            if k + 2 < len(items) and items[k].kind == "{" and items[k + 2].kind == "}":
                dropped.update(dict.fromkeys((k, k + 2)))          # {=} is the sign alone
        elif token.kind == "color":
            k = _end(text, items, k + 1, token)
        elif token.kind == "underbrace":
            end = _end(text, items, k + 1, token)
            if end < len(items) and items[end].kind in ("_", "^"):
                dropped.update(dict.fromkeys(range(end, _end(text, items, end + 1, token))))
            k += 1
        elif token.kind == "cancel":
            k += 1
        elif token.kind == "negated":
            if k + 1 == len(items) or items[k + 1].kind not in NEGATED:
                raise ReadError(text, token.start, token.end, "what is denied here?", r"\notin, \ne")
            after = items[k + 1]
            found.append(Token(NEGATED[after.kind], "", token.start, after.end))
            k += 2
        else:
            found.append(token)
            k += 1
    return found, left_out


def _end(text: str, items: list[Token], k: int, command: Token) -> int:
    """The place after the argument that begins at `k`."""
    if k >= len(items):
        raise ReadError(text, command.start, command.end, f"{text[command.start:command.end]} needs an argument")
    if items[k].kind != "{":
        return k + 1
    depth = 0
    for j in range(k, len(items)):
        depth += (items[j].kind == "{") - (items[j].kind == "}")
        if not depth:
            return j + 1
    raise ReadError(text, items[k].start, items[k].end, 'this "{" has no "}"')
