"""The value of an expression at a point: as a ball, as a correctly rounded decimal; and the truth of a condition there."""
from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from math import floor, log10
from typing import Any

from flint import acb, arb
from sympy import Basic, Integer
from sympy.core.symbol import Str

from symderive.checking.balls import COMPLEXES, REALS
from symderive.checking.germs import Germ
from symderive.checking.limits import Tendency
from symderive.checking.precision import precision
from symderive.checking.program import NESTED, Program
from symderive.checking.run import FAULTS, Exhausted, Run
from symderive.checking.signals import NeedsComplex, TooLow, Unsupported
from symderive.checking.verdict import BUDGET
from symderive.checking.writing import height, write
from symderive.expr import Decimal, Neg

NOTHING = 1e-12                # what cannot be told from 0 is 0 as a decimal
LONGEST = 16                   # a whole number up to so many figures is written out
LADDER = (128, 512, 2_048, 8_192)


class Unknown(ValueError):
    """A symbol without a value, or data: there is no value to speak of."""


def enclosure(e: Basic, at: Mapping[Basic, Basic], bits: int = 128) -> arb | acb | None:
    """The value at a point, as a ball.

    Args:
        e: a scalar expression, or a goal such as D(x^2, x).
        at: a value for each free symbol, as written; a value may hold other symbols that have values.
        bits: the precision to work with.

    Returns:
        A ball that surely holds the value, or None where the value is undefined, cannot be told with these bits,
        or has no numeric meaning. The ball is an acb only where i occurs.

    >>> from symderive.reading.law import read_law
    >>> from sympy import Integer, Symbol
    >>> enclosure(read_law("D(x^3, x)"), {Symbol("x"): Integer(2)}).str(5)
    '12.000'
    """
    found = _value(e, at, bits)
    return None if isinstance(found, bool) else found


def real_value(e: Basic, bits: int = 256) -> Any:
    """The value of an expression without symbols, as a real ball; None where it has none."""
    v = enclosure(e, {}, bits)
    return v if isinstance(v, arb) and v.is_finite() else None


def holds(condition: Basic, at: Mapping[Basic, Basic]) -> bool | None:
    """Is a condition true at a point? None: undefined there, or not decided.

    >>> from symderive.reading.law import read_law
    >>> from sympy import Integer, Symbol
    >>> holds(read_law("x^2 > 3"), {Symbol("x"): Integer(2)})
    True
    >>> holds(read_law("ln(x) > 0"), {Symbol("x"): Integer(0)}) is None
    True
    """
    for bits in LADDER:
        found = _value(condition, at, bits)
        if isinstance(found, bool):
            return found
    return None


def tendency(e: Basic, x: Basic, a: Basic, side: str, bits: int = 256) -> Germ | None:
    """How an expression in x alone behaves as x tends to a from one side, "+" or "-"; None where that is not known.

    >>> from symderive.reading.law import read_law
    >>> from sympy import Integer, Symbol
    >>> from symderive.checking.germs import infinite
    >>> infinite(tendency(read_law("1/x^2 - 1/x"), Symbol("x"), Integer(0), "+"))
    1
    """
    found = Tendency(e, x, a, side)
    values = [_value(t, {}, bits) for t in found.constants]
    with precision(bits):
        germ = found.value(values)
    return germ if isinstance(germ, Germ) else None


def decimals(e: Basic, at: Mapping[Basic, Basic] = {}, digits: int = 5) -> str | None:
    """The value of an expression, correctly rounded to this many significant digits, but not to tens and hundreds.

    A value that is known exactly is not padded with zeros.

    Args:
        e: a scalar expression with a real value.
        at: a value for each free symbol.
        digits: significant digits, at least 1.

    Returns:
        A decimal, or None where there is no value or its rounding is not decided.

    >>> from symderive.reading.law import read_law
    >>> decimals(read_law("4 + 2*cos(2)"))
    '3.1677'
    >>> decimals(read_law("1/8"))
    '0.125'
    """
    with suppress(Unknown):                            # too large, or too small, to be written
        return _decimals(e, at, digits)
    return None


def _decimals(e: Basic, at: Mapping[Basic, Basic], digits: int) -> str | None:
    for bits in LADDER:
        found = _value(e, at, bits + 4 * digits)
        if isinstance(found, acb):
            found = found.real if found.imag.is_zero() else None
        if isinstance(found, arb) and found.is_finite() and (text := _rounded(found, digits)) is not None:
            return text
    return None


def decimal_of(v: Any, digits: int = 6) -> Basic:
    """A ball as a decimal, right to its last digit; fewer digits where the ball is wide, and 0 where it cannot be told from 0."""
    if v.contains(0) and v.abs_upper() < NOTHING:
        return Integer(0)
    for n in range(digits, 0, -1):
        if (text := _rounded(v, n)) is not None:
            size = Decimal(Str(text.removeprefix("-")))
            return Neg(size) if text.startswith("-") else size
    raise Unknown


def _rounded(v: Any, digits: int) -> str | None:
    low, high = (_fraction(end) for end in (v.lower(), v.upper()))
    if v.is_exact():
        return decimal(_fraction(v), digits, exact=True)
    texts = {decimal(q, digits) for q in (low, high)}
    return texts.pop() if len(texts) == 1 else None


def _fraction(v: Any) -> Fraction:
    mantissa, exponent = v.mid().man_exp()
    m, x = int(mantissa), int(exponent)
    if abs(x) > 100_000:
        raise Unknown
    return Fraction(m) * (Fraction(2) ** x)


def decimal(q: Fraction, digits: int, exact: bool = False) -> str:
    """A fraction rounded half to even; with an exponent where there would be many zeros.

    >>> decimal(Fraction(2, 3), 4), decimal(Fraction(5), 4), decimal(Fraction(5), 4, exact=True), decimal(Fraction(1, 3 * 10**9), 3)
    ('0.6667', '5.000', '5', '3.33e-10')
    """
    if q == 0:
        return "0"
    size = _power_of_ten(abs(q))
    digits = max(digits, size + 1) if size < LONGEST else digits
    scaled = round(q / Fraction(10) ** (size - digits + 1))
    if abs(scaled) == 10 ** digits:
        scaled, size = scaled // 10, size + 1
    exact = exact and scaled * Fraction(10) ** (size - digits + 1) == q
    figures = str(abs(scaled))
    sign = "-" if scaled < 0 else ""
    if -5 <= size < LONGEST:
        text = _placed(figures, size)
        return sign + (text.rstrip("0").rstrip(".") if exact and "." in text else text)
    text = figures[0] + ("." + figures[1:] if digits > 1 else "")
    return f"{sign}{text.rstrip('0').rstrip('.') if exact and '.' in text else text}e{size}"


def _placed(figures: str, size: int) -> str:
    if size < 0:
        return "0." + "0" * (-size - 1) + figures
    if size + 1 >= len(figures):
        return figures + "0" * (size + 1 - len(figures))
    return figures[:size + 1] + "." + figures[size + 1:]


def _power_of_ten(q: Fraction) -> int:
    """The whole part of log10 q."""
    size = floor((q.numerator.bit_length() - q.denominator.bit_length() - 1) * log10(2))
    while q >= Fraction(10) ** (size + 1):
        size += 1
    return size


def _value(e: Basic, at: Mapping[Basic, Basic], bits: int) -> Any:
    """A ball, a truth value, or None."""
    field, degree = REALS, 0
    with precision(bits):
        while True:
            try:
                return _computed(e, at, bits, field, degree)
            except NeedsComplex:
                field = COMPLEXES
            except TooLow as low:
                degree = low.degree
            except (Unsupported, Unknown, Exhausted, *FAULTS):
                return None


def _computed(e: Basic, at: Mapping[Basic, Basic], bits: int, field: Any, degree: int) -> Any:
    from flint import ctx
    order = height(e)
    if order > NESTED:
        return None
    program = Program(field, write, order)
    program.degree = max(program.degree, degree)
    ctx.cap = order + 1
    program.defined.update(at)
    if any(x in program.depends(a) for x, a in at.items()):
        raise Unknown
    out = program.slot(e)
    if program.drawn or program.data:
        raise Unknown
    run = Run(bits, [0], _unknown, _unknown, [BUDGET])
    return run.spread(program.run(run)[out])[0]


def _unknown(*_: Any) -> Any:
    raise Unknown
