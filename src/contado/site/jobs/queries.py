"""Every question to the table of jobs, and every change of a state.

A change names the attempt that it belongs to; where the job has passed to another attempt, or has
ended, nothing is changed, and the answer says so. One statement a change: it holds on SQLite and
on PostgreSQL alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from contado.errors import Problem
from contado.site.jobs.models import ENDED, Job, State, new_id
from contado.site.jobs.sentences import in_words

MOST_ATTEMPTS = 3
"""Times that a job is begun; one that ends its worker so often fails."""


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What came of an attempt."""

    state: State
    folder: str = ""
    answer: Sequence[Mapping[str, str]] = ()
    cannot_tell: bool = False
    problems: Sequence[Mapping[str, Any]] = ()


def failure(code: str, **values: object) -> JobOutcome:
    """Return a failure with its one sentence."""
    return JobOutcome(State.FAILED, problems=in_words([Problem(code, "", values)]))


def waiting() -> int:
    """Return how many jobs are queued or running."""
    return Job.objects.exclude(state__in=ENDED).count()


def waiting_of(visitor: str) -> int:
    """Return how many jobs of a visitor are queued or running."""
    return Job.objects.filter(visitor=visitor).exclude(state__in=ENDED).count()


def before(job: Job) -> int:
    """Return how many jobs come before one that is queued."""
    return Job.objects.filter(state=State.QUEUED, created__lt=job.created).count()


def listed(
    visitor: str | None, *, analysis: str = "", state: str = "", analyses: Sequence[str] = ()
) -> QuerySet[Job]:
    """Return jobs, the last asked first: those of a visitor, or of all where it is None.

    Parameters
    ----------
    analysis, state
        Only those of that analysis, and in that state.
    analyses
        Only those of one of these, where there are some.
    """
    found = Job.objects.all()
    if visitor is not None:
        found = found.filter(visitor=visitor)
    if analysis:
        found = found.filter(analysis=analysis)
    if analyses:
        found = found.filter(analysis__in=analyses)
    if state:
        found = found.filter(state=state)
    return found


def claim(lease: timedelta) -> Job | None:
    """Return the job that has waited longest, with a lease of its own; None where none waits.

    Jobs whose lease is over wait again first: their worker is no more.
    """
    put_back()
    with transaction.atomic():
        one = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(state=State.QUEUED)
            .order_by("created")
            .first()
        )
        if one is None:
            return None
        now, attempt = timezone.now(), new_id()
        mine = Job.objects.filter(pk=one.pk, state=State.QUEUED).update(
            state=State.RUNNING, attempt=attempt, attempts=F("attempts") + 1, lease=now + lease,
            begun=now, share=0.0, doing={},
        )  # fmt: skip
    return Job.objects.get(pk=one.pk) if mine else None


def put_back(now: datetime | None = None) -> None:
    """Let the jobs wait again whose lease is over; those begun too often fail."""
    over = Job.objects.filter(state=State.RUNNING, lease__lt=now or timezone.now())
    for job in over:
        give_up(job)


def give_up(job: Job) -> bool:
    """Let a job wait again after its worker died; one that was begun too often fails."""
    mine = _of_attempt(job)
    if job.cancel:
        return bool(mine.update(**_ended(JobOutcome(State.CANCELLED))))
    if job.attempts >= MOST_ATTEMPTS:
        outcome = failure("jobs.died", count=job.attempts)
        return bool(mine.update(**_ended(outcome)))
    return bool(mine.update(state=State.QUEUED, attempt="", lease=None, share=0.0, doing={}))


def hand_back(job: Job) -> bool:
    """Let a job wait again that its worker leaves because it is told to end: no attempt counts."""
    left = {"attempts": F("attempts") - 1, "attempt": "", "lease": None, "share": 0.0, "doing": {}}
    return bool(_of_attempt(job).update(state=State.QUEUED, **left))


def renew(job: Job, lease: timedelta, share: float, doing: Mapping[str, str]) -> bool:
    """Renew the lease and tell how far the work is; False where the job is no longer ours."""
    kept = {"lease": timezone.now() + lease, "share": share, "doing": dict(doing)}
    return bool(_of_attempt(job).update(**kept))


def is_wanted(job: Job) -> bool:
    """Tell whether an attempt is still ours and nobody has cancelled it."""
    return _of_attempt(job).filter(cancel=False).exists()


def end(job: Job, outcome: JobOutcome) -> bool:
    """Note what came of an attempt; False where the job is no longer ours, and nothing counts."""
    return bool(_of_attempt(job).update(**_ended(outcome)))


def _of_attempt(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, attempt=job.attempt)


def _ended(outcome: JobOutcome) -> dict[str, Any]:
    return {
        "state": outcome.state, "folder": outcome.folder, "answer": list(outcome.answer),
        "cannot_tell": outcome.cannot_tell, "problems": list(outcome.problems),
        "lease": None, "ended": timezone.now(),
        **({"share": 1.0} if outcome.state == State.DONE else {}),
    }  # fmt: skip


def cancel(job: Job) -> None:
    """Stop a job: at once where nobody works at it, else as soon as its worker hears of it."""
    now = timezone.now()
    one = Job.objects.filter(pk=job.pk)
    if not one.filter(state=State.QUEUED).update(state=State.CANCELLED, cancel=True, ended=now):
        one.filter(state=State.RUNNING).update(cancel=True)


def retry(job: Job) -> bool:
    """Let a job that failed or was cancelled wait again, as it was asked."""
    ended = Job.objects.filter(pk=job.pk, state__in=(State.FAILED, State.CANCELLED))
    return bool(
        ended.update(
            state=State.QUEUED, attempts=0, attempt="", cancel=False, share=0.0, doing={},
            problems=[], begun=None, ended=None,
        )
    )  # fmt: skip


def ended_before(moment: datetime) -> QuerySet[Job]:
    """Return the jobs that ended before a moment."""
    return Job.objects.filter(Q(ended__lt=moment), state__in=ENDED)
