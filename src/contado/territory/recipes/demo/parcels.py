"""Parcels: the lots of the same lattice that the land cover shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from contado.compiling import njit
from contado.territory.recipes.demo import blocks
from contado.territory.recipes.demo.noise import chance
from contado.territory.recipes.demo.overlay import Overlay
from contado.territory.recipes.demo.scene import Scene

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_SHEET = 4
"""Quarters on a side of a cadastral sheet."""
_USES = {
    blocks.DENSE: "dense_residential",
    blocks.LOOSE: "residential",
    blocks.INDUSTRIAL: "production",
}
_SHARE_OF_SHOPS = 0.06

Corners = npt.NDArray[np.float64]
Quarters = npt.NDArray[np.int64]
Pair = tuple[float, float]
Part = tuple[int, int, int, int]
"""Which part of a quarter, along and across, and of how many."""


def parcels(scene: Scene, overlay: Overlay) -> GeoDataFrame:
    """Return the parcels of the built-up area: ``id``, ``istat_code``, ``sheet``, ``use``.

    A parcel is a quadrilateral. None touches water, a park, a main road or a railway, and none
    crosses the boundary of the area.
    """
    import geopandas as gpd

    corners, quarters = lots(scene)
    shapes = shapely.polygons(corners)
    owner = _owners(scene, corners.mean(axis=1))
    kept = (owner >= 0) & _clear(shapes, overlay)
    shapes, quarters, owner = shapes[kept], quarters[kept], owner[kept]
    sheets = quarters[:, :2] // _SHEET
    order = np.lexsort((sheets[:, 0], sheets[:, 1], owner))
    shapes, quarters, owner, sheets = (a[order] for a in (shapes, quarters, owner, sheets))
    sheet, number = _numbered(owner, sheets)
    codes = np.array(scene.area.codes)[owner]
    columns = {
        "id": [f"{c}_{s:04d}_{n:05d}" for c, s, n in zip(codes, sheet, number, strict=True)],
        "istat_code": codes,
        "sheet": sheet.astype(np.int32),
        "use": _uses(quarters, number),
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=scene.area.crs)


def lots(scene: Scene) -> tuple[Corners, Quarters]:
    """Return the corners of every lot, shape (n, 4, 2), and the quarter and kind of each.

    Returns
    -------
    tuple
        Corners in metres, anticlockwise; columns ``i``, ``j`` and kind.
    """
    fabric = scene.fabric
    count = _trace(fabric.kinds, fabric.first, fabric.salts, np.empty((0, 4, 2)), _none())
    corners, quarters = np.empty((count, 4, 2)), np.empty((count, 3), dtype=np.int64)
    _trace(fabric.kinds, fabric.first, fabric.salts, corners, quarters)
    return corners, quarters


def _none() -> Quarters:
    return np.empty((0, 3), dtype=np.int64)


def _owners(scene: Scene, middles: Corners) -> npt.NDArray[np.int64]:
    """Return the comune that holds each point, -1 outside all."""
    owner = np.full(len(middles), -1, dtype=np.int64)
    tree = shapely.STRtree(shapely.points(middles))
    comune, point = tree.query(scene.area.geometry, predicate="contains")
    owner[point] = comune
    return owner


def _clear(shapes: npt.NDArray[np.object_], overlay: Overlay) -> npt.NDArray[np.bool_]:
    """Tell which shapes are inside the boundary and touch nothing of the overlay."""
    tree = shapely.STRtree(shapes)
    clear = np.zeros(len(shapes), dtype=bool)
    clear[tree.query(overlay.boundary, predicate="contains")] = True
    clear[tree.query(overlay.shapes, predicate="intersects")[1]] = False
    return clear


def _numbered(owner: Quarters, sheets: Quarters) -> tuple[Quarters, Quarters]:
    """Return the number of each sheet in its comune and of each parcel in its sheet, from 1."""
    start_of_comune = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    new = np.r_[True, (owner[1:] != owner[:-1]) | (sheets[1:] != sheets[:-1]).any(axis=1)]
    running = np.cumsum(new)
    first = np.repeat(running[start_of_comune], np.diff(np.r_[start_of_comune, len(owner)]))
    start_of_sheet = np.flatnonzero(new)
    number = np.arange(len(owner)) - start_of_sheet[running - 1] + 1
    return running - first + 1, number


def _uses(quarters: Quarters, number: Quarters) -> npt.NDArray[np.str_]:
    names = np.array([_USES.get(kind, "") for kind in range(blocks.BARE + 1)])
    use = names[quarters[:, 2]]
    lot = quarters[:, 0] * 8191 + quarters[:, 1]
    shop = chance(lot, number, np.uint64(0)) < _SHARE_OF_SHOPS
    return np.where(shop & (quarters[:, 2] != blocks.INDUSTRIAL), "commercial", use)


@njit(cache=True)
def _trace(
    kinds: npt.NDArray[np.uint8],
    first: blocks.Numbers,
    salts: blocks.Streams,
    corners: Corners,
    quarters: Quarters,
) -> int:
    """Write the lots of all built quarters; only count them where the arrays are empty."""
    done = 0
    for row in range(kinds.shape[0]):
        for column in range(kinds.shape[1]):
            kind, i, j = kinds[row, column], first[0] + column, first[1] + row
            if kind in (blocks.COUNTRY, blocks.BARE):
                continue
            nu, nv = blocks.split_of(kind, i, j, salts[4])
            for half in range(nu * nv):
                part = half % nu, half // nu, nu, nv
                count = _trace_block(kind, (i, j), part, salts, corners[done:])
                for lot in range(done, min(done + count, len(quarters))):
                    quarters[lot, 0], quarters[lot, 1], quarters[lot, 2] = i, j, kind
                done += count
    return done


@njit(cache=True)
def _side(i: int, half: int, count: int, cut: float, stream: np.uint64) -> Pair:
    """Return where a block starts (in quarters) and how long it is (m) between its streets."""
    start = blocks.line_at(i, stream)
    wide = blocks.line_at(i + 1, stream) - start
    share, long = (0.0, 1.0) if count == 1 else ((0.0, cut) if half == 0 else (cut, 1.0 - cut))
    inset = blocks.STREET / blocks.QUARTER
    return start + share * wide + inset, long * wide * blocks.QUARTER - 2 * blocks.STREET


@njit(cache=True)
def _trace_block(
    kind: int, quarter: blocks.Numbers, part: Part, salts: blocks.Streams, corners: Corners
) -> int:
    """Write the lots of one part of a quarter and return how many they are."""
    i, j = quarter
    u, along = _side(i, part[0], part[2], blocks.cut_of(i, j, 0, salts[4]), salts[2])
    v, across = _side(j, part[1], part[3], blocks.cut_of(i, j, 1, salts[4]), salts[3])
    block = 2 * i + part[0], 2 * j + part[1]
    turned = blocks.turned_of(along, across, block, salts[5])
    rows, count = blocks.lots_of(kind, across if turned else along, block, salts[5])
    if len(corners) == 0:
        return rows * count
    outline = _outline(u, v, along / blocks.QUARTER, across / blocks.QUARTER, salts)
    for row in range(rows):
        for k in range(count):
            start = blocks.edge_of(k, count, row, block, salts[5])
            end = blocks.edge_of(k + 1, count, row, block, salts[5])
            quad = corners[row * count + k]
            _quad(quad, outline, turned, (start, end), (row / rows, (row + 1) / rows))
    return rows * count


@njit(cache=True)
def _outline(u: float, v: float, along: float, across: float, salts: blocks.Streams) -> Corners:
    outline = np.empty((2, 2, 2))
    for p in range(2):
        for q in range(2):
            outline[p, q] = blocks.bend_out(u + p * along, v + q * across, salts)
    return outline


@njit(cache=True)
def _quad(quad: Corners, outline: Corners, turned: bool, lot: Pair, row: Pair) -> None:
    """Write the corners of a lot, anticlockwise, between the four corners of its block."""
    a, b = (row, lot) if turned else (lot, row)
    for corner in range(4):
        s = a[0] if corner in (0, 3) else a[1]
        t = b[0] if corner in (0, 1) else b[1]
        for axis in range(2):
            low = outline[0, 0, axis] + (outline[1, 0, axis] - outline[0, 0, axis]) * s
            high = outline[0, 1, axis] + (outline[1, 1, axis] - outline[0, 1, axis]) * s
            quad[corner, axis] = low + (high - low) * t
