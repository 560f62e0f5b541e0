r"""Typst mathematics from the LaTeX of this package: \frac{x}{2} becomes frac(x, 2). Only the LaTeX that is written here need be known."""
from __future__ import annotations

import json
import re
from collections.abc import Callable

from symderive.errors import NotSupported

TOKEN = re.compile(r"\\(?P<command>[A-Za-z]+|.)|(?P<number>\d+(?:\.\d+)?)|(?P<space>\s+)|(?P<sign>.)", re.S)
ROOM = re.compile(r"\s*\[[0-9.]+ex\]")
DEEPEST = 200

GREEK = frozenset(["alpha", "beta", "gamma", "delta", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"])
FUNCTIONS = frozenset(["sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan", "ln", "log", "exp", "lim", "max", "min", "sup", "inf", "det", "arg"])
SYMBOLS = {
    "epsilon": "epsilon.alt", "varepsilon": "epsilon", "phi": "phi.alt", "varphi": "phi", "vartheta": "theta.alt", "varrho": "rho.alt", "varsigma": "sigma.alt", "ell": "ell",
    "cdot": "dot.op", "times": "times", "odot": "dot.o", "pm": "plus.minus", "le": "<=", "ge": ">=", "ne": "!=", "to": "->", "in": "in", "notin": "in.not", "sim": "tilde.op", "approx": "approx",
    "implies": "==>", "iff": "<==>", "subset": "subset", "cup": "union", "cap": "sect", "setminus": "without", "land": "and", "lor": "or", "lnot": "not",
    "infty": "infinity", "emptyset": "emptyset", "partial": "partial", "nabla": "nabla", "int": "integral", "sum": "sum", "prod": "product", "top": "top", "mid": "divides",
    "dots": "dots.h", "ldots": "dots.h", "cdots": "dots.h.c", "star": "star", "circ": "compose", "checkmark": "checkmark", "lbrace": "\\{", "rbrace": "\\}",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lVert": "‖", "rVert": "‖", "langle": "chevron.l", "rangle": "chevron.r", "displaystyle": "",
    "quad": "quad", "qquad": "wide", "thinspace": "thin", ",": "thin", ";": "med", " ": "space", "{": "\\{", "}": "\\}", "|": "‖", "%": "%", "_": "\\_", "&": "\\&", "$": "\\$", "#": "\\#",
}
MARKED = {
    "hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot", "ddot": "dot.double", "vec": "arrow", "overline": "overline", "mathbf": "bold", "boldsymbol": "bold", "mathbb": "bb", "mathcal": "cal",
}
ESCAPED = {"(": "\\(", ")": "\\)", "[": "\\[", "]": "\\]", "/": "\\/", ",": "\\,", ";": "\\;", '"': '\\"', "#": "\\#", "$": "\\$", "~": "space", "*": "ast.op"}
MATRICES = {"pmatrix": '"("', "bmatrix": '"["', "vmatrix": '"|"', "matrix": "#none"}


def typst(latex: str) -> str:
    r"""A formula for Typst's mathematics mode.

    Raises:
        NotSupported: for LaTeX that this package does not write, and for what is nested too deep to be printed.

    >>> typst(r"\frac{d}{dx}\left[\sin x\right] = \cos x")
    'frac(d, d x) lr(\\[ sin x \\]) = cos x'
    """
    return _Writer(latex).all()


def quoted(s: str) -> str:
    """A string of Typst, in which nothing is a command."""
    return json.dumps(s, ensure_ascii=False)


class _Writer:
    """One pass over the tokens of a formula."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens = [m for m in TOKEN.finditer(latex) if m.lastgroup != "space"]
        self.at = self.depth = 0

    def all(self) -> str:
        made = self.until(lambda m: False)
        if self.at < len(self.tokens):
            raise self.unknown()
        return made

    def unknown(self) -> NotSupported:
        return NotSupported(f"this LaTeX has no form in Typst: {self.latex[:200]}")

    def next(self) -> re.Match[str] | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> re.Match[str]:
        if self.at >= len(self.tokens):
            raise self.unknown()
        self.at += 1
        return self.tokens[self.at - 1]

    def until(self, ends: Callable[[re.Match[str]], bool]) -> str:
        """What stands before the end, which is left to be taken."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotSupported("the formula is nested too deep to be printed")
        made: list[str] = []
        while (m := self.next()) is not None and not ends(m):
            made.append(self.one())
        self.depth -= 1
        return " ".join(filter(None, made))

    def group(self) -> str:
        """An argument: a group in braces, or one sign."""
        m = self.next()
        if m is None or m["sign"] != "{":
            return self.one()
        self.take()
        made = self.until(lambda m: m["sign"] == "}")
        self.take()
        return made or "zws"

    def raw(self) -> str:
        """The text of a group in braces, as it stands."""
        start, open = self.take().end(), 1
        while open:
            m = self.take()
            open += {"{": 1, "}": -1}.get(m["sign"] or "", 0)
        return re.sub(r"\\text\w+\{\}|\\(.)", r"\1", self.latex[start:m.start()])

    def one(self) -> str:
        m = self.take()
        if m["command"]:
            return self.command(m["command"])
        if m["number"]:
            return m["number"]
        sign: str = m["sign"]
        if sign == "{":
            self.at -= 1
            return self.group()
        if sign in "^_":
            return f"{sign}({self.group()})"
        if sign == "}":
            raise self.unknown()
        return ESCAPED.get(sign, sign if sign.isascii() else quoted(sign))

    def command(self, name: str) -> str:
        if name in COMMANDS:
            return COMMANDS[name](self)
        if name in MARKED:
            return f"{MARKED[name]}({self.group()})"
        if name in GREEK or name in FUNCTIONS:
            return name
        if name not in SYMBOLS:
            raise self.unknown()
        return SYMBOLS[name]

    def delimiter(self) -> str:
        m = self.take()
        if m["command"]:
            return SYMBOLS.get(m["command"], "")
        return "" if m["sign"] == "." else ESCAPED.get(m["sign"], m["sign"])

    def between(self) -> str:
        r"""\left( ... \right)"""
        left = self.delimiter()
        inside = self.until(lambda m: m["command"] == "right")
        self.take()
        return f"lr({' '.join(filter(None, (left, inside, self.delimiter())))})"

    def root(self) -> str:
        m = self.next()
        if m is None or m["sign"] != "[":
            return f"sqrt({self.group()})"
        self.take()
        order = self.until(lambda m: m["sign"] == "]")
        self.take()
        return f"root({order}, {self.group()})"

    def environment(self) -> str:
        name = self.raw()
        rows = [[self.cell()]]
        while (m := self.take())["command"] != "end":
            if m["command"] == "\\":
                self.skip_room()
                rows.append([self.cell()])
            else:
                rows[-1].append(self.cell())
        self.raw()
        if name in MATRICES:
            return f"mat(delim: {MATRICES[name]}, {'; '.join(', '.join(c or 'zws' for c in row) for row in rows)})"
        if name == "cases":
            return f"cases({', '.join(' & '.join(row) for row in rows)})"
        if name == "aligned":
            return " \\\n".join(" & ".join(row) for row in rows)
        raise self.unknown()

    def cell(self) -> str:
        return self.until(lambda m: m["sign"] == "&" or m["command"] in ("\\", "end"))

    def skip_room(self) -> None:
        """The [1ex] after the end of a row."""
        m = self.next()
        room = m and ROOM.match(self.latex, m.start())
        while room and (m := self.next()) is not None and m.start() < room.end():
            self.at += 1


COMMANDS: dict[str, Callable[[_Writer], str]] = {
    "frac": lambda w: f"frac({w.group()}, {w.group()})",
    "dfrac": lambda w: f"display(frac({w.group()}, {w.group()}))",
    "binom": lambda w: f"binom({w.group()}, {w.group()})",
    "sqrt": _Writer.root,
    "left": _Writer.between,
    "begin": _Writer.environment,
    "text": lambda w: quoted(w.raw()),
    "mathrm": lambda w: f"upright({quoted(w.raw())})",
    "operatorname": lambda w: f"op({quoted(w.raw())})",
}
