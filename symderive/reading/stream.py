"""The stream of tokens that a reader walks along: where it stands, what it notes, and how it refuses."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from sympy import Basic

from symderive.errors import ReadError
from symderive.expr import ShapeError
from symderive.phrase import Phrase
from symderive.reading import spelling
from symderive.reading.pairing import Token
from symderive.reading.tokens import Limits, Tokens


class Stream:
    """The tokens of one text. `at` is the place of the next, `kind` its kind."""

    def __init__(self, tokens: Tokens, limits: Limits, strict: bool) -> None:
        self.text, self.latex, self.tokens, self.partner = tokens.text, tokens.latex, [*tokens.items], tokens.partner
        self.limits, self.strict, self.kinds = limits, strict, tokens.kinds
        self.notes: dict[tuple[str, str], Phrase] = {}
        self.depth = 0
        self.misfit = False                              # did shapes not fit?
        self.at = 0
        self.kind = self.tokens[0].kind                  # of the next token
        for id, start, end in tokens.conventions:
            self.note(id, start, end=end)

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        """The next token, and one step on; at the end, the end again and again."""
        token = self.tokens[self.at]
        if token.kind:
            self.at += 1
            self.kind = self.tokens[self.at].kind
        return token

    def jump(self, at: int) -> None:
        self.at = at
        self.kind = self.tokens[at].kind

    def peek(self, steps: int = 1) -> Token:
        return self.tokens[min(self.at + steps, len(self.tokens) - 1)]

    def expect(self, kind: str, message: str = "") -> Token:
        if self.kind != kind:
            self.fail(message or f'"{spelling.SHOWN.get(kind, kind)}" is expected here')
        return self.take()

    def fail(self, message: str, hint: str = "", token: Token | None = None, end: int | None = None) -> NoReturn:
        token = token or self.next
        raise ReadError(self.text, token.start, token.end if end is None else end, message, hint)

    def deeper(self) -> None:
        """One level deeper. What goes down comes up by `self.depth -= 1`; after an error nobody reads on."""
        self.depth += 1
        if self.depth > self.limits.depth:
            self.fail(f"the formula is nested too deep: at most {self.limits.depth} levels are read", "name parts of the formula")

    def note(self, id: str, start: int, meant: object = None, end: int | None = None) -> None:
        """A convention was applied to the text from `start` to here. A strict reader refuses instead."""
        end = self.tokens[self.at - 1].end if end is None else end
        written = self.text[start:end]
        if self.strict:
            raise ReadError(self.text, start, end, "this can be read in more than one way", "write it out, or read without strict")
        values = {"written": written} if meant is None else {"written": written, "meant": meant}
        self.notes.setdefault((id, written), Phrase(id, values))

    def built(self, start: int, make: Callable[..., Basic], *args: Any) -> Basic:
        """make(*args), from the tokens since `start`; refused if the shapes do not fit."""
        try:
            return make(*args)
        except ShapeError as error:
            self.misfit = True
            raise ReadError(self.text, self.tokens[start].start, self.tokens[self.at - 1].end, f"the shapes do not fit: {error}") from None
