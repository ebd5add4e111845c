"""What the pages show, to whom, and with which headers."""

import re
from pathlib import Path

import pytest

PAGES = [
    "/",
    "/en/",
    "/dati-e-metodo",
    "/interventi",
    "/strati/municipalities",
    "/strati/land_cover",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_disclaimer_and_simulated_data(anyone, page) -> None:
    answer = anyone.get(page)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert ("Valori proposti da Contado" in text) or ("Values proposed by Contado" in text)
    assert "flag-simulated" in text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nothing_of_another_host(anyone, page) -> None:
    answer = anyone.get(page)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert "http" not in policy
    loaded = re.findall(
        r'<(?:script|link|img|iframe|source)[^>]*(?:src|href)="([^"]*)"', answer.content.decode()
    )
    assert loaded
    assert all(address.startswith("/") for address in loaded)


def test_a_page_carries_the_headers_that_keep_others_out(anyone) -> None:
    answer = anyone.get("/")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_nonce_changes_with_each_answer(anyone) -> None:
    first, second = (
        re.search(r"nonce-([\w-]+)", anyone.get("/")["Content-Security-Policy"]) for _ in "ab"
    )
    assert first
    assert second
    assert first[1] != second[1]


def test_italian_comes_first_and_english_has_its_own_address(anyone) -> None:
    italian = anyone.get("/", headers={"Accept-Language": "en"}).content.decode()
    english = anyone.get("/en/").content.decode()
    for page, said in (
        (italian, ('lang="it"', "Valuta un intervento", 'href="/en/"')),
        (english, ('lang="en"', "Assess an intervention", 'href="/"')),
    ):
        for text in said:
            assert text in page


def test_a_comune_has_an_address_of_its_own(anyone) -> None:
    assert "<h1>Monza</h1>" in anyone.get("/comuni/108033").content.decode()
    assert anyone.get("/comuni/999999").status_code == 404
    assert anyone.get("/comuni/abc").status_code == 404


def test_every_layer_of_the_map_has_a_table_with_rows(anyone) -> None:
    layers = anyone.get("/api/v1/layers").json()["layers"]
    assert {
        "municipalities",
        "units-drainage",
        "units-heat",
        "parks",
        "water",
        "stops",
        "land_cover",
    } <= {layer["id"] for layer in layers}
    for address in {layer["table_url"] for layer in layers}:
        assert "<tbody><tr>" in anyone.get(address).content.decode(), address


def test_every_class_of_a_raster_has_a_colour() -> None:
    from contado.territory.roles import PictureStyle, roles

    drawn = [role for role in roles().values() if isinstance(role.map, PictureStyle)]
    assert drawn
    for role in drawn:
        assert set(role.map.classes) == set(role.cells.classes), role.role


def test_the_table_of_units_says_what_the_map_colours(anyone) -> None:
    page = anyone.get("/strati/landscape_units").content.decode()
    assert "Livello di vulnerabilità delle UPA in base alle temperature notturne estive" in page
    assert re.search(r"<td>(basso|medio|alto)</td>", page)


def test_the_shares_of_a_raster_table_add_up(anyone) -> None:
    rows = re.findall(r"<td>([\d,]+)</td></tr>", anyone.get("/strati/land_cover").content.decode())
    assert sum(float(row.replace(",", ".")) for row in rows) == pytest.approx(
        100, abs=0.05 * len(rows)
    )


def test_a_table_finds_rows_without_accents_and_turns_pages(anyone) -> None:
    assert "Monza" in anyone.get("/strati/municipalities?q=MONZA").content.decode()
    assert "Pagina 1 di 1" in anyone.get("/strati/municipalities?q=monza&pagina=7").content.decode()
    assert "Pagina 2 di 2" in anyone.get("/strati/municipalities?pagina=2").content.decode()
    assert anyone.get("/strati/municipalities?pagina=" + "9" * 5000).status_code == 200


def test_the_territory_itself_is_not_published(anyone, territory_folder: Path) -> None:
    for path in ("/catalogue.json", "/static/../catalogue.json", "/static/%2e%2e/settings.py"):
        assert anyone.get(path).status_code == 404


def test_a_host_that_is_not_ours_is_refused(anyone) -> None:
    assert anyone.get("/", headers={"Host": "evil.example"}).status_code == 400
