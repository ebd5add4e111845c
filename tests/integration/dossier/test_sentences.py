"""Everything a reader sees follows from what is rerun, sentences and remarks too."""

import json
import re
from pathlib import Path

import pytest

from contado.documents import digest_of
from contado.territory.testing import SOUTH, WEST

SHEETS = ("--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2")
REPEATS, DIFFERS = 0, 4
TEXT = {"it": "Il Comune garantisce.", "en": "The municipality guarantees."}


@pytest.fixture
def assessed(contado, ground, interventions, tmp_path) -> Path:
    """Return the dossier of an intervention of which a part lies outside the territory."""
    feature, written = interventions
    west = [WEST - 20, WEST + 60]
    ring = [(west[0], SOUTH + 400), (west[1], SOUTH + 400), (west[1], SOUTH + 460),
            (west[0], SOUTH + 460), (west[0], SOUTH + 400)]  # fmt: skip
    one = feature("piazza", 300, 400)
    one["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    file = written(tmp_path / "piazza.geojson", one)
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", "--format", "json")
    code, _, errors = contado("assess", file, *words)
    assert code in {0, 3}, errors
    return tmp_path / "out" / "piazza" / "dossier.json"


def rewritten(path: Path, change) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    content["digest"] = digest_of(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def put(*path, value):
    def change(content) -> None:
        for key in path[:-1]:
            content = content[key]
        assert path[-1] in content if isinstance(content, dict) else True
        content[path[-1]] = value

    return change


def no_remark(content) -> None:
    content["intervention"]["remarks"] = []
    content["warnings"] = [one for one in content["warnings"] if one["code"] != "reader"]


def smaller_remark(content) -> None:
    text = json.dumps(content, ensure_ascii=False)
    smaller = re.sub(
        r"[\d.,]+ %( dell'intervento è fuori| of the intervention lies)", r"2 %\1", text
    )
    assert smaller != text
    content.update(json.loads(smaller))


def own_remark(content) -> None:
    content["intervention"]["remarks"] += [TEXT]
    content["warnings"] += [{"code": "reader", "subjects": [], "text": TEXT}]


def other_warning(content) -> None:
    content["warnings"][0]["text"] = TEXT


def other_subject(content) -> None:
    named = next(one for one in content["warnings"] if one["subjects"])
    named["subjects"] = ["Altro"] * len(named["subjects"])


def other_place(content) -> None:
    content["map"]["shapes"] = content["map"]["shapes"][:-1]


ATTACKS = {
    "whose data the map shows": put("map", "attributions", value=["Approvato"]),
    "where the map shows it": other_place,
    "remark taken away": no_remark,
    "remark made smaller": smaller_remark,
    "remark of nobody": own_remark,
    "warning reworded": other_warning,
    "subject of a warning": other_subject,
    "sentence of a verdict": put("verdicts", 0, "sentence", value=TEXT),
    "sentence of a part": put("verdicts", 0, "parts", 0, "sentence", value=TEXT),
    "name of a fact": put("facts", 0, "label", value=TEXT),
    "name of a layer": put("provenance", 0, "title", value=TEXT),
    "name of a sheet": put("verdicts", 0, "label", value=TEXT),
    "producer of a layer": put("provenance", 0, "producer", value="ISTAT"),
    "words of a term": put("disclaimer", value={"it": "Approvato.", "en": "Approved."}),
}


def test_what_the_reader_remarked_repeats(contado, assessed, ground) -> None:
    content = json.loads(assessed.read_text(encoding="utf-8"))
    assert "fuori dal territorio" in content["intervention"]["remarks"][0]["it"]
    assert contado("verify", assessed, "--territory", ground.root)[0] == REPEATS


@pytest.mark.parametrize("name", ATTACKS)
def test_words_that_follow_from_nothing_are_found(contado, assessed, ground, name) -> None:
    rewritten(assessed, ATTACKS[name])
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert (code, "intatto e il calcolo" in said) == (DIFFERS, False)


def test_of_other_software_words_are_told_with_those_of_today(contado, assessed, ground) -> None:
    def change(content) -> None:
        content["verdicts"][0]["sentence"] = TEXT
        content["software"] = "contado 0.0.9"

    rewritten(assessed, change)
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert (code, "NOTA" in said, TEXT["it"] in said) == (REPEATS, True, True)


@pytest.mark.parametrize("kind", ["invariance", "design"])
def test_a_sentence_of_a_report_is_worked_out_again(contado, tmp_path, kind) -> None:
    filed = Path(__file__).parents[2] / "data" / "filed" / f"{kind}.json"
    file = tmp_path / "a.json"
    file.write_text(filed.read_text(encoding="utf-8"), encoding="utf-8")
    rewritten(file, put("steps", 0, "label", value=TEXT))
    code, said, _ = contado("verify", file)
    assert (code, TEXT["it"] in said) == (REPEATS, True), "filed by other software: it is told"
