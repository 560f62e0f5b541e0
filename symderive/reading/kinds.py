"""Problems of other kinds than derivatives: from what the words ask, or from what the statements are, to a Problem."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Basic, Integer, Symbol

from symderive.expr import Call, Inert, Power, call, free, is_scalar, named
from symderive.nodes import And, Limit, Matrix, ProdOver, Rel, TupleOf, relation
from symderive.phrase import Phrase
from symderive.problem import Assumptions, Problem
from symderive.reading import conditions, spelling
from symderive.reading.asking import Question
from symderive.reading.statements import Statements, candidates, entries, said_once
from symderive.reading.words import Piece
from symderive.tree import substitute, walk

if TYPE_CHECKING:
    from symderive.reading.problems import ProblemReader

Named = tuple[Basic | None, Basic]                     # f(x) and what it is; an expression has no name


class Given:
    """What the statements of a problem give, sorted by what it can be: functions, values of letters, points, letters alone, facts."""

    def __init__(self, found: Statements) -> None:
        self.found = found
        self.functions: list[Named] = []
        self.values: dict[Basic, Basic] = {**found.values}
        self.letters: list[Basic] = []
        self.models: list[Basic] = []
        for head, body in found.defined.values():
            if isinstance(head, Symbol) and not free(body):
                self.values[head] = body
            else:
                self.functions.append((head, body))
        for e in found.equations:
            self.equation(e)
        self.facts = [f for f in found.facts if not is_model(f)]
        self.models += [f for f in found.facts if is_model(f)]

    def equation(self, e: Basic) -> None:
        if isinstance(e, Symbol):
            self.letters.append(e)
        elif isinstance(e, Rel) and e.args[0] == named("=") and is_density(e.args[1]):
            self.functions.append((e.args[1], e.args[2]))
        elif is_model(e):
            self.models.append(e)
        else:
            self.functions.append((None, e))


def is_model(e: Basic) -> bool:
    """x_i ~ N(mu, sigma^2)?"""
    return isinstance(e, Rel) and e.args[0] == named("~")


def is_density(e: Basic) -> bool:
    """P(X = x), p(x): what a density or a mass function is written as?"""
    return isinstance(e, Call) and e.args[0].name in ("P", "p") and len(e.args) == 2


# ---- asked in words

def asked(reader: ProblemReader, q: Question) -> Problem:
    """The problem that the words ask; the statements are what is left of the text."""
    found = Statements(reader.text)
    piece = Piece(False, 0, len(reader.text))
    reader.refuse_words(piece)
    reader.statements(found, [piece], True)
    if found.tasks:
        reader.several(found.tasks[0].start)
    given = Given(found)
    made = KINDS[q.kind](reader, q, given) if q.kind in KINDS else _plain(reader, q, given)
    return replace(made, source=reader.text, wanted=tuple(q.wanted), method=q.method, said=tuple(q.said), notes=said_once([*found.notes, *made.notes]))


def _function(reader: ProblemReader, q: Question, given: Given) -> Named:
    """The one function that the problem is about."""
    functions = given.functions or ([(None, given.letters[0])] if len(given.letters) == 1 and not given.values else [])
    mentioned = {str(x) for x in given.letters}
    if len(functions) != 1 or any(isinstance(f[1], (Rel, And)) for f in functions):
        reader.fail("one function is expected here" if functions else "of which function?", EXAMPLES.get(q.kind, "f(x) = x^3 - 3x"), q.start)
    head, body = functions[0]
    name = str(head.args[0].name if isinstance(head, Call) else head)
    if given.functions and mentioned - {name}:
        odd = min(mentioned - {name})
        reader.fail(f"what is {odd} here?", EXAMPLES.get(q.kind, ""), q.start)
    return head, body


EXAMPLES = {
    "analyse": "f(x) = x^3 - 3x: critical points", "tangent": "tangent line to y = x^2 at x = 1", "taylor": "second-order Taylor polynomial of e^x at 0",
    "limit": r"limit of \lim_{x \to 0} \frac{\sin x}{x}",
    "directional": "directional derivative of x^2 y at (1, 2) in the direction (3, 4)", "descent": "f = x^2, x_0 = 10, eta = 0.2, two steps of gradient descent",
    "mle": "MLE of p for P(X=x) = p^x (1-p)^(1-x)", "eigen": "eigenvalues of [[2, 1], [1, 2]]",
}


def _variables(head: Basic | None, body: Basic) -> tuple[Basic, ...]:
    return head.args[1:] if isinstance(head, Call) else tuple(sorted((x for x in free(body) if isinstance(x, Symbol)), key=str))


def _all_or_one(reader: ProblemReader, q: Question, given: Given, head: Basic | None, body: Basic) -> tuple[Basic, ...]:
    """The letters of the definition; else all letters, if none of them is one for a constant; else one."""
    several = _variables(head, body)
    if isinstance(head, Call):
        return several
    if q.variables or len(several) < 2 or any(str(x)[0] not in "xyzuvw" for x in several):
        return _one_variable(reader, q, given, head, body)
    given.found.notes.append(Phrase("note.variables_found", {"meant": TupleOf(*several)}))
    return several


def _one_variable(reader: ProblemReader, q: Question, given: Given, head: Basic | None, body: Basic) -> tuple[Basic, ...]:
    if q.variables:
        return (reader.spoken(q, q.variables).whole(),)
    variables = _variables(head, body)
    if not variables:
        reader.fail("there is no variable in this", start=q.start)
    return reader.chosen(variables, given.found, q.start) if len(variables) > 1 and not isinstance(head, Call) else variables


def _at(reader: ProblemReader, q: Question, variables: Sequence[Basic], head: Basic | None, body: Basic, given: Given) -> dict[Basic, Basic]:
    """The point: at x = 1, at (1, 2), at 0, or x = 1 among the statements."""
    if q.at:
        r = reader.spoken(q, q.at)
        at = conditions.point(r, *candidates(variables, head, body))
        extra = {x: a for x, a in at.items() if x not in variables}
        if extra:
            reader.fail(f"{next(iter(extra))} is no variable here", EXAMPLES.get(q.kind, ""), *q.at)
        return at
    return {x: given.values.pop(x) for x in variables if x in given.values}


def _made(kind: str, body: Basic, variables: Sequence[Basic], head: Basic | None, given: Given, at: dict[Basic, Basic], facts: Sequence[Basic] = ()) -> Problem:
    return Problem(kind, body, tuple(variables), "", at, Assumptions((*given.facts, *facts)), head, values=given.values)


def _analyse(reader: ProblemReader, q: Question, given: Given) -> Problem:
    head, body = _function(reader, q, given)
    variables = _all_or_one(reader, q, given, head, body)
    at = _at(reader, q, variables, head, body, given)
    facts: list[Basic] = []
    if q.on:
        facts = conditions.ends(relation("in", variables[0], reader.spoken(q, q.on).range()))
    return _made("analyse", body, variables, head, given, at, facts)


def _tangent(reader: ProblemReader, q: Question, given: Given) -> Problem:
    head, body = _function(reader, q, given)
    variables = _all_or_one(reader, q, given, head, body)
    if q.at and isinstance(head, Symbol):
        at = conditions.point(reader.spoken(q, q.at), variables, (*variables, head))         # at (1, 1), on y = x^2
        if head in at and _differ(substitute(body, {x: at[x] for x in variables}), at[head]):
            reader.fail("this point is not on the curve", EXAMPLES["tangent"], *q.at)
        given.values.update({x: a for x, a in at.items() if x not in (*variables, head)})
        at = {x: a for x, a in at.items() if x in variables}
    else:
        at = _at(reader, q, variables, head, body, given)
    if set(at) != set(variables):
        reader.fail("at which point?", EXAMPLES["tangent"], q.start)
    return _made("tangent", body, variables, head, given, at)


def _differ(a: Basic, b: Basic) -> bool:
    """Are these two rational numbers, and different?"""
    known = [e.doit() if isinstance(e, Inert) else e for e in (a, b)]
    return all(v.is_Rational for v in known) and known[0] != known[1]


def _taylor(reader: ProblemReader, q: Question, given: Given) -> Problem:
    head, body = _function(reader, q, given)
    variables = _variables(head, body)
    variables = variables if isinstance(head, Call) or len(variables) < 3 else reader.chosen(variables, given.found, q.start)
    at = _at(reader, q, variables, head, body, given)
    if not at and re.search("maclaurin|麦克劳林|马克劳林", reader.source, re.I):
        at = {x: Integer(0) for x in variables}
    if set(at) != set(variables):
        reader.fail("about which point?", EXAMPLES["taylor"], q.start)
    if not q.order:
        reader.fail("of which order?", EXAMPLES["taylor"], q.start)
    return replace(_made("taylor", body, variables, head, given, at), order=q.order)


def _directional(reader: ProblemReader, q: Question, given: Given) -> Problem:
    vectors = {x: given.values.pop(x) for x in list(given.values) if isinstance(given.values[x], (TupleOf, Matrix))}
    head, body = _function(reader, q, given)
    variables = _variables(head, body)
    points = [x for x in vectors if str(x) in ("P", "p", "A", "a", "x_0")]
    directions = [x for x in vectors if x not in points]
    if q.along:
        along = entries(reader.spoken(q, q.along).whole())
    elif len(directions) == 1:
        along = entries(vectors[directions[0]])
    else:
        reader.fail("in which direction?", EXAMPLES["directional"], q.start)
    at = _at(reader, q, variables, head, body, given) if not points else dict(zip(variables, entries(vectors[points[0]])))
    if len(along) != len(variables) or (at and set(at) != set(variables)):
        reader.fail(f"the function has {len(variables)} variables, the direction {len(along)} parts", EXAMPLES["directional"], q.start)
    return replace(_made("directional", body, variables, head, given, at), along=along)


def _differential(reader: ProblemReader, q: Question, given: Given) -> Problem:
    head, body = _function(reader, q, given)
    variables = _variables(head, body)
    return _made("differential", body, variables, head, given, _at(reader, q, variables, head, body, given))


def _limit(reader: ProblemReader, q: Question, given: Given) -> Problem:
    body = given.functions[0][1] if len(given.functions) == 1 else None
    if not isinstance(body, Limit):
        reader.fail("one limit is expected here", EXAMPLES["limit"], q.start)
    return _made("limit", body, (), None, given, {})


STARTS = re.compile(r"([A-Za-z]+(?:_bold)?)_0")


def _descent(reader: ProblemReader, q: Question, given: Given) -> Problem:
    """x_0 = 10 is where it starts; the other values are the rate and the like; the order is the number of steps, 0 if none is said."""
    head, body = _function(reader, q, given)
    variables = _variables(head, body)
    if q.rate:
        given.values[Symbol("eta")] = reader.spoken(q, q.rate).whole()
    start = next((x for x in given.values if STARTS.fullmatch(str(x))), None)
    at: dict[Basic, Basic] = {}
    if start is not None:
        parts = entries(given.values.pop(start))
        if len(parts) != len(variables):
            reader.fail(f"the start has {len(parts)} parts, the function {len(variables)} variables", EXAMPLES["descent"], q.start)
        at = dict(zip(variables, parts))
    elif q.at or any(x in given.values for x in variables):
        at = _at(reader, q, variables, head, body, given)
    elif "convergence" not in q.wanted:
        reader.fail("where does the descent start?", EXAMPLES["descent"], q.start)
    return replace(_made("descent", body, variables, head, given, at), order=q.order)


def _mle(reader: ProblemReader, q: Question, given: Given) -> Problem:
    """The density or the model; `variables` are the parameters that are named, none if the density is to tell."""
    squares = [e for h, e in given.functions if h is None and isinstance(e, Power) and isinstance(e.args[0], Symbol) and e.args[1] == 2]
    given.functions = [f for f in given.functions if f[1] not in squares]                  # MLE of mu and sigma^2
    parameters = (*given.letters, *squares)
    if given.models:
        parts = [*given.models, *(b if h is None else relation("=", h, b) for h, b in given.functions)]
        body: Basic = parts[0] if len(parts) == 1 else And(*parts)
        return _made("mle", body, parameters, None, given, {})
    if not given.functions and q.family:
        return _made("mle", Symbol(q.family.replace(" ", "_")), parameters, None, given, {})
    head, body = _function(reader, q, replace_letters(given))
    return _made("mle", body, parameters, head, given, {})


def replace_letters(given: Given) -> Given:
    """The same without the letters that are asked for."""
    made = Given(given.found)
    made.letters = []
    return made


def _matrix(reader: ProblemReader, q: Question, given: Given) -> Problem:
    matrices = [(h, b) for h, b in given.functions if isinstance(b, Matrix) or not is_scalar(b)] or [(x, b) for x, b in given.values.items() if isinstance(b, Matrix)]
    if len(matrices) != 1:
        reader.fail("one matrix is expected here", EXAMPLES["eigen"], q.start)
    head, body = matrices[0]
    given.values.pop(head, None) if head is not None else None
    if q.kind == "determinant":
        return _made("evaluate", call("det", body), (), head, given, {})
    return _made(q.kind, body, (), head, given, {})


def _plain(reader: ProblemReader, q: Question, given: Given) -> Problem:
    """Nothing is asked in words; a remark stands beside what is asked in formulas, or beside what is given."""
    made = untold(reader, given.found)
    if made is None:
        reader.fail("this does not say what is asked", f"what can be asked: {spelling.ASKED}")
    return made


KINDS = {
    "analyse": _analyse, "tangent": _tangent, "taylor": _taylor, "directional": _directional, "differential": _differential, "limit": _limit, "descent": _descent, "mle": _mle,
    "eigen": _matrix, "singular_values": _matrix, "lu": _matrix, "determinant": _matrix, "inverse_matrix": _matrix,
}

# ---- not asked in words: told by what the statements are

MOMENTS = frozenset(("E", "Var", "Cov", "P", "H", "D", "h", "rho", "D_KL", "KL"))
GREEK = spelling.GREEK | {"p", "q", "k", "r", "m"}


def untold(reader: ProblemReader, found: Statements) -> Problem | None:
    """A problem that is known by its shape: a model, a density, a descent, a value of an expression; None if it is none of these."""
    given = Given(found)
    expressions = [b for h, b in given.functions if h is None and not isinstance(b, (Rel, And))]
    moments = [e for e in expressions if any(isinstance(p, Call) and p.args[0].name in MOMENTS for p in walk(e))]
    notes = said_once(found.notes)
    if moments and len(expressions) == 1:
        rest = [relation("=", h, b) for h, b in given.functions if h is not None] + [b for h, b in given.functions if h is None and b is not moments[0]]
        values = [relation("=", x, a) for x, a in given.values.items()]
        return Problem("probability", moments[0], (), reader.text, {}, Assumptions((*given.models, *rest, *values, *given.facts)), notes=notes)
    if given.models:
        return replace(_mle(reader, Question("mle"), given), source=reader.text, notes=notes)
    if len(given.functions) == 1:
        return _single(reader, given, notes)
    if given.functions and all(h is not None and is_density(h) for h, _ in given.functions):
        return Problem("mle", And(*(relation("=", h, b) for h, b in given.functions if h is not None)), (), reader.text, {}, Assumptions(tuple(given.facts)), notes=notes)
    return None


def _single(reader: ProblemReader, given: Given, notes: tuple[Phrase, ...]) -> Problem | None:
    head, body = given.functions[0]
    if head is None and isinstance(body, Limit):
        return Problem("limit", body, (), reader.text, {}, Assumptions(tuple(given.facts)), values=given.values, notes=notes)
    q = Question()
    if any(STARTS.fullmatch(str(x)) for x in given.values) and len(given.values) > 1:
        return replace(_descent(reader, q, given), source=reader.text, notes=notes)
    vectors = [a for a in given.values.values() if isinstance(a, (TupleOf, Matrix))]
    if len(vectors) == 2 and len(given.values) == 2:
        return replace(_directional(reader, q, given), source=reader.text, notes=notes)
    if head is not None and looks_like_density(head, body):
        note = () if is_density(head) or any(isinstance(p, ProdOver) for p in walk(body)) else (Phrase("note.read_as_density", {"meant": relation("=", head, body)}),)
        if note and reader.strict:
            reader.fail("this can be read as a density, or as a function of which nothing is asked", EXAMPLES["mle"])
        return replace(_mle(reader, Question("mle"), given), source=reader.text, notes=(*notes, *note))
    if head is None and not isinstance(body, (Rel, And)) and is_a_value(body):
        return Problem("evaluate", body, (), reader.text, {}, Assumptions(tuple(given.facts)), values=given.values, notes=notes)
    return None


def looks_like_density(head: Basic, body: Basic) -> bool:
    r"""P(X = x), p(x) = ...; f(x) = ... with a Greek letter beside x; L(\lambda) = a product over data."""
    if is_density(head):
        return True
    if not isinstance(head, Call) or len(head.args) != 2:
        return False
    if head.args[0].name in ("L", "ell"):
        return any(isinstance(p, ProdOver) for p in walk(body))
    own = str(head.args[1])
    others = {str(x) for x in free(body)} - {own}
    return head.args[0].name in ("f", "p") and own not in spelling.GREEK and any(x.split("_")[0] in spelling.GREEK for x in others)


def is_a_value(e: Basic) -> bool:
    """A product, power, determinant or norm of matrices, which is a question by itself?"""
    return not is_scalar(e) or any(not is_scalar(p) for p in walk(e)) or any(isinstance(p, Call) and p.args[0].name in ("det", "tr", "norm", "rank") for p in walk(e))


def under_operator(reader: ProblemReader, m: re.Match[str]) -> Problem:
    r"""\frac{\partial}{\partial x}: f(\mathbf x) = ...; \nabla^2: f(\mathbf x) = ...: an operator, and after a colon what it is applied to."""
    found = Statements(reader.text)
    reader.statements(found, [Piece(False, m.end(), len(reader.text))], False)
    if found.tasks or not found.defined:
        reader.fail("a definition is expected after the colon", r"\nabla: f(x, y) = x^2 y", m.end())
    (head, body), *rest = found.defined.values()
    facts = [*found.facts, *found.equations, *(relation("=", h, b) for h, b in rest)]
    own = _variables(head, body)
    letter = None if m["variable"] is None else str(reader.reader(*m.span("variable")).whole()).removesuffix("_bold")
    variables = tuple(x for x in own if letter in (None, str(x).removesuffix("_bold"))) or (Symbol(str(letter)),)
    matrices = any(str(x).endswith("_bold") or str(x).isupper() for x in (*variables, head)) or not is_scalar(body)
    if matrices:
        kind = "matrix_hessian" if m["squared"] else "matrix_jacobian" if str(head).endswith("_bold") else "matrix_gradient"
    else:
        kind = "hessian" if m["squared"] else "gradient" if m["variable"] is None else "partial" if "partial" in m[0] else "derivative"
    return Problem(kind, body, variables, reader.text, {}, Assumptions(tuple(facts)), head, said_once(found.notes))


def given_only(reader: ProblemReader, found: Statements) -> Problem:
    """What is given, where nothing is asked: one function, several (kind "chain"), equations."""
    given = Given(found)
    facts = Assumptions((*given.facts, *given.models))
    if len(given.functions) > 1 and all(h is not None for h, _ in given.functions):
        steps = And(*(relation("=", h, b) for h, b in given.functions if h is not None))
        return Problem("chain", steps, (), reader.text, {}, facts, given.functions[-1][0], said_once(found.notes), values=given.values)
    if len(given.functions) == 1:
        head, body = given.functions[0]
        return Problem("given", body, _variables(head, body), reader.text, {}, facts, head, said_once(found.notes), values=given.values)
    if len(given.values) == 1 and not given.functions:
        (head, body), = given.values.items()
        return Problem("given", body, (), reader.text, {}, facts, head, said_once(found.notes))
    if len(given.letters) == 1 and not given.functions:
        return Problem("given", given.letters[0], (), reader.text, {}, facts, None, said_once(found.notes))
    reader.fail("one function, or definitions, are expected here", asking_hint())


def asking_hint() -> str:
    """What can be asked, for the errors of this module."""
    return f"what can be asked: {spelling.ASKED}"


