"""Who is exposed: residents by age in each class of night heat, or of any raster of classes.

The residents of each municipality by age (role ``population``) are spread over its cells as its
grid of residents is: in each municipality that the grid covers they add up to its own total. The
share of each age is that of the municipality everywhere inside it. A municipality that the grid
does not cover is not computable: spread by area its residents would lie in fields, where summer
nights are cool. What comes out is an estimate, and is rounded before people read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.heat.exposure.classes import Classed, NightClasses
from contado.heat.exposure.pieces import Pieces, pieces_of
from contado.heat.night.units import require
from contado.layer_roles import MUNICIPALITIES, POPULATION, POPULATION_GRID
from contado.pages import flags
from contado.people import AgeGroups, Population, population_of
from contado.survey import Bools, Geometry, summed, weighted_sums
from contado.territory import Places
from contado.units import RESOLUTION
from contado.values import Codes, Floats, Missing

if TYPE_CHECKING:
    from contado.heat.exposure.classes import ClassSource
    from contado.norms import ParameterUse, Rules
    from contado.territory import Layer, Territory

WHOLE = "exposure.whole_coverage"
STEP = "exposure.rounding_step"


@dataclass(frozen=True, slots=True)
class Exposure:
    """Residents of ``n`` units in ``K`` classes and ``G`` groups of age: estimates, not rounded.

    Parameters
    ----------
    places
        The units.
    classes
        The classes, and what gave them.
    groups
        The groups of age.
    people
        Persons, shape ``(n, K + 1, G)``; the last row of a unit are those on ground without a
        class. NaN where the unit is not computable.
    missing, reasons
        Shape ``(n,)``: 0 where computable, ``k`` where ``reasons[k - 1]`` says why not.
    unspread
        Codes of the municipalities whose residents are not spread, and how many live there.
    flags
        What to beware of in the layers: ``simulated``, ``stand_in``.
    layers, parameters
        Ids of the layers read, and values of the plan used.
    """

    places: Places
    classes: Classed
    groups: AgeGroups
    people: Floats
    missing: Codes
    reasons: tuple[Missing, ...]
    unspread: dict[str, float]
    flags: tuple[str, ...]
    layers: tuple[str, ...]
    parameters: tuple[ParameterUse, ...]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def total(self) -> Floats:
        """Persons over the computable units, shape ``(K + 1, G)``."""
        return np.asarray(np.nansum(self.people, axis=0))


def exposed(
    territory: Territory,
    rules: Rules,
    places: Places,
    layer: Layer | None = None,
    source: ClassSource | None = None,
) -> Exposure:
    """Return the residents by age in each class, for every one of some polygons.

    Parameters
    ----------
    places
        In the territory's CRS.
    layer
        The layer that they are units of; None for any polygons, which may lie over one another.
    source
        What gives the classes; by default the night heat of the territory, by hectare.

    Raises
    ------
    BadInput
        ``night.no_layer`` where municipalities, residents by age, their grid or the night
        temperature are not there, and what ``source`` raises.
    """
    layers = [require(territory, name) for name in (MUNICIPALITIES, POPULATION, POPULATION_GRID)]
    ground = layers[0].frame(columns=["istat_code"])
    population = population_of(layers[1].arrays(), tuple(ground["istat_code"]), rules)
    shapes = ground.geometry.to_numpy()
    pieces = _pieces(places, layer, population.codes, shapes)
    classed = (source or NightClasses(rules)).classed(territory, pieces.geometry)
    whole = pieces.unit < 0 if layer is None else np.ones(len(pieces.unit), dtype=bool)
    people = classed.people[whole].sum(axis=1)
    seen = summed(pieces.municipality[whole], people, len(shapes))
    factors = _factors(seen, _seen_whole(territory, shapes, rules), population.totals)
    missing, reasons = _missing(places, pieces, factors, population, rules)
    spread = _spread(pieces, classed, factors, population, len(places))
    spread[missing > 0] = np.nan
    left = np.intersect1d(np.flatnonzero(np.isnan(factors)), pieces.municipality)
    used = [*([layer] if layer else []), *layers]
    read = tuple(dict.fromkeys([*(one.id for one in used), *classed.layers]))
    return Exposure(
        places=places,
        classes=classed,
        groups=population.groups,
        people=spread,
        missing=missing,
        reasons=reasons,
        unspread={population.codes[row]: float(population.totals[row]) for row in left},
        flags=tuple(flags(territory, read)),
        layers=read,
        parameters=(
            *population.groups.parameters, *classed.parameters, rules.use(WHOLE), rules.use(STEP)
        ),
    )  # fmt: skip


def _pieces(
    places: Places, layer: Layer | None, codes: tuple[str, ...], municipalities: Geometry
) -> Pieces:
    """Return the places cut by municipality; municipalities, all or some, are not cut."""
    if layer is None or layer.role != MUNICIPALITIES:
        return pieces_of(places.geometry, municipalities, apart=layer is None)
    own = np.array([codes.index(code) for code in places.ids], dtype=np.intp)
    return Pieces(places.geometry, np.arange(len(places), dtype=np.intp), own)


def rounded(people: float, step: float) -> float | str | None:
    """Return an estimate as people read it: in whole steps, half up, ``<10`` below the first.

    Examples
    --------
    >>> rounded(1234.9, 10), rounded(3.2, 10), rounded(0.0, 10), rounded(float("nan"), 10)
    (1230, '<10', 0, None)
    """
    if np.isnan(people):
        return None
    if 0 < people < step:
        return f"<{step:g}"
    return int(np.floor(people / step + 0.5) * step)


def _seen_whole(territory: Territory, shapes: Geometry, rules: Rules) -> Bools:
    """Tell which municipalities the grid of residents covers."""
    import shapely

    with require(territory, POPULATION_GRID).raster() as raster:
        _, known = weighted_sums(shapes, raster)
    return np.asarray(known >= (rules.number(WHOLE) - RESOLUTION) * shapely.area(shapes))


def _factors(seen: Floats, whole: Bools, totals: Floats) -> Floats:
    """Return what turns the grid into residents in each municipality; NaN where it does not cover.

    The total of a municipality is never squeezed into the part of it that the grid happens to see.
    """
    usable = whole & np.isfinite(totals) & ((seen > 0) | (totals == 0))
    return np.where(usable, totals / np.where(seen > 0, seen, 1.0), np.nan)


def _spread(
    pieces: Pieces, classed: Classed, factors: Floats, population: Population, size: int
) -> Floats:
    """Return persons by unit, class and age; pieces of municipalities not spread add nothing."""
    own = pieces.unit >= 0
    scaled = classed.people[own] * np.nan_to_num(factors[pieces.municipality[own]])[:, None]
    columns = scaled.shape[1]
    shares = np.nan_to_num(population.shares[pieces.municipality[own]])
    people = np.empty((size, columns, shares.shape[1]))
    at = (pieces.unit[own, None] * columns + np.arange(columns)).ravel()
    for group, share in enumerate(shares.T):
        sums = summed(at, (scaled * share[:, None]).ravel(), size * columns)
        people[:, :, group] = sums.reshape(size, columns)
    return people


def _missing(
    places: Places, pieces: Pieces, factors: Floats, population: Population, rules: Rules
) -> tuple[Codes, tuple[Missing, ...]]:
    """Tell which units lie, by more than the plan lets, in municipalities that are not spread."""
    spread = _share(places, pieces, np.isfinite(factors))
    counted = _share(places, pieces, np.isfinite(population.totals))
    least = rules.number(WHOLE) - RESOLUTION
    missing = np.where(spread >= least, 0, np.where(counted >= least, 1, 2)).astype(np.int16)
    return missing, (Missing("low_coverage", POPULATION_GRID), Missing("outside_layer", POPULATION))


def _share(places: Places, pieces: Pieces, good: Bools) -> Floats:
    """Return the share of each unit that lies in good municipalities."""
    own = pieces.unit >= 0
    area = pieces.area[own] * good[pieces.municipality[own]]
    return summed(pieces.unit[own], area, len(places)) / places.area
