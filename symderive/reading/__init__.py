"""Reading: LaTeX or plain text -> expressions as written, problems, assumptions, points. The only reader of user text."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from sympy import Basic

from symderive.errors import NotSupported, ReadError, SymderiveError
from symderive.expr import Inert, Shape, ShapeError
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.reading import conditions, dependence, given, listing, shaping
from symderive.reading.definitions import definition
from symderive.reading.grammar import Reader
from symderive.reading.lines import Document, Known, Line, Statement
from symderive.reading.names import similar
from symderive.reading.pairing import Token
from symderive.reading.second import read_by_second
from symderive.reading.tokens import Limits, Names, Tokens, is_latex, tokenise

if TYPE_CHECKING:
    from symderive.reading.documents import DocumentReader

__all__ = ["Document", "Limits", "Line", "Names", "Reading", "Statement", "final_answer", "read", "read_assumptions", "read_document", "read_point", "read_problem"]

T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """What a text says.

    text      the text that was read
    expr      the expression, as written: nothing in it is evaluated; of a definition f(x, y) = u, this is u
    notes     the conventions that were applied
    partial   derivatives were written with a round d
    function  what is defined, if it is a definition: f(x, y)
    continues the relation that the text begins with, if that was allowed: of "= 2x" it is "="
    """
    text: str
    expr: Basic
    notes: tuple[Phrase, ...] = ()
    partial: bool = False
    function: Basic | None = None
    continues: str = ""

    @property
    def sympy(self) -> Any:
        """The ordinary SymPy expression.

        Raises:
            NotSupported: if SymPy has no such expression, as for the norm of a letter that is not known to be a vector.
        """
        try:
            return self.expr.doit() if isinstance(self.expr, Inert) else self.expr
        except SymderiveError:
            raise
        except (AttributeError, TypeError, ValueError, ArithmeticError, NotImplementedError):
            raise NotSupported(f"SymPy has no expression for {self.text}; what was read is in .expr") from None


def read(text: str, notation: str | None = None, *, symbols: Iterable[str] = (), functions: Iterable[str] = (), indices: Iterable[str] = (),
         dependent: Mapping[str, str | Sequence[str]] | None = None, shapes: Mapping[str, shaping.Declared] | None = None, continues: bool = False,
         strict: bool = False, limits: Limits = Limits(), second: bool = False) -> Reading:
    r"""Read one formula, as written.

    Args:
        text: LaTeX or plain text.
        notation: "latex", "text", or None to tell by the text: a backslash, a dollar, or a brace after ^ or _ shows LaTeX.
        symbols: names that are symbols, whatever else they might be; in plain text they may be words, as "rate".
        functions: names that are functions where a bracket follows; f, g, h, F, G, H are always.
        indices: names under which x_i is an entry of the data x, as under a sum.
        dependent: what is a function of what, as {"y": "x", "f": "x, y"}: a bare y is then y(x). In a text with dy/dx or y' the reader finds
            it by itself, unless y is among the `symbols`.
        shapes: names that are matrices, as {"A": (2, 2), "x": "n", "B": "m x n"}; one size alone is a column.
        continues: the text may begin with a relation, as "= 2x" or "\\le 5"; it is then in `continues` of the Reading, and what follows it is read.
        strict: refuse what needs a convention, instead of noting it.
        limits: what is refused for its size.
        second: let latex2sympy2 read LaTeX with a command that is not known here; a note says so. Never where strict.

    Returns:
        The Reading: `.expr` as written, `.sympy` as SymPy, `.notes` on conventions applied.

    Raises:
        ReadError: with the place, for anything that is not a formula.

    >>> read(r"\frac{1}{x} + 0.50").expr.args
    (1/x, 0.50)
    >>> read("x sin(x^2)").sympy
    x*sin(x**2)
    """
    names = Names(frozenset(symbols), frozenset(functions), frozenset(indices), _declared(dependent), shaping.declared(shapes))
    _check(text, notation, limits)
    latex = is_latex(text) if notation is None else notation == "latex"
    try:
        return _with_room(text, lambda: _formula(tokenise(text, latex, names, limits), names, limits, strict, continues))
    except ReadError as error:
        if not second or strict or not latex:
            raise
        refused = error
    note = Phrase("note.read_by_second_reader", {"written": text})
    return Reading(text, _with_room(text, lambda: read_by_second(text, names, limits, refused)), (note,))


def _formula(tokens: Tokens, names: Names, limits: Limits, strict: bool, continues: bool) -> Reading:
    """The Reading of all the tokens; if shapes do not fit, with the shapes that follow where only one reading fits."""
    if not tokens.kinds.isdisjoint(listing.SIGNS):
        return _both(tokens, names, limits, strict, continues)
    r = Reader(tokens, names, limits, strict)

    def again(shapes: Mapping[str, Shape]) -> Reading:
        return _read_whole(Reader(tokens, replace(names, shapes={**names.shapes, **shapes}), limits, strict), continues)
    try:
        reading = _read_whole(r, continues)
    except ReadError as error:
        if not r.misfit:
            raise
        return _inferred(r, error, again)
    if r.matrices and shaping.is_doubtful(reading.expr, names.symbols):
        return _inferred(r, ReadError(r.text, 0, len(r.text), "which of these letters are matrices?"), again)
    return reading


def _inferred(r: Reader, error: ReadError, again: Callable[[Mapping[str, Shape]], Reading]) -> Reading:
    reading, shapes = shaping.inferred(r, error, again)
    if r.strict:
        raise error
    notes = [Phrase("note.shape_inferred", {"written": name, "meant": f"{rows} × {columns}"}) for name, (rows, columns) in shapes.items()]
    return replace(reading, notes=(*reading.notes, *notes))


def _read_whole(r: Reader, continues: bool) -> Reading:
    sign = r.take().kind if continues and r.kind in listing.LEADING else ""
    start = r.at
    r.dependent = dependence.find(r, r.names.dependent)
    r.jump(start)
    if r.has_bars:
        given.mark_whole(r)
    function, e = (None if sign else definition(r)) or (None, listing.whole(r))
    for a, b in similar(r.text, e):
        r.note("note.similar_names", r.text.find(a), b, r.text.find(a) + len(a))
    return Reading(r.text, e, tuple(r.notes.values()), r.partial, function, sign)


def _both(tokens: Tokens, names: Names, limits: Limits, strict: bool, continues: bool) -> Reading:
    r"""A text with \pm: both formulas that it stands for."""
    readings: list[Reading] = []

    def once(items: list[Token]) -> Basic:
        readings.append(_formula(replace(tokens, items=items, kinds=tokens.kinds.difference(listing.SIGNS)), names, limits, strict, continues))
        return readings[-1].expr

    def fail(message: str, hint: str, token: Token) -> NoReturn:
        raise ReadError(tokens.text, token.start, token.end, message, hint)
    e = listing.both(tokens.items, fail, once)
    first = next(t for t in tokens.items if t.kind in listing.SIGNS)
    if strict:
        fail("this can be read in more than one way", "write both values", first)
    written = tokens.text[first.start:first.end]
    return replace(readings[0], expr=e, function=None, notes=(*readings[0].notes, Phrase("note.plus_minus", {"written": written, "meant": e})))


def _declared(dependent: Mapping[str, str | Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    """{"f": "x, y"} or {"f": ("x", "y")}"""
    found = {}
    for y, variables in (dependent or {}).items():
        parts = tuple(v.strip() for v in variables.split(",")) if isinstance(variables, str) else tuple(variables)
        if not all(parts) or not parts or y in parts:
            raise ValueError(f"{y} is a function of names other than its own, not of {variables!r}")
        found[y] = parts
    return found


def read_problem(text: str, notation: str | None = None, *, symbols: Iterable[str] = (), functions: Iterable[str] = (), indices: Iterable[str] = (),
                 strict: bool = False, question: bool = True, limits: Limits = Limits()) -> Problem:
    r"""Read a problem written out, in formulas or in words.

    What is read: a derivative (d/dx [u], \frac{d^2}{dx^2} u, D_x u, f'(2) with f(x) = ...), a partial derivative, a gradient
    (\nabla f with f(x, y) = ...), a Jacobian (J with a column of functions), a Hessian (\nabla^2 f), each at a point if one is
    given; `y = 2x, z = y^2; dz/dx` (kind "chain": the body is an And of the equations, the name is z); an equation with dy/dx (kind
    "implicit"); and the same in the words of `symderive.reading.words`, English or Chinese, as "find f'(2) if f(x) = x^3".
    Inequalities beside the task are assumptions.

    Args:
        text: the problem.
        notation, symbols, functions, indices, strict, limits: as for `read`.
        question: something must be asked; else what is only given is a problem too, of kind "given", or "chain" for several definitions.

    Returns:
        The Problem. `variables` stand in the order of differentiation: for \frac{\partial^2}{\partial x\,\partial y}, y comes first.

    Raises:
        ReadError: with the place, for anything that is not such a problem.

    >>> p = read_problem(r"\nabla f,\quad f(x, y) = x^2 y")
    >>> p.kind, p.body, p.variables, p.name
    ('gradient', x^2 y, (x, y), f(x, y))
    >>> read_problem("second derivative of x^3 at x = 2").at
    {x: 2}
    """
    names = Names(frozenset(symbols), frozenset(functions), frozenset(indices))
    _check(text, notation, limits)
    from symderive.reading.problems import ProblemReader
    return _with_room(text, lambda: ProblemReader(text, notation, names, strict, limits, question).read())


def read_assumptions(text: str, notation: str | None = None, *, symbols: Iterable[str] = (), functions: Iterable[str] = (), limits: Limits = Limits()) -> Assumptions:
    r"""Read what is known of the symbols: relations, separated by commas.

    Args:
        text: as "x > 0, n \in \mathbb{N}", "0 < p < 1", "x, y > 0", "x in (0, 1]".
        notation, symbols, functions, limits: as for `read`.

    Returns:
        The Assumptions; an empty text assumes nothing.

    Raises:
        ReadError: with the place, for anything else.

    >>> read_assumptions("x > 0, n in N").facts
    (x > 0, n in N)
    """
    names = Names(frozenset(symbols), frozenset(functions))
    return _with_room(text, lambda: conditions.assumptions(_reader(text, notation, names, False, limits)))


def read_point(text: str, notation: str | None = None, *, variables: Sequence[Basic] = (), symbols: Iterable[str] = (), limits: Limits = Limits()) -> dict[Basic, Basic]:
    r"""Read a point: values of variables.

    Args:
        text: as "x=1, y=2", "x = \pi/4", "(1, 2)".
        notation, symbols, limits: as for `read`.
        variables: what "(1, 2)" or "1" are the values of.

    Returns:
        {symbol: value as written}; the values hold no symbols.

    Raises:
        ReadError: with the place, for anything else.

    >>> read_point("x=1, y=1/2")
    {x: 1, y: 1/2}
    """
    return _with_room(text, lambda: conditions.point(_reader(text, notation, Names(frozenset(symbols)), False, limits), variables))


def read_document(text: str, *, symbols: Iterable[str] = (), functions: Iterable[str] = (), indices: Iterable[str] = (),
                  dependent: Mapping[str, str | Sequence[str]] | None = None, shapes: Mapping[str, shaping.Declared] | None = None, limits: Limits = Limits()) -> Document:
    r"""Read a written solution, line by line: LaTeX displays, Markdown, plain text, prose with formulas in it.

    Args:
        text: the solution; each row of a display is a line, and each line outside displays.
        symbols, functions, indices, dependent, shapes, limits: as for `read`. Names that a line defines are known on the lines after it.

    Returns:
        The Document: its lines in order, each with its words and statements. What could not be read carries its error;
        nothing is raised for it, and nothing is left out.

    Raises:
        ReadError: if the text is longer than the limit.

    >>> d = read_document(r"$$f(x) = x^2$$ 所以 $f'(x) = 2x$")
    >>> [(line.number, line.words[0].id if line.words else "", [s.reading.expr for s in line.statements]) for line in d.lines]
    [(1, '', [x^2]), (2, 'so', [f'(x) = 2x])]
    """
    _check(text, None, limits)
    names = Names(frozenset(symbols), frozenset(functions), frozenset(indices), _declared(dependent), shaping.declared(shapes))
    return _with_room(text, lambda: _document_reader(text, names, limits).document())


def final_answer(text: str, *, symbols: Iterable[str] = (), functions: Iterable[str] = (), indices: Iterable[str] = (),
                 dependent: Mapping[str, str | Sequence[str]] | None = None, shapes: Mapping[str, shaping.Declared] | None = None, limits: Limits = Limits()) -> Reading | None:
    r"""The answer that a solution ends with: in the last \boxed{}, else after the last "answer:" or 答案, else its last formula.

    Args:
        text: the solution.
        symbols, functions, indices, dependent, shapes, limits: as for `read`.

    Returns:
        The Reading, or None if the text holds no formula.

    Raises:
        ReadError: if the answer cannot be read, with its place in the text.

    >>> final_answer(r"Then $f'(x) = 2x$, so the answer is $\boxed{6}$.").expr
    6
    """
    _check(text, None, limits)
    names = Names(frozenset(symbols), frozenset(functions), frozenset(indices), _declared(dependent), shaping.declared(shapes))
    from symderive.reading.documents import answer_of
    found = _with_room(text, lambda: answer_of(_document_reader(text, names, limits)))
    if found is not None and found.error is not None:
        raise found.error
    return None if found is None else found.reading


def _document_reader(text: str, names: Names, limits: Limits) -> DocumentReader:
    """The reader of documents, with the reader of formulas handed to it; loaded when it is first needed."""
    from symderive.reading.documents import DocumentReader
    def one(part: str, notation: str | None, known: Known, is_range: bool) -> Reading:
        if is_range:
            reader = _reader(part, notation, names, False, limits)
            e = reader.range()
            if not reader.kind:
                return Reading(part, e, tuple(reader.notes.values()), reader.partial)
        latex = is_latex(part) if notation is None else notation == "latex"
        declared = replace(names, functions=names.functions | known.functions, shapes={**names.shapes, **shaping.declared(known.shapes)})
        return _with_room(part, lambda: _formula(tokenise(part, latex, declared, limits), declared, limits, False, False))
    return DocumentReader(text, one, names)


def _check(text: str, notation: str | None, limits: Limits) -> None:
    if not isinstance(text, str):
        raise TypeError(f"text is read, not {type(text).__name__}")
    if notation not in (None, "latex", "text"):
        raise ValueError(f'the notation is "latex" or "text", not {notation!r}')
    if len(text) > limits.length:
        raise ReadError(text, 0, 0, f"the text is too long: {len(text)} characters, and at most {limits.length} are read")


def _reader(text: str, notation: str | None, names: Names, strict: bool, limits: Limits) -> Reader:
    _check(text, notation, limits)
    latex = is_latex(text) if notation is None else notation == "latex"
    return Reader(tokenise(text, latex, names, limits), names, limits, strict)


def _with_room(text: str, work: Callable[[], T]) -> T:
    """Do it here; where the caller has used up the stack, in a thread, whose stack is its own. Depth is limited, so that is enough."""
    try:
        return work()
    except ShapeError as error:
        raise ReadError(text, 0, len(text), f"the shapes do not fit: {error}") from None
    except RecursionError:
        pass
    found: list[T] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:
            errors.append(error)
    thread = Thread(target=run)
    thread.start()
    thread.join()
    if errors and isinstance(errors[0], RecursionError):
        raise ReadError(text, 0, len(text), "the formula is nested too deep", "name parts of the formula")
    if errors:
        raise errors[0]
    return found[0]
