"""The parameters of the plan that measuring reads, by what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contado.errors import BadInput, Problem

if TYPE_CHECKING:
    from contado.norms import Rules

MINIMUM_COVERAGE = "survey.minimum_coverage"
COARSE_CELLS = "survey.coarse_cells"
CELL_COVERAGE = "people.cell_coverage"
AROUND_DISTANCE = "people.around_distance"
WORST_CLASSES = "upa.worst_classes"
DRAINING_BREAKS = "idren.breaks"
SURFACE_WEIGHTS = "idren.weights"
LAND_COVER_WEIGHTS = "idren.weights_by_land_cover"
ANOMALY_BREAKS = "heat.anomaly_breaks"
REFERENCE_METHOD = "heat.reference"
REFERENCE_PERCENTILE = "heat.reference_percentile"
RURAL_CLASSES = "heat.rural_classes"


def worst_edge(rules: Rules, breaks: str, *, lowest: bool) -> float:
    """Return the break between the worst classes, so many as the plan counts, and the others.

    Parameters
    ----------
    breaks
        Parameter with the breaks, ascending.
    lowest
        Whether the worst classes are the lowest ones, else the highest.

    Raises
    ------
    BadInput
        ``norms.wrong_kind``: the plan counts no class, part of one, or more than there are breaks.
    """
    edges, count = rules.numbers(breaks), rules.number(WORST_CLASSES)
    if count not in range(1, len(edges) + 1):
        raise BadInput(Problem("norms.wrong_kind", WORST_CLASSES, {"parameter": WORST_CLASSES}))
    return edges[int(count) - 1] if lowest else edges[-int(count)]
