"""Heat: the summer night temperature above a reference of the territory."""

from contado.heat.exposure import exposed
from contado.heat.night import night_anomaly
from contado.heat.night_units import night_by_unit
from contado.heat.tropical import tropical_nights
from contado.heat.units import unit_hot_share

__all__ = ["exposed", "night_anomaly", "night_by_unit", "tropical_nights", "unit_hot_share"]
