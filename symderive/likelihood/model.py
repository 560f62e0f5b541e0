"""What a likelihood is made of: parameters with their domains, and blocks of data with a density and its support."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Basic, Integer, Symbol

from symderive.expr import At, Inert, free
from symderive.nodes import SumOver, relation
from symderive.phrase import Phrase
from symderive.tree import fold, rebuild, substitute

I, N, ONE = Symbol("i"), Symbol("n"), Integer(1)


@dataclass(frozen=True)
class Range:
    """The numbers between two ends, each written or None where there is none; `integer` leaves the whole ones among them."""
    low: Basic | None = None
    high: Basic | None = None
    low_open: bool = True
    high_open: bool = True
    integer: bool = False

    @property
    def symbols(self) -> frozenset[Basic]:
        """The symbols on which the ends depend."""
        return (free(self.low) if self.low is not None else frozenset()) | (free(self.high) if self.high is not None else frozenset())

    def put(self, values: Mapping[Basic, Basic]) -> Range:
        """The range with values put in for symbols."""
        def put(e: Basic | None) -> Basic | None:
            return None if e is None else substitute(e, values)
        return Range(put(self.low), put(self.high), self.low_open, self.high_open, self.integer)

    def facts(self, x: Basic) -> list[Basic]:
        """The range as relations."""
        found = []
        if self.low is not None:
            found.append(relation(">" if self.low_open else ">=", x, self.low))
        if self.high is not None:
            found.append(relation("<" if self.high_open else "<=", x, self.high))
        if self.integer:
            found.append(relation("in", x, Symbol("Z")))
        return found


REALS = Range()
POSITIVE = Range(low=Integer(0))


@dataclass(frozen=True)
class Block:
    """One sample: independent observations with one density.

    data     the columns of data, as symbols; the density is written in them
    density  the density, or the mass function, of one observation
    support  where each random column takes its values; columns without an entry are given (covariates, exposures)
    index    the index of the observations
    count    how many there are: a symbol
    first    the first index
    given    the columns that are not random: covariates, exposures
    """
    data: tuple[Symbol, ...]
    density: Basic
    support: Mapping[Symbol, Range]
    index: Symbol = I
    count: Basic = N
    first: Basic = ONE
    given: frozenset[Symbol] = frozenset()

    def at(self, e: Basic) -> Basic:
        """An expression in the columns at the index: x becomes x_i."""
        own = {x: At(x, self.index) for x in self.data}
        found: Basic = fold(e, rebuild, lambda t: own.get(t, t), lambda t: isinstance(t, Inert) and type(t) is not At)
        return found

    def over(self, kind: type, e: Basic) -> Basic:
        """A sum or a product over the observations, of an expression in the columns."""
        found: Basic = kind(self.at(e), self.index, self.first, self.count)
        return found

    def sum(self, e: Basic) -> Basic:
        return self.over(SumOver, e)


@dataclass(frozen=True)
class Model:
    """A likelihood in the making.

    parameters  the unknowns, with their domains
    blocks      samples; the likelihood is the product over them
    known       the constants, with their domains
    values      constants of which a value is known
    factor      a likelihood that is given as it is, instead of blocks
    shown       how a symbol is to be written: sigma2 as sigma^2
    derived     further parameters, which the others determine: p_3 = 1 - p_1 - p_2
    """
    parameters: Mapping[Symbol, Range]
    blocks: tuple[Block, ...] = ()
    known: Mapping[Symbol, Range] = field(default_factory=dict)
    values: Mapping[Symbol, Basic] = field(default_factory=dict)
    factor: Basic | None = None
    shown: Mapping[Basic, Basic] = field(default_factory=dict)
    derived: Mapping[Symbol, Basic] = field(default_factory=dict)
    name: str = ""
    source: str = ""
    notes: tuple[Phrase, ...] = ()

    @property
    def unknown(self) -> frozenset[Basic]:
        return frozenset(self.parameters)
