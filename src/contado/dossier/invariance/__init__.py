"""The report of hydraulic invariance that a designer signs: frozen, printable, repeatable."""

from contado.dossier.invariance.asked import Named
from contado.dossier.invariance.assemble import report_of, report_on
from contado.dossier.invariance.model import Report
from contado.dossier.invariance.writing import write

__all__ = ["Named", "Report", "report_of", "report_on", "write"]
