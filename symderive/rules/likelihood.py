"""Log-likelihoods: logarithms of products, powers and exponentials over an index, sums split, equations solved step by step."""
from __future__ import annotations

from collections.abc import Callable, Iterable

from sympy import Basic, E, Integer

from symderive.expr import At, Inert, Neg, Over, Plus, Power, Times, call, free, head, plus, times
from symderive.nodes import D, ProdOver, SumOver, relation
from symderive.number import value
from symderive.rule import Rewrite, Table
from symderive.rules.forms import Provisos, Rational, factored, factors, lead_with_plus, product, terms, total
from symderive.rules.rearrange import multiplied_out
from symderive.rules.tidy import tidy
from symderive.tree import fold, rebuild, size

LIKELIHOOD = Table()
law = LIKELIHOOD.law

ZERO, ONE = Integer(0), Integer(1)
NOTHING: frozenset[Basic] = frozenset()
MOST = 200                         # terms of a sum that is multiplied out

Change = Callable[[Basic, tuple[Basic, ...], Provisos], Basic]


def everywhere(change: Change) -> Callable[[Basic], Rewrite | None]:
    """A change of one node, its parts being done, carried through a whole tree."""
    def apply(root: Basic) -> Rewrite | None:
        provisos: Provisos = {}
        after = fold(root, lambda e, args: change(e, args, provisos), enter=lambda e: isinstance(e, Inert) and not e.is_goal)
        return Rewrite(after, provisos=tuple(provisos)) if after is not root else None
    return apply


def positive(provisos: Provisos, *bases: Basic) -> None:
    for b in bases:
        if free(b):
            provisos[relation(">", b, ZERO)] = None


# ---- logarithms

def ln(e: Basic) -> Basic:
    return ZERO if e is ONE else call("ln", e)


def log_of_index(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """ln of a product over an index."""
    if head(e) == "ln" and isinstance(args[1], ProdOver):
        u, i, a, b = args[1].args
        positive(provisos, u)
        return SumOver(call("ln", u), i, a, b)
    return rebuild(e, args)


def log_of_product(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """ln of a product and of a quotient; numbers stay together."""
    if head(e) != "ln" or not isinstance(args[1], (Times, Over)):
        return rebuild(e, args)
    above, below = split_quotient(args[1])
    if (len(above) + len(below) < 2 and not below) or not free(args[1]):
        return rebuild(e, args)
    positive(provisos, *above, *below)
    return tidy(lead_with_plus([*map(ln, above), *(Neg(ln(v)) for v in below if v is not ONE)]))


def split_quotient(e: Basic) -> tuple[list[Basic], list[Basic]]:
    """What stands above the line and below it, numbers put together on either side."""
    above: list[Basic] = []
    below: list[Basic] = []
    todo = [(e, True)]
    while todo:
        f, up = todo.pop()
        if type(f) is Times:
            todo.extend((a, up) for a in reversed(f.args))
        elif type(f) is Over:
            todo += [(f.args[1], not up), (f.args[0], up)]
        else:
            (above if up else below).append(f)
    return _together(above), _together(below)


def _together(found: list[Basic]) -> list[Basic]:
    numbers = [f for f in found if not free(f) and f is not ONE]
    rest = [f for f in found if free(f)]
    return [*([times(*numbers)] if numbers else []), *rest]


def log_of_power(e: Basic, args: tuple[Basic, ...], provisos: Provisos, signed: Callable[[Basic], bool] = lambda b: False) -> Basic:
    """ln of a power and of a root; of an even power of what may be negative, ln of its size."""
    if head(e) != "ln":
        return rebuild(e, args)
    u = args[1]
    k = value(u.args[1]) if type(u) is Power else None
    if k is not None and k.denominator == 1 and k % 2 == 0 and signed(u.args[0]):
        provisos[relation("!=", u.args[0], ZERO)] = None
        return times(u.args[1], call("ln", call("abs", u.args[0])))
    if type(u) is Power and u.args[0] is not E:
        positive(provisos, u.args[0])
        return factored(times(u.args[1], call("ln", u.args[0]))) if type(u.args[1]) is not Plus else times(u.args[1], call("ln", u.args[0]))
    if head(u) == "sqrt":
        positive(provisos, u.args[1])
        return times(Over(ONE, Integer(2)), call("ln", u.args[1]))
    return rebuild(e, args)


def log_of_exponential(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """ln of e^u."""
    if head(e) == "ln" and type(args[1]) is Power and args[1].args[0] is E:
        return args[1].args[1]
    return rebuild(e, args)


# ---- powers of products and of quotients, exponentials of sums

def power_of_product(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """(u*v)^c with an exponent that is no whole number, (u^a)^c, and e^(u + v)."""
    if type(e) is not Power:
        return rebuild(e, args)
    base, k = args
    v = value(k)
    if base is E:
        return times(*(Power(E, t) for t in found)) if len(found := exponents(k)) > 1 else rebuild(e, args)
    if v is not None and v.denominator == 1:
        return rebuild(e, args)
    if type(base) is Power and base.args[0] is not E:
        positive(provisos, base.args[0])
        return Power(base.args[0], factored(times(base.args[1], k)))
    if isinstance(base, (Times, Over)):
        above, below = split_quotient(base)
        positive(provisos, *above, *below)
        top = times(*(Power(u, k) for u in above if u is not ONE))
        return Over(top, times(*(Power(u, k) for u in below))) if below else top
    return rebuild(e, args)


def exponents(k: Basic) -> list[Basic]:
    """The terms of an exponent; those of (u - v)/w are u/w and -v/w."""
    minus, body = (True, k.args[0]) if type(k) is Neg else (False, k)
    if type(body) is Over and type(body.args[0]) in (Plus, Neg):
        return [factored(Neg(Over(t, body.args[1])) if minus else Over(t, body.args[1])) for t in terms(body.args[0])]
    return terms(k)


def power_of_power(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """(u^c)^n as u^(c*n)."""
    if type(e) is Power and type(args[0]) is Power and args[0].args[0] is not E:
        positive(provisos, args[0].args[0])
        k = factored(times(args[0].args[1], args[1]))
        return args[0].args[0] if k is ONE else Power(args[0].args[0], k)
    return rebuild(e, args)


def gamma_step(e: Basic, args: tuple[Basic, ...], provisos: Provisos) -> Basic:
    """gamma(u + 1) as u*gamma(u)."""
    if head(e) != "gamma" or type(args[1]) is not Plus:
        return rebuild(e, args)
    rest = [t for t in args[1].args if value(t) is None]
    k = sum((v for t in args[1].args if (v := value(t)) is not None), start=0)
    if not rest or k != 1:
        return rebuild(e, args)
    u = plus(*rest)
    positive(provisos, u)
    return times(u, call("gamma", u))


def binomial_ratio(e: Basic) -> Rewrite | None:
    """Binomial coefficients above the line, each with its neighbour below it."""
    f = factors(e)
    powers = dict(f.powers)
    provisos: Provisos = {}
    made: list[Basic] = []
    for b in [b for b, k in powers.items() if head(b) == "binom" and abs(k) == 1]:
        if b not in powers:
            continue
        u, c = b.args[1:]
        other = next((a for a in powers if head(a) == "binom" and powers[a] == -powers[b] and a.args[2] == c and total(terms(plus(u, Neg(a.args[1])))) == ONE), None)
        if other is not None:
            part = Over(u, total(terms(plus(u, Neg(c)))))
            made.append(part if powers[b] > 0 else Over(ONE, part))
            provisos[relation("!=", other, ZERO)] = None
            del powers[b], powers[other]
    if not made:
        return None
    return Rewrite(factored(times(product(f.count, powers), *made)), provisos=tuple(provisos))


# ---- sums over an index

def split_sums(root: Basic, unknown: frozenset[Basic] = NOTHING, whole: bool = True) -> Basic:
    """Sums over an index taken apart: constants leave them, and what can be separated from the unknowns is.

    Args:
        root: an expression with sums over an index.
        unknown: the symbols that are to be separated from the data.
        whole: leave the square of a residual as it is, where its unknowns do not occur beside it.
    """
    def change(e: Basic, args: tuple[Basic, ...]) -> Basic:
        if type(e) is SumOver:
            return separated(args[0], args[1], args[2], args[3], unknown, whole)
        return rebuild(e, args)
    found: Basic = fold(root, change, enter=lambda e: isinstance(e, Inert) and not e.is_goal)
    return found


def separated(body: Basic, i: Basic, first: Basic, last: Basic, unknown: frozenset[Basic], whole: bool) -> Basic:
    """One sum, taken apart."""
    count = tidy(plus(last, Neg(first), ONE)) if first is not ONE else last
    found: list[Basic] = []
    todo = list(reversed(terms(body)))
    while todo:
        t = todo.pop()
        f = factors(t)
        out = {b: k for b, k in f.powers.items() if i not in free(b)}
        stay = {b: k for b, k in sorted(f.powers.items(), key=_by_name) if i in free(b)}
        opened = next((b for b, k in out.items() if type(b) is Plus and k == 1 and any(head(a) == "ln" for part in b.args for a in factors(part).powers)), None)
        if opened is not None and len(todo) + len(opened.args) <= MOST:
            rest = product(f.count, {b: k for b, k in f.powers.items() if b is not opened})
            todo.extend(factored(times(rest, m)) for m in reversed(terms(opened)))
            continue
        _exponents_out(stay, out, i, unknown)
        if not stay:
            found.append(factored(times(count, product(f.count, out))) if out or f.count != 1 else count)
            continue
        more = _opened(stay, out, unknown, whole)
        if more is not None and len(todo) + len(more) <= MOST:
            todo.extend(factored(times(product(f.count, out), m)) for m in reversed(more))
            continue
        found.append(factored(times(product(f.count, out), SumOver(product(1, stay), i, first, last))))
    return total(found)


def _exponents_out(stay: dict[Basic, Rational], out: dict[Basic, Rational], i: Basic, unknown: frozenset[Basic]) -> None:
    """e^(u - x_i) is e^u e^(-x_i): what is free of the index leaves the sum, if no unknown is left in it."""
    for b, k in [(b, k) for b, k in stay.items() if type(b) is Power and b.args[0] is E and k == 1]:
        found = exponents(b.args[1])
        free_ones = [t for t in found if i not in free(t)]
        left = [t for t in found if i in free(t)] + [a for a in stay if a is not b]
        if free_ones and len(free_ones) < len(found) and not any(free(t) & unknown for t in left):
            del stay[b]
            stay[Power(E, total(t for t in found if i in free(t)))] = k
            out[Power(E, total(free_ones))] = k


def _by_name(item: tuple[Basic, Rational]) -> str:
    """Entries of data by name, so that x_i y_i and y_i x_i are one product."""
    return f"{item[0].args[0]}" if type(item[0]) is At else ""


def _opened(stay: dict[Basic, Rational], out: dict[Basic, Rational], unknown: frozenset[Basic], whole: bool) -> list[Basic] | None:
    """The terms into which the part with data is to be multiplied out; None where it stays."""
    sums = [(b, k) for b, k in stay.items() if type(b) is Plus and k in (1, 2, 3, 4)]
    if len(stay) == 1 and sums and sums[0][1] == 1:
        return list(terms(sums[0][0]))                               # sum(1 - x) is n - sum(x)
    mixed = [(b, k) for b, k in stay.items() if free(b) & unknown]
    if not mixed:
        return None
    beside = frozenset().union(*(free(b) for b in out)) if out else NOTHING
    inside = frozenset().union(*(free(b) for b, _ in mixed)) & unknown
    if whole and len(mixed) == 1 and mixed[0][1] == 2 and type(mixed[0][0]) is Plus and not inside & beside:
        return None
    opening = next(((b, k) for b, k in mixed if (b, k) in sums), None)
    if opening is None:
        return _addition(stay, mixed)
    b, k = opening
    rest = {c: n for c, n in stay.items() if c is not b}
    if k > 1:
        rest[b] = k - 1
    return [factored(times(t, product(1, rest))) for t in terms(b)]


def _addition(stay: dict[Basic, Rational], mixed: list[tuple[Basic, Rational]]) -> list[Basic] | None:
    """cos(u - v) and sin(u - v) where that separates the unknowns from the data."""
    for b, k in mixed:
        if head(b) in ("cos", "sin") and k == 1 and type(b.args[1]) is Plus and len(b.args[1].args) == 2:
            u, v = b.args[1].args
            minus, v = (True, v.args[0]) if type(v) is Neg else (False, v)
            cu, su, cv, sv = call("cos", u), call("sin", u), call("cos", v), call("sin", v)
            pair = [times(cu, cv), times(su, sv) if minus else Neg(times(su, sv))] if head(b) == "cos" else [times(su, cv), Neg(times(cu, sv)) if minus else times(cu, sv)]
            rest = product(1, {c: n for c, n in stay.items() if c is not b})
            return [factored(times(p, rest)) for p in pair]
    return None


def logs_apart(e: Basic) -> list[Basic]:
    """The terms, with b*(ln(u) + ln(v)) as two."""
    found: list[Basic] = []
    for t in terms(e):
        opened = [b for b, k in factors(t).powers.items() if type(b) is Plus and k == 1 and any(head(a) == "ln" for part in b.args for a in factors(part).powers)]
        found += multiplied_out(t) if opened else [t]
    return found


def grouped(e: Basic, unknown: frozenset[Basic]) -> Basic:
    """A sum by what depends on the unknowns: S*ln(1 - p) and n*ln(1 - p) are one term."""
    found: dict[Basic, list[Basic]] = {}
    for t in logs_apart(e):
        f = factors(t)
        own = {b: k for b, k in f.powers.items() if free(b) & unknown}
        rest = {b: k for b, k in f.powers.items() if not free(b) & unknown}
        found.setdefault(product(1, own), []).append(product(f.count, rest))
    made: list[Basic] = []
    for key, some in found.items():
        if key is ONE:
            made += some
            continue
        whole = shortest(total(some))
        if type(whole) is Plus and all(type(t) is Neg for t in whole.args):
            made.append(Neg(times(plus(*(t.args[0] for t in whole.args)), key)))
        else:
            made.append(factored(times(whole, key)) if type(whole) is not Plus else _times(whole, key))
    return lead_with_plus(made)


def shortest(e: Basic) -> Basic:
    """A sum multiplied out, where that makes it shorter."""
    if type(e) is not Plus:
        return e
    after = total(s for t in terms(e) for s in multiplied_out(t))
    return after if size(after) < size(e) else e


def _times(whole: Basic, key: Basic) -> Basic:
    """(n - S) ln(1 - p), or (n - S)/p: a sum before what it multiplies."""
    if type(key) is Over:
        above, below = key.args
        return Over(whole if above is ONE else times(whole, above), below)
    return times(whole, key)


def without_constants(e: Basic, unknown: frozenset[Basic]) -> tuple[Basic, list[Basic]]:
    """The terms that hold an unknown, and the others."""
    kept = [t for t in terms(e) if free(t) & unknown]
    return plus(*kept), [t for t in terms(e) if not free(t) & unknown]


def drop_constant(e: Basic) -> Rewrite | None:
    """The derivative of a sum is that of the terms in which the variable occurs."""
    if not isinstance(e, D) or type(e.args[0]) is not Plus:
        return None
    kept, dropped = without_constants(e.args[0], frozenset((e.args[1],)))
    return Rewrite(D(kept, e.args[1])) if dropped and kept is not ZERO else None


def separate(e: Basic) -> Rewrite | None:
    after = split_sums(e)
    return Rewrite(after) if after is not e else None


# ---- equations u = 0

def sides(e: Basic) -> Basic:
    """Left minus right."""
    return e.args[1] if e.args[2] is ZERO else plus(e.args[1], Neg(e.args[2]))


def denominators(found: Iterable[Basic]) -> dict[Basic, int]:
    """What all terms must be multiplied by to have no denominators: {base: power}."""
    least: dict[Basic, int] = {}
    for t in found:
        f = factors(t)
        for b, k in f.powers.items():
            if k < 0 and k.denominator == 1:
                least[b] = max(least.get(b, 0), -int(k))
    return least


def cleared(e: Basic, by: Basic) -> Basic:
    """Each term multiplied; what cancels is cancelled."""
    return lead_with_plus([factored(times(t, by)) for t in terms(e)])


def numbers_below(found: Iterable[Basic]) -> int:
    from math import lcm
    return lcm(*(factors(t).count.denominator for t in found))


def clear(e: Basic) -> Rewrite | None:
    """The denominators of all terms, multiplied away."""
    if not isinstance(e, Plus):
        return None
    found = terms(e)
    by = product(numbers_below(found), denominators(found))
    return None if by is ONE else Rewrite(Over(cleared(e, by), by))


# ---- logarithms of products, powers and exponentials
law("log.product_index", "ln(Prod(u, i, a, b)) = Sum(ln(u), i, a, b)", "log of a product: a sum of logs", when="u > 0", ref="Casella-Berger 7.2", ex="ln(Prod(e^x[i], i, 1, n))", apply=everywhere(log_of_index))
law("log.product", "ln(u*v) = ln(u) + ln(v)", "log of a product or quotient", when="u > 0 & v > 0", ref="Stewart 1.5", ex="ln(x*y); ln(a/x)", apply=everywhere(log_of_product))
law("log.power", "ln(u^c) = c*ln(u)", "log of a power", when="u > 0", ref="Stewart 1.5", ex="ln(x^a); ln(sqrt(x))", apply=everywhere(log_of_power))
law("log.exp", "ln(e^u) = u", "log of an exponential", ref="Stewart 1.5", ex="ln(e^(-x))", apply=everywhere(log_of_exponential))
law("pow.power", "(u^c)^n = u^(c*n)", "power of a power", when="u > 0", ref="Stewart 1.4", ex="(x^(1/c))^c; (x^2)^a", apply=everywhere(power_of_power))
law("pow.product", "(u*v)^c = u^c*v^c", "power of a product or quotient", when="u > 0 & v > 0", ref="Stewart 1.4", ex="(x*y)^a; e^(x + y)", apply=everywhere(power_of_product))

law("gamma.step", "gamma(u + 1) = u*gamma(u)", "recurrence of the gamma function", when="u > 0", ref="DLMF 5.5.1", ex="gamma(x + 1)", apply=everywhere(gamma_step))

law("binom.ratio", "binom(k + 1, 2)/binom(k, 2) = (k + 1)/(k + 1 - 2)", "ratio of neighbouring binomial coefficients", ref="DLMF 26.3.7", ex="binom(x + 1, 2)/binom(x, 2)", apply=binomial_ratio)

# ---- sums
law("likelihood.product", "u = u", "independence: the likelihood is a product", ref="Casella-Berger 6.3")
law("likelihood.given", "u = u", "as given", ref="Casella-Berger 6.3")
law("likelihood.split", "Sum(c*u + v, i, a, b) = c*Sum(u, i, a, b) + Sum(v, i, a, b)", "split the sum; constants leave it", ref="Casella-Berger 7.2", ex="Sum(1 - x[i], i, 1, n); Sum(2*x[i] + c, i, 1, n)", apply=separate)
law("likelihood.group", "c*u + n*u = (c + n)*u", "collect what multiplies the same function of the parameters", ref="Casella-Berger 7.2")
law("likelihood.drop_constant", "D(u + c, x) = D(u, x)", "terms without the parameter do not matter", ref="Casella-Berger 7.2", ex="D(x^2 + c, x)", apply=drop_constant)
law("likelihood.sums", "u = u", "by sums of products", ref="Casella-Berger 11.3")
law("likelihood.squares", "u = u", "a sum of squares of what is left of the regressor", ref="Casella-Berger 11.3")
law("likelihood.critical", "u = u", "written with the score", ref="Casella-Berger 7.2")

# ---- equations, each as the identity that justifies the step
law("eq.clear", "u/v + w = (u + w*v)/v", "multiply by the denominators", when="v != 0", ref="Stewart A", ex="x/y + a", apply=clear)
law("eq.expand", "u*(v + w) = u*v + u*w", "multiply out and collect", ref="Stewart A")
law("eq.divide", "c*u/c = u", "divide by what is not zero", when="c != 0", ref="Stewart A")
law("eq.linear", "c*u + n = c*(u + n/c)", "isolate the unknown", when="c != 0", ref="Stewart A")
law("eq.power", "(u^c)^(1/c) = u", "take the root", when="u > 0 & c != 0", ref="Stewart 1.4")
law("eq.log", "ln(e^u) = u", "take logarithms", ref="Stewart 1.5")
law("eq.exp", "e^(ln(u)) = u", "take exponentials", when="u > 0", ref="Stewart 1.5")
law("eq.quadratic", "c*u^2 + n*u + a = c*(u + (n + sqrt(n^2 - 4*c*a))/(2*c))*(u + (n - sqrt(n^2 - 4*c*a))/(2*c))", "quadratic formula", when="c != 0 & n^2 - 4*c*a > 0", ref="Stewart A")
law("eq.root", "u = u", "the root that lies in the domain", ref="Stewart A")
law("eq.direction", "u = u", "the direction of the vector of sums", ref="Mardia-Jupp 5.3")
