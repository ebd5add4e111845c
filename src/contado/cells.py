"""Tables of others: their text, what parts their columns, and how their numbers are written.

Nothing is guessed value by value: the marks for decimals and thousands are those of the whole
file, and where the file leaves them open it says so.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from contado.encodings import encoding_of

MOST_ROWS = 1_000_000
MOST_COLUMNS = 1000
LONGEST_CELL = 100_000
"""Characters of a cell."""

_MOSTLY = 0.5  # of the bytes of a plain text in two bytes a sign that are 0

_MARKS = ";\t,|"
_LOOKED_AT = 64  # lines from which the mark between columns is told
_HINT = re.compile(r"\s*\"?sep=(.)\"?\s*")
_BLANKS = re.compile(r"[\s\u00a0\u202f'’]")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_GROUPS = {
    mark: re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+(?:{re.escape(other)}\d+)?")
    for mark, other in ((".", ","), (",", "."))
}
_COMMA = re.compile(r"[+-]?(?:\d+,\d+|,\d+)(?:[eE][+-]?\d+)?")


class TableFault(ValueError):  # noqa: N818 - it becomes a BadInput where it is known whose
    """Why a text is no table: a word of the phrases that its reader has."""


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a table and its encoding.

    Examples
    --------
    >>> decoded("Città".encode("utf-16")), decoded("Città".encode("cp1252"))
    (('Città', 'utf-16'), ('Città', 'cp1252'))
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16"), "utf-16"
    if nuls := _nul_shares(content[: 1 << 16]):
        encoding = "utf-16-le" if nuls[1] > nuls[0] else "utf-16-be"
        return content.decode(encoding), encoding
    encoding = encoding_of(content, None)
    return content.decode(encoding).removeprefix("\ufeff"), encoding


def _nul_shares(content: bytes) -> tuple[float, float] | None:
    """Return the share of NULs at even and odd places; None where no text of two bytes is so."""
    even, odd = content[::2], content[1::2]
    shares = even.count(0) / max(len(even), 1), odd.count(0) / max(len(odd), 1)
    return shares if max(shares) > _MOSTLY else None


def rows_of_text(text: str) -> list[tuple[int, list[str]]]:
    r"""Return the rows of a table that are not blank, each with its line.

    A first line ``sep=;`` says what parts the columns; else it is the mark that parts most lines
    into the same number of cells, quotes minded.

    Raises
    ------
    TableFault
        ``rows``, ``columns``, ``cell``: more than is read. ``quotes``: one is never closed.

    Examples
    --------
    >>> rows_of_text('sep=;\na;"b;c"\n1,5;2\n')
    [(2, ['a', 'b;c']), (3, ['1,5', '2'])]
    >>> rows_of_text('"Uso, suolo";ha\nx;1,5\n')[0][1]
    ['Uso, suolo', 'ha']
    """
    hint, body = hint_of(text)
    mark, skipped = hint or mark_of(body), 1 if hint else 0
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=mark, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise TableFault("columns")
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num + skipped, cells))
            if len(rows) > MOST_ROWS:
                raise TableFault("rows")
    except csv.Error as error:
        raise TableFault("cell" if "limit" in str(error) else "quotes") from None
    return rows


def hint_of(text: str) -> tuple[str, str]:
    r"""Return the mark that a first line says parts the columns, and the text after that line.

    Examples
    --------
    >>> hint_of("sep=;\na;b"), hint_of("a;b")
    ((';', 'a;b'), ('', 'a;b'))
    """
    first, _, rest = text.partition("\n")
    found = _HINT.fullmatch(first)
    return (found[1], rest) if found else ("", text)


def mark_of(text: str) -> str:
    """Return the mark that parts the columns of a table."""
    lines = [line for line in text[: 1 << 20].splitlines()[:_LOOKED_AT] if line.strip()]
    best, score = ",", (0, 0)
    for mark in _MARKS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=mark)]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=1)
        own = (widths.count(usual) if usual > 1 else 0, usual)
        if own > score:
            best, score = mark, own
    return best


@dataclass(frozen=True, slots=True)
class NumberMarks:
    """How the numbers of a file are written.

    Parameters
    ----------
    decimal
        ``.`` or ``,``; None where nothing in the file tells and it matters.
    doubtful
        A number that reads two ways.
    contrary
        Two numbers that cannot be of one writing.
    """

    decimal: str | None
    doubtful: str = ""
    contrary: tuple[str, str] | None = None

    @classmethod
    def of(cls, texts: Iterable[str]) -> NumberMarks:
        """Return how numbers are written, from all of them.

        Examples
        --------
        >>> NumberMarks.of(["1.200", "3,5"]).decimal, NumberMarks.of(["1.200", "0.5"]).decimal
        (',', '.')
        >>> NumberMarks.of(["1.200", "800"])
        NumberMarks(decimal=None, doubtful='1.200', contrary=None)
        >>> NumberMarks.of(["1,5", "2.5"]).contrary
        ('1,5', '2.5')
        """
        seen: dict[str, str] = {}
        doubtful = ""
        for text in texts:
            mark = _evidence(_bare(text))
            if mark == "?":
                doubtful = doubtful or text.strip()
            elif mark:
                seen.setdefault(mark, text.strip())
        if len(seen) > 1:
            return cls(None, contrary=(seen[","], seen["."]))
        if seen:
            return cls(next(iter(seen)))
        return cls(None if doubtful else ".", doubtful)

    def number(self, text: str) -> float | None:
        """Return the finite number that a text is, None where it is none.

        Examples
        --------
        >>> NumberMarks(",").number("1.200,5"), NumberMarks(".").number("1,200.5")
        (1200.5, 1200.5)
        >>> NumberMarks(".").number("1 200"), NumberMarks(",").number("12.5")
        (1200.0, None)
        """
        bare, decimal = _bare(text), self.decimal or "."
        thousands = "," if decimal == "." else "."
        if _GROUPS[thousands].fullmatch(bare):
            bare = bare.replace(thousands, "")
        if decimal == "," and (_COMMA.fullmatch(bare)):
            bare = bare.replace(",", ".")
        elif decimal == "," and "." in bare:
            return None
        if not _PLAIN.fullmatch(bare):
            return None
        value = float(bare)
        return value if isfinite(value) else None


def _bare(text: str) -> str:
    return _BLANKS.sub("", text)


def _evidence(bare: str) -> str | None:
    """Return the mark of decimals that a number shows, ``?`` where it reads two ways."""
    if "." not in bare and "," not in bare:
        return None
    groups = [mark for mark in ".," if _GROUPS[mark].fullmatch(bare)]
    if groups:
        mark = groups[0]
        other = "," if mark == "." else "."
        return other if other in bare or bare.count(mark) > 1 else "?"
    if _COMMA.fullmatch(bare):
        return ","
    return "." if _PLAIN.fullmatch(bare) else None


def looks_numeric(texts: Sequence[str]) -> bool:
    """Tell whether most cells that are filled look like numbers, however they are written.

    Examples
    --------
    >>> looks_numeric(["1.200", "", "3,5"]), looks_numeric(["via 1", "2"])
    (True, False)
    """
    filled = [bare for text in texts if (bare := _bare(text))]
    like = sum(
        bool(_PLAIN.fullmatch(one) or _COMMA.fullmatch(one)
             or any(group.fullmatch(one) for group in _GROUPS.values()))
        for one in filled
    )  # fmt: skip
    return bool(filled) and like > len(filled) / 2


WITH_POINTS = NumberMarks(".")
"""Numbers as programs write them."""
