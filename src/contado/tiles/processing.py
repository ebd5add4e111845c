"""How a run on rasters is done: in memory, in files or by a cluster, in tiles; and who is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contado.errors import BadInput, Problem
from contado.tiles.grid import BLOCK
from contado.tiles.running import Progress, StagedRun, run_in_files, run_in_memory
from contado.tiles.smoothing import TILE
from contado.tiles.thinned import Thinned

IN_MEMORY = 80_000_000
"""Cells that are computed in memory; a larger map goes through files."""


@dataclass(frozen=True, slots=True)
class Processing:
    """How a run is done; results do not depend on it.

    Parameters
    ----------
    progress
        Told what is being done, and a share from 0 to 1.
    cluster
        Address of a Dask scheduler whose workers do the tiles; None for this process.
    side
        Cells a side of a tile.
    in_memory
        Cells that are computed in memory.
    thinned
        Filled with the rasters that are written, as a page shows them.

    Raises
    ------
    BadInput
        ``tiles.bad_tile``.
    """

    progress: Callable[[str, float], None] = lambda *_: None
    cluster: str | None = None
    side: int = TILE
    in_memory: int = IN_MEMORY
    thinned: dict[str, Thinned] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.side <= 0 or self.side % BLOCK:
            raise BadInput(Problem("tiles.bad_tile", "--tile", {"side": self.side, "block": BLOCK}))

    @contextmanager
    def run(
        self, out: Path, cells: int, key: Callable[[], str], progress: Progress
    ) -> Iterator[StagedRun]:
        """Give what does the stages of a run.

        Parameters
        ----------
        out
            Folder of the results: parts are kept beside it while the run lasts, and taken up
            where an earlier run of the same key was stopped.
        cells
            How many are computed.
        key
            Gives the name of the run: see `contado.tiles.running.run_key`.
        progress
            Told of every task done.
        """
        if self.cluster is None and cells <= self.in_memory:
            with run_in_memory(progress) as run:
                yield run
            return
        folder = parts_of(out)
        with run_in_files(folder, key(), cluster=self.cluster, progress=progress) as run:
            yield run
        shutil.rmtree(folder, ignore_errors=True)


def parts_of(out: Path) -> Path:
    """Return the folder that holds the parts of an unfinished run; workers stand elsewhere.

    Examples
    --------
    >>> parts_of(Path("/results/milan")).as_posix()
    '/results/.milan.parts'
    """
    return out.absolute().parent / f".{out.name}.parts"
