"""Questions for maximum likelihood estimators: by name, by density, or by a model written out."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sympy import Basic, Integer, Symbol

from symderive.asked import question
from symderive.errors import NotSupported, UsageError
from symderive.expr import Neg, Power, free, plus
from symderive.likelihood.fractions import Fractions, TooLarge
from symderive.likelihood.indicators import set_apart, without_indicators
from symderive.likelihood.indices import INNER
from symderive.likelihood.logarithm import log_likelihood
from symderive.likelihood.mass import mass_warning
from symderive.likelihood.model import Block, Model, Range
from symderive.likelihood.ranges import both, read_range
from symderive.likelihood.shelf import Distribution, distribution
from symderive.likelihood.solution import solve_likelihood
from symderive.nodes import Rel
from symderive.number import number, value
from symderive.phrase import Phrase
from symderive.reading import read
from symderive.tree import fold, size, substitute
from symderive.written import as_written

Domains = Mapping[str, Any] | Iterable[str] | str | None

LARGEST, DEEPEST = 1_000, 60         # nodes of a density, and how deep they may lie
LETTERS = ("f", "g", "h")            # elsewhere functions; a density holds numbers alone
COLUMNS = ("x", "y", "t", "z", "k", "u", "v", "w")
DEFINITION = re.compile(r"^\s*(?:f|p|P|\\Pr|Pr)\s*(?:_\{?\w+\}?)?\s*\(([^()]*)\)\s*=\s*(?!=)(.*)$", re.DOTALL)


@question
def mle(name: str | None = None, *, density: Any = None, parameters: Domains = None, support: Any = None, known: Domains = None, model: str | None = None,
        data: Any = None, variable: str | None = None, task: str = "estimate") -> Any:
    r"""Maximum likelihood estimators, derived from the density, every line checked, the result confirmed on random data.

    Args:
        name: a distribution of `symderive.distributions()`; a shortcut for its density.
        density: a density or a mass function in one variable, LaTeX, plain text or SymPy.
        parameters: the unknowns and where they lie, as {"p": "(0, 1)"} or "p in (0, 1), q > 0"; what is not said is read off the density.
        support: where the data lie: "x > 0", "0 <= x <= theta", "R", "{0, 1}", "0..m", "0, 1, ...".
        known: constants, as ["m"] or {"m": "1, 2, ..."} or {"m": 12}.
        model: several statements, as "x_i ~ N(mu, sigma^2)"; see `symderive.likelihood.notation`.
        data: a sample; then the estimates are among the notes.
        variable: the letter of an observation, if it is not x.
        task: "loss", with a model whose parameters are predictions, as "y_i ~ N(f_i, sigma^2)" with f: minus the log-likelihood as a loss.

    Returns:
        An Estimation; for the task "loss", a Loss.

    Raises:
        ReadError, UsageError: for input that cannot be read, or makes no sense.
        NotSupported: where no rule leads further.

    >>> mle("bernoulli").answer["p"]
    Sum(x[i], (i, 1, n))/n
    >>> mle(density=r"\lambda e^{-\lambda x}", parameters={"lambda": "(0, oo)"}, support="x > 0").answer["lambda"]
    n/Sum(x[i], (i, 1, n))
    """
    if task not in ("estimate", "loss") or (task == "loss" and model is None):
        raise UsageError("the task is estimate, or loss with a model")
    if sum(a is not None for a in (name, density, model)) != 1:
        raise UsageError("say one of: the name of a distribution, density=..., model=...")
    if model is not None:
        from symderive.likelihood.notation import read_model
        asked, spelled = read_model(model, parameters, known, predictions=task == "loss")
        if task == "loss":
            from symderive.likelihood.loss import loss
            return loss(asked, tuple(asked.parameters))
    elif name is not None:
        asked, spelled = _by_name(distribution(name), parameters, known)
    else:
        asked, spelled = by_density(density, parameters, support, known, variable)
    found = solve_likelihood(asked, spelled)
    if data is not None:
        estimates = found.estimate(data)
        found = replace(found, notes=(*found.notes, Phrase("note.estimates", {"list": ", ".join(f"{u} = {v:.6g}" for u, v in estimates.items())})))
    return found


# ---- by name, by density

def _by_name(d: Distribution, parameters: Domains, known: Domains) -> tuple[Model, dict[str, str]]:
    """The entry's density; parameters named as known become constants."""
    fixed = dict(domains(known))
    own = {u: r for u, r in d.parameters.items() if u not in fixed}
    if parameters is not None:
        wanted = dict(domains(parameters))
        for u in wanted:
            if u not in d.parameters:
                raise UsageError(f"{d.name} has no parameter {u}; it has {', '.join(d.parameters)}")
        own = {u: wanted[u] if wanted[u] is not None else d.parameters[u] for u in wanted}
    constants = {**d.known, **{u: d.parameters[u] for u in d.parameters if u not in own}, **{c: v for c, v in fixed.items() if v is not None}}
    strange = [c for c in fixed if c not in d.parameters and c not in d.known]
    if strange:
        raise UsageError(f"{d.name} has no {strange[0]}; it has {', '.join((*d.parameters, *d.known))}")
    if not own:
        raise UsageError("no parameter is left to be estimated")
    return by_density(d.density, own, d.support, constants, None, check=False, name=d.name)


def by_density(density: Any, parameters: Domains, support: Any, known: Domains, variable: str | None, check: bool = True, name: str = "") -> tuple[Model, dict[str, str]]:
    wanted, constants = dict(domains(parameters)), dict(domains(known))
    if not wanted:
        raise UsageError("name the parameters to be estimated, as parameters={'p': '(0, 1)'}")
    text, beside = _stripped(density) if isinstance(density, str) else (density, None)
    text, said = set_apart(text) if isinstance(text, str) else (text, None)
    support = support if support is not None else beside if beside is not None else said
    spelled = {u: symbol_named(u) for u in (*wanted, *constants)}
    names = [s.name for s in spelled.values()]
    e = _density(text, names, wanted, variable)
    spelled = _as_in_the_density(spelled, e)
    names = [s.name for s in spelled.values()]
    shown: dict[Basic, Basic] = {}
    for u in wanted:
        e = _squared(u, spelled[u], e, shown)
    x = _variable(e, spelled.values(), variable, support)
    e, indicated = without_indicators(e, x, [*names, x.name])
    if x not in free(e) and support is None and indicated is None:
        raise UsageError(f"the density does not hold the variable {x}; name it with variable=...")
    names = [*names, x.name]
    unknown = {spelled[u]: read_range(r, spelled[u], names) if r is not None else None for u, r in wanted.items()}
    values = {spelled[c]: v for c, r in constants.items() if (v := value_given(r)) is not None}
    fixed = {spelled[c]: Range(values[spelled[c]], values[spelled[c]], False, False) if spelled[c] in values else constant(r, spelled[c], names) for c, r in constants.items()}
    where = read_range(support, x, [*names, *wanted, *constants]).put({Symbol(u): v for u, v in spelled.items()}) if support is not None else Range()
    where = both(where, indicated) if indicated is not None else where
    where = where.put({Power(Symbol(u.name[:-1]), Integer(2)): u for u in unknown if u in shown})
    _refuse_strange(e, where, x, unknown, fixed)
    index, count = _letters({s.name for s in (*unknown, *fixed, x)})
    block = Block((x,), e, {x: where}, index, count)
    for u, r in (*unknown.items(), *fixed.items()):
        if r is not None and r.low is not None and r.high is not None and (low := value(r.low)) is not None and (high := value(r.high)) is not None and (low > high or (low == high and r.low_open)):
            raise UsageError(f"there is no number between {r.low} and {r.high} for {u}")
    inferred = {u: r if r is not None else domain_of(u, block, unknown, fixed) for u, r in unknown.items()}
    model = Model(inferred, (block,), fixed, values, shown=shown, name=name, source=density if isinstance(density, str) else "")
    notes = [Phrase("note.domain_read_off", {"u": u}) for u, r in unknown.items() if r is None]
    warning = mass_warning(model) if check else None
    model = replace(model, notes=(*notes, *([warning] if warning else [])))
    return model, {s.name: u.strip().strip("$").lstrip("\\") for u, s in spelled.items()}


def _letters(taken: set[str]) -> tuple[Symbol, Symbol]:
    """An index, whose own substitute is free too, and a name for the number of observations, apart from the user's letters."""
    index = next((i for i, j in INNER.items() if {i.name, j.name}.isdisjoint(taken)), Symbol("i_0"))
    return index, next(Symbol(c) for c in ("n", "N", "m", "M", "n_0") if c not in taken)


def _stripped(text: str) -> tuple[str, str | None]:
    """f(x) = u, x > 0 as u and x > 0; what is said of other letters is left to the other arguments."""
    found = DEFINITION.match(text.strip().strip("$"))
    pieces = _at_commas(found[2] if found else text)
    rest = ",".join(pieces[1:])
    for space in (r"\ ", r"\,", r"\;", r"\quad", r"\qquad", r"\text{for}", r"\text{if}"):
        rest = rest.replace(space, " ")
    if not rest.strip():
        return pieces[0], None
    if listed := re.search(r"(?:=|\\in\b|∈|\bin\b)\s*(.*(?:\.\.\.|dots|…).*)$", rest):
        return pieces[0], listed[1].strip().rstrip(".")
    said = [p.strip() for p in re.split(r",(?=[^{}()]*(?:<|>|\\in\b|\\[gl]e|∈))", rest)]
    return pieces[0], next((p for p in said if any(re.search(rf"(?<![A-Za-z\\]){x}(?![A-Za-z_])", p) for x in COLUMNS)), None)


def _at_commas(text: str) -> list[str]:
    """The pieces between commas outside brackets and environments."""
    found, depth, start = [], 0, 0
    for k, c in enumerate(text):
        depth += (c in "([{") - (c in ")]}") + text.startswith(r"\begin", k) - text.startswith(r"\end", k)
        if c == "," and depth == 0 and text[k - 1:k] != "\\":
            found.append(text[start:k])
            start = k + 1
    return [*found, text[start:]]


def _density(text: Any, names: Sequence[str], wanted: Mapping[str, Any], variable: str | None) -> Basic:
    if isinstance(text, str):
        text = re.sub(r"_\{?\\(min|max)\}?", r"_{\1}", text)
        e: Basic = read(text, symbols=(*names, *LETTERS, "lamda", *([variable] if variable else []))).expr
        e = substitute(e, {Symbol("lamda"): Symbol("lambda")})
    else:
        e = as_written(text)
        e = substitute(e, {s: Symbol(s.name) for s in free(e) if isinstance(s, Symbol)})
    if isinstance(e, Rel):
        raise UsageError(f"a density is an expression, not a relation: {e}")
    if size(e, LARGEST) >= LARGEST or height(e) > DEEPEST:
        raise NotSupported("a density as large as this is not worked out")
    return e


def height(e: Basic) -> int:
    """How deep the nodes of an expression lie."""
    found: int = fold(e, lambda t, below: 1 + max(below, default=0), leaf=lambda t: 0)
    return found


def symbol_named(name: str) -> Symbol:
    """The symbol of a name; sigma^2 is one unknown, called sigma2."""
    cleaned = name.strip().strip("$")
    square = re.fullmatch(r"\\?([A-Za-z]+)\s*\^\s*\{?2\}?", cleaned)
    if square:
        return Symbol(square[1] + "2")
    if cleaned == "lamda":
        return Symbol("lambda")                            # as Python spells it
    e = read(cleaned, symbols=[cleaned]).expr
    if not isinstance(e, Symbol):
        raise UsageError(f"a parameter is a name, not {name}")
    return e


def _as_in_the_density(spelled: Mapping[str, Symbol], e: Basic) -> dict[str, Symbol]:
    """x_min is meant by xmin, and lambda by lamda, where the density has only the other."""
    here = {s.name: s for s in free(e) if isinstance(s, Symbol)}
    alike = {name.replace("_", "").replace("lambda", "lamda"): s for name, s in here.items()}
    return {u: s if s.name in here else alike.get(s.name.replace("_", "").replace("lambda", "lamda"), s) for u, s in spelled.items()}


def _squared(u: str, s: Symbol, e: Basic, shown: dict[Basic, Basic]) -> Basic:
    """sigma2 is written sigma^2 where the density has sigma^2, or where the name says so."""
    stem = s.name[:-1]
    if not s.name.endswith("2") or not stem.isalpha() or (len(stem) < 2 and "^" not in u):
        return e
    root = Symbol(stem)
    square = Power(root, Integer(2))
    if s not in free(e) and root in free(e):
        e = substitute(e, {square: s})
        if root in free(e):
            raise UsageError(f"{u} is to be estimated, but {root} occurs in the density otherwise than as {square}")
    shown[s] = square
    return e


def _variable(e: Basic, taken: Iterable[Symbol], variable: str | None, support: Any) -> Symbol:
    if variable is not None:
        return Symbol(variable)
    given = set(taken)
    for name in COLUMNS:
        if Symbol(name) in free(e) and Symbol(name) not in given:
            return Symbol(name)
    said = re.findall(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])", str(support)) if support is not None else []
    return next((Symbol(name) for name in said if name in COLUMNS and Symbol(name) not in given), Symbol("x"))


def value_given(r: Any) -> Basic | None:
    if isinstance(r, bool) or r is None:
        return None
    if isinstance(r, (int, float)):
        return number(Fraction(repr(r)))
    if isinstance(r, str) and re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", r):
        return read(r).expr
    return None


def constant(r: Any, c: Symbol, names: Sequence[str]) -> Range:
    return read_range(r, c, names) if r is not None else Range(low=Integer(0), integer=c.name in ("m", "r_0", "N"))


def _refuse_strange(e: Basic, where: Range, x: Symbol, unknown: Mapping[Symbol, Any], fixed: Mapping[Symbol, Range]) -> None:
    occurring = free(e) | where.symbols
    for u in unknown:
        if u not in occurring:
            raise UsageError(f"the parameter {u} occurs neither in the density nor in the support")
        if u == x:
            raise UsageError(f"{u} is the variable, it cannot be a parameter")
    strange = sorted((s for s in occurring if s not in unknown and s not in fixed and s != x), key=str)
    if strange:
        raise UsageError(f"what is {strange[0]}? Name it among the parameters, or among the known constants, as known=['{strange[0]}']")


def domain_of(u: Symbol, block: Block, unknown: Mapping[Symbol, Range | None], fixed: Mapping[Symbol, Range]) -> Range:
    """Where a parameter must lie for the logarithms of the density to be defined."""
    ranges = {v: r or Range() for v, r in unknown.items()}
    d = log_likelihood(Model(ranges, (block,), fixed))
    return interval([plus(p.args[1], Neg(p.args[2])) for step in d.all_steps() for p in step.provisos if isinstance(p, Rel) and p.args[0].name == ">"], u)


def interval(positive: Iterable[Basic], u: Symbol) -> Range:
    """Where those of the expressions that hold one symbol alone, to the first power, are positive."""
    low = high = None
    for e in positive:
        line = _line(e, u) if free(e) == {u} else None
        if line is None:
            continue
        a, b = line
        if a > 0:
            low = max(low, -b / a) if low is not None else -b / a
        elif a < 0:
            high = min(high, -b / a) if high is not None else -b / a
    return Range(None if low is None else number(low), None if high is None else number(high))


def _line(e: Basic, u: Symbol) -> Any:
    """(a, b) where e is a*u + b with numbers a and b."""
    try:
        field = Fractions(e, more=(u,))
        above, below = field.of(e)
    except TooLarge:
        return None
    by = {k: value(field.write(c)) for k, c in field.coefficients(above, u).items()}
    bottom = value(field.write(below))
    if set(by) - {0, 1} or None in by.values() or not bottom or not by.get(1):
        return None
    return by[1] / bottom, (by.get(0) or 0) / bottom  # type: ignore[operator]


# ---- what the user says of names

def domains(given: Domains) -> Iterable[tuple[str, Any]]:
    """(name, what is said of it) one by one."""
    if given is None:
        return []
    if isinstance(given, Mapping):
        return [(str(k), v) for k, v in given.items()]
    pieces = _separated(given) if isinstance(given, str) else [p if isinstance(p, str) else str(p) for p in given]
    return [_said(p) for p in pieces]


def _separated(text: str) -> list[str]:
    """At the commas outside brackets, where a name follows."""
    found, depth, start = [], 0, 0
    for k, c in enumerate(text):
        depth += (c in "([{") - (c in ")]}")
        if c in ",;" and depth == 0 and re.match(r"\s*\\?[A-Za-z]", text[k + 1:]):
            found.append(text[start:k])
            start = k + 1
    return [*found, text[start:]]


def _said(text: str) -> tuple[str, Any]:
    """p in (0, 1), or p > 0, or 0 < p < 1, or p = 3, or p."""
    text = text.strip()
    if m := re.match(r"^(\\?\w+(?:\^\{?2\}?|_\{?\w+\}?)?)\s*=\s*(.+)$", text):
        return m[1], m[2]
    if m := re.match(r"^(\\?\w+(?:\^\{?2\}?|_\{?\w+\}?)?)\s*(?:\\in\b|\bin\b|∈|(?=[<>≤≥]|\\[gl]e))(.*)$", text):
        return m[1], m[2].strip()
    if m := re.search(r"(?:<=?|≤|\\leq?|\\lt)\s*(\\?[A-Za-z]\w*)\s*(?:<|≤|\\le|\\lt)", text):
        return m[1], text
    return text, None
