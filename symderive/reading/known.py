r"""Functions known by name: \sin x, \sin^2 x, \log_2 x, max(a, b); and the forms that SymPy prints: Sum(u, (i, 1, n))."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sympy import Basic, E, Integer, Symbol

from symderive.expr import Neg, Over, Power, call, head, times
from symderive.functions import FUNCTIONS
from symderive.nodes import Argmax, Argmin, Infimum, NthDerivative, Supremum
from symderive.number import value
from symderive.reading import brackets, calculus, derivatives, names, operands, overindex, spelling

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token


def function(r: Reader, token: Token) -> Basic:
    r"""\sin x, \sin^2 x, \sin^{-1} x, \log_2 x, \max(a, b): a function known by name, with what stands between it and its argument."""
    key = token.value
    base: Basic | None = None
    power: Basic | None = None
    written = r.text[token.start:token.end]
    if key == "arg" and r.kind == "function" and r.next.value in ("max", "min"):
        return overindex.extreme(r, r.take()._replace(value="arg" + r.tokens[r.at - 1].value, start=token.start))
    if key in ("max", "min") and r.kind == "_":
        return overindex.largest(r, token)
    while r.kind in ("^", "_", "raised", "lowered"):
        sign = r.take()
        if sign.kind in ("_", "lowered"):
            if key != "log" or base is not None:
                r.fail(f"{written} takes no subscript", token=sign)
            base = _base(r, sign)
        elif power is not None:
            r.fail("a second exponent", token=sign)
        else:
            power = _high(r, sign) if sign.kind == "raised" else _power_of_function(r, sign)
    if r.kind == "'":
        r.fail(f"a prime on {written}", f"write d/dx {written}(x)")
    if power == Neg(Integer(1)):
        return _inverse(r, key, written, token)
    if r.latex and key == "ln" and r.kind == "name" and r.next.value == "Gamma":
        return _log_gamma(r, token, power)
    e = called(r, key, _arguments(r, key, token), token, base, power)
    return e if power is None else Power(e, power)


def _log_gamma(r: Reader, token: Token, power: Basic | None) -> Basic:
    r"""\ln\Gamma(x), with no bracket around \Gamma(x), is the log-gamma function."""
    u = r.operand() if r.peek().kind == "(" else open_argument(r, token)
    e = call("lgamma", *u.args[1:]) if head(u) == "gamma" else call("ln", u)
    return e if power is None else Power(e, power)


def _power_of_function(r: Reader, sign: Token) -> Basic:
    if r.latex:
        return operands.exponent(r, sign)
    if r.kind == "(":
        opener = r.take()
        e = r.total()
        r.closed(opener, ")")
        return e
    if r.kind in ("+", "-"):
        minus = r.take().kind == "-"
        e = _number_or_argument(r)
        return Neg(e) if minus else e
    return _number_or_argument(r)


def _number_or_argument(r: Reader) -> Basic:
    return Integer(r.take().value) if r.kind == "number" and "." not in r.next.value else r.argument("the exponent is missing")


def _high(r: Reader, token: Token) -> Basic:
    rest = token.value.lstrip("-")
    if not rest.isdigit():
        r.fail("this exponent cannot be read", "write it after ^", token)
    return Neg(Integer(rest)) if token.value.startswith("-") else Integer(rest)


def _base(r: Reader, sign: Token) -> Basic:
    """The base of a logarithm."""
    if sign.kind == "lowered":
        return Integer(sign.value) if sign.value.isdigit() else Symbol(sign.value)
    if r.kind == "subscript":
        token = r.take()
        spelled = token.value
        while r.kind == "_" and r.peek().kind == "subscript":
            r.take()
            spelled += "_" + r.take().value
        return Integer(spelled) if spelled.isdigit() else r.constant_or_symbol(spelled, token)
    if r.kind in ("(", "\\{"):
        opener = r.take()
        e = r.total()
        r.closed(opener)
        return e
    if r.kind == "number" and len(r.next.value) > 1:
        r.fail("which digits belong to the base?", f"use braces: _{{{r.next.value}}}")
    return r.argument("the base of the logarithm is missing")


def _inverse(r: Reader, key: str, written: str, token: Token) -> Basic:
    r"""\sin^{-1} x is arcsin x."""
    if key not in spelling.INVERSE:
        r.fail(f"{written} to the power -1 has two readings", f"write 1/{written}(x) or the inverse function by its name", token, r.next.start)
    e = call(spelling.INVERSE[key], *_arguments(r, key, token))
    r.note("note.inverse_function", token.start, e)
    return e


def _arguments(r: Reader, key: str, token: Token) -> list[Basic]:
    """In brackets, or without them."""
    if r.kind in ("(", "["):
        return names.arguments(r, r.text[token.start:token.end])
    if r.kind == "\\{":
        opener = r.take()
        found = r.items()
        r.closed(opener)
        return found
    if r.kind == "{":
        return [r.group("the argument is empty")]
    if key in FUNCTIONS and FUNCTIONS[key].written == "brackets" and key not in ("tr", "det", "rank") and r.kind != "begin":
        r.fail(f"{r.text[token.start:token.end]} needs its argument in brackets", f"{r.text[token.start:token.end]}(x)", token)
    return [open_argument(r, token)]


def open_argument(r: Reader, token: Token) -> Basic:
    r"""An argument without brackets: 2x, \pi x/2 not its division, x^2, |x|; it ends before a bracket, a function, a sign.

    After a number a bracket, a root or a fraction still belongs to it: \sin 2(x + 1), \sin 2\sqrt x.
    """
    r.deeper()
    if r.kind == "":
        r.fail(f"{r.text[token.start:token.end]} has no argument", token=token)
    if r.kind == "-":
        r.take()
        e: Basic = Neg(open_argument(r, token))
        r.depth -= 1
        return e
    start, first_kind = r.at, r.kind
    factors = [r.power()]
    starts = [start]
    coefficient = value(factors[0]) is not None or first_kind == "constant"
    if first_kind in ("number", "name", "constant", "font", "accent"):
        while True:
            if r.kind in ("name", "constant", "font", "accent") and not (r.integral and r.at_differential()) and not _begins_call(r):
                starts.append(r.at)
                factors.append(r.power())
                coefficient = coefficient and r.tokens[r.at - 1].kind == "constant"
            elif coefficient and (r.kind in ("(", "[", "frac", "sqrt", "|(") or (r.kind == "|" and not r.bars)) and not (r.kind == "frac" and derivatives.is_quotient_of_differentials(r, 1)):
                starts.append(r.at)
                factors.append(r.power())
                break
            else:
                break
    e = times(*factors)
    spaced = len(factors) > 1 and r.latex and r.text[r.tokens[starts[1]].start - 1].isspace()            # \ln 2 x
    if spaced or (len(factors) > 1 and (value(factors[0]) is None or len(factors) > 2)) or (not r.latex and token.end == r.tokens[start].start):
        r.note("note.argument_without_brackets", token.start, e if r.latex or len(factors) == 1 else _dotted(r, starts))
    r.depth -= 1
    return e


def _dotted(r: Reader, starts: list[int]) -> str:
    """The factors that begin at these tokens and end here, as written, with a multiplication dot between them."""
    return "·".join(r.text[r.tokens[a].start:r.tokens[b - 1].end] for a, b in zip(starts, [*starts[1:], r.at]))


def _begins_call(r: Reader) -> bool:
    """Is the next name a function with its bracket? It is no part of an argument without brackets."""
    return r.next.value in r.functions and r.peek().kind in ("(", "'")


def called(r: Reader, key: str, args: list[Basic], token: Token, base: Basic | None = None, power: Basic | None = None) -> Basic:
    """The node of a function known by name; `power` is what will be put on it."""
    arity = 1 if key == "log" and base is None and len(args) == 1 else spelling.ARITY.get(key, 1) - (base is not None)
    if arity and len(args) != arity:
        r.fail(f"{r.text[token.start:token.end]} takes {arity} argument{'s' * (arity > 1)}, not {len(args)}", token=token)
    if key == "exp":
        return Power(E, args[0])
    if key == "lg":
        return call("log", Integer(10), args[0])
    if key == "log":
        return _logarithm(r, args, token, base, power)
    if key == "root" and value(args[0]) is None and isinstance(args[1], Integer):
        args = args[::-1]                                     # SymPy writes root(x, 3)
        r.note("note.root_order", token.start, call("root", *args))
    return call(key, *args)


def _logarithm(r: Reader, args: list[Basic], token: Token, base: Basic | None, power: Basic | None) -> Basic:
    if base is not None:
        return call("log", base, args[0])
    if len(args) == 2:
        e: Basic = call("log", args[1], args[0])              # SymPy writes log(x, base)
        r.note("note.log_base_second", token.start, e)
        return e
    e = call("ln", args[0])
    r.note("note.log_natural", token.start, e if power is None else Power(e, power))
    return e


def operator(r: Reader, token: Token) -> Basic:
    r"""\operatorname{name}: an unknown function before a bracket, else a symbol."""
    if r.kind == "(" and token.value not in r.names.symbols:
        e = call(token.value, *names.arguments(r, token.value))
        if token.value not in r.functions:
            r.note("note.unknown_function", token.start, e)
        return e
    return names.name(r, token._replace(kind="name"))


def conjugate(r: Reader, token: Token) -> Basic:
    r"""\overline{z}: the complex conjugate."""
    e = call("conj", r.argument("nothing stands under the line"))
    r.note("note.conjugate", token.start, e)
    return e


# ---- forms: what SymPy prints, and what the text notation of this package prints

def form(r: Reader, token: Token) -> Basic:
    """Sum(u, i, 1, n), Derivative(u, x), Piecewise((u, p), (v, True)), Matrix([[a, b], [c, d]]), Rational(1, 2), ..."""
    if token.value in overindex.OVER or token.value in ("Integral", "Limit"):
        return calculus.form(r, token)
    if token.value == "D" and r.comma_inside(r.at) == 0:
        return names.name(r, token._replace(kind="name"))
    args = names.arguments(r, token.value)
    made = FORMS[token.value](r, args) if token.value in FORMS else None
    if made is None:
        r.fail(f"{token.value} cannot be read with these arguments", token=token, end=r.tokens[r.at - 1].end)
    return made


def _two(make: Callable[[Basic, Basic], Basic]) -> Callable[[Any, list[Basic]], Basic | None]:
    return lambda r, args: make(*args) if len(args) == 2 else None


FORMS: dict[str, Callable[[Any, list[Basic]], Basic | None]] = {
    "Rational": _two(Over), "cbrt": lambda r, args: call("root", Integer(3), args[0]) if len(args) == 1 else None,
    "Argmax": _two(Argmax), "Argmin": _two(Argmin), "Sup": _two(Supremum), "Inf": _two(Infimum), "NthDerivative": lambda r, args: NthDerivative(*args) if len(args) == 3 else None,
    "D": lambda r, args: derivatives.nested(args[0], args[1:]), "Derivative": lambda r, args: derivatives.nested(args[0], args[1:]),
    **brackets.FORMS,
}
