r"""The second reader, latex2sympy2: asked only for LaTeX that the grammar does not know, and believed only where nothing can have been lost.

It evaluates, drops signs it does not know and keeps state between calls. So a text goes to it only if each command outside the grammar is in
`STAND_INS`, and if the text with the stand-ins in their place is read by the grammar without any convention; and its result is taken only
if every name, number and function of the text is in it, as often as in the text. In all other cases the first error stands.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from math import prod
from threading import Lock
from typing import Any

import sympy as sp
from sympy import Basic, Integer

from symderive.errors import ReadError
from symderive.expr import Call, Decimal, Hadamard, Inert, Neg, Over, Plus, Power, Times, named
from symderive.reading import spelling
from symderive.reading.grammar import Reader
from symderive.reading.tokens import Limits, Names, Tokens, tokenise
from symderive.written import as_written

# commands outside the grammar, and what the grammar reads in the same place
STAND_INS: dict[str, str] = {
    "choose": r"\odot", "mleft": r"\left", "mright": r"\right", "lgroup": "(", "rgroup": ")",
    "llcorner": r"\lfloor", "lrcorner": r"\rfloor", "ulcorner": r"\lceil", "urcorner": r"\rceil", "floor": r"\operatorname{floor}", "ceil": r"\operatorname{ceil}",
    **{name: rf"\operatorname{{{meant}}}" for name, meant in {"arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh"}.items()},
}
FUNCTIONS_ALIKE = frozenset(("sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "sqrt", "abs", "floor", "ceil"))
ALIKE = (Hadamard, Plus, Times, Neg, Over, Power, Decimal, Call)       # nodes that both readers build alike
COMMAND = re.compile(r"\\(?P<command>[A-Za-z]+)|\\.", re.S)
LONGEST = 300                   # its time grows by up to some milliseconds a character
DEEPEST = 15                    # of its brackets: it recurses
MOST_DIGITS = 15
MOST_POWER = 10_000             # what the numbers in exponents may multiply to: it may work powers out
LOCK = Lock()


def read_by_second(text: str, names: Names, limits: Limits, error: ReadError) -> Basic:
    """What the second reader reads, as written.

    Args:
        text: LaTeX that the grammar has refused.
        names, limits: as for `symderive.read`.
        error: how the grammar refused it.

    Returns:
        The expression as written; signs and the order of terms may differ from the text.

    Raises:
        ReadError: `error` itself where the text is malformed, or the second reader cannot be trusted with it; with another hint where
            it is not installed.
    """
    if not _is_outside(text, error):
        raise error
    plain = COMMAND.sub(lambda m: STAND_INS.get(m["command"] or "", m[0]) + (" " if m["command"] else ""), text)
    smaller = Limits(min(limits.length, LONGEST), min(limits.depth, DEEPEST), min(limits.digits, MOST_DIGITS))
    try:
        tokens = tokenise(plain, True, names, smaller)
        standing = Reader(tokens, names, smaller, True).whole()         # strict: no convention is applied
    except ReadError:
        raise error from None
    if len(text) > smaller.length or not (_are_alike(tokens) and _is_cheap(standing) and all(map(_is_alike, _nodes(standing)))):
        raise error
    found = _ask(text, error)
    expected = _content(standing)
    expected[named("binom")] += sum(t.kind == "odot" for t in tokens.items)
    if expected != _content(found) or not all(map(_is_alike, _nodes(found))):
        raise error
    return found


def _is_outside(text: str, error: ReadError) -> bool:
    """Was the text refused for a command that only the second reader knows?"""
    place = text[error.start:error.end]
    return place[:1] == "\\" and place[1:] in STAND_INS and place[1:] not in spelling.COMMANDS


# ---- what the text must be

def _are_alike(tokens: Tokens) -> bool:
    """Is nothing in it that the second reader would group otherwise, or work out?"""
    for k, token in enumerate(tokens.items):
        if token.kind in ("/", "!", "'") or (token.kind == "function" and tokens.items[k + 1].kind != "("):
            return False
        if token.kind == "odot" and not _is_open_above(tokens, k):
            return False
    return True


def _is_open_above(tokens: Tokens, k: int) -> bool:
    r"""Is there a variable before the \choose at k, in its braces? A binomial coefficient of numbers would be worked out, however large."""
    k -= 1
    found = False
    while k >= 0 and tokens.items[k].kind != "{":
        found |= tokens.items[k].kind == "name" and tokens.items[k].value not in ("e", "i")
        k = tokens.partner.get(k, k) - 1
    return found and k >= 0


def _is_cheap(e: Basic) -> bool:
    """Would all powers of numbers in it, worked out, still be small?"""
    exponents = [p.args[1] for p in _nodes(e) if isinstance(p, Power)]
    if any(isinstance(p, Power) and not p.args[0].is_Symbol for exponent in exponents for p in _nodes(exponent)):
        return False
    return prod(max(2, int(n)) for exponent in exponents for n in _nodes(exponent) if isinstance(n, Integer)) <= MOST_POWER


# ---- what the result must be

def _is_alike(e: Basic) -> bool:
    """Is this node one that both readers build in the same way?"""
    if isinstance(e, Call):
        return e.args[0].name in (*FUNCTIONS_ALIKE, "binom")
    return isinstance(e, ALIKE) or not isinstance(e, Inert)


def _content(e: Basic) -> Counter[Any]:
    """How often each name, number and function occurs."""
    return Counter(n for n in _nodes(e) if not n.args)


def _nodes(e: Basic) -> Iterator[Basic]:
    """Every node, as often as it occurs. A text is short here, so an expression is small."""
    todo = [e]
    while todo:
        n = todo.pop()
        yield n
        todo.extend(n.args)


# ---- the second reader

def _ask(text: str, error: ReadError) -> Basic:
    """What latex2sympy2 makes of it, as written."""
    with LOCK:
        try:
            module = import_module("latex2sympy2")
        except Exception:           # it is not there, or not for this Python, or its antlr4 is of another version
            raise ReadError(text, error.start, error.end, error.message, "the package latex2sympy2 reads it, where it can be imported (Python before 3.13)") from None
        _reset(module)
        try:
            found = module.latex2sympy(text)
            written = as_written(found) if isinstance(found, sp.Expr) else None
        except Exception:           # it raises bare exceptions, and whatever goes wrong inside it
            written = None
        finally:
            _reset(module)
    if written is None:
        raise error
    return written


def _reset(module: Any) -> None:
    """Forget what earlier calls left: assignments, and a symbol in place of the table of names."""
    module.variances, module.var, module.VARIABLE_VALUES, module.is_real, module.frac_type = {}, {}, {}, None, r"\frac"
