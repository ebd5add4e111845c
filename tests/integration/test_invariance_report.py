"""The report of hydraulic invariance, from the command line to what a designer signs."""

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from contado.cli import app
from contado.documents import digest_of
from contado.dossier.invariance import Report, report_of, write
from contado.dossier.invariance.chart import by_duration, hydrograph, rain_only
from contado.dossier.invariance.content import content
from contado.dossier.invariance.words import WORDS
from contado.drainage.invariance.declared import Design, read_design
from contado.errors import BadInput
from contado.facts import specs
from contado.norms import Rules

EXAMPLE = Path(__file__).parents[2] / "examples" / "progetto-invarianza.yaml"
RULES = Rules.load(on=date(2026, 5, 4), facts=specs())
DAY = date(2026, 5, 20)


@pytest.fixture(scope="module")
def design() -> Design:
    return read_design(EXAMPLE)


@pytest.fixture(scope="module")
def report(design: Design) -> Report:
    return report_of(design, RULES, DAY)


@pytest.fixture(scope="module")
def folder(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(report, tmp_path_factory.mktemp("report") / "relazione")


def run(*options: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["storm", "design", *options])
    if isinstance(done.exception, BadInput):
        raise done.exception
    return done.exit_code, done.stdout


def text_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine: install poppler-utils")
    done = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout)


def test_the_answer_for_programs_has_verdict_steps_and_assumptions() -> None:
    code, out = run("--design", str(EXAMPLE), "--json")
    said = json.loads(out)
    assert code == 0
    assert said["verdict"]["outcome"]["value"] == "yes"
    assert said["answer"]["class"] == 2
    assert said["required"] < said["available"] == 470.0
    assert said["required"] == said["answer"]["required_volume_m3"]
    assert said["governed_by"] == "rain_only"
    assert said["steps"]
    assert said["design_steps"]
    assert {"check_article", "parameter"} <= {one["code"] for one in said["assumptions"]}


def test_a_design_that_cannot_be_judged_exits_3(tmp_path: Path) -> None:
    page = tmp_path / "p.yaml"
    page.write_text(
        EXAMPLE.read_text(encoding="utf-8").replace("    freeboard: 60", "    # freeboard: 60")
    )
    code, out = run("--design", str(page))
    assert code == 3
    assert "franco" in out


def test_a_design_without_a_day_is_told_to_name_one(tmp_path: Path) -> None:
    page = tmp_path / "p.yaml"
    page.write_text(EXAMPLE.read_text(encoding="utf-8").replace("filed_on:", "# filed_on:"))
    with pytest.raises(BadInput) as caught:
        run("--design", str(page), "--json")
    assert caught.value.problems[0].code == "detailed.no_day"
    assert run("--design", str(page), "--on", "2026-05-04", "--json")[0] == 0


def test_the_command_writes_the_three_files_and_never_over_another(tmp_path: Path) -> None:
    out = tmp_path / "relazione"
    options = ["--design", str(EXAMPLE), "--date", "2026-05-20", "--out", str(out)]
    assert run(*options)[0] == 0
    assert sorted(p.name for p in out.iterdir()) == [
        "relazione.html",
        "relazione.json",
        "relazione.pdf",
    ]
    with pytest.raises(BadInput) as caught:
        run(*options)
    assert caught.value.problems[0].code == "files.exists"


def test_the_same_design_gives_the_same_bytes(design: Design, folder: Path, tmp_path: Path) -> None:
    again = write(report_of(design, RULES, DAY), tmp_path / "relazione")
    for name in ("relazione.json", "relazione.html", "relazione.pdf"):
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name


def test_the_digest_is_of_everything_else(folder: Path) -> None:
    said = json.loads((folder / "relazione.json").read_text(encoding="utf-8"))
    assert digest_of(said) == said["digest"]
    assert digest_of(said | {"object": "altro"}) != said["digest"]


def test_the_frozen_plan_gives_the_same_report(design: Design, report: Report) -> None:
    frozen = Rules.of({**report.plan, "measures": {}})
    again = report_of(design, frozen, DAY)
    assert again.verdict == report.verdict
    assert again.steps == report.steps
    assert again.design_steps == report.design_steps


def test_the_pdf_says_what_the_design_is_signed_for(report: Report, folder: Path) -> None:
    text = text_of(folder / "relazione.pdf")
    for part in (
        "Parcheggio e magazzino di esempio",
        "Il progetto è conforme ai requisiti verificati",
        "20/05/2026",
        "Studio o ufficio",
        "Progettista abilitato",
        "Timbro e firma",
        "Valori proposti da Contado",
        "r.r. Lombardia 7/2017, art. 12 c. 2",
        "Posizione del picco dello ietogramma Chicago",
        report.digest,
    ):
        assert part in text, part
    assert "?" not in text  # no sign that a font could not draw


def test_the_pdf_is_accessible_and_archivable(folder: Path) -> None:
    raw = (folder / "relazione.pdf").read_bytes()
    assert b"/StructTreeRoot" in raw
    assert b"pdfuaid" in raw or b"/Marked true" in raw


def test_the_page_asks_nobody_for_anything(folder: Path) -> None:
    page = (folder / "relazione.html").read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)=\"(?!#)", page)
    assert "http" not in re.sub(r"http://www\.w3\.org/2000/svg", "", page)
    assert "<script" not in page


def test_a_name_that_looks_like_markup_stays_text(design: Design) -> None:
    sly = design.model_copy(update={"object": "<script>alert(1)</script>"})
    from contado.dossier.html import filled

    said = content(report_of(sly, RULES, DAY)) | {"css": ""}
    assert "<script" not in filled("invariance.html.j2", said)


def test_the_charts_are_well_formed_and_reach_their_figures(report: Report) -> None:
    assert report.sizing is not None
    for language in ("it", "en"):
        drawn = hydrograph(report.sizing.series, [("a & b", 470.0)], language)
        curve = by_duration(report.sizing.durations, report.sizing.hours, language)
        assert report.rain_only is not None
        for svg in (drawn, curve, rain_only(report.rain_only, language)):
            assert ElementTree.fromstring(svg).tag.endswith("svg")
            assert "nan" not in svg
    assert max(report.sizing.series.held) == pytest.approx(report.sizing.volume, rel=2e-3)


def test_the_rain_only_curve_is_highest_at_the_critical_duration(report: Report) -> None:
    assert report.rain_only is not None
    best = max(report.rain_only.rows, key=lambda row: row.volume)
    assert best.hours == report.rain_only.hours == pytest.approx(10.37, abs=0.005)
    assert best.volume == pytest.approx(report.rain_only.volume, abs=1e-5)
    assert best.volume == pytest.approx(best.incoming - best.outgoing, abs=1e-5)


def test_the_reason_of_a_requirement_is_what_was_read_and_no_more(report: Report) -> None:
    said = {row["code"]: row["sentence"] for row in content(report)["requirements"]}
    assert said["V1"] == "Volume disponibile meno volume richiesto: 17,1 m³."
    assert "48,00 h" in said["V3"]
    assert said["V5"] == "Infiltrazione: in progetto; Riuso: in progetto."
    assert "«" not in "".join(said.values())


def test_the_series_keep_the_water(report: Report) -> None:
    assert report.sizing is not None
    series = report.sizing.series
    step = series.hours[1] - series.hours[0]
    arrived, left = (
        sum(each) * step * 3.6
        for each in (
            series.inflow,
            [a + b for a, b in zip(series.outflow, series.infiltrated, strict=True)],
        )
    )
    assert arrived - left == pytest.approx(series.held[-1], abs=2e-3 * arrived)


def test_without_tanks_the_report_says_what_is_required(design: Design, tmp_path: Path) -> None:
    bare = design.model_copy(update={"tanks": ()})
    found = report_of(bare, RULES)
    assert found.verdict is None
    assert found.required is not None
    said = content(found, "en")
    assert said["outcome"]["text"] == "Volume required: 452.9 m³"
    write(found, tmp_path / "senza-data")
    assert (tmp_path / "senza-data" / "relazione.pdf").stat().st_size > 50_000


def test_both_languages_lay_out_the_same(report: Report) -> None:
    italian, english = content(report, "it"), content(report, "en")
    assert italian.keys() == english.keys()
    assert english["outcome"]["text"] == "The design meets the requirements that were checked"
    assert english["title"] == italian["title"]


def test_every_word_of_the_report_is_used() -> None:
    room = Path(__file__).parents[2] / "src" / "contado" / "dossier"
    pages = [*(room / "invariance").glob("*.py"), *(room / "templates").glob("invariance.*")]
    pages.append(room.parent / "pages" / "templates" / "look.typ")
    code = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    families = ("field_", "outlet_", "way_", "use_", "tested_", "level_")
    unused = [
        key
        for key in WORDS
        if not key.startswith(families) and not re.search(rf"[\".]{key}\b", code)
    ]
    assert unused == []
