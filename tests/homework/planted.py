"""Solutions of our own making: right up to one line, there one wrong law, and everything after it a sound consequence.

    PYTHONPATH=. python tests/homework/planted.py 2000 [START]      measures how often line and mistake are found
"""
from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count as seeds
from itertools import islice
from pathlib import Path
from random import Random

from symderive.checking import Claim, check
from symderive.derivation import Status
from symderive.diagnosis import Workings
from symderive.diagnosis.search import Candidate, single
from symderive.errors import NotSupported
from symderive.homework import check_solution
from symderive.nodes import D
from symderive.number import number
from symderive.reading.law import read_law
from symderive.render.notation import latex, text
from symderive.tree import substitute

_spec = importlib.util.spec_from_file_location("wrong_answers", Path(__file__).parents[1] / "diagnosis" / "wrong_answers.py")
answers = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = answers
_spec.loader.exec_module(answers)


@dataclass(frozen=True)
class Planted:
    """A problem, the lines, the number of the line with the mistake, and the mistake."""
    problem: str
    lines: list[str]
    wrong: int
    mistake: str


def planted(seed: int) -> Planted | None:
    """A wrong solution, or None where this seed makes none."""
    rnd = Random(f"planted {seed}")
    x = read_law("x")
    root = D(read_law(answers.function(rnd, rnd.choice((1, 1, 2, 2, 3)))), x)
    try:
        w = Workings.of(root)
        made: dict[str, list[Candidate]] = {}
        for c in islice(single(w), 1_500):
            made.setdefault(c.mistake.id, []).append(c)
        for id in rnd.sample(sorted(made), min(8, len(made))):
            whole = rnd.choice(made[id]).whole
            answer = answers.worked_out(whole)
            if answer is None or check([Claim(root, answer)])[0].status is not Status.REFUTED or not check([Claim(whole, answer)])[0]:
                continue
            return _written(rnd, w, answer, id)
    except NotSupported:
        return None
    return None


def _written(rnd: Random, w: Workings, answer: object, id: str) -> Planted:
    """Before the wrong line some right ones, after it some that follow from it; plain or in LaTeX."""
    write = rnd.choice((text, latex))
    f, x = w.root.args
    before = [f"f(x) = {write(f)}"] if rnd.random() < .7 else []
    if rnd.random() < .3:
        before.append(f"f'(x) = {write(w.root)}")
    after = [f"f'(x) = {write(answer)}" if rnd.random() < .6 else f"= {write(answer)}"] if rnd.random() < .5 else []
    if rnd.random() < .5:
        point = number(rnd.choice((1, 2, 3)))
        after.append(f"f'({write(point)}) = {write(substitute(answer, {x: point}))}")
    return Planted(f"f(x) = {text(f)}", [*before, f"f'(x) = {write(answer)}", *after], len(before) + 1, id)


def solutions(count: int, start: int = 0) -> Iterator[Planted]:
    return islice((made for made in map(planted, seeds(start)) if made is not None), count)


@dataclass
class Score:
    """How often the line, and the mistake, were found; what was missed."""
    met: int = 0
    lines: int = 0
    named: int = 0
    missed: list[str] = field(default_factory=list)


def measured(count: int, start: int = 0) -> Score:
    score = Score()
    for p in solutions(count, start):
        report = check_solution(p.problem, p.lines)
        score.met += 1
        right = report.first_wrong_line == p.wrong
        found = [m.id for m in report.lines[p.wrong - 1].mistakes]
        score.lines += right
        score.named += p.mistake in found
        later = [str(line.status) for line in report.lines[p.wrong:]]
        if not right or p.mistake not in found or set(later) - {"follows_from_wrong_line"}:
            score.missed.append(f"{'line' if not right else 'after' if p.mistake in found else 'name'} | {p.problem} | {p.lines} | {p.mistake} | {found} | {later}")
    return score


if __name__ == "__main__":
    found = measured(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print("\n".join(found.missed))
    print(Counter(m.split(" | ")[0] for m in found.missed), Counter(m.split(" | ")[3] for m in found.missed if m.startswith("name")).most_common(12))
    print(f"{found.lines} of {found.met} first wrong lines, {found.named} mistakes named")
