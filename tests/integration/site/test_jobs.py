"""Jobs: none is lost and none counts twice, whatever is killed; one that misbehaves harms no other.

On a PostgreSQL database too: `test_jobs_on_postgresql.py` runs this file again there.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

HERE = Path(__file__).parent
LEASE = 2.0


@pytest.fixture
def database(service: Path) -> Iterator[None]:
    from contado.site.jobs.models import Job

    Job.objects.all().delete()
    yield
    Job.objects.all().delete()


@pytest.fixture
def begin(service: Path, territory_folder: Path, tmp_path: Path, database: None):
    """Begin a worker; all of them are gone afterwards, with the processes that compute."""
    begun: list[psutil.Popen] = []

    def one(**environment: str) -> psutil.Popen:
        command = [sys.executable, str(HERE / "slow_worker.py"), str(territory_folder)]
        with (tmp_path / f"log{len(begun)}").open("w") as log:
            process = psutil.Popen(
                [*command, str(service), str(LEASE)], stderr=log, env={**os.environ, **environment}
            )
        begun.append(process)
        return process

    yield one
    for process in begun:
        for each in (process, *_children(process)):
            each.kill()
        process.wait()


@pytest.fixture
def ask(service: Path, tmp_path: Path, database: None):
    from contado.site.jobs.models import Job

    def one(**inputs: object) -> Job:
        effects = tmp_path / "effects"
        return Job.objects.create(
            analysis="slow", language="it", snapshot="", inputs={"effects": str(effects), **inputs}
        )

    return one


@pytest.fixture
def effects(tmp_path: Path) -> Callable[[str], int]:
    def count(word: str) -> int:
        file = tmp_path / "effects"
        return file.read_text().count(word) if file.exists() else 0

    return count


def _children(process: psutil.Popen) -> list[psutil.Process]:
    """Return the processes that compute for a worker, not multiprocessing's own."""
    try:
        return [each for each in process.children() if "spawn_main" in " ".join(each.cmdline())]
    except psutil.Error:
        return []


def _until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "it did not come to pass"
        time.sleep(0.05)


def _ended(job) -> bool:
    job.refresh_from_db()
    return job.is_ended


def _running(job, effects: Callable[[str], int]) -> Callable[[], bool]:
    def holds() -> bool:
        job.refresh_from_db()
        return job.state == "running" and effects("begun") > 0 and job.share > 0

    return holds


def test_a_job_is_done_and_its_result_is_kept_with_what_pages_show(ask, begin, effects):
    job = ask()
    begin()
    _until(lambda: _ended(job))
    assert (job.state, job.attempts, job.share) == ("done", 1, 1.0)
    assert job.answer == [{"it": "Fatto.", "en": "Done."}]
    assert json.loads((job.result / "run.json").read_text())["analysis"] == "slow"
    assert json.loads((job.shown / "it.json").read_text())["tables"][0]["rows"] == [["x"]]
    assert effects("ended") == 1


def test_progress_tells_what_is_being_done_in_both_languages(ask, begin, effects):
    job = ask(seconds=2)
    begin()
    _until(_running(job, effects))
    assert job.doing == {"it": "attesa", "en": "waiting"}
    assert 0 < job.share < 1


def test_the_process_that_computes_is_killed_and_the_job_is_done_anew(ask, begin, effects):
    job = ask(seconds=1.5)
    worker = begin()
    _until(_running(job, effects))
    (computer,) = _children(worker)
    computer.send_signal(signal.SIGKILL)
    _until(lambda: _ended(job))
    assert (job.state, job.attempts) == ("done", 2)
    assert (effects("begun"), effects("ended")) == (2, 1)
    assert worker.is_running()


def test_the_worker_is_killed_and_another_does_the_job_after_the_lease(ask, begin, effects):
    job = ask(seconds=1.5)
    worker = begin()
    _until(_running(job, effects))
    (computer,) = _children(worker)
    worker.send_signal(signal.SIGKILL)
    _until(lambda: not computer.is_running() or computer.status() == psutil.STATUS_ZOMBIE)
    begin()
    _until(lambda: _ended(job))
    assert (job.state, job.attempts) == ("done", 2)
    assert effects("ended") == 1
    _until(lambda: [each.name for each in job.place.iterdir()] == [job.folder])


def test_a_worker_that_slept_past_its_lease_finds_that_its_attempt_does_not_count(
    ask, begin, effects
):
    job = ask(seconds=1.5)
    sleeper = begin()
    _until(_running(job, effects))
    sleeper.suspend()
    first = job.attempt
    begin()
    _until(lambda: _ended(job))
    assert (job.state, job.attempts) == ("done", 2)
    assert job.folder != first
    sleeper.resume()
    _until(lambda: not (job.place / first).exists())
    job.refresh_from_db()
    assert job.folder != first
    assert (job.result / "run.json").is_file()


def test_a_job_that_ends_its_process_each_time_fails_after_three_attempts(ask, begin, effects):
    job, next_one = ask(manner="die"), ask()
    begin()
    _until(lambda: _ended(next_one))
    job.refresh_from_db()
    assert (job.state, job.attempts, effects("begun")) == ("failed", 3, 4)
    assert job.problems[0]["code"] == "jobs.died"
    assert next_one.state == "done"


@pytest.mark.parametrize(
    ("manner", "why"),
    [
        ("refuse", ("refused", "analyses.bad_value")),
        ("fail", ("failed", "jobs.fault")),
        ("full", ("failed", "jobs.not_written")),
    ],
)
def test_a_job_that_cannot_be_done_says_why_and_the_next_is_done(ask, begin, tmp_path, manner, why):
    job, next_one = ask(manner=manner), ask()
    begin()
    _until(lambda: _ended(next_one))
    job.refresh_from_db()
    assert (job.state, job.problems[0]["code"]) == why
    assert job.problems[0]["it"]["what"].endswith(".")
    assert next_one.state == "done"
    assert not (job.place / job.attempt).exists()
    logged = "a fault of ours" in (tmp_path / "log0").read_text()
    assert logged == (manner == "fail")  # the log has the rest


def test_a_job_that_hangs_is_ended_when_its_time_is_over(ask, begin):
    job, next_one = ask(manner="hang"), ask()
    begin(CONTADO_JOB_MINUTES="0.05")
    _until(lambda: _ended(next_one))
    job.refresh_from_db()
    assert (job.state, job.problems[0]["code"]) == ("failed", "jobs.too_long")
    assert next_one.state == "done"


def test_a_job_that_takes_too_much_memory_is_ended(ask, begin):
    job, next_one = ask(manner="leak"), ask()
    begin(CONTADO_JOB_MEMORY_MB="1500")
    _until(lambda: _ended(next_one))
    job.refresh_from_db()
    assert (job.state, job.problems[0]["code"]) == ("failed", "jobs.memory")
    assert next_one.state == "done"


def test_a_job_is_cancelled_while_it_waits_and_while_it_runs(ask, begin, effects):
    from contado.site.jobs import queries

    running, waiting = ask(seconds=60), ask()
    begin()
    _until(_running(running, effects))
    queries.cancel(waiting)
    queries.cancel(running)
    _until(lambda: _ended(running) and _ended(waiting))
    assert (running.state, waiting.state) == ("cancelled", "cancelled")
    assert effects("ended") == 0


def test_a_job_that_does_not_listen_is_cancelled_by_force(ask, begin, effects):
    from contado.site.jobs import queries

    job, next_one = ask(manner="hang"), ask()
    begin()
    _until(lambda: effects("begun") == 1)
    queries.cancel(job)
    _until(lambda: _ended(next_one))
    job.refresh_from_db()
    assert (job.state, next_one.state) == ("cancelled", "done")


def test_a_job_that_failed_is_tried_again_as_it_was_asked(ask, begin, effects):
    from contado.site.jobs import queries

    job = ask(manner="die")
    begin()
    _until(lambda: _ended(job))
    assert queries.retry(job)
    _until(lambda: _ended(job))
    assert (job.state, effects("begun")) == ("failed", 6)


def test_a_worker_whose_server_is_no_more_ends_and_its_job_waits_again(
    ask, effects, territory_folder, service
):
    job = ask(seconds=60)
    command = [sys.executable, str(HERE / "slow_worker.py"), str(territory_folder), str(service)]
    with subprocess.Popen([*command, "until-closed"], stdin=subprocess.PIPE) as process:
        _until(_running(job, effects))
        process.stdin.close()
        assert process.wait(15) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, effects("ended")) == ("queued", 0, 0)


def test_two_workers_share_the_jobs_and_none_is_done_twice(ask, begin, effects):
    from contado.site.jobs.models import Job

    jobs = [ask(seconds=0.2) for _ in range(12)]
    begin()
    begin()
    _until(lambda: not Job.objects.exclude(state="done").exists(), 60)
    assert (effects("begun"), effects("ended")) == (12, 12)
    for job in jobs:
        job.refresh_from_db()
        assert job.attempts == 1


def test_what_an_attempt_says_after_its_lease_changes_nothing(ask):
    from contado.site.jobs import queries
    from contado.site.jobs.models import State

    job = ask()
    first = queries.claim(timedelta(seconds=-1))
    second = queries.claim(timedelta(seconds=60))
    assert first.pk == second.pk == job.pk
    assert not queries.end(first, queries.JobOutcome(State.DONE, first.attempt))
    assert not queries.renew(first, timedelta(seconds=60), 0.5, {})
    assert not queries.is_wanted(first)
    assert queries.end(second, queries.JobOutcome(State.DONE, second.attempt))
    job.refresh_from_db()
    assert (job.state, job.folder, job.attempts) == ("done", second.attempt, 2)


def test_what_is_over_is_forgotten_with_its_files_and_what_nobody_owns_is_taken_away(ask, service):
    from django.conf import settings
    from django.utils import timezone

    from contado.site.jobs import keeping
    from contado.site.jobs.models import Job

    old, new = ask(), ask()
    long_ago = timezone.now() - timedelta(days=settings.JOB_DAYS + 1)
    Job.objects.filter(pk=old.pk).update(state="done", ended=long_ago)
    Job.objects.filter(pk=new.pk).update(state="done", ended=timezone.now())
    nobodys = service / "jobs" / "nobodys"
    for folder in (old.place, new.place / "inputs", nobodys):
        folder.mkdir(parents=True)
        os.utime(folder, (0, 0))
    keeping.sweep()
    assert not old.place.exists()
    assert not nobodys.exists()
    assert new.place.exists()
    assert set(Job.objects.values_list("pk", flat=True)) == {new.pk}
