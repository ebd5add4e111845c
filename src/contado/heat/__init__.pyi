from .exposure.residents import exposed as exposed
from .night.anomaly import night_anomaly as night_anomaly
from .night.shares import unit_hot_share as unit_hot_share
from .night.units import night_by_unit as night_by_unit
from .tropical.nights import tropical_nights as tropical_nights
