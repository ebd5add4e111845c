"""Survey: exact coverage of cells, layers read under places, references of the territory."""

from contado.survey.declared import Declared, Measures
from contado.survey.measured import Flag, Measured
from contado.survey.survey import Survey

__all__ = ["Declared", "Flag", "Measured", "Measures", "Survey"]
