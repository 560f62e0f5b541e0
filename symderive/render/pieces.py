"""What every notation shares: pieces of writing that know how tightly they bind, and the walk that joins them."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sympy import Basic, MatrixSymbol

from symderive.errors import NotSupported
from symderive.render.shapes import children
from symderive.tree import fold

# how tightly the outermost sign binds. A PREFIX (a sum sign, a limit) takes all that follows: it may only be the last factor
OR, AND, RELATION, SUM, TERM, PREFIX, FACTOR, ATOM = range(8)

VECTORS = ("bold", "vec")
LONGEST = 20_000_000        # characters; an expression that shares its parts can be far longer written out than it is in memory


class Piece:
    """A piece of writing: strings and smaller pieces, joined only at the end, so that depth costs nothing.

    binds    how tightly its outermost sign binds
    closed   what to write where a factor follows, if that differs: sin x -> sin(x)
    small    what to write in an exponent, if that differs: a fraction with a slash
    head     the first string in it, `tail` the last
    tall     it is higher than a line, so that brackets around it must grow
    bars     it holds a | that stands alone
    """

    __slots__ = ("bars", "binds", "closed", "head", "length", "parts", "small", "tail", "tall")

    def __init__(self, *parts: str | Piece, binds: int = ATOM, closed: Piece | None = None, small: Piece | None = None, tall: bool = False, bars: bool = False) -> None:
        first, last = parts[0], parts[-1]
        below = [p for p in parts if isinstance(p, Piece)]
        self.parts, self.binds, self.closed, self.small = parts, binds, closed, small
        self.head: str = first.head if isinstance(first, Piece) else first
        self.tail: str = last.tail if isinstance(last, Piece) else last
        self.length: int = sum(p.length if isinstance(p, Piece) else len(p) for p in parts)
        self.tall: bool = tall or any(p.tall for p in below)
        self.bars: bool = bars or any(p.bars for p in below)

    def __str__(self) -> str:
        if self.length > LONGEST:
            raise NotSupported(f"written out, this has {self.length} characters")
        found: list[str] = []
        todo: list[str | Piece] = [self]
        while todo:
            p = todo.pop()
            if isinstance(p, Piece):
                todo.extend(reversed(p.parts))
            else:
                found.append(p)
        return "".join(found)


Writer = Callable[..., Piece]


@dataclass(frozen=True)
class Notation:
    """A way of writing mathematics: one table, from the class of a node to its writer.

    writers    called as writer(notation, node, *pieces), with a piece for each of `children(node)`
    atom       writes what is not a node
    bracket    puts brackets around a piece
    joint      what stands between two factors: joint(notation, left, its piece, right, its piece)
    is_name    does a piece begin with the name of a function, as sin? A name ends the argument of the one before it
    partial    derivatives are written with a round d
    rounds     the derivatives that are partial ones whatever the others are
    functions  the symbols that stand for functions: df/dx, but d/dx[c] for any other; None: every symbol may be one
    otherwise  the word for the last case
    condition  the word before the other cases, where a word stands there
    unicode    plain text may use any sign there is

What a theme may set:

    names      functions that are written by other names than usual
    d          the straight d
    vector     the accent on every letter that is a vector: "bold" or "vec"; "": as it was given
    row        a column is written as a row
    """
    writers: Mapping[type, Writer]
    atom: Callable[[Notation, Basic], Piece]
    bracket: Callable[[Piece], Piece]
    joint: Callable[[Notation, Basic, Piece, Basic, Piece], str]
    is_name: Callable[[Piece], bool] = lambda p: False
    partial: bool = False
    rounds: frozenset[Basic] = frozenset()
    functions: frozenset[Basic] | None = None
    otherwise: str = "otherwise"
    condition: str = "if"
    unicode: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    d: str = "d"
    vector: str = ""
    row: bool = False
    done: dict[Basic, Piece] = field(default_factory=dict, init=False, repr=False, compare=False)     # what is written already: lines share their parts

    def letter(self, e: Basic) -> str:
        """The name of a symbol, with the accent of a vector if it is one."""
        name: str = e.name
        if not self.vector:
            return name
        stem, *marks = name.split("_")
        if any(m in VECTORS for m in marks):
            return "_".join((stem, *(self.vector if m in VECTORS else m for m in marks)))
        return "_".join((stem, self.vector, *marks)) if isinstance(e, MatrixSymbol) and e.shape[1] == 1 else name

    def at_least(self, p: Piece, binds: int) -> Piece:
        """The piece where something that binds so tightly is needed."""
        return p if p.binds >= binds else self.bracket(p)

    def followed(self, p: Piece) -> Piece:
        """The piece where a factor follows."""
        return p.closed or self.at_least(p, FACTOR)

    def write(self, root: Basic) -> Piece:
        """Leaves first, without recursion."""
        def node(e: Basic, pieces: tuple[Piece, ...]) -> Piece:
            return self.writers[type(e)](self, e, *pieces)

        piece: Piece = fold(root, node, lambda e: self.atom(self, e), lambda e: type(e) in self.writers, children, self.done)
        return piece
