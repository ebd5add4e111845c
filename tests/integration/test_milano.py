"""Real Milan, made by its recipe from the files beside the repository."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.features import rasterize
from shapely import box, union_all

from contado.errors import BadInput
from contado.territory import Territory, check
from contado.territory.recipes import RecipeOptions, recipe
from contado.territory.recipes.model import RasterLayer, read_recipe
from contado.territory.recipes.runner import follow

SOURCES = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.milan,
    pytest.mark.skipif(not SOURCES.is_dir(), reason=f"no data of Milan in {SOURCES}"),
]
RESIDENTS = 3_219_391


def build(path, progress=lambda _text, _share: None, **layers):
    return recipe("milano")(path, RecipeOptions(sources=SOURCES, layers=layers), progress)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("milano") / "territory"
    shares = []
    notices = build(path, lambda _text, share: shares.append(share))
    return Territory.open(path), notices, shares


@pytest.fixture(scope="module")
def milan(made):
    return made[0]


def cells_of(milan, role, shapes):
    """Return the values of a raster and which cells have their centre in the shapes."""
    with milan.layer(role).raster() as raster:
        inside = rasterize(
            [(shape, 1) for shape in shapes], out_shape=raster.shape, transform=raster.transform
        )
        return raster.read(1, masked=True), inside.astype(bool)


def test_the_territory_is_whole_and_on_a_round_grid(milan):
    assert check(milan) == []
    assert (milan.crs, milan.grid.cell, milan.grid.x0, milan.grid.y0) == ("EPSG:32632", 10, 0, 0)
    assert milan.boundary.area / 1e6 == pytest.approx(1574.8, abs=0.1)


def test_it_has_what_is_public_and_nothing_that_is_not(milan):
    assert set(milan.layers) == {
        *("municipalities", "zones", "districts", "landscape_units", "population"),
        *("population_grid", "land_cover", "night_temperature", "stops", "services"),
        *("parks", "water", "basemap"),
    }
    assert not any(layer.simulated for layer in milan.layers.values())


def test_only_the_landscape_units_are_a_stand_in_and_they_cover_everything_once(milan):
    assert [layer.role for layer in milan.layers.values() if layer.stand_in] == ["landscape_units"]
    units = milan.layer("landscape_units").frame()
    assert len(units) == 132 + 88
    assert milan.boundary.difference(units.union_all()).area < 10
    assert units.area.sum() == pytest.approx(milan.boundary.area, abs=10)


def test_municipalities_and_districts_have_their_counts_and_codes(milan):
    municipalities = milan.layer("municipalities").frame()
    assert len(municipalities) == 133
    assert municipalities["istat_code"].str.fullmatch(r"015\d{3}").all()
    assert len(milan.layer("districts").frame()) == 88


def test_zones_keep_their_weakest_confidence_and_leave_milan_out(milan):
    zones = milan.layer("zones").frame().set_index("name")
    municipalities = milan.layer("municipalities").frame().set_index("name")
    assert len(zones) == 7
    assert zones.loc["Nord Milano", "confidence"] == "sourced"
    assert zones.loc["Sud Ovest", "confidence"] == "assumption"
    assert municipalities.loc["Vernate", "zone_confidence"] == "assumption"
    milano = municipalities.loc["Milano"]
    assert zones.union_all().intersection(milano.geometry).area < 1
    assert zones.area.sum() + milano.geometry.area == pytest.approx(milan.boundary.area, abs=10)


def test_residents_add_up(milan):
    people = milan.layer("population").frame()
    assert people[["female", "male"]].sum().sum() == RESIDENTS
    assert (people["istat_code"].nunique(), people["age"].max()) == (133, 100)


def test_the_grid_carries_the_residents_of_the_municipalities_that_it_covers(milan):
    municipalities = milan.layer("municipalities").frame().set_index("istat_code")
    people = milan.layer("population").frame().set_index("istat_code")[["female", "male"]]
    spread = milan.layer("population_grid").meta["spread"]
    for code in (*spread["whole"][:5], "015146"):
        density, inside = cells_of(milan, "population_grid", [municipalities.geometry[code]])
        assert density[inside].sum() * 0.01 == pytest.approx(people.loc[code].sum().sum(), rel=1e-4)
    assert len(spread["whole"]) == 31
    assert all(share < 0.06 for share in spread["in_part"].values())
    covered = people.loc[spread["whole"]].sum().sum() / RESIDENTS
    assert covered == pytest.approx(0.686, abs=0.001)


def test_outside_the_grid_of_residents_there_is_no_datum_rather_than_nobody(milan):
    legnano = milan.layer("municipalities").frame().set_index("name").geometry["Legnano"]
    with milan.layer("population_grid").raster() as raster:
        assert not box(*raster.bounds).intersects(legnano)
        assert raster.nodata is not None
        assert raster.read(1, masked=True).mask.mean() > 0.3


def test_land_cover_is_the_source_cell_by_cell_and_covers_38_percent(milan):
    with milan.layer("land_cover").raster() as raster:
        ours = raster.read(1)
    source = SOURCES / "landcover/lcz_sentinel2_2016_milano_10m.tif"
    with rasterio.open(source) as raster:
        np.testing.assert_array_equal(ours, raster.read(1))
    cover, inside = cells_of(milan, "land_cover", [milan.boundary])
    share = (inside & ~cover.mask).sum() * 100 / milan.boundary.area
    assert share == pytest.approx(0.384, abs=0.002)
    assert set(milan.layer("land_cover").legend.values()) == {
        *("lcz_compact_midrise", "lcz_built_mixed", "lcz_scattered_trees", "lcz_low_plants"),
        "lcz_water",
    }


def test_night_temperature_is_the_summer_night_everywhere_and_the_city_is_warmer(milan):
    layer = milan.layer("night_temperature")
    night, inside = cells_of(milan, "night_temperature", [milan.boundary])
    assert (layer.meta["kind"], layer.meta["band"]) == ("LST", "LST_JJA_mean_night")
    assert not night.mask[inside].any()
    assert 14 <= night[inside].min() < night[inside].max() <= 23
    city = milan.layer("municipalities").frame().set_index("name").geometry["Milano"]
    inner = cells_of(milan, "night_temperature", [city])[1]
    assert night[inner].mean() > night[inside].mean() + 0.5


def test_stations_are_counted_once_and_the_repair_says_which(milan):
    layer = milan.layer("stops")
    stops = layer.frame()
    assert stops["mode"].value_counts()[["metro", "rail"]].to_dict() == {"metro": 125, "rail": 144}
    (joined,) = [row for row in layer.meta["repairs"] if row["repair"] == "interchanges_joined"]
    assert len(joined["touched"]) == 5
    assert "DUOMO M3 + DUOMO M1" in joined["touched"]
    duomo = stops[(stops["name"] == "DUOMO") & (stops["mode"] == "metro")]
    assert list(duomo["lines"]) == ["1,3"]


def test_every_repair_is_told_to_the_person_who_asked(made):
    milan, notices, shares = made
    told = {notice.code.removeprefix("recipes.") for notice in notices}
    kept = {
        row["repair"] for layer in milan.layers.values() for row in layer.meta.get("repairs", ())
    }
    assert told == kept | {"territory.partly_covered"}
    (share,) = [n.values["share"] for n in notices if n.code == "territory.partly_covered"]
    assert share == 88.5  # the city of Milan is in none of the homogeneous zones
    assert "invalid_made_valid" in kept
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)


def test_services_have_a_kind_and_one_row_a_place(milan):
    kinds = milan.layer("services").frame()["kind"].value_counts()
    assert set(kinds.index) == {"school", "pharmacy", "hospital", "sports", "pool", "library"}
    assert (kinds["sports"], kinds["pool"]) == (130, 20)


def test_an_unstated_licence_stays_unstated_and_goes_on_to_what_contains_it(milan):
    licences = {layer.role: layer.licence for layer in milan.layers.values()}
    assert licences["night_temperature"] == "unstated"
    assert licences["stops"] == "unstated"
    assert licences["basemap"] == "ODbL-1.0"
    assert licences["water"] == "IODL-2.0"
    assert licences["land_cover"] == "CC0-1.0"
    assert all(layer.attribution for layer in milan.layers.values())
    notes = [part["note"] for part in milan.layer("night_temperature").meta["parts"]]
    assert notes == ["[MODIS: pubblico dominio / public domain]"]


def test_the_same_sources_give_the_same_bytes(milan, tmp_path):
    build(tmp_path / "again")
    again = Territory.open(tmp_path / "again")
    assert again.snapshot == milan.snapshot


def test_a_layer_that_a_person_supplies_takes_the_place_of_the_stand_in(milan, tmp_path):
    west, south, east, north = milan.boundary.bounds
    middle = (west + east) / 2
    halves = [box(west, south, middle, north), box(middle, south, east, north)]
    units = gpd.GeoDataFrame(
        {"UPA": ["1", "2"], "name": ["W", "E"]}, geometry=halves, crs=milan.crs
    )
    file = tmp_path / "upa.gpkg"
    units.to_crs("EPSG:4326").to_file(file)
    (tmp_path / "upa.gpkg.yaml").write_text(
        "producer: Città metropolitana di Milano\nlicence: CC-BY-4.0\ndate: 2021-10-06\n"
        "columns: {code: UPA}\n",
        encoding="utf-8",
    )
    table = tmp_path / "criticality.csv"
    table.write_text("istat_code,criticality\n015146,A\n", encoding="utf-8")
    notices = build(tmp_path / "t", landscape_units=file, hydraulic_criticality=table)
    made = Territory.open(tmp_path / "t")
    layer = made.layer("landscape_units")
    assert (layer.stand_in, layer.rows, layer.date) == (False, 2, date(2021, 10, 6))
    assert made.layer("hydraulic_criticality").frame()["istat_code"].tolist() == ["015146"]
    assert [n.where for n in notices if n.code == "recipes.undeclared"] == ["criticality.csv"]
    assert union_all(layer.frame().geometry).area == pytest.approx(units.union_all().area, rel=1e-4)
    assert check(made) == []


def test_all_missing_files_are_one_message_and_nothing_is_left(tmp_path):
    sources = tmp_path / "data"
    shutil.copytree(SOURCES / "boundaries", sources / "boundaries")
    with pytest.raises(BadInput) as caught:
        recipe("milano")(tmp_path / "t", RecipeOptions(sources=sources), lambda *_: None)
    (problem,) = caught.value.problems
    assert "lcz_sentinel2_2016_milano_10m.tif (land_cover)" in str(problem.say("it"))
    assert "reticolo_idrografico_rip_aipo_2026.gpkg (water, basemap)" in str(problem.say("en"))
    assert "comuni_cmm" not in str(problem.say("it"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def with_night(**change):
    milano = read_recipe("milano")
    layers = [
        layer.model_copy(update=change) if layer.role == "night_temperature" else layer
        for layer in milano.layers
        if layer.role == "municipalities" or (isinstance(layer, RasterLayer) and not layer.spread)
    ]
    return milano.model_copy(update={"layers": tuple(layers)})


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (
            {
                "file": "climate/temperatura_aria_urbclim_luglio2016_100m.tif",
                "crs": "EPSG:32632",
                "band": "tas_mean_2016_07",
            },
            ["recipes.not_night", "recipes.implausible"],
        ),
        ({"band": "LST_JJA_mean_day"}, ["recipes.not_night", "recipes.implausible"]),
        ({"band": "LST_DJF_mean_night"}, ["recipes.implausible"]),
        ({"band": "LST_JJA_night"}, ["recipes.no_band"]),
    ],
    ids=["monthly mean of the air", "day", "winter", "no such band"],
)
def test_what_is_not_a_summer_night_is_refused(change, codes, tmp_path):
    options = RecipeOptions(sources=SOURCES)
    with pytest.raises(BadInput) as caught:
        follow(with_night(**change), tmp_path / "t", options, lambda *_: None)
    assert [problem.code for problem in caught.value.problems] == codes
    assert list(tmp_path.iterdir()) == []
