"""GeoPackage, Shapefile, DXF and lists of coordinates give what GeoJSON gives."""

import sqlite3
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from contado.errors import BadInput
from contado.interventions import (
    Read,
    folder_name,
    folder_names,
    geometry_of,
    read_interventions,
    slug,
)
from contado.interventions import source as limits

CODES = tuple(f"NBS{number:02d}" for number in range(1, 18))
TERRITORY: dict[str, Any] = {
    "territory_crs": "EPSG:32632",
    "boundary": shapely.box(500_000, 5_020_000, 530_000, 5_050_000),
    "measures": CODES,
}
LOT = shapely.box(515_000, 5_034_000, 515_100, 5_034_050)  # 5,000 m²
OTHER = shapely.box(515_200, 5_034_000, 515_210, 5_034_010)


def read(path: Path, **options: Any) -> Read:
    return read_interventions(path, **(TERRITORY | options))


def refused(path: Path, **options: Any) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(path, **options)
    for problem in caught.value.problems:
        assert problem.line("it")
        assert problem.line("en")
    return [problem.code.removeprefix("interventions.") for problem in caught.value.problems]


def noticed(result: Read) -> list[str]:
    return [notice.code.removeprefix("interventions.") for notice in result.notices]


def frame(
    rows: list[dict[str, object]], shapes: list[BaseGeometry | None], crs: str | None = "EPSG:32632"
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=crs)


class TestGeoPackage:
    def written(self, path: Path, **layers: gpd.GeoDataFrame) -> Path:
        for name, content in layers.items():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # pyogrio says that a CRS is missing
                pyogrio.write_dataframe(
                    content, path, layer=name, driver="GPKG", append=path.exists(),
                    geometry_type="Polygon",
                )  # fmt: skip
        return path

    def test_measures_are_tied_to_their_intervention(self, tmp_path: Path) -> None:
        half = shapely.box(515_000, 5_034_000, 515_050, 5_034_050)
        lots = frame(
            [
                {"id": "a", "name": "À", "before_sealed": 5000.0, "treated_area": "yes"},
                {"id": "b", "name": None, "before_sealed": None, "treated_area": None},
            ],
            [LOT, OTHER],
        )
        lots["filed_on"] = pd.to_datetime(["2024-06-01", None])
        measures = frame(
            [
                {"intervention_id": "a", "measure": "NBS02", "share": 0.1, "overlapping": None},
                {"intervention_id": "a", "measure": "NBS01", "share": None, "overlapping": None},
                {"intervention_id": "b", "measure": "NBS11", "share": 1.0, "overlapping": True},
            ],
            [None, half, None],
        )
        path = self.written(tmp_path / "a.gpkg", interventions=lots, measures=measures)
        first, second = read(path).interventions
        assert [(m.measure, m.area) for m in first.measures] == [
            ("NBS02", 500.0),
            ("NBS01", 2500.0),
        ]
        assert str(first.filed_on) == "2024-06-01"
        assert first.surfaces.before is not None
        assert first.surfaces.before.sealed == 5000
        assert first.realisation == {"treated_area": "yes"}
        assert (second.name, second.filed_on, second.surfaces.before) == ("b", None, None)
        assert [(m.measure, m.overlapping) for m in second.measures] == [("NBS11", True)]

    def test_measures_without_geometry_may_be_a_plain_table(self, tmp_path: Path) -> None:
        path = self.written(tmp_path / "a.gpkg", interventions=frame([{"id": 7}], [LOT]))
        table = pd.DataFrame([{"intervention_id": 7, "measure": "NBS01", "area": 100}])
        pyogrio.write_dataframe(table, path, layer="measures", driver="GPKG", append=True)
        assert read(path).interventions[0].measures[0].area == 100

    def test_a_single_layer_may_have_any_name(self, tmp_path: Path) -> None:
        rows = frame([{"id": "a", "measure": "NBS01", "share": 0.6}], [LOT])
        (lot,) = read(self.written(tmp_path / "a.gpkg", aree=rows)).interventions
        assert lot.measures[0].share == 0.6

    def test_several_layers_without_the_name_are_refused(self, tmp_path: Path) -> None:
        rows = frame([{"id": "a"}], [LOT])
        assert refused(self.written(tmp_path / "a.gpkg", x=rows, y=rows)) == ["no_layer"]

    def test_a_measure_of_no_intervention_is_refused(self, tmp_path: Path) -> None:
        measures = frame([{"intervention_id": "z", "measure": "NBS01", "share": 1.0}], [None])
        lots = frame([{"id": "a"}], [LOT])
        path = self.written(tmp_path / "a.gpkg", interventions=lots, measures=measures)
        assert refused(path) == ["measure_of_nobody"]

    def test_layers_in_two_systems_are_refused(self, tmp_path: Path) -> None:
        measures = frame([{"intervention_id": "a", "measure": "NBS01"}], [LOT], "EPSG:3003")
        lots = frame([{"id": "a"}], [LOT])
        path = self.written(tmp_path / "a.gpkg", interventions=lots, measures=measures)
        assert "two_systems" in refused(path)

    def test_a_null_geometry_is_refused_with_its_row(self, tmp_path: Path) -> None:
        lots = frame([{"id": "a"}, {"id": "b"}], [LOT, None])
        path = self.written(tmp_path / "a.gpkg", interventions=lots)
        with pytest.raises(BadInput) as caught:
            read(path)
        assert [(p.code, p.where) for p in caught.value.problems] == [
            ("interventions.no_geometry", "a.gpkg #2")
        ]

    def test_without_a_system_the_likely_one_is_offered(self, tmp_path: Path) -> None:
        path = self.written(tmp_path / "a.gpkg", interventions=frame([{"id": "a"}], [LOT], None))
        assert refused(path) == ["crs_needed"]
        assert len(read(path, crs="EPSG:32632").interventions) == 1

    def test_a_view_is_refused(self, tmp_path: Path) -> None:
        path = self.written(tmp_path / "a.gpkg", interventions=frame([{"id": "a"}], [LOT]))
        with sqlite3.connect(path) as base:
            base.execute("CREATE VIEW endless AS SELECT 1")
        base.close()
        assert refused(path) == ["vectors.views"]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>", "vectors.foreign"),
            (b"SQLite format 3\0 and then nothing of the kind", "vectors.not_geopackage"),
        ],
    )
    def test_another_kind_of_file_under_its_name_is_refused(
        self, tmp_path: Path, content: bytes, code: str
    ) -> None:
        path = tmp_path / "a.gpkg"
        path.write_bytes(content)
        assert refused(path) == [code]

    def test_a_damaged_one_is_refused(self, tmp_path: Path) -> None:
        path = self.written(tmp_path / "a.gpkg", interventions=frame([{"id": "a"}], [LOT]))
        path.write_bytes(path.read_bytes()[:9000])
        assert set(refused(path)) <= {"vectors.not_geopackage", "unreadable", "no_layer"}


Shapefile = Callable[..., Path]


@pytest.fixture
def shapefile(tmp_path: Path) -> Shapefile:
    """Return a maker of zipped Shapefiles; ``without`` leaves parts out, ``add`` puts some in."""

    def make(
        rows: gpd.GeoDataFrame,
        encoding: str = "UTF-8",
        without: tuple[str, ...] = (),
        add: dict[str, bytes] | None = None,
    ) -> Path:
        folder = tmp_path / "shape"
        folder.mkdir(exist_ok=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL says that it cuts names
            pyogrio.write_dataframe(rows, folder / "lot.shp", encoding=encoding)
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in folder.iterdir():
                if file.suffix not in without and file.suffix not in (add or {}):
                    archive.write(file, f"inside/{file.name}")
            for suffix, content in (add or {}).items():
                archive.writestr(f"inside/lot{suffix}", content)
        return path

    return make


class TestShapefile:
    def test_names_cut_at_ten_characters_are_whole_again(self, shapefile: Shapefile) -> None:
        row = {
            "id": "a", "measure": "NBS11", "share": 0.5, "overlapping": 1, "runoff_reduction": 30.0,
            "before_sealed": 4000.0, "before_semi_permeable": 600.0, "before_permeable": 400.0,
            "after_sealed": 3000.0, "after_semi_permeable": 600.0, "after_permeable": 1400.0,
            "sewer_disconnection": "partly", "maintenance_plan": "yes", "accessibility": "no",
        }  # fmt: skip
        result = read(shapefile(frame([row], [LOT])))
        (lot,) = result.interventions
        assert noticed(result) == []
        assert (lot.measures[0].runoff_reduction, lot.measures[0].overlapping) == (30.0, True)
        assert lot.surfaces.before is not None
        assert lot.surfaces.after is not None
        assert (lot.surfaces.before.semi_permeable, lot.surfaces.after.permeable) == (600, 1400)
        assert lot.realisation == {
            "sewer_disconnection": "partly",
            "maintenance_plan": "yes",
            "accessibility": "no",
        }

    @pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "CP1252"])
    def test_accents_survive_with_their_cpg(self, shapefile: Shapefile, encoding: str) -> None:
        path = shapefile(frame([{"id": "a", "name": "Città Studi"}], [LOT]), encoding)
        assert read(path).interventions[0].name == "Città Studi"

    def test_accents_survive_in_utf8_without_a_cpg(self, shapefile: Shapefile) -> None:
        path = shapefile(frame([{"id": "a", "name": "Città"}], [LOT]), without=(".cpg",))
        assert read(path).interventions[0].name == "Città"

    def test_without_a_cpg_other_text_is_latin_and_said(self, shapefile: Shapefile) -> None:
        rows = frame([{"id": "a", "name": "Città"}], [LOT])
        result = read(shapefile(rows, "ISO-8859-1", without=(".cpg",)))
        assert result.interventions[0].name == "Città"
        assert noticed(result) == ["vectors.encoding_assumed"]

    @pytest.mark.parametrize("said", [b"UTF-8", b"klingon", b"\xff\xfe"])
    def test_a_cpg_that_lies_is_refused(self, shapefile: Shapefile, said: bytes) -> None:
        rows = frame([{"id": "a", "name": "Città"}], [LOT])
        assert refused(shapefile(rows, "ISO-8859-1", add={".cpg": said})) == ["vectors.encoding"]

    def test_the_numbers_of_code_pages_are_understood(self, shapefile: Shapefile) -> None:
        rows = frame([{"id": "a", "name": "Città"}], [LOT])
        for said in (b"1252", b"ANSI 1252", b"88591", b"ISO 8859-1"):
            assert (
                read(shapefile(rows, "CP1252", add={".cpg": said})).interventions[0].name == "Città"
            )

    def test_without_prj_the_likely_system_is_offered(self, shapefile: Shapefile) -> None:
        assert refused(shapefile(frame([{"id": "a"}], [LOT]), without=(".prj",))) == ["crs_needed"]

    def test_missing_parts_are_named(self, shapefile: Shapefile) -> None:
        rows = frame([{"id": "a"}], [LOT])
        assert refused(shapefile(rows, without=(".dbf", ".shx"))) == ["vectors.shapefile_parts"]

    def test_two_shapefiles_or_none_are_refused(self, shapefile: Shapefile) -> None:
        rows = frame([{"id": "a"}], [LOT])
        assert refused(shapefile(rows, add={"2.shp": b"x"})) == ["vectors.one_shapefile"]
        assert refused(shapefile(rows, without=(".shp",))) == ["vectors.one_shapefile"]

    def test_a_file_that_is_no_shapefile_is_refused(self, shapefile: Shapefile) -> None:
        rows = frame([{"id": "a"}], [LOT])
        assert refused(shapefile(rows, add={".shp": b"<OGRVRTDataSource/>"})) == [
            "vectors.not_shapefile"
        ]
        assert refused(shapefile(rows, add={".shp": b"\x00\x00\x27\x0a" + b"\xff" * 200})) == [
            "unreadable"
        ]

    def test_points_are_refused(self, shapefile: Shapefile) -> None:
        assert refused(shapefile(frame([{"id": "a"}], [LOT.centroid]))) == ["not_polygon"]

    def test_a_zip_that_leaves_its_folder_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("../lot.shp", b"x")
        assert refused(path) == ["archives.leaves_folder"]


def dxf(path: Path, *lines: tuple[str, BaseGeometry | list[tuple[float, float]], bool]) -> Path:
    """Write a drawing of polylines: layer, points, whether closed."""
    entities = ""
    for layer, shape, closed in lines:
        points = shape if isinstance(shape, list) else list(shape.exterior.coords)[:-1]
        vertices = "".join(f" 10\n{x}\n 20\n{y}\n" for x, y in points)
        entities += (
            f"  0\nLWPOLYLINE\n100\nAcDbEntity\n  8\n{layer}\n100\nAcDbPolyline\n"
            f" 90\n{len(points)}\n 70\n{int(closed)}\n{vertices}"
        )
    path.write_text(f"  0\nSECTION\n  2\nENTITIES\n{entities}  0\nENDSEC\n  0\nEOF\n")
    return path


class TestDxf:
    def test_measures_drawn_in_a_lot_belong_to_it(self, tmp_path: Path) -> None:
        path = dxf(
            tmp_path / "a.dxf",
            ("NBS01", shapely.box(515_000, 5_034_000, 515_040, 5_034_050), True),
            ("INTERVENTO-piazza", LOT, True),
            ("nbs08", OTHER, True),
            ("LOTTO tetto", OTHER.buffer(1, join_style="mitre"), True),
            ("quote", [(515_000, 5_034_000), (515_001, 5_034_000)], False),
        )
        result = read(path, crs="EPSG:32632")
        assert [
            (i.id, [(m.measure, m.area) for m in i.measures]) for i in result.interventions
        ] == [
            ("piazza", [("NBS01", 2000.0)]),
            ("tetto", [("NBS08", 100.0)]),
        ]
        assert noticed(result) == ["dxf_ignored"]

    def test_without_lots_each_polyline_is_an_intervention(self, tmp_path: Path) -> None:
        path = dxf(
            tmp_path / "a.dxf",
            ("NBS01-60", LOT, True),
            ("NBS11_12,5", OTHER, True),
            ("NBS11_12,5", shapely.box(515_300, 5_034_000, 515_310, 5_034_010), True),
        )
        lots = read(path, crs="EPSG:32632").interventions
        assert [(i.id, i.measures[0].measure, i.measures[0].share) for i in lots] == [
            ("NBS01-60", "NBS01", 0.6),
            ("NBS11_12,5-1", "NBS11", 0.125),
            ("NBS11_12,5-2", "NBS11", 0.125),
        ]

    def test_a_line_that_ends_where_it_began_is_closed(self, tmp_path: Path) -> None:
        path = dxf(tmp_path / "a.dxf", ("LOT", list(LOT.exterior.coords), False))
        assert geometry_of(read(path, crs="EPSG:32632").interventions[0]).area == 5000

    def test_open_lines_are_refused(self, tmp_path: Path) -> None:
        path = dxf(tmp_path / "a.dxf", ("LOT", list(LOT.exterior.coords)[:-1], False))
        assert refused(path, crs="EPSG:32632") == ["open_line"]

    def test_a_measure_in_no_lot_is_refused(self, tmp_path: Path) -> None:
        path = dxf(tmp_path / "a.dxf", ("LOT", LOT, True), ("NBS01", OTHER, True))
        assert refused(path, crs="EPSG:32632") == ["dxf_loose"]

    def test_a_drawn_measure_with_a_share_is_refused(self, tmp_path: Path) -> None:
        path = dxf(tmp_path / "a.dxf", ("LOT", LOT, True), ("NBS01-50", LOT, True))
        assert refused(path, crs="EPSG:32632") == ["one_extent"]

    def test_a_layer_that_nearly_names_a_measure_is_refused(self, tmp_path: Path) -> None:
        path = dxf(tmp_path / "a.dxf", ("LOT", LOT, True), ("NBS99", LOT, True))
        assert refused(path, crs="EPSG:32632") == ["unknown_measure"]

    def test_a_drawing_without_our_layers_is_refused(self, tmp_path: Path) -> None:
        assert refused(dxf(tmp_path / "a.dxf", ("muri", LOT, True))) == ["dxf_nothing"]

    def test_a_drawing_needs_its_system(self, tmp_path: Path) -> None:
        assert refused(dxf(tmp_path / "a.dxf", ("LOT", LOT, True))) == ["crs_needed"]

    def test_a_broken_drawing_is_told_without_folders_and_with_every_letter(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "f").mkdir()
        monkeypatch.chdir(tmp_path)
        path = Path("f/lot.dxf")
        path.write_text("  0\nSECTION\n  2\nHEADER\n  9\n")
        with pytest.raises(BadInput) as caught:
            read_interventions(path, **TERRITORY)
        said = caught.value.problems[0].line("it")
        assert said.startswith("lot.dxf: Il file non si può leggere (error at line 5 of lot.dxf).")

    @pytest.mark.parametrize(
        "content", [b"AC1032 a drawing of another kind", b"<a/>", b"0\nSECTION"]
    )
    def test_another_kind_of_file_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "a.dxf"
        path.write_bytes(content)
        assert set(refused(path)) <= {"not_dxf", "unreadable", "dxf_nothing", "vectors.foreign"}


RING = "515000 5034000\n515100 5034000\n515100 5034050\n515000 5034050\n"


class TestCoordinates:
    def written(self, tmp_path: Path, text: str, name: str = "lotto.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    @pytest.mark.parametrize(
        "text",
        [
            "x y\n" + RING,
            "x,y\n" + RING.replace(" ", ","),
            "Est;Nord\n" + RING.replace("\n", ",0\n").replace(" ", ",00;"),
            "x\ty\r\n\r\n" + RING.replace(" ", "\t").replace("\n", "\r\n") + "515000\t5034000\r\n",
        ],
    )
    def test_points_are_read_however_they_are_separated(self, tmp_path: Path, text: str) -> None:
        (lot,) = read(self.written(tmp_path, text), crs="EPSG:32632").interventions
        assert lot.id == "lotto"
        assert geometry_of(lot).area == 5000

    def test_rings_by_id_make_parts_and_holes(self, tmp_path: Path) -> None:
        rows = ["id,ring,x,y,measure,share"]
        for key, ring, shape in (
            ("a", 1, LOT),
            ("a", 2, shapely.box(515_010, 5_034_010, 515_020, 5_034_020)),
            ("a", 3, OTHER),
            ("b", 1, shapely.box(515_300, 5_034_000, 515_310, 5_034_010)),
        ):
            rows += [f"{key},{ring},{x},{y},NBS01,0.5" for x, y in shape.exterior.coords]
        path = self.written(tmp_path, "\n".join(rows), "a.txt")
        first, second = read(path, crs="EPSG:32632").interventions
        assert (geometry_of(first).area, geometry_of(second).area) == (5000, 100)
        assert len(geometry_of(first).geoms) == 2
        assert first.measures[0].area == 2500

    def test_a_formula_is_only_text(self, tmp_path: Path) -> None:
        text = "name,x,y\n=cmd|' /C calc'!A1," + RING.replace(" ", ",").replace("\n", "\n,")
        (lot,) = read(self.written(tmp_path, text.rstrip(",")), crs="EPSG:32632").interventions
        assert lot.name == "=cmd|' /C calc'!A1"

    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            (RING, ["no_header"]),
            ("x x y\n" + RING, ["no_header"]),
            ("x y\n", ["no_features"]),
            ("\n\n", ["no_features"]),
            ("x y\n1 2\n3 4\n", ["short_ring"]),
            ("x y\n1 2\n1 2\n1 2\n", ["short_ring"]),
            ("x y\n1 2\nnord 4\n5\n", ["not_a_point", "not_a_point", "short_ring"]),
            ("x y\nnan 2\ninf 4\n5 6\n", ["not_finite", "not_finite", "short_ring"]),
            ("x,y,name\n1,2,a\n3,4,b\n5,7,a\n", ["two_values"]),
            ('x,y\n"' + "1" * 200_000 + '",2\n', ["unreadable"]),
        ],
    )
    def test_what_is_no_list_of_points_is_refused(
        self, tmp_path: Path, text: str, codes: list[str]
    ) -> None:
        found = refused(self.written(tmp_path, text), crs="EPSG:32632")
        assert [code for code in found if code != "outside"] == codes

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
    def test_text_is_read_in_its_encoding_and_one_that_is_assumed_is_said(
        self, tmp_path: Path, encoding: str
    ) -> None:
        path = tmp_path / "a.csv"
        rows = "\n".join(f"Città – è;{x};{y}" for x, y in LOT.exterior.coords)
        path.write_bytes(f"name;x;y\n{rows}\n".encode(encoding))
        result = read(path, crs="EPSG:32632")
        assert result.interventions[0].name == "Città – è"
        said = ["plain_tables.encoding_assumed"] if encoding == "cp1252" else []
        assert noticed(result) == said

    def test_too_many_vertices_are_refused(self, tmp_path: Path) -> None:
        rows = "\n".join(f"{i},{i * i}" for i in range(limits.MAX_VERTICES + 1))
        assert refused(self.written(tmp_path, "x,y\n" + rows), crs="EPSG:32632") == [
            "too_many_vertices"
        ]


class TestFolderNames:
    @pytest.mark.parametrize(
        ("identifier", "name"),
        [
            ("Piazza Città Studi / 3", "piazza-citta-studi-3"),
            ("../../etc/passwd", "etc-passwd"),
            ("C:\\temp", "c-temp"),
            ("=cmd()", "cmd"),
            ("CON", "id-con"),
            ("x" * 100, "x" * 60),
            ("广场", ""),
        ],
    )
    def test_a_slug_is_plain_and_stays_in_its_folder(self, identifier: str, name: str) -> None:
        assert slug(identifier) == name

    def test_without_a_slug_the_content_names_the_folder(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("id x y\n" + "".join(f"广场 {line}\n" for line in RING.splitlines()))
        (lot,) = read(path, crs="EPSG:32632").interventions
        assert len(folder_name(lot)) == 16
        assert folder_name(lot) != folder_name(lot.model_copy(update={"name": "other"}))

    def test_ids_with_the_same_slug_get_different_folders(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        rows = [
            f"{key},{line.replace(' ', ',')}"
            for key in ("P 1", "p-1")
            for line in RING.splitlines()
        ]
        path.write_text("id,x,y\n" + "\n".join(rows))
        names = folder_names(read(path, crs="EPSG:32632").interventions)
        assert len(set(names)) == 2
        assert all(name.startswith("p-1-") for name in names)


@pytest.mark.parametrize(
    "rows", ["522600;abc\n522690;5046785\n522690;5046885", "522600;5046785\n522690;5046785"]
)
def test_a_list_of_which_no_outline_is_left_is_refused_in_words(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"x;y\n{rows}\n")
    assert {"not_a_point", "short_ring"} & set(refused(path))
