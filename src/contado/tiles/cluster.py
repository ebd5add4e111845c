"""Tasks on a Dask cluster. It needs the extra ``cluster``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from contado.errors import BadInput, Problem

_PATIENCE = "10s"
_FOR_WORKERS = "60s"  # that were started with the scheduler
_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://\S+:\d{1,5}")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A client of a Dask scheduler, used as a pool of processes is."""

    client: Any

    def submit(self, work: Callable[..., None], *arguments: object) -> Any:  # noqa: ANN401
        """Return what will tell when the task is done; two tasks are never taken for one."""
        return self.client.submit(work, *arguments, pure=False)

    def finished(self, futures: Sequence[Any]) -> Iterator[Any]:
        """Give futures as they end."""
        from distributed import as_completed

        return iter(as_completed(futures, loop=self.client.loop))  # type: ignore[no-untyped-call]

    @property
    def lost(self) -> type[Exception]:
        """What is raised where workers that did a task were lost, one after the other."""
        from distributed import KilledWorker

        return KilledWorker


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Connect to the scheduler at ``address``.

    Raises
    ------
    BadInput
        ``tiles.no_distributed``, ``tiles.bad_address``, ``tiles.no_cluster``,
        ``tiles.no_workers``.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise BadInput(Problem("tiles.no_distributed", address)) from None
    if not _ADDRESS.fullmatch(address):
        raise BadInput(Problem("tiles.bad_address", "--cluster", {"value": address[:80]}))
    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=_PATIENCE, set_as_default=False
        )
    except (OSError, ValueError) as error:
        fault = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise BadInput(Problem("tiles.no_cluster", address, {"fault": fault})) from None
    with client:
        _await_worker(client, address)
        yield Cluster(client)


def _await_worker(client: Any, address: str) -> None:  # noqa: ANN401 - no types
    """Refuse a scheduler that has nobody to do the work: its tasks would wait for ever."""
    try:
        client.wait_for_workers(1, timeout=_FOR_WORKERS)
    except TimeoutError:
        raise BadInput(Problem("tiles.no_workers", address)) from None
