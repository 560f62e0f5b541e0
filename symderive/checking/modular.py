"""How each kind of node gets its residue: one entry a kind of node, and one a function with laws of its own."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, factorial
from typing import Any

import sympy as sp
from sympy import Basic, Dummy, Integer, Symbol

from symderive.checking.calls import MEANINGS, NUMERIC, ORDER_FIRST, is_known_to_sympy
from symderive.checking.certificate import NESTED, ROOTS, Env, Evaluation, Vacuous, Write
from symderive.checking.entries import entry_of, holds_entry, single, stem_of
from symderive.checking.program import constant, exponent, is_symbol
from symderive.checking.residues import Element, Residue, composed, composed_of_many, inverted, lead, minus, negative, plus, primitive, times
from symderive.checking.signals import Unsupported
from symderive.expr import At, Call, Decimal, Neg, Over, Plus, Power, Times, call, free
from symderive.expr import plus as total
from symderive.expr import times as product
from symderive.functions import FUNCTIONS, OF_A_MATRIX, orders
from symderive.nodes import Cases, D, Evaluated, Gradient, Hessian, Indexed, Inner, Jacobian, Matrix, ProdOver, SumOver
from symderive.tree import fold, inside, rebuild, walk

Todo = list[tuple[Basic, Env]]

ONE, TWO = Integer(1), Integer(2)
TERMS = 40                                     # terms of a sum that is written out
SHIFTS = 60                                    # gamma(u + k) is reduced to gamma(u) for whole k up to here
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

def _sum(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
    found = v.operands(e.args, env, todo)
    if found is None:
        return None
    whole = found[0]
    for u in found[1:]:
        whole = plus(whole, u)
    return whole


def _product(v: Evaluation, e: Basic, env: Env, todo: Todo) -> Element | None:
    found = v.operands(e.args, env, todo)
    if found is None:
        return None
    whole = found[0]
    for u in found[1:]:
        whole = times(whole, u)
    return whole


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
        return None if found is None else _exponential(v.exp(v.forms.of(w)), found[0])
    q = constant(w)
    if q is not None:
        found = v.operands((u,), env, todo)
        if found is None:
            return None
        return _whole_power(v, found[0], int(q)) if q.denominator == 1 else _rational_power(v, found[0], v.power(u, q), q)
    found = v.operands((u, w), env, todo)
    if found is None:
        return None
    if lead(found[0]) == 0:
        raise Unsupported("power of zero")
    form = v.forms.product(v.forms.of(w), v.log_form(u) or {})
    at = v.exp(form) if form is not None else v.opaque("power", (), [lead(found[0]), lead(found[1])])
    if not env:
        return at
    moved = times(found[1], _logarithm(v.drawn("branch", int(lead(found[0]))) if not v.real else v.log(u), found[0], v))
    return _exponential(at, moved)


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
        return composed(u, lambda k: _falling(Fraction(n), k) * r ** (k - n))
    return composed(u, lambda k: _falling(Fraction(n), k) * at ** (n - k) if k <= n else v.draw.zero)


def _falling(q: Fraction, k: int) -> int:
    """q (q - 1) ... (q - k + 1) by k!, for whole q."""
    found = Fraction(1)
    for j in range(k):
        found = found * (q - j) / (j + 1)
    return int(found)


def _rational_power(v: Evaluation, u: Element, at: Residue, q: Fraction) -> Element:
    """u^q, where `at` is its leading residue."""
    if type(u) is not list:
        return at
    r = v.inverse(u[0])

    def coefficient(k: int) -> Residue:
        found = at
        for j in range(k):
            found = found * r * (q.numerator - j * q.denominator) / (q.denominator * (j + 1))
        return found
    return composed(u, coefficient)


def _exponential(at: Residue, u: Element) -> Element:
    return composed(u, lambda k: at / factorial(k))


def _logarithm(at: Residue, u: Element, v: Evaluation) -> Element:
    if type(u) is not list:
        return at
    r = v.inverse(u[0])
    return composed(u, lambda k: -(-r) ** k / k if k else at)


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
    return fold(e, rebuild, lambda a: value if a == x else a, lambda a: inside(a) and x in free(a))  # type: ignore[no-any-return]


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


# ---- functions

def _call(v: Evaluation, e: Any, env: Env, todo: Todo) -> Element | None:
    name: str = e.args[0].name
    args = e.args[1:]
    if name in OF_A_MATRIX or not all(map(single, args)):
        return v.instead(e, entry_of(e), env, todo)
    if name not in FUNCTIONS:
        return _unknown(v, name, args, env, todo)
    if name in SHORT:
        return v.instead(e, SHORT[name](*args), env, todo)
    if name == "root" and len(args) == 2:
        n = exponent(args[0])
        if n is None or n < 1:
            raise Unsupported("root")
        return _apply_power(v, args[1], Fraction(1, n), env, todo)
    if name not in NUMERIC or len(args) != (NUMERIC[name][1] or len(args)):
        raise Unsupported(name)
    found = v.operands(args, env, todo)
    if found is None:
        return None
    if name in OWN:
        return OWN[name](v, e, found)
    if not v.real and name not in ENTIRE:
        raise Unsupported(f"complex {name}")
    if name in SLOPES and type(found[-1]) is list:
        slope = v.operands((SLOPES[name](args[0]),), env, todo)
        if slope is None:
            return None
        return primitive(found[0], _at(v, name, found), lambda n, _: _first(slope[0], n))
    return _opaque(v, name, found)


def _first(u: Element, n: int) -> Element:
    return u if type(u) is not list else u[:n] if n > 1 else u[0:1]


def _apply_power(v: Evaluation, u: Basic, q: Fraction, env: Env, todo: Todo) -> Element | None:
    found = v.operands((u,), env, todo)
    return None if found is None else _rational_power(v, found[0], v.power(u, q), q)


def _at(v: Evaluation, name: str, us: list[Element]) -> Residue:
    """The leading residue of a function that is known by its argument alone; f(-u) = -f(u) if it is odd."""
    u = lead(us[0])
    if name in ODD:
        if u == 0:
            return v.draw.zero
        size, turned = v.draw.size(u)
        found = v.drawn("f", name, size)
        return -found if turned else found
    return v.opaque(name, (), [lead(w) for w in us])


def _opaque(v: Evaluation, name: str, us: list[Element]) -> Element:
    if not any(type(u) is list for u in us):
        return _at(v, name, us)
    if name in STEPS:
        return _at(v, name, us)
    if name in ORDER_FIRST and type(us[0]) is list:
        raise Unsupported(f"derivative of {name} in its order")
    if name in ODD:
        raise Unsupported(name)
    leads = [lead(u) for u in us]
    return composed_of_many(us, lambda counts: v.opaque(name, counts if any(counts) else (), leads))


def _unknown(v: Evaluation, name: str, args: tuple[Basic, ...], env: Env, todo: Todo) -> Element | None:
    stem, counts = orders(name, len(args))
    if not args or len(counts) != len(args) or is_known_to_sympy(stem):
        raise Unsupported(name)
    found = v.operands(args, env, todo)
    if found is None:
        return None
    leads = [lead(u) for u in found]
    return composed_of_many(found, lambda more: v.opaque("unknown " + stem, [a + b for a, b in zip(counts, more)], leads))


# ---- functions with laws of their own

def _ln(v: Evaluation, e: Any, us: list[Element]) -> Element:
    return _logarithm(v.log(e.args[1]), us[0], v)


def _sqrt(v: Evaluation, e: Any, us: list[Element]) -> Element:
    return _rational_power(v, us[0], v.power(e.args[1], Fraction(1, 2)), Fraction(1, 2))


def _abs(v: Evaluation, e: Any, us: list[Element]) -> Element:
    """Of a product, factor by factor: |a b| = |a| |b|."""
    u = e.args[1]
    if type(u) is not Times or type(us[0]) is list or not v.real:
        return v.absolute(u, us[0])
    found = v.draw.one
    for a in u.args:
        found = found * v.absolute(a, v.at(a))
    return found


def _sign(v: Evaluation, e: Any, us: list[Element]) -> Element:
    if not v.real:
        raise Unsupported("sign of a complex number")
    u = lead(us[0])
    if type(us[0]) is list:
        v.divisors.append(u)
    v.signs.add(v.draw.size(u)[0])
    return v.draw.one if v.is_positive(e.args[1]) or v.sign(u) else -v.draw.one


def _heaviside(v: Evaluation, e: Any, us: list[Element]) -> Element:
    """It has no value at 0, so its argument does not vanish."""
    if not v.real:
        raise Unsupported("a step of a complex number")
    u = lead(us[0])
    v.divisors.append(u)
    return v.draw.one if v.is_positive(e.args[1]) or v.sign(u) else v.draw.zero


def _lambert(v: Evaluation, e: Any, us: list[Element]) -> Element:
    """W' = W/(u (1 + W))."""
    u = us[0]
    return primitive(u, v.opaque("lambertw", (), [lead(u)]), lambda n, so_far: times(_short(so_far), inverted(times(_first(u, n), plus(_short(so_far), v.draw.one)))))


def _short(u: list[Residue]) -> Element:
    return u if len(u) > 1 else u[0]


def _bessel(sign: int, shift: int) -> Callable[[Evaluation, Any, list[Element]], Element]:
    """The derivatives by DLMF 10.6.7 and 10.29.5."""
    def f(v: Evaluation, e: Any, us: list[Element]) -> Element:
        name, (order, u) = e.args[0].name, us
        if type(order) is list:
            raise Unsupported(f"derivative of {name} in its order")

        def coefficient(k: int) -> Residue:
            found = v.draw.zero
            for j in range(k + 1):
                found = found + sign ** j * comb(k, j) * v.opaque(name, (), [order + (2 * j - k), lead(u)])
            return found * shift ** k / (2 ** k * factorial(k))
        return composed(u, coefficient)
    return f


def _extreme(larger: bool) -> Callable[[Evaluation, Any, list[Element]], Element]:
    def f(v: Evaluation, e: Any, us: list[Element]) -> Element:
        if not v.real:
            raise Unsupported("order of complex numbers")
        found = us[0]
        for u in us[1:]:
            d = lead(found) - lead(u)
            if d != 0 and v.sign(d) != larger:
                found = u
        return found
    return f


def _wave(kind: str, hyperbolic: bool) -> Callable[[Evaluation, Any, list[Element]], Element]:
    """sin, cos and their like by e^(i u), or e^u."""
    def f(v: Evaluation, e: Any, us: list[Element]) -> Element:
        a = e.args[1]
        known = v.waves.get((a, hyperbolic))
        if known is None:
            up, down = v.wave(a, hyperbolic)
            turn = v.draw.one if hyperbolic else v.draw.i
            known = v.waves[a, hyperbolic] = (up - down) / (2 * turn), (up + down) / 2
        sine, cosine = known
        back = 1 if hyperbolic else -1
        u = us[0]
        if kind in ("sin", "tan", "cot", "csc"):
            s = composed(u, lambda k: (cosine if k % 2 else sine) * back ** (k // 2) / factorial(k))
        if kind in ("cos", "tan", "cot", "sec"):
            c = composed(u, lambda k: (sine * back if k % 2 else cosine) * back ** (k // 2) / factorial(k))
        below = {"tan": "c", "sec": "c", "cot": "s", "csc": "s"}.get(kind)
        if below is None:
            return s if kind == "sin" else c
        whole = c if below == "c" else s
        v.divisors.append(lead(whole))
        r = inverted(whole)
        return r if kind in ("sec", "csc") else times(s if kind == "tan" else c, r)
    return f


def _gamma_at(v: Evaluation, u: Residue) -> Residue:
    """Gamma(u + k) by Gamma(u), where Gamma was met at u."""
    known = v.gammas.get("gamma")
    if known is None:
        known = v.gammas["gamma"] = [(v.draw.one, v.draw.one), (v.draw.one / 2, v.draw("symbol", "pi") ** (ROOTS // 2))]
    for base, value in known:
        k = v.draw.small(u - base)
        if k is not None and abs(k) <= SHIFTS:
            for j in range(k):
                value = value * (base + j)
            for j in range(-k):
                value = value * v.inverse(base - 1 - j)
            return value
    v.keys += 1
    value = v.opaque("gamma", (), [u])
    known.append((u, value))
    return value


def _polygamma_at(v: Evaluation, n: int, u: Residue) -> Residue:
    known = v.gammas.setdefault(("polygamma", n), [])
    for base, value in known:
        k = v.draw.small(u - base)
        if k is not None and abs(k) <= SHIFTS:
            step = (-1) ** n * factorial(n)
            for j in range(k):
                value = value + step * v.inverse(base + j) ** (n + 1)
            for j in range(-k):
                value = value - step * v.inverse(base - 1 - j) ** (n + 1)
            return value
    v.keys += 1
    value = v.opaque("polygamma", (n,), [u])
    known.append((u, value))
    return value


def _polygamma_of(v: Evaluation, n: int, u: Element) -> Element:
    return composed(u, lambda k: _polygamma_at(v, n + k, lead(u)) / factorial(k))


def _gamma(v: Evaluation, e: Any, us: list[Element]) -> Element:
    u = us[0]
    at = _gamma_at(v, lead(u))
    psi = _polygamma_of(v, 0, u) if type(u) is list else None
    return primitive(u, at, lambda n, so_far: times(so_far, _first(psi, n)))


def _log_gamma(v: Evaluation, e: Any, us: list[Element]) -> Element:
    if not v.real:
        raise Unsupported("complex ln gamma")
    u = us[0]
    psi = _polygamma_of(v, 0, u) if type(u) is list else None
    return primitive(u, v.log_residue(_gamma_at(v, lead(u))), lambda n, _: _first(psi, n))


def _polygamma(v: Evaluation, e: Any, us: list[Element]) -> Element:
    n = exponent(e.args[1]) if len(us) > 1 else 0
    if n is None or not 0 <= n <= 20:
        raise Unsupported("order of polygamma")
    return _polygamma_of(v, n, us[-1])


def _real_part(v: Evaluation, e: Any, us: list[Element]) -> Element:
    if not v.real:
        raise Unsupported("real part")
    return us[0]


def _imaginary_part(v: Evaluation, e: Any, us: list[Element]) -> Element:
    return minus(_real_part(v, e, us), us[0])


OWN: dict[str, Callable[[Evaluation, Any, list[Element]], Element]] = {
    "ln": _ln, "sqrt": _sqrt, "abs": _abs, "sign": _sign, "max": _extreme(larger=True), "min": _extreme(larger=False),
    **{name: _wave(name, hyperbolic=False) for name in ("sin", "cos", "tan", "cot", "sec", "csc")},
    **{name + "h": _wave(name, hyperbolic=True) for name in ("sin", "cos", "tan", "cot")},
    "sech": _wave("sec", hyperbolic=True), "csch": _wave("csc", hyperbolic=True),
    "heaviside": _heaviside, "lambertw": _lambert, "besselj": _bessel(-1, 1), "bessely": _bessel(-1, 1), "besseli": _bessel(1, 1), "besselk": _bessel(1, -1),
    "gamma": _gamma, "lgamma": _log_gamma, "digamma": _polygamma, "polygamma": _polygamma, "re": _real_part, "conj": _real_part, "im": _imaginary_part,
}

SHORT: dict[str, Callable[..., Basic]] = {             # what is short for something else
    **MEANINGS,
    "acot": lambda u: call("atan", Over(ONE, u)), "asec": lambda u: call("acos", Over(ONE, u)), "acsc": lambda u: call("asin", Over(ONE, u)),
    "acoth": lambda u: call("atanh", Over(ONE, u)), "asech": lambda u: call("acosh", Over(ONE, u)), "acsch": lambda u: call("asinh", Over(ONE, u)),
    "acos": lambda u: total(Over(sp.pi, TWO), Neg(call("asin", u))), "erfc": lambda u: total(ONE, Neg(call("erf", u))),
    "binom": lambda n, k: Over(call("gamma", total(n, ONE)), product(call("gamma", total(k, ONE)), call("gamma", total(n, Neg(k), ONE)))),
}


def _below(u: Basic) -> Basic:
    return call("sqrt", total(ONE, Neg(Power(u, TWO))))


SLOPES: dict[str, Callable[[Basic], Basic]] = {        # the derivatives that are expressions
    "asin": lambda u: Over(ONE, _below(u)), "atan": lambda u: Over(ONE, total(ONE, Power(u, TWO))),
    "asinh": lambda u: Over(ONE, call("sqrt", total(ONE, Power(u, TWO)))),
    "acosh": lambda u: Over(ONE, product(call("sqrt", total(u, Neg(ONE))), call("sqrt", total(u, ONE)))),
    "atanh": lambda u: Over(ONE, total(ONE, Neg(Power(u, TWO)))),
    "erf": lambda u: product(Over(TWO, call("sqrt", sp.pi)), Power(sp.E, Neg(Power(u, TWO)))),
    "erfi": lambda u: product(Over(TWO, call("sqrt", sp.pi)), Power(sp.E, Power(u, TWO))),
    "Si": lambda u: Over(call("sin", u), u), "Ci": lambda u: Over(call("cos", u), u), "Ei": lambda u: Over(Power(sp.E, u), u),
}
ODD = frozenset(("asin", "atan", "asinh", "atanh", "erf", "erfi", "Si"))
STEPS = frozenset(("floor", "ceil"))                   # constant wherever they have a derivative
ENTIRE = frozenset(("erf", "erfi", "Si", "Ci", "Ei", "asin", "atan", "asinh", "atanh"))


WRITE: dict[type, Write] = {
    Plus: _sum, Times: _product, Neg: _negative, Over: _quotient, Power: _power, Decimal: _decimal, Call: _call,
    D: _derivative, Evaluated: _evaluated, Cases: _cases, SumOver: _over_index, ProdOver: _over_index, At: _datum,
    Inner: _entry, Gradient: _entry, Jacobian: _entry, Hessian: _entry, Matrix: _entry,
}
