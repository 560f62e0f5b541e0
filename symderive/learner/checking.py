"""Is an answer to a problem right? The truth is derived, the comparison checked, and a wrong answer searched for its mistake."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Basic

from symderive.comparison import Comparison, Equality, equal
from symderive.comparison.arrays import Sizes, fitted
from symderive.comparison.heads import value_of
from symderive.diagnosis import Finding, diagnose
from symderive.expr import ShapeError
from symderive.learner.question import Question, question
from symderive.learner.report import AnswerReport

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
    At x = 1 the right value is 2.22324, and this answer gives 1.0806.
    Hint: Both factors change with x: how many terms does the rule have?
    >>> bool(check(r"\frac{d}{dx}\left[x^2\right]", "2x"))
    True
    """
    asked = question(problem, assume)
    found = compared(asked, answer, form=form, **options)
    mistakes = diagnosed(asked, found) if found.status in WRONG and not found else ()
    return AnswerReport(asked, answer if isinstance(answer, str) else str(answer), found, mistakes, lang)


def compared(asked: Question, answer: Any, **options: Any) -> Comparison:
    """The answer beside the right one; where they differ, beside the goal itself: it may be defined at fewer places than our form of the answer."""
    found = equal(asked.gold, answer, assume=asked.assumptions, **{**asked.context, **options})
    if asked.goal is not None and asked.goal is not asked.gold and asked.solution is not None and found.status in (Equality.ON_PART, Equality.DOMAIN):
        again = equal(asked.goal, answer, assume=asked.assumptions, **{**asked.context, **options})
        if again.status in (Equality.EQUAL, Equality.DOMAIN):
            return replace(again, status=Equality.EQUAL, accepted=True, region=None) if _as_defined(asked, again) else again
    return found


def _as_defined(asked: Question, found: Comparison) -> bool:
    """Is the answer defined wherever the goal is? Then it is as good as ours, wherever else it may be defined."""
    return found.status is Equality.EQUAL


def diagnosed(asked: Question, found: Comparison) -> tuple[Finding, ...]:
    """The mistakes that explain a wrong answer."""
    right, wrong = found.left, found.right
    if not isinstance(wrong, Basic) or not isinstance(right, Basic):
        return ()
    wrong = value_of(wrong)
    try:
        _, wrong, _ = fitted(value_of(right), wrong, True)
    except (Sizes, ShapeError):
        pass
    return diagnose(asked.workings, wrong, asked.assumptions)
