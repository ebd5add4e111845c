"""Lists of coordinates: one point a row, in order around each ring."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from contado.archives import checked_size, printable
from contado.cells import NumberMarks, TableFault, decoded, rows_of_text
from contado.errors import BadInput, Problem
from contado.interventions.flat import NUMBERS, full_name, properties_of
from contado.interventions.rings import Budget, Point, assembled, vertex_problem
from contado.interventions.source import MAX_BYTES, MAX_FEATURES, Feature, Findings, SourceFile

_X = ("x", "e", "est", "east", "easting", "lon", "lng", "longitude", "longitudine")
_Y = ("y", "n", "nord", "north", "northing", "lat", "latitude", "latitudine")
_RING = ("ring", "anello")
_SEPARATORS = ";\t,"
_LEAST_POINTS = 3
_MOST_RINGS = 200

Row = dict[str, str]


def read_coordinates(path: Path, findings: Findings) -> SourceFile:
    """Read rows of x and y, with a header.

    Separated by semicolon, tab, comma or blanks; decimals with a dot, or with a comma where the
    comma does not separate. Rows with the same ``id`` make one intervention and rows with the
    same ``ring`` one ring of it; a ring inside another is a hole. Other columns are those of
    `contado.interventions.flat`, and need to be filled only once. Cells are text: nothing that
    looks like a formula is ever computed.
    """
    checked_size(path, MAX_BYTES)
    rows = _with_numbers(_rows(path, findings), path.name)
    lots: dict[str, list[tuple[int, Row]]] = {}
    for number, row in rows:
        lots.setdefault(row.get("id", path.stem), []).append((number, row))
    if len(lots) > MAX_FEATURES:
        raise BadInput(Problem("interventions.too_many", path.name, {"limit": MAX_FEATURES}))
    budget = Budget()
    features = tuple(_feature(path.name, key, lot, budget, findings) for key, lot in lots.items())
    return SourceFile(path.name, features, None)


def _with_numbers(rows: list[tuple[int, Row]], name: str) -> list[tuple[int, Row]]:
    """Return the rows with their numbers as programs write them, told by the whole file."""
    numeric = ("x", "y", *NUMBERS)
    marks = NumberMarks.of(
        cell for _, row in rows for column, cell in row.items() if column in numeric
    )
    if marks.contrary or marks.decimal is None:
        texts = marks.contrary or (marks.doubtful, "")
        values = {"first": printable(texts[0], 40), "second": printable(texts[1], 40)}
        code = "two_writings" if marks.contrary else "ambiguous_number"
        raise BadInput(Problem(f"interventions.{code}", name, values))
    return [
        (number, {column: _plain(cell, marks) if column in numeric else cell
                  for column, cell in row.items()})
        for number, row in rows
    ]  # fmt: skip


def _plain(cell: str, marks: NumberMarks) -> str:
    number = marks.number(cell)
    return cell if number is None else repr(number)


def _rows(path: Path, findings: Findings) -> list[tuple[int, Row]]:
    """Return the rows by line number, each with its filled cells by full column name."""
    try:
        text, encoding = decoded(path.read_bytes())
        lines = _split(text)
    except UnicodeDecodeError as error:
        raise BadInput(
            Problem("interventions.encoding", path.name, {"byte": error.start})
        ) from None
    except TableFault as error:
        values = {"detail": str(error)}
        raise BadInput(Problem("interventions.unreadable", path.name, values)) from None
    if not encoding.startswith("utf"):
        values = {"encoding": encoding.upper()}
        findings.notices.append(Problem("plain_tables.encoding_assumed", path.name, values))
    if not lines:
        raise BadInput(Problem("interventions.no_features", path.name))
    header = [_name(cell) for cell in lines[0][1]]
    if not {"x", "y"} <= set(header) or len(set(header)) < len(header):
        found = {"found": printable(", ".join(header), 120)}
        raise BadInput(Problem("interventions.no_header", path.name, found))
    return [(number, _row(header, cells)) for number, cells in lines[1:]]


def _split(text: str) -> list[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if any(mark in first for mark in _SEPARATORS) or first.startswith("sep="):
        return rows_of_text(text)
    lines = ((number, line.split()) for number, line in enumerate(text.splitlines(), start=1))
    return [(number, cells) for number, cells in lines if cells]


def _name(cell: str) -> str:
    small = cell.strip().lower()
    for name, names in (("x", _X), ("y", _Y), ("ring", _RING)):
        if small in names:
            return name
    return full_name(small)


def _row(header: list[str], cells: list[str]) -> Row:
    return {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}


def _feature(
    name: str, key: str, lot: list[tuple[int, Row]], budget: Budget, findings: Findings
) -> Feature:
    where = f"{name}:{lot[0][0]}"
    properties: dict[str, object] = {"id": key}
    for number, row in lot:
        for column, cell in row.items():
            if column in ("x", "y", "ring"):
                continue
            if properties.setdefault(column, cell) != cell:
                values = {"column": printable(column), "id": printable(key)}
                place = f"{name}:{number}"
                findings.problems.append(Problem("interventions.two_values", place, values))
    return Feature(where, _geometry(name, lot, budget, findings), properties_of(properties))


def _geometry(
    name: str, lot: list[tuple[int, Row]], budget: Budget, findings: Findings
) -> BaseGeometry | None:
    where = f"{name}:{lot[0][0]}"
    before = len(findings.problems)
    rings: dict[str, list[Point]] = {}
    for number, row in lot:
        point = _point(row, f"{name}:{number}", findings)
        if point is not None:
            rings.setdefault(row.get("ring", ""), []).append(point)
    if not budget.take(len(lot)) or len(rings) > _MOST_RINGS:
        findings.problems.append(vertex_problem(where))
    for points in rings.values():
        if len(set(points)) < _LEAST_POINTS:
            values = {"points": len(set(points))}
            findings.problems.append(Problem("interventions.short_ring", where, values))
    return assembled(list(rings.values())) if len(findings.problems) == before else None


def _point(row: Row, where: str, findings: Findings) -> Point | None:
    try:
        x, y = (float(row.get(axis, "")) for axis in ("x", "y"))
    except ValueError:
        values = {"x": printable(row.get("x", ""), 30), "y": printable(row.get("y", ""), 30)}
        findings.problems.append(Problem("interventions.not_a_point", where, values))
        return None
    if not (isfinite(x) and isfinite(y)):
        findings.problems.append(Problem("interventions.not_finite", where))
        return None
    return x, y
