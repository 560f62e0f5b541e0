"""A likelihood as a loss: minus the log-likelihood of predictions, without the terms in which no prediction occurs."""
from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sympy import Basic, Symbol

from symderive.derivation import Derivation, Relation, Step
from symderive.errors import UsageError
from symderive.expr import Neg, call, free
from symderive.layout import summary
from symderive.likelihood.claims import verdicts, with_verdicts
from symderive.likelihood.facts import Facts
from symderive.likelihood.logarithm import log_likelihood
from symderive.likelihood.model import Model, Range
from symderive.likelihood.naming import Names
from symderive.lines import chain, reasons
from symderive.nodes import relation
from symderive.page import Page, Row, Section
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.rules import RULES
from symderive.rules.forms import terms, total
from symderive.rules.likelihood import without_constants
from symderive.rules.tidy import tidy
from symderive.solution import Part, Solution, sympy_of, without_steps, worst
from symderive.verify import pairs


@dataclass(frozen=True, eq=False)
class Loss(Solution):
    """Minus a log-likelihood, derived and checked. `answer` is the loss in SymPy, `dropped` the terms without a prediction."""
    loss: Basic = None
    dropped: tuple[Basic, ...] = ()
    model: Model = None  # type: ignore[assignment]

    @property
    def written(self) -> Basic:
        return self.loss

    @cached_property
    def answer(self) -> Any:
        return sympy_of(self.loss)

    def page(self, detail: str = "normal", view: str = "chain") -> Page:
        if detail == "answer":
            return without_steps(self.page("brief", view))
        names = Names(self.model, {})
        part, = self.parts
        lines = chain(part.derivation, RULES, detail)
        missing = [p for p in pairs(part.derivation.goal, lines) if p not in self.verdicts]
        if missing:
            self.verdicts.update(verdicts([part.derivation], self.model, Facts({}), detail))
        rows = tuple(Row(Relation.EQ, names.write(line.after), reasons(line, RULES), self.verdicts.get(pair)) for line, pair in zip(lines, pairs(part.derivation.goal, lines)))
        after = (Phrase("loss.dropped", {"terms": tuple(map(names.write, self.dropped))}),) if self.dropped else ()
        section = Section(part.title, part.derivation.goal, Neg(call("ln", Symbol("L"))), rows=rows, after=after)
        return Page(Phrase("task.loss", {"f": tuple(names.write(relation("=", call("f", b.at(b.data[0])), b.at(b.density))) for b in self.model.blocks)}), None, (section,), ((None, relation("=", Symbol("loss"), names.write(self.loss)), None),),
                    self.verdict, summary(self), (), self.notes, doubts=tuple(s for s in self.steps if s.verdict is not None and not s.verdict))


def loss(model: Model, predictions: tuple[Symbol, ...]) -> Loss:
    """Minus the log-likelihood as a function of the predictions.

    Args:
        model: the model; the predictions are columns of its data.
        predictions: the columns, or symbols, in which the loss is a loss.
    """
    unknown = frozenset(predictions)
    if not any(unknown & free(b.density) for b in model.blocks):
        raise UsageError(f"the prediction {', '.join(map(str, predictions))} does not occur in the model")
    ell = log_likelihood(replace(model, parameters={p: Range() for p in predictions}))
    d = negated(ell)
    kept, dropped = without_constants(d.answer, unknown)
    found = verdicts([d], model, Facts({}))
    part = Part(Phrase("loss.derivation"), with_verdicts(d, found))
    asked = Problem("mle", model.blocks[0].density, predictions, source=model.source)
    return Loss(asked, (part,), worst(list(found.values())), (), model.notes, found, loss=total(terms(kept)), dropped=tuple(dropped), model=model)


def negated(d: Derivation) -> Derivation:
    """The derivation of minus its goal."""
    def minus(e: Basic) -> Basic:
        return tidy(total(t.args[0] if isinstance(t, Neg) else Neg(t) for t in terms(e)))

    steps = list(d.all_steps())
    goal = Neg(d.goal)
    afters = [minus(s.after) for s in steps]
    made = [Step(before, Relation.EQ, after, s.rule, s.letters, s.provisos) for s, before, after in zip(steps, [goal, *afters], afters)]
    return Derivation(goal, {goal: made[0]}, tuple(s for s in made[1:] if s.before is not s.after))



