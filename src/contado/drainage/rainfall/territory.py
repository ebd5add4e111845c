"""The rain of a place of a territory: from the table by comune, or from the five rasters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from contado.drainage.rainfall.curves import SITE_PARAMETERS, Rainfall
from contado.drainage.rainfall.options import SHORT, rainfall_from
from contado.errors import BadInput, Problem

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.territory import Layer, Territory

ROLE = "rainfall"
RASTERS = {name: f"{ROLE}_{name}" for name in SITE_PARAMETERS}
SHORT_EXPONENT = "rainfall.short_exponent"
DURATIONS = "rainfall.durations"
_LONGEST_SHOWN = 40


def rainfall_in(territory: Territory, municipality: str, rules: Rules) -> Rainfall:
    """Return the rain of a comune.

    Parameters
    ----------
    territory
        With a layer of the role ``rainfall``.
    municipality
        ISTAT code, six digits.
    rules
        The plan: the exponent of short rain, where the table gives none.

    Raises
    ------
    BadInput
        ``rainfall.no_layer``, ``rainfall.no_row``, ``rainfall.outside``.
    """
    layer = territory.layer(ROLE)
    if layer is None:
        raise BadInput(_no_layer(territory, ROLE))
    rows = layer.frame()
    own = rows[rows["istat_code"] == municipality]
    if own.empty:
        values = {"municipality": municipality[:_LONGEST_SHOWN], "layer": layer.id}
        raise BadInput(Problem("rainfall.no_row", layer.file, values))
    row = own.iloc[0].to_dict()
    return _of_row(row, f"{layer.id}, {municipality}", rules.number(SHORT_EXPONENT))


def _of_row(row: Mapping[str, object], where: str, short: float) -> Rainfall:
    """Return the rain of a row of the table; a short exponent that is not there is the plan's."""
    numbers = {name: float(str(row[name])) for name in SITE_PARAMETERS}
    given = row.get(SHORT)
    own = math.nan if given is None else float(str(given))
    names = row.get("imputed")
    imputed = tuple(names.split()) if isinstance(names, str) else ()
    return rainfall_from(
        numbers | {SHORT: short if math.isnan(own) else own}, where, imputed=imputed
    )


def rainfall_at(territory: Territory, x: float, y: float, rules: Rules) -> Rainfall:
    """Return the rain of a point: of its cell in the five rasters, else of its comune.

    Parameters
    ----------
    x, y
        In the territory's CRS, m.

    Raises
    ------
    BadInput
        ``rainfall.no_layer``, ``rainfall.outside_layer``, and those of `rainfall_in`.
    """
    layers = {name: territory.layer(role) for name, role in RASTERS.items()}
    there = {name: layer for name, layer in layers.items() if layer is not None}
    if not there:
        return rainfall_in(territory, municipality_at(territory, x, y), rules)
    problems = [_no_layer(territory, role) for name, role in RASTERS.items() if name not in there]
    parameters: dict[str, float] = {SHORT: rules.number(SHORT_EXPONENT)}
    for name, layer in there.items():
        value = _cell(layer, x, y)
        if value is None:
            problems.append(_outside(layer, x, y))
        parameters[name] = math.nan if value is None else value
    return rainfall_from(parameters, ", ".join(layer.id for layer in there.values()), problems)


def _cell(layer: Layer, x: float, y: float) -> float | None:
    """Return the value of the cell that holds a point; None outside, or without data."""
    with layer.raster() as raster:
        (value,) = next(raster.sample([(x, y)], masked=True))
        bounds = raster.bounds
    inside = bounds.left <= x <= bounds.right and bounds.bottom <= y <= bounds.top
    known = inside and value is not None and not getattr(value, "mask", False)
    return float(value) if known and math.isfinite(float(value)) else None


def municipality_at(territory: Territory, x: float, y: float) -> str:
    """Return the ISTAT code of the comune that holds a point.

    Raises
    ------
    BadInput
        ``rainfall.no_layer``, ``rainfall.outside_layer``.
    """
    from shapely import Point

    layer = territory.layer("municipalities")
    if layer is None:
        raise BadInput(_no_layer(territory, "municipalities"))
    rows = layer.frame(["istat_code"], bbox=(x, y, x, y))
    own = rows[rows.intersects(Point(x, y))]
    if own.empty:
        raise BadInput(_outside(layer, x, y))
    return str(own.iloc[0]["istat_code"])


def notices_of(curve: Rainfall, hours: Iterable[float], rules: Rules) -> Iterator[Problem]:
    """Yield what is to be told of the depths of a curve without refusing them."""
    bounds = rules.interval(DURATIONS)
    for one in hours:
        if not bounds.low <= one <= bounds.high:
            values = {"hours": one, "low": bounds.low, "high": bounds.high}
            yield Problem("rainfall.beyond", "", values)
    if curve.imputed:
        filled = {"parameters": ", ".join(curve.imputed)}
        yield Problem("rainfall.imputed", curve.source, filled)


def _no_layer(territory: Territory, role: str) -> Problem:
    return Problem("rainfall.no_layer", str(territory.root), {"role": role})


def _outside(layer: Layer, x: float, y: float) -> Problem:
    return Problem("rainfall.outside_layer", layer.file, {"x": x, "y": y, "layer": layer.id})
