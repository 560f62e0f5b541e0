r"""Names: symbols with subscripts and accents, entries of data under an index, calls of unknown functions."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sympy import Basic, Integer, Symbol

from symderive.expr import At, call, free
from symderive.functions import FUNCTIONS
from symderive.nodes import D, Transpose
from symderive.reading import dependence, derivatives, given, known, overindex, partials, spelling, wording

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token


# ---- symbols

def name(r: Reader, token: Token) -> Basic:
    """A letter, with what belongs to it: x, x_1, x_i under an index, f(x), f'(x), f^{(1,0)}(x, y), dy/dx."""
    kind = r.kind
    if token.value == "D" and kind == "_" and (r.operators or derivatives.is_operator(r)):
        return derivatives.operator_with_subscript(r, token)
    if token.value == "Delta" and kind == "name" and "Delta" not in r.names and r.peek().kind not in ("(", "'"):
        return _increment(r, token)
    if token.value == "d" and kind in ("/", "name", "^", "raised") and derivatives.is_slash_derivative(r):
        return derivatives.slash_derivative(r, token)
    if kind == "[" and not r.latex and token.end == r.next.start and not _is_function(r, token.value, None):
        return _entry(r, token)
    if kind in ("_", "lowered"):
        return _applied(r, subscripted(r, token.value, token), token)
    if kind in ("(", "[", "'") or (kind == "\\{" and token.value == "I") or (kind in ("^", "raised") and (r.latex or token.value in r.functions)):
        return _applied(r, None, token)
    return r.constant_or_symbol(token.value, token)


def _increment(r: Reader, token: Token) -> Basic:
    r"""\Delta y, the increment of y: a name of its own, Delta_y."""
    letter = r.take()
    e = name(r, token._replace(value=f"Delta_{letter.value}", end=letter.end))
    r.note("note.starred", token.start, Symbol(f"Delta_{letter.value}"), letter.end)
    return e


def styled(r: Reader, token: Token) -> Basic:
    r"""\mathbf x is the symbol x_bold; \mathbb E[X] the expectation."""
    if token.value in ("dot", "ddot") and (found := derivatives.dotted(r, token)) is not None:
        return found
    inner = letter(r, token)
    if inner in ("1", "1_bold"):
        found = given.indicator(r, token)
        if found is not None:
            return found
        if r.kind in ("(", "[", "\\{"):
            r.fail("an indicator needs a condition", r"\mathbf 1[x > 0]", token, r.tokens[r.partner[r.at]].end)
    return name(r, token._replace(kind="name", value=inner, end=r.tokens[r.at - 1].end))


accented = styled


def letter(r: Reader, token: Token) -> str:
    r"""The name that \hat{\mathbf x} or \bar x spells: "x_bold_hat", "x_bar"."""
    r.deeper()
    group = r.kind == "{"
    if group:
        r.take()
    inner = r.take()
    if inner.kind in ("font", "accent"):
        spelled = letter(r, inner)
    elif inner.kind in ("name", "number", "constant", "operator"):
        spelled = inner.value
        while group and inner.kind == "name" and r.kind in ("name", "number"):
            spelled += r.take().value
        if group and r.kind == "_":
            r.take()
            spelled += "_" + _subscript(r)
    else:
        r.fail("a letter is expected here", token=inner)
    if group:
        r.expect("}")
    r.depth -= 1
    return f"{spelled}_{token.value}" if token.value else spelled


def subscripted(r: Reader, stem: str, token: Token) -> Basic:
    """The symbol with the subscript that stands here: x_1 is Symbol("x_1"); under an index i, x_i is At(x, i)."""
    if r.kind == "lowered":
        inside = r.take().value
        return At(Symbol(stem), Symbol(inside)) if inside in r.indices else Symbol(f"{stem}_{inside}")
    r.take()
    while not r.latex and r.kind == "subscript" and r.next.value in spelling.ACCENTED and r.peek().kind == "_" and r.peek(2).kind == "subscript" and r.next.end == r.peek().start:
        stem += "_" + r.take().value                    # x_bold_i
        r.take()
    if r.kind == "" or r.kind in spelling.CLOSING:
        r.fail("the subscript is missing", token=r.tokens[r.at - 1])
    if r.latex and r.kind == "{" and r.peek().kind == "(" and r.peek(3).kind == ")" and r.peek(4).kind == "}" and (found := overindex.order_statistic(r, Symbol(stem), r.peek(2).value)) is not None:
        r.jump(r.at + 5)
        r.note("note.order_statistic", token.start, found)
        return found
    places = _places(r)
    return At(Symbol(stem), *places) if places else Symbol(f"{stem}_{_subscript(r)}")


def _entry(r: Reader, token: Token) -> Basic:
    """x[i] in plain text; an i here is an index."""
    outer = r.indices
    r.indices = outer | {"i"}
    places = arguments(r, token.value)
    r.indices = outer
    return At(Symbol(token.value), *places)


def _places(r: Reader) -> tuple[Basic, ...]:
    """The places in x_i, x_{ij}, x_{i+1}, x_{i, j}, if a bound index stands in them."""
    if not r.indices:
        return ()
    token = r.next
    if token.kind == "subscript":
        found = token.value in r.indices or (all(c in r.indices or c.isdigit() for c in token.value) and not token.value.isdigit())
        if not found:
            return ()
        r.take()
        parts = [token.value] if token.value in r.indices else list(token.value)
        return tuple(Integer(p) if p.isdigit() else Symbol(p) for p in parts)
    if token.kind == "name" and token.value in r.indices:
        r.take()
        return (Symbol(token.value),)
    if token.kind not in ("{", "(", "\\{"):
        return ()
    end = r.partner[r.at]
    inside = r.tokens[r.at + 1:end]
    if not any(t.kind == "name" and t.value in r.indices for t in inside):
        return ()
    opener = r.take()
    if len(inside) > 1 and all(t.kind in ("name", "number") for t in inside):
        r.jump(end + 1)
        return tuple(Integer(t.value) if t.kind == "number" else Symbol(t.value) for t in inside)
    outer = r.indices
    r.indices = outer | {t.value for t in inside if t.kind == "name" and t.value in ("i", "j", "k", "e")}          # among subscripts i is no number
    found_places = r.items()
    r.indices = outer
    r.closed(opener)
    return tuple(found_places)


def _subscript(r: Reader) -> str:
    r"""The text of a subscript: 1, ij, \text{max}, n+1."""
    if r.kind not in ("{", "(", "\\{"):
        token = r.next
        if token.kind == "number" and r.latex and len(token.value) > 1:
            r.fail("which digits belong to the subscript?", f"use braces: _{{{token.value}}}")
        if token.kind in ("font", "accent"):
            return letter(r, r.take())
        if token.kind not in ("name", "number", "subscript", "constant", "operator", "text", "*", "+", "-", "function"):
            r.fail("a subscript is expected here")
        r.take()
        return token.value or token.kind
    end = r.partner[r.at]
    parts: list[str] = []
    opener = r.take()
    while r.at < end:
        token = r.take()
        if token.kind in ("font", "accent"):
            parts.append(letter(r, token))
        elif token.kind in ("name", "number", "constant", "operator", "text", "function", "subscript", "extreme", "lim"):
            parts.append(token.value or token.kind)
        elif token.kind in (",", "+", "-", "*", "_", "(", ")", "/", "=", "'"):
            parts.append(token.kind)
        elif token.kind not in ("{", "}"):
            r.fail(f"{wording.shown(r, token)} cannot stand in a subscript", token=token)
    r.take()
    if not parts:
        r.fail("the subscript is empty", token=opener, end=r.tokens[r.at - 1].end)
    return "".join(parts)


NUMBERED = re.compile(r"[A-Za-z]\d")


def similar(text: str, e: Basic) -> list[tuple[str, str]]:
    """Pairs of names in `e` that look alike, as x1 and x_1; they are different symbols."""
    if NUMBERED.search(text) is None:
        return []
    found = {str(x) for x in free(e)}
    return sorted((x.replace("_", ""), x) for x in found if "_" in x and x.replace("_", "") in found)


# ---- application

def _applied(r: Reader, symbol: Basic | None, token: Token) -> Basic:
    """f(x), f'(x), f^{(2)}(x), J_1(x) for functions; for the rest the symbol alone, and what follows is a factor."""
    stem = symbol.name if isinstance(symbol, Symbol) else token.value
    if r.kind == "^" and r.latex and (symbol is None or isinstance(symbol, Symbol)) and (found := partials.of_symbolic_order(r, stem, token)) is not None:
        return found
    orders = _orders(r, stem, token) if symbol is None or isinstance(symbol, Symbol) else ""
    if not orders and stem in r.functions:
        _refuse_power(r, stem, token)
    if orders and r.kind != "(" and stem in r.names.shapes and orders == "'":
        e = Transpose(r.named(stem, token.start, token.end))
        r.note("note.transpose", token.start, e)
        return e
    if orders and r.kind != "(" and stem in r.dependent and orders[0] == "'":
        return derivatives.of_dependent(r, stem, len(orders), token)
    if orders and r.kind != "(":
        r.fail(f"a derivative of {stem} needs its argument", f"write {stem}{orders if orders[0] == chr(39) else chr(39)}(x)", token, r.next.start)
    if isinstance(symbol, Symbol) and r.kind == "(" and (special := _partial(r, token, stem) or _bessel(r, token, stem)) is not None:
        return special
    if r.kind in ("(", "[") and (orders or _is_function(r, stem, symbol)):
        return _call(r, stem + orders, token)
    if r.kind in ("(", "[", "\\{") and stem in ("I", "1_bold") and stem not in r.names and (found := given.indicator(r, token)) is not None:
        return found
    if r.kind in ("(", "[") and (symbol is None or isinstance(symbol, Symbol)) and _can_only_be_called(r, stem):
        return _noted_call(r, stem.removesuffix("_cal"), token)
    if isinstance(symbol, Symbol) and (found := partials.by_subscript(r, stem, token)) is not None:
        return found
    if r.kind == "(" and (stem in r.dependent or stem in r.called) and dependence.is_call(r, stem):
        return call(stem, *arguments(r, stem))
    if isinstance(symbol, Symbol) and r.kind == "(" and stem not in r.dependent and r.tokens[r.at - 1].end == r.next.start and _of_letters(r, token, stem):
        return _noted_call(r, stem, token)
    if symbol is not None:
        return r.named(stem, token.start, r.tokens[r.at - 1].end) if isinstance(symbol, Symbol) else symbol
    if stem == "I" and r.kind == "(" and token.end == r.next.start and _of_letters(r, token, stem):
        return _noted_call(r, stem, token)
    e = r.constant_or_symbol(token.value, token)
    if r.kind == "(" and stem in r.dependent:
        r.note("note.product_not_call", token.start, end=r.tokens[r.partner[r.at]].end)
    elif r.kind == "(" and isinstance(e, Symbol) and r.tokens[r.at - 1].end == r.next.start:
        if _of_letters(r, token, stem):
            return _noted_call(r, stem, token)
        _note_product(r, e, token)
    return e


def _noted_call(r: Reader, stem: str, token: Token) -> Basic:
    r.called.setdefault(stem, r.comma_inside(r.at) + 1)
    e = call(stem, *arguments(r, stem))
    r.note("note.read_as_function", token.start, e)
    return e


def _can_only_be_called(r: Reader, stem: str) -> bool:
    """p(x | y), D(p || q), N(0, 1), I(X; Y)"""
    if stem in r.names.symbols:
        return False
    return given.separates(r, r.at) or given.is_distribution(r, stem) or any(t.kind == ";" and r.kind == "(" for t in r.tokens[r.at + 1:r.partner[r.at]] if stem in ("I", "H"))


def _of_letters(r: Reader, token: Token, stem: str) -> bool:
    """y(x), u(x, y), L(w_1), z(y(x)): one letter and in the bracket only other letters, none twice; that is a function, though nobody declared it."""
    if stem in r.names or stem in r.indices or not (len(token.value) == 1 or token.value in spelling.GREEK):
        return False
    found = _letters_in(r, r.at)
    return found is not None and len({*found, stem}) == len(found) + 1


def _letters_in(r: Reader, opener: int) -> list[str] | None:
    """The letters that are alone between the commas of this bracket; y(x) in it counts as y and x; None if anything else stands there."""
    found: list[str] = []
    k, end = opener + 1, r.partner[opener]
    while k < end:
        token = r.tokens[k]
        if token.kind != "name" or token.value in ("e", "i"):
            return None
        letter = token.value
        k += 1
        if r.tokens[k].kind == "_":
            last = r.partner.get(k + 1, k + 1)
            letter += "_" + "".join(t.value for t in r.tokens[k + 1:last + 1])
            k = last + 1
        elif r.tokens[k].kind == "(":
            inner = _letters_in(r, k)
            if inner is None:
                return None
            found += [x for x in inner if x not in found]
            k = r.partner[k] + 1
        found.append(letter)
        if k < end:
            if r.tokens[k].kind != "," or k + 1 == end:
                return None
            k += 1
    return found or None


def _partial(r: Reader, token: Token, stem: str) -> Basic | None:
    """f_x(x, y): the partial derivative of f(x, y), where the letters below are among those in the bracket."""
    f, _, below = stem.partition("_")
    if f not in r.functions or stem in r.functions or not below.isalpha() or "_" in below:
        return None
    end = r.partner[r.at]
    letters = {t.value for t in r.tokens[r.at + 1:end] if t.kind == "name"}
    if letters.issuperset(below) and all(t.kind in ("name", ",") for t in r.tokens[r.at + 1:end]):
        e = call(f, *arguments(r, stem))
        for x in below:
            e = D(e, Symbol(x))
        r.partial = True
        return e
    return partials.by_subscript_at(r, f, below, token) if VARIABLES.issuperset(below) else None


def _refuse_power(r: Reader, stem: str, token: Token) -> None:
    """f^2(x) and f^{-1}(x) have two readings."""
    if r.kind not in ("^", "raised"):
        return
    k = r.at if r.kind == "raised" else r.at + 1 + (r.peek().kind == "-")
    after = r.tokens[min(r.partner.get(k, k) + 1, len(r.tokens) - 1)]
    if after.kind == "(":
        r.fail(f"a power of {stem} before its argument has two readings", f"write ({stem}(x))^2 for a power", token, after.start)


def _is_function(r: Reader, stem: str, symbol: Basic | None) -> bool:
    if r.kind == "[":
        return stem in ("E", "Var", "P") and stem not in r.names.symbols
    if stem in r.functions or (stem.partition("_")[0] in r.functions and stem not in r.names.symbols):
        return True
    applied = spelling.APPLIED if r.latex else spelling.APPLIED_TEXT
    return symbol is None and stem in applied and stem not in r.names.symbols and stem not in r.indices


def _orders(r: Reader, stem: str, token: Token) -> str:
    r"""The primes, or ^{(1,0)}, that make a derivative of an unknown function: "''" or "^(1,0)"."""
    primes = ""
    while r.kind == "'" or (r.kind == "^" and r.peek().kind == "'"):
        r.jump(r.at + (1 if r.kind == "'" else 2))
        primes += "'"
    if r.kind == "^" and r.peek().kind == "{" and all(t.kind == "'" for t in r.tokens[r.at + 2:r.partner[r.at + 1]]) and r.peek(2).kind == "'":
        end = r.partner[r.at + 1]
        primes += "'" * (end - r.at - 2)
        r.jump(end + 1)
    if primes or r.kind != "^":
        return primes
    braced = r.peek().kind == "{"
    k = r.at + (2 if braced else 1)
    if r.tokens[k].kind != "(" or not (stem in r.functions or stem == "psi"):
        return ""
    end = r.partner[k]
    inside = r.tokens[k + 1:end]
    if not inside or any(t.kind not in ("number", ",") for t in inside) or (braced and r.tokens[end + 1].kind != "}"):
        if stem in r.functions and braced:
            r.fail("the order of a derivative must be a number", token=r.tokens[k], end=r.tokens[end].end)
        return ""
    after = end + (2 if braced else 1)
    if r.tokens[after].kind != "(":
        return ""
    r.jump(after)
    counts = [int(t.value) for t in inside if t.kind == "number"]
    if len(counts) == 1 and stem != "psi":
        return "'" * counts[0] if counts[0] <= 20 else f"^({counts[0]})"
    return f"^({','.join(map(str, counts))})"


def _call(r: Reader, head: str, token: Token) -> Basic:
    """The call, its arguments read here."""
    args = arguments(r, head)
    applied = spelling.APPLIED if r.latex else spelling.APPLIED_TEXT
    stem = head.split("'")[0].split("^")[0]
    if head in applied and head not in r.functions:
        e = known.called(r, applied[head], args, token)
        if head in ("W", "E", "P") and r.text[token.start] != "\\":
            r.note("note.read_as_function", token.start, e)
        return e
    if stem == "psi" and head != "psi" and stem not in r.functions:
        return call("polygamma", Integer(head[5:-1]), *args) if head[3] == "^" else call("polygamma", Integer(len(head) - 3), *args)
    if stem.partition("_")[0] not in r.functions:
        r.note("note.read_as_function", token.start, call(head, *args))
    return call(head, *args)


def _bessel(r: Reader, token: Token, stem: str) -> Basic | None:
    """J_1(x)"""
    kind, _, order = stem.partition("_")
    if kind not in spelling.BESSEL or kind in r.names.symbols or kind in r.functions or not (order.isdigit() or len(order) == 1):
        return None
    e = call(spelling.BESSEL[kind], Integer(order) if order.isdigit() else Symbol(order), *arguments(r, stem))
    r.note("note.read_as_function", token.start, e)
    return e


VARIABLES = frozenset("xyzt")                # nobody takes x(x + 1) for a call


def _note_product(r: Reader, e: Basic, token: Token) -> None:
    """a(x + 1) is a product; a(x, y) can only be a call of a function that nobody declared."""
    if r.partner[r.at] == r.at + 1 or r.comma_inside(r.at):
        r.fail(f"{token.value} is not known as a function", f'declare it: functions=("{token.value}",)', token)
    if token.value not in VARIABLES:
        r.note("note.product_not_call", token.start, end=r.tokens[r.partner[r.at]].end)


def arguments(r: Reader, head: str) -> list[Basic]:
    """(u, v): what stands in the bracket after a function. After a function of chance, or of nobody's, a lone bar separates."""
    if head not in FUNCTIONS or head in given.OF_CHANCE:
        given.separates(r, r.at)
    opener = r.take()
    if r.kind in spelling.CLOSING:
        r.fail(f"{head} has no argument", token=opener, end=r.next.end)
    found = r.items((",", ";"))
    r.closed(opener, spelling.CLOSERS[opener.kind][0])
    return given.gathered(found)
