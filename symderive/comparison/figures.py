"""Values as a person reads them: balls as decimals, two values with as many digits as it takes to see that they differ."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from symderive.checking.values import decimal

PRECISE = (6, 9, 12, 16, 24, 40, 80, 160, 320, 640, 1280)   # digits that are tried until two values look different


def apart(left: list[Any], right: list[Any]) -> tuple[str, str]:
    """Both values, to six digits, or as many as it takes to see that they differ; of many entries, the first that differ."""
    pair = next(((a, b) for a, b in zip(left, right) if a is None or b is None or not (a - b).contains(0)), (left[0], right[0]))
    for digits in PRECISE:
        texts = written(pair[0], digits), written(pair[1], digits)
        if bare(texts[0]) != bare(texts[1]):
            break
    return texts


def bare(text: str) -> str:
    """A decimal without zeros at its end."""
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def written(v: Any, digits: int = 6) -> str:
    """A ball as a decimal."""
    if v is None:
        return "undefined"
    if type(v) is not arb:
        real, imaginary = written(v.real, digits), written(v.imag, digits)
        if imaginary == "0":
            return real
        sign, size = ("-", imaginary[1:]) if imaginary[0] == "-" else ("+", imaginary)
        return f"{size}i" if real == "0" and sign == "+" else f"-{size}i" if real == "0" else f"{real} {sign} {size}i"
    mantissa, exponent = v.mid().man_exp()
    if abs(int(exponent)) > 50_000:
        return str(v.str(digits, radius=False))
    if v.rad() > 0 and v.contains(0):
        return "0"
    q = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    text = decimal(q, digits)
    if "." in text and "e" not in text and v.contains(_short(text)):
        text = text.rstrip("0").rstrip(".")           # that is the value, as far as can be told, and not a rounding of it
    return text


def _short(text: str) -> Any:
    q = Fraction(text)
    return fmpq(q.numerator, q.denominator)
