"""Write a picture of classes as PNG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Colour = tuple[int, int, int, int]
"""Red, green, blue and opacity, 0 to 255."""


def indexed_png(codes: npt.NDArray[np.uint8], palette: Sequence[Colour]) -> bytes:
    r"""Return a PNG whose pixel ``(i, j)`` has the colour ``palette[codes[i, j]]``.

    Parameters
    ----------
    codes
        Shape ``(height, width)``, each below ``len(palette)``.
    palette
        At most 256 colours.

    Examples
    --------
    >>> picture = indexed_png(np.zeros((2, 3), dtype=np.uint8), [(0, 102, 204, 255)])
    >>> picture[:8], struct.unpack(">II", picture[16:24])
    (b'\x89PNG\r\n\x1a\n', (3, 2))
    """
    height, width = codes.shape
    lines = np.zeros((height, width + 1), dtype=np.uint8)
    lines[:, 1:] = codes
    colours = np.asarray(palette, dtype=np.uint8)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", colours[:, :3].tobytes()),
            _chunk(b"tRNS", colours[:, 3].tobytes()),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 6)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
