"""Which municipalities a place is made of: below them neither ages nor all residents are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.layer_roles import MUNICIPALITIES, POPULATION
from contado.people.ages import NAMES, SENSITIVE, Population, population_of
from contado.survey import AREA, Bools, Geometry, summed
from contado.units import RESOLUTION
from contado.values import Floats

if TYPE_CHECKING:
    from contado.survey import Survey

WHOLE = "people.whole_municipality"


@dataclass(frozen=True, slots=True)
class Makeup:
    """The municipalities under ``n`` places, ``p`` pairs of the two.

    Parameters
    ----------
    place, municipality
        Rows, shape ``(p,)``.
    share
        Share of the place in the municipality, shape ``(p,)``.
    within
        Share of the municipality in the place, shape ``(p,)``.
    area
        Area of both, m², shape ``(p,)``.
    population
        Residents of each municipality by age, NaN where they are not known.
    places
        How many places there are.
    """

    place: npt.NDArray[np.intp]
    municipality: npt.NDArray[np.intp]
    share: Floats
    within: Floats
    area: Floats
    population: Population
    places: int

    def sums(self, values: Floats, pairs: Bools) -> Floats:
        """Return the sum over the given pairs of each place, shape ``(n,)``."""
        return summed(self.place[pairs], values[pairs], self.places)

    def whole(self, least: float) -> tuple[Bools, Bools]:
        """Tell which pairs hold a whole municipality, and which places are made of such pairs.

        Parameters
        ----------
        least
            Share from which a municipality, and a place, count as whole.
        """
        pairs = np.asarray(self.within >= least - RESOLUTION)
        return pairs, np.asarray(self.sums(self.share, pairs) >= least - RESOLUTION)

    def sensitive(self) -> Floats:
        """Return the share of the residents of each pair's municipality in the sensitive ages."""
        columns = [NAMES.index(name) for name in SENSITIVE]
        shares = self.population.shares[:, columns].sum(axis=1)
        return np.asarray(shares[self.municipality])

    def residents(self) -> Floats:
        """Return the residents of each pair's municipality."""
        return np.asarray(self.population.totals[self.municipality])


def makeup(survey: Survey) -> Makeup | None:
    """Return the municipalities under each place; None without them or their residents by age."""
    return survey.once("makeup", lambda: _made(survey))


def _made(survey: Survey) -> Makeup | None:
    units, people = survey.layer(MUNICIPALITIES), survey.layer(POPULATION)
    if units is None or people is None or survey.places.dimension < AREA:
        return None
    rows = units.arrays(["istat_code"])
    population = population_of(people.arrays(), tuple(rows["istat_code"]), survey.rules)
    return makeup_of(survey.places.geometry, rows["geometry"], population)


def makeup_of(places: Geometry, municipalities: Geometry, population: Population) -> Makeup:
    """Return the municipalities under each place.

    Parameters
    ----------
    places, municipalities
        Shapely polygons in one metric CRS.
    """
    import shapely

    shapely.prepare(municipalities)
    tree = shapely.STRtree(places)
    # Most small places lie wholly in one: asking the few municipalities is quicker than cutting.
    holder, held = tree.query(municipalities, predicate="contains")
    crossing = np.ones(len(places), dtype=bool)
    crossing[held] = False
    unit, met = tree.query(municipalities, predicate="intersects")
    cut = crossing[met]
    unit, met = unit[cut], met[cut]
    both = shapely.area(shapely.intersection(places[met], municipalities[unit]))
    real = both > 0
    place = np.r_[held, met[real]]
    municipality = np.r_[holder, unit[real]]
    area = np.r_[shapely.area(places[held]), both[real]]
    return Makeup(
        place, municipality,
        area / shapely.area(places)[place], area / shapely.area(municipalities)[municipality],
        area, population, len(places),
    )  # fmt: skip
