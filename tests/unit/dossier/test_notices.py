"""What the first page warns of before anyone relies on an outcome."""

from dataclasses import replace
from datetime import date

import pytest

from contado.dossier import model as m
from contado.dossier.notices import Grounds, notices
from contado.interventions.model import SurfaceChange, Surfaces
from contado.norms.trace import Interval
from contado.terms import Text


@pytest.fixture
def grounds(sample) -> Grounds:
    area = sample.facts[0].model_copy(
        update={"fact": "place.area", "unit": "m2", "value": exact(5000), "flags": (), "layers": ()}
    )
    return Grounds(
        on=sample.on,
        work=sample.intervention,
        layers=sample.provenance,
        used=(),
        verdicts=sample.verdicts,
        facts=(*sample.facts, area),
        references=(),
        enough=0.8,
    )


def exact(value: float) -> Interval:
    return Interval(low=value, high=value)


def told(grounds: Grounds) -> dict[str, str]:
    return {notice.code: notice.text.it for notice in notices(grounds)}


def with_surfaces(grounds: Grounds, before: Surfaces | None, after: Surfaces | None) -> Grounds:
    change = SurfaceChange(before=before, after=after)
    return replace(grounds, work=grounds.work.model_copy(update={"surfaces": change}))


def test_surfaces_that_do_not_add_up_to_the_outline_are_told_with_both_numbers(grounds) -> None:
    both = with_surfaces(grounds, Surfaces(sealed=4000, permeable=500), Surfaces(permeable=4500))
    assert told(both)["surfaces_differ"] == (
        "Le superfici dichiarate prima e dopo i lavori sommano 4.500 m², il perimetro ne misura "
        "5.000 m² (−10 %): l'indice usa le dichiarate. Da chiarire."
    )
    one = with_surfaces(grounds, Surfaces(sealed=5000), Surfaces(permeable=5600))
    assert "dopo i lavori sommano 5.600 m²" in told(one)["surfaces_differ"]
    assert "(+12 %)" in told(one)["surfaces_differ"]
    assert "surfaces_differ" not in told(with_surfaces(grounds, Surfaces(sealed=4950), None))


def test_a_criterion_that_cannot_be_told_under_a_known_part_is_named(grounds) -> None:
    assert told(grounds)["undetermined"] == (
        "Criteri non determinabili, benché la loro parte abbia già una classe: "
        "A1 (Scheda Norma 1 (drenaggio))."
    )


def test_heat_of_the_surface_is_not_taken_for_that_of_the_air(grounds) -> None:
    about = Text(it="Notti d'estate, 2000–2013", en="Summer nights, 2000–2013")
    change = {"surface_temperature": True, "about": about}
    layer = grounds.layers[0].model_copy(update=change)
    text = told(replace(grounds, layers=(layer,)))["surface_temperature"]
    assert "temperatura superficiale da satellite (LST)" in text
    assert "2000–2013" in text


@pytest.mark.parametrize(
    ("made", "said"),
    [("2016-07-01", "copertura del suolo (2016, 8 anni prima)"), ("2020-01-01", None)],
)
def test_data_much_older_than_the_values_are_told_with_their_age(grounds, made, said) -> None:
    layer = grounds.layers[0].model_copy(update={"date": made})
    found = told(replace(grounds, layers=(layer,))).get("data_older")
    assert found == (said and f"Dati più vecchi dei valori applicati: {said}.")


@pytest.mark.parametrize(
    ("share", "content", "is_told"),
    [(0.384, {}, True), (0.9, {}, False), (0.384, {"units": {}}, False)],
)
def test_a_rank_over_part_of_the_territory_says_how_much(grounds, share, content, is_told) -> None:
    label = Text(it="offerta", en="supply")
    reference = m.ReferenceUse(reference="r", label=label, content=content, share=share)
    found = told(replace(grounds, references=(reference,))).get("partial_reference")
    assert found == (
        "Ranghi calcolati su una parte del territorio: offerta (38 %)." if is_told else None
    )


def test_what_is_declared_outside_the_measured_bounds_is_told(grounds) -> None:
    reading = grounds.facts[0].model_copy(
        update={
            "declared": exact(0.02),
            "measured": Interval(low=0.04, high=0.40),
            "flags": ("disagrees",),
        }
    )
    assert told(replace(grounds, facts=(reading,)))["disagrees"] == (
        "Dichiarato fuori dall'intervallo stimato dai dati: indice di superficie drenante "
        "(valore dichiarato 0,02, dai dati tra 0,04 e 0,40)."
    )


def test_what_the_reader_said_of_the_file_stays_in_the_dossier(grounds) -> None:
    remark = Text(it="Coordinate note a meno di 4 m.", en="Coordinates known to 4 m.")
    work = grounds.work.model_copy(update={"remarks": (remark,)})
    assert told(replace(grounds, work=work))["reader"] == remark.it


def test_old_data_are_measured_from_the_day_of_the_values(grounds) -> None:
    layer = grounds.layers[0].model_copy(update={"date": "2016-07-01"})
    later = replace(grounds, layers=(layer,), on=date(2030, 1, 1))
    assert "14 anni prima" in told(later)["data_older"]


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("015146", None),
        ("Milano", None),
        (" MILANO ", None),
        (None, None),
        ("015002", "Comune dichiarato: Abbiategrasso (015002); il perimetro è"),
        ("Atlantide", "Comune dichiarato: «Atlantide»; il perimetro è soprattutto in Milano."),
        ("999999", "Comune dichiarato: «999999»; il perimetro è soprattutto in Milano."),
    ],
)
def test_a_declared_municipality_is_compared_with_the_outline(grounds, declared, said) -> None:
    place = grounds.facts[0].model_copy(update={"fact": "place.municipality", "value": "Milano"})
    found = told(
        replace(
            grounds,
            work=grounds.work.model_copy(update={"municipality": declared}),
            facts=(place,),
            municipalities={"015002": "Abbiategrasso", "015146": "Milano"},
        )
    )
    assert ("municipality_differs" in found) == (said is not None)
    if said is not None:
        assert found["municipality_differs"].startswith(said)
