"""An intervention that comes back: from a dossier, or with values that somebody corrected.

What was read once was checked then; what comes back may have been rewritten in between.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import shapely

from contado.errors import BadInput, Problem
from contado.interventions.checks import sized, sound
from contado.interventions.declared import MOST_MEASURES, declaration_of
from contado.interventions.extents import check_surfaces, extent_problems, measures_of
from contado.interventions.geometry import geometry_of
from contado.interventions.ground import TerritoryExtent, say_outside
from contado.interventions.model import DeclaredMeasure, Intervention
from contado.interventions.source import MAX_VERTICES, Findings

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_VERTEX = 32  # hexadecimal digits of two coordinates in WKB


def problems_of(work: Intervention, where: str) -> tuple[Problem, ...]:
    """Return why an intervention could never have been read: its outline, or its many measures.

    Examples
    --------
    >>> from contado.interventions.geometry import stored
    >>> lot = Intervention(id="a", name="a", geometry=stored(shapely.box(0, 0, 9, 9)))
    >>> problems_of(lot, "a")
    ()
    >>> point = lot.model_copy(update={"geometry": shapely.Point(0, 0).wkb_hex})
    >>> [problem.code for problem in problems_of(point, "a")]
    ['interventions.not_polygon']
    """
    findings = Findings()
    if len(work.measures) > MOST_MEASURES:
        values = {"field": "measures", "limit": MOST_MEASURES}
        findings.problems.append(Problem("interventions.too_long", where, values))
    lot = _outline(work, where, findings)
    if lot is not None and sound(lot, where, findings):
        sized(lot, where, findings)
    return tuple(findings.problems)


def _outline(work: Intervention, where: str, findings: Findings) -> BaseGeometry | None:
    if len(work.geometry) > 2 * _VERTEX * MAX_VERTICES:
        values = {"field": "geometry", "limit": MAX_VERTICES}
        findings.problems.append(Problem("interventions.too_long", where, values))
        return None
    try:
        return geometry_of(work)
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        findings.problems.append(Problem("interventions.not_wkb", where))
        return None


def refuse_elsewhere(work: Intervention, ground: TerritoryExtent) -> None:
    """Refuse an intervention that mostly lies outside a territory.

    Raises
    ------
    BadInput
        ``interventions.outside``.
    """
    findings = Findings()
    say_outside(ground.share_outside(geometry_of(work)), work.id, findings)
    findings.refuse_if_any()


def as_declared(work: Intervention) -> dict[str, Any]:
    """Return an intervention as a file would declare it, each measure by its area.

    Examples
    --------
    >>> as_declared(Intervention(id="a", name="b", geometry="", municipality="015146"))["comune"]
    '015146'
    """
    content = work.model_dump(mode="json", exclude={"geometry", "state", "remarks"})
    content["comune"] = content.pop("municipality")
    for measure in content["measures"]:
        del measure["share"], measure["adds"]
    return content


def declared_again(
    work: Intervention, content: Mapping[str, Any], codes: Collection[str]
) -> Intervention:
    """Return an intervention with what is declared of it now, on the same outline.

    Parameters
    ----------
    content
        As a file would declare it: see `as_declared`.
    codes
        Codes of the abacus.

    Raises
    ------
    BadInput
        As `contado.interventions.read_interventions`, all problems at once.
    """
    findings, lot = Findings(), geometry_of(work)
    declared = declaration_of(content, work.id, findings)
    findings.problems.extend(extent_problems(content["measures"], tuple(codes), work.id))
    if declared is None:
        raise BadInput(findings.problems)
    check_surfaces(declared.surfaces, lot.area, work.id, findings)
    measures = _as_drawn(measures_of(declared, lot, {}, work.id, findings), work)
    findings.refuse_if_any()
    return work.model_copy(
        update={
            "measures": measures,
            "surfaces": declared.surfaces,
            "realisation": declared.realisation,
        }
    )


def _as_drawn(
    measures: tuple[DeclaredMeasure, ...], work: Intervention
) -> tuple[DeclaredMeasure, ...]:
    """Return measures as they were drawn, where none has another extent now."""
    extents = [
        [(one.measure, one.area, one.overlapping) for one in some]
        for some in (measures, work.measures)
    ]
    if extents[0] != extents[1]:
        return measures
    return tuple(
        one.model_copy(update={"adds": drawn.adds})
        for one, drawn in zip(measures, work.measures, strict=True)
    )
