"""The meaning of what is written: every name put in, until only free letters and data are left.

A derivative in a name that is defined itself, as dz/dy, is taken with that name free; then its definition is put in.
Where a head is overridden, what a wrong line made of it stands in its place, and derivatives go through it by the chain rule.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from sympy import Basic, Integer, MatrixSymbol, Symbol

from symderive.checking import Claim, check
from symderive.checking.signals import Unsupported
from symderive.comparison.heads import RANDOM
from symderive.expr import At, Call, Inert, MatTimes, Neg, Over, Power, call, free, plus, shape_of, times
from symderive.functions import FUNCTIONS
from symderive.homework.context import INVERSE, Context, Definition
from symderive.homework.limits import limit
from symderive.nodes import D, Evaluated, Gradient, Hessian, Indexed, Jacobian, Limit, Matrix, Rel, SumOver, TupleOf, column
from symderive.number import number
from symderive.tree import fold, rebuild, substitute

SIMPLE = tuple(sorted({Fraction(s * n, d) for n in range(11) for d in (1, 2, 3) for s in (1, -1)}, key=lambda q: (q.denominator, abs(q), q < 0)))      # where the value of an inverse is sought
DEEPEST = 60                   # definitions within definitions
SPECIAL = (Symbol, MatrixSymbol, D, Evaluated, Indexed, Limit, At, Gradient, Hessian, Jacobian)
NONE: frozenset[Basic] = frozenset()


@dataclass(frozen=True)
class Meaning:
    """Resolves expressions in one context.

    partial  derivatives in a free letter hold the dependent letter of the relation, and named intermediates, fixed
    depth    how deep definitions have been entered
    """
    context: Context
    partial: bool = False
    depth: int = 0

    def __call__(self, e: Basic, held: frozenset[Basic] = NONE) -> Basic:
        """The expression in free letters and data; the names in `held` stay.

        Raises:
            Unsupported: for what has no meaning here.
        """
        if self.depth > DEEPEST:
            raise Unsupported("definitions within definitions")
        return fold(e, rebuild, lambda t: self._leaf(t, held), lambda t: isinstance(t, Inert) and not self._is_special(t))

    def _is_special(self, e: Basic) -> bool:
        if isinstance(e, SPECIAL) or e in self.context.overrides:
            return True
        return isinstance(e, Call) and (e.args[0].name in RANDOM or e.args[0].name not in FUNCTIONS)

    def _leaf(self, e: Basic, held: frozenset[Basic]) -> Basic:
        inner = Meaning(self.context, self.partial, self.depth + 1)
        if e in self.context.overrides and e not in held:
            return inner(self.context.overrides[e], held)
        for kind, handle in HANDLERS:
            if isinstance(e, kind):
                return handle(inner, e, held)
        return e

    # ---- names

    def name(self, x: Basic, held: frozenset[Basic]) -> Basic:
        if x in held:
            return x
        known = self.context.names.get(x)
        if known is not None:
            return self(self.chosen(x, known, held).body, held | frozenset(known.parameters))
        return self._mean(x)

    def chosen(self, x: Basic, known: Definition, held: frozenset[Basic]) -> Definition:
        """Of several forms of a name, the one in which a name that is held occurs."""
        for form in (known, *self.context.rewritten.get(x, ())):
            if held and self._reaches(form.body, held):
                return form
        return known

    def _reaches(self, body: Basic, held: frozenset[Basic]) -> bool:
        todo, seen = list(free(body)), set()
        while todo:
            x = todo.pop()
            if x in held:
                return True
            if x not in seen:
                seen.add(x)
                todo += free(self.context.names[x].body) if x in self.context.names else ()
        return False

    def _mean(self, x: Basic) -> Basic:
        """x-bar is the mean of the data x."""
        if isinstance(x, Symbol) and x.name.endswith("_bar"):
            i, n = Symbol("i"), Symbol("n")
            return Over(SumOver(At(Symbol(x.name[:-4]), i), i, Integer(1), n), n)
        return x

    def applied(self, e: Basic, held: frozenset[Basic]) -> Basic:
        """f(a, b), E(u), Var(u), Cov(u, v)."""
        name, args = e.args[0].name, e.args[1:]
        if name in RANDOM:
            return self.moment(name, args, held)
        if name == INVERSE:
            return self.inverse_slope(*args)
        known = self.context.names.get(Symbol(name))
        if known is None or len(known.parameters) != len(args):
            return Call(e.args[0], *(self(a, held) for a in args))
        letters = [sp.Dummy(str(p)) for p in known.parameters]
        body: Basic = self(substitute(known.body, dict(zip(known.parameters, letters))), held)
        return substitute(body, {p: self(a, held) for p, a in zip(letters, args)})

    def inverse_slope(self, f: Basic, a: Basic) -> Basic:
        """1/f'(x), at the simple number x at which f(x) = a."""
        known = self.context.names[f]
        if len(known.parameters) != 1:
            raise Unsupported("the inverse of a function of several variables")
        (x,) = known.parameters
        u, value = self(f, frozenset((x,))), self(a)
        for q in SIMPLE:
            if check([Claim(Evaluated(u, x, number(q)), value)], self.context.assumptions)[0]:
                return Over(Integer(1), Evaluated(D(u, x), x, number(q)))
        raise Unsupported("no simple number at which the function has this value")

    def moment(self, name: str, args: tuple[Basic, ...], held: frozenset[Basic]) -> Basic:
        """Expectation, variance and covariance under the given distribution; the latter two from moments, so that an overridden moment counts."""
        law = self.context.law
        if law is None or name not in MOMENTS or any(isinstance(a, (Rel, TupleOf)) for a in args):
            raise Unsupported(f"{name} without a distribution")
        if name == "E":
            if not free(args[0]) & law.letters:
                return self(args[0], held)
            return plus(*(times(p, self(substitute(args[0], at), held)) for at, p in law.points))
        return self(MOMENTS[name](*args), held)

    # ---- derivatives

    def derivative(self, e: Basic, held: frozenset[Basic]) -> Basic:
        u, x = e.args
        if not isinstance(x, Symbol):
            return D(self(u, held), x)
        if (made := self._through(u, x, held)) is not None:
            return made
        if x in self.context.names and x not in held and not self._written_in(u, x):
            return self._ratio(u, x, held)
        inner = self(u, held | {x} | self._fixed(u, x))
        found = self._along(inner, x)
        if x in self.context.names and x not in held:
            return self._put_in(found, x, held)
        for y in self._fixed(u, x) - held:
            found = self._put_in(found, y, held)
        return found

    def _written_in(self, u: Basic, x: Basic) -> bool:
        """Is u, in one of its forms, written in the name x?"""
        base = u
        while isinstance(base, D):
            base = base.args[0]
        if u in self.context.overrides or base in self.context.overrides:
            return self._reaches(self.context.overrides.get(u, self.context.overrides.get(base, u)), frozenset((x,)))
        return self._reaches(base, frozenset((x,))) or any(self._reaches(form.body, frozenset((x,))) for form in self.context.rewritten.get(base, ()))

    def _fixed(self, u: Basic, x: Basic) -> frozenset[Basic]:
        """Of a partial derivative: the intermediates that the name is written in."""
        base = u
        while isinstance(base, D):
            base = base.args[0]
        if not self.partial or base not in self.context.names:
            return NONE
        return frozenset(y for y in free(self.context.names[base].body) if y in self.context.names) if x in free(self.context.names[base].body) else NONE

    def _put_in(self, e: Basic, x: Basic, held: frozenset[Basic]) -> Basic:
        return Evaluated(e, x, self(x, held - {x})) if x in free(e) else e

    def _along(self, e: Basic, x: Basic) -> Basic:
        """The derivative in a free letter; on a curve, its dependent letter moves too."""
        r = self.context.relation
        if r is None or self.partial or x == r.dependent or r.dependent not in free(e):
            return D(e, x)
        return plus(D(e, x), times(D(e, r.dependent), self.slope(x)))

    def slope(self, x: Basic) -> Basic:
        """dy/dx on F(x, y) = 0."""
        r = self.context.relation
        if r is None:
            raise Unsupported("no relation")
        key = D(r.dependent, x)
        if key in self.context.overrides:
            return self(self.context.overrides[key])
        f = plus(self(r.left), Neg(self(r.right)))
        return Neg(Over(D(f, x), D(f, r.dependent)))

    def _ratio(self, u: Basic, x: Basic, held: frozenset[Basic]) -> Basic:
        """du/dx where x is a name in which u is not written: both are functions of one letter."""
        common = (self.context.leaves(u) & self.context.leaves(x)) - self.context.values.keys() or (self.context.leaves(u) & self.context.leaves(x))
        if len(common) != 1:
            return Integer(0)
        (t,) = common
        return Over(D(self(u, held | {t}), t), D(self(x, held | {t}), t))

    def _through(self, u: Basic, x: Basic, held: frozenset[Basic]) -> Basic | None:
        """By the chain rule over the names in which u is written, if one of the links is overridden."""
        known = self.context.names.get(u)
        if known is None or not any(isinstance(k, D) for k in self.context.overrides):
            return None
        links = [y for y in free(known.body) if y in self.context.names and y != x]
        if not links or not any(isinstance(k, D) for k in self.context.overrides if k.args[0] in (u, *links)):
            return None
        fixed = frozenset(links) | {x}
        direct = D(self(known.body, held | fixed), x)
        terms = [direct] if x in free(known.body) else []
        terms += [times(self._link(u, y, known, held | fixed), self(D(y, x), held)) for y in links if self._moves(y, x)]
        found: Basic = plus(*terms) if terms else Integer(0)
        for y in (*links, x):
            if y in self.context.names and y not in held and y in free(found):
                found = self._put_in(found, y, held)
        return found

    def _link(self, u: Basic, y: Basic, known: Definition, held: frozenset[Basic]) -> Basic:
        key = D(u, y)
        return self(self.context.overrides[key], held) if key in self.context.overrides else D(self(known.body, held), y)

    def _moves(self, y: Basic, x: Basic) -> bool:
        return D(y, x) in self.context.overrides or x in self.context.leaves(y, frozenset((x,)))

    # ---- what binds a letter

    def evaluated(self, e: Basic, held: frozenset[Basic]) -> Basic:
        u, x, a = e.args
        return Evaluated(self(u, held | {x}), x, self(a, held))

    def indexed(self, e: Basic, held: frozenset[Basic]) -> Basic:
        body, i, *ends = e.args
        return type(e)(self(body, held | {i}), i, *(self(a, held) for a in ends))

    def limit(self, e: Basic, held: frozenset[Basic]) -> Basic:
        u, x, a, _ = e.args
        found = limit(self(u, held | {x}), x, self(a, held), self.context.assumptions)
        if found is None:
            raise Unsupported("limit")
        return found

    def gradient(self, e: Basic, held: frozenset[Basic]) -> Basic:
        return column(*(self(D(e.args[0], x), held) for x in e.args[1].args[2:]))

    def hessian(self, e: Basic, held: frozenset[Basic]) -> Basic:
        x = e.args[1].args[2:]
        n = Integer(len(x))
        return Matrix(n, n, *(self(D(D(e.args[0], b), a), held) for a in x for b in x))

    def entry(self, e: Basic, held: frozenset[Basic]) -> Basic:
        """x_i: the data stay; an entry of a vector that is defined is put in."""
        x, *places = e.args
        return At(self(x, held) if x in self.context.names and shape_of(self.context.names[x].body) != (1, 1) else x, *(self(a, held) for a in places))


def _square(u: Basic) -> Basic:
    return Power(u, Integer(2))


def _variance(u: Basic) -> Basic:
    return plus(call("E", _square(u)), Neg(_square(call("E", u))))


def _covariance(u: Basic, v: Basic) -> Basic:
    return plus(call("E", times(u, v)), Neg(times(call("E", u), call("E", v))))


MOMENTS: dict[str, Callable[..., Basic]] = {"E": lambda u: u, "Var": _variance, "Cov": _covariance}
HANDLERS: tuple[tuple[type, Callable[[Meaning, Basic, frozenset[Basic]], Basic]], ...] = (
    (Symbol, Meaning.name), (MatrixSymbol, Meaning.name), (D, Meaning.derivative), (Evaluated, Meaning.evaluated), (Limit, Meaning.limit), (Indexed, Meaning.indexed), (At, Meaning.entry),
    (Gradient, Meaning.gradient), (Hessian, Meaning.hessian), (Call, Meaning.applied),
)


# ---- data as numbers

def with_data(e: Basic, data: dict[str, tuple[Basic, ...]]) -> Basic:
    """Sums over the data written out, and each datum a number."""
    size = Integer(max(map(len, data.values()))) if data else Integer(1)

    def build(old: Basic, args: tuple[Basic, ...]) -> Basic:
        if isinstance(old, Indexed) and isinstance(args[2], Integer) and isinstance(args[3], Integer) and int(args[3]) <= int(size):
            rows = [substitute(args[0], {args[1]: Integer(k)}) for k in range(int(args[2]), int(args[3]) + 1)]
            rows = [_entries(r, data) for r in rows]
            if isinstance(old, SumOver):
                return plus(*rows) if rows else Integer(0)
            if type(old).__name__ == "ProdOver":
                return times(*rows) if rows else Integer(1)
        return rebuild(old, args)
    made: Basic = fold(e, build, lambda t: size if t == Symbol("n") else t)
    return _entries(made, data)


def _entries(e: Basic, data: dict[str, tuple[Basic, ...]]) -> Basic:
    def build(old: Basic, args: tuple[Basic, ...]) -> Basic:
        if isinstance(old, At) and len(args) == 2 and isinstance(args[1], Integer):
            row = data.get(str(args[0]), ())
            if 1 <= int(args[1]) <= len(row):
                return row[int(args[1]) - 1]
        return rebuild(old, args)
    return fold(e, build)


def is_product(e: Basic) -> bool:
    return isinstance(e, MatTimes)
