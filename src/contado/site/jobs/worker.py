"""A worker: takes jobs one after the other, has them computed, and notes what came of each.

It computes nothing itself: a process of its own does, which may die, hang or leak without harm.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from contado.site.jobs import keeping, queries
from contado.site.jobs.computer import Computer, Died
from contado.site.jobs.computing import End, JobStep, Task
from contado.site.jobs.models import Job, State
from contado.site.jobs.queries import JobOutcome, failure

LOG = logging.getLogger("contado.jobs")

_IDLE = 0.2  # seconds between looks at the queue
_BEAT = 0.25  # seconds between looks at the process that computes
_SWEEP = 600.0  # seconds between takings away of what is over
_MANY = 50  # jobs after which the process that computes is made anew


@dataclass
class Worker:
    """A worker; ``lease`` is for how long a job is its own without a sign of life, seconds."""

    lease: float = 20.0
    grace: float = 5.0  # for who is asked to stop
    computer: Computer = field(default_factory=Computer)
    _swept: float = -_SWEEP

    def run(self, is_over: Callable[[], bool]) -> None:
        """Work until told that it is over; a job under way then waits for another worker."""
        self.computer.begin()
        try:
            while not is_over():
                if not self._worked(is_over):
                    time.sleep(_IDLE)
        finally:
            self.computer.kill()

    def _worked(self, is_over: Callable[[], bool]) -> bool:
        """Carry out one job where one waits; a base of data that does not answer is asked again."""
        try:
            self._sweep()
            job = queries.claim(timedelta(seconds=self.lease))
            if job is not None:
                Attempt(self, job, is_over).carry()
        except DatabaseError:
            LOG.exception("the jobs cannot be read or noted")
            close_old_connections()
            return False
        return job is not None

    def _sweep(self) -> None:
        if time.monotonic() - self._swept >= _SWEEP:
            self._swept = time.monotonic()
            keeping.sweep()


class _Stopped(Exception):  # noqa: N818 - no error: the attempt is over
    """The attempt is over; ``outcome`` is what came of it, None where it is no longer ours."""

    def __init__(self, outcome: JobOutcome | None) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass
class Attempt:
    """One attempt at one job."""

    worker: Worker
    job: Job
    is_over: Callable[[], bool]
    began: float = field(default_factory=time.monotonic)
    renewed: float = 0.0
    asked_to_stop: float | None = None
    last: JobStep = field(default_factory=lambda: JobStep({}, 0.0))

    @property
    def folder(self) -> Path:
        """Where the attempt writes."""
        return self.job.place / self.job.attempt

    def carry(self) -> None:
        """Have the job computed, and note what came of it."""
        with self._cleared():
            try:
                end = self._computed()
            except Died as death:
                LOG.error("job %s: %s", self.job, death)  # noqa: TRY400 - no fault of the worker's
                queries.give_up(self.job)
                self.worker.computer.begin()
            except _Stopped as stopped:
                self.worker.computer.begin()
                if stopped.outcome is not None:
                    queries.end(self.job, stopped.outcome)
            else:
                self._note(end)
                self.worker.computer.renew(_MANY, settings.JOB_MEMORY // 2)

    @contextmanager
    def _cleared(self) -> Iterator[None]:
        """Take away what attempts wrote that do not count."""
        try:
            yield
        finally:
            counts = Job.objects.filter(pk=self.job.pk, folder=self.job.attempt).exists()
            others = {each for each in self.job.place.glob("*") if each != self.job.files}
            for folder in others - {self.folder} if counts else {self.folder}:
                shutil.rmtree(folder, ignore_errors=True)

    def _note(self, end: End) -> None:
        if end.trace:
            LOG.error("job %s failed\n%s", self.job, end.trace)
        done = end.state == State.DONE
        queries.end(
            self.job,
            JobOutcome(
                State(end.state), self.job.attempt if done else "", end.answer,
                end.cannot_tell, end.problems,
            ),
        )  # fmt: skip

    def _computed(self) -> End:
        self.worker.computer.ask(_task_of(self.job, self.folder))
        while True:
            message = self.worker.computer.hear(_BEAT)
            if isinstance(message, End):
                return message
            self._watch(message)

    def _watch(self, step: JobStep | None) -> None:
        """Tell how far the work is, and stop it where it must not go on.

        Raises
        ------
        _Stopped
            Where it must not.
        """
        now = time.monotonic()
        if step is not None and not self.renewed:
            self.began = now
        if self.is_over():
            queries.hand_back(self.job)
            raise _Stopped(None)
        if step is not None or now - self.renewed > self.worker.lease / 4:
            self.last, self.renewed = step or self.last, now
            lease = timedelta(seconds=self.worker.lease)
            if not queries.renew(self.job, lease, self.last.share, self.last.doing):
                raise _Stopped(None)
        if self.asked_to_stop is None and not queries.is_wanted(self.job):
            self.asked_to_stop = now
            self.worker.computer.cancel()
        if self.asked_to_stop is not None and now - self.asked_to_stop > self.worker.grace:
            raise _Stopped(JobOutcome(State.CANCELLED))
        if now - self.began > settings.JOB_SECONDS:
            raise _Stopped(failure("jobs.too_long", minutes=settings.JOB_SECONDS / 60))
        if self.worker.computer.memory > settings.JOB_MEMORY:
            raise _Stopped(failure("jobs.memory"))


def _task_of(job: Job, folder: Path) -> Task:
    ground = Path(settings.TERRITORY)
    return Task(job.analysis, job.values(), ground, job.snapshot, folder, job.language)
