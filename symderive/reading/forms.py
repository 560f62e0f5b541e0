r"""Tasks that are no expressions: \nabla f, J, H_f, y', f_{xy}, \tanh'(z)."""
from __future__ import annotations

from collections.abc import Mapping

from sympy import Basic, Symbol

from symderive.expr import call, free
from symderive.nodes import TupleOf
from symderive.reading import known, names
from symderive.reading.grammar import Reader
from symderive.reading.statements import Task


def named_task(r: Reader, parameters: Mapping[str, tuple[str, ...]]) -> Task | None:
    r"""\nabla f, \nabla^2 f, \nabla (u), J, J_f, H, H_f: what is not an expression."""
    start = r.next.start
    if r.kind == "function" and r.peek().kind == "'":
        return _primed_function(r, start)
    if r.kind == "nabla":
        r.take()
        kind = "hessian" if _squared(r) else "gradient"
        variables: tuple[Basic, ...] = ()
        if r.kind == "_":
            r.take()
            e = r.argument("a variable is expected here") if r.latex else Symbol(r.take().value)
            variables = e.args if isinstance(e, TupleOf) else (e,)
        operand = None if r.kind == "" else r.whole()
        return Task(kind, operand, variables, start=start)
    if r.kind == "name" and (task := _marked_task(r, parameters, start)) is not None:
        return task
    if r.kind == "name" and r.next.value in ("J", "H") and r.peek().kind in ("", "_", "("):
        kind = "jacobian" if r.next.value == "J" else "hessian"
        if r.peek().kind == "":
            return Task(kind, None, start=start)
        return _subscripted_task(r, kind, start)
    return None


def _primed_function(r: Reader, start: int) -> Task | None:
    """tanh'(z): the derivative of a function that has a name of its own."""
    before = r.at
    token, order = r.take(), 0
    while r.kind == "'":
        r.take()
        order += 1
    if r.kind == "(":
        e = known.called(r, token.value, names.arguments(r, token.value), token)
        letters = tuple(free(e))
        if r.kind == "" and len(letters) == 1:
            return Task("derivative", e, letters * order, start=start)
    r.jump(before)
    return None


def _marked_task(r: Reader, parameters: Mapping[str, tuple[str, ...]], start: int) -> Task | None:
    """y', f'' without an argument; f_x, f_{xy}, f_x(1, 2) of a function that the problem defines."""
    f = r.next.value
    primes = r.tokens[r.at + 1:-1]
    if primes and all(t.kind == "'" for t in primes):
        return Task("derivative", Symbol(f), start=start, order=len(primes))
    if f not in parameters or r.peek().kind not in ("_", "lowered"):
        return None
    before = r.at
    e = names.subscripted(r, r.take().value, r.tokens[r.at - 1])
    below = str(e).partition("_")[2]
    operand: Basic = Symbol(f)
    if r.kind == "(":
        operand = call(f, *names.arguments(r, f))
    if not below or r.kind != "" or not set(below) <= set(parameters[f]) or not isinstance(e, Symbol):
        r.jump(before)
        return None
    return Task("partial", operand, tuple(map(Symbol, below)), start=start)


def _subscripted_task(r: Reader, kind: str, start: int) -> Task | None:
    """J_f, H_f, J(f)"""
    k = r.at + 1
    if r.tokens[k + 1].kind == "":
        return None
    opened = r.tokens[k + 1].kind == "{" or r.tokens[k].kind == "("
    inner = r.tokens[k + 1 + (r.tokens[k + 1].kind == "{")]
    last = r.partner[k + 1 if r.tokens[k].kind == "_" else k] if opened else k + 1
    if r.tokens[last + 1].kind != "" or inner.kind not in ("name", "subscript", "font") or last - k > 5:
        return None
    value = r.tokens[last - 1].value if inner.kind == "font" else inner.value
    return Task(kind, Symbol(value), start=start)


def _squared(r: Reader) -> bool:
    if r.kind == "raised" and r.next.value == "2":
        r.take()
        return True
    if r.kind != "^":
        return False
    r.take()
    group = r.kind == "{"
    if group:
        r.take()
    token = r.take()
    if token.value != "2":
        r.fail("only the square of nabla is read: the Hessian", token=token)
    if group:
        r.expect("}")
    return True
