"""Misconceptions as values: a wrong law, what to say of it, and every way in which it goes wrong."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from sympy import Basic, Symbol

from symderive.expr import Inert, MatTimes, Plus, ShapeError, Times, free, head
from symderive.matching import CONSTANT, fill, is_unknown
from symderive.nodes import D
from symderive.rule import Rewrite, Rule, Table, X
from symderive.tree import walk
from symderive.ways import ways

Ways = Callable[[Basic], Iterator[Basic]]


@dataclass(frozen=True)
class Mistake:
    """A known mistake: a buggy law with words for the one who made it.

    rule     the wrong law; its title is the message, its examples are expressions on which the mistake is made
    hint     a question that points the way without giving the answer
    topic    of which field: "derivative", "algebra", ...
    site     where it is made: D at one derivative of our derivation, P on a line or on the given, G in the formula for what is
             asked, R in an update rule, C in a condition or a set of solutions
    wrong    what the law makes of the first example
    forms    the wrong laws: the one that is stated, and the same in other shapes
    apply    where a law is not enough: all that the mistake makes of an expression
    ordered  u comes before v in a sum or product
    moving   letters that depend on the variable: with a constant in their place, it would be another mistake, or none
    inside   letters that are more than the variable itself: of x^2 nobody takes the square of dx/dx for the derivative
    """
    rule: Rule
    hint: str
    topic: str
    site: str
    wrong: str
    forms: tuple[Rule, ...]
    apply: Ways | None = None
    ordered: bool = False
    moving: str = ""
    inside: str = ""

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def title(self) -> str:
        return self.rule.title

    @cached_property
    def heads(self) -> frozenset[Any]:
        """What an expression may be for the mistake to be tried on it: classes and names of functions."""
        return frozenset(_head(form.sides[0]) for form in self.forms)

    @cached_property
    def specific(self) -> int:
        """How much its law asks for: `D(ln(u), x)` asks for more than `D(f(u), x)`, and `D(c, x)` for more than `D(u, x)`."""
        return max(sum(map(_asks, walk(form.sides[0]))) for form in self.forms[:1])

    @property
    def of_derivatives(self) -> bool:
        """Is it made at a derivative?"""
        return self.heads == {D}

    def ways(self, e: Basic) -> Iterator[Basic]:
        """All that the mistake makes of `e`, each once."""
        seen: set[Basic] = {e}
        for after in self._ways(e):
            if after not in seen:
                seen.add(after)
                yield after

    def _ways(self, e: Basic) -> Iterator[Basic]:
        if self.apply is not None:
            yield from self.apply(e)
            forms = self.forms[1:]                     # the first says what `apply` does
        else:
            forms = self.forms
        for form in forms:
            for found in ways(form.sides[0], e, self.ordered):
                if any(u in found and found[X] not in free(found[u]) for u in map(Symbol, self.moving)) or any(found.get(Symbol(u)) == found.get(X) for u in self.inside):
                    continue
                try:
                    yield fill(form.sides[1], found)
                except ShapeError:                     # a law of numbers, met by a matrix
                    continue


class Mistakes(Mapping[str, Mistake]):
    """The catalogue, by id."""

    def __init__(self, *tables: Mapping[str, Mistake]) -> None:
        self._mistakes = {id: m for table in tables for id, m in table.items()}

    def __getitem__(self, id: str) -> Mistake:
        return self._mistakes[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._mistakes)

    def __len__(self) -> int:
        return len(self._mistakes)

    def mistake(self, topic: str, id: str, law: str, message: str, hint: str, *, site: str, ex: str, wrong: str, also: tuple[str, ...] = (),
                apply: Ways | None = None, ordered: bool = False, moving: str = "", inside: str = "") -> Mistake:
        """Add a mistake: one line an entry.

        Raises:
            ValueError: if its id is taken.

        >>> table = Mistakes()
        >>> m = table.mistake("algebra", "root_of_sum", "sqrt(u + v) = sqrt(u) + sqrt(v)", "A root is not additive", "Try 9 and 16.", site="P",
        ...                   ex="sqrt(x + 1)", wrong="sqrt(x) + 1")
        >>> from symderive.reading.law import read_law
        >>> [str(after) for after in m.ways(read_law("sqrt(x + 1)"))]
        ['sqrt(x) + sqrt(1)', 'sqrt(1) + sqrt(x)']
        """
        id = f"mistake.{id}"
        if id in self._mistakes:
            raise ValueError(f"two mistakes are called {id}")
        forms = tuple(Rule(id, message, text, buggy=True) for text in (law, *also))
        first: list[Mistake] = []
        rule = Rule(id, message, law, apply=lambda e: _first(first[0], e), examples=(ex,), buggy=True)
        made = Mistake(rule, hint, topic, site, wrong, forms, apply, ordered, moving, inside)
        first.append(made)
        self._mistakes[id] = made
        return made

    def of(self, topic: str) -> Callable[..., Mistake]:
        """The same for one topic."""
        return partial(self.mistake, topic)

    @property
    def rules(self) -> Table:
        """The wrong laws as rules, never used to derive."""
        table = Table()
        for m in self.values():
            table.add(m.rule)
        return table


def _head(left: Basic) -> Any:
    """Capital letters stand for matrices: their product is one in order."""
    return MatTimes if isinstance(left, Times) and any(isinstance(p, Symbol) and p.name.isupper() for p in left.args) else head(left)


def _asks(node: Basic) -> bool:
    """A sum asks for little: almost everything is one."""
    if isinstance(node, Inert):
        return type(node) is not Plus and not is_unknown(node)
    return isinstance(node, Symbol) and node.name in CONSTANT


def _first(m: Mistake, e: Basic) -> Rewrite | None:
    after = next(m.ways(e), None)
    return None if after is None else Rewrite(after)
