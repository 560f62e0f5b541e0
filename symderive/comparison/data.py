"""What answers about data say with a sign of their own: x-bar is the mean of the x_i."""
from __future__ import annotations

from sympy import Basic, Dummy, Integer, Symbol

from symderive.comparison.survey import survey
from symderive.expr import At, Call, Over, call, free, plus
from symderive.nodes import ProdOver, SumOver
from symderive.phrase import Phrase
from symderive.tree import substitute, walk


def with_means(a: Basic, b: Basic) -> tuple[Basic, Basic, list[Phrase]]:
    r"""Both with the mean of the x_i put in for \bar x, where one of them has entries of x."""
    a, b = _with_ranks(a), _with_ranks(b)
    data = _data(a) | _data(b)
    if not data:
        return a, b, []
    size = _size(a) or _size(b) or Symbol("n")
    values: dict[Basic, Basic] = {}
    for e in (a, b):
        for t in walk(e):
            x = _mean_of(t)
            if x is not None and x in data and t not in values:
                k = Dummy("k")
                values[t] = Over(SumOver(At(x, k), k, Integer(1), size), size)
    if not values:
        return a, b, []
    notes = [Phrase("equality.note.mean", {"written": t, "data": At(_mean_of(t), Symbol("i"))}) for t in values]
    return substitute(a, values), substitute(b, values), notes


EXTREMES = {"MaxOver": "n", "MinOver": "1"}          # nodes that a reader may know, by name


def _with_ranks(e: Basic) -> Basic:
    """The largest of all x_i is the letter x_(n), the smallest x_(1)."""
    if not any(kind.__name__ in EXTREMES for kind in survey(e).kinds):
        return e
    values: dict[Basic, Basic] = {}
    for t in walk(e):
        rank = EXTREMES.get(type(t).__name__)
        if rank and isinstance(t.args[0], At) and t.args[0].args[1:] == (t.args[1],) and t.args[2:] == (Integer(1), Symbol("n")):
            values[t] = Symbol(f"{t.args[0].args[0]}_({rank})")
    return substitute(e, values)


DRAWN = 3                                             # data in a sample


def sampled(a: Basic, b: Basic) -> tuple[Basic, Basic] | None:
    """Both for a sample of three, with the mean, the smallest and the largest made of its data; None where no two figures depend on the same data."""
    found: dict[Basic, dict[Basic, Basic]] = {}
    letters = {x for e in (a, b) for x in free(e) if isinstance(x, Symbol)}
    for s in letters:
        stem, _, end = s.name.rpartition("_")
        x = Symbol(stem)
        entries = [At(x, Integer(k + 1)) for k in range(DRAWN)]
        made = {"bar": Over(plus(*entries), Integer(DRAWN)), "(n)": call("max", *entries), "(1)": call("min", *entries)} | {str(k + 1): entries[k] for k in range(DRAWN)}
        if stem and end in made:
            found.setdefault(x, {})[s] = made[end]
    data = _data(a) | _data(b)
    figures = {x: values for x, values in found.items() if any(not s.name[-1].isdigit() for s in values)}      # x_1 and x_2 alone are letters
    if not any(len(values) + (x in data) > 1 for x, values in figures.items()) and not any(x in data for x in found):
        return None
    values = {s: v for x, some in found.items() if x in figures or x in data for s, v in some.items()} | {Symbol("n"): Integer(DRAWN)}
    return substitute(a, values), substitute(b, values)


def _data(e: Basic) -> set[Basic]:
    return {t.args[0] for t in walk(e) if isinstance(t, At)} if At in survey(e).kinds else set()


def _size(e: Basic) -> Basic | None:
    """Over how many entries the sums run."""
    found = {t.args[3] for t in walk(e) if isinstance(t, (SumOver, ProdOver)) and isinstance(t.args[3], Symbol)}
    return min(found, key=str) if found else None


def _mean_of(e: Basic) -> Basic | None:
    r"""x, for \bar x; \overline{x} is read as a conjugate, and means the mean where x is data."""
    if isinstance(e, Symbol) and e.name.endswith("_bar"):
        return Symbol(e.name[:-4])
    if isinstance(e, Call) and e.args[0].name == "conj" and isinstance(e.args[1], Symbol):
        return e.args[1]
    return None


