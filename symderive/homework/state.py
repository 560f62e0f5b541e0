"""Where a walk through a solution stands between two statements, and what it has made of those before."""
from __future__ import annotations

from dataclasses import dataclass, field, replace

from sympy import Basic, Integer, Symbol

from symderive.comparison.heads import RANDOM
from symderive.expr import Call, Times, free
from symderive.homework import sets
from symderive.homework.asked import Asked
from symderive.homework.context import Context, natural, plain
from symderive.homework.deciding import Decision, decide, on_roots, undecided
from symderive.homework.meaning import Meaning
from symderive.homework.statuses import LineStatus, Link
from symderive.nodes import And, D, Evaluated, Rel, relation
from symderive.phrase import Phrase
from symderive.reading import Statement
from symderive.tree import substitute, walk

EQUALS = ("=", "approx")
PAIR = 2                         # a name and what it is taken at


@dataclass(frozen=True)
class Judged:
    """A statement with what became of it.

    head     what it is about, if it has a head
    value    its last member
    defines  the name that it defines
    links    its claims
    handled  its parts were taken into the learner's world one by one
    """
    statement: Statement
    status: LineStatus
    kind: str
    links: tuple[Link, ...] = ()
    head: Basic | None = None
    value: Basic | None = None
    defines: Basic | None = None
    notes: tuple[Phrase, ...] = ()
    handled: bool = False


@dataclass
class State:
    """The state between two statements.

    truth, learner  the two worlds; the same until a line is wrong
    erred           has a line been wrong?
    head, last      of the chain that a line beginning with "=" continues
    posed, current  the condition that is being solved, in truth and as the learner has it
    loose           decimals were rounded before
    gap             something before could not be read, so that letters may be unknown
    solved_next     does the next statement give a value to the variable?
    found           solutions listed one by one so far
    line            the tangent line as a wrong line has it
    """
    asked: Asked
    truth: Context = field(init=False)
    learner: Context = field(init=False)
    erred: bool = False
    head: Basic | None = None
    last: Basic | None = None
    posed: Basic | None = None
    current: Basic | None = None
    complete: bool = False
    loose: bool = False
    gap: bool = False
    solved_next: bool = False
    partial: bool = False
    found: list[Basic] = field(default_factory=list)
    line: Basic | None = None
    waiting: tuple[Basic, Basic] | None = None
    unexplained: set[Basic] = field(default_factory=set)
    seen: set[Basic] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.truth = self.learner = self.asked.context

    def plain(self, e: Basic) -> Basic:
        made = plain(self._value_at(e), self.truth, self.asked.variable)
        log = self.asked.log
        return substitute(made, {log: self.asked.objective}) if log is not None and self.asked.objective is not None else made

    def _value_at(self, e: Basic) -> Basic:
        """y(2) = 8, of numbers alone: the value of y at 2. Elsewhere y(2) is a product."""
        links = e.args if isinstance(e, And) else (e,)
        first = links[0]
        head = first.args[1] if isinstance(first, Rel) else None
        if not isinstance(head, (Call, Times)) or len(head.args) != PAIR or free(head.args[1]) or any(free(r.args[2]) for r in links if isinstance(r, Rel)):
            return e
        y = Symbol(str(head.args[0].name)) if isinstance(head, Call) else head.args[0]
        known = self.truth.names.get(y)
        x = natural(y, self.truth) if known is not None and not known.parameters else None
        return substitute(e, {head: Evaluated(y, x, head.args[1])}) if x is not None else e

    def _define(self, x: Basic, body: Basic, parameters: tuple[Basic, ...] = ()) -> None:
        self.truth, self.learner = (w.define(x, body, parameters) if not w.circular(x, body) else w for w in (self.truth, self.learner))

    def _letter(self, c: Basic | None) -> Basic | None:
        """The letter that a condition is on."""
        if c is None:
            return None
        if self.asked.unknown is not None and self.asked.unknown in self._leaves(c):
            return self.asked.unknown
        found = [x for x in self._leaves(c) if x not in self.truth.values]
        ours = [x for x in found if x in self.truth.unknowns] or found
        return ours[0] if len(ours) == 1 else self.asked.variable if self.asked.variable in ours else None

    def _leaves(self, c: Basic) -> frozenset[Basic]:
        return self.truth.leaves(c)

    def _always(self, c: Basic, world: Context) -> Decision:
        x = self._letter(c) or Symbol("x")
        return sets.within(relation("=", Integer(0), Integer(0)), c, x, world)

    def _link(self, a: Basic, b: Basic, sign: str) -> Link:
        law = self.truth.law
        if law is not None and law.generic and _is_random(a) is not _is_random(b):
            return Link(undecided("a value without a distribution"), None, a, b)
        truth = decide(a, b, self.truth, sign == "approx", self.loose, self.partial)
        follows = decide(a, b, self.learner, sign == "approx", self.loose, self.partial) if self.erred else None
        if follows is not None and not follows.holds and self.current is not None and follows.holds is False:
            implied = self._consequence(relation("=", a, b))
            follows = implied if implied.holds else follows
        return Link(truth, follows, a, b)

    def _consequence(self, new: Basic) -> Decision:
        """Does it follow from the learner's relation of the line before?"""
        old = self.current
        if old is None:
            return undecided("no relation before")
        letters = {t: Symbol(f"slope{k}") for k, t in enumerate(dict.fromkeys(t for e in (old, new) for t in walk(e) if isinstance(t, D) and self._is_slope(t)))}
        a, b = substitute(old, letters), substitute(new, letters)
        found = undecided("no unknown in common")
        candidates = [*letters.values(), *self.truth.unknowns, *([self.truth.relation.dependent] if self.truth.relation else [])]
        x = self._letter(old)
        for y in dict.fromkeys((*candidates, *((x,) if x else ()))):
            if y not in free(a) or (y not in free(b) and y not in letters.values()):
                continue
            if y in self.truth.unknowns or y == x:
                found = sets.compare_sets(a, b, y, self.learner)
            else:
                world = replace(self.learner, relation=None)
                found = on_roots(Meaning(world)(a), Meaning(world)(b), y, world)
            if found.holds:
                return found
        return found

    def _is_slope(self, t: Basic) -> bool:
        return self.truth.relation is not None and t.args[0] == self.truth.relation.dependent and t not in self.learner.overrides


def _is_random(e: Basic) -> bool:
    return any(isinstance(t, Call) and t.args[0].name in RANDOM for t in walk(e))


def remarks(links: list[Link]) -> tuple[Phrase, ...]:
    return tuple(Phrase(f"homework.note.{n}") for n in dict.fromkeys(n for k in links for n in k.truth.notes))
