"""The process that computes: it knows no database, and may die alone.

Its worker hands it a task at a time through a pipe, and hears steps and the end through the same.
"""

from __future__ import annotations

import errno
import logging
import os
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from contado.analyses import CannotTell, Result
    from contado.errors import BadInput, Problem
    from contado.terms import Text

LOG = logging.getLogger("contado.jobs")

CANCEL = "cancel"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_POLITE = 10  # steps of priority that are left to who waits for a page


@dataclass(frozen=True, slots=True)
class Task:
    """An analysis to compute."""

    analysis: str
    values: Mapping[str, Any]  # inputs by name; files as paths
    territory: Path
    snapshot: str
    folder: Path  # is made, with ``result`` and ``shown`` in it
    language: str


@dataclass(frozen=True, slots=True)
class JobStep:
    """How far a task is."""

    doing: Mapping[str, str]
    share: float


@dataclass(frozen=True, slots=True)
class End:
    """What came of a task; ``state`` is as a job's."""

    state: str
    answer: list[dict[str, str]] = field(default_factory=list)
    cannot_tell: bool = False
    problems: list[dict[str, Any]] = field(default_factory=list)
    trace: str = ""  # for the log


def compute(pipe: Connection) -> None:
    """Compute what the worker hands over until it hands over nothing; never outlive it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _make_ready()
    try:
        while True:
            task = pipe.recv()
            if isinstance(task, Task):  # a wish to stop may come when all is done
                pipe.send(_ended(task, pipe))
    except (EOFError, OSError, KeyboardInterrupt):
        return


def _end_with_parent() -> None:
    worker = parent_process()
    assert worker is not None  # a worker began this process
    worker.join()
    os._exit(1)


def _make_ready() -> None:
    """Give way to who waits for a page, and load what every analysis needs."""
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    import contado.compiling
    import contado.facts
    import contado.pages.maps  # noqa: F401 - a process that stays loads what it will need


def _ended(task: Task, pipe: Connection) -> End:
    from contado.analyses import Cancelled, CannotTell
    from contado.errors import BadInput

    pipe.send(JobStep({}, 0.0))  # this process is there: the time of the job begins
    try:
        return _done(task, pipe)
    except Cancelled:
        return End("cancelled")
    except (BadInput, CannotTell) as refused:
        return _refused(refused)
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends this job alone
        return _failed(error)


def _done(task: Task, pipe: Connection) -> End:
    from contado.analyses import analysis, execute, write_shown
    from contado.territory import Territory

    what, values = analysis(task.analysis), dict(task.values)
    if "territory" in what.inputs and not what.stands_alone(values):
        values["territory"] = Territory.open(task.territory, task.snapshot)
    result = execute(
        what, values, out=task.folder / "result", language=task.language,
        progress=lambda text, share: _tell(pipe, text, share), cancelled=lambda: _hears(pipe),
    )  # fmt: skip
    write_shown(result, task.folder / "shown", task.language)
    return _of(result)


def _of(result: Result) -> End:
    return End("done", [text.model_dump() for text in result.answer], result.cannot_tell)


def _tell(pipe: Connection, text: Text, share: float) -> None:
    pipe.send(JobStep(text.model_dump(), share))


def _hears(pipe: Connection) -> bool:
    """Tell whether the worker asks to stop; one that is no more ends this process."""
    return pipe.poll() and pipe.recv() == CANCEL


def _refused(refused: BadInput | CannotTell) -> End:
    """Return what is wrong with what was asked; a file that cannot be written is no fault of it."""
    from contado.site.jobs.sentences import in_words

    unwritten = [each for each in refused.problems if each.code == "files.write_failed"]
    if unwritten:
        return _failure(_unwritten(unwritten[0].values["fault"]), refused)
    return End("refused", problems=in_words(refused.problems))


def _failed(error: Exception) -> End:
    from contado.errors import Problem

    if isinstance(error, OSError) and error.errno in _FULL:
        return _failure(_unwritten(error.strerror), error)
    return _failure(
        Problem("jobs.memory" if isinstance(error, MemoryError) else "jobs.fault"), error
    )


def _unwritten(fault: object) -> Problem:
    from contado.errors import Problem

    return Problem("jobs.not_written", "", {"fault": fault})


def _failure(problem: Problem, error: Exception) -> End:
    from contado.site.jobs.sentences import in_words

    trace = "".join(traceback.format_exception(error))
    return End("failed", problems=in_words([problem]), trace=trace)
