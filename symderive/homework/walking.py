"""Through a solution, statement by statement, in two worlds: the truth, and what would be true if the wrong line were."""
from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from sympy import Basic, Symbol

from symderive.expr import At, Call, MatTimes, Power, free, plus
from symderive.homework import claims, sets
from symderive.homework.asked import Y
from symderive.homework.context import INVERSE, KNOWN, NAME, Context, natural
from symderive.homework.deciding import Decision, decide
from symderive.homework.meaning import Meaning
from symderive.homework.state import EQUALS, Judged, remarks
from symderive.homework.statuses import FAULTS, LineStatus, Link, status_of, worst
from symderive.homework.tangents import Tangents
from symderive.nodes import And, D, Evaluated, Gradient, Hessian, Indexed, Inverse, Jacobian, Or, Rel, Transpose, TupleOf, column, relation
from symderive.reading import Statement
from symderive.tree import substitute, walk

HEADS = (D, Evaluated, Gradient, Hessian, Jacobian, Transpose, Inverse)
STRANGE = 3                    # so many unknown letters in a formula are words rather than mathematics
LIKELIHOODS = frozenset(("L", "ell", "l"))
OF_MATRICES = frozenset(("det", "tr", "rank", "norm"))


class Walk(Tangents):
    """Takes the statements of a solution one by one."""

    def statement(self, s: Statement) -> Judged:
        if s.error is not None or (s.reading is None and not s.says):
            self.gap, self.last, self.head = True, None, None
            return Judged(s, LineStatus.UNREADABLE, "unreadable")
        judged = self._judged(s)
        if judged.status in FAULTS and self._is_unexplained(judged):
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
        alone = judged.head is None and any(e is not None and free(e) and free(e) <= strange for k in judged.links for e in (k.left, k.right))
        if self.asked.kind == "tangent" and self.asked.tangent is None and any(e is not None and Symbol("y") in free(e) for k in judged.links for e in (k.left, k.right)):
            return True                                # the line, and not the curve
        if self._unknown_functions(judged):
            return True
        found = bool(strange) and (alone or self.gap or len(strange) >= STRANGE or isinstance(judged.head, NAME) or bool(strange & (moving | self.unexplained)))
        if found:
            self.unexplained |= strange
        return found

    def _unknown_functions(self, judged: Judged) -> bool:
        """Is a function taken at a value that nothing before defines?"""
        called = {str(t.args[0].name) for k in judged.links for e in (k.left, k.right) if e is not None for t in walk(e) if isinstance(t, Call)}
        return any(name not in KNOWN and name != INVERSE and Symbol(name.rstrip("'")) not in self.truth.names for name in called)

    def _strangers(self, judged: Judged) -> set[Basic]:
        """Letters that nothing before explains."""
        found: set[Basic] = set()
        for k in judged.links:
            for e in (k.left, k.right):
                if e is not None:
                    found |= {x for x in free(e) if isinstance(x, Symbol) and x not in self.truth.names and x not in self.asked.letters and not _is_part(x, e)}
        if judged.kind == "condition" and judged.statement.reading is not None:
            e = self.plain(judged.statement.reading.expr)
            found |= {x for x in free(e) if isinstance(x, Symbol) and x not in self.truth.names and x not in self.asked.letters and sets.unhatted(x) is None and x != self._letter(self.posed) and not _is_part(x, e)}
        return found - {Symbol("n"), Symbol("i"), *((self.asked.unknown,) if self.asked.unknown is not None else ())}

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
        on_tangent = self._on_tangent(s, e)
        if on_tangent is not None:
            return on_tangent
        chain = _chain(e)
        if chain is not None:
            return self._chain(s, *chain)
        if isinstance(e, (Rel, And, Or)):
            if not sets.is_condition(e):
                return Judged(s, LineStatus.OK if isinstance(e, Rel) and e.args[0].name == "~" else LineStatus.UNDECIDED, "condition")
            return self._condition(s, e)
        return self._bare(s, e)

    def _function(self, s: Statement, function: Basic, body: Basic) -> Judged:
        f, parameters = Symbol(str(function.args[0].name)), tuple(function.args[1:])
        if f in self.truth.names:
            known = self.truth.names[f].parameters
            head = f if parameters == known or not known else substitute(Call(function.args[0], *parameters), {})
            return self._values(s, [head, body], ["="])
        if self.truth.relation is not None and f == self.truth.relation.dependent:
            return self._values(s, [f, body], ["="])
        if self._without_model(f):
            return Judged(s, LineStatus.UNDECIDED, "definition")
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
        if self.truth.circular(x, members[1]) or (self.asked.kind == "tangent" and x == Y) or self._without_model(x):
            return Judged(s, LineStatus.UNDECIDED, "definition")
        self._define(x, members[1])
        if len(members) == 2:
            self.head, self.last = x, members[1]
            return Judged(s, LineStatus.OK, "definition", defines=x, head=x, value=members[1])
        return replace(self._values(s, members[1:], signs[1:], head=x), defines=x)

    def _without_model(self, x: Basic) -> bool:
        """An estimator or a likelihood, where the model of the problem was not understood: it is claimed, and cannot be checked."""
        return self.asked.kind == "mle" and self.asked.objective is None and (sets.unhatted(x) is not None or str(x) in LIKELIHOODS)

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
        return Judged(s, status, "value", tuple(links), head, reach, notes=remarks(links))

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
