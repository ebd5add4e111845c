"""Stages of a model, task by task: in memory, in files, by processes or by a cluster."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from contado.errors import BadInput, Problem
from contado.files import digest, sha256_of
from contado.tiles.grid import Window
from contado.tiles.memory import kept_memory
from contado.tiles.parts import Arrays, Filed, Held, StageParts, is_whole, save

Work = Callable[[Window], Arrays]
"""What a task does: from its window to named arrays. It must be picklable to run elsewhere."""

Progress = Callable[[str, int, int], None]
"""Told the stage, how many of its tasks are done and how many there are."""

_FORM = 1  # of the scratch folder: parts of another form are not taken up


class _Workers(Protocol):
    """Something that does tasks elsewhere: a pool of processes or a cluster."""

    def submit(self, work: Callable[..., None], *arguments: object) -> Any:  # noqa: ANN401
        """Return what will tell when the task is done."""

    def finished(self, futures: Sequence[Any]) -> Iterator[Any]:
        """Give futures as they end."""

    @property
    def lost(self) -> type[Exception]:
        """What is raised where one who did a task is there no more."""


def run_key(inputs: Mapping[str, Path], parameters: Mapping[str, object]) -> str:
    """Return the name of a run: the same for the same files and parameters alone.

    Parameters
    ----------
    inputs
        Files that are read, by name; what counts is their content.
    parameters
        Everything else that the result depends on, as JSON has it.

    Examples
    --------
    >>> run_key({}, {"radius": 2}) == run_key({}, {"radius": 3})
    False
    """
    hashes = {name: sha256_of(path) for name, path in inputs.items()}
    return digest({"form": _FORM, "inputs": hashes, "parameters": dict(parameters)})


@dataclass(frozen=True, slots=True)
class StagedRun:
    """A run of stages. Make it with `run_in_memory` or `run_in_files`.

    Examples
    --------
    >>> import numpy as np
    >>> from contado.tiles.parts import Mosaic
    >>> windows = (Window(0, 0, 1, 2), Window(1, 0, 1, 2))
    >>> with run_in_memory() as run:
    ...     parts = run.stage("rows", windows, lambda own: {"row": np.full(own.shape, own.row)})
    >>> Mosaic(parts, "row").read(Window(0, 0, 2, 2)).tolist()
    [[0, 0], [1, 1]]
    """

    folder: Path | None
    workers: _Workers | None
    progress: Progress

    def stage(self, name: str, windows: Sequence[Window], work: Work) -> StageParts:
        """Do a task for each window, but those that an earlier run of the same key did.

        Parameters
        ----------
        name
            Of the stage, unique in the run; also of its folder.
        windows
            One a task.
        work
            What a task does.

        Returns
        -------
        parts
            What the tasks gave; picklable where they are in files.
        """
        if self.folder is None:
            return Held(tuple(windows), tuple(self._in_memory(name, windows, work)))
        parts = Filed(tuple(windows), self.folder / name)
        parts.folder.mkdir(parents=True, exist_ok=True)
        todo = [place for place in range(len(windows)) if not is_whole(parts.path(place))]
        self._in_files(name, parts, todo, work)
        return parts

    def _in_memory(self, name: str, windows: Sequence[Window], work: Work) -> Iterator[Arrays]:
        for done, window in enumerate(windows, 1):
            yield work(window)
            self.progress(name, done, len(windows))

    def _in_files(self, name: str, parts: Filed, todo: Sequence[int], work: Work) -> None:
        done = len(parts.windows) - len(todo)
        self.progress(name, done, len(parts.windows))
        for more, _ in enumerate(self._done(parts, todo, work), 1):
            self.progress(name, done + more, len(parts.windows))

    def _done(self, parts: Filed, todo: Sequence[int], work: Work) -> Iterator[None]:
        if self.workers is None:
            for place in todo:
                _do(work, parts.windows[place], parts.path(place))
                yield
            return
        futures = [
            self.workers.submit(_do, work, parts.windows[place], parts.path(place))
            for place in todo
        ]
        try:
            for future in self.workers.finished(futures):
                yield future.result()
        except self.workers.lost:
            raise BadInput(Problem("tiles.worker_lost", parts.folder.name)) from None
        finally:
            for future in futures:
                future.cancel()


def _do(work: Work, window: Window, path: Path) -> None:
    if not path.parent.is_dir():
        raise BadInput(Problem("tiles.folder_not_shared", str(path.parent)))
    save(path, work(window))


@contextmanager
def run_in_memory(progress: Progress = lambda *_: None) -> Iterator[StagedRun]:
    """Give a run that keeps everything in memory, for what fits."""
    with kept_memory():
        yield StagedRun(None, None, progress)


@contextmanager
def run_in_files(
    folder: Path,
    key: str,
    *,
    processes: int = 1,
    cluster: str | None = None,
    progress: Progress = lambda *_: None,
) -> Iterator[StagedRun]:
    """Give a run whose parts are files, taken up where an earlier one of the same key was stopped.

    Parameters
    ----------
    folder
        Where the parts are kept while the run lasts; on a cluster, one that all workers see.
    key
        Of the run: see `run_key`. Nothing of a run of another key is used.
    processes
        Of this machine that do tasks; with one, tasks are done here, each on all cores.
    cluster
        Address of a Dask scheduler, such as ``tcp://host:8786``, whose workers do the tasks.
    progress
        Told of every task done.

    Raises
    ------
    BadInput
        ``tiles.no_cluster`` where nobody answers there, ``tiles.no_distributed`` where the extra
        is not installed, ``tiles.folder_not_shared``, ``tiles.worker_lost``.

    Notes
    -----
    The parts are removed when the block ends well, and left for the next run when it does not.
    """
    own = folder / key[:16]
    with kept_memory(), _workers(processes, cluster) as workers:
        yield StagedRun(own, workers, progress)
    shutil.rmtree(own, ignore_errors=True)


@contextmanager
def _workers(processes: int, cluster: str | None) -> Iterator[_Workers | None]:
    if cluster is not None:
        from contado.tiles.cluster import connected

        with connected(cluster) as client:
            yield client
    elif processes > 1:
        # a fork of a process whose libraries run threads may stop for ever
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            yield _Pool(pool)
    else:
        yield None


@dataclass(frozen=True, slots=True)
class _Pool:
    pool: ProcessPoolExecutor

    def submit(self, work: Callable[..., None], *arguments: object) -> Future[None]:
        return self.pool.submit(work, *arguments)

    def finished(self, futures: Sequence[Future[None]]) -> Iterator[Future[None]]:
        return as_completed(futures)

    @property
    def lost(self) -> type[Exception]:
        return BrokenExecutor
