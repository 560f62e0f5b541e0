"""Wrong answers of our own making: one mistake at one place (a derivative, the given, a line) of our way to the answer of a random
problem, the rest derived soundly.

    PYTHONPATH=. python tests/diagnosis/wrong_answers.py 500      measures how many are named
"""
from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count as seeds
from itertools import islice
from pathlib import Path
from random import Random

from sympy import Basic

from symderive.checking import Claim, check
from symderive.derivation import Status
from symderive.diagnosis import Workings
from symderive.diagnosis.search import Candidate, single
from symderive.errors import NotSupported, SymderiveError
from symderive.expr import is_open
from symderive.learner import check as judged
from symderive.nodes import D, Gradient, column
from symderive.reading.law import read_law
from symderive.render.notation import text

LEAVES = ("x", "x", "x^2", "3*x", "2*x + 1", "x^3 - x", "5 - x", "x^2 + 1")
OUTSIDE = ("sin({})", "cos({})", "e^({})", "({})^3", "({})^2", "ln(({})^2 + 1)", "sqrt(({})^2 + 2)", "tan({})", "atan({})", "2^({})", "1/(({})^2 + 1)", "sigmoid({})")
JOINED = ("({})*({})", "({})*({})", "({})/(({})^2 + 3)", "({}) + ({})", "({}) - ({})", "4*({}) + ({}) + 7")


@dataclass(frozen=True)
class Case:
    """A problem, a wrong answer, and the mistake that leads there."""
    goal: Basic
    problem: str
    answer: str
    mistake: str


def function(rnd: Random, depth: int) -> str:
    if depth == 0:
        return rnd.choice(LEAVES)
    if rnd.random() < .55:
        return rnd.choice(OUTSIDE).format(function(rnd, depth - 1))
    return rnd.choice(JOINED).format(function(rnd, depth - 1), function(rnd, rnd.randrange(depth)))


def goal(rnd: Random) -> Basic:
    """A derivative in x, or now and then a gradient."""
    body = function(rnd, rnd.choice((1, 2, 2, 3)))
    if rnd.random() < .2:
        x, y = read_law("x"), read_law("y")
        return Gradient(read_law(f"({body})*y^2 + x*y"), column(x, y))
    return D(read_law(body), read_law("x"))


def worked_out(e: Basic) -> Basic | None:
    """The goals that are left, derived soundly."""
    w = Workings.of(e)
    value = w.changed(dict(w.values))
    return None if is_open(value) else w.derivations[-1].answer if len(w.derivations) == 1 and w.derivations[-1].goal is e else value


def case(seed: int) -> Case | None:
    """A wrong answer, or None where this seed makes none."""
    rnd = Random(seed)
    root = goal(rnd)
    try:
        w = Workings.of(root)
        if isinstance(root, Gradient):
            w = Workings(root, w.derivations, root.args[:1])
        made: dict[str, list[Candidate]] = {}
        for c in islice(single(w), 1_500):
            made.setdefault(c.mistake.id, []).append(c)
        for id in rnd.sample(sorted(made), min(6, len(made))):
            answer = worked_out(rnd.choice(made[id]).whole)
            if answer is not None and check([Claim(root, answer)])[0].status is Status.REFUTED:
                body, variables = root.args
                asked = f"gradient of {text(body)}" if isinstance(root, Gradient) else f"d/d{text(variables)} [{text(body)}]"
                return Case(root, asked, text(answer), id)
    except NotSupported:
        return None
    return None


def cases(count: int, start: int = 0) -> Iterator[Case]:
    """So many wrong answers."""
    return islice((made for made in map(case, seeds(start)) if made is not None), count)


def main(count: int) -> None:
    named = first = 0
    seconds, missed = [], Counter[str]()
    for c in cases(count):
        before = time.perf_counter()
        try:
            report = judged(c.problem, c.answer)
        except SymderiveError as fault:
            print("!", c.problem, "|", c.answer, "|", str(fault).replace("\n", " ")[:200])
            continue
        seconds.append(time.perf_counter() - before)
        found = [f.id for f in report.mistakes]
        named += c.mistake in found
        first += found[:1] == [c.mistake]
        if c.mistake not in found:
            missed[f"{c.mistake} {report.status}"] += 1
            print("-", c.problem, "|", c.answer, "|", c.mistake, "|", report.status, found)
    seconds.sort()
    print(f"{named} of {count} named, {first} of them first; median {1000 * seconds[len(seconds) // 2]:.0f} ms, 95% {1000 * seconds[len(seconds) * 95 // 100]:.0f} ms")
    print(missed.most_common(12))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
