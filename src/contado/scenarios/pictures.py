"""Difference maps as pictures: cells in seven colours, areas outlined, scale and north."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.png import Colour, indexed_png
from contado.terms import Text
from contado.units import format_number

if TYPE_CHECKING:
    from contado.survey.rings import Geometry
    from contado.tiles.grid import Grid

Singles = npt.NDArray[np.float32]

# Blue to orange: told apart by people who see red and green alike, and in print by lightness.
COLOURS = ("#08519c", "#4292c6", "#c6dbef", "#f4f4f4", "#fdd0a2", "#f16913", "#8c2d04")
NO_DATA = "#d0d0d0"
_OUTLINE = "#111111"
_LEGEND = Text(it="Legenda", en="Legend")
_BELOW = Text(it="sotto", en="below")
_ABOVE = Text(it="sopra", en="above")
_TO = Text(it="da {a} a {b}", en="{a} to {b}")
_WIDEST = 700  # cells drawn a side; more are thinned
_SIDE = 640.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A map drawn as SVG, with the edges of its classes.

    Parameters
    ----------
    svg
        The drawing; asks nothing of anybody.
    edges
        Edges between the seven colours, ascending, six of them.
    """

    svg: str
    edges: tuple[float, ...]

    def legend(self, language: str, unit: str) -> str:
        """Return the seven colours with what each stands for, as an HTML list."""
        decimals = 3 if unit == "degC" else 2
        edges = [format_number(edge, unit, language, decimals=decimals) for edge in self.edges]
        labels = [f"{_BELOW.say(language)} {edges[0]}"]
        labels += [_TO.say(language).format(a=a, b=b) for a, b in pairwise(edges)]
        labels.append(f"{_ABOVE.say(language)} {edges[-1]}")
        items = "".join(
            f'<li><span style="background:{colour}"></span>{escape(label)}</li>'
            for colour, label in zip(COLOURS, labels, strict=True)
        )
        return f'<ul class=legend aria-label="{_LEGEND.say(language)}">{items}</ul>'


def picture(difference: Singles, grid: Grid, areas: Geometry, language: str, title: str) -> Picture:
    """Return the drawing of a difference.

    Parameters
    ----------
    difference
        Shape of ``grid``, NaN without data.
    areas
        Polygons to outline.
    language, title
        Of the words; what is read aloud.
    """
    edges = edges_of(difference)
    step = max(1, -(-max(grid.shape) // _WIDEST))
    shown = difference[::step, ::step]
    codes = np.digitize(np.nan_to_num(shown), edges).astype(np.uint8)
    codes[~np.isfinite(shown)] = len(COLOURS)
    palette = [_rgb(colour) for colour in (*COLOURS, NO_DATA)]
    data = base64.b64encode(indexed_png(codes, palette)).decode("ascii")
    height = _SIDE * grid.rows / grid.columns
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" ',
        f'viewBox="0 0 {_SIDE:g} {height:.1f}" aria-label="{escape(title)}">',
        f'<image width="{_SIDE:g}" height="{height:.1f}" preserveAspectRatio="none" ',
        f'style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>',
        f'<path d="{_paths(areas, grid)}" fill="none" stroke="{_OUTLINE}" stroke-width="1.5"/>',
        _scale(grid, height, language),
        "</svg>",
    ]
    return Picture("".join(parts), edges)


def edges_of(difference: Singles) -> tuple[float, ...]:
    """Return edges the same on both sides of zero, at a round share of the largest difference.

    Examples
    --------
    >>> edges_of(np.array([[-0.9, 0.1, np.nan]], dtype=np.float32))
    (-0.5, -0.25, -0.05, 0.05, 0.25, 0.5)
    """
    known = np.abs(difference[np.isfinite(difference)])
    largest = float(known.max()) if len(known) else 0.0
    top = _round_below(largest) if largest > 0 else 1.0
    return (-top, -top / 2, -top / 10, top / 10, top / 2, top)


def _round_below(value: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not above ``value``."""
    power = 10.0 ** np.floor(np.log10(value))
    found = max(step for step in (0.5, 1.0, 2.0, 5.0) if step * power <= value)
    return float(f"{found * power:.6g}")


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16), 255


def _paths(areas: Geometry, grid: Grid) -> str:
    import shapely

    scale = _SIDE / (grid.columns * grid.cell)
    found = []
    for ring in shapely.get_rings(shapely.get_parts(areas)):
        points = shapely.get_coordinates(ring)
        across, down = (points[:, 0] - grid.left) * scale, (grid.top - points[:, 1]) * scale
        found.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(across, down, strict=True)))
    return "Z".join(found) + "Z" if found else ""


def _scale(grid: Grid, height: float, language: str) -> str:
    width = grid.columns * grid.cell
    length = _round_below(width / 4)
    end = 16 + _SIDE * length / width
    label = format_number(length, "m", language)
    y = height - 14
    style = 'font-family="sans-serif" font-size="14" fill="#111" stroke="#fff" stroke-width="3" '
    return (
        f'<path d="M16 {y:.1f}H{end:.1f}" stroke="#111" stroke-width="4"/>'
        f'<text x="16" y="{y - 8:.1f}" {style}paint-order="stroke">{escape(label)}</text>'
        f'<path d="M{_SIDE - 24:g} 40V14m-6 10l6-10l6 10" fill="none" stroke="#111" '
        f'stroke-width="2"/><text x="{_SIDE - 29:g}" y="56" {style}paint-order="stroke">N</text>'
    )
