r"""What begins an operand (numbers, fractions, roots, bars) and what follows one (exponents, n!, 50%)."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Basic, E, Integer, Symbol, pi, true

from symderive.expr import At, Decimal, Neg, Over, Power, call, free, is_scalar, named, times
from symderive.nodes import Inverse, Transpose
from symderive.reading import calculus, derivatives, given, names, spelling

if TYPE_CHECKING:
    from symderive.reading.grammar import Reader
    from symderive.reading.pairing import Token


def number(r: Reader, token: Token) -> Basic:
    if token.value == "1" and r.kind in ("(", "[", "\\{", "_") and (e := given.indicator(r, token)) is not None:
        return e
    return Decimal(named(token.value)) if "." in token.value else Integer(token.value)


def constant(r: Reader, token: Token) -> Basic:
    return spelling.CONSTANTS[token.value]


def truth(r: Reader, token: Token) -> Basic:
    """`otherwise`, the condition that always holds."""
    return true


def braces(r: Reader, token: Token) -> Basic:
    r.jump(r.at - 1)
    return r.group("the braces are empty")


def boxed(r: Reader, token: Token) -> Basic:
    return r.argument(r"\boxed needs an argument")


def fraction(r: Reader, token: Token) -> Basic:
    r"""\frac{u}{v}, or \frac{d}{dx} before its operand."""
    start = r.at - 1
    if derivatives.is_quotient_of_differentials(r):
        return derivatives.derivative(r, token)
    above = calculus.numerator(r) if r.integral and r.kind == "{" else r.argument("the numerator is empty")
    integral, r.integral = r.integral, False
    below = r.argument("the denominator is empty")
    r.integral = integral
    return r.built(start, Over, above, below)


def square_root(r: Reader, token: Token) -> Basic:
    r"""\sqrt{u}, \sqrt[3]{u}, √u"""
    if not r.text.startswith("\\", token.start):
        return call("sqrt", _below(r))
    if r.kind != "[":
        return call("sqrt", r.argument("the root is empty"))
    opener = r.take()
    index = r.total()
    r.closed(opener, "]")
    return call("root", index, r.argument("the root is empty"))


def cube_root(r: Reader, token: Token) -> Basic:
    return call("root", Integer(3), _below(r))


def _below(r: Reader) -> Basic:
    """What stands under √: the operand alone, so that √x² is (√x)²."""
    r.deeper()
    e = r.operand()
    r.depth -= 1
    return e


def binomial(r: Reader, token: Token) -> Basic:
    above = r.argument("the binomial coefficient is empty")
    return call("binom", above, r.argument("the binomial coefficient has no lower part"))


# ---- bars

BETWEEN = {"|(": "abs", "||(": "norm", "floor(": "floor", "ceil(": "ceil"}


def between(r: Reader, token: Token) -> Basic:
    r"""\left| u \right|, \lfloor u \rfloor, ...: bars that say which side they are."""
    if r.kind in spelling.CLOSING:
        r.fail("there is nothing between these bars", token=token, end=r.next.end)
    found = r.items()
    if len(found) > 1:
        r.fail("a comma between bars")
    r.closed(token, spelling.CLOSERS[token.kind][0])
    if token.kind == "||(":
        _euclidean(r)
    return call(BETWEEN[token.kind], found[0])


def absolute(r: Reader, token: Token) -> Basic:
    """|u| and ||u||: where an operand is due a bar opens, after one it closes."""
    double = r.kind == "|" and r.next.start == token.end and _next_bars(r) == 2
    if double:
        r.take()
    r.bars += 1
    if r.kind == "|" and not double and r.peek().kind in ("", ")", "}", "+", "-", "="):
        r.fail("there is nothing between these bars", token=token, end=r.next.end)
    e = r.total()
    for _ in range(2 if double else 1):
        if r.kind != "|":
            r.fail(f'this "{"||" if double else "|"}" is not closed', token=token, end=token.end + double)
        r.take()
    r.bars -= 1
    if double:
        _euclidean(r)
    return call("norm" if double else "abs", e)


def _next_bars(r: Reader) -> int:
    """How many bars stand together where the next bar is: ||x|| is a norm, ||x| - 1| is not."""
    k = next((k for k in range(r.at + 1, len(r.tokens)) if r.tokens[k].kind == "|"), None)
    if k is None:
        return 0
    return 2 if r.tokens[k + 1].kind == "|" and r.tokens[k + 1].start == r.tokens[k].end else 1


def norm(r: Reader, token: Token) -> Basic:
    r"""\|u\|"""
    r.norms += 1
    e = r.total()
    r.norms -= 1
    if r.kind != "||":
        r.fail(r'this "\|" is not closed', token=token)
    r.take()
    _euclidean(r)
    return call("norm", e)


def _euclidean(r: Reader) -> None:
    """A norm may say that it is the Euclidean one: a subscript 2. No other is read."""
    if r.kind not in ("_", "lowered"):
        return
    mark = r.take()
    token = r.take() if mark.kind == "_" else mark
    if token.kind == "{" and r.peek().kind == "}":
        token = r.take()
        r.take()
    if token.value != "2":
        r.fail("only the Euclidean norm is read, with the subscript 2 or none", token=token)


# ---- what follows an operand: None where it does not belong to it

def raised_to(r: Reader, e: Basic, start: int) -> Basic | None:
    """u^v; of a matrix, ^T is the transpose and ^{-1} the inverse."""
    if r.peek().kind in ("+", "-") and r.peek(2).kind in ("}", ")", "\\}"):
        return None                                            # x -> 0^+
    sign = r.take()
    if (found := _marked(r, e, start)) is not None:
        return found
    if _is_transposition(r, e):
        if is_scalar(e) and r.tokens[r.at - 1].kind == "name":
            r.note("note.transpose", r.tokens[start].start, Transpose(e))
        return Transpose(e)
    if r.kind == "ring" or (r.kind == "{" and r.peek().kind == "ring"):
        r.jump(r.at + (1 if r.kind == "ring" else 3))
        return _in_degrees(r, e, start)
    _refuse_bracketed_index(r, e, start)
    v = exponent(r, sign)
    if r.latex and r.kind == "_" and r.tokens[start].kind == "name" and r.tokens[start + 1] is sign:
        e = names.subscripted(r, r.tokens[start].value, r.tokens[start])         # x^2_1 is the square of x_1
    if v == Neg(Integer(1)) and not is_scalar(e):
        return r.built(start, Inverse, e)
    if (chosen := _combinations(r, e, v, start)) is not None:
        return chosen
    return Power(e, v)


def _refuse_bracketed_index(r: Reader, e: Basic, start: int) -> None:
    r"""x^{(i)}, \theta^{(t+1)}, y^{(4)}: an upper index, the order of a derivative, or a power?"""
    is_name = r.tokens[start].kind == "name" and r.tokens[r.at - 2].kind != ")" and e != E
    if not (r.latex and r.kind == "{" and r.peek().kind == "(") or not (is_name or isinstance(e, (Symbol, At))):
        return
    end, outer = r.partner[r.at + 1], r.partner[r.at]
    inside = [t.kind for t in r.tokens[r.at + 2:end]]
    if end + 1 == outer and (inside in (["number"], ["name"]) or (len(inside) == 3 and inside[0] == "name" and inside[1] in ("+", "-") and inside[2] == "number")):
        r.fail("an exponent in brackets has two readings: an upper index, or a power", "write x_{1} for an index, x^{2} for a power", end=r.tokens[outer].end)


def _marked(r: Reader, e: Basic, start: int) -> Basic | None:
    r"""x^*, \eta^\star: a name of its own; A^{-T}: the transpose of the inverse."""
    group = r.kind == "{"
    inner = r.peek() if group else r.next
    if inner.kind in ("*", "star") and (r.latex or r.peek().kind in ("", ")", "=", ",", "+", "-", "<", ">", "<=", ">=")) and (not group or r.peek(2).kind == "}"):
        if not isinstance(e, Symbol) or r.tokens[r.at - 2].kind == ")":
            r.fail("the star is read only on a letter", r"\overline{z} for the conjugate, A^T for the transpose", inner)
        r.jump(r.at + (3 if group else 1))
        marked = Symbol(f"{e.name}_star")
        r.note("note.starred", r.tokens[start].start, marked)
        return r.named(marked.name, r.tokens[start].start, r.tokens[r.at - 1].end)
    if not r.latex and r.kind in ("(", "\\{"):
        group, inner = True, r.peek()
    if inner.kind != "-":
        return None
    mark = r.peek(1 + group)
    if (mark.kind == "top" or (mark.kind == "name" and mark.value == "T" and "T" not in r.names.symbols and not (is_scalar(e) and not free(e)))) and (not group or r.peek(3).kind in ("}", ")", "\\}")):
        r.jump(r.at + (4 if group else 2))
        found = Transpose(Power(e, Neg(Integer(1))) if is_scalar(e) else r.built(start, Inverse, e))
        if is_scalar(e):
            r.note("note.transpose", r.tokens[start].start, found)
        return found
    return None


def _combinations(r: Reader, e: Basic, k: Basic, start: int) -> Basic | None:
    """C_n^k, as schools write the binomial coefficient; C_1^2 is the square of a constant."""
    token = r.tokens[start]
    if token.value != "C" or not isinstance(e, Symbol) or not e.name.startswith("C_") or "C" in r.names or e.name in r.names:
        return None
    n = e.name[2:]
    if n.isdigit():
        if not isinstance(k, Integer) or not 2 < int(n) > int(k):
            return None
    elif n not in ("n", "m", "N", "M"):
        return None
    found = call("binom", Integer(n) if n.isdigit() else Symbol(n), k)
    r.note("note.combinations", token.start, found)
    return found


def exponent(r: Reader, sign: Token) -> Basic:
    """What stands after ^: in LaTeX one sign or a group, in plain text an operand with its own exponent and sign."""
    if r.kind == "" or r.kind in spelling.CLOSING:
        r.fail("the exponent is missing", token=sign)
    if not r.latex:
        if r.kind != "\\{":
            r.deeper()
            v = r.signed()
            r.depth -= 1
            return v
        opener = r.take()
        e = r.items()
        r.closed(opener)
        return e[0]
    if r.kind in ("+", "-", "'"):
        r.fail(f'"{r.text[r.next.start:r.next.end]}" alone is no exponent', "use braces: x^{-1}")
    if r.kind == "number" and len(r.next.value) > 1:
        r.fail("which digits belong to the exponent?", f"use braces: ^{{{r.next.value}}}")
    return r.argument("the exponent is empty")


def _is_transposition(r: Reader, e: Basic) -> bool:
    """Take ^T, if it stands here and can be meant."""
    group = r.kind == "{" and r.peek(2).kind == "}"
    token = r.peek() if group else r.next
    if token.kind != "top" and not (token.kind == "name" and token.value == "T" and "T" not in r.names.symbols):
        return False
    if token.kind == "name" and is_scalar(e) and not free(e):
        return False                                           # 2^T is a power
    r.jump(r.at + (3 if group else 1))
    return True


def raised(r: Reader, e: Basic, start: int) -> Basic:
    """x², x⁻¹, xⁿ: digits or one letter, set high."""
    token = r.take()
    text = token.value
    sign, rest = text[:1] == "-", text.lstrip("+-")
    if text == "T":
        return Transpose(e)
    if (not rest.isdigit() and not (len(rest) == 1 and rest.isalpha())) or len(text) - len(rest) > 1:
        r.fail("this exponent cannot be read", "write it after ^", token)
    v = Integer(rest) if rest.isdigit() else Symbol(rest)
    return Power(e, Neg(v) if sign else v)


def factorial(r: Reader, e: Basic, start: int) -> Basic:
    r.take()
    if r.kind == "!":
        r.fail("the double factorial is not read", "(n!)! for a factorial of a factorial")
    return call("factorial", e)


def per_cent(r: Reader, e: Basic, start: int) -> Basic:
    token = r.take()
    if r.kind in ("number", "name", "(", "function"):
        r.fail("% is per cent, and nothing can follow it side by side", "a remainder is not read", token)
    return Over(e, Integer(100))


def degrees(r: Reader, e: Basic, start: int) -> Basic:
    r.take()
    return _in_degrees(r, e, start)


def _in_degrees(r: Reader, e: Basic, start: int) -> Basic:
    """30° is 30 π/180."""
    angle = times(e, Over(pi, Integer(180)))
    r.note("note.degrees", r.tokens[start].start, angle)
    return angle
