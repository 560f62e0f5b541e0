"""How each kind of node gets its residue: one entry a kind of node, and one a function with laws of its own."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy as sp
from sympy import Basic, Dummy, Integer, Symbol

from symderive.checking.certificate import NESTED, Env, Evaluation, Write
from symderive.checking.choices import Vacuous
from symderive.checking.entries import differentiated_in, entry_of, holds_entry, single, stem_of
from symderive.checking.modular_functions import exponential, falling, logarithm, rational_power, write_call
from symderive.checking.program import constant, exponent, is_symbol
from symderive.checking.residues import Element, Residue, composed, inverted, lead, negative, plus, times
from symderive.checking.signals import Unsupported
from symderive.expr import At, Call, Decimal, Neg, Over, Plus, Power, Times, free
from symderive.expr import plus as total
from symderive.expr import times as product
from symderive.nodes import Cases, D, Evaluated, Gradient, Hessian, Indexed, Inner, Jacobian, Matrix, ProdOver, SumOver
from symderive.tree import fold, inside, rebuild, walk

Todo = list[tuple[Basic, Env]]

ONE, TWO = Integer(1), Integer(2)
TERMS = 40                                     # terms of a sum that is written out
HIGHEST = 10 ** 6                              # exponents that are worked out


def write(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
    """The residue of a node, or None when nodes below it are to be found first."""
    return WRITE.get(type(e), _leaf)(v, e, env, todo)


# ---- leaves

def _leaf(v: Evaluation, e: Any, env: Env, todo: Todo) -> Element | None:
    if isinstance(e, Integer):
        return v.draw.ring(int(e))
    if is_symbol(e):
        return _symbol(v, e, env, todo)
    if isinstance(e, sp.Rational):
        return v.draw.fraction(int(e.p), int(e.q))
    if e is sp.pi:
        return v.symbol("pi")
    if e is sp.E:
        return v.exp(v.forms.of(ONE))
    if e is sp.I:
        return v.draw.i
    if e in (sp.EulerGamma, sp.Catalan):
        return v.draw("constant", str(e))
    raise Unsupported(type(e).__name__)


def _symbol(v: Evaluation, x: Any, env: Env, todo: Todo) -> Element | None:
    meaning = v.stands.get(x)
    if meaning is None:
        at: Element = v.symbol(x.name)
    else:
        found = v.operands((meaning,), env, todo)
        if found is None:
            return None
        at = found[0]
    if x not in env:
        return at
    moved = [v.draw.zero] * (1 << len(env))
    for k, y in enumerate(env):
        if y == x:
            moved[1 << k] = v.draw.one
    return plus(moved, at)


def _decimal(v: Evaluation, e: Any, env: Env, todo: Todo) -> Residue:
    try:
        q = Fraction(e.args[0].name)
    except ValueError:
        raise Unsupported("a number so long") from None
    return v.draw.fraction(q.numerator, q.denominator)


# ---- arithmetic

def _joined(join: Callable[[Element, Element], Element]) -> Write:
    """The operands, joined one after the other."""
    def write(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
        found = v.operands(e.args, env, todo)
        return None if found is None else reduce(join, found)
    return write


def _negative(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
    found = v.operands(e.args, env, todo)
    return None if found is None else negative(found[0])


def _quotient(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
    found = v.operands(e.args, env, todo)
    if found is None:
        return None
    v.divisors.append(lead(found[1]))
    return times(found[0], inverted(found[1]))


def _power(v: Evaluation, e: Any, env: Env, todo: Todo) -> Element | None:
    u, w = e.args
    if u is sp.E:
        found = v.operands((w,), env, todo)
        return None if found is None else exponential(v.exp(v.forms.of(w)), found[0])
    q = constant(w)
    if q is not None:
        found = v.operands((u,), env, todo)
        if found is None:
            return None
        return _whole_power(v, found[0], int(q)) if q.denominator == 1 else rational_power(v, found[0], v.power(u, q), q)
    found = v.operands((u, w), env, todo)
    if found is None:
        return None
    if lead(found[0]) == 0:
        raise Unsupported("power of zero")
    form = v.forms.product(v.forms.of(w), v.log_form(u) or {})
    at = v.exp(form) if form is not None else v.opaque("power", (), [lead(found[0]), lead(found[1])])
    if not env:
        return at
    moved = times(found[1], logarithm(v.drawn("branch", int(lead(found[0]))) if not v.real else v.log(u), found[0], v))
    return exponential(at, moved)


def _whole_power(v: Evaluation, u: Element, n: int) -> Element:
    if abs(n) > HIGHEST:
        raise Unsupported("a power so high")
    if n < 0:
        v.divisors.append(lead(u))
    if type(u) is not list:
        return u ** n if n >= 0 else (1 / u) ** -n
    at = u[0]
    if n < 0:
        r = 1 / at
        return composed(u, lambda k: falling(Fraction(n), k) * r ** (k - n))
    return composed(u, lambda k: falling(Fraction(n), k) * at ** (n - k) if k <= n else v.draw.zero)


# ---- derivatives, substitution, cases, sums

def _derivative(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
    u, x = e.args
    if not single(u):
        return v.instead(e, entry_of(e), env, todo)
    if not isinstance(x, Symbol) or len(env) >= NESTED:
        raise Unsupported("derivative")
    below = v.depends(u)
    if "_" in x.name and any(y.name == stem_of(x) for y in below if is_symbol(y)) and holds_entry(u, x):
        raise Unsupported("derivative in an entry")
    moved = v.reduced(u, (*env, x))
    found = v.known.setdefault(moved, {}).get(u)
    if found is None:
        todo.append((u, moved))
        return None
    half = 1 << len(env)
    upper = found[half:] if type(found) is list else [v.draw.zero] * half
    return upper if env else upper[0]


def _evaluated(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
    if e in v.stands:
        return v.instead(e, v.stands[e], env, todo)
    u, x, a = e.args
    if not single(e):
        return v.instead(e, entry_of(e), env, todo)
    if differentiated_in(u) & v.depends(a) - {x}:
        raise Unsupported("a derivative inside a substitution, in a letter of what is put in")
    new = Dummy(str(x))
    v.stands[new] = a
    return v.instead(e, _put(u, x, new), env, todo)


def _put(e: Basic, x: Basic, value: Basic) -> Basic:
    """The expression with a value for x, where x is free.

    Raises:
        Unsupported: if a node that binds x holds it free as well.
    """
    if any(isinstance(a, (Indexed, Evaluated)) and a.args[1] == x and x in free(a) for a in walk(e, lambda a: x in free(a))):
        raise Unsupported("an index")
    return fold(e, rebuild, lambda a: value if a == x else a, lambda a: inside(a) and x in free(a))


def _cases(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
    """With every choice of what is true, the first case that is."""
    for u, condition in zip(e.args[::2], e.args[1::2]):
        if condition is sp.true or v.chosen("condition", condition):
            found = v.operands((u,), env, todo)
            return None if found is None else found[0]
    raise Vacuous


def _over_index(v: Evaluation, e: Any, env: Env, todo: Todo) -> Element | None:
    """A sum or product: of a few terms, written out; up to a symbol, as what is linear in its terms."""
    if e in v.stands:
        return v.instead(e, v.stands[e], env, todo)
    body, i, first, last = e.args
    if not isinstance(i, Symbol):
        raise Unsupported("an index")
    a, b = exponent(first), exponent(last)
    if a is None or b is None:
        return _functional(v, e, env, todo)
    if not -1 <= b - a < TERMS:
        raise Unsupported("a sum")
    terms = [_put(body, i, Integer(k) if k >= 0 else Neg(Integer(-k))) for k in range(a, b + 1)]
    return v.instead(e, (total if isinstance(e, SumOver) else product)(*terms), env, todo)


def _functional(v: Evaluation, e: Any, env: Env, todo: Todo) -> Element | None:
    """The sum of u_i as w_1 u(i_1) + ... + w_m u(i_m) with independent weights and places, the weights adding up to the number of terms.

    What holds for all such sums holds for all sums, if it is of degree m at most in sums and numbers of terms: each
    coefficient of a product of m weights speaks of m places only, and the true sum is the case of weights 1.
    """
    body, i, first, last = e.args
    ends = v.operands((first, last), (), todo)
    if ends is None:
        return None
    if not (free(first) | free(last)).isdisjoint(env):
        raise Unsupported("an end that moves")
    v.over.add(e)
    v.counted |= free(first) | free(last)
    key = f"{int(lead(ends[0]))} {int(lead(ends[1]))}"
    places = [Symbol(f"place {k} {key}") for k in range(v.places)]
    weights: list[Basic] = [Symbol(f"weight {k} {key}") for k in range(v.places - 1)]
    weights.append(total(last, Neg(first), ONE, *map(Neg, weights)))
    terms = [_put(body, i, at) for at in places]
    if isinstance(e, SumOver):
        return v.instead(e, total(*map(product, weights, terms)), env, todo)
    return v.instead(e, product(*map(_raised, terms, weights)), env, todo)


def _raised(e: Any, w: Basic, depth: int = 8) -> Basic:
    """e^w for a weight w of a product: since true weights are whole, each factor may be raised by itself."""
    kind = type(e)
    if depth and kind in (Times, Over):
        return (product if kind is Times else Over)(*(_raised(a, w, depth - 1) for a in e.args))
    if depth and kind is Power and (n := exponent(e.args[1])) is not None:
        return Power(_raised(e.args[0], w, depth - 1), Integer(n)) if n >= 0 else Over(ONE, Power(_raised(e.args[0], w, depth - 1), Integer(-n)))
    return Power(e, w)


def _datum(v: Evaluation, e: Any, env: Env, todo: Todo) -> Element | None:
    x, *places = e.args
    if not is_symbol(x) or env:
        raise Unsupported("an entry")
    found = v.operands(places, (), todo)
    return None if found is None else v.drawn("datum", x.name, tuple(map(int, found)))


def _entry(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
    return v.instead(e, entry_of(e), env, todo)


WRITE: dict[type, Write] = {
    Plus: _joined(plus), Times: _joined(times), Neg: _negative, Over: _quotient, Power: _power, Decimal: _decimal, Call: write_call,
    D: _derivative, Evaluated: _evaluated, Cases: _cases, SumOver: _over_index, ProdOver: _over_index, At: _datum,
    Inner: _entry, Gradient: _entry, Jacobian: _entry, Hessian: _entry, Matrix: _entry,
}
