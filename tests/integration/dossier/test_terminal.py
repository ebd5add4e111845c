"""What a command says: nothing unasked on a pipe, ids whole, warnings at once."""

import json
import re

import pytest

SHEETS = ["--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2"]


def test_on_a_pipe_the_error_stream_stays_empty(contado, ground, square, tmp_path) -> None:
    words = ["assess", square, "--territory", ground.root, *SHEETS, "--format", "json"]
    code, _, err = contado(*words, "--out", tmp_path / "out")
    assert (code, err) == (0, "")


def test_an_empty_folder_is_not_the_current_one(contado, ground, square, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    there = sorted(tmp_path.rglob("*"))
    words = ["assess", square, "--territory", ground.root, *SHEETS, "--out", ""]
    code, _, err = contado(*words)
    assert (code, "Non è indicata alcuna cartella." in err) == (2, True)
    assert [page for page in sorted(tmp_path.rglob("*")) if "derived" not in page.parts] == [
        page for page in there if "derived" not in page.parts
    ]


def test_what_does_not_fit_is_said_on_the_terminal_and_in_the_dossier(
    contado, ground, interventions, tmp_path
) -> None:
    feature, written = interventions
    file = written(tmp_path / "x.geojson", feature("x", 300, 400, comune="Atlantide"))
    words = ["assess", file, "--territory", ground.root, *SHEETS, "--format", "json"]
    _, _, err = contado(*words, "--on", "2020-01-01", "--out", tmp_path / "out")
    told = json.loads((tmp_path / "out" / "x" / "dossier.json").read_text("utf-8"))["warnings"]
    for code, said in (
        ("municipality_differs", "Comune dichiarato: «Atlantide»"),
        ("not_in_force", "Schede applicate fuori dal periodo di vigore"),
    ):
        (warning,) = [each for each in told if each["code"] == code]
        assert warning["text"]["it"].startswith(said)
        assert f"x: {warning['text']['it']}\n" in err


@pytest.mark.parametrize("name", ["parte-c.docx", "parte-c"])
def test_a_checklist_is_not_written_under_a_name_of_another_kind(contado, tmp_path, name) -> None:
    code, _, err = contado("checklist", "--out", tmp_path / name)
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "si scrive come pdf o html" in err


def test_every_unknown_sheet_is_told(contado, ground, square, tmp_path) -> None:
    words = ["assess", square, "--territory", ground.root, "--sheet", "uno", "--sheet", "due"]
    code, _, err = contado(*words, "--out", tmp_path / "out")
    assert code == 2
    assert [line.partition(":")[0] for line in err.splitlines()] == ["uno", "due"]


def test_a_day_that_is_none_is_told_in_one_way(contado, ground, tmp_path) -> None:
    for words in (
        ["verify", tmp_path / "x", "--territory", ground.root, "--on", "ieri"],
        ["territory", "accept", ground.root, "stops@1", "--on", "ieri"],
        ["norms", "show", "idren.breaks", "--on", "ieri"],
    ):
        code, _, err = contado(*words)
        assert (code, err.splitlines()[0].startswith("--on: «ieri» non è una data.")) == (2, True)


@pytest.mark.parametrize("width", ["40", "80"])
def test_ids_and_dates_of_layers_are_never_cut(contado, ground, monkeypatch, width) -> None:
    rows = json.loads(contado("territory", "info", ground.root, "--json")[1])["layers"]
    monkeypatch.setenv("COLUMNS", width)
    out = contado("territory", "info", ground.root)[1]
    for row in rows:
        name = f"{row['role']}@{row['version']}"
        (line,) = [line for line in out.splitlines() if name in line.split()]
        assert row["date"] in line
        assert row["producer"] in line


def test_data_that_cover_too_little_are_told_with_the_share(
    contado, ground, interventions, tmp_path
) -> None:
    feature, written = interventions
    edge = 2000 - 79.5 * 80 / 100  # 79.5 % of a lot 80 m wide lies on the land cover
    file = written(tmp_path / "x.geojson", feature("x", edge, 400, surfaces=None))
    words = ["assess", file, "--territory", ground.root, *SHEETS, "--format", "html"]
    code, _, err = contado(*words, "--out", tmp_path / "out")
    assert code in {0, 3}, err
    folder = tmp_path / "out" / "x"
    facts = json.loads((folder / "dossier.json").read_text("utf-8"))["facts"]
    lot = next(each for each in facts if each["fact"] == "drainage.draining_index")
    assert lot["coverage"] == pytest.approx(0.795)
    said = "i dati coprono il 79,5 %, ne serve almeno l'80 %"
    assert lot["lacking"]["text"]["it"].endswith(said)
    page = (folder / "dossier.html").read_text("utf-8").replace("&#39;", "'")
    assert said in page


def test_what_the_abacus_says_of_a_measure_is_not_called_measured(
    contado, ground, interventions, tmp_path
) -> None:
    feature, written = interventions
    measures = [
        {"measure": "NBS01", "share": 0.5},
        {"measure": "NBS11", "share": 0.2, "cooling": 1},
    ]
    file = written(tmp_path / "x.geojson", feature("x", 300, 400, measures=measures))
    words = ["assess", file, "--territory", ground.root, *SHEETS, "--format", "json"]
    contado(*words, "--out", tmp_path / "out")
    facts = json.loads((tmp_path / "out" / "x" / "dossier.json").read_text("utf-8"))["facts"]
    known = [each for each in facts if each["source"] != "missing"]
    assert {each["source"] for each in known if each["child"] is None} == {"measured", "declared"}
    cooling = [each["source"] for each in known if each["fact"] == "measure.cooling"]
    assert cooling == ["abacus", "declared"]


def test_one_without_a_date_is_named_and_the_others_are_assessed(
    contado, ground, interventions, tmp_path
) -> None:
    feature, written = interventions
    dated, undated = feature("dated", 300, 400), feature("undated", 500, 400)
    dated["properties"]["filed_on"] = "2024-06-01"
    undated["properties"].pop("filed_on", None)
    file = written(tmp_path / "x.geojson", undated, dated)
    words = ["assess", file, "--territory", ground.root, *SHEETS, "--format", "json"]
    code, out, err = contado(*words, "--out", tmp_path / "out")
    assert code == 2
    assert "undated: Manca la data a cui valutare." in err
    assert "gli altri dello stesso file sì" in err
    assert [each.name for each in (tmp_path / "out").iterdir() if each.is_dir()] == ["dated"]
    assert (tmp_path / "out" / "esiti.csv").exists()
    assert "Scheda Norma 1" in out


def test_a_sheet_that_was_not_in_force_is_told_before_all_else(
    contado, ground, square, tmp_path
) -> None:
    words = ["assess", square, "--territory", ground.root, *SHEETS, "--on", "2023-01-10"]
    _, _, err = contado(*words, "--format", "json,html", "--out", tmp_path / "out")
    assert "fuori dal periodo di vigore" in err.splitlines()[0]
    (folder,) = [each for each in (tmp_path / "out").iterdir() if each.is_dir()]
    warnings = json.loads((folder / "dossier.json").read_text("utf-8"))["warnings"]
    assert warnings[0]["code"] == "not_in_force"
    page = (folder / "dossier.html").read_text("utf-8")
    assert page.count(warnings[0]["text"]["it"]) == 1
    assert page.index(warnings[0]["text"]["it"]) < page.index('id="esito"')
    letter = page.index("Avvertenza: schede non in vigore il 10/01/2023: Scheda Norma 1")
    assert letter < page.index("si comunica quanto segue")
    assert "in vigore dal 28/02/2024" in page[letter:]


def test_every_parameter_of_the_frozen_plan_is_on_the_page(
    contado, ground, square, tmp_path
) -> None:
    words = ["assess", square, "--territory", ground.root, *SHEETS, "--format", "json,html"]
    contado(*words, "--out", tmp_path / "out")
    (folder,) = [each for each in (tmp_path / "out").iterdir() if each.is_dir()]
    plan = json.loads((folder / "dossier.json").read_text("utf-8"))["plan"]["embedded"]
    page = (folder / "dossier.html").read_text("utf-8")
    assert [name for name in plan["parameters"] if f"<code>{name}</code>" not in page] == []


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_page_names_things_as_people_do(contado, ground, interventions, tmp_path, language):
    """Quantities that the abacus leaves open, layers and tables of several axes have names."""
    feature, written = interventions
    measures = [{"measure": f"NBS{number:02}", "share": 0.05} for number in range(1, 18)]
    file = written(tmp_path / "x.geojson", feature("x", 300, 400, measures=measures, surfaces=None))
    words = ["assess", file, "--territory", ground.root, *SHEETS, "--format", "html"]
    contado(*words, "--lang", language, "--out", tmp_path / "out")
    page = (tmp_path / "out" / "x" / "dossier.html").read_text("utf-8")
    text = re.sub(r"<(style|svg|code)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    codes = re.compile(r"\w@\d|\b(?:semi_permeable|commercial_85|low_share)\b")
    english = re.compile(r"\b(?:none|site|sealed|ground|unit|cover|share|of|the|is)\b")
    assert codes.findall(text) == []
    assert language == "en" or english.findall(text) == []
