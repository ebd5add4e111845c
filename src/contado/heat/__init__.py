"""Heat: the summer night temperature above a reference of the territory."""

from contado.heat.night import night_anomaly
from contado.heat.units import unit_hot_share

__all__ = ["night_anomaly", "unit_hot_share"]
