"""Charts of the report, drawn as SVG: a storm through the store, and the volume by duration.

Lines differ by dash as well as by colour; every chart has its figures in a table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from contado.dossier.invariance.model import DurationRow, RainCurve, StormSeries
from contado.dossier.invariance.words import word
from contado.numerals import readable

WIDTH = 1000.0
_LEFT, _RIGHT = 92.0, 20.0
_FONT = "font-family=\"'Titillium Web', sans-serif\""
_INK, _GREY, _RULE = "#17324d", "#46535f", "#c5cfd9"
_RAIN = 'fill="#8fb6d9"'
_IN = 'fill="none" stroke="#0059b3" stroke-width="3.5"'
_OUT = 'fill="none" stroke="#b3261e" stroke-width="3.5" stroke-dasharray="14 7"'
_SUNK = 'fill="none" stroke="#2f7d32" stroke-width="3.5" stroke-dasharray="3 7"'
_HELD = 'fill="#9fc3e4" fill-opacity="0.55" stroke="#17324d" stroke-width="3"'
_LIMIT = 'fill="none" stroke="#7a4a00" stroke-width="2.5" stroke-dasharray="18 6 4 6"'
_TICKS = 5
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
_HOURS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0, 48.0)

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Panel:
    """A rectangle of the drawing with its own scale; ``down`` counts from the top."""

    top: float
    height: float
    across: float
    most: float
    down: bool = False

    def x(self, value: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * value / self.across

    def y(self, value: float) -> float:
        share = value / self.most
        return self.top + self.height * (share if self.down else 1.0 - share)

    def path(self, points: Points) -> str:
        return "M" + "L".join(f"{self.x(x):.1f} {self.y(y):.1f}" for x, y in points)

    def area(self, points: Points) -> str:
        (first, _), (last, _) = points[0], points[-1]
        return f"{self.path([(first, 0.0), *points, (last, 0.0)])}Z"

    def level(self, value: float) -> str:
        return self.path([(0.0, value), (self.across, value)])


def step_of(most: float) -> float:
    """Return a round step that parts ``most`` into a handful.

    Examples
    --------
    >>> step_of(437.0), step_of(0.9), step_of(0.0)
    (100.0, 0.2, 1.0)
    """
    if most <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most / _TICKS))
    step = next(step for step in _ROUND if step * power * _TICKS >= most * (1.0 - 1e-9))
    return round(step * power, 12)


def _ceiling(values: Sequence[float]) -> float:
    most = max((*values, 0.0)) * 1.08
    step = step_of(most)
    return max(step * math.ceil(most / step), step)


def hydrograph(series: StormSeries, levels: Sequence[tuple[str, float]], language: str) -> str:
    """Return the rain, the flows and the storage of the critical storm over time.

    Parameters
    ----------
    series
        The storm.
    levels
        Volumes to draw across the storage, each with its name, m³.
    language
        ``it`` or ``en``.
    """
    across = series.hours[-1]
    rain = _Panel(34, 92, across, _ceiling(series.rain), down=True)
    flow = _Panel(184, 190, across, _ceiling(series.inflow))
    held = _Panel(424, 200, across, _ceiling([*series.held, *(v for _, v in levels)]))
    middle = _middles(series.hours)
    parts = [
        *_frame(rain, "rain_axis", language),
        *(
            _bar(rain, start, end, depth)
            for (start, end), depth in zip(pairwise(series.hours), series.rain, strict=True)
        ),
        *_frame(flow, "flow_axis", language),
        f'<path d="{flow.path(list(zip(middle, series.inflow, strict=True)))}" {_IN}/>',
        f'<path d="{flow.path(list(zip(middle, series.outflow, strict=True)))}" {_OUT}/>',
    ]
    keys = [("inflow", _IN), ("outflow", _OUT)]
    if any(series.infiltrated):
        sunk = list(zip(middle, series.infiltrated, strict=True))
        parts.append(f'<path d="{flow.path(sunk)}" {_SUNK}/>')
        keys.append(("infiltrated", _SUNK))
    stored = list(zip(series.hours, series.held, strict=True))
    parts += [*_keys(flow, keys, language), *_frame(held, "held_axis", language)]
    parts.append(f'<path d="{held.area(stored)}" {_HELD}/>')
    for name, value in levels:
        above = value == max(each for _, each in levels)
        parts.append(f'<path d="{held.level(value)}" {_LIMIT}/>')
        beside = held.y(value) + (-7 if above else 21)
        parts.append(_text(WIDTH - _RIGHT - 6, beside, name, "end", bold=True))
    parts += _hours(held, step_of(across), language)
    return _svg(676, parts)


def by_duration(rows: Sequence[DurationRow], critical: float, language: str) -> str:
    """Return the volume that each duration asks for, on a logarithmic scale of durations."""
    low, high = math.log(rows[0].hours), math.log(rows[-1].hours)
    panel = _Panel(32, 250, high - low, _ceiling([row.volume for row in rows]))
    points = [(math.log(row.hours) - low, row.volume) for row in rows]
    at = math.log(critical) - low
    best = max(row.volume for row in rows)
    parts = [
        *_frame(panel, "held_axis", language),
        f'<path d="{panel.path(points)}" {_IN}/>',
        f'<path d="{panel.path([(at, 0.0), (at, best)])}" {_LIMIT}/>',
        f'<circle cx="{panel.x(at):.1f}" cy="{panel.y(best):.1f}" r="7" fill="{_INK}"/>',
    ]
    for hours in _HOURS:
        if low <= math.log(hours) <= high:
            x = panel.x(math.log(hours) - low)
            parts.append(_text(x, panel.top + panel.height + 24, readable(hours, language)))
    parts.append(_text(_LEFT + 440, panel.top + panel.height + 50, word("hours_axis", language)))
    return _svg(342, parts)


def rain_only(curve: RainCurve, language: str) -> str:
    """Return what comes in, what goes out and what is left, by duration of the rain."""
    across = curve.rows[-1].hours
    panel = _Panel(48, 280, across, _ceiling([row.incoming for row in curve.rows]))
    coming = [(row.hours, row.incoming) for row in curve.rows]
    going = [(row.hours, row.outgoing) for row in curve.rows]
    left = [(0.0, 0.0), *((row.hours, max(row.volume, 0.0)) for row in curve.rows)]
    best = [(curve.hours, 0.0), (curve.hours, curve.volume)]
    keys = [("incoming", _IN), ("outgoing", _OUT), ("left", _HELD)]
    parts = [
        *_frame(panel, "held_axis", language),
        *_keys(panel, keys, language),
        f'<path d="{panel.area(left)}" {_HELD}/>',
        f'<path d="{panel.path([(0.0, 0.0), *coming])}" {_IN}/>',
        f'<path d="{panel.path([(0.0, 0.0), *going])}" {_OUT}/>',
        f'<path d="{panel.path(best)}" {_LIMIT}/>',
        *_hours(panel, step_of(across), language, "duration_axis"),
    ]
    return _svg(392, parts)


def _middles(edges: Sequence[float]) -> list[float]:
    return [(low + high) / 2.0 for low, high in pairwise(edges)]


def _svg(height: float, parts: Sequence[str]) -> str:
    box = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}">'
    return f"{box}{''.join(parts)}</svg>"


def _text(x: float, y: float, text: str, anchor: str = "middle", *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="19" {_FONT} fill="{_INK if bold else _GREY}" '
        f'text-anchor="{anchor}"{weight}>{escape(text)}</text>'
    )


def _frame(panel: _Panel, name: str, language: str) -> list[str]:
    """Return the rules and figures of a panel and its name above it."""
    step = step_of(panel.most)
    parts = [_text(_LEFT, panel.top - 9, word(name, language), "start", bold=True)]
    for count in range(round(panel.most / step) + 1):
        value = count * step
        line = f'd="{panel.level(value)}" stroke="{_RULE}" stroke-width="1.2" fill="none"'
        parts.append(f"<path {line}/>")
        parts.append(_text(_LEFT - 10, panel.y(value) + 6, readable(value, language), "end"))
    return parts


def _bar(panel: _Panel, start: float, end: float, value: float) -> str:
    width = panel.x(end) - panel.x(start)
    return (
        f'<rect x="{panel.x(start):.1f}" y="{panel.y(0.0):.1f}" width="{width:.2f}" '
        f'height="{panel.y(value) - panel.y(0.0):.1f}" {_RAIN}/>'
    )


def _keys(panel: _Panel, keys: Sequence[tuple[str, str]], language: str) -> list[str]:
    parts = []
    for place, (name, style) in enumerate(reversed(keys)):
        x = WIDTH - _RIGHT - 210.0 * (place + 1)
        parts.append(f'<path d="M{x:g} {panel.top - 15:g}h46" {style}/>')
        parts.append(_text(x + 54, panel.top - 9, word(name, language), "start"))
    return parts


def _hours(panel: _Panel, step: float, language: str, name: str = "time_axis") -> list[str]:
    bottom = panel.top + panel.height
    count = int(panel.across / step + 1e-9)
    ticks = [
        _text(panel.x(n * step), bottom + 24, readable(n * step, language))
        for n in range(count + 1)
    ]
    return [*ticks, _text(_LEFT + 440, bottom + 48, word(name, language))]
