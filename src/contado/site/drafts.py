"""Drafts: what is declared so far, kept on this machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import shapely
from django.db import transaction
from django.db.models import QuerySet

from contado.errors import BadInput, Problem
from contado.interventions import Intervention
from contado.site.assessing import on_map
from contado.site.declared import fields_of
from contado.site.ground import territory
from contado.site.held import sealed
from contado.site.models import Draft


@dataclass(frozen=True, slots=True)
class EarlierDraft:
    """The draft that a form was opened from: its id, and when it was last changed then."""

    id: str
    seen: str


def own_drafts(owner: str, *, unowned: bool) -> QuerySet[Draft]:
    """Return the drafts of a browser, and with ``unowned`` those of earlier versions."""
    marks = [mark for mark in (owner, "" if unowned else None) if mark is not None]
    return Draft.objects.filter(owner__in=marks)


def save(work: Intervention, on: date, owner: str, earlier: EarlierDraft) -> Draft:
    """Keep an intervention that was read without problems, anew or over one's own earlier draft.

    Raises
    ------
    BadInput
        ``site.draft_changed``: another window has changed the draft meanwhile.
    """
    shape = json.dumps(on_map(work), separators=(",", ":"))
    with transaction.atomic():
        known = own_drafts(owner, unowned=True).select_for_update().filter(pk=earlier.id).first()
        if known is not None and earlier.seen and known.changed.isoformat() != earlier.seen:
            values = {"time": known.changed.astimezone().strftime("%d/%m/%Y %H:%M")}
            raise BadInput(Problem("site.draft_changed", known.name, values))
        return _kept(known or Draft(), work, on, owner, shape)


def _kept(draft: Draft, work: Intervention, on: date, owner: str, shape: str) -> Draft:
    draft.owner = owner
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
