"""The published JSON schemas of documents. Run as a module to write them again."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from contado.documents import Envelope
from contado.dossier.invariance import Report
from contado.dossier.model import Dossier
from contado.files import json_text

NAME = "dossier-1.schema.json"
MODELS: dict[str, type[BaseModel]] = {
    NAME: Dossier,
    "invariance-report-1.schema.json": Report,
    "document-1.schema.json": Envelope,
}


def schema(name: str = NAME) -> str:
    """Return the text of a file of ``docs/schema``."""
    content = MODELS[name].model_json_schema(mode="serialization", by_alias=True)
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema", **content}
    return json_text(content)


if __name__ == "__main__":
    for model in MODELS:
        (Path("docs/schema") / model).write_text(schema(model), encoding="utf-8")
