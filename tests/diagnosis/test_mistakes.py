"""Sweeps over the catalogue of misconceptions: a new entry brings its own tests."""
from __future__ import annotations

import re
from random import Random

import pytest
from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check
from symderive.comparison import Equality, equal
from symderive.derivation import Relation, Status
from symderive.diagnosis import Workings, diagnose
from symderive.expr import At, Call, Over, Power, ShapeError, plus, times
from symderive.lang import languages, words
from symderive.matching import fill
from symderive.mistake import Mistake
from symderive.nodes import And, Or, Rel, SumOver
from symderive.reading.law import read_law
from symderive.rules import RULES
from symderive.rules.mistakes import MISTAKES
from symderive.tree import fold, rebuild, substitute, walk

ALL = list(MISTAKES.values())


def ids(m: Mistake) -> str:
    return m.id


def sampled(e: Basic) -> Basic:
    """Moments of random variables as moments of data: E(X) is the mean of the x_i."""
    i, j, n, one = Symbol("i"), Symbol("j"), Symbol("n"), Integer(1)

    def mean(u: Basic, k: Symbol) -> Basic:
        letters = {x: At(Symbol(str(x).lower()), k) for x in u.free_symbols}
        return Over(SumOver(substitute(u, letters), k, one, n), n)

    def build(node: Basic, args: tuple[Basic, ...]) -> Basic:
        if isinstance(node, Call) and node.args[0].name in ("E", "Var"):
            u = node.args[1]
            if node.args[0].name == "E":
                return mean(u, i)
            letters = {x: At(Symbol(str(x).lower()), i) for x in u.free_symbols}
            off = plus(substitute(u, letters), times(Integer(-1), mean(u, j)))
            return Over(SumOver(Power(off, Integer(2)), i, one, n), n)
        return rebuild(node, args)
    return fold(e, build)


def test_there_are_many() -> None:
    assert len(MISTAKES) >= 120
    assert {m.topic for m in ALL} >= {"derivative", "several variables", "algebra", "likelihood", "probability", "optimisation", "linear algebra", "networks"}


@pytest.mark.parametrize("m", ALL, ids=ids)
def test_entry_is_whole(m: Mistake) -> None:
    assert re.fullmatch(r"mistake(\.[a-z0-9_]+)+", m.id) and m.rule.buggy and all(f.buggy for f in m.forms)
    assert m.title and not m.title.endswith(".") and m.hint and set(m.site) <= set("DPGRC")
    for form in m.forms:
        left, right = form.sides
        assert left is not right
    assert RULES[m.id] is m.rule or RULES[m.id].law == m.rule.law


@pytest.mark.parametrize("lang", [lang for lang in languages() if lang != "en"])
@pytest.mark.parametrize("m", ALL, ids=ids)
def test_every_mistake_has_words(m: Mistake, lang: str) -> None:
    w = words(lang, {})
    assert w.title(m.id).strip() and w.hint(m.id).strip() and not w.title(m.id).endswith("。")
    assert re.search("[\u4e00-\u9fff]", w.title(m.id) + w.hint(m.id)) or lang != "zh"


@pytest.mark.parametrize("m", ALL, ids=ids)
def test_mistake_is_refuted(m: Mistake) -> None:
    """What the law makes of its example is not what the example is."""
    right, wrong = sampled(read_law(m.rule.examples[0])), sampled(read_law(m.wrong))
    if "->" in m.rule.law and isinstance(right, Basic) and equal(right, wrong).status is Equality.NOT_EQUAL:
        return                                          # a thing of another kind or size
    conditions = isinstance(right, (Rel, And, Or))
    verdict, = check([Claim(right, wrong, Relation.IFF if conditions else Relation.EQ)])
    assert verdict.status is Status.REFUTED and verdict.witness, (m.rule.law, verdict)


@pytest.mark.parametrize("m", ALL, ids=ids)
def test_mistake_is_found_from_its_example(m: Mistake) -> None:
    found = diagnose(Workings.of(read_law(m.rule.examples[0])), read_law(m.wrong))
    assert m.id in [f.id for f in found], found


FORMS = [(m, form) for m in ALL if m.apply is None for form in m.forms if not {"Var", "E"} & {n.args[0].name for n in walk(form.sides[0]) if isinstance(n, Call)}]
SMOOTH = ("sin(x)*t/3 + x/5", "x^2*t + 1/2", "e^(x/2) + x*t/3", "x*t^2/4 + 1 + t", "1 + x^2/8 + x*t/5", "cos(x)*t/2 + 2*x", "3 + sin(x*t)/2", "2 - x*t")


def instance(left: Basic, right: Basic, rnd: Random) -> tuple[Basic, Basic]:
    """The two sides with their letters filled in."""
    found = {}
    over = any(isinstance(n, SumOver) or type(n).__name__ == "ProdOver" for n in walk(left))
    for letter in sorted({e for side in (left, right) for e in walk(side) if isinstance(e, Symbol)}, key=str):
        if letter.name in "uvwab":
            body = read_law(rnd.choice(SMOOTH))
            found[letter] = substitute(body, {Symbol("x"): plus(Symbol("x"), At(Symbol("y"), Symbol("i")))}) if over and letter.name in "uvw" else body
        elif letter.name in "c":
            found[letter] = read_law(rnd.choice(("s^2 + 2", "5/2", "3*s^2 + 1")))
        elif letter.name in "km" or (letter.name == "n" and not over):
            found[letter] = Integer(rnd.choice((2, 3, 5)))
        elif letter.name.isupper():
            found[letter] = read_law(rnd.choice(("matrix(2, 2, 1, 2, 3, 5)", "matrix(2, 2, 2, 0, 1, 4)")))
    return fill(left, found), fill(right, found)


@pytest.mark.parametrize(("m", "form"), FORMS, ids=[f"{m.id}:{form.law}" for m, form in FORMS])
def test_every_form_is_wrong(m: Mistake, form: object) -> None:
    """On instances of the letters the law is refuted, in each of its shapes; a sound law cannot hide here."""
    left, right = form.sides
    relation = Relation.IFF if isinstance(left, (Rel, And, Or)) else Relation.EQ
    for seed in range(12):
        try:
            a, b = instance(left, right, Random(f"{form.law} {seed}"))
        except ShapeError:
            continue
        if check([Claim(a, b, relation)])[0].status is Status.REFUTED:
            return
    raise AssertionError(form.law)


def test_sound_rules_do_not_hold_mistakes() -> None:
    """No buggy rule is ever among the candidates of a derivation."""
    for m in ALL:
        for e in map(read_law, m.rule.examples):
            assert all(not r.buggy for node in walk(e) for r in RULES.candidates(node))
