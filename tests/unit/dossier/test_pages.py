"""What the pages say, in both languages."""

import re
from datetime import date

import pytest

from contado.dossier.html import html
from contado.dossier.model import Act, Correction
from contado.dossier.pages import say
from contado.dossier.pages.letter import letter
from contado.dossier.pages.page import page
from contado.dossier.words import TEMPLATES, WORDS
from contado.facts import catalogue
from contado.interventions.model import REALISATION_ITEMS
from contado.norms import Rules
from contado.norms.trace import Interval
from contado.terms import TERMS, Text


def strings(content: object) -> list[str]:
    if isinstance(content, str) or content is None:
        return [content] if content else []
    inner = content.values() if isinstance(content, dict) else content
    return [text for each in inner if not isinstance(each, int) for text in strings(each)]


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    area = Interval(low=2500.4, high=2500.4)
    assert say.number(area, "m2", "it") == "2.500 m²"
    assert say.number(area, "m2", "en") == "2,500 m²"
    assert say.number(Interval(low=0.5, high=1.0), "degC", "it") == "0,5–1,0 °C"
    assert say.number(None, "m2", "it") == "—"


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_word_is_written_in_both_languages_with_the_same_values(language) -> None:
    for key in WORDS:
        text = WORDS[key]
        assert isinstance(key, str), f"{key}: YAML read a word as something else"
        fields = [set(re.findall(r"\{(\w*)", each)) for each in (text.it, text.en)]
        assert fields[0] == fields[1], key
        assert text.say(language).strip()


def test_the_items_of_the_checklist_have_one_name_each_on_every_page() -> None:
    rules = Rules.load(on=date(2024, 6, 1))
    named = {item: catalogue()[f"realisation.{item}"].label for item in REALISATION_ITEMS}
    for sheet in rules.sheets.values():
        for _, criterion in sheet.criteria:
            if criterion.kind == "score":
                assert criterion.label == named[criterion.fact.removeprefix("realisation.")]
    short = rules.categories["part_c_criterion"].names.values()
    assert [text.it for text in short] == [
        label.it[:1].lower() + label.it[1:] for label in named.values()
    ]


def test_the_templates_use_only_words_that_exist() -> None:
    for template in ("dossier.typ", "dossier.html.j2", "checklist.typ", "checklist.html.j2"):
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        assert set(re.findall(r"\bw\.([a-z_]+)", text)) <= set(WORDS), template


def test_an_unsigned_plan_opens_with_the_disclaimer_and_a_signed_one_does_not(sample) -> None:
    assert page(sample)["disclaimer"] == TERMS["proposed_values"].it
    assert page(sample.model_copy(update={"disclaimer": None}))["disclaimer"] == ""


def test_the_outcome_says_its_class_and_one_that_cannot_be_told_the_classes_left(sample) -> None:
    known, unknown = page(sample)["verdicts"]
    assert known["outcome"] == "Alta efficacia"
    assert [step["mark"] for step in known["scale"]] == ["not", "not", "is"]
    assert unknown["outcome"] == "Non determinabile"
    assert unknown["notes"] == [
        "Classi ancora possibili: bassa o media efficacia.",
        "Dato che manca o non basta: strato della temperatura notturna estiva.",
        "Vedi «Per decidere serve», più avanti.",
    ]


def test_one_class_that_is_left_is_said_as_one_and_many_data_are_counted(sample) -> None:
    known, unknown = sample.verdicts
    outcome, datum = unknown.outcome, unknown.outcome.deciding[0]
    left = outcome.model_copy(
        update={
            "possible": outcome.possible[:1],
            "possible_labels": outcome.possible_labels[:1],
            "deciding": tuple(
                datum.model_copy(update={"subject": name, "text": Text.same(f"{name}: manca")})
                for name in ("Residenti", "UPA", "Suolo", "Verde")
            ),
        }
    )
    one = sample.model_copy(
        update={"verdicts": (known, unknown.model_copy(update={"outcome": left}))}
    )
    italian, english = (page(one, language)["verdicts"][1]["notes"] for language in ("it", "en"))
    assert italian[:2] == [
        "Classe ancora possibile: bassa efficacia.",
        "Dati che mancano o non bastano: residenti, UPA e altri 2.",
    ]
    assert english[0].startswith("Class still possible: ")


def test_flags_stand_beside_the_number_they_belong_to(sample) -> None:
    index, share, missing = page(sample)["facts"]
    assert index["notes"] == ["più grossolano del luogo"]
    assert share["notes"] == ["dato simulato", "dato sostitutivo"]
    assert missing["used"] == "—"
    assert missing["source"] == "non misurato (strato della temperatura notturna estiva)"
    data = page(sample)["sheets"][0]["parts"][0]["criteria"][0]["data"][0]
    assert data["notes"] == ["dato simulato", "dato sostitutivo"]


def test_both_sides_of_a_fact_are_shown(sample) -> None:
    index = page(sample)["facts"][0]
    assert (index["measured"], index["declared"], index["used"]) == ("0,12", "0,10", "0,12")
    assert "copertura del dato 93 %" in index["source"]


def test_what_nobody_declared_says_so(sample) -> None:
    work = sample.intervention.model_copy(update={"name": sample.intervention.id})
    said = page(sample.model_copy(update={"intervention": work, "filed_on": None}))
    assert said["title"] == "Intervento piazza-trento (senza nome)"
    assert ("Presentato il", "data non indicata") in said["identity"]


def test_surfaces_show_before_after_and_the_difference(sample) -> None:
    sealed_row, *_, total = page(sample)["surfaces"]
    assert sealed_row["difference"] == "−2.500 m²"
    assert total == {
        "name": "totale", "before": "5.000 m²", "after": "5.000 m²", "difference": "0 m²",
    }  # fmt: skip


def test_the_margin_names_the_threshold_and_the_class_beyond_it(sample) -> None:
    row = page(sample)["sheets"][0]["parts"][0]["criteria"][1]
    assert row["margin"] == "Da 0,15 in su diventa «basso» (margine 0,03)"


def test_assumptions_are_grouped_by_source_with_confidence_and_what_expired(sample) -> None:
    rule, literature = page(sample)["assumptions"]
    assert (rule["source"], rule["confidence"]) == (
        "Regolamento locale d'igiene tipo, art. 3.2.3",
        "ipotesi",
    )
    assert rule["rows"][0]["value"].startswith("0,15; 0,3")
    assert literature["confidence"] == "da verificare"
    assert literature["rows"][0]["tags"] == ["scaduto"]
    assert literature["rows"][0]["value"] == "NBS01: 50; 80; NBS11: 15; 40 %"
    for group in (rule, literature):  # nobody has seen the source of what is not confirmed
        assert "fonte vista" not in group["rows"][0]["note"]


def test_what_would_change_the_outcome_stands_under_what_it_is_good_for(sample) -> None:
    (better,) = page(sample)["changes"]
    assert better["title"] == "Per migliorare l'esito"
    assert better["rows"][0]["sentence"].startswith("Senza il piano di manutenzione")
    (untouched,) = page(sample)["unchanged"]
    assert untouched["sheet"] == "Scheda Norma 2 (isola di calore)"
    assert untouched["sentence"].startswith("Nessuna modifica singola basta a rendere certo")


def test_the_letter_states_the_verdicts_and_what_they_rest_on(sample) -> None:
    text = letter(sample, "it")
    assert text[0] == (
        "In riferimento all'intervento «Piazza Trento e Trieste», nel comune di 015146, di "
        "superficie pari a 5.000 m² e presentato il 01/06/2024, si comunica quanto segue."
    )
    assert text[1] == (
        "Applicando la Scheda Norma 1 (drenaggio) con i valori proposti da Contado, non approvati, "
        "riferiti al 01/06/2024, l'esito è alta efficacia (A alta, B alta)."
    )
    assert "non è determinabile: può essere bassa o media efficacia" in text[2]
    assert "fornire i dati che mancano (strato della temperatura notturna" in text[3]
    assert "2 valori non ancora approvati o confermati" in text[4]
    assert sample.digest[:16] in text[4]
    assert TERMS["proposed_values"].it in text[4]


def test_the_letter_names_who_signed_the_values(sample) -> None:
    signed = {"office": "Città metropolitana", "act": "delibera 1", "date": "2025-02-03"}
    plan = sample.plan.model_copy(update={"status": "signed", "signed": signed})
    text = letter(sample.model_copy(update={"plan": plan, "disclaimer": None}), "it")
    assert (
        "con i valori del profilo contado, firmato il 03/02/2025 da Città metropolitana" in text[1]
    )
    assert "proposti da Contado" not in text[1]


def test_the_letter_of_a_verification_says_so_and_names_what_changed(sample) -> None:
    act = Act(
        kind="verification", office="Settore pianificazione", role="istruttore",
        date=date(2024, 7, 10),
        corrections=(
            Correction(
                field="surfaces.after.permeable", before=3000, after=2800, reason="tavola 4"
            ),
        ),
    )  # fmt: skip
    opening = letter(sample.model_copy(update={"acts": (*sample.acts, act)}), "it")[0]
    assert "l'esito della verifica svolta il 10/07/2024 da Settore pianificazione" in opening
    assert "uperficie permeabile dopo i lavori: da 3.000 m² a 2.800 m² (tavola 4)" in opening


def test_the_english_pages_leave_no_italian_behind(sample) -> None:
    text = " ".join(strings({k: v for k, v in page(sample, "en").items() if k != "w"}))
    for italian in ("dato ", "esito", "ipotesi", "senza risposta", "comune di", "valutazione"):
        assert italian not in text
    assert "Verdict" in html(sample, "en")


def test_measured_is_never_said_of_what_a_model_gives():
    from contado.dossier.model import FactReading, Interval
    from contado.dossier.pages import say
    from contado.facts import catalogue

    def source(fact, state="before"):
        reading = FactReading(
            fact=fact, label=catalogue()[fact].label, unit="1", state=state,
            value=Interval(low=0.2, high=0.2), source="measured", method="m",
        )  # fmt: skip
        return say.source(reading, "it")

    assert source("heat.night_anomaly") == "misurato"
    estimated = [
        "drainage.draining_index",
        "drainage.event_runoff_volume",
        "heat.air_temperature",
        "nature.runoff_regulation",
    ]
    assert {source(fact) for fact in estimated} == {"stimato dal modello"}
    assert source("heat.air_temperature", "after") == "stimato dal modello"
