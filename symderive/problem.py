"""What is asked: a Problem, and the Assumptions under which its symbols are to be understood."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from sympy import Basic, Symbol

from symderive.expr import At, Call, free
from symderive.functions import FUNCTIONS
from symderive.nodes import Rel
from symderive.number import value
from symderive.phrase import Phrase
from symderive.tree import walk


@dataclass(frozen=True)
class Domain:
    """Where a symbol takes its values: the reals between two ends, or the integers among them, or the complex numbers."""
    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = True
    high_open: bool = True
    integer: bool = False
    complex: bool = False

    @property
    def positive(self) -> bool:
        return self.low is not None and (self.low > 0 or (self.low == 0 and self.low_open))

    @property
    def negative(self) -> bool:
        return self.high is not None and (self.high < 0 or (self.high == 0 and self.high_open))


REALS = Domain()
NUMBERS = {
    "R": REALS,
    "Z": Domain(integer=True),
    "N": Domain(low=Fraction(1), low_open=False, integer=True),
    "C": Domain(complex=True),
    "Q": REALS,
}


@dataclass(frozen=True)
class Assumptions:
    """Facts about symbols: relations such as x > 0, n in N, x < y. What is said of no symbol leaves it real.

    `domain(x)` is what the facts say of one symbol alone; facts that tie symbols together stand in `ties`.
    """
    facts: tuple[Basic, ...] = ()

    def domain(self, x: Basic) -> Domain:
        return self._domains.get(x, REALS)

    @property
    def ties(self) -> tuple[Basic, ...]:
        """The facts that say more than one symbol's own ends."""
        return tuple(f for f in self.facts if _own(f) is None and _value_of(f) is None)

    @cached_property
    def values(self) -> Mapping[Basic, Basic]:
        """Known values of unknown functions: {f'(3): 5}."""
        return dict(filter(None, map(_value_of, self.facts)))

    @cached_property
    def _domains(self) -> Mapping[Basic, Domain]:
        found: dict[Basic, Domain] = {}
        for own in filter(None, map(_own, self.facts)):
            x, domain = own
            found[x] = _both(found.get(x, REALS), domain)
        return found

    def __add__(self, other: Assumptions) -> Assumptions:
        return Assumptions(tuple(dict.fromkeys(self.facts + other.facts)))


NOTHING = Assumptions()                            # nothing is assumed: every symbol is real

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def _value_of(fact: Basic) -> tuple[Basic, Basic] | None:
    """What a fact says of one value of an unknown function: (f'(3), 5)."""
    if not isinstance(fact, Rel) or fact.args[0].name != "=":
        return None
    f, v = fact.args[1:]
    if not isinstance(f, Call) or f.args[0].name in FUNCTIONS or len(f.args) != 2 or value(f.args[1]) is None or value(v) is None:
        return None
    return f, v


def _own(fact: Basic) -> tuple[Basic, Domain] | None:
    """What a fact says of one symbol: (x, its domain)."""
    if not isinstance(fact, Rel):
        return None
    sign, a, b = fact.args[0].name, fact.args[1], fact.args[2]
    if sign == "in" and isinstance(a, Symbol) and isinstance(b, Symbol) and b.name in NUMBERS:
        return a, NUMBERS[b.name]
    if isinstance(b, Symbol) and sign in TURNED:
        sign, a, b = TURNED[sign], b, a
    end = value(b)
    if not isinstance(a, Symbol) or end is None or sign not in ("<", "<=", ">", ">="):
        return None
    if sign in (">", ">="):
        return a, Domain(low=end, low_open=sign == ">")
    return a, Domain(high=end, high_open=sign == "<")


def _both(a: Domain, b: Domain) -> Domain:
    """Where both hold."""
    low, low_open = max(((d.low, d.low_open) for d in (a, b) if d.low is not None), default=(None, True))
    high, high_open = min(((d.high, not d.high_open) for d in (a, b) if d.high is not None), default=(None, False))
    return Domain(low, high, low_open, not high_open, a.integer or b.integer, a.complex or b.complex)


@dataclass(frozen=True)
class Problem:
    """What is asked.

    kind         "derivative", "partial", "gradient", ...: a key of the table of tasks
    source       the text it was read from, if it was read
    body         the expression (or the column of expressions) it is about
    variables    in which to differentiate, in order; repeated for higher order
    at           where to evaluate: {symbol: value as written}
    assumptions  facts about the symbols
    name         what the body is called: f, or f(x, y)
    notes        conventions the reader applied
    along        the direction, of a directional derivative
    order        of a Taylor polynomial; the number of steps of a descent
    method       how it is to be done, as "definition"; "" leaves it open
    wanted       what of it is asked, as "critical_points"; nothing means all
    values       values that are given to other letters, as {eta: 0.2}
    said         what is said of letters in words, as ("independent", "X,Y")
    straight     the derivative is asked for with a straight d, though what is differentiated may depend on more
    known        rules that need no line of their own, by id or title
    originals    the user's own SymPy symbols, which may carry assumptions, for the plain ones used here
    """
    kind: str
    body: Basic
    variables: tuple[Basic, ...]
    source: str = ""
    at: Mapping[Basic, Basic] = field(default_factory=dict)
    assumptions: Assumptions = NOTHING
    name: Basic | None = None
    notes: tuple[Phrase, ...] = ()
    originals: Mapping[Basic, Basic] = field(default_factory=dict)
    along: tuple[Basic, ...] = ()
    order: int = 1
    method: str = ""
    wanted: tuple[str, ...] = ()
    values: Mapping[Basic, Basic] = field(default_factory=dict)
    said: tuple[tuple[str, str], ...] = ()
    straight: bool = False
    known: tuple[str, ...] = ()

    @property
    def symbols(self) -> frozenset[Basic]:
        """All symbols that occur."""
        return free(self.body) | frozenset(self.variables)


def is_of_data(x: Basic, body: Basic) -> bool:
    """Is x the data of a sum or product, or an entry x_k of it?"""
    stem = str(getattr(x, "name", "")).removesuffix("_bold").partition("_")[0]
    return any(isinstance(t, At) and getattr(t.args[0], "name", "") == stem for t in walk(body))
