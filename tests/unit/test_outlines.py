"""Outlines of drawings, entity by entity as programs write them."""

import math
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.errors import BadInput
from contado.interventions import Read, read_interventions
from contado.interventions.outlines import Drawn, outlines_of
from contado.interventions.source import Findings

X, Y = 515_000.0, 5_034_000.0
BOUNDARY = shapely.box(X - 5000, Y - 5000, X + 5000, Y + 5000)


def entity(name: str, layer: str, subclass: str, *pairs: tuple[int, object]) -> str:
    rows = "".join(f"{code:3}\n{value}\n" for code, value in pairs)
    return f"  0\n{name}\n100\nAcDbEntity\n  8\n{layer}\n100\n{subclass}\n{rows}"


def circle(layer: str, x: float, y: float, radius: float) -> str:
    return entity("CIRCLE", layer, "AcDbCircle", (10, x), (20, y), (40, radius))


def line(layer: str, *ends: float) -> str:
    return entity("LINE", layer, "AcDbLine", *zip((10, 20, 11, 21), ends, strict=True))


def half_circle(layer: str, x: float, y: float, radius: float) -> str:
    return entity("ARC", layer, "AcDbCircle", (10, x), (20, y), (40, radius)) + (
        "100\nAcDbArc\n 50\n0\n 51\n180\n"
    )


def rectangle(layer: str, x: float, y: float, wide: float, high: float) -> str:
    corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))
    points = [pair for at in corners for pair in ((10, at[0]), (20, at[1]))]
    return entity("LWPOLYLINE", layer, "AcDbPolyline", (90, 4), (70, 1), *points)


def insert(layer: str) -> str:
    return entity("INSERT", layer, "AcDbBlockReference", (2, "albero"), (10, X), (20, Y))


def drawing(folder: Path, *entities: str, units: int | None = None) -> Path:
    header = "" if units is None else (
        f"  0\nSECTION\n  2\nHEADER\n  9\n$INSUNITS\n 70\n{units:6}\n  0\nENDSEC\n"
    )  # fmt: skip
    path = folder / "a.dxf"
    path.write_text(
        f"{header}  0\nSECTION\n  2\nENTITIES\n{''.join(entities)}  0\nENDSEC\n  0\nEOF\n"
    )
    return path


def read(path: Path) -> Read:
    return read_interventions(
        path, territory_crs="EPSG:32632", boundary=BOUNDARY, measures=["NBS01"], crs="EPSG:32632"
    )


def areas(result: Read) -> list[float]:
    return [shapely.from_wkb(one.geometry).area for one in result.interventions]


def codes(result: Read) -> list[str]:
    return [one.code.removeprefix("interventions.") for one in result.notices]


def test_a_circle_is_an_outline_of_its_area(tmp_path: Path) -> None:
    result = read(drawing(tmp_path, circle("INTERVENTO", X, Y, 20)))
    assert areas(result) == [pytest.approx(math.pi * 400, rel=1e-4)]


def test_lines_and_arcs_that_close_are_one_outline(tmp_path: Path) -> None:
    half_moon = line("INTERVENTO", X - 20, Y, X + 20, Y) + half_circle("INTERVENTO", X, Y, 20)
    assert areas(read(drawing(tmp_path, half_moon))) == [pytest.approx(math.pi * 200, rel=1e-4)]


def test_lines_that_do_not_close_are_named(tmp_path: Path) -> None:
    square = rectangle("INTERVENTO", X, Y, 40, 40)
    with pytest.raises(BadInput) as refused:
        read(
            drawing(tmp_path, square, line("NBS01", X, Y, X + 9, Y), line("NBS01", X, Y + 9, X, Y))
        )
    assert {one.code for one in refused.value.problems} == {"interventions.open_line"}
    assert len(refused.value.problems) == 2


def test_a_block_on_a_layer_of_ours_is_named_as_not_read(tmp_path: Path) -> None:
    result = read(drawing(tmp_path, rectangle("INTERVENTO", X, Y, 40, 40), insert("NBS01")))
    assert codes(result) == ["dxf_unread"]
    assert "1 INSERT" in result.notices[0].line("it")


def test_a_courtyard_is_taken_off_and_said(tmp_path: Path) -> None:
    yard = rectangle("INTERVENTO-a", X + 10, Y + 10, 10, 10)
    result = read(drawing(tmp_path, rectangle("INTERVENTO-a", X, Y, 40, 40), yard))
    assert (areas(result), codes(result)) == ([1500.0], ["dxf_courtyard"])


def test_lots_on_layers_of_their_own_are_no_courtyards(tmp_path: Path) -> None:
    inner = rectangle("INTERVENTO-b", X + 10, Y + 10, 10, 10)
    result = read(drawing(tmp_path, rectangle("INTERVENTO-a", X, Y, 40, 40), inner))
    assert areas(result) == [1600.0, 100.0]


@pytest.mark.parametrize(("code", "metres"), [(4, 1e-3), (5, 1e-2), (14, 0.1), (2, 0.3048)])
def test_a_drawing_in_other_units_is_brought_to_metres(
    tmp_path: Path, code: int, metres: float
) -> None:
    square = rectangle("INTERVENTO", X / metres, Y / metres, 40 / metres, 40 / metres)
    result = read(drawing(tmp_path, square, units=code))
    assert (areas(result), codes(result)) == ([pytest.approx(1600, rel=1e-6)], ["dxf_units"])


@pytest.mark.parametrize("code", [4, 6, 0])
def test_a_drawing_whose_coordinates_are_metres_is_in_metres_whatever_it_says(
    tmp_path: Path, code: int
) -> None:
    result = read(drawing(tmp_path, rectangle("INTERVENTO", X, Y, 40, 40), units=code))
    assert (areas(result), codes(result)) == ([1600.0], [])


def test_a_hatch_that_fills_an_outline_counts_once_and_one_alone_counts() -> None:
    square, other = shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)
    pieces = [
        Drawn("1", "POLYLINE", square),
        Drawn("2", "HATCH", square),
        Drawn("3", "HATCH", other),
    ]
    assert [where for where, _ in outlines_of(pieces, Findings())] == ["1", "3"]


@given(
    st.lists(st.tuples(st.floats(1, 100), st.floats(0, 2 * math.pi)), min_size=3, max_size=12),
    st.randoms(use_true_random=False),
)
def test_pieces_make_the_outline_in_any_order_and_direction(corners, chance) -> None:
    ring = shapely.MultiPoint([(r * math.cos(a), r * math.sin(a)) for r, a in corners]).convex_hull
    if ring.geom_type != "Polygon" or ring.area < 1:
        return
    points = [(round(x, 2), round(y, 2)) for x, y in ring.exterior.coords]
    sides = [side for side in pairwise(points) if side[0] != side[1]]
    sides = [side[::-1] if chance.random() < 0.5 else side for side in sides]
    chance.shuffle(sides)
    findings = Findings()
    found = list(outlines_of([Drawn("x", "LINE", shapely.LineString(s)) for s in sides], findings))
    assert not findings.problems
    assert sum(shape.area for _, shape in found) == pytest.approx(shapely.Polygon(points).area)


def box_of_lines(layer: str, x: float, y: float, wide: float, high: float) -> str:
    corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
    return "".join(line(layer, *a, *b) for a, b in pairwise([*corners, corners[0]]))


@settings(max_examples=40, deadline=None)
@given(drawn=st.lists(st.sampled_from([rectangle, box_of_lines]), min_size=1, max_size=7))
def test_outlines_in_each_other_are_in_turn_area_and_courtyard(tmp_path_factory, drawn) -> None:
    sides = [100.0 - 12 * depth for depth in range(len(drawn))]
    boxes = [
        draw("INTERVENTO", X + (100 - side) / 2, Y + (100 - side) / 2, side, side)
        for draw, side in zip(drawn, sides, strict=True)
    ]
    result = read(drawing(tmp_path_factory.mktemp("nested"), *boxes))
    rings = [side**2 for side in sides] + [0.0]
    expected = [rings[at] - rings[at + 1] for at in range(0, len(drawn), 2)]
    assert sorted(areas(result)) == pytest.approx(sorted(expected))


def test_what_is_drawn_twice_counts_once_and_is_said(tmp_path: Path) -> None:
    backwards = box_of_lines("INTERVENTO", X + 50, Y + 50, -50, -50)
    result = read(drawing(tmp_path, rectangle("INTERVENTO", X, Y, 50, 50), backwards))
    assert (areas(result), codes(result)) == ([2500.0], ["dxf_twice"])


def test_a_free_curve_is_said_to_be_read_as_lines(tmp_path: Path) -> None:
    corners = [(X, Y), (X + 30, Y), (X + 30, Y + 30), (X, Y + 30), (X, Y)]
    knots = [(40, knot) for knot in (0, 0, 1, 2, 3, 4, 4)]
    points = [pair for x, y in corners for pair in ((10, x), (20, y), (30, 0))]
    counts = ((70, 9), (71, 1), (72, len(knots)), (73, len(corners)), (74, 0))
    result = read(
        drawing(tmp_path, entity("SPLINE", "INTERVENTO", "AcDbSpline", *counts, *knots, *points))
    )
    assert codes(result) == ["dxf_spline"]
    assert areas(result) == pytest.approx([900], rel=0.01)


def test_outlines_within_outlines_without_end_are_refused(tmp_path: Path) -> None:
    boxes = [
        rectangle("INTERVENTO", X + at, Y + at, 1000 - 2 * at, 1000 - 2 * at) for at in range(150)
    ]
    with pytest.raises(BadInput) as refused:
        read(drawing(tmp_path, *boxes))
    assert [one.code for one in refused.value.problems] == ["interventions.dxf_nested"]


def test_a_drawing_of_many_entities_is_read_where_few_are_ours(tmp_path: Path) -> None:
    others = [line("curve di livello", X, Y, X + at, Y + 1) for at in range(10_500)]
    result = read(drawing(tmp_path, rectangle("INTERVENTO", X, Y, 50, 50), *others))
    assert (areas(result), codes(result)) == ([2500.0], ["dxf_ignored"])


def test_too_many_entities_of_ours_are_refused(tmp_path: Path) -> None:
    lines = [line("INTERVENTO", X, Y, X + at, Y + 1) for at in range(10_500)]
    with pytest.raises(BadInput) as refused:
        read(drawing(tmp_path, *lines))
    assert [one.code for one in refused.value.problems] == ["interventions.dxf_entities"]


def test_a_hatch_that_does_not_close_is_named() -> None:
    findings = Findings()
    gap = shapely.MultiLineString([[(0, 0), (1, 0)], [(5, 5), (6, 6)]])
    assert list(outlines_of([Drawn("a", "HATCH", gap)], findings)) == []
    assert [one.code for one in findings.problems] == ["interventions.open_line"]


@settings(max_examples=40, deadline=None)
@given(
    name=st.text("àèéìòùÀÈÉÌÒÙ’–", min_size=1, max_size=8),
    said=st.sampled_from([("AC1027", None), ("AC1015", "ANSI_1252"), ("AC1015", None), None]),
    encoding=st.sampled_from(["utf-8", "cp1252"]),
)
def test_accents_of_a_layer_are_read_in_the_encoding_they_are_in(
    tmp_path_factory, name, said, encoding
) -> None:
    head = zip(("$ACADVER", "$DWGCODEPAGE"), (1, 3), said or (), strict=False)
    rows = "".join(f"  9\n{key}\n{code:3}\n{value}\n" for key, code, value in head if value)
    path = drawing(tmp_path_factory.mktemp("names"), rectangle(f"INTERVENTO-{name}", X, Y, 9, 9))
    text = f"  0\nSECTION\n  2\nHEADER\n{rows}  0\nENDSEC\n{path.read_text()}"
    path.write_bytes(text.encode(encoding))
    result = read(path)
    assert [one.id for one in result.interventions] == [name]
    assert codes(result) == []
