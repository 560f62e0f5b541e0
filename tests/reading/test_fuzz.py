"""Mutated formulas: each is read or refused with its place, at once, and nothing is left in memory.

`make fuzz` asks for 10^6 inputs; an ordinary run for some thousands, without the figures that depend on the machine.
"""
from __future__ import annotations

import gc
import os
import random
import resource
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from symderive.errors import ReadError
from symderive.reading import read, read_assumptions, read_point, read_problem
from symderive.reading.spelling import COMMANDS, FUNCTION_WORDS, WORDS

INPUTS = int(os.environ.get("SYMDERIVE_INPUTS", "3000"))
IN_FULL = INPUTS >= 100_000
SLOW = 0.05                              # seconds
HERE = Path(__file__).parent
Random = random.Random

PIECES = [
    *"x2+-*/^_()[]{}|,;=<!'%\\ &~$.?:\t\n\"#@`", "||", "\\\\", "\\frac", "\\frac{", "\\left(", "\\right)", "\\left.", "\\right|", "\\sum_{i=1}^n", "\\int_0^1", "dx", "d/dx", "\\frac{d}{dx}", "\\lim_{x \\to 0}",
    "\\begin{cases}", "\\end{cases}", "\\begin{pmatrix}", "\\end{pmatrix}", "\\begin{", "\\text{if}", "\\text{", "\\operatorname{", "\\mathrm{", "\\hat", "\\mathbf", "Sum(", "D(", "f'", "f^{(2)}(", "**", "1e5", "0.5", "999", "²", "√", "∂", "∇",
    "∑", "ₙ", "⁻¹", "求", "的导数", "，", "（", "）", "derivative of ", " at ", "MLE", "\\input{/etc/passwd}", "__import__('os')", "\x00", "\u200b", "\u0301", "\ud800", "😀", "０", "٣", "ﬁ", "İ", "ß", "A", "é", "\r", "\u2028", "½", "㎏", "𝑥", "①",
    *(f"\\{name} " for name in COMMANDS), *(f" {name} " for name in (*FUNCTION_WORDS, *WORDS)),
]


def seeds() -> list[str]:
    """The inputs of the golden files, the refused ones too, and the corpus."""
    golden = [block.split("\n")[0] for path in sorted((HERE / "golden").glob("*.txt")) for block in path.read_text(encoding="utf-8").split("<<< ")[1:]]
    return golden + (HERE / "corpus.txt").read_text(encoding="utf-8").splitlines()


def mutated(r: Random, texts: list[str]) -> str:
    """One of the texts after some changes: of a sign, a piece, a stretch; or two spliced; or nested deep."""
    s = r.choice(texts)
    for _ in range(r.choice([1, 1, 1, 1, 2, 2, 3, 5, 9])):
        a, b = sorted((r.randint(0, len(s)), r.randint(0, len(s))))
        b = min(b, a + 30)
        k = r.randrange(10)
        if k < 3:
            s = s[:a] + r.choice(PIECES) + s[a:]
        elif k == 3:
            s = s[:a] + s[b:]
        elif k == 4:
            s = s[:a] + s[a + 1:]
        elif k == 5:
            s = s[:a] + s[a:b] * r.randint(2, 4) + s[b:]
        elif k == 6:
            other = r.choice(texts)
            s = s[:a] + other[r.randint(0, len(other)):]
        elif k == 7:
            s = s[:a] + chr(r.choice([r.randrange(128), r.randrange(0x250), r.randrange(0x2000, 0x2c00), r.randrange(0x110000)])) + s[a + 1:]
        elif k == 8:
            left, right = r.choice([("(", ")"), ("{", "}"), (r"\frac{1}{", "}"), ("x^{", "}"), (r"\left|", r"\right|"), ("|", "|"), (r"\sqrt{", "}"), ("-(", ")"), ("sin ", ""), ("not ", ""), ("d/dx ", "")])
            depth = r.choice([1, 2, 2, 5, 120]) if r.random() < .1 else 1
            s = s[:a] + left * depth + s[a:b] + right * depth + s[b:]
        else:
            s = s[:a] + s[a:b][::-1] + s[b:]
    return s


def spread(r: Random) -> Iterator[tuple[Callable[..., object], str | None]]:
    """Which reader, and how: mostly the formula, a tenth problems, assumptions and points."""
    while True:
        reader = read if r.random() < .9 else r.choice([read_problem, read_problem, read_assumptions, read_point])
        yield reader, r.choice([None, None, None, "latex", "text"])


def memory() -> int:
    """Kilobytes held at most, so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_mutated_inputs_are_read_or_refused() -> None:
    r = Random(20261125)
    texts = seeds()
    how = spread(r)
    read_at_all, slow, at_half = 0, [], 0
    escaped: list[str] = []
    gc.collect()
    gc.disable()                          # a full collection takes as long as a thousand formulas, and belongs to none
    try:
        for k in range(INPUTS):
            s = mutated(r, texts)
            reader, notation = next(how)
            begin = perf_counter()
            try:
                reader(s, notation)
                read_at_all += 1
            except ReadError as error:
                assert error.text == s and 0 <= error.start <= error.end <= len(s), s
            except Exception as error:
                escaped.append(f"{reader.__name__}({s!r}, {notation!r}): {error!r}")
            taken = perf_counter() - begin
            if taken > SLOW:
                slow.append((taken, reader, s, notation))
            if k % 10_000 == 9_999:
                gc.collect()
            if k == INPUTS // 2:
                at_half = memory()
    finally:
        gc.enable()
    assert escaped == []
    assert read_at_all > INPUTS / 10, "the mutations leave nothing to read"
    still = [(best, s, notation) for _, reader, s, notation in slow if (best := min(seconds(reader, s, notation) for _ in range(3))) > SLOW]
    assert still == []
    if IN_FULL:
        print(f"{INPUTS} inputs, {read_at_all} read; {len(slow)} once over {SLOW} s, none again; {memory() - at_half} KB more in the second half")
        assert memory() - at_half <= 20_000


def seconds(reader: Callable[..., object], s: str, notation: str | None) -> float:
    begin = perf_counter()
    with suppress(ReadError):
        reader(s, notation)
    return perf_counter() - begin
