"""Draw the map of the first page as SVG: a strong intervention on a quiet ground.

The legend is not part of the drawing: pages set it as text, with a swatch beside each word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from contado.dossier.map_names import LETTER
from contado.dossier.model import MapSheet, Shape
from contado.dossier.paths import INSET
from contado.dossier.words import word

_FONT = "font-family=\"'Titillium Web', sans-serif\""
_EDGE = 'fill="none" stroke="#17324d" stroke-width="2"'
_MAX_BAR = 0.28
_KILOMETRE = 1000
_SMALL = 60.0
_NARROW = 1.2
_FAINT = 'stroke="#6b7680" stroke-width="1.5"'


@dataclass(frozen=True)
class _SvgStyle:
    fill: str
    stroke: str
    width: float
    dash: str = ""

    def attributes(self) -> str:
        dash = f' stroke-dasharray="{self.dash}"' if self.dash else ""
        return (
            f'fill="{self.fill}" stroke="{self.stroke}" stroke-width="{self.width:g}"'
            f'{dash} stroke-linejoin="round"'
        )


STYLES: dict[str, _SvgStyle] = {
    "no_data": _SvgStyle("#ffffff", "none", 0),
    "cover_built": _SvgStyle("#e3ded6", "none", 0),
    "cover_green": _SvgStyle("#dcebd0", "none", 0),
    "cover_water": _SvgStyle("#bcd9ee", "none", 0),
    "green_network": _SvgStyle("#d5e8c8", "none", 0),
    "parks": _SvgStyle("#b7d8a2", "#7fae66", 2),
    "water": _SvgStyle("#9fcbe8", "#4f94c4", 3),
    "stream": _SvgStyle("none", "#4f94c4", 5),
    "hedge": _SvgStyle("none", "#7fae66", 5),
    "building": _SvgStyle("#d9d2c7", "#b9b0a2", 1),
    "road": _SvgStyle("none", "#a39b8f", 4),
    "rail": _SvgStyle("none", "#6b6b6b", 4, "16 5"),
    "landscape_units": _SvgStyle("none", "#7a4fa3", 5, "4 12"),
    "municipalities": _SvgStyle("none", "#3b4652", 4, "26 10 6 10"),
    "intervention": _SvgStyle("#d6246e", "#6e0d36", 7),
}
"""How each role is drawn, from the ground up. Lines differ by dash as well as by colour."""


def drawing(sheet: MapSheet, language: str = "it") -> str:
    """Return the SVG of a map: ground, intervention, names, scale, north and inset.

    Parameters
    ----------
    sheet
        The clipped, simplified map of a dossier.
    language
        Language of the scale.
    """
    w, h = sheet.width, sheet.height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:g} {h:g}">',
        f'<defs><clipPath id="frame"><rect width="{w:g}" height="{h:g}"/></clipPath></defs>',
        '<g clip-path="url(#frame)"><g id="ground">',
        *(_shape(shape) for shape in _ordered(sheet.shapes)),
        _ring(sheet),
        "</g></g>",
        *(_name(name.x, name.y, name.text) for name in sheet.names),
        _edge(0, w, h),
        _north(0),
        _scale(sheet, 0, sheet.width * _MAX_BAR, language),
        _inset(sheet),
        "</svg>",
    ]
    return "".join(parts)


def narrow_drawing(sheet: MapSheet, language: str = "it") -> str:
    """Return the middle of the same map for a telephone; it borrows the ground of `drawing`.

    Both stand in one page: this one draws nothing by itself but names, edge, north and scale.
    """
    w, h = sheet.height * _NARROW, sheet.height
    x0 = (sheet.width - w) / 2
    names = [
        _name(name.x, name.y, name.text)
        for name in sheet.names
        if abs(name.x - sheet.width / 2) + LETTER * len(name.text) / 2 < w / 2
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x0:g} 0 {w:g} {h:g}">'
        f'<use href="#ground"/>{"".join(names)}{_edge(x0, w, h)}{_north(x0)}'
        f"{_scale(sheet, x0, w * _MAX_BAR, language)}</svg>"
    )


def legend(sheet: MapSheet, language: str = "it") -> list[dict[str, str]]:
    """Return what the map draws, the intervention first: a word and the SVG of its swatch."""
    drawn = {shape.role for shape in sheet.shapes}
    return [
        {"text": word(f"legend_{role}", language), "svg": _swatch(role)}
        for role in reversed(STYLES)
        if role in drawn
    ]


def _edge(x0: float, w: float, h: float) -> str:
    return f'<rect x="{x0 + 1:g}" y="1" width="{w - 2:g}" height="{h - 2:g}" {_EDGE}/>'


def _ordered(shapes: tuple[Shape, ...]) -> list[Shape]:
    rank = {role: place for place, role in enumerate(STYLES)}
    return sorted((s for s in shapes if s.role in rank), key=lambda s: rank[s.role])


LINES = ("stream", "hedge", "road", "rail", "landscape_units", "municipalities")
"""Roles drawn as lines, also in the legend."""


def _shape(shape: Shape) -> str:
    fill = ' fill-opacity="0.62"' if shape.role == "intervention" else ""
    return (
        f'<path d="{escape(shape.path)}" fill-rule="evenodd" '
        f"{STYLES[shape.role].attributes()}{fill}/>"
    )


def _ring(sheet: MapSheet) -> str:
    """Circle an intervention too small to catch the eye."""
    numbers = [
        float(number)
        for shape in sheet.shapes
        if shape.role == "intervention"
        for number in re.findall(r"-?\d+", shape.path)
    ]
    if not numbers:
        return ""
    (west, east), (north, south) = ((min(n), max(n)) for n in (numbers[::2], numbers[1::2]))
    if max(east - west, south - north) > _SMALL:
        return ""
    return (
        f'<circle cx="{(west + east) / 2:g}" cy="{(north + south) / 2:g}" r="{_SMALL:g}" '
        'fill="none" stroke="#6e0d36" stroke-width="5"/>'
    )


def _text(x: float, y: float, size: float, text: str, attributes: str = "") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" {_FONT} fill="#17324d"{attributes}>'
        f"{escape(text)}</text>"
    )


def _name(x: float, y: float, text: str) -> str:
    halo = (
        ' text-anchor="middle" font-weight="600" stroke="#ffffff" stroke-width="8" '
        'stroke-linejoin="round" paint-order="stroke"'
    )
    return _text(x, y, 30, text, halo)


def _north(x0: float) -> str:
    x, y = x0 + 52.0, 40.0
    return (
        f'<g><circle cx="{x:g}" cy="{y + 26:g}" r="42" fill="#ffffff" fill-opacity="0.85"/>'
        f'<path d="M{x:g} {y - 2:g}L{x + 13:g} {y + 32:g}L{x:g} {y + 24:g}L{x - 13:g} {y + 32:g}Z" '
        f'fill="#17324d"/>{_text(x, y + 58, 28, "N", _BOLD_MIDDLE)}</g>'
    )


_BOLD_MIDDLE = ' text-anchor="middle" font-weight="700"'


def nice_length(metres: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not longer than ``metres``.

    Examples
    --------
    >>> [nice_length(m) for m in (7.0, 230.0, 1999.0)]
    [5.0, 200.0, 1000.0]
    """
    power = 1.0
    while power * 10 <= metres:
        power *= 10
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= metres)


def _scale(sheet: MapSheet, x0: float, longest: float, language: str) -> str:
    """Draw a bar of a round length, at most ``longest`` units of the page."""
    metres = nice_length(max(1.0, sheet.metres * longest / sheet.width))
    length = metres / sheet.metres * sheet.width
    x, y = x0 + 36.0, sheet.height - 36
    label = f"{metres / _KILOMETRE:g} km" if metres >= _KILOMETRE else f"{metres:g} m"
    half = length / 2
    if language == "it":
        label = label.replace(".", ",")
    return (
        f'<g><rect x="{x - 16:g}" y="{y - 50:g}" width="{length + 32:g}" height="70" '
        f'fill="#ffffff" fill-opacity="0.85"/>'
        f'<rect x="{x:g}" y="{y - 8:g}" width="{half:g}" height="12" fill="#17324d"/>'
        f'<rect x="{x + half:g}" y="{y - 8:g}" width="{half:g}" height="12" fill="#ffffff" '
        f'stroke="#17324d" stroke-width="2"/>{_text(x, y - 20, 28, "0")}'
        f"{_text(x + length, y - 20, 28, label, ' text-anchor=' + chr(34) + 'end' + chr(34))}</g>"
    )


def _inset(sheet: MapSheet) -> str:
    """Draw the whole territory in a corner, with a mark where the intervention is."""
    if not sheet.locator or sheet.locator_at is None:
        return ""
    x0 = sheet.width - INSET - 20
    at_x, at_y = sheet.locator_at
    shapes = "".join(
        f'<path d="{escape(shape.path)}" fill="#ffffff" stroke="#5c6f82" stroke-width="1"/>'
        for shape in sheet.locator
    )
    return (
        f'<g transform="translate({x0:g} 20)"><rect width="{INSET:g}" height="{INSET:g}" '
        f'fill="#eef2f6" stroke="#17324d" stroke-width="2"/>{shapes}'
        f'<circle cx="{at_x:g}" cy="{at_y:g}" r="13" fill="none" stroke="#6e0d36" '
        f'stroke-width="5"/><circle cx="{at_x:g}" cy="{at_y:g}" r="5" fill="#d6246e"/></g>'
    )


def _swatch(role: str) -> str:
    style = STYLES[role]
    if role in LINES:
        shown = f'<path d="M0 15h46" {style.attributes()}/>'
    elif style.stroke == "none":
        shown = f'<rect x="1" y="1" width="44" height="28" fill="{style.fill}" {_FAINT}/>'
    else:
        shown = f'<rect x="3" y="3" width="40" height="24" {style.attributes()}/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 46 30">{shown}</svg>'
