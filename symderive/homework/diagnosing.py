"""The seam to the catalogue of mistakes: from a wrong statement to the mistake that explains it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symderive.homework.asked import Asked
from symderive.homework.walking import Judged

if TYPE_CHECKING:
    from symderive.homework.report import Diagnosis, LineReport


def diagnose(asked: Asked, before: Sequence[LineReport], wrong: Sequence[Judged]) -> Diagnosis | None:
    """The likely mistake of the first wrong line; None where none is known.

    Args:
        asked: the problem.
        before: the lines before it, all of which hold.
        wrong: the statements of the line, each with its head, its links and their sides.
    """
    return None
