"""Effects of the works: told before and after with the difference, in words, never judged."""

import pytest

from contado.dossier import batch, compare, html
from contado.dossier.differences import differences
from contado.dossier.effects import measured_for
from contado.dossier.freeze import plain, sealed
from contado.dossier.model import EffectSide, Used, WorksEffect
from contado.dossier.pages.effects import difference, effects, sentence
from contado.norms.trace import Interval, Lacking
from contado.terms import Text


def side(low: float, high: float, source: str = "abacus") -> EffectSide:
    return EffectSide(value=Interval(low=low, high=high), source=source)


def missing(code: str) -> EffectSide:
    text = Text(it="i dati coprono il 38 %", en="the data cover 38 %")
    lacking = Lacking(code=code, subject="land_cover", text=text)
    return EffectSide(value=None, lacking=lacking, source="missing")


def effect(change: EffectSide, **more: object) -> WorksEffect:
    base = {
        "fact": "drainage.event_runoff_volume",
        "label": Text(it="Volume di deflusso", en="Volume of runoff"),
        "unit": "m3",
        "sheets": ("scheda-norma-1",),
        "before": side(85.0, 247.4, "measured") if change.value else change,
        "after": side(51.1, 156.9) if change.value else change,
        "difference": change,
        "layers": ("land_cover@1",),
        "parameters": (Used(parameter="runoff.lambda", confidence="assumption"),),
        "method": "event_runoff.v1",
    }
    return WorksEffect(**{**base, **more})


RUNOFF = effect(side(-98.9, -34.0))
AIR = effect(
    missing("low_coverage"), fact="heat.air_temperature", unit="degC", sheets=("scheda-norma-2",),
    label=Text(it="Temperatura dell'aria", en="Air temperature"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "written", "said"),
    [
        (side(-98.9, -34.0), "da −98,9 a −34,0 m³", "diminuisce di 34,0–98,9 m³."),
        (side(2, 2), "+2,0 m³", "aumenta di 2,0 m³."),
        (side(-3, 0), "da −3,0 a 0,0 m³", "diminuisce fino a 3,0 m³, o non cambia."),
        (side(0, 3), "da 0,0 a +3,0 m³", "aumenta fino a 3,0 m³, o non cambia."),
        (side(-1, 2), "da −1,0 a +2,0 m³", "può diminuire o aumentare (da −1,0 a +2,0 m³)."),
        (side(0, 0), "0,0 m³", "non cambia."),
        (side(-0.01, 0.02), "0,0 m³", "cambia di meno di 0,1 m³."),
        (missing("low_coverage"), "—", "non calcolabile (i dati coprono il 38 %)."),
    ],
)
def test_a_difference_is_written_with_its_sign_and_said_in_words(change, written, said) -> None:
    one = effect(change)
    assert difference(one, "it") == written
    assert sentence(one, "it") == f"Volume di deflusso: {said}"
    assert sentence(one, "en").startswith("Volume of runoff: ")


def test_a_small_difference_of_temperature_keeps_three_decimals() -> None:
    small = effect(side(-0.0025, -0.0013), fact="heat.air_temperature", unit="degC")
    assert difference(small, "it") == "da −0,003 a −0,001 °C"


@pytest.fixture
def told(sample):
    return sealed(sample.model_copy(update={"effects": (RUNOFF, AIR)}))


def test_each_sheet_has_its_own_effects_and_says_what_they_follow_from(told) -> None:
    drainage, heat = effects(told, "it")
    assert [row["label"] for row in drainage["rows"]] == ["Volume di deflusso"]
    source = drainage["rows"][0]["source"]
    assert "valori dell'abaco" in source
    assert "Gruppi idrologici di suolo" in source  # not in the layers: bounds over all of them
    assert "un valore non ancora approvato o confermato" in source
    assert heat["rows"][0]["source"] == "i dati coprono il 38 %"


def test_the_page_tells_the_effects_and_one_without_them_has_no_such_heading(told, sample) -> None:
    assert "Effetti dell&#39;intervento" in html.html(told)
    assert "diminuisce di 34,0–98,9 m³" in html.html(told)
    assert "effetti-h" not in html.html(sample)


def row_of(dossier) -> dict[str, str]:
    table = batch.outcomes([dossier]).whole("it")
    return dict(zip((heading.label for heading in table.headings), table.rows[0], strict=True))


def test_the_table_of_a_batch_has_the_effects_and_no_text_that_begins_with_a_sign(told) -> None:
    row = row_of(told)
    assert row["Volume di deflusso, differenza"] == "da −98,9 a −34,0 m³"
    exact = told.model_copy(update={"effects": (effect(side(2, 2)),)})
    assert row_of(exact)["Volume di deflusso, differenza"] == "2,0 m³"


def test_two_dossiers_are_compared_by_their_effects_too(told) -> None:
    other = told.model_copy(update={"effects": (effect(side(-50, -20)), AIR)})
    found = [row for row in compare.compare(told, other) if row.differs]
    assert [(row.where[-1], row.a.answer, row.b.answer) for row in found] == [
        ("Volume di deflusso", "da −98,9 a −34,0 m³", "da −50,0 a −20,0 m³")
    ]


def test_a_temperature_in_single_precision_may_differ_in_its_last_digits() -> None:
    def content(value: float) -> dict[str, object]:
        one = effect(side(value, value), fact="heat.air_temperature", unit="degC")
        return {"effects": [one.model_dump(mode="json")]}

    assert not differences(content(-0.0025), content(-0.00255))
    assert differences(content(-0.0025), content(-0.0035))


def test_a_rewritten_effect_is_found(told) -> None:
    other = sealed(told.model_copy(update={"effects": (effect(side(-98.9, -30.0)), AIR)}))
    found = differences(plain(told), plain(other))
    assert [each.where for each in found] == [
        "effects drainage.event_runoff_volume difference value high"
    ]


def test_an_effect_is_measured_before_and_after_and_as_a_difference() -> None:
    assert measured_for(["heat.mitigation", "place.area"]) == [
        "heat.mitigation",
        "heat.mitigation@after",
        "heat.mitigation_change",
    ]
