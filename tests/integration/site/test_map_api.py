"""What the map asks for."""

import json
import zlib

import numpy as np
import pytest
import shapely


def places(client, query: str) -> list[dict]:
    return client.get("/api/v1/search", {"q": query}).json()["places"]


@pytest.mark.parametrize("query", ["monza", "MONZA", "  Mònzà ", "108033"])
def test_a_comune_is_found_whatever_case_accents_and_blanks(anyone, query) -> None:
    assert places(anyone, query)[0]["name"] == "Monza"


def test_a_station_and_a_unit_are_found(anyone) -> None:
    kinds = {place["role"] for place in places(anyone, "seregno")}
    assert {"municipalities", "stops"} <= kinds
    assert places(anyone, "UPA001")[0]["role"] == "landscape_units"


@pytest.mark.parametrize("query", ["45.5845 9.2744", "9.2744, 45.5845", "45,5845; 9,2744"])
def test_degrees_are_read_in_either_order(anyone, query) -> None:
    (found,) = places(anyone, query)
    assert found["box"][:2] == pytest.approx([9.2744, 45.5845])


def test_metres_are_read_in_the_system_of_the_territory(anyone) -> None:
    (found,) = places(anyone, "521400 5047900")
    assert found["box"][:2] == pytest.approx([9.2747, 45.584], abs=0.002)


@pytest.mark.parametrize("query", ["", "zzzz", "41.9 12.5", "1 2 3", "99999999 99999999", "(" * 80])
def test_what_is_nowhere_finds_nothing(anyone, query) -> None:
    assert places(anyone, query) == []


def test_features_are_whole_shapes_in_degrees(anyone) -> None:
    content = json.loads(anyone.get("/api/v1/layers/municipalities.geojson").content)
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in content["features"]])
    assert len(shapes) == 55
    assert shapely.is_valid(shapes).all()
    west, south, east, north = shapely.total_bounds(shapes)
    assert 9 < west < east < 9.6
    assert 45.4 < south < north < 45.8


def test_units_carry_the_level_that_the_sheet_gives(anyone) -> None:
    content = json.loads(anyone.get("/api/v1/layers/landscape_units.geojson").content)
    heat = [unit["properties"].get("heat") for unit in content["features"]]
    assert set(heat) <= {"low", "medium", "high", None}
    assert any(heat)


def test_a_picture_has_the_colours_of_its_legend(anyone) -> None:
    png = anyone.get("/api/v1/overlays/land_cover.png").content
    legend = next(
        each["legend"]
        for each in anyone.get("/api/v1/layers").json()["layers"]
        if each["id"] == "land_cover"
    )
    at = png.index(b"PLTE")
    size = int.from_bytes(png[at - 4 : at])
    palette = np.frombuffer(png[at + 4 : at + 4 + size], dtype=np.uint8).reshape(-1, 3)
    assert [f"#{bytes(colour).hex()}" for colour in palette[1:]] == [e["colour"] for e in legend]
    width, height = (int.from_bytes(png[i : i + 4]) for i in (16, 20))
    start = png.index(b"IDAT")
    length = int.from_bytes(png[start - 4 : start])
    cells = np.frombuffer(zlib.decompress(png[start + 4 : start + 4 + length]), dtype=np.uint8)
    assert cells.reshape(height, width + 1)[:, 1:].max() <= len(legend)


@pytest.mark.parametrize(
    "path", ["layers/land_cover.geojson", "layers/no.geojson", "overlays/parks", "overlays/no.png"]
)
def test_what_is_not_drawn_is_not_found(anyone, path) -> None:
    assert anyone.get(f"/api/v1/{path}").status_code == 404


def test_status_names_the_snapshot(anyone, territory_folder) -> None:
    from contado.territory import Territory

    assert (
        anyone.get("/api/v1/status").json()["snapshot"] == Territory.open(territory_folder).snapshot
    )
