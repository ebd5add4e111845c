"""The analyses for other programs: OWSLib as a client, the standard's rules by plain HTTP."""

import base64
import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from contado.analyses import analysis, names, run

STATUS_INFO = {  # 18-062r2, table of section 7.12 and schema statusInfo
    "type": "object",
    "required": ["jobID", "status", "type"],
    "properties": {
        "processID": {"type": "string"},
        "type": {"enum": ["process"]},
        "jobID": {"type": "string"},
        "status": {"enum": ["accepted", "running", "successful", "failed", "dismissed"]},
        "message": {"type": "string"},
        "created": {"type": "string", "format": "date-time"},
        "started": {"type": "string", "format": "date-time"},
        "finished": {"type": "string", "format": "date-time"},
        "progress": {"type": "integer", "minimum": 0, "maximum": 100},
        "links": {"type": "array", "items": {"type": "object", "required": ["href"]}},
    },
}
EXCEPTION = {
    "type": "object",
    "required": ["type"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
}
PROCESS = {
    "type": "object",
    "required": ["id", "version"],
    "properties": {
        "jobControlOptions": {
            "items": {"enum": ["sync-execute", "async-execute", "dismiss"]},
        },
        "outputTransmission": {"items": {"enum": ["value", "reference"]}},
        "inputs": {
            "additionalProperties": {
                "type": "object",
                "required": ["schema"],
                "properties": {
                    "minOccurs": {"type": "integer"},
                    "maxOccurs": {"anyOf": [{"type": "integer"}, {"enum": ["unbounded"]}]},
                },
            }
        },
        "outputs": {"additionalProperties": {"type": "object", "required": ["schema"]}},
    },
}


@pytest.fixture(scope="module")
def ogc(service: Path, territory_folder: Path) -> Iterator[str]:
    """The service on a port of its own with a worker; the address of the API."""
    from contado.site.server import listening

    server = listening("127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = [sys.executable, "-m", "contado.site.jobs", str(territory_folder), str(service)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=dict(os.environ)) as process:
        yield f"http://127.0.0.1:{server.server_port}/ogc"
        process.stdin.close()
    server.shutdown()
    server.server_close()


def ask(url: str, body: object = None, method: str | None = None, **headers: str):
    """Return status, headers and content of an answer."""
    data = None if body is None else json.dumps(body).encode()
    own = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, data, own, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, json.loads(error.read())


def until(url: str, status: str) -> dict:
    start = time.monotonic()
    while (info := ask(url)[2])["status"] != status:
        assert info["status"] in ("accepted", "running"), info
        assert time.monotonic() - start < 60
        time.sleep(0.1)
    return info


def test_owslib_lists_describes_and_executes(ogc, territory_folder):
    from owslib.ogcapi.processes import Processes

    client = Processes(ogc)
    assert [each["id"] for each in client.processes()] == sorted(names())
    described = client.process("warm-night")
    assert "by" in described["inputs"]
    outputs = client.execute("warm-night", {"by": "municipalities"})
    same = run("warm-night", territory=territory_folder, by="municipalities")
    assert len(outputs["units"]["value"]) == len(same.tables["units"])
    job = client.execute("warm-night", {"by": "municipalities"}, async_=True)
    assert until(f"{ogc}/jobs/{job['jobID']}", "successful")["progress"] == 100


def test_every_process_is_described_by_the_standard(ogc):
    for name in names():
        status, _, described = ask(f"{ogc}/processes/{name}")
        assert status == 200
        jsonschema.validate(described, PROCESS)
        assert set(described["inputs"]) == {
            field for field, spec in analysis(name).inputs.items() if spec.form
        }


def test_the_landing_page_leads_everywhere_and_says_what_it_conforms_to(ogc):
    _, _, landing = ask(f"{ogc}/")
    rels = {link["rel"]: link["href"] for link in landing["links"]}
    for rel in ("conformance", "processes", "job-list"):
        assert ask(rels[f"http://www.opengis.net/def/rel/ogc/1.0/{rel}"])[0] == 200
    conforms = ask(f"{ogc}/conformance")[2]["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core" in conforms
    assert ask(rels["service-desc"])[2]["openapi"].startswith("3.0")


def test_numbers_are_those_of_the_command(ogc, territory_folder, tmp_path):
    from typer.testing import CliRunner

    from contado.cli import app

    arguments = ["warm", "vulnerability", "--territory", str(territory_folder), "--json"]
    ran = CliRunner().invoke(app, [*arguments, "--by", "municipalities", "--lang", "it"])
    by_command = json.loads(ran.stdout)
    body = {"inputs": {"by": "municipalities"}}
    status, _, outputs = ask(f"{ogc}/processes/warm-vulnerability/execution", body)
    assert status == 200
    assert outputs["units"]["value"] == by_command["tables"]["units"]
    record = outputs["record"]["value"]
    assert {**record, "outputs": {}} == {
        name: value for name, value in by_command.items() if name != "tables"
    }
    assert outputs["answer"] == " ".join(text["it"] for text in by_command["answer"])


def test_a_job_goes_from_accepted_to_successful_and_its_results_are_fetched(ogc):
    body = {"inputs": {"by": "municipalities"}}
    url = f"{ogc}/processes/warm-night/execution"
    status, headers, info = ask(url, body, Prefer="respond-async")
    assert status == 201
    assert headers["Preference-Applied"] == "respond-async"
    jsonschema.validate(info, STATUS_INFO)
    job = headers["Location"]
    done = until(job, "successful")
    jsonschema.validate(done, STATUS_INFO)
    (link,) = [link["href"] for link in done["links"] if link["rel"].endswith("/results")]
    status, _, outputs = ask(link)
    assert status == 200
    with urllib.request.urlopen(outputs["folder"]["href"]) as answer:
        assert answer.read(2) == b"PK"


def test_outputs_are_chosen_by_value_and_by_reference(ogc):
    outputs = {"units": {"transmissionMode": "reference"}, "answer": {}}
    body = {"inputs": {"by": "municipalities"}, "outputs": outputs}
    _, _, made = ask(f"{ogc}/processes/warm-night/execution", body)
    assert set(made) == {"units", "answer"}
    assert made["units"]["type"] == "application/geo+json"
    assert ask(made["units"]["href"])[2]["type"] == "FeatureCollection"
    raw = {**body, "outputs": {"units": {}}, "response": "raw"}
    _, _, rows = ask(f"{ogc}/processes/warm-night/execution", raw)
    assert isinstance(rows, list)
    assert rows[0]["code"]


def test_places_are_given_as_geojson_and_tables_as_base64(ogc, lot):
    feature = {"type": "Feature", "properties": {"name": "Lotto"}, "geometry": lot}
    places = {"type": "FeatureCollection", "features": [feature]}
    _, _, made = ask(f"{ogc}/processes/warm-night/execution", {"inputs": {"by": places}})
    assert [row["name"] for row in made["units"]["value"]] == ["Lotto"]
    rows = "\n".join(f"2023-{m:02d}-{d:02d},{15 + m}" for m in range(1, 13) for d in range(1, 29))
    table = base64.b64encode(f"day,tmin\n{rows}\n".encode()).decode()
    given = {"value": table, "mediaType": "text/csv", "encoding": "base64"}
    body = {"inputs": {"file": given, "time": "day", "value": "tmin"}}
    status, _, made = ask(f"{ogc}/processes/warm-tropical/execution", body)
    assert status == 200, made
    assert made["tropical"]["value"]


NIGHT = "processes/warm-night/execution"


@pytest.mark.parametrize(
    ("path", "body", "status", "codes"),
    [
        ("processes/none/execution", {"inputs": {}}, 404, {"ogc.no_process"}),
        (
            "processes/warm-cooling/execution",
            {"inputs": {"t_ref": "x", "uhi_max": 99, "nothing": 1}},
            400,
            {"analyses.unknown_input"},
        ),
        (
            "processes/warm-cooling/execution",
            {"inputs": {"t_ref": "x", "uhi_max": 99}},
            400,
            {"analyses.bad_value", "analyses.outside"},
        ),
        (NIGHT, [], 400, {"ogc.bad_body"}),
        (NIGHT, {"inputs": {"by": "/etc/passwd"}}, 400, {"analyses.no_place"}),
        (
            NIGHT,
            {"inputs": {"by": {"href": "http://169.254.169.254/"}}},
            400,
            {"ogc.no_references"},
        ),
        (
            NIGHT,
            {"inputs": {}, "outputs": {"nothing": {}}},
            400,
            {"ogc.unknown_output"},
        ),
        (
            NIGHT,
            {"inputs": {"by": ["municipalities", "zones"]}},
            400,
            {"ogc.too_many_values"},
        ),
        (NIGHT, {"inputs": {"cluster": "tcp://x"}}, 400, {"analyses.unknown_input"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_a_problem_of_the_standard(ogc, path, body, status, codes):
    got, headers, content = ask(f"{ogc}/{path}", body)
    assert got == status
    assert headers["Content-Type"] == "application/problem+json"
    jsonschema.validate(content, EXCEPTION)
    assert {each["code"] for each in content["problems"]} >= codes


def test_jobs_that_are_not_there_and_results_that_are_not_ready(ogc, service):
    from contado.site.jobs.models import Job

    kinds = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
    for path in ("", "/results"):
        status, _, content = ask(f"{ogc}/jobs/{'0' * 32}{path}")
        assert (status, content["type"]) == (404, kinds + "no-such-job")
    job = Job.objects.create(
        analysis="warm-night", language="it", snapshot="", state="running",
        lease="2100-01-01T00:00Z", attempt="x",
    )  # fmt: skip
    status, _, content = ask(f"{ogc}/jobs/{job.pk}/results")
    assert (status, content["type"]) == (404, kinds + "result-not-ready")
    job.delete()


def test_a_job_is_dismissed_while_it_runs_and_after_it_ended(ogc, service):
    from contado.site.jobs.models import Job

    url = f"{ogc}/processes/warm-night/execution"
    body = {"inputs": {"by": "municipalities"}}
    _, headers, _ = ask(url, body, Prefer="respond-async")
    until(headers["Location"], "successful")
    name = headers["Location"].rsplit("/", 1)[1]
    folder = Job.objects.get(pk=name).place
    assert folder.exists()
    status, _, info = ask(headers["Location"], method="DELETE")
    assert (status, info["status"]) == (200, "dismissed")
    jsonschema.validate(info, STATUS_INFO)
    assert ask(headers["Location"])[0] == 404
    assert not folder.exists()
    waiting = Job.objects.create(analysis="warm-night", language="it", snapshot="", state="failed")
    Job.objects.filter(pk=waiting.pk).update(state="queued", created="2100-01-01T00:00Z")
    status, _, info = ask(f"{ogc}/jobs/{waiting.pk}", method="DELETE")
    assert info["status"] == "dismissed"


def test_a_job_of_a_person_is_not_dismissed_by_a_program(ogc, service):
    from contado.site.jobs.models import Job

    job = Job.objects.create(
        analysis="warm-night", language="it", snapshot="", visitor="somebody", state="done"
    )
    status, _, _ = ask(f"{ogc}/jobs/{job.pk}", method="DELETE")
    assert status == 403
    assert Job.objects.filter(pk=job.pk).exists()
    job.delete()


def test_ids_are_listed_for_the_local_user_alone(ogc, anyone, local_user):
    _, headers, info = ask(
        f"{ogc}/processes/warm-night/execution", {"inputs": {}}, Prefer="respond-async"
    )
    until(headers["Location"], "successful")
    assert anyone.get("/ogc/jobs").json()["jobs"] == []
    listed = local_user.get("/ogc/jobs?status=successful&processID=warm-night").json()["jobs"]
    assert info["jobID"] in {each["jobID"] for each in listed}
    for each in listed:
        jsonschema.validate(each, STATUS_INFO)


def test_what_data_do_not_allow_is_told_with_the_reason(ogc):
    body = {"inputs": {"municipality": "999999"}}
    status, headers, content = ask(f"{ogc}/processes/storm-rainfall/execution", body)
    assert status == 400
    assert headers["Content-Type"] == "application/problem+json"
    assert content["problems"][0]["code"].startswith("rainfall.")


def test_english_is_spoken_where_it_is_asked_for(ogc):
    assert ask(f"{ogc}/processes/warm-night?lang=en")[2]["title"] == "Summer night temperature"
    header = {"Accept-Language": "en-GB,en;q=0.9"}
    assert ask(f"{ogc}/processes/warm-night", **header)[2]["title"] == "Summer night temperature"
    assert ask(f"{ogc}/processes/warm-night")[2]["title"] == "Temperatura notturna estiva"


@pytest.mark.timeout(280)
def test_schemathesis_finds_no_fault_of_the_server(ogc, tmp_path):
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{ogc}/api", "--checks",
        "not_a_server_error,response_schema_conformance,content_type_conformance",
        "--phases", "examples,coverage,fuzzing", "--max-examples", "3", "--seed", "1",
        "--exclude-path-regex", "/(storm-[mv]|warm-[cemv]|storm-ru|scenario-c).*execution",
        "--suppress-health-check", "all", "--request-timeout", "40",
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
