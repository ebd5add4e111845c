"""What is wrong with a raster, all at once; read in blocks, so memory does not grow with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from contado.errors import BadInput, Problem
from contado.territory.grid import Lattice
from contado.territory.raster import present
from contado.territory.roles import CellContent, Role

if TYPE_CHECKING:
    from rasterio.windows import Window

    from contado.territory.raster import Raster

_BLOCK = 2048
_SHOWN = 20
_WHOLE = re.compile(r"-?\d+")


@dataclass
class Content:
    """What the cells of a raster hold: smallest and largest number, or the codes there are."""

    low: float = np.inf
    high: float = -np.inf
    valid: int = 0
    codes: set[int] = field(default_factory=set)


def windows(width: int, height: int, side: int = _BLOCK) -> Iterator[Window]:
    """Yield windows of at most ``side`` cells that tile a raster, row by row."""
    from rasterio.windows import Window

    for top in range(0, height, side):
        for left in range(0, width, side):
            yield Window(left, top, min(side, width - left), min(side, height - top))


def check_raster(
    raster: Raster, role: Role, crs: str, grid: Lattice, *, meta: Mapping[str, Any], where: str
) -> list[Problem]:
    """Return every problem of an open raster as a layer of ``role``.

    Parameters
    ----------
    raster
        The raster; where it has faults, its cells are not looked at.
    role
        What it must be.
    crs, grid
        Those of the territory.
    meta
        What is declared of the layer: legend, kind of temperature.
    where
        File or layer, for the messages.
    """
    assert role.cells is not None
    problems = [replace(fault, where=where) for fault in raster.faults]
    problems += _check_frame(raster, crs, grid, where) + _check_kind(raster, role, meta, where)
    if raster.faults:
        return problems
    try:
        content = scan(raster, classes=role.cells.content == "class")
    except BadInput as error:
        return [*problems, *error.problems]
    if not content.valid:
        return [*problems, Problem("territory.raster_void", where)]
    return problems + _check_content(content, role.cells, meta, where)


def _check_kind(raster: Raster, role: Role, meta: Mapping[str, Any], where: str) -> list[Problem]:
    """Compare the temperature that the file itself says it holds with the declared one."""
    tags = raster.dataset.tags
    own = tags().get("kind") or tags(raster.band).get("kind")
    declared = meta.get("kind")
    if "kind" not in role.meta or not own or not declared or own == declared:
        return []
    return [Problem("territory.kind_mixed", where, {"found": own[:20], "declared": declared})]


def _check_frame(raster: Raster, crs: str, grid: Lattice, where: str) -> list[Problem]:
    problems = []
    if raster.nodata is None:
        problems.append(Problem("territory.raster_nodata", where))
    if raster.crs is None:
        problems.append(Problem("crs.missing", where))
    elif not same_crs(raster, crs):
        values = {"found": raster.crs.to_string()[:60], "crs": crs}
        problems.append(Problem("territory.raster_crs", where, values))
    return problems + _check_place(raster, grid, where)


def same_crs(raster: Raster, crs: str) -> bool:
    """Tell whether a raster is in ``crs``."""
    from rasterio.crs import CRS

    return bool(raster.crs == CRS.from_user_input(crs))


def _check_place(raster: Raster, grid: Lattice, where: str) -> list[Problem]:
    transform = raster.transform
    if not raster.askew and not grid.holds(transform):
        values = {
            "x": transform.c,
            "y": transform.f,
            "side": transform.a,
            "x0": grid.x0,
            "y0": grid.y0,
            "cell": grid.cell,
        }
        return [Problem("territory.raster_off_grid", where, values)]
    return []


def scan(raster: Raster, *, classes: bool) -> Content:
    """Read the first band once, in blocks; what is no datum is not content."""
    content = Content()
    for window in windows(raster.width, raster.height):
        block = raster.read(window.toslices())
        values = block[present(block, raster.nodata)]
        if not values.size:
            continue
        content.valid += values.size
        content.low = min(content.low, float(values.min()))
        content.high = max(content.high, float(values.max()))
        if classes:
            content.codes.update(int(code) for code in np.unique(values))
    return content


def _check_content(
    content: Content, cells: CellContent, meta: Mapping[str, Any], where: str
) -> list[Problem]:
    if cells.content == "class":
        if cells.codes:
            return _unexpected(content.codes - set(cells.codes), sorted(cells.codes), where)
        return _check_legend(content.codes, cells, meta, where)
    low = -np.inf if cells.min is None else cells.min
    high = np.inf if cells.max is None else cells.max
    if low <= content.low and content.high <= high:
        return []
    values = {"low": float(content.low), "high": float(content.high), "bounds": cells.bounds}
    return [Problem("territory.raster_out_of_range", where, values)]


def _unexpected(codes: set[int], allowed: list[int], where: str) -> list[Problem]:
    if not codes:
        return []
    values = {"codes": _listed(codes), "allowed": ", ".join(map(str, allowed))}
    return [Problem("territory.raster_codes", where, values)]


def _check_legend(
    codes: set[int], cells: CellContent, meta: Mapping[str, Any], where: str
) -> list[Problem]:
    legend = meta.get("legend")
    if legend is None:
        return []  # the check of meta says so
    if not isinstance(legend, Mapping):
        return [Problem("territory.legend_invalid", where)]
    if not all(_WHOLE.fullmatch(str(code)) for code in legend):
        return [Problem("territory.legend_invalid", where)]
    known = {int(code) for code in legend}
    problems = []
    if absent := codes - known:
        problems.append(Problem("territory.legend_incomplete", where, {"codes": _listed(absent)}))
    if strange := sorted(set(map(str, legend.values())) - set(cells.classes)):
        values = {"classes": ", ".join(strange), "allowed": ", ".join(cells.classes)}
        problems.append(Problem("territory.legend_class_unknown", where, values))
    return problems


def _listed(codes: set[int]) -> str:
    shown = ", ".join(map(str, sorted(codes)[:_SHOWN]))
    return shown if len(codes) <= _SHOWN else f"{shown}, …"


def check_meta(role: Role, meta: Mapping[str, Any], where: str) -> list[Problem]:
    """Return the problems of what is declared of a layer as a whole."""
    problems = []
    for name, spec in role.meta.items():
        value = meta.get(name)
        values = {"field": name, "meaning": spec.meaning}
        if not value and spec.required:
            problems.append(Problem("territory.meta_missing", where, values))
        elif value and spec.allowed and value not in spec.allowed:
            values |= {"value": str(value)[:60], "allowed": ", ".join(spec.allowed)}
            problems.append(Problem("territory.meta_not_allowed", where, values))
    return problems
