"""Analyses used in a browser: form, progress, cancel, result, filter, download, link."""

import re
import zipfile

import pytest

pytestmark = pytest.mark.browser
IDLE = "() => document.documentElement.dataset.map === 'idle'"


@pytest.fixture
def at(open_page):
    def opened(path, **more):
        return open_page(path, ready=False, **more)

    return opened


def ask(page, places="municipalities"):
    page.get_by_label("Luoghi", exact=True).select_option(places)
    page.get_by_role("button", name="Esegui", exact=True).click()
    page.wait_for_selector("#answer", timeout=60_000)


def wide(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_an_analysis_is_asked_waited_for_read_and_downloaded(at, violations, tmp_path):
    page = at("analisi")
    assert violations(page) == []
    page.get_by_role("link", name="Vulnerabilità al caldo").click()
    page.wait_for_selector("form.ask")
    assert violations(page) == []
    ask(page)
    assert "Certamente in classe 4 o 5" in page.locator("#answer").inner_text()
    page.wait_for_function(IDLE)
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Scarica tutta la cartella (ZIP)").click()
    download.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert {"run.json", "page.html", "units.csv", "units.gpkg"} <= {
            name.rpartition("/")[2] for name in archive.namelist()
        }
    address = page.url
    other = at(address.split("/", 3)[3])  # somebody to whom the link was sent
    assert "Certamente in classe 4 o 5" in other.locator("#answer").inner_text()
    other.get_by_role("link", name="English").click()
    other.wait_for_selector("#answer")
    assert "Certainly in class 4 or 5" in other.locator("#answer").inner_text()


def test_one_filter_holds_for_map_bars_and_table_and_survives_reload_and_back(at):
    page = at("analisi/warm-vulnerability")
    ask(page)
    page.wait_for_function(IDLE)
    whole = page.locator("#result-rows tbody tr").count()
    page.get_by_label("Righe che contengono").fill("mon")
    page.get_by_role("button", name="Filtra").click()
    page.wait_for_url(re.compile("testo=mon"))
    names = page.locator("#result-rows tbody th").all_inner_texts()
    assert names
    assert all("mon" in name.casefold() for name in names)
    counts = [int(text) for text in page.locator(".bar-count").all_inner_texts()]
    assert sum(counts) == len(names)
    page.reload()
    assert page.locator("#result-rows tbody tr").count() == len(names)
    first = next(at_ for at_, count in enumerate(counts) if count)
    page.locator(".bar input").nth(first).check()
    page.wait_for_url(re.compile("classe="))
    assert page.locator("#result-rows tbody tr").count() == counts[first]
    page.go_back()
    page.go_back()
    page.wait_for_function(
        "n => document.querySelectorAll('#result-rows tbody tr').length === n", arg=whole
    )


def test_a_print_bears_the_standing_of_the_plan_and_the_drawing(at):
    page = at("analisi/storm-vulnerability")
    ask(page)
    page.wait_for_function(IDLE)
    page.emulate_media(media="print")
    assert page.locator(".site-notice").is_visible()
    assert page.locator("#result-drawing svg").is_visible()
    assert not page.locator("#result-map").is_visible()
    assert not page.get_by_role("button", name="Filtra").is_visible()


def test_columns_are_sorted_by_keyboard(at):
    page = at("analisi/warm-night")
    ask(page)
    page.get_by_role("link", name="Luogo", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("ordine="))
    names = page.locator("#result-rows tbody th").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Luogo")


def test_a_place_of_the_map_leads_to_its_row(at):
    page = at("analisi/warm-night", width=1400)
    ask(page)
    page.wait_for_function(IDLE)
    canvas = page.locator("#result-map canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 5, y)
    page.mouse.move(x, y, steps=5)
    page.wait_for_selector(".map-name-popup", timeout=10_000)
    name = page.locator(".map-name-popup").inner_text().partition(":")[0]
    page.mouse.click(x, y)
    pointed = page.locator("tr.pointed th")
    assert pointed.count() == 0 or pointed.inner_text().strip() == name  # on this page of the table


def test_all_that_is_wrong_stands_beside_its_field(at, violations):
    page = at("analisi/warm-cooling")
    page.locator(".more-fields summary").click()
    page.get_by_label("Temperatura dell'aria in campagna").fill("90")
    page.get_by_label("Effetto massimo dell'isola di calore").fill("-4")
    page.get_by_role("button", name="Esegui", exact=True).click()
    page.wait_for_selector("#refused")
    assert page.locator("#f-t_ref-about .field-error p").count() == 1
    assert page.locator("#f-uhi_max-about .field-error p").count() == 1
    assert page.get_by_label("Temperatura dell'aria in campagna").input_value() == "90"
    assert page.locator(".more-fields[open]").count() == 1
    assert violations(page) == []


def test_a_run_that_waits_is_cancelled(at, violations):
    page = at("analisi/warm-cooling")
    for _ in range(3):
        page.goto(page.url.split("/esecuzioni")[0].split("/analisi")[0] + "/analisi/warm-cooling")
        page.get_by_label("Luoghi", exact=True).select_option("municipalities")
        page.get_by_role("button", name="Esegui", exact=True).click()
        page.wait_for_url(re.compile("/esecuzioni/"))
    cancel = page.get_by_role("button", name="Annulla l'esecuzione")
    assert violations(page) == []
    cancel.click()
    page.wait_for_function("() => document.body.innerText.includes('Annullata.')", timeout=30_000)
    page.get_by_role("button", name="Riprova").click()
    page.wait_for_selector("#answer", timeout=60_000)


def test_what_was_run_is_listed_and_filtered(at, violations):
    page = at("analisi/warm-night")
    ask(page)
    page.get_by_role("link", name="Esecuzioni").first.click()
    page.wait_for_selector("table")
    assert violations(page) == []
    assert page.locator("tbody tr").count() == 1
    page.get_by_label("Stato", exact=True).select_option(label="non riuscita")
    page.get_by_role("button", name="Filtra").click()
    page.wait_for_selector(".empty")


def test_a_result_is_read_without_javascript_and_on_a_telephone(at, violations):
    page = at("analisi/storm-vulnerability")
    ask(page)
    path = page.url.split("/", 3)[3]
    plain = at(path, java_script_enabled=False)
    assert plain.locator("#result-drawing svg").is_visible()
    assert plain.locator("#answer").is_visible()
    phone = at(path, width=360, height=740)
    phone.wait_for_function(IDLE)
    assert not wide(phone)
    assert violations(phone) == []
    for each in ("analisi", "analisi/warm-cooling", "esecuzioni"):
        assert not wide(at(each, width=360, height=740)), each
