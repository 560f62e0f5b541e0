r"""LaTeX or plain text -> one stream of tokens with their places; brackets are paired and limits checked before anything is built.

    x_1 \sin^2 x         name x · _ · number 1 · function sin · ^ · number 2 · name x
    x_1 sin(x)^2         name x · _ · subscript 1 · function sin · ( · name x · ) · ^ · number 2
"""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from symderive.errors import ReadError
from symderive.expr import Shape
from symderive.reading import decoration, pairing, spelling, wording
from symderive.reading.pairing import Token


@dataclass(frozen=True)
class Limits:
    """What is refused before anything is worked out: the length of a text, how deep its brackets are nested, the digits of one number, and the
    digits that a power, a factorial and the like may come to."""
    length: int = 100_000
    depth: int = 100
    digits: int = 1_000
    power: float = 100_000          # math.inf refuses none


@dataclass(frozen=True)
class Names:
    """What the caller declares: symbols, functions and indices by name; what is a function of what; the shapes of matrices."""
    symbols: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    indices: frozenset[str] = frozenset()
    dependent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.symbols or name in self.functions or name in self.indices or name in self.dependent or name in self.shapes


@dataclass(frozen=True)
class Tokens:
    """A text in tokens, closed by a token of kind "". `partner[k]` is the place of the bracket that pairs with the one at k."""
    text: str
    latex: bool
    items: list[Token]
    partner: Mapping[int, int] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()                     # of all of them
    conventions: Sequence[tuple[str, int, int]] = ()        # phrase id and place, for what was read by convention


BRACED = re.compile(r"(?<!\|)_\{")                # plain text has braces after |_


def is_latex(text: str) -> bool:
    """A backslash, a dollar, or a brace after ^ or _ shows LaTeX."""
    return "\\" in text or "$" in text or "^{" in text or "{,}" in text or BRACED.search(text) is not None


def tokenise(text: str, latex: bool, names: Names = Names(), limits: Limits = Limits(), start: int = 0, end: int | None = None) -> Tokens:
    """The tokens of text[start:end].

    Raises:
        ReadError: for what is too long, for an unknown sign, command or word, and for brackets that do not pair.
    """
    end = len(text) if end is None else end
    if end - start > limits.length:
        raise ReadError(text, start, start, f"the text is too long: {end - start} characters, and at most {limits.length} are read")
    plain = text if text.isascii() else text.translate(spelling.PLAIN)
    start, end = trimmed(plain, start, end)
    items = (_latex if latex else _plain)(text, plain, start, end, names, limits)
    kinds = frozenset([t.kind for t in items])
    left_out: list[tuple[str, int, int]] = []
    if not decoration.KINDS.isdisjoint(kinds):
        items, left_out = decoration.without(text, items)
        kinds = frozenset([t.kind for t in items])
    items.append(Token("", "", end, end))
    bare = [("note.backslash_missing", t.start, t.end) for k, t in enumerate(items)
            if latex and t.kind in BARE and t.end - t.start > 1 and text[t.start].isalpha() and not _is_subscript(items, k)]
    return Tokens(text, latex, items, pairing.pairs(text, items, limits.depth), kinds, left_out + bare)


def _is_subscript(items: list[Token], k: int) -> bool:
    """Is it the word of x_{max}?"""
    return k > 0 and (items[k - 1].kind == "_" or (k > 1 and items[k - 1].kind == "{" and items[k - 2].kind == "_"))


BARE = frozenset(("name", "function", "lim"))            # what LaTeX writes with a backslash, if it has a longer name


MOST_ERRORS = 5
WRAPPERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
EDGE = " \t\r\n"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    r"""Without blanks, the signs that only say where a formula begins and ends, and a last full stop or comma."""
    while True:
        before = (start, end)
        while start < end and text[start] in EDGE:
            start += 1
        while start < end and not text.endswith(r"\right.", start, end) and ((text[end - 1] in EDGE and text[end - 2:end - 1] != "\\") or (text[end - 1] in ".,;:" and text[end - 2:end - 1] not in "\\.")):
            end -= 1
        for left, right in WRAPPERS:
            if end - start >= len(left) + len(right) and text.startswith(left, start) and text.endswith(right, start, end):
                start, end = start + len(left), end - len(right)
                break
        if (start, end) == before:
            return start, end


# ---- LaTeX

BARE_WORDS: dict[str, spelling.Spelled] = {
    **{w: ("function", key) for w, key in spelling.FUNCTION_WORDS.items() if len(w) > 2 or w in ("ln", "lg")},
    **{w: ("name", w) for w in spelling.GREEK if len(w) > 3 or w in ("eta", "rho", "phi", "psi", "tau", "chi")}, "lim": ("lim", ""),
}
_WORDS = "|".join(sorted(BARE_WORDS, key=len, reverse=True))
LATEX = re.compile(rf"""
    (?P<space>(?:\s|~|\\[,;:!>\s]|%[^\n]*\n|(?<!\.)\.(?=\s*(?:\\end\b|\\?\}}|\\\\))|,(?=\s*(?:\\end\b|\\\\)))+)
  | (?P<number>\d+(?:\{{,\}}\d{{3}})*(?:\.\d+|\.(?=\s*[-+*/^)]))?|\.\d+)
  | (?P<dots>\.\.\.+)
  | (?P<word>(?<![A-Za-z])(?:{_WORDS})(?![A-Za-z]))
  | (?P<run>(?<![A-Za-z])(?<!_\{{)[A-Za-z]{{2,}})
  | (?P<letter>[A-Za-z])
  | \\(?P<edge>begin|end)\s*\{{\s*(?P<environment>[A-Za-z]+\*?)\s*\}}
  | \\(?P<side>left|right)\s*(?P<delimiter>\\[A-Za-z]+|\\.|.)
  | \\(?:text|textrm|textnormal|mbox|hbox|textbf|textit)\s*\{{(?P<said>[^{{}}]*)\}}
  | \\(?P<upright>operatorname\*?|mathrm|mathop|mathit|mathsf|mathtt)\s*\{{\s*(?P<name>[A-Za-z][A-Za-z0-9]*|arg\s*\\,\s*m(?:ax|in))\s*\}}
  | \\mathrm\s+(?P<lone>[A-Za-z])
  | \\(?P<command>[A-Za-z]+)\*?
  | (?P<row>\\\\(?:\s*\[[^\]\n]{{0,20}}(?:pt|em|ex|mm|cm)\])?)
  | \\(?P<escaped>[^A-Za-z])
  | (?P<relation><=|>=|!=|:=|->)
  | (?P<sign>[-+*/^_(){{}}\[\],;:=<>|!'&])
  | (?P<raised>[{re.escape(spelling.RAISED)}]+)
  | (?P<lowered>[{re.escape(spelling.LOWERED)}]+)
  | (?P<other>.)
""", re.X | re.S)


def _latex(text: str, plain: str, start: int, end: int, names: Names, limits: Limits) -> list[Token]:
    items: list[Token] = []
    unknown: dict[str, ReadError] = {}                   # by name, so that one call tells of several
    try:
        for m in LATEX.finditer(plain, start, end):
            _add(items, unknown, text, m, limits)
    except ReadError as error:
        unknown.setdefault("", error)
    if unknown:
        first, *others = unknown.values()
        first.others = tuple(others)
        raise first
    return items


def _add(items: list[Token], unknown: dict[str, ReadError], text: str, m: re.Match[str], limits: Limits) -> None:
    """The token of LaTeX that was matched; a command that is not known goes to `unknown`."""
    kind, at, to = m.lastgroup, m.start(), m.end()
    if kind == "space":
        return
    if kind == "letter":
        items.append(Token("name", m[0], at, to))
    elif kind == "number":
        if "." in m[0] and (power := POWER_OF_TEN.match(m.string, to)) is not None:
            raise _two_readings(text, at, power.end())
        items.append(_number(text, m[0].replace("{,}", ""), at, to, limits))
    elif kind == "sign":
        items.append(Token(m[0], "", at, to))
    elif kind == "run":
        items += _run(text, m[0], at)
    elif kind == "lone":
        items.append(Token("name", m["lone"], at, to))
    elif kind == "name" and m["upright"] == "mathrm" and DIFFERENTIAL.fullmatch(m["name"]):
        inside = m.start("name") + 1
        items += (Token("name", "d", at, inside), Token("name", m["name"][1], inside, inside + 1))
    elif kind == "command":
        found = spelling.COMMANDS.get(m["command"])
        if found is not None:
            items.append(Token(*found, at, to))
        elif m["command"] not in spelling.SPACES and m["command"] not in unknown and len(unknown) < MOST_ERRORS:
            unknown[m["command"]] = wording.unknown_command(text, m["command"], at, at + 1 + len(m["command"]))
    else:
        items.append(_special(text, m, kind or "", at, to))


LONGEST_PRODUCT = 5            # of bare letters in LaTeX; a longer run may be a word


def _run(text: str, letters: str, at: int) -> list[Token]:
    """Bare letters side by side in LaTeX: each is a factor, unless together they are a word of English."""
    to = at + len(letters)
    if letters in CONNECTIVES:
        return [Token(*spelling.WORDS[letters], at, to)]
    if letters.lower() in spelling.ENGLISH and (letters[1:].islower()):
        raise wording.unknown_english(text, at, to)
    if (begins := FUNCTION_BEGINS.match(letters)) is not None and text[at - 1:at] != "{":
        raise ReadError(text, at, to, f"{letters} has two readings: a product of letters, or {begins[0]} of what follows", f"write \\{begins[0]} {letters[begins.end():]}")
    if len(letters) > LONGEST_PRODUCT and letters[1:].islower() and text[at - 1:at] != "{":
        _word(text, text, letters, at, to, Names())
    return [Token("name", c, k, k + 1) for k, c in enumerate(letters, at)]


FUNCTION_BEGINS = re.compile("sin|cos|tan|cot|sec|csc|ln|log|exp|arcsin|arccos|arctan|sqrt")
CONNECTIVES = frozenset(("and", "or", "if", "for", "otherwise"))
DIFFERENTIAL = re.compile("d[a-z]")
POWER_OF_TEN = re.compile(r"[eE][-+]?\d+")


def _two_readings(text: str, at: int, to: int) -> ReadError:
    return ReadError(text, at, to, f"{text[at:to]} has two readings: a power of ten, or a product with e", "write 10^(-3) for the power of ten, 2*e for the product")


def _special(text: str, m: re.Match[str], kind: str, at: int, to: int) -> Token:
    """The rarer tokens of LaTeX."""
    if kind == "delimiter":
        table = spelling.LEFT if m["side"] == "left" else spelling.RIGHT
        if m["delimiter"] not in table:
            raise ReadError(text, at, to, rf"\{m['side']} needs a bracket after it", rf"\{m['side']}" + ("(" if m["side"] == "left" else ")"))
        return Token(table[m["delimiter"]], m["side"], at, to)
    if kind == "environment":
        return Token(m["edge"], m["environment"], at, to)
    if kind == "name":
        return _upright(m["name"], m["upright"].startswith(("operatorname", "mathop")), at, to)
    if kind == "word":
        return Token(*BARE_WORDS[m[0]], at, to)
    if kind == "said":
        return _said(text, m["said"].strip(), at, to)
    if kind == "row":
        return Token("row", "", at, to)
    if kind == "escaped" and m["escaped"] in spelling.ESCAPED:
        return Token(*spelling.ESCAPED[m["escaped"]], at, to)
    if kind == "relation":
        return Token("=" if m[0] == ":=" else m[0], "", at, to)
    return _unicode(text, m, kind, at, to)


def _upright(name: str, operator: bool, at: int, to: int) -> Token:
    r"""\mathrm{d}, \operatorname{sgn}: a function known by that name, else a name."""
    if name[:3] == "arg" and name[-3:] in ("max", "min"):
        return Token("extreme", "arg" + name[-3:], at, to)
    if name in spelling.UPRIGHT:
        return Token(*spelling.COMMANDS[name], at, to)
    if name in spelling.FUNCTION_WORDS and (operator or len(name) > 2 or name in ("ln", "lg", "tr")):
        return Token("function", spelling.FUNCTION_WORDS[name], at, to)
    return Token("operator" if operator and name not in spelling.APPLIED else "name", name, at, to)


def _said(text: str, words: str, at: int, to: int) -> Token:
    r"""\text{...}: a word that belongs to mathematics, or a remark, which only the reader of problems understands."""
    return Token(spelling.SAID.get(words.lower(), "text"), words, at, to)


def _number(text: str, digits: str, at: int, to: int, limits: Limits) -> Token:
    if len(digits) > limits.digits:
        raise ReadError(text, at, to, f"the number is too long: {len(digits)} digits, and at most {limits.digits} are read")
    return Token("number", digits.rstrip("."), at, to)


def _unicode(text: str, m: re.Match[str], kind: str, at: int, to: int) -> Token:
    """Signs beyond ASCII, the same in both notations."""
    if kind == "raised":
        return Token("raised", m[0].translate(spelling.SUPERSCRIPTS), at, to)
    if kind == "dots":
        return Token("dots", "", at, to)
    if kind == "lowered":
        return Token("lowered", m[0].translate(spelling.SUBSCRIPTS), at, to)
    c = m[0]
    if c in "ΣΠ" and m.string[to:to + 1] in ("_", "^"):
        return Token("sum" if c == "Σ" else "prod", "", at, to)
    if c in spelling.SIGNS:
        return Token(*spelling.SIGNS[c], at, to)
    if c in "²³¹":
        return Token("raised", c.translate(spelling.SUPERSCRIPTS), at, to)
    if (words := CHINESE.match(m.string, at)) is not None:
        raise ReadError(text, at, words.end(), f'the words "{words[0]}" are not understood here', f"what can be asked: {spelling.ASKED}")
    shown = m[0] if m[0].isprintable() else f"U+{ord(m[0][0]):04X}"
    raise ReadError(text, at, to, f"the sign {shown} has no meaning here", _hint_for(m[0]))


CHINESE = re.compile(r"[\u3400-\u9fff]+")


def _hint_for(c: str) -> str:
    if c.isalpha():
        return "words are not read inside a formula"
    return {"\\": r"a command needs a name, as \sin", "%": r"write \% for per cent in LaTeX"}.get(c[:1], "")


# ---- plain text

PLAIN = re.compile(rf"""
    (?P<space>(?:\s|(?<!\.)\.(?=\s*\}}))+)
  | (?P<dots>\.\.\.+)
  | (?P<exponential>(?:\d+(?:\.\d+)?|\.\d+)[eE][-+]?\d+)
  | (?P<number>\d+(?:\.\d+|\.(?=\s*[-+*/^)]))?|\.\d+)
  | (?P<word>[A-Za-z]+\d*)
  | _(?P<subscript>[A-Za-z0-9]+)
  | (?P<side>"[-+]")
  | (?P<relation>\*\*|\.\*|<=>|<=|>=|!=|==|:=|->|=>)
  | (?P<sign>[-+*/^_(){{}}\[\],;:=<>|!'%~])
  | (?P<raised>[{re.escape(spelling.RAISED)}]+)
  | (?P<lowered>[{re.escape(spelling.LOWERED)}]+)
  | (?P<other>.)
""", re.X | re.S)
SAME = {"**": "^", ".*": "odot", ":=": "=", "==": "=", "{": "\\{", "}": "\\}"}
LONGEST_NAME = 12              # of a known name in a run of letters
MOST_LETTERS = 4               # a longer run of letters that holds no known name is taken for a word


def _plain(text: str, plain: str, start: int, end: int, names: Names, limits: Limits) -> list[Token]:
    items: list[Token] = []
    add = items.append
    indices = names.indices.union(BOUND) if "_" in plain and BINDS.search(plain) else names.indices
    for m in PLAIN.finditer(plain, start, end):
        kind, at, to = m.lastgroup, m.start(), m.end()
        if kind == "space":
            continue
        if kind == "word":
            if to - at == 1 and m[0] not in names:
                add(Token("name", m[0], at, to))
            elif items and items[-1].kind == "~" and plain[to:to + 1] == "(" and (m[0] in spelling.DISTRIBUTIONS or m[0] not in KNOWN_WORDS):
                add(Token("name", m[0], at, to))                  # a distribution
            else:
                items.extend(_word(text, plain, m[0], at, end, names))
        elif kind == "number":
            add(_number(text, m[0], at, to, limits))
        elif kind in ("sign", "relation"):
            add(Token(SAME.get(m[0], m[0]), "", at, to))
        elif kind == "subscript":
            items += _lowered(text, plain, m["subscript"], at, end, names, indices, items)
        elif kind == "side":
            add(Token("side", m[0][1], at, to))
        elif kind == "exponential":
            raise _two_readings(text, at, to)
        else:
            add(_unicode(text, m, kind or "", at, to))
    return items


KNOWN_WORDS = frozenset((*spelling.FORMS, *spelling.FUNCTION_WORDS))
AFTER = re.compile(r"\s*(\S?)")
PARTS = re.compile(r"[A-Za-z]+\d*|\d+")
BOUND = frozenset("ijklmn")                            # letters that may be indices below a number: A_1j
BINDS = re.compile(r"[ΣΠ∑∏\[]|sum|prod|over", re.I)


def _lowered(text: str, plain: str, below: str, at: int, end: int, names: Names, indices: frozenset[str], before: list[Token]) -> list[Token]:
    """_1, _ij, _max: after digits a letter begins a new factor, so that x_1y is x_1 y; unless the whole is declared, or the letter is an index."""
    parts = PARTS.findall(below)
    declared = bool(before) and f"{before[-1].value}_{below}" in names
    place_of_entry = below[0].isdigit() and indices.issuperset(c for c in below if not c.isdigit())
    own = below if declared or place_of_entry else parts[0]
    found = [Token("_", "", at, at + 1), Token("subscript", own, at + 1, at + 1 + len(own))]
    place = at + 1 + len(own)
    for part in PARTS.findall(below[len(own):]):
        found += _word(text, plain, part, place, end, names)
        place += len(part)
    return found


def _word(text: str, plain: str, word: str, at: int, end: int, names: Names) -> list[Token]:
    """A run of letters, perhaps with digits after it: a known word, or known names and single letters side by side."""
    after = m[1] if (m := AFTER.match(plain, at + len(word), end)) is not None else ""
    letters = word.rstrip("0123456789")
    digits = word[len(letters):]
    if letters in spelling.NO_NAMES and word not in names:
        raise _unknown_word(text, word, at, names)
    if word in spelling.NOT_SUPPORTED and after == "(" and word not in names:
        raise ReadError(text, at, at + len(word), f"the function {word} is not supported", f'declare it as an unknown function: functions=("{word}",)')
    whole = _known(word, at, names, after)
    if whole is not None:
        return whole
    if not digits and letters.lower() in spelling.ENGLISH:
        raise _unknown_word(text, word, at, names)
    if _needs_bracket(word, names):
        raise ReadError(text, at, at + len(word), f"{word} needs its argument in brackets", f"{word}(x)")
    if digits and (found := _known(letters, at, names, after)) is not None:
        return _numbered(text, found, word, digits, at)
    items: list[Token] = []
    k = 0
    while k < len(letters):
        size = next((n for n in range(min(len(letters) - k, LONGEST_NAME), 1, -1) if _splits(letters[k:k + n], k + n == len(letters), names)), 1)
        piece = letters[k:k + size]
        last = after if k + size == len(letters) and not digits else ""
        items += (_known(piece, at + k, names, last) if size > 1 else None) or [Token("name", piece, at + k, at + k + size)]
        k += size
    _refuse_unknown(text, items, word, letters, at, after, names)
    return _numbered(text, items, word, digits, at) if digits else items


def _known(word: str, at: int, names: Names, after: str) -> list[Token] | None:
    """The tokens of a word that is known as it stands."""
    to = at + len(word)
    if word in names or (word in spelling.DISTRIBUTIONS and after == "(" and word not in spelling.GREEK and word not in spelling.FUNCTION_WORDS):
        return [Token("name", word, at, to)]
    if word in spelling.FORMS and after in ("(", "["):
        return [Token("form", word, at, to)]
    if word in ("max", "min") and after == "_":
        return [Token("function", word, at, to)]
    if word in spelling.FUNCTION_WORDS and (word in spelling.NO_BRACKET_NEEDED or after in ("(", "[", "{")):
        return [Token("function", spelling.FUNCTION_WORDS[word], at, to)]
    if word in ("log2", "log10"):
        return [Token("function", "log", at, at + 3), Token("_", "", at + 3, at + 3), Token("subscript", word[3:], at + 3, to)]
    if word in spelling.WORDS:
        return [Token(*spelling.WORDS[word], at, to)]
    return None


def _needs_bracket(word: str, names: Names) -> bool:
    """Is it a function that stands without the bracket it needs? (re, im, tr may be products.)"""
    return word in spelling.FUNCTION_WORDS and len(word) > 2 and word not in names


def _splits(word: str, is_last: bool, names: Names) -> bool:
    """May a run of letters be cut here? Functions that need a bracket stand last."""
    if word in names or word in spelling.NO_BRACKET_NEEDED or (word in spelling.GREEK and word != "ell") or word == "pi":
        return True
    return is_last and word in spelling.FUNCTION_WORDS


def _numbered(text: str, items: list[Token], word: str, digits: str, at: int) -> list[Token]:
    """x1, mu1: the digits belong to the last name."""
    last = items[-1]
    if last.kind != "name":
        raise ReadError(text, last.start, at + len(word), f"a number cannot stand right after {text[last.start:last.end]}", f"write {text[last.start:last.end]}({digits})")
    return [*items[:-1], Token("name", last.value + digits, last.start, at + len(word))]


def _refuse_unknown(text: str, items: list[Token], word: str, letters: str, at: int, after: str, names: Names) -> None:
    single = sum(t.end - t.start == 1 for t in items)
    called = after in ("(", "[") and len(items) >= 3 and single == len(items)
    short = sum(t.end - t.start for t in items if t.kind == "name" and t.end - t.start < 3)          # e·xi·s·t·s
    if single > MOST_LETTERS or called or (single == MOST_LETTERS and short > MOST_LETTERS):
        raise _unknown_word(text, word, at, names)


def _unknown_word(text: str, word: str, at: int, names: Names) -> ReadError:
    known = (*names.symbols, *names.functions, *spelling.FUNCTION_WORDS, *spelling.GREEK)
    if word.lower() in spelling.ENGLISH:
        return wording.unknown_english(text, at, at + len(word))
    near = get_close_matches(word, known, 2, 0.78)
    hint = f"did you mean {' or '.join(near)}?" if near else f'declare the name: symbols=("{word}",)'
    return ReadError(text, at, at + len(word), f"the name {word} is not known", hint)
