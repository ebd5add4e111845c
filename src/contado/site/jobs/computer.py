"""The process that computes, as its worker sees it: begun, asked, heard, killed, made anew."""

from __future__ import annotations

from contextlib import suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING

from contado.site.jobs.computing import CANCEL, End, JobStep, Task, compute

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

_WAIT = 5.0  # seconds for a process to be gone


class Died(Exception):  # noqa: N818 - named as a person would
    """The process that computes is no more."""


class Computer:
    """A process that computes tasks; `begin` makes it anew."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._done = 0

    def begin(self) -> None:
        """Begin a process, in place of the one there was."""
        self.kill()
        context = get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=compute, args=(other,), daemon=False)
        self._process.start()
        other.close()
        self._done = 0

    def kill(self) -> None:
        """End the process at once."""
        if self._process is None or self._pipe is None:
            return
        self._pipe.close()
        self._process.kill()
        self._process.join(_WAIT)
        self._process = self._pipe = None

    def renew(self, most: int, memory: int) -> None:
        """Begin anew after many tasks, or where the process keeps more memory than it may."""
        self._done += 1
        if self._done >= most or self.memory > memory:
            self.begin()

    def ask(self, task: Task) -> None:
        """Hand a task over.

        Raises
        ------
        Died
        """
        self._send(task)

    def cancel(self) -> None:
        """Ask to stop; who is dead need not be asked."""
        with suppress(Died):
            self._send(CANCEL)

    def hear(self, wait: float) -> JobStep | End | None:
        """Return the last news within ``wait`` seconds: the end, else the latest step.

        Raises
        ------
        Died
        """
        assert self._pipe is not None  # begun
        news: JobStep | End | None = None
        try:
            while not isinstance(news, End) and self._pipe.poll(0.0 if news else wait):
                news = self._pipe.recv()
        except (EOFError, OSError):
            raise self._death() from None
        return news

    @property
    def memory(self) -> int:
        """Memory that the process keeps, bytes; zero where it is no more."""
        import psutil

        if self._process is None or self._process.pid is None:
            return 0
        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def _send(self, what: Task | str) -> None:
        assert self._pipe is not None  # begun
        try:
            self._pipe.send(what)
        except OSError:
            raise self._death() from None

    def _death(self) -> Died:
        assert self._process is not None  # begun
        self._process.join(_WAIT)
        return Died(f"the process that computes ended with {self._process.exitcode}")
