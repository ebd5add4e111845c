"""Where the cells of a layer are too few to tell a place from what is around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contado.survey.columns import Bools
from contado.survey.plan import COARSE_CELLS
from contado.values import Floats

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.territory import Layer


def coarser(extent: Floats, cell_area: float, rules: Rules) -> Bools:
    """Tell of which places the data are coarser than the place.

    Parameters
    ----------
    extent
        Shape ``(n,)``: area of each place, m².
    cell_area
        Area of a cell of the data, m².
    rules
        The plan says how many cells are too few.
    """
    return extent < rules.number(COARSE_CELLS) * cell_area


def observed_area(layer: Layer) -> float:
    """Return the area of a cell as it was observed, where it was cut finer on its way here, m²."""
    match layer.meta.get("native_cell"):
        case [int() | float() as width, int() | float() as height]:
            return float(width * height)
        case _:
            return float(layer.cell or 0.0) ** 2
