"""Any geometry, as text or as bytes, comes out as a shape or as a refusal, of both readers."""

import json
import math
import sqlite3
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contado.errors import BadInput
from contado.interventions import read_interventions
from contado.territory import read_vector

LOT = shapely.box(515_000, 5_034_000, 515_100, 5_034_050)
READERS: dict[str, Callable[[Path], object]] = {
    "layers": read_vector,
    "interventions": partial(
        read_interventions, territory_crs="EPSG:32632", boundary=LOT.buffer(5000), measures=[]
    ),
}
NUMBERS = st.one_of(
    st.sampled_from([515_000.0, 515_100.0, 5_034_000.0, 0.0, 180.0, 1e308, -1e308, math.nan]),
    st.floats(),
)
POINTS = st.lists(NUMBERS, min_size=0, max_size=4)
RINGS = st.lists(POINTS, max_size=6)
KINDS = ["Point", "LineString", "Polygon", "MultiPolygon", "CurvePolygon", "CircularString"]
SIMPLE = st.fixed_dictionaries(
    {
        "type": st.sampled_from(KINDS),
        "coordinates": st.one_of(POINTS, RINGS, st.lists(RINGS, max_size=3)),
    }
)
SHAPES = st.recursive(
    SIMPLE,
    lambda inner: st.fixed_dictionaries(
        {"type": st.just("GeometryCollection"), "geometries": st.lists(inner, max_size=3)}
    ),
    max_leaves=4,
)
PARTS = st.integers(0, 5) | st.just(0xFFFF_FFF0)


@st.composite
def blobs(draw: st.DrawFn, depth: int = 0) -> bytes:
    """Geometry of a GeoPackage: any kind of ISO WKB, with heights and measures, whole or not."""
    kind = draw(st.sampled_from([1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 15, 16, 17, 99]))
    extra = draw(st.sampled_from([0, 1000, 2000, 3000]))
    wide = 2 + (extra > 0) + (extra == 3000)
    head = struct.pack("<BI", 1, kind + extra)
    if kind in (1, 2, 8):
        points = [draw(st.lists(NUMBERS, min_size=wide, max_size=wide)) for _ in range(3)]
        count = b"" if kind == 1 else struct.pack("<I", draw(st.sampled_from([3, 2, 0xFFFF_FFF0])))
        return head + count + b"".join(struct.pack(f"<{wide}d", *point) for point in points)
    inner = draw(st.lists(blobs(depth + 1), max_size=2)) if depth < 2 else []
    return head + struct.pack("<I", draw(st.just(len(inner)) | PARTS)) + b"".join(inner)


def read_or_refused(reader: str, path: Path) -> None:
    try:
        READERS[reader](path)
    except BadInput as refused:
        told = [problem.line(language) for problem in refused.problems for language in ("it", "en")]
        assert all("Exception" not in line for line in told)


@pytest.mark.parametrize("reader", READERS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(shape=SHAPES)
def test_a_geometry_of_text_is_read_or_refused(tmp_path: Path, reader: str, shape: object) -> None:
    feature = {"type": "Feature", "properties": {"id": "a"}, "geometry": shape}
    crs = {"type": "name", "properties": {"name": "EPSG:32632"}}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}))
    read_or_refused(reader, path)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("geometry") / "a.gpkg"
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[LOT], crs="EPSG:32632").to_file(
        path, layer="interventions", driver="GPKG", SPATIAL_INDEX="NO"
    )
    return path


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60, deadline=None)
@given(blob=blobs())
def test_a_geometry_of_bytes_is_read_or_refused(package: Path, reader: str, blob: bytes) -> None:
    with sqlite3.connect(package) as base:
        base.execute(
            "UPDATE interventions SET geom = ?", (b"GP\0\1" + struct.pack("<i", 32632) + blob,)
        )
    base.close()
    read_or_refused(reader, package)


def test_rows_whose_ring_is_open_are_named(tmp_path: Path) -> None:
    rings = [list(LOT.exterior.coords), list(LOT.exterior.coords)[:-1]]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [one]}}
        for one in rings
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.raises(BadInput) as refused:
        read_vector(path)
    assert [(one.code, one.values) for one in refused.value.problems] == [
        ("territory.broken_shapes", {"rows": "2"})
    ]
