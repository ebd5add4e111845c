"""Maps of a page as SVG: classes of cells or of areas, outlines, a scale and the north."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.pages.legends import NO_DATA, MapLegend, round_below
from contado.png import Colour, indexed_png
from contado.units import format_number

if TYPE_CHECKING:
    from contado.territory import Polygons

OUTSIDE = 255
"""Code of a cell that lies outside what a map is of."""

_SIDE = 640.0
_INK, _AREA_LINE = "#111111", "#3c4650"
_PIXELS = 1400  # a side of the picture, for the hatching to be fine
_PERIOD, _STROKE = 14, 3  # pixels of the hatching
_HALF_PIXEL = 0.5
_KILOMETRE = 1000


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the ground that a map shows, metres."""

    left: float  # its north-western corner, in the territory's CRS
    top: float
    width: float  # how far it reaches to the east
    height: float  # and to the south

    @classmethod
    def around(cls, shapes: Polygons) -> Frame:
        """Return the frame of polygons, with a little air about them."""
        import shapely

        west, south, east, north = shapely.total_bounds(shapes)
        air = 0.02 * max(east - west, north - south, 1.0)
        return cls(west - air, north + air, east - west + 2 * air, north - south + 2 * air)

    @property
    def scale(self) -> float:
        """Units of the drawing a metre."""
        return _SIDE / self.width

    @property
    def tall(self) -> float:
        """Height of the drawing."""
        return self.height * self.scale


def cell_map(
    codes: npt.NDArray[np.uint8], frame: Frame, legend: MapLegend, lines: str, *,
    title: str, language: str = "it",
) -> str:  # fmt: skip
    """Return a map of cells under lines, as `outline` makes them; ``title`` is read aloud.

    The class of each cell, north first, is as `MapLegend.codes` has it; `OUTSIDE` shows none.
    """
    data = base64.b64encode(_png(codes, legend)).decode("ascii")
    image = (
        f'<image width="{_SIDE:g}" height="{frame.tall:.1f}" preserveAspectRatio="none" '
        f'image-rendering="pixelated" href="data:image/png;base64,{data}"/>'
    )
    return _drawing(image + lines, frame, title, language)


_FEW = 20  # outlines that may be drawn in a bold line


def outline(shapes: Polygons, frame: Frame) -> str:
    """Return the lines of polygons, of which there may be none, to draw over cells."""
    width = 1.5 if len(shapes) < _FEW else 0.6
    path = _path(shapes, frame, whole=False)  # a line that cannot be seen may be left out
    return f'<path d="{path}" fill="none" stroke="{_INK}" stroke-width="{width}"/>'


def area_map(
    shapes: Polygons, codes: npt.NDArray[np.integer], frame: Frame, legend: MapLegend, *,
    title: str, language: str = "it",
) -> str:  # fmt: skip
    """Return a map of polygons in the colours of their classes; past the last is no data."""
    paths = area_paths(shapes, frame)
    return drawn_areas(paths, codes, frame, legend, title=title, language=language)


def area_paths(shapes: Polygons, frame: Frame) -> list[str]:
    """Return the path of each polygon, as `drawn_areas` takes them."""
    return [_path(shapes[row : row + 1], frame) for row in range(len(shapes))]


def drawn_areas(
    paths: Sequence[str], codes: npt.NDArray[np.integer], frame: Frame, legend: MapLegend, *,
    title: str, language: str = "it",
) -> str:  # fmt: skip
    """Return the map of `area_map` from paths that were made before."""
    colours = [*legend.colours, NO_DATA]
    drawn = "".join(
        f'<path d="{path}" fill="{colours[int(code)]}" '
        f'fill-rule="evenodd" stroke="{_AREA_LINE}" stroke-width="0.6"/>'
        for path, code in zip(paths, codes, strict=True)
    )
    return _drawing(drawn + _hatching(paths, codes, legend), frame, title, language)


_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><path d="M0 0V6" stroke="{_AREA_LINE}" stroke-width="2.4"/>'
    "</pattern></defs>"
)


def _hatching(paths: Sequence[str], codes: npt.NDArray[np.integer], legend: MapLegend) -> str:
    """Return the stripes over the classes that are hatched."""
    striped = (codes >= legend.hatched) & (codes < len(legend.colours))
    if not striped.any():
        return ""
    path = "".join(path for path, is_striped in zip(paths, striped, strict=True) if is_striped)
    return f'{_HATCH}<path d="{path}" fill="url(#hatch)" fill-rule="evenodd"/>'


def _drawing(inside: str, frame: Frame, title: str, language: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_SIDE:g} '
        f'{frame.tall:.1f}" aria-label="{escape(title)}">{inside}{_scale(frame, language)}</svg>'
    )


def _png(codes: npt.NDArray[np.uint8], legend: MapLegend) -> bytes:
    """Return the cells as a picture; hatched classes are striped so that grey print tells them."""
    count = len(legend.colours)
    palette = [_rgb(colour) for colour in (*legend.colours, NO_DATA)]
    palette += [_darker(colour) for colour in palette[:count]]
    wide = max(1, _PIXELS // max(codes.shape)) if (codes >= legend.hatched).any() else 1
    pixels = np.kron(codes, np.ones((wide, wide), dtype=np.uint8)) if wide > 1 else codes.copy()
    row, column = np.ogrid[: pixels.shape[0], : pixels.shape[1]]
    striped = ((row + column) % _PERIOD < _STROKE) & (pixels >= legend.hatched) & (pixels < count)
    pixels[striped] += count + 1
    pixels[pixels == OUTSIDE] = len(palette)
    return indexed_png(pixels, [*palette, (255, 255, 255, 0)])


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16), 255


def _darker(colour: Colour) -> Colour:
    red, green, blue, opacity = colour
    return red * 3 // 5, green * 3 // 5, blue * 3 // 5, opacity


def _path(shapes: Polygons, frame: Frame, *, whole: bool = True) -> str:
    """Return the rings of polygons, drawn no finer than can be seen.

    Parameters
    ----------
    whole
        Whether the smallest keep their shape, which takes ten times as long.
    """
    import shapely

    rings = []
    plain = shapely.simplify(shapes, _HALF_PIXEL / frame.scale, preserve_topology=whole)
    for ring in shapely.get_rings(shapely.get_parts(plain)):
        points = shapely.get_coordinates(ring)
        across = (points[:, 0] - frame.left) * frame.scale
        down = (frame.top - points[:, 1]) * frame.scale
        rings.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(across, down, strict=True)))
    return "Z".join(rings) + "Z" if rings else ""


def _scale(frame: Frame, language: str) -> str:
    length = round_below(frame.width / 4)
    end = 16 + length * frame.scale
    label = format_number(length, "m", language)
    if length >= _KILOMETRE:
        label = f"{format_number(length / _KILOMETRE, 'm', language)[:-1]}km"
    y = frame.tall - 14
    style = 'font-family="sans-serif" font-size="14" fill="#111" stroke="#fff" stroke-width="3" '
    halo = 'fill="none" stroke="#fff" stroke-width="6"'
    arrow = f"M{_SIDE - 24:g} 40V14m-6 10l6-10l6 10"
    return (
        f'<path d="M14 {y:.1f}H{end + 2:.1f}" {halo}/>'
        f'<path d="M16 {y:.1f}H{end:.1f}" stroke="#111" stroke-width="4"/>'
        f'<text x="16" y="{y - 8:.1f}" {style}paint-order="stroke">{escape(label)}</text>'
        f'<path d="{arrow}" {halo}/>'
        f'<path d="{arrow}" fill="none" stroke="#111" stroke-width="2"/>'
        f'<text x="{_SIDE - 29:g}" y="56" {style}paint-order="stroke">N</text>'
    )
