"""A picture of a function and its derivative as SVG, drawn from enclosed values; no other library is needed."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sympy import Basic

from symderive.checking.intervals import OnIntervals
from symderive.checking.precision import precision
from symderive.zeros import UNBOUNDED, Range

if TYPE_CHECKING:
    from symderive.analysis import Analysis

WIDTH, HEIGHT, MARGIN = 640, 400, 36
SAMPLES = 480
COLOURS = ("#1f5fbf", "#c2410c")                 # f, f'


def window(a: Analysis) -> tuple[float, float]:
    """From where to where it is drawn: the interval, or so that all that was found is seen."""
    whole = a.problem.along[0] if a.problem.along else None
    points = [float(v) for v in (*a.critical_points, *(a.inflections or ())) if v.is_real]
    low, high = (min(points), max(points)) if points else (-2.0, 2.0)
    room = max(1.0, 0.6 * (high - low))
    ends = [low - room, high + room]
    if whole is not None:
        within = Range(*whole.args[1:])
        for k, e in enumerate((within.low, within.high)):
            if e not in UNBOUNDED:
                ends[k] = float(e.doit() if hasattr(e, "doit") else e)
    return ends[0], ends[1]


def values(expressions: Sequence[Basic], x: Basic, low: float, high: float) -> list[list[float | None]]:
    """Each expression at evenly spaced points; None where it has no value."""
    from flint import arb
    f = OnIntervals(expressions, x)
    rows: list[list[float | None]] = [[] for _ in expressions]
    with precision(64, f.order + 1):
        for k in range(SAMPLES + 1):
            for row, v in zip(rows, f.at(arb(low + (high - low) * k / SAMPLES))):
                row.append(None if v is None else float(v.mid()))
    return rows


def picture(a: Analysis) -> str:
    """The graphs of f and f', axes, and the points that were found."""
    low, high = window(a)
    x = a.problem.variables[0]
    first = a.parts[0].derivation.answer
    rows = values([a.problem.body, first], x, low, high)
    known = sorted(v for v in rows[0] if v is not None)
    if not known:
        known = [-1.0, 1.0]
    bottom, top = known[len(known) // 50], known[-1 - len(known) // 50]
    points = [(float(e.x), float(e.value)) for e in a.extrema]
    bottom, top = min([bottom, 0.0, *(v for _, v in points)]), max([top, 0.0, *(v for _, v in points)])
    room = 0.1 * (top - bottom or 1.0)
    frame = Frame(low, high, bottom - room, top + room)
    return "".join(_svg(frame, rows, points)) + "\n"


class Frame:
    """From coordinates to places in the picture."""

    def __init__(self, left: float, right: float, bottom: float, top: float) -> None:
        self.left, self.right, self.bottom, self.top = left, right, bottom, top

    def place(self, x: float, y: float) -> tuple[float, float]:
        return (
            MARGIN + (x - self.left) / (self.right - self.left) * (WIDTH - 2 * MARGIN),
            HEIGHT - MARGIN - (y - self.bottom) / (self.top - self.bottom) * (HEIGHT - 2 * MARGIN),
        )

    def shows(self, y: float) -> bool:
        return self.bottom <= y <= self.top


def _svg(frame: Frame, rows: Sequence[Sequence[float | None]], points: Sequence[tuple[float, float]]) -> Iterator[str]:
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">\n'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n'
    for (x1, y1), (x2, y2) in _axes(frame):
        yield f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#888"/>\n'
    for row, colour, dash in zip(rows, COLOURS, ("", ' stroke-dasharray="6 4"')):
        for line in _lines(frame, row):
            yield f'<polyline fill="none" stroke="{colour}" stroke-width="2"{dash} points="{line}"/>\n'
    for x, y in points:
        cx, cy = frame.place(x, y)
        yield f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="4" fill="{COLOURS[0]}"><title>({x:.5g}, {y:.5g})</title></circle>\n'
    for k, (label, colour) in enumerate(zip(("f", "f′"), COLOURS)):
        yield f'<text x="{WIDTH - MARGIN + 6}" y="{MARGIN + 18 * k}" font-family="serif" font-style="italic" font-size="15" fill="{colour}">{label}</text>\n'
    for value, (x, y), anchor in _labels(frame):
        yield f'<text x="{x:.1f}" y="{y:.1f}" font-family="sans-serif" font-size="11" fill="#555" text-anchor="{anchor}">{value:.4g}</text>\n'
    yield "</svg>"


def _axes(frame: Frame) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    if frame.shows(0):
        yield frame.place(frame.left, 0), frame.place(frame.right, 0)
    if frame.left <= 0 <= frame.right:
        yield frame.place(0, frame.bottom), frame.place(0, frame.top)


def _labels(frame: Frame) -> Iterator[tuple[float, tuple[float, float], str]]:
    for x in (frame.left, frame.right):
        u, v = frame.place(x, frame.bottom)
        yield x, (u, v + 16), "middle"
    for y in (frame.bottom, frame.top):
        u, v = frame.place(frame.left, y)
        yield y, (u - 4, v + 4), "end"


def _lines(frame: Frame, row: Sequence[Any]) -> Iterator[str]:
    """The stretches that are within the frame."""
    line: list[str] = []
    for k, y in enumerate(row):
        if y is not None and frame.shows(y):
            u, v = frame.place(frame.left + (frame.right - frame.left) * k / SAMPLES, y)
            line.append(f"{u:.1f},{v:.1f}")
            continue
        if len(line) > 1:
            yield " ".join(line)
        line = []
    if len(line) > 1:
        yield " ".join(line)
