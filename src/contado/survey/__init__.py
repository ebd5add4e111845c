"""Survey: exact coverage of cells, layers read under places, references of the territory."""

from contado.survey.declared import Declared, DeclaredByKind, Measures
from contado.survey.measured import Flag, Measured
from contado.survey.providers import Provided
from contado.survey.survey import Provider, Survey

__all__ = [
    "Declared", "DeclaredByKind", "Flag", "Measured", "Measures", "Provided", "Provider", "Survey"
]  # fmt: skip
