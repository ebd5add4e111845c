"""The PDF is archivable, accessible, dated by its input, and survives any name."""

import re
import zlib

from contado.dossier.checklist import checklist_html, checklist_pdf
from contado.dossier.pdf import pdf
from contado.pages.typeset import drawable


def named(sample, name: str):
    work = sample.intervention.model_copy(update={"name": name})
    return sample.model_copy(update={"intervention": work})


def test_the_pdf_says_that_it_is_archivable_and_accessible(sample) -> None:
    made = pdf(sample)
    assert made.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made


def test_its_only_date_is_the_date_of_the_assessment(sample) -> None:
    dates = set(re.findall(rb"20\d\d-\d\d-\d\dT[\d:]+", pdf(sample)))
    assert dates == {b"2024-06-01T00:00:00"}


def test_the_same_dossier_gives_the_same_bytes(sample) -> None:
    assert pdf(sample) == pdf(sample)
    assert pdf(sample) != pdf(sample, "en")


def test_a_name_that_no_font_can_draw_does_not_stop_the_pdf(sample) -> None:
    assert pdf(named(sample, "広場 🌳 \x07 #emph[*_`$ @ref <label> \\")).startswith(b"%PDF")


def test_only_shipped_fonts_are_used(sample) -> None:
    fonts = set(re.findall(rb"/FontName\s*/(?:[A-Z]{6}\+)?([\w-]+)", pdf(sample)))
    assert fonts
    assert all(font.startswith((b"TitilliumWeb", b"DejaVuSansMono")) for font in fonts)


def test_the_characters_of_both_languages_can_be_drawn() -> None:
    assert set("àèéìòùÀÈÉÌÒÙ«»–—’°²³€·≥≤×−½…") <= drawable()


def test_a_dossier_without_map_changes_or_assumptions_still_has_its_pages(sample) -> None:
    bare = sample.model_copy(
        update={"map": None, "changes": (), "assumptions": (), "provenance": (), "warnings": ()}
    )
    assert pdf(bare).startswith(b"%PDF")


def test_the_blank_checklist_has_the_eight_items_and_is_the_same_each_time() -> None:
    text = checklist_html()
    assert text.count('<th scope="row">') == 8
    assert text.count("Documento che lo prova") == 8
    assert "Piano di manutenzione" in text
    assert checklist_pdf() == checklist_pdf()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in checklist_pdf("en")


def test_an_english_report_says_which_texts_are_italian(sample) -> None:
    """PDF/A has no glyph for a mark: that the report is made says that none is left."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf(sample, "en"), re.DOTALL)
    shown = b"".join(zlib.decompressobj().decompress(each) for each in streams if each[:1] == b"x")
    assert re.search(rb"/Lang ?\(it\)", shown)
    assert pdf(named(sample, "mezza \ue000 marca \ue001 \ue001"), "en").startswith(b"%PDF")
