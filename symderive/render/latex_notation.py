r"""LaTeX for expressions as written: brackets only where the reading would change, \cdot only where juxtaposition would."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive import nodes
from symderive.expr import At, Call, Decimal, Hadamard, Inert, MatTimes, Neg, Over, Plus, Power, Times
from symderive.functions import FUNCTIONS, orders
from symderive.problem import NUMBERS
from symderive.reading.tokens import BARE_WORDS
from symderive.render import latex_operators
from symderive.render.common_notation import between, chain, commas, infix, neg, plus, signed, times
from symderive.render.latex_operators import raised, subscript
from symderive.render.names import APPLIED, latex_name
from symderive.render.pieces import ATOM, FACTOR, OR, RELATION, SUM, TERM, Notation, Piece, Writer
from symderive.render.shapes import at_point, counted, gradient_variables, has_name, is_bare, is_combination, is_function, is_named_power, is_of_several, places, primes, tower

SIGNS = {
    "<=": r"\le", ">=": r"\ge", "!=": r"\ne", "in": r"\in", "~": r"\sim", "->": r"\to", "<=>": r"\iff", "=>": r"\implies", "approx": r"\approx",
    "subset": r"\subset", "subseteq": r"\subseteq", "|": r"\mid", "||": r"\|",
}
COMMAND = re.compile(r"\\[A-Za-z]+$")                    # a letter after a command needs a space
NAMED = frozenset(f.latex for f in FUNCTIONS.values() if f.written == "name") | {r"\log", r"\log_"}
SHORT = 12                                                # |x| rather than \left|x\right|


def bracket(p: Piece) -> Piece:
    return Piece(r"\left(", p, r"\right)") if p.tall else Piece("(", p, ")")


# ---- what is not a node

CONSTANTS = {
    sp.E: "e", sp.pi: r"\pi", sp.I: "i", sp.oo: r"\infty", sp.true: r"\text{true}", sp.false: r"\text{false}", sp.EulerGamma: r"\gamma", sp.GoldenRatio: r"\varphi",
    sp.zoo: r"\tilde{\infty}", sp.nan: r"\text{undefined}", sp.S.EmptySet: r"\emptyset",
}


def atom(w: Notation, e: Basic) -> Piece:
    if e is sp.true:
        return Piece(rf"\text{{{w.otherwise}}}")
    if e in CONSTANTS:
        return Piece(CONSTANTS[e])
    if isinstance(e, (Symbol, sp.MatrixSymbol)):
        return symbol(w.letter(e))
    if isinstance(e, Integer):
        return Piece(str(e)) if e >= 0 else Piece("-", Piece(str(-e)), binds=SUM)
    return other(w, e)


def other(w: Notation, e: Basic) -> Piece:
    """A SymPy object: written as a textbook would where that is known, else as SymPy does."""
    from symderive.written import as_written
    shown = as_written(e) if isinstance(e, (sp.Expr, sp.MatrixBase)) and not isinstance(e, Inert) else e
    return w.write(shown) if isinstance(shown, Inert) else Piece(sp.latex(e), binds=ATOM if e.is_Atom else SUM, tall=True)


def symbol(name: str, *more: Piece) -> Piece:
    """A name, and under it its own subscript and more."""
    text, below = latex_name(name)
    indices = ((below,) if below else ()) + more
    return Piece(text, *subscript(indices)) if indices else Piece(text)


# ---- products, quotients, powers

def joint(w: Notation, left: Basic, before: Piece, right: Basic, after: Piece) -> str:
    """What stands between two factors."""
    opens = after.head in ("(", r"\left(")
    if after.head[0].isdigit() or isinstance(left, SET_APART) or isinstance(right, (*SET_APART, Over)):
        return r" \cdot "
    if left is sp.S.One or left is sp.S.Zero or left in (DIFFERENTIAL, INCREMENT) or right == DIFFERENTIAL:
        return r" \cdot "
    if has_name(left) or is_named_power(left) or _is_log(left):
        return " " if is_name(after) else r" \cdot "
    if opens and (isinstance(left, Call) or applied(before.head) or applied(before.tail)):
        return r" \cdot "
    if (is_word(before.tail) and after.head[0].isalpha()) or (is_word(after.head) and isinstance(left, (Symbol, Power))):
        return r" \cdot "
    if "|" in (before.tail[-1], after.head[0]):
        return r" \cdot "
    if after.head[0].isalpha() and len(before.parts) > 1 and before.parts[-2] in ("_", "^"):
        return " "
    return " " if (after.head[0] == "\\" and not opens) or (after.head[0].isalpha() and COMMAND.search(before.tail)) else ""


def product(w: Notation, e: Basic, *pieces: Piece) -> Piece:
    """Factors side by side; but e t a set solid would be read as a name that lacks its backslash."""
    whole = times(w, e, *pieces)
    parts = list(whole.parts)
    run = ""
    for k, p in enumerate(parts):
        if isinstance(p, str):
            run = "" if p else run
            continue
        run = run + p.head if len(p.head) == 1 and p.head.isalpha() else ""
        if run in BARE_WORDS:
            parts[k - 1], run = " ", p.head
        run = run if p.length == 1 else ""
    whole.parts = tuple(parts)
    return whole


INCREMENT = Symbol("Delta")                              # \Delta x would be read as a name
DIFFERENTIAL = Symbol("d")                               # d x would read as dx
SET_APART = (nodes.D, nodes.Evaluated, nodes.Where, nodes.Gradient, nodes.Jacobian, nodes.Hessian, nodes.Cases)


def applied(letter: str) -> bool:
    """Would a reader take this for a function, if a bracket follows?"""
    return letter.removeprefix("\\") in APPLIED or letter.startswith(r"\mathrm")


def is_word(s: str) -> bool:
    """A name of several letters, which would run into the next."""
    return s.startswith((r"\mathrm", r"\text"))


def is_name(p: Piece) -> bool:
    return p.head.partition("^")[0] in NAMED


def _is_log(e: Basic) -> bool:
    return isinstance(e, Call) and e.args[0].name == "log"


def over(w: Notation, e: Basic, u: Piece, v: Piece) -> Piece:
    slashed = all(is_plain(a) for a in e.args)
    small = Piece(u, "/", v, binds=TERM) if slashed else None
    return Piece(r"\frac{", u, "}{", v, "}", binds=FACTOR, small=small, tall=True)


def is_plain(e: Basic) -> bool:
    """Short enough to stand beside a slash: 2, x, x^2."""
    return isinstance(e, (Integer, Symbol)) or (isinstance(e, Power) and all(isinstance(a, (Integer, Symbol)) for a in e.args))


def power(w: Notation, e: Basic, base: Piece, exponent: Piece) -> Piece:
    if is_named_power(e):
        name = latex_of(w, e.args[0].args[0].name)
        if "^" in name:
            return Piece(r"\left(", named(name, (), e.args[0].args[1], base), r"\right)", *raised(exponent), binds=FACTOR)
        return named(name, raised(exponent), e.args[0].args[1], base)
    if is_root(e.args[0]):
        return Piece(r"\left(", base, r"\right)", *raised(exponent), binds=FACTOR)
    return Piece(bracket(base) if is_combination(e) else w.at_least(base, ATOM), *raised(exponent), binds=FACTOR)


def is_root(e: Basic) -> bool:
    return isinstance(e, Call) and e.args[0].name in ("sqrt", "root")


# ---- functions

def call(w: Notation, e: Basic, *args: Piece) -> Piece:
    name: str = e.args[0].name
    known = FUNCTIONS.get(name)
    if known is None:
        return unknown(name, *args)
    if name in OWN and (own := OWN[name]).arity == len(args):
        return own.write(w, e, *args)
    if has_name(e):
        return named(latex_of(w, name), (), e.args[1], args[0])
    return applied_to(latex_of(w, name) if known.written != "own" else rf"\operatorname{{{name}}}", *args)


def latex_of(w: Notation, function: str) -> str:
    """What a function is called."""
    return w.names.get(function, FUNCTIONS[function].latex)


def unknown(name: str, *args: Piece) -> Piece:
    stem, counts = orders(name, len(args))
    if len(args) > 1:
        mark = f"^{{({','.join(map(str, counts))})}}" if any(counts) else ""
    else:
        mark = "'" * counts[0] if counts and counts[0] < 4 else f"^{{({counts[0]})}}"
    return applied_to(symbol(stem), mark, *args) if mark else applied_to(symbol(stem), *args)


def applied_to(name: str | Piece, *args: str | Piece) -> Piece:
    """The arguments in brackets; strings before them belong to the name."""
    marks = [a for a in args if isinstance(a, str)]
    inside = Piece(*commas(*(a for a in args if isinstance(a, Piece))) or ("",))
    return Piece(name, *marks, bracket(inside))


def named(name: str, mark: tuple[str | Piece, ...], argument: Basic, inside: Piece) -> Piece:
    """sin x, or sin(x) where a factor follows."""
    closed = Piece(name, *mark, bracket(inside), binds=FACTOR)
    bare = isinstance(argument, (Symbol, Integer, Decimal, At, sp.NumberSymbol)) or is_root(argument) or inside.parts[0] == "|"
    if not bare or name.startswith(r"\operatorname") or inside.binds < ATOM:
        return closed
    tight = mark and inside.head[0] != "\\" and mark[-1] == "}"
    return Piece(name, *mark, "" if tight else " ", inside, binds=FACTOR, closed=closed)


class Own:
    """A function with a sign of its own: how many arguments it takes, and how they are written."""

    def __init__(self, arity: int, write: Callable[..., Piece]) -> None:
        self.arity, self.write = arity, write


def enclosed(left: str, right: str) -> Own:
    return Own(1, lambda w, e, u: Piece(r"\left", left, " ", u, r" \right", right) if u.tall else Piece(left, " ", u, " ", right))


def absolute(w: Notation, e: Basic, u: Piece) -> Piece:
    if u.tall or u.bars or u.length > SHORT:
        return Piece(r"\left|", u, r"\right|", bars=True)
    return Piece("|", u, "|", bars=True)


def bessel(letter: str) -> Own:
    return Own(2, lambda w, e, n, u: Piece(letter, "_{", n, "}", bracket(u)))


OWN: dict[str, Own] = {
    "sqrt":      Own(1, lambda w, e, u: Piece(r"\sqrt{", u, "}", tall=True)),
    "root":      Own(2, lambda w, e, n, u: Piece(r"\sqrt[", n, "]{", u, "}", tall=True)),
    "abs":       Own(1, absolute),
    "log":       Own(2, lambda w, e, b, u: named(r"\log", subscript((b,)), e.args[2], u)),
    "floor":     enclosed(r"\lfloor", r"\rfloor"),
    "ceil":      enclosed(r"\lceil", r"\rceil"),
    "norm":      enclosed(r"\lVert", r"\rVert"),
    "lgamma":    Own(1, lambda w, e, u: Piece(r"\ln", r"\Gamma", bracket(u), binds=FACTOR)),
    "polygamma": Own(2, lambda w, e, k, u: Piece(r"\psi", "^{(", k, ")}", bracket(u))),
    "factorial": Own(1, lambda w, e, u: Piece(w.at_least(u, ATOM), "!", binds=FACTOR)),
    "binom":     Own(2, lambda w, e, n, k: Piece(r"\binom{", n, "}{", k, "}", tall=True)),
    "kronecker": Own(2, lambda w, e, i, k: symbol("delta", i, k)),
    "besselj":   bessel("J"),
    "bessely":   bessel("Y"),
    "besseli":   bessel("I"),
    "besselk":   bessel("K"),
    "conj":      Own(1, lambda w, e, u: Piece(r"\overline{", u, "}")),
    "E":         Own(1, lambda w, e, u: Piece(r"\mathbb{E}", r"\left[", u, r"\right]")),
}


# ---- derivatives, and values at a point

def evaluated(w: Notation, e: Basic, u: Piece, *where: Piece) -> Piece:
    taken, pairs = places(e)
    if (found := at_point(taken, pairs)) is not None:
        return Piece(u, "(", *commas(*(where[k] for k in found)), ")")
    if not w.partial and taken not in w.rounds and (count := primes(taken, pairs)):
        return unknown_at(tower(taken)[0], count, where[1])
    equations = [Piece(x, "=", a) for x, a in zip(where[::2], where[1::2])]
    return Piece(r"\left. ", u, r" \right|_{", *commas(*equations, between=r",\,"), "}", binds=FACTOR, tall=True)


def unknown_at(f: Basic, count: int, a: Piece) -> Piece:
    return unknown(f.name + "'" * count, a)



def derivative(w: Notation, e: Basic, u: Piece, *variables: Piece) -> Piece:
    body, names = tower(e)
    partial = w.partial or e in w.rounds or is_of_several(body)
    if not partial and len(set(names)) > 1:
        return separate(w, body, u, names, variables)
    d = r"\partial" if partial else w.d
    written = dict(zip(names, variables))
    below: list[str | Piece] = []
    for x, count in counted(names):
        below += (r"\,",) if below else ()
        below += (*spaced(d, w.at_least(written[x], ATOM)), *raised(Piece(str(count)))) if count > 1 else spaced(d, written[x])
    order = raised(Piece(str(len(names)))) if len(names) > 1 else ()
    if is_function(body, names, w.functions):
        space = " " if partial and not order and u.head[0] != "\\" else ""
        return Piece(r"\frac{", d, *order, space, u, "}{", *below, "}", binds=FACTOR, tall=True)
    return Piece(r"\frac{", d, *order, "}{", *below, r"}\left[", u, r"\right]", binds=FACTOR, tall=True)


def spaced(d: str, x: Piece) -> tuple[str | Piece, ...]:
    return (d, " ", x) if d == r"\partial" and x.head[0] != "\\" else (d, x)


def separate(w: Notation, body: Basic, u: Piece, names: list[Basic], variables: tuple[Piece, ...]) -> Piece:
    """Straight d's in several variables: one bracket after the other."""
    start = 0
    for k in range(1, len(names) + 1):
        if k == len(names) or names[k] != names[start]:
            order = raised(Piece(str(k - start))) if k - start > 1 else ()
            x = w.at_least(variables[start], ATOM) if order else variables[start]
            u = Piece(r"\frac{", w.d, *order, "}{", w.d, x, *order, r"}\left[", u, r"\right]", binds=FACTOR, tall=True)
            start = k
    return u


def operator(sign: str) -> Writer:
    r"""\nabla f, or \nabla [u]"""
    def write(w: Notation, e: Basic, u: Piece) -> Piece:
        if (named := gradient_variables(e)) is not None:
            return Piece(sign, *subscript(tuple(w.atom(w, x) for x in named)), " ", u)
        return Piece(sign, " ", u) if is_bare(e.args[0]) else Piece(sign, r"\left[", u, r"\right]")
    return write


def jacobian(w: Notation, e: Basic, u: Piece, variables: Piece) -> Piece:
    functions, places = e.args
    if not isinstance(functions, nodes.Matrix):
        return Piece("J", "_{", u, "}")
    if all(map(is_bare, functions.args[2:])):
        tops, below = (commas(*(w.write(a) for a in m.args[2:])) for m in (functions, places))
        return Piece(r"\frac{\partial(", *tops, r")}{\partial(", *below, ")}", binds=FACTOR, tall=True)
    return Piece("J", u, tall=True)


# ---- conditions, cases, collections

def relation(w: Notation, e: Basic, a: Piece, b: Piece) -> Piece:
    sign: str = e.args[0].name
    if sign == "in" and isinstance(e.args[2], Symbol) and e.args[2].name in NUMBERS:
        b = Piece(r"\mathbb{", e.args[2].name, "}")
    return signed(w, SIGNS.get(sign, sign), a, b)


def negated(w: Notation, e: Basic, p: Piece) -> Piece:
    """x is not in A, or not (p)"""
    if isinstance(e.args[0], nodes.Rel) and e.args[0].args[0].name == "in":
        return Piece(p.parts[0], r" \notin ", p.parts[2], binds=RELATION)
    return Piece(r"\lnot ", bracket(p), binds=RELATION)


def cases(w: Notation, e: Basic, *pieces: Piece) -> Piece:
    parts: list[str | Piece] = []
    for k in range(0, len(pieces), 2):
        parts += (next_row(pieces) if k else "", pieces[k], " & ", pieces[k + 1])
    return Piece(r"\begin{cases} ", *parts, r" \end{cases}", binds=FACTOR, tall=True)


def next_row(pieces: tuple[Piece, ...]) -> str:
    """The end of a row; with room for fractions: LaTeX measures it from the line, not from what hangs below it."""
    return r" \\[2.5ex] " if any(p.tall for p in pieces) else r" \\ "


def matrix(w: Notation, e: Basic, *pieces: Piece) -> Piece:
    width = len(pieces) if w.row and int(e.args[1]) == 1 else int(e.args[1])
    lines = [Piece(*commas(*pieces[k:k + width], between=" & ")) for k in range(0, len(pieces), width)]
    return Piece(r"\begin{pmatrix} ", *commas(*lines, between=next_row(pieces)), r" \end{pmatrix}", tall=True)


def interval(w: Notation, e: Basic, a: Piece, b: Piece) -> Piece:
    left, right = e.args[0].name
    return Piece(left, a, ", ", b, right)


WRITERS: dict[type, Writer] = {
    Plus:                  plus,
    Neg:                   neg,
    Times:                 product,
    MatTimes:              product,
    Hadamard:              infix(r"\odot"),
    Over:                  over,
    Power:                 power,
    Decimal:               lambda w, e: Piece(e.args[0].name),
    Call:                  call,
    At:                    lambda w, e, x, *places: symbol(w.letter(e.args[0]), *places) if isinstance(e.args[0], Symbol) else Piece(w.at_least(x, ATOM), *subscript(places)),
    **latex_operators.WRITERS,
    nodes.Evaluated:       evaluated,
    nodes.Where:           evaluated,
    nodes.D:               derivative,
    nodes.Slope:           lambda w, e, y, x, t: Piece(r"\frac{", w.d, r"\left[", y, r"\right]}{", w.d, r"\left[", x, r"\right]}", binds=FACTOR, tall=True),
    nodes.InverseSlope:    lambda w, e, u, x, a, b: Piece(r"\left(f^{-1}\right)'(", b, ")", binds=FACTOR),
    nodes.Gradient:        operator(r"\nabla"),
    nodes.Hessian:         operator(r"\nabla^2"),
    nodes.Jacobian:        jacobian,
    nodes.Rel:             relation,
    nodes.And:             chain(r"\land"),
    nodes.Or:              infix(r"\lor", binds=OR, each=OR + 1),
    nodes.Not:             negated,
    nodes.Cases:           cases,
    nodes.Matrix:          matrix,
    nodes.TupleOf:         between("(", ")", (r"\left(", r"\right)")),
    nodes.SetOf:           between(r"\{", r"\}", (r"\left\{", r"\right\}")),
    nodes.Interval:        interval,
    nodes.Transpose:       lambda w, e, u: Piece(w.at_least(u, ATOM), r"^{\top}", binds=FACTOR),
    nodes.Inverse:         lambda w, e, u: Piece(w.at_least(u, ATOM), "^{-1}", binds=FACTOR),
    nodes.Inner:           between(r"\langle ", r" \rangle", (r"\left\langle ", r" \right\rangle")),
}


def notation(theme: Mapping[str, str] | None = None, **options: Any) -> Notation:
    """LaTeX, with the fields of a `Notation` that a caller may choose, and the options of a theme."""
    from symderive.render.themes import dressed
    return dressed(Notation(WRITERS, atom, bracket, joint, is_name, **options), theme or {}, "latex")
