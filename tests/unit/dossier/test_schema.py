"""The published schemas are those of the code, and documents keep to them."""

import json
from pathlib import Path

import jsonschema
import pytest

from contado.documents import read
from contado.dossier.freeze import plain
from contado.dossier.schema import MODELS, NAME, schema

PUBLISHED = Path(__file__).parents[3] / "docs" / "schema"
FILED = Path(__file__).parents[2] / "data" / "filed"


@pytest.mark.parametrize("name", MODELS)
def test_the_published_schema_is_the_one_of_the_code(name) -> None:
    published = (PUBLISHED / name).read_text(encoding="utf-8")
    assert published == schema(name), "python -m contado.dossier.schema"


def test_a_dossier_keeps_to_the_published_schema(sample) -> None:
    jsonschema.Draft202012Validator(json.loads(schema())).validate(plain(sample))


@pytest.mark.parametrize("file", sorted(path.stem for path in FILED.glob("*.json")))
def test_what_was_filed_keeps_to_its_schema_and_to_that_of_the_envelope(file) -> None:
    document = read(FILED / f"{file}.json")
    of_kind = {"dossier": NAME, "invariance_report": "invariance-report-1.schema.json"}
    if name := of_kind.get(document.envelope.kind):
        _required_of(document.plain, name)
    envelope = document.envelope.model_dump(mode="json")
    jsonschema.Draft202012Validator(json.loads(schema("document-1.schema.json"))).validate(envelope)


def _required_of(content, name) -> None:
    """Fields that came later have a default: a filed document may lack them, and no other."""
    written = json.loads(schema(name))
    later = {key for key in written["required"] if key not in content}
    assert later <= {"chosen"}
    written["required"] = [key for key in written["required"] if key not in later]
    jsonschema.Draft202012Validator(written).validate(content)
