r"""Densities that say themselves where they are positive: a factor \mathbf 1\{x > 0\} or I_{(0, 1)}(x), or cases with zero elsewhere."""
from __future__ import annotations

import re
from collections.abc import Iterable

from sympy import Basic, Integer, Symbol, true

from symderive.expr import Over, Times, free, times
from symderive.likelihood.model import Range
from symderive.likelihood.ranges import both, range_of
from symderive.nodes import And, Cases, Rel

ZERO, ONE = Integer(0), Integer(1)
OF_A_SET = re.compile(r"\s*(?:\\cdot\s*|\*\s*)?(?:\\(?:mathbf|mathbb|boldsymbol|mathrm|mathds)\s*\{?\s*[1I]\s*\}?|\\chi|\bI|\b1)\s*_\s*\{?\s*((?:\\left)?[(\[][^{}()\[\]]*,[^{}()\[\]]*(?:\\right)?[)\]]|\\\{[^{}]*\\\})\s*\}?\s*\(\s*([A-Za-z])\s*\)")


def set_apart(text: str) -> tuple[str, str | None]:
    r"""A density without its factor I_{[0, 1]}(x), and the set.

    >>> set_apart(r"\frac{1}{\theta} I_{[0,\theta]}(x)")
    ('\\frac{1}{\\theta}', '[0,\\theta]')
    """
    m = OF_A_SET.search(text)
    return (text[:m.start()] + text[m.end():], m[1].replace(r"\left", "").replace(r"\right", "")) if m else (text, None)


def without_indicators(e: Basic, x: Symbol, names: Iterable[str]) -> tuple[Basic, Range | None]:
    """A density without the factors that are 1 or 0, and where they leave x; None if there are none."""
    above, below = (e.args[0], e.args[1]) if isinstance(e, Over) else (e, None)
    parts = list(above.args) if isinstance(above, Times) else [above]
    found: Range | None = None
    kept: list[Basic] = []
    for p in parts:
        if isinstance(p, Cases) and len(p.args) in (2, 4) and (len(p.args) == 2 or (p.args[2] is ZERO and p.args[3] is true)) and x in free(p.args[1]):
            own = range_of([c for c in _links(p.args[1]) if x in free(c)], x, names)
            found = own if found is None else both(found, own)
            if p.args[0] is not ONE:
                kept.append(p.args[0])
        else:
            kept.append(p)
    if found is None:
        return e, None
    made = times(*kept) if kept else ONE
    return (made if below is None else Over(made, below)), found


def _links(condition: Basic) -> list[Basic]:
    return list(condition.args) if isinstance(condition, And) and not all(isinstance(c, Rel) and c.args[0].name in "<=>=" for c in condition.args) else [condition]
