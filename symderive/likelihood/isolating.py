"""One equation solved for one unknown by elementary steps, each with what it multiplies by: clear, divide, isolate, invert."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Basic, E, Integer

from symderive.derivation import Relation, Step
from symderive.expr import Neg, Over, Power, call, free, head, plus, times
from symderive.likelihood.facts import Facts
from symderive.likelihood.fractions import Fractions, TooLarge, is_zero, simplified, with_whole_part
from symderive.likelihood.model import Range
from symderive.nodes import Or, Rel, relation
from symderive.number import number, value
from symderive.rules.forms import factored, factors, product, terms, total
from symderive.rules.likelihood import cleared, denominators, numbers_below

ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)


class NotIsolated(Exception):
    """No elementary step isolates the unknown. `stands_in` lists the functions in which it occurs."""

    def __init__(self, stands_in: Sequence[Basic] = (), reason: str = "kernels") -> None:
        self.stands_in, self.reason = tuple(stands_in), reason
        super().__init__(reason)


@dataclass(frozen=True)
class Isolated:
    """The steps from an equation to `unknown = root`; `only` says why no other root counts."""
    root: Basic
    steps: tuple[Step, ...]
    only: str = ""


def equation(e: Basic) -> Basic:
    return relation("=", e, ZERO)


def isolate(e: Basic, u: Basic, facts: Facts) -> Isolated:
    """Solve e = 0 for u.

    Raises:
        NotIsolated: where u stands in functions that no elementary step undoes.
    """
    steps: list[Step] = []
    here = e

    def go(after: Basic, rule: str, when: tuple[Basic, ...] = ()) -> None:
        nonlocal here
        target = after if _is_relation(after) else equation(after)
        before = here if _is_relation(here) else equation(here)
        if target != before:
            steps.append(Step(before, Relation.IFF, target, rule, provisos=when))
        here = after
    try:
        field = Fractions(e)
        above = field.of(e)[0]
    except TooLarge as fault:
        raise NotIsolated(reason="large") from fault
    if above.is_zero():
        raise NotIsolated(reason="flat")
    found = terms(e)
    by = product(numbers_below(found), denominators(found))
    if by is not ONE and (u in _symbols(by) or len(found) > 1):
        go(cleared(e, by), "eq.clear", tuple(relation("!=", b, ZERO) for b in denominators(found) if not facts.sign(b)))
    if {head(k) for k in kernels(above, field, u)} == {"cos", "sin"}:
        root, only = _direction(e, u, facts, go)
        return Isolated(root, tuple(steps), only)
    live = _live(field, above, u, facts)
    polynomial = _shown(field, live, facts)
    if not _is_spread(here, polynomial):
        go(polynomial, "eq.expand" if len(field.factored(above)[1]) <= 1 or polynomial == _plain(field, above) else "eq.divide")
    root, only = _root_of(polynomial, field, live, u, facts, go)
    return Isolated(root, tuple(steps), only)


def _is_spread(e: Basic, polynomial: Basic) -> bool:
    """Is it that polynomial already, or minus that?"""
    found, wanted = terms(e), terms(polynomial)
    return len(found) == len(wanted) and any(is_zero(plus(e, Neg(polynomial) if sign > 0 else polynomial)) for sign in (1, -1))


def _is_relation(e: Basic) -> bool:
    return isinstance(e, (Rel, Or))


def _symbols(e: Basic) -> frozenset[Basic]:
    return free(e)


def _plain(field: Fractions, p: Any) -> Basic:
    return _positive_first(field.write(p))


def _positive_first(e: Basic) -> Basic:
    """A sum multiplied by -1 if that makes more terms positive."""
    found = terms(e)
    minus = sum(type(t) is Neg for t in found)
    return total(t.args[0] if type(t) is Neg else Neg(t) for t in found) if 2 * minus > len(found) else e


def _live(field: Fractions, above: Any, u: Basic, facts: Facts) -> Any:
    """The one factor of the numerator that can vanish.

    Raises:
        NotIsolated: where none can, or several.
    """
    _, found = field.factored(above)
    live = [f for f, _ in found if any(u == a or u in free(a) for a in field.occurring(f)) and not facts.sign(field.write(f))]
    if not live:
        raise NotIsolated(reason="no zero")
    if len(live) > 1:
        live = [f for f in live if u in field.place and field.occurring(f) != [u]] if len(live) == 2 else live
        if len(live) != 1:
            raise NotIsolated(reason="several factors")
    return live[0]


def _shown(field: Fractions, p: Any, facts: Facts) -> Basic:
    f, _ = field._primitive(p)
    return _positive_first(field.write(f))


def kernels(p: Any, field: Fractions, u: Basic) -> list[Basic]:
    """The atoms of a polynomial in which the unknown stands."""
    return [a for a in field.occurring(p) if a == u or u in free(a)]


def _root_of(e: Basic, field: Fractions, p: Any, u: Basic, facts: Facts, go: Any) -> tuple[Basic, str]:
    found = kernels(p, field, u)
    if len(found) > 1:
        if {head(k) for k in found} == {"cos", "sin"} and all(k.args[1] == u for k in found):
            raise NotIsolated(found)
        raise NotIsolated(found)
    kernel = found[0]
    by = {k: field.write(c) for k, c in field.coefficients(p, kernel).items()}
    degree = max(by)
    if degree == 1:
        root = with_whole_part(Neg(Over(by.get(0, ZERO), by[1])))
        return _inverted(kernel, root, u, facts, go, "eq.linear", _when(by[1], facts))
    if set(by) <= {0, degree}:
        b = simplified(Neg(Over(by.get(0, ZERO), by[degree])))
        return _power_root(kernel, degree, b, u, facts, go)
    if degree == 2 and kernel == u:
        return _quadratic(by, u, facts, go)
    if degree == 2:
        return _quadratic_kernel(by, kernel, u, facts, go)
    raise NotIsolated([kernel], f"degree {degree}")


def _when(c: Basic, facts: Facts) -> tuple[Basic, ...]:
    return () if facts.sign(c) else (relation("!=", c, ZERO),)


def _inverted(kernel: Basic, b: Basic, u: Basic, facts: Facts, go: Any, rule: str, when: tuple[Basic, ...] = ()) -> tuple[Basic, str]:
    """kernel = b, solved for u."""
    go(relation("=", kernel, b), rule, when)
    if kernel == u:
        return b, ""
    if type(kernel) is Power and kernel.args[0] is E:
        return _linear_inside(kernel.args[1], call("ln", b), u, facts, go, "eq.log")
    if head(kernel) == "ln":
        return _linear_inside(kernel.args[1], Power(E, b), u, facts, go, "eq.exp")
    if head(kernel) == "sqrt":
        return _linear_inside(kernel.args[1], Power(b, TWO), u, facts, go, "eq.power")
    if type(kernel) is Power and u not in free(kernel.args[1]):
        c = kernel.args[1]
        v = value(c)
        inverse = number(1 / v) if v else Over(ONE, c)
        return _linear_inside(kernel.args[0], call("sqrt", b) if inverse == Over(ONE, TWO) else Power(b, inverse), u, facts, go, "eq.power")
    if type(kernel) is Power and u not in free(kernel.args[0]):
        return _linear_inside(kernel.args[1], Over(call("ln", b), call("ln", kernel.args[0])), u, facts, go, "eq.log")
    raise NotIsolated([kernel])


def _linear_inside(inner: Basic, b: Basic, u: Basic, facts: Facts, go: Any, rule: str) -> tuple[Basic, str]:
    go(relation("=", inner, b), rule)
    if inner == u:
        return b, ""
    e = plus(inner, Neg(b))
    field = Fractions(e)
    above, _ = field.of(e)
    found = kernels(above, field, u)
    if found == [u] and max(by := {k: field.write(c) for k, c in field.coefficients(above, u).items()}) == 1:
        root = simplified(Neg(Over(by.get(0, ZERO), by[1])))
        go(relation("=", u, root), "eq.linear")
        return root, ""
    raise NotIsolated(found)


def _power_root(kernel: Basic, degree: int, b: Basic, u: Basic, facts: Facts, go: Any) -> tuple[Basic, str]:
    """kernel^degree = b."""
    go(relation("=", Power(kernel, Integer(degree)), b), "eq.linear")
    root = call("sqrt", b) if degree == 2 else Power(b, Over(ONE, Integer(degree)))
    if degree % 2 == 0 and kernel == u and facts.sign(kernel) == -1:
        go(relation("=", u, Neg(root)), "eq.power")
        return Neg(root), "negative"
    if degree % 2 == 0 and facts.sign(kernel) != 1:
        raise NotIsolated([kernel], "two roots")
    if kernel == u:
        go(relation("=", u, root), "eq.power")
        return root, "positive" if degree % 2 == 0 else ""
    return _inverted(kernel, root, u, facts, go, "eq.power")


def _roots(by: dict[int, Basic]) -> tuple[Basic, Basic, Basic]:
    """The discriminant, and the roots with plus and with minus."""
    a, b, c = by[2], by.get(1, ZERO), by.get(0, ZERO)
    inside = simplified(plus(Power(b, TWO), Neg(times(Integer(4), a, c))))
    inside_written = _discriminant(b, a, c) if type(inside) is not Power else inside
    below = factored(times(TWO, a))
    root = call("sqrt", inside_written)
    lead = Neg(b) if type(b) is not Neg else b.args[0]
    return inside_written, Over(plus(lead, root), below), Over(plus(lead, Neg(root)), below)


def _discriminant(b: Basic, a: Basic, c: Basic) -> Basic:
    e = plus(Power(b, TWO), Neg(times(Integer(4), a, c)))
    field = Fractions(e)
    above, below = field.of(e)
    return field.written((above, below))


def _quadratic(by: dict[int, Basic], u: Basic, facts: Facts, go: Any) -> tuple[Basic, str]:
    _, up, down = _roots(by)
    r = facts.ranges.get(u, Range())
    sa, sc = facts.sign(by[2]), facts.sign(by.get(0, ZERO))
    up, down = (up, down) if sa is None or sa > 0 else (_turned(up), _turned(down))
    if r.low is ZERO and r.high is None and sa and sc and sa * sc < 0:
        root = up if sa > 0 else down
        go(Or(relation("=", u, up), relation("=", u, down)), "eq.quadratic")
        go(relation("=", u, root), "eq.root")
        return root, "vieta"
    if r.low is not None and r.high is not None and sa:
        at = [facts.sign(_at(by, end)) for end in (r.low, r.high)]
        if at[0] and at[1] and at[0] * at[1] < 0:
            rises = at[0] < 0
            root = (up if sa > 0 else down) if rises else (down if sa > 0 else up)
            go(Or(relation("=", u, up), relation("=", u, down)), "eq.quadratic")
            go(relation("=", u, root), "eq.root")
            return root, "ends"
    raise NotIsolated([u], "two roots")


def _turned(e: Basic) -> Basic:
    """Numerator and denominator multiplied by -1."""
    above, below = e.args
    return Over(total(t.args[0] if type(t) is Neg else Neg(t) for t in terms(above)), factored(Neg(below)))


def _at(by: dict[int, Basic], end: Basic) -> Basic:
    return plus(*(times(c, Power(end, Integer(k))) if k else c for k, c in by.items()))


def _quadratic_kernel(by: dict[int, Basic], kernel: Basic, u: Basic, facts: Facts, go: Any) -> tuple[Basic, str]:
    """A quadratic in e^u, of which one root is positive."""
    sa, sc = facts.sign(by[2]), facts.sign(by.get(0, ZERO))
    if facts.sign(kernel) == 1 and sa and sc and sa * sc < 0:
        _, up, down = _roots(by)
        root, only = _inverted(kernel, up if sa > 0 else down, u, facts, go, "eq.root")
        return root, only or "vieta"
    raise NotIsolated([kernel], "two roots")


def _direction(e: Basic, u: Basic, facts: Facts, go: Any) -> tuple[Basic, str]:
    """a cos(u) + b sin(u) = 0 with a positive multiple of the score on the left: the maximum lies in the direction (-b, a)."""
    c, s = call("cos", u), call("sin", u)
    field = Fractions(e)
    above, below = field.of(e)
    one = field.coefficients(above, c)
    if set(one) != {0, 1} or facts.sign(field.write(below)) is None or s in field.occurring(one[1]):
        raise NotIsolated([c, s])
    two = field.coefficients(one[0], s)
    if set(two) != {1} or u in free(field.write(two[1])) | free(field.write(one[1])):
        raise NotIsolated([c, s])
    a, b = factors(field.write(one[1])), factors(field.write(two[1]))
    common = {x: k for x, k in a.powers.items() if b.powers.get(x) == k and facts.sign(x) == 1}
    sign = facts.sign(field.write(below)) or 1
    up = product(sign * a.count, {x: k for x, k in a.powers.items() if x not in common})
    across = product(-sign * b.count, {x: k for x, k in b.powers.items() if x not in common})
    root = call("atan2", up, across)
    go(relation("=", u, root), "eq.direction")
    return root, "direction"
