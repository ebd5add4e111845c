"""Charts as SVG: lines, points or bars on plain or logarithmic axes, told apart without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from contado.numerals import readable
from contado.terms import Text
from contado.values import Floats

Kind = Literal["line", "points", "bars"]


class Line(NamedTuple):
    """What is drawn together: what it is called, its numbers across and up, a kind of its own."""

    label: Text | str
    x: npt.ArrayLike
    y: npt.ArrayLike
    kind: Kind | None = None


_WIDTH, _HEIGHT = 640.0, 400.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 540.0, 34.0, 346.0
_TICKS = 6
_MOST_POINTS = 1500  # beyond, points hide one another, and their density is drawn
_SQUARES = 60
_LINE = 14.0  # of text
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2")
_COLOURS = ("#0059b3", "#b3261e", "#17324d", "#7a4a00", "#1f6c3a")
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """From numbers, ``low`` to ``high``, to a side of the drawing, ``start`` to ``stop``."""

    low: float
    high: float
    start: float
    stop: float
    log: bool = False  # whether equal ratios are equally long

    def at(self, values: npt.ArrayLike) -> Floats:
        """Return where numbers are drawn."""
        numbers = np.asarray(values, dtype=np.float64)
        if self.log:
            share = np.log(numbers / self.low) / np.log(self.high / self.low)
        else:
            share = (numbers - self.low) / (self.high - self.low)
        return np.asarray(self.start + share * (self.stop - self.start))

    @property
    def ticks(self) -> list[float]:
        """Round numbers within the ends."""
        if self.log:
            powers = 10.0 ** np.arange(np.floor(np.log10(self.low)), np.log10(self.high) + 1)
            some = [step * power for power in powers for step in (1.0, 2.0, 5.0)]
        else:
            step = round_step((self.high - self.low) / _TICKS)
            some = list(np.arange(np.ceil(self.low / step) * step, self.high + step / 2, step))
        return [float(f"{one:.6g}") for one in some if self.low <= one <= self.high]


def round_step(width: float) -> float:
    """Return the least of 1, 2, 2.5, 5, 10 times a power of ten that is not below ``width``.

    Examples
    --------
    >>> round_step(0.3), round_step(7.0)
    (0.5, 10.0)
    """
    power = 10.0 ** np.floor(np.log10(width))
    return float(next(step * power for step in _STEPS if step * power >= width * (1 - 1e-12)))


def chart(
    lines: Sequence[Line | tuple[str, npt.ArrayLike, npt.ArrayLike]], *, kind: Kind = "line",
    title: str, x: str, y: str, language: str = "it", log: bool = False, about: str = "",
) -> str:  # fmt: skip
    """Return lines, points or bars as an SVG element; the same numbers, the same bytes.

    Parameters
    ----------
    lines
        What each is called, and its numbers across and up; bars stand at whole numbers, such as
        years.
    title, about
        What is read aloud.
    x, y
        What the axes tell, with their units.
    log
        Whether both axes are logarithmic.

    Examples
    --------
    >>> drawn = chart([("50", [1, 24], [40.0, 120.0])], title="Pioggia", x="ore", y="mm", log=True)
    >>> drawn.count("<polyline"), "Pioggia" in drawn
    (1, True)
    """
    series = [Line(*line) for line in lines]
    series = [
        one._replace(label=one.label.say(language)) if isinstance(one.label, Text) else one
        for one in series
    ]
    bars = kind == "bars"
    across = _axis([one.x for one in series], _LEFT, _RIGHT, log=log, air=0.5 if bars else None)
    up = _axis([one.y for one in series], _BOTTOM, _TOP, log=log, zero=bars)
    parts = [*_across(across, language, years=bars), *_up(up, language)]
    parts += [_text((_LEFT + _RIGHT) / 2, _HEIGHT - 10, x, "middle"), _text(4, _TOP - 14, y)]
    for at, one in enumerate(series):
        parts += _drawn(one, across, up, one.kind or kind, (at, len(series)))
    parts += [] if bars else _names(series, up)
    described = f"<desc>{escape(about)}</desc>" if about else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" '
        f'font-family="sans-serif" font-size="12" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{described}{''.join(parts)}</svg>"
    )


def _axis(
    values: Sequence[npt.ArrayLike], start: float, stop: float, *, log: bool, zero: bool = False,
    air: float | None = None,
) -> Axis:  # fmt: skip
    parts = [np.asarray(one, dtype=np.float64).ravel() for one in values]
    every = np.concatenate(parts) if parts else np.zeros(0)
    known = every[np.isfinite(every)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if log:
        return Axis(low / 1.05, high * 1.05, start, stop, log=True)
    low = min(low, 0.0) if zero else low
    room = (0.04 * (high - low) or 0.5) if air is None else air
    return Axis(low if zero else low - room, high + room, start, stop)


def _across(axis: Axis, language: str, *, years: bool) -> Iterator[str]:
    """Yield the numbers across with their lines; of years, the whole numbers as they are."""
    for tick in axis.ticks:
        at = float(axis.at(tick))
        if not years:
            yield f'<path d="M{at:.1f} {_TOP}V{_BOTTOM}" stroke="#d8dde3"/>'
            yield _text(at, _BOTTOM + 18, readable(tick, language), "middle")
        elif not tick % 1:
            yield _text(at, _BOTTOM + 18, f"{tick:.0f}", "middle")


def _up(axis: Axis, language: str) -> Iterator[str]:
    for tick in axis.ticks:
        at = float(axis.at(tick))
        yield f'<path d="M{_LEFT} {at:.1f}H{_RIGHT}" stroke="#d8dde3"/>'
        yield _text(_LEFT - 6, at + 4, readable(tick, language), "end")
    yield f'<path d="M{_LEFT} {_TOP}V{_BOTTOM}H{_RIGHT}" fill="none" stroke="#17324d"/>'


def _drawn(one: Line, across: Axis, up: Axis, kind: Kind, place: tuple[int, int]) -> Iterator[str]:
    """Yield the marks of a series, which is the first, second, … of so many."""
    at, _ = place
    x, y = across.at(one.x).ravel(), up.at(one.y).ravel()
    kept = np.isfinite(x) & np.isfinite(y)
    x, y = x[kept], y[kept]
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    colour = _COLOURS[at % len(_COLOURS)]
    if kind == "bars":
        foot = float(up.at(max(up.low, 0.0)))
        step = (_RIGHT - _LEFT) / (across.high - across.low)
        yield from _bars(str(one.label), points, place, step, foot)
        return
    if kind == "line" and points:
        dash = f' stroke-dasharray="{_DASHES[at % len(_DASHES)]}"' if at % len(_DASHES) else ""
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    if kind == "points":
        yield from _cloud(x, y, colour)


def _names(series: Sequence[Line], up: Axis) -> Iterator[str]:
    """Yield what each is called where it ends, none over another."""
    ends = []
    for one in series:
        heights = up.at(one.y).ravel()
        known = heights[np.isfinite(heights)]
        if one.label and len(known):
            ends.append((float(known[-1]), str(one.label)))
    lowest = -_LINE
    for height, label in sorted(ends):
        lowest = max(height, lowest + _LINE)
        yield _text(_RIGHT + 6, lowest + 4, label)


def _cloud(x: Floats, y: Floats, colour: str) -> Iterator[str]:
    """Yield points; of very many, how dense they are."""
    if len(x) <= _MOST_POINTS:
        for a, b in zip(x.tolist(), y.tolist(), strict=True):
            yield f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}" opacity=".6"/>'
        return
    ends = [[_LEFT, _RIGHT], [_TOP, _BOTTOM]]
    counts, lefts, tops = np.histogram2d(x, y, bins=_SQUARES, range=ends)
    wide, high = float(lefts[1] - lefts[0]), float(tops[1] - tops[0])
    for column, row in zip(*np.nonzero(counts), strict=True):
        shade = 0.15 + 0.85 * np.sqrt(counts[column, row] / counts.max())
        yield (
            f'<rect x="{lefts[column]:.1f}" y="{tops[row]:.1f}" width="{wide:.2f}" '
            f'height="{high:.2f}" fill="{colour}" opacity="{shade:.2f}"/>'
        )


def _bars(
    label: str, points: Sequence[tuple[float, float]], place: tuple[int, int],
    step: float, foot: float,
) -> Iterator[str]:  # fmt: skip
    """Yield bars side by side with those of the others, full or open by turns, and their name."""
    at, of = place
    colour = _COLOURS[at % len(_COLOURS)]
    look = f'fill="{"#fff" if at % 2 else colour}" stroke="{colour}"'
    width = 0.8 * step / of
    for a, b in points:
        left = a + width * (at - of / 2)
        yield (
            f'<rect x="{left:.1f}" y="{min(b, foot):.1f}" width="{width:.1f}" '
            f'height="{abs(foot - b):.1f}" {look}/>'
        )
    if label:
        top = _TOP + 8 + 20 * at
        yield f'<rect x="{_RIGHT + 8}" y="{top}" width="12" height="12" {look}/>'
        yield _text(_RIGHT + 26, top + 10, label)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
