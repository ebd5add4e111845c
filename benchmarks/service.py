"""The live verdict while others work: alone, with two people at once, and while a job runs.

    python benchmarks/service.py TERRITORY

The service runs as people run it (`contado serve`), on two cores; verdicts are asked of areas
drawn at random in the territory, as the page asks for them while one types.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

COUNT = 150
ANALYSIS = "warm-cooling"


def serve(territory: Path, state: Path) -> tuple[subprocess.Popen[str], str]:
    program = "from contado.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--port", "0", "--territory", str(territory)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*command, "--state", str(state)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    return process, process.stdout.readline().split()[-1]


class Person:
    """Somebody with a browser, who types an area and looks at the verdict."""

    def __init__(self, address: str, box: tuple[float, ...], seed: int) -> None:
        self.address, self.box, self.chance = address, box, random.Random(seed)
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = self.opener.open(address).read().decode()
        self.token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)[1]

    def verdict(self) -> float:
        west, south, east, north = self.box
        x, y = self.chance.uniform(west, east), self.chance.uniform(south, north)
        ring = [[x, y], [x + 0.001, y], [x + 0.001, y + 0.0007], [x, y + 0.0007], [x, y]]
        fields = {
            "csrfmiddlewaretoken": self.token,
            "geometry": json.dumps({"type": "Polygon", "coordinates": [ring]}),
            "name": "x",
            "measures.NBS01.share": "60",
        }
        body = urllib.parse.urlencode(fields).encode()
        headers = {"Accept": "application/json", "Referer": self.address}
        request = urllib.request.Request(self.address + "esito", body, headers)
        start = time.perf_counter()
        self.opener.open(request).read()
        return time.perf_counter() - start


def told(name: str, times: list[float]) -> None:
    times.sort()
    middle, late = times[len(times) // 2], times[int(0.95 * len(times))]
    print(f"{name:28} median {middle * 1000:6.0f} ms   p95 {late * 1000:6.0f} ms")


def begin_job(address: str) -> str:
    url = f"{address}ogc/processes/{ANALYSIS}/execution"
    headers = {"Content-Type": "application/json", "Prefer": "respond-async"}
    body = json.dumps({"inputs": {"by": "municipalities"}}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        return str(answer.headers["Location"])


def is_running(job: str) -> bool:
    with urllib.request.urlopen(job) as answer:
        return json.load(answer)["status"] in ("accepted", "running")


def with_jobs(person: Person, address: str) -> list[float]:
    times, job = [], begin_job(address)
    while len(times) < COUNT:
        if not is_running(job):
            job = begin_job(address)
        times.append(person.verdict())
    return times


def main() -> None:
    territory = Path(sys.argv[1])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    with tempfile.TemporaryDirectory() as state:
        process, address = serve(territory, Path(state))
        try:
            with urllib.request.urlopen(f"{address}api/v1/search?q=Milano") as answer:
                box = tuple(json.load(answer)["places"][0]["box"])
            one, other = Person(address, box, 1), Person(address, box, 2)
            for _ in range(10):
                one.verdict()
            told("alone", [one.verdict() for _ in range(COUNT)])
            with ThreadPoolExecutor(2) as people:
                asked = [
                    people.submit(lambda who: [who.verdict() for _ in range(COUNT // 2)], who)
                    for who in (one, other)
                ]
                told("two people at once", [each for one_ in asked for each in one_.result()])
            told("one, while a job runs", with_jobs(one, address))
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
