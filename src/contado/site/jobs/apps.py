"""The Django application of jobs."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs: what was asked, how far it is, what came of it."""

    name = "contado.site.jobs"
    label = "contado_jobs"
    verbose_name = "Contado jobs"
