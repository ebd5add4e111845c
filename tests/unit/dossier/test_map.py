"""The map: ground to page, names that do not collide, every class of land cover drawn."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from contado.dossier.cartography import frame_around
from contado.dossier.drawing import (
    LINES,
    STYLES,
    drawing,
    legend,
    narrow_drawing,
    nice_length,
)
from contado.dossier.ground_cover import GROUPS, no_data
from contado.dossier.map_names import names
from contado.dossier.paths import HEIGHT, WIDTH, SheetFrame, path
from contado.dossier.words import WORDS
from contado.territory import roles

coordinates = st.floats(-1e6, 1e6)
sizes = st.floats(1, 1e5)


def test_every_class_of_land_cover_is_drawn_in_one_group() -> None:
    drawn = [name for group in GROUPS.values() for name in group]
    assert sorted(drawn) == sorted(roles()["land_cover"].cells.classes)


def test_every_role_drawn_has_a_word_in_the_legend() -> None:
    assert {f"legend_{role}" for role in STYLES} <= set(WORDS)
    assert set(LINES) <= set(STYLES)


def test_lines_differ_by_more_than_their_colour() -> None:
    drawn = [(style.dash, style.width, style.fill) for r, style in STYLES.items() if r in LINES]
    boundaries = [STYLES[role].dash for role in ("rail", "landscape_units", "municipalities")]
    assert len(set(boundaries)) == len(boundaries)
    assert drawn


@given(coordinates, coordinates, sizes, sizes)
def test_the_intervention_is_inside_its_map_with_room_around(x, y, wide, high) -> None:
    frame = frame_around(shapely.box(x, y, x + wide, y + high))
    left, bottom = frame.units(x, y)
    right, top = frame.units(x + wide, y + high)
    assert 0.3 * WIDTH < (left + right) / 2 < 0.7 * WIDTH
    assert 0.3 * HEIGHT < (top + bottom) / 2 < 0.7 * HEIGHT
    assert right - left <= WIDTH / 2.9
    assert bottom - top <= HEIGHT / 2.9


def test_a_hole_is_drawn_as_a_second_ring() -> None:
    frame = SheetFrame.centred(0, 0, 100, 100, 100)
    ring = shapely.box(-40, -40, 40, 40).difference(shapely.box(-10, -10, 10, 10))
    assert path(ring, frame).count("M") == path(ring, frame).count("Z") == 2


def test_what_is_smaller_than_the_pen_is_not_drawn() -> None:
    frame = SheetFrame.centred(0, 0, 1e6, 100, 100)
    assert path(shapely.box(0, 0, 1, 1), frame) == ""


@given(st.floats(1, 1e6))
def test_the_scale_bar_is_a_round_length_that_fits(metres) -> None:
    length = nice_length(metres)
    assert metres / 2.5 <= length <= metres
    assert f"{length:.0e}"[0] in "125"


def test_names_stay_off_the_intervention_and_off_each_other() -> None:
    lot = shapely.box(-20, -20, 20, 20)
    frame = frame_around(lot)
    west, south, east, north = frame.bounds
    halves = [shapely.box(west, south, 0, north), shapely.box(0, south, east, north)]
    rows = gpd.GeoDataFrame({"name": ["Ponente", "Levante"]}, geometry=halves, crs="EPSG:32632")
    found = names({"municipalities": rows}, lot, frame)
    assert [name.text for name in found] == ["Ponente", "Levante"]
    boxes = [shapely.box(n.x - 60, n.y - 32, n.x + 60, n.y + 12) for n in found]
    on_page = shapely.box(*frame.units(-20, 20), *frame.units(20, -20))
    assert not boxes[0].intersects(boxes[1])
    assert not any(box.intersects(on_page) for box in boxes)


def test_one_municipality_alone_is_named_too() -> None:
    lot = shapely.box(0, 0, 50, 50)
    frame = frame_around(lot)
    rows = gpd.GeoDataFrame(
        {"name": ["Solo"]}, geometry=[shapely.box(*frame.bounds)], crs="EPSG:32632"
    )
    assert [name.text for name in names({"municipalities": rows}, lot, frame)] == ["Solo"]


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_drawing_is_well_formed_and_escapes_names(sample, language) -> None:
    from xml.etree import ElementTree

    evil = sample.map.names[0].model_copy(update={"text": '<a href="x">&'})
    sheet = sample.map.model_copy(update={"names": (evil,)})
    root = ElementTree.fromstring(drawing(sheet, language))
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert '<a href="x">&' in texts


def test_the_legend_is_text_with_a_swatch_for_each_role_drawn(sample) -> None:
    from xml.etree import ElementTree

    found = legend(sample.map)
    assert [each["text"] for each in found] == ["intervento", "confine comunale", "parchi"]
    assert all(ElementTree.fromstring(each["svg"]).tag.endswith("svg") for each in found)


def test_a_telephone_sees_the_middle_of_the_map_and_only_whole_names(sample) -> None:
    middle = sample.map.names[0].model_copy(update={"x": 850, "text": "Dentro"})
    sheet = sample.map.model_copy(update={"names": (*sample.map.names, middle)})
    text = narrow_drawing(sheet)
    assert "Dentro" in text
    assert "Parco di prova" not in text
    assert 'href="#ground"' in text
    assert drawing(sheet).count('id="ground"') == 1


def test_ground_nobody_observed_is_white_and_the_legend_says_so() -> None:
    frame = frame_around(shapely.box(0, 0, 50, 50))
    shape = no_data(frame)
    assert shape.path == f"M0 0L{WIDTH:g} 0L{WIDTH:g} {HEIGHT:g}L0 {HEIGHT:g}Z"
    assert STYLES[shape.role].fill == "#ffffff"
    assert WORDS["legend_no_data"].it == "bianco: nessun dato"
