"""One wrong law in a solution that is sound before and after: the line is found, and the mistake is among those named. SYMDERIVE_PLANTED=2000 runs it at scale."""
from __future__ import annotations

import os

from planted import measured

COUNT = int(os.environ.get("SYMDERIVE_PLANTED", "40"))
LINES, NAMED = 0.98, 0.95


def test_planted_mistakes_are_found():
    score = measured(COUNT)
    assert score.met == COUNT
    assert score.lines >= LINES * COUNT, score.missed
    assert score.named >= NAMED * COUNT, score.missed
