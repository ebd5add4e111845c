"""Contado's side of `urban_models.py` inside one process: anew, and with what is kept of a city.

`Warm.seconds("warm")` is the two runs that the commands make. The scenarios keep what does not
depend on the land cover (the cells of the units, the soil, the reference evapotranspiration, the
filters' weights) or, for a window, the maps before.
"""

from __future__ import annotations

import gc
import shutil
import time
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np
import rasterio

from city_fields import City
from contado.cli import app
from contado.drainage.runoff.cells import Event, Ground, PairTable
from contado.drainage.runoff.curve_numbers import read_curve_numbers
from contado.drainage.runoff.kernel import look_up, pairs
from contado.heat.cooling.biophysical import read_biophysical
from contado.heat.cooling.model import CellStages, GreenAround, ReferenceEt, Surroundings, cooled
from contado.heat.cooling.settings import CoolingSettings
from contado.norms import Rules
from contado.territory.plain_tables import write_plain_table
from contado.tiles import RasterFile, UnitCells, Window, disc_count, rasters_written, read_units
from contado.tiles.memory import kept_memory
from urban_peer import (
    COOLING_DISTANCE,
    MIXING_RADIUS,
    MODELS,
    RAIN,
    T_REF,
    UHI_MAX,
    contado,
    our_arguments,
)

KINDS = ("warm", "everywhere", "window", "floor")
COOLING = ("cc", "hm", "T_air_nomix", "T_air")
RUNOFF = ("Q_mm", "Runoff_retention_index", "Runoff_retention_m3")
RASTERS = {name: RasterFile(name, nodata=-9999.0) for name in COOLING} | {
    name: RasterFile(name, nodata=-9999.0, varied=False) for name in RUNOFF
}
MEANS = {"cc": "avg_cc", "T_air": "avg_tmp_v", "Q_mm": "flood_vol", RUNOFF[1]: "rnf_rt_idx"}
Maps = dict[str, tuple[np.ndarray, Window]]


class Warm:
    """A city that both models have been run on once; what is kept of it is in its attributes."""

    def __init__(self, folder: Path, city: City, out: Path, radius: float = MIXING_RADIUS) -> None:
        self.folder, self.out, self.radius = folder, out, radius
        self.rules = Rules.load(on=date(2026, 1, 1))
        self.settings = CoolingSettings.of(
            self.rules, reference=T_REF, effect=UHI_MAX,
            cooling_distance=COOLING_DISTANCE, mixing_radius=radius,
        )  # fmt: skip
        rows, columns = city.window()
        self.changed = Window(
            rows.start, columns.start, rows.stop - rows.start, columns.stop - columns.start
        )
        self._memory = ExitStack()
        self._memory.enter_context(kept_memory())  # as whoever computes one scenario after another
        self.anew()  # compiles, and leaves the files whose size the floor is
        self._keep()
        self.written = self._outputs()

    def seconds(self, kind: str) -> float:
        """Return what one of `KINDS` takes; what it writes is in a folder of its name."""
        work = {"warm": self.anew, "everywhere": self.everywhere, "window": self.window}
        target = self.out / kind
        shutil.rmtree(target, ignore_errors=True)
        gc.collect()
        begun = time.perf_counter()
        work.get(kind, self.floor)(target)
        return time.perf_counter() - begun

    def anew(self, out: Path | None = None) -> None:
        """Run both commands from their files, nothing kept."""
        out = out or self.out / "first"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            for model in MODELS:
                arguments = our_arguments(model, self.folder, "lulc", self.radius)
                app([*arguments, "--out", str(out / model)], standalone_mode=False)

    def _keep(self) -> None:
        """Work out what is kept: first of the place, then the maps before."""
        given = self.folder
        cover = read_biophysical(given / "biophysical.csv")
        self.grid = _grid(given / "lulc.tif")
        self.stages = CellStages(cover, self.settings, 255)
        eto = _read(given / "eto.tif")
        self.reference_et = ReferenceEt(eto, -9999.0, round(float(eto.max()), 9))
        self.soil = _read(given / "soil.tif")
        numbers = read_curve_numbers(given / "curve_numbers.csv")
        self.table = PairTable.of(numbers, Event(RAIN, 0.2), self.grid.cell_area)
        self.ground = Ground.of(numbers.codes, 255, 255)
        self.frame = read_units(given / "aoi.gpkg", self.grid)
        self.cells = UnitCells(self.frame.geometry.to_numpy(), self.grid)
        capacity, flagged = self.stages.capacity(_read(given / "lulc.tif"), self.reference_et)
        known = np.isfinite(capacity)
        self.around = Surroundings(known, known, self.grid, self.settings)
        maps = cooled(self.stages, self.around, capacity, flagged)
        self.green, self.park = flagged == 1, maps.park
        self.before = {"cc": capacity, "T_air_nomix": maps.unmixed, "T_air": maps.air}
        depth, share, volume = look_up(self._pairs("lulc", self.grid.whole), self.table)
        self.before |= dict(zip(RUNOFF, (depth, share, volume), strict=True))
        self.totals = {name: self._totals(self.before[name], self.grid.whole) for name in MEANS}

    def everywhere(self, out: Path) -> None:
        """Run both models on another land cover, with all that does not depend on it kept."""
        maps = self.whole_maps()
        self._write(out, maps)
        totals = {name: self._totals(maps[name][0], self.grid.whole) for name in MEANS}
        self._tables(out, totals)

    def whole_maps(self) -> Maps:
        """Return each map of the land cover changed everywhere."""
        codes = _read(self.folder / "lulc_everywhere.tif")
        capacity, green = self.stages.capacity(codes, self.reference_et)
        maps = cooled(self.stages, self.around, capacity, green)
        heat = zip(COOLING, (capacity, maps.mitigation, maps.unmixed, maps.air), strict=True)
        pair = pairs(codes, self.soil, self.ground)[0]
        rain = zip(RUNOFF, look_up(pair, self.table), strict=True)
        return {name: (values, self.grid.whole) for name, values in (*heat, *rain)}

    def window(self, out: Path) -> None:
        """Run both models where a change of 1 % of the cells is felt, from the maps before."""
        maps = self.changed_maps()
        self._write(out, maps)
        totals = {}
        for name, (values, window) in maps.items():
            if name in MEANS:
                moved = values - self.before[name][window.slices]
                totals[name] = self.totals[name] + self._totals(moved, window)
        self._tables(out, totals)

    def changed_maps(self) -> Maps:
        """Return each map in the window where it may differ from the one before."""
        own, around, shape = self.changed, self.around, self.grid.shape
        near = own.grown(around.parks.kernel.reach).within(shape)
        seen = near.grown(around.radius).within(shape)
        codes = _read(self.folder / "lulc_one_percent.tif", own)
        reference_et = ReferenceEt(
            self.reference_et.values[own.slices],
            self.reference_et.nodata,
            self.reference_et.highest,
        )
        capacity, flagged = self.stages.capacity(codes, reference_et)
        green = self.green[seen.slices].copy()
        green[own.inside(seen)] = flagged == 1
        counts = disc_count(green, around.radius, _inside(near, seen))
        known = around.known_around[near.slices]
        cc = self.before["cc"][near.slices].copy()
        cc[own.inside(near)] = capacity
        was = np.where(self.green[own.slices], self.before["cc"][own.slices], np.float32(0))
        moved, _ = around.parks.change(np.where(flagged == 1, capacity, np.float32(0)) - was, own)
        hm, unmixed = self.stages.mitigation(
            cc, self.park[near.slices] + moved,
            GreenAround(counts, known, around.disc, self.grid.cell_area),
        )  # fmt: skip
        warmed = np.nan_to_num(unmixed - self.before["T_air_nomix"][near.slices])
        moved, window = around.mixed.change(warmed, near)
        air = self.before["T_air"][window.slices] + moved
        maps = {"cc": (capacity, own), "hm": (hm, near), "T_air_nomix": (unmixed, near)}
        pair = pairs(codes, self.soil[own.slices], self.ground)[0]
        runoff = zip(RUNOFF, look_up(pair, self.table), strict=True)
        return maps | {"T_air": (air, window)} | {name: (of, own) for name, of in runoff}

    def away(self, maps: Maps, land_cover: str) -> float:
        """Return how far maps are from those that the commands write of a land cover, at most."""
        shutil.rmtree(self.out / "checked", ignore_errors=True)
        greatest = 0.0
        for model, names in (("cooling", COOLING), ("runoff", RUNOFF)):
            out = self.out / "checked" / model
            contado(model, self.folder, out, land_cover=land_cover, radius=self.radius)
            for name in names:
                values, window = maps[name]
                written = _read(out / f"{name}.tif", window)
                found = np.where(np.isfinite(values) & (values != -9999), values, written)
                greatest = max(greatest, float(np.abs(found - written).max()))
        return greatest

    def floor(self, out: Path) -> None:
        """Read each input once, and write what a run wrote once, in the same form."""
        for name in ("lulc", "eto", "soil"):
            _read(self.folder / f"{name}.tif")
        out.mkdir(parents=True)
        with ExitStack() as opened:
            for name, (values, profile) in self.written.items():
                raster = opened.enter_context(rasterio.open(out / f"{name}.tif", "w", **profile))
                raster.write(values[None])

    def _outputs(self) -> dict[str, tuple[np.ndarray, dict]]:
        """Return what a run wrote, with how it was written."""
        found = {}
        for path in sorted((self.out / "first").glob("*/*.tif")):
            with rasterio.open(path) as raster:
                kind = raster.tags(ns="IMAGE_STRUCTURE")
                form = {"zstd_level": 1, "predictor": kind.get("PREDICTOR", 1), "num_threads": 2}
                found[path.stem] = raster.read(1), raster.profile | form
        return found

    def _pairs(self, name: str, window: Window) -> np.ndarray:
        codes = _read(self.folder / f"{name}.tif", window)
        return pairs(codes, self.soil[window.slices], self.ground)[0]

    def _totals(self, values: np.ndarray, window: Window) -> np.ndarray:
        """Return the sum in each unit; a cell without data adds nothing."""
        return self.cells.sums(values, window).by_unit(len(self.frame))[1]

    def _write(self, out: Path, maps: Maps) -> None:
        for window in {window for _, window in maps.values()}:
            own = {name: values for name, (values, where) in maps.items() if where == window}
            rasters = [RASTERS[name] for name in own]
            with rasters_written(out, rasters, self.grid.part(window)) as writer:
                for name, values in own.items():
                    writer.write(name, values)

    def _tables(self, out: Path, totals: dict[str, np.ndarray]) -> None:
        count = self.cells.counts()
        columns = {MEANS[name]: total / np.maximum(count, 1) for name, total in totals.items()}
        write_plain_table(out / "units.csv", {"uid": list(range(len(count))), **columns})


def _read(path: Path, window: Window | None = None) -> np.ndarray:
    part = window and ((window.row, window.row + window.rows),
                       (window.column, window.column + window.columns))  # fmt: skip
    with rasterio.open(path, num_threads="all_cpus") as raster:
        return raster.read(1, window=part)


def _grid(path: Path):  # noqa: ANN202
    from contado.tiles.reading import grid_of

    with rasterio.open(path) as raster:
        return grid_of(raster)


def _inside(window: Window, outer: Window) -> Window:
    return Window(window.row - outer.row, window.column - outer.column, *window.shape)
