"""A declaration is read as it was meant, or refused with every reason."""

import copy
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import shapely
from shapely.geometry import mapping

from contado.errors import BadInput, Problem
from contado.interventions import Read, from_geojson, geometry_of, read_interventions
from contado.interventions import source as limits

CODES = tuple(f"NBS{number:02d}" for number in range(1, 18))
TERRITORY = {
    "territory_crs": "EPSG:32632",
    "boundary": shapely.box(500_000, 5_020_000, 530_000, 5_050_000),
    "measures": CODES,
}
LOT = shapely.box(515_000, 5_034_000, 515_100, 5_034_050)  # 5,000 m²
UTM = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}}

DECLARED: dict[str, Any] = {
    "id": "P-01",
    "name": "Piazza",
    "comune": "015146",
    "filed_on": "2024-06-01",
    "measures": [
        {"measure": "NBS01", "share": 0.6},
        {"measure": "NBS02", "area": 500},
        {"measure": "NBS11", "share": 0.5, "overlapping": True, "cooling": 1.2},
    ],
    "surfaces": {
        "before": {"sealed": 4500, "semi_permeable": 300, "permeable": 200},
        "after": {"sealed": 1000, "semi_permeable": 300, "permeable": 3700},
    },
    "realisation": {"treated_area": "yes", "monitoring": "partly"},
    "cadastral": "Milano, foglio 391",
}


def feature(geometry: shapely.Geometry | None = LOT, **changes: object) -> dict[str, Any]:
    properties = copy.deepcopy(DECLARED) | changes
    shape = None if geometry is None else mapping(geometry)
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(*features: Mapping[str, object]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "crs": UTM, "features": list(features)}


def read(*features: Mapping[str, object], **options: Any) -> Read:
    return from_geojson(collection(*features), **(TERRITORY | options))


def problems(*features: Mapping[str, object], **options: Any) -> list[Problem]:
    with pytest.raises(BadInput) as caught:
        read(*features, **options)
    return said(caught.value)


def said(error: BadInput) -> list[Problem]:
    for problem in error.problems:
        assert problem.line("it")
        assert problem.line("en")
    return list(error.problems)


def codes(*features: Mapping[str, object], **options: Any) -> list[str]:
    return [
        problem.code.removeprefix("interventions.") for problem in problems(*features, **options)
    ]


def file_codes(path: Path, **options: Any) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read_interventions(path, **(TERRITORY | options))
    return [problem.code.removeprefix("interventions.") for problem in said(caught.value)]


def notices(result: Read) -> list[str]:
    for notice in result.notices:
        assert notice.line("it")
        assert notice.line("en")
    return [notice.code.removeprefix("interventions.") for notice in result.notices]


class TestWhatIsRead:
    def test_a_complete_declaration_is_read_as_written(self) -> None:
        (lot,) = read(feature()).interventions
        assert (lot.id, lot.name, lot.municipality) == ("P-01", "Piazza", "015146")
        assert lot.filed_on == date(2024, 6, 1)
        assert [(m.measure, m.area, m.share, m.overlapping) for m in lot.measures] == [
            ("NBS01", 3000.0, 0.6, False),
            ("NBS02", 500.0, 0.1, False),
            ("NBS11", 2500.0, 0.5, True),
        ]
        assert lot.measures[2].cooling == 1.2
        assert lot.surfaces.after is not None
        assert lot.surfaces.after.permeable == 3700
        assert lot.realisation == {"treated_area": "yes", "monitoring": "partly"}
        assert lot.cadastral == ("Milano, foglio 391",)
        assert geometry_of(lot).equals(LOT)

    def test_an_id_is_enough_and_names_the_intervention(self) -> None:
        content = {"type": "Feature", "properties": {"id": 12}, "geometry": mapping(LOT)}
        (lot,) = read(content).interventions
        assert (lot.id, lot.name, lot.measures, lot.filed_on) == ("12", "12", (), None)
        assert lot.surfaces.before is None

    def test_the_id_of_the_feature_stands_in_for_the_property(self) -> None:
        content = feature(id=None) | {"id": "from-feature"}
        assert read(content).interventions[0].id == "from-feature"

    def test_without_crs_the_coordinates_are_longitude_and_latitude(self) -> None:
        square = shapely.Polygon(
            [(9.194, 45.464), (9.195, 45.464), (9.195, 45.465), (9.194, 45.465)]
        )
        lot = from_geojson(feature(square), **TERRITORY).interventions[0]
        # 0.001° of latitude is 111.1 m here, of longitude 78.2 m
        assert geometry_of(lot).area == pytest.approx(111.14 * 78.19, rel=1e-3)

    def test_a_measure_with_a_geometry_counts_for_its_part_in_the_lot(self) -> None:
        half_out = shapely.box(515_080, 5_034_000, 515_120, 5_034_050)
        result = read(feature(measures=[{"measure": "NBS01", "geometry": mapping(half_out)}]))
        (measure,) = result.interventions[0].measures
        assert (measure.area, measure.share) == (1000.0, 0.2)
        assert notices(result) == ["measure_cut"]

    def test_holes_and_parts_are_kept_and_heights_dropped(self) -> None:
        hole = [
            (515_010, 5_034_010),
            (515_020, 5_034_010),
            (515_020, 5_034_020),
            (515_010, 5_034_020),
        ]
        shape = shapely.MultiPolygon(
            [
                shapely.Polygon(LOT.exterior, [hole]),
                shapely.box(515_200, 5_034_000, 515_210, 5_034_010),
            ]
        )
        lot = read(feature(shapely.force_3d(shape, 5.0), surfaces=None)).interventions[0]
        assert geometry_of(lot).area == 5000 - 100 + 100
        assert not geometry_of(lot).has_z

    def test_the_same_area_gives_the_same_bytes_however_it_is_drawn(self) -> None:
        ring = list(LOT.exterior.coords)[:-1]
        turned = shapely.Polygon([*ring[2:], *ring[:2]])
        backwards = shapely.Polygon([(x + 1e-5, y) for x, y in reversed(ring)])
        stored = {
            read(feature(shape)).interventions[0].geometry for shape in (LOT, turned, backwards)
        }
        assert len(stored) == 1

    def test_surfaces_that_differ_from_the_lot_are_said_with_both_numbers(self) -> None:
        result = read(feature(surfaces={"before": {"sealed": 6000}}))
        (notice,) = result.notices
        assert notice.code == "interventions.surfaces_differ"
        assert "sommano 6.000 m², il perimetro ne misura 5.000 m²" in notice.line("it")
        assert not read(feature(surfaces={"before": {"sealed": 4950}})).notices

    def test_fields_of_others_are_ignored_and_said(self) -> None:
        result = read(feature(OBJECTID=7, fid=7, nome="a", note="=HYPERLINK(1)", name=None))
        assert notices(result) == ["ignored"]
        assert result.notices[0].values["fields"] == "OBJECTID, fid, nome, note"

    def test_the_same_notice_is_said_once(self) -> None:
        result = read(*(feature(id=str(number), fid=number) for number in range(3)))
        assert [notice.where for notice in result.notices] == ["geojson #1"]

    def test_a_formula_is_only_text(self) -> None:
        assert read(feature(name="=1+1")).interventions[0].name == "=1+1"

    def test_half_a_square_metre_of_rounding_is_the_whole_lot(self) -> None:
        (lot,) = read(feature(measures=[{"measure": "NBS01", "area": 5000.4}])).interventions
        assert (lot.measures[0].area, lot.measures[0].share) == (5000.0, 1.0)

    def test_shares_over_one_are_allowed_where_they_overlap(self) -> None:
        both = [
            {"measure": "NBS01", "share": 1},
            {"measure": "NBS11", "share": 1, "overlapping": True},
        ]
        assert len(read(feature(measures=both)).interventions[0].measures) == 2


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"id": None}, "missing_field", "id"),
        ({"id": ""}, "not_text", "id"),
        ({"id": "a\nb"}, "not_text", "id"),
        ({"id": "\ud800"}, "not_text", "id"),
        ({"id": True}, "not_text", "id"),
        ({"id": "x" * 201}, "too_long", "id"),
        ({"name": ["a"]}, "not_text", "name"),
        ({"comune": 15146}, "istat_code", "comune"),
        ({"filed_on": "01/06/2024"}, "bad_date", "filed_on"),
        ({"filed_on": "2024-02-30"}, "bad_date", "filed_on"),
        ({"filed_on": 20240601}, "bad_date", "filed_on"),
        ({"filed_on": "0024-06-01"}, "far_date", "filed_on"),
        ({"filed_on": "2999-01-01"}, "far_date", "filed_on"),
        ({"measures": {"measure": "NBS01"}}, "not_list", "measures"),
        ({"measures": ["NBS01"]}, "not_object", "measures[0]"),
        ({"measures": [{"share": 1}]}, "missing_field", "measures[0].measure"),
        ({"measures": [{"measure": "NBS01"}]}, "one_extent", "measures[0]"),
        ({"measures": [{"measure": "NBS01", "share": 1, "area": 5}]}, "one_extent", "measures[0]"),
        ({"measures": [{"measure": "NBS01", "share": 60}]}, "out_of_range", "measures[0].share"),
        ({"measures": [{"measure": "NBS01", "share": -0.1}]}, "out_of_range", "measures[0].share"),
        ({"measures": [{"measure": "NBS01", "share": "0.6"}]}, "not_number", "measures[0].share"),
        ({"measures": [{"measure": "NBS01", "share": True}]}, "not_number", "measures[0].share"),
        (
            {"measures": [{"measure": "NBS01", "share": float("nan")}]},
            "not_finite_value",
            "measures[0].share",
        ),
        (
            {"measures": [{"measure": "NBS01", "area": float("inf")}]},
            "not_finite_value",
            "measures[0].area",
        ),
        ({"measures": [{"measure": "NBS01", "area": 5002}]}, "area_too_large", "measures[0]"),
        ({"measures": [{"measure": "NBS1", "share": 1}]}, "unknown_measure", "measures[0]"),
        (
            {"measures": [{"measure": "NBS01", "share": 1, "overlapping": "si"}]},
            "not_boolean",
            "measures[0].overlapping",
        ),
        (
            {"measures": [{"measure": "NBS01", "share": 1, "shade": 1}]},
            "unknown_field",
            "measures[0].shade",
        ),
        (
            {"measures": [{"measure": "NBS01", "share": 0.6}, {"measure": "NBS02", "share": 0.5}]},
            "over_one",
            "measures",
        ),
        ({"surfaces": {"before": {"sealed": -1}}}, "out_of_range", "surfaces.before.sealed"),
        ({"surfaces": {"before": {"sealed": "10"}}}, "not_number", "surfaces.before.sealed"),
        ({"surfaces": {"before": {"asphalt": 10}}}, "unknown_field", "surfaces.before.asphalt"),
        ({"surfaces": {"before": {}}}, "no_surface", "surfaces.before"),
        ({"surfaces": [1]}, "not_object", "surfaces"),
        ({"realisation": {"treated_aera": "yes"}}, "unknown_item", "realisation"),
        ({"realisation": {"treated_area": "sì"}}, "unknown_answer", "realisation.treated_area"),
        ({"realisation": {"treated_area": True}}, "unknown_answer", "realisation.treated_area"),
        ({"realisation": []}, "not_object", "realisation"),
        ({"cadastral": [1]}, "not_text", "cadastral[0]"),
        ({"measures": None, "measure": []}, "misspelt", ""),
        ({"surfaces": None, "Surfaces": {}}, "misspelt", ""),
        ({"name": None, "Name": "a"}, "misspelt", ""),
    ],
)
def test_a_wrong_field_is_refused_with_its_path(
    change: dict[str, object], code: str, place: str
) -> None:
    found = problems(feature(**change))
    assert [problem.code for problem in found] == [f"interventions.{code}"]
    assert found[0].where == f"geojson #1 {place}".strip()


def test_the_nearest_measures_are_offered() -> None:
    (problem,) = problems(feature(measures=[{"measure": "nbs1", "share": 1}]))
    assert "NBS01" in str(problem.values["nearest"])


def test_all_problems_of_all_features_come_at_once() -> None:
    first = feature(measures=[{"measure": "X", "share": 2}], filed_on="ieri")
    second = feature(None, id="P-02")
    assert sorted(codes(first, second)) == [
        "bad_date", "no_geometry", "out_of_range", "unknown_measure",
    ]  # fmt: skip


def test_what_else_is_wrong_with_a_declaration_is_told_beside_its_wrong_values() -> None:
    wrong = {
        "filed_on": "ieri",
        "measures": [{"measure": "NBS99", "share": 5}, {"measure": "NBS01"}],
        "realisation": {"boh": "yes"},
    }
    found = problems(feature(id="P-02"), feature(None, id=" P-02", **wrong))
    told = {problem.code.removeprefix("interventions."): problem.where for problem in found}
    assert told == {
        "bad_date": "geojson #2 filed_on",
        "id_twice": "geojson #2",
        "no_geometry": "geojson #2",
        "one_extent": "geojson #2 measures[1]",
        "out_of_range": "geojson #2 measures[0].share",
        "unknown_item": "geojson #2 realisation",
        "unknown_measure": "geojson #2 measures[0]",
    }


@pytest.mark.parametrize(
    ("changes", "italian"),
    [
        ({"measures": [{"measure": "NBS01", "area": 1e11}]}, "deve essere ≤ 10.000.000.000"),
        ({"cadastral": {"a": 1}}, "non è un elenco"),
        ({"name": ["a"]}, "vale «un elenco»"),
        ({"measures": [None]}, "qui c'è «null»"),
        ({"filed_on": "2999-01-01"}, "fuori dagli anni 1950-2100"),
        ({"measures": [{"measure": "NBS01", "area": 5002.5}]}, "dichiara 5.002,5 m²"),
        ({"measures": [{"measure": "NBS01", "share": 0.6}] * 2}, "in tutto il 120 %"),
    ],
)
def test_a_refusal_in_italian_has_italian_numbers_and_no_word_of_python(
    changes: dict[str, object], italian: str
) -> None:
    line = problems(feature(**changes))[0].line("it")
    assert italian in line
    assert not any(word in line for word in ("list»", "dict", "None", "e+"))


def test_an_area_too_large_is_said_in_full() -> None:
    line = problems(feature(shapely.box(500_000, 5_020_000, 513_460, 5_033_460), measures=[]))[0]
    assert "181.171.600 m²" in line.line("it")
    assert "da 1 a 100.000.000 m²" in line.line("it")


def test_a_flood_of_problems_is_cut() -> None:
    found = problems(*(feature(None, id=str(number)) for number in range(300)))
    assert len(found) == 201
    assert found[-1].values["left"] == 100


def test_too_many_fields_of_others_are_refused() -> None:
    assert codes(feature(**{f"field {number}": 1 for number in range(101)})) == ["too_long"]


def test_a_file_of_nothing_but_mistakes_is_refused_quickly() -> None:
    wrong = [{"measure": f"Z{number}", "share": 0.001} for number in range(100)]
    many = [feature(id=str(number), measures=wrong) for number in range(200)]
    started = perf_counter()
    assert problems(*many)[-1].code == "interventions.more"
    assert perf_counter() - started < 5


def test_duplicate_ids_are_refused_with_the_first_place() -> None:
    (problem,) = problems(feature(), feature())
    assert (problem.code, problem.where) == ("interventions.id_twice", "geojson #2")
    assert problem.values["first"] == "geojson #1"


def test_a_measure_drawn_elsewhere_is_refused() -> None:
    far = shapely.box(516_000, 5_034_000, 516_010, 5_034_010)
    assert codes(feature(measures=[{"measure": "NBS01", "geometry": mapping(far)}])) == [
        "measure_elsewhere"
    ]


def polygon(*ring: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


BOWTIE = shapely.Polygon(
    [(515_000, 5_034_000), (515_100, 5_034_050), (515_100, 5_034_000), (515_000, 5_034_050)]
)


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "no_geometry"),
        ({}, "not_polygon"),
        ("POLYGON EMPTY", "not_polygon"),
        ({"type": "Point", "coordinates": [515_000, 5_034_000]}, "not_polygon"),
        ({"type": "GeometryCollection", "geometries": []}, "not_polygon"),
        ({"type": "Polygon", "coordinates": []}, "empty_geometry"),
        ({"type": "MultiPolygon", "coordinates": []}, "empty_geometry"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "empty_geometry"),
        ({"type": "Polygon", "coordinates": [[]]}, "short_ring"),
        ({"type": "Polygon", "coordinates": "1 2 3"}, "bad_coordinates"),
        ({"type": "Polygon"}, "bad_coordinates"),
        (polygon([0, 0], [1, 0], [0, 0]), "short_ring"),
        (polygon([0, 0], [1, 0], [1, 1], [0, 1]), "open_ring"),
        (polygon([0, 0], [1, 0], [1], [0, 0]), "bad_coordinates"),
        (polygon([0, 0], [1, 0], ["1", "1"], [0, 0]), "bad_coordinates"),
        (polygon([0, 0], [1, 0], [True, 1], [0, 0]), "bad_coordinates"),
        (polygon([0, 0], [1, 0], [float("nan"), 1], [0, 0]), "not_finite"),
        (polygon([0, 0], [1, 0], [10**400, 1], [0, 0]), "not_finite"),
        (polygon([0, 0], [1e300, 0], [1, 1], [0, 0]), "far_coordinates"),
        (mapping(BOWTIE), "self_crossing"),
        (polygon(*([515_000.0, 5_034_000.0],) * 4), "invalid_geometry"),
        (mapping(shapely.box(515_000, 5_034_000, 515_000.5, 5_034_000.5)), "odd_area"),
        (mapping(shapely.box(515_000, 5_034_000, 515_000.0001, 5_034_000.0001)), "odd_area"),
        (mapping(shapely.box(505_000, 5_025_000, 520_000, 5_045_000)), "odd_area"),
    ],
)
def test_a_geometry_that_cannot_be_measured_is_refused(geometry: object, code: str) -> None:
    content = feature(measures=None, surfaces=None) | {"geometry": geometry}
    assert codes(content) == [code]


def test_a_self_crossing_says_which_feature_and_where() -> None:
    (problem,) = problems(feature(), feature(BOWTIE, id="P-02"))
    assert problem.where == "geojson #2"
    assert problem.values["point"] == "(515050, 5034025)"


def test_a_geometry_of_too_many_vertices_is_refused() -> None:
    ring = [[515_000 + i / 1e4, 5_034_000.0] for i in range(limits.MAX_VERTICES + 1)]
    assert codes(feature() | {"geometry": polygon(*ring)}) == ["too_many_vertices"]


def test_too_many_features_are_refused() -> None:
    assert codes(*[{}] * (limits.MAX_FEATURES + 1)) == ["too_many"]


class TestWhereItLies:
    def test_what_is_mostly_outside_is_refused_with_the_share(self) -> None:
        shape = shapely.box(499_940, 5_034_000, 500_040, 5_034_050)
        (problem,) = problems(feature(shape, surfaces=None))
        assert (problem.code, problem.values["share"]) == ("interventions.outside", 60.0)

    def test_what_is_partly_outside_is_read_and_said(self) -> None:
        shape = shapely.box(499_960, 5_034_000, 500_060, 5_034_050)
        result = read(feature(shape, surfaces=None))
        assert notices(result) == ["partly_outside"]
        assert result.notices[0].values["share"] == 40.0

    def test_far_away_is_outside_without_an_offer(self) -> None:
        assert codes(feature(shapely.box(600_000, 4_900_000, 600_100, 4_900_100))) == ["outside"]

    @pytest.mark.parametrize("crs", ["EPSG:32632", "EPSG:25832", None])
    def test_what_lies_outside_but_within_the_bounds_is_outside(self, crs: str | None) -> None:
        corner = shapely.Polygon([(500_000, 5_020_000), (530_000, 5_020_000), (500_000, 5_050_000)])
        shape = shapely.box(525_000, 5_045_000, 525_100, 5_045_050)
        (problem,) = problems(feature(shape, surfaces=None), boundary=corner, crs=crs)
        assert problem.code == "interventions.outside"
        assert "fuori dal territorio per il 100 %" in problem.line("it")

    def test_without_a_system_only_ways_that_reach_the_territory_are_offered(
        self, tmp_path
    ) -> None:
        corner = shapely.Polygon([(500_000, 5_020_000), (530_000, 5_020_000), (500_000, 5_050_000)])
        page = tmp_path / "a.csv"
        page.write_text("x;y\n525000;5045000\n525100;5045000\n525100;5045050\n")
        assert file_codes(page, boundary=corner) == ["crs.missing"]
        assert file_codes(page) == ["crs_needed"]

    def test_gauss_boaga_in_a_utm_file_is_offered_never_applied(self) -> None:
        shape = shapely.box(1_515_000, 5_034_000, 1_515_100, 5_034_050)
        (problem,) = problems(feature(shape))
        assert problem.code == "interventions.crs_other"
        assert "--crs EPSG:3003" in str(problem.values["offer"])
        result = read(feature(shape), crs="EPSG:3003")
        assert notices(result) == ["crs_replaced", "transformed"]
        assert geometry_of(result.interventions[0]).centroid.x == pytest.approx(515_022, abs=5)

    def test_swapped_axes_are_offered(self) -> None:
        shape = shapely.box(45.464, 9.194, 45.465, 9.195)
        with pytest.raises(BadInput) as caught:
            from_geojson(feature(shape), **TERRITORY)
        (problem,) = said(caught.value)
        assert problem.code == "interventions.crs_other"
        assert "--crs EPSG:4326 --swap-axes" in str(problem.values["offer"])

    def test_swapped_axes_are_read_when_asked(self, tmp_path: Path) -> None:
        page = tmp_path / "a.geojson"
        page.write_text(json.dumps(feature(shapely.box(45.464, 9.194, 45.465, 9.195))))
        (lot,) = read_interventions(page, swap_axes=True, **TERRITORY).interventions
        assert TERRITORY["boundary"].contains(geometry_of(lot))

    def test_degrees_in_a_metric_system_are_offered(self) -> None:
        (problem,) = problems(feature(shapely.box(9.194, 45.464, 9.195, 45.465)))
        assert "--crs EPSG:4326 (" in str(problem.values["offer"])

    def test_metres_read_as_degrees_are_offered(self) -> None:
        with pytest.raises(BadInput) as caught:
            from_geojson(feature(), **TERRITORY)
        (problem,) = said(caught.value)
        assert "--crs EPSG:32632 (" in str(problem.values["offer"])

    @pytest.mark.parametrize(
        "text", ["EPSG:99999", "qwerty", "+init=/etc/passwd:1", "a\0b", "\ud800"]
    )
    def test_an_unknown_system_is_refused(self, text: str) -> None:
        assert codes(feature(), crs=text) == ["crs.unknown"]

    def test_a_system_that_is_not_plane_is_refused(self) -> None:
        assert codes(feature(), crs="EPSG:5703") == ["crs_not_plane"]

    def test_an_outline_that_a_change_of_system_breaks_is_refused(self) -> None:
        examples = Path(__file__).parents[2] / "examples"
        content = json.loads((examples / "piazza.geojson").read_text(encoding="utf-8"))
        ring = content["features"][0]["geometry"]["coordinates"][0]
        ring[8] = [0, 0]  # far sides that are straight in degrees cross each other in metres
        assert shapely.Polygon(ring).is_valid
        with pytest.raises(BadInput) as caught:
            from_geojson(content, **TERRITORY)
        assert [p.code for p in said(caught.value)] == ["interventions.self_crossing"]

    @pytest.mark.parametrize(
        "member",
        [5, {"properties": {}}, {"properties": {"name": 5}},
         {"type": "link", "properties": {"href": "http://there"}}],
    )  # fmt: skip
    def test_a_crs_member_that_cannot_be_understood_is_refused(self, member: object) -> None:
        square = shapely.box(9.194, 45.464, 9.195, 45.465)
        with pytest.raises(BadInput) as caught:
            from_geojson(feature(square) | {"crs": member}, **TERRITORY)
        assert [p.code for p in said(caught.value)] == ["vectors.crs_member"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "not_json"),
        (
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
            "vectors.foreign",
        ),
        (b"[" * 100_000, "too_deep"),
        (b'{"type": "Feature", "a": ' + b"9" * 5000 + b"}", "not_json"),
        ('{"type": "città"}'.encode("latin-1"), "encoding"),
        (b'{"type": "Feature", "type": "Feature"}', "field_twice"),
        (b"[]", "not_features"),
        (b'{"type": "Polygon", "coordinates": []}', "not_features"),
        (b'{"type": "FeatureCollection", "features": {}}', "not_features"),
        (b'{"type": "FeatureCollection", "features": []}', "no_features"),
        (b'{"type": "FeatureCollection", "features": [5]}', "not_features"),
        (b"", "archives.empty"),
    ],
)
def test_a_file_that_is_not_geojson_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    page = tmp_path / "a.geojson"
    page.write_bytes(content)
    assert code in file_codes(page)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    page = tmp_path / "a.json"
    page.write_text(json.dumps(collection(feature())), encoding="utf-8-sig")
    assert read_interventions(page, **TERRITORY).interventions[0].id == "P-01"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    page = tmp_path / "a.geojson"
    with page.open("wb") as handle:
        handle.truncate(limits.MAX_BYTES + 1)
    assert file_codes(page) == ["archives.too_large"]


@pytest.mark.parametrize("name", ["a.txt2", "a.shp", "a"])
def test_other_formats_are_refused_with_those_that_are_read(tmp_path: Path, name: str) -> None:
    page = tmp_path / name
    page.write_text("something")
    assert file_codes(page) == ["unknown_format"]


@pytest.mark.parametrize(
    ("name", "start", "called"),
    [
        ("a.kml", b"<?xml version='1.0'?>\n<kml/>", "KML"),
        ("a.gml", b"\xef\xbb\xbf<gml:FeatureCollection/>", "GML"),
        ("a.dwg", b"AC1032\0\0\0", "DWG"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.vrt", b"<OGRVRTDataSource/>", "VRT"),
    ],
)
def test_a_known_format_is_called_by_its_name(
    tmp_path: Path, name: str, start: bytes, called: str
) -> None:
    page = tmp_path / name
    page.write_bytes(start)
    with pytest.raises(BadInput) as refused:
        read_interventions(page, **TERRITORY)
    (problem,) = refused.value.problems
    assert problem.code == "vectors.foreign"
    assert f"file {called}" in problem.line("it")
