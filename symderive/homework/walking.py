"""Through a solution, statement by statement, in two worlds: the truth, and what would be true if the wrong line were."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from sympy import Basic, Integer, Symbol

from symderive.expr import At, Call, MatTimes, Over, Power, free, plus
from symderive.homework import claims, sets
from symderive.homework.asked import Asked
from symderive.homework.context import KNOWN, NAME, Context, natural, plain
from symderive.homework.deciding import Decision, decide, on_roots, undecided
from symderive.homework.meaning import Meaning
from symderive.homework.statuses import FAULTS, LineStatus, Link, status_of, worst
from symderive.nodes import And, D, Evaluated, Gradient, Hessian, Indexed, Inverse, Jacobian, Or, Rel, Transpose, TupleOf, column, relation
from symderive.phrase import Phrase
from symderive.reading import Statement
from symderive.tree import substitute, walk

EQUALS = ("=", "approx")
POSING = frozenset(("set_zero", "let", "solve", "if", "critical_point"))
HEADS = (D, Evaluated, Gradient, Hessian, Jacobian, Transpose, Inverse)
STRANGE = 3                    # so many unknown letters in a formula are words rather than mathematics
OF_MATRICES = frozenset(("det", "tr", "rank", "norm"))


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
class Walk:
    """The state between two statements.

    truth, learner  the two worlds; the same until a line is wrong
    erred           has a line been wrong?
    head, last      of the chain that a line beginning with "=" continues
    posed, current  the condition that is being solved, in truth and as the learner has it
    loose           decimals were rounded before
    gap             something before could not be read, so that letters may be unknown
    found           solutions listed one by one so far
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
    partial: bool = False
    found: list[Basic] = field(default_factory=list)
    waiting: tuple[Basic, Basic] | None = None
    unexplained: set[Basic] = field(default_factory=set)
    seen: set[Basic] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.truth = self.learner = self.asked.context

    # ---- a statement

    def statement(self, s: Statement) -> Judged:
        if s.error is not None or (s.reading is None and not s.says):
            self.gap, self.last, self.head = True, None, None
            return Judged(s, LineStatus.UNREADABLE, "unreadable")
        judged = self._judged(s)
        if judged.status is LineStatus.WRONG and self._is_unexplained(judged):
            judged = replace(judged, status=LineStatus.UNDECIDED)
        if judged.status in FAULTS:
            self.erred = True
        if (judged.status in FAULTS or judged.status is LineStatus.FOLLOWS) and not judged.handled:
            self._take(judged)
        if s.reading is not None:
            self.seen |= free(s.reading.expr)
        return judged

    def _is_unexplained(self, judged: Judged) -> bool:
        """Does it hold letters that nothing explains, so that it may be right: after what could not be read, in a form of a known name, under a derivative; or many of them?"""
        strange = self._strangers(judged)
        moving = {x for k in judged.links for e in (k.left, k.right) if e is not None for t in walk(e) if isinstance(t, D) for x in free(t)}
        found = bool(strange) and (self.gap or len(strange) >= STRANGE or isinstance(judged.head, NAME) or bool(strange & (moving | self.unexplained)))
        if found:
            self.unexplained |= strange
        return found

    def _strangers(self, judged: Judged) -> set[Basic]:
        """Letters that nothing before explains."""
        found: set[Basic] = set()
        for k in judged.links:
            for e in (k.left, k.right):
                if e is not None:
                    found |= {x for x in free(e) if isinstance(x, Symbol) and x not in self.truth.names and x not in self.asked.letters and not _is_part(x, e)}
        return found - {Symbol("n"), Symbol("i")}

    def _judged(self, s: Statement) -> Judged:
        if s.says:
            return self._claim(s)
        assert s.reading is not None
        e = _as_columns(self.plain(s.reading.expr))
        self.partial = s.reading.partial
        function = s.reading.function
        if isinstance(function, Call):
            return self._function(s, function, e)
        if isinstance(e, Rel) and e.args[0].name in ("<=>", "=>", "<=="):
            return self._equivalent(s, e)
        if s.where and isinstance(e, Rel):
            return self._at_places(s, e)
        chain = _chain(e)
        if chain is not None:
            return self._chain(s, *chain)
        if isinstance(e, (Rel, And, Or)):
            if not sets.is_condition(e):
                return Judged(s, LineStatus.OK if isinstance(e, Rel) and e.args[0].name == "~" else LineStatus.UNDECIDED, "condition")
            return self._condition(s, e)
        return self._bare(s, e)

    def plain(self, e: Basic) -> Basic:
        made = plain(e, self.truth, self.asked.variable)
        log = self.asked.log
        return substitute(made, {log: self.asked.objective}) if log is not None and self.asked.objective is not None else made

    # ---- values

    def _function(self, s: Statement, function: Basic, body: Basic) -> Judged:
        f, parameters = Symbol(str(function.args[0].name)), tuple(function.args[1:])
        if f in self.truth.names:
            known = self.truth.names[f].parameters
            head = f if parameters == known or not known else substitute(Call(function.args[0], *parameters), {})
            return self._values(s, [head, body], ["="])
        if self.truth.relation is not None and f == self.truth.relation.dependent:
            return self._values(s, [f, body], ["="])
        self._define(f, body, parameters)
        self.head, self.last = f, body
        return Judged(s, LineStatus.OK, "definition", defines=f, head=f, value=body)

    def _chain(self, s: Statement, members: list[Basic], signs: list[str]) -> Judged:
        if s.continues and self.last is not None:
            return self._values(s, [self.last, *members], [s.continues, *signs], continued=True)
        if not signs:
            return self._bare(s, members[0])
        first = members[0]
        x = self._estimated(first)
        if x is not None and not (isinstance(first, Symbol) and first in self.learner.names and first not in self.asked.context.unknowns and self.learner.names[first].body == members[-1]):
            return self._estimator(s, x, first, members, signs)
        if signs == ["="] and self._is_solution(first, members[1]):
            return self._condition(s, relation("=", *members))
        if isinstance(first, NAME) and self._is_fresh(first) and signs[0] in EQUALS and first not in free(members[1]):
            return self._fresh(s, first, members, signs)
        return self._values(s, members, signs)

    def _is_fresh(self, x: Basic) -> bool:
        r = self.truth.relation
        return x not in self.truth.names and x not in self.learner.names and x not in self.asked.letters and x not in self.seen and not (r and x in (r.dependent, *free(plus(r.left, r.right))))

    def _fresh(self, s: Statement, x: Basic, members: list[Basic], signs: list[str]) -> Judged:
        """A name that nothing defines: the first member is what it stands for, and the rest is claimed."""
        if self.truth.circular(x, members[1]):
            return Judged(s, LineStatus.UNDECIDED, "definition")
        self._define(x, members[1])
        if len(members) == 2:
            self.head, self.last = x, members[1]
            return Judged(s, LineStatus.OK, "definition", defines=x, head=x, value=members[1])
        return replace(self._values(s, members[1:], signs[1:], head=x), defines=x)

    def _define(self, x: Basic, body: Basic, parameters: tuple[Basic, ...] = ()) -> None:
        self.truth, self.learner = (w.define(x, body, parameters) if not w.circular(x, body) else w for w in (self.truth, self.learner))

    def _values(self, s: Statement, members: list[Basic], signs: list[str], head: Basic | None = None, continued: bool = False) -> Judged:
        """A chain: every link, and its head against its last member."""
        if head is None:
            head = self.head if continued else members[0] if self._is_head(members[0]) else None
        last_equal = max((k for k, sign in enumerate(signs) if sign in EQUALS), default=-1) + 1
        pose: Basic | None = None
        if self._poses(s, members, signs, head, continued):
            pose = relation("=", members[-2], members[-1])
            members, signs, last_equal = members[:-1], signs[:-1], last_equal - 1
        links = [self._link(a, b, sign) for a, b, sign in zip(members, members[1:], signs) if sign in EQUALS]
        reach = members[last_equal]
        if head is not None and links and (len(links) > 1 or (continued and head != members[0])):
            links.append(self._link(head, reach, "approx" if "approx" in signs else "="))
        conditions = [relation(sign, a, b) for a, b, sign in zip(members, members[1:], signs) if sign not in EQUALS]
        if head is None and len(members) == 2 and not conditions and pose is None and self._may_be_condition(members):
            return self._condition(s, relation("=", *members), links)
        for c in conditions:
            links.append(self._inequality(c))
        if pose is not None:
            links += self._pose(pose)
        links = self._run_on(members, signs, links)
        status = status_of(links)
        self.loose = self.loose or any("rounded" in k.truth.notes for k in links)
        self._branch(links, members, status)
        if status is LineStatus.OK and isinstance(head, NAME) and head in self.truth.names and not continued:
            self._rewritten(head, members)
        self.head, self.last = head if head is not None else members[0], reach
        if pose is None and head is None and status is LineStatus.FOLLOWS:
            self.current = relation("=", members[0], reach)
        return Judged(s, status, "value", tuple(links), head, reach, notes=_notes(links))

    def _run_on(self, members: list[Basic], signs: list[str], links: list[Link]) -> list[Link]:
        """f(x) = x^2 = 2x, where the second member is the given f as it is written out: the last equals sign is meant as "differentiated"."""
        if len(members) < 3 or self.erred or not links or all(k.truth.holds is not False for k in links):
            return links
        f = members[0]
        known = self.asked.context.names.get(f)
        x = known.parameters[0] if known is not None and known.parameters else natural(f, self.truth)
        if known is None or x is None or members[1] != known.body:
            return links
        rest = [self._link(a, b, sign) for a, b, sign in zip([D(f, x), *members[2:]], members[2:], signs[1:])]
        return [replace(rest[0], truth=replace(rest[0].truth, notes=(*rest[0].truth.notes, "run_on"))), *rest[1:]] if all(k.truth.holds for k in rest) else links

    def _rewritten(self, x: Basic, members: list[Basic]) -> None:
        for m in members[1:]:
            if not self.truth.circular(x, m):
                self.truth, self.learner = self.truth.rewrite(x, m), self.learner.rewrite(x, m)

    def _is_head(self, e: Basic) -> bool:
        if isinstance(e, NAME):
            return e in self.truth.names or e in self.learner.names
        if isinstance(e, Power) and isinstance(e.args[0], Symbol) and e.args[0] in self.truth.names:
            return True
        if isinstance(e, Call):
            name = str(e.args[0].name)
            return name in ("E", "Var", "Cov", "P") or name not in KNOWN or name in OF_MATRICES or (name in ("ln", "log") and isinstance(e.args[-1], Symbol) and e.args[-1] in self.truth.names)
        return isinstance(e, HEADS) or (isinstance(e, MatTimes) and all(isinstance(a, NAME) for a in e.args))

    def _link(self, a: Basic, b: Basic, sign: str) -> Link:
        truth = decide(a, b, self.truth, sign == "approx", self.loose, self.partial)
        follows = decide(a, b, self.learner, sign == "approx", self.loose, self.partial) if self.erred else None
        if follows is not None and not follows.holds and self.current is not None and follows.holds is False:
            implied = self._consequence(relation("=", a, b))
            follows = implied if implied.holds else follows
        return Link(truth, follows, a, b)

    def _inequality(self, c: Basic) -> Link:
        """6 > 0 in f''(1) = 6 > 0; a condition that is posed, where letters are left."""
        found = self._always(c, self.truth)
        if found.holds is False and self._letter(c) is not None and (self.asked.searching or self.asked.condition is not None):
            self.posed = self.current = c
            return Link(Decision(True, "posed"), Decision(True, "posed") if self.erred else None)
        return Link(found, self._always(c, self.learner) if self.erred else None)

    def _always(self, c: Basic, world: Context) -> Decision:
        x = self._letter(c) or Symbol("x")
        return sets.within(relation("=", Integer(0), Integer(0)), c, x, world)

    # ---- equations and inequalities as sets

    def _poses(self, s: Statement, members: list[Basic], signs: list[str], head: Basic | None, continued: bool) -> bool:
        """Does it end in "= 0" because that is to be solved?"""
        if signs[-1] != "=" or members[-1] != Integer(0):
            return False
        if not (self.asked.searching or self.asked.objective is not None or s.after in POSING):
            return False
        about = head if head is not None else members[0]
        if len(members) == 2 and not continued and not any(isinstance(t, D) for t in walk(about)):
            return False
        truth = decide(members[-2], members[-1], self.truth)
        return truth.holds is False

    def _pose(self, c: Basic) -> list[Link]:
        """f'(x) = 0: nothing is claimed, but that there is a solution, where one is needed."""
        self.posed, self.current, self.complete, self.found = c, c, False, []
        objective, unknowns = self.asked.objective, self.truth.unknowns
        if objective is not None and len(unknowns) == 1:
            root = sets.has_root(objective, unknowns[0], self.truth)
            if root.holds is False:
                return [Link(root, Decision(True) if self.erred else None)]
            if not self.erred:
                like = sets.equations_like(c, objective, self.truth)
                return [Link(like, None)] if like.holds is False else []
        if self.erred:
            same = self._same_in_truth(c)
            return [Link(same, Decision(True, "posed"))]
        return []

    def _same_in_truth(self, c: Basic) -> Decision:
        if self.asked.objective is not None:
            return sets.equations_like(c, self.asked.objective, self.truth)
        return Decision(not any(k == t for k in self.learner.overrides for t in walk(c)), "posed")

    def _may_be_condition(self, members: list[Basic]) -> bool:
        """An equation without a known head and without a derivative, where something is to be solved."""
        if any(isinstance(t, D) for m in members for t in walk(m)) or self.truth.relation is not None:
            return False
        return self.asked.objective is not None or self.asked.searching or self.posed is not None

    def _is_solution(self, x: Basic, value: Basic) -> bool:
        """x = 2, of the letter that is sought."""
        return isinstance(x, Symbol) and x == self._sought() and x not in free(value) and x not in self.truth.names and (self.posed is not None or self.asked.condition is not None or self.asked.searching)

    def _sought(self) -> Basic | None:
        if self.asked.unknown is not None:
            return self.asked.unknown
        return self._letter(self.posed) if self.posed is not None else self.asked.variable if self.asked.searching else None

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

    def _condition(self, s: Statement, c: Basic, links: list[Link] | None = None) -> Judged:
        if links and status_of(links) is LineStatus.OK:
            self.head, self.last = None, None
            return Judged(s, LineStatus.OK, "relation", tuple(links), notes=_notes(links))
        listed = sets.solutions_listed(c)
        if self.asked.objective is not None and any(x in self._leaves(c) for x in self.truth.unknowns):
            found = [self._score_equation(c)]
        elif (x := self._letter(c)) is None:
            found = links or [Link(undecided("a condition on several letters"))]
        elif listed is not None and self.posed is None and self.asked.condition is None and not self.asked.searching:
            found = links or [Link(undecided("nothing is solved here"))]
        else:
            found = [self._set(c, x, listed)]
        self.head, self.last = None, None
        status = status_of(found)
        if status is LineStatus.OK or self.current is None:
            self.current = c
        return Judged(s, status, "condition", tuple(found), notes=_notes(found))

    def _score_equation(self, c: Basic) -> Link:
        assert self.asked.objective is not None
        truth = sets.equations_like(c, self.asked.objective, self.truth)
        if not self.erred:
            return Link(truth)
        follows = self._consequence(c)
        if not follows.holds:
            like = sets.equations_like(c, self.asked.objective, self.learner)
            follows = like if like.holds else follows
        return Link(truth, follows)

    def _set(self, c: Basic, x: Basic, listed: list[Basic] | None) -> Link:
        """A set against the set that is sought, and against the line before."""
        posed = self.posed if self.posed is not None else self._goal_like(c, x)
        if posed is None:
            self.posed = self.current = c
            return Link(Decision(True, "posed"), Decision(True, "posed") if self.erred else None)
        truth = sets.compare_sets(posed, c, x, self.truth)
        follows = sets.compare_sets(self.current if self.current is not None else posed, c, x, self.learner) if self.erred else None
        if listed is not None and truth.lost and not truth.holds:
            truth = self._one_by_one(truth, c, listed, posed, x)
        if truth.holds and self.posed is None:
            self.posed = posed
        self.complete = self.complete or bool(truth.holds and listed and "part" not in truth.notes)
        return Link(truth, follows)

    def _one_by_one(self, truth: Decision, c: Basic, listed: list[Basic], posed: Basic, x: Basic) -> Decision:
        """One solution after the other may be named; whether all are, is told at the end."""
        self.found += [r for r in listed if r not in self.found]
        if self.complete or (len(listed) == 1 and listed[0].args[2] == self.truth.values.get(x)):
            return Decision(True, "set", notes=("part",))
        if len(listed) == 1:
            self.waiting = (posed, x)
            return Decision(True, "set", notes=("part",))
        return truth

    def lost(self) -> bool:
        """Were solutions named one by one, and not all of them?"""
        if self.waiting is None or self.complete:
            return False
        posed, x = self.waiting
        named = Or(*self.found) if len(self.found) > 1 else self.found[0]
        return sets.compare_sets(posed, named, x, self.truth).lost

    def _goal_like(self, c: Basic, x: Basic) -> Basic | None:
        """Of f' = 0, f' > 0, f' < 0 and so on, the one whose set this is; the first where none fits an equation."""
        goal = self.asked.condition
        if goal is None or self.asked.unknown != x:
            return None
        signs = {r.args[0].name for r in walk(c, lambda t: isinstance(t, (And, Or))) if isinstance(r, Rel)}
        if goal.args[0].name != "=":
            return goal
        if "=" in signs:
            second = relation("=", D(goal.args[1], x), Integer(0))
            return second if not sets.compare_sets(goal, c, x, self.truth).holds and sets.compare_sets(second, c, x, self.truth).holds else goal
        slope = goal.args[1]
        for f in (slope, D(slope, x)):
            for sign in ("<", ">", "<=", ">="):
                candidate = relation(sign, f, Integer(0))
                if sets.compare_sets(candidate, c, x, self.truth).holds:
                    return candidate
        return None

    def _equivalent(self, s: Statement, e: Basic) -> Judged:
        """A <=> B"""
        a, b = e.args[1:]
        if e.args[0].name == "=>" or self._is_value(a):
            return self._one_after_the_other(s, a, b)
        x = self._letter(b) or self._letter(a)
        if x is None or not (sets.is_condition(a) and sets.is_condition(b)):
            return Judged(s, LineStatus.UNDECIDED, "condition")
        if e.args[0].name == "=>":
            link = Link(sets.within(a, b, x, self.truth), sets.within(a, b, x, self.learner) if self.erred else None)
        else:
            link = Link(sets.compare_sets(a, b, x, self.truth), sets.compare_sets(a, b, x, self.learner) if self.erred else None)
        status = status_of([link])
        self.posed, self.current = a, b
        self.head, self.last = None, None
        return Judged(s, status, "condition", (link,))

    def _is_value(self, e: Basic) -> bool:
        """An equation that is true, and so no condition."""
        return isinstance(e, Rel) and e.args[0].name == "=" and bool(decide(e.args[1], e.args[2], self.truth).holds)

    def _one_after_the_other(self, s: Statement, *parts: Basic) -> Judged:
        """A => B says A, and then B."""
        assert s.reading is not None
        found: list[Judged] = []
        for part in parts:
            one = self.statement(replace(s, reading=replace(s.reading, expr=part, function=None), where=(), continues="" if found else s.continues))
            found.append(replace(one, statement=s))
        first = next((j for j in found if j.status is worst(k.status for k in found)), found[-1])
        return replace(found[-1], status=first.status, links=tuple(k for j in found for k in j.links), notes=tuple(dict.fromkeys(n for j in found for n in j.notes)), handled=True)

    def _at_places(self, s: Statement, e: Basic) -> Judged:
        """f' = 0 at x = -2, 0, 2; f''(x) = 2 > 0 at x = 1"""
        where = [self.plain(w.expr) for w in s.where]
        x = next((r.args[1] for w in where for r in (sets.solutions_listed(w) or ())), None) or self._letter(e)
        place = where[0] if len(where) == 1 else And(*where)
        if x is None or not sets.is_condition(e) or not (isinstance(place, (Rel, And, Or)) and sets.is_condition(place)):
            return Judged(s, LineStatus.UNDECIDED, "condition")
        links = [self._place(e, place, x, w) for w in ((self.truth, self.learner) if self.erred else (self.truth,))]
        link = Link(links[0], links[1] if self.erred else None)
        if self.asked.searching and e.args[0].name == "=":
            self.posed, self.current = e, place
        self.head, self.last = None, None
        return Judged(s, status_of([link]), "condition", (link,))

    def _place(self, e: Basic, place: Basic, x: Basic, world: Context) -> Decision:
        inside = sets.within(place, e, x, world)
        all_asked = self.asked.condition is not None and "critical_points" in self.asked.wanted and e.args[0].name == "="
        if not inside.holds or not all_asked:
            return inside
        return sets.compare_sets(e, place, x, world)

    # ---- estimators

    def _estimated(self, head: Basic) -> Basic | None:
        """The unknown that a hat, or the unknown itself, names."""
        base = head.args[0] if isinstance(head, Power) else head
        x = sets.unhatted(base) or base
        return x if self.asked.objective is not None and isinstance(x, Symbol) and x in self.truth.unknowns and (head != x or base == head) else None

    def _estimator(self, s: Statement, x: Basic, head: Basic, members: list[Basic], signs: list[str]) -> Judged:
        def value(m: Basic) -> Basic:
            if isinstance(head, Power):
                return Power(m, Over(Integer(1), head.args[1]))
            return m
        ends = [members[1]] if len(members) == 2 else [members[1], members[-1]]
        links = [self._root(value(m), x) for m in ends]
        links += [self._link(a, b, sign) for a, b, sign in zip(members[1:], members[2:], signs[1:]) if sign in EQUALS]
        status = status_of(links)
        hat = sets.hat_of(x)
        if status is LineStatus.OK and x not in free(value(members[1])):
            self._define(hat, value(members[1]))
        self.head, self.last = head, members[-1]
        return Judged(s, status, "estimator", tuple(links), hat, value(members[-1]), notes=_notes(links))

    def _root(self, value: Basic, x: Basic) -> Link:
        assert self.asked.objective is not None
        truth = sets.estimator(value, x, self.asked.objective, self.truth)
        if truth.holds is False and self.truth.data:
            truth = self._number(value, x, truth)
        if not self.erred:
            return Link(truth, left=x, right=value)
        follows = self._consequence(relation("=", x, value))
        if not follows.holds:
            solved = sets.estimator(value, x, self.asked.objective, self.learner)
            follows = solved if solved.holds or follows.holds is None else follows
        return Link(truth, follows, x, value)

    def _number(self, value: Basic, x: Basic, before: Decision) -> Decision:
        """A value worked out from the data of the problem."""
        if any(type(t).__name__ == "At" or t == Symbol("n") for t in walk(Meaning(self.truth)(value))):
            return before
        hat = sets.hat_of(x)
        return decide(hat, value, self.truth, loose=self.loose) if hat in self.truth.names else before

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

    # ---- words, and formulas alone

    def _claim(self, s: Statement) -> Judged:
        subject = self.plain(s.reading.expr) if s.reading is not None else None
        where = [self.plain(w.expr) for w in s.where]
        truth = claims.decide_claim(s.says, subject, where, self.asked, self.truth, self.posed)
        follows = claims.decide_claim(s.says, subject, where, self.asked, self.learner, self.current) if self.erred else None
        link = Link(truth, follows)
        self.head, self.last = None, None
        return Judged(s, status_of([link]), "claim", (link,))

    def _bare(self, s: Statement, e: Basic) -> Judged:
        """An expression alone continues the one before; the first is the goal, or what is differentiated."""
        if s.after in ("divide", "multiply", "add", "substitute", "into", "with_respect_to", "solve", "take_log", "differentiate") and isinstance(e, Basic) and not s.continues:
            return Judged(s, LineStatus.OK, "operand")
        if self.last is not None:
            return self._values(s, [self.last, e], ["="], continued=True)
        slopes = [D(f, x) for f, d in self.truth.names.items() if (x := d.parameters[0] if d.parameters else natural(f, self.truth)) is not None]
        for head in (self.asked.goal, *self.truth.names, *slopes):
            if head is None:
                continue
            if decide(head, e, self.truth).holds:
                self.head, self.last = head, e
                return Judged(s, LineStatus.OK, "bare", (Link(Decision(True), left=head, right=e),), head, e)
        self.last, self.head = e, None
        return Judged(s, LineStatus.OK if isinstance(e, Symbol) else LineStatus.UNDECIDED, "bare")

    # ---- after a wrong line

    def _branch(self, links: list[Link], members: list[Basic], status: LineStatus) -> None:
        """A relation solved for y holds on a branch of the curve; from there on, y is that."""
        r = self.truth.relation
        if r is None or status is not LineStatus.OK or len(members) != 2 or members[0] != r.dependent or r.dependent in free(members[1]) or self.truth.circular(members[0], members[1]):
            return
        if any(k.truth.rung == "curve" for k in links):
            self.truth = replace(self.truth, relation=None).define(r.dependent, members[1])
            self.learner = replace(self.learner, relation=None).define(r.dependent, members[1]) if self.learner.relation is not None else self.learner

    def _take(self, judged: Judged) -> None:
        """In the learner's world, the wrong line is true."""
        head, value = judged.head, judged.value
        r = self.learner.relation
        if head is None or value is None:
            e = judged.statement.reading.expr if judged.statement.reading is not None else None
            if e is not None and isinstance(e, (Rel, And, Or)) and judged.kind != "claim":
                e = self.plain(e)
                self.current = e if judged.kind == "condition" or isinstance(e, Rel) else self.current
                if r is not None and isinstance(e, Rel) and e.args[1] == r.dependent and r.dependent not in free(e.args[2]):
                    self.learner = replace(self.learner, relation=None).define(r.dependent, e.args[2])
            return
        if head in free(value) or self.learner.circular(head, value) or any(t == head for t in walk(value)):
            value = _resolved(value, self.learner)
            if value is None or any(t == head for t in walk(value)):
                return
        if isinstance(head, NAME) and head in self.learner.names and not self.learner.names[head].parameters:
            rest = {k: v for k, v in self.learner.overrides.items() if k != head}
            self.learner = replace(self.learner, overrides=rest, rewritten={k: v for k, v in self.learner.rewritten.items() if k != head}).define(head, value)
        else:
            self.learner = self.learner.override(head, value)
        if judged.kind == "estimator":
            self.learner = self.learner.define(head, value)


def _resolved(e: Basic, world: Context) -> Basic | None:
    from symderive.checking.signals import Unsupported
    try:
        return Meaning(world)(e)
    except Unsupported:
        return None


def _is_part(x: Basic, e: Basic) -> bool:
    """Is it the name of data, an index, or bound?"""
    return x.name.endswith("_bar") or any(isinstance(t, (At, Indexed)) and x in t.args for t in walk(e))


def _chain(e: Basic) -> tuple[list[Basic], list[str]] | None:
    """(members, signs) of a = b = c < d; of an expression, itself. None for anything else, and for chains of inequalities."""
    links = e.args if isinstance(e, And) else (e,)
    if not all(isinstance(r, Rel) for r in links):
        return ([e], []) if not isinstance(e, (And, Or, Rel)) else None
    if any(a.args[2] != b.args[1] for a, b in pairwise(links)) or links[0].args[0].name not in EQUALS:
        return None
    signs = [str(r.args[0].name) for r in links]
    if any(sign not in (*EQUALS, "<", ">", "<=", ">=", "!=") for sign in signs):
        return None
    return [links[0].args[1], *(r.args[2] for r in links)], signs


def _as_columns(e: Basic) -> Basic:
    """In equations, (a, b) is the column of a and b."""
    links = e.args if isinstance(e, And) else (e,)
    if not all(isinstance(r, Rel) and r.args[0].name in EQUALS for r in links) or not any(isinstance(a, TupleOf) for r in links for a in r.args[1:]):
        return e
    made = [relation(r.args[0].name, *(column(*a.args) if isinstance(a, TupleOf) else a for a in r.args[1:])) for r in links]
    return And(*made) if len(made) > 1 else made[0]


def _notes(links: list[Link]) -> tuple[Phrase, ...]:
    return tuple(Phrase(f"homework.note.{n}") for n in dict.fromkeys(n for k in links for n in k.truth.notes))
