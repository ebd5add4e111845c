"""What the tasks of a stage give, in files or in memory, read back by window."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import Window

Arrays = Mapping[str, npt.NDArray[Any]]


class StageParts(Protocol):
    """What the tasks of a stage gave, in the order of its windows."""

    @property
    def windows(self) -> tuple[Window, ...]:
        """One a task."""

    def part(self, name: str, place: int) -> npt.NDArray[Any]:
        """Return an array that the task at ``place`` gave."""

    def rows(self, name: str, place: int, rows: slice) -> npt.NDArray[Any]:
        """Return some rows of an array that the task at ``place`` gave."""


@dataclass(frozen=True, slots=True)
class Mosaic:
    """A raster that the tasks of a stage gave piece by piece.

    Parameters
    ----------
    parts
        Each array called ``name`` has the shape of its window; the windows fill a grid.
    name
        Of the raster.
    """

    parts: StageParts
    name: str

    def read(self, window: Window) -> npt.NDArray[Any]:
        """Return the cells of a window."""
        joined: npt.NDArray[Any] | None = None
        for place, own in enumerate(self.parts.windows):
            met = own.meet(window)
            if not met.cells:
                continue
            down, along = met.inside(own)
            values = self.parts.rows(self.name, place, down)[:, along]
            if met == window:
                return values
            if joined is None:
                joined = np.empty(window.shape, dtype=values.dtype)
            joined[met.inside(window)] = values
        if joined is None:
            raise ValueError("no part of the raster lies in the window")
        return joined


@dataclass(frozen=True, slots=True)
class Held:
    """StageParts in memory."""

    windows: tuple[Window, ...]
    arrays: tuple[Arrays, ...]

    def part(self, name: str, place: int) -> npt.NDArray[Any]:
        """Return an array that the task at ``place`` gave."""
        return self.arrays[place][name]

    def rows(self, name: str, place: int, rows: slice) -> npt.NDArray[Any]:
        """Return some rows of an array that the task at ``place`` gave."""
        return self.arrays[place][name][rows]


@dataclass(frozen=True, slots=True)
class Filed:
    """StageParts in files of a folder, one a task."""

    windows: tuple[Window, ...]
    folder: Path

    def path(self, place: int) -> Path:
        """Return the file of the task at ``place``."""
        return self.folder / f"{place:06d}.part"

    def part(self, name: str, place: int) -> npt.NDArray[Any]:
        """Return an array that the task at ``place`` gave."""
        return self.rows(name, place, slice(None))

    def rows(self, name: str, place: int, rows: slice) -> npt.NDArray[Any]:
        """Return some rows of an array that the task at ``place`` gave."""
        path = self.path(place)
        start, dtype, shape = _contents(path)[name]
        first, last, _ = rows.indices(shape[0])
        row = int(np.prod(shape[1:]))
        count = max(last - first, 0) * row
        values = np.fromfile(path, dtype, count, offset=start + first * row * dtype.itemsize)
        return values.reshape(-1, *shape[1:]) if row else np.empty(shape, dtype)


def save(path: Path, arrays: Arrays) -> None:
    """Write arrays to a file that is whole or absent.

    It is not forced to the disk, as `contado.files.written` does: what a killed process wrote is
    kept by the system, and a part that a power cut leaves short is known by its length.
    """
    taken = {name: np.ascontiguousarray(values) for name, values in arrays.items()}
    header, start = {}, 0
    for name, values in taken.items():
        header[name] = [start, values.dtype.str, values.shape]
        start += values.nbytes
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps([header, start]).encode() + b"\n")
            for values in taken.values():
                values.tofile(file)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def is_whole(path: Path) -> bool:
    """Tell whether a part was written, and to its end."""
    try:
        with path.open("rb") as file:
            line = file.readline()
            return bool(file.seek(0, os.SEEK_END) == len(line) + json.loads(line)[1])
    except (OSError, ValueError):
        return False


def _contents(path: Path) -> dict[str, tuple[int, np.dtype[Any], tuple[int, ...]]]:
    with path.open("rb") as file:
        line = file.readline()
    return {
        name: (len(line) + start, np.dtype(dtype), tuple(shape))
        for name, (start, dtype, shape) in json.loads(line)[0].items()
    }
