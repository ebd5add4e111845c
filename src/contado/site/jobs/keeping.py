"""How long jobs are kept, and what is taken away: what is over, and what no job owns."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from contado.site.jobs import queries
from contado.site.jobs.models import Job, jobs_folder

_SETTLED = 3600.0  # seconds after which a folder that no job owns was left behind


def sweep() -> None:
    """Forget the jobs that ended long ago, and take away folders that belong to nobody."""
    long_ago = timezone.now() - timedelta(days=settings.JOB_DAYS)
    for job in queries.ended_before(long_ago):
        remove(job)
    if jobs_folder().is_dir():
        for folder in jobs_folder().iterdir():
            _sweep(folder)


def remove(job: Job) -> None:
    """Forget a job and all that belongs to it."""
    place = job.place
    job.delete()
    shutil.rmtree(place, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Take away a folder whose job is not there, and attempts that do not count."""
    if time.time() - folder.stat().st_mtime < _SETTLED:
        return
    job = Job.objects.filter(pk=folder.name).first()
    if job is None:
        shutil.rmtree(folder, ignore_errors=True)
        return
    counting = {"inputs", job.folder, job.attempt}
    for attempt in folder.iterdir() if job.is_ended else ():
        if attempt.name not in counting:
            shutil.rmtree(attempt, ignore_errors=True)
