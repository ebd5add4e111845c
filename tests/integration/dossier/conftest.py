"""A small territory with every layer the sheets read, and an intervention on it."""

import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from contado.territory import Source, Territory
from contado.territory.building import building
from contado.territory.testing import (
    CRS,
    LEGEND,
    SETTINGS,
    SOUTH,
    WEST,
    land_cover,
    municipalities,
    write_raster,
)

SOURCE = Source(producer="Ente di prova", licence="CC-BY-4.0", date=date(2024, 1, 1))
STAND_IN = SOURCE.model_copy(update={"stand_in": True})


def make(path: Path) -> Territory:
    night = np.linspace(20, 26, 200).reshape(1, 20, 10).repeat(2, axis=2)[0].astype("float32")
    people = np.full((10, 20), 4000, dtype="float32")
    west = np.array([WEST, WEST + 1000.0])
    units = gpd.GeoDataFrame(
        {"code": ["U1", "U2"], "name": ["Unità uno", "Unità due"]},
        geometry=shapely.box(west, SOUTH, west + 1000.0, SOUTH + 1000.0),
        crs=CRS,
    )
    with building(path, SETTINGS) as new:
        new.add_vector("municipalities", municipalities(), source=SOURCE)
        new.add_vector("landscape_units", units, source=STAND_IN)
        cover = write_raster(new.work / "cover.tif", land_cover())
        new.add_raster("land_cover", cover, source=SOURCE, meta={"legend": LEGEND})
        file = write_raster(new.work / "night.tif", night, cell=100, nodata=-9999)
        meta = {"kind": "LST", "season": "estate"}
        new.add_raster("night_temperature", file, source=SOURCE, meta=meta)
        file = write_raster(new.work / "people.tif", people, cell=100, nodata=-9999)
        new.add_raster("population_grid", file, source=SOURCE)
    return Territory.open(path)


@pytest.fixture
def ground(tmp_path: Path) -> Territory:
    return make(tmp_path / "prova")


def feature(name: str, west: float, south: float, **more: object) -> dict[str, object]:
    box = shapely.box(WEST + west, SOUTH + south, WEST + west + 80, SOUTH + south + 60)
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(box),
        "properties": {
            "id": name,
            "name": f"Intervento {name}",
            "filed_on": "2024-06-01",
            "measures": [{"measure": "NBS01", "share": 0.6}],
            "surfaces": {
                "before": {"sealed": 4800},
                "after": {"sealed": 1920, "permeable": 2880},
            },
            "realisation": {
                "treated_area": "yes", "native_species": "yes", "soil_depth": "yes",
                "maintenance_plan": "yes", "sewer_disconnection": "yes", "accessibility": "yes",
                "visibility": "partly", "monitoring": "no",
            },
            **more,
        },
    }  # fmt: skip


def written(path: Path, *features: dict[str, object]) -> Path:
    crs = {"type": "name", "properties": {"name": CRS}}
    content = {"type": "FeatureCollection", "crs": crs, "features": list(features)}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def interventions():
    """Return the functions that make a feature and write features to a file."""
    return feature, written


@pytest.fixture
def square(tmp_path: Path) -> Path:
    return written(tmp_path / "piazza.geojson", feature("piazza", 300, 400))
