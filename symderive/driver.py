"""The driver: applies rules to goals until no goal is left. It knows no mathematics."""
from __future__ import annotations

from collections.abc import Callable, Mapping

from sympy import Basic

from symderive.derivation import Derivation, Relation, Step
from symderive.errors import NotSupported
from symderive.rule import Table
from symderive.tree import goals, substitute

Known = Mapping[Basic, Basic]                      # goals derived in earlier parts, with their answers
Finish = Callable[[Basic], tuple[Step, ...]]


class Stuck(NotSupported):
    """No rule applies to a goal.

    goal   the goal that was to be derived
    open   the goals for which no rule was found
    steps  how far it got
    """

    def __init__(self, goal: Basic, open: tuple[Basic, ...], steps: Mapping[Basic, Step]) -> None:
        self.goal, self.open, self.steps = goal, open, steps
        many = f"; {len(steps)} other step{'s were' if len(steps) > 1 else ' was'} found" if steps else ""
        super().__init__(f"no rule leads further from {', '.join(map(str, open))}{many}")


def first_step(goal: Basic, rules: Table, known: Known, above: Mapping[Basic, str]) -> Step | None:
    """The step of the first rule that applies, or a reference to what was derived above."""
    if goal in known:
        return Step(goal, Relation.EQ, known[goal], above.get(goal, "known.above"))
    inside = {g: known[g] for a in goal.args for g in goals(a) if g in known}
    if inside:
        return Step(goal, Relation.EQ, goal.func(*(substitute(a, inside) for a in goal.args)), "known.inside")
    for rule in rules.candidates(goal):
        done = rule.rewrite(goal)
        if done is not None and done.after != goal:
            return Step(goal, Relation.EQ, done.after, rule.id, done.letters, done.provisos)
    return None


def derive(goal: Basic, rules: Table, known: Known | None = None, finish: Finish = lambda value: (), above: Mapping[Basic, str] | None = None) -> Derivation:
    """The derivation of a goal: one step for each goal met, premises first, then the steps of `finish`.

    Args:
        goal: what is asked, a goal node.
        rules: the table; where several rules apply, its order decides.
        known: goals that were derived before; they are referred to, not derived again.
        finish: brings the value into its final form.
        above: by which rule a known goal is referred to, if not by known.above.

    Raises:
        Stuck: if for some goal no rule applies; says for which, and how far it got.
    """
    known = known or {}
    done: dict[Basic, Step] = {}
    begun: dict[Basic, Step] = {}
    stuck: dict[Basic, None] = {}
    todo = [goal]
    while todo:
        g = todo[-1]
        if g in done or g in stuck:
            todo.pop()
            continue
        step = begun.get(g)
        if step is None:
            step = first_step(g, rules, known, above or {})
            if step is None:
                stuck[todo.pop()] = None
                continue
            begun[g] = step
        missing = [p for p in step.premises if p not in done and p not in stuck]
        if missing:
            todo.extend(reversed(missing))
        else:
            done[todo.pop()] = step
    if stuck:
        raise Stuck(goal, tuple(stuck), {g: s for g, s in done.items() if stuck.keys().isdisjoint(s.premises)})
    whole = Derivation(goal, done)
    return whole.finished(finish(whole.value))
