r"""The grammar: a stream of tokens -> an expression as written, by precedence; every token is used or the text is refused.

    condition   a < b and c = d        relations, joined by `and`, `or`
    total       a + b - c              terms
    term        a b * c / d            factors; side by side is a product; a sign binds like a product
    power       a^b, n!, 50%           what follows its operand
    operand     a name, a number, a bracket, or what a command begins: see OPERANDS

What begins an operand and what may follow one stands in `operands`, `names`, `calculus` and `brackets`; the tables at
the end of this file say which.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import sympy
from sympy import Basic, Integer, MatrixSymbol, Symbol

from symderive.expr import Call, Decimal, Neg, Over, Plus, Power, Shape, Times, hadamard, head, is_scalar, plus, shape_of, times
from symderive.functions import FUNCTIONS
from symderive.nodes import And, Not, Or, relation
from symderive.reading import brackets, calculus, dependence, derivatives, given, known, listing, names, operands, overindex, partials, sets, shaping, size, spelling, wording
from symderive.reading.pairing import Token
from symderive.reading.stream import Stream
from symderive.reading.tokens import Limits, Names, Tokens

RELATIONS = frozenset(("=", "<", ">", "<=", ">=", "!=", "in", "notin", "->", "~", "approx", "subset", "subseteq"))
NUMBERS = (Decimal, Integer, Neg, Over, Plus, Power, Times)          # what neither holds nor fails to hold
DEFAULT_FUNCTIONS = frozenset("fghFGH")
DIGIT = frozenset("0123456789")


class Reader(Stream):
    """One pass over the tokens of one text. `at` is the place of the next token; nothing is ever read twice."""

    def __init__(self, tokens: Tokens, declared: Names = Names(), limits: Limits = Limits(), strict: bool = False) -> None:
        super().__init__(tokens, limits, strict)
        self.names = declared
        self.functions = (DEFAULT_FUNCTIONS - declared.symbols) | declared.functions
        self.indices: frozenset[str] = declared.indices      # bound where the reader stands
        self.dependent: Mapping[str, tuple[str, ...]] = declared.dependent       # y and its variables, where a bare y stands for y(x)
        self.chosen: frozenset[str] = frozenset()            # those of them whose variable had to be chosen
        self.called: dict[str, int] = {}                     # y, once y(x) has been met, and how many arguments it has
        self.bars = 0                                    # plain bars open in the bracket where the reader stands
        self.norms = 0                                   # the same for \\|
        self.differential: Basic | None = None           # the x of a dx met in a fraction
        self.integral = False                            # does a dx end what is being read?
        self.operators = False                           # is D_x the derivative?
        self.partial = False
        self.unbracketed = (0, 0)                        # where the last operand of a derivative without brackets stood
        self.glued = False                               # have letters side by side been noted?
        self.law = False                                 # is the text X | Y ~ a distribution?
        self.matrices: list[Shape] = []                  # the shapes of the matrices that stand in the text
        self.has_bars = "|" in self.kinds or "||" in self.kinds

    # ---- precedence

    def whole(self) -> Basic:
        """The whole text."""
        if self.kind == "":
            self.fail("there is nothing to read")
        e = self.condition()
        if self.kind:
            wording.refuse(self)
        return e

    def condition(self) -> Basic:
        if self.kind == "forall":
            return sets.for_all(self)
        start = self.at
        left = self.relation()
        if self.kind == "given":
            sign = given.taken(self)
            left = relation(sign, left, self.relation())
        while self.kind in ("and", "or"):
            word = self.take()
            right = self.relation()
            if any(isinstance(e, NUMBERS) or head(e) in FUNCTIONS for e in (left, right)):
                self.fail(f'"{self.text[word.start:word.end]}" stands between relations', "write x = 1 or x = 2; a list is {1, 2}", word)
            left = self.built(start, And if word.kind == "and" else Or, left, right)
        if self.kind in ("=>", "<=>"):
            sign = self.take().kind
            return self.built(start, relation, sign, left, self.condition())
        return sets.after(self, left) if self.kind == "forall" else left

    def relation(self) -> Basic:
        """A chain a < b < c is an And of its links."""
        if self.kind == "not":
            self.take()
            self.deeper()
            e = self.built(self.at - 1, Not, self.relation())
            self.depth -= 1
            return e
        start = self.at
        left = self.total()
        if self.kind in sets.TOGETHER:
            left = sets.combined(self, left, start)
        if self.law and self.kind == "given":
            left = relation(given.taken(self), left, self.total())
        if self.kind not in RELATIONS:
            return left
        links: list[Basic] = []
        while self.kind in RELATIONS:
            sign = self.take()
            if self.kind in ("", ",", ";", "and"):
                self.fail(f'the right side of "{self.text[sign.start:sign.end]}" is missing', token=sign)
            right = self.range() if sign.kind in ("in", "notin") else given.law(self) if sign.kind == "~" else self.total()
            if self.kind in sets.TOGETHER:
                right = sets.combined(self, right, start)
            links.append(self.link(start, sign.kind, left, right))
            left = right
        return links[0] if len(links) == 1 else And(*links)

    def link(self, start: int, sign: str, left: Basic, right: Basic) -> Basic:
        """left = right. A letter alone that is said to be a matrix is one, from here on."""
        if sign == "notin":
            return sets.not_in(left, right)
        if sign == "=" and isinstance(left, Symbol) and not is_scalar(right) and left.name not in self.names.shapes:
            self.names = replace(self.names, shapes={**self.names.shapes, left.name: shape_of(right)})
            left = MatrixSymbol(left.name, *shape_of(right))
        left, right = sets.fitting(left, right)
        return self.built(start, relation, sign, left, right)

    def range(self) -> Basic:
        """What may stand after "in": a set, an interval."""
        return brackets.interval(self) if self.kind in ("(", "[") else self.total()

    member = range

    def total(self) -> Basic:
        """A sum."""
        self.deeper()
        start, sign = self.at, ""
        if self.kind in ("+", "-"):
            sign = self.take().kind
            self.no_second_sign()
        first = self.term()
        terms = [Neg(first) if sign == "-" else first]
        while self.kind in ("+", "-"):
            sign = self.take().kind
            self.no_second_sign()
            e = self.term()
            terms.append(Neg(e) if sign == "-" else e)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else self.built(start, plus, *terms)

    def no_second_sign(self) -> None:
        if self.kind in ("+", "-"):
            self.fail("two signs in a row", "put the second in brackets, as x - (-1)")
        if self.kind == "" or self.kind in spelling.CLOSING:
            self.fail("something is missing after the sign", token=self.tokens[self.at - 1])

    def term(self, bar: bool = True) -> Basic:
        """A product of factors, from left to right; an evaluation bar binds weaker than the product, and than a derivative before it."""
        start = first = self.at
        factors = [self.power()]
        slash = False
        while True:
            kind = self.kind
            if kind == "*":
                self.take()
                factors.append(self.signed())
            elif kind == "/":
                self.take()
                below = self.signed()
                above = self.built(start, times, *factors)
                factors, slash = [self.built(start, Over, above, below)], True
            elif kind == "odot":
                self.take()
                above, below = self.built(start, times, *factors), self.signed()
                factors = [self.built(start, hadamard, above, below)]
            elif kind in FACTORS and (kind not in MAY_END or self.starts_factor()):
                self.check_side_by_side()
                if slash:
                    first, slash = start, False
                    factors.append(self.power())
                    self.note("note.left_to_right", self.tokens[first].start, self.built(first, times, *factors))
                elif self.begins_mixed_number():
                    begin = self.tokens[self.at - 1].start
                    factors.append(self.power())
                    self.note("note.mixed_number", begin)
                else:
                    factors.append(self.power())
            else:
                break
        e = factors[0] if len(factors) == 1 else self.built(start, times, *factors)
        return calculus.evaluated(self, e, start) if bar and kind == "|" and not self.bars and self.peek().kind in ("_", "^") else e

    def starts_factor(self) -> bool:
        """Does a factor begin here, with no sign before it?"""
        if self.kind == "|":
            return not self.bars and self.peek().kind not in ("_", "^")
        if self.kind == "||":
            return not self.norms
        return not (self.integral and self.at_differential())

    def check_side_by_side(self) -> None:
        """Two numbers are no product; letters written together are one, in plain text with a note, once."""
        before, token = self.tokens[self.at - 1], self.next
        if token.kind == "number" and before.kind == "number":
            self.fail("two numbers side by side", f"write {before.value} * {token.value} for a product", before, token.end)
        if not self.latex and not self.glued and _side_by_side(before, token):
            self.glued = True
            k = self.at
            while _side_by_side(self.tokens[k], self.tokens[k + 1]):
                k += 1
            run = self.tokens[self.at - 1:k + 1]
            first = run[0].start if self.at < 3 or self.tokens[self.at - 2].kind not in ("^", "_") else self.tokens[self.partner.get(self.at - 3, self.at - 3)].start
            meant = "·".join(self.text[t.start:t.end] for t in run)
            self.note("note.letters_multiplied", first, self.text[first:run[0].start] + meant, run[-1].end)       # of e^xy, e^x·y; of x_1y, x_1·y

    def begins_mixed_number(self) -> bool:
        r"""3\frac{1}{2} is a product here, and three and a half at school."""
        if self.kind != "frac" or self.tokens[self.at - 1].kind != "number" or (self.at > 1 and self.tokens[self.at - 2].kind in ("^", "_", "frac", "}")):
            return False
        ahead = [self.peek(k).kind for k in range(1, 7)]
        return ahead == ["{", "number", "}", "{", "number", "}"] or ahead[0] == "number"

    def signed(self) -> Basic:
        """A factor that may carry a sign: after * / ^."""
        if self.kind in ("+", "-"):
            sign = self.take().kind
            self.no_second_sign()
            return Neg(self.power()) if sign == "-" else self.power()
        return self.power()

    def power(self) -> Basic:
        """An operand and what follows it; refused if shapes in it do not fit."""
        start = self.at
        e = self.built(start, lambda: self.followed(self.operand(), start))
        if type(e) in (Power, Call) and size.digits(e) > self.limits.power:
            self.fail(f"worked out, this would have more than {self.limits.power} digits", "take a letter for the number", self.tokens[start], self.tokens[self.at - 1].end)
        return e

    def followed(self, e: Basic, start: int) -> Basic:
        """The operand e, which began at `start`, with its exponents, n!, 50% and so on."""
        raised = False
        while self.kind in FOLLOWERS:
            if self.kind in ("^", "raised"):
                if raised and self.latex:
                    self.fail("a second exponent", "use braces: {x^a}^b or x^{ab}")
                raised = True
            follow = FOLLOWERS[self.kind](self, e, start)
            if follow is None:
                break
            e = follow
        return e

    def operand(self) -> Basic:
        """What a name, a number, a bracket or a command begins."""
        read = OPERANDS.get(self.kind)
        if read is None:
            wording.refuse(self, wording.missing(self))
        return read(self, self.take())

    def at_differential(self) -> bool:
        """Does dx stand here, in an integral?"""
        token = self.next
        return token.kind == "name" and token.value == "d" and self.peek().kind == "name"

    # ---- arguments of commands, and what stands in brackets

    def argument(self, message: str) -> Basic:
        """A TeX argument: a group in braces, or one sign."""
        if self.kind == "{":
            return self.group(message)
        if self.kind == "number":
            return self.digit(message)
        if self.kind == "name":
            token = self.take()
            return self.constant_or_symbol(token.value, token)
        if self.kind not in OPERANDS or self.kind in ("(", "["):
            self.fail(message)
        self.deeper()
        e = self.operand()
        self.depth -= 1
        return e

    def group(self, message: str) -> Basic:
        """{ ... }"""
        if self.peek().kind == "}":
            self.fail(message, token=self.next, end=self.peek().end)
        self.take()
        outer = self.bars, self.norms
        self.bars = self.norms = 0
        e = self.total()
        self.bars, self.norms = outer
        if self.kind != "}":
            wording.refuse(self)
        self.take()
        return e

    def digit(self, message: str) -> Basic:
        r"""One digit, as TeX takes it: \frac12 is one half."""
        token = self.next
        if len(token.value) > 2 or token.value[0] not in DIGIT or "." in token.value:
            self.fail(f"which digits belong here? TeX takes only {token.value[0]}", f"{{{token.value}}}")
        if len(token.value) == 1:
            return Integer(int(self.take().value))
        self.tokens[self.at] = Token("number", token.value[1:], token.start + 1, token.end)
        return Integer(int(token.value[0]))

    def items(self, separators: tuple[str, ...] = (",",), runs: bool = False) -> list[Basic]:
        """What stands in the bracket just opened, up to its end; the closer is left to be taken. `runs`: 1, ..., n is one thing."""
        outer = self.bars, self.norms, self.integral
        self.bars, self.norms, self.integral = 0, 0, False
        found = [self.condition()]
        while self.kind in separators:
            self.take()
            if runs and self.kind == "dots":
                found = [listing.run(self, found)]
            else:
                found.append(self.condition())
        self.bars, self.norms, self.integral = outer
        return found

    def closed(self, opener: Token, expected: str = "") -> Token:
        """Take the closer of a bracket whose contents have been read."""
        if self.kind not in spelling.CLOSING or (expected and self.kind != expected):
            wording.refuse(self)
        return self.take()

    def comma_inside(self, opener: int) -> int:
        """How many commas stand at the top level of the bracket at `opener`."""
        count, k, end = 0, opener + 1, self.partner[opener]
        while k < end:
            count += self.tokens[k].kind == ","
            k = self.partner.get(k, k) + 1
        return count

    # ---- symbols

    def constant_or_symbol(self, name: str, token: Token) -> Basic:
        """e is Euler's number and i the imaginary unit, unless they are declared or bound."""
        if name == "e" and "e" not in self.names.symbols and "e" not in self.indices:
            return sympy.E
        if name == "i" and self.kind in ("=", "in") and self.tokens[self.at - 2].kind in ("", ",") and "i" not in self.indices:
            return Symbol(name)                                # i = 1, ..., n: nobody says that of a number
        if name == "i" and "i" not in self.names.symbols and "i" not in self.indices:
            self.note("note.imaginary_unit", token.start, sympy.I, token.end)
            return sympy.I
        if name in ("E", "I") and not self.latex and not (name == "I" and self.names.shapes) and name not in self.names.symbols and name not in self.indices:
            return self.capital(name, token)
        return self.named(name, token.start, token.end)

    def named(self, name: str, start: int, end: int) -> Basic:
        """What a name stands for: a symbol, a function of its variable, a matrix of a declared shape."""
        if name in self.dependent:
            return dependence.noted(self, name, start, end)
        if self.names.shapes:
            if name in self.names.shapes:
                return MatrixSymbol(name, *self.names.shapes[name])
            if name == "I" and (unit := shaping.identity(self, self.tokens[self.at - 1])) is not None:
                return unit
        return Symbol(name)

    def capital(self, name: str, token: Token) -> Basic:
        """I and E as plain text has them: SymPy prints the imaginary unit as I; E is a symbol here, not Euler's number."""
        e = sympy.I if name == "I" else Symbol(name)
        self.note("note.imaginary_unit" if name == "I" else "note.capital_e", token.start, e, token.end)
        return e


def _side_by_side(before: Token, after: Token) -> bool:
    """Are both letters, with nothing between them?"""
    return (before.kind in LETTERS or before.kind == "subscript") and after.kind in LETTERS and before.end == after.start


# ---- the tables

LETTERS = frozenset(("name", "constant"))
OPERANDS: dict[str, Callable[[Reader, Token], Basic]] = {
    "number": operands.number, "constant": operands.constant, "{": operands.braces, "boxed": operands.boxed,
    "frac": operands.fraction, "sqrt": operands.square_root, "cbrt": operands.cube_root, "binom": operands.binomial,
    "name": names.name, "font": names.styled, "accent": names.accented, "function": known.function, "operator": known.operator, "form": known.form,
    "overline": known.conjugate, "otherwise": operands.truth,
    "(": brackets.bracket, "[": brackets.bracket, "\\{": brackets.braces, "<(": brackets.inner, "begin": brackets.environment,
    "|": operands.absolute, "|(": operands.between, "||": operands.norm, "||(": operands.between, "floor(": operands.between, "ceil(": operands.between,
    ".(": calculus.evaluated_whole, "partial": derivatives.slash_derivative, "nabla": partials.nabla, "sum": overindex.over_index, "prod": overindex.over_index, "extreme": overindex.extreme, "int": calculus.integral, "iint": calculus.multiple, "oint": calculus.around, "lim": calculus.limit, "side": calculus.side,
}
FOLLOWERS: dict[str, Callable[[Reader, Basic, int], Basic | None]] = {
    "^": operands.raised_to, "raised": operands.raised, "!": operands.factorial, "%": operands.per_cent, "degree": operands.degrees,
    "'": derivatives.primed, "_": calculus.between_limits, "|": calculus.after_bracket,
}
MAY_END = frozenset(("name", "|", "||"))             # what may end a product as well as go on with it
FACTORS = frozenset(OPERANDS) - {"otherwise", "side"}        # what may stand beside a factor without a sign
