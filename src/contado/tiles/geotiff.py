"""GeoTIFFs written block by block: each is made smaller on a core of its own, then appended.

The form is TIFF 6.0 (or BigTIFF where the file may pass 2 GiB), tiled, with Zstandard (compression
50000) and, for decimal numbers, the floating-point predictor of Adobe's technical note 3. The tags
that say where the raster lies are those that GDAL writes for it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BufferedRandom
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import BLOCK, Grid, Window
from contado.tiles.threads import in_threads

Cells = npt.NDArray[Any]
Tag = tuple[int, int, int, bytes]
"""Number, type, count and value of a tag."""

_HEADER = 16
_SHORT, _LONG, _LONG8, _ASCII = 3, 4, 16, 2
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 11: 4, 12: 8, 16: 8}
_PLACING = {33550, 33922, 34735, 34736, 34737}  # scale, tie point and keys of the CRS
_ZSTD, _LEVEL = 50_000, 1
_QUICK = -3  # of what a predictor was used on: a fifth less work for a thirtieth more bytes
_NO_PREDICTOR, _WHOLE, _REAL = 1, 2, 3
_FORMATS = {"u": 1, "i": 2, "f": 3}
_CLASSIC = 1 << 31  # bytes, before they are made smaller, that surely fit a TIFF that is not big


class GeoTiff:
    """A GeoTIFF of one band that is being written.

    Parameters
    ----------
    file
        Open for writing and reading, empty.
    grid
        The cells.
    dtype
        Of the cells.
    nodata
        What stands for no data.
    varied
        Whether most cells have a value of their own, and a predictor helps.
    """

    def __init__(
        self, file: BufferedRandom, grid: Grid, dtype: str, nodata: float, *, varied: bool
    ) -> None:
        self.file, self._grid = file, grid
        self.dtype, self.nodata = np.dtype(dtype).newbyteorder("<"), nodata
        kind = _REAL if self.dtype.kind == "f" else _WHOLE
        self._predictor = kind if varied else _NO_PREDICTOR
        self._big = grid.cells * self.dtype.itemsize > _CLASSIC
        self._across = -(-grid.columns // BLOCK)
        blocks = self._across * -(-grid.rows // BLOCK)
        self._starts = np.zeros(blocks, dtype="<u8")
        self._sizes = np.zeros(blocks, dtype="<u8")
        file.write(bytes(_HEADER))  # where the header goes, once it is known what it points to

    def write(self, values: Cells, window: Window) -> None:
        """Append the blocks of a window that begins and ends where blocks do; NaN is no data."""
        if not _is_of_blocks(window, self._grid):
            raise ValueError("a window that is written begins and ends where blocks do")
        parts = list(self._blocks(window))
        for (place, _), block in zip(
            parts, in_threads(lambda part: self._packed(values, part[1]), parts), strict=True
        ):
            self._starts[place], self._sizes[place] = self.file.tell(), len(block)
            self.file.write(block)

    def close(self) -> None:
        """Write what the file is at its end, and where that begins at its start."""
        self._order()
        self.file.write(bytes(-self.file.tell() % 8))
        tags = sorted((*self._tags(), *_placing(self._grid)))
        start = self.file.tell()
        self.file.write(_directory(tags, start, big=self._big))
        self.file.seek(0)
        header = struct.pack("<2sHHHQ", b"II", 43, 8, 0, start)
        self.file.write(header if self._big else struct.pack("<2sHI", b"II", 42, start))

    def _order(self) -> None:
        """Put the blocks where their places follow: the bytes are the same however it was cut."""
        written = np.flatnonzero(self._sizes)
        starts = self._starts[written]
        if (np.diff(starts.astype(np.int64)) > 0).all():
            return
        with TemporaryFile(dir=Path(self.file.name).parent) as kept:
            for place in written:
                self.file.seek(int(self._starts[place]))
                self._starts[place] = _HEADER + kept.tell()
                kept.write(self.file.read(int(self._sizes[place])))
            kept.seek(0)
            self.file.seek(_HEADER)
            copyfileobj(kept, self.file)

    def _blocks(self, window: Window) -> Iterator[tuple[int, tuple[slice, slice]]]:
        """Yield the place of each block of a window, and what cuts it out of the window."""
        for row in range(0, window.rows, BLOCK):
            for column in range(0, window.columns, BLOCK):
                down, along = (window.row + row) // BLOCK, (window.column + column) // BLOCK
                own = slice(row, row + BLOCK), slice(column, column + BLOCK)
                yield down * self._across + along, own

    def _packed(self, values: Cells, own: tuple[slice, slice]) -> bytes:
        """Return a block as it is stored."""
        import pyarrow as pa

        from contado.tiles.geotiff_kernels import differences, planes, put

        part = values[own]
        block = np.empty((BLOCK, BLOCK), dtype=self.dtype)
        if part.dtype.kind == "f":
            put(block, part, self.dtype.type(self.nodata))
        else:
            block[:] = self.nodata
            np.copyto(block[: part.shape[0], : part.shape[1]], part, casting="same_kind")
        stored = block.view(f"<u{self.dtype.itemsize}")
        if self._predictor == _REAL:
            stored = planes(stored, self.dtype.itemsize)
        elif self._predictor == _WHOLE:
            stored = differences(stored)
        level = _LEVEL if self._predictor == _NO_PREDICTOR else _QUICK
        packed: bytes = pa.Codec("zstd", compression_level=level).compress(stored, asbytes=True)
        return packed

    def _tags(self) -> Iterator[Tag]:
        whole = {
            256: self._grid.columns, 257: self._grid.rows, 258: 8 * self.dtype.itemsize,
            259: _ZSTD, 262: 1, 277: 1, 284: 1, 317: self._predictor, 322: BLOCK, 323: BLOCK,
            339: _FORMATS[self.dtype.kind],
        }  # fmt: skip
        for number, value in whole.items():
            yield number, _LONG, 1, struct.pack("<I", value)
        kind, form = (_LONG8, "<u8") if self._big else (_LONG, "<u4")
        for number, values in ((324, self._starts), (325, self._sizes)):
            yield number, kind, len(values), values.astype(form).tobytes()
        text = f"{self.nodata:.17g}".encode() + b"\0"
        yield 42113, _ASCII, len(text), text


def _is_of_blocks(window: Window, grid: Grid) -> bool:
    ends = (window.row + window.rows, grid.rows), (window.column + window.columns, grid.columns)
    begins = window.row % BLOCK == 0 and window.column % BLOCK == 0
    return begins and all(end % BLOCK == 0 or end == last for end, last in ends)


def _directory(tags: list[Tag], start: int, *, big: bool) -> bytes:
    """Return the tags as they are stored at ``start``, values that do not fit behind them."""
    count, entry, room, end = ("<Q", "<HHQ", 8, 8) if big else ("<H", "<HHI", 4, 4)
    head = struct.pack(count, len(tags))
    behind = start + len(head) + len(tags) * (struct.calcsize(entry) + room) + end
    entries, values = [head], []
    for number, kind, size, value in tags:
        where = value
        if len(value) > room:
            where = struct.pack("<Q" if big else "<I", behind)
            values.append(value + bytes(-len(value) % 8))
            behind += len(values[-1])
        entries.append(struct.pack(entry, number, kind, size) + where.ljust(room, b"\0"))
    return b"".join([*entries, bytes(end), *values])


def _placing(grid: Grid) -> Iterator[Tag]:
    """Yield the tags that GDAL writes of a raster that lies where the grid does."""
    from rasterio.io import MemoryFile

    one = {"width": 1, "height": 1, "count": 1, "dtype": "uint8"}
    with MemoryFile() as memory:
        with memory.open(driver="GTiff", crs=grid.crs, transform=grid.transform, **one):
            pass
        file = bytes(memory.getbuffer())
    (first,) = struct.unpack_from("<I", file, 4)
    (count,) = struct.unpack_from("<H", file, first)
    for place in range(first + 2, first + 2 + 12 * count, 12):
        number, kind, size, where = struct.unpack_from("<HHII", file, place)
        length = size * _SIZES[kind]
        begin = place + 8 if length <= 4 else where  # noqa: PLR2004 - a value of four bytes fits
        if number in _PLACING:
            yield number, kind, size, file[begin : begin + length]
