"""A reward for a text: is its final answer the right one?"""
from __future__ import annotations

from typing import Any

from symderive.comparison import Equality, equal
from symderive.errors import UsageError
from symderive.learner.final import final_answer


def reward(gold: Any, text: str, **options: Any) -> float | None:
    r"""1.0 for a text whose final answer equals the right one, 0.0 for one whose answer does not, None where nobody can tell.

    The final answer is what stands in the last `\boxed{}`, or after the last "answer:", or the last displayed formula. A text
    without an answer gets 0.0; an answer that cannot be read, or that could not be decided, None. No clock and no signal is
    used: the outcome is the same every time, in any thread.

    Args:
        gold: the right answer: text, SymPy, numbers, anything `equal` takes.
        text: what was written.
        options: what `equal` takes beside: assume, tolerance, accept, ...

    Raises:
        UsageError: if the right answer cannot be read, or `text` is no text.

    >>> reward("2x", r"The power rule gives $f'(x) = 2x$, so the answer is \boxed{x + x}.")
    1.0
    >>> reward("1/2", "Answer: 0.3")
    0.0
    """
    if not isinstance(text, str):
        raise UsageError(f"text is needed, not {text!r}")
    answer = final_answer(text)
    if answer is None:
        return 0.0
    found = equal(gold, answer, **options)
    if found.status is Equality.UNREADABLE and found.side == "a":
        raise UsageError(f"the right answer cannot be read: {found.place}")
    if found:
        return 1.0
    return None if found.status in (Equality.UNDECIDED, Equality.UNREADABLE) else 0.0
