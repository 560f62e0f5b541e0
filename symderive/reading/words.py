"""Problems in words: a small closed phrase grammar in English and Chinese, found from the two ends of the text.

    [find] [the] [second] derivative of BODY [with respect to X] [at POINT]        differentiate BODY ...        slope of BODY ...
    [求] [函数] BODY [在 POINT 处] [对 X | 关于 X] [的] [二阶] 导数                  将 BODY 对 X 求导

    find ASKED if GIVEN        given GIVEN, find ASKED        let GIVEN. Find ASKED.        设 GIVEN, 求 ASKED        已知 GIVEN, 求 ASKED

ASKED is one of the above or a formula, as f'(2), dy/dx, f_x; GIVEN are definitions, conditions, or a point. What is asked in
words is one of derivative, partial derivative, gradient, Jacobian, Hessian. Nothing else is read as words.
"""
from __future__ import annotations

import re
from typing import NamedTuple

from symderive.reading import prose, spelling
from symderive.reading.tokens import Names

Span = tuple[int, int]
TEXT = r"\\text\s*\{\s*,?\s*"                    # \text{ find }


class Worded(NamedTuple):
    """A problem in words: what is asked, how often to differentiate, and where the text of each part stands."""
    kind: str
    order: int
    body: Span
    variables: Span | None
    at: Span | None


ORDERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5}
KINDS = {"derivative": "derivative", "slope": "derivative", "rate of change": "derivative", "partial derivative": "partial", "partial derivatives": "gradient", "gradient": "gradient", "jacobian": "jacobian", "jacobian matrix": "jacobian",
         "hessian": "hessian", "hessian matrix": "hessian"}
ENGLISH = re.compile(rf"""
    (?:please\ +)?  (?:(?:find|compute|calculate|determine|evaluate|give|take|what\ is)\ +)?  (?:the\ +)?
    (?: (?:(?P<order>{'|'.join(ORDERS)})(?:[-\ ]order)?\ +)?  (?P<kind>partial\ derivatives?|derivative|gradient|jacobian(?:\ matrix)?|hessian(?:\ matrix)?
        |slope(?:\ of\ the\ (?:tangent|curve|graph|line)(?:\ line)?)?|rate\ of\ change)
        (?:\ +(?:with\ respect\ to|wrt)\ +(?P<wrt>[^\s,;]{{1,30}}))?  (?:\ +(?:of|for|to)\ +|\ *:\ *)(?:the\ (?:function|curve|graph|line)\ +(?:of\ +)?)?
      | differentiate\ +(?:the\ function\ +)? )
""", re.X | re.I)
CLAUSE = re.compile(r"""
    (?P<variables>(?<=\s)(?:with\ respect\ to|w\.\ ?r\.\ ?t\.?|wrt)(?=[\s\\$]))
  | (?P<at>(?:(?<=[\s,;$\]})])at|\\text\s*\{\s*,?\s*at\s*\})(?:\ the\ point)?(?=[\s(\\$])|\|_(?=\())
""", re.X | re.I)

CHINESE_KINDS = {"偏导数": "partial", "导函数": "derivative", "导数值": "derivative", "导数": "derivative", "切线的斜率": "derivative", "切线斜率": "derivative", "斜率": "derivative", "微商": "derivative", "梯度": "gradient", "雅可比矩阵": "jacobian", "雅克比矩阵": "jacobian", "雅可比": "jacobian",
                 "黑塞矩阵": "hessian", "海森矩阵": "hessian", "海塞矩阵": "hessian", "黑森矩阵": "hessian"}
CHINESE_ORDERS = {"一阶": 1, "二阶": 2, "三阶": 3, "四阶": 4, "五阶": 5}
HAN = re.compile("[\u3400-\u9fff]")
STARTS = ("请", "试", "求出", "求", "计算", "函数", "曲线", "将", "把")
POINT_START, POINT_END = ("在点", "在"), "处"
VARIABLE_START = ("关于", "对")


FOR = r"(?<!derivative\ )(?<!derivatives\ )(?<!gradient\ )(?<!jacobian\ )(?<!hessian\ )(?<!matrix\ )(?<!slope\ )(?<!change\ )for(?=\ +[A-Za-z]\w*(?:\([^()=]{0,40}\))?\ *[<>≤≥≠=])"
SAYS = re.compile(rf"""
    (?P<skip>[({{\[]|[)}}\]]|\\[{{}}]|\\begin\b|\\end\b)
  | (?P<asks>(?:{TEXT}|\b)(?:(?:please|and|then|now)\ +){{0,3}}(?:find|compute|calculate|determine|evaluate|what\ (?:is|are)|what's)(?:\ +the\ +value\ +of)?(?:\s*\}}|\b)
      |\b(?:please\ +|then\ +){{0,2}}(?=differentiate\b) |(?:请|试){{0,2}}(?:求出|求(?!偏?导)|计算)(?:函数)?)
  | (?P<given>(?:{TEXT}|\b)(?:(?:given|let|suppose|assume)(?:\ +that)?(?:\ +the\ +function)?|if|when|where|with(?!\ +respect)|{FOR})(?:\s*,?\s*\}}|\b) |(?:设|已知|假设|其中|若|令)(?:函数)?)
""", re.X | re.I)


DEEPER = {"(": 1, "[": 1, "{": 1, "\\begin": 1, ")": -1, "]": -1, "}": -1, "\\end": -1}


class Piece(NamedTuple):
    """A part of a problem in words: what is given, or what is asked."""
    given: bool
    start: int
    end: int


def pieces(text: str) -> list[Piece]:
    """The text, cut before the words that say what is asked and what is given, outside all brackets; those words are left out."""
    found: list[Piece] = []
    depth, given, start = 0, False, 0
    for m in SAYS.finditer(text):
        if m.lastgroup == "skip":
            depth = max(0, depth + DEEPER.get(m[0], 0))
        elif depth == 0:
            found.append(Piece(given, start, m.start()))
            given, start = m.lastgroup == "given", m.end()
    found.append(Piece(given, start, len(text)))
    return [p for p in found if text[p.start:p.end].strip(BETWEEN + ".")]


def find(text: str, start: int, end: int) -> Worded | None:
    """What the words of text[start:end] ask, or None if there are no such words at its two ends."""
    start, end = _edges(text, start, end)
    return _english(text, start, end) or _chinese(text, start, end)


def unknown(text: str, start: int, end: int) -> Span | None:
    """The first word of English that is left in text[start:end]."""
    found = [m for m in WORD.finditer(text, start, end) if _is_english(m[0]) and not text.startswith("(", m.end())]
    return min(found, key=lambda m: m[0].lower() in MINOR).span() if found else None


def _is_english(word: str) -> bool:
    """A word of the list, or a run of letters that is too long for a product."""
    return word.lower() in spelling.ENGLISH or (len(word) > 3 and word not in spelling.WORDS and word not in spelling.FUNCTION_WORDS and word not in spelling.FORMS and prose.is_word(word, NO_NAMES))


NO_NAMES = Names()
WORD = re.compile(r"(?<![A-Za-z\\{])[A-Za-z]{2,}(?![A-Za-z}])")
MINOR = frozenset(("the", "of", "is", "are", "to", "and"))          # others say more of what was not understood
BETWEEN = " \t\r\n,;:，。；、：?？"


def _edges(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in BETWEEN:
        start += 1
    while start < end and text[end - 1] in BETWEEN + "." and text[end - 2:end - 1] != "\\" and not text.endswith("\\right.", start, end):
        end -= 1
    return start, end


def _english(text: str, start: int, end: int) -> Worded | None:
    m = ENGLISH.match(text, start, end)
    if m is None:
        return None
    kind = KINDS[" ".join(m["kind"].lower().split()).partition(" of the ")[0]] if m["kind"] else "derivative"
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
    early = m.span("wrt") if m["wrt"] else None
    return Worded(kind, order, body, clauses.get("variables", early), clauses.get("at"))


def _chinese(text: str, start: int, end: int) -> Worded | None:
    for tail in ("是多少", "是什么", "的值"):
        end = _edges(text, start, end - len(tail))[1] if text.endswith(tail, start, end) else end
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
    its = text.startswith("其", start, end)                             # 求其导数: of what is given
    return Worded(kind, order, (start + its, end), variables, at) if start < end else None
