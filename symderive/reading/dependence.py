r"""What depends on what: in a text with dy/dx, y', \dot x or \partial f/\partial x, a bare y stands for y(x).

The variable is the one below the line; for primes it is the one in y(x), else x, t, or the only letter that can be one.
What is declared (`dependent=`, `symbols=`) wins.
"""
from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sympy import Basic, Symbol

from symderive.errors import ReadError
from symderive.expr import Call, call
from symderive.nodes import D, Evaluated
from symderive.phrase import Phrase
from symderive.reading import derivatives, spelling

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token

VARIABLES = ("x", "t", "z", "s", "u", "v", "w", "r", "theta", "phi")     # of what is primed: these, and no others, are taken for variables
PARTIALS = frozenset("xyztuvw")                        # what f_x is a derivative in
LIKELIHOODS = frozenset(("ell", "L", "l"))             # what is a function of its Greek letter
MATRICES = frozenset("ABCMX")                 # a prime on these may be a transpose


@dataclass
class Seen:
    """How one letter is differentiated in a text: in which letters by a straight d and by a round one, by primes, by dots."""
    start: int
    straight: dict[str, None] = field(default_factory=dict)
    round: dict[str, None] = field(default_factory=dict)
    primed: bool = False
    dotted: bool = False


def find(r: Reader, declared: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Which letters are functions, and of what."""
    found = dict(declared)
    if r.kinds.isdisjoint(MARKS) and not r.names.functions and not any(t.value in DIFFERENTIAL for t in r.tokens):
        return found
    seen = _seen(r)
    for y in seen.keys() & found.keys() | seen.keys() & r.names.symbols:
        del seen[y]
    if len(seen) > MOST:
        r.fail(f"more than {MOST} letters are differentiated here", "read one formula at a time", r.tokens[0], r.tokens[-1].end)
    choose = _Choice(r, seen.keys() | found.keys())
    chosen = {y: (choose(y, s),) for y, s in seen.items() if not s.straight and not s.round}
    r.chosen = frozenset(chosen)
    found |= chosen
    below = {y: tuple({**s.straight, **s.round}) for y, s in seen.items() if s.straight or s.round}
    everything = {**found, **below}
    for y, variables in below.items():
        s = seen[y]
        _refuse_circle(r, y, everything, s.start)
        through = {x for v in variables for x in _reached(v, everything)}
        found[y] = tuple(v for v in variables if v in s.round or v not in through)
    return found


MOST = 50                                              # letters in one text that are differentiated
MARKS = frozenset(("'", "partial"))
DIFFERENTIAL = frozenset(("d", "dot", "ddot"))


def _reached(v: str, dependent: Mapping[str, tuple[str, ...]]) -> set[str]:
    """What v depends on, however far."""
    found: set[str] = set()
    todo = list(dependent.get(v, ()))
    while todo:
        x = todo.pop()
        if x not in found:
            found.add(x)
            todo += dependent.get(x, ())
    return found


def _refuse_circle(r: Reader, y: str, dependent: Mapping[str, tuple[str, ...]], start: int) -> None:
    if y in _reached(y, dependent):
        token = r.tokens[start]
        r.fail(f"{y} is differentiated in what is itself a function of {y}", f'say what is a function of what: dependent={{"{y}": "x"}}', token)


# ---- looking through the text

def _seen(r: Reader) -> dict[str, Seen]:
    seen: dict[str, Seen] = {}
    tokens = r.tokens
    for k, token in enumerate(tokens[:-1]):
        kind = token.kind
        if kind == "frac":
            if derivatives.is_quotient_of_differentials(r, k + 1 - r.at):
                _quotient(r, k + 2 if tokens[k + 1].kind == "{" else k + 1, seen)
        elif kind == "partial" or (kind == "name" and token.value == "d"):
            _slashed(r, k, seen)
        elif kind == "accent" and token.value in ("dot", "ddot"):
            _dotted(r, k, seen)
        elif kind == "'" and tokens[k - 1].kind != "'" and k:
            _primed(r, k, seen)
        elif kind == "name" and token.value in r.names.functions and tokens[k + 1].kind == "_":
            _subscripted(r, k, seen)
    r.jump(0)
    r.depth = 0                                           # a name that could not be read has left its mark
    return seen


def _token(r: Reader, k: int) -> Token:
    """The token at `k`; past the end, the end."""
    return r.tokens[min(k, len(r.tokens) - 1)]


def _name_at(r: Reader, k: int) -> tuple[str, int] | None:
    """The variable that stands at `k`, and the place after it."""
    if _token(r, k).kind not in ("name", "font", "accent"):
        return None
    r.jump(k)
    try:
        x = derivatives.variable(r)
    except ReadError:
        return None                                       # the reader will say so in its turn
    return (x.name, r.at) if isinstance(x, Symbol) else None


def _after_order(r: Reader, k: int) -> int:
    """The place after the 2 of d^2."""
    if _token(r, k).kind == "raised":
        return k + 1
    if _token(r, k).kind != "^":
        return k
    return r.partner.get(k + 1, k + 1) + 1


def _quotient(r: Reader, d: int, seen: dict[str, Seen]) -> None:
    r"""\frac{d^2 y}{dx^2}: the d stands at `d`."""
    named = _name_at(r, _after_order(r, d + 1))
    if named is None or _token(r, named[1]).kind != "}":
        return
    _below(r, named[1] + 2, _token(r, d).kind == "partial", seen.setdefault(named[0], Seen(d)))


def _slashed(r: Reader, k: int, seen: dict[str, Seen]) -> None:
    """dy/dx, ∂f/∂x, ∂_x f: the d stands at `k`."""
    if _token(r, k).kind == "partial" and _token(r, k + 1).kind == "_":
        end = r.partner.get(k + 2, k + 2)
        named = _name_at(r, end + 1)
        if named is not None and _token(r, named[1]).kind != "(":
            s = seen.setdefault(named[0], Seen(k))
            s.round.update(dict.fromkeys(c for t in r.tokens[k + 2:end + 1] if t.kind in ("name", "subscript") for c in (t.value if t.kind == "subscript" else (t.value,))))
        return
    r.jump(k + 1)
    if not derivatives.is_slash_derivative(r):
        return
    named = _name_at(r, _after_order(r, k + 1))
    if named is not None and _token(r, named[1]).kind == "/":
        after = named[1] + 1
        _below(r, after + (_token(r, after).kind == "("), _token(r, k).kind == "partial", seen.setdefault(named[0], Seen(k)))


def _below(r: Reader, k: int, partial: bool, s: Seen) -> None:
    """dx, ∂x ∂y, dx^2, from `k` on."""
    while _token(r, k).kind == "partial" or (_token(r, k).kind, _token(r, k).value) == ("name", "d"):
        named = _name_at(r, k + 1)
        if named is None:
            return
        (s.round if partial else s.straight)[named[0]] = None
        k = _after_order(r, named[1])


def _dotted(r: Reader, k: int, seen: dict[str, Seen]) -> None:
    inner = _token(r, k + 1)
    if inner.kind == "{" and _token(r, k + 3).kind == "}":
        inner = _token(r, k + 2)
    if inner.kind == "name" and f"{inner.value}_{_token(r, k).value}" not in r.names.symbols:
        seen.setdefault(inner.value, Seen(k)).dotted = True


def _primed(r: Reader, k: int, seen: dict[str, Seen]) -> None:
    """y', y_1'', and (x y)': a letter that is primed and has no argument; y in a bracket that holds x and y and is primed."""
    tokens = r.tokens
    end = k
    while tokens[end].kind == "'":
        end += 1
    before = k - 1
    if tokens[before].kind == "{" and before and tokens[before - 1].kind == "^":
        before -= 2
        end += 1
    elif tokens[before].kind == "^":
        before -= 1
    if tokens[before].kind == ")" and before == k - 1:
        inside = {t.value for t in tokens[r.partner[before]:before] if t.kind == "name"}
        if inside == {"x", "y"}:
            seen.setdefault("y", Seen(before)).straight["x"] = None
        return
    if not r.latex and k > 1 and tokens[end].kind == tokens[k - 2].kind == "name" and tokens[k - 2].end == tokens[before].start and tokens[end].start == tokens[end - 1].end:
        r.fail("a prime inside a word", "put signs between the factors: x*y'*z", tokens[k - 2], tokens[end].end)          # don't
    start = r.partner.get(before, before)
    while start and tokens[start].kind != "name":
        start -= 1
        if tokens[start].kind not in ("name", "_", "{", "subscript"):
            return
    if start and tokens[start - 1].kind == "_":
        start -= 2                                        # the name of y_n'
        if start < 0 or tokens[start].kind != "name":
            return
    named = _name_at(r, start)
    if named is None or named[1] != before + 1 or tokens[end].kind == "(" or named[0] in r.names.shapes:
        return
    if named[0] in MATRICES or (tokens[end].kind == "name" and tokens[end].value in MATRICES):
        r.fail(f"{named[0]}' may be a transpose or a derivative", f'declare the shapes, as shapes={{"{named[0]}": (2, 2)}}; or write {named[0]}^T, or d{named[0]}/dx', tokens[start], tokens[end - 1].end)
    seen.setdefault(named[0], Seen(start)).primed = True


def _subscripted(r: Reader, k: int, seen: dict[str, Seen]) -> None:
    """f_x, f_{xy}, of a declared function."""
    end = r.partner.get(k + 2, k + 2)
    letters = [c for t in r.tokens[k + 2:end + 1] if t.kind in ("name", "subscript") for c in t.value]
    if letters and PARTIALS.issuperset(letters) and r.tokens[end + 1].kind != "(":
        s = seen.setdefault(r.tokens[k].value, Seen(k))
        s.round.update(dict.fromkeys(sorted(letters)))


class _Choice:
    """In what a letter is differentiated that has primes or dots alone."""

    def __init__(self, r: Reader, functions: Collection[str]) -> None:
        self.r = r
        names = [(k, t.value) for k, t in enumerate(r.tokens) if t.kind == "name"]
        self.letters = {name for _, name in names}.difference(functions)
        self.argument: dict[str, str] = {}                # x, for the y of y(x)
        for k, name in names:
            while r.tokens[k + 1].kind == "'":
                k += 1
            if r.tokens[k + 1].kind == "(" and r.tokens[k + 2].kind == "name" and r.tokens[k + 3].kind == ")":
                self.argument.setdefault(name, r.tokens[k + 2].value)

    def __call__(self, y: str, s: Seen) -> str:
        if s.dotted:
            return "t"
        if y in self.argument:
            return self.argument[y]
        candidates = sorted(self.letters & spelling.GREEK) if y in LIKELIHOODS else [x for x in VARIABLES if x in self.letters]
        if len(candidates) > 1 and candidates[0] not in ("x", "t"):
            self.r.fail(f"in which variable is {y} differentiated?", f'say it: dependent={{"{y}": "{candidates[0]}"}}', self.r.tokens[s.start])
        return candidates[0] if candidates else "x" if y != "x" else "t"


# ---- reading

def of(r: Reader, name: str) -> Call:
    """y(x), for a bare y; z(y(x)) where y is a function too."""
    return call(name, *(of(r, v) if v in r.dependent else Symbol(v) for v in r.dependent[name]))


def noted(r: Reader, name: str, start: int, end: int) -> Call:
    """The same, and said once; a strict reader refuses a variable that had to be chosen."""
    e = of(r, name)
    if name in r.chosen:
        r.note("note.depends_on", start, e, end)
    elif name not in r.names.dependent:
        written = r.text[start:end]
        r.notes.setdefault(("note.depends_on", written), Phrase("note.depends_on", {"written": written, "meant": e}))
    return e


def derived(r: Reader, name: str, variables: list[Basic], partial: bool) -> Basic | None:
    """dz/dy where z is a function of y, and y of x: at y = y(x). None where no more is to be done than to differentiate z."""
    arguments = r.dependent[name]
    if not any(str(x) in r.dependent for x in variables) and not (partial and any(v in r.dependent for v in arguments)):
        return None
    e: Basic = call(name, *map(Symbol, arguments))
    for x in reversed(variables):
        e = D(e, x)
    return put_back(r, e, [v for v in arguments if v in r.dependent])


def put_back(r: Reader, e: Basic, names: list[str]) -> Basic:
    """e where y is y(x)."""
    for v in names:
        e = Evaluated(e, Symbol(v), of(r, v))
    return e


def is_call(r: Reader, name: str) -> bool:
    """Before a bracket: y(x), y(0), y(x, t) is a call; y(1 - y) is a product."""
    inside = r.tokens[r.at + 1:r.partner[r.at]]
    parts = [t for t in inside if t.kind != ","]
    commas = len(inside) - len(parts)
    if commas + 1 != (len(r.dependent[name]) if name in r.dependent else r.called[name]):
        return False
    simple = all(t.kind in ("number", "constant", "name", "-") for t in parts) and len([t for t in parts if t.kind != "-"]) == commas + 1
    return simple and not any(t.value == name for t in parts)
