"""Vector files that would read other files, ask the network or never end: all are refused.

A canary listens on the network, and a secret lies on the disk: neither is touched.
"""

import json
import os
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from contado.errors import BadInput
from contado.interventions import read_interventions
from contado.territory import read_vector
from contado.vectors import gdal

LOT = shapely.box(515_000, 5_034_000, 515_100, 5_034_050)
BOUNDARY = LOT.buffer(5000)
SECRET = "zafferano"


class Canary:
    """A server that only counts who comes."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                one, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            one.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    bird = Canary()
    yield bird
    bird._socket.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text(f'id,name,WKT\n1,{SECRET},"{LOT.wkt}"\n')
    return path


def plain(path: Path) -> Path:
    lots = gpd.GeoDataFrame({"id": ["a"], "name": ["x"]}, geometry=[LOT], crs="EPSG:32632")
    lots.to_file(path, layer="interventions", driver="GPKG")
    return path


def with_sql(path: Path, *statements: str) -> Path:
    with sqlite3.connect(plain(path)) as base:
        base.execute("PRAGMA writable_schema=ON")
        for statement in statements:
            base.execute(statement)
    base.close()
    return path


def in_schema(path: Path, kind: str, name: str, sql: str) -> Path:
    """Write a line of the schema that SQLite would not make itself."""
    row = f"VALUES ('{kind}', '{name}', '{name}', 0, '{sql}')"
    return with_sql(path, f"INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) {row}")


def zipped(path: Path, shape: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for suffix, content in ((".shp", shape), (".shx", b""), (".dbf", b"")):
            archive.writestr(f"lot{suffix}", content)
    return path


def vrt(secret: Path) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="lot"><SrcDataSource>{secret}</SrcDataSource>'
        "<SrcLayer>secret</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def linked(path: Path, kind: str, address: str) -> Path:
    feature = {
        "type": "Feature",
        "properties": {"id": "a"},
        "geometry": shapely.geometry.mapping(LOT),
    }
    crs = {"type": kind, "properties": {"href": address, "type": "ogcwkt", "name": address}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]}))
    return path


READERS: dict[str, Callable[[Path], object]] = {
    "layers": read_vector,
    "interventions": partial(
        read_interventions, territory_crs="EPSG:32632", boundary=BOUNDARY, measures=[]
    ),
}
ATTACKS: dict[str, Callable[[Path, Path, int], Path]] = {
    "a virtual format in a Shapefile": lambda at, secret, _: zipped(at / "a.zip", vrt(secret)),
    "an algorithm as JSON": lambda at, secret, _: _algorithm(at / "a.geojson", secret),
    "an algorithm as JSON, called json": lambda at, secret, _: _algorithm(at / "a.json", secret),
    "a view": lambda at, _, __: with_sql(
        at / "a.gpkg",
        "CREATE VIEW v AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) "
        "SELECT n FROM t",
    ),
    "a virtual table of other files": lambda at, secret, _: in_schema(
        at / "a.gpkg", "table", "v", f'CREATE VIRTUAL TABLE v USING VirtualOGR("{secret}")'
    ),
    "a virtual table in disguise": lambda at, secret, _: in_schema(
        at / "a.gpkg", "table", "v", f'create  virtual\n table v using [VirtualShape]("{secret}")'
    ),
    "a generated column": lambda at, _, __: with_sql(
        at / "a.gpkg", "CREATE TABLE wide (a, b AS (hex(zeroblob(250000000))))"
    ),
    "a stored generated column": lambda at, _, __: with_sql(
        at / "a.gpkg", "CREATE TABLE wide (a, b GENERATED ALWAYS AS (a || a) STORED)"
    ),
    "a table of thousands of columns": lambda at, _, __: with_sql(
        at / "a.gpkg", f"CREATE TABLE wide ({', '.join(f'c{i}' for i in range(1500))}, d)"
    ),
    "a system by link": lambda at, _, port: linked(
        at / "a.geojson", "link", f"http://127.0.0.1:{port}/crs"
    ),
    "a system by link to a file": lambda at, secret, _: linked(
        at / "a.geojson", "link", f"file://{secret}"
    ),
    "a system by address": lambda at, _, port: linked(
        at / "a.geojson", "name", f"http://127.0.0.1:{port}/crs"
    ),
}


def _algorithm(path: Path, secret: Path) -> Path:
    command = f"gdal vector pipeline ! read {secret} ! edit --crs EPSG:32632"
    path.write_text(json.dumps({"type": "gdal_streamed_alg", "command_line": command}))
    return path


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("entrance", READERS)
def test_nothing_is_read_that_was_not_given(
    tmp_path: Path, canary: Canary, secret: Path, attack: str, entrance: str
) -> None:
    path = ATTACKS[attack](tmp_path, secret, canary.port)
    with pytest.raises(BadInput) as refused:
        READERS[entrance](path)
    told = "".join(one.line("it") + one.line("en") for one in refused.value.problems)
    assert SECRET not in told
    assert canary.visits == 0


@pytest.mark.parametrize("companion", ["layer_styles", "qgis_projects", "notes"])
def test_tables_beside_the_one_layer_do_not_ask_which(tmp_path: Path, companion: str) -> None:
    path = plain(tmp_path / "a.gpkg")
    with sqlite3.connect(path) as base:
        base.execute(f"CREATE TABLE {companion} (id INTEGER PRIMARY KEY, styleQML TEXT)")
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            f"VALUES ('{companion}', 'attributes', '{companion}')"
        )
    base.close()
    assert list(read_vector(path)["name"]) == ["x"]


WORDS = ("Città Studi – “è”", "Cascina Gobba, Crescenzago", "Scuola dell’infanzia")


def shapefile(folder: Path, encoding: str, cpg: str | None, language: int = 0) -> Path:
    frame = gpd.GeoDataFrame({"nome": list(WORDS)}, geometry=[LOT] * 3, crs="EPSG:32632")
    frame.to_file(folder / "s.shp", encoding=encoding)
    table = bytearray((folder / "s.dbf").read_bytes())
    table[29] = language
    (folder / "s.dbf").write_bytes(table)
    (folder / "s.cpg").unlink(missing_ok=True)
    if cpg is not None:
        (folder / "s.cpg").write_text(cpg)
    with zipfile.ZipFile(folder / "s.zip", "w") as archive:
        for part in sorted(folder.glob("s.*")):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    return folder / "s.zip"


@pytest.mark.parametrize(
    ("encoding", "cpg", "language", "codes"),
    [
        ("UTF-8", "UTF-8", 0, []),
        ("UTF-8", None, 0, []),
        ("UTF-8", "1252", 0, ["vectors.encoding_overruled"]),
        ("UTF-8", "ISO-8859-1", 0x03, ["vectors.encoding_overruled"]),
        ("CP1252", "1252", 0, []),
        ("CP1252", None, 0, ["vectors.encoding_assumed"]),
        ("CP1252", None, 0x57, ["vectors.encoding_assumed"]),
        ("CP1252", "ISO-8859-1", 0, ["vectors.encoding_overruled"]),
    ],
)
def test_the_text_of_a_layer_is_read_in_the_encoding_that_it_is_in(
    tmp_path: Path, encoding: str, cpg: str | None, language: int, codes: list[str]
) -> None:
    notices: list = []
    frame = read_vector(shapefile(tmp_path, encoding, cpg, language), notices=notices)
    assert tuple(frame["nome"]) == WORDS
    assert [one.code for one in notices] == codes


def test_a_text_that_was_broken_before_is_named(tmp_path: Path) -> None:
    broken = "Città Studi".encode().decode("cp1252", "replace")
    frame = gpd.GeoDataFrame({"nome": ["Lambrate", broken]}, geometry=[LOT] * 2, crs="EPSG:32632")
    frame.to_file(tmp_path / "a.geojson", driver="GeoJSON")
    notices: list = []
    read_vector(tmp_path / "a.geojson", notices=notices)
    assert [one.code for one in notices] == ["vectors.mojibake"]
    assert "CittÃ" in notices[0].line("it")


def test_the_process_is_told_once_not_to_ask_the_network() -> None:
    assert gdal().get_gdal_config_option("GDAL_HTTP_PROXY") == "127.0.0.1:9"
    assert os.environ.get("GDAL_HTTP_PROXY") is None  # of this process's GDAL alone


def test_the_process_keeps_no_driver_but_those_of_its_formats() -> None:
    loaded = set(gdal().list_drivers())
    assert loaded <= {"GPKG", "GeoJSON", "ESRI Shapefile", "DXF", "MEM"}
    assert gdal().get_gdal_config_option("OGR_SQLITE_LOAD_EXTENSIONS") is None


@pytest.mark.parametrize(
    "place", ["999\n{}\n", "  0\nSECTION\n  2\nHEADER\n  9\n$A\n  1\n{}\n  0\nENDSEC\n"]
)
def test_a_drawing_that_is_a_virtual_format_too_is_read_as_a_drawing(
    tmp_path: Path, secret: Path, place: str
) -> None:
    corners = LOT.exterior.coords[:4]
    points = "".join(f" 10\n{x}\n 20\n{y}\n" for x, y in corners)
    outline = f"  0\nLWPOLYLINE\n  8\nINTERVENTO\n100\nAcDbPolyline\n 90\n4\n 70\n1\n{points}"
    path = tmp_path / "a.dxf"
    path.write_text(
        place.format(vrt(secret).decode())
        + f"  0\nSECTION\n  2\nENTITIES\n{outline}  0\nENDSEC\n  0\nEOF\n"
    )
    read = read_interventions(
        path, territory_crs="EPSG:32632", boundary=BOUNDARY, measures=[], crs="EPSG:32632"
    )
    assert [shapely.from_wkb(one.geometry).area for one in read.interventions] == [LOT.area]


FOREIGN = {
    "DWG": b"AC1032\0\0\0\0\0",
    "PDF": b"%PDF-1.7\n",
    "KML": b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"/>',
    "GML": b'\xef\xbb\xbf<ogr:FeatureCollection xmlns:ogr="x"/>',
}


@pytest.mark.parametrize("suffix", [".geojson", ".json", ".gpkg", ".zip", ".dxf", ".csv", ".kml"])
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_another_format_is_called_so_whatever_its_name(
    tmp_path: Path, kind: str, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(FOREIGN[kind])
    for reader in READERS.values():
        with pytest.raises(BadInput) as refused:
            reader(path)
        told = [(one.code, one.values) for one in refused.value.problems]
        assert told == [("vectors.foreign", {"format": kind})]


@pytest.mark.parametrize("entrance", READERS)
def test_a_zip_of_something_else_says_what_it_holds(tmp_path: Path, entrance: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tavole/pianta.kml", FOREIGN["KML"])
    with pytest.raises(BadInput) as refused:
        READERS[entrance](path)
    told = [(one.code, one.values) for one in refused.value.problems]
    assert told == [("vectors.no_shapefile", {"names": "pianta.kml"})]
