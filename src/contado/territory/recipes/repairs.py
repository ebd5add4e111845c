"""Small repairs that a recipe may name: a frame in, a frame out, and what was touched.

No repair runs unless the recipe names it, and none is silent: each returns, in words a person
recognises, the rows it touched, and these are written into the layer and reported at the end.
The frame it is given is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contado.errors import Problem

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

_SHOWN = 8
_POLYGON = 3
_NOTHING = 1.0
"""Area (m²) below which two outlines are the same."""

Touched = list[str]
Repair = Callable[..., tuple["GeoDataFrame", Touched]]


@dataclass(frozen=True, slots=True)
class Done:
    """What one repair did to one layer.

    Parameters
    ----------
    repair
        Its name, a key of `REPAIRS`; its sentences are ``recipes.<repair>`` in the messages.
    source
        The file it mended.
    touched
        The rows it touched, each in words.
    """

    repair: str
    source: str
    touched: tuple[str, ...]

    def note(self) -> Problem:
        """Return the report as a message for people.

        Examples
        --------
        >>> print(Done("interchanges_joined", "metro.gpkg", ("DUOMO M1 + DUOMO M3",)).note().code)
        recipes.interchanges_joined
        """
        shown = "; ".join((*self.touched[:_SHOWN], *("…",) * (len(self.touched) > _SHOWN)))
        values = {"count": len(self.touched), "names": shown}
        return Problem(f"recipes.{self.repair}", self.source, values)

    def row(self) -> dict[str, object]:
        """Return the report as the layer's ``meta`` keeps it."""
        return {"repair": self.repair, "source": self.source, "touched": list(self.touched)}


def codes_to_text(
    frame: GeoDataFrame, *, column: str = "code", digits: int = 6, prefix: str = ""
) -> tuple[GeoDataFrame, Touched]:
    """Write codes as text of a fixed number of digits, zeros in front included.

    Parameters
    ----------
    frame
        Table with the codes, as numbers or text; dots and blanks inside a code are dropped.
    column, digits
        The column and the number of digits.
    prefix
        Digits every code must begin with; the rows of others are left out.

    Returns
    -------
    frame, touched
        Touched are the codes that changed, ``before -> after``; those left out are ``before -> -``.

    Examples
    --------
    >>> codes_to_text(pd.DataFrame({"code": [15146, "12.026"]}), prefix="015")
    (     code
    0  015146, ['15146 -> 015146', '12.026 -> -'])
    """
    before = frame[column].astype(str)
    after = before.str.replace(r"[.\s]", "", regex=True).str.zfill(digits)
    kept = after.str.startswith(prefix)
    shown = after.where(kept, "-")
    pairs = dict.fromkeys(zip(before, shown, strict=True))
    return frame.assign(**{column: after})[kept], [f"{b} -> {a}" for b, a in pairs if b != a]


def interchanges_joined(
    frame: GeoDataFrame,
    *,
    within: float = 300.0,
    line_words: Sequence[str] = (),
    fillers: Sequence[str] = (),
) -> tuple[GeoDataFrame, Touched]:
    """Join the points of an interchange that was recorded once a line.

    Two stations are one when they are near, share no line, and the words of one name are all
    among the words of the other (line words and fillers left out).

    Parameters
    ----------
    frame
        Points in a metric CRS with ``id``, ``name`` and ``lines`` (separated by commas).
    within
        Longest distance between the points of one interchange, in metres.
    line_words
        Words that only tell the line, such as ``M1``: they do not stay in the joined name.
    fillers
        Words that are written in several ways, such as ``S.`` and ``SAN``.

    Returns
    -------
    frame, touched
        The joined station stands where the first was met, in the middle of its points, with all
        lines; touched are its names, joined by `` + ``.
    """
    words = [_words(name, {*line_words, *fillers}) for name in frame["name"]]
    lines = [set(str(text).split(",")) for text in frame["lines"]]
    near = frame.sindex.query(frame.geometry, predicate="dwithin", distance=within)
    groups = list(range(len(frame)))
    for a, b in sorted(zip(*near.tolist(), strict=True)):
        same = words[a] <= words[b] or words[b] <= words[a]
        if a < b and same and words[a] and words[b] and not lines[a] & lines[b]:
            groups[b] = groups[a]
    parts = frame.groupby(np.array(groups), sort=True)
    joined = [_station(part, line_words) for _, part in parts if len(part) > 1]
    touched = [" + ".join(part["name"]) for _, part in parts if len(part) > 1]
    alone = frame[~pd.Series(groups, index=frame.index).duplicated(keep=False)]
    return pd.concat([alone, *joined]).sort_index(), touched


def _words(name: str, without: set[str]) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.upper())) - without


def _station(part: GeoDataFrame, line_words: Sequence[str]) -> GeoDataFrame:
    """Return the one station that the rows of ``part`` are."""
    shown = [" ".join(w for w in name.split() if w not in line_words) for name in part["name"]]
    lines = sorted({line for text in part["lines"] for line in str(text).split(",")})
    middle = part.geometry.union_all().centroid
    code = "+".join(str(code) for code in part["id"])
    row = part.iloc[[0]].assign(id=code, name=min(shown, key=len), lines=",".join(lines))
    return row.set_geometry([middle], crs=part.crs)


def modes_from_lines(
    frame: GeoDataFrame, *, modes: Mapping[str, str], otherwise: str
) -> tuple[GeoDataFrame, Touched]:
    """Give each stop the mode of its lines.

    Parameters
    ----------
    frame
        Stops with ``lines`` (separated by commas).
    modes
        The lines of each mode, separated by blanks. Of a stop with lines of several modes, the
        mode named first.
    otherwise
        Mode of a stop none of whose lines is named.

    Returns
    -------
    frame, touched
        Touched are the modes given and how many stops got each.

    Examples
    --------
    >>> stops = pd.DataFrame({"lines": ["90,14", "999"]})
    >>> modes_from_lines(stops, modes={"tram": "14", "bus": "90 91"}, otherwise="other")
    (   lines   mode
    0  90,14   tram
    1    999  other, ['tram: 1', 'other: 1'])
    """
    known = {mode: set(lines.split()) for mode, lines in modes.items()}
    served = [{line.strip() for line in str(text).split(",")} for text in frame["lines"]]
    by_stop = [
        next((mode for mode, lines in known.items() if lines & stop), otherwise) for stop in served
    ]
    counts = {mode: by_stop.count(mode) for mode in (*known, otherwise)}
    return frame.assign(mode=by_stop), [f"{mode}: {n}" for mode, n in counts.items() if n]


def same_place_joined(
    frame: GeoDataFrame, *, by: Sequence[str], collect: Sequence[str] = ()
) -> tuple[GeoDataFrame, Touched]:
    """Join the rows that describe one place several times.

    Parameters
    ----------
    frame
        Table with a ``name``.
    by
        Columns that are equal on the rows of one place.
    collect
        Columns whose different values are kept together, separated by ``; ``; of the other
        columns the first row's value is kept.

    Examples
    --------
    >>> rows = pd.DataFrame({"name": ["Iseo", "Iseo 2"], "at": ["Via 1"] * 2, "kind": ["a", "b"]})
    >>> same_place_joined(rows, by=["at"], collect=["kind"])
    (   name     at  kind
    0  Iseo  Via 1  a; b, ['Iseo (2)'])
    """
    parts = frame.groupby(list(by), sort=False, dropna=False)
    kept = frame[~frame.duplicated(list(by))].copy()
    for column in collect:
        together = parts[column].transform(lambda values: "; ".join(dict.fromkeys(values.dropna())))
        kept[column] = together[kept.index]
    sizes = parts["name"].transform("size")[kept.index]
    return kept, [f"{n} ({s})" for n, s in zip(kept["name"], sizes, strict=True) if s > 1]


def invalid_made_valid(frame: GeoDataFrame) -> tuple[GeoDataFrame, Touched]:
    """Rebuild polygons whose rings cross or touch themselves; the area inside stays.

    Returns
    -------
    frame, touched
        Touched are the row number and the reason of each, as GEOS says it.
    """
    from shapely import make_valid

    bad, touched = _invalid(frame)
    mended = frame.geometry.copy()
    mended[bad] = make_valid(mended[bad].to_numpy(), method="structure", keep_collapsed=False)
    return frame.set_geometry(mended), touched


def invalid_set_aside(frame: GeoDataFrame) -> tuple[GeoDataFrame, Touched]:
    """Leave out the rows whose geometry is invalid, empty or missing.

    Returns
    -------
    frame, touched
        Touched are the row number and the reason of each.
    """
    bad, touched = _invalid(frame)
    return frame[~bad], touched


def _invalid(frame: GeoDataFrame) -> tuple[GeoDataFrame, Touched]:
    """Return which rows are invalid, and say of each its row number and the reason."""
    from shapely import is_valid_reason

    bad = ~frame.geometry.is_valid | frame.geometry.is_empty | frame.geometry.isna()
    reasons = is_valid_reason(frame.geometry[bad].to_numpy())
    rows = np.flatnonzero(bad.to_numpy())
    return bad, [f"{row + 1}: {why or 'missing'}" for row, why in zip(rows, reasons, strict=True)]


def fitted_to_outline(
    frame: GeoDataFrame, *, outline: BaseGeometry, step: float = 50.0
) -> tuple[GeoDataFrame, Touched]:
    """Make polygons of another survey fill an outline exactly: no gap, nothing past it.

    What lies outside is cut off; what is left uncovered goes to the polygon that reaches it first,
    all growing by ``step`` metres at a time.

    Returns
    -------
    frame, touched
        Touched are the square metres cut off and those given, where there are any.
    """
    whole = frame.geometry.union_all()
    shapes = list(frame.geometry.intersection(outline))
    gap, reach = outline.difference(whole), step
    touched = {"-": whole.difference(outline).area, "+": gap.area}
    while shapes and gap.area > _NOTHING:
        for row, shape in enumerate(frame.geometry):
            given = _polygons(gap.intersection(shape.buffer(reach)))
            if given.area > 0:
                shapes[row] = shapes[row].union(given)
                gap = _polygons(gap.difference(given))
        reach += step
    fitted = frame.set_geometry([_polygons(shape) for shape in shapes], crs=frame.crs)
    return fitted, [f"{sign}{area:.0f} m²" for sign, area in touched.items() if area > _NOTHING]


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape, without the lines and points where shapes only touch."""
    from shapely import get_parts, get_type_id, union_all

    parts = get_parts(shape)
    return union_all(parts[get_type_id(parts) == _POLYGON])


def far_left_out(
    frame: GeoDataFrame, *, area: BaseGeometry, within: float
) -> tuple[GeoDataFrame, Touched]:
    """Leave out what lies farther from the area than ``within`` metres.

    Returns
    -------
    frame, touched
        Touched is how many rows of how many were left out.
    """
    from shapely import prepare

    reach = area.buffer(within)
    prepare(reach)
    kept = frame.geometry.intersects(reach)
    gone = int((~kept).sum())
    return frame[kept], [f"{gone} / {len(frame)}"] if gone else []


REPAIRS: dict[str, Repair] = {
    repair.__name__: repair
    for repair in (
        codes_to_text,
        interchanges_joined,
        modes_from_lines,
        same_place_joined,
        invalid_made_valid,
        invalid_set_aside,
    )
}
"""The repairs a recipe may name; the runner has two more, which need what was already made:
`fitted_to_outline`, where a part says whose outline it fills, and `far_left_out`, always."""
