"""A synthetic city of any size and cell, for the benchmarks of the rain and heat models.

    python benchmarks/city.py [--rows 4000] [--columns N] [--cell 10] [--seed 1] [--folder DIR]

Twelve land-cover classes from random fields and centres, 4 % of the grid outside a boundary,
reference evapotranspiration, soil groups, 133 municipalities and 150 landscape units that overlap,
with wiggly borders, and buildings: files and tables laid out as InVEST reads them. Beside them,
two land covers of a scenario: `lulc_everywhere.tif`, where every cell changes, and
`lulc_one_percent.tif`, where the cells of one compact square change.

The fields are smooth on a coarse grid of bounded size and looked up by strips of cells, so memory
does not grow with the grid; the grain of single cells comes from noise seeded by the strip. A city
is made once and kept in DIR (default: a folder of the system's temporary one).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from city_fields import NODATA, City, Ground, land_cover
from contado.files import folder_written

CRS = "EPSG:32632"
WEST, NORTH = 490_000.0, 5_055_000.0
STRIP = 256
MUNICIPALITIES, LANDSCAPE_UNITS = 133, 150

BIOPHYSICAL = """\
lucode,lu_name,shade,kc,albedo,green_area,building_intensity
1,dense continuous,0.08,0.3,0.16,0,0.85
2,continuous,0.1,0.32,0.17,0,0.7
3,discontinuous,0.18,0.4,0.18,0,0.45
4,sparse,0.25,0.5,0.19,0,0.25
5,industrial,0.04,0.2,0.22,0,0.6
6,roads,0.03,0.15,0.12,0,0.05
7,park,0.7,0.9,0.19,1,0.02
8,arable,0.05,0.75,0.2,1,0
9,meadow,0.1,0.85,0.21,1,0
10,wood,0.9,1.0,0.15,1,0
11,water,0,1.05,0.06,0,0
12,bare,0.02,0.25,0.28,0,0
"""
CURVE_NUMBERS = """\
lucode,CN_A,CN_B,CN_C,CN_D
1,89,92,94,95
2,83,89,92,93
3,77,85,90,92
4,61,75,83,87
5,81,88,91,93
6,98,98,98,98
7,39,61,74,80
8,67,78,85,89
9,49,69,79,84
10,30,55,70,77
11,98,98,98,98
12,77,86,91,94
"""
TABLES = {
    "biophysical.csv": BIOPHYSICAL,
    "curve_numbers.csv": CURVE_NUMBERS,
    "energy.csv": "type,consumption,cost\n1,8.6,0.22\n2,11.9,0.22\n3,6.1,0.22\n",
    "damage.csv": "Type,Damage\n1,250\n2,400\n3,180\n",
}
# What a cell of each class becomes in a scenario: always another class.
CHANGED = {1: 2, 2: 7, 3: 4, 4: 7, 5: 12, 6: 4, 7: 10, 8: 9, 9: 10, 10: 8, 11: 9, 12: 7}


def strips(ground: Ground) -> Iterator[tuple[int, dict[str, np.ndarray]]]:
    """Give the rasters of the city, strip by strip from the north."""
    city, breaks = ground.city, ground.quantiles
    changed = np.arange(256, dtype=np.uint8)
    changed[list(CHANGED)] = list(CHANGED.values())
    for top in range(0, city.rows, STRIP):
        rows = min(STRIP, city.rows - top)
        random = np.random.Generator(np.random.Philox(key=[city.seed, top]))
        grain = {name: 0.25 * _noise(random, rows, city.columns) for name in ("built", "open")}

        def field(name: str, top: int = top, rows: int = rows, grain: dict = grain) -> np.ndarray:
            return ground.strip(name, top, rows) + grain.get(name, 0)

        lulc = land_cover(field, breaks)
        soil = 1 + np.digitize(field("soil"), breaks["soil"]).astype(np.uint8)
        soil[lulc == NODATA] = NODATA
        yield (
            top,
            {
                "lulc": lulc,
                "soil": soil,
                "eto": (5.1 + 0.35 * field("eto")).clip(3.5, 7).astype(np.float32),
                "lulc_everywhere": changed[lulc],
                "lulc_one_percent": _in_window(lulc, changed, city, top),
            },
        )


def _noise(random: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    return random.standard_normal((rows, columns), dtype=np.float32)


def _in_window(lulc: np.ndarray, changed: np.ndarray, city: City, top: int) -> np.ndarray:
    rows, columns = city.window()
    part = slice(max(rows.start - top, 0), max(rows.stop - top, 0)), columns
    after = lulc.copy()
    after[part] = changed[lulc[part]]
    return after


def write_rasters(ground: Ground, folder: Path) -> None:
    import rasterio
    from rasterio.windows import Window

    city = ground.city
    files: dict[str, rasterio.io.DatasetWriter] = {}
    for top, bands in strips(ground):
        for name, band in bands.items():
            if name not in files:
                files[name] = rasterio.open(folder / f"{name}.tif", "w", **profile(city, band))
            files[name].write(band, 1, window=Window(0, top, city.columns, len(band)))
    for file in files.values():
        file.close()


def profile(city: City, band: np.ndarray) -> dict:
    from rasterio.transform import from_origin

    return {
        "driver": "GTiff",
        "width": city.columns,
        "height": city.rows,
        "count": 1,
        "dtype": band.dtype,
        "nodata": NODATA if band.dtype == np.uint8 else -9999.0,
        "crs": CRS,
        "transform": from_origin(WEST, NORTH, city.cell, city.cell),
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        "compress": "lzw",
        "num_threads": "all_cpus",
        "bigtiff": "if_safer",
    }


def write_units(ground: Ground, path: Path) -> None:
    """Write municipalities, then landscape units, each kind covering the whole grid."""
    import geopandas as gpd

    kinds = {"municipality": MUNICIPALITIES, "landscape_unit": LANDSCAPE_UNITS}
    shapes = {kind: _districts(ground, count, len(kind)) for kind, count in kinds.items()}
    rows = [(kind, shape) for kind, several in shapes.items() for shape in several]
    frame = gpd.GeoDataFrame(
        {"uid": range(len(rows)), "kind": [kind for kind, _ in rows]},
        geometry=[shape for _, shape in rows],
        crs=CRS,
    )
    frame.to_file(path)


def _districts(ground: Ground, count: int, salt: int) -> np.ndarray:
    """Return ``count`` neighbours around random points, their borders made wiggly."""
    import shapely

    city = ground.city
    random = np.random.default_rng([city.seed, salt])
    seeds = random.uniform((0, 0), (city.width, city.height), (count, 2))
    box = shapely.box(0, 0, city.width, city.height)
    cells = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=box)
    cells = shapely.segmentize(shapely.intersection(shapely.get_parts(cells), box), 55)

    def wiggle(xy: np.ndarray) -> np.ndarray:
        x, y = xy.T
        inward = np.minimum.reduce([x, city.width - x, y, city.height - y])
        far = np.clip(inward / 1000, 0, 1)  # the border of the grid stays where it is
        east, north = ground.at("east", x, y) * far, ground.at("north", x, y) * far
        return np.column_stack([WEST + x + east, NORTH - y + north])

    return shapely.make_valid(shapely.transform(cells, wiggle))


def write_buildings(ground: Ground, path: Path) -> None:
    """Write turned rectangles where the land cover is built up, of three types."""
    import geopandas as gpd
    import shapely

    city, random = ground.city, np.random.default_rng([ground.city.seed, 11])
    x, y, lulc = _built_points(ground, random)
    sizes = np.exp(random.normal(2.6, 0.5, (len(x), 2)))
    turn = random.uniform(0, np.pi / 2, len(x))
    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]) * sizes[:, None, :]
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    across = corners[..., 0] * cos - corners[..., 1] * sin + WEST + x[:, None]
    along = corners[..., 0] * sin + corners[..., 1] * cos + NORTH - y[:, None]
    kind = np.where(lulc == 5, 3, random.integers(1, 3, len(x)))
    shapes = shapely.polygons(np.stack([across, along], axis=-1))
    gpd.GeoDataFrame({"type": kind}, geometry=shapes, crs=CRS)[: city.buildings].to_file(path)


def _built_points(ground: Ground, random: np.random.Generator) -> tuple[np.ndarray, ...]:
    city = ground.city
    x, y = random.uniform((0, 0), (city.width, city.height), (20 * city.buildings, 2)).T
    lulc = land_cover(lambda name: ground.at(name, x, y), ground.quantiles)
    kept = np.flatnonzero((lulc >= 1) & (lulc <= 5))[: city.buildings]
    return x[kept], y[kept], lulc[kept]


def made(city: City, home: Path | None = None) -> Path:
    """Return the folder of a city, made now where it is not there yet."""
    folder = (home or Path(tempfile.gettempdir()) / "contado-benchmarks") / city.name
    if not folder.exists():
        ground = Ground(city)
        with folder_written(folder) as draft:
            write_rasters(ground, draft)
            write_units(ground, draft / "aoi.gpkg")
            write_buildings(ground, draft / "buildings.gpkg")
            for name, text in TABLES.items():
                (draft / name).write_text(text, encoding="utf-8")
            (draft / "city.json").write_text(json.dumps(asdict(city)), encoding="utf-8")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--columns", type=int, help="as many as rows where not given")
    parser.add_argument("--cell", type=float, default=10.0, help="metres")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where cities are kept")
    asked = parser.parse_args()
    city = City(asked.rows, asked.columns or asked.rows, asked.cell, asked.seed)
    print(made(city, asked.folder))


if __name__ == "__main__":
    main()
