"""Where the stages of a run are done: in memory, in files, by a cluster; and who is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from contado.errors import BadInput, Problem
from contado.tiles.grid import BLOCK
from contado.tiles.smoothing import TILE

if TYPE_CHECKING:
    from contado.tiles.running import StagedRun

Told = Callable[[str, float], None]
"""Is given what is being done, and a share from 0 to 1."""

IN_MEMORY = 80_000_000
"""Cells that are computed in memory; a larger map goes through files."""

_SHARES = {"cells": (0.0, 0.15), "park": (0.15, 0.4), "around": (0.4, 0.55), "air": (0.55, 1.0)}


@dataclass(frozen=True, slots=True)
class Machine:
    """How a run is done.

    Parameters
    ----------
    told
        Who is told how far it is.
    cluster
        Address of a Dask scheduler; None for this process.
    side
        Cells a side of a tile; results do not depend on it.
    in_memory
        Cells that are computed in memory.

    Raises
    ------
    BadInput
        ``heat.bad_tile``.
    """

    told: Told = lambda *_: None
    cluster: str | None = None
    side: int = TILE
    in_memory: int = IN_MEMORY

    def __post_init__(self) -> None:
        if self.side <= 0 or self.side % BLOCK:
            raise BadInput(Problem("heat.bad_tile", "--tile", {"side": self.side, "block": BLOCK}))

    @contextmanager
    def run(
        self, out: Path, cells: int, key: Callable[[], str], stages: Mapping[str, float]
    ) -> Iterator[StagedRun]:
        """Give what does the stages.

        Parameters
        ----------
        out
            Folder of the results: parts are kept beside it while the run lasts, and taken up
            where an earlier run of the same key was stopped.
        cells
            How many are computed.
        key
            Gives the name of the run: see `contado.tiles.running.run_key`.
        stages
            Share of the run that comes before each map, by the name of the map's stages.
        """
        from contado.tiles.running import run_in_files, run_in_memory

        progress = self._progress(stages)
        if self.cluster is None and cells <= self.in_memory:
            with run_in_memory(progress) as run:
                yield run
            return
        folder = parts_of(out)
        with run_in_files(folder, key(), cluster=self.cluster, progress=progress) as run:
            yield run
        shutil.rmtree(folder, ignore_errors=True)

    def _progress(self, maps: Mapping[str, float]) -> Callable[[str, int, int], None]:
        each = 1 / len(maps)

        def progress(stage: str, done: int, of: int) -> None:
            name = max((name for name in maps if stage.startswith(name)), key=len)
            kind = stage.removeprefix(name).split("-")[0]
            start, stop = _SHARES[kind]
            self.told(kind, maps[name] + each * (start + (stop - start) * done / of))

        return progress


def parts_of(out: Path) -> Path:
    """Return the folder that holds the parts of an unfinished run.

    Examples
    --------
    >>> parts_of(Path("results/milan")).as_posix()
    'results/.milan.parts'
    """
    return out.parent / f".{out.name}.parts"
