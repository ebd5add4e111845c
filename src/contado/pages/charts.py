"""Charts as SVG: lines, points or bars on plain or logarithmic axes, told apart without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import numpy as np
import numpy.typing as npt

from contado.numerals import readable
from contado.values import Floats

Named = tuple[str, npt.ArrayLike, npt.ArrayLike]
Kind = Literal["line", "points", "bars"]

_WIDTH, _HEIGHT = 640.0, 400.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 540.0, 34.0, 346.0
_TICKS = 6
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2")
_COLOURS = ("#0059b3", "#b3261e", "#17324d", "#7a4a00", "#1f6c3a")
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """From numbers to a side of the drawing.

    Parameters
    ----------
    low, high
        Numbers at its ends.
    start, stop
        Where the ends are drawn.
    log
        Whether equal ratios are equally long.
    """

    low: float
    high: float
    start: float
    stop: float
    log: bool = False

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
    lines: Sequence[Named], *, kind: Kind = "line", title: str, x: str, y: str,
    language: str = "it", log: bool = False,
) -> str:  # fmt: skip
    """Return lines, points or bars as an SVG element; the same numbers, the same bytes.

    Parameters
    ----------
    lines
        What each is called, and its numbers across and up.
    title
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
    across = _axis([line[1] for line in lines], _LEFT, _RIGHT, log=log, zero=False)
    up = _axis([line[2] for line in lines], _BOTTOM, _TOP, log=log, zero=kind == "bars")
    parts = [*_frame(across, up, x, y, language)]
    for at, line in enumerate(lines):
        parts += _drawn(line, across, up, kind, (at, len(lines)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" '
        f'font-family="sans-serif" font-size="12" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _axis(
    values: Sequence[npt.ArrayLike], start: float, stop: float, *, log: bool, zero: bool
) -> Axis:
    parts = [np.asarray(one, dtype=np.float64).ravel() for one in values]
    every = np.concatenate(parts) if parts else np.zeros(0)
    known = every[np.isfinite(every)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if log:
        return Axis(low / 1.05, high * 1.05, start, stop, log=True)
    low = min(low, 0.0) if zero else low
    air = 0.04 * (high - low) or 0.5
    return Axis(low if zero else low - air, high + air, start, stop)


def _frame(across: Axis, up: Axis, x: str, y: str, language: str) -> Iterator[str]:
    for tick in across.ticks:
        at = float(across.at(tick))
        yield f'<path d="M{at:.1f} {_TOP}V{_BOTTOM}" stroke="#d8dde3"/>'
        yield _text(at, _BOTTOM + 18, readable(tick, language), "middle")
    for tick in up.ticks:
        at = float(up.at(tick))
        yield f'<path d="M{_LEFT} {at:.1f}H{_RIGHT}" stroke="#d8dde3"/>'
        yield _text(_LEFT - 6, at + 4, readable(tick, language), "end")
    yield f'<path d="M{_LEFT} {_TOP}V{_BOTTOM}H{_RIGHT}" fill="none" stroke="#17324d"/>'
    yield _text((_LEFT + _RIGHT) / 2, _HEIGHT - 10, x, "middle")
    yield _text(4, _TOP - 14, y)


def _drawn(
    line: Named, across: Axis, up: Axis, kind: Kind, place: tuple[int, int]
) -> Iterator[str]:
    """Yield the marks of a line, which is the first, second, … of so many."""
    (name, xs, ys), (at, of) = line, place
    x, y = across.at(xs).ravel(), up.at(ys).ravel()
    kept = np.isfinite(x) & np.isfinite(y)
    points = list(zip(x[kept].tolist(), y[kept].tolist(), strict=True))
    colour = _COLOURS[at % len(_COLOURS)]
    if kind == "line" and points:
        dash = f' stroke-dasharray="{_DASHES[at % len(_DASHES)]}"' if at % len(_DASHES) else ""
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    for a, b in points if kind == "points" else ():
        yield f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}" opacity=".6"/>'
    width = max(2.0, 0.8 * (_RIGHT - _LEFT) / max(1, len(points)) / of)
    for a, b in points if kind == "bars" else ():
        left, foot = a + width * (at - of / 2), float(up.at(max(up.low, 0.0)))
        yield (
            f'<rect x="{left:.1f}" y="{min(b, foot):.1f}" width="{width:.1f}" '
            f'height="{abs(foot - b):.1f}" fill="{colour}"/>'
        )
    if points and name:
        yield _text(_RIGHT + 6, points[-1][1] + 4, name)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
