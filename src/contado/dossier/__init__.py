"""The dossier: assess, freeze, verify, compare and render a verdict with every reason."""

from contado.dossier.model import Act, Correction, Dossier, FactReading, LeastChange

__all__ = ["Act", "Correction", "Dossier", "FactReading", "LeastChange"]
