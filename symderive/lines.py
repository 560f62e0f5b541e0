"""A derivation laid out for reading: whole lines, as on a blackboard, or each step under the step that needs it.

A line advances every open goal by one rule worth showing. Which rules are worth it, the detail says:

    brief    the first line, then the result
    normal   minor rules are passed through, and so is the inner derivative of a chain rule when it is dx/dx
    full     every rule has its line, but for signs
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sympy import Basic

from symderive.derivation import Derivation, Step
from symderive.page import Branch, Reason
from symderive.rule import Rule, Table, U, X
from symderive.rules.tidy import Memo, tidy
from symderive.tree import goals, substitute

MOST_ROWS = 60                                     # of a chain; a derivation that needs more goes to its result from there


@dataclass(frozen=True, eq=False)
class Line:
    """The line above equals `after`, by these steps."""
    after: Basic
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Chain:
    """How each goal looks one visible rule later, and the steps that made it look so."""
    shown: Mapping[Basic, Basic]
    by: Mapping[Basic, tuple[Step, ...]]


def chain(d: Derivation, rules: Table, detail: str = "normal") -> list[Line]:
    """The lines that lead from the goal to the answer."""
    if detail == "brief":
        return _brief(d, rules)
    lines = list(_advancing(d, rules, detail))
    last = lines[-1].after
    for step in d.finish:
        rule = rules[step.rule]
        if rule.minor and detail != "full" and lines:
            lines[-1] = Line(step.after, lines[-1].steps)
        elif step.after is not last:
            lines.append(Line(step.after, (step,)))
        last = step.after
    return lines


def _brief(d: Derivation, rules: Table) -> list[Line]:
    visible = tuple(s for s in reversed(tuple(d.steps.values())) if not rules[s.rule].minor) or (d.steps[d.goal],)
    return [Line(d.answer, visible)]


def _advancing(d: Derivation, rules: Table, detail: str) -> Iterator[Line]:
    memo: Memo = {}
    found = advances(d, rules, detail, memo)
    first = d.steps[d.goal]
    splits = rules[first.rule].minor and not rules[first.rule].silent and len(first.premises) > 1 and detail != "full"          # a sum is shown taken apart
    line = tidy(signs_out(first.after, d, rules), memo) if splits else found.shown[d.goal]
    yield Line(line, (first,) if splits else found.by[d.goal])
    for _ in range(MOST_ROWS):
        open_goals = goals(line)
        if not open_goals:
            return
        steps = tuple(dict.fromkeys(s for g in open_goals for s in found.by[g]))
        line = tidy(substitute(line, {g: found.shown[g] for g in open_goals}), memo)
        yield Line(line, steps)
    if goals(line):
        yield Line(tidy(d.value, memo), ())


def _visible(rule: Rule, detail: str) -> bool:
    return detail == "full" or not rule.minor


def advances(d: Derivation, rules: Table, detail: str, memo: Memo) -> Chain:
    shown: dict[Basic, Basic] = {}
    by: dict[Basic, tuple[Step, ...]] = {}
    for goal, step in d.steps.items():
        rule, premises = rules[step.rule], step.premises
        if _visible(rule, detail):
            through: Sequence[Basic] = [p for p in premises if rule.is_chain and is_plain(p)] if detail != "full" else ()
            after = substitute(step.after, {p: shown[p] for p in through})
            shown[goal] = tidy(signs_out(after, d, rules), memo)
            by[goal] = (step,)
        else:
            shown[goal] = tidy(substitute(step.after, {p: shown[p] for p in premises}), memo)
            by[goal] = tuple(dict.fromkeys(s for p in premises for s in by[p] if not rules[s.rule].minor)) or (step,)
    return Chain(shown, by)


def signs_out(line: Basic, d: Derivation, rules: Table) -> Basic:
    """d/dx[-u] is written -d/dx[u] at once: silent rules never cost a line."""
    while silent := {g: d.steps[g].after for g in goals(line) if rules[d.steps[g].rule].silent}:
        line = substitute(line, silent)
    return line


def is_plain(goal: Basic) -> bool:
    return bool(goal.args[0] == goal.args[1])


# ---- the reason given beside a line

def reasons(line: Line, rules: Table) -> tuple[Reason, ...]:
    """The rules that made a line; minor ones only where there is nothing else to say."""
    visible = [s for s in line.steps if not rules[s.rule].minor] or line.steps
    return tuple(dict.fromkeys(reason(s, rules[s.rule]) for s in visible))


def reason(step: Step, rule: Rule) -> Reason:
    """A table entry is named when it meets the variable itself, else the chain rule is, with its u."""
    u = step.letters.get(U)
    if rule.says:
        return Reason(rule.id, tuple(step.letters.items()))
    if not rule.is_chain or u is None or u == step.letters.get(X):
        return Reason(rule.id)
    return Reason(rule.id, ((U, u),), chain=True, named=rule.keeps_title)


# ---- the tree

def tree(d: Derivation, rules: Table, shown: Callable[[Step], Step] = lambda step: step) -> tuple[Branch, ...]:
    """Each step with the steps of its premises under it, where they are first needed; then the steps of the finish. `shown` is how a step is written."""
    owner = _owners(d)
    made: dict[Basic, Branch] = {}
    for goal, step in d.steps.items():
        below = tuple(made[p] if owner[p] is goal else Branch(shown(d.steps[p]), reason(shown(d.steps[p]), rules[d.steps[p].rule]), again=True) for p in step.premises)
        made[goal] = Branch(shown(step), reason(shown(step), rules[step.rule]), below)
    return (made[d.goal], *(Branch(shown(s), Reason(s.rule)) for s in d.finish))


def _owners(d: Derivation) -> dict[Basic, Basic | None]:
    """For each goal the one above it in the tree, the first in reading order that needs it."""
    owner: dict[Basic, Basic | None] = {}
    todo: list[tuple[Basic, Basic | None]] = [(d.goal, None)]
    while todo:
        goal, above = todo.pop()
        if goal not in owner:
            owner[goal] = above
            todo.extend((p, goal) for p in reversed(d.steps[goal].premises))
    return owner
