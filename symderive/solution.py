"""What the user gets: a problem, the derivations that answer it, and what the checker says of them."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sympy import Basic

from symderive.derivation import Derivation, Equal, Status, Step, Verdict
from symderive.errors import NotSupported, UsageError
from symderive.expr import Inert
from symderive.nodes import Rel
from symderive.page import Page
from symderive.phrase import Phrase
from symderive.problem import Problem
from symderive.render import DETAILS, VIEWS

if TYPE_CHECKING:
    from symderive.asked import Asked
    from symderive.graph import Graph

Pair = tuple[Basic, Basic]                         # the two sides of a claim





@dataclass(frozen=True, eq=False)
class Part:
    """One titled derivation. `name` is what to write for its goal, as df/dx, where that is shorter; the rest is as in an Ask."""
    title: Phrase | None
    derivation: Derivation
    name: Basic | None = None
    after: tuple[Phrase, ...] = ()
    key: str = ""
    checks: tuple[Equal, ...] = ()
    kind: str = ""

    @property
    def left(self) -> Basic:
        """What the answer is given for: its name, or the goal; of y' = u, the left side."""
        e = self.derivation.answer
        return self.name or (e.args[1] if isinstance(e, Rel) else self.derivation.goal)

    @property
    def result(self) -> Basic:
        """What it came to; of y' = u, the right side."""
        e = self.derivation.answer
        return e.args[2] if isinstance(e, Rel) else e


@dataclass(frozen=True, eq=False)
class Solution:
    """A worked and checked answer.

    problem   what was asked
    parts     titled derivations; the last one holds the answer
    verdict   the checker's word on all of them together
    provisos  conditions under which the answer holds, beyond its being defined
    notes     conventions that the reader applied, warnings
    verdicts  the word on each claim so far: steps, and lines as they come to be shown
    asked     the call that asks for it again
    style     how it shows itself where nobody says how, as {"lang": "zh"}; see `shown`
    """
    problem: Problem
    parts: tuple[Part, ...]
    verdict: Verdict
    provisos: tuple[Basic, ...] = ()
    notes: tuple[Phrase, ...] = ()
    verdicts: dict[Pair, Verdict] = field(default_factory=dict, repr=False)
    _pages: dict[tuple[str, str], Page] = field(default_factory=dict, repr=False)
    asked: Asked | None = field(default=None, repr=False)
    style: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def results(self) -> tuple[Part, ...]:
        """The parts that hold the answer: the last one, or those with keys."""
        return tuple(p for p in self.parts if p.key) or self.parts[-1:]

    @property
    def written(self) -> Basic:
        """The answer as it is written; of several, the last."""
        return self.results[-1].result

    @cached_property
    def answer(self) -> Any:
        """The answer in SymPy: an Expr, or a Matrix; of several answers, each by its name."""
        found = {p.key: self._plain(p.result) for p in self.results}
        return found.get("", found)

    def _plain(self, e: Basic) -> Any:
        plain = sympy_of(e)
        return plain.xreplace(dict(self.problem.originals)) if self.problem.originals else plain

    @cached_property
    def graph(self) -> Graph | None:
        """How the variables of a chain-rule problem depend on one another: `.text()`, `.svg()`, `.tikz()`."""
        from symderive.graph import graph_of
        return graph_of(self.problem) if self.problem.kind == "chain" else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step of every part, in order."""
        return tuple(step for part in self.parts for step in part.derivation.all_steps())

    def page(self, detail: str = "normal", view: str = "chain") -> Page:
        """The solution laid out, for a renderer.

        Raises:
            UsageError: for a detail or a view there is not.
        """
        if detail not in DETAILS or view not in VIEWS:
            raise UsageError(f"detail is one of {', '.join(DETAILS)}; view is one of {', '.join(VIEWS)}")
        if detail == "answer":
            return without_steps(self.page("brief", view))
        if (detail, view) not in self._pages:
            from symderive.layout import page
            self._pages[detail, view] = page(self, detail, view)
        return self._pages[detail, view]

    # ---- formats

    def shown(self, **options: Any) -> Self:
        """The same solution, showing itself with these options from now on: in a notebook, in files, as text.

        Args:
            options: those of `symderive.render.Options`: lang, detail, view, flavour ...

        Raises:
            UsageError: for an option there is not, or a value that it cannot have.

        >>> import symderive as sd
        >>> sd.derivative("x^2", "x").shown(lang="zh").text().split()[0]
        '题目：求'
        """
        from symderive.render import checked
        return replace(self, style=checked({**self.style, **options}))

    def render(self, format: str, **options: Any) -> str | bytes:
        """The solution in a format by name; `symderive.render.formats()` lists them. Options: those of `symderive.render.Options`."""
        from symderive.render import Options, render
        from symderive.rules import RULES
        return render(self, format, Options(**{**self.style, **options}), {rule.id: rule.title for rule in RULES.values()})

    def latex(self, **options: Any) -> str:
        """LaTeX: a fragment, or with document=True a document that compiles."""
        return str(self.render("latex", **options))

    def markdown(self, **options: Any) -> str:
        """Markdown with $$ mathematics, as GitHub and Jupyter show it."""
        return str(self.render("markdown", **options))

    def html(self, **options: Any) -> str:
        """One page that holds all it needs."""
        return str(self.render("html", **options))

    def text(self, **options: Any) -> str:
        """Unicode text for a terminal."""
        return str(self.render("text", **options))

    def to_json(self, **options: Any) -> str:
        """JSON of the schema symderive/1."""
        return str(self.render("json", **options))

    def to_dict(self, **options: Any) -> dict[str, Any]:
        """The same as a dictionary."""
        import json
        found: dict[str, Any] = json.loads(self.to_json(**options))
        return found

    def save(self, path: str | Path, **options: Any) -> Path:
        """Write a file; its suffix chooses the format.

        Raises:
            UsageError: for a suffix that no format has.
        """
        from symderive.render import format_of
        path = Path(path)
        format = format_of(path)
        if format == "latex":
            options = {"document": True, **options}
        made = self.render(format, **options)
        path.write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))
        return path

    def _repr_mimebundle_(self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None) -> dict[str, str]:
        """The solution for a notebook, in each of the forms that are asked for."""
        from symderive.render import mimebundle
        return mimebundle(self.render, include, exclude)

    def _repr_html_(self) -> str:
        return str(self.render("fragment"))

    def __str__(self) -> str:
        return self.text()


def without_steps(p: Page) -> Page:
    """What was asked and what it comes to, without the way there."""
    return replace(p, sections=())


def sympy_of(e: Basic) -> Any:
    """The plain SymPy object for an expression as written.

    Raises:
        NotSupported: where SymPy cannot hold it.
    """
    if not isinstance(e, Inert):
        return e
    try:
        return e.doit()
    except RecursionError as fault:
        raise NotSupported("SymPy cannot hold an expression nested this deeply; .written has it as it is") from fault


def worst(verdicts: list[Verdict]) -> Verdict:
    """One word for many claims: as good as the least of them."""
    order = [Status.PROVED, Status.VERIFIED, Status.UNDECIDED, Status.REFUTED]
    least = max(verdicts, key=lambda v: order.index(v.status))
    counted = [v for v in verdicts if v.status is Status.VERIFIED]
    if least.status is Status.VERIFIED:
        return replace(least, points=min(v.points for v in counted), bits=min(v.bits for v in counted))
    if least.status is Status.PROVED:
        return replace(least, error=sum(v.error for v in verdicts if v.error is not None))  # type: ignore[arg-type]
    return least
