"""Shapes of letters: those declared, and those that follow from the matrices in a text where only one reading fits."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from sympy import Basic, Integer, Symbol

from symderive.errors import ReadError
from symderive.expr import ONE, Power, Shape, Times, is_scalar
from symderive.nodes import Matrix, Transpose
from symderive.tree import walk

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token

T = TypeVar("T")
Size: TypeAlias = "int | str | Basic"
Declared: TypeAlias = "Size | tuple[Size, ...]"

WRITTEN = re.compile(r"\s*(\w+)\s*(?:(?:x|×|,|\\times)\s*(\w+)\s*)?")


def declared(shapes: Mapping[str, Declared] | None) -> dict[str, Shape]:
    """The shapes a caller gives.

    Raises:
        ValueError: for what is no shape.

    >>> declared({"A": (2, 3), "x": "n", "B": "m x n"})
    {'A': (2, 3), 'x': (n, 1), 'B': (m, n)}
    """
    return {name: _shape(name, shape) for name, shape in (shapes or {}).items()}


def _shape(name: str, shape: Declared) -> Shape:
    parts: Sequence[Size]
    if isinstance(shape, str):
        m = WRITTEN.fullmatch(shape.strip("() "))
        if m is None:
            raise ValueError(f'a shape is (2, 3), "m x n" or "n", not {shape!r} (of {name})')
        parts = [m[1], m[2] or 1]
    else:
        parts = shape if isinstance(shape, tuple) else (shape, 1)
    if len(parts) != 2:
        raise ValueError(f"a shape has rows and columns: {name} has {len(parts)} sizes")
    rows, columns = (_size(name, p) for p in parts)
    return rows, columns


def _size(name: str, size: Size) -> Basic:
    if isinstance(size, Basic):
        return size
    if isinstance(size, str) and not size.isdigit():
        if not size.isidentifier():
            raise ValueError(f"a size is a number or a name, not {size!r} (of {name})")
        return Symbol(size)
    if int(size) < 1:
        raise ValueError(f"a size is at least 1, not {size} (of {name})")
    return Integer(size)


# ---- shapes that follow

def identity(r: Reader, token: Token) -> Basic | None:
    """I, beside matrices that are all square and of one size, is the unit matrix of that size."""
    sizes = {size for shape in r.names.shapes.values() for size in shape if size != ONE}
    if len(sizes) != 1 or not isinstance(n := sizes.pop(), Integer) or not any(a == b for a, b in r.names.shapes.values()):
        return None
    e = Matrix(n, n, *(Integer(int(i == j)) for i in range(int(n)) for j in range(int(n))))
    r.note("note.identity_matrix", token.start, e, token.end)
    return e


def inferred(r: Reader, error: ReadError, again: Callable[[Mapping[str, Shape]], T]) -> tuple[T, Mapping[str, Shape]]:
    """The text read with the one shape of its matrix letter, or of its vectors, that fits; and that shape.

    Raises:
        ReadError: the error there was, if none fits, or several do.
    """
    found: list[tuple[T, Mapping[str, Shape]]] = []
    for shapes in _candidates(r):
        try:
            found.append((again(shapes), shapes))
        except ReadError:
            continue
    if len(found) != 1:
        hint = error.hint or (any(_letters(r)) and 'declare the shapes, as shapes={"A": (2, 2), "x": "n"}') or ""
        raise ReadError(error.text, error.start, error.end, error.message, hint)
    return found[0]


def is_doubtful(e: Basic, symbols: frozenset[str]) -> bool:
    """Is a matrix multiplied by a letter that may be a matrix too: a capital, a bold letter, what is transposed? What is declared a symbol is none."""
    for part in walk(e):
        if isinstance(part, Times) and not is_scalar(part):
            for a in part.args:
                x = a.args[0] if isinstance(a, (Transpose, Power)) else a
                if (isinstance(a, Transpose) and is_scalar(a)) or (isinstance(x, Symbol) and x.name not in symbols and (x.name.endswith("_bold") or x.name[0].isupper())):
                    return True
    return False


def _candidates(r: Reader) -> list[dict[str, Shape]]:
    """Shapes to try: squares and the sizes that stand there, and sizes that nobody knows, to see whether those would do as well."""
    capitals, vectors = _letters(r)
    sizes = sorted({n for shape in r.matrices for n in shape}, key=str)
    if not sizes or len(capitals) > 1 or len(sizes) > 3 or not (capitals or vectors):
        return []
    found = [dict.fromkeys(vectors, (n, ONE)) for n in sizes if n != ONE] if vectors else [{}]
    if not capitals:
        return [dict(shapes) for shapes in found]
    k, l = Symbol("?k"), Symbol("?l")
    tried = dict.fromkeys((a, b) for a in (*sizes, k) for b in (*sizes, k, l) if (a, b) != (ONE, ONE))
    return [{**shapes, capitals[0]: shape} for shapes in found for shape in tried]


def _letters(r: Reader) -> tuple[list[str], list[str]]:
    """Capital letters that may be matrices, and bold small ones, which are vectors."""
    capitals: dict[str, None] = {}
    vectors: dict[str, None] = {}
    bold = False
    for k, t in enumerate(r.tokens[:-3]):
        if t.kind == "name" and t.value not in r.names:
            transposed = r.tokens[k + 1].kind == "^" and (r.tokens[k + 2].kind == "top" or r.tokens[k + 3].kind == "top" or "T" in (r.tokens[k + 2].value, r.tokens[k + 3].value))
            if (r.tokens[k + 1].kind, r.tokens[k + 2].value) == ("_", "bold") and t.value.islower():
                vectors[f"{t.value}_bold"] = None
            elif not bold and transposed and t.value.islower():
                vectors[t.value] = None
            elif bold and len(t.value) == 1 and t.value.islower():
                vectors[f"{t.value}_bold"] = None
            elif t.value[:1].isupper() and t.value not in ("T", "I") and r.tokens[k + 1].kind not in ("(", "_"):
                capitals[f"{t.value}_bold" if bold else t.value] = None
        bold = (t.kind == "font" and t.value == "bold") or (bold and t.kind == "{")
    return list(capitals), list(vectors)
