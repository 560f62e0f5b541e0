"""Every case: the first wrong line is found exactly, a right solution is never called wrong, and nothing before is left undecided."""
from __future__ import annotations

import re

import pytest
from cases import CASES, IDS, RIGHT, checked, statuses


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_first_wrong_line_is_found(case):
    report = checked(case)
    assert report.first_wrong_line == case["first_wrong"], report.text()
    assert not report.needs_person, report.text()


@pytest.mark.parametrize("case", [c for c in CASES if c["text"]], ids=[i for i, c in zip(IDS, CASES) if c["text"]])
def test_the_text_gives_the_same_report_as_the_lines(case):
    assert statuses(checked(case, case["text"])) == statuses(checked(case))


LATEX = [c for c in CASES if c["topic"] != "own" and all("\\" in t for t in c["lines"]) and not any("$" in t or "begin" in t for t in c["lines"])]
RENDERINGS = {
    "align": lambda lines: "\\begin{align*}\n" + " \\\\\n".join(re.sub(r"(?<![<>!])=", "&=", t, count=1) for t in lines) + "\n\\end{align*}",
    "chinese": lambda lines: [f"${t}$" if t.startswith("=") else f"所以 ${t}$" for t in lines],
    "prose": lambda lines: [f"${t}$" if t.startswith("=") else f"so ${t}$" for t in lines],
    "numbered": lambda lines: "\n".join(f"{k}. ${t}$" for k, t in enumerate(lines, 1)),
    "displays": lambda lines: "\n\n".join(f"$${t}$$" for t in lines),
}


@pytest.mark.parametrize("name", RENDERINGS)
def test_a_rendering_changes_nothing(name):
    for case in LATEX:
        assert statuses(checked(case, RENDERINGS[name](case["lines"]))) == statuses(checked(case)), case["lines"]


def renamed(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![A-Za-z\\]){old}(?![A-Za-z])", new, text)


def test_another_letter_changes_nothing():
    met = 0
    for case in CASES:
        everything = [case["problem"], *case["given"], *case["lines"]]
        if case["values"] or case["data"] or not any(re.search(r"f'|f\(x\)", t) for t in everything) or any(re.search(r"(?<![A-Za-z\\])t(?![A-Za-z])|[\u3400-\u9fff]|x_|[A-Za-z]x|x[A-Za-z]", re.sub(r"\\[A-Za-z]+", "", t)) for t in everything):
            continue
        other = {**case, "problem": renamed(case["problem"], "x", "t"), "given": [renamed(t, "x", "t") for t in case["given"]], "lines": [renamed(t, "x", "t") for t in case["lines"]]}
        assert statuses(checked(other)) == statuses(checked(case)), other["lines"]
        met += 1
    assert met >= 10


# ---- edits that leave a solution true

def defines(case, k):
    """Does a line after this one use the name that it defines?"""
    return checked(case).lines[k].defines is not None


def edits(case):
    lines = case["lines"]
    for k in range(len(lines)):
        yield lines[:k + 1] + lines[k:]
        goes_on = k + 1 < len(lines) and lines[k + 1].lstrip("$ ").startswith("=")
        if len(lines) > 1 and not goes_on and not defines(case, k):
            yield lines[:k] + lines[k + 1:]


@pytest.mark.parametrize("case", RIGHT, ids=[i for i, c in zip(IDS, CASES) if c["first_wrong"] is None])
def test_a_true_edit_is_never_called_wrong(case):
    for lines in edits(case):
        report = checked(case, lines)
        assert report.first_wrong_line is None, report.text()
