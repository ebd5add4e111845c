"""Hydraulic invariance on the page: the form, the answer as the command gives it, the report."""

import json
import re
from html import unescape

from typer.testing import CliRunner

from contado.cli import app

WORKS = {"area": "6200", "sealed": "4400", "semi_permeable": "700", "permeable": "1100"}
CURVE = "a1=30,n=0.3,alpha=0.3,kappa=-0.03,epsilon=0.8"


def _text(answer) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_the_answer_is_that_of_the_command(anyone):
    declared = {**WORKS, "criticality": "A", "rain": CURVE, "on": "2024-06-01"}
    page = anyone.post("/invarianza", declared)
    assert page.status_code == 200, _text(page)[:3000]
    report = json.loads(anyone.post("/invarianza/relazione.json", declared).content)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in declared.items()]
    ran = CliRunner().invoke(app, ["storm", "invariance", *options, "--json"])
    assert ran.exit_code == 0, ran.output
    required = json.loads(ran.stdout)["required_volume_m3"]
    assert json.dumps(required) in json.dumps(report)
    assert f"{required:.1f} m³".replace(".", ",") in _text(page)


def test_the_report_to_sign_is_downloaded(anyone):
    declared = {**WORKS, "criticality": "B", "rain": CURVE, "object": "Piazza", "on": "2024-06-01"}
    pdf = anyone.post("/invarianza/relazione.pdf", declared)
    assert pdf.content.startswith(b"%PDF")
    assert "attachment" in pdf.headers["Content-Disposition"]
    html = anyone.post("/invarianza/relazione.html", declared)
    assert "Piazza" in html.content.decode()
    assert anyone.post("/invarianza/relazione.exe", declared).status_code == 404


def test_all_that_is_wrong_stands_beside_its_field(anyone):
    page = anyone.post("/invarianza", {"area": "6200", "sealed": "x", "p": "3", "on": "ieri"})
    assert page.status_code == 422
    content = page.content.decode()
    for name in ("sealed", "p", "on"):
        beside = content.split(f'id="f-{name}-about"')[1].split("</div>")[0]
        assert "<strong>" in beside, name
    assert "--" not in _text(page)
    sum_differs = anyone.post("/invarianza", {"area": "6200", "sealed": "100"})
    beside = sum_differs.content.decode().split('id="f-area-about"')[1].split("</div>")[0]
    assert "<strong>" in beside


def test_decimals_are_written_with_a_comma(anyone):
    declared = {"area": "100,5", "sealed": "100,5", "criticality": "A", "rain": CURVE}
    assert anyone.post("/invarianza", declared).status_code == 200


def test_a_comune_that_is_not_there_is_said_and_one_that_is_gives_what_the_territory_knows(anyone):
    assert "non c'è un comune" in _text(anyone.post("/invarianza", {**WORKS, "municipality": "Oz"}))
    page = anyone.post("/invarianza", {**WORKS, "municipality": "Monza"})
    assert page.status_code == 200
    assert "Monza" in _text(page)


def test_what_cannot_be_told_names_what_is_missing(anyone):
    page = anyone.post("/invarianza", WORKS)
    assert page.status_code == 200
    assert "non determinabile" in _text(page).casefold()


def test_the_page_speaks_english(anyone):
    page = anyone.post("/en/invarianza", {**WORKS, "criticality": "A", "rain": CURVE})
    assert "Hydraulic invariance" in _text(page)
