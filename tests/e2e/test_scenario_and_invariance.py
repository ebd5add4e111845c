"""A scenario from the drawn area, the invariance with its report, the places of the map."""

import re

import pytest

pytestmark = pytest.mark.browser

MONZA = "?west=9.270&south=45.580&east=9.280&north=45.588"
VERTICES = "9.2745 45.5835\n9.2757 45.5835\n9.2757 45.5843\n9.2745 45.5843"


def with_area(page) -> None:
    page.locator("summary", has_text="coordinate dei vertici").click()
    page.select_option("#crs", "EPSG:4326")
    page.fill("#coordinates", VERTICES)
    page.click("#use-coordinates")
    page.locator("#summary .outcome").nth(1).wait_for()


def test_the_drawn_area_becomes_variants_side_by_side(open_page, violations):
    page = open_page(MONZA)
    with_area(page)
    page.fill('[name="name"]', "Piazza")
    page.fill('[name="measures.NBS01.share"]', "50")
    page.click("#scenario")
    page.wait_for_selector("#variant-1 .chosen-area")
    assert violations(page) == []
    page.fill("#title-2", "Tutta a prato")
    page.select_option("#measure-2-1", "NBS01")
    page.fill("#share-2-1", "molto")
    page.get_by_role("button", name="Esegui").click()
    page.wait_for_selector("#refused")
    assert page.locator("#variant-2 .field-error p").count() == 1
    assert page.input_value("#title-2") == "Tutta a prato"
    page.fill("#share-2-1", "100")
    page.get_by_role("button", name="Esegui").click()
    page.wait_for_selector("#answer", timeout=60_000)
    assert "Piazza" in page.inner_text("#answer")
    assert "Tutta a prato" in page.inner_text("#answer")
    assert violations(page) == []


def test_the_drawn_area_goes_to_an_analysis(open_page):
    page = open_page(MONZA)
    with_area(page)
    page.click("#analyses")
    page.get_by_role("button", name="Temperatura notturna estiva").click()
    page.wait_for_selector(".chosen-area")
    page.get_by_role("button", name="Esegui", exact=True).click()
    page.wait_for_selector("#answer", timeout=60_000)
    assert page.locator("#result-rows tbody tr").count() == 1


def test_invariance_is_answered_with_a_report_to_sign(open_page, violations, tmp_path):
    page = open_page("invarianza", ready=False)
    assert violations(page) == []
    page.fill("#f-area", "6200")
    page.fill("#f-sealed", "100")
    page.get_by_role("button", name="Calcola").click()
    page.wait_for_selector("#refused")
    for name, value in (("sealed", "4400"), ("semi_permeable", "700"), ("permeable", "1100")):
        page.fill(f"#f-{name}", value)
    page.select_option("#f-criticality", "A")
    page.locator(".more-fields summary").click()
    page.fill("#f-rain", "a1=30,n=0.3,alpha=0.3,kappa=-0.03,epsilon=0.8")
    page.get_by_role("button", name="Calcola").click()
    page.wait_for_selector(".report .outcome")
    assert re.search(r"450,1 m³", page.inner_text(".report .outcome"))
    assert violations(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PDF").click()
    waiting.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_place_of_the_map_offers_its_analyses(open_page):
    page = open_page(MONZA)
    canvas = page.locator("#map canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    link = page.locator(".place-popup a").first
    for _ in range(10):  # a click before the layers are there opens nothing
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(1500)
        if link.is_visible():
            break
    link.wait_for()
    assert link.inner_text().startswith("Analisi di ")
    link.click()
    page.wait_for_url(re.compile("luogo="))
    assert page.locator("h1").inner_text().startswith("Analisi di ")
