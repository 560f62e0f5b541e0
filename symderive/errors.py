"""What can go wrong, in words a user can act on. Nothing else escapes for bad input."""
from __future__ import annotations

LONGEST_SHOWN = 100


class SymderiveError(Exception):
    """Any error that symderive raises for bad input or for what it cannot do."""


class NotSupported(SymderiveError):
    """The problem is understood, but no rule leads to an answer; says how far it got."""


class OutOfDomain(NotSupported):
    """A condition of the rules that were used fails at the point asked for; `needed` is the condition."""

    def __init__(self, message: str, needed: object = None) -> None:
        self.needed = needed
        super().__init__(message)


class UsageError(SymderiveError, ValueError):
    """A request that makes no sense: an order of -1, a format there is not, a point that leaves a variable out."""


class ReadError(SymderiveError, ValueError):
    """Text that cannot be read.

    text     the whole text
    start    where the trouble begins
    end      where it ends
    message  what is wrong
    hint     what might have been meant
    others   further errors found in the same text
    """

    def __init__(self, text: str, start: int, end: int, message: str, hint: str = "", others: tuple[ReadError, ...] = ()) -> None:
        self.text, self.start, self.end, self.message, self.hint, self.others = text, start, max(end, start), message, hint, others
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        return ReadError, (self.text, self.start, self.end, self.message, self.hint, self.others)

    def pointed(self) -> str:
        """The line of the text with a caret under the place, shortened around it."""
        begin = self.text.rfind("\n", 0, self.start) + 1
        stop = self.text.find("\n", self.start)
        line = self.text[begin:stop if stop >= 0 else len(self.text)]
        at = self.start - begin
        cut = max(0, at - LONGEST_SHOWN * 2 // 3)
        shown = ("…" if cut else "") + line[cut:cut + LONGEST_SHOWN] + ("…" if len(line) > cut + LONGEST_SHOWN else "")
        at = at - cut + (1 if cut else 0)
        width = max(1, min(self.end - self.start, len(shown) - at))
        return f"  {shown}\n  {' ' * at}{'^' * width} {self.message}"

    def __str__(self) -> str:
        return "cannot read this:\n" + "\n".join(error.pointed() + (f"\nhint: {error.hint}" if error.hint else "") for error in (self, *self.others))
