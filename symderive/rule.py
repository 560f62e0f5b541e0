"""Rules as values, each read from one law, and the table they stand in."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sympy import Basic, Symbol

from symderive.expr import Call, Power, head
from symderive.matching import BINDERS, Match, fill, fits, is_letter, is_unknown
from symderive.nodes import And, D, Limit, Rel
from symderive.reading.law import read_law
from symderive.tree import goals

U, X, N = Symbol("u"), Symbol("x"), Symbol("n")


@dataclass(frozen=True)
class Rewrite:
    """What a rule makes of an expression; what its letters stood for; the conditions under which it may."""
    after: Basic
    letters: Mapping[Any, Any] = field(default_factory=dict)
    provisos: tuple[Basic, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule is a value in a table, read from one law.

    id         permanent, dotted, lower case: "diff.product"
    title      English name; other languages by id
    law        the statement: shown, matched, checked
    when       proviso and sampling domain: "u > 0"; "" means everywhere
    apply      only where matching the law is not enough: the expression -> a Rewrite, or None where it does not apply
    examples   expressions on which it must fire
    reference  a textbook section
    buggy      a known mistake: for diagnosis, never for deriving
    minor      bookkeeping: folded unless detail is full
    silent     never costs a line (signs)
    says       what its letters stand for is said beside the line: "substitute back, x = s t"
    stated     named by the task that uses it; never tried on a goal
    """
    id: str
    title: str
    law: str
    when: str = ""
    apply: Callable[[Basic], Rewrite | None] | None = None
    examples: tuple[str, ...] = ()
    reference: str = ""
    buggy: bool = False
    minor: bool = False
    silent: bool = False
    says: bool = False
    stated: bool = False

    @cached_property
    def sides(self) -> tuple[Basic, Basic]:
        """The two sides of the law: of an equation, of an equivalence `<=>` of conditions, or of `->` where they are things of different kinds."""
        for sign in ("<=>", "->"):
            if sign in self.law:
                left, right = self.law.split(sign)
                return read_law(left), read_law(right)
        equation = read_law(self.law)
        if not isinstance(equation, Rel) or equation.args[0].name != "=":
            raise ValueError(f"{self.id}: the law is not an equation: {self.law}")
        return equation.args[1], equation.args[2]

    @cached_property
    def conditions(self) -> tuple[Basic, ...]:
        """`when`, read: its conditions one by one."""
        if not self.when:
            return ()
        e = read_law(self.when)
        return e.args if isinstance(e, And) else (e,)

    @cached_property
    def key(self) -> tuple[Any, Any]:
        """What a node must look like for the law to be tried: its head, and its body's if that is fixed."""
        left = self.sides[0]
        example = isinstance(left, Limit) and self.apply is not None                  # the law is one instance of what is done
        body = left.args[0] if isinstance(left, BINDERS) and not example else None
        fixed = body is not None and not is_letter(body) and not is_unknown(body)
        return head(left), head(body) if fixed and body is not None else None

    @cached_property
    def is_chain(self) -> bool:
        """Does the chain rule speak in it, as in D(sin(u), x) = cos(u)*D(u, x)?"""
        left, right = self.sides
        return isinstance(left, D) and isinstance(left.args[0], (Call, Power)) and goals(right) == [D(U, X)]

    @cached_property
    def keeps_title(self) -> bool:
        """`power rule, chain rule`: for a function the chain rule alone says enough."""
        body = self.sides[0].args[0]
        return isinstance(body, Power) and body.args[0] == U

    def match(self, e: Basic) -> Match | None:
        """What the letters of the law stand for in `e`, or None."""
        found: Match = {}
        return found if fits(self.sides[0], e, found) else None

    def rewrite(self, e: Basic) -> Rewrite | None:
        """What the rule makes of `e`, or None where it does not apply."""
        if self.apply is not None:
            return self.apply(e)
        found = self.match(e)
        if found is None:
            return None
        return Rewrite(fill(self.sides[1], found), found, tuple([fill(p, found) for p in self.conditions]))


class Table(Mapping[str, Rule]):
    """Rules by id, in order of preference: the first that applies is the one shown.

    >>> table = Table()
    >>> rule = table.law("diff.ln", "D(ln(u), x) = D(u, x)/u", "derivative of ln", when="u > 0", ex="D(ln(x), x)")
    >>> table["diff.ln"].title
    'derivative of ln'
    """

    def __init__(self, *tables: Mapping[str, Rule]) -> None:
        self._rules: dict[str, Rule] = {}
        for table in tables:
            for rule in table.values():
                self.add(rule)

    def __getitem__(self, id: str) -> Rule:
        return self._rules[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def add(self, rule: Rule) -> Rule:
        """Put a rule in.

        Raises:
            ValueError: if its id is taken.
        """
        if rule.id in self._rules:
            raise ValueError(f"two rules are called {rule.id}")
        self._rules[rule.id] = rule
        self.__dict__.pop("by_shape", None)
        return rule

    def law(self, id: str, law: str, title: str, *, when: str = "", ref: str = "", ex: str = "", **fields: Any) -> Rule:
        """Add the rule of a law: one line an entry. `ex` holds examples, separated by semicolons."""
        examples = tuple(e.strip() for e in ex.split(";") if e.strip())
        return self.add(Rule(id, title, law, when=when, reference=ref, examples=examples, **fields))

    @cached_property
    def by_shape(self) -> Mapping[tuple[Any, Any], tuple[Rule, ...]]:
        """The rules to try on a node: those for its shape and those for any body, in the table's order."""
        sound = [r for r in self.values() if not r.buggy and not r.stated]
        return {k: tuple(r for r in sound if r.key in (k, (k[0], None))) for k in {r.key for r in sound} | {(r.key[0], None) for r in sound}}

    def candidates(self, e: Basic) -> tuple[Rule, ...]:
        """The sound rules that may apply to `e`, best first."""
        body = e.args[0] if isinstance(e, BINDERS) else None
        top = head(e)
        found = self.by_shape.get((top, None if body is None else head(body)))
        return self.by_shape.get((top, None), ()) if found is None else found

