"""Where interventions must lie: the territory, its system, and how coordinates get there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from contado.archives import printable
from contado.crs import MOST_SHIFT, Guess, accuracy_of, guesses, read_crs, transformer
from contado.errors import BadInput, Problem
from contado.interventions.source import Findings, SourceFile
from contado.numerals import readable
from contado.phrases import Phrases
from contado.terms import Text

_WORDS = Phrases.of("contado.interventions")

MOST_OUTSIDE = 0.5
"""Share of an intervention outside the territory from which it is refused."""
LEAST_OUTSIDE = 0.001
"""Share outside that needs no notice: boundaries are generalised."""

_COARSE = 1.0  # metres of accuracy of a transformation that deserves a notice


@dataclass(frozen=True)
class TerritoryExtent:
    """The territory as the reader needs it.

    Parameters
    ----------
    crs
        Code of its metric system.
    boundary
        Its area, in ``crs``.
    """

    crs: str
    boundary: BaseGeometry

    @cached_property
    def _prepared(self) -> BaseGeometry:
        shapely.prepare(self.boundary)
        return self.boundary

    def share_outside(self, geometry: BaseGeometry) -> float:
        """Return the share of a geometry's area outside the territory; 1 where it is nowhere."""
        if geometry.is_empty:
            return 0.0  # shrunk to nothing by rounding: its area is what is wrong
        if not np.isfinite(shapely.bounds(geometry)).all():
            return 1.0
        if self._prepared.covers(geometry):
            return 0.0
        if not self._prepared.intersects(geometry):
            return 1.0
        inside = shapely.intersection(self.boundary, geometry).area
        return 1.0 - float(min(inside / geometry.area, 1.0))


@dataclass(frozen=True, slots=True)
class Way:
    """How the coordinates of a file are read: in which system, and whether y stands before x.

    ``asked`` tells that the system was named by who reads the file.
    """

    crs: str
    swapped: bool = False
    asked: bool = False

    def into(self, target: str, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in the system ``target``; infinite where it cannot be there."""
        move = transformer(self.crs, target)

        def moved(
            x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
        ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
            there: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] = move.transform(
                *((y, x) if self.swapped else (x, y))
            )
            return there

        return shapely.transform(geometry, moved, interleaved=False)


def way_of(
    source: SourceFile,
    ground: TerritoryExtent,
    crs: str | None,
    swap_axes: bool,
    findings: Findings,
) -> Way | None:
    """Choose the system of a file: the one asked for, else the one it declares.

    Returns None, with the problem noted and the likely systems offered, where there is none.
    """
    chosen = crs or source.crs
    if not chosen:
        findings.problems.append(_no_crs(source, ground))
        return None
    try:
        read = read_crs(chosen, source.name)
    except BadInput as error:
        findings.problems.extend(error.problems)
        return None
    if not (read.is_projected or read.is_geographic):
        values = {"crs": printable(read.name)}
        findings.problems.append(Problem("interventions.crs_not_plane", source.name, values))
        return None
    if crs and source.crs and not read.equals(_quiet(source.crs)):
        values = {"declared": printable(source.crs), "used": printable(crs)}
        findings.notices.append(Problem("interventions.crs_replaced", source.name, values))
    return Way(chosen, swap_axes, asked=bool(crs))


def _quiet(text: str) -> object:
    try:
        return read_crs(text, "")
    except BadInput:
        return None


def _no_crs(source: SourceFile, ground: TerritoryExtent) -> Problem:
    offer = _offer(source, ground)
    if offer:
        return Problem("interventions.crs_needed", source.name, {"offer": offer})
    return Problem("crs.missing", source.name)


def _offer(source: SourceFile, ground: TerritoryExtent) -> str:
    """Return the options that would put the file in the territory, for a message.

    Bounds only sort out what cannot be: the boundary itself decides, so a way that was already
    tried, under this name or another, is not offered again.
    """
    shapes = [feature.geometry for feature in source.features if feature.geometry is not None]
    bounds = shapely.total_bounds(shapes) if shapes else np.full(4, np.nan)
    if not np.isfinite(bounds).all():
        return ""
    area = shapely.bounds(ground.boundary)
    likely = guesses(tuple(bounds), tuple(area), ground.crs)
    return " | ".join(one.option for one in likely if _reaches(one, shapes, ground))


def _reaches(guess: Guess, shapes: list[BaseGeometry], ground: TerritoryExtent) -> bool:
    way = Way(guess.crs, guess.swapped)
    return any(
        moved.is_valid and ground.share_outside(moved) <= MOST_OUTSIDE
        for moved in (way.into(ground.crs, shape) for shape in shapes)
    )


def say_accuracy(source: SourceFile, way: Way, ground: TerritoryExtent, findings: Findings) -> None:
    """Note a change of system that is known no better than a metre; refuse a coarse one.

    Who names the system agrees with how well its change is known.
    """
    used = read_crs(way.crs, source.name)
    target = read_crs(ground.crs, source.name)
    accuracy = accuracy_of(used, target)
    if accuracy is not None and accuracy <= _COARSE:
        return
    values: dict[str, object] = {"source": used.name, "target": target.name}
    if way.asked or (accuracy is not None and accuracy <= MOST_SHIFT):
        values["accuracy"] = "?" if accuracy is None else accuracy
        findings.notices.append(Problem("interventions.transformed", source.name, values))
        return
    values["limit"] = MOST_SHIFT
    if accuracy is None:
        values |= _other_ways(source, way, ground)
    else:
        metres = Text.by_language(lambda language: f"{readable(accuracy, language)} m")
        values |= {"accuracy": metres, "other": "", "offer": f"--crs {way.crs[:40]}"}
    findings.problems.append(Problem("interventions.shift_unknown", source.name, values))


def _other_ways(source: SourceFile, way: Way, ground: TerritoryExtent) -> dict[str, object]:
    """Return the options that would say more, and how far off the first would put the file."""
    shapes = [feature.geometry for feature in source.features if feature.geometry is not None]
    bounds, area = shapely.total_bounds(shapes), shapely.bounds(ground.boundary)
    likely = [
        one for one in guesses(tuple(bounds), tuple(area), ground.crs)
        if not one.swapped and _reaches(one, shapes, ground)
    ]  # fmt: skip
    values: dict[str, object] = {"accuracy": _WORDS["unknown_accuracy"], "other": ""}
    if not likely:
        return values | {"offer": "--crs EPSG:…"}
    here, there = (one.into(ground.crs, shapes[0]).centroid for one in (way, Way(likely[0].crs)))
    apart = round(here.distance(there))
    values["other"] = Text.by_language(
        lambda language: _WORDS(
            "apart", language, crs=likely[0].crs, metres=readable(apart, language)
        )
    )
    return values | {"offer": " | ".join(one.option for one in likely)}


def placed(
    source: SourceFile,
    lots: list[BaseGeometry | None],
    ground: TerritoryExtent,
    way: Way,
    findings: Findings,
) -> list[bool]:
    """Tell which lots lie in the territory; where none does, offer another way to read the file.

    Parameters
    ----------
    lots
        One a feature, in the territory's system; None where there is nothing to check.
    """
    outside = [None if lot is None else ground.share_outside(lot) for lot in lots]
    inside = [share is not None and share <= MOST_OUTSIDE for share in outside]
    known = [share for share in outside if share is not None]
    if known and not any(inside) and (offer := _offer(source, ground)):
        values = {"crs": printable(way.crs), "offer": offer}
        findings.problems.append(Problem("interventions.crs_other", source.name, values))
        return inside
    for feature, share in zip(source.features, outside, strict=True):
        say_outside(share or 0.0, feature.where, findings)
    return inside


def say_outside(share: float, where: str, findings: Findings) -> None:
    """Note a share outside the territory: a problem where it is most of the place."""
    values = {"share": round(100 * share, 1), "limit": 100 * MOST_OUTSIDE}
    if share > MOST_OUTSIDE:
        findings.problems.append(Problem("interventions.outside", where, values))
    elif share > LEAST_OUTSIDE:
        findings.notices.append(Problem("interventions.partly_outside", where, values))
