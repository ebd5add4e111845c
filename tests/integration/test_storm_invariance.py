"""``contado storm invariance`` and ``contado storm rainfall``, as people and programs run them."""

import json
import shlex
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from contado.cli import app, main
from contado.cli.shell import Exit
from contado.territory import Territory
from contado.territory.building import building
from contado.territory.catalogue import Source
from contado.territory.testing import (
    SETTINGS,
    SOUTH,
    WEST,
    make_territory,
    municipalities,
    write_raster,
)

RAIN = "a1=29.87,n=0.3006,alpha=0.2958,kappa=-0.0358,epsilon=0.8179"
LOT = ["--area", "6200", "--sealed", "4400", "--semi-permeable", "700", "--permeable", "1100"]
KEYS = [
    "class",
    "method",
    "phi",
    "discharge_limit_l_s",
    "minimum_volume_m3",
    "rain_only_volume_m3",
    "detailed_volume_m3",
    "required_volume_m3",
    "steps",
    "references",
    "assumptions",
]
SIMULATED = Source(producer="Prova", licence="CC0-1.0", date=date(2026, 1, 1), simulated=True)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["storm", *words])


def plain(*words: str) -> dict[str, Any]:
    done = run(*words, "--json")
    assert done.exit_code == Exit.DONE, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> list[str]:
    monkeypatch.setattr("sys.argv", ["contado", "storm", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == Exit.BAD_INPUT
    return capsys.readouterr().err.strip().splitlines()


@pytest.fixture(scope="module")
def rainy(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """Two comuni with criticality, P and rain; the second has a parameter filled in."""
    path = tmp_path_factory.mktemp("rainy") / "prova"
    codes = ["015001", "015002"]
    with building(path, SETTINGS) as new:
        new.add_vector("municipalities", municipalities(), source=SIMULATED)
        areas = {"istat_code": codes, "criticality": ["A", "B"], "coefficient_p": [0.8, None]}
        new.add_table("hydraulic_criticality", pd.DataFrame(areas), source=SIMULATED)
        rain = {
            "istat_code": codes, "a1": [29.87, 40.0], "n": [0.3006, 0.3], "alpha": [0.2958, 0.3],
            "kappa": [-0.0358, 0.0], "epsilon": [0.8179, 0.8], "imputed": [None, "n"],
        }  # fmt: skip
        new.add_table("rainfall", pd.DataFrame(rain), source=SIMULATED)
    return Territory.open(path)


def test_the_command_of_the_issue_answers_with_exactly_these_keys() -> None:
    found = plain("invariance", *LOT, "--criticality", "A", "--rain", RAIN, "--on", "2026-06-01")
    assert list(found) == KEYS
    assert (found["class"], found["method"]) == (2, "rain_only")
    assert found["required_volume_m3"] == pytest.approx(452.863, abs=1e-3)
    assert found["detailed_volume_m3"] is None


def test_the_same_question_gives_the_same_bytes() -> None:
    words = ("invariance", *LOT, "--criticality", "A", "--rain", RAIN, "--json")
    assert run(*words).stdout == run(*words).stdout


def test_people_read_the_result_first_then_the_steps() -> None:
    said = run("invariance", *LOT, "--criticality", "A", "--rain", RAIN).stdout
    assert said.index("Volume richiesto") < said.index("Passi") < said.index("Da verificare")
    assert "452,9 m³" in said
    assert "[ln(T/(T−1))]" in said.replace("\n", ""), "what is in brackets is text"


def test_unknown_criticality_cannot_be_told_and_says_so_with_its_code() -> None:
    done = run("invariance", *LOT, "--rain", RAIN, "--json")
    assert done.exit_code == Exit.CANNOT_TELL
    found = json.loads(done.stdout)
    assert (found["class"], found["method"], found["required_volume_m3"]) == (2, None, None)


def test_everything_wrong_is_told_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["invariance", "--area", "6200", "--sealed", "nan", "--permeable", "-1"]
    words += ["--criticality", "X", "--p", "2", "--rain", "a1=3", "--territory", "nowhere"]
    lines = refused(words, capsys, monkeypatch)
    assert [line.partition(":")[0] for line in lines] == [
        "--criticality",
        "--p",
        "--sealed",
        "--permeable",
        "--rain",
        "--municipality",
    ]


def test_surfaces_that_do_not_add_up_are_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = refused(["invariance", "--area", "100", "--sealed", "90"], capsys, monkeypatch)
    assert "sommano 90" in line


ASKED = [*LOT, "--criticality", "A", "--rain", RAIN, "--on", "2026-06-01"]


def test_the_answer_is_written_with_a_report_to_sign(tmp_path: Path) -> None:
    folder = tmp_path / "esito"
    found = plain("invariance", *ASKED, "--date", "2026-06-02", "--out", str(folder))
    assert json.loads((folder / "invarianza.json").read_text()) == found
    report = json.loads((folder / "relazione.json").read_text())
    assert report["required"] == found["required_volume_m3"]
    assert (report["governed_by"], report["design"], report["verdict"]) == ("rain_only", None, None)
    page = (folder / "relazione.html").read_text()
    assert "Volume richiesto: 452,9 m³" in page
    assert "Intervento di 6.200 m²" in page
    assert (folder / "relazione.pdf").read_bytes().startswith(b"%PDF")
    done = run("invariance", *ASKED, "--out", str(folder))
    assert [p.code for p in getattr(done.exception, "problems", ())] == ["files.exists"]


def test_a_report_bears_no_date_but_the_one_it_is_given(tmp_path: Path) -> None:
    for name in ("una", "due"):
        assert run("invariance", *ASKED, "--out", str(tmp_path / name)).exit_code == Exit.DONE
    for file in ("relazione.json", "relazione.html", "relazione.pdf"):
        assert (tmp_path / "una" / file).read_bytes() == (tmp_path / "due" / file).read_bytes()
    assert json.loads((tmp_path / "una" / "relazione.json").read_text())["dated"] is None


def test_a_report_without_a_criticality_says_what_each_area_would_ask(tmp_path: Path) -> None:
    folder = tmp_path / "esito"
    done = run("invariance", *LOT, "--rain", RAIN, "--out", str(folder))
    assert done.exit_code == Exit.CANNOT_TELL
    report = json.loads((folder / "relazione.json").read_text())
    rows = {row["criticality"]: row for row in report["alternatives"]}
    assert rows["A"]["required"] == pytest.approx(452.863, abs=1e-3)
    assert rows["B"]["method"] == "rain_only"
    assert (rows["C"]["method"], rows["C"]["required"]) == ("minimum", pytest.approx(208.8))
    page = (folder / "relazione.html").read_text()
    assert "Il volume richiesto non è determinabile" in page
    assert "giorno non indicato" in page


def test_filled_in_rain_is_flagged_before_anything_else_of_the_report(
    rainy: Territory, tmp_path: Path
) -> None:
    place = ["--territory", str(rainy.root), "--municipality", "015002"]
    done = run("invariance", *LOT, *place, "--out", str(tmp_path / "esito"))
    assert done.exit_code == Exit.DONE
    page = (tmp_path / "esito" / "relazione.html").read_text()
    flagged = page.index("stimati per riempire un vuoto")
    assert flagged < page.index('id="dati-h"')
    assert municipalities().set_index("istat_code").loc["015002", "name"] in page


def test_the_volume_is_the_same_asked_for_and_checked(tmp_path: Path) -> None:
    design = {
        "object": "Lotto", "municipality": "Esempio", "filed_on": "2026-06-01",
        "criticality": "A",
        "surfaces": {"sealed": 4400, "semi_permeable": 700, "permeable": 1100},
        "rain": {"a1": 29.87, "n": 0.3006, "alpha": 0.2958, "kappa": -0.0358, "epsilon": 0.8179},
        # Between 452.79 m³ by the detailed procedure and 452.86 by the rain alone.
        "tanks": [{"volume": 452.8, "freeboard": 90, "outlet": {"kind": "pump", "flow": 5.22}}],
    }  # fmt: skip
    for detailed, complies in ((False, "no"), (True, "yes")):
        file = tmp_path / "progetto.json"
        file.write_text(json.dumps(design | {"calculation": {"detailed": detailed}}))
        asked = plain("invariance", *ASKED, *(["--detailed"] if detailed else []))
        done = run("design", "--design", str(file), "--json")
        checked = json.loads(done.stdout)
        assert checked["answer"]["required_volume_m3"] == asked["required_volume_m3"]
        assert checked["required"] == pytest.approx(asked["required_volume_m3"], rel=1e-9)
        volume = checked["verdict"]["parts"][0]["criteria"][0]
        assert (volume["criterion"], volume["answer"]["value"]) == ("V1", complies)


def test_criticality_p_and_rain_are_read_from_a_territory(rainy: Territory) -> None:
    place = ["--territory", str(rainy.root), "--municipality"]
    found = plain("invariance", *LOT, *place, "015001")
    assert found["minimum_volume_m3"] == pytest.approx(0.8 * 800 * 0.522)
    assert found["rain_only_volume_m3"] == pytest.approx(452.863, abs=1e-3)
    said = [one["text"]["it"] for one in found["assumptions"]]
    assert any("(rainfall@1): dati simulati." in one for one in said)
    other = plain("invariance", *LOT, *place, "015002")
    assert other["discharge_limit_l_s"] == pytest.approx(20 * 0.522)
    assert "imputed_rain" in [one["code"] for one in other["assumptions"]]


def test_what_is_declared_goes_before_the_territory(rainy: Territory) -> None:
    place = ["--territory", str(rainy.root), "--municipality", "015001"]
    found = plain("invariance", *LOT, *place, "--criticality", "C", "--p", "0.9")
    assert found["method"] == "minimum"
    assert found["minimum_volume_m3"] == pytest.approx(400 * 0.522)


def test_a_territory_without_the_layers_leaves_the_answer_open(tmp_path: Path) -> None:
    bare = make_territory(tmp_path / "nuda")
    place = ["--territory", str(bare.root), "--municipality", "015001"]
    done = run("invariance", *LOT, *place, "--json")
    assert done.exit_code == Exit.CANNOT_TELL
    said = " ".join(one["text"]["it"] for one in json.loads(done.stdout)["assumptions"])
    assert "hydraulic_criticality" in said
    assert "(rainfall)" in said


def test_depths_by_option_by_comune_and_by_point_agree(rainy: Territory) -> None:
    table = ["--return-period", "50,100", "--durations", "1,3"]
    by_hand = plain("rainfall", "--rain", RAIN, *table)
    assert [round(one["mm"], 1) for one in by_hand["tables"]["heights"]] == [61.4, 85.5, 68.6, 95.5]
    ground = ["--territory", str(rainy.root)]
    comune = plain("rainfall", *ground, "--municipality", "015001", *table)
    point = plain("rainfall", *ground, "--at", f"{WEST + 10},{SOUTH + 10}", *table)
    assert comune["tables"]["heights"] == point["tables"]["heights"] == by_hand["tables"]["heights"]
    assert [(layer["role"], layer["simulated"]) for layer in comune["layers"]] == [
        ("rainfall", True)
    ]


def test_filled_in_parameters_and_durations_out_of_range_are_told(rainy: Territory) -> None:
    words = ["--territory", str(rainy.root), "--municipality", "015002", "--durations", "0.5,30"]
    found = plain("rainfall", *words)
    assert found["summary"]["imputed"] == ["n"]
    codes = [one["code"] for one in found["notices"]]
    assert codes.count("rainfall.beyond") == 2
    assert "rainfall.imputed" in codes


def test_rasters_of_the_parameters_go_before_the_table(tmp_path: Path) -> None:
    values = {"a1": 40.0, "n": 0.3, "alpha": 0.3, "kappa": 0.0, "epsilon": 0.8}
    with building(tmp_path / "celle", SETTINGS) as new:
        new.add_vector("municipalities", municipalities(), source=SIMULATED)
        for name, value in values.items():
            cells = np.full((100, 200), value, dtype=np.float32)
            cells[:, 150:] = -9999
            file = write_raster(new.work / f"{name}.tif", cells, nodata=-9999)
            new.add_raster(f"rainfall_{name}", file, source=SIMULATED)
    words = ["rainfall", "--territory", str(tmp_path / "celle"), "--durations", "1", "--at"]
    found = plain(*words, f"{WEST + 10},{SOUTH + 10}")
    assert found["tables"]["heights"][0]["mm"] == pytest.approx(
        40 * (0.8 + 0.3 * 3.901938658), rel=1e-6
    )
    done = run(*words, f"{WEST + 1900},{SOUTH + 10}")
    problems = getattr(done.exception, "problems", ())
    assert [p.code for p in problems] == ["rainfall.outside_layer"] * 5


def test_the_curves_are_drawn_where_it_is_asked(tmp_path: Path) -> None:
    years = ["--return-period", "10,50,100"]
    done = run("rainfall", "--rain", RAIN, *years, "--svg", str(tmp_path / "curva.svg"))
    assert done.exit_code == Exit.DONE
    drawn = (tmp_path / "curva.svg").read_text()
    assert drawn.startswith("<svg")
    assert drawn.count("<polyline") == 3
    assert "100 anni" in drawn


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "rainfall.no_source"),
        (["--rain", RAIN, "--at", "1,2"], "rainfall.no_source"),
        (["--rain", RAIN, "--durations", "1;2"], "rainfall.bad_list"),
        (["--rain", RAIN, "--durations", "-1"], "rainfall.duration"),
        (["--rain", RAIN, "--return-period", "1"], "rainfall.return_period"),
    ],
)
def test_bad_questions_of_rain_get_one_message(words: list[str], code: str) -> None:
    done = run("rainfall", *words)
    assert [p.code for p in getattr(done.exception, "problems", ())] == [code]


def test_an_imported_table_is_accepted_by_the_territory(tmp_path: Path) -> None:
    sheet = tmp_path / "arpa.csv"
    sheet.write_text(
        "Parametro;Valore\nA1 - Coefficiente pluviometrico orario;29,87\n"
        "N - Coefficiente di scala;0,3006\nGEV - parametro alpha;0,2958\n"
        "GEV - parametro kappa;-0,0358\nGEV - parametro epsilon;0,8179\n"
    )
    ground, table = make_territory(tmp_path / "prova"), tmp_path / "piogge.csv"
    done = run("rainfall", "import", str(sheet), "--municipality", "015001", "--out", str(table))
    assert done.exit_code == Exit.DONE, done.output
    added = CliRunner().invoke(
        app,
        ["territory", "add", str(ground.root), "rainfall", str(table), "--producer", "ARPA",
         "--licence", "CC-BY-4.0", "--date", "2026-01-01"],
    )  # fmt: skip
    assert added.exit_code == Exit.DONE, added.output


def test_the_guide_answers_what_it_says(tmp_path: Path) -> None:
    guide = Path(__file__).parents[2] / "docs" / "invarianza.it.md"
    text = guide.read_text(encoding="utf-8")
    block = text.partition("```sh\n")[2].partition("```")[0]
    _, _, *words = shlex.split(block.replace("\\\n", " "))
    words[words.index("--out") + 1] = str(tmp_path / "relazione")
    done = run(*words)
    assert done.exit_code == Exit.DONE
    for said in ("0,8419", "5,22 l/s", "417,6 m³", "452,9 m³"):
        assert said in done.stdout, said
        assert said in text, said
    assert "Lotto di via Esempio" in (tmp_path / "relazione" / "relazione.html").read_text()
