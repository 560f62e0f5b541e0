r"""Models written out: `x_i ~ N(mu, sigma^2)`, `y_i = a + b x_i + e_i; e_i ~ N(0, sigma^2)`, `L = p^h (1-p)^t`, `counts (a, b) ~ (p, 1 - p)`.

Statements stand between semicolons or on lines of their own:

    x_i ~ LAW [on SUPPORT] [, i = 1..n]       a sample; LAW is a name with arguments, or a density in x
    y_i = MEAN + e_i; e_i ~ LAW               the same with the error given; MEAN may hold covariates and x_{t-1}
    x_i | y_i = 0 ~ LAW                       the law of x where y has this value, beside `y_i ~ LAW`
    r ~ LAW                                   one observation, r being a number that is given
    L = EXPRESSION                            a likelihood as it is
    counts (a, b, c) ~ (p, q, r)              how often each class was seen, with the probabilities of the classes
    sum p_k = 1                               the last of the probabilities is one minus the others
    P(x_{t+1} = 1 | x_t = 0) = a              a chain with the states 0 and 1: one statement for each row
    t_i = min(T_i, c), d_i = [T_i <= c]       times that are censored, beside `T_i ~ LAW`
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Basic, Integer, Symbol

from symderive.errors import NotSupported, ReadError, UsageError
from symderive.expr import At, Neg, Plus, Power, free, head, plus, times
from symderive.likelihood.asking import LETTERS, constant, domain_of, domains, interval, symbol_named, value_given
from symderive.likelihood.logarithm import log_likelihood
from symderive.likelihood.model import REALS, Block, Model, Range
from symderive.likelihood.ranges import read_range
from symderive.likelihood.shelf import laws
from symderive.likelihood.survival import survival
from symderive.nodes import Rel, TupleOf
from symderive.reading import read
from symderive.rules.forms import terms
from symderive.rules.tidy import tidy
from symderive.tree import fold, rebuild, substitute, walk

ZERO, ONE = Integer(0), Integer(1)
SIZES = ("n", "m", "k", "l")           # of samples, one after the other
NAME = r"\\?[A-Za-z]\w*?"
SAMPLE = re.compile(rf"^({NAME})_\{{?([a-z])\}}?\s*(?:\||\\mid)?\s*(.*?)\s*(?:~|\\sim)\s*(.*)$", re.DOTALL)
SINGLE = re.compile(rf"^({NAME}(?:_\w+)?)\s*(?:~|\\sim)\s*(.*)$", re.DOTALL)
COUNTS = re.compile(r"^counts\s*\((.*?)\)\s*(?:~|\\sim)\s*\((.*)\)$", re.DOTALL)
CENSORED = re.compile(rf"^({NAME})_\{{?([a-z])\}}?\s*=\s*\\?min\s*\(\s*({NAME})_\{{?\2\}}?\s*,\s*\w+(?:_\{{?\2\}}?)?\s*\)\s*,\s*({NAME})_\{{?\2\}}?\s*=\s*\[.*\]$", re.DOTALL)
GIVEN = re.compile(r"^L\s*(?:\([^)]*\))?\s*=\s*(.*)$", re.DOTALL)
ROW = re.compile(r"^P\s*\(\s*(\w+)_\{?t\s*\+\s*1\}?\s*=\s*([01])\s*(?:\||\\mid)\s*\1_\{?t\}?\s*=\s*([01])\s*\)\s*=\s*(.*)$", re.DOTALL)
RANGE = re.compile(r",\s*([a-z])\s*=\s*(\d+)\s*(?:\.\.\.?|,\s*(?:\\[lc]?dots|\.\.\.)\s*,)\s*(\w+)\s*$")
SUM = re.compile(r"^(?:sum|\\sum(?:_\w+)?)\s*(\w+?)_\w+\s*=\s*1$")
LAW = re.compile(r"^(\\?[A-Za-z]\w*)\s*\((.*)\)$", re.DOTALL)


@dataclass
class _Draft:
    """What the statements have said so far."""
    samples: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)       # column -> index, condition, law, range
    conditional: list[tuple[str, str, str, str]] = field(default_factory=list)
    errors: dict[str, tuple[str, str, str]] = field(default_factory=dict)             # column -> index, mean, name of the error
    factors: list[Basic] = field(default_factory=list)
    rows: dict[tuple[str, str], dict[str, Basic]] = field(default_factory=dict)
    summed: str = ""
    censored: dict[str, tuple[str, str, str]] = field(default_factory=dict)           # hidden time -> index, time seen, label


class _Reader:
    def __init__(self, parameters: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        self.wanted, self.constants = parameters, known
        self.spelled = {u: symbol_named(u) for u in (*parameters, *known)}
        self.names = [s.name for s in self.spelled.values()]
        self.shown: dict[Basic, Basic] = {}
        self.indices: set[str] = set()
        self.ranges: dict[str, tuple[Basic, Basic]] = {}
        self.domains: dict[Basic, Range] = {}
        self.seen: set[Symbol] = set()
        self.predictions = False
        self.sizes: dict[str, Symbol] = {}
        for u, s in self.spelled.items():
            stem = s.name[:-1]
            if s.name.endswith("2") and stem.isalpha() and (len(stem) > 1 or "^" in u):
                self.shown[s] = Power(Symbol(stem), Integer(2))

    def size(self, index: str) -> Symbol:
        """How many observations have an index: each index that has no range of its own counts a sample of its own."""
        return self.sizes.setdefault(index, Symbol(SIZES[min(len(self.sizes), len(SIZES) - 1)]))

    def expression(self, text: str) -> Basic:
        """With entries of data as they are, and sigma^2 as one unknown."""
        e: Basic = read(text, symbols=(*self.names, *LETTERS), indices=tuple(self.indices)).expr
        return substitute(e, {square: s for s, square in self.shown.items()})

    def columns(self, e: Basic, index: Symbol) -> Basic:
        """x_i as the column x."""
        def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
            return args[0] if isinstance(t, At) and t.args[1:] == (index,) else rebuild(t, args)
        found: Basic = fold(e, change)
        return found

    def law(self, text: str, x: Symbol, index: Symbol | None) -> tuple[Basic, Range]:
        """The density in x, and the support, of a law by name or of a density as it is."""
        text, _, support = (p.strip() for p in re.sub(r"\s\bon\b\s", "\0", f" {text} ", count=1).partition("\0"))
        m = LAW.match(text)
        if m and (entry := laws().get(m[1].lower().lstrip("\\"))) is not None:
            d, signature = entry
            args = [self.expression(a) for a in _items(m[2])]
            if len(args) != len(signature):
                raise UsageError(f"{m[1]} takes {len(signature)} arguments: {', '.join(signature)}")
            args = [_read_columns(self, a, index) if index is not None else a for a in args]
            self.domains.update({a: read_range(d.known[p], Symbol(p), (p,)) for p, a in zip(signature, args) if p in d.known and isinstance(a, Symbol)})
            fresh = {Symbol(p): Symbol(f"{p}_argument") for p in signature}
            own = Symbol("x_observed")
            density = substitute(read(d.density, symbols=tuple(signature)).expr, {**fresh, Symbol("x"): own})
            put = {**{fresh[Symbol(p)]: a for p, a in zip(signature, args)}, own: x}
            where = read_range(d.support, Symbol("x"), ("x", *signature)).put({Symbol(p): a for p, a in zip(signature, args)})
            return signs_inside(tidy(substitute(density, put))), read_range(support, x, (*self.names, x.name)) if support else where
        e = self.expression(text)
        if isinstance(e, TupleOf):
            raise NotSupported("classes are counted: write counts (n_1, n_2, n_3) ~ (p_1, p_2, p_3); sum p_k = 1")
        return (self.columns(e, index) if index is not None else e), read_range(support, x, (*self.names, x.name)) if support else REALS


def _items(text: str) -> list[str]:
    found, depth, start = [], 0, 0
    for k, c in enumerate(text):
        depth += (c in "([{") - (c in ")]}")
        if c == "," and depth == 0:
            found.append(text[start:k])
            start = k + 1
    return [*found, text[start:]] if text.strip() else []


def _statements(text: str) -> Iterator[str]:
    for part in re.split(r";|\n|\\\\", text):
        if part.strip():
            yield part.strip().strip("$")


def read_model(text: str, parameters: Any, known: Any, predictions: bool = False) -> tuple[Model, dict[str, str]]:
    """A model from its statements; the parameters may be columns of predictions.

    Raises:
        ReadError, UsageError: for what is no such statement.
        NotSupported: for vectors and matrices.
    """
    wanted, constants = dict(domains(parameters)), dict(domains(known))
    if not wanted:
        raise UsageError("name the parameters to be estimated, as parameters={'mu': 'R', 'sigma^2': '(0, oo)'}")
    r = _Reader(wanted, constants)
    draft = _Draft()
    statements = list(_statements(text))
    for s in statements:
        for m in re.finditer(r"_\{?([a-z])\b", s):
            r.indices.add(m[1])
    r.predictions = predictions
    for s in statements:
        _take(s, r, draft, text)
    return _assembled(r, draft, text)


def _take(s: str, r: _Reader, draft: _Draft, text: str) -> None:
    """One statement."""
    span = ""
    if m := RANGE.search(s):
        r.ranges[m[1]] = (Integer(m[2]), r.expression(m[3]))
        r.indices.add(m[1])
        s, span = s[:m.start()].strip(), m[1]
    if re.search(r"\\Sigma|\bSigma\b|\\mathbf|\bI\)", s):
        raise NotSupported("vectors and matrices are not supported in models: write the columns one by one, as y_i = a + b x_i + c z_i + e_i")
    if m := CENSORED.match(s):
        draft.censored[m[3].lstrip("\\")] = (m[2], m[1].lstrip("\\"), m[4].lstrip("\\"))
    elif m := SUM.match(s):
        draft.summed = m[1]
    elif m := ROW.match(s):
        draft.rows.setdefault((m[1], m[3]), {})[m[2]] = r.expression(m[4])
    elif m := COUNTS.match(s):
        counts, chances = [r.expression(a) for a in _items(m[1])], [r.expression(a) for a in _items(m[2])]
        if len(counts) != len(chances):
            raise UsageError("there are as many counts as there are probabilities")
        draft.factors.append(times(*(Power(p, c) for p, c in zip(chances, counts))))
    elif m := GIVEN.match(s):
        draft.factors.append(r.expression(m[1]))
    elif m := SAMPLE.match(s):
        if m[3]:
            draft.conditional.append((m[1], m[2], m[3], m[4]))
        else:
            draft.samples[m[1].lstrip("\\")] = (m[2], "", m[4], span)
    elif m := SINGLE.match(s):
        x = symbol_named(m[1])
        r.names.append(x.name)
        draft.factors.append(r.law(m[2], x, None)[0])
    elif m := re.match(rf"^({NAME})_\{{?([a-z])\}}?\s*=\s*(.*)\+\s*({NAME})_\{{?\2\}}?$", s, re.DOTALL):
        draft.errors[m[1].lstrip("\\")] = (m[2], m[3], m[4].lstrip("\\"))
    else:
        raise ReadError(text, text.find(s), text.find(s) + len(s), "this is no statement of a model", "x_i ~ N(mu, sigma^2), or y_i = a + b x_i + e_i; e_i ~ N(0, sigma^2)")


def _assembled(r: _Reader, draft: _Draft, text: str) -> tuple[Model, dict[str, str]]:
    blocks = [*_regressions(r, draft), *_censored(r, draft), *_samples(r, draft), *_chains(r, draft)]
    unknown = {r.spelled[u]: read_range(v, r.spelled[u], r.names) if v is not None else None for u, v in r.wanted.items()}
    values = {r.spelled[c]: v for c, d in r.constants.items() if (v := value_given(d)) is not None}
    fixed = {r.spelled[c]: Range(values[r.spelled[c]], values[r.spelled[c]], False, False) if r.spelled[c] in values else constant(d, r.spelled[c], r.names)
             for c, d in r.constants.items()}
    factor = times(*draft.factors) if draft.factors else None
    derived: dict[Symbol, Basic] = {}
    if draft.summed:
        derived, factor, blocks, unknown = _without_last(draft.summed, factor, blocks, unknown)
    if factor is not None and blocks:
        raise NotSupported("samples and a given likelihood are not combined")
    for u in r.spelled.values():
        if blocks and u in {b.index for b in blocks} | {b.count for b in blocks}:
            raise UsageError(f"{u} is {'the index' if u in {b.index for b in blocks} else 'the number'} of the observations here; give the parameter another name")
    if factor is None and not blocks:
        raise UsageError("the model says nothing of any data")
    data = {x for b in blocks for x in b.data} | {b.count for b in blocks} | {b.index for b in blocks}
    occurring = (frozenset().union(*(free(b.density) for b in blocks)) if blocks else free(factor)) | {s for b in blocks for w in b.support.values() for s in w.symbols}
    for s in sorted(occurring, key=str):
        if r.predictions and s not in unknown and s not in data:
            fixed.setdefault(s, Range(ZERO))
        if s not in unknown and s not in fixed and s not in data:
            if factor is None:
                raise UsageError(f"what is {s}? Name it among the parameters, or among the known constants")
            fixed[s] = Range(ZERO, None, False, integer=any(w is not None and w.integer for w in unknown.values()))            # a count, or a number that was observed
    for u in unknown:
        if u not in occurring:
            raise UsageError(f"the parameter {u} does not occur in the model")
    for t in walk(factor) if factor is not None else ():
        if head(t) == "binom" and isinstance(t.args[1], Symbol) and t.args[1] in fixed and t.args[1] not in values and isinstance(t.args[2], Symbol):
            fixed[t.args[1]] = Range(t.args[2], None, False, True, True)           # what is chosen is no more than what there is
    first = blocks[0] if blocks else Block((), factor or ONE, {})
    inferred = {u: w if w is not None else domain_of(u, first, unknown, fixed) for u, w in unknown.items()}
    model = Model(inferred, tuple(blocks), fixed, values, factor, r.shown, derived, source=text)
    return _with_positive_covariates(model), {s.name: u.strip().strip("$").lstrip("\\") for u, s in r.spelled.items()}


def _block(r: _Reader, data: tuple[Symbol, ...], density: Basic, support: Mapping[Symbol, Range], index: str) -> Block:
    i = Symbol(index)
    first, last = r.ranges.get(index, (ONE, r.size(index)))
    more = sorted((s for s in _columns_in(density, r) if s not in data), key=str)
    return Block((*data, *more), density, {**{x: r.domains[x] for x in more if x in r.domains}, **support}, i, last, first, frozenset(more))


def _columns_in(e: Basic, r: _Reader) -> set[Symbol]:
    """The columns in a density: entries that were turned into symbols, which are no names of the user's."""
    own = set() if r.predictions else set(r.spelled.values())
    return {s for s in free(e) if isinstance(s, Symbol) and s not in own and s.name not in r.indices and s in r.seen}


def signs_inside(e: Basic) -> Basic:
    """y - (a + b x) as y - a - b x."""
    def change(t: Basic, args: tuple[Basic, ...]) -> Basic:
        if type(t) is Plus and any(type(a) is Neg and type(a.args[0]) is Plus for a in args):
            return plus(*(s for a in args for s in ([b.args[0] if type(b) is Neg else Neg(b) for b in a.args[0].args] if type(a) is Neg and type(a.args[0]) is Plus else [a])))
        return rebuild(t, args)
    found: Basic = fold(e, change)
    return found


def _read_columns(r: _Reader, e: Basic, index: Symbol) -> Basic:
    if any(len(t.args) > 2 for t in walk(e) if isinstance(t, At)):
        raise NotSupported("a column of data has one index: write the columns one by one, as y_i = a + b x_i + c z_i + e_i")
    r.seen |= {t.args[0] for t in walk(e) if isinstance(t, At)}
    return r.columns(e, index)


def _regressions(r: _Reader, draft: _Draft) -> Iterator[Block]:
    for name, (index, mean, error) in draft.errors.items():
        if error not in draft.samples:
            raise UsageError(f"the law of the error {error}_{index} is not given")
        _, _, law, span = draft.samples.pop(error)
        i, y, e = Symbol(index), Symbol(name), Symbol(error)
        density, _ = r.law(law, e, i)
        inside = _read_columns(r, r.expression(mean.strip()), i)
        yield _block(r, (y,), substitute(density, {e: plus(y, *(t.args[0] if isinstance(t, Neg) else Neg(t) for t in terms(inside)))}), {y: REALS}, span or index)


def _censored(r: _Reader, draft: _Draft) -> Iterator[Block]:
    """f(t)^d P(T > t)^(1 - d): what was seen to end, and what was not."""
    for name, (index, seen, label) in draft.censored.items():
        if name not in draft.samples:
            raise UsageError(f"the law of {name}_{index} is not given")
        _, _, law, span = draft.samples.pop(name)
        t, d = Symbol(seen), Symbol(label)
        density, where = r.law(law, t, Symbol(index))
        tail = survival(density, t, where)
        whole = times(Power(density, d), Power(tail, plus(ONE, Neg(d))))
        yield _block(r, (t, d), whole, {t: where, d: Range(ZERO, ONE, False, False, True)}, span or index)


def _samples(r: _Reader, draft: _Draft) -> Iterator[Block]:
    for name, (index, _, law, span) in draft.samples.items():
        x, i = Symbol(name), Symbol(index)
        for m in re.finditer(rf"({NAME})_\{{?{index}\}}?", law):
            r.seen.add(Symbol(m[1].lstrip("\\")))
        density, where = r.law(law, x, i)
        mine = [c for c in draft.conditional if re.match(rf"^{re.escape(name)}_", c[2])]
        support = {x: where}
        data: tuple[Symbol, ...] = (x,)
        for column, at, condition, given in mine:
            z = Symbol(column.lstrip("\\"))
            label = r.expression(condition.partition("=")[2])
            if label not in (ZERO, ONE):
                raise NotSupported("a condition is on the labels 0 and 1")
            f, own = r.law(given, z, Symbol(at))
            density = times(density, Power(f, x if label is ONE else plus(ONE, Neg(x))))
            support[z] = own
            data = (*data, z) if z not in data else data
        yield _block(r, data, density, support, span or index)


def _chains(r: _Reader, draft: _Draft) -> Iterator[Block]:
    """f(x_t | x_{t-1}) of a chain with two states."""
    if not draft.rows:
        return
    name = next(iter(draft.rows))[0]
    x, t = Symbol(name), Symbol("t")
    before = At(x, plus(t, Neg(ONE)))
    found = []
    for state in ("0", "1"):
        row = draft.rows.get((name, state))
        if row is None:
            raise UsageError(f"the row of the chain for the state {state} is missing")
        to_one = row["1"] if "1" in row else plus(ONE, Neg(row["0"]))
        to_zero = row["0"] if "0" in row else plus(ONE, Neg(row["1"]))
        weight = before if state == "1" else plus(ONE, Neg(before))
        found.append(times(Power(to_one, times(weight, x)), Power(to_zero, times(weight, plus(ONE, Neg(x))))))
    first, last = r.ranges.get("t", (Integer(2), Symbol("n")))
    yield Block((x,), times(*found), {x: Range(ZERO, ONE, False, False, True)}, t, last, first)


def _without_last(stem: str, factor: Basic | None, blocks: list[Block], unknown: Mapping[Symbol, Range | None]) -> Any:
    """Probabilities that add up to one: the last is one minus the others."""
    own = [u for u in unknown if re.fullmatch(rf"{re.escape(stem)}_?\w+", u.name)]
    if len(own) < 2:
        raise UsageError(f"fewer than two parameters are called {stem}_1, {stem}_2, ...")
    last = own[-1]
    by = {last: plus(ONE, *(Neg(u) for u in own[:-1]))}
    rest = {u: w for u, w in unknown.items() if u != last}
    for k, u in enumerate(own[:-1]):                       # together they stay below one
        rest[u] = Range(ZERO, plus(ONE, *(Neg(v) for v in own[k + 1:-1])))
    return by, (None if factor is None else substitute(factor, by)), [Block(b.data, substitute(b.density, by), b.support, b.index, b.count, b.first, b.given) for b in blocks], rest


def _with_positive_covariates(model: Model) -> Model:
    """Covariates lie where the logarithms that are taken are defined."""
    d = log_likelihood(model)
    met = [plus(p.args[1], Neg(p.args[2])) for step in d.all_steps() for p in step.provisos if isinstance(p, Rel) and p.args[0].name == ">"]
    blocks = []
    for b in model.blocks:
        more = {x: r for x in b.data if x not in b.support and (r := interval([substitute(e, {b.at(x): x}) for e in met], x)) != REALS}
        blocks.append(Block(b.data, b.density, {**b.support, **more}, b.index, b.count, b.first, b.given))
    return Model(model.parameters, tuple(blocks), model.known, model.values, model.factor, model.shown, model.derived, model.name, model.source, model.notes)
