"""Arithmetic modulo a prime that is drawn for the claims: the field in which a certificate computes, and its infinitesimals.

Below a derivative a value is a list of residues: the coefficients of products of infinitesimals e_1, e_2, ..., each with
e_k^2 = 0. Place m of the list belongs to the product of those e_k whose bit is set in m. D(u, x) moves x by a new
infinitesimal and reads off what stands before it; derivatives may be nested.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import factorial
from random import Random
from typing import Any, TypeAlias

from flint import fmpz, fmpz_mod_ctx
from flint.utils.flint_exceptions import DomainError

Residue: TypeAlias = Any                       # a flint residue
Element: TypeAlias = Any                       # a residue, or a list of them

BITS = 256                                     # of the prime
UNITY, UNITY_ODD = 5_040, 16                     # orders of the roots of unity at hand; the second where odd roots are to be unique
SMALL = 10 ** 6                                # residues up to here are taken for the whole numbers they are


class Redraw(Exception):
    """A root does not exist modulo this prime, with these values: others are to be drawn."""


@lru_cache(maxsize=16)
def field(seed: int, odd: bool) -> tuple[int, Any]:
    """A prime p, 1 modulo the order of the roots of unity, drawn by the seed; and the integers modulo p.

    odd: p - 1 is prime to 3, 5 and 7, so every residue has one third, fifth and seventh root.
    """
    random, order = Random(seed), UNITY_ODD if odd else UNITY
    while True:
        p = (random.getrandbits(BITS) | 1 << (BITS - 1)) // order * order + 1
        if (not odd or all((p - 1) % q for q in (3, 5, 7))) and fmpz(p).is_probable_prime():
            return p, fmpz_mod_ctx(p)


class Draw:
    """One draw: a residue for every symbol and every other thing that is taken for independent."""

    def __init__(self, seed: int, number: int, odd: bool = False) -> None:
        self.p, self.ring = field(seed, odd)
        self.odd, self.order = odd, UNITY_ODD if odd else UNITY
        self.random = Random(seed * 1_009 + number)
        self.known: dict[Any, Residue] = {}
        self.zero, self.one = self.ring(0), self.ring(1)
        self._i: Residue | None = None
        self._root: Residue | None = None

    def __call__(self, *key: Any) -> Residue:
        """The residue of a thing: drawn when it is first met."""
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.ring(self.random.getrandbits(BITS + 64))
        return found

    def fraction(self, top: int, below: int) -> Residue:
        return self.ring(top) / below if below != 1 else self.ring(top)

    def power(self, u: Residue, n: int) -> Residue:
        return u ** n if n >= 0 else 1 / u ** -n

    def small(self, u: Residue) -> int | None:
        """The small whole number that a residue is."""
        n = int(u)
        return n if n <= SMALL else n - self.p if self.p - n <= SMALL else None

    def size(self, u: Residue) -> tuple[int, bool]:
        """What u and -u have in common, and whether u is the other one."""
        n = int(u)
        return (n, False) if 2 * n < self.p else (self.p - n, True)

    def unity(self, turns: int, of: int) -> Residue | None:
        """e^(2 pi i turns/of), if it is at hand."""
        if self.order % of:
            return None
        turns %= of
        if 4 * turns % of == 0:                              # 1, i, -1, -i
            return self.i ** (4 * turns // of)
        if self._root is None:
            self._root = self._root_of_unity()
        return self._root ** (turns * (self.order // of))

    @property
    def i(self) -> Residue:
        if self._i is None:
            self._i = self.ring(-1).sqrt()
        return self._i

    def _root_of_unity(self) -> Residue:
        """A primitive root of unity of which i is a power."""
        g, one = self.one, self.one
        while True:
            g = g + 1
            root = g ** ((self.p - 1) // self.order)
            if all(root ** (self.order // q) != one for q in (2, 3, 5, 7) if self.order % q == 0):
                return root if root ** (self.order // 4) == self.i else 1 / root

    def square_root(self, u: Residue) -> Residue | None:
        """One of the two square roots, if there are any."""
        try:
            return u.sqrt()
        except DomainError:
            return None

    def odd_root(self, u: Residue, n: int) -> Residue | None:
        """The one n-th root, where there is one only."""
        try:
            return u ** pow(n, -1, self.p - 1)
        except ValueError:
            return None


# ---- elements with infinitesimals

def plus(a: Element, b: Element) -> Element:
    if type(a) is list:
        return [x + y for x, y in zip(a, b)] if type(b) is list else [a[0] + b, *a[1:]]
    return [a + b[0], *b[1:]] if type(b) is list else a + b


def minus(a: Element, b: Element) -> Element:
    if type(a) is list:
        return [x - y for x, y in zip(a, b)] if type(b) is list else [a[0] - b, *a[1:]]
    return [a - b[0], *(-y for y in b[1:])] if type(b) is list else a - b


def negative(a: Element) -> Element:
    return [-x for x in a] if type(a) is list else -a


def times(a: Element, b: Element) -> Element:
    if type(a) is not list:
        return [a * y for y in b] if type(b) is list else a * b
    if type(b) is not list:
        return [x * b for x in a]
    if len(a) == 2:
        return [a[0] * b[0], a[0] * b[1] + a[1] * b[0]]
    half = len(a) // 2
    if not half:
        return [a[0] * b[0]]
    upper = plus(times(a[:half], b[half:]), times(a[half:], b[:half]))
    return times(a[:half], b[:half]) + upper


def lead(a: Element) -> Residue:
    return a[0] if type(a) is list else a


def composed(u: Element, coefficient: Callable[[int], Residue]) -> Element:
    """The sum of c_k h^k, where u is its leading residue plus h: f(u), where c_k is the k-th derivative of f by k!."""
    if type(u) is not list:
        return coefficient(0)
    if len(u) == 2:
        return [coefficient(0), coefficient(1) * u[1]]
    h = [u[0] - u[0], *u[1:]]
    found, power = [coefficient(0), *h[:1] * (len(u) - 1)], h
    for k in range(1, len(u).bit_length()):
        c = coefficient(k)
        found = [x + c * y for x, y in zip(found, power)]
        power = times(power, h)
    return found


def composed_of_many(us: Sequence[Element], coefficient: Callable[[tuple[int, ...]], Residue]) -> Element:
    """The same in several places: c_(j, k, ...) is a partial derivative, not divided by factorials."""
    moving = [k for k, u in enumerate(us) if type(u) is list]
    if not moving:
        return coefficient((0,) * len(us))
    length = len(us[moving[0]])
    order = length.bit_length() - 1
    zero = us[moving[0]][0] - us[moving[0]][0]
    powers: dict[int, list[Element]] = {}
    for k in moving:
        h = [zero, *us[k][1:]]
        powers[k] = [[zero + 1, *[zero] * (length - 1)]]
        for _ in range(order):
            powers[k].append(times(powers[k][-1], h))
    found: Element = [zero] * length
    for counts in _counts(len(moving), order):
        term, below = powers[moving[0]][counts[0]], factorial(counts[0])
        for k, n in zip(moving[1:], counts[1:]):
            term, below = times(term, powers[k][n]), below * factorial(n)
        place = dict(zip(moving, counts))
        c = coefficient(tuple([place.get(k, 0) for k in range(len(us))])) / below
        found = [x + c * y for x, y in zip(found, term)]
    return found


def _counts(places: int, most: int) -> list[tuple[int, ...]]:
    if places == 1:
        return [(k,) for k in range(most + 1)]
    return [(k, *rest) for k in range(most + 1) for rest in _counts(places - 1, most - k)]


def primitive(u: Element, first: Residue, slope: Callable[[int, Element], Element]) -> Element:
    """f(u), where f of the leading residue is `first`, and `slope(n, so far)` is f'(u) in its first n places."""
    if type(u) is not list:
        return first
    found = [first]
    while len(found) < len(u):
        n = len(found)
        found += times(slope(n, found), u[n:2 * n])
    return found


def inverted(u: Element) -> Element:
    if type(u) is not list:
        return 1 / u
    r = 1 / u[0]
    if len(u) == 2:
        return [r, -u[1] * r * r]
    return composed(u, lambda k: (-r) ** k * r)
