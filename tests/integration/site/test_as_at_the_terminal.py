"""A file is judged alike at the terminal and on the page: the two dossiers have one digest."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

ROOT = Path(__file__).parents[3]
DAY = "2024-06-01"
EXAMPLES = {
    "piazza.geojson": {},
    "parcheggio.zip": {},
    "interventi.gpkg": {},
    "tetto.dxf": {"crs": "EPSG:32632"},
    "filare.csv": {"crs": "EPSG:3003"},
}
LOT = [
    [9.1942, 45.4637],
    [9.1949, 45.4637],
    [9.1949, 45.4644],
    [9.1942, 45.4644],
    [9.1942, 45.4637],
]
CORNER = [LOT[0], LOT[1], [9.1949, 45.46401], [9.1942, 45.464013], LOT[0]]  # fmt: skip
ASKEW = {
    "type": "Polygon",
    "coordinates": [
        [[9.1942001, 45.4637003], [9.19487, 45.46371], [9.1948, 45.4643], [9.1942001, 45.4637003]]
    ],
}
PROPERTIES = {
    "id": {"id": "Lotto  3/b – «Città»"},
    "name": {"name": "Piazza <b>&amp;</b> 'giardino'"},
    "comune": {"comune": "Milano"},
    "filed_on": {"filed_on": "2024-05-20"},
    "measures": {"measures": []},
    "measure": {"measures": [{"measure": "NBS17", "share": 1}]},
    "share": {"measures": [{"measure": "NBS01", "share": 1 / 3}, {"measure": "NBS02", "share": 0}]},
    "area": {"measures": [{"measure": "NBS03", "area": 491.7}]},
    "geometry": {"measures": [{"measure": "NBS05", "geometry": ASKEW}]},
    "overlapping": {"measures": [{"measure": "NBS11", "share": 0.2, "overlapping": True}]},
    "runoff_reduction": {"measures": [{"measure": "NBS01", "share": 0.5, "runoff_reduction": 81}]},
    "cooling": {"measures": [{"measure": "NBS01", "share": 0.5, "cooling": 3.25}]},
    "in several rows": {
        "measures": [
            {"measure": "NBS02", "share": 0.1, "cooling": 1.5},
            {"measure": "NBS01", "area": 300},
            {"measure": "NBS02", "share": 0.2, "overlapping": True},
        ]
    },
    "surfaces": {"surfaces": {"after": {"sealed": 3000.123456789012, "permeable": 1000}}},
    "before": {"surfaces": {"before": {"sealed": 4000.5}}},
    "realisation": {"realisation": {"treated_area": "yes", "monitoring": "not_applicable"}},
    "cadastral": {"cadastral": ["Milano (F205), foglio 391", "mappale 7; sub. 2"]},
    "one reference": {"cadastral": "foglio 391"},
    "the corner only": {"id": 7},
}


class Fields(HTMLParser):
    """What a browser would send of the form of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.declared: list[str] = []
        self.open = self.chosen = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        name = given.get("name", "")
        if "data-declared" in given:
            self.declared.append(name)
        if tag == "input" and given.get("type") not in ("file", "checkbox", "search"):
            self.values[name] = given.get("value") or ""
        elif tag == "input" and given.get("type") == "checkbox" and name and "checked" in given:
            self.values[name] = "on"
        elif tag in ("textarea", "select"):
            self.open, self.values[name] = name, ""
        elif tag == "option" and "selected" in given:
            self.values[self.open] = given["value"] or ""

    def handle_data(self, data) -> None:
        if self.open and self.lasttag == "textarea":
            self.values[self.open] += data

    def handle_endtag(self, tag) -> None:
        if tag in ("textarea", "select"):
            self.open = ""

    def filled(self, fields: dict[str, str]) -> dict[str, str]:
        """As the page's script fills them from a file."""
        values = {**self.values, **dict.fromkeys(self.declared, ""), **fields}
        return {
            name: text
            for name, text in values.items()
            if not name.endswith(".overlapping") or text == "on"
        }


@pytest.fixture(scope="module")
def milan(service, tmp_path_factory) -> Iterator[Path]:
    """The service moved to a territory where the examples lie."""
    from django.test import override_settings

    from contado.territory.recipes import RecipeOptions, recipe

    folder = tmp_path_factory.mktemp("milan") / "land"
    recipe("demo")(folder, RecipeOptions(area="015", cell=100.0), lambda _what, _share: None)
    with override_settings(TERRITORY=folder):
        yield folder


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """A file with an intervention for each property of the guide."""
    features = [
        {
            "type": "Feature",
            "properties": {"id": f"{number} {name}", **declared},
            "geometry": {
                "type": "Polygon",
                "coordinates": [CORNER if name == "the corner only" else LOT],
            },
        }
        for number, (name, declared) in enumerate(PROPERTIES.items())
    ]
    path = tmp_path_factory.mktemp("many") / "tutte le proprietà (2).geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def at_the_terminal(territory: Path, file: Path, out: Path, *more: str) -> dict[str, str]:
    """Return the digest of each dossier that ``contado assess`` writes, by identifier."""
    from typer.testing import CliRunner

    from contado.cli import _register, app

    _register()
    sheets = ["--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2"]
    words = ["assess", str(file), "--territory", str(territory), *sheets, "--out", str(out)]
    done = CliRunner().invoke(app, [*words, "--format", "json", *more])
    assert done.exit_code in (0, 3), done.output
    written = [json.loads(path.read_text()) for path in out.rglob("dossier.json")]
    return {each["intervention"]["id"]: each["digest"] for each in written}


def uploaded(file: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(file.name, file.read_bytes())


def downloaded(client, fields: dict) -> str:
    answer = client.post("/fascicolo/json", fields)
    assert answer.status_code == 200, re.findall("field-error.*?</div>", answer.content.decode())
    return json.loads(answer.content)["digest"]


def with_script(client, file: Path, asked: dict[str, str], **typed: str) -> dict[str, str]:
    """Return what the form holds once its script has filled it from a file."""
    page = Fields(client.get("/").content.decode())
    answer = client.post("/area", {**asked, "file": uploaded(file)}).json()
    fields = {**answer["fields"], "geometry": json.dumps(answer["geometry"])}
    return {**page.filled(fields), **typed}


def without_script(client, file: Path, asked: dict[str, str], **typed: str) -> dict[str, str]:
    """Return what the form holds on the page that answers a file."""
    blank = Fields(client.get("/").content.decode()).values
    answer = client.post("/esito", {**blank, **asked, **typed, "file": uploaded(file)})
    return Fields(answer.content.decode()).values


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_has_one_digest(anyone, milan, tmp_path, example) -> None:
    file, asked = ROOT / "examples" / example, EXAMPLES[example]
    options = [word for name, value in asked.items() for word in (f"--{name}", value)]
    own_day = example == "piazza.geojson"
    options += [] if own_day else ["--on", DAY]
    typed = {} if own_day else {"on": DAY}
    expected = at_the_terminal(milan, file, tmp_path, *options)
    assert expected
    for key, digest in expected.items():
        chosen = {**asked, "id": key} if len(expected) > 1 else asked
        assert downloaded(anyone, with_script(anyone, file, chosen, **typed)) == digest
        assert downloaded(anyone, without_script(anyone, file, chosen, **typed)) == digest
        assert downloaded(anyone, {**chosen, **typed, "file": uploaded(file)}) == digest


def test_every_property_of_the_guide_has_one_digest(anyone, milan, tmp_path, many) -> None:
    expected = at_the_terminal(milan, many, tmp_path, "--on", DAY)
    assert len(expected) == len(PROPERTIES)
    differing = [
        key
        for key, digest in expected.items()
        if digest != downloaded(anyone, with_script(anyone, many, {"id": key}, on=DAY))
    ]
    assert differing == []


def test_the_guide_has_no_property_that_is_not_tried() -> None:
    guide = (ROOT / "docs" / "intervention-files.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", guide, re.MULTILINE)
    named = {name for name, _ in rows[:8]}
    columns = set(re.findall(r"`(\w+)`", next(row for name, row in rows if name == "measures")))
    assert len(named) == 8
    assert (named | columns | {"geometry"}) <= PROPERTIES.keys()


def test_a_draft_keeps_what_the_file_declared(local_user, milan, tmp_path) -> None:
    file = ROOT / "examples" / "piazza.geojson"
    (digest,) = at_the_terminal(milan, file, tmp_path).values()
    kept = local_user.post("/interventi", with_script(local_user, file, {}))
    page = Fields(local_user.get(kept["Location"]).content.decode())
    assert downloaded(local_user, page.values) == digest


def test_what_is_typed_lies_over_the_file_and_the_rest_stays(anyone, milan, many) -> None:
    fields = with_script(anyone, many, {"id": "10 runoff_reduction"}, on=DAY)
    typed = {**fields, "measures.NBS01.share": "25", "realisation.monitoring": "yes"}
    dossier = json.loads(anyone.post("/fascicolo/json", typed).content)["intervention"]
    (measure,) = dossier["measures"]
    assert (measure["share"], measure["runoff_reduction"]) == (0.25, 81)
    assert dossier["realisation"] == {"monitoring": "yes"}
    emptied = {**fields, "measures.NBS01.share": ""}
    dossier = json.loads(anyone.post("/fascicolo/json", emptied).content)["intervention"]
    assert dossier["measures"] == []
    assert dossier["id"] == "10 runoff_reduction"


def test_of_a_first_file_nothing_reaches_the_second(anyone, milan, tmp_path) -> None:
    first, second = ROOT / "examples" / "piazza.geojson", tmp_path / "perimetro.geojson"
    lot = {"type": "Polygon", "coordinates": [LOT]}
    bare = {"type": "Feature", "properties": {"id": "solo"}, "geometry": lot}
    second.write_text(json.dumps(bare))
    answer = anyone.post("/area", {**with_script(anyone, first, {}), "file": uploaded(second)})
    fields = answer.json()["fields"]
    assert {name: text for name, text in fields.items() if text and "." in name} == {}
    (digest,) = at_the_terminal(milan, second, tmp_path / "out", "--on", DAY).values()
    after = {**without_script(anyone, first, {}), "on": DAY, "file": uploaded(second)}
    assert downloaded(anyone, after) == digest


def test_another_outline_keeps_what_is_declared_and_loses_what_was_remarked(anyone, milan) -> None:
    file = ROOT / "examples" / "filare.csv"
    fields = with_script(anyone, file, EXAMPLES["filare.csv"], on=DAY)
    drawn = {**fields, "geometry": json.dumps({"type": "Polygon", "coordinates": [LOT]})}
    before, after = (
        json.loads(anyone.post("/fascicolo/json", each).content)["intervention"]
        for each in (fields, drawn)
    )
    assert before["remarks"]
    assert after["remarks"] == []
    assert after["id"] == before["id"] == "filare-abbiategrasso"
    assert after["measures"][0]["share"] == before["measures"][0]["share"] == 1
    assert after["measures"][0]["area"] > 2 * before["measures"][0]["area"]


def test_a_declaration_that_somebody_rewrote_is_refused(anyone, milan) -> None:
    fields = with_script(anyone, ROOT / "examples" / "piazza.geojson", {})
    answer = anyone.post("/esito", {**fields, "declaration": fields["declaration"][:-3] + "abc"})
    assert answer.status_code == 422
    assert "non viene da questo servizio" in answer.content.decode()


def test_a_file_of_several_says_which_there_are(anyone, milan) -> None:
    file = ROOT / "examples" / "interventi.gpkg"
    answer = anyone.post("/area", {"file": uploaded(file)}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "2 interventi: " in answer.json()["errors"]["file"]
