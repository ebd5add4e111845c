"""A small recipe followed: what it makes, and what it says of files it was not written for."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import yaml
from affine import Affine
from pydantic import ValidationError
from shapely import Point, box

from contado.errors import BadInput
from contado.territory import Territory
from contado.territory.recipes import RecipeOptions
from contado.territory.recipes.model import DeclaredRecipe, SourcePart, read_recipe
from contado.territory.recipes.repairs import REPAIRS
from contado.territory.recipes.runner import follow

UTM = "EPSG:32632"
X, Y = 500_000, 5_000_000
RECIPE = """
recipe: small
name: Small
crs: EPSG:32632
cell: 10
origin: [0, 0]
reach: 1000
credits:
  a: {producer: A, licence: CC-BY-4.0, date: 2020-01-01, attribution: by A, source: sa}
  b: {producer: B, licence: ODbL-1.0, date: 2021-01-01, attribution: by B, source: sb}
layers:
  - role: municipalities
    parts:
      - file: towns.gpkg
        credits: [a]
        crs: EPSG:32632
        columns: {istat_code: CODE, name: NAME}
        repairs: {codes_to_text: {column: istat_code}}
  - role: population
    parts:
      - file: people.csv
        credits: [a]
        columns: {istat_code: code, age: age, female: F, male: M}
        among: municipalities
  - role: population_grid
    file: grid.tif
    credits: [a]
    crs: EPSG:32632
    band: density
    cell: 100
    resampling: average
    between: [0, 10000]
    spread: {by: population, whole_from: 0.9}
  - role: services
    parts:
      - file: schools.gpkg
        credits: [a, b]
        crs: EPSG:32632
        where: {open: ["yes"]}
        columns: {id: "school:{id}", name: name, kind: sort}
        classes: {kind: {primary: school, gone: null}}
        join: {file: levels.csv, key: name, columns: {level: level}}
"""


def write(folder):
    towns = {"CODE": [15001, 15002], "NAME": ["West", "East"]}
    squares = [box(X + 1000 * i, Y, X + 1000 * i + 1000, Y + 1000) for i in range(2)]
    gpd.GeoDataFrame(towns, geometry=squares, crs=UTM).to_file(folder / "towns.gpkg")
    schools = {
        "id": [1, 2, 3],
        "name": ["A", "B", "C"],
        "sort": ["primary"] * 3,
        "open": ["yes", "yes", "no"],
    }
    points = [Point(X + 10, Y + 10), Point(X + 90_000, Y), Point(X + 20, Y + 20)]
    gpd.GeoDataFrame(schools, geometry=points, crs=UTM).to_file(folder / "schools.gpkg")
    (folder / "levels.csv").write_text("name,level\nA,1\nB,2\n", encoding="utf-8")
    (folder / "people.csv").write_text(
        "code,age,F,M\n015001,0,30,20\n015002,0,5,5\n016001,0,9,9\n", encoding="utf-8"
    )
    density = np.full((1, 10, 15), 100, dtype="float32")
    place = Affine(100, 0, X, 0, -100, Y + 1000)
    grid(folder / "grid.tif", density, place)


def grid(path, values, transform):
    count, height, width = values.shape
    about = {"count": count, "height": height, "width": width, "dtype": values.dtype}
    with rasterio.open(
        path, "w", driver="GTiff", crs=UTM, transform=transform, nodata=-9999, **about
    ) as file:
        file.write(values)
        file.set_band_description(1, "density")


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "sources"
    folder.mkdir()
    write(folder)
    return folder


def said(**change):
    recipe = yaml.safe_load(RECIPE)
    for path, value in change.items():
        *way, last = path.split("__")
        place = recipe
        for step in way:
            place = place[int(step) if step.isdecimal() else step]
        place[last] = value
    return DeclaredRecipe.model_validate(recipe)


def make(sources, recipe=None, **layers):
    options = RecipeOptions(sources=sources, layers=layers)
    notices = follow(recipe or said(), sources.parent / "t", options, lambda *_: None)
    return Territory.open(sources.parent / "t"), notices


def refused(sources, recipe=None, **layers):
    with pytest.raises(BadInput) as caught:
        make(sources, recipe, **layers)
    assert not (sources.parent / "t").exists()
    for problem in caught.value.problems:
        assert problem.line("it")
        assert problem.line("en")
    return [problem.code for problem in caught.value.problems]


def test_rows_are_kept_named_classed_and_joined(sources):
    services = make(sources)[0].layer("services")
    (row,) = services.frame().drop(columns="geometry").to_dict("records")
    assert row == {"id": "school:1", "name": "A", "kind": "school", "level": "1"}


def test_a_layer_of_two_files_owes_both_producers_and_takes_the_stricter_licence(sources):
    services = make(sources)[0].layer("services")
    assert (services.producer, services.licence) == ("A; B", "ODbL-1.0")
    assert (services.attribution, str(services.date)) == ("by A; by B", "2021-01-01")


def test_repairs_are_told_and_written_into_the_layer(sources):
    territory, notices = make(sources)
    assert [n.code for n in notices] == ["recipes.codes_to_text", "recipes.far_left_out"]
    (row,) = territory.layer("municipalities").meta["repairs"]
    assert row["touched"] == ["15001 -> 015001", "15002 -> 015002"]


def test_a_total_is_spread_where_the_grid_covers_a_town_and_left_alone_where_it_does_not(sources):
    layer = make(sources)[0].layer("population_grid")
    with layer.raster() as raster:
        density = raster.read(1)
    assert density[:, :10].sum() * 0.01 == pytest.approx(50)
    assert (density[:, 10:] == 100).all()
    assert layer.meta["spread"]["whole"] == ["015001"]
    assert layer.meta["spread"]["in_part"] == {"015002": 0.5}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"layers__0__parts__0__crs": "EPSG:4326"}, "recipes.other_crs"),
        ({"layers__0__parts__0__columns__name": "NOME"}, "recipes.column_missing"),
        ({"layers__3__parts__0__classes__kind": {"gone": "school"}}, "recipes.value_unknown"),
        ({"layers__3__parts__0__where": {}}, "recipes.not_joined"),
        ({"layers__2__band": "people"}, "recipes.no_band"),
        ({"layers__2__between": [0, 50]}, "recipes.implausible"),
        ({"layers__2__crs": "EPSG:3035"}, "recipes.other_crs"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_another_than_the_recipe_means_is_refused(sources, change, code):
    assert refused(sources, said(**change)) == [code]


def test_a_table_that_is_no_text_is_refused(sources):
    (sources / "people.csv").write_bytes(b"\x1f\x8b\x00\xff\xfe")
    assert refused(sources) == ["territory.unreadable"]


@pytest.mark.parametrize(
    "change",
    [
        {"layers__0__role": "towns"},
        {"layers__0__parts__0__repairs": {"make_it_nice": {}}},
        {"layers__0__parts__0__credits": ["nobody"]},
        {"credits__a__licence": "free"},
        {"layers__0__colour": "red"},
    ],
    ids=["role", "repair", "credit", "licence", "word"],
)
def test_a_recipe_that_says_something_unknown_is_not_read(change):
    with pytest.raises(ValidationError):
        said(**change)


def test_all_that_is_missing_is_told_at_once(sources):
    (sources / "grid.tif").unlink()
    (sources / "levels.csv").unlink()
    codes = refused(sources, upa=sources / "upa.gpkg")
    assert codes == ["territory.role_unknown", "territory.file_missing", "recipes.missing_sources"]


def test_options_that_the_recipe_would_ignore_are_refused(sources, tmp_path):
    options = RecipeOptions(area="015", cell=5.0)
    with pytest.raises(BadInput) as caught:
        follow(said(), tmp_path / "t", options, lambda *_: None)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["recipes.option_unused", "recipes.option_unused", "recipes.no_sources"]


def units(sources):
    file = sources / "units.gpkg"
    frame = gpd.GeoDataFrame(
        {"code": ["U"], "name": ["Unit"]}, geometry=[box(X, Y, X + 2000, Y + 1000)], crs=UTM
    )
    frame.to_file(file)
    return file


def test_a_supplied_layer_without_terms_says_that_none_are_declared(sources):
    territory, notices = make(sources, landscape_units=units(sources))
    layer = territory.layer("landscape_units")
    assert (layer.licence, str(layer.date), layer.source) == (
        "unstated",
        "2021-01-01",
        "units.gpkg",
    )
    assert "recipes.undeclared" in [notice.code for notice in notices]


def test_a_supplied_layer_takes_its_terms_from_the_page_beside_it(sources):
    file = units(sources)
    page = "producer: PTM\nlicence: CC-BY-4.0\ndate: 2022-02-02\nstand_in: true\n"
    (sources / "units.gpkg.yaml").write_text(page, encoding="utf-8")
    territory, notices = make(sources, landscape_units=file)
    layer = territory.layer("landscape_units")
    assert (layer.producer, layer.licence, layer.stand_in) == ("PTM", "CC-BY-4.0", True)
    assert "recipes.undeclared" not in [notice.code for notice in notices]


@pytest.mark.parametrize("page", ["colour: red", "date: soon", "[", "- a"])
def test_a_page_of_terms_that_is_wrong_is_refused(sources, page):
    file = units(sources)
    (sources / "units.gpkg.yaml").write_text(page, encoding="utf-8")
    assert set(refused(sources, landscape_units=file)) == {"recipes.terms_invalid"}


def test_a_supplied_raster_is_brought_onto_the_grid_where_its_page_asks(sources):
    file = sources / "night.tif"
    grid(file, np.full((1, 5, 5), 20, dtype="float32"), Affine(333, 0, X, 0, -333, Y + 1000))
    (sources / "night.tif.yaml").write_text(
        "producer: P\nlicence: CC0-1.0\ndate: 2022-02-02\nmeta: {kind: LST}\n"
        "align: nearest\ncell: 100\n",
        encoding="utf-8",
    )
    with rasterio.open(file, "r+") as raster:
        raster.set_band_description(1, "night")
    layer = make(sources, night_temperature=file)[0].layer("night_temperature")
    assert (layer.cell, layer.meta["kind"]) == (100, "LST")


def test_a_supplied_temperature_that_is_not_of_the_night_is_refused(sources):
    file = sources / "air.tif"
    grid(file, np.full((1, 5, 5), 20, dtype="float32"), Affine(100, 0, X, 0, -100, Y + 1000))
    with rasterio.open(file, "r+") as raster:
        raster.set_band_description(1, "tas_mean_2016_07")
    assert refused(sources, night_temperature=file) == ["recipes.not_night"]


def test_the_recipe_of_milan_names_each_role_once():
    named = [layer.role for layer in read_recipe("milano").layers]
    assert len(set(named)) == len(named)
    assert named[0] == "municipalities"


DOCS = Path(__file__).parents[2] / "docs"


def test_every_word_of_a_part_and_every_repair_is_in_the_how_to():
    page = (DOCS / "how-to" / "write-a-recipe.md").read_text(encoding="utf-8")
    words = {*SourcePart.model_fields, *REPAIRS}
    assert {word for word in words if f"`{word}`" not in page} == set()


def test_every_role_of_milan_has_its_row_in_the_page_of_its_data():
    page = (DOCS / "milano-data.md").read_text(encoding="utf-8")
    roles_named = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert {layer.role for layer in read_recipe("milano").layers} <= roles_named
