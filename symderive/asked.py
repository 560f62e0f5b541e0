"""How a solution was asked for: the call that asks it again, kept by every public question."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sympy import Basic, MatrixBase, srepr

P = ParamSpec("P")
S = TypeVar("S")

PLAIN = (str, int, float, bool, type(None))
QUOTED = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?![\w=])")
WORDS = ("True", "False", "None")
LONGEST = 2_000                # characters of a call that is written out


@dataclass(frozen=True)
class Asked:
    """A call of a public question: its name and what it was given."""
    name: str
    args: tuple[Any, ...] = ()
    given: Mapping[str, Any] | None = None

    def python(self, package: str = "sd") -> str | None:
        """The call as Python, SymPy objects as `srepr` writes them; None where something in it cannot be written, or is too long.

        >>> Asked("derivative", ("x^2", "x"), {"at": {"x": 1}}).python()
        "sd.derivative('x^2', 'x', at={'x': 1})"
        """
        written = [source(a) for a in self.args] + [None if (v := source(a)) is None else f"{name}={v}" for name, a in (self.given or {}).items()]
        if any(w is None for w in written):
            return None
        call = f"{package}.{self.name}({', '.join(w for w in written if w is not None)})"
        return call if len(call) <= LONGEST else None

    @property
    def needs_sympy(self) -> bool:
        """Does the call hold SymPy objects?"""
        return any(isinstance(a, (Basic, MatrixBase)) for a in flat((*self.args, *(self.given or {}).values())))


def source(a: Any) -> str | None:
    """A value as Python that makes it again."""
    if type(a) in PLAIN:
        return latex_source(a) if isinstance(a, str) else repr(a)
    if isinstance(a, (Basic, MatrixBase)):
        return sympy_source(a)
    if hasattr(a, "tolist"):
        return source(a.tolist())
    if isinstance(a, Mapping):
        pairs = [(source(k), source(v)) for k, v in a.items()]
        return None if any(k is None or v is None for k, v in pairs) else "{" + ", ".join(f"{k}: {v}" for k, v in pairs) + "}"
    if isinstance(a, (list, tuple)):
        parts = [source(v) for v in a]
        written = ", ".join(p for p in parts if p is not None)
        return None if None in parts else f"[{written}]" if isinstance(a, list) else f"({written}{',' * (len(parts) == 1)})"
    return None


def latex_source(text: str) -> str:
    r"""A string as a reader of LaTeX would have it: raw, where it holds backslashes.

    >>> print(latex_source(r"\sin x"))
    r"\sin x"
    """
    if "\\" in text and text.isprintable() and '"' not in text and not text.endswith("\\"):
        return f'r"{text}"'
    return repr(text)


def sympy_source(a: Any) -> str:
    """A SymPy object, its classes and constants by their names in the package `sympy`.

    >>> import sympy
    >>> sympy_source(sympy.log(sympy.Symbol("x", positive=True)))
    "sympy.log(sympy.Symbol('x', positive=True))"
    """
    quoted = QUOTED.split(srepr(a))
    return "".join(part if k % 2 else NAME.sub(lambda found: found[0] if found[0] in WORDS else f"sympy.{found[0]}", part) for k, part in enumerate(quoted))


def flat(values: Any) -> Iterator[Any]:
    """The values within lists, tuples and dictionaries."""
    for v in values:
        if isinstance(v, Mapping):
            yield from flat((*v.keys(), *v.values()))
        elif isinstance(v, (list, tuple)):
            yield from flat(v)
        else:
            yield v


def question(ask: Callable[P, S]) -> Callable[P, S]:
    """A question whose solution knows how it was asked for."""
    @wraps(ask)
    def asking(*args: P.args, **given: P.kwargs) -> S:
        return replace(ask(*args, **given), asked=Asked(ask.__name__, args, given))   # type: ignore[type-var]
    return asking
