"""What is written for what: S for a sum over the data, the mean with a bar, a hat over an estimator, sigma^2 for sigma2."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sympy import Basic, Integer, Symbol

from symderive.expr import At, Inert, Over, Power, Times, call, free, times
from symderive.likelihood.ends import largest, median, smallest
from symderive.likelihood.indices import INNER
from symderive.likelihood.logarithm import is_residual
from symderive.likelihood.model import Model
from symderive.nodes import D, SumOver
from symderive.number import value
from symderive.tree import fold, rebuild, size, substitute, walk

LETTERS = "STUVWAB"
SHORT = 4                      # nodes of an estimator that is put in as it is; a longer one is put in as its hat


@dataclass(frozen=True, eq=False)
class Names:
    """How the expressions of one model are written."""
    model: Model
    statistics: Mapping[Basic, Basic]                 # a sum over the data -> its letter
    roots: Mapping[Basic, Basic] = field(default_factory=dict)      # what was put in for a parameter, where it is long -> the parameter with its hat

    @cached_property
    def shown(self) -> dict[Basic, Basic]:
        """What is written for what."""
        found: dict[Basic, Basic] = {}
        for b in self.model.blocks:
            for x in b.data:
                for i in (b.index, INNER.get(b.index, b.index)):
                    total = SumOver(At(x, i), i, b.first, b.count)
                    if b.first is Integer(1):
                        found[Over(total, b.count)] = Symbol(f"{x.name}_bar")
        for s, letter in self.statistics.items():
            found[s] = letter
        found.update(self.model.shown)
        found.update(self.roots)
        return found

    def write(self, e: Basic) -> Basic:
        """An expression as it is to be read."""
        return self._put(e, self.shown)

    def plainly(self, e: Basic) -> Basic:
        """The same with sums written out, but for means."""
        letters = set(self.statistics.values())
        return self._put(e, {k: v for k, v in self.shown.items() if v not in letters})

    def only_symbols(self, e: Basic) -> Basic:
        """The same with all sums written out, means too; only symbols as sigma^2 are written as they are known."""
        return self._put(e, self.model.shown, means=False)

    def _put(self, e: Basic, shown: Mapping[Basic, Basic], means: bool = True) -> Basic:
        """Names put in; letters stand before functions in a product, and powers of sigma^2 are powers of sigma."""
        squares = {u: a.args[0] for u, a in self.model.shown.items() if type(a) is Power}

        def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
            if type(t) is Times:
                return times(*sorted(args, key=lambda a: isinstance(a, Inert) and value(a) is None))
            if type(t) is Power and t.args[0] in squares and isinstance(t.args[1], Integer):
                return Power(squares[t.args[0]], Integer(2 * int(t.args[1])))
            return rebuild(t, args)
        return fold(with_means(e, self.model) if means else e, change, lambda t: shown.get(t, t), lambda t: isinstance(t, Inert) and t not in shown)

    def without(self, u: Symbol) -> Names:
        """What stands where the estimator of a parameter is found: it is not yet written as its hat."""
        return Names(self.model, self.statistics, {a: hat for a, hat in self.roots.items() if hat != self.hat(u)})

    @property
    def parameters(self) -> tuple[Basic, ...]:
        return tuple(self.model.parameters)

    @property
    def ell(self) -> Basic:
        return call("ell", *self.parameters)

    @property
    def likelihood(self) -> Basic:
        return call("L", *self.parameters)

    def hat(self, u: Symbol) -> Basic:
        """The estimator of a parameter."""
        shown = self.model.shown.get(u)
        if shown is not None:                                  # sigma^2 with its hat: the hat stands on the letter
            return substitute(shown, {a: Symbol(f"{a.name}_hat") for a in free(shown)})
        stem, *rest = u.name.split("_")
        return Symbol("_".join([stem, "hat", *rest]))

    def score(self, u: Symbol) -> Basic:
        return D(self.ell, u)


def with_means(e: Basic, model: Model) -> Basic:
    """Sums of a column divided by their number, whatever stands beside them: S/(m n) as (S/n)/m."""
    counts = {b.count for b in model.blocks}
    means = {SumOver(At(x, b.index), b.index, b.first, b.count): b.count for b in model.blocks for x in b.data if b.first is Integer(1)}

    def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
        if type(t) is Over and (args[0] in means or (type(args[0]) is Times and any(a in means for a in args[0].args))):
            above = list(args[0].args) if type(args[0]) is Times else [args[0]]
            below = list(args[1].args) if type(args[1]) is Times else [args[1]]
            s = next(a for a in above if a in means)
            if means[s] in below and sum(a in means for a in above) == 1:
                above[above.index(s)] = Over(s, means[s])
                below.remove(means[s])
                return Over(times(*above), times(*below)) if below else times(*above)
        if type(t) is Over and args[0] in counts and args[1] in means and means[args[1]] == args[0]:
            return Over(Integer(1), Over(args[1], args[0]))
        return rebuild(t, args)
    return fold(e, change)


def names_for(model: Model, expressions: Iterable[Basic], put: Iterable[tuple[Symbol, Basic]] = (), defined: Iterable[Basic] = ()) -> Names:
    """Letters for the sums over the data that occur, in the order in which they do; hats for what was put in, if it is long or holds a sum of products."""
    products = frozenset(defined)
    taken = {t.name for e in expressions for t in walk(e) if isinstance(t, Symbol)} | {u.name for u in model.parameters} | {c.name for c in model.known}
    letters = iter(c for c in LETTERS if c not in taken)
    found: dict[Basic, Basic] = {}
    indices = {b.index for b in model.blocks}
    for e in expressions:
        for t in walk(e):
            if isinstance(t, SumOver) and t.args[1] in indices and not free(t) & model.unknown and t not in found and not is_residual(t) and not has_order(t, model):
                letter = next(letters, None)
                if letter is not None:
                    found[t] = Symbol(letter)
    plain = Names(model, found)
    return Names(model, found, {a: plain.hat(u) for u, a in put if (size(plain.plainly(a)) > SHORT or free(a) & products) and not free(a) & model.unknown})


def has_order(t: Basic, model: Model) -> bool:
    own = {s for b in model.blocks for x in b.data for s in (smallest(x), largest(x), median(x))}
    return bool(free(t) & own) or any(isinstance(a, SumOver) for a in walk(t.args[0]))

