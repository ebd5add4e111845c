"""The report of hydraulic invariance that a designer signs: frozen, printable, repeatable."""

from contado.dossier.invariance.assemble import report_of
from contado.dossier.invariance.model import Report
from contado.dossier.invariance.writing import write

__all__ = ["Report", "report_of", "write"]
