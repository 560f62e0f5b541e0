"""Mathematics written out step by step, each step checked.

>>> import symderive as sd
>>> solution = sd.derivative("x*sin(x^2)", "x")
>>> solution.answer
2*x**2*cos(x**2) + sin(x**2)
>>> bool(solution.verdict)
True
"""
from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symderive.analysis import Analysis, analyse
    from symderive.ask import derivative, derive, gradient, hessian, jacobian, partial
    from symderive.calculus.questions import chain, implicit, inverse_derivative, parametric
    from symderive.comparison import Comparison, Equality, equal
    from symderive.derivation import Derivation, Relation, Status, Step, Verdict
    from symderive.diagnosis import Finding
    from symderive.errors import NotSupported, ReadError, SymderiveError, UsageError
    from symderive.grading.batch import check_many
    from symderive.grading.policy import Policy
    from symderive.homework import SolutionReport, check_solution
    from symderive.learner import AnswerReport, check, reward
    from symderive.likelihood.asking import mle
    from symderive.likelihood.shelf import distributions
    from symderive.limiting import limit
    from symderive.local import differential, directional, tangent, taylor
    from symderive.notes import Filled, fill
    from symderive.problem import Assumptions, Problem
    from symderive.reading import Reading, read
    from symderive.solution import Part, Solution
    from symderive.written import as_written

__version__ = "0.1.0"

# Where each public name lives. SymPy takes a third of a second to load, so nothing is loaded before it is used.
_HOME = {
    **dict.fromkeys(("chain", "implicit", "inverse_derivative", "parametric"), "calculus.questions"),
    **dict.fromkeys(("derive", "derivative", "partial", "gradient", "jacobian", "hessian"), "ask"),
    **dict.fromkeys(("Comparison", "Equality", "equal"), "comparison"),
    **dict.fromkeys(("Analysis", "analyse"), "analysis"),
    **dict.fromkeys(("differential", "directional", "tangent", "taylor"), "local"),
    "check_many": "grading.batch", "Policy": "grading.policy",
    **dict.fromkeys(("Derivation", "Relation", "Status", "Step", "Verdict"), "derivation"),
    **dict.fromkeys(("NotSupported", "ReadError", "SymderiveError", "UsageError"), "errors"),
    **dict.fromkeys(("SolutionReport", "check_solution"), "homework"),
    **dict.fromkeys(("AnswerReport", "check", "reward"), "learner"),
    "Finding": "diagnosis",
    **dict.fromkeys(("Assumptions", "Problem"), "problem"),
    **dict.fromkeys(("Reading", "read"), "reading"),
    **dict.fromkeys(("Part", "Solution"), "solution"),
    "as_written": "written",
    "distributions": "likelihood.shelf",
    "mle": "likelihood.asking",
    "limit": "limiting",
    **dict.fromkeys(("Filled", "fill"), "notes"),
}

__all__ = [
    "Analysis",
    "AnswerReport",
    "Assumptions",
    "Comparison",
    "Derivation",
    "Equality",
    "Filled",
    "Finding",
    "NotSupported",
    "Part",
    "Policy",
    "Problem",
    "ReadError",
    "Reading",
    "Relation",
    "Solution",
    "SolutionReport",
    "Status",
    "Step",
    "SymderiveError",
    "UsageError",
    "Verdict",
    "analyse",
    "as_written",
    "chain",
    "check",
    "check_many",
    "check_solution",
    "derivative",
    "derive",
    "differential",
    "directional",
    "distributions",
    "equal",
    "fill",
    "gradient",
    "hessian",
    "implicit",
    "inverse_derivative",
    "jacobian",
    "limit",
    "mle",
    "parametric",
    "partial",
    "read",
    "reward",
    "tangent",
    "taylor",
]


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext symderive`: the magics %symderive and %%symderive."""
    from symderive.magics import register
    register(shell)


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'symderive' has no attribute {name!r}")
    return getattr(import_module(f"symderive.{home}"), name)


def __dir__() -> list[str]:
    return sorted((*globals(), *__all__))
