"""Random derivations and their mutants: every step must hold, and no mutant that is wrong may be accepted.

    python tests/checking/mutation.py 100000            # the full run, some six minutes: 10^5 steps and 10^5 mutants; exit 1 if anything is wrong
    python tests/checking/mutation.py 50000 1           # one half of it, by its seed ...
    python tests/checking/mutation.py 50000 2           # ... and the other, in another process

It says what is wrong as soon as it is found, and how far it is every five thousand steps.

A mutant is a step changed in a single place of its right side. One that is accepted must be truly equal: the right side
and the mutant are then compared by balls alone, with other points, and in floating point of 40 digits by mpmath.
"""
from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import mpmath as mp
import sympy as sp
from sympy import Basic, Integer, Symbol

from symderive.checking import Claim, check
from symderive.derivation import Status, Verdict
from symderive.driver import Stuck, derive
from symderive.expr import Call, Neg, Over, Plus, Power, Times, call, free, named, plus, times
from symderive.nodes import Cases, D, relation
from symderive.rules import RULES
from symderive.tree import rebuild, walk

x, y, a = Symbol("x"), Symbol("y"), Symbol("a")
ONE, TWO = Integer(1), Integer(2)
FUNCTIONS = ("sin", "cos", "tan", "ln", "sqrt", "atan", "asin", "sinh", "cosh", "tanh", "abs", "erf", "gamma", "f", "g", "acos", "asinh", "cot", "sec")
ORDINARY = ("sin", "cos", "ln", "sqrt", "atan")
SWAPPED = {"sin": "cos", "cos": "sin", "tan": "cot", "cot": "tan", "sinh": "cosh", "cosh": "sinh", "ln": "sqrt", "sqrt": "ln", "asin": "acos", "acos": "asin", "atan": "asin",
           "f": "g", "g": "f", "abs": "sign", "sign": "abs", "f'": "f", "g'": "g", "erf": "atan", "gamma": "digamma", "tanh": "sinh", "sec": "csc", "asinh": "atan"}


# ---- random expressions

def grown(rnd: Random, size: int) -> Basic:
    """A random expression of about so many nodes."""
    if size <= 1:
        return rnd.choice((x, x, x, y, a, ONE, TWO, Integer(3), Over(ONE, TWO)))
    kind = rnd.random()
    if kind < .34:
        left = rnd.randrange(1, size)
        u, v = grown(rnd, left), grown(rnd, size - left)
        return plus(u, Neg(v) if rnd.random() < .3 else v) if kind < .16 else times(u, v) if kind < .28 else Over(u, v)
    if kind < .80:
        return _applied(rnd, grown(rnd, size - 1))
    if kind < .95:
        return _powered(rnd, grown(rnd, size - 1))
    if kind < .98:
        return call(rnd.choice(("max", "min")), grown(rnd, size // 2), grown(rnd, size - size // 2))
    return Cases(grown(rnd, size // 2), relation("<", x, ONE), grown(rnd, size - size // 2), sp.true)


def _applied(rnd: Random, u: Basic) -> Basic:
    if rnd.random() < .2:
        return Power(sp.E, u)
    return call(rnd.choice(ORDINARY if rnd.random() < .5 else FUNCTIONS), u)


def _powered(rnd: Random, u: Basic) -> Basic:
    k = rnd.random()
    if k < .6:
        n = rnd.choice((2, 2, 3, 4, -1, -2))
        return Power(u, Integer(n) if n > 0 else Neg(Integer(-n)))
    return Power(u, Over(Integer(rnd.choice((1, 3))), Integer(rnd.choice((2, 3))))) if k < .8 else Power(u, a) if k < .9 else Power(TWO, u)


def derivations(seed: int) -> Iterator[list[Claim]]:
    """The steps of one random derivation after another, and each from its goal to its answer."""
    rnd = Random(seed)
    while True:
        e = grown(rnd, rnd.choice((2, 3, 4, 6, 8, 11)))
        if x not in free(e):
            continue
        goal: Basic = D(e, x) if rnd.random() < .9 else D(D(e, rnd.choice((x, x, y))), x)
        try:
            d = derive(goal, RULES)
        except Stuck:                                      # a function without a rule
            continue
        yield [Claim(s.before, s.after, when=s.provisos) for s in d.all_steps()] + [Claim(d.goal, d.answer)]


# ---- mutants

def mutant(rnd: Random, claim: Claim) -> Claim | None:
    """The claim with its right side changed in one place."""
    nodes = [e for e in walk(claim.right) if isinstance(e, Basic) and not isinstance(e, type(named("")))]
    for _ in range(20):
        e = rnd.choice(nodes)
        new = _changed(rnd, e)
        if new is not None and new != e:
            right = _replaced(claim.right, e, new)
            if right is not None and right != claim.right:
                return Claim(claim.left, right, claim.relation, claim.when)
    return None


def _changed(rnd: Random, e: Basic) -> Basic | None:
    args, k = e.args, rnd.random()
    if isinstance(e, Integer):
        n = int(e) + rnd.choice((1, -1, 2))
        return Integer(n) if n >= 0 else Neg(Integer(-n))
    if e in (x, y, a):
        return rnd.choice([s for s in (x, y, a) if s != e] + [plus(e, ONE)])
    if isinstance(e, Plus):
        rest = list(args)
        at = rnd.randrange(len(rest))
        if k < .4:
            rest.pop(at)
            return plus(*rest)
        rest[at] = rest[at].args[0] if isinstance(rest[at], Neg) else Neg(rest[at])
        return plus(*rest)
    if isinstance(e, Times):
        rest = list(args)
        rest.pop(rnd.randrange(len(rest)))
        return times(*rest) if k < .7 else plus(*args)
    if isinstance(e, Over):
        return Over(args[1], args[0]) if k < .4 else args[0] if k < .7 else Over(args[0], Power(args[1], TWO))
    if isinstance(e, Neg):
        return args[0]
    if isinstance(e, Power):
        return args[0] if k < .3 else Power(args[0], plus(args[1], ONE)) if k < .7 else times(*args)
    if isinstance(e, Call) and args[0].name in SWAPPED:
        return call(SWAPPED[args[0].name], *args[1:]) if k < .7 else args[1]
    if isinstance(e, D):
        return args[0] if k < .5 else times(TWO, e)
    return None


def _replaced(root: Basic, old: Basic, new: Basic) -> Basic | None:
    """Everywhere a node occurs it is one object: so this changes one place, or equal places alike. Bound by depth, since trees are small."""
    def go(e: Basic) -> Basic:
        if e == old:
            return new
        if not e.args or isinstance(e, type(named(""))):
            return e
        return rebuild(e, tuple(go(b) for b in e.args))
    try:
        return go(root)
    except (TypeError, ValueError):
        return None


# ---- what is found

@dataclass
class Found:
    steps: Counter[str] = field(default_factory=Counter)
    mutants: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)           # a step that is refuted, or a wrong mutant that is accepted
    equal: list[str] = field(default_factory=list)           # mutants that are truly equal
    reasons: Counter[str] = field(default_factory=Counter)


EVERY = 5_000                     # steps from one report to the next


def run(count: int, seed: int = 1, report: Callable[[Found], None] = lambda found: None) -> Found:
    """So many steps, and a mutant of each; `report` is called now and then with what is found so far."""
    found, rnd, reported = Found(), Random(seed + 1), (0, 0)
    for claims in derivations(seed):
        if (found.steps.total() // EVERY, len(found.wrong)) != reported:
            reported = found.steps.total() // EVERY, len(found.wrong)
            report(found)
        for claim, verdict in zip(claims, check(claims)):
            found.steps[verdict.status.value] += 1
            if verdict.status is Status.REFUTED:
                found.wrong.append(f"step refuted: {claim.left} = {claim.right}: {verdict.witness}")
            elif verdict.status is Status.UNDECIDED:
                found.reasons[verdict.reason] += 1
        changed = [(c, m) for c in claims if (m := mutant(rnd, c)) is not None]
        for (claim, m), verdict in zip(changed, check([m for _, m in changed])):
            found.mutants[verdict.status.value] += 1
            if verdict:
                _accepted(found, claim, m, verdict)
            elif verdict.status is Status.UNDECIDED:
                found.reasons["mutant: " + verdict.reason] += 1
        if found.steps.total() >= count:
            return found


def _accepted(found: Found, claim: Claim, m: Claim, verdict: Verdict) -> None:
    said = f"{claim.left} = {claim.right}; mutant {m.right} ({verdict.status.value})"
    nothing = Times(Integer(0), claim.left)                  # the step counts only where its left side is defined
    others = [check([Claim(plus(nothing, claim.right), plus(nothing, m.right), when=claim.when)], prove=False, seed=k)[0] for k in (11, 12)]
    others += [check([m], prove=False, seed=k)[0] for k in (13, 14)]
    if any(v.status is Status.REFUTED for v in others) or _differ(claim, m) or (verdict.status is Status.VERIFIED and _vacuous(others)):
        found.wrong.append("accepted: " + said)
    else:
        found.equal.append(said)


def _vacuous(others: list[Verdict]) -> bool:
    """Accepted, although no point is found at which it says anything."""
    return not any(others)


def _differ(claim: Claim, m: Claim) -> bool:
    """Do the right sides differ, by mpmath, where both and the left side have real values?"""
    left, right = claim.right, m.right
    try:
        difference = sp.sympify(left.doit() - right.doit() + claim.left.doit())
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False
    if difference.has(sp.Function("f"), sp.Function("g"), sp.Derivative, sp.Subs, sp.Piecewise) or difference.atoms(sp.core.function.AppliedUndef):
        return False
    for k in range(3):
        at = {s: sp.Rational(17 * k + 11, 13 + 5 * j) for j, s in enumerate((x, y, a))}
        with mp.workdps(40):
            try:
                sides = [e.doit().subs(at).evalf(40) for e in (left, right, claim.left)]
            except (TypeError, ValueError, RecursionError, ArithmeticError):
                return False
            if all(s.is_real and s.is_finite for s in sides) and abs(sides[0] - sides[1]) > mp.mpf(10) ** -20 * (1 + abs(sides[0])):
                return True
    return False


def main(count: int, seed: int) -> int:
    begin = time.time()

    def report(found: Found) -> None:
        print(f"{time.time() - begin:.0f} s: {found.steps.total()} steps, {len(found.wrong)} wrong", *found.wrong[-1:], flush=True)
    found = run(count, seed, report)
    print(f"steps {dict(found.steps)}, mutants {dict(found.mutants)}, {time.time() - begin:.0f} s")
    for reason, n in found.reasons.most_common():
        print(f"  undecided {n}: {reason}")
    print(f"{len(found.equal)} mutants are truly equal, as:", *found.equal[:25], sep="\n  ")
    print(f"WRONG: {len(found.wrong)}", *found.wrong[:50], sep="\n  ")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    given = [int(a) for a in sys.argv[1:]]
    sys.exit(main(*(given + [1_000, 1][len(given):])))
