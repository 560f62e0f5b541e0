r"""Lines of LaTeX that are too long, broken at relations, then at + and -, then between factors; the outermost first. What is within \left( \right) may be broken too."""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(r"\\(?:left|right)(?:\\[A-Za-z]+|\\.|.)|\\begin\{\w+\*?\}|\\end\{\w+\*?\}|\\[A-Za-z]+|\\.|\s+|.", re.S)
ARGUMENTS = {r"\frac": 2, r"\dfrac": 2, r"\binom": 2, r"\sqrt": 1, r"\text": 1, r"\mathrm": 1, r"\operatorname": 1, r"\mathbf": 1, r"\boldsymbol": 1, r"\mathbb": 1, r"\hat": 1, r"\bar": 1,
             r"\vec": 1, r"\tilde": 1, r"\overline": 1, r"\dot": 1, r"\ddot": 1}
FRACTIONS = (r"\frac", r"\dfrac", r"\binom")
OPENING = {r"\left(": r"\Bigl(", r"\left[": r"\Bigl[", "(": "(", "[": "["}
CLOSING = {r"\right)": r"\Bigr)", r"\right]": r"\Bigr]", ")": ")", "]": "]"}
RELATIONS = frozenset(("=", "<", ">", r"\le", r"\ge", r"\ne", r"\approx", r"\iff", r"\implies"))
SUMS = frozenset(("+", "-"))
DOTS = frozenset((r"\cdot", r"\times"))
WIDTHS = {r"\displaystyle": 0.0, r"\,": 0.3, r"\quad": 2.0, r"\qquad": 4.0, r"\sum": 3.0, r"\prod": 3.0, r"\int": 2.0, r"\dots": 2.0}
RAISED = 0.7
CLOSED = "closed"              # what stands before is a bracket or a fraction: a factor may follow with a dot, but no argument
OPERATOR = re.compile(r"\\d?frac\{(?:\\mathrm\{d\}|d|\\partial)(?:\^(?:\w|\{\w+\}))?\}")            # d/dx takes what follows
LEAST = 0.4                    # of a line, that a break leaves on it


@dataclass(eq=False)
class Item:
    """A sign or a whole that is not broken; `breaks` is 0 for a relation, 1 for a sum, 2 for a product, None where no line may begin; `dot`: a line that begins here begins with a dot."""
    text: str
    width: float
    depth: int
    breaks: int | None = None
    dot: bool = False
    sign: str = ""             # of a bracket
    end: Item | None = None    # where a bracket closes


def broken_line(latex: str, widest: int) -> list[str]:
    r"""The line, or several; later ones begin with their sign.

    >>> broken_line(r"a + b", 10)
    ['a + b']
    >>> broken_line(r"(a + b)^2 (c + d)^3 - x(y + z)", 24)
    ['(a + b)^2 (c + d)^3', '- x(y + z)']
    """
    if len(latex) <= widest:
        return [latex]
    items = list(_Reader(latex).items())
    starts = [0]
    while (end := _end(items, starts[-1], widest)) < len(items):
        starts.append(end)
    if len(starts) == 1:
        return [latex]
    _stretch(items, starts)
    rows = ["".join(i.text for i in items[a:b]).strip() for a, b in zip(starts, [*starts[1:], len(items)])]
    return [rf"\cdot {row}" if k and items[starts[k]].dot else row for k, row in enumerate(rows)]


def _stretch(items: list[Item], starts: list[int]) -> None:
    """Brackets that no longer end on the line on which they begin are of a fixed size."""
    line = {id(item): bisect_right(starts, k) for k, item in enumerate(items)}
    for a in items:
        if a.end is not None and line[id(a)] != line[id(a.end)]:
            a.text, a.end.text = (other + text[len(sign):] for text, sign, other in ((a.text, a.sign, OPENING[a.sign]), (a.end.text, a.end.sign, CLOSING[a.end.sign])))


def _end(items: list[Item], start: int, widest: int) -> int:
    """Where the line that begins at `start` ends."""
    room, at = float(widest), start
    while at < len(items) and (room := room - items[at].width) >= 0:
        at += 1
    if at == len(items):
        return at
    left = widest * LEAST
    best, used, found = (99, 99), 0.0, 0
    for k in range(start, at):
        if k > start and (b := items[k].breaks) is not None and used >= left and (items[k].depth, b) <= best:
            best, found = (items[k].depth, b), k
        used += items[k].width
    return found or next((k for k in range(start + 1, len(items)) if items[k].breaks is not None), len(items))


class _Reader:
    """One pass over the signs of a line."""

    def __init__(self, latex: str) -> None:
        self.tokens = TOKEN.findall(latex)
        self.at = 0

    def items(self) -> Iterator[Item]:
        depth, before = 0, ""
        open_: list[Item] = []
        last: Item | None = None
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.isspace():
                self.at += 1
                if last is not None:
                    last.text += token
                continue
            if token in OPENING:
                item = Item(token, 1, depth, 2 if before == CLOSED else None, dot=before == CLOSED, sign=token)
                self.at += 1
                open_.append(item)
                depth += 1
            elif token in CLOSING and open_:
                depth -= 1
                item = Item(token, 1, depth, sign=token)
                self.at += 1
                open_.pop().end = item
            else:
                item = self.whole(depth, before)
            before = CLOSED if token in CLOSING or (token in FRACTIONS and not OPERATOR.match(item.text)) else before if token in ("^", "_") else token
            last = item
            yield item

    def whole(self, depth: int, before: str) -> Item:
        """A sign with all that belongs to it."""
        token = self.tokens[self.at]
        binary = bool(before) and not before.endswith(("(", "[")) and before not in RELATIONS
        breaks = 0 if token in RELATIONS else 1 if token in SUMS and binary else 2 if token in DOTS else None
        factor = breaks is None and before == CLOSED and token not in "^_,;!'|)" and not token.startswith((r"\right", r"\,", r"\end", r"\quad"))
        text, width = self.taken()
        return Item(text, width + (2 if breaks is not None else 0), depth, 2 if factor else breaks, dot=factor)

    def taken(self) -> tuple[str, float]:
        """The next sign with its arguments, and about how wide they are."""
        token = self.next()
        if token in "^_":
            text, width = self.argument()
            return token + text, width * RAISED
        if token == "{":
            return self.rest("{", "}")
        if token.startswith(r"\begin"):
            return self.environment(token)
        if token.startswith(r"\left"):
            return self.rest(token, r"\right")
        if token in ARGUMENTS:
            parts = [self.argument() for _ in range(ARGUMENTS[token])]
            return token + "".join(t for t, _ in parts), (max if token in FRACTIONS else sum)(w for _, w in parts) + 1
        return token, WIDTHS.get(token, 1.0 if not re.fullmatch(r"\\[a-z]{2,6}", token) or len(token) > 5 else len(token) - 1.0 if token in NAMES else 1.0)

    def next(self) -> str:
        self.at += 1
        found: str = self.tokens[self.at - 1]
        return found

    def argument(self) -> tuple[str, float]:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.taken() if self.at < len(self.tokens) else ("", 0.0)

    def rest(self, start: str, end: str) -> tuple[str, float]:
        """Up to the end of a group."""
        parts, width = [start], 0.0
        while self.at < len(self.tokens) and not self.tokens[self.at].startswith(end):
            if self.tokens[self.at].isspace():
                parts.append(self.next())
                continue
            text, w = self.taken()
            parts.append(text)
            width += w + (2 if text in SUMS | RELATIONS else 0)
        return "".join((*parts, self.next() if self.at < len(self.tokens) else "")), width + (2 if start != "{" else 0)

    def environment(self, start: str) -> tuple[str, float]:
        """A matrix or cases: as wide as its widest row."""
        parts, width, widest, open_ = [start], 0.0, 0.0, 1
        while open_ and self.at < len(self.tokens):
            if self.tokens[self.at].isspace() or self.tokens[self.at].startswith((r"\end", r"\begin", r"\\", "&")):
                token = self.next()
                open_ += token.startswith(r"\begin") - token.startswith(r"\end")
                parts.append(token)
                width = 0.0 if token.startswith(r"\\") else width + 2
            else:
                text, w = self.taken()
                parts.append(text)
                width += w + (2 if text in SUMS else 0)
            widest = max(widest, width)
        return "".join(parts), widest + 2


NAMES = frozenset((r"\sin", r"\cos", r"\tan", r"\sec", r"\csc", r"\cot", r"\ln", r"\log", r"\exp", r"\lim", r"\max", r"\min", r"\det", r"\sinh", r"\cosh", r"\tanh"))
