"""The published schema is the one of the code, and dossiers keep to it."""

import json
from pathlib import Path

import jsonschema

from contado.dossier.freeze import plain
from contado.dossier.schema import NAME, schema

PUBLISHED = Path(__file__).parents[3] / "docs" / "schema" / NAME


def test_the_published_schema_is_the_one_of_the_code() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == schema(), "python -m contado.dossier.schema"


def test_a_dossier_keeps_to_the_published_schema(sample) -> None:
    jsonschema.Draft202012Validator(json.loads(schema())).validate(plain(sample))
