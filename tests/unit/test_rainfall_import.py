"""What the regional agency publishes, read into the table of the role ``rainfall``."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from contado.drainage.rainfall.importing import read_grids, read_sites, write_sites
from contado.errors import BadInput
from contado.territory import Territory
from contado.territory.testing import SOUTH, WEST, make_territory, write_raster

Write = Callable[[str], Path]

SHEET = """\
Parametro;Valore
A1 - Coefficiente pluviometrico orario;29,87
N - Coefficiente di scala;0,3006
GEV - parametro alpha;0,2958
GEV - parametro kappa;-0,0358
GEV - parametro epsilon;0,8179
"""
BARE = SHEET.partition("\n")[2].replace(",", ".").replace(";", ",")
TABLE = """\
Comune,Codice ISTAT,A1 - Coefficiente pluviometrico orario,N - Coefficiente di scala,\
GEV - parametro alpha,GEV - parametro kappa,GEV - parametro epsilon,imputed
Uno,015001,29.87,0.3006,0.2958,-0.0358,0.8179,
Due,015002,31,0.312547,0.3,-0.01,0.82,n kappa
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "arpa.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.mark.parametrize("text", [SHEET, BARE])
def test_a_point_sheet_is_read_with_or_without_a_heading(write: Write, text: str) -> None:
    (site,) = read_sites(write(text), "015146", 0.5)
    assert (site.istat_code, site.short_given) == ("015146", False)
    assert site.rain.parameters == {
        "a1": 29.87,
        "n": 0.3006,
        "alpha": 0.2958,
        "kappa": -0.0358,
        "epsilon": 0.8179,
        "n_short": 0.5,
    }


def test_a_table_by_comune_keeps_which_parameters_were_filled_in(
    write: Write, tmp_path: Path
) -> None:
    sites = read_sites(write(TABLE), None, 0.5)
    assert [(s.istat_code, s.rain.imputed) for s in sites] == [
        ("015001", ()),
        ("015002", ("n", "kappa")),
    ]
    write_sites(tmp_path / "out.csv", sites)
    assert (tmp_path / "out.csv").read_text().splitlines() == [
        "istat_code,a1,n,alpha,kappa,epsilon,imputed",
        "015001,29.87,0.3006,0.2958,-0.0358,0.8179,",
        "015002,31.0,0.312547,0.3,-0.01,0.82,n kappa",
    ]


def test_what_is_written_is_read_back_the_same(write: Write, tmp_path: Path) -> None:
    sites = read_sites(write(TABLE), None, 0.5)
    write_sites(tmp_path / "out.csv", sites)
    again = read_sites(tmp_path / "out.csv", None, 0.5)
    assert [(s.istat_code, s.rain.parameters, s.rain.imputed) for s in again] == [
        (s.istat_code, s.rain.parameters, s.rain.imputed) for s in sites
    ]


def test_a_short_exponent_is_written_only_where_it_was_given(write: Write, tmp_path: Path) -> None:
    sites = read_sites(write(SHEET + "n_short;0,4\n"), "015146", 0.5)
    write_sites(tmp_path / "out.csv", sites)
    assert (tmp_path / "out.csv").read_text().splitlines()[0].endswith("epsilon,n_short")


def test_a_sheet_of_one_site_needs_its_comune(write: Write) -> None:
    with pytest.raises(BadInput) as caught:
        read_sites(write(SHEET), None, 0.5)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["columns"]) == ("rainfall.no_column", "istat_code")


def test_every_bad_row_is_told_with_its_line(write: Write) -> None:
    rows = "istat_code,a1,n,alpha,kappa,epsilon\n15146,30,0.3,0.3,0,0.8\n015001,-1,2,0.3,0,0.8\n"
    with pytest.raises(BadInput) as caught:
        read_sites(write(rows + "015002,30,0.3,0.3,0,0.8\n015002,30,0.3,0.3,0,0.8\n"), None, 0.5)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("rainfall.bad_code", "arpa.csv:2"),
        ("rainfall.code_twice", "arpa.csv:5"),
        ("rainfall.outside", "arpa.csv:3"),
        ("rainfall.outside", "arpa.csv:3"),
    ]


def test_a_cell_that_is_no_number_is_told_and_nothing_is_guessed(write: Write) -> None:
    with pytest.raises(BadInput) as caught:
        read_sites(write(TABLE.replace("0.2958", "n.d.")), None, 0.5)
    assert [p.code for p in caught.value.problems] == ["plain_tables.not_number"]


def test_two_files_of_one_comune_are_refused_and_nothing_is_written(
    write: Write, tmp_path: Path
) -> None:
    sites = read_sites(write(SHEET), "015146", 0.5)
    with pytest.raises(BadInput):
        write_sites(tmp_path / "out.csv", [*sites, *sites])
    assert not (tmp_path / "out.csv").exists()


VALUES = {"a1": 30.0, "n": 0.3, "alpha": 0.3, "kappa": -0.02, "epsilon": 0.8}


@pytest.fixture
def ground(tmp_path: Path) -> Territory:
    return make_territory(tmp_path / "prova")


def grids(folder: Path, **changed: float) -> list[Path]:
    """ESRI ASCII grids of 1 km: a value in the west, the same and a tenth more in the east."""
    paths = []
    for name, value in (VALUES | changed).items():
        head = f"ncols 2\nnrows 1\nxllcorner {WEST}\nyllcorner {SOUTH}\ncellsize 1000\n"
        path = folder / f"LSPP_{name}.asc"
        path.write_text(f"{head}NODATA_value -9999\n{value} {value * 1.1}\n")
        paths.append(path)
    return paths


def test_grids_are_read_at_a_point_of_every_comune(ground: Territory, tmp_path: Path) -> None:
    west, east = read_grids(grids(tmp_path), ground, "EPSG:32632", 0.5)
    assert (west.istat_code, east.istat_code) == ("015001", "015002")
    assert west.rain.a1 == pytest.approx(30.0)
    assert east.rain.a1 == pytest.approx(33.0)
    assert east.rain.kappa == pytest.approx(-0.022)


def test_a_geotiff_serves_as_well_as_an_ascii_grid(ground: Territory, tmp_path: Path) -> None:
    values = np.full((100, 200), 40.0, dtype=np.float32)
    made = [path for path in grids(tmp_path) if "a1" not in path.name]
    tiff = write_raster(tmp_path / "a1.tif", values, nodata=-9999)
    west, _ = read_grids([*made, tiff], ground, "EPSG:32632", 0.5)
    assert west.rain.a1 == pytest.approx(40.0)


def test_a_comune_without_a_value_is_told_never_filled(ground: Territory, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_grids(grids(tmp_path, n=-9999.0), ground, "EPSG:32632", 0.5)
    codes = {p.code for p in caught.value.problems}
    assert "rainfall.grid_empty" in codes
    assert caught.value.problems[0].values == {"code": "015001", "parameters": "n"}


def test_grids_without_a_system_of_coordinates_are_refused(
    ground: Territory, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        read_grids(grids(tmp_path), ground, "", 0.5)
    assert [p.code for p in caught.value.problems] == ["crs.missing"]


def test_a_grid_that_lacks_is_named(ground: Territory, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_grids(grids(tmp_path)[:3], ground, "EPSG:32632", 0.5)
    (problem,) = caught.value.problems
    assert problem.values["parameters"] == "kappa, epsilon"


def test_a_file_that_is_no_grid_gets_one_clear_message(ground: Territory, tmp_path: Path) -> None:
    made = grids(tmp_path)
    made[0].write_text("not a grid")
    with pytest.raises(BadInput) as caught:
        read_grids(made, ground, "EPSG:32632", 0.5)
    assert [p.code for p in caught.value.problems] == ["territory.format_unknown"]
