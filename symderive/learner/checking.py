"""Is an answer to a problem right? The truth is derived, the comparison checked, and a wrong answer searched for its mistake."""
from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from sympy import Basic

from symderive.checking import Claim
from symderive.checking import check as holds
from symderive.comparison import Comparison, Equality, equal
from symderive.comparison.answers import Listing
from symderive.comparison.answers import answer as read_answer
from symderive.comparison.arrays import Sizes, fitted
from symderive.comparison.heads import headed, value_of
from symderive.comparison.trial import State, Trial
from symderive.derivation import Status
from symderive.diagnosis import Finding, diagnose
from symderive.expr import ShapeError
from symderive.learner.question import Question, question
from symderive.learner.report import AnswerReport
from symderive.nodes import And, Not, Or, Rel
from symderive.phrase import Phrase

CONDITIONS = (Rel, And, Or, Not)
WRONG = (Equality.NOT_EQUAL, Equality.ON_PART, Equality.CONSTANT)


def check(problem: Any, answer: Any, *, assume: Any = None, form: str | None = None, lang: str = "en", **options: Any) -> AnswerReport:
    r"""Is this the right answer; and if not, what went wrong?

    Args:
        problem: the problem written out, in LaTeX or plain text; a Problem; a Solution; or the right answer itself.
        answer: what was answered: LaTeX, plain text, SymPy.
        assume: conditions on the letters, as "x > 0".
        form: the form asked for: "factored", "expanded", "simplified", "exact".
        lang: the language of the feedback, "en" or "zh".
        options: what `equal` takes beside: tolerance, accept, ...

    Returns:
        An AnswerReport: true in a condition where the answer is accepted. `.status`, `.verdict`, `.counterexample`, `.mistake`,
        `.feedback(level)`, `.to_dict()`, `.text()`.

    Raises:
        ReadError: where the problem cannot be read. An answer that cannot be read is a report with the status "unreadable".
        UsageError: for options that make no sense.

    >>> report = check(r"\frac{d}{dx}\left[x^2 \sin x\right]", r"2x\cos x")
    >>> str(report.status), str(report.mistake)
    ('not_equal', 'mistake.product_of_derivatives')
    >>> print(report.feedback("hint"))
    The answer is not right.
    At x = 1 the right value is 2.22324, and this answer gives 1.08060.
    Hint: Both factors change with x: how many terms does the rule have?
    >>> bool(check(r"\frac{d}{dx}\left[x^2\right]", "2x"))
    True
    """
    asked = question(problem, assume)
    found = compared(asked, answer, form=form, **options)
    mistakes = diagnosed(asked, found, answer) if found.status in WRONG and not found else ()
    return AnswerReport(asked, answer if isinstance(answer, str) else str(answer), found, mistakes, lang)


def compared(asked: Question, answer: Any, **options: Any) -> Comparison:
    """The answer beside the right one; where their domains differ, beside the goal itself: what our form of the answer says beyond it is not asked."""
    options = {**asked.context, **options}
    found = equal(asked.gold, answer, assume=asked.assumptions, **options)
    if asked.curve is not None and found.status in (Equality.NOT_EQUAL, Equality.ON_PART, Equality.DOMAIN):
        return on_the_curve(asked, found)
    if asked.solution is None or asked.goal is None or found.status not in (Equality.ON_PART, Equality.DOMAIN):
        return found
    again = equal(asked.goal, answer, assume=asked.assumptions, **options)
    if again.status is Equality.DOMAIN and isinstance(again.right, Basic) and not _missing(asked, value_of(again.right)):
        return replace(again, status=Equality.EQUAL, accepted=True, region=None, counterexample=None)
    return again if again.status is Equality.EQUAL else found


def on_the_curve(asked: Question, found: Comparison) -> Comparison:
    """What differs elsewhere may agree on the curve, where alone it is asked for."""
    right, wrong = found.left, found.right
    if not isinstance(right, Basic) or not isinstance(wrong, Basic) or isinstance(value_of(wrong), CONDITIONS):
        return found
    verdict = holds([Claim(value_of(right), value_of(wrong), on=asked.curve)], asked.assumptions)[0]
    if verdict:
        return replace(found, status=Equality.EQUAL, verdict=verdict, accepted=True, counterexample=None, region=None, reason=None, method="on the curve")
    if verdict.status is Status.REFUTED:
        return replace(found, status=Equality.NOT_EQUAL, verdict=verdict, counterexample=None, region=None)
    return replace(found, status=Equality.UNDECIDED, verdict=verdict, counterexample=None, region=None, reason=Phrase("equality.reason.checker", {"why": verdict.reason}))


def _missing(asked: Question, value: Basic) -> bool:
    """Is there a point at which the goal is defined, and the answer is not?"""
    assert asked.goal is not None
    trial = Trial(asked.goal, value, asked.assumptions)
    return bool(trial.reason) or trial.counterexample({State.LEFT}, trial.planned()) is not None


def diagnosed(asked: Question, found: Comparison, answer: Any) -> tuple[Finding, ...]:
    """The mistakes that explain a wrong answer."""
    if isinstance(asked.goal, CONDITIONS) and headed(asked.goal) is None:
        wrong = condition(read_answer(answer, **asked.context).content)
        return () if wrong is None else diagnose(asked.workings, wrong, asked.assumptions)
    right, wrong = found.left, found.right
    if not isinstance(wrong, Basic) or not isinstance(right, Basic):
        return ()
    wrong = value_of(wrong)
    with suppress(Sizes, ShapeError):                  # then it is of another size, which may be the mistake
        _, wrong, _ = fitted(value_of(right), wrong, True)
    return diagnose(asked.workings, wrong, asked.assumptions)


def condition(content: Any) -> Basic | None:
    """x = 1, x = 2 as one condition."""
    if isinstance(content, Listing):
        return Or(*content.items) if all(isinstance(e, CONDITIONS) for e in content.items) else None
    return content if isinstance(content, CONDITIONS) else None
