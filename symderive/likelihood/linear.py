"""A mean that is linear in its parameters: the normal equations, solved by elimination in centred sums, each pivot a sum of squares.

With the residual y - a - b x - c z the scores are the normal equations. The intercept is eliminated first, which centres the
columns: S_xy = sum (x_i - xbar)(y_i - ybar). Each further regressor is eliminated from those after it, which leaves sums of
products of what is left of the columns: R_zy = S_zy - S_xz S_xy/S_xx. What stands before the unknown is R_zz, the sum of the
squares of what is left of z, so it is positive (the determinant of Gram): every profile is strictly concave.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sympy import Basic, Integer, Symbol

from symderive.derivation import Derivation, Relation, Step
from symderive.expr import At, Neg, Over, Plus, Power, free, plus, times
from symderive.likelihood.facts import Facts
from symderive.likelihood.fractions import Fractions, TooLarge, simplified
from symderive.likelihood.indices import INNER, with_indices
from symderive.likelihood.isolating import Isolated, equation
from symderive.likelihood.model import POSITIVE, Model
from symderive.likelihood.stationary import Stationary, argued, second_derivative
from symderive.nodes import Evaluated, SumOver, relation
from symderive.rules.forms import factors, terms
from symderive.rules.tidy import tidy
from symderive.tree import substitute

ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)
Gram = Mapping[tuple[Symbol | None, Symbol | None], Symbol]
LEVELS = "SRQPKJ"                    # letters for the sums of products, one for each elimination


@dataclass(frozen=True)
class Mean:
    """A sum of squared residuals in the log-likelihood, and the parameters that are linear in it.

    total    the sum over the data
    beside   what it is multiplied by: a negative number, over the variance
    columns  parameter -> the column that it multiplies, written at the index
    response what is left of the residual without these parameters
    """
    total: Basic
    beside: Basic
    columns: Mapping[Symbol, Basic]
    response: Basic


def linear_mean(ell: Basic, left: Sequence[Symbol], model: Model, facts: Facts) -> Mean | None:
    """The one sum of squared residuals in which several parameters are linear, and which holds them alone."""
    for t in terms(ell):
        f = factors(t)
        for total in (b for b, k in f.powers.items() if isinstance(b, SumOver) and k == 1):
            own = [u for u in left if u in free(total)]
            beside = substitute(t, {total: ONE})
            if len(own) < 2 or any(u in free(s) for s in (beside, *(s for s in terms(ell) if s is not t)) for u in own) or facts.sign(beside) != -1:
                continue
            body = factors(total.args[0])
            residual = next(iter(body.powers))
            if body.powers != {residual: 2} or body.count != 1 or type(residual) is not Plus:
                continue
            columns = _columns(residual, own)
            if columns is not None and not any(free(h) & model.unknown for h in columns.values()):
                ordered = sorted(columns, key=lambda u: columns[u] is not ONE)
                return Mean(total, beside, {u: columns[u] for u in ordered if u is not None}, columns[None])
    return None


def _columns(residual: Basic, own: Sequence[Symbol]) -> dict[Symbol | None, Basic] | None:
    """residual = response - sum of parameter times column; None where it is not of this form."""
    try:
        field_ = Fractions(residual, more=own)
        above, below = field_.of(residual)
    except TooLarge:
        return None
    found: dict[Symbol | None, Basic] = {}
    for u in own:
        by = field_.coefficients(above, u)
        if set(by) - {0, 1} or 1 not in by or any(v in field_.occurring(by[1]) for v in own) or any(v in field_.occurring(below) for v in own):
            return None
        found[u] = field_.written(field_.reduced(-by[1], below))
        above = by.get(0, field_.zero)
    if any(u in free(field_.write(above)) for u in own):
        return None
    return {None: field_.written(field_.reduced(above, below)), **found}


@dataclass
class Elimination:
    """The parameters eliminated one after the other.

    facts   grow by what the sums of products stand for, and that the pivots are positive
    roots   parameter -> its root in terms of those after it
    levels  parameter -> the sums of products when it was eliminated: two columns, None for the response, to their symbol
    """
    mean: Mean
    model: Model
    scores: Mapping[Symbol, Derivation]
    facts: Facts
    roots: dict[Symbol, Basic] = field(default_factory=dict)
    levels: dict[Symbol, Gram] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.index, self.first, self.last = self.mean.total.args[1:]
        self.count = self.last if self.first is ONE else tidy(plus(self.last, Neg(self.first), ONE))
        self.scale = simplified(times(Neg(TWO), self.mean.beside))
        self.labels = self._labels()
        taken = {str(s) for s in (*self.model.parameters, *self.model.known)} | {str(x) for b in self.model.blocks for x in b.data}
        self.letters = iter(c for c in LEVELS if c not in taken)

    def _labels(self) -> dict[Symbol | None, str]:
        """The letter of each column; its number, the response being 0, where a column is more than an entry at the index."""
        columns = {**self.mean.columns, None: self.mean.response}
        letters = {u: str(h.args[0]) for u, h in columns.items() if isinstance(h, At) and h.args[1:] == (self.index,)}
        varying = [u for u, h in columns.items() if h is not ONE]
        if len({letters.get(u) for u in varying}) == len(varying) and all(len(letters.get(u, "..")) == 1 for u in varying):
            return {u: letters[u] for u in varying}
        return {u: str(k) for k, u in enumerate([None, *(u for u in varying if u is not None)])}

    # ---- elimination

    def work(self) -> list[Stationary]:
        """Every parameter with its score, its equation, and why that is the maximum."""
        found: list[Stationary] = []
        order = list(self.mean.columns)
        columns: dict[Symbol | None, Basic] = {**self.mean.columns, None: self.mean.response}
        if columns[order[0]] is ONE:
            a = order.pop(0)
            found.append(self._intercept(a, columns))
            columns = {u: plus(h, Neg(with_indices(self._mean(h), INNER))) for u, h in columns.items() if u != a}
        gram = self._named(order, {(u, v): self._product(columns[u], columns[v]) for u, v in _pairs(order)})
        for k, u in enumerate(order):
            left = order[k + 1:]
            self.levels[u] = gram
            found.append(self._one(u, [u, *left], columns[u], order[k - 1] if k else None))
            if left:
                pivot = gram[u, u]
                columns = {v: plus(columns[v], Neg(times(Over(gram[u, v], pivot), columns[u]))) for v in (*left, None)}
                gram = self._named(left, {(v, w): plus(gram[v, w], Neg(Over(_product(gram[u, v], gram[u, w]), pivot))) for v, w in _pairs(left)})
        return found

    def _named(self, left: Sequence[Symbol], values: Mapping[tuple[Symbol, Symbol | None], Basic]) -> Gram:
        letter = next(self.letters)
        made: dict[tuple[Symbol | None, Symbol | None], Symbol] = {}
        for u, v in values:
            made[u, v] = made[v, u] = Symbol(f"{letter}_{self.labels[u]}{self.labels[v]}")
        self.facts = self.facts.defining({made[pair]: e for pair, e in values.items()}, {made[u, u]: POSITIVE for u in left})
        return made

    def _sum(self, e: Basic) -> Basic:
        found: Basic = SumOver(e, self.index, self.first, self.last)
        return found

    def _mean(self, h: Basic) -> Basic:
        return Over(self._sum(h), self.count)

    def _product(self, g: Basic, h: Basic) -> Basic:
        return self._sum(_product(g, h))

    def _normal(self, gram: Gram, u: Symbol, left: Sequence[Symbol]) -> Basic:
        """The score in u, by sums of products."""
        inside = plus(gram[u, None], *(Neg(times(v, gram[u, v])) for v in left))
        if isinstance(self.scale, Over):
            return Over(inside if self.scale.args[0] is ONE else times(self.scale.args[0], inside), self.scale.args[1])
        return inside if self.scale is ONE else times(self.scale, inside)

    def _intercept(self, a: Symbol, columns: Mapping[Symbol | None, Basic]) -> Stationary:
        """The mean of the response less the means of the other columns."""
        root = plus(self._mean(columns[None]), *(Neg(times(u, self._mean(h))) for u, h in columns.items() if u is not None and u != a))
        return self._solved(Stationary(a, self.scores[a]), root)

    def _one(self, u: Symbol, left: Sequence[Symbol], column: Basic, before: Symbol | None) -> Stationary:
        """The score in terms of what is left, its zero, its slope."""
        gram = self.levels[u]
        score, after = self.scores[u], self._normal(gram, u, left)
        goal: Basic = score.answer
        for v, root in self.roots.items():
            goal = Evaluated(goal, v, root)
        if before is not None:
            there = Evaluated(self._normal(self.levels[before], u, [before, *left]), before, self.roots[before])
            put: Basic = substitute(there.args[0], {before: self.roots[before]})
            steps = [Step(goal, Relation.EQ, there, "likelihood.sums"), Step(there, Relation.EQ, put, "at.put_in"), Step(put, Relation.EQ, after, "likelihood.sums")]
        elif self.roots:
            put = substitute(goal.args[0], self.roots)
            steps = [Step(goal, Relation.EQ, put, "at.put_in"), Step(put, Relation.EQ, after, "likelihood.sums")]
        else:
            steps = [Step(goal, Relation.EQ, after, "likelihood.sums")]
        profile = Derivation(goal, {goal: steps[0]}, tuple(steps[1:]))
        root = Over(plus(gram[u, None], *(Neg(times(v, gram[u, v])) for v in left[1:])), gram[u, u])
        return self._solved(Stationary(u, score, profile), root, {gram[u, u]: self._sum(Power(column, TWO))})

    def _solved(self, s: Stationary, root: Basic, squares: Mapping[Basic, Basic] | None = None) -> Stationary:
        """The equation solved, and the slope as minus a sum of squares."""
        u, e = s.parameter, s.equation
        self.roots[u] = root
        start, solution = equation(e), relation("=", u, root)
        plain = equation(e.args[0]) if isinstance(e, Over) else start
        steps = [*([Step(start, Relation.IFF, plain, "eq.divide")] if plain is not start else []), Step(plain, Relation.IFF, solution, "eq.linear")]
        second = second_derivative(e, u)
        if squares is not None:
            second = second.finished((*second.finish, Step(second.answer, Relation.EQ, substitute(second.answer, squares), "likelihood.squares")))
        second, argument, rest = argued(second, e, u, self.facts, (s.profile or s.score).goal)
        return replace(s, solving=Derivation(start, {start: steps[0]}, tuple(steps[1:])), root=root, steps=Isolated(root, tuple(steps)), second=second, argument=argument, rest=rest)


def _pairs(left: Sequence[Symbol]) -> list[tuple[Symbol, Symbol | None]]:
    """Each two of the columns once, the response among them."""
    return [(u, v) for k, u in enumerate(left) for v in (*left[k:], None)]


def _product(g: Basic, h: Basic) -> Basic:
    return Power(g, TWO) if g is h else times(g, h)
