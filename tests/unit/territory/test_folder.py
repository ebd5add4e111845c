"""A territory folder: opened, altered, attacked."""

import json
from pathlib import Path

import pytest

from contado.errors import BadInput
from contado.territory import Lattice, Settings, Territory, attributions, check, create
from contado.territory.building import building
from contado.territory.testing import (
    LEGEND,
    SETTINGS,
    SOURCE,
    land_cover,
    make_territory,
    municipalities,
    write_raster,
)


@pytest.fixture
def territory(tmp_path: Path) -> Territory:
    return make_territory(tmp_path / "prova")


def codes(error: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def edit_catalogue(territory: Territory, **changes: object) -> None:
    path = territory.root / "catalogue.json"
    content = json.loads(path.read_text())
    content["layers"][0] |= changes
    path.write_text(json.dumps(content))


def test_what_is_written_is_what_is_read(territory: Territory) -> None:
    assert territory.settings == SETTINGS
    assert (territory.name, territory.crs, territory.profile) == ("Prova", "EPSG:32632", "contado")
    assert list(territory.layers) == ["land_cover", "municipalities"]
    assert territory.layer("stops") is None
    assert attributions(territory) == ["ISTAT (Creative Commons Attribution 4.0)"]


def test_names_with_quotes_and_accents_survive_the_settings(tmp_path: Path) -> None:
    odd = Settings(name='Città "di" \\ prova\n', crs="EPSG:32632", grid=Lattice(0.1, -3.0, 7.5))
    assert create(tmp_path / "odd", odd).settings == odd


def test_a_folder_that_exists_is_never_overwritten(territory: Territory) -> None:
    with pytest.raises(BadInput) as error:
        create(territory.root, SETTINGS)
    assert codes(error) == ["territory.exists"]
    assert check(territory) == []


def test_a_crs_in_degrees_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as error:
        create(tmp_path / "a", SETTINGS.model_copy(update={"crs": "EPSG:4326"}))
    assert codes(error) == ["territory.not_metric"]
    assert list(tmp_path.iterdir()) == []


def test_a_building_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with building(tmp_path / "a", SETTINGS) as new:
            new.add_vector("municipalities", municipalities(), source=SOURCE)
            new.add_vector("zones", municipalities(), source=SOURCE)

    with pytest.raises(BadInput) as error:
        fail()
    assert codes(error) == ["territory.column_missing"]
    assert list(tmp_path.iterdir()) == []


def test_a_building_without_municipalities_is_refused(tmp_path: Path) -> None:
    def fail() -> None:
        with building(tmp_path / "a", SETTINGS) as new:
            file = write_raster(new.work / "c.tif", land_cover())
            new.add_raster("land_cover", file, source=SOURCE, meta={"legend": LEGEND})

    with pytest.raises(BadInput) as error:
        fail()
    assert codes(error) == ["territory.role_required"]


def test_an_empty_territory_opens_and_says_what_it_needs(tmp_path: Path) -> None:
    empty = create(tmp_path / "a", SETTINGS)
    assert empty.snapshot == ""
    assert [problem.code for problem in check(empty)] == ["territory.role_required"]
    with pytest.raises(BadInput):
        _ = empty.boundary


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name = 'a'", "territory.settings_invalid"),
        ("name = ", "territory.settings_invalid"),
        ("name='a'\ncrs='EPSG:1'\n[grid]\nx0=0\ny0=0\ncell=1", "crs.unknown"),
        ("name='a'\ncrs='EPSG:32632'\n[grid]\nx0=0\ny0=0\ncell=0", "territory.settings_invalid"),
    ],
)
def test_settings_that_are_wrong_are_refused(territory: Territory, text: str, code: str) -> None:
    (territory.root / "territory.toml").write_text(text)
    with pytest.raises(BadInput) as error:
        Territory.open(territory.root)
    assert set(codes(error)) == {code}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 2}', '{"layers": [{"role": 1}]}'])
def test_a_catalogue_that_is_wrong_is_refused(territory: Territory, content: str) -> None:
    (territory.root / "catalogue.json").write_text(content)
    with pytest.raises(BadInput) as error:
        Territory.open(territory.root)
    assert set(codes(error)) == {"territory.catalogue_invalid"}


@pytest.mark.parametrize("file", ["../outside.parquet", "/etc/hostname", "layers/../../x"])
def test_a_catalogue_that_leaves_the_folder_is_refused(territory: Territory, file: str) -> None:
    edit_catalogue(territory, file=file)
    with pytest.raises(BadInput) as error:
        Territory.open(territory.root)
    assert codes(error) == ["territory.path_outside"]


def test_a_link_that_leaves_the_folder_is_refused(territory: Territory, tmp_path: Path) -> None:
    layer = territory.layers["municipalities"]
    layer.path.rename(tmp_path / "away.parquet")
    layer.path.symlink_to(tmp_path / "away.parquet")
    with pytest.raises(BadInput) as error:
        Territory.open(territory.root)
    assert codes(error) == ["territory.path_outside"]


def test_a_missing_file_is_told_on_opening(territory: Territory) -> None:
    territory.layers["land_cover"].path.unlink()
    with pytest.raises(BadInput) as error:
        Territory.open(territory.root)
    assert codes(error) == ["territory.file_missing"]


def test_a_single_changed_byte_is_found_by_the_check(territory: Territory) -> None:
    path = territory.layers["land_cover"].path
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert [(p.code, p.where) for p in check(Territory.open(territory.root))] == [
        ("territory.file_altered", "land_cover@1")
    ]


def test_a_catalogue_edited_by_hand_is_checked_too(territory: Territory) -> None:
    edit_catalogue(territory, licence="mine")
    problems = check(Territory.open(territory.root, incomplete=True))
    told = ["territory.snapshot_altered", "territory.licence_unknown"]
    assert [problem.code for problem in problems] == told


def test_an_unknown_snapshot_is_refused(territory: Territory) -> None:
    for wrong in ("0" * 64, territory.snapshot[:4], ""):
        with pytest.raises(BadInput) as error:
            Territory.open(territory.root, snapshot=wrong)
        assert codes(error) == ["territory.snapshot_unknown"]
    assert Territory.open(territory.root, territory.snapshot[:8]).snapshot == territory.snapshot


def test_a_territory_can_be_copied_anywhere(territory: Territory, tmp_path: Path) -> None:
    moved = territory.root.rename(tmp_path / "elsewhere")
    assert check(Territory.open(moved)) == []
    assert Territory.open(moved).snapshot == territory.snapshot
    assert str(tmp_path) not in (moved / "catalogue.json").read_text()
