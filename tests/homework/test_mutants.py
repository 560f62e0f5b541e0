"""One token of a right solution is changed; whether a line is then false is told by an evaluator of its own, in mpmath."""
from __future__ import annotations

import random
import re

import mpmath as mp
import pytest

from symderive.homework import check_solution

mp.mp.dps = 30
E, S, C, L, Q = mp.exp, mp.sin, mp.cos, mp.log, mp.sqrt
BASES = (
    ("f(x) = x^2*sin(x)", lambda x: x ** 2 * S(x), ["f'(x) = 2*x*sin(x) + x^2*cos(x)", "f'(x) = x*(2*sin(x) + x*cos(x))"]),
    ("f(x) = (x^2+1)^3", lambda x: (x ** 2 + 1) ** 3, ["f'(x) = 3*(x^2+1)^2*2*x = 6*x*(x^2+1)^2", "f''(x) = 6*(x^2+1)^2 + 24*x^2*(x^2+1)", "f''(x) = 6*(x^2+1)*(5*x^2+1)"]),
    ("f(x) = x/(x^2+1)", lambda x: x / (x ** 2 + 1), ["f'(x) = ((x^2+1) - x*2*x)/(x^2+1)^2", "f'(x) = (1-x^2)/(x^2+1)^2"]),
    ("f(x) = exp(2*x)*cos(3*x)", lambda x: E(2 * x) * C(3 * x), ["f'(x) = 2*exp(2*x)*cos(3*x) - 3*exp(2*x)*sin(3*x)", "= exp(2*x)*(2*cos(3*x) - 3*sin(3*x))"]),
    ("f(x) = ln(x^2+1)", lambda x: L(x ** 2 + 1), ["f'(x) = 2*x/(x^2+1)", "f''(x) = (2*(x^2+1) - 2*x*2*x)/(x^2+1)^2 = (2-2*x^2)/(x^2+1)^2"]),
    ("f(x) = sqrt(x^2+4)", lambda x: Q(x ** 2 + 4), ["f(x) = (x^2+4)^(1/2)", "f'(x) = (1/2)*(x^2+4)^(-1/2)*2*x", "f'(x) = x/sqrt(x^2+4)"]),
    ("f(x) = x^3-6*x^2+9*x", lambda x: x ** 3 - 6 * x ** 2 + 9 * x, ["f'(x) = 3*x^2 - 12*x + 9", "f'(x) = 3*(x-1)*(x-3)", "f''(x) = 6*x - 12"]),
    ("f(x) = x*ln(x)-x", lambda x: x * L(x) - x, ["f'(x) = ln(x) + x*(1/x) - 1", "= ln(x)", "f''(x) = 1/x"]),
    ("f(x) = sin(x)^2", lambda x: S(x) ** 2, ["f'(x) = 2*sin(x)*cos(x) = sin(2*x)", "f''(x) = 2*cos(2*x)"]),
    ("f(x) = x^4*exp(-x)", lambda x: x ** 4 * E(-x), ["f'(x) = 4*x^3*exp(-x) - x^4*exp(-x)", "f'(x) = x^3*(4-x)*exp(-x)"]),
)
POINTS = tuple(map(mp.mpf, ("0.7", "1.9", "2.6", "0.31")))
TOKEN = re.compile(r"\d+|sin|cos|exp|ln|sqrt|[-+*/^()x]")
FUNCTIONS = {"sin": S, "cos": C, "exp": E, "ln": L, "sqrt": Q}


class Evaluator:
    """The value of a formula at a number, by recursive descent."""

    def __init__(self, text, x):
        self.tokens, self.k, self.x = TOKEN.findall(text), 0, x

    def take(self, *wanted):
        if self.k < len(self.tokens) and self.tokens[self.k] in wanted:
            self.k += 1
            return self.tokens[self.k - 1]
        return None

    def sum(self):
        v = self.product()
        while sign := self.take("+", "-"):
            v = v + self.product() if sign == "+" else v - self.product()
        return v

    def product(self):
        v = self.signed()
        while sign := self.take("*", "/"):
            v = v * self.signed() if sign == "*" else v / self.signed()
        return v

    def signed(self):
        return -self.signed() if self.take("-") else self.signed() if self.take("+") else self.power()

    def power(self):
        v = self.atom()
        return v ** self.signed() if self.take("^") else v

    def atom(self):
        if self.take("("):
            v = self.sum()
            if not self.take(")"):
                raise ValueError
            return v
        t = self.tokens[self.k]
        self.k += 1
        return self.x if t == "x" else FUNCTIONS[t](self.atom()) if t in FUNCTIONS else mp.mpf(int(t))


def first_false(f, lines):
    """The first line with a member that differs from the derivative; None if there is none.

    Raises:
        ValueError: where a value does not exist, or the line is no formula.
    """
    order = 0
    for n, line in enumerate(lines, 1):
        head, *members = line.split("=")
        order = head.count("'") if head.strip() else order
        for m in members:
            for p in POINTS:
                evaluator = Evaluator(m, p)
                value, wanted = evaluator.sum(), mp.diff(f, p, order) if order else f(p)
                if evaluator.k != len(evaluator.tokens) or not mp.isfinite(value) or mp.im(value):
                    raise ValueError
                if abs(value - wanted) > mp.mpf(10) ** -9 * (1 + abs(wanted)):
                    return n
    return None


def mutated(rng, lines):
    k = rng.randrange(len(lines))
    line = lines[k]
    m = rng.choice([m for m in TOKEN.finditer(line) if m.start() > line.index("=")])
    others = {"+": "-", "-": "+", "*": "+-", "/": "*", "^": "*", "x": ("1", "2*x", "(x+1)"), "sin": ("cos", "exp"), "cos": ("sin", "exp"), "exp": ("sin", "cos"), "ln": ("sin", "exp"), "sqrt": ("ln", "sin")}
    new = str(max(0, int(m[0]) + rng.choice((-1, 1, 2)))) if m[0].isdigit() else rng.choice(others.get(m[0], m[0]))
    return [*lines[:k], line[:m.start()] + new + line[m.end():], *lines[k + 1:]]


@pytest.mark.parametrize("seed", range(3))
def test_mutants_against_an_independent_evaluation(seed):
    rng = random.Random(seed)
    met = wrong = 0
    while met < 100:
        problem, f, lines = rng.choice(BASES)
        mutant = mutated(rng, lines)
        try:
            expected = first_false(f, mutant)
        except (ValueError, ZeroDivisionError, IndexError):
            continue
        report = check_solution(problem, mutant)
        assert report.first_wrong_line == expected and not report.needs_person, (mutant, report.text())
        met, wrong = met + 1, wrong + (expected is not None)
    assert wrong > 50


def test_the_bases_are_right():
    for problem, f, lines in BASES:
        assert first_false(f, lines) is None
        assert check_solution(problem, lines).correct
