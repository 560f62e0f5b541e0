"""What is known of the sign of an expression: each constrained symbol is replaced by positive slacks, and all terms must have one sign.

That is the whole certificate: after the replacement, numerator and denominator are polynomials whose terms are all
positive (or all negative), so the sign is seen term by term.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product as product_of
from typing import Any

from sympy import Basic, E, Integer, Symbol, oo, pi

from symderive.checking import enclosure, holds
from symderive.driver import Stuck, derive
from symderive.expr import At, Call, Inert, Neg, Over, Power, free, head, plus, times
from symderive.likelihood.fractions import ARITHMETIC, Fractions, TooLarge, is_zero
from symderive.likelihood.indices import put
from symderive.likelihood.model import Range
from symderive.nodes import D, SumOver, relation
from symderive.number import number, value
from symderive.rules import RULES
from symderive.rules.forms import factors
from symderive.tree import fold, rebuild, substitute, walk

ZERO, ONE = Integer(0), Integer(1)
POSITIVE_FUNCTIONS = frozenset(("cosh", "sigmoid", "softplus"))           # for every real argument
SLACK = "slack of "                                                     # no name of the user's holds a space
CLOSED = 3                                                              # symbols with closed ends that are looked at


def slack(name: str) -> Symbol:
    """A symbol that stands for a positive number."""
    return Symbol(SLACK + name)


@dataclass(frozen=True)
class Statistic:
    """A sum over the data, with what its support says of it.

    low, high  bounds of one term of the sum: the sum lies strictly between n*low and n*high, but for degenerate data
    """
    node: Basic
    count: Basic
    low: Basic | None = None
    high: Basic | None = None


@dataclass(frozen=True, eq=False)
class Facts:
    """The domains of symbols, and what is known of the sums over the data.

    ranges      symbol -> its range
    statistics  sum over the data -> its bounds
    pairs       sum -> the larger expression that it exceeds: sum(x^2) > sum(x)^2/n
    defined     symbol -> what it stands for, in data and in symbols defined before it
    """
    ranges: Mapping[Basic, Range]
    statistics: Mapping[Basic, Statistic] = field(default_factory=dict)
    pairs: Mapping[Basic, Basic] = field(default_factory=dict)
    signs: dict[Basic, int | None] = field(default_factory=dict, repr=False)
    defined: Mapping[Symbol, Basic] = field(default_factory=dict)

    def with_ranges(self, more: Mapping[Basic, Range]) -> Facts:
        return Facts({**self.ranges, **more}, self.statistics, self.pairs, defined=self.defined)

    def defining(self, more: Mapping[Symbol, Basic], ranges: Mapping[Basic, Range]) -> Facts:
        """With symbols that stand for expressions in the data."""
        return Facts({**self.ranges, **ranges}, self.statistics, self.pairs, defined={**self.defined, **more})

    def written_out(self, e: Basic) -> Basic:
        """An expression with what the symbols stand for put in."""
        own = {s: self._in_full[s] for s in self.defined if s in free(e)}
        return put(e, own) if own else e

    @cached_property
    def _in_full(self) -> dict[Symbol, Basic]:
        """What the symbols stand for, in the data alone."""
        found: dict[Symbol, Basic] = {}
        for s, e in self.defined.items():
            found[s] = put(e, {a: found[a] for a in free(e) & found.keys()})
        return found

    def inside(self) -> Facts:
        """The same without the ends that belong to the domains."""
        return Facts({x: replace(r, low_open=True, high_open=True) for x, r in self.ranges.items()}, self.statistics, self.pairs, defined=self.defined)

    def forgetting(self, gone: Basic) -> Facts:
        """Without what ties a statistic (or a count) to others: it is only a positive number, or a real one."""
        statistics = {s: t for s, t in self.statistics.items() if s != gone and t.count != gone}
        pairs = {s: e for s, e in self.pairs.items() if s != gone and not any(n == gone for n in walk(e))}
        return Facts(self.ranges, statistics, pairs, defined=self.defined)

    # ---- the sign

    def sign(self, e: Basic) -> int | None:
        """1, -1 or 0 where the sign is proved, None where it is not."""
        if e in self.signs:
            return self.signs[e]
        found = self._sign(e, pairs=True)
        if found is None and self.pairs:
            found = self._sign(e, pairs=False)
        if found is not None and not self._at_ends(e, found):
            found = None
        self.signs[e] = found
        return found

    def _at_ends(self, e: Basic, sign: int) -> bool:
        """Is it the sign at the ends that belong to the domains too? The slacks leave them out."""
        closed = {a: r for a in self._atoms(e) if (r := self._range(a)) is not None and (r.low is not r.high) and not (r.low_open and r.high_open)}
        if len(closed) > CLOSED:
            return False
        return all(self.with_ranges({a: Range(end, end, False, False)}).sign(e) == sign
                   for a, r in closed.items() for end, is_open in ((r.low, r.low_open), (r.high, r.high_open)) if end is not None and end not in (oo, -oo) and not is_open)

    def _atoms(self, e: Basic) -> list[Basic]:
        """The symbols and the entries of data that an expression holds outside sums, and those in the bounds of its sums."""
        found: dict[Basic, None] = {}
        todo = [e]
        while todo:
            t = todo.pop()
            if isinstance(t, (Symbol, At)):
                found[t] = None
            elif t in self.statistics:
                todo.extend(end for end in (self.statistics[t].low, self.statistics[t].high) if end is not None)
            elif isinstance(t, Inert) and not isinstance(t, SumOver):
                todo.extend(t.args)
        return list(found)

    def _range(self, a: Basic) -> Range | None:
        """Of a symbol its own range, of an entry that of its column."""
        return self.ranges.get(a, self.ranges.get(a.args[0]) if isinstance(a, At) else None)

    def positive(self, e: Basic) -> bool:
        return self.sign(e) == 1

    def holds(self, condition: Basic) -> bool:
        """Is a relation proved?"""
        sign, a, b = condition.args[0].name, condition.args[1], condition.args[2]
        if sign not in ("<", "<=", ">", ">=", "!=", "="):
            return False
        found = self.sign(plus(a, Neg(b)) if b is not ZERO else a)
        return found is not None and found in {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "!=": (-1, 1), "=": (0,)}[sign]

    def _sign(self, e: Basic, pairs: bool) -> int | None:
        if not free(e):
            return self._of_a_number(e)
        try:
            put = self.slackened(e, pairs)
            field_ = Fractions(put)
            above, below = field_.of(put)
            if above.is_zero():
                return 0
            signs = [self._of_polynomial(field_, p) for p in (above, below)]
        except TooLarge:
            return None
        return None if None in signs else signs[0] * signs[1]  # type: ignore[operator]

    def _of_a_number(self, e: Basic) -> int | None:
        v = value(e)
        if v is not None:
            return (v > 0) - (v < 0)
        for sign, k in ((">", 1), ("<", -1)):
            if holds(relation(sign, e, ZERO), {}):
                return k
        return 0 if is_zero(e) else None

    def slackened(self, e: Basic, pairs: bool = True) -> Basic:
        """Each atom replaced by what is known of it in positive slacks."""
        def leaf(t: Basic) -> Basic:
            return t if value(t) is not None else self._slack_of(t, pairs)
        found: Basic = fold(e, rebuild, leaf, enter=lambda t: type(t) in ARITHMETIC and value(t) is None and not _is_opaque(t))
        return found

    def _slack_of(self, t: Basic, pairs: bool) -> Basic:
        if isinstance(t, Symbol) and t not in self.statistics:
            return self._of_symbol(t, pairs)
        if t is pi or t is E:
            return slack(f"constant {t}")
        if pairs and t in self.pairs:
            return plus(self.slackened(self.pairs[t], pairs), slack(f"pair{hash(t) % 10**9}"))
        if t in self.statistics:
            return self._of_statistic(self.statistics[t], pairs)
        if isinstance(t, SumOver):
            return self._of_sum(t)
        if isinstance(t, At):
            return self._of_entry(t)
        if isinstance(t, Power):
            return self._of_power(t)
        if isinstance(t, Call):
            return self._of_call(t)
        return t

    def _of_symbol(self, x: Symbol, pairs: bool) -> Basic:
        if x.name.startswith(SLACK):
            return x
        for s in self.statistics.values():             # n = (v + w)/(high - low) where a sum lies between two bounds
            if s.count == x and s.low is not None and s.high is not None:
                v, w = slack(f"v{hash(s.node) % 10**9}"), slack(f"w{hash(s.node) % 10**9}")
                return Over(plus(v, w), self.slackened(plus(s.high, Neg(s.low)), pairs))
        return self._between(x, self.ranges.get(x), slack(x.name))

    def _between(self, x: Basic, r: Range | None, t: Symbol) -> Basic:
        """A number between two ends, in terms of a slack."""
        if r is None:
            return x
        if r.low is r.high and r.low is not None:
            return self.slackened(r.low)
        low, high = (None if end is None or end in (oo, -oo) else self.slackened(end, False) for end in (r.low, r.high))
        if low is not None and high is not None:
            return Over(plus(low, times(high, t)), plus(ONE, t))
        if low is not None:
            return t if low is ZERO else plus(low, t)
        return plus(high, Neg(t)) if high is not None else x

    def _of_statistic(self, s: Statistic, pairs: bool) -> Basic:
        tag = str(hash(s.node) % 10**9)
        v = slack("v" + tag)
        if s.low is not None and s.high is not None:
            w = slack("w" + tag)
            wide = self.slackened(plus(s.high, Neg(s.low)), pairs)
            return Over(plus(times(self.slackened(s.low, pairs), w), times(self.slackened(s.high, pairs), v)), wide)
        count = self.slackened(s.count, pairs)
        if s.low is not None:
            return v if s.low is ZERO else plus(times(count, self.slackened(s.low, pairs)), v)
        if s.high is not None:
            return Neg(v) if s.high is ZERO else plus(times(count, self.slackened(s.high, pairs)), Neg(v))
        return s.node

    def _of_entry(self, t: Basic) -> Basic:
        """An entry of data lies in the support of its column."""
        return self._between(t, self._range(t), slack(f"entry{hash(t) % 10**9}"))

    def _of_sum(self, t: Basic) -> Basic:
        """A sum of one sign: of squares, or as its terms show."""
        body = t.args[0]
        f = factors(body)
        even = all(k.denominator == 1 and k % 2 == 0 for k in f.powers.values())
        sign = (1 if f.count > 0 else -1) if even and f.count else self.inside().sign(body)     # what is zero at the ends alone is zero for degenerate data alone
        if sign is not None and not self.seen(body):
            sign = None
        name = slack(f"sum{hash(t) % 10**9}")
        return name if sign == 1 else Neg(name) if sign == -1 else t

    def seen(self, body: Basic, x: Basic | None = None) -> bool:
        """Is the term of a sum not zero for all whole numbers that the entries can be, as x*(1 - x) is for 0 and 1?"""
        whole = {a: r for a in self._atoms(body) if (a == x or isinstance(a, At)) and (r := self._range(a)) is not None and r.integer}
        places = [[v for v in (r.low, plus(r.low, ONE) if r.low is not None else None, r.high) if v is not None] for r in whole.values()]
        return not whole or any(self.sign(substitute(body, dict(zip(whole, at)))) != 0 for at in product_of(*places[:CLOSED]))

    def _of_power(self, t: Basic) -> Basic:
        base, made = t.args[0], slack(f"power{hash(t) % 10**9}")
        if base is E:                                      # e^u lies above 1 where u is positive
            sign = self.sign(t.args[1])
            return plus(ONE, made) if sign == 1 else Over(ONE, plus(ONE, made)) if sign == -1 else made
        return made if self.positive(base) else t

    def _of_call(self, t: Basic) -> Basic:
        name, u = t.args[0].name, t.args[-1]
        made = slack(f"call{hash(t) % 10**9}")
        if name == "sigmoid":
            return Over(made, plus(ONE, made))
        if name in POSITIVE_FUNCTIONS or (name in ("sqrt", "gamma", "besseli", "besselk") and self.positive(u)) or (name == "abs" and self.sign(u)):
            return made
        if name == "besseli" and t.args[1] is ZERO:
            return made
        if name in ("factorial", "binom") and all(self.positive(plus(v, ONE)) for v in ((u,) if name == "factorial" else (u, t.args[1], plus(t.args[1], Neg(u))))):
            return made
        if name == "ln":
            sign = self.sign(plus(u, Neg(ONE)))
            return made if sign == 1 else Neg(made) if sign == -1 else ZERO if sign == 0 else t
        if name == "polygamma" and (k := value(t.args[1])) is not None and k >= 1 and self.positive(u):
            return made if k % 2 else Neg(made)
        return t

    def _of_polynomial(self, f: Fractions, p: Any) -> int | None:
        """All terms of one sign, and one of them surely not zero; else the same of its factors."""
        found = self._of_terms(f, p)
        if found is not None or len(p) > 400:
            return found
        c, factors_ = f.factored(p)
        if len(factors_) == 1 and factors_[0][1] == 1:
            return None
        sign = 1 if c > 0 else -1
        for q, k in factors_:
            one = self._of_terms(f, q)                     # an even power of what may be zero may be zero
            if one is None:
                return None
            sign *= one if k % 2 else 1
        return sign

    def _of_terms(self, f: Fractions, p: Any) -> int | None:
        real = [k for k, a in enumerate(f.atoms) if not (isinstance(a, Symbol) and a.name.startswith(SLACK))]
        signs, strict = set(), False
        for powers, c in p.to_dict().items():
            odd = [powers[k] for k in real if powers[k]]
            if any(n % 2 for n in odd):
                return None
            signs.add(1 if c > 0 else -1)
            strict = strict or not odd
        return signs.pop() if len(signs) == 1 and strict else None


def _is_opaque(t: Basic) -> bool:
    if type(t) is not Power:
        return False
    k = value(t.args[1])
    return k is None or k.denominator != 1


# ---- what the support says of a sum

def statistic(node: Basic, h: Basic, x: Symbol, support: Range, facts: Facts, count: Basic) -> Statistic:
    """The bounds of h(x) on the support of x."""
    local = facts.with_ranges({x: replace(support, low_open=True, high_open=True)})
    low = high = None
    if support.low is not None or support.high is not None:
        slope = _slope(h, x, local)
        if slope:
            start, end = (support.low, support.high) if slope > 0 else (support.high, support.low)
            low, high = _at_end(h, x, start), _at_end(h, x, end)
    if low is None and high is None:
        sign = 1 if _is_square(h) else local.inside().sign(h)
        if sign and facts.with_ranges({x: support}).seen(h, x):
            low, high = (ZERO, None) if sign == 1 else (None, ZERO)
    elif low is not None and local.sign(low) is None and local.sign(h) == 1:
        low = ZERO
    return Statistic(node, count, low, high)


def _is_square(h: Basic) -> bool:
    k = value(h.args[1]) if type(h) is Power else None
    return (k is not None and k.denominator == 1 and k % 2 == 0 and k > 0) or head(h) == "abs"


def _slope(h: Basic, x: Symbol, facts: Facts) -> int | None:
    try:
        return facts.sign(derive(D(h, x), RULES).value)
    except Stuck:
        return None


def _at_end(h: Basic, x: Symbol, end: Basic | None) -> Basic | None:
    """The value at an end of the support, where there is one."""
    if end is None or end in (oo, -oo):
        return None
    there = substitute(h, {x: end})
    if any((head(t) == "ln" and t.args[1] is ZERO) or (type(t) is Over and t.args[1] is ZERO) or (type(t) is Power and t.args[0] is ZERO) for t in walk(there)):
        v = None
        if type(h) is Power and end is ZERO and (k := value(h.args[1])) is not None and k > 0:
            v = ZERO
        return v
    if not free(there):
        ball = enclosure(there, {})
        if ball is None or not ball.is_finite():
            return None
        v_ = value(there)
        if v_ is None and ball.contains(0):
            return ZERO
        return number(v_) if v_ is not None else there
    return there


def pairs(found: Mapping[Basic, Basic], count: Basic, facts: Facts, x: Symbol) -> dict[Basic, Basic]:
    """Jensen: sum(x^2) > sum(x)^2/n, and sum(1/x) > n^2/sum(x) for positive x. `found`: h(x) -> its sum."""
    made: dict[Basic, Basic] = {}
    used: set[Basic] = set()
    for h, node in found.items():
        for g, other in found.items():
            if g is h or other in made or node in used or node in made:
                continue
            if is_zero(plus(h, Neg(Power(g, Integer(2))))):
                made[node] = Over(Power(other, Integer(2)), count)
                used.add(other)
            elif facts.sign(h) == 1 and is_zero(plus(times(h, g), Neg(ONE))):
                made[node] = Over(Power(count, Integer(2)), other)
                used.add(other)
    return made

