"""What the pages say, in both languages."""

import re

import pytest

from contado.dossier.html import html
from contado.dossier.pages import page, say
from contado.dossier.pages.letter import letter
from contado.dossier.words import TEMPLATES, words
from contado.interventions.model import REALISATION_ITEMS
from contado.norms.trace import Interval
from contado.terms import TERMS


def strings(content: object) -> list[str]:
    if isinstance(content, str):
        return [content]
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
    for key, text in words().items():
        assert isinstance(key, str), f"{key}: YAML read a word as something else"
        fields = [set(re.findall(r"\{(\w*)", each)) for each in (text.it, text.en)]
        assert fields[0] == fields[1], key
        assert text.say(language).strip()


def test_every_item_of_the_checklist_has_a_word() -> None:
    assert all(f"item_{item}" in words() for item in REALISATION_ITEMS)


def test_the_templates_use_only_words_that_exist() -> None:
    for template in ("dossier.typ", "dossier.html.j2", "checklist.typ", "checklist.html.j2"):
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        assert set(re.findall(r"\bw\.([a-z_]+)", text)) <= set(words()), template


def test_an_unsigned_plan_opens_with_the_disclaimer_and_a_signed_one_does_not(sample) -> None:
    assert page(sample)["disclaimer"] == TERMS["proposed_values"].it
    assert page(sample.model_copy(update={"disclaimer": None}))["disclaimer"] == ""


def test_the_outcome_says_its_class_and_one_that_cannot_be_told_the_classes_left(sample) -> None:
    known, unknown = page(sample)["verdicts"]
    assert known["outcome"] == "Alta efficacia"
    assert [step["mark"] for step in known["scale"]] == ["not", "not", "is"]
    assert unknown["outcome"] == "Non determinabile"
    assert unknown["notes"] == [
        "Classi ancora possibili: bassa efficacia o media efficacia.",
        "Deciderebbe: strato della temperatura notturna estiva.",
    ]


def test_flags_stand_beside_the_number_they_belong_to(sample) -> None:
    index, share, missing = page(sample)["facts"]
    assert index["notes"] == ["più grossolano del luogo"]
    assert share["notes"] == ["dato simulato", "dato sostitutivo"]
    assert missing["used"] == "—"
    assert "strato della temperatura notturna" in missing["notes"][0]
    data = page(sample)["sheets"][0]["parts"][0]["criteria"][0]["data"][0]
    assert data["notes"] == ["dato simulato", "dato sostitutivo"]


def test_both_sides_of_a_fact_are_shown(sample) -> None:
    index = page(sample)["facts"][0]
    assert (index["measured"], index["declared"], index["used"]) == ("0,12", "0,10", "0,12")
    assert "copertura del dato 93,0 %" in index["source"]


def test_an_item_nobody_answered_says_so(sample) -> None:
    answers = {row["item"]: row["answer"] for row in page(sample)["realisation"]}
    assert answers["profondità del suolo"] == "senza risposta"
    assert answers["monitoraggio"] == "no"


def test_surfaces_show_before_after_and_the_difference(sample) -> None:
    sealed_row, *_, total = page(sample)["surfaces"]
    assert sealed_row["difference"] == "−2.500 m²"
    assert total == {
        "name": "totale", "before": "5.000 m²", "after": "5.000 m²", "difference": "0 m²",
    }  # fmt: skip


def test_the_margin_names_the_threshold_and_the_class_beyond_it(sample) -> None:
    row = page(sample)["sheets"][0]["parts"][0]["criteria"][1]
    assert row["margin"] == "0,03 dalla soglia 0,15, oltre la quale: basso"


def test_every_assumption_is_listed_with_its_confidence_and_what_expired(sample) -> None:
    first, second = page(sample)["assumptions"]
    assert (first["value"], first["confidence"]) == ("0,15; 0,3; 0,5; 0,7", "ipotesi")
    assert second["confidence"] == "da verificare, scaduto"
    assert second["value"] == "NBS01: 50; 80; NBS11: 15; 40 %"


def test_what_would_change_the_outcome_says_from_what_to_what(sample) -> None:
    (change,) = page(sample)["changes"]
    assert change["changed"][0]["text"] == "da sì a no"
    assert change["outcome"] == "da alta efficacia a media efficacia"


def test_the_letter_states_the_verdicts_and_what_they_rest_on(sample) -> None:
    text = letter(sample, "it")
    assert text[0] == (
        "In riferimento all'intervento «Piazza Trento e Trieste», nel comune di 015146, di "
        "superficie pari a 5.000 m² e presentato il 01/06/2024, si comunica quanto segue."
    )
    assert "l'esito è alta efficacia (parte A: alta, parte B: alta)" in text[1]
    assert "non è determinabile" in text[2]
    assert "bassa efficacia o media efficacia" in text[2]
    assert "2 valori non ancora pubblicati" in text[3]
    assert sample.digest[:16] in text[3]
    assert TERMS["proposed_values"].it in text[3]


def test_the_english_pages_leave_no_italian_behind(sample) -> None:
    text = " ".join(strings({k: v for k, v in page(sample, "en").items() if k != "w"}))
    for italian in ("dato ", "esito", "ipotesi", "senza risposta", "comune di", "valutazione"):
        assert italian not in text
    assert "Verdict" in html(sample, "en")
