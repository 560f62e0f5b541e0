"""A Jupyter notebook: the problem and its steps to read, and cells that derive, evaluate and check it again."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sympy import Basic, Expr, MatrixBase, Rational, Symbol

from symderive.asked import latex_source
from symderive.phrase import Phrase
from symderive.render.article import Article
from symderive.render.markdown_format import MARKUP
from symderive.render.prose import say, sentence
from symderive.render.text_notation import notation

if TYPE_CHECKING:
    from symderive.lang import Words
    from symderive.render import Options, Printable

SUFFIXES = (".ipynb",)

SIGNS = {"✓": r"$\checkmark$", "✗": r"$\times$"}

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
CHECK = """for step in solution.steps:
    print(f"{step.verdict.status.value:10} {step.rule}")
assert solution.verdict, solution.verdict.reason"""


def render(solution: Printable, words: Words, options: Options) -> str:
    """Cells of nbformat 4.5, whose code runs where symderive is installed; nothing is run here, so they have no output yet."""
    cells = [cell(kind, source, f"cell-{k}") for k, (kind, source) in enumerate(cells_of(solution, words, options), 1)]
    return json.dumps({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1) + "\n"


def cell(kind: str, source: str, id: str) -> dict[str, Any]:
    code: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": id, "metadata": {}, **code, "source": source.splitlines(keepends=True)}


def cells_of(solution: Printable, words: Words, options: Options) -> Iterator[tuple[str, str]]:
    """(kind, source) of each cell."""
    writer = Article(solution.page(options.detail, options.view), words, MARKUP, options)
    yield "markdown", f"{writer.label('problem')} {writer.statement()}"
    for section, found in writer.sections:
        yield "markdown", "\n\n".join(writer.section(section, found))
    yield "markdown", signs("\n\n".join(writer.result()))
    call = solution.asked.python() if solution.asked is not None else None
    if call is None:
        return                                        # what was asked cannot be written as code: there is nothing to run
    yield "markdown", title("notebook.reproduce", words)
    imports = "import sympy\n\n" if solution.asked is not None and solution.asked.needs_sympy else ""
    yield "code", f"{imports}import symderive as sd\n\nsolution = {call}{styled(options)}\nsolution.answer"
    yield from values(solution, words)
    yield "markdown", title("notebook.check", words)
    yield "code", CHECK
    yield from comparison(solution, words)


def signs(text: str) -> str:
    """The checker's marks as mathematics: the fonts of a notebook that is made a PDF lack them."""
    for sign, command in SIGNS.items():
        text = text.replace(sign, command)
    return text


def title(id: str, words: Words) -> str:
    return say(sentence(Phrase(id)), words, str)


def styled(options: Options) -> str:
    """How the solution is to show itself, where it is not as it always does."""
    chosen = {"lang": options.lang, "detail": options.detail, "view": options.view}
    usual = {name: getattr(type(options)(), name) for name in chosen}
    given = ", ".join(f"{name}={value!r}" for name, value in chosen.items() if value != usual[name])
    return f".shown({given})" if given else ""


# ---- cells that evaluate

def values(solution: Printable, words: Words) -> Iterator[tuple[str, str]]:
    """The answer at a point; of an estimator, on data."""
    if hasattr(solution, "estimate"):
        sample = example(solution)
        if sample is not None:
            yield "markdown", title("notebook.data", words)
            yield "code", f"data = {sample!r}\nsolution.estimate(data)"
        return
    letters = sorted({s for e in expressions(solution.answer) for s in e.free_symbols if isinstance(s, Symbol)}, key=str)
    point = at_a_point(solution, letters) if letters else None
    if point is None:
        return
    yield "markdown", title("notebook.values", words)
    at = ", ".join(f"{x.name!r}: {value}" for x, value in point.items())
    yield "code", f"point = {{{at}}}\n{VALUES[isinstance(solution.answer, dict)]}"


VALUES = {
    False: "solution.answer.subs([(x, point[x.name]) for x in solution.answer.free_symbols]).evalf()",
    True: "{name: e.subs([(x, point[x.name]) for x in e.free_symbols]).evalf() for name, e in solution.answer.items()}",
}
SIZES = {"1 / 2": Rational(1, 2), "3 / 2": Rational(3, 2), "1 / 8": Rational(1, 8), "3": Rational(3), "-1 / 2": Rational(-1, 2)}


def expressions(answer: Any) -> list[Any]:
    """What of an answer has a value: an expression, a matrix, each of several by name; nothing else."""
    found = list(answer.values()) if isinstance(answer, dict) else [answer]
    return found if all(isinstance(e, (Expr, MatrixBase)) for e in found) else []


def at_a_point(solution: Printable, letters: list[Symbol]) -> dict[Symbol, str] | None:
    """Numbers for the letters at which the answer has a value: first all different, then all alike."""
    sizes = list(SIZES)
    n = len(sizes)
    for choice in [*([(k + j) % n for j in range(len(letters))] for k in range(n)), *([k] * len(letters) for k in range(n))]:
        point = {x: sizes[k] for x, k in zip(letters, choice)}
        if all(finite(e, {x: SIZES[size] for x, size in point.items()}) for e in expressions(solution.answer)):
            return point
    return None


def finite(e: Any, numbers: dict[Symbol, Basic]) -> bool:
    """Is it a real number, or a matrix of such? Unknown functions and sums over data are none."""
    found = e.subs(list(numbers.items())).evalf()
    return all(v.is_number and v.is_real and v.is_finite for v in (found if isinstance(found, MatrixBase) else [found]))


def example(solution: Any) -> Any:
    """The sample that was given, or another for which there are estimates."""
    given = (solution.asked.given or {}).get("data")
    return given if given is not None else solution.example()


def comparison(solution: Printable, words: Words) -> Iterator[tuple[str, str]]:
    """A cell for the reader's own answer, filled with the right one."""
    if isinstance(solution.answer, Expr):
        mine = str(notation().write(solution.written))  # type: ignore[attr-defined]
        yield "markdown", title("notebook.own", words)
        yield "code", f"mine = {latex_source(mine)}\nprint(sd.equal(solution.answer, mine).text({words.lang!r}))"
