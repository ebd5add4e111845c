"""A job: an analysis that was asked for, who works at it, and what came of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


def new_id() -> str:
    """Return a fresh, unguessable identifier."""
    return uuid.uuid4().hex


class State(models.TextChoices):
    """Where a job stands; the last four are for good, unless somebody tries it again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"  # the inputs, or the data, do not allow it: ``problems`` tell why
    FAILED = "failed"  # no fault of who asked
    CANCELLED = "cancelled"


ENDED = (State.DONE, State.REFUSED, State.FAILED, State.CANCELLED)


class Job(models.Model):
    """An analysis that was asked for.

    ``inputs`` are texts by name, as the form or the API took them; a file is named by the name it
    was kept under. Whoever works at the job holds a ``lease`` for its ``attempt``, and renews it:
    only what that attempt says counts, and once the lease is over another may begin anew.
    """

    id: models.CharField[str, str] = models.CharField(
        primary_key=True, max_length=32, default=new_id, editable=False
    )
    analysis: models.CharField[str, str] = models.CharField(max_length=60)
    inputs: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    language: models.CharField[str, str] = models.CharField(max_length=2)
    snapshot: models.CharField[str, str] = models.CharField(max_length=64)
    visitor: models.CharField[str, str] = models.CharField(max_length=32, blank=True)
    again_of: models.CharField[str, str] = models.CharField(max_length=32, blank=True)

    state: models.CharField[str, str] = models.CharField(
        max_length=10, choices=State.choices, default=State.QUEUED
    )
    share: models.FloatField[float, float] = models.FloatField(default=0.0)
    doing: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    cancel: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    attempts: models.IntegerField[int, int] = models.IntegerField(default=0)
    attempt: models.CharField[str, str] = models.CharField(max_length=32, blank=True)
    lease: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    problems: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list
    )
    answer: models.JSONField[list[dict[str, str]], list[dict[str, str]]] = models.JSONField(
        default=list
    )
    cannot_tell: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    folder: models.CharField[str, str] = models.CharField(max_length=32, blank=True)

    created: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    begun: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    ended: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The last asked first."""

        ordering = ("-created",)
        indexes = (
            models.Index(fields=("state", "created"), name="job_state_created"),
            models.Index(fields=("visitor", "created"), name="job_visitor_created"),
        )

    def __str__(self) -> str:
        return f"{self.analysis} {self.id}"

    @property
    def place(self) -> Path:
        """The folder of what belongs to the job."""
        return jobs_folder() / self.id

    @property
    def files(self) -> Path:
        """The folder of the files that were handed in."""
        return self.place / "inputs"

    def values(self) -> dict[str, Any]:
        """Return the inputs as the analysis takes them: what was handed in is a path."""
        return {name: self._value(given) for name, given in self.inputs.items()}

    def _value(self, given: Any) -> Any:  # noqa: ANN401 - as the inputs are
        if isinstance(given, list):
            return [self._value(each) for each in given]
        return self.files / given["file"] if isinstance(given, dict) else given

    @property
    def result(self) -> Path:
        """The folder of results, as it is downloaded; that of the attempt that counts."""
        return self.place / self.folder / "result"

    @property
    def shown(self) -> Path:
        """The folder of what pages show of the result."""
        return self.place / self.folder / "shown"

    @property
    def is_ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in ENDED


def jobs_folder() -> Path:
    """Return the folder of all jobs."""
    return Path(settings.STATE) / "jobs"
