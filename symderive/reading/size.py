r"""How large a number gets when the powers and factorials in it are worked out: bounds, found without working anything out."""
from __future__ import annotations

from math import log10
from typing import NamedTuple

from sympy import Basic, E, Integer

from symderive.expr import Call, Decimal, Neg, Over, Plus, Power, Times, free, head
from symderive.number import value
from symderive.tree import fold, walk

LARGEST = 300.0                 # of what is raised to the ten, so that it stays a float
SLOW = 100                      # values that take far longer to work out than to write
LOGARITHMS = ("ln", "log")
GROWING = ("factorial", "gamma")
SERIES = ("zeta", "digamma", "polygamma", "lgamma")


class Size(NamedTuple):
    """Bounds of a number: the digits of its numerator and denominator, and the decimal logarithm of its absolute value."""
    digits: float
    log: float


def digits(e: Basic) -> float:
    """How many digits the numbers in `e` may come to. What stays as it is, as sqrt(2), x or e^5, counts for nothing."""
    size: Size = fold(e, _size, leaf=_leaf)
    return size.digits


def _leaf(e: Basic) -> Size:
    if isinstance(e, Integer):
        log = log10(max(abs(int(e)), 1))
        return Size(log, log)
    return Size(0, 0.7)


def _size(e: Basic, args: tuple[Size, ...]) -> Size:
    whole = sum(a.digits for a in args)
    if isinstance(e, Call):
        return _of_call(e, args[1:])
    if isinstance(e, Power):
        return _of_power(e, *args)
    if isinstance(e, Decimal):
        return Size(len(e.args[0].name), _log(e.args[0].name))
    if isinstance(e, Plus):
        return Size(whole + log10(len(args)), max(a.log for a in args) + log10(len(args)))
    if isinstance(e, Times):
        return Size(whole, sum(a.log for a in args))
    if isinstance(e, Over):
        above, below = args
        return Size(whole, above.log + (-below.log if isinstance(e.args[1], Integer) else 0 if _is_whole(e.args[1]) else below.digits))
    return args[0] if isinstance(e, Neg) else Size(whole, 0.7)


def _log(decimal: str) -> float:
    """The decimal logarithm of 2.50, however many digits there are."""
    whole, _, rest = decimal.partition(".")
    whole = whole.lstrip("0")
    if whole:
        return len(whole) - 1 + log10(float(f"{whole[0]}.{(whole[1:] + rest)[:15]}"))
    return log10(float(f"0.{rest[:300]}") or 1e-300)


def _is_whole(e: Basic) -> bool:
    """Is it a power of whole numbers, and so at least 1?"""
    return isinstance(e, Power) and all(isinstance(a, Integer) for a in e.args)


def _ten_to(log: float) -> float:
    return float(10.0 ** min(log, LARGEST))


def _of_power(e: Basic, base: Size, exponent: Size) -> Size:
    u, v = e.args
    if free(v):
        return Size(base.digits + exponent.digits, 0.7)
    times = max(1.0, _ten_to(exponent.log))
    if u == E:
        return Size(times if any(head(n) in LOGARITHMS for n in walk(v)) else 0, 0.44 * times)       # e^(2 ln 5) is 5^2
    n = value(v)
    return Size(0 if isinstance(u, Plus) and free(u) else base.digits * times, max(base.log, 0) * times if n is not None and n >= 0 else base.digits * times)


def _of_call(e: Basic, args: tuple[Size, ...]) -> Size:
    name = head(e)
    whole, largest = sum(a.digits for a in args), max((a.log for a in args), default=0.0)
    if free(e):
        return Size(whole, 0.7)
    if name in GROWING:
        return Size(_ten_to(largest) * max(largest, 1), _ten_to(largest) * max(largest, 1))
    if name in SERIES:
        return Size(SLOW * _ten_to(largest), largest)
    if name == "binom":
        found = _ten_to(args[1].log) * max(args[0].log, 1)
        return Size(found, found)
    if name in ("floor", "ceil"):
        return Size(max(whole, largest), largest + 0.4)
    if name in LOGARITHMS:
        return Size(whole, log10(3.4 * whole + 10))
    return Size(whole, max(largest, 0.4) if name in ("sqrt", "root", "abs", "max", "min") else 0.4)

