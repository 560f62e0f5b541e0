"""Problems in words: a small closed phrase grammar in English and Chinese, found from the two ends of the text.

    [find] [the] [second] derivative of BODY [with respect to X] [at POINT]        differentiate BODY ...
    [求] [函数] BODY [在 POINT 处] [对 X | 关于 X] [的] [二阶] 导数                  将 BODY 对 X 求导

What is asked is one of derivative, partial derivative, gradient, Jacobian, Hessian. Nothing else is read as words.
"""
from __future__ import annotations

import re
from typing import NamedTuple

Span = tuple[int, int]


class Worded(NamedTuple):
    """A problem in words: what is asked, how often to differentiate, and where the text of each part stands."""
    kind: str
    order: int
    body: Span
    variables: Span | None
    at: Span | None


ORDERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5}
KINDS = {"derivative": "derivative", "partial derivative": "partial", "partial derivatives": "gradient", "gradient": "gradient", "jacobian": "jacobian", "jacobian matrix": "jacobian",
         "hessian": "hessian", "hessian matrix": "hessian"}
ENGLISH = re.compile(rf"""
    (?:(?:please\ )?(?:find|compute|calculate|determine|evaluate|give|take|what\ is)\ +)?  (?:the\ +)?
    (?: (?:(?P<order>{'|'.join(ORDERS)})(?:[-\ ]order)?\ +)?  (?P<kind>partial\ derivatives?|derivative|gradient|jacobian(?:\ matrix)?|hessian(?:\ matrix)?)\ +(?:of|for)\ +(?:the\ function\ +)?
      | differentiate\ +(?:the\ function\ +)? )
""", re.X | re.I)
CLAUSE = re.compile(r"""
    (?P<variables>(?<=\s)(?:with\ respect\ to|w\.\ ?r\.\ ?t\.?|wrt)(?=[\s\\$]))
  | (?P<at>(?:(?<=[\s,;$\]})])at|\\text\s*\{\s*,?\s*at\s*\})(?:\ the\ point)?(?=[\s(\\$])|\|_(?=\())
""", re.X | re.I)

CHINESE_KINDS = {"偏导数": "partial", "导函数": "derivative", "导数": "derivative", "微商": "derivative", "梯度": "gradient", "雅可比矩阵": "jacobian", "雅克比矩阵": "jacobian", "雅可比": "jacobian",
                 "黑塞矩阵": "hessian", "海森矩阵": "hessian", "海塞矩阵": "hessian", "黑森矩阵": "hessian"}
CHINESE_ORDERS = {"一阶": 1, "二阶": 2, "三阶": 3, "四阶": 4, "五阶": 5}
STARTS = ("请", "试", "求出", "求", "计算", "函数", "将", "把")
POINT_START, POINT_END = ("在点", "在"), "处"
VARIABLE_START = ("关于", "对")


def find(text: str, limit: int) -> Worded | None:
    """What the words ask, or None if there are no such words at the two ends."""
    if len(text) > limit:
        return None
    start, end = _edges(text, 0, len(text))
    return _english(text, start, end) or _chinese(text, start, end)


def _edges(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in "?？。.!"):
        end -= 1
    return start, end


def _english(text: str, start: int, end: int) -> Worded | None:
    m = ENGLISH.match(text, start, end)
    if m is None:
        return None
    kind = KINDS[" ".join(m["kind"].lower().split())] if m["kind"] else "derivative"
    order = ORDERS[m["order"].lower()] if m["order"] else 1
    body: Span = (m.end(), end)
    clauses: dict[str | None, Span] = {}
    for c in CLAUSE.finditer(text, m.end(), end):
        if not clauses:
            body = (m.end(), c.start())
        clauses[c.lastgroup] = (c.end(), end)
        for name, (a, b) in clauses.items():
            if name != c.lastgroup and a <= c.start() < b:
                clauses[name] = (a, c.start())
    return Worded(kind, order, body, clauses.get("variables"), clauses.get("at"))


def _chinese(text: str, start: int, end: int) -> Worded | None:
    found = next(((word, kind) for word, kind in CHINESE_KINDS.items() if text.endswith(word, start, end)), None)
    if found is None:
        return _differentiated(text, start, end)
    word, kind = found
    end = _edges(text, start, end - len(word))[1]
    order = 1
    if text[end - 2:end] in CHINESE_ORDERS:
        order, end = CHINESE_ORDERS[text[end - 2:end]], _edges(text, start, end - 2)[1]
    end -= text.endswith("的", start, end)
    return _parts(text, start, end, kind, order)


def _differentiated(text: str, start: int, end: int) -> Worded | None:
    """将 x^2 对 x 求导; 对 x^2 求导"""
    for word, kind in (("求偏导数", "partial"), ("求偏导", "partial"), ("求导数", "derivative"), ("求导", "derivative")):
        if text.endswith(word, start, end):
            end = _edges(text, start, end - len(word))[1]
            if text.startswith("对", start) and text.find("对", start + 1, end) < 0:
                start += 1
            return _parts(text, start, end, kind, 1)
    return None


def _parts(text: str, start: int, end: int, kind: str, order: int) -> Worded | None:
    """Body, point and variable of what stands before the words at the end."""
    k = 0
    while k < len(STARTS):
        k = next((k for k, word in enumerate(STARTS) if text.startswith(word, start)), len(STARTS))
        start = _edges(text, start + len(STARTS[k]), end)[0] if k < len(STARTS) else start
    variables: Span | None = None
    at: Span | None = None
    for _ in range(2):
        end = _edges(text, start, end)[1]
        if at is None and text.endswith(POINT_END, start, end):
            at_start = text.rfind("在", start, end)
            if at_start < 0:
                return None
            at = (at_start + (2 if text.startswith("在点", at_start) else 1), end - 1)
            end = at_start
            continue
        where = max((text.rfind(word, start, end) for word in VARIABLE_START), default=-1)
        if variables is None and where > start:
            word = next(w for w in VARIABLE_START if text.startswith(w, where))
            variables, end = (where + len(word), end), where
    return Worded(kind, order, (start, end), variables, at) if start < end else None
