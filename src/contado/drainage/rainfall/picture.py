"""The depth-duration curves of a site as a small picture (SVG), on logarithmic axes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from contado.drainage.rainfall.curves import Rainfall
from contado.numerals import readable
from contado.phrases import Phrases

_WORDS = Phrases.of("contado.drainage.rainfall")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 640, 400, 60, 350, 20, 560
_DURATIONS = np.geomspace(1 / 12, 24.0, 60)
_TICKS = (0.25, 0.5, 1.0, 3.0, 6.0, 12.0, 24.0)
_DEPTHS = (5, 10, 20, 50, 100, 200, 500)
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2")  # distinct without colour


def picture(rain: Rainfall, return_periods: Sequence[float], language: str = "it") -> str:
    """Return the curves of some return periods as SVG; the same curves, the same bytes.

    Examples
    --------
    >>> site = Rainfall(30.0, 0.3, 0.3, 0.0, 0.8, n_short=0.5)
    >>> picture(site, [50.0]).count("<polyline")
    1
    """
    depths = [rain.depths(_DURATIONS, years) for years in return_periods]
    low, high = float(min(map(np.min, depths))), float(max(map(np.max, depths)))
    scale = _LogScale(low / 1.1, high * 1.1)
    parts = [*_axes(scale, language)]
    for each, (years, depth) in enumerate(zip(return_periods, depths, strict=True)):
        points = " ".join(
            f"{scale.x(hours):.1f},{scale.y(mm):.1f}"
            for hours, mm in zip(_DURATIONS.tolist(), depth.tolist(), strict=True)
        )
        dash = f' stroke-dasharray="{_DASHES[each % len(_DASHES)]}"' if each else ""
        parts.append(f'<polyline points="{points}" fill="none" stroke="#06c" {dash}/>')
        at = scale.y(float(depth[-1])) + 4
        parts.append(
            _text(_RIGHT + 6, at, _WORDS("years", language, years=readable(years, language)))
        )
    title = escape(f"{_WORDS('depth', language)}: {rain.source}")
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12"'
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>\n'
        f"<title>{title}</title>\n{body}\n</svg>\n"
    )


class _LogScale:
    """From hours and mm to the picture, both logarithmic."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def x(self, hours: float) -> float:
        share = np.log(hours / _DURATIONS[0]) / np.log(_DURATIONS[-1] / _DURATIONS[0])
        return float(_LEFT + share * (_RIGHT - _LEFT))

    def y(self, depth: float) -> float:
        share = np.log(depth / self.low) / np.log(self.high / self.low)
        return float(_BOTTOM - share * (_BOTTOM - _TOP))


def _axes(scale: _LogScale, language: str) -> list[str]:
    parts = [
        _line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, "#333"),
        _line(_LEFT, _TOP, _LEFT, _BOTTOM, "#333"),
    ]
    for hours in _TICKS:
        parts.append(_line(scale.x(hours), _TOP, scale.x(hours), _BOTTOM, "#ddd"))
        parts.append(_text(scale.x(hours) - 8, _BOTTOM + 16, readable(hours, language)))
    for depth in _DEPTHS:
        if scale.low <= depth <= scale.high:
            parts.append(_line(_LEFT, scale.y(depth), _RIGHT, scale.y(depth), "#ddd"))
            parts.append(_text(_LEFT - 34, scale.y(depth) + 4, str(depth)))
    parts.append(_text((_LEFT + _RIGHT) / 2 - 30, _HEIGHT - 10, _WORDS("duration", language)))
    parts.append(_text(4, _TOP - 6, _WORDS("depth", language)))
    return parts


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'
