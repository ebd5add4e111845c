"""How much of an intervention each measure takes, and whether surfaces add up to the lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeGuard

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from contado.archives import printable
from contado.errors import Problem
from contado.interventions.declared import MOST_MEASURES, Declaration, MeasureInput, offered
from contado.interventions.model import DeclaredMeasure, SurfaceChange
from contado.interventions.source import Findings
from contado.terms import Text
from contado.units import format_number

SURFACE_TOLERANCE = 0.02
"""Difference between declared surfaces and the lot that deserves a notice, share of the lot."""
ROUNDING = 0.5
"""Half a square metre: what an area declared in whole square metres may exceed the lot by."""

_SHARE_ROUNDING = 1e-4  # shares written with four decimals may add up to a little more than one
_CUT_AWAY = 0.01  # share of a drawn measure outside the lot that deserves a notice


def measures_of(
    declared: Declaration,
    lot: BaseGeometry,
    drawn: Mapping[int, BaseGeometry],
    where: str,
    findings: Findings,
) -> tuple[DeclaredMeasure, ...]:
    """Return the measures of a lot with both area and share; note what does not fit.

    Parameters
    ----------
    declared
        What was declared; each measure passed `extent_problems`.
    lot
        The intervention, in the territory's metric system.
    drawn
        Geometries of measures in that system, by position: a drawn measure counts for the part
        of it that lies in the lot.
    """
    areas = [
        _area(measure, lot, drawn.get(at), f"{where} measures[{at}]", findings)
        for at, measure in enumerate(declared.measures)
    ]
    taken = zip(areas, declared.measures, strict=True)
    total = sum(min(area, lot.area) for area, measure in taken if not measure.overlapping)
    slack = max(min(ROUNDING, 0.01 * lot.area), _SHARE_ROUNDING * lot.area)
    if total > lot.area + slack:
        values = {"total": round(100 * total / lot.area, 1), "area": round(lot.area, 1)}
        findings.problems.append(Problem("interventions.over_one", f"{where} measures", values))
    added = _added(declared.measures, lot, drawn)
    return tuple(
        _measure(measure, area, lot.area, added.get(at))
        for at, (measure, area) in enumerate(zip(declared.measures, areas, strict=True))
    )


def _added(
    measures: Sequence[MeasureInput], lot: BaseGeometry, drawn: Mapping[int, BaseGeometry]
) -> dict[int, float]:
    """Return the area that each drawn measure adds to the union of those before it, m²."""
    added: dict[int, float] = {}
    union, treated = Polygon(), 0.0
    for at in sorted(drawn, key=lambda place: (measures[place].overlapping, place)):
        union = union.union(lot.intersection(drawn[at]))
        added[at] = max(union.area - treated, 0.0)
        treated = max(union.area, treated)
    return added


def _area(
    measure: MeasureInput,
    lot: BaseGeometry,
    drawn: BaseGeometry | None,
    where: str,
    findings: Findings,
) -> float:
    if drawn is not None:
        return _drawn_area(lot, drawn, where, findings)
    if measure.area is None:
        return (measure.share or 0.0) * float(lot.area)
    if measure.area > lot.area + min(ROUNDING, 0.01 * lot.area):
        values = {"declared": round(measure.area, 1), "area": round(lot.area, 1)}
        findings.problems.append(Problem("interventions.area_too_large", where, values))
    return measure.area


def _drawn_area(lot: BaseGeometry, drawn: BaseGeometry, where: str, findings: Findings) -> float:
    inside = float(lot.intersection(drawn).area)
    values = {"inside": round(inside, 1), "drawn": round(drawn.area, 1)}
    if inside <= 0:
        findings.problems.append(Problem("interventions.measure_elsewhere", where, values))
    elif inside < (1 - _CUT_AWAY) * drawn.area:
        findings.notices.append(Problem("interventions.measure_cut", where, values))
    return inside


def _measure(
    measure: MeasureInput, area: float, lot_area: float, added: float | None
) -> DeclaredMeasure:
    kept = min(area, lot_area)
    return DeclaredMeasure(
        measure=measure.measure,
        area=round(kept, 6),
        share=round(min(kept / lot_area, 1.0), 9),
        adds=None if added is None else round(min(added / lot_area, 1.0), 9),
        overlapping=measure.overlapping,
        runoff_reduction=measure.runoff_reduction,
        cooling=measure.cooling,
    )


def extent_problems(measures: object, known: tuple[str, ...], where: str) -> list[Problem]:
    """Return what is wrong with measures before any area is known.

    Parameters
    ----------
    measures
        The list as it was written, whatever else is wrong with it; see `MeasureInput`.
    known
        Codes of the abacus.
    where
        Place of the intervention, for the messages.
    """
    problems: list[Problem] = []
    for at, measure in enumerate(islice(measures, MOST_MEASURES) if _is_list(measures) else ()):
        if isinstance(measure, Mapping):
            problems += _measure_problems(measure, known, f"{where} measures[{at}]")
    return problems


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _measure_problems(
    measure: Mapping[str, object], known: tuple[str, ...], where: str
) -> Iterator[Problem]:
    if sum(measure.get(extent) is not None for extent in ("share", "area", "geometry")) != 1:
        yield Problem("interventions.one_extent", where)
    code = measure.get("measure")
    if isinstance(code, str) and code.strip() and code.strip() not in known:
        values = {"measure": printable(code), "nearest": offered(code.strip(), known)}
        yield Problem("interventions.unknown_measure", where, values)


def surfaces_differ(total: float, lot_area: float) -> bool:
    """Tell whether declared surfaces, in all m², are too far from the lot to describe it.

    Examples
    --------
    >>> surfaces_differ(4200, 4679), surfaces_differ(4650, 4679)
    (True, False)
    """
    return abs(total - lot_area) > max(ROUNDING, SURFACE_TOLERANCE * lot_area)


def _square_metres(area: float) -> Text:
    return Text.by_language(lambda language: format_number(area, "m2", language))


def check_surfaces(
    surfaces: SurfaceChange, lot_area: float | None, where: str, findings: Findings
) -> None:
    """Compare declared surfaces with the lot, m²; without any surface there is nothing to say."""
    for state, declared in (("before", surfaces.before), ("after", surfaces.after)):
        if declared is None:
            continue
        total = declared.sealed + declared.semi_permeable + declared.permeable
        place = f"{where} surfaces.{state}"
        if total <= 0:
            findings.problems.append(Problem("interventions.no_surface", place))
        elif lot_area and surfaces_differ(total, lot_area):
            values = {
                "total": _square_metres(total),
                "area": _square_metres(lot_area),
                "tolerance": f"{100 * SURFACE_TOLERANCE:.0f} %",
            }
            findings.notices.append(Problem("interventions.surfaces_differ", place, values))
