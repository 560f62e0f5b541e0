"""What a solution may use: the names that are defined, the relation, the values, the data; and the plain form of what is written.

A function is a name with parameters: f and f(x) are one object. y(x), which the reader makes of y under dy/dx, is the name y.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sympy import Basic, Integer, MatrixSymbol, Symbol

from symderive.comparison.heads import RANDOM
from symderive.expr import At, Call, Neg, Power, Times, call, free, times
from symderive.functions import FUNCTIONS
from symderive.nodes import D, Evaluated, Limit, TupleOf
from symderive.problem import NOTHING, Assumptions
from symderive.tree import fold, rebuild, walk

NAME = (Symbol, MatrixSymbol)
KNOWN = frozenset(FUNCTIONS) | RANDOM


@dataclass(frozen=True)
class Definition:
    """What a name stands for: `body` in names, `parameters` if it is a function."""
    body: Basic
    parameters: tuple[Basic, ...] = ()


@dataclass(frozen=True)
class Law:
    """A joint distribution with finitely many values: ({X: 1, Y: 2}, its probability) for each."""
    points: tuple[tuple[Mapping[Basic, Basic], Basic], ...]
    generic: bool = False                              # one of many, for laws that hold for all; no value of its own means anything

    @property
    def letters(self) -> frozenset[Basic]:
        return frozenset(x for at, _ in self.points for x in at)


@dataclass(frozen=True)
class Relation:
    """F(x, y) = 0, written left = right, with y a function of the other letters."""
    left: Basic
    right: Basic
    dependent: Basic


@dataclass(frozen=True)
class Context:
    """What is known at one line, in one world.

    names      name -> what it stands for
    rewritten  name -> the other forms in which a line wrote it
    overrides  heads whose value is taken from a wrong line: a name, a derivative, E(X^2), (AB)^T -> what was written
    relation   of an implicit problem
    values     the point, {x: 2}, at which the problem asks
    data       name of data -> entries, as numbers
    law        the distribution that the problem gives
    unknowns   what is to be found: parameters, the letter of an equation
    """
    names: Mapping[Basic, Definition] = field(default_factory=dict)
    rewritten: Mapping[Basic, tuple[Definition, ...]] = field(default_factory=dict)
    overrides: Mapping[Basic, Basic] = field(default_factory=dict)
    relation: Relation | None = None
    values: Mapping[Basic, Basic] = field(default_factory=dict)
    data: Mapping[str, tuple[Basic, ...]] = field(default_factory=dict)
    law: Law | None = None
    unknowns: tuple[Basic, ...] = ()
    assumptions: Assumptions = NOTHING

    def define(self, name: Basic, body: Basic, parameters: tuple[Basic, ...] = ()) -> Context:
        return replace(self, names={**self.names, name: Definition(body, parameters)})

    def rewrite(self, name: Basic, body: Basic) -> Context:
        """A line wrote a known name in another form."""
        old = self.names[name]
        return replace(self, rewritten={**self.rewritten, name: (Definition(body, old.parameters), *self.rewritten.get(name, ()))})

    def override(self, head: Basic, value: Basic) -> Context:
        return replace(self, overrides={**self.overrides, head: value})

    def leaves(self, e: Basic, held: frozenset[Basic] = frozenset()) -> frozenset[Basic]:
        """The letters that an expression depends on, through all definitions."""
        found: set[Basic] = set()
        todo, seen = list(free(e)), set()
        while todo:
            x = todo.pop()
            if x in seen:
                continue
            seen.add(x)
            if x in self.names and x not in held:
                d = self.names[x]
                todo += free(d.body) - frozenset(d.parameters)
                found.update(d.parameters)
            elif isinstance(x, NAME):
                found.add(x)
        return frozenset(found)

    def is_data(self, x: Basic) -> bool:
        """Is it the name of data, x of x_i?"""
        return str(x) in self.data or any(isinstance(t, At) and t.args[0] == x for d in self.names.values() for t in walk(d.body))

    def circular(self, name: Basic, body: Basic) -> bool:
        """Would the definition hold its own name?"""
        todo, seen = list(free(body)), set()
        while todo:
            x = todo.pop()
            if x == name:
                return True
            if x not in seen:
                seen.add(x)
                todo += free(self.names[x].body) if x in self.names else ()
        return False


# ---- the plain form

def plain(e: Basic, context: Context, variable: Basic | None = None) -> Basic:
    """The same with names in place of functions of their own variables, and derivatives of names in place of primes.

    `variable` is what a prime without a variable differentiates in, where that cannot be told otherwise.
    """
    steps = {str(t.args[1]) for t in walk(e) if isinstance(t, Limit)}
    if steps:                                          # h(x + h) is a product where h tends to zero
        e = fold(e, lambda old, args: times(Symbol(args[0].name), *args[1:]) if isinstance(old, Call) and args[0].name in steps else rebuild(old, args))
    return fold(e, lambda old, args: _plain(old, args, context, variable), lambda t: _subscripted(t, context))


INVERSE = "inverse_slope"      # inverse_slope(f, a) is the derivative of the inverse function of f at a


def _inverse_of(e: Basic) -> Basic | None:
    """f, where (f^{-1})' was read as a derivative of a power."""
    u, x = e.args
    minus_one = isinstance(u, Power) and isinstance(u.args[1], Neg) and u.args[1].args[0] == Integer(1)
    return u.args[0] if minus_one and u.args[0] == x else None


def _subscripted(e: Basic, context: Context) -> Basic:
    """f_xy is a derivative of f, where f is known and f_xy is not."""
    if not isinstance(e, Symbol) or e in context.names or "_" not in e.name:
        return e
    stem, _, below = e.name.partition("_")
    f, letters = Symbol(stem), [Symbol(c) for c in below]
    if f not in context.names or not letters or not set(letters) <= context.leaves(f, frozenset(letters)):
        return e
    found: Basic = f
    for x in letters:
        found = D(found, x)
    return found


def _plain(old: Basic, args: tuple[Basic, ...], context: Context, variable: Basic | None) -> Basic:
    if isinstance(old, Call):
        return _call(args[0].name, args[1:], rebuild(old, args), context, variable)
    if isinstance(old, D):
        return _derivative(args[0], args[1], context)
    if isinstance(old, Evaluated) and args[1] == args[2]:
        return args[0]
    if isinstance(old, Evaluated) and isinstance(args[2], TupleOf) and len(args[2].args) == 2 and context.relation is not None:
        return Evaluated(Evaluated(args[0], args[1], args[2].args[0]), context.relation.dependent, args[2].args[1])
    if isinstance(old, Times) and len(args) == 2 and isinstance(args[0], D) and (f := _inverse_of(args[0])) is not None and f in context.names:
        return call(INVERSE, f, args[1])
    return rebuild(old, args)


def _call(name: str, args: tuple[Basic, ...], made: Basic, context: Context, variable: Basic | None) -> Basic:
    if name in KNOWN:
        return made
    stem = name.rstrip("'")
    x, primes = Symbol(stem), len(name) - len(stem)
    known = context.names.get(x)
    parameters = known.parameters if known else ()
    if primes:
        return _primed(x, primes, args, parameters, context, variable)
    if parameters:
        return x if args == parameters or (len(args) < len(parameters) and set(args) <= set(parameters)) else made      # l(mu), of l(mu, v) under a derivative
    if known or x == (context.relation and context.relation.dependent) or all(isinstance(a, Symbol) for a in args):
        return x if all(isinstance(a, Symbol) for a in args) else times(x, *args)
    return made


def _primed(x: Basic, primes: int, args: tuple[Basic, ...], parameters: tuple[Basic, ...], context: Context, variable: Basic | None) -> Basic:
    """f''(a)"""
    own = parameters[0] if parameters else natural(x, context) or variable
    (a,) = args if len(args) == 1 else (None,)
    in_ = own or (a if isinstance(a, Symbol) else Symbol("x"))
    e: Basic = x
    for _ in range(primes):
        e = D(e, in_)
    if a is None or a == in_:
        return e
    if parameters or isinstance(a, Symbol) or not free(a):
        return Evaluated(e, in_, a)
    return times(e, a)


def natural(x: Basic, context: Context) -> Basic | None:
    """The only letter on which a name depends."""
    if x not in context.names:
        return None
    found = context.leaves(x) - context.values.keys() if len(context.leaves(x)) > 1 else context.leaves(x)
    return next(iter(found)) if len(found) == 1 else None


def _derivative(u: Basic, x: Basic, context: Context) -> Basic:
    """A prime without a variable was read as d/dx: it is the derivative in the letter there is."""
    base, order = u, 1
    while isinstance(base, D):
        base, order = base.args[0], order + 1
    if isinstance(base, Call) and base.args[1:] == (x,) and (f := Symbol(str(base.args[0].name))) in context.names and context.names[f].parameters:
        known = context.names[f].parameters                 # f(x), where f is a function of other letters
        moved = f
        for _ in range(order):
            moved = D(moved, x if (x in context.leaves(f) and not context.is_data(x)) or any(p in context.names for p in known) else known[0])
        return moved
    if isinstance(base, Symbol) and base in context.names and x == Symbol("x") and x not in context.names and x not in context.leaves(base):
        own = context.names[base].parameters[:1] or ((natural(base, context),) if natural(base, context) else ())
        if own:
            return D(u, own[0])
    return D(u, x)
