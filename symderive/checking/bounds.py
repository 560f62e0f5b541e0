"""How large an expression is, as a polynomial in what is drawn for it: by this the error of a certificate is bounded."""
from __future__ import annotations

from math import inf, log2
from typing import Any

import sympy as sp
from sympy import Basic, Integer

from symderive.checking.certificate import LOGS, ROOTS, SCALE, Evaluation
from symderive.checking.program import constant, is_symbol
from symderive.checking.residues import BITS
from symderive.expr import At, Call, Decimal, Inert, Power, free
from symderive.nodes import Cases, D, Evaluated
from symderive.number import value

ERROR = 104                                    # the bound on the error of one claim is 2^-ERROR: of a solution of 256 claims, 2^-96
SLACK = 20                                     # bits for constant factors
ORDER = 21                                     # bits that are lost since primes are thin, and 1 modulo the orders of the roots of unity
WAVES = frozenset(("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"))
RESTRICTED = frozenset(("ln", "log", "sqrt", "root", "asin", "acos", "asec", "acsc", "acosh", "atanh", "acoth", "asech", "lambertw", "lgamma", "bessely", "besselk", "Ci", "binom",
                        "softplus"))


class Bounds:
    """For nodes that were met in an evaluation: a bound on degrees, and whether they may be undefined on an open set.

    whole  symbols that stand for whole numbers
    bits   of the longest whole number that was met
    """

    def __init__(self, v: Evaluation, whole: frozenset[Basic] = frozenset()) -> None:
        self.v, self.whole = v, whole
        self.known: dict[Basic, tuple[float, bool]] = {}
        self.bits = 1

    def of(self, root: Basic) -> tuple[float, bool]:
        """The degree, and: may the node be undefined on an open set?"""
        todo, known = [root], self.known
        while todo:
            e = todo[-1]
            if e in known:
                todo.pop()
                continue
            below = self._below(e)
            missing = [a for a in below if a not in known]
            if missing:
                todo.extend(missing)
                continue
            sizes = [known[a] for a in below]
            known[e] = min(self._degree(e, [s for s, _ in sizes]), 1e300), any(r for _, r in sizes) or self._is_restricted(e)
            todo.pop()
        return known[root]

    def _below(self, e: Any) -> tuple[Basic, ...]:
        if e in self.v.stands:
            return (self.v.stands[e],)
        if not isinstance(e, Inert) or isinstance(e, Decimal):
            return ()
        if isinstance(e, Call):
            return e.args[1:]
        if isinstance(e, Cases):
            return e.args[::2]
        return e.args[:1] if isinstance(e, (D, Evaluated)) else e.args[1:] if isinstance(e, At) else e.args

    def _degree(self, e: Any, below: list[float]) -> float:
        if e in self.v.stands:
            return below[0] + ROOTS
        if (n := value(e)) is not None and not below:
            self.bits = max(self.bits, n.numerator.bit_length(), n.denominator.bit_length())
            return 1
        if is_symbol(e) or not below:
            return ROOTS
        kind = type(e)
        if kind is Power:
            return self._power(e, below)
        if kind is Call:
            name = e.args[0].name
            if name in WAVES:
                return self._wave(e.args[1], below[0])
            return 64 * (sum(below) + 64) if name in ("gamma", "digamma", "polygamma", "lgamma") else 2 * sum(below) + LOGS
        return 8 * sum(below) if kind is D else sum(below) + 1

    def _power(self, e: Any, below: list[float]) -> float:
        u, w = e.args
        if u is sp.E:
            return self._wave(w, below[1])
        q = constant(w)
        if q is not None:
            self.bits = max(self.bits, q.numerator.bit_length())
            return (abs(q.numerator) + q.denominator) * (below[0] + ROOTS)
        return LOGS * self._wave(w, sum(below))

    def _wave(self, e: Basic, below: float) -> float:
        form = self.v.forms.of(e)
        weight = float(min(sum(abs(c.numerator) * c.denominator for c in form.values()), 10 ** 60))
        powers = any(type(a) is Call and a.args[0].name == "ln" for _, parts in form for a, _ in parts)
        return weight * (below + SCALE if powers else SCALE) + below + 2

    def sums(self, pairs: tuple[tuple[Basic, Basic], ...]) -> float:
        """A bound on the degree in sums up to a symbol, and in that symbol."""
        if not self.v.over:
            return 0
        known: dict[Basic, float] = {}
        for root in (side for pair in pairs for side in pair):
            todo = [root]
            while todo:
                e = todo[-1]
                if e in known:                             # asked for twice before it was known
                    todo.pop()
                    continue
                below = (e.args[0],) if e in self.v.over else self._below(e)
                missing = [a for a in below if a not in known]
                if missing:
                    todo.extend(missing)
                else:
                    known[todo.pop()] = self._sums(e, [known[a] for a in below])
        return max(known[a] + known[b] for a, b in pairs)

    def _sums(self, e: Any, below: list[float]) -> float:
        if e in self.v.over or e in self.v.counted:
            return 1 + sum(below)
        if isinstance(e, Power) and (q := constant(e.args[1])) is not None:
            return float(max(abs(q.numerator), 1)) * below[0]
        return (4 if isinstance(e, D) else 1) * sum(below)

    def small(self, pairs: tuple[tuple[Basic, Basic], ...], runs: int) -> bool:
        """Is the probability of an error at most 2^-ERROR, for these pairs, seen in so many runs?"""
        degree = sum(self.of(side)[0] for pair in pairs for side in pair)
        if degree == inf:
            return False
        tests = 2 * log2(self.v.keys + 2) + log2(runs + 1) + SLACK
        return log2(degree) + tests + ERROR <= BITS and log2(degree) + log2(self.bits) + ORDER + ERROR <= BITS

    def restricted(self, pairs: tuple[tuple[Basic, Basic], ...]) -> bool:
        """May one of the sides be undefined on an open set?"""
        return any(self.of(side)[1] for pair in pairs for side in pair)

    def _is_restricted(self, e: Any) -> bool:
        """May the node itself be undefined on an open set, or at all whole numbers; or has it a value that must be looked at?"""
        if isinstance(e, Power):
            return e.args[0] is not sp.E and ((q := constant(e.args[1])) is None or q.denominator > 1) and not (isinstance(e.args[0], Integer) and e.args[0] > 0)
        if not isinstance(e, Call):
            return isinstance(e, Cases)
        return e.args[0].name in RESTRICTED or not free(e) or not self.whole.isdisjoint(free(e))
