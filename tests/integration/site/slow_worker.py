"""A worker that knows one more analysis, as slow and as ill-behaved as it is asked to be.

Its process and the one that computes both read this file, so that both know it.
"""

import os
import resource
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from contado.analyses import Execution, Result, reading
from contado.analyses.declaration import Analysis
from contado.errors import BadInput, Problem
from contado.terms import Text

DECLARED = """
label: {it: Lenta, en: Slow}
purpose: {it: Aspetta., en: It waits.}
kicker: {it: Prova, en: Trial}
title: {it: Lenta, en: Slow}
reference: {it: Prova, en: Trial}
guide: jobs.md
computation: slow_worker:slow
inputs:
  effects: {kind: text, required: true, label: {it: File., en: File.}}
  seconds: {kind: number, default: 0, label: {it: Attesa., en: Wait.}}
  manner:
    kind: choice
    default: well
    choices: [well, refuse, fail, die, hang, leak, full]
    label: {it: Modo., en: Manner.}
tables:
  units:
    label: {it: Righe, en: Rows}
    columns:
      name: {label: {it: Nome, en: Name}}
phrases:
  waiting: {it: attesa, en: waiting}
"""
_KNOWN = reading.analysis


def analysis(name: str) -> Analysis:
    return reading.declared(DECLARED, name) if name == "slow" else _KNOWN(name)


reading.analysis = analysis


@dataclass(frozen=True)
class SlowRequest:
    effects: str
    seconds: float
    manner: str


def slow(request: SlowRequest, execution: Execution) -> Result:
    _note(request, f"begun {os.getpid()}")
    globals().get(f"_{request.manner}", lambda: None)()
    start = time.monotonic()
    while (passed := time.monotonic() - start) < request.seconds:
        execution.step("waiting", passed / request.seconds)
        time.sleep(0.05)
    _note(request, "ended")
    return Result(
        tables={"units": pd.DataFrame({"name": ["x"]})}, answer=(Text(it="Fatto.", en="Done."),)
    )


def _note(request: SlowRequest, what: str) -> None:
    with Path(request.effects).open("a") as file:
        file.write(what + "\n")


def _refuse() -> None:
    raise BadInput(Problem("analyses.bad_value", "--seconds", {"value": "x"}))


def _fail() -> None:
    message = "a fault of ours"
    raise RuntimeError(message)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hang() -> None:
    time.sleep(3600)


def _leak() -> None:
    held = []
    while True:
        held.append(b"x" * 20_000_000)
        time.sleep(0.02)


def _full() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        Path(os.environ["CONTADO_STATE"], "large").write_bytes(b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def main() -> None:
    territory, state, lease = sys.argv[1:]
    from contado.site import server

    server.set_up(Path(territory), Path(state))
    if lease == "until-closed":
        return server.work(until_closed=sys.stdin)
    from contado.site.jobs.worker import Worker

    return Worker(lease=float(lease), grace=1.0).run(lambda: False)


if __name__ == "__main__":
    main()
