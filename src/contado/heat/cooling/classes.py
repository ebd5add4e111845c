"""What the plan says land-cover classes do to heat: the coolest, the middle and the hottest.

Air temperature never rises with shade, albedo, crop coefficient or green area, and never falls
with building intensity. So the model run on the coolest and on the hottest attributes of every
class gives the bounds of its result, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.heat.cooling.biophysical import Biophysical, Method

if TYPE_CHECKING:
    from contado.norms import Range, Rules

GREEN = "heat.green_area"
_PARAMETERS: dict[Method, dict[str, str]] = {
    "factors": {"shade": "heat.shade", "albedo": "heat.albedo", "kc": "heat.crop_coefficient"},
    "intensity": {"intensity": "heat.building_intensity"},
}
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class ClassAttributes:
    """Attributes of the classes of a legend, within their bounds.

    Parameters
    ----------
    coolest, middle, hottest
        Of every class at once.
    parameters
        Parameters of the plan that were used.
    unknown
        Classes of the legend that the plan says nothing of: their cells cannot be computed.
    """

    coolest: Biophysical
    middle: Biophysical
    hottest: Biophysical
    parameters: tuple[str, ...]
    unknown: tuple[str, ...]


def attributes(
    rules: Rules, legend: Mapping[int, str], method: Method = "factors"
) -> ClassAttributes:
    """Return what the plan says of the classes of a legend.

    Parameters
    ----------
    rules
        The plan on a day.
    legend
        Class of each code of a land-cover raster.
    method
        By factors (day) or by building intensity (night).

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> found = attributes(Rules.load(on=date(2026, 11, 21)), {7: "woodland", 9: "moon"})
    >>> found.coolest.shade, found.hottest.shade
    (array([ 1., nan], dtype=float32), array([0.9, nan], dtype=float32))
    >>> found.unknown
    ('moon',)
    """
    names = _PARAMETERS[method] | {"green": GREEN}
    tables = {column: rules.table(name) for column, name in names.items()}
    unknown = tuple(
        dict.fromkeys(
            key for key in legend.values() if any(of.get(key) is None for of in tables.values())
        )
    )
    columns = {
        column: np.array([_bounds(None if key in unknown else of[key]) for key in legend.values()])
        for column, of in tables.items()
    }
    cool, middle, hot = (_cover(legend, columns, at) for at in range(3))
    return ClassAttributes(cool, middle, hot, tuple(sorted(names.values())), unknown)


def _bounds(known: Range | None) -> tuple[float, float, float]:
    """Return the high, the middle and the low end."""
    return (np.nan,) * 3 if known is None else (known.high, known.midpoint, known.low)


def _cover(legend: Mapping[int, str], columns: Mapping[str, np.ndarray], at: int) -> Biophysical:
    # buildings warm, everything else cools
    chosen = {
        name: bounds[:, 2 - at if name == "intensity" else at] for name, bounds in columns.items()
    }
    green = np.nan_to_num(chosen.pop("green")) >= _HALF
    return Biophysical.of(legend, green, **chosen)
