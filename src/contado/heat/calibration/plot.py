"""A model against what was observed, drawn as SVG: points or their density, and the line 1:1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import numpy as np

from contado.heat.calibration.agreement import Agreement, Pairs
from contado.values import Floats

_SIDE, _MARGIN = 560.0, 64.0
_POINTS = 1500  # from here on points hide one another, and their density is drawn
_SQUARES = 60
_TICKS = 6
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class _Scale:
    """One scale for both axes: a degree is as long across as it is up."""

    low: float
    high: float
    step: float

    def across(self, values: Floats) -> Floats:
        return np.asarray(_MARGIN + (values - self.low) / (self.high - self.low) * _SIDE)

    def up(self, values: Floats) -> Floats:
        return np.asarray(_MARGIN + (self.high - values) / (self.high - self.low) * _SIDE)

    @property
    def ticks(self) -> Floats:
        return np.asarray(np.arange(self.low, self.high + self.step / 2, self.step))


def plot(pairs: Pairs, found: Agreement | None, words: Mapping[str, str]) -> str:
    """Return the plot as an SVG element with a title and a description.

    Parameters
    ----------
    words
        ``title``, ``description``, ``observed``, ``model``, ``one_to_one``, ``line``.
    """
    scale = _scale(np.r_[pairs.model, pairs.observed])
    whole = _SIDE + 2 * _MARGIN
    inside = "".join((*_axes(scale, words), *_marks(pairs, scale), *_lines(scale, found, words)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole:g} {whole:g}" role="img" '
        'aria-labelledby="plot-title plot-description" font-family="sans-serif" font-size="14">'
        f'<title id="plot-title">{escape(words["title"])}</title>'
        f'<desc id="plot-description">{escape(words["description"])}</desc>{inside}</svg>'
    )


def _scale(values: Floats) -> _Scale:
    """Return round bounds and ticks that hold all values."""
    low, high = float(values.min()), float(values.max())
    width = max(high - low, 1.0)
    power = 10.0 ** np.floor(np.log10(width / _TICKS))
    step = next(s * power for s in _STEPS if s * power * _TICKS >= width)
    first = np.floor(low / step) * step
    last = max(np.ceil(high / step) * step, first + step)
    return _Scale(float(first), float(last), float(step))


def _axes(scale: _Scale, words: Mapping[str, str]) -> Iterator[str]:
    bottom, middle = _MARGIN + _SIDE, _MARGIN + _SIDE / 2
    for tick in scale.ticks:
        x, y = float(scale.across(tick)), float(scale.up(tick))
        yield f'<path d="M{x:.1f} {_MARGIN}V{bottom}M{_MARGIN} {y:.1f}H{bottom}" stroke="#d8dde3"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{tick:g}</text>'
        yield f'<text x="{_MARGIN - 8}" y="{y + 5:.1f}" text-anchor="end">{tick:g}</text>'
    yield (
        f'<rect x="{_MARGIN}" y="{_MARGIN}" width="{_SIDE}" height="{_SIDE}" fill="none" '
        'stroke="#17324d"/>'
    )
    across, up = escape(words["observed"]), escape(words["model"])
    yield f'<text x="{middle}" y="{bottom + 46}" text-anchor="middle">{across}</text>'
    yield f'<text transform="translate(20 {middle}) rotate(-90)" text-anchor="middle">{up}</text>'


def _marks(pairs: Pairs, scale: _Scale) -> Iterator[str]:
    x, y = scale.across(pairs.observed), scale.up(pairs.model)
    if len(pairs) <= _POINTS:
        for across, up in zip(x, y, strict=True):
            yield f'<circle cx="{across:.1f}" cy="{up:.1f}" r="3" fill="#0066cc" opacity=".55"/>'
        return
    side = _SIDE / _SQUARES
    counts, _, _ = np.histogram2d(x, y, bins=_SQUARES, range=[[_MARGIN, _MARGIN + _SIDE]] * 2)
    for column, row in zip(*np.nonzero(counts), strict=True):
        shade = 0.15 + 0.85 * np.sqrt(counts[column, row] / counts.max())
        left, top = _MARGIN + column * side, _MARGIN + row * side
        yield (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{side:.2f}" height="{side:.2f}" '
            f'fill="#0066cc" opacity="{shade:.2f}"/>'
        )


def _lines(scale: _Scale, found: Agreement | None, words: Mapping[str, str]) -> Iterator[str]:
    ends = np.array([scale.low, scale.high])
    yield _line(scale, ends, ends, 'stroke="#17324d" stroke-dasharray="6 4"')
    yield _legend(0, 'stroke="#17324d" stroke-dasharray="6 4"', words["one_to_one"])
    if found is None or found.slope is None or found.intercept is None:
        return
    yield _line(scale, ends, found.slope * ends + found.intercept, 'stroke="#b3261e"')
    yield _legend(1, 'stroke="#b3261e"', words["line"])


def _line(scale: _Scale, x: Floats, y: Floats, look: str) -> str:
    """Return a line cut to the frame."""
    at = np.linspace(x[0], x[-1], 201)
    along = np.interp(at, x, y)
    kept = (along >= scale.low) & (along <= scale.high)
    if not kept.any():
        return ""
    across, up = scale.across(at[kept]), scale.up(along[kept])
    return (
        f'<path d="M{across[0]:.1f} {up[0]:.1f}L{across[-1]:.1f} {up[-1]:.1f}" {look} '
        'fill="none" stroke-width="2"/>'
    )


def _legend(row: int, look: str, text: str) -> str:
    y = _MARGIN - 36 + 20 * row
    return (
        f'<path d="M{_MARGIN} {y}H{_MARGIN + 32}" {look} stroke-width="2"/>'
        f'<text x="{_MARGIN + 40}" y="{y + 5}">{escape(text)}</text>'
    )
