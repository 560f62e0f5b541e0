"""Equations and inequalities that are to be solved, as sets: against the set that is sought, and against the line before."""
from __future__ import annotations

from sympy import Basic, Integer, Symbol

from symderive.expr import free
from symderive.homework import sets
from symderive.homework.context import Context
from symderive.homework.deciding import Decision, decide, undecided
from symderive.homework.state import Judged, State, remarks
from symderive.homework.statuses import LineStatus, Link, status_of
from symderive.nodes import And, D, Or, Rel, relation
from symderive.reading import Statement
from symderive.tree import walk

POSING = frozenset(("set_zero", "let", "solve", "if", "critical_point"))


class Conditions(State):
    """Statements that are conditions on a letter."""

    def _poses(self, s: Statement, members: list[Basic], signs: list[str], head: Basic | None, continued: bool) -> bool:
        """Does it end in "= 0" because that is to be solved?"""
        if signs[-1] != "=" or members[-1] != Integer(0):
            return False
        if not (self.asked.searching or self.asked.objective is not None or s.after in POSING or self.solved_next):
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

    def _condition(self, s: Statement, c: Basic, links: list[Link] | None = None) -> Judged:
        if links and status_of(links) is LineStatus.OK:
            self.head, self.last = None, None
            return Judged(s, LineStatus.OK, "relation", tuple(links), notes=remarks(links))
        listed = sets.solutions_listed(c)
        if self.asked.objective is not None and any(x in self._leaves(c) for x in self.truth.unknowns):
            found = [self._score_equation(c)]
        elif (x := self._letter(c)) is None:
            found = links or [Link(undecided("a condition on several letters"))]
        elif listed is not None and self.posed is None and self.asked.condition is None and not self.asked.searching:
            found = links or [Link(undecided("nothing is solved here"))]
        elif self.asked.kind == "mle" and self.asked.objective is None:
            found = [Link(undecided("the likelihood is not known"))]
        else:
            found = [self._set(c, x, listed)]
        self.head, self.last = None, None
        status = status_of(found)
        if status is LineStatus.OK or self.current is None:
            self.current = c
        return Judged(s, status, "condition", tuple(found), notes=remarks(found))

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

    def _inequality(self, c: Basic) -> Link:
        """6 > 0 in f''(1) = 6 > 0; a condition that is posed, where letters are left."""
        found = self._always(c, self.truth)
        if found.holds is False and self._letter(c) is not None and (self.asked.searching or self.asked.condition is not None):
            self.posed = self.current = c
            return Link(Decision(True, "posed"), Decision(True, "posed") if self.erred else None)
        return Link(found, self._always(c, self.learner) if self.erred else None)

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
