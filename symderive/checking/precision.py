"""flint's one precision for the whole process, taken by one thread at a time and put back."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from flint import ctx

_PRECISION = RLock()


@contextmanager
def precision(bits: int, length: int = 2) -> Iterator[None]:
    """Work with so many bits, and series of this length, alone."""
    with _PRECISION:
        before = ctx.prec, ctx.cap
        try:
            ctx.prec, ctx.cap = bits, length
            yield
        finally:
            ctx.prec, ctx.cap = before
