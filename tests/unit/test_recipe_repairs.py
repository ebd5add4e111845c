"""The repairs a recipe may name: each mends what it says, and says what it mended."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, Polygon, box

from contado.errors import LANGUAGES, messages
from contado.territory.recipes.repairs import (
    REPAIRS,
    Done,
    codes_to_text,
    far_left_out,
    interchanges_joined,
    invalid_made_valid,
    invalid_set_aside,
    same_place_joined,
)

UTM = "EPSG:32632"
LINES = {"line_words": ["M1", "M2", "M3"], "fillers": ["S", "SAN"]}


def stations(*rows):
    names, lines, xs = zip(*rows, strict=True)
    codes = [str(number) for number in range(1, len(rows) + 1)]
    points = [Point(x, 0) for x in xs]
    return gpd.GeoDataFrame({"id": codes, "name": names, "lines": lines}, geometry=points, crs=UTM)


def bow_tie():
    shapes = [box(0, 0, 1, 1), Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), None]
    return gpd.GeoDataFrame({"name": ["a", "b", "c"]}, geometry=shapes, crs=UTM)


def test_a_code_read_as_a_number_gets_its_zero_back_and_is_reported_once():
    frame, touched = codes_to_text(pd.DataFrame({"code": [15146, 15146, 15002]}))
    assert list(frame["code"]) == ["015146", "015146", "015002"]
    assert touched == ["15146 -> 015146", "15002 -> 015002"]


def test_codes_that_are_right_are_not_reported():
    frame, touched = codes_to_text(pd.DataFrame({"code": ["015146"]}), prefix="015")
    assert list(frame["code"]) == ["015146"]
    assert touched == []


def test_an_interchange_recorded_once_a_line_becomes_one_station_in_the_middle():
    frame, touched = interchanges_joined(
        stations(("DUOMO M1", "1", 0), ("CORDUSIO", "1", 400), ("DUOMO M3", "3", 110)), **LINES
    )
    assert touched == ["DUOMO M1 + DUOMO M3"]
    joined = frame[frame["name"] == "DUOMO"].iloc[0]
    assert (joined["id"], joined["lines"], joined.geometry.x) == ("1+3", "1,3", 55.0)
    assert len(frame) == 2


def test_names_written_differently_are_the_same_station():
    rows = (("S.AMBROGIO", "2", 0), ("SAN AMBROGIO 4", "4", 22))
    assert interchanges_joined(stations(*rows), **LINES)[1] == ["S.AMBROGIO + SAN AMBROGIO 4"]


@pytest.mark.parametrize(
    "rows",
    [
        (("LORETO M1", "1", 0), ("LORETO M2", "2", 301)),
        (("LORETO M1", "1", 0), ("LIMA", "2", 50)),
        (("LORETO M1", "1", 0), ("LORETO M1", "1,2", 50)),
        (("M1", "1", 0), ("M2", "2", 50)),
    ],
    ids=["too far", "another name", "a line in common", "no name of their own"],
)
def test_stations_that_may_be_two_stay_two(rows):
    frame, touched = interchanges_joined(stations(*rows), **LINES)
    assert (len(frame), touched) == (2, [])


def test_three_points_of_one_interchange_become_one():
    rows = (("DUOMO M1", "1", 0), ("DUOMO M2", "2", 100), ("DUOMO M3", "3", 200))
    frame, touched = interchanges_joined(stations(*rows), **LINES)
    assert list(frame["lines"]) == ["1,2,3"]
    assert touched == ["DUOMO M1 + DUOMO M2 + DUOMO M3"]


def test_rows_of_one_place_are_joined_and_their_kinds_kept():
    rows = pd.DataFrame(
        {"name": ["Iseo", "Iseo", "Saini"], "at": ["x", "x", "y"], "kind": ["nuoto", "calcio", "x"]}
    )
    frame, touched = same_place_joined(rows, by=["at"], collect=["kind"])
    assert list(frame["kind"]) == ["nuoto; calcio", "x"]
    assert touched == ["Iseo (2)"]


def test_a_bow_tie_is_rebuilt_only_where_the_repair_is_named():
    frame, touched = invalid_made_valid(bow_tie().dropna())
    assert frame.geometry.is_valid.all()
    assert frame.geometry.area.sum() == pytest.approx(1 + 2)
    assert touched == ["2: Self-intersection[1 1]"]


def test_invalid_and_missing_geometries_are_set_aside_with_their_row():
    frame, touched = invalid_set_aside(bow_tie())
    assert list(frame["name"]) == ["a"]
    assert [text.split(":")[0] for text in touched] == ["2", "3"]


def test_what_is_far_from_the_area_is_left_out_and_counted():
    frame, touched = far_left_out(
        stations(("A", "1", 5), ("B", "1", 99)), area=box(0, 0, 10, 10), within=50
    )
    assert list(frame["name"]) == ["A"]
    assert touched == ["1 / 2"]


def test_no_repair_changes_the_frame_it_was_given():
    given = bow_tie()
    before = given.copy()
    invalid_set_aside(given)
    invalid_made_valid(given.dropna())
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize("repair", sorted(REPAIRS))
def test_every_repair_has_its_report_in_both_languages(repair):
    note = Done(repair, "file.gpkg", ("a", "b")).note()
    assert note.code in messages()
    for language in LANGUAGES:
        assert "a; b" in str(note.say(language))
