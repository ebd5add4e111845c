"""The files in ``examples/`` are read, and lie where they say."""

from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from contado.interventions import Read, geometry_of, read_interventions

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
BOUNDARIES = ROOT.parent / "shared" / "data" / "boundaries" / "comuni_cmm_istat2026.gpkg"
CODES = [f"NBS{number:02d}" for number in range(1, 18)]
FILES = [
    ("piazza.geojson", None, ["piazza-beccaria"]),
    ("parcheggio.zip", None, ["parcheggio-lampugnano"]),
    ("interventi.gpkg", None, ["legnano-piazza", "melzo-cortile"]),
    ("tetto.dxf", "EPSG:32632", ["tetto"]),
    ("filare.csv", "EPSG:3003", ["filare-abbiategrasso"]),
]


def read(name: str, crs: str | None, boundary: shapely.Geometry) -> Read:
    return read_interventions(
        EXAMPLES / name, territory_crs="EPSG:32632", boundary=boundary, measures=CODES, crs=crs
    )


@pytest.mark.parametrize(("name", "crs", "ids"), FILES)
def test_an_example_is_read_without_complaint(name: str, crs: str | None, ids: list[str]) -> None:
    result = read(name, crs, shapely.box(480_000, 5_010_000, 550_000, 5_060_000))
    assert [lot.id for lot in result.interventions] == ids
    assert all(lot.measures for lot in result.interventions)
    expected = ["interventions.transformed"] if crs == "EPSG:3003" else []
    assert [notice.code for notice in result.notices] == expected


def test_every_example_is_tested() -> None:
    found = {path.name for path in EXAMPLES.iterdir() if path.suffix not in (".md", ".yaml")}
    assert found == {name for name, _, _ in FILES}


@pytest.mark.milan
@pytest.mark.skipif(not BOUNDARIES.exists(), reason="the real data of Milan are not beside")
@pytest.mark.parametrize(("name", "crs", "ids"), FILES)
def test_an_example_lies_in_the_comune_it_declares(
    name: str, crs: str | None, ids: list[str]
) -> None:
    comuni: Any = pyogrio.read_dataframe(BOUNDARIES).to_crs("EPSG:32632")
    for lot in read(name, crs, comuni.union_all()).interventions:
        around = comuni[comuni.contains(geometry_of(lot))]
        assert len(around) == 1
        assert lot.municipality in (None, around.istat_code.iloc[0])
