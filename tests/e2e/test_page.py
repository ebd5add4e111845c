"""The page in a real browser: draw, choose, see the verdict change, keep it."""

import json
import re

import pytest

pytestmark = pytest.mark.browser

MONZA = "?west=9.270&south=45.580&east=9.280&north=45.588"


def draw_square(page, half: int = 45) -> None:
    page.click("#draw-start")
    canvas = page.locator("#map canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)):
        page.mouse.move(x + dx * half, y + dy * half, steps=3)
        page.mouse.click(x + dx * half, y + dy * half)
        page.wait_for_timeout(80)


def outcomes(page) -> list[str]:
    return page.locator("#summary .outcome").all_inner_texts()


def wait_for_verdict(page) -> None:
    page.locator("#summary .outcome").nth(1).wait_for()


def wait_for_change(page, before: list[str]) -> None:
    page.wait_for_function(
        "before => [...document.querySelectorAll('#summary .outcome')]"
        ".map(each => each.innerText).join() !== before.join()",
        arg=before,
    )


def test_an_area_is_drawn_judged_changed_and_downloaded(open_page, violations, tmp_path) -> None:
    page = open_page(MONZA)
    draw_square(page)
    wait_for_verdict(page)
    assert re.fullmatch(r"Area indicata: circa [\d.]+ m²\.", page.inner_text("#draw-status"))
    page.fill('[name="measures.NBS01.share"]', "80")
    for item in page.locator(".item select").all():
        item.select_option("yes")
    page.wait_for_function("() => document.querySelector('#share-total').innerText.includes('80')")
    page.wait_for_timeout(1500)
    page.wait_for_selector("#verdict-body:not(.busy)")
    good = outcomes(page)
    for item in page.locator(".item select").all():
        item.select_option("no")
    page.fill('[name="measures.NBS01.share"]', "")
    wait_for_change(page, good)
    page.wait_for_timeout(1500)
    page.wait_for_selector("#verdict-body:not(.busy)")

    reason = page.locator("#scheda-norma-1-A2")
    reason.locator("summary").first.click()
    assert "ipotesi" in reason.inner_text()
    page.select_option('[name="realisation.visibility"]', "yes")
    page.wait_for_timeout(1500)
    assert reason.get_attribute("open") is not None
    assert violations(page) == []

    with page.expect_download() as waiting:
        page.click('[data-download="json"]')
    kept = tmp_path / "dossier.json"
    waiting.value.save_as(kept)
    dossier = json.loads(kept.read_text(encoding="utf-8"))
    assert dossier["intervention"]["realisation"]["visibility"] == "yes"
    assert len(dossier["verdicts"]) == 2


def test_coordinates_typed_on_the_keyboard_replace_drawing(open_page) -> None:
    page = open_page()
    page.locator("summary", has_text="scrivere le coordinate").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    for line in ("521400 5047900", "521480 5047900", "521480 5047960", "521400 5047960"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.locator("#use-coordinates").focus()
    page.keyboard.press("Enter")
    wait_for_verdict(page)
    assert "4.8" in page.inner_text("#draw-status")


def test_an_area_can_be_drawn_on_a_telephone(open_page, violations) -> None:
    page = open_page(MONZA, width=390, height=844, has_touch=True)
    draw_square(page)
    wait_for_verdict(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_a_file_fills_the_form_and_a_bad_one_says_why_beside_it(open_page, tmp_path) -> None:
    page = open_page()
    bad = tmp_path / "area.geojson"
    bad.write_text('{"type": "Feature", "geometry": null, "properties": {"id": 1}}')
    page.set_input_files("#file", bad)
    page.locator("#file-error p").first.wait_for()
    ring = [[9.274, 45.584], [9.275, 45.584], [9.275, 45.5847], [9.274, 45.5847], [9.274, 45.584]]
    good = tmp_path / "buona.geojson"
    good.write_text(
        json.dumps(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [ring]},
                "properties": {
                    "id": "p",
                    "name": "Dal file",
                    "measures": [{"measure": "NBS03", "share": 0.5}],
                    "realisation": {"monitoring": "yes"},
                },
            }
        )
    )
    page.set_input_files("#file", good)
    wait_for_verdict(page)
    assert page.input_value("#name") == "Dal file"
    assert page.input_value('[name="measures.NBS03.share"]') == "50"
    assert page.input_value('[name="realisation.monitoring"]') == "yes"
    assert page.inner_text("#file-error") == ""


def test_too_much_treated_is_said_at_once_and_beside_the_measures(open_page) -> None:
    page = open_page(MONZA)
    draw_square(page)
    wait_for_verdict(page)
    page.fill('[name="measures.NBS01.share"]', "80")
    page.fill('[name="measures.NBS02.share"]', "60")
    assert "Oltre il 100" in page.inner_text("#share-total")
    page.locator("#measures-error p").first.wait_for()
    page.check('[name="measures.NBS02.overlapping"]')
    wait_for_verdict(page)
    assert page.inner_text("#measures-error") == ""


def test_search_is_walked_with_the_arrows_and_moves_the_map(open_page) -> None:
    page = open_page()
    page.fill("#q", "vimercàte")
    page.locator("#search-results li").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#q", "aria-activedescendant") == "found-0"
    page.keyboard.press("Enter")
    assert page.input_value("#q") == "Vimercate"
    page.wait_for_function("() => document.documentElement.dataset.map === 'idle'")


def test_layers_are_shown_with_their_legend_and_their_table(open_page) -> None:
    page = open_page()
    for layer in ("land_cover", "night_temperature", "units-heat", "services"):
        page.check(f'[data-layer="{layer}"]')
    page.locator('[data-legend="land_cover"] li').first.wait_for()
    page.wait_for_timeout(1000)
    page.get_by_role("link", name="Tabella di: Comuni").click()
    assert page.locator("tbody tr").count() == 50


def test_the_page_gives_a_verdict_without_scripts(open_page, tmp_path) -> None:
    page = open_page(java_script_enabled=False, ready=False)
    page.locator("summary", has_text="scrivere le coordinate").click()
    page.fill("#coordinates", "521400 5047900\n521480 5047900\n521480 5047960\n521400 5047960")
    page.fill('[name="measures.NBS01.share"]', "50")
    page.click("#submit")
    assert page.locator("#scheda-norma-1").is_visible()
    assert page.input_value('[name="measures.NBS01.share"]') == "50"


def test_the_local_user_keeps_a_draft_and_comes_back_to_it(open_page, running) -> None:
    page = open_page(running.entry.removeprefix(running.page))
    page.goto(running.page + MONZA)
    page.wait_for_function("() => document.documentElement.dataset.ready === 'yes'")
    draw_square(page)
    wait_for_verdict(page)
    page.fill("#name", "Piazza salvata")
    page.click("#save")
    page.wait_for_url("**/interventi/*")
    assert page.inner_text("h1") == "Piazza salvata"
    wait_for_verdict(page)


@pytest.mark.parametrize(
    "path", ["", "en/", "dati-e-metodo", "interventi", "strati/parks", "comuni/108033"]
)
def test_no_page_has_a_serious_barrier(open_page, violations, path) -> None:
    page = open_page(path, ready=path in ("", "en/", "comuni/108033"))
    assert violations(page) == []


def feature(west: float, **declared) -> dict:
    ring = [[west, 45.584], [west + 0.001, 45.584], [west + 0.001, 45.5847], [west, 45.5847]]
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {"type": "Feature", "geometry": geometry, "properties": declared}


@pytest.fixture
def files(tmp_path):
    """A whole declaration, and a perimeter that declares nothing else."""
    whole = feature(
        9.274,
        id="intera",
        name="Dichiarata",
        filed_on="2024-05-20",
        cadastral="foglio 9",
        measures=[{"measure": "NBS01", "share": 0.3, "overlapping": True, "cooling": 4}],
        surfaces={"before": {"sealed": 6000}},
        realisation={"monitoring": "yes"},
    )
    paths = tmp_path / "intera.geojson", tmp_path / "perimetro.geojson"
    for path, content in zip(paths, (whole, feature(9.276, id="perimetro")), strict=True):
        path.write_text(json.dumps(content), encoding="utf-8")
    return paths


def upload(page, path) -> None:
    """Take a file, and wait for the verdict of what it declares: none of an earlier question."""
    page.set_input_files("#file", path)
    page.wait_for_function(
        "() => !document.querySelector('#file').value"
        " && !document.querySelector('#verdict-body.busy')"
    )


def declared(page) -> dict[str, str]:
    """Return the fields that hold something."""
    return page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('[data-declared]')]"
        ".map(each => [each.name, each.type === 'checkbox' ? (each.checked ? 'on' : '')"
        " : each.value]).filter(([, value]) => value))"
    )


def no_verdict(page) -> bool:
    return not outcomes(page) and page.locator("#verdict-body .sheet").count() == 0


def dossier_of(page, folder) -> dict:
    with page.expect_download() as waiting:
        page.click('[data-download="json"]')
    kept = folder / "dossier.json"
    waiting.value.save_as(kept)
    return json.loads(kept.read_text(encoding="utf-8"))


def test_of_a_first_file_nothing_reaches_the_second(open_page, files, tmp_path) -> None:
    page = open_page()
    whole, perimeter = files
    upload(page, whole)
    assert declared(page) == {
        "id": "intera",
        "name": "Dichiarata",
        "filed_on": "2024-05-20",
        "cadastral": "foglio 9",
        "measures.NBS01.share": "30",
        "measures.NBS01.overlapping": "on",
        "surfaces.before.sealed": "6000",
        "surfaces.before.semi_permeable": "0",
        "surfaces.before.permeable": "0",
        "realisation.monitoring": "yes",
    }
    first = dossier_of(page, tmp_path)
    assert first["intervention"]["measures"][0]["cooling"] == 4
    assert first["on"] == "2024-05-20"
    page.fill('[name="measures.NBS02.share"]', "10")
    page.wait_for_timeout(1000)
    upload(page, perimeter)
    assert declared(page) == {"id": "perimetro", "name": "perimetro"}
    second = dossier_of(page, tmp_path)
    assert second["intervention"]["measures"] == []
    assert second["intervention"]["cadastral"] == []
    assert second["filed_on"] is None
    assert second["on"] != first["on"]


def test_a_file_takes_the_place_of_what_was_drawn_and_typed(open_page, files, tmp_path) -> None:
    page = open_page(MONZA)
    draw_square(page)
    wait_for_verdict(page)
    page.fill('[name="measures.NBS03.share"]', "55")
    page.wait_for_timeout(1000)
    upload(page, files[0])
    assert "measures.NBS03.share" not in declared(page)
    work = dossier_of(page, tmp_path)["intervention"]
    assert (work["id"], [each["measure"] for each in work["measures"]]) == ("intera", ["NBS01"])


def test_an_area_drawn_anew_keeps_the_fields_and_no_verdict_meanwhile(
    open_page, files, tmp_path
) -> None:
    page = open_page()
    upload(page, files[0])
    before = declared(page)
    page.wait_for_timeout(1000)
    page.click("#draw-start")
    assert no_verdict(page)
    page.keyboard.press("Escape")
    page.click("#draw-undo")
    draw_square(page)
    wait_for_verdict(page)
    assert declared(page) == before
    assert dossier_of(page, tmp_path)["intervention"]["cadastral"] == ["foglio 9"]


@pytest.mark.parametrize("buttons", [["#draw-clear"], ["#draw-start", "#draw-undo"]])
def test_without_an_area_no_verdict_stands(open_page, files, buttons) -> None:
    page = open_page()
    upload(page, files[0])
    before = declared(page)
    for button in buttons:
        page.click(button)
    assert no_verdict(page)
    assert page.input_value("#geometry") == page.input_value("#declaration") == ""
    page.fill("#name", "Altro")
    page.wait_for_timeout(1500)
    assert no_verdict(page)
    assert declared(page) == {**before, "name": "Altro"}


def test_an_answer_that_comes_after_the_area_was_removed_is_left_unread(open_page, files) -> None:
    page = open_page()
    page.route("**/esito", lambda route: (page.wait_for_timeout(700), route.continue_()))
    page.set_input_files("#file", files[0])
    page.locator("#draw-clear").wait_for()
    page.click("#draw-clear")
    page.wait_for_timeout(2500)
    assert no_verdict(page)


def test_a_refused_file_is_read_once_its_system_is_said(open_page, tmp_path) -> None:
    page = open_page()
    path = tmp_path / "vertici.csv"
    path.write_text("x;y\n521400;5047900\n521480;5047900\n521480;5047960\n521400;5047960\n")
    page.set_input_files("#file", path)
    page.locator("#file-error p").first.wait_for()
    page.select_option("#crs", "EPSG:32632")
    wait_for_verdict(page)
    assert page.inner_text("#file-error") == ""
    assert page.input_value("#id") == "vertici"
    assert page.input_value("#crs") == ""


def test_of_several_interventions_the_one_whose_identifier_is_typed_is_read(
    open_page, tmp_path
) -> None:
    page = open_page()
    path = tmp_path / "due.geojson"
    two = [feature(9.274, id="primo"), feature(9.276, id="secondo", comune="Monza")]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": two}))
    page.set_input_files("#file", path)
    page.locator("#file-error p").first.wait_for()
    assert "primo; secondo" in page.inner_text("#file-error")
    page.fill("#id", "secondo")
    page.keyboard.press("Tab")
    wait_for_verdict(page)
    assert page.inner_text("#file-error") == ""
    assert declared(page) == {"id": "secondo", "name": "secondo", "comune": "Monza"}
