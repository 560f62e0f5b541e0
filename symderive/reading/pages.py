r"""A written solution as rows: the rows of displays (align, \[ \], $$ $$), the lines of prose, Markdown and plain text, with their labels.

What says nothing (\label, &, fences, bold) is blanked, so that every place stays what it was in the text.
"""
from __future__ import annotations

import re
from typing import NamedTuple

Span = tuple[int, int]


class Row(NamedTuple):
    """One row: where it stands, whether the whole of it is mathematics, and the label before it, as "2." or "Step 2:"."""
    start: int
    end: int
    displayed: bool
    label: Span | None = None


class Page(NamedTuple):
    """The rows of a text, and the text with all that says nothing blanked."""
    text: str
    rows: list[Row]


DISPLAYS = "align|alignat|aligned|alignedat|gather|gathered|split|equation|multline|flalign|eqnarray|displaymath|math|dmath"
OPENER = re.compile(rf"\\\\|\\begin\s*\{{(?P<environment>(?:{DISPLAYS})\*?)\}}(?P<argument>\s*\{{\d+\}})?|(?P<bracket>\\\[)|(?P<dollars>\$\$)")
ENDS = {"bracket": re.compile(r"\\\\(?!\])|(?P<end>\\\])"), "dollars": re.compile(r"\\\$|(?P<end>\$\$)")}
SILENT = re.compile(r"""
    \\(?:label|tag\*?|ref|eqref|hspace\*?|vspace\*?|phantom|hphantom|vphantom|color|cite|usepackage(?:\[[^\]]*\])?|documentclass(?:\[[^\]]*\])?)\s*\{[^{}]*\}
  | \\(?:nonumber|notag|hfill|hfil|qed|qedhere|square|blacksquare|Box|checkmark|noindent|indent|newline|newpage|par|medskip|bigskip|smallskip|maketitle|centering)(?![A-Za-z])
  | \\(?:begin|end)\s*\{(?:document|proof|solution|itemize|enumerate|center|flushleft|quote|theorem|example)\}
  | [✓✔■□∎] | \\(?:left|right)(?=\s*(?:$|\\\\|&))
""", re.X)
COMMENT = re.compile(r"^[ \t]*%[^\n]*$|(?<=\\\\)[ \t]*%[^\n]*$|(?<=\\\])[ \t]*%[^\n]*$", re.M)
FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.M)
BOLD = re.compile(r"(?<![\w)\]}*])(\*\*|__)(?=[^\s*_])[^\n]*?(?<=[^\s*_])\1(?![\w(])")
LABEL = re.compile(r"""
    (?: \#{1,6}\ + | >\ +(?=\S) | (?:[-*•–]\ +) | \\item(?:\[[^\]]*\])?\s* )
  | (?: \d{1,2}[.)、．]\ + (?![-+*/^=<>]) | \d{1,2}[)、．](?!\ )(?=[^\d\s]) | \(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\ + (?![-+*/^=<>]) | （\d{1,2}）\s* | [①-⑳]\s* )
  | (?: (?:step|line|part|case)\ +\d{1,2}\s*[:.)：]\s* | 第[一二三四五六七八九十\d]{1,3}[步行]\s*[:：,，]?\s* | 步骤\s*[一二三四五六七八九十\d]{1,3}\s*[:：]\s* )
  | (?: (?:solution|proof|ans)\s*[:：]\s* | 解\s*[:：]\s* | 证明?\s*[:：]\s* )
""", re.X | re.I)
BULLET = re.compile(r"[-*•–] +")
EITHER = re.compile(r"(?:\$|\\\))[ ,，]*(?:\bor\b|或者?)\s*(?:\$|\\\()", re.I)            # $x=2$ or $x=-2$ is one formula
INTERTEXT = re.compile(r"\\(?:short)?intertext\s*\{")


def page(text: str) -> Page:
    r"""The rows of a text, in order.

    >>> text = r"\begin{align*} y &= 2x \\ &= x + x \end{align*} so $y'=2$"
    >>> [text[row.start:row.end] for row in page(text).rows]
    ['y &= 2x', '= x + x', "so $y'=2$"]
    """
    chars = list(text)
    for m in (*FENCE.finditer(text), *COMMENT.finditer(text)):
        _blank(chars, *m.span())
    for m in BOLD.finditer(text):
        _blank(chars, m.start(), m.start() + 2)
        _blank(chars, m.end() - 2, m.end())
    for m in SILENT.finditer(text):
        _blank(chars, *m.span())
    for m in EITHER.finditer(text):
        chars[m.start():m.end()] = "∨".ljust(m.end() - m.start())
    spans: list[tuple[int, int, bool]] = []
    at = 0
    for start, end, a, b in _displays(text):
        spans += _lines(text, at, start)
        _blank(chars, start, a)
        _blank(chars, b, end)
        spans += _rows(text, chars, a, b)
        at = end
    spans += _lines(text, at, len(text))
    masked = "".join(chars)
    rows = _bullets(masked, [row for a, b, displayed in spans for row in _labelled(masked, a, b, displayed)])
    rows = _broken(masked, rows, chars)
    return Page("".join(chars), [row._replace(start=row.start - 2) if row.label is None and text[max(0, row.start - 2):row.start] in ("**", "__") else row for row in rows])


def _blank(chars: list[str], start: int, end: int) -> None:
    for k in range(start, end):
        if chars[k] != "\n":
            chars[k] = " "


def _displays(text: str) -> list[tuple[int, int, int, int]]:
    """Each display, outermost: where it begins and ends with its signs, and without. One that is not closed goes to the end."""
    found: list[tuple[int, int, int, int]] = []
    at = 0
    while (m := OPENER.search(text, at)) is not None:
        at = m.end()
        if m.lastgroup is None:
            continue
        if m["environment"]:
            inner, end = _environment(text, m["environment"], m.end())
        else:
            closer = next((c for c in ENDS[m.lastgroup].finditer(text, m.end()) if c["end"]), None)
            inner, end = closer.span() if closer else (len(text), len(text))
        found.append((m.start(), end, m.end(), inner))
        at = end
    return found


def _environment(text: str, name: str, start: int) -> Span:
    """Where the \\end of an environment stands."""
    depth = 1
    for m in re.finditer(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}", text[start:]):
        depth += 1 if m[1] == "begin" else -1
        if depth == 0:
            return start + m.start(), start + m.end()
    return len(text), len(text)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """The lines of what is not displayed; a formula in dollars may run over a line end."""
    found: list[tuple[int, int, bool]] = []
    begin = start
    for m in re.finditer(r"\n|\\\\(?:\[[^\]\n]{0,20}\])?", text[start:end]):
        if (text.count("$", begin, start + m.start()) % 2 and text.find("$", start + m.end(), end) >= 0) or _inside(text, begin, start + m.start()):
            continue
        found.append((begin, start + m.start(), False))
        begin = start + m.end()
    return [*found, (begin, end, False)]


def _inside(text: str, start: int, end: int) -> bool:
    """Does a row end inside an environment, as a matrix?"""
    return text.count(r"\begin{", start, end) > text.count(r"\end{", start, end)


MARK = re.compile(rf"\\\\(?:\s*\[[^\]\n]{{0,20}}(?:pt|em|ex|mm|cm)\])?|\\(?P<edge>begin|end)\s*\{{(?P<environment>[A-Za-z]+\*?)\}}(?:\s*\{{\d+\}})?|\\[^A-Za-z]|{INTERTEXT.pattern}|%[^\n]*|[{{}}&]")
TRANSPARENT = re.compile(rf"(?:{DISPLAYS})\*?")


def _rows(text: str, chars: list[str], start: int, end: int) -> list[tuple[int, int, bool]]:
    r"""The rows of a display: cut at \\ outside braces and inner environments; & is blanked there, and text between rows is a row."""
    found: list[tuple[int, int, bool]] = []
    begin, braces, inner = start, 0, 0
    words_end = -1
    transparent: list[bool] = []                       # of the environments that are open
    for m in MARK.finditer(text, start, end):
        sign, at, to = m[0], m.start(), m.end()
        if sign.startswith("\\\\"):
            if inner == 0 and braces <= 0:
                found.append((begin, at, True))
                begin, braces = to, 0
        elif m["edge"]:
            opens = m["edge"] == "begin"
            if opens:
                transparent.append(TRANSPARENT.fullmatch(m["environment"]) is not None or (m["environment"] == "cases" and not "".join(chars[begin:at]).strip()))
            if transparent.pop() if transparent and not opens else opens and transparent[-1]:
                _blank(chars, *_with_brace(text, m))
            else:
                inner += 1 if opens else -1
        elif sign.startswith("%"):
            _blank(chars, at, to)
        elif sign == "&":
            if inner == 0:
                _blank(chars, at, to)
        elif sign == "{" or (sign.startswith("\\") and sign.endswith("{") and len(sign) > 2):
            braces += 1
            if len(sign) > 2 and inner == 0:
                found.append((begin, at, True))
                begin, words_end = to, braces
                _blank(chars, at, to)
        elif sign == "}":
            if braces == words_end:
                found.append((begin, at, False))
                begin, words_end = to, -1
                _blank(chars, at, to)
            braces -= 1
    return [*found, (begin, end, True)]


def _with_brace(text: str, m: re.Match[str]) -> Span:
    r"""The \left\{ before aligned and the \right. after it go with it: they hold a system together."""
    a, b = m.span()
    before = re.search(r"\\left\s*(?:\\\{|\\lbrace|\.)\s*$", text[max(0, a - 16):a]) if m["edge"] == "begin" else None
    after = re.match(r"\s*\\right\s*(?:\.|\\\})", text[b:b + 16]) if m["edge"] == "end" else None
    return a - (len(before[0]) if before else 0), b + (after.end() if after else 0)


BLANKS = " \t\r\n~"


def _labelled(text: str, start: int, end: int, displayed: bool) -> list[Row]:
    """The row without blanks at its ends and without its label; nothing, if nothing is left."""
    while start < end and text[start] in BLANKS:
        start += 1
    while start < end and text[end - 1] in BLANKS:
        end -= 1
    begin = start
    while not displayed and (m := LABEL.match(text, start, end)) is not None and m.end() > start and not _is_relation(text, m, end):
        start = m.end()
    return [Row(start, end, displayed, (begin, start) if start > begin else None)] if begin < end else []


def _is_relation(text: str, m: re.Match[str], end: int) -> bool:
    """Is "> 0" the end of an inequality, not a quotation?"""
    return m[0].startswith(">") and re.fullmatch(r"[-+.\d\s/*^a-zπ]{1,20}", text[m.end():end]) is not None


def _bullets(text: str, rows: list[Row]) -> list[Row]:
    """A single "- x" before a formula is a minus; it is a bullet where several rows have it, or words or dollars follow."""
    def is_bullet(row: Row) -> bool:
        return row.label is not None and BULLET.fullmatch(text, *row.label) is not None
    several = sum(map(is_bullet, rows)) > 1
    return [row._replace(start=row.label[0], label=None) if row.label and is_bullet(row) and not several and text[row.label[0]] == "-" and not re.match(r"[$`\u3400-\u9fff]|\\\(|[A-Za-z]{3,} ", text[row.start:row.end]) else row for row in rows]


BEGINS = re.compile(r"(?:\\q?quad|\\[,;:! ]|\s)*(?P<sign>[+*/·×]|\\cdot(?![A-Za-z])|\\times(?![A-Za-z])|-)")
BREAKS = re.compile(r"(?:[-+*/·×]|\\cdot|\\times|\\left[(\[])\s*$")
HAS_SIGN = re.compile(r"[=<>≤≥≈≠]|\\(?:le|ge|ne|leq|geq|neq|approx|to|in|sim)(?![A-Za-z])")


def _broken(text: str, rows: list[Row], chars: list[str]) -> list[Row]:
    """A formula that is broken before or after an operator goes on in the next row: the two are one row."""
    kept: list[Row] = []
    for row in rows:
        last = kept[-1] if kept else None
        if last is not None and row.label is None and last.displayed == row.displayed and _goes_on(text, last, row):
            m = BEGINS.match(text, row.start, row.end)
            _blank(chars, last.end, m.start("sign") if m else row.start)
            kept[-1] = last._replace(end=row.end)
        else:
            kept.append(row)
    return kept


def _goes_on(text: str, last: Row, row: Row) -> bool:
    gap = text[last.end:row.start]
    if gap.count("\n") > 1 or "$" in gap:
        return False
    m = BEGINS.match(text, row.start, row.end)
    if BREAKS.search(text, max(last.start, last.end - 20), last.end) and not text.endswith("*/", 0, last.end):
        return True
    if m is None or HAS_SIGN.search(text, row.start, row.end) or HAS_SIGN.search(text, last.start, last.end) is None:
        return False
    return row.displayed or m["sign"] != "-"
