"""A solution laid out as a page: sections, rows with reasons and verdicts, the answer, and what is to be said around them."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache, partial

from sympy import Basic, Integer

from symderive.checking import decimals
from symderive.derivation import Derivation, Relation, Status, Step, Verdict
from symderive.expr import At, Call, Decimal, Neg, Over, Power, call, free, is_open, named, plus
from symderive.functions import FUNCTIONS
from symderive.lines import Line, chain, reasons, tree
from symderive.minors import definiteness
from symderive.nodes import Evaluated, Gradient, Hessian, Matrix, TupleOf, column, entries, relation
from symderive.number import value
from symderive.page import Page, Row, Section
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.rule import Table
from symderive.rules import RULES
from symderive.rules.chain import taken_apart
from symderive.solution import Part, Solution
from symderive.tasks import TASKS, components
from symderive.tree import substitute, walk
from symderive.verify import related, verdicts_of

DIGITS = 5


def page(solution: Solution, detail: str, view: str) -> Page:
    """Everything a renderer needs."""
    p = solution.problem
    last = solution.results[-1]
    sections = tuple(section(solution, k, detail, view) for k in range(len(solution.parts)))
    arranged = TASKS[p.kind].sections
    return Page(
        problem=task(p),
        statement=last.derivation.goal,
        sections=sections if arranged is None else tuple(arranged(p, solution.parts, sections, detail)),
        answer=tuple((r.left, r.result, approximate(r.result)) for r in solution.results),
        verdict=solution.verdict,
        summary=summary(solution),
        provisos=solution.provisos,
        notes=solution.notes,
        partial=TASKS[p.kind].partial,
        rounds=TASKS[p.kind].rounds(p),
        names=TASKS[p.kind].names(p),
        doubts=tuple(step for step in solution.steps if step.verdict is not None and not step.verdict),
    )


def task(p: Problem) -> Phrase:
    """The problem as a sentence."""
    if (said := TASKS[p.kind].statement) is not None:
        return said(p)
    f, order = asked_of(p), len(p.variables)
    if p.kind == "derivative" and order > 1:
        return Phrase("task.derivative_order", {"f": f, "x": p.variables[0], "n": Integer(order)})
    kind = "analyse_several" if p.kind == "analyse" and len(set(p.variables)) > 1 else p.kind
    return Phrase(f"task.{kind}", {"along": TupleOf(*p.along) if p.along else "", "n": Integer(p.order), "f": f, "x": p.variables if p.kind == "partial" else tuple(dict.fromkeys(p.variables))})


def asked_of(p: Problem) -> Basic:
    """The body, introduced by its name if it has one: f(x, y) = ..., or by those of its components."""
    if p.name is None:
        return p.body
    if isinstance(p.body, Matrix):
        return relation("=", column(*components(p)), p.body)
    return relation("=", call(p.name.name, *dict.fromkeys(p.variables)), p.body)


def section(solution: Solution, k: int, detail: str, view: str) -> Section:
    part, above = solution.parts[k], solution.parts[:k]
    d = part.derivation
    after = tuple(remarks(part))
    shown = partial(TASKS[solution.problem.kind].shown, solution.problem)
    if view == "tree":
        return Section(part.title, d.goal, part.name, tree=tree(d, RULES, partial(step_shown, shown)), after=after)
    rules = rules_shown(solution.problem)
    lines = chain(d, rules, detail)
    found = verdicts_of(solution, part, lines)
    names = {earlier.derivation.goal: earlier.name for earlier in above if earlier.name is not None and is_referred_to(earlier.derivation.goal, d)}
    earlier = frozenset(p.derivation.goal for p in above)
    rows = tuple(row(line, verdict, names, related(d.goal), shown, rules, earlier) for line, verdict in zip(lines, found))
    rows = tuple(r for k, r in enumerate(rows) if not k or r.after is not rows[k - 1].after or not r.verdict)
    return Section(part.title, d.goal, part.name, rows=rows, after=after, partial=is_partial(part, solution.problem))


def step_shown(shown: Callable[[Basic], Basic], s: Step) -> Step:
    """A step in the letters of the problem."""
    letters = {x: shown(e) if isinstance(e, Basic) else e for x, e in s.letters.items()}
    return replace(s, before=shown(s.before), after=shown(s.after), letters=letters)


def is_referred_to(goal: Basic, d: Derivation) -> bool:
    """Is a goal of an earlier part met here, and not derived again?"""
    return goal in d.steps and is_reference(d.steps[goal])


def is_reference(s: Step) -> bool:
    """Does a step take its result from an earlier part?"""
    return s.after is not s.before and not s.premises and RULES[s.rule].law == "u = u"


def is_partial(part: Part, p: Problem) -> bool | None:
    """Are the derivatives of a part written with a round d? Where a task says it of some only, those of a part go with its name."""
    rounds = TASKS[p.kind].rounds(p)
    return part.name in rounds if rounds and part.kind == "local" else None


def rules_shown(p: Problem) -> Table:
    """The rules; those that the reader knows are passed through like bookkeeping."""
    return with_known(p.known) if p.known else RULES


@lru_cache(maxsize=64)
def with_known(known: tuple[str, ...]) -> Table:
    at_once = {*known, "diff.variable", "diff.constant"}
    return Table({r.id: replace(r, minor=True, silent=True) if r.id in at_once or r.title in at_once else r for r in RULES.values()})


def row(line: Line, verdict: Verdict, names: Mapping[Basic, Basic], relation: Relation, shown: Callable[[Basic], Basic], rules: Table, earlier: frozenset[Basic]) -> Row:
    """What was derived above is called by its name; letters that are defined stand for themselves. `earlier`: the goals of the parts before."""
    after, _ = taken_apart(line.after)
    said = tuple(replace(r, where=tuple((u, shown(e)) for u, e in r.where)) if r.where else r for r in reasons(line, rules))
    relation = next((s.relation for s in line.steps if s.relation is not Relation.EQ), relation)
    uses = tuple(dict.fromkeys(g for s in line.steps if is_reference(s) for g in walk(s.before) if g in earlier))
    return Row(relation, shown(substitute(after, names) if names and is_open(after) else after), said, verdict, uses=uses)


def remarks(part: Part) -> Iterator[Phrase]:
    """What a value says: the direction of steepest ascent."""
    goal, e = part.derivation.goal, part.derivation.answer
    if isinstance(e, Matrix) and not free(e) and not any(map(is_random, walk(e))) and e.args[0] == e.args[1] != 1:
        yield from minors(goal, e)
    while isinstance(goal, Evaluated):
        goal = goal.args[0]
    if not isinstance(goal, Gradient) or not isinstance(e, Matrix) or free(e) or part.derivation.goal is goal or any(map(is_random, walk(e))):
        return
    length = decimals(call("sqrt", plus(*(Power(u, Integer(2)) for u in entries(e)))), {}, DIGITS)
    if length is not None:
        if float(length) and len(entries(e)) > 1:
            parts = [decimals(Over(u, call("sqrt", plus(*(Power(v, Integer(2)) for v in entries(e))))), {}, DIGITS) for u in entries(e)]
            if all(u is not None for u in parts):
                yield Phrase("gradient.direction", {"u": TupleOf(*(written_decimal(u) for u in parts if u is not None))})
        yield Phrase("gradient.steepest" if float(length) else "gradient.zero", {"rate": written_decimal(length)})


def minors(goal: Basic, e: Basic) -> Iterator[Phrase]:
    """Is a Hessian definite? Its leading minors say, where their signs are certain."""
    while isinstance(goal, Evaluated):
        goal = goal.args[0]
    if not isinstance(goal, Hessian):
        return
    kind, found = definiteness(e)
    yield Phrase(f"hessian.{kind}", {"minors": found, "n": Integer(len(found))})


def approximate(e: Basic) -> Basic | None:
    """The decimal values of an answer without letters, where they say more than the answer."""
    if free(e) or any(is_random(t) for t in walk(e)):
        return None
    found = [number_or_decimal(u) for u in (entries(e) if isinstance(e, Matrix) else (e,))]
    if any(v is None for v in found) or all(u is v for u, v in zip(entries(e) if isinstance(e, Matrix) else (e,), found)):
        return None
    values = [v for v in found if v is not None]
    return Matrix(*e.args[:2], *values) if isinstance(e, Matrix) else values[0]


def is_random(t: Basic) -> bool:
    """A value that nobody knows: of an unknown function, or of data."""
    return isinstance(t, At) or (isinstance(t, Call) and t.args[0].name not in FUNCTIONS)


def number_or_decimal(e: Basic) -> Basic | None:
    v = value(e)
    if v is not None and (v * 10 ** (DIGITS - 1)).denominator == 1:
        return e                                   # a decimal would say no more
    text = decimals(e, {}, DIGITS)
    return None if text is None else written_decimal(text)


def written_decimal(text: str) -> Basic:
    size = Decimal(named(text.removeprefix("-")))
    return Neg(size) if text.startswith("-") else size


def bound(error: Fraction) -> Basic:
    """A power of two that the probability of error does not exceed."""
    bits = error.denominator.bit_length() - error.numerator.bit_length() - 1
    return Power(Integer(2), Neg(Integer(bits))) if bits > 0 else Integer(1)


def summary(solution: Solution) -> Phrase:
    """How many steps hold, and by what right."""
    verdicts = [s.verdict for s in solution.steps if s.verdict is not None]
    total, whole = len(verdicts), solution.verdict
    count = {status: sum(v.status is status for v in verdicts) for status in Status}
    if whole.status is Status.PROVED:
        values: dict[str, object] = {"count": count[Status.PROVED], "total": total}
        return Phrase("summary.proved", {"error": bound(whole.error), **values}) if whole.error else Phrase("summary.proved_exactly", values)
    if whole.status is Status.VERIFIED:
        return Phrase("summary.verified", {"proved": count[Status.PROVED], "verified": count[Status.VERIFIED], "total": total, "points": whole.points, "bits": whole.bits})
    if whole.status is Status.UNDECIDED:
        return Phrase("summary.undecided", {"count": count[Status.PROVED] + count[Status.VERIFIED], "total": total, "reason": whole.reason})
    return Phrase("summary.refuted", {"count": count[Status.REFUTED], "total": total})
