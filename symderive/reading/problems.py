r"""Problems written out: what is asked (d/dx, a gradient, ...) and of which function -> a Problem.

    \frac{d}{dx}\left[x \sin x\right]          \nabla f,\quad f(x, y) = x^2 y          f(x, y) = x^2 y; \nabla f
    J,\quad \mathbf f(x, y) = \begin{bmatrix} ... \end{bmatrix}                         d/dx (x^2) |_{x=1}
    y = 2x,\ z = y^2;\quad \frac{dz}{dx} = ?   derivative of x^2 at x = 1               求 x^2 的导数

A problem is a list of statements; one of them is the task, the others say what the names stand for, and under which conditions.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from sympy import Basic, Symbol

from symderive.errors import ReadError
from symderive.expr import Call, call, free, named
from symderive.functions import FUNCTIONS, orders
from symderive.nodes import And, D, Evaluated, Matrix, Rel, SetOf, TupleOf, column, relation
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.reading import conditions, words
from symderive.reading.definitions import definition, name_defined
from symderive.reading.grammar import Reader
from symderive.reading.tokens import Limits, Names, is_latex, tokenise, trimmed

EXPECTED = r"d/dx [x^2], \nabla f with f(x, y) = ..., gradient of x^2 y"
WHERE = re.compile(r"\\text\s*\{\s*,?\s*(?:where|with|for|其中)\s*,?\s*\}|\bwhere\b|其中")
AT = re.compile(r"\\text\s*\{\s*,?\s*at\s*\}|(?<=[\s,;\]})$])at(?=[\s(])")
ASKED = re.compile(r"(?:=\s*)?\?\s*$")
VECTOR_TASKS = {"gradient": "gradient", "jacobian": "jacobian", "hessian": "hessian"}


@dataclass
class Task:
    """What one statement asks: the operand may be a name that another statement defines."""
    kind: str
    operand: Basic | None
    variables: tuple[Basic, ...] = ()
    at: dict[Basic, Basic] = field(default_factory=dict)
    start: int = 0
    order: int = 1                      # where the variables are not named: f''(x)


@dataclass
class Statements:
    """The statements of one problem, sorted."""
    text: str
    tasks: list[Task] = field(default_factory=list)
    defined: dict[str, tuple[Basic, Basic]] = field(default_factory=dict)       # name -> (f(x, y) or f, body)
    equations: list[Basic] = field(default_factory=list)
    facts: list[Basic] = field(default_factory=list)
    notes: list[Phrase] = field(default_factory=list)


class ProblemReader:
    """Reads the statements of one text with one set of names."""

    def __init__(self, text: str, notation: str | None, names: Names, strict: bool, limits: Limits) -> None:
        self.text, self.names, self.strict, self.limits = text, names, strict, limits
        self.notation = notation

    def fail(self, message: str, hint: str = "", start: int = 0, end: int | None = None) -> NoReturn:
        raise ReadError(self.text, start, len(self.text) if end is None else end, message, hint)

    def reader(self, start: int, end: int) -> Reader:
        latex = is_latex(self.text[start:end]) if self.notation is None else self.notation == "latex"
        r = Reader(tokenise(self.text, latex, self.names, self.limits, start, end), self.names, self.limits, self.strict)
        r.operators = True
        return r

    # ---- a text in words

    def worded(self, w: words.Worded) -> Problem:
        found = Statements(self.text)
        self.statements(found, *w.body)
        operand, name = self.operand_of_words(found, w)
        task = Task(w.kind, operand, start=w.body[0])
        if w.variables:
            task.variables = tuple(self.symbols_of(*w.variables))
        head = name
        variables = self.variables_for(task, operand, head, found)
        if w.kind in ("derivative", "partial"):
            variables = self.one_variable(variables, operand, w, found) * w.order if len(variables) != w.order or w.order == 1 else variables
        at = conditions.point(self.reader(*w.at), *_candidates(variables, head, body=operand)) if w.at else {}
        return self.problem(found, replace(task, at=at), operand, variables, head)

    def operand_of_words(self, found: Statements, w: words.Worded) -> tuple[Basic, Basic | None]:
        if len(found.defined) == 1 and not found.equations:
            head, body = next(iter(found.defined.values()))
            return body, head
        if len(found.equations) == 1 and not found.defined:
            return found.equations[0], None
        if found.defined and len(found.equations) == 1 and isinstance(found.equations[0], (Symbol, Call)):
            return self.resolve(found, found.equations[0])
        self.fail("one function is expected here", "gradient of x^2 y", *w.body)

    def one_variable(self, variables: tuple[Basic, ...], body: Basic, w: words.Worded, found: Statements) -> tuple[Basic, ...]:
        if len(variables) == 1:
            return variables
        if w.variables:
            return variables
        x = Symbol("x")
        if x in variables and w.kind == "derivative":
            found.notes.append(Phrase("note.variable_chosen", {"meant": x}))
            return (x,)
        self.fail("in which variable?", "with respect to x", *w.body)

    # ---- a text in formulas

    def formulas(self) -> Problem:
        found = Statements(self.text)
        self.notation = self.notation or ("latex" if is_latex(self.text) else "text")
        m = ASKED.search(self.text[-40:])
        end = len(self.text) if m is None else len(self.text) - len(self.text[-40:]) + m.start()
        point: tuple[int, int] | None = None
        if (at := AT.search(self.text, 0, end)) is not None:
            point, end = (at.end(), end), at.start()
        self.statements(found, 0, end)
        if not found.tasks:
            self.fail("this does not say what is asked", EXPECTED)
        return self.combine(found, point)

    def statements(self, found: Statements, start: int, end: int) -> None:
        """Read them all; what one defines as a function, all know as one."""
        spans = self.split(start, end)
        heads = {name for span in spans if (name := name_defined(self.reader(*span)))}
        self.names = replace(self.names, functions=self.names.functions | heads)
        for span in spans:
            self.statement(found, *span)

    def split(self, start: int, end: int) -> list[tuple[int, int]]:
        """Statements: separated by commas, semicolons, line ends of LaTeX and `where`, outside all brackets."""
        spans: list[tuple[int, int]] = []
        for a, b in self.between(WHERE, start, end):
            a, b = trimmed(self.text, a, b)
            if a >= b:
                continue
            r = self.reader(a, b)
            begin, k = a, 0
            while r.tokens[k].kind:
                token = r.tokens[k]
                if token.kind in (",", ";", "row") or (token.kind == "text" and not token.value):
                    spans.append((begin, token.start))
                    begin = token.end
                k = r.partner.get(k, k) + 1
            spans.append((begin, b))
        return [span for span in spans if trimmed(self.text, *span)[0] < trimmed(self.text, *span)[1]]

    def between(self, pattern: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
        spans = []
        for m in pattern.finditer(self.text, start, end):
            spans.append((start, m.start()))
            start = m.end()
        return [*spans, (start, end)]

    def statement(self, found: Statements, start: int, end: int) -> None:
        """Read one statement and sort it: a task, a definition, a condition, an equation."""
        r = self.reader(start, end)
        task = self.named_task(r)
        if task is None and (defined := definition(r)) is not None and (name := _name_of(defined[0])) not in found.defined:
            found.notes += r.notes.values()
            found.defined[str(name)] = defined
            return
        e = None if task else r.whole()
        found.notes += r.notes.values()
        if task is None and e is not None:
            task = derivative_task(e, r.partial, start) or primed_task(e, start)
        if task is not None:
            found.tasks.append(task)
        elif isinstance(e, Rel) and e.args[0] == named("=") and (name := _name_of(e.args[1])) and name not in found.defined:
            found.defined[name] = (e.args[1], e.args[2])
        elif isinstance(e, (Rel, And)) and not _has_equation(e):
            found.facts += e.args if isinstance(e, And) else (e,)
        elif e is not None:
            found.equations.append(e)

    def named_task(self, r: Reader) -> Task | None:
        r"""\nabla f, \nabla^2 f, \nabla (u), J, J_f, H, H_f: what is not an expression."""
        start = r.next.start
        if r.kind == "nabla":
            r.take()
            kind = "hessian" if self.squared(r) else "gradient"
            variables: tuple[Basic, ...] = ()
            if r.kind == "_":
                r.take()
                e = r.argument("a variable is expected here") if r.latex else Symbol(r.take().value)
                variables = e.args if isinstance(e, TupleOf) else (e,)
            operand = None if r.kind == "" else r.whole()
            return Task(kind, operand, variables, start=start)
        if r.kind == "name" and r.next.value in ("J", "H") and r.peek().kind in ("", "_", "("):
            kind = "jacobian" if r.next.value == "J" else "hessian"
            if r.peek().kind == "":
                return Task(kind, None, start=start)
            return self.subscripted_task(r, kind, start)
        return None

    def subscripted_task(self, r: Reader, kind: str, start: int) -> Task | None:
        """J_f, H_f, J(f)"""
        k = r.at + 1
        if r.tokens[k + 1].kind == "":
            return None
        opened = r.tokens[k + 1].kind == "{" or r.tokens[k].kind == "("
        inner = r.tokens[k + 1 + (r.tokens[k + 1].kind == "{")]
        last = r.partner[k + 1 if r.tokens[k].kind == "_" else k] if opened else k + 1
        if r.tokens[last + 1].kind != "" or inner.kind not in ("name", "subscript", "font") or last - k > 5:
            return None
        value = r.tokens[last - 1].value if inner.kind == "font" else inner.value
        return Task(kind, Symbol(value), start=start)

    @staticmethod
    def squared(r: Reader) -> bool:
        if r.kind == "raised" and r.next.value == "2":
            r.take()
            return True
        if r.kind != "^":
            return False
        r.take()
        group = r.kind == "{"
        if group:
            r.take()
        token = r.take()
        if token.value != "2":
            r.fail("only the square of nabla is read: the Hessian", token=token)
        if group:
            r.expect("}")
        return True

    # ---- putting the statements together

    def combine(self, found: Statements, point: tuple[int, int] | None) -> Problem:
        task = found.tasks[0]
        if (len(found.tasks) > 1 and {t.kind for t in found.tasks} - {"derivative", "partial"}) or any(t.operand != task.operand for t in found.tasks):
            self.fail("several things are asked at once", "ask one at a time", found.tasks[1].start)
        if task.kind in ("derivative", "partial"):
            special = self.special(found, task)
            if special is not None:
                return special
            if len(found.tasks) > 1:
                self.fail("several things are asked at once", "ask one at a time", found.tasks[1].start)
        body, head = self.resolve(found, task.operand)
        if isinstance(task.operand, Call) and isinstance(head, Call):
            task.at.update({x: a for x, a in zip(head.args[1:], task.operand.args[1:]) if a != x})
        variables = self.variables_for(task, body, head, found) * task.order
        if point:
            task.at.update(conditions.point(self.reader(*point), *_candidates(variables, head, body)))
        return self.problem(found, task, body, variables, head)

    def special(self, found: Statements, task: Task) -> Problem | None:
        """The chain rule through named intermediates, and dy/dx from an equation."""
        z = task.operand
        if not isinstance(z, Symbol):
            return None
        variables = tuple(x for t in found.tasks for x in t.variables)
        if len(found.defined) > 1 and z.name in found.defined:
            steps = And(*(relation("=", head, body) for head, body in found.defined.values()))
            return Problem("chain", steps, variables, self.text, dict(task.at), Assumptions(tuple(found.facts)), z, tuple(found.notes))
        if z.name not in found.defined and len(found.equations) == 1 and isinstance(found.equations[0], Rel):
            return Problem("implicit", found.equations[0], variables, self.text, dict(task.at), Assumptions(tuple(found.facts)), z, tuple(found.notes))
        return None

    def resolve(self, found: Statements, operand: Basic | None) -> tuple[Basic, Basic | None]:
        """The expression that the operand stands for, and its name."""
        if operand is None:
            if len(found.defined) != 1:
                self.fail("of which function?", r"f(x, y) = ...")
            head, body = next(iter(found.defined.values()))
            return body, head
        name = _name_of(operand)
        if name is not None and name in found.defined:
            head, body = found.defined[name]
            return body, head
        if isinstance(operand, Symbol) and (bold := found.defined.get(operand.name + "_bold")) is not None:
            return bold[1], bold[0]
        if isinstance(operand, Symbol) and found.tasks:
            self.fail(f"what is {operand.name}?", f"{operand.name}(x) = ...", found.tasks[0].start)
        return operand, None

    def variables_for(self, task: Task, body: Basic, head: Basic | None, found: Statements) -> tuple[Basic, ...]:
        if task.variables:
            return task.variables
        if isinstance(head, Call):
            return head.args[1:]
        symbols = tuple(sorted(free(body), key=str))
        if not symbols:
            self.fail("there is no variable in this", start=task.start)
        if len(symbols) > 1 and task.kind not in ("derivative", "partial"):
            found.notes.append(Phrase("note.variables_found", {"meant": TupleOf(*symbols)}))
        return symbols

    def problem(self, found: Statements, task: Task, body: Basic, variables: Sequence[Basic], head: Basic | None) -> Problem:
        if task.kind == "jacobian" and not (isinstance(body, Matrix) and body.args[1] == 1):
            body = column(*_entries(body))
        elif isinstance(body, (Rel, And, SetOf)):
            self.fail("an expression is expected, not a relation", start=task.start)
        elif task.kind != "jacobian" and isinstance(body, (Matrix, TupleOf)) and task.kind in VECTOR_TASKS:
            self.fail(f"the {task.kind} is of one function", "the Jacobian is of several", task.start)
        return Problem(task.kind, body, tuple(variables), self.text, dict(task.at), Assumptions(tuple(found.facts)), head, tuple(found.notes))

    # ---- parts

    def symbols_of(self, start: int, end: int) -> list[Basic]:
        """x, y or (x, y) or x and y."""
        start, end = trimmed(self.text, start, end)
        found: list[Basic] = []
        for a, b in self.between(re.compile(r"\band\b|和|,"), start, end):
            a, b = trimmed(self.text, a, b)
            while self.text[a:b].startswith("(") or self.text[a:b].endswith(")"):
                a, b = trimmed(self.text, a + self.text.startswith("(", a), b - self.text.endswith(")", a, b))
            e = self.reader(a, b).whole()
            if not isinstance(e, Symbol):
                self.fail("a variable is expected here", start=a, end=b)
            found.append(e)
        return found


# ---- looking at expressions

def derivative_task(e: Basic, partial: bool, start: int) -> Task | None:
    """D(D(u, x), y), perhaps at a point; f'(x), f'(2)."""
    at: dict[Basic, Basic] = {}
    while isinstance(e, Evaluated):
        e, x, a = e.args
        at[x] = a
    variables: list[Basic] = []
    while isinstance(e, D):
        variables.append(e.args[1])
        e = e.args[0]
    if variables:
        return Task("partial" if partial else "derivative", e, tuple(reversed(variables)), dict(reversed(at.items())), start)
    return None


def primed_task(e: Basic, start: int) -> Task | None:
    """f'(x), f''(2): the derivative of what another statement defines."""
    if not isinstance(e, Call) or len(e.args) != 2 or e.args[0].name in FUNCTIONS:
        return None
    stem, counts = orders(e.args[0].name, 1)
    return Task("derivative", call(stem, e.args[1]), start=start, order=counts[0]) if counts[0] else None


def _candidates(variables: Sequence[Basic], head: Basic | None, body: Basic) -> list[Sequence[Basic]]:
    """What (1, 2) may be the values of: the variables, those of the function, all symbols."""
    return [variables, head.args[1:] if isinstance(head, Call) else (), sorted(free(body), key=str)]


def _name_of(e: Basic) -> str | None:
    """f, for f or f(x, y)."""
    if isinstance(e, Symbol):
        return str(e.name)
    if isinstance(e, Call) and e.args[0].name not in FUNCTIONS and not any(orders(e.args[0].name, len(e.args) - 1)[1]):
        return str(e.args[0].name)
    return None


def _has_equation(e: Basic) -> bool:
    return any(p.args[0] == named("=") for p in (e.args if isinstance(e, And) else (e,)) if isinstance(p, Rel))


def _entries(e: Basic) -> tuple[Basic, ...]:
    return e.args[2:] if isinstance(e, Matrix) else e.args if isinstance(e, TupleOf) else (e,)

