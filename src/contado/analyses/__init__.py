"""Analyses: each declared once, asked for alike everywhere, with the same set of results.

Examples
--------
>>> from contado.analyses import analysis
>>> analysis("warm-night").label.say("en")
'Summer night temperature'
"""

from contado.analyses.declaration import Analysis, Column, analyses, analysis, names
from contado.analyses.execution import Cancelled, Execution
from contado.analyses.places import NamedPlaces
from contado.analyses.result import Cells, Line, Result
from contado.analyses.running import execute, run

__all__ = [
    "Analysis",
    "Cancelled",
    "Cells",
    "Column",
    "Execution",
    "Line",
    "NamedPlaces",
    "Result",
    "analyses",
    "analysis",
    "execute",
    "names",
    "run",
]
