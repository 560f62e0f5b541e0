"""Which topics a question touches: a mistake of such a topic is named before the same mistake of another."""
from __future__ import annotations

from collections.abc import Callable

from sympy import Basic, Symbol

from symderive.comparison.heads import RANDOM
from symderive.expr import At, Call, MatTimes, free
from symderive.functions import FUNCTIONS
from symderive.nodes import And, D, Gradient, Hessian, IntegralOver, Inverse, Jacobian, Matrix, Or, ProdOver, Rel, SumOver, Transpose
from symderive.tree import walk

FAR = 2                         # how near a topic is that a question does not touch
LAYERS = frozenset(("sigmoid", "relu", "softplus", "max"))
WEIGHTS, PARAMETERS = frozenset(("w", "W")), frozenset(("p", "L", "lambda", "theta", "mu", "sigma", "v", "alpha", "beta"))


def _names(e: Basic) -> set[str]:
    return {n.args[0].name for n in walk(e) if isinstance(n, Call)}


def _variables(e: Basic) -> set[str]:
    """The names of the variables of its derivatives, without their subscripts."""
    return {str(n.args[1]).partition("_")[0] for n in walk(e) if isinstance(n, D)}


def _holds(e: Basic, *kinds: type) -> bool:
    return any(isinstance(n, kinds) for n in walk(e))


def _several(e: Basic) -> bool:
    return _holds(e, Gradient, Jacobian, Hessian) or len([x for x in free(e) if isinstance(x, Symbol)]) > 1


TOUCHED: dict[str, Callable[[Basic], bool]] = {
    "several variables": _several,
    "networks": lambda e: bool(_names(e) & LAYERS) or any(str(x).partition("_")[0] in WEIGHTS for x in free(e)),
    "likelihood": lambda e: _holds(e, SumOver, ProdOver, At) or bool(_variables(e) & PARAMETERS),
    "probability": lambda e: bool(_names(e) & (RANDOM | {"log"})),
    "implicit": lambda e: any(name.rstrip("'") not in FUNCTIONS for name in _names(e)),
    "integral": lambda e: _holds(e, IntegralOver),
    "linear algebra": lambda e: _holds(e, Matrix, MatTimes, Transpose, Inverse) and not _holds(e, Gradient, Jacobian, Hessian),
    "equations": lambda e: isinstance(e, (Rel, And, Or)),
}


def touches(e: Basic) -> Callable[[str], int]:
    """How near is a topic to a question? 0: it has a topic of its own that is touched; 1: any question may touch it, as algebra; 2: not touched.

    >>> from symderive.reading.law import read_law
    >>> near = touches(read_law("D(sigmoid(w*x), w)"))
    >>> near("networks"), near("algebra"), near("integral")
    (0, 1, 2)
    """
    known: dict[str, int] = {}

    def near(topic: str) -> int:
        if topic not in known:
            known[topic] = 1 if topic not in TOUCHED else 0 if TOUCHED[topic](e) else FAR
        return known[topic]
    return near
