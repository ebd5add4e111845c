"""The plan as dated data, and the engine that applies it. It knows no geography."""

from contado.norms.catalogue import FactSpec, column_name
from contado.norms.classes import classes_of
from contado.norms.dated import Range
from contado.norms.difference import Difference, diff
from contado.norms.measures import Measure, Quantity
from contado.norms.rules import Rules
from contado.norms.verdicts import Verdicts, evaluate

__all__ = [
    "Difference",
    "FactSpec",
    "Measure",
    "Quantity",
    "Range",
    "Rules",
    "Verdicts",
    "classes_of",
    "column_name",
    "diff",
    "evaluate",
]
