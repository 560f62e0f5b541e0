"""The judge: one row -> one result, as plain data. Whatever goes wrong with a row is told in its result."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import symderive as sd
from symderive.errors import NotSupported, ReadError, SymderiveError
from symderive.grading.row import JUDGED, Row

KEPT = 512                      # problems whose solutions, and answers whose results, a process keeps
ANSWER, SOLUTION = "answer", "solution"
BLANK, UNDECIDED, UNREADABLE, FAILED = "blank", "undecided", "unreadable", "failed"
MARKED = (r"\boxed", r"\fbox")           # what marks a final answer beyond doubt
FOR_A_PERSON = (UNDECIDED, UNREADABLE, FAILED)


def judge(row: Row, lang: str = "en") -> dict[str, Any]:
    """The verdict on a row, with its evidence: a mapping ready for JSON.

    `status` is one of `Equality` for an answer; for a solution "right", "wrong" or "undecided"; "blank" where nothing was
    handed in; "failed" where judging broke off. `needs_person` is true where no verdict was reached. No points: see `policy`.

    >>> found = judge(Row(id="1", gold="2x", answer="x + x"))
    >>> found["status"], found["needs_person"]
    ('equal', False)
    """
    head = {"schema": "symderive/1", "kind": "result", "id": row.id, "student": row.student, "part": row.part, "again": row.again, "key": row.key(lang)}
    told = {name: value for name in ("problem", "gold", "answer", "solution", "points", "name", "section", "login") if (value := getattr(row, name))}
    return {**head, "row": told, **_verdict(row, lang)}


def failed(row: Row, why: str, lang: str, status: str = FAILED) -> dict[str, Any]:
    """The result of a row that could not be judged to the end."""
    return {**judge(Row(id=row.id, student=row.student, part=row.part, again=row.again)), "key": row.key(lang),
            "row": {"problem": row.problem[:2000], "answer": row.answer[:2000], "solution": row.solution[:2000], "points": row.points}, **_outcome(_work(row), status, error=why)}


def _work(row: Row) -> str:
    return SOLUTION if row.solution else ANSWER


def _outcome(work: str, status: str, **more: Any) -> dict[str, Any]:
    """The part of a result that says how it came out."""
    return {"work": work, "status": status, "accepted": False, "needs_person": status in FOR_A_PERSON, "mistake": None, "first_wrong_line": None,
            "message": "", "feedback": "", "latex": None, "gold_latex": None, "report": None, "error": None, **more}


def _verdict(row: Row, lang: str) -> dict[str, Any]:
    if row.fault:
        return _outcome(_work(row), FAILED, error=row.fault)
    if not row.answer and not row.solution:
        return _outcome(ANSWER, BLANK)
    judged = {name: value for name in JUDGED if (value := getattr(row, name))}
    return json.loads(_judged(json.dumps(judged, ensure_ascii=False, default=str), lang))         # type: ignore[no-any-return]


@lru_cache(KEPT)
def _judged(content: str, lang: str) -> str:
    """The outcome for what was handed in, as JSON. Many students hand in the same."""
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(content).items()}
    row = Row(**told)
    try:
        found = _of_solution(row, lang) if row.solution else _of_answer(row, lang)
    except ReadError as fault:
        found = _outcome(_work(row), UNREADABLE, error=f"the question: {fault}")
    except SymderiveError as fault:
        found = _outcome(_work(row), UNDECIDED, error=str(fault))
    except (MemoryError, RecursionError) as fault:
        found = _outcome(_work(row), UNDECIDED, error=f"too large: {type(fault).__name__}")
    except Exception as fault:                 # a fault of ours costs this row only, and a person sees it
        found = _outcome(_work(row), FAILED, error=f"{type(fault).__name__}: {fault}")
    return json.dumps(found, ensure_ascii=False, default=str)


# ---- an answer

def _of_answer(row: Row, lang: str) -> dict[str, Any]:
    check = getattr(sd, "check", None)
    if not row.gold:
        if not row.problem:
            raise NotSupported("the row has neither a problem nor a gold answer to judge it by")
        solution = _solved(row.problem, row.assume)
        if check is not None:
            return _reported(check(solution, row.answer, lang=lang, **_options(row)))
    found = sd.equal(row.gold or solution.answer, row.answer, **_options(row))
    outcome = _outcome(ANSWER, str(found.status), accepted=bool(found), report=found.to_dict(), message=found.text(lang))
    outcome.update(_typeset(found))
    if found.status == UNREADABLE:
        outcome.update(message="", error=("the gold answer: " if found.side == "a" else "") + str(found.place))
    elif not found and check is not None and row.problem:
        outcome.update(_mistake(check, row, lang))
    return outcome


@lru_cache(KEPT)
def _solved(problem: str, assume: str) -> Any:
    """The solution of a problem: derived once for all who answer it."""
    return sd.derive(problem, assume=assume or None)


def _typeset(found: Any) -> dict[str, str]:
    """The answer and the right one in LaTeX, as far as they could be read."""
    from symderive.render.notation import latex
    return {name: str(latex(side)) for name, side in (("latex", found.right), ("gold_latex", found.left)) if side is not None}


def _mistake(check: Any, row: Row, lang: str) -> dict[str, Any]:
    """What the wrong answer has gone wrong by, where the problem can be worked out and a mistake is known that fits."""
    try:
        report = check(_solved(row.problem, row.assume), row.answer, lang=lang, **_options(row))
    except SymderiveError:
        return {}
    found = _reported(report)
    return {name: found[name] for name in ("mistake", "message", "feedback")} if found["mistake"] else {}


def _options(row: Row) -> dict[str, Any]:
    return {"assume": row.assume or None, "form": row.form or None, "tolerance": row.tolerance or None}


def _reported(report: Any) -> dict[str, Any]:
    """The outcome from an AnswerReport."""
    status = str(report.status)
    evidence = report.to_dict()
    found = _outcome(ANSWER, status, accepted=bool(report), report=evidence, mistake=_id(evidence.get("mistake")), message=report.text(), feedback=report.feedback("hint"))
    return {**found, **_typeset(report.comparison)}


def _id(mistake: Any) -> str | None:
    """The id of a mistake, from its record or as it is."""
    found = mistake.get("id") if isinstance(mistake, Mapping) else mistake
    return None if found is None else str(found)


# ---- a written solution

def _of_solution(row: Row, lang: str) -> dict[str, Any]:
    if row.gold and not row.problem:
        return _of_final_answer(row, lang)
    check = getattr(sd, "check_solution", None)
    if check is None:
        raise NotSupported("written solutions cannot be judged by this version")
    report = check(row.problem, row.solution, given=list(row.given), values=row.values, data=row.data, names=row.names, assume=row.assume or None, lang=lang)
    evidence = report.to_dict()
    for line in evidence.get("lines", ()):
        line["latex"] = _line_latex(str(line.get("source", "")))
    wrong = evidence.get("first_wrong_line")
    person = bool(evidence.get("needs_person"))
    right = wrong is None and not person
    return _outcome(SOLUTION, "right" if right else "wrong" if wrong is not None else UNDECIDED, accepted=right, needs_person=person, first_wrong_line=wrong,
                    mistake=_id(evidence.get("mistake")), message=report.text(), feedback=report.feedback("hint"), report=evidence)


def _line_latex(source: str) -> str | None:
    """A line that is a formula and no more, in LaTeX; None for any other."""
    try:
        found = sd.read(source)
    except SymderiveError:
        return None
    from symderive.render.notation import latex
    return str(latex(found.expr)) if found.function is None else f"{latex(found.function)} = {latex(found.expr)}"


def _of_final_answer(row: Row, lang: str) -> dict[str, Any]:
    """A solution of which only the end can be judged: by its final answer against the gold one.

    A formula that is not marked as the answer, and is not the right one, may not be the answer at all: a person looks.
    """
    from symderive import reading
    find = getattr(reading, "final_answer", None)
    found = find(row.solution) if find is not None else None
    if found is None:
        raise NotSupported("no final answer was found in this text, and there is no problem to follow it by")
    judged = _of_answer(replace(row, answer=str(found.text), solution=""), lang)
    if judged["accepted"] or any(mark in row.solution for mark in MARKED):
        return judged
    return {**judged, "status": UNDECIDED, "needs_person": True, "error": f"the formula taken for the final answer, {found.text}, is not the right one, and nothing marks it as the answer"}
