"""Tables of observations as stations and agencies give them: every cell a text, nothing guessed."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from contado.cells import (
    WITH_POINTS,
    NumberMarks,
    decoded,
    hint_of,
    looks_numeric,
    mark_of,
)
from contado.errors import BadInput, Problem
from contado.heat.words import WORDS
from contado.terms import Text
from contado.territory import left_open

if TYPE_CHECKING:
    import pandas as pd

_LOOKED_AT = 1000  # different texts of a column by which it is told to hold numbers

MAX_BYTES = 400 << 20
"""Bytes of a table once it is unpacked: a century of hours takes thirty million."""


def read_texts(path: Path) -> pd.DataFrame:
    """Read a CSV (see `contado.cells`; also ``.gz``) with a heading, as texts.

    Numbers are rewritten as programs write them: how the file writes its own is told by all of
    them. Where columns are parted by commas and nothing else tells, a point marks decimals.

    Raises
    ------
    BadInput
        ``night.series_unreadable``, ``night.series_empty``, ``plain_tables.ambiguous``,
        ``plain_tables.two_writings``.
    """
    import pandas as pd

    try:
        text, _ = decoded(_content(path))
    except UnicodeDecodeError as error:
        raise _unreadable(path, str(error)[:200]) from None
    hint, body = hint_of(text)
    mark = hint or mark_of(body)
    try:
        table = pd.read_csv(StringIO(body), sep=mark, dtype=str, keep_default_na=False)
    except (ValueError, pd.errors.ParserError) as error:
        raise _unreadable(path, str(error).strip().splitlines()[-1][:200]) from None
    if not len(table):
        raise BadInput(Problem("night.series_empty", path.name))
    return _with_points(table.fillna(""), mark, path.name)


def _with_points(table: pd.DataFrame, mark: str, where: str) -> pd.DataFrame:
    """Return the table with its numbers written with a point and no mark of thousands."""
    unique = {name: table[name].unique().tolist() for name in table.columns}
    numeric = [name for name, texts in unique.items() if looks_numeric(texts[:_LOOKED_AT])]
    marks = NumberMarks.of(text for name in numeric for text in unique[name])
    if marks.decimal is None and mark == "," and not marks.contrary:
        marks = WITH_POINTS
    problems = [left_open(marks, name, unique[name], where) for name in numeric]
    if found := [problem for problem in problems if problem]:
        raise BadInput(found[:1])
    for name in numeric:
        plain = {text: _plain(text, marks) for text in unique[name]}
        table[name] = table[name].map(plain)
    return table


def _plain(text: str, marks: NumberMarks) -> str:
    number = marks.number(text)
    if number is None:
        return text
    with suppress(ValueError):
        if float(text) == number:
            return text
    return repr(number)


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
