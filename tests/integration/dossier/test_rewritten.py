"""Whoever rewrites a dossier can make its digest again: what people read must still follow."""

import copy
import json
import shutil
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contado.documents import digest_of, verify
from contado.errors import BadInput
from contado.survey.block_files import columns_of, content_of
from contado.territory import Territory
from contado.territory.testing import SOUTH, WEST

SHEETS = ("--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2")
ACT = ("--office", "Ufficio metropolitano", "--role", "istruttore", "--date", "2024-07-01")
FINDS, REFUSES = 4, 2


@pytest.fixture
def assessed(contado, ground, square, tmp_path) -> Path:
    words = ("--territory", ground.root, *SHEETS, "--out", tmp_path / "out", "--format", "json")
    code, _, errors = contado("assess", square, *words)
    assert code == 0, errors
    return tmp_path / "out" / "piazza" / "dossier.json"


def rewritten(path: Path, change) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    content["digest"] = digest_of(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def put(*path, value):
    """Return a change that puts a value at a place of the dossier."""

    def change(content) -> None:
        for key in path[:-1]:
            content = content[key]
        content[path[-1]] = value

    return change


def other_label(content) -> None:
    content["verdicts"][0]["outcome"]["label"] = {"it": "bassa efficacia", "en": "low"}


def other_possible_label(content) -> None:
    content["verdicts"][0]["outcome"]["possible_labels"] = [{"it": "bassa", "en": "low"}]


def cleared_flags(content) -> None:
    for source in content["provenance"]:
        source["flags"] = []


READ = {
    "on": put("on", value="2020-01-01"),
    "filed_on": put("filed_on", value="2023-01-01"),
    "warnings": put("warnings", value=[]),
    "provenance": put("provenance", value=[]),
    "flags": cleared_flags,
    "disclaimer": put("disclaimer", value=None),
    "disclaimer reworded": put("disclaimer", value={"it": "Valori firmati.", "en": "Signed."}),
    "territory": put("territory", "name", value="Atlantide"),
    "status": put("plan", "status", value="signed"),
    "label": other_label,
    "possible_labels": other_possible_label,
    "scale": put("plan", "scales", "scheda-norma-1", 2, value={"it": "bassa", "en": "low"}),
    "criterion": put("verdicts", 0, "parts", 0, "criteria", 0, "label", "it", value="Altro"),
    "an unused fact": put("plan", "embedded", "facts", "place.area", value={
        "label": {"it": "a", "en": "a"}, "of": "intervention", "unit": "m2"}),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_people_read_and_does_not_follow_is_found(contado, assessed, ground, name) -> None:
    rewritten(assessed, READ[name])
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert (code, "RISULTATO" in said) == (FINDS, True)


def test_renamed_classes_of_the_embedded_plan_are_named_by_today(contado, assessed, ground) -> None:
    def change(content) -> None:
        text = json.dumps(content).replace("alta efficacia", "bassa efficacia")
        content.update(json.loads(text))

    rewritten(assessed, change)
    code, said, _ = contado("verify", assessed, "--territory", ground.root, "--today")
    assert "nomi delle classi" in said
    assert code == 0, "names that the dossier's own plan gives its classes are its own"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--office", " ", "--role", "r", "--date", "2024-07-01"), "office"),
        (("--office", "U", "--role", "", "--date", "2024-07-01"), "role"),
        (("--office", "U", "--role", "r", "--date", "2024-05-31"), "2024-06-01"),
    ],
)
def test_an_act_of_nobody_or_before_the_dossier_is_refused(  # noqa: PLR0917
    contado, assessed, ground, tmp_path, words, said
) -> None:
    fixes = tmp_path / "fixes.yaml"
    fixes.write_text("- {field: realisation.boh, value: yes, reason: vista sul posto}\n")
    more = ("--territory", ground.root, "--corrections", fixes, "--out", tmp_path / "v")
    code, _, errors = contado("review", assessed, *words, *more)
    assert code == REFUSES
    assert said in errors
    assert "boh" in errors, "everything wrong is told at once"
    assert not (tmp_path / "v").exists()


def test_a_review_refuses_what_does_not_repeat(contado, assessed, ground, tmp_path) -> None:
    rewritten(assessed, READ["label"])
    words = ("--territory", ground.root, *ACT, "--out", tmp_path / "v")
    code, _, errors = contado("review", assessed, *words)
    assert code == REFUSES
    assert "verdicts scheda-norma-1 outcome label" in errors, errors
    assert not (tmp_path / "v").exists()


LOT = shapely.box(WEST + 300, SOUTH + 400, WEST + 380, SOUTH + 460)
BOW_TIE = [(WEST, SOUTH), (WEST + 90, SOUTH + 90), (WEST + 90, SOUTH), (WEST, SOUTH + 90)]
TAIL = shapely.union(LOT, shapely.box(WEST + 300, SOUTH + 400, WEST + 9e8, SOUTH + 400.000001))


def absurd(content) -> None:
    content["references"][0]["content"] |= {"unit": [], "seen": 10**400}


def test_absurd_values_of_a_reference_are_found(contado, assessed, ground) -> None:
    rewritten(assessed, absurd)
    assert contado("verify", assessed, "--territory", ground.root)[0] == FINDS


GEOMETRIES = {
    "nothing": "",
    "not hexadecimal": "zz",
    "not wkb": "00ff",
    "cut": LOT.wkb_hex[:-16],
    "point": shapely.Point(WEST, SOUTH).wkb_hex,
    "empty": shapely.Polygon().wkb_hex,
    "bow-tie": shapely.Polygon(BOW_TIE).wkb_hex,
    "huge": shapely.box(0, 0, 1e8, 1e8).wkb_hex,
    "huge around": shapely.box(-1e9, -1e9, 2e9, 2e9).wkb_hex,
    "elsewhere": shapely.box(0, 0, 100, 100).wkb_hex,
    "endless tail": TAIL.wkb_hex,
    "long": shapely.box(WEST, SOUTH, WEST + 9e8, SOUTH + 0.1).wkb_hex,
}


@pytest.mark.parametrize("name", GEOMETRIES)
def test_a_geometry_nobody_could_have_declared_is_refused(contado, assessed, ground, name) -> None:
    rewritten(assessed, put("intervention", "geometry", value=GEOMETRIES[name]))
    code, _, errors = contado("verify", assessed, "--territory", ground.root)
    assert code == REFUSES
    assert errors.strip().startswith(("dossier.json: ", "piazza: "))


PLANS = {
    "nothing": put("plan", "embedded", value={}),
    "a list of sheets": put("plan", "embedded", "sheets", value=[]),
    "a sheet that is none": put("plan", "embedded", "sheets", "x", value={}),
    "a sheet of another name": put("plan", "embedded", "sheets", "scheda-norma-1", value=None),
    "no categories": put("plan", "embedded", "categories", value={}),
    "no parameters": put("plan", "embedded", "parameters", value={}),
    "a day that is none": put("plan", "embedded", "on", value=7),
    "a profile that is none": put("plan", "embedded", "profile", value=[]),
    "no measures": put("plan", "embedded", "measures", value=None),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_malformed_embedded_plan_is_refused_with_its_place(
    contado, assessed, ground, tmp_path, name
) -> None:
    rewritten(assessed, PLANS[name])
    for words in (("verify",), ("review", *ACT, "--out", tmp_path / "v")):
        code, _, errors = contado(words[0], assessed, "--territory", ground.root, *words[1:])
        assert code == REFUSES
        assert "plan.embedded" in errors
    assert not (tmp_path / "v").exists()


def places(content: object, path: tuple = ()) -> list[tuple]:
    inner = content.items() if isinstance(content, dict) else enumerate(content)
    return [
        found
        for key, each in inner
        for found in [
            (*path, key),
            *(places(each, (*path, key)) if isinstance(each, dict | list) else ()),
        ]
    ]


WRONG = st.sampled_from([10**400, None, 7, -1e300, "x", [], {}, True, [[]], {"it": "x", "en": "x"}])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_rewritten_value_crashes_verify(assessed, ground, data) -> None:
    content = json.loads(assessed.read_text(encoding="utf-8"))
    changed = copy.deepcopy(content)
    top = data.draw(st.sampled_from(["plan", "intervention", "references", "verdicts"]))
    *path, last = data.draw(st.sampled_from(places(content[top])))
    inner = changed[top]
    for key in path:
        inner = inner[key]
    inner[last] = data.draw(WRONG)
    changed["digest"] = digest_of(changed)
    file = assessed.with_name("rewritten.json")
    file.write_text(json.dumps(changed), encoding="utf-8")
    with suppress(BadInput):
        assert verify(file, ground).findings is not None


def test_a_missing_layer_file_is_a_finding(contado, assessed, ground) -> None:
    ground.layers["night_temperature"].path.unlink()
    for more in ((), ("--today",)):
        code, said, errors = contado("verify", assessed, "--territory", ground.root, *more)
        assert code == FINDS, errors
        assert "il file di night_temperature@1 non c'è più" in said


def forged(kept: Path) -> None:
    """Write kept blocks again with other temperatures, and their hash with them."""
    table = pq.read_table(kept)
    name = "product night_temperature"
    values = pa.array(table[name].to_numpy() * 1.5)
    table = table.set_column(table.column_names.index(name), name, values)
    column = columns_of(table)
    meta = {key.decode(): json.loads(text) for key, text in table.schema.metadata.items()}
    meta["sha256"] = content_of(column, meta["units"], meta["names"], meta["soils"])
    said = {key: json.dumps(value) for key, value in meta.items()}
    pq.write_table(table.replace_schema_metadata(said), kept)


def test_verify_believes_the_layers_and_not_what_is_kept(contado, assessed, ground) -> None:
    for kept in ground.derived.glob("*.parquet"):
        forged(kept)
    code, said, _ = contado("verify", assessed, "--territory", ground.root)
    assert (code, "il calcolo si ripete" in said) == (0, True)


def test_an_altered_layer_judges_nothing(contado, ground, square, tmp_path) -> None:
    copied = Territory.open(shutil.copytree(ground.root, tmp_path / "copia"))
    file = copied.layers["night_temperature"].path
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    words = ("--territory", copied.root, *SHEETS, "--out", tmp_path / "out", "--format", "json")
    code, _, errors = contado("assess", square, *words)
    assert code == REFUSES
    assert "night_temperature@1" in errors
    assert not (tmp_path / "out").exists()
