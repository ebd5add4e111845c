"""A scenario asked on the page: the drawn area, files and drafts, one to four variants."""

import io
import json
import re
import time
from html import unescape

import pytest

from contado.territory import Territory


def _text(answer) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def drawn(lot):
    return {
        "geometry": json.dumps(lot), "name": "Piazza", "measures.NBS01.share": "60",
        "surfaces.before.sealed": "3000", "surfaces.after.sealed": "1200",
        "surfaces.after.permeable": "1800",
    }  # fmt: skip


def _fields(page) -> dict[str, str]:
    found = re.findall(
        r'<input type="(?:hidden|text)"[^>]*name="([^"]+)" value="([^"]*)"', page.content.decode()
    )
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def _done(client, address):
    from contado.site.jobs.models import Job

    start = time.monotonic()
    while not client.get(f"{address}/stato").json()["ended"]:
        assert time.monotonic() - start < 60
        time.sleep(0.1)
    return Job.objects.get(pk=address.rsplit("/", 1)[1])


def test_the_area_of_the_main_page_is_the_first_variant(anyone, worker, drawn):
    page = anyone.post("/scenario", drawn)
    assert page.status_code == 200
    assert "Area e misure indicate sulla mappa: Piazza." in _text(page)
    answer = anyone.post("/scenario", _fields(page))
    assert answer.status_code == 302, _text(answer)[-1500:]
    job = _done(anyone, answer.headers["Location"])
    assert (job.analysis, job.state) == ("scenario-run", "done"), job.problems
    shown = _text(anyone.get(answer.headers["Location"]))
    assert "deflusso" in shown
    assert "Piazza" in shown


def test_variants_of_one_area_stand_side_by_side(anyone, worker, drawn):
    fields = _fields(anyone.post("/scenario", drawn))
    fields |= {
        "title-1": "Come dichiarata",
        "title-2": "Tutta a prato",
        "measure-2-1": "NBS01",
        "share-2-1": "100",
    }
    fields |= {"title-3": "Poco", "measure-3-1": "NBS01", "share-3-1": "12,5", "rain": "50"}
    answer = anyone.post("/scenario", fields)
    assert answer.status_code == 302, _text(answer)[-1500:]
    job = _done(anyone, answer.headers["Location"])
    assert (job.analysis, job.state) == ("scenario-compare", "done"), job.problems
    kept = [json.loads((job.files / each["file"]).read_text()) for each in job.inputs["files"]]
    assert [each["title"] for each in kept] == ["Come dichiarata", "Tutta a prato", "Poco"]
    features = [each["areas"]["geojson"]["features"][0]["properties"] for each in kept]
    assert "after" in features[0]["surfaces"]
    assert "after" not in features[1]["surfaces"]  # those of the measures declared
    assert features[2]["measures"] == [{"measure": "NBS01", "share": 0.125}]
    assert kept[0]["model"] == {"rain": {"depth": 50.0}}
    text = _text(anyone.get(answer.headers["Location"]))
    assert "Tutta a prato" in text
    assert "Poco" in text


def test_files_of_interventions_are_variants(anyone, worker, lot):
    feature = {
        "type": "Feature", "geometry": lot,
        "properties": {"id": "a", "name": "File", "measures": [{"measure": "NBS01", "share": 0.5}]},
    }  # fmt: skip
    file = io.BytesIO(json.dumps(feature).encode())
    file.name = "progetto.geojson"
    answer = anyone.post("/scenario", {"file-1": file})
    assert answer.status_code == 302, _text(answer)[-1500:]
    assert _done(anyone, answer.headers["Location"]).state == "done"


def test_all_that_is_wrong_stands_beside_its_variant(anyone, drawn):
    assert "Nessuna variante è indicata." in _text(anyone.post("/scenario", {"title-1": "x"}))
    fields = _fields(anyone.post("/scenario", drawn))
    page = anyone.post("/scenario", {**fields, "measure-2-1": "NBS01", "share-2-1": "molto"})
    assert page.status_code == 422
    content = page.content.decode()
    second = content.split('id="variant-2"')[1].split('id="variant-3"')[0]
    assert 'field-error"><p>' in second
    assert 'value="molto"' in second
    forged = anyone.post("/scenario", {**fields, "work-1": "forged:x:y"})
    assert forged.status_code == 422


def test_an_area_that_cannot_be_read_goes_back_to_the_map(anyone):
    page = anyone.post("/scenario", {"geometry": "", "name": "x"})
    assert page.status_code == 422
    assert "assessment" in page.content.decode()


def test_a_draft_is_a_variant_for_the_local_user_alone(local_user, anyone, drawn):
    kept = local_user.post("/interventi", drawn).headers["Location"].rsplit("/", 1)[1]
    assert f'value="{kept}"' in local_user.get("/scenario").content.decode()
    assert kept not in anyone.get("/scenario").content.decode()


def test_freezing_keeps_the_surfaces_that_an_area_declares(territory_folder, tmp_path, lot):
    from contado.scenarios import Session

    surfaces = {"before": {"sealed": 3000.0}, "after": {"sealed": 1000.0, "permeable": 2000.0}}
    feature = {
        "type": "Feature", "geometry": lot,
        "properties": {
            "id": "a", "name": "a", "measures": [{"measure": "NBS01", "share": 0.5}],
            "surfaces": surfaces,
        },
    }  # fmt: skip
    file = tmp_path / "scenario.json"
    areas = {"geojson": {"type": "FeatureCollection", "features": [feature]}}
    whole = {"scenario": "1", "id": "s", "title": "s", "on": "2026-01-01", "areas": areas}
    file.write_text(json.dumps(whole))
    frozen = Session(Territory.open(territory_folder).root).freeze(file)
    (kept,) = frozen["areas"]["geojson"]["features"]
    for moment, declared in surfaces.items():
        known = kept["properties"]["surfaces"][moment]
        assert {name: area for name, area in known.items() if area} == declared
