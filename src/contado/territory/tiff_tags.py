"""What the library leaves out of a GeoTIFF: the text that says which value is no datum."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

_NODATA = 42113
_LONGEST = 64
_MOST_TAGS = 4096


def nodata_text(path: Path) -> str | None:
    """Return the text as it was written, None where there is none.

    The library leaves it out where the cells cannot hold it, and takes words for zero.
    """
    with path.open("rb") as file:
        try:
            return _text(file)
        except struct.error:
            return None  # cut short: who reads it will tell


def _text(file: BinaryIO) -> str | None:
    order = "<" if file.read(2) == b"II" else ">"

    def one(form: str) -> int:
        form = order + form
        (value,) = struct.unpack(form, file.read(struct.calcsize(form)))
        return int(value)

    big = one("H") == 43  # noqa: PLR2004 - the number of a TIFF that is big
    file.seek(8 if big else 4)
    offset, count, room = ("Q", "Q", 8) if big else ("I", "H", 4)
    file.seek(one(offset))
    for _ in range(min(one(count), _MOST_TAGS)):
        number, _kind, length = one("H"), one("H"), one(offset)
        if number == _NODATA:
            if length > room:
                file.seek(one(offset))
            return file.read(min(length, _LONGEST)).split(b"\0")[0].decode("latin-1").strip()
        file.seek(room, 1)
    return None
