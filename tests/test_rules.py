"""Sweeps over the table of rules: a new entry brings its own tests."""
from __future__ import annotations

import re
from random import Random

import pytest
from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check
from symderive.derivation import Status
from symderive.driver import derive
from symderive.expr import Call, Inert, Neg, call, is_open, plus, times
from symderive.matching import fill
from symderive.nodes import D, relation
from symderive.problem import Assumptions
from symderive.reading.law import AND_SO_ON, read_law
from symderive.rule import Rewrite, Rule, Table
from symderive.rules import RULES, TOPICS
from symderive.rules.differentiation import DIFFERENTIATION
from symderive.tree import fold, goals, rebuild, substitute, walk

SOUND = [r for r in RULES.values() if not r.buggy]
BUGGY = [r for r in RULES.values() if r.buggy]
EXAMPLES = [(r, e) for r in SOUND for e in r.examples]

# What the letters u, v, w, a, b of a law stand for: smooth, of both signs, of several sizes.
SMOOTH = ["sin(x)/3 + x/5", "x^2 + 1/2", "e^(x/2) - 1/3", "x/4", "1 + x^2/8", "cos(x)/2", "3 + sin(x)", "2 - x"]
POSITIVE = Assumptions(tuple(relation(">", Symbol(s), Integer(0)) for s in "acn"))


def ids(r: Rule) -> str:
    return r.id


def letters_of(*sides: Basic) -> set[Symbol]:
    return {e for side in sides for e in walk(side) if isinstance(e, Symbol) and e is not AND_SO_ON}


def instance(rule: Rule, seed: int) -> tuple[Basic, Basic, tuple[Basic, ...]] | None:
    """The two sides and the conditions of a law, with its letters filled in."""
    rnd = Random(f"{rule.id} {seed}")
    over_index = any(w in rule.law for w in ("Sum(", "Prod(", "Integral("))
    found: dict = {}
    for letter in letters_of(*rule.sides):
        if letter.name in "uvw":
            body = read_law(rnd.choice(SMOOTH))
            found[letter] = plus(body, times(Symbol("i"), Symbol("x"))) if over_index and "Integral" not in rule.law else body
        elif letter.name in "ab":
            found[letter] = Integer(rnd.randint(1, 2) if letter.name == "a" else rnd.randint(3, 4)) if over_index else read_law(rnd.choice(SMOOTH[1:5]))
        elif letter.name in "km":
            found[letter] = Integer(rnd.choice((2, 3, 4)))
        elif letter.name == "c" and over_index:
            found[letter] = Integer(1)
        elif letter.name in "pq":
            found[letter] = read_law(rnd.choice(("x < 1", "x < -2", "x < 0")))
    if any(e is AND_SO_ON for side in rule.sides for e in walk(side)):
        unit = [l for l in letters_of(rule.sides[0]) if l.name in "up"]
        found[AND_SO_ON] = [{l: read_law(rnd.choice(SMOOTH)) if l.name == "u" else read_law(f"x < {k}") for l in unit} for k in (-1, 0, 2)]
    return fill(rule.sides[0], found), fill(rule.sides[1], found), tuple(fill(c, found) for c in rule.conditions)


# ---- every rule

@pytest.mark.parametrize("rule", SOUND, ids=ids)
def test_law_holds(rule: Rule) -> None:
    """On random smooth instances in its domain: never refuted, and confirmed on at least one."""
    verdicts = []
    for seed in range(6):
        left, right, when = instance(rule, seed)
        verdicts.append(check([Claim(left, right, when=when)], POSITIVE)[0])
        assert verdicts[-1].status is not Status.REFUTED, (rule.law, str(left), str(right), verdicts[-1].witness)
        if sum(map(bool, verdicts)) >= 2:
            return
    assert any(verdicts), [v.reason for v in verdicts]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{r.id}:{e}" for r, e in EXAMPLES])
def test_example_fires_and_holds(rule: Rule, example: str) -> None:
    e = read_law(example)
    done = rule.rewrite(e)
    assert done is not None and done.after is not e
    verdict, = check([Claim(e, done.after, when=done.provisos)], POSITIVE)
    assert verdict, (example, str(done.after), verdict)


@pytest.mark.parametrize("rule", DIFFERENTIATION.values(), ids=ids)
def test_every_derivative_rule_has_an_example_and_a_reference(rule: Rule) -> None:
    assert rule.examples and rule.reference


@pytest.mark.parametrize("rule", [r for r in DIFFERENTIATION.values() if not r.buggy], ids=ids)
def test_examples_meet_their_own_rule_first(rule: Rule) -> None:
    """No rule is hidden behind another."""
    for example in rule.examples:
        e = read_law(example)
        assert next(r.id for r in RULES.candidates(e) if r.rewrite(e) is not None) == rule.id


@pytest.mark.parametrize("rule", [r for r in SOUND if r.apply is not None and not any(e is AND_SO_ON for e in walk(r.sides[0]))], ids=ids)
def test_apply_agrees_with_the_law(rule: Rule) -> None:
    """What `apply` makes of the law's left side equals the law's right side."""
    left, right, when = instance(rule, 1)
    done = rule.rewrite(left)
    if done is None:                     # the instance is in form already: the examples must have fired
        assert rule.examples
        return
    verdict, = check([Claim(done.after, right, when=(*when, *done.provisos))], POSITIVE)
    assert verdict, (rule.id, str(left), str(done.after), str(right), verdict)


@pytest.mark.parametrize("rule", BUGGY, ids=ids)
def test_mistakes_are_never_derived_with(rule: Rule) -> None:
    """That each is refuted is shown in tests/diagnosis, where what it makes of its example stands too."""
    assert rule.id.startswith("mistake.")
    assert all(rule not in RULES.candidates(node) for e in rule.examples for node in walk(read_law(e)))


# ---- planted faults

SWAPPED = {"sin": "cos", "cos": "sin", "tan": "sec", "sec": "tan", "sinh": "cosh", "cosh": "sinh", "sqrt": "abs", "ln": "abs", "csc": "cot", "cot": "csc"}


def mutants(good: Basic) -> set[Basic]:
    """The right side with one thing wrong."""
    found = {Neg(good), plus(good, Integer(1)), times(good, Integer(2))}
    inner = goals(good)
    if inner:
        found.add(substitute(good, {inner[0]: Integer(1)}))
    found.add(fold(good, lambda e, a: call(SWAPPED.get(e.args[0].name, e.args[0].name), *a[1:]) if isinstance(e, Call) else rebuild(e, a)))
    return found - {good}


@pytest.mark.parametrize("rule", [r for r in DIFFERENTIATION.values() if not r.buggy], ids=ids)
def test_mutants_of_a_rule_are_caught(rule: Rule) -> None:
    e = read_law(rule.examples[0])
    done: Rewrite = rule.rewrite(e)
    for bad in mutants(done.after):
        if done.after is Integer(0) and bad is not plus(Integer(0), Integer(1)):
            continue
        truth = check([Claim(bad, done.after, when=done.provisos)], POSITIVE)[0]
        verdict, = check([Claim(e, bad, when=done.provisos)], POSITIVE)
        assert verdict.status is Status.REFUTED or truth, (rule.id, str(e), str(bad), verdict)


def test_a_planted_wrong_rule_cannot_hide() -> None:
    """A derivation by a wrong rule is refuted at its step and at its answer."""
    planted = Table()
    planted.law("diff.sin", "D(sin(u), x) = -cos(u)*D(u, x)", "wrong", ex="D(sin(x), x)")
    for rule in DIFFERENTIATION.values():
        if rule.id not in planted:
            planted.add(rule)
    d = derive(read_law("D(x*sin(x^2), x)"), planted)
    verdicts = {s.rule: check([Claim(s.before, s.after)])[0].status for s in d.all_steps()}
    assert verdicts["diff.sin"] is Status.REFUTED and verdicts["diff.product"] is not Status.REFUTED
    assert check([Claim(d.goal, d.value)])[0].status is Status.REFUTED


# ---- the table itself

def test_ids_are_dotted_lower_case_and_unique() -> None:
    for rule in RULES.values():
        assert re.fullmatch(r"[a-z]+(\.[a-z0-9_]+)+", rule.id)
    assert sum(map(len, TOPICS.values())) == len(RULES)


def test_two_rules_of_one_name_are_refused() -> None:
    table = Table()
    table.law("a.b", "u + 0 = u", "nothing added")
    with pytest.raises(ValueError, match=r"a\.b"):
        table.law("a.b", "u*1 = u", "again")


def test_matching_is_linear_in_the_top_of_the_node() -> None:
    """A product of many factors is split in halves, not one by one."""
    x = Symbol("x")
    wide = times(*(plus(x, Integer(k)) for k in range(1, 257)))
    d = derive(D(wide, x), RULES)
    assert len(d.steps) < 5 * 256
    assert isinstance(d.value, Inert) and not is_open(d.value)
