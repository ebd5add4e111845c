"""Every analysis on the page: its form, what is wrong with it, its result, what was run."""

import csv
import io
import json
import re
import time
import zipfile
from html import unescape

import pytest

from contado.analyses import analyses, analysis

_ROW = r'<tr id="row-\d+"><th scope="row">.*?</svg>\s*(.*?)</th>'
NAMES = [each.id for each in analyses()]


@pytest.fixture
def run(anyone, worker):
    """Ask for an analysis as a page does, and wait for its end; the job's address is returned."""

    def one(name: str, client=anyone, **fields: object) -> str:
        answer = client.post(f"/analisi/{name}", fields)
        assert answer.status_code == 302, _text(answer)[-2000:]
        address = answer.headers["Location"]
        start = time.monotonic()
        while not client.get(f"{address}/stato").json()["ended"]:
            assert time.monotonic() - start < 60
            time.sleep(0.1)
        return address

    return one


def _text(answer) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def _job(address: str):
    from contado.site.jobs.models import Job

    return Job.objects.get(pk=address.rsplit("/", 1)[1])


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("name", NAMES)
def test_every_analysis_has_a_form_with_a_field_for_each_input(anyone, name, language):
    page = anyone.get(f"/{language}analisi/{name}")
    assert page.status_code == 200
    content = page.content.decode()
    for field, spec in analysis(name).inputs.items():
        assert (f'name="{field}"' in content) == spec.form
    assert "--" not in _text(page).replace("—", "")


def test_the_list_of_analyses_leads_to_each(anyone):
    content = anyone.get("/analisi").content.decode()
    assert all(f'href="/analisi/{name}"' in content for name in NAMES)


def test_a_result_says_its_answer_first_and_has_map_bars_table_and_files(anyone, run):
    address = run("storm-vulnerability", by="municipalities")
    content = anyone.get(address).content.decode()
    order = [
        content.index(part)
        for part in (
            "Certamente in classe 4 o 5",
            "<svg xmlns",
            "luoghi per classe",
            "<tbody>",
            "run.json",
        )
    ]
    assert order == sorted(order)
    assert "no-store" not in anyone.get(f"{address}/luoghi.geojson").headers["Cache-Control"]


def test_the_folder_that_is_downloaded_is_what_the_command_writes(
    anyone, run, territory_folder, tmp_path
):
    from typer.testing import CliRunner

    from contado.cli import app

    address = run("warm-night", by="municipalities")
    packed = b"".join(anyone.get(f"{address}/tutto.zip").streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path / "site")
    (folder,) = (tmp_path / "site").iterdir()
    arguments = ["warm", "night", "--territory", str(territory_folder), "--by", "municipalities"]
    ran = CliRunner().invoke(app, [*arguments, "--out", str(tmp_path / "command"), "--lang", "it"])
    assert ran.exit_code == 0, ran.output
    names = {path.name for path in (tmp_path / "command").iterdir()}
    assert {path.name for path in folder.iterdir()} == names
    assert json.loads((folder / "run.json").read_text()) == json.loads(
        (tmp_path / "command" / "run.json").read_text()
    )
    one = b"".join(anyone.get(f"{address}/file/units.csv").streaming_content)
    assert one == (tmp_path / "command" / "units.csv").read_bytes()


def test_all_that_is_wrong_is_told_at_once_beside_its_field_and_nothing_is_kept(anyone, service):
    from contado.site.jobs.models import Job

    before = Job.objects.count()
    folders = set((service / "jobs").glob("*"))
    page = anyone.post(
        "/analisi/warm-cooling",
        {"by": "municipalities", "t_ref": "molto", "uhi_max": "99", "method": "notte"},
    )
    assert page.status_code == 422
    content = page.content.decode()
    for name in ("t_ref", "uhi_max", "method"):
        beside = content.split(f'id="f-{name}-about"')[1].split("</div>")[0]
        assert "<strong>" in beside
    assert 'value="molto"' in content
    assert "--" not in _text(page)
    assert Job.objects.count() == before
    assert set((service / "jobs").glob("*")) == folders


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("warm-night", {"by": "/etc/passwd"}),
        ("warm-night", {"by-one": "../../etc/passwd"}),
        ("warm-exposed", {"classes": "/etc/passwd"}),
        ("warm-tropical", {"file": "/etc/passwd"}),
        ("warm-cooling", {"by": "municipalities", "land_cover": "/etc/passwd"}),
    ],
)
def test_a_path_is_nobodys_to_give(anyone, name, fields):
    page = anyone.post(f"/analisi/{name}", fields)
    assert page.status_code == 422
    assert "field-error" in page.content.decode()


def test_what_a_form_does_not_ask_is_not_taken(run, anyone):
    address = run(
        "warm-night", by="municipalities", profile="/etc", territory="/etc", cluster="tcp://x"
    )
    assert _job(address).inputs == {"by": "municipalities"}
    assert _job(address).state == "done"


def test_the_filter_of_an_address_holds_for_map_bars_and_table(run, anyone):
    address = run("warm-vulnerability", by="municipalities")
    whole = anyone.get(address).content.decode()
    assert whole.count('<tr id="row-') == 25
    some = anyone.get(f"{address}?testo=mon").content.decode()
    rows = re.findall(_ROW, some, re.DOTALL)
    assert rows
    assert all("mon" in name.casefold() for name in rows)
    drawing = some.split('id="result-drawing"')[1].split("</svg>")[0]
    assert drawing.count('fill-rule="evenodd" stroke=') == len(rows)
    counts = [int(count) for count in re.findall(r'class="bar-count">(\d+)<', some)]
    assert sum(counts) == len(rows)


def test_columns_put_the_rows_in_order_and_those_without_a_value_come_last(run, anyone):
    address = run("warm-vulnerability", by="municipalities")
    first, last = (_names(anyone.get(f"{address}?ordine={order}")) for order in ("0", "-0"))
    assert first == sorted(first, key=str.casefold)
    assert last == sorted(last, key=str.casefold, reverse=True)
    beyond = _names(anyone.get(f"{address}?pagina=3"))
    assert beyond
    assert not set(beyond) & set(_names(anyone.get(address)))


def _names(page) -> list[str]:
    content = page.content.decode()
    found = re.findall(
        r'<tr id="row-\d+"><th scope="row">.*?</svg>\s*(.*?)</th>', content, re.DOTALL
    )
    return [unescape(name) for name in found]


@pytest.mark.parametrize(
    "query",
    ["ordine=99", "ordine=-x", "classe=99", "mappa=7", "pagina=0", "pagina=99999999", "testo=%00"],
)
def test_an_address_that_makes_no_sense_shows_the_result(run, anyone, query):
    address = run("warm-night", by="municipalities")
    assert anyone.get(f"{address}?{query}").status_code == 200


def test_polygons_of_a_file_are_the_places(run, anyone, lot):
    feature = {"type": "Feature", "properties": {"name": "Lotto"}, "geometry": lot}
    collection = {"type": "FeatureCollection", "features": [feature]}
    file = io.BytesIO(json.dumps(collection).encode())
    file.name = "../lotto.geojson"
    address = run("warm-night", by=file)
    assert _job(address).state == "done"
    assert "Lotto" in _text(anyone.get(address))


def test_a_file_that_cannot_be_read_is_refused_in_words(anyone):
    file = io.BytesIO(b"no map")
    file.name = "lotto.geojson"
    page = anyone.post("/analisi/warm-night", {"by": file})
    assert page.status_code == 422
    assert "lotto.geojson" in _text(page)


def test_one_sees_what_one_asked_and_the_local_user_sees_all(run, anyone, local_user, service):
    from django.test import Client

    address = run("warm-night", by="municipalities")
    assert address in anyone.get("/esecuzioni").content.decode()
    assert address not in Client().get("/esecuzioni").content.decode()
    assert address in local_user.get("/esecuzioni").content.decode()
    assert Client().get(address).status_code == 200  # whoever has the address
    filtered = anyone.get("/esecuzioni?analisi=warm-night&stato=done").content.decode()
    assert address in filtered
    assert address not in anyone.get("/esecuzioni?analisi=storm-runoff").content.decode()
    assert address not in anyone.get("/esecuzioni?stato=failed").content.decode()


def test_only_who_asked_may_cancel_or_try_again(anyone, service):
    from django.test import Client

    from contado.site.jobs.models import Job

    job = Job.objects.create(analysis="warm-night", language="it", snapshot="", visitor="somebody")
    for what in ("annulla", "riprova"):
        assert Client().post(f"/esecuzioni/{job.pk}/{what}").status_code == 403
    job.refresh_from_db()
    assert not job.cancel
    job.delete()


def test_a_job_that_waits_is_cancelled_by_who_asked_and_asked_again(anyone, service):
    address = anyone.post("/analisi/warm-night", {"by": "municipalities"}).headers["Location"]
    assert anyone.post(f"{address}/annulla").status_code == 302
    job = _job(address)
    assert job.cancel or job.is_ended


def test_too_many_at_once_are_refused_kindly(anyone, service, settings_of_jobs):
    from contado.site.jobs.models import Job

    mine = anyone.get("/esecuzioni")
    assert mine.status_code == 200
    visitor = anyone.session["visitor"]
    waiting = [
        Job.objects.create(
            analysis="x", language="it", snapshot="", visitor=visitor, state="running",
            lease="2100-01-01T00:00Z",
        )
        for _ in range(4)
    ]  # fmt: skip
    page = anyone.post("/analisi/warm-night", {"by": "municipalities"})
    assert page.status_code == 422
    assert "Ci sono già 4 calcoli in attesa." in _text(page)
    for job in waiting:
        job.delete()


@pytest.fixture
def settings_of_jobs(service):
    from django.conf import settings

    assert settings.JOBS_OF_ONE == 4


def test_the_same_is_asked_again_of_todays_data_and_what_changed_is_told(run, anyone, worker):
    address = run("warm-night", by="municipalities")
    answer = anyone.post(f"{address}/ripeti")
    assert answer.status_code == 302
    anew = answer.headers["Location"]
    start = time.monotonic()
    while not anyone.get(f"{anew}/stato").json()["ended"]:
        assert time.monotonic() - start < 30
        time.sleep(0.1)
    assert "Nulla: gli stessi dati, lo stesso piano, gli stessi numeri." in _text(anyone.get(anew))
    job = _job(address)
    rows = json.loads((job.shown / "it.json").read_text())
    rows["tables"][0]["rows"][0][1] = "cambiato"
    (job.shown / "it.json").write_text(json.dumps(rows))
    text = _text(anyone.get(anew))
    assert "cambiato" in text
    assert "Nulla:" not in text


def test_a_request_is_changed_from_what_was_asked(run, anyone):
    address = run("warm-vulnerability", by="municipalities", on="2026-01-31")
    content = anyone.get(f"{address}/cambia").content.decode()
    assert '<option value="municipalities" selected>' in content
    assert 'value="2026-01-31"' in content


@pytest.mark.parametrize("name", ["run.json.bak", "..%2Frun.json", "..", "%2Fetc%2Fpasswd"])
def test_only_files_of_the_result_are_given(run, anyone, name):
    address = run("warm-night", by="municipalities")
    assert anyone.get(f"{address}/file/{name}").status_code == 404


def test_a_result_is_read_in_the_other_language(run, anyone):
    address = run("warm-night", by="municipalities")
    page = anyone.get(f"/en{address}")
    assert "Places of the level" in _text(page)
    assert page.status_code == 200


def test_a_job_that_is_not_there_is_a_page_of_its_own(anyone):
    assert anyone.get("/esecuzioni/" + "0" * 32).status_code == 404
    assert "non c'è" in _text(anyone.get("/esecuzioni/" + "0" * 32))


def test_the_spreadsheet_of_a_result_is_that_of_the_readers_country(run, anyone):
    address = run("warm-night", by="municipalities")
    text = b"".join(anyone.get(f"{address}/file/table.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) > 40
    assert len(rows[0]) > 3


def test_from_a_comune_one_goes_straight_to_the_analyses_that_fit(run, anyone):
    home = anyone.get("/comuni/108033").content.decode()
    assert "/analisi?luogo=municipalities:108033" in home
    listed = anyone.get("/analisi?luogo=municipalities:108033").content.decode()
    assert "/analisi/warm-night?by-one=municipalities%3A108033" in listed
    assert "/analisi/warm-tropical" not in listed
    form = anyone.get("/analisi/warm-night?by-one=municipalities:108033").content.decode()
    assert 'value="municipalities:108033"' in form
    address = run("warm-night", **{"by": "landscape_units", "by-one": "municipalities:108033"})
    assert len(json.loads((_job(address).shown / "rows.json").read_text())["units"]) == 1
    assert "Monza" in _text(anyone.get(address))
    assert anyone.get("/analisi?luogo=municipalities:999999").status_code == 404


def test_a_unit_of_a_layer_is_a_place_of_its_own(run, anyone, territory_folder):
    from contado.territory import Territory

    code = Territory.open(territory_folder).layers["landscape_units"].frame()["code"][0]
    address = run("storm-vulnerability", **{"by-one": f"landscape_units:{code}"})
    rows = json.loads((_job(address).shown / "rows.json").read_text())["units"]
    assert [row["code"] for row in rows] == [code]


def test_from_a_drawn_area_one_goes_to_the_analyses_of_it(run, anyone, lot):
    area = json.dumps(lot)
    listed = anyone.post("/analisi", {"geometry": area})
    assert listed.status_code == 200
    assert "Analisi dell'area disegnata" in _text(listed)
    form = anyone.post("/analisi/warm-night", {"show": "1", "by-area": area})
    assert form.status_code == 200
    assert "Vale l'area disegnata sulla mappa" in _text(form)
    address = run("warm-night", **{"by": "municipalities", "by-area": area})
    assert len(json.loads((_job(address).shown / "rows.json").read_text())["units"]) == 1
