"""The published JSON schema of the dossier. Run as a module to write it again."""

from __future__ import annotations

import json
from pathlib import Path

from contado.dossier.model import Dossier

NAME = "dossier-1.schema.json"


def schema() -> str:
    """Return the text of ``docs/schema/dossier-1.schema.json``."""
    content = Dossier.model_json_schema(mode="serialization")
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema", **content}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (Path("docs/schema") / NAME).write_text(schema(), encoding="utf-8")
