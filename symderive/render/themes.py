"""How mathematics may be written otherwise: one table, an entry an option. What a printer has to know of it stands in the entry alone."""
from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sympy import Basic, Symbol
from sympy.core.symbol import Str

from symderive.errors import UsageError
from symderive.expr import Decimal, times
from symderive.functions import FUNCTIONS
from symderive.render import restyled
from symderive.render.pieces import Notation

PROJECT = "symderive.toml"                        # holds the options of a project, under [notation]
Change = Callable[[Notation], Notation]
INVERSES = {f"a{name}": name for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch")}


@dataclass(frozen=True)
class Value:
    """One way of writing: what it makes of the LaTeX notation (MathML and Typst are made from that) and of plain text; `reads`: what it prints is read back."""
    latex: Change | None = None
    text: Change | None = None
    reads: bool = True


@dataclass(frozen=True)
class Option:
    """What can be chosen: the ways by name, the first as it is without any; an example (in the dialect of laws) on which every way shows."""
    says: str
    values: Mapping[str, Value]
    example: str | Basic
    partial: bool = False                         # the example is of several variables

    @property
    def default(self) -> str:
        return next(iter(self.values))


AS_IS = Value()


def fields(**changes: Any) -> Change:
    """Set fields of the notation."""
    return lambda w: replace(w, **changes)


def named(**names: str) -> Change:
    """Write these functions by other names."""
    return lambda w: replace(w, names={**w.names, **names})


def writing(**writers: Any) -> Change:
    """Write these kinds of node otherwise; a writer that has nothing to say (None) leaves it to the one before."""
    def change(w: Notation) -> Notation:
        kinds = {kind.__name__: kind for kind in w.writers}
        return replace(w, writers={**w.writers, **{kinds[name]: _first(write, w.writers[kinds[name]]) for name, write in writers.items()}})
    return change


def _first(write: Callable[..., Any], before: Callable[..., Any]) -> Callable[..., Any]:
    def writer(w: Notation, e: Basic, *pieces: Any) -> Any:
        made = write(w, e, *pieces)
        return before(w, e, *pieces) if made is None else made
    return writer


def joined_by(latex: str) -> Change:
    """Put this sign between all factors."""
    return lambda w: replace(w, joint=restyled.always(latex))


OPTIONS: dict[str, Option] = {
    "log": Option("the natural logarithm: ln x or log x", {"ln": AS_IS, "log": Value(named(ln=r"\log"), named(ln="log"))}, "ln(x)^2 + ln(x + 1)"),
    "inverse": Option("inverse functions: arcsin x or sin^{-1} x", {
        "arc": AS_IS,
        "power": Value(named(**{a: restyled.inverse_name(FUNCTIONS[f].latex) for a, f in INVERSES.items()}), named(**{a: f"{f}^(-1)" for a, f in INVERSES.items()})),
    }, "asin(x)^2 + atan(x + 1)*asinh(x)"),
    "d": Option("the d of a derivative or an integral: italic or upright (plain text has one kind of letter)", {
        "italic": AS_IS, "upright": Value(fields(d=r"\mathrm{d}")),
    }, "D(sin(x)^2, x) + Integral(sin(t), t, 0, x)"),
    "derivative": Option("derivatives in one variable: d/dx (Leibniz) or primes (Lagrange), where one variable is all there is", {
        "leibniz": AS_IS, "lagrange": Value(writing(D=restyled.primed), writing(D=restyled.primed)),
    }, "D(x*sin(x), x)"),
    "partial": Option("partial derivatives of a function by its name: a fraction, or the variables below it", {
        "fraction": AS_IS, "subscript": Value(writing(D=restyled.below), writing(D=restyled.below), reads=False),
    }, "D(D(f, x), y)", partial=True),
    "vector": Option("letters that are vectors: as they were given, all bold, or all with an arrow", {
        "given": AS_IS, "bold": Value(fields(vector="bold"), fields(vector="bold"), reads=False), "arrow": Value(fields(vector="vec"), fields(vector="vec"), reads=False),
    }, "u_bold + v_vec"),
    "gradient": Option("a gradient: a column or a row", {
        "column": AS_IS, "row": Value(fields(row=True), fields(row=True), reads=False),
    }, "matrix(2, 1, x, y)", partial=True),
    "decimal": Option("decimal numbers: 2.5 or 2,5", {
        "point": AS_IS, "comma": Value(writing(Decimal=restyled.comma("{,}"), TupleOf=restyled.apart(r"\left(", r"\right)")), writing(Decimal=restyled.comma(","), TupleOf=restyled.apart("(", ")")), reads=False),
    }, times(Decimal(Str("2.50")), Symbol("x"))),
    "times": Option("products: side by side where that can be read, a dot, or a cross", {
        "none": AS_IS, "dot": Value(joined_by(r" \cdot "), fields(joint=restyled.always("·", "*"))), "cross": Value(joined_by(r" \times "), fields(joint=restyled.always("×", "*"))),
    }, "2*x*sin(x)*(x + 1)"),
}


def chosen(given: Mapping[str, str], where: str = "") -> dict[str, str]:
    """The options, each checked.

    Args:
        given: values by name, as {"log": "log"}.
        where: what to say before an error, as the name of a file.

    Raises:
        UsageError: for an option, or a value, that there is not.

    >>> chosen({"log": "log"})
    {'log': 'log'}
    """
    for name, value in given.items():
        if name not in OPTIONS:
            raise UsageError(f"{where}there is no option of notation {name!r}; there are {', '.join(OPTIONS)}")
        if value not in OPTIONS[name].values:
            raise UsageError(f"{where}{name} is one of {', '.join(OPTIONS[name].values)}; not {value!r}")
    return dict(given)


def dressed(w: Notation, theme: Mapping[str, str], kind: str) -> Notation:
    """The notation with the options applied; `kind` is "latex" or "text"."""
    for name, value in theme.items():
        change = getattr(OPTIONS[name].values[value], kind)
        w = change(w) if change is not None else w
    return w


# ---- where they are given

def parsed(text: str) -> dict[str, str]:
    """Options as they stand on a command line: `log=log,d=upright`.

    Raises:
        UsageError: for what is not name=value.
    """
    pairs = [item.partition("=") for item in text.split(",") if item.strip()]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        raise UsageError(f"an option of notation is name=value, as log=log; not {wrong[0].strip()!r}")
    return {name.strip(): value.strip() for name, _, value in pairs}


def of_project(start: Path | None = None) -> dict[str, str]:
    """The options in the nearest symderive.toml, from a folder upwards (by default the working directory); none where there is no such file.

    Raises:
        UsageError: where it cannot be read, or says what nobody knows.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        path = folder / PROJECT
        if path.is_file():
            return _read(path)
    return {}


def _read(path: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise UsageError(f"{path}: {fault}") from None
    if unknown := sorted(table.keys() - {"notation"}):
        raise UsageError(f"{path}: nobody knows {unknown[0]!r}; it may hold [notation]")
    found = table.get("notation", {})
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise UsageError(f"{path}: [notation] holds options as log = \"log\"")
    return chosen(found, f"{path}: ")
