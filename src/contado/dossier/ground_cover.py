"""The land cover under the map, in three quiet classes; what nobody observed stays white."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.dossier.model import Shape
from contado.dossier.paths import SheetFrame, path

if TYPE_CHECKING:
    from affine import Affine

    from contado.territory import Layer

GROUPS = {
    "cover_built": (
        "sealed",
        "building",
        "industrial",
        "dense_urban",
        "open_urban",
        "semi_permeable",
        "lcz_compact_midrise",
        "lcz_built_mixed",
    ),
    "cover_green": (
        "green_urban",
        "woodland",
        "agricultural",
        "bare",
        "lcz_scattered_trees",
        "lcz_low_plants",
    ),
    "cover_water": ("water", "lcz_water"),
}
"""Which classes of land cover are drawn alike."""

NO_DATA = "no_data"
"""The ground of which the land cover says nothing."""

_COLUMNS = 150


def no_data(frame: SheetFrame) -> Shape:
    """Return the whole frame as ground without data, to lie under everything else."""
    wide, high = f"{frame.width:g}", f"{frame.height:g}"
    return Shape(role=NO_DATA, label=None, path=f"M0 0L{wide} 0L{wide} {high}L0 {high}Z")


def cover(layer: Layer, frame: SheetFrame) -> Iterator[Shape]:
    """Return one shape a group of land-cover classes that the frame shows.

    Where the layer does not fill the frame the first shape is the ground without data.
    """
    from rasterio.features import shapes
    from shapely.geometry import shape

    codes, transform = _read(layer, frame)
    if codes is None:
        yield no_data(frame)
        return
    groups = _grouped(codes, layer.legend)
    if not groups.all() or not _fills(transform, groups.shape, frame):
        yield no_data(frame)
    for number, role in enumerate(GROUPS, start=1):
        outlines = shapes(groups, mask=groups == number, transform=transform)
        drawn = "".join(path(shape(geometry), frame) for geometry, _ in outlines)
        if drawn:
            yield Shape(role=role, label=None, path=drawn)


def _fills(transform: Affine, shape: tuple[int, ...], frame: SheetFrame) -> bool:
    """Tell whether a window of cells reaches the four sides of the frame."""
    west, north = transform @ (0, 0)
    east, south = transform @ (shape[1], shape[0])
    left, bottom, right, top = frame.bounds
    return bool(west <= left and east >= right and south <= bottom and north >= top)


def _read(layer: Layer, frame: SheetFrame) -> tuple[npt.NDArray[np.int64] | None, Affine]:
    """Read the window of the frame, at most `_COLUMNS` cells wide; -1 where there is no data."""
    from affine import Affine
    from rasterio.enums import Resampling
    from rasterio.errors import WindowError
    from rasterio.windows import Window, from_bounds, intersection

    with layer.raster() as raster:
        wanted = from_bounds(*frame.bounds, transform=raster.transform)
        wanted = wanted.round_offsets(op="floor").round_lengths(op="ceil")
        wanted = Window(wanted.col_off, wanted.row_off, wanted.width + 1, wanted.height + 1)
        try:
            window = intersection(wanted, Window(0, 0, raster.width, raster.height))
        except WindowError:
            return None, Affine.identity()
        step = max(1, int(np.ceil(window.width / _COLUMNS)))
        shape = (int(np.ceil(window.height / step)), int(np.ceil(window.width / step)))
        cells = raster.read(
            1, window=window, out_shape=shape, masked=True, resampling=Resampling.nearest
        )
        whole = raster.transform
        wide, high = whole.a * window.width / shape[1], whole.e * window.height / shape[0]
        west, north = whole.c + whole.a * window.col_off, whole.f + whole.e * window.row_off
        transform = Affine(wide, 0.0, west, 0.0, high, north)
        return np.ma.filled(cells.astype(np.int64), -1), transform


def _grouped(codes: npt.NDArray[np.int64], legend: dict[int, str]) -> npt.NDArray[np.uint8]:
    groups = np.zeros(codes.shape, dtype=np.uint8)
    for number, classes in enumerate(GROUPS.values(), start=1):
        members = [code for code, name in legend.items() if name in classes]
        groups[np.isin(codes, members)] = number
    return groups
