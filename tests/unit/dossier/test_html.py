"""The HTML stands alone, escapes what people wrote, and can be read without eyes."""

import re
from html import unescape
from itertools import pairwise

import pytest

from contado.dossier.html import html


def hostile(sample, text: str):
    work = sample.intervention.model_copy(update={"name": text})
    return sample.model_copy(update={"intervention": work})


def test_the_page_asks_nothing_of_anyone(sample) -> None:
    text = html(sample)
    addresses = set(re.findall(r"https?://[^\s\"'<]+", text))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(script|link|iframe|img|object)\b", text)
    assert not re.search(r"url\((?!data:|#)", text)


def test_what_people_wrote_is_escaped(sample) -> None:
    text = html(hostile(sample, '<script>alert(1)</script> & "x"'))
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in text


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_page_names_its_language_title_and_one_main_heading(sample, language) -> None:
    text = html(sample, language)
    assert f'<html lang="{language}">' in text
    assert len(re.findall(r"<h1\b", text)) == 1
    assert "<title>Piazza Trento e Trieste" in text


def test_headings_never_skip_a_level(sample) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", html(sample))]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_headings_for_columns_and_rows(sample) -> None:
    for table in re.findall(r"<table>.*?</table>", html(sample), re.DOTALL):
        assert 'scope="col"' in table
        rows = re.findall(r"<tr[ >]", table.split("<tbody>")[1])
        assert table.split("<tbody>")[1].count('scope="row"') == len(rows)


def test_the_map_has_words_for_those_who_cannot_see_it(sample) -> None:
    label = re.search(r'role="img" aria-label="([^"]+)"', html(sample))
    assert label
    assert "Piazza Trento e Trieste" in label[1]
    assert "5.000 m²" in label[1]


def test_the_same_dossier_gives_the_same_page(sample) -> None:
    assert html(sample) == html(sample)


def test_the_disclaimer_comes_before_everything_else(sample) -> None:
    body = html(sample).split("<body>")[1]
    assert body.index('class="disclaimer"') < body.index("<h1>")


def test_what_there_is_in_italian_alone_names_its_language_on_an_english_page(sample) -> None:
    titles = {use.reference.title.partition(": ")[0] for use in sample.assumptions}
    english, italian = html(sample, "en"), html(sample, "it")
    for title in titles:
        assert f"<span lang=it>{title}</span>" in unescape(english)
    assert "<span lang=it>" not in italian
    assert not re.search("[\ue000\ue001]", english + italian)
    assert not re.search(r"=\"[^\"<>]*<span", english)
