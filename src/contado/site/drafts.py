"""Drafts: what was typed, kept on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from contado.interventions.model import Intervention
from contado.site.assessing import on_map
from contado.site.ground import territory
from contado.site.models import Draft

_NOT_KEPT = ("csrfmiddlewaretoken", "draft", "coordinates", "crs", "geometry", "file")


def save(
    intervention: Intervention, values: Mapping[str, str], on: date, draft_id: str | None
) -> Draft:
    """Keep an intervention that was read without problems, anew or over an earlier draft."""
    import json

    import shapely

    shape = on_map(intervention)
    west, south, east, north = shapely.bounds(shapely.from_geojson(json.dumps(shape)))
    kept = {key: value for key, value in values.items() if value and key not in _NOT_KEPT}
    draft = Draft.objects.filter(pk=draft_id).first() or Draft()
    draft.name = intervention.name[:200]
    draft.geometry = json.dumps(shape, separators=(",", ":"))
    draft.west, draft.south, draft.east, draft.north = west, south, east, north
    draft.declared, draft.on, draft.snapshot = kept, on, territory().snapshot
    draft.save()
    return draft


def typed_of(draft: Draft) -> dict[str, str]:
    """Return the form's fields as they were when the draft was kept."""
    fields = {str(key): str(value) for key, value in draft.declared.items()}
    return {**fields, "name": draft.name, "geometry": draft.geometry}
