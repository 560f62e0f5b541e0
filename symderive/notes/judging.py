"""Is an answer that stands in notes wrong, or only another way of writing it?"""
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sympy import Expr

from symderive.comparison import equal
from symderive.errors import SymderiveError

if TYPE_CHECKING:
    from symderive.solution import Solution

# the answer: a label in bold, and the formula after it, as Markdown and LaTeX have them
ANSWER = re.compile(r"(?:\*\*|\\textbf\{)(?P<label>[^*}\n]+)(?:\*\*|\}) \$`?(?P<formula>[^$]+?)`?\$")


def contradiction(old: str, new: str, solution: Solution) -> str:
    """What is wrong with the answer that stood there; nothing where it is equal, or where that is not decided.

    Args:
        old: the solution that stands in the notes.
        new: the one that belongs there.
        solution: the same, to be compared with.
    """
    formulas = {m["label"]: m["formula"] for m in ANSWER.finditer(new)}
    stood = {m["label"]: m["formula"] for m in ANSWER.finditer(old)}
    label = next((name for name in reversed(formulas) if name in stood), None)
    if label is None or stood[label] == formulas[label] or not isinstance(solution.answer, Expr):
        return ""
    value = right_side(stood[label])
    try:
        verdict = equal(solution.written, value)
    except SymderiveError:
        return ""
    return f"{value} is not the answer, which is {right_side(formulas[label])}" if str(verdict.status) == "not_equal" else ""


def right_side(formula: str) -> str:
    """What follows the last sign of equality, without decimal values."""
    return formula.split(r"\approx")[0].rpartition("= ")[2].strip()
