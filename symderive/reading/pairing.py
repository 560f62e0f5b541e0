"""Tokens, and which bracket closes which."""
from __future__ import annotations

from typing import NamedTuple

from symderive.errors import ReadError
from symderive.reading import spelling


class Token(NamedTuple):
    """`kind` is a sign as it stands ("+", "<=", "("), or what else it is: "name", "number", "function", "frac", ..."""
    kind: str
    value: str
    start: int
    end: int


def pairs(text: str, items: list[Token], depth: int) -> dict[int, int]:
    """Which bracket closes which. Plain bars pair as the formula goes: they are not brackets here."""
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for k, token in enumerate(items):
        kind = token.kind
        if kind in spelling.CLOSERS:
            waiting.append(k)
            if len(waiting) > depth:
                raise ReadError(text, token.start, token.end, f"brackets are nested too deep: at most {depth} are read", "name parts of the formula")
        elif kind in spelling.CLOSING:
            if not waiting:
                raise ReadError(text, token.start, token.end, f'this "{_shown(text, token)}" closes nothing', "delete it, or open it before")
            opener = items[waiting[-1]]
            if kind not in spelling.CLOSERS[opener.kind] or (kind == "end" and token.value != opener.value):
                raise ReadError(text, token.start, token.end, f'"{_shown(text, token)}" cannot close the "{_shown(text, opener)}" at {opener.start + 1}', f'close it with "{_closer(text, opener)}"')
            k2 = waiting.pop()
            partner[k], partner[k2] = k2, k
    if waiting:
        opener = items[waiting[-1]]
        k = waiting[-1]
        begin = items[k - 1].start if k and items[k - 1].end == opener.start and items[k - 1].kind in ("function", "name", "operator", "form", "^", "_") else opener.start
        raise ReadError(text, opener.start, opener.end, f'this "{_shown(text, opener)}" has no "{_closer(text, opener)}"', text[begin:begin + 40] + _closer(text, opener))
    return partner


def _shown(text: str, token: Token) -> str:
    return text[token.start:token.end]


def _closer(text: str, opener: Token) -> str:
    if opener.kind == "begin":
        return rf"\end{{{opener.value}}}"
    closer = spelling.CLOSERS[opener.kind][0]
    return "}" if text[opener.start] == "{" else spelling.SHOWN.get(closer, closer)
