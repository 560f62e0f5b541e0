"""The worked and checked answer to a question for maximum likelihood estimators."""
from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from sympy import Basic, Symbol

from symderive.derivation import Derivation, Status, Verdict
from symderive.errors import SymderiveError, UsageError
from symderive.likelihood.claims import assumptions, verdicts, with_verdicts
from symderive.likelihood.confirm import TRIES, Confirmation, confirm, drawn
from symderive.likelihood.model import Model
from symderive.likelihood.naming import Names, names_for
from symderive.likelihood.numbers import estimated
from symderive.likelihood.page import checked, conditions, page
from symderive.likelihood.pipeline import Worked, work
from symderive.nodes import Evaluated
from symderive.page import Page
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.render import DETAILS, VIEWS
from symderive.solution import Part, Solution, sympy_of, without_steps, worst


@dataclass(frozen=True, eq=False)
class Estimation(Solution):
    """Maximum likelihood estimators, derived and confirmed.

    worked        all that was derived
    confirmation  what the comparison of likelihoods on random data found; None where there is no closed form
    names         what is written for what
    """
    worked: Worked = None  # type: ignore[assignment]
    confirmation: Confirmation | None = None
    names: Names = None  # type: ignore[assignment]
    spelled: Mapping[str, str] = field(default_factory=dict)

    @property
    def model(self) -> Model:
        """What was asked about."""
        return self.worked.model

    @property
    def closed_form(self) -> bool:
        """Is there an estimator for every parameter? False where the score equations are all that elementary steps give."""
        return self.worked.closed

    @property
    def written(self) -> Any:
        """The estimators as they are written, by the name of the parameter."""
        return {self.spelled.get(u.name, u.name): a for u, a in self.worked.on_data.items()}

    @cached_property
    def answer(self) -> Any:
        """The estimators in SymPy, by the name of the parameter; data are x[i] for i = 1, ..., n. Empty where there is no closed form."""
        return {name: sympy_of(a) for name, a in self.written.items()}

    def estimate(self, data: Any, **known: Any) -> dict[str, float]:
        """The estimates on data.

        Args:
            data: a list of numbers; for several columns a list of rows, or {"x": [...], "y": [...]}.
            known: values of the constants, by name.

        Returns:
            The estimates by name. Where there is no closed form, the score equations are solved numerically.

        Raises:
            UsageError: for data outside the support, an empty sample, a constant without a value.

        >>> import symderive as sd
        >>> sd.mle("bernoulli").estimate([1, 0, 1, 1])
        {'p': 0.75}
        """
        own = {name: u for u, name in self.spelled.items()}
        found = estimated(self.worked, data, {own.get(c, c): v for c, v in known.items()})
        return {self.spelled.get(u.name, u.name): v for u, v in found.items()}

    def example(self, n: int = 8) -> Any:
        """A made-up sample for which there are estimates: always the same numbers; None where constants have no value, or none is found.

        >>> import symderive as sd
        >>> len(sd.mle("poisson").example())
        8
        """
        model = self.model
        if len(model.blocks) != 1 or any(c not in model.values for c in model.known):
            return None
        random = Random(n)
        for _ in range(TRIES):
            columns = drawn(model, n, random).columns
            data = {x.name: [int(v) if v.denominator == 1 else round(float(v), 2) for v in column] for x, column in columns.items()}
            sample = data if len(data) > 1 else next(iter(data.values()))
            with suppress(SymderiveError):                  # degenerate, or rounded out of the support: the next one
                self.estimate(sample)
                return sample
        return None

    def explain_check(self, lang: str = "en") -> str:
        """How the steps were checked, and how the estimator was confirmed.

        >>> import symderive as sd
        >>> "random samples" in sd.mle("bernoulli").explain_check()
        True
        """
        from symderive.lang import words
        from symderive.render.prose import say, sentence
        from symderive.render.text_notation import notation
        w = words(lang, {})
        return w.phrase("sentence.between").join(say(sentence(p), w, lambda e: str(notation(unicode=True).write(e))) for p in checked(self))

    def page(self, detail: str = "normal", view: str = "chain") -> Page:
        if detail not in DETAILS or view not in VIEWS:
            raise UsageError(f"detail is one of {', '.join(DETAILS)}; view is one of {', '.join(VIEWS)}")
        if detail == "answer":
            return without_steps(self.page("brief", view))
        if (detail, view) not in self._pages:
            self._pages[detail, view] = page(self, detail, view)
        return self._pages[detail, view]


def solve_likelihood(model: Model, spelled: Mapping[str, str]) -> Estimation:
    """Derive, check and confirm the estimators of a model.

    Raises:
        NotSupported: where no rule leads further.
    """
    worked = work(model)
    derivations = derivations_of(worked)
    found = verdicts([d for _, d in derivations], model, worked.facts)
    confirmation = confirm(model, {u: worked.on_data[u] for u in model.parameters}) if worked.closed else None
    parts = tuple(Part(title, with_verdicts(d, found)) for title, d in derivations)
    whole = worst(list(found.values()))
    if confirmation is not None and not confirmation:
        whole = worst([whole, confirmed(confirmation)])
    shown = [] if worked.facts.defined else [worked.ell, *(s.equation for s in worked.found), *worked.estimates.values()]
    names = names_for(model, shown, put_in(worked), worked.facts.defined)
    problem = Problem("mle", body_of(model), tuple(model.parameters), source=model.source, assumptions=assumptions(model), notes=model.notes)
    provisos = tuple(dict.fromkeys(conditions(worked)))
    return Estimation(problem, parts, whole, provisos, model.notes, found, worked=worked, confirmation=confirmation, names=names, spelled=spelled)


def put_in(worked: Worked) -> list[tuple[Symbol, Basic]]:
    """What was put in for the parameters, one after the other."""
    found = []
    for s in worked.found:
        node = s.profile.goal if s.profile is not None else None
        while isinstance(node, Evaluated):
            found.append((node.args[1], node.args[2]))
            node = node.args[0]
    return found


def body_of(model: Model) -> Basic:
    if model.factor is not None:
        return model.factor
    return model.blocks[0].density


def confirmed(c: Confirmation) -> Verdict:
    """The comparison of likelihoods as a verdict."""
    if c.witness is not None:
        return Verdict(Status.REFUTED, c.points, c.bits, witness=dict(c.witness))
    if not c:
        return Verdict(Status.UNDECIDED, c.points, c.bits, reason="too few samples on which the estimate could be compared")
    return Verdict(Status.VERIFIED, c.points, c.bits)


def derivations_of(worked: Worked) -> list[tuple[Phrase, Derivation]]:
    """All derivations, with their titles, in order."""
    found = [(Phrase("mle.log_likelihood"), worked.logarithm)]
    for e in worked.ends:
        if e.score is not None:
            found.append((Phrase("mle.ratio" if e.kind == "ratio" else "mle.score", {"u": e.parameter}), e.score))
    for s in worked.found:
        found.append((Phrase("mle.score", {"u": s.parameter}), s.score))
        if s.profile is not None:
            found.append((Phrase("mle.profile", {"u": s.parameter}), s.profile))
        if s.solving is not None:
            found.append((Phrase("mle.solve", {"u": s.parameter}), s.solving))
        if s.second is not None:
            found.append((Phrase("mle.second", {"u": s.parameter}), s.second))
    return found
