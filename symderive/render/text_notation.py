"""Plain text for expressions as written, on one line: ASCII that is read back as it stands, or Unicode for people."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive import nodes, sets
from symderive.expr import At, Call, Decimal, Hadamard, Inert, MatTimes, Neg, Over, Plus, Power, Times
from symderive.functions import FUNCTIONS, orders
from symderive.render.common_notation import between, chain, commas, infix, neg, plus, signed, times
from symderive.render.names import APPLIED, GREEK, LETTERS, text_name
from symderive.render.pieces import ATOM, FACTOR, OR, PREFIX, RELATION, SUM, TERM, Notation, Piece, Writer
from symderive.render.shapes import at_point, counted, gradient_variables, has_name, is_combination, is_function, is_named_power, is_of_several, places, primes, tower

SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "in": "∈", "->": "→", "<=>": "⟺", "=>": "⟹", "approx": "≈", "subset": "⊂", "subseteq": "⊆"}
RAISED = str.maketrans("0123456789-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ")
WORDS = frozenset((*FUNCTIONS, *GREEK, "exp", "lim", "log", "tg", "if", "or"))


def bracket(p: Piece) -> Piece:
    return Piece("(", p, ")")


def dot(w: Notation) -> str:
    return "·" if w.unicode else "*"


# ---- what is not a node: (ASCII, Unicode)

CONSTANTS = {
    sp.E: ("e", "e"), sp.pi: ("pi", "π"), sp.I: ("i", "i"), sp.oo: ("oo", "∞"), sp.false: ("false", "false"), sp.EulerGamma: ("EulerGamma", "γ"),
    sp.zoo: ("zoo", "∞̃"), sp.nan: ("nan", "nan"), sp.S.EmptySet: ("emptyset", "∅"),
}


def atom(w: Notation, e: Basic) -> Piece:
    if e is sp.true:
        return Piece(w.otherwise)
    if e in CONSTANTS:
        return Piece(CONSTANTS[e][w.unicode])
    if isinstance(e, (Symbol, sp.MatrixSymbol)):
        return Piece(text_name(w.letter(e), w.unicode) or "?")
    if isinstance(e, Integer):
        return Piece(str(e)) if e >= 0 else Piece("-", Piece(str(-e)), binds=SUM)
    return other(w, e)


def other(w: Notation, e: Basic) -> Piece:
    """A SymPy object: written as a textbook would where that is known, else as SymPy does."""
    from symderive.written import as_written
    shown = as_written(e) if isinstance(e, (sp.Expr, sp.MatrixBase)) and not isinstance(e, Inert) else e
    return w.write(shown) if isinstance(shown, Inert) else Piece(sp.sstr(e), binds=ATOM if e.is_Atom else SUM)


# ---- products, quotients, powers

def joint(w: Notation, left: Basic, before: Piece, right: Basic, after: Piece) -> str:
    """What stands between two factors."""
    if after.head[0].isdigit() or isinstance(left, SET_APART) or isinstance(right, SET_APART) or left is sp.S.One or left is sp.S.Zero or left == INCREMENT:
        return dot(w)
    if after.head[0] in "|[{" or before.tail[-1] in "|}":
        return dot(w)
    if after.head[0] == "(":
        return "" if may_open(left, before) and not isinstance(right, Over) else dot(w)
    if isinstance(left, (Integer, Decimal)):
        return "" if after.head == "√" or (len(after.head) == 1 and after.binds > PREFIX) else " "
    return "" if w.unicode and run_together(left, before, right, after) else " "


SET_APART = (nodes.D, nodes.Evaluated, nodes.Where, nodes.Gradient, nodes.Jacobian, nodes.Hessian)
LETTER = (Symbol, sp.NumberSymbol)
INCREMENT = Symbol("Delta")                              # Delta x would be read as a name


def may_open(left: Basic, before: Piece) -> bool:
    """May a bracket follow, as in 2(x + 1), x(x + 1), (x + 1)(x - 1)?"""
    if isinstance(left, LETTER):
        return len(before.tail) == 1 and LETTERS.get(before.tail, before.tail) not in APPLIED
    return isinstance(left, (Integer, Decimal)) or (before.head, before.tail) == ("(", ")")


def run_together(left: Basic, before: Piece, right: Basic, after: Piece) -> bool:
    """May the signs touch, as x²y and 2xy? Not where the letters would make a word."""
    starts = len(after.head) == 1 and after.head.isalpha() and isinstance(right.args[0] if isinstance(right, Power) else right, LETTER)
    ends = (isinstance(left, LETTER) and len(before.tail) == 1) or before.tail[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ"
    return starts and ends and "d" not in (before.tail, after.head) and before.tail + after.head not in WORDS


def over(w: Notation, e: Basic, u: Piece, v: Piece) -> Piece:
    top = u if isinstance(e.args[0], Times) and u.closed is None else w.followed(u)
    return Piece(top, "/", v if is_tight(e.args[1]) else w.at_least(v, ATOM), binds=TERM)


def is_tight(e: Basic) -> bool:
    """May it stand below a slash without brackets?"""
    return isinstance(e, Power) or (isinstance(e, Call) and e.args[0].name == "sqrt")


def power(w: Notation, e: Basic, base: Piece, exponent: Piece) -> Piece:
    if is_named_power(e):
        name = function_name(w, e.args[0].args[0].name)
        if w.unicode and name[-1] != "¹" and (sign := superscript(str(exponent))):
            return Piece(name, sign, bracket(base), binds=FACTOR)
        base = Piece(name, bracket(base))
    base = bracket(base) if is_combination(e) or (w.unicode and has_name(e.args[0]) and exponent.head == "-") else w.at_least(base, ATOM)
    if w.unicode and exponent.length < 12 and (sign := superscript(str(exponent))):
        return Piece(base, sign, binds=FACTOR)
    return Piece(base, "^", exponent if is_plain(e.args[1]) else bracket(exponent), binds=FACTOR)


def superscript(s: str) -> str:
    return s.translate(RAISED) if re.fullmatch(r"-?\d+|n", s) else ""


def is_plain(e: Basic) -> bool:
    """May it stand as an exponent without brackets?"""
    return isinstance(e, (Integer, Decimal, sp.NumberSymbol)) or (isinstance(e, Symbol) and e.name.isalpha())


# ---- functions

def call(w: Notation, e: Basic, *args: Piece) -> Piece:
    name: str = e.args[0].name
    if name == "abs" and len(args) == 1 and not args[0].bars:
        return Piece("|", args[0], "|", bars=True)
    if name == "kronecker" and w.unicode:
        return Piece("δ_", *args) if all(p.length == 1 for p in args) else Piece("δ_(", *commas(*args), ")")
    if name == "factorial" and len(args) == 1:
        return Piece(w.at_least(args[0], ATOM), "!", binds=FACTOR)
    if name == "log" and len(args) == 2:
        return Piece("log_", args[0] if isinstance(e.args[1], (Integer, Symbol)) else bracket(args[0]), "(", args[1], ")")
    if w.unicode and (sign := root_sign(e)):
        return Piece(sign, args[-1], binds=FACTOR) if isinstance(e.args[-1], (*LETTER, Integer)) else Piece(sign, bracket(args[-1]))
    return Piece(function_name(w, name, len(args)), "(", *commas(*args), ")")


def root_sign(e: Basic) -> str:
    """The sign of a root, where there is one."""
    name, *args = e.args
    if name.name == "sqrt" and len(args) == 1:
        return "√"
    return ROOTS.get(args[0], "") if name.name == "root" and len(args) == 2 else ""


ROOTS = {Integer(2): "√", Integer(3): "∛", Integer(4): "∜"}


def function_name(w: Notation, name: str, arity: int = 1) -> str:
    if name in w.names:
        return w.names[name].replace("^(-1)", "⁻¹") if w.unicode else w.names[name]
    if name in FUNCTIONS:
        return UNICODE.get(name, name) if w.unicode else name
    stem, _ = orders(name, arity)
    return text_name(stem, w.unicode) + name[len(stem):]


def _shown(name: str) -> str:
    """The name in type, as plain text: arcsin, sgn, Γ."""
    found = re.fullmatch(r"\\(?:operatorname\{(\w+)\}|([A-Za-z]+))", FUNCTIONS[name].latex)
    word = (found[1] or found[2]) if found and FUNCTIONS[name].written != "own" else name
    return GREEK.get(word, word)


UNICODE = {name: _shown(name) for name in FUNCTIONS}


# ---- over an index

def indexed(word: str, sign: str) -> Writer:
    def write(w: Notation, e: Basic, body: Piece, i: Piece, first: Piece, last: Piece, *but: Piece) -> Piece:
        if but and w.unicode:
            return Piece(sign, "_{", i, "=", first, ", ", *but, "}^{", last, "} ", w.at_least(body, TERM), binds=PREFIX)
        if but:
            body = Piece("{", body, " if ", *but, "; ", str(int(word == "Prod")), " otherwise}")
        if not w.unicode:
            return Piece(word, "(", *commas(body, i, first, last), ")")
        return Piece(sign, "_{", i, "=", first, "}^{", last, "} ", w.at_least(body, TERM), binds=PREFIX)
    return write


def form(name: str, sign: str = "") -> Writer:
    """Argmax(u, x), as the reader reads it; with any sign there is, arg max_x u."""
    def write(w: Notation, e: Basic, body: Piece, *rest: Piece) -> Piece:
        if not sign or not w.unicode:
            return Piece(name, "(", *commas(body, *rest), ")")
        below = (rest[0],) if len(rest) == 1 else ("{", rest[1], " ≤ ", rest[0], " ≤ ", rest[2], "}")
        return Piece(sign, "_", *below, " ", w.at_least(body, TERM), binds=PREFIX)
    return write


def nth_derivative(w: Notation, e: Basic, u: Piece, x: Piece, n: Piece) -> Piece:
    if w.unicode:
        return Piece("d^", n, "/d", x, "^", n, "[", u, "]", binds=FACTOR)
    return Piece("NthDerivative(", *commas(u, x, n), ")")


def integral(w: Notation, e: Basic, body: Piece, t: Piece, *ends: Piece) -> Piece:
    if not w.unicode:
        return Piece("Integral(", *commas(body, t, *ends), ")")
    limits = ("_{", ends[0], "}^{", ends[1], "}") if ends else ()
    return Piece("∫", *limits, " ", w.at_least(body, TERM) if body.tail != "d" else bracket(body), " d", t, binds=PREFIX)


def limit(w: Notation, e: Basic, body: Piece, x: Piece, a: Piece) -> Piece:
    side: str = e.args[3].name.replace("+-", "")
    if not w.unicode:
        return Piece("Limit(", *commas(body, x, a, *([Piece(f'"{side}"')] if side else [])), ")")
    return Piece("lim_{", x, " → ", w.at_least(a, ATOM if side else SUM), side.translate(str.maketrans("+-", "⁺⁻")), "} ", w.at_least(body, TERM), binds=PREFIX)


def evaluated(w: Notation, e: Basic, u: Piece, *where: Piece) -> Piece:
    taken, pairs = places(e)
    if (found := at_point(taken, pairs)) is not None:
        return Piece(u, "(", *commas(*(where[k] for k in found)), ")")
    if not w.partial and taken not in w.rounds and (count := primes(taken, pairs)):
        return Piece(w.atom(w, tower(taken)[0]), "'" * count, "(", where[1], ")")
    equations = [Piece(x, "=", a) for x, a in zip(where[::2], where[1::2])]
    inside = u if isinstance(taken, (nodes.D, nodes.Gradient, nodes.Jacobian, nodes.Hessian, nodes.Matrix)) else Piece("[", u, "]")
    return Piece(inside, "|_{", *commas(*equations), "}", binds=FACTOR, bars=True)


# ---- derivatives

def derivative(w: Notation, e: Basic, u: Piece, *variables: Piece) -> Piece:
    body, names = tower(e)
    written = dict(zip(names, variables))
    partial = w.partial or e in w.rounds or is_of_several(body)
    bare = is_function(body, names, w.functions)
    if w.unicode and (partial or (bare and w.functions is not None and len(set(names)) == 1)):
        d = "∂" if partial else "d"
        below = [p for x, count in counted(names) for p in (d, w.at_least(written[x], ATOM) if count > 1 else written[x], raised(w, count))]
        return Piece(d, raised(w, len(names)), *((u, "/", *below) if bare else ("/", *below, "[", u, "]")), binds=TERM if bare else FACTOR)
    for x, count in reversed(counted(names)):
        place = w.at_least(written[x], ATOM) if count > 1 else written[x]
        u = Piece("d", raised(w, count), "/d", place, raised(w, count), "[", u, "]", binds=FACTOR)
    return u


def raised(w: Notation, count: int) -> str:
    return "" if count == 1 else superscript(str(count)) if w.unicode else f"^{count}"


def operator(ascii: str, sign: str) -> Writer:
    """grad f, or grad[u]"""
    def write(w: Notation, e: Basic, u: Piece, *variables: Piece) -> Piece:
        name = sign if w.unicode else ascii
        if isinstance(e.args[0], nodes.Matrix):
            return Piece(name, u)
        if (named := gradient_variables(e)) is not None and len(named) == 1:
            return Piece(name, "_", w.atom(w, named[0]), "[", u, "]")
        return Piece(name, "[", u, "]") if isinstance(e.args[0], Inert) else Piece(name, "" if w.unicode else " ", u)
    return write


# ---- conditions, cases, collections

def relation(w: Notation, e: Basic, a: Piece, b: Piece) -> Piece:
    sign: str = e.args[0].name
    return signed(w, SIGNS.get(sign, sign) if w.unicode else sign, a, b)


def cases(w: Notation, e: Basic, *pieces: Piece) -> Piece:
    rows = [Piece(u, " " if e.args[k + 1] is sp.true else f" {w.condition} ", p) for k, (u, p) in zip(range(0, len(pieces), 2), zip(pieces[::2], pieces[1::2]))]
    return Piece("{", *commas(*rows, between="; "), "}")


def matrix(w: Notation, e: Basic, *pieces: Piece) -> Piece:
    width = len(pieces) if w.row and int(e.args[1]) == 1 else int(e.args[1])
    rows = [Piece(*commas(*pieces[k:k + width])) for k in range(0, len(pieces), width)]
    return Piece("[", *commas(*rows, between="; "), "]")


def integer_range(w: Notation, e: Basic, first: Piece, last: Piece) -> Piece:
    second = (", ", str(e.args[0] + 1)) if isinstance(e.args[0], Integer) and e.args[1] is sp.oo else ()
    return Piece("{", first, *second, ", ...", *((", ", last) if e.args[1] is not sp.oo else ()), "}")


def interval(w: Notation, e: Basic, a: Piece, b: Piece) -> Piece:
    left, right = e.args[0].name
    return Piece(left, a, ", ", b, right)


def at(w: Notation, e: Basic, x: Piece, *where: Piece) -> Piece:
    if len(where) == 1 and isinstance(e.args[1], (Symbol, Integer)) and where[0].length == 1:
        return Piece(w.at_least(x, ATOM), "_", where[0])
    return Piece(w.at_least(x, ATOM), "_(", *commas(*where), ")")


def one_or_other(ascii: str, sign: str, write: Any) -> Writer:
    """A writer made from a sign: the ASCII one or the Unicode one."""
    plain, pretty = write(ascii), write(sign)
    return lambda w, e, *pieces: (pretty if w.unicode else plain)(w, e, *pieces)


WRITERS: dict[type, Writer] = {
    Plus:                  plus,
    Neg:                   neg,
    Times:                 times,
    MatTimes:              times,
    Hadamard:              one_or_other(".*", "⊙", infix),
    Over:                  over,
    Power:                 power,
    Decimal:               lambda w, e: Piece(e.args[0].name),
    Call:                  call,
    At:                    at,
    nodes.SumOver:         indexed("Sum", "Σ"),
    nodes.ProdOver:        indexed("Prod", "∏"),
    nodes.MaxOver:         form("MaxOver", "max"),
    nodes.MinOver:         form("MinOver", "min"),
    nodes.Argmax:          form("Argmax", "arg max"),
    nodes.Argmin:          form("Argmin", "arg min"),
    nodes.Supremum:        form("Sup", "sup"),
    nodes.Infimum:         form("Inf", "inf"),
    nodes.NthDerivative:   nth_derivative,
    sets.Union:            one_or_other("union", "∪", lambda sign: infix(sign, SUM, TERM)),
    sets.Intersection:     one_or_other("intersect", "∩", lambda sign: infix(sign, SUM, TERM)),
    sets.Difference:       one_or_other("setminus", "∖", lambda sign: infix(sign, SUM, TERM)),
    sets.IntegerRange:     integer_range,
    sets.SuchThat:         lambda w, e, x, p: Piece("{", x, " : ", p, "}"),
    sets.ForAll:           lambda w, e, x, p: Piece("∀", x, ": ", p, binds=RELATION) if w.unicode else Piece("ForAll(", x, ", ", p, ")"),
    nodes.IntegralOver:    integral,
    nodes.Antiderivative:  integral,
    nodes.Limit:           limit,
    nodes.Slope:           lambda w, e, y, x, t: Piece("d[", y, "]/d[", x, "]", binds=FACTOR),
    nodes.InverseSlope:    lambda w, e, u, x, a, b: Piece("(f⁻¹)'(" if w.unicode else "(f^-1)'(", b, ")", binds=FACTOR),
    nodes.Evaluated:       evaluated,
    nodes.Where:           evaluated,
    nodes.D:               derivative,
    nodes.Gradient:        operator("grad", "∇"),
    nodes.Hessian:         operator("hessian", "∇²"),
    nodes.Jacobian:        operator("jacobian", "J"),
    nodes.Rel:             relation,
    nodes.And:             one_or_other("and", "∧", chain),
    nodes.Or:              one_or_other("or", "∨", lambda sign: infix(sign, OR, OR + 1)),
    nodes.Not:             lambda w, e, p: Piece(p.parts[0], " ∉ " if w.unicode else " notin ", p.parts[2], binds=RELATION) if isinstance(e.args[0], nodes.Rel) and e.args[0].args[0].name == "in" else Piece("¬" if w.unicode else "not ", bracket(p), binds=RELATION),
    nodes.Cases:           cases,
    nodes.Matrix:          matrix,
    nodes.TupleOf:         between("(", ")"),
    nodes.SetOf:           between("{", "}"),
    nodes.Interval:        interval,
    nodes.Transpose:       lambda w, e, u: Piece(w.at_least(u, ATOM), "ᵀ" if w.unicode else "^T", binds=FACTOR),
    nodes.Inverse:         lambda w, e, u: Piece(w.at_least(u, ATOM), "⁻¹" if w.unicode else "^(-1)", binds=FACTOR),
    nodes.Inner:           lambda w, e, a, b: Piece("⟨", a, ", ", b, "⟩") if w.unicode else Piece("inner(", a, ", ", b, ")"),
}


def notation(theme: Mapping[str, str] | None = None, **options: Any) -> Notation:
    """Plain text, with the fields of a `Notation` that a caller may choose, and the options of a theme."""
    from symderive.render.themes import dressed
    return dressed(Notation(WRITERS, atom, bracket, joint, **options), theme or {}, "text")
