"""Named variables that depend on one another: the graph of a chain-rule problem, and its pictures."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

from sympy import Basic, Symbol

from symderive.errors import NotSupported, UsageError
from symderive.expr import Call, Inert, free, is_open, named
from symderive.nodes import And, D, Rel
from symderive.problem import Problem
from symderive.tree import fold, rebuild

CONSTANTS = frozenset((*"abcdkmnABCKN", "alpha", "beta", "gamma", "lambda", "mu", "sigma", "eta", "kappa"))      # letters of parameters, unless they are asked for

Steps = Mapping[Symbol, Basic]


@dataclass(frozen=True, eq=False)
class Graph:
    """Which variable depends on which.

    of           the variable that is differentiated
    definitions  what each variable stands for, those that others need first; only what `of` depends on
    variables    in which it is differentiated
    straight     the whole derivative is written with a straight d: all else that `of` depends on is constant

    >>> from symderive.reading import read_problem
    >>> print(graph_of(read_problem("x = s t, y = s + t, z = x^2 y; dz/ds")).text())
    z
    ├─ x
    │  ├─ s
    │  └─ t
    └─ y
       ├─ s
       └─ t
    """
    of: Symbol
    definitions: Steps
    variables: tuple[Symbol, ...]
    straight: bool = False

    def below(self, y: Symbol) -> tuple[Symbol, ...]:
        """What a variable depends on directly; those that are defined first, in the order of definition."""
        own = free(self.definitions[y]) if y in self.definitions else frozenset()
        inner = [x for x in self.definitions if x in own]
        return (*inner, *sorted((x for x in own if isinstance(x, Symbol) and x not in self.definitions), key=self._rank))

    def _rank(self, x: Symbol) -> tuple[int, str]:
        return (self.variables.index(x) if x in self.variables else len(self.variables), x.name)

    @cached_property
    def inputs(self) -> tuple[Symbol, ...]:
        """What is not defined by anything else: the variables first, then the rest by name."""
        return tuple(sorted({x for y in self.definitions for x in self.below(y)} - self.definitions.keys(), key=self._rank))

    @cached_property
    def backwards(self) -> dict[Basic, Basic]:
        """The definitions without that of `of`, in the order in which they are put in: outermost letters first."""
        return {y: a for y, a in reversed(list(self.definitions.items())) if y != self.of}

    @property
    def body(self) -> Basic:
        """What `of` stands for."""
        return self.definitions[self.of]

    def is_constant(self, x: Symbol) -> bool:
        """A letter that is taken for a parameter, not for a variable."""
        return (self.straight or x.name in CONSTANTS) and x not in self.variables and x not in self.definitions

    @cached_property
    def reach(self) -> Mapping[Symbol, frozenset[Symbol]]:
        """The inputs that each variable depends on in the end, parameters left out."""
        found: dict[Symbol, frozenset[Symbol]] = {x: frozenset((x,)) - {x for x in (x,) if self.is_constant(x)} for x in self.inputs}
        for y in self.definitions:
            found[y] = frozenset().union(*(found[x] for x in self.below(y)))
        return found

    @cached_property
    def rounds(self) -> frozenset[Basic]:
        """The derivatives that are partial ones: local ones of what depends on several variables, and those of `of` in one of several inputs."""
        several = [(y, x) for y in self.definitions for x in self.below(y) if sum(not self.is_constant(w) for w in self.below(y)) > 1]
        local = [e for y, x in several for e in (self.local(y, x), D(self.definitions[y], x))]
        whole = [D(y, x) for y in self.definitions for x in self.reach[y] if len(self.reach[y]) > 1 and not self.is_both_ways(y, x)]
        return frozenset((*local, *whole))

    def is_both_ways(self, y: Symbol, x: Symbol) -> bool:
        """Does y depend on x directly, and also by way of another variable?"""
        return x in self.below(y) and any(x in self.reach[w] for w in self.below(y) if w != x)

    def local(self, y: Symbol, x: Symbol) -> Basic:
        """How the derivative of y in x alone is written. It is told from the whole derivative, where there is another, by a letter of the same name."""
        return D(Symbol(y.name, real=True) if self.is_both_ways(y, x) else y, x)

    @cached_property
    def names(self) -> frozenset[Basic]:
        """The letters that stand for functions."""
        return frozenset((*self.definitions, *(self.local(y, x).args[0] for y in self.definitions for x in self.below(y))))

    @cached_property
    def outwards(self) -> tuple[Symbol, ...]:
        """From `of` back, layer by layer; within a layer in the order of definition."""
        return tuple(sorted(self.definitions, key=lambda y: -self.places[y][0]))

    def leads_on(self, x: Symbol) -> bool:
        """Is x a variable in which `of` is differentiated, or does it depend on one?"""
        return x in self.variables or any(v in self.reach.get(x, ()) for v in self.variables)

    @property
    def backward_order(self) -> list[Symbol]:
        """From `of` back to the inputs in which it is differentiated, as far as they lead to one."""
        return [y for y in (*reversed(self.definitions), *self.inputs) if y == self.of or self.leads_on(y)]

    # ---- pictures

    def text(self) -> str:
        """A tree diagram: below each variable what it depends on. What hangs below a variable is drawn once."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        drawn: set[Symbol] = set()
        todo: list[tuple[Symbol, str, str]] = [(self.of, "", "")]
        while todo:
            y, lead, indent = todo.pop()
            below = self.below(y)
            again = bool(below) and y in drawn
            yield f"{lead}{_plain(y)}{' …' if again else ''}"
            drawn.add(y)
            if again:
                continue
            rows = [(x, f"{indent}├─ ", f"{indent}│  ") for x in below]
            if rows:
                rows[-1] = (below[-1], f"{indent}└─ ", f"{indent}   ")
            todo.extend(reversed(rows))

    @cached_property
    def places(self) -> Mapping[Symbol, tuple[float, float]]:
        """Where each variable is drawn: inputs at the left, each variable right of what it depends on; rows are centred."""
        column: dict[Symbol, int] = dict.fromkeys(self.inputs, 0)
        for y in self.definitions:
            column[y] = 1 + max((column[x] for x in self.below(y)), default=0)
        columns: dict[int, list[Symbol]] = {}
        for y, k in column.items():
            columns.setdefault(k, []).append(y)
        found: dict[Symbol, tuple[float, float]] = {}
        for k, some in sorted(columns.items()):
            rank = {y: sum(found[x][1] for x in self.below(y)) / max(1, len(self.below(y))) for y in some} if k else {}
            some.sort(key=lambda y: rank.get(y, 0.0))
            found.update((y, (float(k), row - (len(some) - 1) / 2)) for row, y in enumerate(some))
        return found

    @property
    def edges(self) -> tuple[tuple[Symbol, Symbol, float], ...]:
        """(x, y, bend) where y depends on x; an edge that would run through another variable is bent."""
        return tuple((x, y, self._bend(x, y)) for y in self.definitions for x in self.below(y))

    def _bend(self, x: Symbol, y: Symbol) -> float:
        (a, b), (c, d) = self.places[x], self.places[y]
        between = [(p, q) for p, q in self.places.values() if a < p < c]
        hit = any(abs(b + (d - b) * (p - a) / (c - a) - q) < 0.3 for p, q in between)
        return (-1.0 if b + d <= 0 else 1.0) if hit else 0.0

    @property
    def crosses(self) -> bool:
        """May edges cross? Then their labels would meet in the middle."""
        columns = [a for a, _ in self.places.values()]
        return any(columns.count(k) > 1 and columns.count(k + 1) > 1 for k in columns)

    def tikz(self) -> str:
        r"""A TikZ picture, for \usepackage{tikz}; on each edge stands the local derivative."""
        from symderive.render.latex_notation import notation
        along = "near start" if self.crosses else "midway"
        rows = [r"\begin{tikzpicture}[>=stealth, every node/.style={font=\small}]"]
        name = {y: f"n{k}" for k, y in enumerate(self.places)}
        for y, (a, b) in self.places.items():
            rows.append(rf"\node[circle, draw, minimum size=7mm] ({name[y]}) at ({2.6 * a:g}, {0.0 - 1.6 * b:g}) {{${notation().write(y)}$}};")
        for x, y, bend in self.edges:
            label = notation(rounds=self.rounds).write(self.local(y, x))
            how = f"[bend {'left' if bend < 0 else 'right'}=35] " if bend else ""
            rows.append(rf"\draw[->] ({name[x]}) to {how}node[{along}, fill=white, inner sep=1pt] {{$\scriptstyle {label}$}} ({name[y]});")
        return "\n".join((*rows, r"\end{tikzpicture}"))

    def svg(self) -> str:
        """A picture as SVG, on its own; on each edge stands the local derivative."""
        from symderive.render.text_notation import notation
        w, h, r, margin = 130.0, 84.0, 19.0, 46.0
        top = min(b for _, b in self.places.values())
        at = {y: (margin + w * a, margin + h * (b - top)) for y, (a, b) in self.places.items()}
        width, height = (max(p[k] for p in at.values()) + margin for k in (0, 1))
        bent = [d for _, _, d in self.edges if d]
        lift = 40.0 if any(d < 0 for d in bent) else 0.0
        write = notation(unicode=True, rounds=self.rounds, functions=self.names).write
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-lift:g} {width:g} {height + lift + (40 if any(d > 0 for d in bent) else 0):g}" '
            'font-family="serif" font-size="16" text-anchor="middle" role="img">',
            '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs>',
        ]
        for x, y, bend in self.edges:
            (a, b), (c, d) = at[x], at[y]
            length = ((c - a) ** 2 + (d - b) ** 2) ** 0.5
            dx, dy = r * (c - a) / length, r * (d - b) / length
            m, n = (a + c) / 2, (b + d) / 2 + 2 * h * 0.6 * bend
            parts.append(f'<path d="M{a + dx:.1f} {b + dy:.1f}Q{m:.1f} {n:.1f} {c - dx:.1f} {d - dy:.1f}" fill="none" stroke="black" marker-end="url(#arrow)"/>')
            t = 0.3 if self.crosses and b != d and not bend else 0.5
            p, q = ((1 - t) ** 2 * u + 2 * t * (1 - t) * v + t ** 2 * z for u, v, z in ((a, m, c), (b, n, d)))
            label = escape(str(write(self.local(y, x))))
            parts.append(f'<text x="{p:.1f}" y="{q + 4:.1f}" font-size="12" stroke="white" stroke-width="5" paint-order="stroke">{label}</text>')
        for y, (a, b) in at.items():
            parts.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{r:g}" fill="white" stroke="black"/><text x="{a:.1f}" y="{b + 5:.1f}" font-style="italic">{escape(_plain(y))}</text>')
        return "\n".join((*parts, "</svg>"))


def _plain(x: Symbol) -> str:
    from symderive.render.text_notation import notation
    return str(notation(unicode=True).write(x))


# ---- from a problem

def graph_of(problem: Problem) -> Graph:
    """The graph of a problem of kind "chain": its body holds the equations, its name is what is differentiated.

    Raises:
        UsageError: where something depends on itself, or is not defined.
        NotSupported: where a definition holds a derivative, or is no expression of letters.
    """
    assert problem.name is not None
    of = Symbol(_letter(problem.name).name)
    equations = problem.body.args if isinstance(problem.body, And) else (problem.body,)
    given = dict(_definition(e) for e in equations)
    heads = {e.args[1] for e in equations if isinstance(e, Rel) and isinstance(e.args[1], Call)}
    if of not in given:
        raise UsageError(f"{of} is not defined; what is defined: {', '.join(map(str, given))}")
    if 1 < len(set(problem.variables)) < len(problem.variables):
        raise NotSupported("through named variables, a higher derivative is worked out in one variable; put the definitions in for mixed ones")
    variables = tuple(x for x in dict.fromkeys(problem.variables) if isinstance(x, Symbol))
    inner = [x for x in variables if x in given]
    if of in variables:
        raise UsageError(f"the derivative of {of} in {of} itself is 1")
    if inner and len(variables) > 1:
        raise UsageError(f"{inner[0]} is defined, and depends on others: ask for the derivative in it alone")
    plain = {y: _in_letters(a, heads) for y, a in given.items()}
    for x in inner:
        _refuse_bound(of, x, plain)
        del plain[x]                                   # what is differentiated in is held free
    return Graph(of, _ordered(of, plain), variables, problem.straight)


def _refuse_bound(of: Symbol, x: Symbol, given: Steps) -> None:
    """A variable that is itself defined may be differentiated in where all that `of` depends on, depends on it alone.

    Raises:
        UsageError: else, for nothing that is given may be passed over.
    """
    beyond, reached = _reached(x, given), _reached(of, {y: a for y, a in given.items() if y != x})
    if of in beyond:
        raise UsageError(f"{x} and {of} are each defined by the other: for the derivative along a curve give its one equation")
    if x not in reached:
        raise UsageError(f"{of} does not depend on {x} in what is given, and {x} is itself defined: what is the derivative of {of} in {x}?")
    if shared := sorted(s.name for s in (beyond & reached) if s.name not in CONSTANTS and s != x):
        raise UsageError(f"{x} is defined by {', '.join(shared)}, on which {of} depends too: ask for the derivative in {shared[0]}")


def _reached(y: Symbol, given: Steps) -> set[Symbol]:
    """All letters on which a variable depends, directly or not; those of constants too."""
    found: set[Symbol] = set()
    todo = [y]
    while todo:
        new = {x for x in free(given.get(todo.pop(), y)) if isinstance(x, Symbol)} - found
        found |= new
        todo += [x for x in new if x in given]
    return found if y in given else {y}


def as_curve(definitions: Mapping[Basic, Basic], of: Basic, wrt: Basic) -> tuple[Basic, Basic, Symbol] | None:
    """(x(t), y(t), t) where both what is differentiated and the variable depend on one and the same letter, and not on each other.

    >>> from sympy import Symbol
    >>> from symderive.reading.law import read_law
    >>> as_curve({Symbol("x"): read_law("t^2"), Symbol("y"): read_law("t^3")}, Symbol("y"), Symbol("x"))
    (t^2, t^3, t)
    """
    if of not in definitions or wrt not in definitions or of == wrt:
        return None
    first, second = ({s for s in free(definitions[z]) if isinstance(s, Symbol) and s.name not in CONSTANTS} for z in (wrt, of))
    if first != second or len(first) != 1 or first & definitions.keys() or len(definitions) != 2:
        return None
    return definitions[wrt], definitions[of], first.pop()


def defined(problem: Problem) -> set[Symbol]:
    """The variables that a problem defines."""
    return {_definition(e)[0] for e in (problem.body.args if isinstance(problem.body, And) else (problem.body,))}


def _letter(e: Basic) -> Basic:
    return Symbol(e.args[0].name) if isinstance(e, Call) else e


def _definition(e: Basic) -> tuple[Symbol, Basic]:
    if not isinstance(e, Rel) or e.args[0] != named("=") or not isinstance(_letter(e.args[1]), Symbol):
        raise UsageError(f"a definition is written as u = x^2 + 1, not {e}")
    if is_open(e.args[2]):
        raise NotSupported(f"a definition that holds a derivative: {e}")
    return _letter(e.args[1]), e.args[2]


def _in_letters(a: Basic, heads: set[Basic]) -> Basic:
    """x(s, t), where that is how x is defined, is the letter x."""
    names = {e.args[0].name for e in heads}

    def build(e: Basic, args: tuple[Basic, ...]) -> Basic:
        if e in heads:
            return _letter(e)
        if isinstance(e, Call) and e.args[0].name in names:
            raise NotSupported(f"{e} in a chain of named variables: name what {e.args[0].name} is taken of, as u = ..., and write {e.args[0].name} = ...")
        return rebuild(e, args)
    return fold(a, build, enter=lambda e: isinstance(e, Inert))


def _ordered(of: Symbol, given: Steps) -> dict[Symbol, Basic]:
    """Those that `of` depends on, each after what it needs.

    Raises:
        UsageError: if one depends on itself.
    """
    done: dict[Symbol, Basic] = {}
    way: list[Symbol] = [of]
    while way:
        y = way[-1]
        missing = [x for x in given if x in free(given[y]) and x not in done]
        if not missing:
            done[way.pop()] = given[y]
        elif missing[0] in way:
            circle = [*way[way.index(missing[0]):], missing[0]]
            raise UsageError(f"{missing[0]} depends on itself: {' → '.join(str(x) for x in reversed(circle))}")
        else:
            way.append(missing[0])
    return done
