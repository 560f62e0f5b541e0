"""Wrong answers of our own making are explained; right ones, however written, are not."""
from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from random import Random

import symderive as sd
from symderive.errors import SymderiveError
from symderive.render.notation import text

spec = importlib.util.spec_from_file_location("wrong_answers", Path(__file__).with_name("wrong_answers.py"))
made = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = made
spec.loader.exec_module(made)

COUNT = 60


def test_the_planted_mistake_is_among_those_named() -> None:
    named, tried = 0, 0
    for c in made.cases(COUNT, start=100_000):
        report = sd.check(c.problem, c.answer)
        tried += 1
        named += c.mistake in [f.id for f in report.mistakes]
        assert not report, c
    assert tried == COUNT and named >= .95 * COUNT, (named, tried)


def test_right_answers_are_never_blamed() -> None:
    """Our own value, before it is brought into its final form, is right however ugly it is."""
    tried = 0
    for seed in range(200_000, 200_060):
        goal = made.goal(Random(seed))
        try:
            value = made.worked_out(goal)
            body = text(goal.args[0])
            report = sd.check(f"gradient of {body}" if type(goal).__name__ == "Gradient" else f"d/dx [{body}]", text(value))
        except SymderiveError:
            continue
        tried += 1
        assert report.mistakes == () and report.status in ("equal", "domain_differs", "undecided"), (str(goal), str(value), report)
    assert tried > 50
