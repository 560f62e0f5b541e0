"""Shorter forms of fractions, proposed by SymPy where our own passes do not reach them; each is a step with that name, and is checked."""
from __future__ import annotations

from collections.abc import Iterator

import sympy as sp
from sympy import Basic

from symderive.derivation import Relation, Step
from symderive.errors import NotSupported
from symderive.expr import Inert, free
from symderive.rules.finish import finish
from symderive.tree import size
from symderive.written import as_written

LARGE = 400                                    # nodes of what SymPy is asked about


def finished(e: Basic) -> tuple[Step, ...]:
    """The steps to the final form, and to a shorter one where there is one."""
    return tuple(_steps(e))


def _steps(e: Basic) -> Iterator[Step]:
    for step in finish(e):
        yield step
        e = step.after
    if (shorter := cancelled(e)) is not None:
        yield Step(e, Relation.EQ, shorter, "fraction.cancel")


def cancelled(e: Basic) -> Basic | None:
    """A shorter fraction: numerator and denominator in factors, without common ones."""
    if size(e, LARGE) >= LARGE or not free(e):
        return None
    try:
        plain = sp.together(e.doit() if isinstance(e, Inert) else e)
        forms = [as_written(f) for f in (sp.factor(sp.cancel(plain)), sp.factor_terms(sp.cancel(plain)))]
    except (sp.PolynomialError, NotImplementedError, NotSupported):
        return None
    best = min(forms, key=written_length)
    return best if 20 * written_length(best) < 19 * written_length(e) else None


def written_length(e: Basic) -> int:
    return len(str(e))
