"""Tables of observations as stations and agencies give them: every cell a text, nothing guessed."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from contado.errors import BadInput, Problem
from contado.heat.words import WORDS
from contado.terms import Text

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 400 << 20
"""Bytes of a table once it is unpacked: a century of hours takes thirty million."""

_DECIMAL = r"^\s*([-+]?\d+),(\d+)\s*$"
_MARKS = ",;\t"


def read_texts(path: Path) -> pd.DataFrame:
    """Read a CSV (comma, semicolon or tab; UTF-8; also ``.gz``) with a heading, as texts.

    Where columns are parted by semicolons, a comma in a number marks its decimals.

    Raises
    ------
    BadInput
        ``night.series_unreadable``, ``night.series_empty``.
    """
    import pandas as pd

    content = _content(path)
    heading = content[: 1 << 16].partition(b"\n")[0].decode("utf-8", "replace")
    mark = max(_MARKS, key=heading.count)
    try:
        table = pd.read_csv(
            BytesIO(content), sep=mark, dtype=str, keep_default_na=False, encoding="utf-8-sig"
        )
    except (ValueError, pd.errors.ParserError) as error:
        raise _unreadable(path, str(error).strip().splitlines()[-1][:200]) from None
    if not len(table):
        raise BadInput(Problem("night.series_empty", path.name))
    table = table.fillna("")
    return table.replace(_DECIMAL, r"\1.\2", regex=True) if mark == ";" else table


def _content(path: Path) -> bytes:
    """Return the bytes of a plain file, unpacked, never more than are held at once."""
    if not path.is_file():
        raise _unreadable(path, WORDS["tables.absent"])
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as handle:
            content = handle.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or str(error)) from None
    if len(content) > MAX_BYTES:
        raise _unreadable(path, WORDS["tables.large"])
    return content


def _unreadable(path: Path, fault: str | Text) -> BadInput:
    return BadInput(Problem("night.series_unreadable", path.name, {"fault": fault}))
