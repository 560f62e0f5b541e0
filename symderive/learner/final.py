r"""The final answer of a text in words and formulas: the last \boxed{}, what follows "answer:", the last displayed formula."""
from __future__ import annotations

import re
from collections.abc import Iterator

BOXED = re.compile(r"\\(?:boxed|fbox)\s*\{")
SAID = re.compile(r"(?:(?:the|my|final)\s+)*\b(?:answer|result)\b\W{0,4}?\s*(?:is\b|[:：=])|(?:最终)?答案\s*(?:是|为|[:：=])|####", re.IGNORECASE)
DISPLAYED = re.compile(r"\$\$(.+?)\$\$|\\\[(.+?)\\\]|\\begin\{(?:equation|align|gather)\*?\}(.+?)\\end\{", re.DOTALL)
INLINE = re.compile(r"(?<![\\$])\$(?!\$)(.+?)(?<!\\)\$|\\\((.+?)\\\)", re.DOTALL)
STOP = re.compile(r"\n|[.。](?=\s|$)")
LONGEST = 20_000                # characters at the end of a text that are looked at


def final_answer(text: str) -> str | None:
    r"""The formula of the final answer, or None where there is none.

    >>> final_answer(r"Hence $f'(x) = 2x$ and \boxed{f'(3) = 6}.")
    "f'(3) = 6"
    >>> final_answer("First x = 1. The answer is x = 2.")
    'x = 2'
    >>> final_answer("I do not know")
    """
    text = text[-LONGEST:]
    boxes = list(_boxes(text))
    if boxes:
        return boxes[-1].strip() or None
    said = list(SAID.finditer(text))
    if said:
        after = text[said[-1].end():].strip(" \t\n*")
        formula = _first_formula(after)
        return formula if formula is not None else STOP.split(after, maxsplit=1)[0].strip(" *") or None
    for kind in (DISPLAYED, INLINE):
        found = [next(filter(None, m.groups())) for m in kind.finditer(text)]
        if found:
            return _last_line(found[-1])
    return text.strip() or None if _is_formula(text) else None


def _boxes(text: str) -> Iterator[str]:
    """What stands in each box, braces matched."""
    for m in BOXED.finditer(text):
        depth, at = 1, m.end()
        while at < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0) if text[at - 1] != "\\" else 0
            at += 1
        if not depth:
            yield text[m.end():at - 1]


def _first_formula(after: str) -> str | None:
    """The formula with which what was said goes on."""
    for kind in (DISPLAYED, INLINE):
        m = kind.match(after)
        if m:
            return _last_line(next(filter(None, m.groups())))
    return None


def _last_line(formula: str) -> str:
    r"""The last line of an array of lines; a continuation stands without its sign."""
    lines = [line.replace("&", "").strip() for line in formula.split(r"\\") if line.strip(" &\n")]
    return (lines[-1] if lines else formula).strip().lstrip("=").strip().rstrip(".,;")


def _is_formula(text: str) -> bool:
    """Is the whole text one formula, and no sentence?"""
    return bool(text.strip()) and "\n" not in text.strip() and not re.search(r"(?<!\\)\b[A-Za-z]{2,}\s+[A-Za-z]{2,}\b", text)
