"""Real boundaries and residents of any province, by any of its names."""

import numpy as np
import pytest
import shapely

from contado.errors import BadInput
from contado.territory.recipes.demo import area as room
from contado.territory.recipes.demo.area import read_area


@pytest.mark.parametrize("asked", ["015", "15", "215", "Milano", " milano ", "MI", "mi"])
def test_a_province_answers_to_its_codes_its_name_and_its_plate(asked: str) -> None:
    area = read_area(asked)
    assert (area.code, area.name, area.short, area.crs) == ("015", "Milano", "MI", "EPSG:32632")
    assert len(area.codes) == 133
    assert area.residents.sum() == 3_219_391


@pytest.mark.parametrize(
    ("asked", "code"),
    [("Bolzano", "021"), ("Bozen", "021"), ("valle d'aosta", "007"), ("NA", "063"), ("258", "058")],
)
def test_bilingual_and_apostrophed_names_are_found(asked: str, code: str) -> None:
    assert read_area(asked).code == code


@pytest.mark.parametrize("asked", ["", "999", "216", "Milan0", "{area}", "../015"])
def test_an_unknown_area_is_refused_and_near_names_are_offered(asked: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_area(asked)
    (problem,) = caught.value.problems
    assert problem.code == "recipes_demo.unknown_area"
    assert f"«{asked}»" in str(problem.say("it"))
    assert "Milano" in str(problem.say("en"))


def test_comuni_are_valid_share_their_borders_and_are_in_metres() -> None:
    area = read_area("TS")
    assert area.codes == tuple(f"03200{n}" for n in range(1, 7))
    assert shapely.is_valid(area.geometry).all()
    assert shapely.coverage_is_valid(area.geometry)
    assert area.boundary.area == pytest.approx(212e6, rel=0.02)


def test_residents_by_age_add_up_and_have_both_sexes() -> None:
    ages = read_area("TS").ages
    assert (ages["female"] + ages["male"] == ages["total"]).all()
    assert ages.groupby("municipality")["age"].agg(["min", "max"]).to_numpy().tolist() == [
        [0, 100]
    ] * len(ages["municipality"].unique())


def test_residents_that_the_package_lacks_are_missing_not_zero() -> None:
    area = read_area("Rimini")
    absent = [code for code, n in zip(area.codes, area.residents, strict=True) if np.isnan(n)]
    assert absent == ["099030", "099031"]
    assert not area.ages["municipality"].isin(absent).any()


def test_without_the_package_one_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "find_spec", lambda _name: None)
    with pytest.raises(BadInput) as caught:
        read_area("015")
    assert caught.value.problems[0].code == "recipes_demo.no_package"


@pytest.mark.parametrize("province", ["BA", "SS", "CT", "TO", "AT"])
def test_boundaries_that_cross_or_overlap_in_the_package_still_make_an_area(province: str) -> None:
    area = read_area(province)
    assert shapely.is_valid(area.geometry).all()
    assert set(shapely.get_type_id(area.geometry)) <= {3, 6}
    assert area.boundary.area == pytest.approx(shapely.area(area.geometry).sum(), rel=1e-4)


def test_mended_boundaries_are_named() -> None:
    assert read_area("CT").mended == ("Bronte",)
    assert read_area("MI").mended == ()
