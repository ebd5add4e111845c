"""Drafts: what is declared so far, kept on this machine."""

from __future__ import annotations

import json
from datetime import date

import shapely

from contado.interventions import Intervention
from contado.site.assessing import on_map
from contado.site.declared import fields_of
from contado.site.ground import territory
from contado.site.held import sealed
from contado.site.models import Draft


def save(work: Intervention, on: date, draft_id: str | None) -> Draft:
    """Keep an intervention that was read without problems, anew or over an earlier draft."""
    shape = json.dumps(on_map(work), separators=(",", ":"))
    draft = Draft.objects.filter(pk=draft_id).first() or Draft()
    draft.name, draft.geometry = work.name[:200], shape
    draft.west, draft.south, draft.east, draft.north = shapely.bounds(shapely.from_geojson(shape))
    draft.declared, draft.on = work.model_dump(mode="json"), on
    draft.snapshot = territory().snapshot
    draft.save()
    return draft


def declaration_of(draft: Draft) -> Intervention:
    """Return what was declared when the draft was kept."""
    return Intervention.model_validate(draft.declared)


def fields_of_draft(draft: Draft) -> dict[str, str]:
    """Return the form's fields as they were when the draft was kept."""
    work, on = declaration_of(draft), draft.on
    fields = {"geometry": draft.geometry, "declaration": sealed(work)}
    return {**fields_of(work), **fields, "on": on.isoformat() if on else ""}
