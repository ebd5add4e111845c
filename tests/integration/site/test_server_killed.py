"""The server is killed: its worker ends by itself, and the job is done when it runs again."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

COMMAND = [sys.executable, "-c", "from contado.cli import main; main()", "serve", "--port", "0"]


def _serve(territory: Path, state: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [*COMMAND, "--territory", str(territory), "--state", str(state)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    return process, process.stdout.readline().split()[-1]


def _ask(url: str, body: object = None, **headers: str):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def _workers(state: Path) -> list[psutil.Process]:
    def works(process: psutil.Process) -> bool:
        words = process.info["cmdline"] or ()
        return "contado.site.jobs" in words and str(state) in words

    return [each for each in psutil.process_iter(["cmdline"]) if works(each)]


def _until(condition, seconds: float = 60.0) -> None:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds
        time.sleep(0.1)


def test_no_job_is_lost_when_the_server_is_killed(territory_folder, tmp_path):
    state = tmp_path / "state"
    first, address = _serve(territory_folder, state)
    with first:
        jobs = [
            _ask(
                f"{address}ogc/processes/warm-cooling/execution",
                {"inputs": {"by": "municipalities"}}, Prefer="respond-async",
            )["jobID"]
            for _ in range(3)
        ]  # fmt: skip
        assert _workers(state)
        first.send_signal(signal.SIGKILL)
    _until(lambda: not _workers(state), 20)
    second, address = _serve(territory_folder, state)
    with second:
        for job in jobs:
            _until(lambda job=job: _ask(f"{address}ogc/jobs/{job}")["status"] == "successful")
            assert len(_ask(f"{address}ogc/jobs/{job}/results")["units"]["value"]) > 40
        (worker,) = _workers(state)
        worker.kill()  # it is begun anew by the server
        _until(lambda: [each.pid for each in _workers(state)] not in ([], [worker.pid]), 20)
        second.terminate()
    _until(lambda: not _workers(state), 20)
