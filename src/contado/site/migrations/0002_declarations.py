"""Drafts hold the declaration itself, no longer the text of the form's fields."""

from collections.abc import Mapping
from typing import Any

from django.db import migrations


def declaration(name: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return an intervention of the old fields; its outline is the draft's own, so no areas."""
    measures = [
        {
            "measure": key.removeprefix("share-"),
            "area": 0,
            "share": float(text.replace(",", ".")) / 100,
            "overlapping": fields.get(f"overlap-{key.removeprefix('share-')}") == "on",
        }
        for key, text in fields.items()
        if key.startswith("share-") and float(text.replace(",", "."))
    ]
    surfaces: dict[str, dict[str, float]] = {}
    for moment in ("before", "after"):
        for kind in ("sealed", "semi_permeable", "permeable"):
            if text := fields.get(f"{moment}-{kind}", ""):
                surfaces.setdefault(moment, {})[kind] = float(text.replace(",", "."))
    answers = {key[5:]: text for key, text in fields.items() if key.startswith("item-") and text}
    return {
        "id": fields.get("id", ""),
        "name": name,
        "geometry": "",
        "measures": measures,
        "surfaces": surfaces,
        "realisation": answers,
    }


def forwards(apps: Any, _schema_editor: object) -> None:  # noqa: ANN401 - Django's own
    for draft in apps.get_model("contado_site", "Draft").objects.all():
        draft.declared = declaration(draft.name, draft.declared)
        draft.save(update_fields=["declared"])


class Migration(migrations.Migration):
    dependencies = [("contado_site", "0001_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
