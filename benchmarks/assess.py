"""Seconds of one verdict: the whole process without PDF, and an answer of the running service.

    python benchmarks/assess.py DIR [FILE]

DIR is a territory, FILE an intervention in it (``examples/piazza.geojson`` by default). Medians of
five processes and of fifty answers; goals 3 s and 150 ms.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

COMMAND = [sys.executable, "-c", "from contado.cli import main; main()"]
SHEETS = ["--sheet", "scheda-norma-1", "--sheet", "scheda-norma-2"]
ON = "2024-06-01"
RUNS, ANSWERS = 5, 50
GOAL_PROCESS, GOAL_ANSWER = 3.0, 0.150


def seconds_of(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def whole_process(territory: Path, file: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        base = [*COMMAND, "assess", str(file), "--territory", str(territory), *SHEETS]
        return statistics.median(
            seconds_of([*base, "--on", ON, "--format", "json", "--out", f"{folder}/{run}"])
            for run in range(RUNS)
        )


@contextmanager
def service(territory: Path) -> Iterator[str]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as state:
        options = ["--territory", str(territory), "--port", str(port), "--state", state]
        served = subprocess.Popen([*COMMAND, "serve", *options], stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api/v1/status")
            yield address
        finally:
            served.terminate()
            served.wait()


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    msg = f"no answer from {address}"
    raise SystemExit(msg)


def answer(address: str, body: bytes) -> float:
    asked = urllib.request.Request(
        f"{address}/api/v1/assess", body, {"Content-Type": "application/json"}
    )
    begun = time.perf_counter()
    told = json.load(urllib.request.urlopen(asked))
    spent = time.perf_counter() - begun
    assert len(told["verdicts"]) == 2
    return spent


def in_service(territory: Path, file: Path) -> float:
    content = json.loads(file.read_text(encoding="utf-8"))
    feature = content["features"][0] if "features" in content else content
    body = json.dumps({"on": ON, "intervention": feature}).encode()
    with service(territory) as address:
        answer(address, body)
        return statistics.median(answer(address, body) for _ in range(ANSWERS))


def main() -> None:
    territory = Path(sys.argv[1])
    file = Path(sys.argv[2] if len(sys.argv) > 2 else "examples/piazza.geojson")
    process, served = whole_process(territory, file), in_service(territory, file)
    print(f"whole process: {process:.2f} s ({process / GOAL_PROCESS:.2f} of {GOAL_PROCESS:.0f} s)")
    print(f"service: {served * 1000:.0f} ms ({served / GOAL_ANSWER:.2f} of 150 ms)")


if __name__ == "__main__":
    main()
