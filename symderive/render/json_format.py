"""JSON of the schema symderive/1, which ships beside this file: every step once, with an id that its uses refer to."""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sympy import Basic

from symderive.derivation import Derivation, Step, Verdict
from symderive.expr import Inert
from symderive.lang import Words
from symderive.phrase import Phrase
from symderive.render import latex_notation, text_notation
from symderive.render.prose import say, sentence

if TYPE_CHECKING:
    from symderive.render import Options, Printable

SUFFIXES = (".json",)
SCHEMA = "symderive/1"


def render(solution: Printable, words: Words, options: Options) -> str:
    """The whole solution as JSON, indented."""
    return json.dumps(_Writer(solution, words, options).whole(), ensure_ascii=False, indent=2) + "\n"


class _Writer:
    def __init__(self, solution: Printable, words: Words, options: Options) -> None:
        self.solution, self.words = solution, words
        self.page = solution.page(options.detail, "chain")
        self.latex = latex_notation.notation(partial=self.page.partial)
        self.text = text_notation.notation(partial=self.page.partial)
        self.ids: dict[tuple[Basic, Basic, str], str] = {}
        self.shown: dict[Basic, dict[str, Any]] = {}
        self.derived: dict[Basic, str] = {}            # goals of earlier parts: a step that takes one from there refers to it

    def whole(self) -> dict[str, Any]:
        s = self.solution
        return {
            "schema": SCHEMA,
            "lang": self.words.lang,
            "problem": self.problem(),
            "answer": {"latex": self.answer(), "sympy": _named(s.answer)},
            "verdict": verdict(s.verdict),
            "provisos": [self.both(p) for p in s.provisos],
            **({"remarks": [{"id": r.id, "text": self.say(sentence(r))} for r in self.page.remarks]} if self.page.remarks else {}),
            "notes": [{"id": n.id, "text": self.say(sentence(n))} for n in s.notes],
            "parts": [{"title": self.say(p.title) if p.title else "", "goal": self.both(p.derivation.goal), "steps": list(self.steps(p.derivation))} for p in s.parts],
        }

    def say(self, p: Phrase) -> str:
        return say(p, self.words, lambda e: f"${self.latex.write(e)}$")

    def both(self, e: Basic) -> dict[str, Any]:
        if e not in self.shown:
            self.shown[e] = {"latex": str(self.latex.write(e)), "text": str(self.text.write(e)), "sympy": sympy_text(e)}
        return self.shown[e]

    def problem(self) -> dict[str, Any]:
        p = self.solution.problem
        return {
            "kind": p.kind,
            "source": p.source,
            "body": self.both(p.body),
            "variables": [str(x) for x in p.variables],
            "at": {str(x): str(self.text.write(a)) for x, a in p.at.items()},
            "assumptions": [str(self.text.write(f)) for f in p.assumptions.facts],
        }

    def answer(self) -> str:
        return ", ".join(f"{self.latex.write(left)} = {self.latex.write(e)}" if left is not None and len(self.page.answer) > 1 else str(self.latex.write(e))
                         for left, e, _ in self.page.answer)

    def steps(self, d: Derivation) -> Iterator[dict[str, Any]]:
        """The steps that no part before has shown, premises first."""
        depth = levels(d)
        own: dict[Basic, str] = {}
        for step in d.all_steps():
            key = (step.before, step.after, step.rule)
            known, above = self.ids.get(key), self.derived.get(step.before)
            id = self.ids.setdefault(key, f"s{len(self.ids) + 1}")
            own[step.before] = id
            if known is None:
                yield self.step(step, id, depth.get(step.before, 0), [*([above] if above else []), *(own[p] for p in step.premises if p in own)])
        self.derived.update((g, own[g]) for g in d.steps)

    def step(self, s: Step, id: str, level: int, premises: list[str]) -> dict[str, Any]:
        return {
            "id": id, "rule": s.rule, "title": self.words.titles.get(s.rule, s.rule), "relation": s.relation.value,
            "before": self.both(s.before), "after": self.both(s.after), "level": level,
            "provisos": [self.both(p) for p in s.provisos], "verdict": verdict(s.verdict) if s.verdict else None, "premises": premises,
        }


def levels(d: Derivation) -> dict[Basic, int]:
    """How far below the goal each step is first needed."""
    found, row, level = {d.goal: 0}, [d.goal], 0
    while row:
        level += 1
        row = [p for g in row if g in d.steps for p in d.steps[g].premises if found.setdefault(p, level) == level]
        row = list(dict.fromkeys(row))
    return found


def verdict(v: Verdict) -> dict[str, Any]:
    return {
        "status": v.status.value, "points": v.points, "bits": v.bits, "seed": v.seed, "error": None if v.error is None else str(v.error),
        "reason": v.reason, "witness": None if v.witness is None else _plain(v.witness),
    }


def _plain(value: Any) -> Any:
    return {str(k): _plain(v) for k, v in value.items()} if isinstance(value, Mapping) else str(value)


def _named(answer: Any) -> Any:
    """A SymPy answer as text; of several, each by its name."""
    return {str(k): str(v) for k, v in answer.items()} if isinstance(answer, Mapping) else None if answer is None else sympy_text(answer)


def sympy_text(e: Any) -> str | None:
    """What SymPy prints for it; nothing where SymPy cannot hold it."""
    try:
        return str(e.doit() if isinstance(e, Inert) else e)
    except (RecursionError, NotImplementedError, TypeError, ValueError):
        return None
