"""What the service keeps: drafts of interventions. Geometry is a plain text column."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import models


def new_id() -> str:
    """Return a fresh, unguessable identifier of a draft."""
    return uuid.uuid4().hex


class Draft(models.Model):
    """An intervention as it was typed, kept on this machine until its dossier is filed.

    ``declared`` is the intervention as its reader gave it, ``geometry`` its outline as GeoJSON text
    in longitude and latitude, beside its bounding box. The verdict is not kept: it follows from the
    territory and the plan, and is worked out again on each visit. ``owner`` is the mark of the
    browser that keeps it; empty in drafts of earlier versions.
    """

    id: models.CharField[str, str] = models.CharField(
        primary_key=True, max_length=32, default=new_id, editable=False
    )
    name: models.CharField[str, str] = models.CharField(max_length=200)
    geometry: models.TextField[str, str] = models.TextField()
    west: models.FloatField[float, float] = models.FloatField()
    south: models.FloatField[float, float] = models.FloatField()
    east: models.FloatField[float, float] = models.FloatField()
    north: models.FloatField[float, float] = models.FloatField()
    declared: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    on: models.DateField[date | None, date | None] = models.DateField(null=True)
    snapshot: models.CharField[str, str] = models.CharField(max_length=64)
    owner: models.CharField[str, str] = models.CharField(max_length=32, default="", db_index=True)
    created: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    changed: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now=True)

    class Meta:
        """The last changed first."""

        ordering = ("-changed",)

    def __str__(self) -> str:
        return self.name
