r"""Problems written out: what is asked (d/dx, a gradient, ...) and of which function -> a Problem.

    \frac{d}{dx}\left[x \sin x\right]          \nabla f,\quad f(x, y) = x^2 y          f(x, y) = x^2 y; \nabla f
    J,\quad \mathbf f(x, y) = \begin{bmatrix} ... \end{bmatrix}                         d/dx (x^2) |_{x=1}
    y = 2x,\ z = y^2;\quad \frac{dz}{dx} = ?   derivative of x^2 at x = 1               求 x^2 的导数

A problem is a list of statements; one of them is the task, the others say what the names stand for, and under which conditions.
"""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NoReturn

from sympy import Basic, Symbol

from symderive.errors import ReadError
from symderive.expr import Call, Plus, Shape, call, free, named, plus, union
from symderive.graph import as_curve
from symderive.nodes import And, D, Evaluated, Matrix, Rel, SetOf, TupleOf, column, relation
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.reading import asking, conditions, derivatives, forms, kinds, leftover, listing, names, shaping, spelling, wording, words
from symderive.reading import given as marking
from symderive.reading.definitions import definition, name_defined
from symderive.reading.grammar import Reader
from symderive.reading.statements import Statements, Task, candidates, derivative_task, entries, entropies, has_equation, joined_lists, name_of, primed_task, said_once, subscripted
from symderive.reading.tokens import Limits, Names, is_latex, tokenise, trimmed
from symderive.tree import walk

EXPECTED = f"what can be asked: {spelling.ASKED}"
AND = re.compile(r"\\text\s*\{\s*,?\s*and\s*,?\s*\}|\band\b|[和及与]")
WHERE = re.compile(r"\\text\s*\{\s*,?\s*(?:where|with|for|其中)\s*,?\s*\}|\bwhere\b|其中")
AT = re.compile(r"\\text\s*\{\s*,?\s*at\s*\}|(?<=[\s,;\]})$])at(?=[\s(])")
ASKED = re.compile(r"(?:=\s*)?\?\s*$")
OPERATOR = re.compile(r"\s*(?:\\frac\s*\{\s*(?:\\partial|d)\s*\}\s*\{\s*(?:\\partial|d)\s*(?P<variable>\\mathbf\s*\{?[A-Za-z]\}?|\\?[A-Za-z]+)\s*\}|\\nabla\s*(?P<squared>\^\s*\{?2\}?)?)\s*:")
AFTER_POINT = re.compile(r"[:;](?!=)")
SIGMA = re.compile(r"(?:\\sigma|(?<![A-Za-z\\])sigma|σ)(?![A-Za-z])\s*(\(?)")
CORRELATION = re.compile(r"(?:\\rho|\brho|ρ)\s*\([A-Z]\s*,")
OF = re.compile(r"((?:\bd(?:\^?\d)?\s?/\s?d[A-Za-z](?:\^?\d)?|\\frac\s?\{d\}\s?\{d[A-Za-z]\}|[∂]/[∂][A-Za-z])\$?)\s{1,9}of\b")          # d/dx of x^2
PRIMES = re.compile(r"\^\s?(?:\{\s*(?:\\prime\s*)+\}|\\prime(?![A-Za-z]))")
SIGMOID = call("sigma", Symbol("z"))
VECTOR_TASKS = {"gradient": "gradient", "jacobian": "jacobian", "hessian": "hessian"}


def _whole(r: Reader) -> Basic:
    return listing.whole(r) if "dots" in r.kinds else r.whole()


class ProblemReader:
    """Reads the statements of one text with one set of names."""

    def __init__(self, text: str, notation: str | None, names: Names, strict: bool, limits: Limits, question: bool = True) -> None:
        self.text, self.names, self.strict, self.limits = text, names, strict, limits
        applied = {"rho"} if CORRELATION.search(text) else set()
        if (sigmas := SIGMA.findall(text)) and all(sigmas) and not strict and "sigma" not in names.symbols:        # no sigma stands alone
            applied.add("sigma")
        self.names = replace(names, functions=names.functions | applied - names.symbols)
        self.source, self.question = text, question             # must something be asked?
        self.notation = notation
        self.places: dict[tuple[Basic, Basic], words.Span] = {}  # where what is given is written
        self.parameters: dict[str, tuple[str, ...]] = {}        # of the functions that the problem defines

    def read(self) -> Problem:
        """What is given and what is asked; a word that the phrases of `asking` understand is blanked before the rest is read."""
        self.text = OF.sub(lambda m: m[1].ljust(len(m[0])), self.text)
        self.text = PRIMES.sub(lambda m: ("'" * m[0].count("prime")).rjust(len(m[0])), self.text)
        q = asking.find(self.text)
        if q is not None:
            self.notation = self.notation or ("latex" if is_latex(self.text) else "text")
            self.text = q.text
        try:
            found = self.unworded() if q is None else kinds.asked(self, q) if q.kind else self.remarked(q)
        except ReadError as error:
            raise ReadError(self.source, error.start, error.end, error.message, error.hint, error.others) from None
        if "sigma" not in self.parameters and any(isinstance(u, Call) and u.args[0] == SIGMOID.args[0] for u in walk(found.body)):
            found = replace(found, notes=(*found.notes, Phrase("note.read_as_function", {"written": "sigma", "meant": SIGMOID})))
        return replace(found, source=self.source)

    def remarked(self, q: asking.Question) -> Problem:
        """Beside a remark: what is asked in formulas; "expand, then differentiate" asks for the derivative of what is given."""
        self.question = self.question and q.method != "expand"
        found = replace(self.unworded(), method=q.method, said=tuple(q.said))
        return replace(found, kind="derivative", variables=found.variables[:1]) if q.method == "expand" and found.kind == "given" and len(found.variables) == 1 else found

    def unworded(self) -> Problem:
        """What is given and what is asked, in the words of derivatives or in formulas."""
        if (m := OPERATOR.match(self.text)) is not None:
            return kinds.under_operator(self, m)
        worded: words.Worded | None = None
        point: words.Span | None = None
        spans: list[words.Piece] = []
        pieces = words.pieces(self.text)
        for piece in pieces:
            w = None if piece.given else words.find(self.text, piece.start, piece.end)
            after: list[words.Piece] = []
            if w is None:
                piece, at = self.asked(piece)
                if at is not None and (rest := AFTER_POINT.search(self.text, *at)) is not None:
                    after.append(words.Piece(False, rest.end(), at[1]))
                    at = (at[0], rest.start())
                point = at or point
            elif w is not None:
                if worded is not None:
                    self.several(w.body[0])
                worded, piece = w, words.Piece(False, *w.body)
            self.refuse_words(piece)
            spans += [piece, *after]
        if worded is None and self.notation is None:
            self.notation = "latex" if is_latex(self.text) else "text"
        found = Statements(self.text)
        self.statements(found, spans, len(pieces) > 1 or any(p.start > 0 for p in pieces))
        problem = self.formulas(found, point) if worded is None else self.worded(found, worded)
        similar = [Phrase("note.similar_names", {"written": a, "meant": b}) for a, b in names.similar(self.text, problem.body)]
        return replace(problem, notes=(*problem.notes, *similar)) if similar else problem

    def asked(self, piece: words.Piece) -> tuple[words.Piece, words.Span | None]:
        """A piece in formulas without the question mark and the point at its end; and that point."""
        start, end = piece.start, piece.end
        end -= 2 if self.text.endswith("的值", start, end) else 0
        tail = self.text[max(start, end - 40):end]
        m = ASKED.search(tail)
        end = end if m is None else end - len(tail) + m.start()
        at = AT.search(self.text, start, end)
        return (piece._replace(end=end), None) if at is None else (piece._replace(end=at.start()), (at.end(), end))

    def refuse_words(self, piece: words.Piece) -> None:
        unknown = words.unknown(self.text, piece.start, piece.end)
        if unknown is not None and self.text[slice(*unknown)] not in self.names:
            raise wording.unknown_english(self.text, *unknown)

    def several(self, start: int) -> NoReturn:
        self.fail("several things are asked at once", "ask one at a time; all partial derivatives together are the gradient", start)

    def fail(self, message: str, hint: str = "", start: int = 0, end: int | None = None) -> NoReturn:
        raise ReadError(self.text, start, len(self.text) if end is None else end, message, hint)

    def reader(self, start: int, end: int, shapes: Mapping[str, Shape] | None = None) -> Reader:
        latex = is_latex(self.text[start:end]) if self.notation is None else self.notation == "latex"
        known = replace(self.names, shapes={**self.names.shapes, **shapes}) if shapes else self.names
        r = Reader(tokenise(self.text, latex, known, self.limits, start, end), known, self.limits, self.strict)
        r.operators = True
        return r

    def spoken(self, q: asking.Question, span: words.Span) -> Reader:
        """A reader of what a phrase says of a point, a direction, an interval."""
        latex = self.notation == "latex"
        start, end = trimmed(q.plain, *span)
        return Reader(tokenise(q.plain, latex, self.names, self.limits, start, end), self.names, self.limits, self.strict)

    # ---- a text in words

    def worded(self, found: Statements, w: words.Worded) -> Problem:
        operand, name = self.operand_of_words(found, w)
        if w.kind == "partial" and not w.variables and w.order == 1 and words.HAN.search(self.text) and len(name.args[1:] if isinstance(name, Call) else free(operand)) > 1:
            w = w._replace(kind="gradient")                                              # 偏导数 without a variable: all of them
        task = Task(w.kind, operand, start=w.body[0])
        if w.variables:
            task.variables = tuple(self.symbols_of(*w.variables))
        head = name
        variables = self.variables_for(task, operand, head, found)
        if w.kind in ("derivative", "partial"):
            variables = self.one_variable(variables, operand, w, found) * w.order if len(variables) != w.order or w.order == 1 else variables
        at = conditions.point(self.reader(*w.at), *candidates(variables, head, body=operand)) if w.at else {}
        return self.problem(found, replace(task, at=at), operand, variables, head)

    def operand_of_words(self, found: Statements, w: words.Worded) -> tuple[Basic, Basic | None]:
        if len(found.defined) == 1 and not found.equations:
            head, body = next(iter(found.defined.values()))
            if not isinstance(head, Call):
                if head in free(body):
                    self.fail(f"{head} stands on both sides", f"for the derivative of {head} in an equation write: x^2 + y^2 = 1; dy/dx", *w.body)
                found.notes.append(Phrase("note.read_as_definition", {"name": head, "meant": body}))
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
        if w.kind == "derivative":
            return self.chosen(variables, found, *w.body)
        self.fail("in which variable?", "with respect to x", *w.body)

    def chosen(self, variables: tuple[Basic, ...], found: Statements, start: int, end: int | None = None) -> tuple[Basic, ...]:
        """x, among several letters."""
        x = variables[0] if len(variables) == 1 else Symbol("x")
        if x not in variables:
            self.fail("in which variable?", "with respect to x", start, end)
        found.notes.append(Phrase("note.variable_chosen", {"meant": x}))
        return (x,)

    # ---- a text in formulas

    def formulas(self, found: Statements, point: words.Span | None) -> Problem:
        subscripted(found)
        entropies(found)
        if found.tasks:
            return self.combine(found, point)
        made = kinds.untold(self, found)
        if made is None and self.question:
            self.fail("this does not say what is asked", EXPECTED)
        made = kinds.given_only(self, found) if made is None else made
        first = next(iter(found.defined.values()), (None, made.body))[1]
        return replace(made, at=conditions.point(self.reader(*point), *candidates(made.variables, None, first))) if point else made

    def statements(self, found: Statements, pieces: Sequence[words.Piece], in_words: bool) -> None:
        """Read them all; what one defines as a function, all know as one. In words, "f_x and f_y" are two, and "if x = 2" is a point."""
        spans: list[words.Span] = []
        given: set[words.Span] = set()
        for piece in pieces:
            parts = self.between(AND, piece.start, piece.end) if in_words else [(piece.start, piece.end)]
            new = [span for part in parts for span in self.split(*part)]
            spans += new
            given.update(new if in_words and piece.given else ())
        for span in spans:
            r = self.reader(*span)
            if (name := name_defined(r)) is not None:
                self.parameters[name] = tuple(t.value for t in r.tokens[:r.partner.get(1, 0)] if t.kind == "name")[1:]
        self.names = replace(self.names, functions=self.names.functions | self.parameters.keys())
        for span in spans:
            self.statement(found, *span, span in given)

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
        spans = joined_lists(self.text, spans)
        return [span for span in spans if trimmed(self.text, *span)[0] < trimmed(self.text, *span)[1]]

    def between(self, pattern: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
        spans = []
        for m in pattern.finditer(self.text, start, end):
            spans.append((start, m.start()))
            start = m.end()
        return [*spans, (start, end)]

    def statement(self, found: Statements, start: int, end: int, given: bool) -> None:
        """Read one statement and sort it: a task, a definition, a condition, an equation."""
        r = self.reader(start, end)
        if r.has_bars:
            marking.mark_whole(r)
        task = forms.named_task(r, self.parameters)
        if task is None and (defined := definition(r)) is not None and (name := name_of(defined[0])) not in found.defined:
            found.notes += r.notes.values()
            found.defined[str(name)] = defined
            self.places[defined] = (start, end)
            return
        e = None if task else self.formula(found, r, start, end)
        found.notes += r.notes.values()
        if task is None and e is not None:
            task = derivative_task(e, r.partial, start) or primed_task(e, start) or self.open_sum(found, r, e, start)
        if task is not None:
            found.tasks.append(task)
        elif isinstance(e, Rel) and isinstance(e.args[1], Call) and Assumptions((e,)).values:
            found.facts.append(e)                          # f'(3) = 5
        elif isinstance(e, Rel) and e.args[0] == named("=") and (name := name_of(e.args[1])) and name not in found.defined:
            if given and isinstance(e.args[1], Symbol) and not free(e.args[2]):
                found.values[e.args[1]] = e.args[2]
            else:
                found.defined[name] = (e.args[1], e.args[2])
                self.places[found.defined[name]] = (start, end)
        elif isinstance(e, (Rel, And)) and not has_equation(e):
            found.facts += e.args if isinstance(e, And) else (e,)
        elif e is not None:
            found.equations.append(e)
            self.places[e, e] = (start, end)

    def formula(self, found: Statements, r: Reader, start: int, end: int) -> Basic:
        """The formula of a statement; if shapes do not fit, with the shapes that follow where only one reading fits."""
        def again(shapes: Mapping[str, Shape]) -> Basic:
            return _whole(self.reader(start, end, shapes))
        error = None
        try:
            e = _whole(r)
            if not (r.matrices and shaping.is_doubtful(e, self.names.symbols)):
                return e
        except ReadError as caught:
            if not r.misfit:
                raise
            error = caught
        e, shapes = shaping.inferred(r, error or ReadError(self.text, start, end, "which of these letters are matrices?"), again)
        found.notes += [Phrase("note.shape_inferred", {"written": name, "meant": f"{rows} × {columns}"}) for name, (rows, columns) in shapes.items()]
        return e

    def open_sum(self, found: Statements, r: Reader, e: Basic, start: int) -> Task | None:
        """d/dx x^2 + x: as a whole problem, the derivative of the sum."""
        if not isinstance(e, Plus):
            return None
        first, rest = e.args[0], e.args[1:]
        task = derivative_task(first, r.partial, start)
        if task is None or isinstance(first, Evaluated) or r.unbracketed == (0, 0) or any(isinstance(p, (D, Evaluated)) for u in rest for p in walk(u)):
            return None
        whole = plus(task.operand, *rest)
        found.notes.append(Phrase("note.derivative_of_sum", {"written": self.text[start:r.tokens[-1].end], "meant": derivatives.nested(whole, list(task.variables))}))
        return replace(task, operand=whole)

    # ---- putting the statements together

    def combine(self, found: Statements, point: tuple[int, int] | None) -> Problem:
        task = found.tasks[0]
        if (len(found.tasks) > 1 and {t.kind for t in found.tasks} - {"derivative", "partial"}) or any(t.operand != task.operand for t in found.tasks):
            self.several(found.tasks[1].start)
        if task.kind in ("derivative", "partial"):
            special = self.special(found, task, point)
            if special is not None:
                return special
            if len(found.tasks) > 1:
                self.several(found.tasks[1].start)
        body, head = self.resolve(found, task.operand)
        if isinstance(task.operand, Call) and isinstance(head, Call):
            task.at.update({x: a for x, a in zip(head.args[1:], task.operand.args[1:]) if a != x})
        variables = self.variables_for(task, body, head, found)
        if task.kind == "derivative" and not task.variables and len(variables) > 1:
            variables = self.chosen(variables, found, task.start)
        variables *= task.order
        if point:
            task.at.update(conditions.point(self.reader(*point), *candidates(variables, head, body)))
        return self.problem(found, task, body, variables, head)

    def special(self, found: Statements, task: Task, point: words.Span | None) -> Problem | None:
        """The chain rule through named intermediates, and dy/dx from an equation."""
        z = task.operand
        if not isinstance(z, Symbol):
            return None
        variables = tuple(x for t in found.tasks for x in t.variables)
        if not variables:
            if found.defined or len(found.equations) != 1:
                return None
            variables = self.chosen(tuple(free(found.equations[0]) - {z}), found, task.start) * task.order        # y', of x^2 + y^2 = 1
        mixed = next((t for t in found.tasks if len(set(t.variables)) > 1), None)
        if mixed is not None and (len(found.defined) > 1 or found.equations):
            self.fail("a mixed derivative through named variables or an equation is not read", "ask for first derivatives", mixed.start)
        if len(found.defined) == 1 and not found.equations and z.name in found.defined:
            head, body = found.defined[z.name]
            if z == head and z in free(body):                      # y = x e^y
                return Problem("implicit", relation("=", head, body), variables, self.text, self.point_of(found, task, point, (*variables[:1], z)), Assumptions(tuple(found.facts)), z, said_once(found.notes))
        leftover.points_given(found, variables)
        if found.equations and z.name in found.defined:
            return None
        if len(set(variables)) == 1 and z.name in found.defined and (curve := as_curve(dict(found.defined.values()), found.defined[z.name][0], variables[0])) is not None:
            x, y, t = curve
            return Problem("parametric", column(x, y), (t,) * len(variables), self.text, self.point_of(found, task, point, (t,)), Assumptions(tuple(found.facts)),
                           TupleOf(variables[0], z), said_once(found.notes))
        if len(found.defined) > 1 and z.name in found.defined:
            inputs = sorted((x for x in union([b for _, b in found.defined.values()]) if getattr(x, "name", "") not in found.defined and x not in variables), key=str)
            steps = And(*(relation("=", head, body) for head, body in found.defined.values()))
            straight = all(t.kind == "derivative" for t in found.tasks)
            return Problem("chain", steps, variables, self.text, self.point_of(found, task, point, variables, *inputs), Assumptions(tuple(found.facts)), z, said_once(found.notes), straight=straight)
        if z.name not in found.defined and len(found.equations) == 1 and isinstance(found.equations[0], Rel):
            leftover.refuse_unused(self, found, found.equations[0])
            return Problem("implicit", found.equations[0], variables, self.text, self.point_of(found, task, point, (*variables[:1], z)), Assumptions(tuple(found.facts)), z, said_once(found.notes))
        return None

    def point_of(self, found: Statements, task: Task, point: words.Span | None, variables: Sequence[Basic], *others: Basic) -> dict[Basic, Basic]:
        """Where such a derivative is asked for, however that is said."""
        at = dict(task.at)
        if point:
            at.update(conditions.point(self.reader(*point), variables, (*variables, *others)))
        for x, a in found.values.items():
            if x not in (*variables, *others):
                self.fail(f"{x} is given a value, and is no variable of what is asked", f"write {a} for it", task.start)
            at.setdefault(x, a)
        return at

    def resolve(self, found: Statements, operand: Basic | None) -> tuple[Basic, Basic | None]:
        """The expression that the operand stands for, and its name."""
        if operand is None:
            if len(found.defined) != 1:
                self.fail("of which function?", r"f(x, y) = ...")
            head, body = next(iter(found.defined.values()))
            return body, head
        name = name_of(operand)
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
        along = leftover.direction_given(self, found, task, body, head)
        if along and isinstance(head, Call):
            variables = head.args[1:]
            if len(along) != len(variables):
                self.fail(f"the function has {len(variables)} variables, the direction {len(along)} parts", start=task.start)
        leftover.points_given(found, variables)
        leftover.refuse_unused(self, found, body)
        if task.kind == "jacobian" and not (isinstance(body, Matrix) and body.args[1] == 1):
            body = column(*entries(body))
        elif isinstance(body, (Rel, And, SetOf)):
            self.fail("an expression is expected, not a relation", start=task.start)
        elif task.kind != "jacobian" and isinstance(body, (Matrix, TupleOf)) and task.kind in VECTOR_TASKS:
            self.fail(f"the {task.kind} is of one function", "the Jacobian is of several", task.start)
        for x, a in found.values.items():
            if x not in variables:
                self.fail(f"{x} is given a value, and is no variable of what is asked", f"write {a} for it", task.start)
            task.at.setdefault(x, a)
        kind = "directional" if along else task.kind
        return Problem(kind, body, tuple(variables), self.text, dict(task.at), Assumptions(tuple(found.facts)), head, said_once(found.notes), along=along)

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
